//! Approves or declines a first use that waits for an admin. Asked for by a login; used once by the
//! next login of the same eID.

use kobling_base::Internal;
use kobling_letters::Letter;
use kobling_model::{
    audit::Event,
    item::Table,
    keys,
    people::{Approval, ApprovalState},
    tenants::Tenant,
};
use kobling_shared::app::App;
use kobling_store::StoreError;

use super::{authority::Authority, rights::DecideApprovals};

/// The approvals of a tenant that nobody has decided on.
pub async fn asked(
    app: &App,
    authority: &Authority<DecideApprovals>,
) -> Result<Vec<Approval>, Internal> {
    let partition = keys::approvals(authority.of());
    let mut all: Vec<Approval> = app
        .store()?
        .partition(Table::Identity, &partition, "", app.now())
        .await?;
    all.retain(|approval| approval.state == ApprovalState::Asked);
    Ok(all)
}

/// Decides one approval, named by the eID that asks: several may ask to be the same person. Writes
/// to the address that was shown. False where it does not wait.
pub async fn decide(
    app: &App,
    authority: &Authority<DecideApprovals>,
    eid: &str,
    is_approved: bool,
) -> Result<bool, Internal> {
    let tenant = authority.of();
    let waiting = asked(app, authority).await?;
    let mut waiting = waiting.into_iter();
    let Some(approval) = waiting.find(|approval| approval.eid.as_str() == eid) else {
        return Ok(false);
    };
    let (state, detail, letter) = if is_approved {
        (ApprovalState::Approved, "approved", Letter::ApprovalGiven)
    } else {
        (ApprovalState::Refused, "refused", Letter::ApprovalRefused)
    };
    let decided = Approval {
        state,
        decided_by: Some(authority.by().who.name()),
        ..approval
    };
    let mut change = authority
        .change(app)?
        .put("approval", &decided, Approval::is_asked(app.now()))
        .tell(Event::ApprovalDecided, |event| {
            event
                .tenant(tenant)
                .directory_user(&decided.directory_user)
                .detail(detail)
        });
    if let Some(address) = &decided.address {
        let found: Option<Tenant> = app.store()?.get(&keys::tenant(tenant), app.now()).await?;
        let language = found.map_or_else(|| "nb".to_owned(), |tenant| tenant.language);
        change = change
            .mail_in(&language, tenant, address, letter, None)
            .await?;
    }
    match change.write().await {
        Ok(()) => Ok(true),
        // Someone else was quicker, or it has just expired.
        Err(StoreError::Changed(_)) => Ok(false),
        Err(error) => Err(error.into()),
    }
}
