//! A login that is not there for this browser.

use http::StatusCode;
use kobling_base::Internal;
use kobling_model::{TenantId, keys, tenants::Tenant};
use kobling_pages::Notice;
use kobling_web::{Stop, Visit};

use super::waiting::Waiting;

/// A handle that leads nowhere for this browser still says whose page to show, and where to begin
/// anew. Where the login is there, and the browser brings no cookie at all, that is the reason.
pub async fn gone_by_handle(visit: &Visit, handle: &str) -> Stop {
    let bare = || Stop::notice(StatusCode::GONE, Notice::RequestGone);
    let Some((tenant, _)) = Waiting::parse_handle(handle) else {
        return bare();
    };
    match found_by_handle(visit, handle, &tenant).await {
        Err(failure) => failure.into(),
        Ok((None, _)) => bare(),
        Ok((Some(tenant), request)) => {
            let has_lost_cookie = request.is_some() && visit.cookies.is_empty();
            let (notice, ui_locales) = match request {
                Some(request) if has_lost_cookie => {
                    (Notice::NoCookies, request.authorization.ui_locales)
                }
                _ => (Notice::RequestGone, Vec::new()),
            };
            Stop::notice(StatusCode::GONE, notice).at(&tenant, &ui_locales)
        }
    }
}

async fn found_by_handle(
    visit: &Visit,
    handle: &str,
    tenant: &TenantId,
) -> Result<(Option<Tenant>, Option<Waiting>), Internal> {
    let app = &visit.app;
    let (tenant, request) = (keys::tenant(tenant), Waiting::key_of(handle));
    let wanted = [tenant.clone(), request.clone()];
    let found = app.store()?.batch(&wanted, app.now()).await?;
    Ok((found.get(&tenant)?, found.get(&request)?))
}
