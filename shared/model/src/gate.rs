//! The policy gate. Every road to a tenant's app passes it: authorize, refresh, userinfo.
//! Access follows the app link and the policy, never an equal e-mail address.

use kobling_base::clock::Timestamp;

use super::Level;
use crate::{
    apps::{Client, ClientAtTenant},
    evidence::{EvidenceList, ShownEid},
    people::{Account, AppLink, DirectoryUser, DirectoryUserState, EmploymentStatus, Known},
    tenants::{Tenant, TenantState},
};

/// All that the gate looks at. What is `None` was not in the store.
#[derive(Clone, Copy, Debug)]
pub struct Gate<'a> {
    pub client: Option<&'a Client>,
    pub tenant: Option<&'a Tenant>,
    pub client_at_tenant: Option<&'a ClientAtTenant>,
    pub account: Option<&'a Account>,
    pub app_link: Option<&'a AppLink>,
    pub directory_user: Option<&'a DirectoryUser>,
    pub evidence: &'a EvidenceList,
    /// What the request asks for beyond the tenant's and the app's minimum.
    pub asked_level: Level,
    pub now: Timestamp,
}

/// Access was granted, at this level.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Access {
    pub level: Level,
}

/// Why there is no access; the first that applies.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refusal {
    ClientDisabled,
    TenantSuspended,
    AppNotEnabled,
    AccountDisabled,
    /// The account has no app link at the tenant, or it does not fit the directory user.
    NotLinked,
    /// HR's number differs from the one that the account's eID showed, or was not shown yet.
    Disputed,
    LinkSuspended,
    Employment(EmploymentStatus),
    /// The directory user was not activated.
    NotActive,
    /// The upstream provider is not one of the tenant's.
    ProviderNotAccepted,
    /// The level needed; more than the login has.
    LevelTooLow(Level),
    /// The level needed; no login through this link can have it.
    LevelOutOfReach(Level),
}

impl Refusal {
    /// As it is noted in the audit; never changed.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ClientDisabled => "client_disabled",
            Self::TenantSuspended => "tenant_suspended",
            Self::AppNotEnabled => "app_not_enabled",
            Self::AccountDisabled => "account_disabled",
            Self::NotLinked => "not_linked",
            Self::Disputed => "disputed",
            Self::LinkSuspended => "link_suspended",
            Self::Employment(_) => "employment",
            Self::NotActive => "not_active",
            Self::ProviderNotAccepted => "provider_not_accepted",
            Self::LevelTooLow(_) => "level_too_low",
            Self::LevelOutOfReach(_) => "level_out_of_reach",
        }
    }
}

/// Decides. Whatever is absent denies.
pub fn gate(gate: &Gate<'_>) -> Result<Access, Refusal> {
    let client = gate
        .client
        .filter(|client| client.enabled)
        .ok_or(Refusal::ClientDisabled)?;
    let tenant = gate
        .tenant
        .filter(|tenant| tenant.state == TenantState::Active)
        .ok_or(Refusal::TenantSuspended)?;
    if !gate
        .client_at_tenant
        .is_some_and(|at| at.enabled && at.client == client.id && at.tenant == tenant.id)
    {
        return Err(Refusal::AppNotEnabled);
    }
    let account = gate
        .account
        .filter(|account| account.is_enabled())
        .ok_or(Refusal::AccountDisabled)?;
    let (Some(link), Some(user)) = (gate.app_link, gate.directory_user) else {
        return Err(Refusal::NotLinked);
    };
    let fits = link.account == account.id
        && link.tenant == tenant.id
        && link.directory_user == user.id
        && user.tenant == tenant.id
        && user.account == Some(account.id);
    if !fits {
        return Err(Refusal::NotLinked);
    }
    // An eID that was not used through this link, or not since the account lost one, is for the
    // first-login table to look at: HR's number or the tenant's extra proof belongs to each eID by
    // itself, and a session alone opens nothing there.
    let eids = gate.evidence.eids_at(&tenant.id);
    for eid in &eids {
        let Some(shown) = link.shown(&eid.namespace, account) else {
            return Err(Refusal::NotLinked);
        };
        // Digests of two keys cannot be compared either; the eID's answer has both.
        let known = user.known_from_hr(&eid.namespace);
        if known.is_some_and(|known| shown.key() != known.digest.key()) {
            return Err(Refusal::NotLinked);
        }
        // One eID began the login, and the first-login table has looked at it. Of several, each has
        // to be the account's own.
        if eids.len() > 1 && !account.holds(&eid.link_digest) {
            return Err(Refusal::NotLinked);
        }
    }
    let is_by_eids_alone = gate.evidence.is_by_eids_alone(&tenant.id);
    if !is_by_eids_alone && !is_shown_throughout(link, account, user) {
        return Err(Refusal::NotLinked);
    }
    // An eID that the account has from elsewhere may carry another number than HR's: until it was
    // shown through this link, nobody can tell.
    let disputed = user
        .numbers
        .iter()
        .filter(|number| number.known == Known::FromHr)
        .any(|known| match link.shown(&known.namespace, account) {
            Some(shown) => *shown != known.digest,
            None => account
                .eids
                .iter()
                .any(|held| held.namespace == known.namespace),
        });
    if disputed {
        return Err(Refusal::Disputed);
    }
    if link.suspended {
        return Err(Refusal::LinkSuspended);
    }
    match user.employment_status(gate.now) {
        EmploymentStatus::Current => {}
        other => return Err(Refusal::Employment(other)),
    }
    if user.state != DirectoryUserState::Active {
        return Err(Refusal::NotActive);
    }
    let worth = gate
        .evidence
        .worth_at(tenant)
        .ok_or(Refusal::ProviderNotAccepted)?;
    let needed = tenant
        .settings
        .minimum_acr
        .max(client.minimum_acr.unwrap_or(Level::None))
        .max(gate.asked_level);
    // Where the mailbox is the tenant's own choice of proof, its minimum bends to what that proof
    // can give; what the app or the request asks for does not.
    let tenant_minimum_met = worth.level >= tenant.settings.minimum_acr;
    let cap =
        |eid: Option<&ShownEid>| eid.map_or(link.level_cap, |eid| link.level_cap(&eid.namespace));
    let capped = gate.evidence.capped_at(tenant, cap);
    let level = capped.map_or(Level::None, |capped| capped.level);
    let beyond_tenant = client
        .minimum_acr
        .unwrap_or(Level::None)
        .max(gate.asked_level);
    if !tenant_minimum_met || worth.level < beyond_tenant {
        return Err(Refusal::LevelTooLow(needed));
    }
    if level < beyond_tenant {
        return Err(Refusal::LevelOutOfReach(needed));
    }
    Ok(Access { level })
}

/// Whether each number that HR knows was shown through the link by an eID of this account: what
/// is no eID opens nothing for it before that (trust rule T2).
fn is_shown_throughout(link: &AppLink, account: &Account, user: &DirectoryUser) -> bool {
    user.numbers
        .iter()
        .filter(|number| number.known == Known::FromHr)
        .all(|known| link.shown(&known.namespace, account).is_some())
}

#[cfg(test)]
mod tests;
