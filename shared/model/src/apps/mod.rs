//! Registered apps, and what they were granted.

mod client;
mod consent;
mod grant;
mod listed_client;
mod requested_claims;
mod revision;
mod whereabouts;

pub use client::{
    Client, ClientAtTenant, ClientAuthentication, ClientSecret, ClientType, GrantType,
    LONGEST_REFRESH_GRACE, MOST_SECRETS, REGISTERED_SECRET, SecurityProfile, TenantOfClient,
    own_scopes, service_scopes,
};
pub use consent::Consent;
pub use grant::Grant;
pub use listed_client::{ListedClient, RetiredClient};
pub use requested_claims::RequestedClaims;
pub use whereabouts::Whereabouts;
