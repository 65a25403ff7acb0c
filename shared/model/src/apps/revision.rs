//! What a change of an app is on condition of.

use super::Client;
use crate::condition::Condition;

impl Client {
    /// Nobody has changed it since it was read.
    pub fn as_read(&self) -> Condition {
        let there = Condition::present();
        match &self.revision {
            Some(revision) => there.equals("revision", revision.as_str()),
            None => there.without("revision"),
        }
    }
}
