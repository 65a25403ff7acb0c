//! Proofs of possession with a nonce of the hub's in them (RFC 9449 sections 8 and 9): where it is
//! demanded, where it is merely shown, and what it costs an app to be sent for one: nothing.

use http::{Method, StatusCode};
use kobling_base::lifetimes::DPOP_NONCE_WINDOW;
use kobling_model::{
    ClientId, TenantId,
    apps::{Client, ClientAtTenant, ClientAuthentication, SecurityProfile},
};
use kobling_tests::{AppKey, Begun, Hub, RelyingParty, wire};

use super::{ASSERTION_TYPE, at, code_for, come, device, granted, joined, post, refused, service};
use crate::walk::english;

/// A proof with a nonce, if there is to be one.
fn proof(hub: &Hub, key: &AppKey, call: (&str, &str), token: Option<&str>, nonce: &str) -> String {
    let (method, path) = call;
    let mut claims = AppKey::proof_claims(method, &at(hub, path), token, hub.now());
    if !nonce.is_empty() {
        claims["nonce"] = nonce.into();
    }
    key.sign(&key.proof_header(), &claims)
}

async fn userinfo(hub: &Hub, key: &AppKey, token: &str, nonce: &str) -> wire::Answer {
    let proof = proof(hub, key, ("GET", "/userinfo"), Some(token), nonce);
    let dpop = format!("DPoP {token}");
    let headers = [("authorization", dpop.as_str()), ("dpop", proof.as_str())];
    hub.request(Method::GET, "/userinfo", &headers, "").await
}

/// The nonce of an answer that refuses for want of one.
#[track_caller]
pub fn sent_for_one(answer: &wire::Answer, status: StatusCode) -> String {
    refused(answer, status, "use_dpop_nonce");
    given(answer).expect("a nonce")
}

/// The nonce of an answer.
fn given(answer: &wire::Answer) -> Option<String> {
    answer.header("dpop-nonce").map(str::to_owned)
}

/// To the first second of a window.
fn to_a_windows_start(hub: &Hub) {
    hub.pass(DPOP_NONCE_WINDOW - hub.now() % DPOP_NONCE_WINDOW);
}

/// An app with a key to show who it is and one to prove possession.
pub struct App {
    pub party: RelyingParty,
    key: AppKey,
    proof: AppKey,
}

impl App {
    pub async fn register(hub: &Hub, further: fn(&mut Client)) -> Self {
        let key = AppKey::new();
        let jwks = key.jwks();
        let party = RelyingParty::register(hub, "probe", move |client| {
            client.profile = SecurityProfile::Fapi2;
            client.authentication = ClientAuthentication::PrivateKeyJwt;
            client.secret_digest = None;
            client.jwks = Some(jwks);
            client.require_dpop_nonce = true;
            further(client);
        })
        .await;
        let proof = AppKey::new();
        Self { party, key, proof }
    }

    fn assertion(&self, hub: &Hub) -> String {
        self.key.assertion("probe", &hub.stack.issuer(), hub.now())
    }

    /// A call with an assertion and a proof.
    async fn send(&self, hub: &Hub, path: &str, form: &str, shown: [&str; 2]) -> wire::Answer {
        let [assertion, proof] = shown;
        let further = [
            ("client_assertion", assertion),
            ("client_assertion_type", ASSERTION_TYPE),
        ];
        post(hub, path, &[("dpop", proof)], &joined(form, &further)).await
    }

    /// A call with a new assertion and a new proof.
    pub async fn call(&self, hub: &Hub, path: &str, form: &str, nonce: &str) -> wire::Answer {
        let proof = proof(hub, &self.proof, ("POST", path), None, nonce);
        self.send(hub, path, form, [&self.assertion(hub), &proof])
            .await
    }

    /// A code by way of a push.
    pub async fn code(&self, hub: &Hub, nonce: &str) -> (Begun, String) {
        let person = hub.person("L1");
        let begun = self.party.begin(&person.tenant, &[]);
        let query = begun.url.query().unwrap();
        let pushed = self.call(hub, "/par", query, nonce).await;
        assert_eq!(pushed.status, StatusCode::CREATED, "{}", pushed.body);
        let mut url = hub.url("/authorize");
        let pushed = pushed.json();
        url.query_pairs_mut()
            .append_pair("client_id", "probe")
            .append_pair("request_uri", pushed["request_uri"].as_str().unwrap());
        let mut browser = self.party.browser(hub);
        come(&mut browser, &person, &url).await;
        let code = self.party.code(&begun, browser.url()).unwrap();
        (begun, code)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn g_an_app_that_must_show_nonces_is_sent_for_one_and_nothing_is_spent() {
    // A nonce of one instance is known to the other.
    let hub = Hub::two_in_turn().await;
    to_a_windows_start(&hub);
    let app = App::register(&hub, |_| {}).await;
    let person = hub.person("L1");
    let begun = app.party.begin(&person.tenant, &[]);
    let query = begun.url.query().unwrap();

    // Who does not show who it is hears of no nonce.
    let bare = proof(&hub, &app.proof, ("POST", "/par"), None, "");
    let stranger = AppKey::new().assertion("probe", &hub.stack.issuer(), hub.now());
    let answer = app.send(&hub, "/par", query, [&stranger, &bare]).await;
    refused(&answer, StatusCode::UNAUTHORIZED, "invalid_client");
    assert_eq!(given(&answer), None);

    // Neither the assertion nor the proof's `jti` is used up by an answer that asks for a nonce.
    let assertion = app.assertion(&hub);
    let mut claims = AppKey::proof_claims("POST", &at(&hub, "/par"), None, hub.now());
    let answer = app.send(&hub, "/par", query, [&assertion, &bare]).await;
    let nonce = sent_for_one(&answer, StatusCode::BAD_REQUEST);
    assert_eq!(answer.header("www-authenticate"), None);
    let bare = app.proof.sign(&app.proof.proof_header(), &claims);
    let answer = app.send(&hub, "/par", query, [&assertion, &bare]).await;
    assert_eq!(sent_for_one(&answer, StatusCode::BAD_REQUEST), nonce);
    for wrong in ["", "AAAA", &format!("{nonce}A"), &nonce[1..]] {
        claims["nonce"] = wrong.into();
        let proof = app.proof.sign(&app.proof.proof_header(), &claims);
        let answer = app.send(&hub, "/par", query, [&assertion, &proof]).await;
        assert_eq!(sent_for_one(&answer, StatusCode::BAD_REQUEST), nonce);
    }
    claims["nonce"] = nonce.as_str().into();
    let right = app.proof.sign(&app.proof.proof_header(), &claims);
    let answer = app.send(&hub, "/par", query, [&assertion, &right]).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
    assert_eq!(given(&answer), None);
    // By this they are, each for itself.
    let again = app.send(&hub, "/par", query, [&assertion, &right]).await;
    refused(&again, StatusCode::UNAUTHORIZED, "invalid_client");
    let again = [app.assertion(&hub), right];
    let again = app.send(&hub, "/par", query, [&again[0], &again[1]]).await;
    refused(&again, StatusCode::BAD_REQUEST, "invalid_dpop_proof");

    // Nor a code, a refresh token or an access token.
    let (begun, code) = app.code(&hub, &nonce).await;
    let form = app.party.code_form(&begun, &code);
    let answer = app.call(&hub, "/token", &form, "").await;
    assert_eq!(sent_for_one(&answer, StatusCode::BAD_REQUEST), nonce);
    let tokens = granted(&app.call(&hub, "/token", &form, &nonce).await);
    let refresh_token = tokens["refresh_token"].as_str().unwrap();
    let form = app.party.refresh_form(refresh_token);
    let answer = app.call(&hub, "/token", &form, "").await;
    assert_eq!(sent_for_one(&answer, StatusCode::BAD_REQUEST), nonce);
    let tokens = granted(&app.call(&hub, "/token", &form, &nonce).await);
    let token = tokens["access_token"].as_str().unwrap();
    for wrong in ["", "AAAA"] {
        let answer = userinfo(&hub, &app.proof, token, wrong).await;
        assert_eq!(sent_for_one(&answer, StatusCode::UNAUTHORIZED), nonce);
        let challenge = answer.header("www-authenticate").unwrap();
        assert!(challenge.starts_with("DPoP "), "{challenge}");
        assert!(
            challenge.contains("error=\"use_dpop_nonce\""),
            "{challenge}"
        );
    }
    granted(&userinfo(&hub, &app.proof, token, &nonce).await);
    // A nonce alone proves nothing.
    let answer = userinfo(&hub, &AppKey::new(), token, &nonce).await;
    refused(&answer, StatusCode::UNAUTHORIZED, "invalid_dpop_proof");
}

#[tokio::test(flavor = "multi_thread")]
async fn g_a_refresh_token_is_not_rotated_by_an_answer_that_asks_for_a_nonce() {
    let hub = Hub::start().await;
    let app = RelyingParty::register(&hub, "probe", |client| {
        client.authentication = ClientAuthentication::None;
        client.secret_digest = None;
        client.dpop_bound_access_tokens = true;
        client.require_dpop_nonce = true;
    })
    .await;
    let key = AppKey::new();
    let call = async |form: &str, nonce: &str| {
        let proof = proof(&hub, &key, ("POST", "/token"), None, nonce);
        let form = joined(form, &[("client_id", "probe")]);
        post(&hub, "/token", &[("dpop", &proof)], &form).await
    };
    to_a_windows_start(&hub);
    let (begun, code) = code_for(&hub, &app, &[]).await;
    let form = app.code_form(&begun, &code);
    let nonce = sent_for_one(&call(&form, "").await, StatusCode::BAD_REQUEST);
    let mut tokens = granted(&call(&form, &nonce).await);
    for _ in 0..2 {
        let form = app.refresh_form(tokens["refresh_token"].as_str().unwrap());
        sent_for_one(&call(&form, "").await, StatusCode::BAD_REQUEST);
        tokens = granted(&call(&form, &nonce).await);
    }
    // Without any proof there is nothing that a nonce would mend.
    let form = app.refresh_form(tokens["refresh_token"].as_str().unwrap());
    let bare = joined(&form, &[("client_id", "probe")]);
    let answer = post(&hub, "/token", &[], &bare).await;
    refused(&answer, StatusCode::BAD_REQUEST, "invalid_dpop_proof");
    assert_eq!(given(&answer), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn g_a_nonce_runs_out_and_the_next_one_comes_in_time() {
    let hub = Hub::start().await;
    to_a_windows_start(&hub);
    let app = App::register(&hub, |_| {}).await;
    let begun = app.party.begin("asnes", &[]);
    let query = begun.url.query().unwrap();
    let first = app.call(&hub, "/par", query, "").await;
    let nonce = sent_for_one(&first, StatusCode::BAD_REQUEST);
    hub.pass(DPOP_NONCE_WINDOW - 1);
    let (begun, code) = app.code(&hub, &nonce).await;
    // From its older half on every good answer says which is the next.
    hub.pass(1);
    let form = app.party.code_form(&begun, &code);
    let answer = app.call(&hub, "/token", &form, &nonce).await;
    let tokens = granted(&answer);
    let next = given(&answer).expect("the next nonce");
    assert_ne!(next, nonce);
    let (token, refresh_token) = (
        tokens["access_token"].as_str().unwrap(),
        tokens["refresh_token"].as_str().unwrap(),
    );
    let asked = wire::encode(&[("token", token)]);
    let refresh_form = app.party.refresh_form(refresh_token);
    let revoked = wire::encode(&[("token", "nothing")]);
    for (path, form) in [
        ("/par", query),
        ("/token", refresh_form.as_str()),
        ("/introspect", asked.as_str()),
        ("/revoke", revoked.as_str()),
    ] {
        let answer = app.call(&hub, path, form, &nonce).await;
        assert!(answer.status.is_success(), "{path}: {}", answer.body);
        assert_eq!(given(&answer).as_ref(), Some(&next), "{path}");
        let answer = app.call(&hub, path, form, &next).await;
        assert!(answer.status.is_success(), "{path}: {}", answer.body);
        assert_eq!(given(&answer), None, "{path}");
    }
    let answer = userinfo(&hub, &app.proof, token, &nonce).await;
    granted(&answer);
    assert_eq!(given(&answer).as_ref(), Some(&next));
    let answer = userinfo(&hub, &app.proof, token, &next).await;
    granted(&answer);
    assert_eq!(given(&answer), None);
    // To its last second, and then no more.
    hub.pass(DPOP_NONCE_WINDOW - 1);
    granted(&userinfo(&hub, &app.proof, token, &nonce).await);
    hub.pass(1);
    let answer = userinfo(&hub, &app.proof, token, &nonce).await;
    sent_for_one(&answer, StatusCode::UNAUTHORIZED);
    let answer = app.call(&hub, "/par", query, &nonce).await;
    sent_for_one(&answer, StatusCode::BAD_REQUEST);
    assert!(
        app.call(&hub, "/par", query, &next)
            .await
            .status
            .is_success()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn g_a_nonce_that_is_shown_counts_also_where_none_is_demanded() {
    let (hub, elsewhere) = (Hub::start().await, Hub::start().await);
    to_a_windows_start(&hub);
    let public = |client: &mut Client| {
        client.authentication = ClientAuthentication::None;
        client.secret_digest = None;
    };
    let app = RelyingParty::register(&hub, "probe", public).await;
    let key = AppKey::new();
    let call = async |form: &str, nonce: &str| {
        let proof = proof(&hub, &key, ("POST", "/token"), None, nonce);
        let form = joined(form, &[("client_id", "probe")]);
        post(&hub, "/token", &[("dpop", &proof)], &form).await
    };
    let (begun, code) = code_for(&hub, &app, &[]).await;
    let form = app.code_form(&begun, &code);
    let nonce = sent_for_one(&call(&form, "made-up").await, StatusCode::BAD_REQUEST);
    // Another hub's is made up, too.
    elsewhere.pass(hub.now() - elsewhere.now());
    let other = App::register(&elsewhere, |_| {}).await;
    let answer = other.call(&elsewhere, "/par", "a=b", "").await;
    let foreign = sent_for_one(&answer, StatusCode::BAD_REQUEST);
    assert_ne!(foreign, nonce);
    sent_for_one(&call(&form, &foreign).await, StatusCode::BAD_REQUEST);
    let tokens = granted(&call(&form, &nonce).await);
    let token = tokens["access_token"].as_str().unwrap();
    let answer = userinfo(&hub, &key, token, "made-up").await;
    assert_eq!(sent_for_one(&answer, StatusCode::UNAUTHORIZED), nonce);
    for good in [nonce.as_str(), ""] {
        let answer = userinfo(&hub, &key, token, good).await;
        granted(&answer);
        assert_eq!(given(&answer), None);
    }
    // Who shows an older one is told the next.
    hub.pass(DPOP_NONCE_WINDOW);
    let answer = userinfo(&hub, &key, token, &nonce).await;
    granted(&answer);
    assert!(given(&answer).is_some_and(|next| next != nonce));
}

#[tokio::test(flavor = "multi_thread")]
async fn g_a_service_that_shows_a_nonce_is_told_the_next() {
    let hub = Hub::start().await;
    to_a_windows_start(&hub);
    let app = RelyingParty::register(&hub, "probe", |client| {
        service(client, "https://api.example.com/");
        client.scopes = vec!["hr.import".to_owned()];
    })
    .await;
    let permission = ClientAtTenant {
        tenant: TenantId::parse("asnes").unwrap(),
        client: ClientId::parse("probe").unwrap(),
        enabled: true,
        scopes: vec!["hr.import".to_owned()],
    };
    hub.put(&permission).await;
    let basic = app.basic().unwrap();
    let form = [("grant_type", "client_credentials"), ("tenant", "asnes")];
    let call = async |nonce: &str| {
        let proof = proof(&hub, &AppKey::new(), ("POST", "/token"), None, nonce);
        let headers = [("authorization", basic.as_str()), ("dpop", &proof)];
        post(&hub, "/token", &headers, &wire::encode(&form)).await
    };
    let nonce = sent_for_one(&call("made-up").await, StatusCode::BAD_REQUEST);
    let answer = call(&nonce).await;
    granted(&answer);
    assert_eq!(given(&answer), None);
    hub.pass(DPOP_NONCE_WINDOW);
    let answer = call(&nonce).await;
    granted(&answer);
    assert!(given(&answer).is_some_and(|next| next != nonce));
}

#[tokio::test(flavor = "multi_thread")]
async fn g_a_device_that_shows_a_nonce_is_told_the_next() {
    let hub = Hub::start().await;
    to_a_windows_start(&hub);
    RelyingParty::register(&hub, "clock", |client| {
        device::clock(client);
        client.dpop_bound_access_tokens = true;
        client.require_dpop_nonce = true;
    })
    .await;
    let key = AppKey::new();
    let call = async |path: &str, form: &[(&str, &str)], nonce: &str| {
        let proof = proof(&hub, &key, ("POST", path), None, nonce);
        let form = [form, &[("client_id", "clock")]].concat();
        post(&hub, path, &[("dpop", &proof)], &wire::encode(&form)).await
    };
    let person = hub.person("L1");
    let form = [("tenant", person.tenant.as_str())];
    let path = "/device_authorization";
    let nonce = sent_for_one(&call(path, &form, "").await, StatusCode::BAD_REQUEST);
    hub.pass(DPOP_NONCE_WINDOW);
    let answer = call(path, &form, &nonce).await;
    let shown = granted(&answer);
    let next = given(&answer).expect("the next nonce");
    let mut browser = english(&hub);
    device::typed(&mut browser, &person, &shown).await;
    browser.press("allow", &[]).await;
    let form = [
        ("grant_type", device::GRANT),
        ("device_code", device::text(&shown, "device_code")),
    ];
    sent_for_one(&call("/token", &form, "").await, StatusCode::BAD_REQUEST);
    let answer = call("/token", &form, &nonce).await;
    granted(&answer);
    assert_eq!(given(&answer), Some(next));
}
