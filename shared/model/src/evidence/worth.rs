//! What a proof is worth: the table of `docs/security.md`, as a function.

use crate::Level;

/// A kind of evidence, with what its worth depends on. `enrolled` is the level of the session that
/// a credential was enrolled in, which it never exceeds (trust rule T1).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// As its `acr` map says; nothing else is ever high.
    Eid { level: Level },
    /// The municipality's own identity provider; more than low by the tenant's rule for a second
    /// factor there.
    OwnIdp { meets_factor_rule: bool },
    /// With user verification.
    Passkey { enrolled: Level },
    /// A key in a phone, behind PIN or fingerprint.
    PhoneKey { enrolled: Level },
    /// Alone it counts from fifteen characters on.
    Password { is_long: bool, enrolled: Level },
    /// A time-based code; with a password it is a second factor.
    Totp { enrolled: Level },
    /// A code by SMS; with a password it is a second factor, and adds no level.
    Sms { enrolled: Level },
    /// A code that the tenant handed over. What lifts the cap of an app link made by it, a second
    /// person's comparison, is noted there.
    ActivationCode,
    /// A mailed link or code: shows a mailbox and nobody.
    Mailed,
    /// Meets a tenant's policy and adds nothing.
    RememberedDevice,
}

impl Kind {
    /// The same, worth no more than `level`.
    #[cfg(test)]
    pub(super) fn at_most(self, level: Level) -> Self {
        match self {
            Self::Eid { level: own } => Self::Eid {
                level: own.min(level),
            },
            Self::Passkey { enrolled } => Self::Passkey {
                enrolled: enrolled.min(level),
            },
            Self::PhoneKey { enrolled } => Self::PhoneKey {
                enrolled: enrolled.min(level),
            },
            Self::Password { is_long, enrolled } => Self::Password {
                is_long,
                enrolled: enrolled.min(level),
            },
            Self::Totp { enrolled } => Self::Totp {
                enrolled: enrolled.min(level),
            },
            Self::Sms { enrolled } => Self::Sms {
                enrolled: enrolled.min(level),
            },
            other => other,
        }
    }
}

/// What a list of evidence is worth together.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Worth {
    pub level: Level,
    /// Two factors were shown.
    pub has_two_factors: bool,
    /// Whoever has the mailbox alone could have shown all of it.
    pub rests_on_mailbox: bool,
}

/// The table. More evidence is never worth less.
pub fn worth(shown: &[Kind]) -> Worth {
    let mut level = Level::None;
    let mut has_two_factors = false;
    for kind in shown {
        let (alone, is_two) = alone(*kind);
        level = level.max(alone);
        has_two_factors |= is_two;
    }
    for password in shown {
        let Kind::Password {
            enrolled: first, ..
        } = password
        else {
            continue;
        };
        for second in shown {
            let (worth, is_factor) = match second {
                Kind::Totp { enrolled } => (Level::Substantial.min(*first).min(*enrolled), true),
                Kind::Sms { enrolled } => (Level::Low.min(*first).min(*enrolled), true),
                _ => (Level::None, false),
            };
            level = level.max(worth);
            has_two_factors |= is_factor;
        }
    }
    Worth {
        level,
        has_two_factors,
        rests_on_mailbox: false,
    }
}

/// What one kind is worth by itself, and whether it is two factors in one.
fn alone(kind: Kind) -> (Level, bool) {
    match kind {
        Kind::Eid { level } => (level, level >= Level::Substantial),
        Kind::OwnIdp {
            meets_factor_rule: true,
        } => (Level::Substantial, true),
        Kind::OwnIdp {
            meets_factor_rule: false,
        } => (Level::Low, false),
        Kind::Passkey { enrolled } | Kind::PhoneKey { enrolled } => {
            (Level::Substantial.min(enrolled), true)
        }
        Kind::Password {
            is_long: true,
            enrolled,
        } => (Level::Low.min(enrolled), false),
        Kind::ActivationCode => (Level::Low, false),
        Kind::Password { is_long: false, .. }
        | Kind::Totp { .. }
        | Kind::Sms { .. }
        | Kind::Mailed
        | Kind::RememberedDevice => (Level::None, false),
    }
}
