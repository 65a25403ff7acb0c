//! Municipalities, and the identity providers that vouch for their people.

mod provider;
mod tenant;

pub use provider::{
    AcrLevel, ID_PORTEN, Provider, ProviderAuthentication, ProviderKey, ProviderSecret,
    id_porten_levels,
};
pub use tenant::{
    Activation, Country, FirstUseProof, HelpDesk, Tenant, TenantLogo, TenantName, TenantSettings,
    TenantState,
};
