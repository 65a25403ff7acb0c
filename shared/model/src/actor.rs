//! Who did something, from where, and under which reference number it is found.

use std::{convert::Infallible, fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{AccountId, ClientId, DirectoryUserId, TenantId};

/// Who did it. Stored as one text, `KIND` or `KIND:NAME`, which never changes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Who {
    /// Somebody in a browser; with their account once it is known (`person`, `person:ACCOUNT`).
    Person(Option<AccountId>),
    /// A directory user by a role at their tenant (`admin:TENANT:DIRECTORY_USER`).
    Admin(TenantId, DirectoryUserId),
    /// An app or service that calls by itself (`service:CLIENT`).
    Service(ClientId),
    /// The deployment's operator (`operator:NAME`).
    Operator(String),
    /// The product by itself: the function that worked (`system:FUNCTION`).
    System(String),
    /// As a later version wrote it.
    Unknown(String),
}

impl Who {
    /// The product by itself.
    pub fn system(function: &str) -> Self {
        Self::System(function.to_owned())
    }

    /// Without its kind: an account, a directory user, a client, an operator, a function.
    pub fn name(&self) -> String {
        match self {
            Self::Person(None) => "person".to_owned(),
            Self::Person(Some(account)) => account.to_string(),
            Self::Admin(_, user) => user.to_string(),
            Self::Service(client) => client.to_string(),
            Self::Operator(name) | Self::System(name) | Self::Unknown(name) => name.clone(),
        }
    }

    fn parse(text: &str) -> Option<Self> {
        let (kind, name) = text.split_once(':').unwrap_or((text, ""));
        Some(match (kind, name) {
            ("person", "") => Self::Person(None),
            ("person", account) => Self::Person(Some(account.parse().ok()?)),
            ("admin", name) => {
                let (tenant, user) = name.split_once(':')?;
                Self::Admin(TenantId::parse(tenant)?, user.parse().ok()?)
            }
            ("service", client) => Self::Service(ClientId::parse(client)?),
            ("operator", name) => Self::Operator(name.to_owned()),
            ("system", function) => Self::System(function.to_owned()),
            _ => return None,
        })
    }
}

impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Person(None) => f.write_str("person"),
            Self::Person(Some(account)) => write!(f, "person:{account}"),
            Self::Admin(tenant, user) => write!(f, "admin:{tenant}:{user}"),
            Self::Service(client) => write!(f, "service:{client}"),
            Self::Operator(name) => write!(f, "operator:{name}"),
            Self::System(function) => write!(f, "system:{function}"),
            Self::Unknown(text) => f.write_str(text),
        }
    }
}

impl FromStr for Who {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self::parse(text).unwrap_or_else(|| Self::Unknown(text.to_owned())))
    }
}

impl Serialize for Who {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Who {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Ok(Self::parse(&text).unwrap_or(Self::Unknown(text)))
    }
}

/// Who did something, and from where.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct Actor {
    pub who: Who,
    /// The network address as the front door saw it; none where nobody called.
    #[serde(default)]
    pub from: Option<String>,
    /// The reference number that the page showed and the log carries; empty where there was none.
    pub reference: String,
}

impl Actor {
    /// `from` may be empty, where the front door saw no address.
    pub fn new(who: Who, from: &str, reference: &str) -> Self {
        Self {
            who,
            from: (!from.is_empty()).then(|| from.to_owned()),
            reference: reference.to_owned(),
        }
    }

    /// The product by itself: a function that a queue, an event or a schedule woke.
    pub fn system(function: &str, reference: &str) -> Self {
        Self::new(Who::system(function), "", reference)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "bda14776-8161-4906-b131-1c828a1e64a2";

    #[test]
    fn who_is_one_text_that_stays() {
        let account = ID.parse().unwrap();
        let user = ID.parse().unwrap();
        let tenant = TenantId::parse("asnes").unwrap();
        let client = ClientId::parse("hr-system").unwrap();
        for (who, text) in [
            (Who::Person(None), "person".to_owned()),
            (Who::Person(Some(account)), format!("person:{ID}")),
            (Who::Admin(tenant, user), format!("admin:asnes:{ID}")),
            (Who::Service(client), "service:hr-system".to_owned()),
            (Who::Operator("ola".to_owned()), "operator:ola".to_owned()),
            (Who::system("mail"), "system:mail".to_owned()),
        ] {
            assert_eq!(who.to_string(), text);
            let json = serde_json::to_string(&who).unwrap();
            assert_eq!(json, format!("\"{text}\""));
            assert_eq!(serde_json::from_str::<Who>(&json).unwrap(), who);
        }
    }

    #[test]
    fn who_is_read_as_a_later_version_wrote_it() {
        for text in ["robot:7", "person:nobody", "admin:asnes", "", "service:"] {
            let read: Who = text.parse().unwrap();
            assert_eq!(read, Who::Unknown(text.to_owned()));
            assert_eq!(read.to_string(), text);
        }
    }

    #[test]
    fn an_actor_keeps_its_layout() {
        let actor = Actor::new(Who::Operator("ola".to_owned()), "192.0.2.7", "K7QM-2XP9");
        let text = r#"{"who":"operator:ola","from":"192.0.2.7","reference":"K7QM-2XP9"}"#;
        assert_eq!(serde_json::to_string(&actor).unwrap(), text);
        assert_eq!(serde_json::from_str::<Actor>(text).unwrap(), actor);
        let nowhere = Actor::system("mail", "");
        assert_eq!(nowhere.from, None);
    }
}
