//! What one may be allowed to do. Each right is a type without a value: an action names it in its
//! signature, and no authority for another one fits.

use kobling_model::TenantId;
use kobling_protocol::api;

use super::authority::{Deployment, OpenToServices, Right};

macro_rules! right {
    ($(#[$about:meta])* $name:ident of $of:ty $(, scope $scope:expr)?) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug)]
        pub struct $name;

        impl Right for $name {
            type Of = $of;
        }

        $(impl OpenToServices for $name {
            const SCOPE: &'static str = $scope;
        })?
    };
}

right!(
    /// Send HR's files, and see what became of them.
    ImportHr of TenantId, scope api::HR_IMPORT
);
right!(
    /// Approve or reject an HR import that is on hold.
    DecideHr of TenantId, scope api::HR_DECIDE
);
right!(
    /// See what a tenant's admin has to look at.
    ReadConflicts of TenantId, scope api::CONFLICTS_READ
);
right!(
    /// Register, change and remove apps, and say what they may do at a tenant.
    ManageClients of Deployment, scope api::CLIENTS_MANAGE
);
right!(
    /// Approve or decline the first use by an eID. Needs a person: no service has it.
    DecideApprovals of TenantId
);
right!(
    /// Activate a directory user. Needs a person: no service has it.
    ActivatePeople of TenantId
);
right!(
    /// Make a code for somebody's first use. Needs a person: no service has it.
    MakeActivationCodes of TenantId
);
