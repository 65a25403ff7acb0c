//! One row for every check, and what holds for any input at all.

use kobling_model::apps::{ClientAuthentication, ClientType, SecurityProfile};
use proptest::prelude::*;

use super::{super::Prompt, *};
use crate::samples::{self, CHALLENGE, ISSUER, NOW, REDIRECT_URI};

type Pairs = Vec<(String, String)>;

fn right() -> Pairs {
    [
        ("client_id", "hrm"),
        ("redirect_uri", REDIRECT_URI),
        ("response_type", "code"),
        ("scope", "openid email"),
        ("state", "s&=# å"),
        ("nonce", "n-1"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .to_vec()
}

fn with(name: &str, value: &str) -> Pairs {
    let mut pairs = without(name);
    pairs.push((name.to_owned(), value.to_owned()));
    pairs
}

fn without(name: &str) -> Pairs {
    let mut pairs = right();
    pairs.retain(|(known, _)| known != name);
    pairs
}

fn twice(name: &str) -> Pairs {
    let mut pairs = right();
    let value = pairs
        .iter()
        .find(|(known, _)| known == name)
        .map_or("x", |(_, value)| value)
        .to_owned();
    pairs.retain(|(known, _)| known != name);
    pairs.push((name.to_owned(), value.clone()));
    pairs.push((name.to_owned(), value));
    pairs
}

fn accepted(pairs: &Pairs) -> AuthorizationRequest {
    validate(pairs, Some(&samples::client()), Came::Open).unwrap()
}

fn refused(pairs: &Pairs) -> AuthorizationError {
    validate(pairs, Some(&samples::client()), Came::Open).unwrap_err()
}

#[test]
fn a_right_request_is_read() {
    let request = accepted(&right());
    assert_eq!(request.client.as_str(), "hrm");
    assert_eq!(request.redirect_uri.as_str(), REDIRECT_URI);
    assert_eq!(request.scope, ["openid", "email"]);
    assert_eq!(request.state.as_deref(), Some("s&=# å"));
    assert_eq!(request.nonce.as_deref(), Some("n-1"));
    assert_eq!(request.code_challenge.as_ref().unwrap().as_str(), CHALLENGE);
    assert_eq!(request.prompt, Prompt::AsNeeded);
    assert_eq!(request.asked_level(), Level::None);
    let kept = serde_json::to_string(&request).unwrap();
    let again: AuthorizationRequest = serde_json::from_str(&kept).unwrap();
    assert_eq!(again, request);
}

#[test]
fn an_unsure_app_or_address_is_a_page_and_never_a_redirect() {
    let long = format!("{REDIRECT_URI}{}", "a".repeat(3000));
    for (what, pairs, page) in [
        (
            "no client_id",
            without("client_id"),
            PageError::ClientIdMissing,
        ),
        (
            "empty client_id",
            with("client_id", ""),
            PageError::ClientIdMissing,
        ),
        (
            "another client_id",
            with("client_id", "payroll"),
            PageError::ClientUnknown,
        ),
        (
            "malformed client_id",
            with("client_id", "a#b"),
            PageError::ClientUnknown,
        ),
        ("client_id twice", twice("client_id"), PageError::Repeated),
        (
            "no redirect_uri",
            without("redirect_uri"),
            PageError::RedirectUriMissing,
        ),
        (
            "redirect_uri twice",
            twice("redirect_uri"),
            PageError::Repeated,
        ),
        (
            "long",
            with("redirect_uri", &long),
            PageError::RedirectUriNotRegistered,
        ),
    ] {
        assert_eq!(refused(&pairs), AuthorizationError::Page(page), "{what}");
    }
    assert_eq!(
        validate(&right(), None, Came::Open),
        Err(AuthorizationError::Page(PageError::ClientUnknown))
    );
    let mut disabled = samples::client();
    disabled.enabled = false;
    assert_eq!(
        validate(&right(), Some(&disabled), Came::Open),
        Err(AuthorizationError::Page(PageError::ClientUnknown))
    );
}

#[test]
fn no_spelling_of_a_registered_address_but_its_own_is_taken() {
    for other in [
        "https://hrm.example.com/callback/",
        "https://hrm.example.com/Callback",
        "https://hrm.example.com/callback?",
        "https://hrm.example.com/callback#",
        "https://hrm.example.com/callback?x=1",
        "https://hrm.example.com/callback/../callback",
        "https://hrm.example.com/..;/callback",
        "https://hrm.example.com:443/callback",
        "https://hrm.example.com./callback",
        "https://HRM.example.com/callback",
        "https://hrm.example.com@evil.example.org/callback",
        "https://evil.example.org\\@hrm.example.com/callback",
        "https://evil.example.org/https://hrm.example.com/callback",
        "https://hrm.example.com.evil.example.org/callback",
        "http://hrm.example.com/callback",
        "//hrm.example.com/callback",
        " https://hrm.example.com/callback",
        "https://hrm.example.com/callback\n",
        "https://hrm.example.com/call%62ack",
        "javascript:alert(1)",
    ] {
        assert_eq!(
            refused(&with("redirect_uri", other)),
            AuthorizationError::Page(PageError::RedirectUriNotRegistered),
            "{other:?}"
        );
    }
}

#[test]
fn an_address_that_is_not_safe_is_not_used_even_if_registered() {
    for unsafe_address in [
        "javascript:alert(1)",
        "data:text/html,x",
        "http://hrm.example.com/callback",
        "https://hrm.example.com/callback#fragment",
        "https://user@hrm.example.com/callback",
        "https://user:word@hrm.example.com/callback",
        "https://hrm.example.com/callb ack",
        "https://hrm.example.com/callback\r\nSet-Cookie: a=b",
        "/callback",
    ] {
        let mut client = samples::client();
        client.redirect_uris = vec![unsafe_address.to_owned()];
        assert_eq!(
            validate(
                &with("redirect_uri", unsafe_address),
                Some(&client),
                Came::Open
            ),
            Err(AuthorizationError::Page(
                PageError::RedirectUriNotRegistered
            )),
            "{unsafe_address:?}"
        );
    }
    for own_machine in [
        "http://127.0.0.1:9/c",
        "http://[::1]/c",
        "http://localhost/c",
    ] {
        let mut client = samples::client();
        client.redirect_uris = vec![own_machine.to_owned()];
        assert!(
            validate(
                &with("redirect_uri", own_machine),
                Some(&client),
                Came::Open
            )
            .is_ok()
        );
    }
}

#[test]
fn every_other_error_goes_back_to_the_app() {
    use InvalidRequest as Invalid;
    use Refusal as R;
    let rows: Vec<(&str, Pairs, Refusal)> = vec![
        ("state twice", twice("state"), Invalid::Repeated.into()),
        ("scope twice", twice("scope"), Invalid::Repeated.into()),
        ("nonce twice", twice("nonce"), Invalid::Repeated.into()),
        ("prompt twice", twice("prompt"), Invalid::Repeated.into()),
        ("tenant twice", twice("tenant"), Invalid::Repeated.into()),
        (
            "challenge twice",
            twice("code_challenge"),
            Invalid::Repeated.into(),
        ),
        (
            "method twice",
            twice("code_challenge_method"),
            Invalid::Repeated.into(),
        ),
        ("request twice", twice("request"), Invalid::Repeated.into()),
        (
            "response_type twice",
            twice("response_type"),
            Invalid::Repeated.into(),
        ),
        (
            "state too long",
            with("state", &"s".repeat(8193)),
            Invalid::TooLong.into(),
        ),
        (
            "nonce too long",
            with("nonce", &"n".repeat(8193)),
            Invalid::TooLong.into(),
        ),
        (
            "scope too long",
            with("scope", &"o".repeat(1025)),
            Invalid::TooLong.into(),
        ),
        (
            "hint too long",
            with("id_token_hint", &"h".repeat(16 * 1024 + 1)),
            Invalid::TooLong.into(),
        ),
        ("request", with("request", "eyJ"), R::RequestNotSupported),
        (
            "request_uri",
            with("request_uri", "https://x.example.com"),
            R::RequestUriNotSupported,
        ),
        (
            "no response_type",
            without("response_type"),
            Invalid::ResponseTypeMissing.into(),
        ),
        (
            "token",
            with("response_type", "token"),
            R::UnsupportedResponseType,
        ),
        (
            "code id_token",
            with("response_type", "code id_token"),
            R::UnsupportedResponseType,
        ),
        (
            "fragment",
            with("response_mode", "fragment"),
            Invalid::ResponseMode.into(),
        ),
        (
            "jwt",
            with("response_mode", "jwt"),
            Invalid::ResponseMode.into(),
        ),
        (
            "no challenge",
            without("code_challenge"),
            Invalid::ChallengeMissing.into(),
        ),
        (
            "no method",
            without("code_challenge_method"),
            Invalid::ChallengeMethod.into(),
        ),
        (
            "plain",
            with("code_challenge_method", "plain"),
            Invalid::ChallengeMethod.into(),
        ),
        (
            "s256",
            with("code_challenge_method", "s256"),
            Invalid::ChallengeMethod.into(),
        ),
        (
            "short",
            with("code_challenge", &"a".repeat(42)),
            Invalid::ChallengeMalformed.into(),
        ),
        (
            "padded",
            with("code_challenge", &format!("{CHALLENGE}=")),
            Invalid::ChallengeMalformed.into(),
        ),
        ("no scope", without("scope"), R::InvalidScope),
        (
            "without openid",
            with("scope", "email profile"),
            R::InvalidScope,
        ),
        (
            "none with login",
            with("prompt", "none login"),
            Invalid::Prompt.into(),
        ),
        (
            "unknown prompt",
            with("prompt", "create"),
            Invalid::Prompt.into(),
        ),
        ("max_age", with("max_age", "soon"), Invalid::MaxAge.into()),
        (
            "negative max_age",
            with("max_age", "-1"),
            Invalid::MaxAge.into(),
        ),
        ("tenant", with("tenant", "Åsnes"), Invalid::Tenant.into()),
    ];
    for (what, pairs, refusal) in rows {
        let AuthorizationError::Redirect(redirect) = refused(&pairs) else {
            panic!("{what}: a page");
        };
        assert_eq!(redirect.refusal, refusal, "{what}");
        let url = redirect.answer(ISSUER).location();
        assert!(url.starts_with(&format!("{REDIRECT_URI}?error=")), "{url}");
        let url = url::Url::parse(&url).unwrap();
        let answer: Vec<(String, String)> = url.query_pairs().into_owned().collect();
        let value = |name: &str| {
            answer
                .iter()
                .find(|(known, _)| known == name)
                .map(|(_, value)| value.as_str())
        };
        assert_eq!(value("error"), Some(refusal.error()), "{what}");
        assert_eq!(value("iss"), Some(ISSUER), "{what}");
        if !what.starts_with("state") {
            assert_eq!(value("state"), Some("s&=# å"), "{what}");
        }
    }
}

#[test]
fn an_app_that_may_not_ask_for_openid_gets_invalid_scope() {
    let mut client = samples::client();
    client.scopes = vec!["email".into()];
    assert!(matches!(
        validate(&right(), Some(&client), Came::Open),
        Err(AuthorizationError::Redirect(redirect)) if redirect.refusal == Refusal::InvalidScope
    ));
}

#[test]
fn only_the_apps_own_scopes_are_granted_and_each_once() {
    let request = accepted(&with("scope", "openid  email phone openid other email"));
    assert_eq!(request.scope, ["openid", "email"]);
}

#[test]
fn unknown_parameters_are_ignored_even_repeated() {
    let mut pairs = right();
    for value in ["1", "2"] {
        pairs.push(("audience".into(), value.into()));
    }
    pairs.push(("login_hint".into(), "someone@example.com".into()));
    assert_eq!(accepted(&pairs), accepted(&right()));
}

#[test]
fn empty_parameters_count_as_left_out() {
    let mut pairs = right();
    for name in ["prompt", "max_age", "tenant", "request", "response_mode"] {
        pairs.push((name.into(), String::new()));
    }
    assert_eq!(accepted(&pairs), accepted(&right()));
}

#[test]
fn prompt_is_understood() {
    for (text, prompt) in [
        ("none", Prompt::None),
        ("login", Prompt::Login),
        ("consent", Prompt::AsNeeded),
        ("select_account", Prompt::Login),
        ("consent login", Prompt::Login),
    ] {
        assert_eq!(accepted(&with("prompt", text)).prompt, prompt, "{text}");
    }
}

#[test]
fn levels_go_by_both_names_and_the_lowest_is_enough() {
    for (text, level) in [
        ("idporten-loa-high", Level::High),
        ("http://eidas.europa.eu/LoA/substantial", Level::Substantial),
        (
            "idporten-loa-high idporten-loa-substantial",
            Level::Substantial,
        ),
        ("unknown idporten-loa-high", Level::High),
        ("unknown", Level::None),
    ] {
        assert_eq!(
            accepted(&with("acr_values", text)).asked_level(),
            level,
            "{text}"
        );
    }
}

#[test]
fn languages_and_tenant_are_kept() {
    let request = accepted(&with("ui_locales", "nn nb-NO <script> en"));
    assert_eq!(request.ui_locales, ["nn", "nb-NO", "en"]);
    let request = accepted(&with("tenant", "asnes"));
    assert_eq!(request.tenant.unwrap().as_str(), "asnes");
}

#[test]
fn a_login_must_be_as_recent_as_the_app_says() {
    let at = |name: &str, value: &str, auth_time, begun| {
        accepted(&with(name, value)).is_recent_enough(auth_time, begun, NOW)
    };
    assert!(at("max_age", "100", NOW - 100, None));
    assert!(!at("max_age", "100", NOW - 101, None));
    assert!(!at("max_age", "0", NOW - 1, None));
    assert!(at("max_age", "0", NOW - 20, Some(NOW - 30)));
    assert!(at("max_age", "99999999999999999999", NOW - 36_000, None));
    assert!(!at("prompt", "login", NOW, None));
    assert!(at("prompt", "login", NOW - 20, Some(NOW - 30)));
    assert!(!at("prompt", "login", NOW - 3000, Some(NOW - 30)));
    assert!(at("prompt", "none", NOW - 36_000, None));
}

#[test]
fn the_answer_keeps_the_registered_query_and_adds_iss() {
    let uri = "https://hrm.example.com/callback?app=1";
    let url = accepted(&with("redirect_uri", uri))
        .success("c&1", ISSUER)
        .location();
    assert_eq!(
        url,
        format!("{uri}&code=c%261&state=s%26%3D%23+%C3%A5&iss=https%3A%2F%2Flogin.example.com")
    );
    let url = accepted(&without("state")).success("c", ISSUER).location();
    assert!(!url.contains("state"), "{url}");
}

fn any_pairs() -> impl Strategy<Value = Pairs> {
    let name = prop_oneof![
        prop::sample::select(vec![
            "client_id",
            "redirect_uri",
            "response_type",
            "response_mode",
            "scope",
            "state",
            "nonce",
            "code_challenge",
            "code_challenge_method",
            "prompt",
            "max_age",
            "acr_values",
            "ui_locales",
            "tenant",
            "request",
        ])
        .prop_map(str::to_owned),
        "\\PC{0,8}",
    ];
    let value = prop_oneof![
        prop::sample::select(vec![
            "hrm",
            REDIRECT_URI,
            "https://hrm.example.com/callback?app=1",
            "https://evil.example.org/",
            "code",
            "openid",
            CHALLENGE,
            "S256",
            "none",
        ])
        .prop_map(str::to_owned),
        any::<String>(),
    ];
    (prop::collection::vec((name, value), 0..12), any::<bool>()).prop_map(
        |(mut pairs, on_top_of_right)| {
            if on_top_of_right {
                let named: Vec<String> = pairs.iter().map(|(name, _)| name.clone()).collect();
                pairs.extend(
                    right()
                        .into_iter()
                        .filter(|(name, _)| !named.contains(name)),
                );
            }
            pairs
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn no_input_panics_or_leads_anywhere_unregistered(pairs in any_pairs()) {
        let client = samples::client();
        let url = match validate(&pairs, Some(&client), Came::Open) {
            Ok(request) => request.success("code", ISSUER).location(),
            Err(AuthorizationError::Redirect(redirect)) => redirect.answer(ISSUER).location(),
            Err(AuthorizationError::Page(_)) => return Ok(()),
        };
        let is_registered = client.redirect_uris.iter().any(|known| {
            let separator = if known.contains('?') { '&' } else { '?' };
            url.strip_prefix(known.as_str())
                .is_some_and(|rest| rest.starts_with(separator))
        });
        prop_assert!(is_registered, "{}", url);
        prop_assert!(url.bytes().all(|b| b.is_ascii_graphic()));
    }

    #[test]
    fn state_comes_back_unchanged(state in "\\PC{1,200}") {
        let url = accepted(&with("state", &state)).success("code", ISSUER).location();
        let url = url::Url::parse(&url).unwrap();
        let back = url.query_pairs().find(|(name, _)| name == "state");
        prop_assert_eq!(back.map(|(_, value)| value.into_owned()), Some(state));
    }
}

fn validated(pairs: &Pairs, client: &Client) -> Result<AuthorizationRequest, Refusal> {
    validate(pairs, Some(client), Came::Open).map_err(|error| match error {
        AuthorizationError::Redirect(redirect) => redirect.refusal,
        AuthorizationError::Page(error) => panic!("{error:?}"),
    })
}

#[test]
fn an_answer_can_go_as_a_form_and_an_error_with_it() {
    let request = accepted(&with("response_mode", "form_post"));
    let answer = request.success("c", ISSUER);
    assert_eq!(answer.mode, ResponseMode::FormPost);
    let mut wrong = with("response_mode", "form_post");
    wrong.retain(|(name, _)| name != "scope");
    let AuthorizationError::Redirect(redirect) = refused(&wrong) else {
        panic!("the app is to be told");
    };
    assert_eq!(redirect.answer(ISSUER).mode, ResponseMode::FormPost);
}

#[test]
fn only_a_legacy_app_that_keeps_a_secret_goes_without_a_challenge() {
    let mut bare = without("code_challenge");
    bare.retain(|(name, _)| name != "code_challenge_method");
    let missing = Err(Refusal::InvalidRequest(InvalidRequest::ChallengeMissing));
    let mut client = samples::client();
    assert_eq!(validated(&bare, &client).map(|_| ()), missing);
    client.profile = SecurityProfile::Legacy;
    assert_eq!(validated(&bare, &client).unwrap().code_challenge, None);
    assert!(validated(&with("code_challenge_method", "plain"), &client).is_err());
    client.authentication = ClientAuthentication::None;
    assert_eq!(validated(&bare, &client).map(|_| ()), missing);
}

#[test]
fn an_app_that_has_to_push_is_heard_no_other_way() {
    let mut client = samples::client();
    client.require_pushed_authorization_requests = true;
    let refused = Err(Refusal::InvalidRequest(InvalidRequest::NotPushed));
    assert_eq!(validated(&right(), &client).map(|_| ()), refused);
    let pushed = validate(&right(), Some(&client), Came::Pushed("digest")).unwrap();
    assert_eq!(pushed.pushed.as_deref(), Some("digest"));
    client.require_pushed_authorization_requests = false;
    client.profile = SecurityProfile::Fapi2;
    assert_eq!(validated(&right(), &client).map(|_| ()), refused);
}

#[test]
fn claims_are_asked_for_within_the_apps_scopes() {
    let claims = r#"{"userinfo":{"name":{"essential":true},"phone_number":null,"shoe_size":null},
        "id_token":{"email":null,"acr":{"essential":true,"values":["http://eidas.europa.eu/LoA/high"]}}}"#;
    let request = accepted(&with("claims", claims));
    assert_eq!(request.claims.userinfo, ["name"]);
    assert_eq!(request.claims.id_token, ["email"]);
    assert_eq!(request.asked_level(), Level::High);
    for wrong in [
        "",
        "x",
        "[]",
        r#"{"userinfo":1}"#,
        r#"{"userinfo":{"sub":{"value":"x"}}}"#,
    ] {
        let refused = validated(&with("claims", wrong), &samples::client()).is_err();
        assert_eq!(refused, !wrong.is_empty(), "{wrong}");
    }
}

#[test]
fn a_token_is_asked_for_the_apps_own_apis_alone() {
    let mut client = samples::client();
    client.resources = vec!["https://api.example.com".to_owned()];
    let own = with("resource", "https://api.example.com");
    assert_eq!(
        validated(&own, &client).unwrap().resources,
        client.resources
    );
    let other = with("resource", "https://other.example.com");
    assert_eq!(
        validated(&other, &client).map(|_| ()),
        Err(Refusal::InvalidTarget)
    );
}

#[test]
fn native_apps_come_back_by_any_port_or_by_a_scheme_of_their_own() {
    let mut client = samples::client();
    client.redirect_uris = [
        "http://127.0.0.1/cb",
        "http://[::1]/cb",
        "http://localhost/cb",
        "com.example.app:/cb",
        "myapp:/cb",
        "javascript:/cb",
    ]
    .map(str::to_owned)
    .to_vec();
    let matches = |client: &Client, uri: &str| RedirectUri::matched(client, uri).is_some();
    let ported = ["http://127.0.0.1:51004/cb", "http://[::1]:51004/cb"];
    for uri in ported {
        assert!(!matches(&client, uri), "a web app at {uri}");
    }
    assert!(!matches(&client, "com.example.app:/cb"));
    client.client_type = ClientType::Native;
    for uri in ported
        .iter()
        .chain(&["com.example.app:/cb", "http://127.0.0.1/cb"])
    {
        assert!(matches(&client, uri), "{uri}");
    }
    for uri in [
        "http://127.0.0.1:51004/other",
        "http://127.0.0.1:0/cb",
        "http://127.0.0.1:x/cb",
        "http://127.0.0.1.example.com/cb",
        "http://127.0.0.1:80@example.com/cb",
        "http://localhost:51004/cb",
        "https://127.0.0.1:51004/cb",
        "myapp:/cb",
        "javascript:/cb",
        "com.example.app:/cb2",
    ] {
        assert!(!matches(&client, uri), "{uri}");
    }
}
