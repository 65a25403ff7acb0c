//! Who is logged in at this browser, with all that the gate looks at for one deployment.

use kobling_base::{Internal, digest::sha256};
use kobling_model::{
    AccountId, TenantId, keys,
    people::{Account, AppLink, DirectoryUser},
    sessions::Session,
};
use kobling_shared::app::App;
use kobling_store::Found;
use kobling_web::Visit;

use super::{
    loaded::{Loaded, load_along},
    person::Person,
};

/// Someone with a session that lives.
#[derive(Clone, Debug)]
pub struct Recognised {
    pub session: Session,
    pub account: Account,
    pub link: Option<AppLink>,
    pub user: Option<DirectoryUser>,
}

impl Recognised {
    pub fn person(&self) -> Person<'_> {
        Person {
            account: &self.account,
            link: self.link.as_ref(),
            user: self.user.as_ref(),
            evidence: &self.session.evidence,
        }
    }
}

/// A request with whoever is logged in at its browser: one read, and a second one where the
/// directory user is another than the cookie names.
pub async fn load_with_session(
    visit: &Visit,
    handle: &str,
) -> Result<Option<(Loaded, Option<Recognised>)>, Internal> {
    let app = &visit.app;
    let cookie = visit.session();
    let wanted = |tenant: &TenantId| {
        let Some((account, secret)) = &cookie else {
            return Vec::new();
        };
        let likely = visit.likely_user();
        let mut wanted = vec![
            keys::session(&sha256(secret)),
            keys::account(account),
            keys::app_link(account, tenant),
        ];
        wanted.extend(likely.map(|user| keys::directory_user(tenant, &user)));
        wanted
    };
    let found = load_along(app, handle, visit.browser(), wanted).await?;
    let Some((loaded, found)) = found else {
        return Ok(None);
    };
    let who = match &cookie {
        Some((account, secret)) => recognised(app, &loaded, &found, account, secret).await?,
        None => None,
    };
    Ok(Some((loaded, who)))
}

/// Who is logged in, among what was found; none where nobody is.
async fn recognised(
    app: &App,
    loaded: &Loaded,
    found: &Found,
    account: &AccountId,
    secret: &str,
) -> Result<Option<Recognised>, Internal> {
    let (tenant, now) = (&loaded.at.tenant.id, app.now());
    let session: Option<Session> = found.get(&keys::session(&sha256(secret)))?;
    let account_item: Option<Account> = found.get(&keys::account(account))?;
    let live = session
        .zip(account_item)
        .filter(|(session, account)| session.is_live_for(account, now));
    let Some((session, account_item)) = live else {
        return Ok(None);
    };
    let link: Option<AppLink> = found.get(&keys::app_link(account, tenant))?;
    let key = link
        .as_ref()
        .map(|link| keys::directory_user(tenant, &link.directory_user));
    let user: Option<DirectoryUser> = match key {
        Some(key) if found.has(&key) => found.get(&key)?,
        Some(key) => app.store()?.get(&key, now).await?,
        None => None,
    };
    Ok(Some(Recognised {
        session,
        account: account_item,
        link,
        user,
    }))
}
