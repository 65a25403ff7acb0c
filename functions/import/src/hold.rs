//! Puts a full file on hold that would end too many people: whoever decides on it sees in a report
//! whom it would end, and the tenant's help desk is told that it waits.

use kobling_base::Internal;
use kobling_letters::Letter;
use kobling_model::{
    hr::{HrImport, ImportState},
    tenants::Tenant,
};
use kobling_shared::app::App;

use crate::{
    endings::{Endings, outcomes},
    progress::moved,
    report,
    surveyed::Surveyed,
};

/// Writes the report, then the state, and the mail with it. A second hold of the same file, because
/// more people would end than were approved, is told anew.
pub(crate) async fn hold(
    app: &App,
    tenant: &Tenant,
    import: &HrImport,
    surveyed: &Surveyed,
    endings: &Endings,
) -> Result<(), Internal> {
    let (mut change, held) = moved(app, import, |import| {
        import.state = ImportState::Held;
        import.decided_by = None;
        import.report_key = Some(report::key(import));
        import.counts.refused = surveyed.checked.refused;
        surveyed.note(import);
        endings.note(import);
    })?;
    let outcomes = outcomes(app, &held, endings).await?;
    report::store(app, tenant, &held, outcomes).await?;
    if let Some(desk) = tenant.help_desk.address() {
        let letter = Letter::ImportHeld {
            import: held.id.clone(),
            name: held.name.clone(),
            people: held.people,
            people_ended: held.people_ended,
            employments_ended: held.employments_ended,
        };
        change = change.mail(tenant, &desk, letter).await?;
    }
    Ok(change.write().await?)
}
