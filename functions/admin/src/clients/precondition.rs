//! What a change says it is a change of (RFC 9110 section 13.1): nobody writes over what they did
//! not see, and nobody creates what is there (RFC 6585 section 3).

use axum::http::{HeaderMap, StatusCode, header};
use kobling_model::apps::Client;
use kobling_protocol::clients::client_words::entity_tag;
use kobling_web::Problem;

use crate::call::invalid;

/// What has to be so.
#[derive(PartialEq, Eq, Debug)]
pub enum Precondition {
    /// `If-None-Match: *`
    IsAbsent,
    /// `If-Match: "TAG"`, without the quotes.
    Is(String),
}

impl Precondition {
    /// # Errors
    /// 428 where there is none, 400 where it is not one of the two forms.
    pub fn of(headers: &HeaderMap) -> Result<Self, Problem> {
        let all = |name: header::HeaderName| -> Vec<&[u8]> {
            let values = headers.get_all(name).iter();
            values.map(|value| value.as_bytes().trim_ascii()).collect()
        };
        match (
            all(header::IF_NONE_MATCH).as_slice(),
            all(header::IF_MATCH).as_slice(),
        ) {
            ([], []) => Err(Problem::new(
                StatusCode::PRECONDITION_REQUIRED,
                "precondition_required",
                "send If-None-Match: * to create, or If-Match with the ETag that you saw",
            )),
            ([b"*"], []) => Ok(Self::IsAbsent),
            ([], [tag]) => tagged(tag)
                .map(Self::Is)
                .ok_or_else(|| invalid("If-Match takes one ETag, in its quotes")),
            _ => Err(invalid("send If-None-Match: *, or If-Match with one ETag")),
        }
    }

    /// Of a change that creates nothing.
    pub fn tag(headers: &HeaderMap) -> Result<Self, Problem> {
        match Self::of(headers)? {
            Self::IsAbsent => Err(invalid("send If-Match with the ETag that you saw")),
            tag @ Self::Is(_) => Ok(tag),
        }
    }

    /// Whether it is so.
    pub fn check(&self, client: Option<&Client>) -> Result<(), Problem> {
        let holds = match (self, client) {
            (Self::IsAbsent, None) => true,
            (Self::Is(tag), Some(client)) => *tag == entity_tag(client),
            _ => false,
        };
        holds.then_some(()).ok_or_else(failed)
    }
}

/// The answer where it is not so, or no longer at the moment of the change.
pub const fn failed() -> Problem {
    Problem::new(
        StatusCode::PRECONDITION_FAILED,
        "precondition_failed",
        "it is there already, is not there, or was changed since you saw it",
    )
}

/// A strong tag (RFC 9110 section 8.8.3); a weak one never matches, so it is none.
fn tagged(value: &[u8]) -> Option<String> {
    let inside = value.strip_prefix(b"\"")?.strip_suffix(b"\"")?;
    let is_tag = (1..=64).contains(&inside.len())
        && inside
            .iter()
            .all(|b| b.is_ascii_alphanumeric() || b"-_".contains(b));
    is_tag.then(|| String::from_utf8_lossy(inside).into_owned())
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn of(pairs: &[(header::HeaderName, &'static str)]) -> Result<Precondition, u16> {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(name, HeaderValue::from_static(value));
        }
        Precondition::of(&headers).map_err(|problem| problem.status.as_u16())
    }

    #[test]
    fn exactly_one_of_the_two_is_sent() {
        use header::{IF_MATCH, IF_NONE_MATCH};
        assert_eq!(of(&[]), Err(428));
        assert_eq!(of(&[(IF_NONE_MATCH, "*")]), Ok(Precondition::IsAbsent));
        let tag = Ok(Precondition::Is("a-_1".to_owned()));
        assert_eq!(of(&[(IF_MATCH, "\"a-_1\"")]), tag);
        for bad in [
            "*",
            "a",
            "\"a",
            "W/\"a\"",
            "\"a\", \"b\"",
            "\"\"",
            "\"a b\"",
            "",
        ] {
            assert_eq!(of(&[(IF_MATCH, bad)]), Err(400), "{bad}");
        }
        assert_eq!(of(&[(IF_NONE_MATCH, "\"a\"")]), Err(400));
        assert_eq!(of(&[(IF_MATCH, "\"a\""), (IF_MATCH, "\"b\"")]), Err(400));
        assert_eq!(of(&[(IF_MATCH, "\"a\""), (IF_NONE_MATCH, "*")]), Err(400));
    }
}
