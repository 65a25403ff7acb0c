//! How evidence is stored. One eID alone is the object that earlier versions know; anything else is
//! a list, in which what this version does not know is passed over.

use kobling_base::clock::Timestamp;
use serde::{Deserialize, Serialize, de::IgnoredAny};

use super::{Authentication, Evidence, EvidenceList, Method, ShownEid, Validity};
use crate::{Digest, Level, TenantId};

#[derive(Clone, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum Stored {
    OneEid(Authentication),
    List(Vec<Entry>),
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum Entry {
    Known(Known),
    Unknown(#[serde(skip_serializing)] IgnoredAny),
}

/// Whatever it does not know may be a restriction, so it makes the entry unknown. The form with one
/// eID alone passes over what it does not know: a restriction may never be added to that.
#[derive(Clone, Serialize, Deserialize)]
#[serde(tag = "method", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Known {
    Eid {
        provider: String,
        namespace: String,
        link_digest: Digest,
        upstream_sid: Option<String>,
        level: Level,
        shown_at: Timestamp,
        amr: Vec<String>,
        /// The only tenant where it counts.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        only_at: Option<TenantId>,
        rests_on_mailbox: bool,
    },
}

impl From<Stored> for EvidenceList {
    fn from(stored: Stored) -> Self {
        match stored {
            Stored::OneEid(eid) => eid.into(),
            Stored::List(entries) => Self(entries.into_iter().filter_map(known).collect()),
        }
    }
}

fn known(entry: Entry) -> Option<Evidence> {
    let Entry::Known(Known::Eid {
        provider,
        namespace,
        link_digest,
        upstream_sid,
        level,
        shown_at,
        amr,
        only_at,
        rests_on_mailbox,
    }) = entry
    else {
        return None;
    };
    Some(Evidence {
        method: Method::Eid(ShownEid {
            provider,
            namespace,
            link_digest,
            upstream_sid,
        }),
        level,
        shown_at,
        amr,
        valid_for: only_at.map_or(Validity::Deployment, Validity::Tenant),
        rests_on_mailbox,
    })
}

impl From<EvidenceList> for Stored {
    fn from(list: EvidenceList) -> Self {
        let is_plain = |evidence: &Evidence| {
            evidence.valid_for == Validity::Deployment && !evidence.rests_on_mailbox
        };
        let mut evidence = list.0;
        match evidence.pop() {
            Some(only) if evidence.is_empty() && is_plain(&only) => match only.method {
                Method::Eid(eid) => Self::OneEid(Authentication {
                    provider: eid.provider,
                    namespace: eid.namespace,
                    link_digest: eid.link_digest,
                    level: only.level,
                    amr: only.amr,
                    auth_time: only.shown_at,
                    upstream_sid: eid.upstream_sid,
                }),
                #[cfg(test)]
                Method::MadeUp(_) => Self::List(Vec::new()),
            },
            rest => {
                evidence.extend(rest);
                Self::List(evidence.into_iter().filter_map(entry).collect())
            }
        }
    }
}

#[cfg_attr(
    not(test),
    expect(
        clippy::unnecessary_wraps,
        clippy::infallible_destructuring_match,
        reason = "tests have methods that are not stored"
    )
)]
fn entry(evidence: Evidence) -> Option<Entry> {
    let eid = match evidence.method {
        Method::Eid(eid) => eid,
        #[cfg(test)]
        Method::MadeUp(_) => return None,
    };
    Some(Entry::Known(Known::Eid {
        provider: eid.provider,
        namespace: eid.namespace,
        link_digest: eid.link_digest,
        upstream_sid: eid.upstream_sid,
        level: evidence.level,
        shown_at: evidence.shown_at,
        amr: evidence.amr,
        only_at: match evidence.valid_for {
            Validity::Deployment => None,
            Validity::Tenant(tenant) => Some(tenant),
        },
        rests_on_mailbox: evidence.rests_on_mailbox,
    }))
}
