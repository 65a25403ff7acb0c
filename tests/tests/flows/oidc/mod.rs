//! The protocol as apps of every kind speak it: how they show who they are, how answers reach
//! them, what is pushed, revoked, looked up, and bound to a key.

mod anew;
mod answers;
mod bounds;
mod claims;
mod clients;
mod consent;
mod cross_origin;
pub mod device;
pub mod ended;
mod fapi;
mod grace;
mod key_addresses;
pub mod left;
mod limits;
mod logout;
mod long;
mod meant;
pub mod national_id;
pub mod nonces;
mod possession;
pub mod pushed;
mod signed;
mod states;
mod tokens;
mod withdrawn;

use http::{Method, StatusCode};
use kobling_model::apps::{Client, ClientType, GrantType, SecurityProfile};
use kobling_tests::{Browser, Hub, Person, RelyingParty, wire};
use serde_json::Value;
use url::Url;

use crate::walk::{SUBSTANTIAL, pid};

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// An address of the hub.
fn at(hub: &Hub, path: &str) -> String {
    hub.url(path).to_string()
}

/// A form sent by an app itself.
pub async fn post(hub: &Hub, path: &str, headers: &[(&str, &str)], form: &str) -> wire::Answer {
    let headers = [&[FORM], headers].concat();
    hub.request(Method::POST, path, &headers, form).await
}

/// Two parts of a form.
fn joined(form: &str, further: &[(&str, &str)]) -> String {
    format!("{form}&{}", wire::encode(further))
}

#[track_caller]
pub fn refused(answer: &wire::Answer, status: StatusCode, error: &str) {
    assert_eq!(
        (answer.status, answer.json()["error"].as_str()),
        (status, Some(error)),
        "{}",
        answer.body
    );
    // RFC 6749 section 5.1: nobody keeps it.
    assert_eq!(answer.header("cache-control"), Some("no-store"));
}

/// The answer of a successful token request.
#[track_caller]
pub fn granted(answer: &wire::Answer) -> Value {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    answer.json()
}

/// The browser of someone linked, which has come with this request to where the app's answer
/// leads: logged in already, or logging in now.
pub async fn come(browser: &mut Browser, person: &Person, url: &Url) {
    browser.go(url.as_str()).await;
    if browser.host() == "idporten.localhost" {
        browser.log_in_at_idporten(pid(person), SUBSTANTIAL).await;
    }
}

/// A code for the app, and the request that it belongs to.
async fn code_for(
    hub: &Hub,
    app: &RelyingParty,
    further: &[(&str, &str)],
) -> (kobling_tests::Begun, String) {
    let person = hub.person("L1");
    let mut browser = app.browser(hub);
    let begun = app.begin(&person.tenant, further);
    come(&mut browser, &person, &begun.url).await;
    let code = app.code(&begun, browser.url()).expect("a code");
    (begun, code)
}

/// An app from before PKCE that shows its secret in the form.
fn legacy(client: &mut Client) {
    client.profile = SecurityProfile::Legacy;
}

/// A program without people, which guards an API.
fn service(client: &mut Client, api: &str) {
    client.client_type = ClientType::Service;
    client.grant_types = vec![GrantType::ClientCredentials];
    client.redirect_uris = Vec::new();
    client.scopes = Vec::new();
    client.resources = vec![api.to_owned()];
}

/// The same request without some parameters.
fn without(url: &Url, names: &[&str]) -> Url {
    let kept: Vec<(String, String)> = url
        .query_pairs()
        .filter(|(name, _)| !names.contains(&name.as_ref()))
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    let mut changed = url.clone();
    changed.query_pairs_mut().clear().extend_pairs(kept);
    changed
}
