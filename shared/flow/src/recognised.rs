//! Who is logged in at this browser, with all that the gate looks at for one deployment.

use kobling_base::{Internal, digest::sha256};
use kobling_model::{
    keys,
    people::{Account, AppLink, DirectoryUser},
    sessions::Session,
};
use kobling_web::Visit;

use super::{answer::Person, loaded::Deployment};

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
            authentication: &self.session.authentication,
        }
    }
}

/// Reads them, in two reads; none where nobody is logged in.
pub async fn recognised(visit: &Visit, at: &Deployment) -> Result<Option<Recognised>, Internal> {
    let app = &visit.app;
    let Some((account_id, secret)) = visit.session() else {
        return Ok(None);
    };
    let (store, now) = (app.store()?, app.now());
    let (session_key, account_key) = (keys::session(&sha256(secret)), keys::account(&account_id));
    let link_key = keys::app_link(&account_id, &at.tenant.id);
    let wanted = [session_key.clone(), account_key.clone(), link_key.clone()];
    let found = store.batch(&wanted, now).await?;
    let session: Option<Session> = found.get(&session_key)?;
    let account: Option<Account> = found.get(&account_key)?;
    let link: Option<AppLink> = found.get(&link_key)?;
    let user: Option<DirectoryUser> = match &link {
        Some(link) => {
            let key = keys::directory_user(&at.tenant.id, &link.directory_user);
            store.get(&key, now).await?
        }
        None => None,
    };
    let live = session
        .zip(account)
        .filter(|(session, account)| session.is_live_for(account, now));
    Ok(live.map(|(session, account)| Recognised {
        session,
        account,
        link,
        user,
    }))
}
