//! When signing keys come and go. Pure: what there is and what time it is give what is to be done.
//!
//! A key is published before it signs for as long as anyone may go on with a list that lacks it,
//! and after it signed for as long as a token made with it may be looked at.

use kobling_base::{
    clock::Timestamp,
    lifetimes::{ACCESS_TOKEN_LIFE, CLOCKS_APART, ID_TOKEN_LIFE, KEYS_HELD, SESSION_LIFE},
};
use kobling_model::Algorithm;

use super::SigningKeyItem;

const DAY: i64 = 24 * 3600;

/// How long a key signs, in seconds.
pub const PERIOD: i64 = 90 * DAY;
/// Seconds that caches may keep the list of public keys (RFC 9111 section 5.2.2.1).
pub const LIST_LIFE: i64 = 300;
/// Apps that keep the list longer than they were told: this long, in seconds.
const KEPT_BY_APPS: i64 = DAY;

/// From when on every list that our own side or a cache gives out names a key that was made now:
/// a warm function has read the keys again, and what a cache had from one before is over.
pub const SEEN_BY_ALL: i64 = KEYS_HELD + LIST_LIFE + CLOCKS_APART;
/// How long before it signs a key is made in the ordinary course.
pub const AHEAD: i64 = KEPT_BY_APPS + SEEN_BY_ALL;
/// How long a key stays published after its successor began to sign. The tokens live ten minutes;
/// an ID token comes back as a hint as long as its session can live.
pub const AFTER: i64 =
    longer(ACCESS_TOKEN_LIFE, longer(ID_TOKEN_LIFE, SESSION_LIFE)) + KEYS_HELD + CLOCKS_APART;

pub(super) const fn longer(one: i64, other: i64) -> i64 {
    if one > other { one } else { other }
}

/// One thing to be done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Change {
    /// Make a key that signs from then on.
    Make {
        algorithm: Algorithm,
        signs_from: Timestamp,
    },
    /// The key is no longer published, nor does it sign, from then on.
    Withdraw { kid: String, at: Timestamp },
    /// Its time is over: nothing is left to be looked at with it.
    Delete { kid: String },
}

/// What the ordinary course asks for now. `is_new` says that the deployment has no keys of any
/// kind, so that nobody can hold a list yet.
pub fn due(keys: &[SigningKeyItem], is_new: bool, now: Timestamp) -> Vec<Change> {
    let mut changes = over(keys, now);
    for algorithm in Algorithm::ALL {
        let newest = keys
            .iter()
            .filter(|key| key.algorithm == algorithm && key.published_until.is_none())
            .max_by_key(|key| key.signs_from);
        let Some(newest) = newest else {
            let signs_from = if is_new { now } else { now + SEEN_BY_ALL };
            changes.push(Change::Make {
                algorithm,
                signs_from,
            });
            continue;
        };
        if now < newest.signs_from + PERIOD - AHEAD {
            continue;
        }
        let signs_from = (newest.signs_from + PERIOD).max(now + AHEAD);
        changes.push(Change::Make {
            algorithm,
            signs_from,
        });
        changes.push(Change::Withdraw {
            kid: newest.kid.clone(),
            at: signs_from + AFTER,
        });
    }
    changes
}

/// New keys as soon as every list names them; the others go `grace` seconds after, and those that
/// have not begun to sign at once.
pub fn at_once(keys: &[SigningKeyItem], grace: i64, now: Timestamp) -> Vec<Change> {
    let signs_from = now + SEEN_BY_ALL;
    let mut changes = over(keys, now);
    for algorithm in Algorithm::ALL {
        changes.push(Change::Make {
            algorithm,
            signs_from,
        });
    }
    for key in keys {
        if let Some(at) = end_at_once(key.signs_from, key.published_until, grace, now) {
            changes.push(Change::Withdraw {
                kid: key.kid.clone(),
                at,
            });
        }
    }
    changes
}

/// When a key that is in use `from` then ends in an emergency: `grace` seconds after the new ones
/// are in use, or now where it would not have been in use before them, so that it never is. None
/// where it ends by then anyway (`until`): an end is never put off.
pub(super) fn end_at_once(
    from: Timestamp,
    until: Option<Timestamp>,
    grace: i64,
    now: Timestamp,
) -> Option<Timestamp> {
    let new = now + SEEN_BY_ALL;
    let at = if from < new { new + grace.max(0) } else { now };
    until.is_none_or(|until| until > at).then_some(at)
}

fn over(keys: &[SigningKeyItem], now: Timestamp) -> Vec<Change> {
    keys.iter()
        .filter(|key| key.published_until.is_some_and(|until| until <= now))
        .map(|key| Change::Delete {
            kid: key.kid.clone(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(kid: &str, signs_from: i64, published_until: Option<i64>) -> SigningKeyItem {
        SigningKeyItem {
            kid: kid.to_owned(),
            algorithm: Algorithm::ES256,
            public: String::new(),
            sealed: String::new(),
            created_at: 0,
            signs_from,
            published_until,
        }
    }

    fn of_es256(changes: Vec<Change>) -> Vec<Change> {
        let is_other = |change: &Change| {
            matches!(
                change,
                Change::Make {
                    algorithm: Algorithm::RS256,
                    ..
                }
            )
        };
        changes.into_iter().filter(|c| !is_other(c)).collect()
    }

    #[test]
    fn the_first_keys_sign_at_once_only_where_nobody_can_hold_a_list() {
        for (is_new, from) in [(true, 7), (false, 7 + SEEN_BY_ALL)] {
            let made = of_es256(due(&[], is_new, 7));
            let expected = Change::Make {
                algorithm: Algorithm::ES256,
                signs_from: from,
            };
            assert_eq!(made, [expected]);
        }
    }

    #[test]
    fn the_next_key_is_made_a_day_ahead_and_the_old_one_has_an_end_then() {
        let old = [key("a", 0, None)];
        let at = PERIOD - AHEAD;
        assert_eq!(of_es256(due(&old, false, at - 1)), []);
        let expected = [
            Change::Make {
                algorithm: Algorithm::ES256,
                signs_from: PERIOD,
            },
            Change::Withdraw {
                kid: "a".to_owned(),
                at: PERIOD + AFTER,
            },
        ];
        assert_eq!(of_es256(due(&old, false, at)), expected);
        let both = [key("a", 0, Some(PERIOD + AFTER)), key("b", PERIOD, None)];
        assert_eq!(of_es256(due(&both, false, at + 1)), []);
    }

    #[test]
    fn a_run_that_comes_late_still_publishes_ahead() {
        let late = PERIOD + 5 * DAY;
        let made = of_es256(due(&[key("a", 0, None)], false, late));
        assert!(made.contains(&Change::Make {
            algorithm: Algorithm::ES256,
            signs_from: late + AHEAD,
        }));
    }

    #[test]
    fn in_an_emergency_a_key_in_waiting_never_signs() {
        let keys = [key("a", 0, Some(50_000)), key("b", 40_000, None)];
        let changes = at_once(&keys, 3600, 100);
        let withdrawn = |kid: &str| {
            changes.iter().find_map(|change| match change {
                Change::Withdraw { kid: of, at } if of == kid => Some(*at),
                _ => None,
            })
        };
        assert_eq!(withdrawn("a"), Some(100 + SEEN_BY_ALL + 3600));
        assert_eq!(withdrawn("b"), Some(100));
    }

    #[test]
    fn an_end_is_never_put_off() {
        let keys = [key("a", 0, Some(200))];
        let changes = at_once(&keys, DAY, 100);
        assert!(
            changes
                .iter()
                .all(|c| !matches!(c, Change::Withdraw { .. }))
        );
    }
}
