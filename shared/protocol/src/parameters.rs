//! The parameters of a request (RFC 6749 sections 3.1 and 3.2): what is not known is ignored,
//! what is empty counts as left out, what is read must not be there twice.

/// A parameter that was given more than once; which value counts would be anybody's guess.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Repeated(pub &'static str);

/// Names and values in the order they came.
#[derive(Clone, Copy, Debug)]
pub struct Parameters<'a>(&'a [(String, String)]);

impl<'a> Parameters<'a> {
    pub const fn new(raw: &'a [(String, String)]) -> Self {
        Self(raw)
    }

    /// The value of a parameter that may be given once. Only names that are read are looked at:
    /// an unknown one may be repeated, as some extensions do (RFC 8707 section 2).
    pub fn one(&self, name: &'static str) -> Result<Option<&'a str>, Repeated> {
        let mut values = self.0.iter().filter(|(known, _)| known == name);
        let first = values.next();
        if values.next().is_some() {
            return Err(Repeated(name));
        }
        Ok(first
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty()))
    }

    /// All values of a parameter that may be given several times.
    pub fn all(&self, name: &'static str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(move |(known, _)| known == name)
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }

    /// As `one`, for what is only a hint: a repeated one counts as left out.
    pub fn hint(&self, name: &'static str) -> Option<&'a str> {
        self.one(name).ok().flatten()
    }
}

/// Decodes `application/x-www-form-urlencoded` (a query or a form body). Never fails: what is not
/// UTF-8 becomes U+FFFD and then matches nothing that is registered.
pub fn decode(encoded: &[u8]) -> Vec<(String, String)> {
    url::form_urlencoded::parse(encoded).into_owned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_counts_once_and_not_when_empty() {
        let raw = decode(b"a=1&b=&c=1&c=2&d=1&d=");
        let parameters = Parameters::new(&raw);
        assert_eq!(parameters.one("a"), Ok(Some("1")));
        assert_eq!(parameters.one("b"), Ok(None));
        assert_eq!(parameters.one("c"), Err(Repeated("c")));
        assert_eq!(parameters.one("d"), Err(Repeated("d")));
        assert_eq!(parameters.one("e"), Ok(None));
        assert_eq!(parameters.hint("c"), None);
    }
}
