//! Addresses that answers go to. One can only be made by matching it against the app's own: an open
//! redirect has no way to be written.

use kobling_model::apps::{Client, ClientType};
use serde::{Deserialize, Serialize};
use url::{Host, Url, form_urlencoded};

/// A redirect URI that is one of an app's, character by character (RFC 9700 section 2.1).
/// The only ways to one are the match below, a stored request, which had passed it, and what the
/// hub itself asks for a device.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
#[serde(transparent)]
pub struct RedirectUri(String);

impl RedirectUri {
    /// Matches what a request gave. No pattern, no normalisation; and even a registered address is
    /// only used where a browser can safely be sent: https, or http on the reader's own machine,
    /// without fragment or user part.
    pub fn matched(client: &Client, given: &str) -> Option<Self> {
        let is_native = client.client_type == ClientType::Native;
        let is_known = client
            .redirect_uris
            .iter()
            .any(|known| known == given || (is_native && is_same_but_port(known, given)));
        (is_known && Self::is_of_use(client.client_type, given)).then(|| Self(given.to_owned()))
    }

    /// Whether anybody is ever sent there, of an app of this type. What is not is not registered.
    pub fn is_of_use(client_type: ClientType, given: &str) -> bool {
        is_safe(given) || (client_type == ClientType::Native && is_private_use(given))
    }

    /// Our own page, where the login of a device's person leads: only a request that the hub made
    /// itself names it (RFC 8628).
    pub(super) fn of_our_own(given: &str) -> Option<Self> {
        is_safe(given).then(|| Self(given.to_owned()))
    }

    /// As `matched`, among the addresses to go to after logout
    /// (OpenID Connect RP-Initiated Logout 1.0 section 3).
    pub fn matched_after_logout(client: &Client, given: &str) -> Option<Self> {
        let is_known = client
            .post_logout_redirect_uris
            .iter()
            .any(|known| known == given);
        (is_known && Self::is_of_use(client.client_type, given)).then(|| Self(given.to_owned()))
    }

    /// Whether a form can be posted there: not to an app's own scheme.
    pub fn takes_forms(&self) -> bool {
        self.0.starts_with("https:") || self.0.starts_with("http:")
    }

    /// What a policy for forms has to name, so that a form's answer may lead there: the origin,
    /// or the scheme of an app's own.
    pub fn form_target(&self) -> Option<String> {
        let url = Url::parse(&self.0).ok()?;
        // A host that was registered before such were refused must not add to the policy.
        if url.host_str().is_some_and(|host| host.contains([';', ','])) {
            return None;
        }
        let origin = url.origin();
        Some(if origin.is_tuple() {
            origin.ascii_serialization()
        } else {
            format!("{}:", url.scheme())
        })
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address with parameters added behind what its query already holds (RFC 6749 section
    /// 3.1.2); what was registered stays as it is, byte by byte.
    pub fn with(&self, parameters: &[(&str, &str)]) -> String {
        let mut url = self.0.clone();
        if parameters.is_empty() {
            return url;
        }
        match url.split_once('?') {
            None => url.push('?'),
            Some((_, "")) => {}
            Some((_, query)) if query.ends_with('&') => {}
            Some(_) => url.push('&'),
        }
        url.push_str(
            &form_urlencoded::Serializer::new(String::new())
                .extend_pairs(parameters)
                .finish(),
        );
        url
    }
}

/// Blanks, line ends and letters beyond ASCII have no place in a URI, nor in a header; a fragment
/// has none in a redirect URI (RFC 6749 section 3.1.2).
fn is_plain(given: &str) -> bool {
    given.len() <= 2048 && given.bytes().all(|b| b.is_ascii_graphic()) && !given.contains('#')
}

/// An app on a machine listens at whichever port is free (RFC 8252 section 7.3): all but the port
/// is compared, and only for the two loopback addresses, never for a name.
fn is_same_but_port(known: &str, given: &str) -> bool {
    ["http://127.0.0.1", "http://[::1]"].iter().any(|loopback| {
        let after = |uri: &str| {
            let rest = uri.strip_prefix(loopback)?;
            let end = rest.find(['/', '?']).unwrap_or(rest.len());
            let (port, path) = rest.split_at(end);
            let is_port = port.is_empty()
                || port
                    .strip_prefix(':')
                    .is_some_and(|digits| digits.parse::<u16>().is_ok_and(|port| port > 0));
            is_port.then(|| path.to_owned())
        };
        after(known).is_some_and(|path| after(given) == Some(path))
    })
}

/// A scheme of an app's own is a reversed domain name (RFC 8252 section 7.1): without a dot it
/// would be anybody's, or a browser's (`javascript`, `data`).
fn is_private_use(given: &str) -> bool {
    let Some((scheme, rest)) = given.split_once(':') else {
        return false;
    };
    let is_scheme = scheme.contains('.')
        && scheme.starts_with(|first: char| first.is_ascii_lowercase())
        && scheme
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-.".contains(&b));
    is_plain(given) && is_scheme && rest.starts_with('/')
}

fn is_safe(given: &str) -> bool {
    if !is_plain(given) {
        return false;
    }
    let Ok(url) = Url::parse(given) else {
        return false;
    };
    let is_own_machine = match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    let is_scheme = match url.scheme() {
        "https" => true,
        "http" => is_own_machine,
        _ => false,
    };
    is_scheme && url.username().is_empty() && url.password().is_none()
}
