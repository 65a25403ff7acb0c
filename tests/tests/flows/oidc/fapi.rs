//! An app of the FAPI 2.0 Security Profile: pushed requests, its own key, bound tokens; from the
//! push to userinfo and refresh, and without any one of them.

use http::{Method, StatusCode};
use kobling_model::apps::{ClientAuthentication, SecurityProfile};
use kobling_tests::{AppKey, Begun, Hub, RelyingParty, wire};
use url::Url;

use super::{ASSERTION_TYPE, at, come, granted, joined, post, refused};

struct App {
    party: RelyingParty,
    key: AppKey,
    proof: AppKey,
}

impl App {
    async fn register(hub: &Hub) -> Self {
        let key = AppKey::new();
        let jwks = key.jwks();
        let party = RelyingParty::register(hub, "probe", move |client| {
            client.profile = SecurityProfile::Fapi2;
            client.authentication = ClientAuthentication::PrivateKeyJwt;
            client.secret_digest = None;
            client.jwks = Some(jwks);
        })
        .await;
        Self {
            party,
            key,
            proof: AppKey::new(),
        }
    }

    /// A call with a new assertion, and a proof if there is to be one.
    async fn call(
        &self,
        hub: &Hub,
        path: &str,
        form: &str,
        proof: Option<&AppKey>,
    ) -> wire::Answer {
        let assertion = self.key.assertion("probe", &hub.stack.issuer(), hub.now());
        let form = joined(
            form,
            &[
                ("client_assertion", &assertion),
                ("client_assertion_type", ASSERTION_TYPE),
            ],
        );
        let proof = proof.map(|key| key.proof("POST", &at(hub, path), None, hub.now()));
        let headers: Vec<(&str, &str)> =
            proof.iter().map(|proof| ("dpop", proof.as_str())).collect();
        post(hub, path, &headers, &form).await
    }

    async fn code(&self, hub: &Hub, proof: Option<&AppKey>) -> (Begun, String) {
        let person = hub.person("L1");
        let begun = self.party.begin(&person.tenant, &[]);
        let pushed = self
            .call(hub, "/par", begun.url.query().unwrap(), proof)
            .await;
        assert_eq!(pushed.status, StatusCode::CREATED, "{}", pushed.body);
        let url = opened(hub, pushed.json()["request_uri"].as_str().unwrap());
        let mut browser = self.party.browser(hub);
        come(&mut browser, &person, &url).await;
        let code = self.party.code(&begun, browser.url()).unwrap();
        (begun, code)
    }
}

fn opened(hub: &Hub, handle: &str) -> Url {
    let mut url = hub.url("/authorize");
    url.query_pairs_mut()
        .append_pair("client_id", "probe")
        .append_pair("request_uri", handle);
    url
}

#[tokio::test(flavor = "multi_thread")]
async fn g_fapi_from_the_push_to_userinfo_and_refresh() {
    let hub = Hub::start().await;
    let app = App::register(&hub).await;
    // The proof at the push binds the code (RFC 9449 section 10.1).
    let (begun, code) = app.code(&hub, Some(&app.proof)).await;
    let form = app.party.code_form(&begun, &code);
    let stolen = app.call(&hub, "/token", &form, Some(&AppKey::new())).await;
    refused(&stolen, StatusCode::BAD_REQUEST, "invalid_grant");
    let bare = app.call(&hub, "/token", &form, None).await;
    refused(&bare, StatusCode::BAD_REQUEST, "invalid_dpop_proof");
    let tokens = granted(&app.call(&hub, "/token", &form, Some(&app.proof)).await);
    assert_eq!(tokens["token_type"], "DPoP");
    let token = tokens["access_token"].as_str().unwrap();
    let dpop = format!("DPoP {token}");
    let url = at(&hub, "/userinfo");
    let proof = app.proof.proof("GET", &url, Some(token), hub.now());
    let headers = [("authorization", dpop.as_str()), ("dpop", proof.as_str())];
    granted(&hub.request(Method::GET, "/userinfo", &headers, "").await);
    // No rotation (section 5.3.2.1): a lost answer locks no app out.
    let refresh_token = tokens["refresh_token"].as_str().unwrap();
    let form = app.party.refresh_form(refresh_token);
    for _ in 0..3 {
        let renewed = granted(&app.call(&hub, "/token", &form, Some(&app.proof)).await);
        assert_eq!(renewed["refresh_token"], refresh_token);
    }
    // It belongs to who signs as the app.
    let unsigned = post(
        &hub,
        "/token",
        &[],
        &joined(&form, &[("client_id", "probe")]),
    )
    .await;
    refused(&unsigned, StatusCode::UNAUTHORIZED, "invalid_client");
    let bare = app.call(&hub, "/token", &form, None).await;
    refused(&bare, StatusCode::BAD_REQUEST, "invalid_dpop_proof");
}

#[tokio::test(flavor = "multi_thread")]
async fn g_fapi_codes_live_a_minute_and_are_used_once() {
    let hub = Hub::start().await;
    let app = App::register(&hub).await;
    let (begun, code) = app.code(&hub, None).await;
    let form = app.party.code_form(&begun, &code);
    hub.pass(60);
    let late = app.call(&hub, "/token", &form, Some(&app.proof)).await;
    refused(&late, StatusCode::BAD_REQUEST, "invalid_grant");
    let (begun, code) = app.code(&hub, None).await;
    let form = app.party.code_form(&begun, &code);
    let tokens = granted(&app.call(&hub, "/token", &form, Some(&app.proof)).await);
    hub.pass(1);
    let again = app.call(&hub, "/token", &form, Some(&app.proof)).await;
    refused(&again, StatusCode::BAD_REQUEST, "invalid_grant");
    let form = app
        .party
        .refresh_form(tokens["refresh_token"].as_str().unwrap());
    let ended = app.call(&hub, "/token", &form, Some(&app.proof)).await;
    refused(&ended, StatusCode::BAD_REQUEST, "invalid_grant");
}

#[tokio::test(flavor = "multi_thread")]
async fn g_fapi_needs_the_push_and_one_key_throughout() {
    let hub = Hub::start().await;
    let app = App::register(&hub).await;
    let person = hub.person("L1");
    let begun = app.party.begin(&person.tenant, &[]);
    let mut browser = app.party.browser(&hub);
    browser.go(begun.url.as_str()).await;
    assert!(app.party.code(&begun, browser.url()).is_err());
    // Two keys at the push contradict each other.
    let other = AppKey::new();
    let begun = app
        .party
        .begin(&person.tenant, &[("dpop_jkt", &other.thumbprint)]);
    let query = begun.url.query().unwrap();
    let answer = app.call(&hub, "/par", query, Some(&app.proof)).await;
    refused(&answer, StatusCode::BAD_REQUEST, "invalid_dpop_proof");
    let answer = app.call(&hub, "/par", query, Some(&other)).await;
    assert_eq!(answer.status, StatusCode::CREATED);
}
