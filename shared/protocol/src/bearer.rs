//! The access token in a request's header (RFC 6750 section 2.1, RFC 9449 section 7.1).

use super::BearerError;

/// By which scheme a token is shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scheme {
    Bearer,
    /// Along with a proof that its key is at hand.
    Dpop,
}

/// The token, where no other scheme is understood; `authorization` holds the values of all `Authorization` headers.
pub fn in_header<'a>(authorization: &[&'a [u8]]) -> Result<&'a str, BearerError> {
    match shown(authorization)? {
        (Scheme::Bearer, token) => Ok(token),
        (Scheme::Dpop, _) => Err(BearerError::Missing),
    }
}

/// The token and its scheme.
pub fn shown<'a>(authorization: &[&'a [u8]]) -> Result<(Scheme, &'a str), BearerError> {
    let header = match authorization {
        [] => return Err(BearerError::Missing),
        [header] => std::str::from_utf8(header).map_err(|_| BearerError::InvalidRequest)?,
        _ => return Err(BearerError::InvalidRequest),
    };
    let (scheme, token) = header.split_once(' ').unwrap_or((header, ""));
    let scheme = if scheme.eq_ignore_ascii_case("bearer") {
        Scheme::Bearer
    } else if scheme.eq_ignore_ascii_case("dpop") {
        Scheme::Dpop
    } else {
        // Another scheme is no attempt at this one.
        return Err(BearerError::Missing);
    };
    let token = token.trim_matches(' ');
    if token.is_empty() || token.contains([' ', ',']) {
        return Err(BearerError::InvalidRequest);
    }
    Ok((scheme, token))
}
