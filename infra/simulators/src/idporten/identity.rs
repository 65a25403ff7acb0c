//! Who logged in, and the claims that ID-porten gives about them: `pid`, eIDAS attributes, or a
//! self-registered e-mail address; never a name and an address beside a `pid`.

use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Map, Value, json};

/// An authenticated person, by the way they came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Identity {
    /// By a Norwegian eID: the national identity number.
    National { pid: String },
    /// By a foreign eID for which no Norwegian number was found.
    Eidas {
        identifier: String,
        first_name: String,
        last_name: String,
        date_of_birth: String,
    },
    /// By a mailed code only; proves an address, no identity.
    Email { address: String },
}

impl Identity {
    /// The `sub` of this person at this client (OpenID Connect Core section 8.1). It must outlive
    /// the process, so it is made of what is known, without a secret: fit for test people only.
    pub(crate) fn pairwise_sub(&self, issuer: &str, client_id: &str) -> String {
        let (kind, value) = match self {
            Self::National { pid } => ("pid", pid),
            Self::Eidas { identifier, .. } => ("eidas", identifier),
            Self::Email { address } => ("email", address),
        };
        let whole = format!("{issuer}\n{client_id}\n{kind}\n{value}");
        URL_SAFE_NO_PAD.encode(digest(&SHA256, whole.as_bytes()))
    }

    /// The national identity number, if this login has one.
    pub(crate) fn pid(&self) -> Option<&str> {
        match self {
            Self::National { pid } => Some(pid),
            _ => None,
        }
    }

    /// The claims of the id_token that say who it is.
    pub(crate) fn claims(&self) -> Map<String, Value> {
        let claims = match self {
            Self::National { pid } => json!({ "pid": pid }),
            Self::Eidas {
                identifier,
                first_name,
                last_name,
                date_of_birth,
            } => json!({
                "eidas_identifier": identifier,
                "eidas_firstname": first_name,
                "eidas_lastname": last_name,
                "eidas_date_of_birth": date_of_birth,
            }),
            Self::Email { address } => json!({ "email": address }),
        };
        match claims {
            Value::Object(claims) => claims,
            _ => Map::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sub_is_stable_and_differs_between_clients_and_people() {
        let one = Identity::National { pid: "1".into() };
        let two = Identity::National { pid: "2".into() };
        let sub = one.pairwise_sub("http://i", "a");
        assert_eq!(sub, one.pairwise_sub("http://i", "a"));
        assert_ne!(sub, one.pairwise_sub("http://i", "b"));
        assert_ne!(sub, two.pairwise_sub("http://i", "a"));
    }
}
