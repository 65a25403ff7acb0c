//! The person behind a grant, read in one batch and held against the policy gate.

use kobling_base::{Internal, clock::Timestamp};
use kobling_model::{
    Access, AccountId, ClientId, DirectoryUserId, Gate, Level, Refusal, TenantId,
    apps::{Client, ClientAtTenant, Grant, Whereabouts},
    gate,
    item::Key,
    keys,
    people::{Account, AppLink, DirectoryUser},
    sessions::Session,
    tenants::Tenant,
};
use kobling_protocol::token::{Binding, opened_by, refresh_token, still_granted};
use kobling_shared::app::App;
use kobling_store::{Found, StoreError};

/// Whose things to read.
#[derive(Clone, Copy, Debug)]
pub struct Whose<'a> {
    pub client: &'a ClientId,
    pub tenant: &'a TenantId,
    pub account: AccountId,
    pub directory_user: DirectoryUserId,
    pub session_digest: Option<&'a str>,
}

/// All that the gate looks at, besides the app and the grant.
#[derive(Debug)]
pub struct Holder {
    tenant: Option<Tenant>,
    client_at_tenant: Option<ClientAtTenant>,
    account: Option<Account>,
    app_link: Option<AppLink>,
    directory_user: Option<DirectoryUser>,
    session: Option<Session>,
}

/// A holder who may use the app now.
#[derive(Clone, Copy, Debug)]
pub struct GrantStatus<'a> {
    pub account: &'a Account,
    pub directory_user: &'a DirectoryUser,
    /// As the gate granted it.
    pub level: Level,
}

impl<'a> Whose<'a> {
    pub fn of(client: &'a ClientId, whereabouts: &'a Whereabouts) -> Self {
        Self {
            client,
            tenant: &whereabouts.tenant,
            account: whereabouts.account,
            directory_user: whereabouts.directory_user,
            session_digest: whereabouts.session_digest.as_deref(),
        }
    }

    pub fn keys(&self) -> Vec<Key> {
        let mut wanted = vec![
            keys::tenant(self.tenant),
            keys::client_at_tenant(self.tenant, self.client),
            keys::account(&self.account),
            keys::app_link(&self.account, self.tenant),
            keys::directory_user(self.tenant, &self.directory_user),
        ];
        wanted.extend(self.session_digest.map(keys::session));
        wanted
    }

    /// The last use of what was found: nothing of it is copied.
    pub fn pick(&self, mut found: Found) -> Result<Holder, StoreError> {
        Ok(Holder {
            tenant: found.take(&keys::tenant(self.tenant))?,
            client_at_tenant: found.take(&keys::client_at_tenant(self.tenant, self.client))?,
            account: found.take(&keys::account(&self.account))?,
            app_link: found.take(&keys::app_link(&self.account, self.tenant))?,
            directory_user: found.take(&keys::directory_user(self.tenant, &self.directory_user))?,
            session: match self.session_digest {
                Some(digest) => found.take(&keys::session(digest))?,
                None => None,
            },
        })
    }
}

impl Holder {
    /// The grant as far as its app still may have it.
    pub fn still_granted(&self, grant: Grant, client: &Client) -> Option<Grant> {
        let (permission, account) = (self.client_at_tenant.as_ref(), self.account.as_ref());
        still_granted(grant, client, permission, account)
    }

    /// The generations that a new grant is bound to: the account's and the app link's.
    pub fn generations(&self) -> Option<(u64, u64)> {
        Some((
            self.account.as_ref()?.session_generation,
            self.app_link.as_ref()?.session_generation,
        ))
    }

    pub fn account_version(&self) -> u64 {
        self.account.as_ref().map_or(0, |account| account.version)
    }

    /// Whether the session that a code came from is still alive.
    pub fn is_session_live(&self, now: Timestamp) -> bool {
        self.account.as_ref().is_some_and(|account| {
            self.session
                .as_ref()
                .is_some_and(|session| session.is_live_for(account, now))
        })
    }

    /// Asks the policy gate, and whether what the grant hangs on still stands.
    pub fn check(
        &self,
        client: &Client,
        grant: &Grant,
        now: Timestamp,
    ) -> Result<GrantStatus<'_>, Refusal> {
        let Access { level } = gate(&Gate {
            client: Some(client),
            tenant: self.tenant.as_ref(),
            client_at_tenant: self.client_at_tenant.as_ref(),
            account: self.account.as_ref(),
            app_link: self.app_link.as_ref(),
            directory_user: self.directory_user.as_ref(),
            evidence: &grant.evidence,
            // What the request asked for beyond this was decided when the code was given.
            asked_level: Level::None,
            now,
        })?;
        let (Some(account), Some(link), Some(directory_user)) =
            (&self.account, &self.app_link, &self.directory_user)
        else {
            return Err(Refusal::NotLinked);
        };
        if !refresh_token::is_still_held(grant, account, link, self.session.as_ref(), now) {
            return Err(Refusal::NotLinked);
        }
        let hangs_on = self
            .session
            .as_ref()
            .filter(|_| grant.session_digest.is_some());
        if let (Some(session), Some(tenant)) = (hangs_on, &self.tenant)
            && !session.suits(&tenant.settings, now)
        {
            return Err(Refusal::NotLinked);
        }
        Ok(GrantStatus {
            account,
            directory_user,
            level,
        })
    }
}

/// A token's grant and all that it hangs on.
#[derive(Debug)]
pub struct Known {
    pub grant: Grant,
    pub client: Client,
    holder: Holder,
}

impl Known {
    /// The session that the grant ends with; none where it outlives it.
    pub fn session(&self) -> Option<&Session> {
        self.holder.session.as_ref()
    }

    /// Whether the token still stands for somebody.
    pub fn status(&self, now: Timestamp) -> Result<GrantStatus<'_>, Refusal> {
        self.holder.check(&self.client, &self.grant, now)
    }
}

/// Reads, in one batch, what an access token stands for; none where its grant has ended.
pub async fn known(app: &App, binding: &Binding) -> Result<Option<Known>, Internal> {
    let (store, now) = (app.store()?, app.now());
    let whose = Whose {
        client: &binding.client,
        tenant: &binding.tenant,
        account: binding.account,
        directory_user: binding.directory_user,
        session_digest: binding.session_digest.as_deref(),
    };
    let (client_key, grant_key) = (keys::client(&binding.client), keys::grant(&binding.grant));
    let mut wanted = whose.keys();
    wanted.extend([client_key.clone(), grant_key.clone()]);
    let mut found = store.batch(&wanted, now).await?;
    let client: Option<Client> = found.take(&client_key)?;
    let grant: Option<Grant> = found.take(&grant_key)?;
    let holder = whose.pick(found)?;
    let grant = grant.filter(|grant| binding.is_of(grant, now));
    let grant = client
        .as_ref()
        .zip(grant)
        .and_then(|(client, grant)| holder.still_granted(grant, client))
        .map(|grant| opened_by(&binding.scope, grant));
    Ok(client.zip(grant).map(|(client, grant)| Known {
        grant,
        client,
        holder,
    }))
}
