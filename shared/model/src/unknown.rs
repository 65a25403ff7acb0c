//! Reads enumerations of which a later version knows more: it runs beside this one while a new
//! version is rolled out.

use std::collections::BTreeMap;

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, Error, IgnoredAny, IntoDeserializer, value},
};

#[derive(Deserialize)]
#[serde(untagged)]
enum Form<T> {
    Known(T),
    /// By the name of the variant.
    Other(BTreeMap<String, Box<IgnoredAny>>),
    Broken(IgnoredAny),
}

/// For `deserialize_with`, where variants hold something: `serde(other)` alone takes only a later
/// variant that holds nothing. The type has a variant under `serde(other)`.
///
/// Errors: what a variant that is known holds cannot be read.
pub fn or_unknown<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    let name = match Form::deserialize(deserializer)? {
        Form::Known(known) => return Ok(known),
        Form::Other(named) if named.len() == 1 => named.into_keys().next(),
        Form::Other(_) | Form::Broken(_) => None,
    };
    // A known variant that holds something is not read by its name alone.
    name.and_then(read_name)
        .ok_or_else(|| D::Error::custom("a variant holds what cannot be read"))
}

fn read_name<T: DeserializeOwned>(name: String) -> Option<T> {
    let name: value::StringDeserializer<value::Error> = name.into_deserializer();
    T::deserialize(name).ok()
}

#[cfg(test)]
mod tests {
    use serde::Serialize;
    use serde_json::{Value, json};

    use super::*;

    #[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
    #[serde(rename_all = "snake_case")]
    enum Form {
        Plain,
        Number(u8),
        Named {
            name: String,
        },
        #[serde(other)]
        Unknown,
    }

    #[derive(Deserialize)]
    struct Item {
        #[serde(deserialize_with = "or_unknown")]
        form: Form,
    }

    #[test]
    fn a_later_variant_is_unknown_and_a_broken_one_an_error() {
        let read = |form: Value| {
            let item = serde_json::from_value::<Item>(json!({ "form": form }));
            item.map(|item| item.form).ok()
        };
        assert_eq!(read(json!("plain")), Some(Form::Plain));
        assert_eq!(read(json!({ "number": 7 })), Some(Form::Number(7)));
        let named = Form::Named {
            name: "a".to_owned(),
        };
        assert_eq!(read(json!({ "named": { "name": "a" } })), Some(named));
        for later in [
            json!("later"),
            json!({ "later": { "name": "a" } }),
            json!({ "later": 7 }),
        ] {
            assert_eq!(read(later), Some(Form::Unknown));
        }
        for broken in [
            json!({ "number": "x" }),
            json!({ "named": {} }),
            json!({}),
            json!({ "later": 1, "number": 7 }),
            json!(7),
        ] {
            assert_eq!(read(broken.clone()), None, "{broken}");
        }
    }
}
