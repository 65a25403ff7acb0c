//! The access token in a request's header (RFC 6750 section 2.1).

use super::BearerError;

/// The token; `authorization` holds the values of all `Authorization` headers.
pub fn in_header<'a>(authorization: &[&'a [u8]]) -> Result<&'a str, BearerError> {
    let header = match authorization {
        [] => return Err(BearerError::Missing),
        [header] => std::str::from_utf8(header).map_err(|_| BearerError::InvalidRequest)?,
        _ => return Err(BearerError::InvalidRequest),
    };
    let (scheme, token) = header.split_once(' ').unwrap_or((header, ""));
    // Another scheme is no attempt at this one.
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(BearerError::Missing);
    }
    let token = token.trim_matches(' ');
    if token.is_empty() || token.contains([' ', ',']) {
        return Err(BearerError::InvalidRequest);
    }
    Ok(token)
}
