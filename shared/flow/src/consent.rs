//! Where an app is another organisation's, the person says what it may know before it gets its code.

use kobling_base::{clock::Timestamp, digest::sha256};
use kobling_model::{apps::Consent, people::Account};
use kobling_protocol::{
    authorization::AuthorizationRequest,
    userinfo::{claims, national_id},
};

use super::loaded::Deployment;

/// What the app would come to know: scopes, those of single claims too, and APIs.
pub fn asked(at: &Deployment, request: &AuthorizationRequest) -> Vec<String> {
    let single = request
        .claims
        .userinfo
        .iter()
        .chain(&request.claims.id_token);
    let of_single = single.filter_map(|claim| claims::scope_of(claim));
    let has_number = national_id::is_granted(&at.client, at.client_at_tenant.as_ref());
    let mut asked: Vec<String> = request
        .scope
        .iter()
        .map(String::as_str)
        .chain(of_single)
        .filter(|scope| *scope != "openid" && (*scope != national_id::SCOPE || has_number))
        .chain(request.resources.iter().map(String::as_str))
        .map(str::to_owned)
        .collect();
    asked.sort();
    asked.dedup();
    asked
}

/// Names what a page showed and to whom, so that the answer is to nothing else and nobody else's.
pub fn shown(at: &Deployment, request: &AuthorizationRequest, account: &Account) -> String {
    sha256(&format!(
        "{}\0{}\0{}",
        account.id,
        at.client.name,
        asked(at, request).join("\0")
    ))
}

/// Whether the person has said yes to all that is asked.
pub fn is_covered(at: &Deployment, request: &AuthorizationRequest, account: &Account) -> bool {
    let consent = account.consent(&at.client.id, &at.tenant.id);
    consent.is_some_and(|consent| asked(at, request).iter().all(|word| consent.is_to(word)))
}

/// Whether the person has to be asked before the app gets its code.
pub fn is_needed(at: &Deployment, request: &AuthorizationRequest, account: &Account) -> bool {
    at.client.third_party && (request.asks_consent || !is_covered(at, request, account))
}

/// Their yes to all that is asked.
pub fn of(at: &Deployment, request: &AuthorizationRequest, now: Timestamp) -> Consent {
    Consent {
        client: at.client.id.clone(),
        tenant: at.tenant.id.clone(),
        to: asked(at, request),
        given_at: now,
        since: 0,
    }
}
