//! Enumerations whose variants have names that are stored: each stands beside its variant, and one of
//! a later version is read as `Unknown`.

/// Makes the enumeration with `ALL`, `name` and its form in JSON, which is the name.
macro_rules! named {
    (
        $(#[$about:meta])*
        pub enum $kind:ident {
            $($(#[$note:meta])* $variant:ident = $name:literal,)+
        }
    ) => {
        $(#[$about])*
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum $kind {
            $($(#[$note])* $variant,)+
            /// Of a version that this one does not know. Never written.
            Unknown,
        }

        impl $kind {
            /// All that this version knows.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// As it is stored and logged.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                    Self::Unknown => "unknown",
                }
            }
        }

        impl serde::Serialize for $kind {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.name())
            }
        }

        impl<'de> serde::Deserialize<'de> for $kind {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <String as serde::Deserialize>::deserialize(deserializer)?;
                let known = Self::ALL.iter().find(|one| one.name() == text);
                Ok(known.copied().unwrap_or(Self::Unknown))
            }
        }
    };
}

pub(crate) use named;

#[cfg(test)]
mod tests {
    use serde::{Serialize, de::DeserializeOwned};

    use crate::{
        Level, Refusal,
        first_login::Row,
        hr::{Column, FileRefusal, ImportState, Outcome},
        people::{ConflictKind, EmploymentStatus},
    };

    /// That each name is what is stored, alone or around what it carries.
    fn stored<T: Serialize + DeserializeOwned>(name: fn(&T) -> &'static str, frozen: &[&str]) {
        for text in frozen {
            let bare = text.starts_with('{').then(|| (*text).to_owned());
            let value: T = serde_json::from_str(&bare.unwrap_or(format!("\"{text}\""))).unwrap();
            let is_name = text.trim_start_matches("{\"").starts_with(name(&value));
            assert!(is_name, "{text} is called {}", name(&value));
        }
    }

    #[test]
    fn names_of_what_is_stored_stay() {
        stored::<ConflictKind>(
            |kind| kind.name(),
            &[
                "disputed",
                "birth_date",
                "two_records",
                "address_taken",
                "no_address",
                "detached",
                "shared_address",
                "approval",
                "activation",
                "wrong_address",
                "access_asked",
                "other_account",
                "mail_rests",
                "number_shared",
                "not_me",
            ],
        );
        stored::<ImportState>(
            ImportState::name,
            &[
                "checking",
                "held",
                "provisioning",
                "done",
                r#"{"refused":"older"}"#,
            ],
        );
        stored::<Outcome>(
            Outcome::name,
            &[
                "taken",
                r#"{"changed":[]}"#,
                "unchanged",
                "older",
                r#"{"refused":"no_employment_number"}"#,
                "ended",
                "would_end",
            ],
        );
        stored::<FileRefusal>(
            FileRefusal::name,
            &[
                "unknown_feed",
                "no_sequence",
                "older",
                "too_large",
                "too_large_inflated",
                "too_many_rows",
                "too_many_columns",
                "unknown_format",
                "encrypted",
                "unknown_encoding",
                "nul_bytes",
                r#"{"broken":{"line":1}}"#,
                "empty",
                r#"{"no_column":"employment_number"}"#,
                r#"{"column_twice":"employment_number"}"#,
                "formulas",
                "declined",
                "gone",
            ],
        );
        stored::<Column>(
            |column| column.name(),
            &[
                "employment_number",
                "person_number",
                "national_id",
                "birth_date",
                "given_name",
                "family_name",
                "email",
                "mailing",
                "phone",
                "department",
                "position",
                "from",
                "to",
                "rights",
            ],
        );
        stored::<Row>(
            |row| row.id(),
            &[
                "L1", "L2", "L3", "L4", "L5", "L6", "L7", "L8", "L9", "L10", "L11", "L12", "L13",
                "L14", "L15", "L16", "L17", "L18", "L22", "L24", "L25", "L26", "L27", "L28", "L29",
            ],
        );
    }

    #[test]
    fn names_of_refusals_stay() {
        for (refusal, name) in [
            (Refusal::ClientDisabled, "client_disabled"),
            (Refusal::TenantSuspended, "tenant_suspended"),
            (Refusal::AppNotEnabled, "app_not_enabled"),
            (Refusal::AccountDisabled, "account_disabled"),
            (Refusal::NotLinked, "not_linked"),
            (Refusal::Disputed, "disputed"),
            (Refusal::LinkSuspended, "link_suspended"),
            (
                Refusal::Employment(EmploymentStatus::Suspended),
                "employment",
            ),
            (Refusal::NotActive, "not_active"),
            (Refusal::ProviderNotAccepted, "provider_not_accepted"),
            (Refusal::LevelTooLow(Level::High), "level_too_low"),
            (Refusal::LevelOutOfReach(Level::High), "level_out_of_reach"),
        ] {
            assert_eq!(refusal.name(), name);
        }
    }

    #[test]
    fn details_say_why_and_what() {
        let refused = ImportState::Refused(FileRefusal::Declined);
        assert_eq!(refused.description(), "refused: declined");
        assert_eq!(ImportState::Held.description(), "held");
        let changed = Outcome::Changed(vec![Column::Email, Column::To]);
        assert_eq!(changed.description(), "changed: email to");
        assert_eq!(Outcome::Ended.description(), "ended");
    }
}
