//! Who is logged in, as the gate sees them.

use kobling_model::{
    Access, Gate, Refusal,
    evidence::{EvidenceList, ShownEid},
    gate,
    people::{Account, AppLink, DirectoryUser},
};
use kobling_protocol::authorization::AuthorizationRequest;

use super::loaded::Deployment;

/// Who is logged in, as the gate sees it.
#[derive(Clone, Copy, Debug)]
pub struct Person<'a> {
    pub account: &'a Account,
    pub link: Option<&'a AppLink>,
    pub user: Option<&'a DirectoryUser>,
    pub evidence: &'a EvidenceList,
}

/// Asks the gate for one authorization request.
pub fn ask_gate(
    at: &Deployment,
    request: &AuthorizationRequest,
    person: &Person<'_>,
    now: i64,
) -> Result<Access, Refusal> {
    let is_by_provider = |eid: &ShownEid| eid.provider == at.provider.id;
    if person.evidence.eid().is_some_and(is_by_provider) && !at.provider.enabled {
        return Err(Refusal::ProviderNotAccepted);
    }
    gate(&Gate {
        client: Some(&at.client),
        tenant: Some(&at.tenant),
        client_at_tenant: at.client_at_tenant.as_ref(),
        account: Some(person.account),
        app_link: person.link,
        directory_user: person.user,
        evidence: person.evidence,
        asked_level: request.asked_level(),
        now,
    })
}
