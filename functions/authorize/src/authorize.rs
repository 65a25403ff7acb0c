//! `/authorize`: checks the request, then gives a code by the session that is there, or sends the
//! person to their eID.

use axum::response::Response;
use http::StatusCode;
use kobling_base::{Internal, digest::sha256};
use kobling_flow::{Deployment, Loaded, Recognised, lead, provider_of, to_app};
use kobling_model::{
    AccountId, ClientId, TenantId,
    apps::{Client, ClientAtTenant},
    item::Key,
    keys,
    people::{Account, AppLink, DirectoryUser},
    sessions::Session,
    tenants::{ID_PORTEN, Tenant},
};
use kobling_pages::Notice;
use kobling_protocol::{
    Parameters,
    authorization::{
        AuthorizationError, AuthorizationRequest, Came, ErrorRedirect, PageError, Prompt,
        Refusal as OidcRefusal,
        pushed_request::{self, PushedRequest},
        request_object,
    },
    device_request::VERIFICATION_PATH,
    token::Hint,
};
use kobling_shared::app::App;
use kobling_store::Found;
use kobling_web::{Noted, Stop, Visit, see_other};

use crate::{
    employer::{self, Asked},
    page_error::page_error,
};

pub(crate) async fn get(visit: Visit) -> Result<Response, Stop> {
    let raw: Vec<(String, String)> = visit
        .query
        .iter()
        .filter(|(name, _)| name != "lang")
        .cloned()
        .collect();
    authorize(&visit, &raw).await
}

/// Answers one authorization request, however it came.
async fn authorize(visit: &Visit, raw: &[(String, String)]) -> Result<Response, Stop> {
    let app = &visit.app;
    let store = app.store()?;
    let client_id = kobling_protocol::authorization::client_id(raw);
    let named = kobling_protocol::authorization::tenant(raw);
    let cookie = visit.session();

    // The first read: app, session and account; where the tenant is named, it, the app link, and
    // the directory user whom the cookie names.
    let mut wanted = vec![keys::provider(ID_PORTEN)];
    wanted.extend(client_id.as_ref().map(keys::client));
    let pushed_digest = pushed_request::handle_digest(raw);
    wanted.extend(pushed_digest.as_deref().map(keys::pushed_request));
    if let Some((account, secret)) = &cookie {
        wanted.push(keys::session(&sha256(secret)));
        wanted.push(keys::account(account));
    }
    if let (Some(tenant), Some(client)) = (&named, &client_id) {
        wanted.extend(at_tenant(
            visit,
            tenant,
            client,
            cookie.as_ref().map(|(account, _)| account),
        ));
    }
    let mut found = store.batch(&wanted, app.now()).await?;
    let client: Option<Client> = client_id
        .as_ref()
        .map(|id| found.take(&keys::client(id)))
        .transpose()?
        .flatten();
    let pushed = match &pushed_digest {
        Some(digest) => Some(pushed(visit, &found, digest, client.as_ref(), raw)?),
        None => None,
    };
    // What the browser posted is as good as if it stood in the address; and with it what our own
    // page added there.
    let (pushed, open) = match pushed {
        Some(posted) if posted.is_posted => (None, employer::with_wish(&posted.parameters, raw)),
        pushed => (pushed, raw.to_vec()),
    };
    // What was pushed is the request. Of what came by the browser only that counts which the person
    // may have chosen on our page: a tenant, where the app named none, and to log in anew.
    let wished = pushed
        .as_ref()
        .map(|pushed| employer::with_wish(&pushed.parameters, raw));
    let signed = match (&pushed, &client) {
        (None, Some(client)) => match signed(app, &open, client).await? {
            Ok(signed) => signed,
            Err(AuthorizationError::Page(error)) => return Err(page_error(error, &open)),
            Err(AuthorizationError::Redirect(redirect)) => {
                return to_app::with_error(visit, &redirect);
            }
        },
        _ => None,
    };
    let (said, came) = match (&wished, &pushed, &signed) {
        (Some(wished), Some(pushed), _) => (wished.as_slice(), pushed.came()),
        (_, _, Some(signed)) => (signed.as_slice(), Came::Open),
        _ => (open.as_slice(), Came::Open),
    };
    let read_along = named.clone();
    let named = kobling_protocol::authorization::tenant(said).or(named);
    if let (true, Some(tenant), Some(client)) = (named != read_along, &named, &client_id) {
        let account = cookie.as_ref().map(|(account, _)| account);
        let wanted = at_tenant(visit, tenant, client, account);
        found.merge(store.batch(&wanted, app.now()).await?);
    }
    let mut request = match kobling_protocol::authorization::validate(said, client.as_ref(), came) {
        Ok(request) => request,
        Err(AuthorizationError::Page(error)) => return Err(page_error(error, said)),
        Err(AuthorizationError::Redirect(redirect)) => {
            return to_app::with_error(visit, &redirect);
        }
    };
    let Some(client) = client else {
        return Err(page_error(PageError::ClientUnknown, said));
    };
    if !note_who_is_meant(visit, &mut request).await? {
        let redirect = ErrorRedirect::for_request(&request, OidcRefusal::silent(&client));
        return to_app::with_error(visit, &redirect);
    }

    let session = live_session(&mut found, cookie.as_ref(), app.now())?;
    let account_id = session.as_ref().map(|(_, account)| account.id);
    let last_used = session
        .as_ref()
        .and_then(|(session, _)| session.tenant.clone())
        .filter(|_| !employer::is_to_be_chosen(said));
    let tenant_id = match (named.clone(), last_used) {
        (Some(tenant), _) => tenant,
        (None, Some(tenant)) => {
            let wanted = at_tenant(visit, &tenant, &client.id, account_id.as_ref());
            found.merge(store.batch(&wanted, app.now()).await?);
            let key = keys::client_at_tenant(&tenant, &client.id);
            let permission: Option<ClientAtTenant> = found.get(&key)?;
            // The employer of the last app is no employer for this one.
            if !permission.is_some_and(|permission| permission.enabled) {
                let asked = Asked { said, raw };
                return Box::pin(employer::choose(
                    visit, &client, &request, asked, account_id,
                ))
                .await;
            }
            tenant
        }
        (None, None) => {
            let asked = Asked { said, raw };
            return Box::pin(employer::choose(
                visit, &client, &request, asked, account_id,
            ))
            .await;
        }
    };

    // The second read: the directory user, where that is another one than the cookie named.
    let mut wanted = Vec::new();
    let link: Option<AppLink> = account_id
        .as_ref()
        .map(|account| found.take(&keys::app_link(account, &tenant_id)))
        .transpose()?
        .flatten();
    wanted.extend(
        link.iter()
            .map(|link| keys::directory_user(&tenant_id, &link.directory_user))
            .filter(|key| !found.has(key)),
    );
    let Some(tenant) = found.take::<Tenant>(&keys::tenant(&tenant_id))? else {
        return Err(Stop::notice(StatusCode::NOT_FOUND, Notice::TenantUnknown).about(&client.id));
    };
    if tenant.provider() != ID_PORTEN {
        wanted.push(keys::provider(tenant.provider()));
    }
    found.merge(store.batch(&wanted, app.now()).await?);
    let Some(provider) = provider_of(app, &tenant, &found).await? else {
        let provider = tenant.provider().to_owned();
        return Err(
            Stop::notice(StatusCode::FORBIDDEN, Notice::ProviderOff { provider })
                .about(&client.id)
                .at(&tenant, &request.ui_locales),
        );
    };
    let client_at_tenant: Option<ClientAtTenant> =
        found.take(&keys::client_at_tenant(&tenant_id, &client.id))?;
    let at = Deployment {
        tenant,
        client,
        client_at_tenant,
        provider,
    };
    let user: Option<DirectoryUser> = link
        .as_ref()
        .map(|link| found.take(&keys::directory_user(&tenant_id, &link.directory_user)))
        .transpose()?
        .flatten();
    let who = session.map(|(session, account)| Recognised {
        session,
        account,
        link,
        user,
    });
    lead(visit, Loaded::arriving(at, request, app.now()), who).await
}

/// The pushed request behind a handle. Where it is of no use there is no address that could be
/// trusted with the error, so it is told on a page.
fn pushed(
    visit: &Visit,
    found: &Found,
    digest: &str,
    client: Option<&Client>,
    raw: &[(String, String)],
) -> Result<PushedRequest, Stop> {
    let client = client.ok_or_else(|| page_error(PageError::ClientUnknown, raw))?;
    let pushed = found
        .get::<PushedRequest>(&keys::pushed_request(digest))?
        .filter(|pushed| pushed.is_usable_by(&client.id, visit.app.now()))
        .ok_or_else(|| {
            let why = "what was pushed is not there, used or too old";
            Stop::notice(StatusCode::BAD_REQUEST, Notice::InvalidRequest)
                .noted(Noted::app(&client.id), why)
        })?;
    if !pushed.is_of(visit.browser()) {
        // Whoever was sent the link behind the page has not been told what it means.
        let told = see_other(VERIFICATION_PATH, None)?;
        return Err(Stop::Ready(Box::new(told)));
    }
    Ok(pushed)
}

/// What a request object holds, with the wishes that our own page may have added beside it.
async fn signed(
    app: &App,
    raw: &[(String, String)],
    client: &Client,
) -> Result<Result<Option<Vec<(String, String)>>, AuthorizationError>, Internal> {
    let object = Parameters::new(raw).hint("request");
    let with_keys = match object {
        Some(object) => Some(app.with_keys(client.clone(), object).await?),
        None => None,
    };
    let client = with_keys.as_ref().unwrap_or(client);
    Ok(
        match request_object::opened(raw, client, app.issuer(), app.now()) {
            Ok(opened) => Ok(opened.map(|opened| employer::with_wish(&opened, raw))),
            Err(refusal) => Err(kobling_protocol::authorization::refused(
                raw, client, refusal,
            )),
        },
    )
}

fn at_tenant(
    visit: &Visit,
    tenant: &TenantId,
    client: &ClientId,
    account: Option<&AccountId>,
) -> Vec<Key> {
    let mut wanted = vec![keys::tenant(tenant), keys::client_at_tenant(tenant, client)];
    if let Some(account) = account {
        let likely = visit.likely_user();
        wanted.push(keys::app_link(account, tenant));
        wanted.extend(likely.map(|user| keys::directory_user(tenant, &user)));
    }
    wanted
}

fn live_session(
    found: &mut Found,
    cookie: Option<&(AccountId, &str)>,
    now: i64,
) -> Result<Option<(Session, Account)>, Stop> {
    let Some((account_id, secret)) = cookie else {
        return Ok(None);
    };
    let session: Option<Session> = found.take(&keys::session(&sha256(secret)))?;
    let account: Option<Account> = found.take(&keys::account(account_id))?;
    Ok(session
        .zip(account)
        .filter(|(session, account)| session.is_live_for(account, now)))
}

/// Who the hint says is meant is as good as said by `sub` (OpenID Connect Core section 3.1.2.2):
/// nobody else's login answers the request. False where the two contradict each other, or where
/// no page may ask and the hint is none of ours.
async fn note_who_is_meant(
    visit: &Visit,
    request: &mut AuthorizationRequest,
) -> Result<bool, Stop> {
    // Nobody asks for it again, and it is long.
    let Some(hint) = request.id_token_hint.take() else {
        return Ok(true);
    };
    let ring = visit.app.keys().await?;
    let now = visit.app.now();
    let hint = Hint::read(&ring.signing, visit.app.issuer(), &hint, now);
    let Some(hint) = hint else {
        return Ok(request.prompt != Prompt::None);
    };
    let is_sound = request.is_for(hint.sub);
    request.claims.sub = Some(hint.sub);
    Ok(is_sound)
}
