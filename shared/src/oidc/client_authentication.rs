//! Who calls the token endpoint (RFC 6749 section 2.3, OpenID Connect Core section 9): a secret in
//! the header or in the form, an assertion, or nothing but the name for a public app. One method a
//! request, and it must be the registered one; every way to fail gives the same answer.

use base64::{
    Engine,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

use super::{
    Parameters, TokenError,
    client_assertion::{self, Expected, UsedAssertion},
};
use crate::{
    accounts::{Client, ClientAuthentication, ClientId},
    digest::{is_equal, sha256},
    secret::Secret,
};

/// What a request showed; not checked yet.
#[derive(Clone, Debug)]
pub struct Credentials {
    pub client: ClientId,
    shown: Shown,
}

#[derive(Clone, Debug)]
enum Shown {
    Nothing,
    InHeader(Secret<String>),
    InForm(Secret<String>),
    Assertion(Secret<String>),
}

impl Credentials {
    /// The assertion, where it came as one.
    pub fn assertion(&self) -> Option<&str> {
        match &self.shown {
            Shown::Assertion(assertion) => Some(assertion.expose()),
            _ => None,
        }
    }
}

/// Some apps leave out the padding, which changes nothing in what is said.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Reads the credentials of a request. `authorization` holds the values of all its
/// `Authorization` headers.
pub fn read(authorization: &[&[u8]], form: &Parameters<'_>) -> Result<Credentials, TokenError> {
    let repeated = |_| TokenError::InvalidRequest("a parameter is given more than once");
    let named = form.one("client_id").map_err(repeated)?;
    let secret = form.one("client_secret").map_err(repeated)?;
    let assertion = form.one("client_assertion").map_err(repeated)?;
    let assertion_type = form.one("client_assertion_type").map_err(repeated)?;
    let own = |text: &str| Secret::new(text.to_owned());
    let (client, shown) = match (authorization, secret, assertion, assertion_type) {
        ([header], None, None, None) => {
            let (id, secret) = basic(header).ok_or(TokenError::InvalidClient)?;
            (ClientId::parse(&id), Shown::InHeader(Secret::new(secret)))
        }
        ([], Some(secret), None, None) => {
            (named.and_then(ClientId::parse), Shown::InForm(own(secret)))
        }
        ([], None, Some(assertion), Some(client_assertion::TYPE)) => (
            client_assertion::named(assertion),
            Shown::Assertion(own(assertion)),
        ),
        ([], None, None, None) => (named.and_then(ClientId::parse), Shown::Nothing),
        // Two methods at once are one too many (RFC 6749 section 2.3).
        _ => return Err(TokenError::InvalidClient),
    };
    let client = client.ok_or(TokenError::InvalidClient)?;
    if named.is_some_and(|named| named != client.as_str()) {
        return Err(TokenError::InvalidClient);
    }
    Ok(Credentials { client, shown })
}

/// Name and secret of HTTP Basic (RFC 7617), each form-encoded (RFC 6749 section 2.3.1).
fn basic(header: &[u8]) -> Option<(String, String)> {
    let header = std::str::from_utf8(header).ok()?;
    let (scheme, token) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let bytes = BASE64.decode(token.trim_matches(' ')).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    let (id, secret) = text.split_once(':')?;
    Some((form_decoded(id)?, form_decoded(secret)?))
}

/// One value of `application/x-www-form-urlencoded`.
fn form_decoded(text: &str) -> Option<String> {
    // A bare `&` or `=` can't stand in an encoded value. Apps that send the secret as it is would
    // have it cut there, so those two are taken literally.
    let escaped = text.replace('&', "%26").replace('=', "%3D");
    let mut pairs = url::form_urlencoded::parse(escaped.as_bytes());
    match (pairs.next(), pairs.next()) {
        (None, _) => Some(String::new()),
        (Some((name, _)), None) => Some(name.into_owned()),
        _ => None,
    }
}

/// Checks the credentials against the app that the store has under their name. Without one the
/// same work is done, so that neither answer nor time tells whether an app exists.
///
/// With an assertion, what comes back beside the app has to be created in the store before
/// anything else is done: it is taken once.
pub fn check<'a>(
    credentials: &Credentials,
    client: Option<&'a Client>,
    expected: &Expected<'_>,
) -> Result<(&'a Client, Option<UsedAssertion>), TokenError> {
    let client = client.filter(|client| client.id == credentials.client);
    let shown = match &credentials.shown {
        Shown::InHeader(secret) | Shown::InForm(secret) => secret.expose().as_str(),
        Shown::Nothing | Shown::Assertion(_) => "",
    };
    let digest = sha256(shown);
    // All are compared, whichever it is.
    let is_secret_right = client
        .into_iter()
        .flat_map(Client::secret_digests)
        .chain([""])
        .fold(false, |is_right, registered| {
            is_equal(&digest, registered) | is_right
        });
    let client = client
        .filter(|client| client.enabled)
        .ok_or(TokenError::InvalidClient)?;
    let mut used = None;
    let is_shown = match (client.authentication, &credentials.shown) {
        (ClientAuthentication::ClientSecretBasic, Shown::InHeader(_))
        | (ClientAuthentication::ClientSecretPost, Shown::InForm(_)) => is_secret_right,
        (ClientAuthentication::PrivateKeyJwt, Shown::Assertion(assertion)) => {
            used = client_assertion::check(assertion.expose(), client, expected);
            used.is_some()
        }
        (ClientAuthentication::None, Shown::Nothing) => true,
        _ => false,
    };
    if is_shown {
        Ok((client, used))
    } else {
        Err(TokenError::InvalidClient)
    }
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::STANDARD;
    use proptest::prelude::*;

    use super::*;
    use crate::{
        accounts::ClientSecret,
        oidc::{decode, samples},
    };

    const EXPECTED: Expected<'_> = Expected {
        issuer: samples::ISSUER,
        now: samples::NOW,
    };

    fn header(id: &str, secret: &str) -> Vec<u8> {
        format!("Basic {}", STANDARD.encode(format!("{id}:{secret}"))).into_bytes()
    }

    fn attempt(authorization: &[&[u8]], form: &[u8], client: &Client) -> Result<(), TokenError> {
        let form = decode(form);
        let credentials = read(authorization, &Parameters::new(&form))?;
        check(&credentials, Some(client), &EXPECTED).map(|_| ())
    }

    #[test]
    fn the_right_secret_passes_also_form_encoded_and_without_padding() {
        let client = samples::client();
        let encoded: String =
            url::form_urlencoded::byte_serialize(samples::SECRET.as_bytes()).collect();
        for secret in [samples::SECRET, &encoded] {
            let header = header("hrm", secret);
            assert_eq!(attempt(&[&header], b"", &client), Ok(()));
            assert_eq!(attempt(&[&header], b"client_id=hrm", &client), Ok(()));
            let bare = String::from_utf8(header).unwrap().replace('=', "");
            assert_eq!(attempt(&[bare.as_bytes()], b"", &client), Ok(()));
        }
        let lower = String::from_utf8(header("hrm", samples::SECRET)).unwrap();
        let lower = lower.replacen("Basic", "bAsIc", 1);
        assert_eq!(attempt(&[lower.as_bytes()], b"", &client), Ok(()));
    }

    #[test]
    fn every_other_way_is_refused_alike() {
        let client = samples::client();
        let right = header("hrm", samples::SECRET);
        let bearer = String::from_utf8(right.clone())
            .unwrap()
            .replacen("Basic", "Bearer", 1);
        let cases: Vec<(&str, Vec<Vec<u8>>, String)> = vec![
            ("wrong secret", vec![header("hrm", "x")], String::new()),
            ("empty secret", vec![header("hrm", "")], String::new()),
            (
                "other app",
                vec![header("payroll", samples::SECRET)],
                String::new(),
            ),
            ("nothing", vec![], String::new()),
            ("name only", vec![], "client_id=hrm".into()),
            (
                "two headers",
                vec![right.clone(), right.clone()],
                String::new(),
            ),
            ("other scheme", vec![bearer.into_bytes()], String::new()),
            ("no base64", vec![b"Basic ###".to_vec()], String::new()),
            ("no colon", vec![b"Basic aHJt".to_vec()], String::new()),
            ("not a header", vec![vec![0xff, 0xfe]], String::new()),
            (
                "other name in form",
                vec![right.clone()],
                "client_id=payroll".into(),
            ),
            (
                "secret in form",
                vec![],
                format!("client_id=hrm&client_secret={}", samples::SECRET),
            ),
            (
                "both methods",
                vec![right.clone()],
                format!("client_id=hrm&client_secret={}", samples::SECRET),
            ),
            (
                "assertion",
                vec![right],
                "client_assertion=x&client_assertion_type=y".into(),
            ),
        ];
        for (what, headers, form) in cases {
            let headers: Vec<&[u8]> = headers.iter().map(Vec::as_slice).collect();
            assert_eq!(
                attempt(&headers, form.as_bytes(), &client),
                Err(TokenError::InvalidClient),
                "{what}"
            );
        }
    }

    #[test]
    fn a_repeated_name_is_refused() {
        let repeated = attempt(&[], b"client_id=hrm&client_id=hrm", &samples::client());
        assert!(matches!(repeated, Err(TokenError::InvalidRequest(_))));
    }

    #[test]
    fn an_unknown_or_disabled_app_is_refused_as_a_wrong_secret_is() {
        let header = header("hrm", samples::SECRET);
        let credentials = read(&[&header], &Parameters::new(&[])).unwrap();
        assert_eq!(
            check(&credentials, None, &EXPECTED).unwrap_err(),
            TokenError::InvalidClient
        );
        let mut client = samples::client();
        client.enabled = false;
        assert_eq!(
            check(&credentials, Some(&client), &EXPECTED).unwrap_err(),
            TokenError::InvalidClient
        );
    }

    #[test]
    fn an_app_without_a_registered_secret_never_passes_by_secret() {
        let mut client = samples::client();
        client.secret_digest = None;
        for secret in ["", "x", samples::SECRET] {
            let header = header("hrm", secret);
            assert_eq!(
                attempt(&[&header], b"", &client),
                Err(TokenError::InvalidClient)
            );
        }
    }

    #[test]
    fn a_secret_in_the_form_is_for_apps_that_are_registered_for_it() {
        let mut client = samples::client();
        client.authentication = ClientAuthentication::ClientSecretPost;
        let with = |secret: &str| {
            let secret: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
            format!("client_id=hrm&client_secret={secret}")
        };
        let right = with(samples::SECRET);
        assert_eq!(attempt(&[], right.as_bytes(), &client), Ok(()));
        let header = header("hrm", samples::SECRET);
        for (headers, form) in [
            (vec![], with("x")),
            (vec![], "client_secret=x".to_owned()),
            (vec![header.as_slice()], String::new()),
            (vec![header.as_slice()], right),
        ] {
            let refused = attempt(&headers, form.as_bytes(), &client);
            assert_eq!(refused, Err(TokenError::InvalidClient), "{form}");
        }
    }

    #[test]
    fn a_second_secret_is_as_good_while_it_is_there() {
        let mut client = samples::client();
        let second = header("hrm", "the-next");
        assert!(attempt(&[&second], b"", &client).is_err());
        client.secrets = vec![ClientSecret {
            id: "1".to_owned(),
            digest: sha256("the-next"),
            created_at: samples::NOW,
        }];
        assert_eq!(attempt(&[&second], b"", &client), Ok(()));
        let first = header("hrm", samples::SECRET);
        assert_eq!(attempt(&[&first], b"", &client), Ok(()));
        assert!(attempt(&[&header("hrm", "x")], b"", &client).is_err());
    }

    #[test]
    fn a_public_app_shows_its_name_and_nothing_else() {
        let mut client = samples::client();
        client.authentication = ClientAuthentication::None;
        client.secret_digest = None;
        assert_eq!(attempt(&[], b"client_id=hrm", &client), Ok(()));
        for secret in ["", "x"] {
            let header = header("hrm", secret);
            assert_eq!(
                attempt(&[&header], b"", &client),
                Err(TokenError::InvalidClient)
            );
        }
    }

    proptest! {
        #[test]
        fn no_input_panics_or_passes(header in any::<Vec<u8>>(), form in any::<Vec<u8>>()) {
            prop_assert!(attempt(&[&header], &form, &samples::client()).is_err());
            let mut basic = b"Basic ".to_vec();
            basic.extend(STANDARD.encode(&header).into_bytes());
            prop_assert!(attempt(&[&basic], &form, &samples::client()).is_err());
        }
    }
}
