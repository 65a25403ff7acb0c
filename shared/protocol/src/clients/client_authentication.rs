//! Who calls the token endpoint (RFC 6749 section 2.3, OpenID Connect Core section 9): a secret in
//! the header or in the form, whichever of the two is registered, an assertion, or nothing but the
//! name for a public app. One method a request; every way to fail gives the same answer, and why is
//! for the log alone.

use base64::{
    Engine,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use kobling_base::{
    digest::{is_equal, sha256},
    secret::Secret,
};
use kobling_model::{
    ClientId,
    apps::{Client, ClientAuthentication, SecurityProfile},
};

use super::client_assertion::{self, Expected, UsedAssertion};
use crate::{Parameters, TokenError};

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

/// Why nobody knows which app calls: for whoever runs the deployment. To the app all of it is one
/// answer, but for a request that is no request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unproved {
    Repeated,
    /// The `Authorization` header is not HTTP Basic (RFC 7617).
    NotBasic,
    /// Two methods at once are one too many (RFC 6749 section 2.3).
    TwoWays,
    NoName,
    TwoNames,
    Unknown,
    SwitchedOff,
    Secret,
    NoSecret,
    /// A secret of an app that shows itself by a key, or by nothing; or the other way round.
    OtherWay,
    Assertion,
}

impl Unproved {
    pub const fn why(self) -> &'static str {
        match self {
            Self::Repeated => "a parameter is given more than once",
            Self::NotBasic => "the Authorization header is not HTTP Basic",
            Self::TwoWays => "it shows itself in two ways at once",
            Self::NoName => "it names no app, or by what is no client id",
            Self::TwoNames => "header or assertion name another app than the form",
            Self::Unknown => "there is no app of this id",
            Self::SwitchedOff => "the app is switched off",
            Self::Secret => "the secret is wrong",
            Self::NoSecret => "the secret is missing",
            Self::OtherWay => "the app is registered to show itself in another way",
            Self::Assertion => "the assertion does not hold",
        }
    }
}

impl From<Unproved> for TokenError {
    fn from(unproved: Unproved) -> Self {
        match unproved {
            Unproved::Repeated => Self::InvalidRequest(unproved.why()),
            _ => Self::InvalidClient,
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
pub fn read(authorization: &[&[u8]], form: &Parameters<'_>) -> Result<Credentials, Unproved> {
    let one = |name| form.one(name).map_err(|_| Unproved::Repeated);
    let named = one("client_id")?;
    let secret = one("client_secret")?;
    let assertion = one("client_assertion")?;
    let assertion_type = one("client_assertion_type")?;
    let own = |text: &str| Secret::new(text.to_owned());
    let (client, shown) = match (authorization, secret, assertion, assertion_type) {
        ([header], in_form, None, None) => {
            let (id, secret) = basic(header).ok_or(Unproved::NotBasic)?;
            // Some libraries send it in both places. That is one secret, where it is the same.
            if in_form.is_some_and(|in_form| in_form != secret) {
                return Err(Unproved::TwoWays);
            }
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
        ([], None, ..) => return Err(Unproved::Assertion),
        _ => return Err(Unproved::TwoWays),
    };
    let client = client.ok_or(Unproved::NoName)?;
    if named.is_some_and(|named| named != client.as_str()) {
        return Err(Unproved::TwoNames);
    }
    Ok(Credentials { client, shown })
}

/// Which app a call says that it is of, where that is a client id; for the log, of a call that may
/// be refused for it.
pub fn named(authorization: &[&[u8]], form: &Parameters<'_>) -> Option<ClientId> {
    let in_header = match authorization {
        [header] => basic(header).and_then(|(id, _)| ClientId::parse(&id)),
        _ => None,
    };
    in_header
        .or_else(|| ClientId::parse(form.hint("client_id")?))
        .or_else(|| client_assertion::named(form.hint("client_assertion")?))
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
) -> Result<(&'a Client, Option<UsedAssertion>), Unproved> {
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
    let client = client.ok_or(Unproved::Unknown)?;
    if !client.enabled {
        return Err(Unproved::SwitchedOff);
    }
    let mut used = None;
    let (is_shown, otherwise) = match (client.authentication, &credentials.shown) {
        (_, Shown::InHeader(_) | Shown::InForm(_)) if takes_secret(client, &credentials.shown) => {
            (is_secret_right, Unproved::Secret)
        }
        (ClientAuthentication::PrivateKeyJwt, Shown::Assertion(assertion)) => {
            used = client_assertion::check(assertion.expose(), client, expected);
            (used.is_some(), Unproved::Assertion)
        }
        (ClientAuthentication::None, Shown::Nothing) => (true, Unproved::OtherWay),
        // The name alone, as some libraries send it of every app that has no secret.
        (ClientAuthentication::None, Shown::InHeader(_)) => (shown.is_empty(), Unproved::OtherWay),
        (_, Shown::Nothing) if client.is_by_secret() => (false, Unproved::NoSecret),
        _ => (false, Unproved::OtherWay),
    };
    if is_shown {
        Ok((client, used))
    } else {
        Err(otherwise)
    }
}

/// Whether a secret counts where it stands: of an app that has one in either place, since libraries
/// choose the place by themselves and whoever reads one reads the other. FAPI 2.0 is by what is
/// registered alone.
fn takes_secret(client: &Client, shown: &Shown) -> bool {
    match (client.authentication, shown) {
        (ClientAuthentication::ClientSecretBasic, Shown::InHeader(_))
        | (ClientAuthentication::ClientSecretPost, Shown::InForm(_)) => true,
        _ => client.is_by_secret() && client.profile != SecurityProfile::Fapi2,
    }
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::STANDARD;
    use kobling_model::apps::ClientSecret;
    use proptest::prelude::*;

    use super::*;
    use crate::{decode, samples};

    const EXPECTED: Expected<'_> = Expected {
        issuer: samples::ISSUER,
        now: samples::NOW,
    };

    fn header(id: &str, secret: &str) -> Vec<u8> {
        format!("Basic {}", STANDARD.encode(format!("{id}:{secret}"))).into_bytes()
    }

    fn in_form(secret: &str) -> String {
        let secret: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
        format!("client_id=hrm&client_secret={secret}")
    }

    fn attempt(authorization: &[&[u8]], form: &[u8], client: &Client) -> Result<(), TokenError> {
        let form = decode(form);
        let credentials = read(authorization, &Parameters::new(&form))?;
        check(&credentials, Some(client), &EXPECTED)?;
        Ok(())
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
                "another secret in the form",
                vec![right.clone()],
                "client_id=hrm&client_secret=x".into(),
            ),
            (
                "the right one in the form beside a wrong one",
                vec![header("hrm", "x")],
                in_form(samples::SECRET),
            ),
            (
                "the right one in the form beside none",
                vec![header("hrm", "")],
                in_form(samples::SECRET),
            ),
            ("a wrong one in the form", vec![], in_form("x")),
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
        let mut client = samples::client();
        client.enabled = false;
        for (client, why) in [
            (None, Unproved::Unknown),
            (Some(&client), Unproved::SwitchedOff),
        ] {
            let refused = check(&credentials, client, &EXPECTED).unwrap_err();
            assert_eq!(refused, why);
            assert_eq!(TokenError::from(refused), TokenError::InvalidClient);
        }
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
    fn a_right_secret_counts_in_either_place_but_for_fapi() {
        let by_post = ClientAuthentication::ClientSecretPost;
        let by_basic = ClientAuthentication::ClientSecretBasic;
        let header = header("hrm", samples::SECRET);
        let right = in_form(samples::SECRET);
        for profile in [
            SecurityProfile::Default,
            SecurityProfile::Legacy,
            SecurityProfile::Fapi2,
        ] {
            for authentication in [by_post, by_basic] {
                let mut client = samples::client();
                (client.profile, client.authentication) = (profile, authentication);
                let is_let = |headers: &[&[u8]], form: &str| {
                    attempt(headers, form.as_bytes(), &client).is_ok()
                };
                let is_fapi = profile == SecurityProfile::Fapi2;
                assert_eq!(is_let(&[], &right), !is_fapi || authentication == by_post);
                assert_eq!(
                    is_let(&[&header], ""),
                    !is_fapi || authentication == by_basic
                );
                // The same in both places is one secret.
                assert_eq!(
                    is_let(&[&header], &right),
                    !is_fapi || authentication == by_basic
                );
                assert!(!is_let(&[], "client_secret=x"));
                assert!(!is_let(&[], &in_form("x")));
            }
        }
        let mut client = samples::client();
        client.authentication = ClientAuthentication::PrivateKeyJwt;
        for (headers, form) in [(vec![], right.as_str()), (vec![header.as_slice()], "")] {
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
        // An empty password is none.
        let bare = header("hrm", "");
        assert_eq!(attempt(&[&bare], b"", &client), Ok(()));
        assert_eq!(attempt(&[&bare], b"client_id=hrm", &client), Ok(()));
        let secret = header("hrm", "x");
        for (headers, form) in [
            (vec![secret.as_slice()], ""),
            (vec![bare.as_slice()], "client_id=payroll"),
            (vec![bare.as_slice()], "client_id=hrm&client_secret=x"),
            (vec![], "client_id=hrm&client_secret=x"),
        ] {
            let refused = attempt(&headers, form.as_bytes(), &client);
            assert_eq!(refused, Err(TokenError::InvalidClient), "{form}");
        }
    }

    #[test]
    fn whom_a_refused_call_names_is_an_id_or_nothing() {
        let of = |headers: &[&[u8]], form: &str| {
            let form = decode(form.as_bytes());
            named(headers, &Parameters::new(&form)).map(|id| id.to_string())
        };
        let header = header("hrm", "x");
        assert_eq!(of(&[&header], "client_id=payroll").as_deref(), Some("hrm"));
        assert_eq!(of(&[], "client_id=payroll").as_deref(), Some("payroll"));
        for odd in ["", "client_id=A%0Ab", "client_id=a@b.example"] {
            assert_eq!(of(&[b"Basic ###"], odd), None);
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
