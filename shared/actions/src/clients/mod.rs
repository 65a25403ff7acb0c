//! The deployment's apps: registered once and enabled per tenant. Every change is one transaction
//! with its audit, on condition that the app is still as it was read. An app with a scope of the
//! deployment is out of reach here, so that who registers apps can give that right to nobody, and
//! itself no other.

pub mod at_tenant;
mod change;
mod register;
mod remove;
mod secrets;

use kobling_base::Internal;
use kobling_model::{ClientId, actor::Who, apps::Client, keys};
use kobling_protocol::api;
use kobling_shared::app::App;
use kobling_store::StoreError;

use super::{
    authority::{Authority, Deployment},
    rights::ManageClients,
};

pub use change::change;
pub use register::register;
pub use remove::remove;
pub use secrets::{Made, make_secret, remove_secret};

/// Who may change apps.
pub type Manager = Authority<ManageClients, Deployment>;

/// Why an app was not changed.
#[derive(Debug)]
pub enum ClientError {
    /// There is no such app, secret, tenant or enablement.
    NotFound,
    /// It is who asks, or has a scope of the deployment.
    NotYours,
    /// It is not, or no longer, as it was read.
    Changed,
    /// An app of this id was removed: no other is called so.
    IdRetired,
    /// It is known at a tenant.
    InUse,
    /// It does not authenticate by a secret.
    NoSecret,
    TooManySecrets,
    /// It would have none left.
    LastSecret,
    /// A scope that no tenant grants, or that the app is not registered for.
    InvalidScope,
    Internal(Internal),
}

impl From<Internal> for ClientError {
    fn from(failure: Internal) -> Self {
        Self::Internal(failure)
    }
}

impl From<StoreError> for ClientError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Changed(_) => Self::Changed,
            other => Self::Internal(other.into()),
        }
    }
}

/// The app of an id, if there is one.
pub async fn find(app: &App, id: &ClientId) -> Result<Option<Client>, Internal> {
    Ok(app.store()?.get(&keys::client(id), app.now()).await?)
}

/// Whether an app is one that its manager may change: not the manager itself, nor one with a right of
/// the deployment's.
pub fn may_change(manager: &Manager, client: &Client) -> bool {
    let is_of_deployment = client
        .scopes
        .iter()
        .any(|scope| api::is_of_deployment(scope));
    let is_manager = manager.by().who == Who::Service(client.id.clone());
    !is_of_deployment && !is_manager
}

fn within_reach(manager: &Manager, client: &Client) -> Result<(), ClientError> {
    may_change(manager, client)
        .then_some(())
        .ok_or(ClientError::NotYours)
}
