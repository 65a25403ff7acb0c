//! Every mail in every state, with artificial people: for tests, screenshots and review.

use time::macros::date;

use super::{AdminItemKind, Mail, MailBody, Refusal};
use crate::{Brand, samples::MOMENT, texts::Language};

/// One mail in one state.
pub struct MailSample {
    /// Such as `address-in-use`.
    pub name: &'static str,
    body: MailBody,
}

impl MailSample {
    pub fn render(&self, language: Language, tenant: &Brand) -> Mail {
        self.body.render(language, tenant)
    }
}

/// All of them.
pub fn samples() -> Vec<MailSample> {
    marked("")
}

/// All of them, with `mark` at the end of every value that comes from outside.
pub(super) fn marked(mark: &str) -> Vec<MailSample> {
    use AdminItemKind as Kind;
    let say = |text: &str| format!("{text}{mark}");
    let code = |app: Option<String>, minutes| MailBody::Code {
        code: say("482913"),
        link: say("https://login.example.com/verify-code?l=Zk3vQ"),
        minutes,
        asked_at: MOMENT,
        asked_from: say("Firefox, Windows, 192.0.2.7"),
        app,
    };
    let refused = |why| MailBody::Refused { why };
    let item = |kind| MailBody::AdminItem {
        kind,
        person: Some(say("Bokhylle Sommerregn")),
        reference: "K7QM-2XP9".to_owned(),
        command: say("kobling waiting"),
    };
    let nobody = |kind| MailBody::AdminItem {
        kind,
        person: None,
        reference: "K7QM-2XP9".to_owned(),
        command: say("kobling waiting"),
    };
    [
        ("code", code(Some(say("Lønn og fravær")), 15)),
        ("code-no-app-one-minute", code(None, 1)),
        ("address-unknown", MailBody::AddressUnknown),
        (
            "address-in-use",
            MailBody::AddressInUse {
                not_me_link: say("https://login.example.com/verify-code?n=Zk3vQ"),
            },
        ),
        (
            "several-people",
            MailBody::SeveralPeople {
                code: say("482913"),
                link: say("https://login.example.com/verify-code?mail=l1nk"),
                minutes: 15,
                asked_at: MOMENT,
                asked_from: String::new(),
            },
        ),
        ("refused-suspended", refused(Refusal::Suspended)),
        (
            "refused-not-begun",
            refused(Refusal::NotBegun {
                date: date!(2026 - 08 - 17),
            }),
        ),
        (
            "refused-ended",
            refused(Refusal::Ended {
                date: date!(2026 - 02 - 28),
            }),
        ),
        (
            "refused-account-disabled",
            refused(Refusal::AccountDisabled),
        ),
        (
            "linked",
            MailBody::Linked {
                eid: say("ID-porten"),
                at: MOMENT,
            },
        ),
        (
            "eid-moved",
            MailBody::EidMoved {
                eid: say("ID-porten"),
                at: MOMENT,
            },
        ),
        ("app-link-made", MailBody::AppLinkMade),
        ("app-link-moved", MailBody::AppLinkMoved),
        ("eid-replaced", MailBody::EidReplaced),
        (
            "address-pending",
            MailBody::AddressPending {
                address: say("bokhylle@example.com"),
            },
        ),
        (
            "address-added",
            MailBody::AddressAdded {
                address: say("bokhylle@example.com"),
            },
        ),
        ("account-detached", MailBody::AccountDetached),
        (
            "approval-given",
            MailBody::ApprovalGiven {
                start_link: say("https://login.example.com/t/granvik"),
            },
        ),
        (
            "invited",
            MailBody::Invited {
                start_link: say("https://login.example.com/t/granvik"),
            },
        ),
        (
            "approval-refused",
            MailBody::ApprovalRefused { reason: None },
        ),
        (
            "approval-refused-with-reason",
            MailBody::ApprovalRefused {
                reason: Some(say("Ukjent for avdelingen")),
            },
        ),
        ("admin-address-wrong", item(Kind::AddressWrong)),
        ("admin-no-address", item(Kind::NoAddress)),
        ("admin-address-taken", item(Kind::AddressTaken)),
        ("admin-disputed", item(Kind::Disputed)),
        ("admin-birth-date", item(Kind::BirthDate)),
        ("admin-two-records", item(Kind::TwoRecords)),
        ("admin-link-suspended", item(Kind::LinkSuspended)),
        ("admin-account-detached", item(Kind::AccountDetached)),
        ("admin-not-me", item(Kind::NotMe)),
        ("admin-number-shared", item(Kind::NumberShared)),
        ("admin-mail-rests", nobody(Kind::MailRests)),
        ("admin-shared-address", nobody(Kind::SharedAddress)),
        ("admin-approval-needed", item(Kind::ApprovalNeeded)),
        ("admin-activation-needed", item(Kind::ActivationNeeded)),
        ("admin-other-account", item(Kind::OtherAccount)),
        ("admin-access-asked", nobody(Kind::AccessAsked)),
        (
            "import-held",
            MailBody::ImportHeld {
                file: say("alle-20261201.csv"),
                people: 412,
                people_ended: 57,
                employments_ended: 61,
                command: say("kobling hr approve granvik 001796083200-c2FtcGxl"),
            },
        ),
        ("not-me-reported", MailBody::NotMeReported),
    ]
    .into_iter()
    .map(|(name, body)| MailSample { name, body })
    .collect()
}
