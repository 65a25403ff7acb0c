//! Timeline: dated entries, with what happened and who did it.

use askama::Template;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use crate::texts::Words;

/// Entries in the order shown; newest first.
#[derive(Clone, Debug, Template)]
#[template(path = "part-timeline.html", whitespace = "minimize")]
pub struct Timeline {
    pub w: Words,
    /// Empty: the part says that nothing has happened yet.
    pub entries: Vec<TimelineEntry>,
}

#[derive(Clone, Debug)]
pub struct TimelineEntry {
    /// In Unix seconds.
    pub at: i64,
    /// What happened, without a full stop.
    pub what: String,
    /// Who did it, as in "by you"; `None` if no person did.
    pub who: Option<String>,
    /// Device, place or reference number.
    pub detail: Option<String>,
}

impl TimelineEntry {
    /// The value of `<time datetime>`: RFC 3339, in UTC. `None` if the time is out of range.
    fn datetime(&self) -> Option<String> {
        let at = OffsetDateTime::from_unix_timestamp(self.at).ok()?;
        at.format(&Rfc3339).ok()
    }

    /// What follows the time.
    fn beside(&self) -> impl Iterator<Item = &String> {
        self.who.iter().chain(&self.detail)
    }
}
