//! Which page of confirmation a step shows.

use kobling_web::encode;

/// What to show in place of the login's step.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Show {
    Wrong,
    Detach,
    Again,
    Account,
}

impl Show {
    pub(super) const ALL: [Self; 4] = [Self::Wrong, Self::Detach, Self::Again, Self::Account];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Wrong => "wrong",
            Self::Detach => "detach",
            Self::Again => "again",
            Self::Account => "account",
        }
    }

    /// Where it is shown.
    pub fn address(self, handle: &str) -> String {
        let query = encode(&[("request", handle), ("show", self.name())]);
        format!("/link?{query}")
    }
}
