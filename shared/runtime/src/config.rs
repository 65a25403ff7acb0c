//! Every environment variable, parsed once. The only reader of the environment.

use std::collections::BTreeMap;

use kobling_aws::{Aws, SenderSettings, objects::Buckets, queue::Channel};
use kobling_base::secret::Secret;
use kobling_keyring::ServiceKeys;
use kobling_store::Tables;

use crate::need::Need;

/// All names that a function may find in its environment, with the need that asks for it; a name
/// stands once for each need that does.
/// Names that Lambda itself sets (region, credentials) are not listed.
pub const VARIABLES: &[(&str, Option<Need>)] = &[
    ("ISSUER", None),
    ("IDENTITY_TABLE", Some(Need::Store)),
    ("TRANSIENT_TABLE", Some(Need::Store)),
    ("AUDIT_TABLE", Some(Need::Store)),
    ("SEALING_KEY", Some(Need::DataKey)),
    ("SEALING_KEY", Some(Need::KeyMaking)),
    ("NATIONAL_ID_KEY", Some(Need::NationalIds)),
    ("NATIONAL_ID_KEY_OTHER", Some(Need::NationalIds)),
    ("OUTBOX_QUEUE_URL", Some(Need::Outbox)),
    ("OUTBOX_QUEUE_URL", Some(Need::Notices)),
    ("MAIL_FROM", Some(Need::Mailer)),
    ("MAIL_CONFIGURATION_SET", Some(Need::Mailer)),
    ("UPLOADS_BUCKET", Some(Need::ReadUploads)),
    ("UPLOADS_BUCKET", Some(Need::WriteUploads)),
    ("REPORTS_BUCKET", Some(Need::ReadReports)),
    ("REPORTS_BUCKET", Some(Need::WriteReports)),
    ("IMPORT_QUEUE_URL", Some(Need::ImportQueue)),
    ("PROVISION_QUEUE_URL", Some(Need::ProvisionQueue)),
    (
        "PROVISION_DEAD_LETTERS_URL",
        Some(Need::ProvisionDeadLetters),
    ),
    ("LOGOUT_DEAD_LETTERS_URL", Some(Need::LogoutDeadLetters)),
];

/// The queues that needs ask for, each with the variable that says where it is.
const QUEUES: &[(Need, Channel, &str)] = &[
    (Need::Outbox, Channel::Outbox, "OUTBOX_QUEUE_URL"),
    // Fewer rights to seal, the same queue.
    (Need::Notices, Channel::Outbox, "OUTBOX_QUEUE_URL"),
    (Need::ImportQueue, Channel::Import, "IMPORT_QUEUE_URL"),
    (
        Need::ProvisionQueue,
        Channel::Provision,
        "PROVISION_QUEUE_URL",
    ),
    (
        Need::ProvisionDeadLetters,
        Channel::ProvisionDeadLetters,
        "PROVISION_DEAD_LETTERS_URL",
    ),
    (
        Need::LogoutDeadLetters,
        Channel::LogoutDeadLetters,
        "LOGOUT_DEAD_LETTERS_URL",
    ),
];

/// PEM certificates that outgoing calls trust beside the usual ones: for a deployment on a laptop,
/// whose simulators have certificates of their own. Nothing in the cloud sets it.
pub const EXTRA_CA: &str = "EXTRA_CA";

/// What a function knows about the deployment it runs in.
#[derive(Clone, Debug)]
pub struct Config {
    /// The issuer identifier, without a trailing slash; all links and redirects start with it.
    pub issuer: String,
    pub tables: Tables,
    pub keys: ServiceKeys,
    pub mail: SenderSettings,
    pub buckets: Buckets,
    /// Where to send, by what is sent; of the queues that the needs ask for.
    pub queues: Vec<(Channel, String)>,
    pub extra_ca: Option<String>,
    pub aws: Aws,
}

/// The names that should have been there; all of them, so that one deploy mends it.
#[derive(Debug, thiserror::Error)]
#[error("not in the environment: {}", .0.join(", "))]
pub struct Missing(pub Vec<String>);

impl Config {
    #[expect(clippy::disallowed_methods, reason = "this is the one place")]
    pub fn from_environment(needs: &[Need]) -> Result<Self, Missing> {
        Self::from_variables(&std::env::vars().collect(), needs)
    }

    /// Whether this is a hub on somebody's own machine: nobody else can reach it, and the
    /// simulators beside it stand for the real providers.
    pub fn is_on_this_machine(&self) -> bool {
        ["http://localhost:", "https://localhost:"]
            .iter()
            .any(|here| self.issuer.starts_with(here))
    }

    /// Whether the function makes digests of national ids.
    pub fn has_national_ids(&self) -> bool {
        !self.keys.national_id.is_empty()
    }

    /// Reads what the needs ask for. What is not needed may be absent and is then empty.
    pub fn from_variables(
        variables: &BTreeMap<String, String>,
        needs: &[Need],
    ) -> Result<Self, Missing> {
        let mut missing = Vec::new();
        let mut read = |name: &str, wanted: bool| match variables.get(name) {
            Some(value) if !value.is_empty() => value.clone(),
            _ => {
                if wanted {
                    missing.push(name.to_owned());
                }
                String::new()
            }
        };
        let mut needed = |name: &str| {
            let wanted = VARIABLES.iter().any(|(known, need)| {
                *known == name && need.is_none_or(|need| needs.contains(&need))
            });
            read(name, wanted)
        };
        let config = Self {
            issuer: needed("ISSUER").trim_end_matches('/').to_owned(),
            tables: Tables {
                identity: needed("IDENTITY_TABLE"),
                transient: needed("TRANSIENT_TABLE"),
                audit: needed("AUDIT_TABLE"),
            },
            keys: ServiceKeys {
                sealing: needed("SEALING_KEY"),
                national_id: needed("NATIONAL_ID_KEY"),
                other_national_id: Some(needed("NATIONAL_ID_KEY_OTHER"))
                    .filter(|key| !key.is_empty() && key != "none"),
            },
            mail: SenderSettings {
                from: needed("MAIL_FROM"),
                configuration_set: needed("MAIL_CONFIGURATION_SET"),
            },
            buckets: Buckets {
                uploads: needed("UPLOADS_BUCKET"),
                reports: needed("REPORTS_BUCKET"),
            },
            queues: QUEUES
                .iter()
                .filter(|(need, ..)| needs.contains(need))
                .map(|(_, channel, name)| (*channel, needed(name)))
                .collect(),
            extra_ca: variables.get(EXTRA_CA).cloned(),
            aws: Aws {
                region: read("AWS_REGION", true),
                access_key_id: read("AWS_ACCESS_KEY_ID", true),
                secret_access_key: Secret::new(read("AWS_SECRET_ACCESS_KEY", true)),
                session_token: variables
                    .get("AWS_SESSION_TOKEN")
                    .map(|token| Secret::new(token.clone())),
                endpoint_url: variables.get("AWS_ENDPOINT_URL").cloned(),
            },
        };
        if missing.is_empty() {
            Ok(config)
        } else {
            Err(Missing(missing))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_localhost_by_its_whole_name_is_this_machine() {
        let mut variables = BTreeMap::from(
            ["AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]
                .map(|name| (name.to_owned(), "x".to_owned())),
        );
        for (issuer, is_here) in [
            ("http://localhost:8000", true),
            ("https://localhost:8000", true),
            ("https://localhost.example.com", false),
            ("https://localhost", false),
            ("https://login.example.com", false),
        ] {
            variables.insert("ISSUER".to_owned(), issuer.to_owned());
            let config = Config::from_variables(&variables, &[]).unwrap();
            assert_eq!(config.is_on_this_machine(), is_here, "{issuer}");
        }
    }

    #[test]
    fn all_missing_names_are_told_at_once() {
        let Missing(names) = Config::from_variables(&BTreeMap::new(), &[Need::Store]).unwrap_err();
        for name in ["ISSUER", "IDENTITY_TABLE", "AUDIT_TABLE", "AWS_REGION"] {
            assert!(names.iter().any(|missing| missing == name), "{name}");
        }
        assert!(!names.iter().any(|missing| missing == "MAIL_FROM"));
    }
}
