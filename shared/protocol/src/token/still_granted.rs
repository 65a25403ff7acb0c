//! What a grant is still good for. An app's registration is looked at anew with each use: what was
//! taken from it since is gone from every grant at once, and not when the last of them runs out.

use kobling_model::{
    apps::{Client, ClientAtTenant, Grant},
    people::Account,
};

use crate::userinfo::{claims, national_id};

/// The grant without what its app may not have any more: by its registration, by the tenant's word,
/// or, where the person has to consent, by theirs; none where nothing of use is left.
pub fn still_granted(
    mut grant: Grant,
    client: &Client,
    permission: Option<&ClientAtTenant>,
    account: Option<&Account>,
) -> Option<Grant> {
    // A yes after one that was taken back is none to what was given before. Seconds alone say so of
    // what is from before consents had the version that they came with.
    let consent = account
        .and_then(|account| account.consent(&client.id, &grant.tenant))
        .filter(|consent| {
            consent.since <= grant.account_version && consent.given_at <= grant.created_at
        });
    if client.third_party && consent.is_none() {
        return None;
    }
    let is_consented = |word: &str| {
        !client.third_party
            || word == "openid"
            || consent.is_some_and(|consent| consent.is_to(word))
    };
    let is_by_tenant = national_id::is_granted(client, permission);
    let has = |scope: &str| {
        client.scopes.iter().any(|own| own == scope)
            && (scope != national_id::SCOPE || is_by_tenant)
            && is_consented(scope)
    };
    let was_offline = grant.session_digest.is_none();
    grant.scope.retain(|word| has(word));
    if !grant.scope.iter().any(|word| word == "openid") || (was_offline && !has("offline_access")) {
        return None;
    }
    for single in [&mut grant.claims.id_token, &mut grant.claims.userinfo] {
        single.retain(|claim| claims::scope_of(claim).is_some_and(has));
    }
    let had_resources = !grant.resources.is_empty();
    grant
        .resources
        .retain(|one| client.resources.contains(one) && is_consented(one));
    // Without any it would be a grant for userinfo, which nobody gave.
    (!had_resources || !grant.resources.is_empty()).then_some(grant)
}

/// What a token with this scope opens of a grant: where it was narrowed, single claims go only as
/// far as it does.
pub fn opened_by(scope: &[String], mut grant: Grant) -> Grant {
    let is_narrowed = grant.scope.iter().any(|word| !scope.contains(word));
    if is_narrowed {
        let has = |word: &str| scope.iter().any(|own| own == word);
        grant
            .claims
            .userinfo
            .retain(|claim| claims::scope_of(claim).is_some_and(has));
    }
    grant.scope.retain(|word| scope.contains(word));
    grant
}
