//! E-mail addresses: one grammar for the whole product.
//! ASCII local part (RFC 5321 section 4.1.2, dot-string), IDNA domain, lower-cased whole,
//! at most 254 octets. No folding of `+` or dots; look-alike domains are different domains.
//! Nothing that somebody on the way could read as another address: no encoded words (RFC 2047),
//! no `%` or `!` that route on (RFC 1123 section 5.2.16), nothing quoted, no comments.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A well-formed, normalised e-mail address. `Display` is for mails and pages only.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// Normalises what a person or an HR file gave; `None` for what is no address.
    pub fn parse(typed: &str) -> Option<Self> {
        let typed = typed.trim();
        let (local, domain) = typed.rsplit_once('@')?;
        let is_atom = |atom: &str| {
            !atom.is_empty()
                && atom
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b"#$&'*+-/=?^_`{|}~".contains(&b))
        };
        let is_encoded = local.contains("=?") || local.contains("?=");
        if local.len() > 64 || is_encoded || !local.split('.').all(is_atom) {
            return None;
        }
        let domain = idna::domain_to_ascii_strict(domain).ok()?;
        let labels: Vec<&str> = domain.split('.').collect();
        let is_label = |label: &str| {
            (1..=63).contains(&label.len())
                && label
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b == b'-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        };
        let top_is_name = labels
            .last()
            .is_some_and(|top| top.bytes().any(|b| b.is_ascii_alphabetic()));
        if labels.len() < 2 || !labels.iter().all(|label| is_label(label)) || !top_is_name {
            return None;
        }
        let whole = format!("{}@{domain}", local.to_ascii_lowercase());
        (whole.len() <= 254).then_some(Self(whole))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The domain in its ASCII form.
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }

    /// `k•••@example.com`: enough to recognise one's own, too little to learn another's.
    pub fn masked(&self) -> String {
        let first = self.0.chars().next().unwrap_or('•');
        format!("{first}•••@{}", self.domain())
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An address must not get into a log by way of `{:?}`.
impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EmailAddress(…)")
    }
}

impl<'de> Deserialize<'de> for EmailAddress {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("not an e-mail address"))
    }
}

#[cfg(test)]
mod tests {
    use super::EmailAddress;

    #[test]
    fn addresses_are_normalised() {
        for (typed, normal) in [
            (" Kari.Nordmann@Example.COM ", "kari.nordmann@example.com"),
            ("a+b@example.com", "a+b@example.com"),
            ("post@blåbær.example", "post@xn--blbr-roah.example"),
        ] {
            assert_eq!(EmailAddress::parse(typed).unwrap().as_str(), normal);
        }
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for typed in [
            "",
            "a",
            "a@b",
            "@example.com",
            "a@",
            "a b@example.com",
            "a@exa mple.com",
            "a\r\nBcc: b@example.com",
            "a@example.com\0",
            "åse@example.com",
            "a..b@example.com",
            ".a@example.com",
            "a@-b.example",
            "a@b..c",
            "a@[127.0.0.1]",
            "a@127.0.0.1",
            "\"a b\"@example.com",
            "a@b@example.com,c@example.com",
        ] {
            assert!(EmailAddress::parse(typed).is_none(), "{typed:?}");
        }
        assert!(EmailAddress::parse(&format!("{}@example.com", "a".repeat(65))).is_none());
    }

    #[test]
    fn what_somebody_could_read_as_another_address_is_refused() {
        for typed in [
            "=?utf-8?q?attacker=40evil.example?=@example.com",
            "=?UTF-8?B?YXR0YWNrZXJAZXZpbC5leGFtcGxl?=@example.com",
            "=?iso-8859-1?q?a?=.b@example.com",
            "a=?utf-8?q?b@example.com",
            "a?=@example.com",
            "kari%evil.example@example.com",
            "evil.example!kari@example.com",
            "@evil.example,@example.org:kari@example.com",
            "@evil.example:kari@example.com",
            "\"kari@evil.example\"@example.com",
            "\"kari\"@example.com",
            "kari(comment)@example.com",
            "kari@example.com(comment)",
            "kari@evil.example@example.com",
            "kari\\@evil.example@example.com",
            "Kari <kari@evil.example>@example.com",
            "kari@example.com, ola@evil.example",
            "kari;ola@example.com",
            "kari@[evil.example]",
        ] {
            assert!(EmailAddress::parse(typed).is_none(), "{typed:?}");
        }
        // Bounce addresses and tags of today stay what they are.
        for typed in ["a=b@example.com", "a?b@example.com", "o'neil+x@example.com"] {
            assert!(EmailAddress::parse(typed).is_some(), "{typed:?}");
        }
    }

    #[test]
    fn nothing_folds_two_mailboxes_into_one() {
        let parse = |text| EmailAddress::parse(text).unwrap();
        assert_ne!(parse("a.b@example.com"), parse("ab@example.com"));
        assert_ne!(parse("ab+1@example.com"), parse("ab@example.com"));
    }
}
