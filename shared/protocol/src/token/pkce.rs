//! Proof Key for Code Exchange (RFC 7636), method S256 and no other.

use kobling_base::digest::{is_equal, sha256};
use serde::{Deserialize, Serialize};

/// RFC 7636 section 4.1: 43 to 128 unreserved characters. A challenge has the same grammar
/// (section 4.2), though one made by S256 always has 43.
fn is_well_formed(text: &str) -> bool {
    (43..=128).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-._~".contains(&b))
}

/// What the app showed at the authorization endpoint: the digest of what it will show later.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
#[serde(transparent)]
pub struct CodeChallenge(String);

impl CodeChallenge {
    pub fn parse(text: &str) -> Option<Self> {
        is_well_formed(text).then(|| Self(text.to_owned()))
    }

    /// The one that a verifier meets.
    pub fn of(verifier: &str) -> Self {
        Self(sha256(verifier))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the verifier is the one the challenge was made from; in constant time.
    pub fn is_met_by(&self, verifier: &CodeVerifier<'_>) -> bool {
        is_equal(&sha256(verifier.0), &self.0)
    }
}

/// What the app shows at the token endpoint.
#[derive(Clone, Copy)]
pub struct CodeVerifier<'a>(&'a str);

impl<'a> CodeVerifier<'a> {
    pub fn parse(text: &'a str) -> Option<Self> {
        is_well_formed(text).then_some(Self(text))
    }
}

impl std::fmt::Debug for CodeVerifier<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CodeVerifier(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // RFC 7636 appendix B.
    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    #[test]
    fn the_example_of_the_rfc_holds() {
        let challenge = CodeChallenge::parse(CHALLENGE).unwrap();
        assert!(challenge.is_met_by(&CodeVerifier::parse(VERIFIER).unwrap()));
    }

    #[test]
    fn another_verifier_or_the_challenge_itself_does_not_meet_it() {
        let challenge = CodeChallenge::parse(CHALLENGE).unwrap();
        for other in [CHALLENGE, &VERIFIER.replace('d', "e"), &"a".repeat(43)] {
            assert!(!challenge.is_met_by(&CodeVerifier::parse(other).unwrap()));
        }
    }

    #[test]
    fn length_and_alphabet_are_those_of_the_rfc() {
        for (text, fine) in [
            ("a".repeat(42), false),
            ("a".repeat(43), true),
            ("a".repeat(128), true),
            ("a".repeat(129), false),
            (format!("{}-._~", "a".repeat(43)), true),
            (format!("{}=", "a".repeat(43)), false),
            (format!("{}+", "a".repeat(43)), false),
            ("å".repeat(43), false),
        ] {
            assert_eq!(CodeChallenge::parse(&text).is_some(), fine, "{text}");
            assert_eq!(CodeVerifier::parse(&text).is_some(), fine, "{text}");
        }
    }
}
