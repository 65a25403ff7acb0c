//! The authority to do something somewhere. There is no other way to one than to be checked, so an
//! action that takes it needs no check of its own.

use std::{fmt, marker::PhantomData};

use kobling_base::Internal;
use kobling_letters::Change;
use kobling_model::{
    TenantId,
    actor::{Actor, Who},
    apps::{Client, ClientAtTenant, own_scopes, service_scopes},
    keys,
    tenants::Tenant,
};
use kobling_protocol::{
    BearerError, api,
    token::{Reach, Service, ServiceToken},
};
use kobling_shared::app::App;
use kobling_store::StoreError;

/// What is no tenant's.
#[derive(Clone, Copy, Debug)]
pub struct Deployment;

impl fmt::Display for Deployment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // No tenant is called so.
        f.write_str("-")
    }
}

/// Something that one may be allowed to do (see `rights`).
pub trait Right {
    /// Where: at one tenant, or in the whole deployment.
    type Of;
}

/// A right that a service can have, by a scope.
pub trait OpenToServices: Right {
    const SCOPE: &'static str;
}

/// Somebody may use the right `R` at one tenant, or in the deployment.
pub struct Authority<R, Of = TenantId> {
    by: Actor,
    of: Of,
    right: PhantomData<fn() -> R>,
}

impl<R, Of: fmt::Debug> fmt::Debug for Authority<R, Of> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let right = std::any::type_name::<R>();
        write!(f, "Authority({right}, {:?}, {:?})", self.of, self.by)
    }
}

impl<R, Of> Authority<R, Of> {
    pub const fn by(&self) -> &Actor {
        &self.by
    }

    /// Where the right holds.
    pub const fn of(&self) -> &Of {
        &self.of
    }

    /// A deed of whoever has this authority.
    pub fn change<'a>(&self, app: &'a App) -> Result<Change<'a>, Internal> {
        Change::new(app, self.by.clone())
    }

    const fn new(by: Actor, of: Of) -> Self {
        Self {
            by,
            of,
            right: PhantomData,
        }
    }
}

/// How a service calls: its token, the network address, and the call's reference number.
#[derive(Clone, Copy)]
pub struct ServiceCall<'a> {
    pub token: &'a str,
    pub from: &'a str,
    pub reference: &'a str,
}

impl ServiceCall<'_> {
    /// Whose token it is, by the token alone.
    async fn service(&self, app: &App) -> Result<Service, Denied> {
        let ring = app.keys().await?;
        let read = ServiceToken::read(&ring.signing, app.issuer(), self.token, app.now());
        read.ok_or(Denied::Token(BearerError::InvalidToken))
    }

    fn actor(&self, service: Service) -> Actor {
        Actor::new(Who::Service(service.client), self.from, self.reference)
    }
}

/// Why there is no authority.
#[derive(Debug)]
pub enum Denied {
    Token(BearerError),
    Internal(Internal),
}

impl From<BearerError> for Denied {
    fn from(error: BearerError) -> Self {
        Self::Token(error)
    }
}

impl From<Internal> for Denied {
    fn from(failure: Internal) -> Self {
        Self::Internal(failure)
    }
}

impl From<StoreError> for Denied {
    fn from(error: StoreError) -> Self {
        Self::Internal(error.into())
    }
}

impl<R: OpenToServices + Right<Of = TenantId>> Authority<R> {
    /// Checks that the token is a tenant's and has the scope, and that client, tenant and enablement
    /// allow it now: one read. A tenant's token opens nothing of the deployment's.
    pub async fn of_service(app: &App, call: &ServiceCall<'_>) -> Result<Self, Denied> {
        let scope = R::SCOPE;
        let service = call.service(app).await?;
        let Reach::Tenant(tenant_id) = service.reach.clone() else {
            return Err(BearerError::InsufficientScope(scope).into());
        };
        let client_key = keys::client(&service.client);
        let tenant_key = keys::tenant(&tenant_id);
        let permission_key = keys::client_at_tenant(&tenant_id, &service.client);
        let wanted = [
            client_key.clone(),
            tenant_key.clone(),
            permission_key.clone(),
        ];
        let found = app.store()?.batch(&wanted, app.now()).await?;
        let client: Option<Client> = found.get(&client_key)?;
        let tenant: Option<Tenant> = found.get(&tenant_key)?;
        let permission: Option<ClientAtTenant> = found.get(&permission_key)?;
        let granted = service_scopes(client.as_ref(), tenant.as_ref(), permission.as_ref())
            .ok_or(BearerError::InvalidToken)?;
        if !service.has_scope(scope) || !granted.contains(&scope) {
            return Err(BearerError::InsufficientScope(scope).into());
        }
        Ok(Self::new(call.actor(service), tenant_id))
    }
}

impl<R: OpenToServices + Right<Of = Deployment>> Authority<R, Deployment> {
    /// As for a tenant, of a token and a scope of the deployment's, which open nothing of a tenant's.
    pub async fn of_service(app: &App, call: &ServiceCall<'_>) -> Result<Self, Denied> {
        let scope = R::SCOPE;
        let service = call.service(app).await?;
        if service.reach != Reach::Deployment || !service.has_scope(scope) {
            return Err(BearerError::InsufficientScope(scope).into());
        }
        let key = keys::client(&service.client);
        let client: Option<Client> = app.store()?.get(&key, app.now()).await?;
        let own = own_scopes(client.as_ref()).ok_or(BearerError::InvalidToken)?;
        if !api::is_of_deployment(scope) || !own.iter().any(|word| word == scope) {
            return Err(BearerError::InsufficientScope(scope).into());
        }
        Ok(Self::new(call.actor(service), Deployment))
    }
}

impl<R: Right> Authority<R, R::Of> {
    /// For a command of the deployment's operator, by name. Checks that this is the operator's own
    /// process: no function declares that it is.
    pub fn of_operator(app: &App, name: &str, of: R::Of) -> Result<Self, Internal> {
        if !app.is_operators() {
            return Err("only the operator's own process acts for the operator".into());
        }
        let reference = app.random().uuid().to_string();
        let who = Who::Operator(name.to_owned());
        Ok(Self::new(Actor::new(who, "", &reference), of))
    }
}
