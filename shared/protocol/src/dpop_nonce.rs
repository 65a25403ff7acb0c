//! Nonces of ours in proofs of possession (RFC 9449 sections 8 and 9): with one in it, a proof was
//! made lately, and not ahead by somebody who had the key for a while. They are made of the data key
//! and the time, so every instance of a function knows them and the store none.

use kobling_base::{clock::Timestamp, digest::is_equal, lifetimes::DPOP_NONCE_WINDOW};
use kobling_keys::Prover;

/// The nonces of one hub.
#[derive(Clone, Copy, Debug)]
pub struct Nonces<'a> {
    pub prover: &'a Prover,
    pub issuer: &'a str,
}

/// In which half of its time a nonce is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Half {
    Newer,
    /// It is no longer given out, and soon no longer taken.
    Older,
}

impl Nonces<'_> {
    /// The one to give out: base64url, so of NQCHAR alone (section 8.1).
    pub fn current(&self, now: Timestamp) -> String {
        let window = now.div_euclid(DPOP_NONCE_WINDOW);
        self.prover.dpop_nonce(self.issuer, window)
    }

    /// How old a nonce is; none for whatever is not one of those that are taken now.
    pub fn half(&self, shown: &str, now: Timestamp) -> Option<Half> {
        let window = now.div_euclid(DPOP_NONCE_WINDOW);
        [(window, Half::Newer), (window - 1, Half::Older)]
            .into_iter()
            .find(|(window, _)| self.is_of(*window, shown))
            .map(|(_, half)| half)
    }

    fn is_of(&self, window: i64, shown: &str) -> bool {
        let mut given = self.prover.dpop_nonces(self.issuer, window);
        given.any(|nonce| is_equal(&nonce, shown))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8) -> Prover {
        Prover::new("1", &[byte; 32]).unwrap()
    }

    #[test]
    fn a_nonce_is_taken_in_its_window_and_the_next() {
        let key = key(7);
        let nonces = Nonces {
            prover: &key,
            issuer: "https://login.example.com",
        };
        let start = 1_000 * DPOP_NONCE_WINDOW;
        for drawn_at in [start, start + DPOP_NONCE_WINDOW - 1] {
            let nonce = nonces.current(drawn_at);
            for (now, half) in [
                (start - 1, None),
                (start, Some(Half::Newer)),
                (start + DPOP_NONCE_WINDOW - 1, Some(Half::Newer)),
                (start + DPOP_NONCE_WINDOW, Some(Half::Older)),
                (start + 2 * DPOP_NONCE_WINDOW - 1, Some(Half::Older)),
                (start + 2 * DPOP_NONCE_WINDOW, None),
            ] {
                assert_eq!(nonces.half(&nonce, now), half, "{now}");
            }
        }
    }

    #[test]
    fn a_nonce_is_of_one_hub_and_one_key() {
        let (one, other) = (key(7), key(8));
        let of = |prover, issuer| Nonces { prover, issuer };
        let (now, issuer) = (1_000 * DPOP_NONCE_WINDOW, "https://login.example.com");
        let nonce = of(&one, issuer).current(now);
        assert_eq!(of(&one, issuer).half(&nonce, now), Some(Half::Newer));
        assert_eq!(of(&other, issuer).half(&nonce, now), None);
        assert_eq!(of(&one, "https://other.example").half(&nonce, now), None);
    }

    #[test]
    fn a_nonce_is_long_and_of_the_alphabet_of_the_rfc() {
        let key = key(7);
        let nonces = Nonces {
            prover: &key,
            issuer: "https://login.example.com",
        };
        let nonce = nonces.current(0);
        assert_eq!(nonce.len(), 43);
        let is_nqchar =
            |b: u8| b == 0x21 || (0x23..=0x5b).contains(&b) || (0x5d..=0x7e).contains(&b);
        assert!(nonce.bytes().all(is_nqchar));
        for other in [
            "",
            " ",
            &nonce[..42],
            &format!("{nonce}="),
            &nonces.current(DPOP_NONCE_WINDOW),
        ] {
            assert_eq!(nonces.half(other, 0), None, "{other}");
        }
    }
}
