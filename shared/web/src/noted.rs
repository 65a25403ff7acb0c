//! The line in the log that whoever runs the deployment finds by the reference number of a refusal:
//! which app, why, and where it wanted the answer. Of what came only what cannot be a secret or a
//! person is in it, cut and in plain letters, so that no line can be broken or made longer at will.

use kobling_model::ClientId;
use kobling_protocol::Parameters;
use url::Url;

/// The longest address that is told, in bytes.
const LONGEST: usize = 200;
/// Parts of a path that are longer may be a token.
const LONGEST_PART: usize = 48;
/// So many digits in a row may be somebody's number.
const DIGITS: usize = 6;
const LEFT_OUT: &str = "...";

/// What is known of the request behind a refusal.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Noted {
    client: Option<ClientId>,
    /// Origin and path of the redirect address that came.
    sent_to: Option<String>,
}

impl Noted {
    /// By the parameters of an authorization request, whatever is wrong with them.
    pub fn of(raw: &[(String, String)]) -> Self {
        let sent_to = Parameters::new(raw).hint("redirect_uri");
        Self {
            client: kobling_protocol::authorization::client_id(raw),
            sent_to: sent_to.map(outline),
        }
    }

    /// Of an app that is known.
    pub fn app(client: &ClientId) -> Self {
        Self {
            client: Some(client.clone()),
            sent_to: None,
        }
    }

    /// With the app that the call names, if it names one.
    #[must_use]
    pub fn by(mut self, client: Option<ClientId>) -> Self {
        self.client = client.or(self.client);
        self
    }

    /// With the address that an answer goes to.
    #[must_use]
    pub fn to(mut self, address: &str) -> Self {
        self.sent_to = Some(outline(address));
        self
    }

    /// Writes the line. `error` is what is told, `why` what is behind it; both are our own words.
    pub fn log(&self, error: &str, why: &str) {
        let client = self.client.as_ref().map(tracing::field::display);
        let sent_to = self.sent_to.as_deref();
        let why = Some(why).filter(|why| !why.is_empty());
        tracing::info!(client, error, why, sent_to, "refused");
    }
}

/// Origin and path of an address, without what may be a secret or somebody's.
fn outline(given: &str) -> String {
    let Ok(url) = Url::parse(given) else {
        return "not an address".to_owned();
    };
    let origin = match url.host_str() {
        None => format!("{}:", url.scheme()),
        Some(host) => {
            let port = url.port().map(|port| format!(":{port}"));
            format!("{}://{host}{}", url.scheme(), port.unwrap_or_default())
        }
    };
    let parts = url.path().split('/').map(|part| {
        if is_harmless(part) {
            part.to_owned()
        } else {
            LEFT_OUT.to_owned()
        }
    });
    let path: Vec<String> = parts.collect();
    // An address without a host may have anything before its first slash.
    let told = format!("{origin}{}", path.join("/"));
    let mut told: String = told
        .chars()
        .map(|sign| if sign.is_ascii_graphic() { sign } else { '?' })
        .collect();
    if told.len() > LONGEST {
        told.truncate(LONGEST);
        told.push_str(LEFT_OUT);
    }
    told
}

fn is_harmless(part: &str) -> bool {
    let lower = part.to_ascii_lowercase();
    let mut row = 0;
    let has_number = part.bytes().any(|byte| {
        row = if byte.is_ascii_digit() { row + 1 } else { 0 };
        row >= DIGITS
    });
    part.len() <= LONGEST_PART && !lower.contains('@') && !lower.contains("%40") && !has_number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_told_by_origin_and_path_and_nothing_that_may_be_a_secret() {
        for (given, told) in [
            ("https://app.example.com/cb", "https://app.example.com/cb"),
            (
                "https://app.example.com:8443/a/b/?code=tiger#tiger",
                "https://app.example.com:8443/a/b/",
            ),
            (
                "https://tiger:tiger@app.example.com/cb",
                "https://app.example.com/cb",
            ),
            ("com.example.app:/signed-in", "com.example.app:/signed-in"),
            ("com.example.app://here/x", "com.example.app://here/x"),
            (
                "https://app.example.com/lyna@tiger.example/cb",
                "https://app.example.com/.../cb",
            ),
            (
                "https://app.example.com/lyna%40tiger.example",
                "https://app.example.com/...",
            ),
            (
                "https://app.example.com/u/12345612345",
                "https://app.example.com/u/...",
            ),
            ("mailto:tiger@app.example.com", "mailto:..."),
            ("tiger", "not an address"),
            ("", "not an address"),
            (
                "https://app.example.com/a\r\nWARN b",
                "https://app.example.com/aWARN%20b",
            ),
            (
                "https://app.example.com/\u{202e}",
                "https://app.example.com/%E2%80%AE",
            ),
        ] {
            assert_eq!(outline(given), told, "{given}");
        }
        let token = format!("https://app.example.com/cb/{}", "tiger".repeat(10));
        assert_eq!(outline(&token), "https://app.example.com/cb/...");
        let long = format!("https://app.example.com{}", "/path".repeat(500));
        assert_eq!(outline(&long).len(), LONGEST + LEFT_OUT.len());
        for odd in ["data:text/html,\u{1b}[2J", "a:\u{7f}\u{9b}"] {
            let told = outline(odd);
            assert!(told.bytes().all(|byte| byte.is_ascii_graphic()), "{told}");
        }
    }

    #[test]
    fn an_app_is_named_by_what_is_an_id_and_by_nothing_else() {
        for (given, named) in [
            ("hrm", Some("hrm")),
            ("a@b.example", None),
            ("hrm\nWARN", None),
            ("", None),
        ] {
            let raw = vec![("client_id".to_owned(), given.to_owned())];
            let noted = Noted::of(&raw).client.map(|id| id.to_string());
            assert_eq!(noted.as_deref(), named, "{given}");
        }
    }
}
