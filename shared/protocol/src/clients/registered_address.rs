//! Addresses that a registration may name, beyond what a browser could safely be sent to: those that
//! every parser reads alike, that do not answer in an answer's stead, and that are not our own.

use url::Url;

/// What an answer of ours adds to an address, or another provider's would (RFC 6749 sections 4.1.2
/// and 4.2.2, RFC 9207, JARM, OpenID Connect Core section 3.3.2.5 and Session Management).
const OF_ANSWERS: &[&str] = &[
    "code",
    "state",
    "iss",
    "error",
    "error_description",
    "error_uri",
    "response",
    "id_token",
    "access_token",
    "token_type",
    "expires_in",
    "scope",
    "session_state",
];

/// Whether nobody can read the address in two ways: no backslash, and behind http and https two
/// slashes and a host of letters, digits, dots and dashes.
pub fn is_plain(given: &str) -> bool {
    if given.contains('\\') {
        return false;
    }
    let Some((scheme, rest)) = given.split_once(':') else {
        return false;
    };
    let is_of_the_web = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    if is_of_the_web && scheme.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return false;
    }
    match rest.strip_prefix("//") {
        Some(rest) => {
            let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
            is_authority(&rest[..end])
        }
        None => !is_of_the_web,
    }
}

/// A host, and a port that is none or a number.
fn is_authority(given: &str) -> bool {
    let is_literal = given.starts_with('[');
    let (host, port) = match given.rsplit_once(':') {
        Some((host, port)) if !is_literal || host.ends_with(']') => (host, Some(port)),
        _ => (given, None),
    };
    let is_host = if is_literal {
        host.ends_with(']')
    } else {
        host.bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte))
    };
    !host.is_empty() && is_host && port.is_none_or(|port| port.parse::<u16>().is_ok())
}

/// Whether its query already holds what an answer adds: the app would find it twice, and might
/// take the wrong one.
pub fn holds_an_answer(given: &str) -> bool {
    let query = given.split_once('?').map_or("", |(_, query)| query);
    url::form_urlencoded::parse(query.as_bytes())
        .any(|(name, _)| OF_ANSWERS.contains(&name.as_ref()))
}

/// Whether it leads to the hub itself.
pub fn is_ours(issuer: &str, given: &str) -> bool {
    let at = |address: &str| {
        let url = Url::parse(address).ok()?;
        let host = url.host_str()?.trim_end_matches('.').to_owned();
        Some((host, url.port_or_known_default()))
    };
    let ours = at(issuer);
    ours.is_some() && at(given) == ours
}
