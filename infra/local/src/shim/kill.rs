//! Ends the own process as a power cut would: no clean-up, no flush, no goodbye.

use std::str::FromStr;

use crate::aws::{Call, dynamodb};

/// At which store write or mail, counted from 1 since the start.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kill {
    /// Before the service sees the call.
    Before(u64),
    /// After the service has done it, before the caller hears of it.
    After(u64),
}

impl FromStr for Kill {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || "before:N or after:N".to_owned();
        let (when, number) = text.split_once(':').ok_or_else(wrong)?;
        let number = number.parse().map_err(|_| wrong())?;
        match when {
            "before" => Ok(Self::Before(number)),
            "after" => Ok(Self::After(number)),
            _ => Err(wrong()),
        }
    }
}

/// Whether it is one of the calls that a kill is counted by: a change in the store, a mail, a
/// stored object, or many messages at once. (A single message only wakes someone who would
/// look by themselves.)
pub(super) fn is_counted(call: &Call) -> bool {
    match call.service {
        "dynamodb" => dynamodb::is_write(&call.operation),
        "ses" => true,
        "sqs" => call.operation == "SendMessageBatch",
        "s3" => call.operation == "PutObject",
        _ => false,
    }
}

/// Sends SIGKILL to this process and waits for it.
pub(super) async fn this_process() {
    let pid = std::process::id().to_string();
    let sent = std::process::Command::new("kill")
        .args(["-KILL", &pid])
        .status();
    if sent.is_err() {
        // Without a `kill` program an abort comes as close as can be.
        std::process::abort();
    }
    std::future::pending::<()>().await;
}

#[cfg(test)]
mod tests {
    use super::Kill;

    #[test]
    fn a_moment_is_read() {
        assert_eq!("before:3".parse(), Ok(Kill::Before(3)));
        assert_eq!("after:12".parse(), Ok(Kill::After(12)));
        assert!("at:1".parse::<Kill>().is_err());
        assert!("before:x".parse::<Kill>().is_err());
    }
}
