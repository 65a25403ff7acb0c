//! What a mail says, without words: kept in the outbox until it is written and sent.
//! Holds no code, link or national id; those are sealed beside it.

use kobling_base::clock::Timestamp;
use kobling_model::{
    ImportId,
    people::{ConflictKind, EmailAddress},
    unknown::or_unknown,
};
use serde::{Deserialize, Serialize};

/// Why the person behind a typed address is refused (L16, L18).
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Debug)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    Suspended,
    NotBegun(Timestamp),
    Ended(Timestamp),
    AccountDisabled,
    /// A reason that a later version knows.
    #[serde(other)]
    Unknown,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
#[serde(rename_all = "snake_case", tag = "letter")]
pub enum Letter {
    /// The code and the link are sealed beside it.
    Code {
        minutes: u32,
        app: String,
        asked_at: Timestamp,
    },
    AddressUnknown,
    /// The link "this was not me" is sealed beside it.
    AddressInUse,
    /// As `Code`, and asks for the activation code too.
    SeveralPeople {
        minutes: u32,
    },
    Refused {
        #[serde(deserialize_with = "or_unknown")]
        why: Why,
    },
    Linked {
        eid: String,
        at: Timestamp,
    },
    AppLinkMade,
    AppLinkMoved,
    EidReplaced,
    /// The eID leads to another account from now on.
    EidMoved {
        eid: String,
        at: Timestamp,
    },
    /// HR has another address for someone who is linked; told to the one in use.
    AddressPending {
        address: EmailAddress,
    },
    AddressAdded {
        address: EmailAddress,
    },
    AccountDetached,
    ApprovalGiven,
    ApprovalRefused,
    AdminItem {
        kind: ConflictKind,
        person: String,
    },
    /// A full file of HR's waits for a decision; to the tenant's help desk.
    ImportHeld {
        import: ImportId,
        name: String,
        people: u64,
        people_ended: u64,
        employments_ended: u64,
    },
    /// The tenant asks the person to log in for the first time.
    Invited,
    /// One that a later version wrote, and will send.
    #[serde(other)]
    Unknown,
}

impl Letter {
    /// Whether this version can write it. What it cannot stays in the outbox for the version that
    /// put it there.
    pub fn is_known(&self) -> bool {
        !matches!(
            self,
            Self::Unknown
                | Self::Refused { why: Why::Unknown }
                | Self::AdminItem {
                    kind: ConflictKind::Unknown,
                    ..
                }
        )
    }

    /// Whether nobody waits for it, so that it goes out at the tenant's pace and may rest. A code
    /// is waited for; what tells of a change to an account protects it, and waits for nothing.
    pub fn is_paced(&self) -> bool {
        matches!(self, Self::Invited)
    }
}
