//! What went wrong inside. Its text goes to the log; no type here can reach a browser.

/// A failure that the user can do nothing about but try again. It has no `Display`, so its cause
/// cannot end up in a page by accident; `chain` is for the log.
#[derive(Debug)]
pub struct Internal {
    cause: Box<dyn std::error::Error + Send + Sync>,
    kind: Kind,
}

/// Whether trying again helps.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    /// The same call fails again.
    Lasting,
    /// The same call may go through later.
    Passing,
    /// Something had changed since it was read: the same call fails, a new reading may not.
    Change,
}

impl Internal {
    /// A failure that the same call meets again (500).
    pub fn new(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::of(Kind::Lasting, cause)
    }

    /// A failure that may be over when the same call is made later (503).
    pub fn passing(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::of(Kind::Passing, cause)
    }

    /// What was read had changed before it was written (503).
    pub fn change(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::of(Kind::Change, cause)
    }

    fn of(kind: Kind, cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self {
            cause: cause.into(),
            kind,
        }
    }

    /// Whether it may go through later.
    pub fn is_passing(&self) -> bool {
        self.kind != Kind::Lasting
    }

    /// Whether it is only that something had changed since it was read.
    pub fn is_change(&self) -> bool {
        self.kind == Kind::Change
    }

    /// The causes, outermost first.
    pub fn chain(&self) -> String {
        let mut text = self.cause.to_string();
        let mut next = self.cause.source();
        while let Some(cause) = next {
            text.push_str(": ");
            text.push_str(&cause.to_string());
            next = cause.source();
        }
        text
    }
}

impl From<&'static str> for Internal {
    fn from(cause: &'static str) -> Self {
        Self::new(cause)
    }
}
