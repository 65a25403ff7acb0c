//! Who is who: accounts, directory users, links, sessions, and the rules between them.
//! Pure: time and randomness come as arguments, nothing here does I/O.

mod account;
mod algorithm;
mod app_link;
mod approval;
mod asked;
pub mod audit;
mod client;
mod conflict;
mod consent;
mod digest;
mod directory_user;
mod email_address;
mod ending;
pub mod first_login;
mod grant;
mod ids;
pub mod level;
mod listed_client;
mod personal_details;
mod policy;
mod proof;
mod provider;
mod requested_claims;
mod session;
mod tenant;
mod whereabouts;

pub use account::{Account, AccountState, AddressGuard, EidLink, HeldEid, OwnAddress};
pub use algorithm::Algorithm;
pub use app_link::AppLink;
pub use approval::{Approval, ApprovalState};
pub use asked::Asked;
pub use client::{
    Client, ClientAtTenant, ClientAuthentication, ClientSecret, ClientType, GrantType,
    LONGEST_REFRESH_GRACE, MOST_SECRETS, REGISTERED_SECRET, SecurityProfile, TenantOfClient,
    own_scopes, service_scopes,
};
pub use conflict::{Conflict, ConflictKind};
pub use consent::Consent;
pub use digest::Digest;
pub use directory_user::{
    DirectoryAddress, DirectoryNumber, DirectoryUser, DirectoryUserState, Employment, Known,
    KnownNumber, SpokenOf, Standing,
};
pub use email_address::EmailAddress;
pub use ending::{Ending, SessionClient};
pub use grant::Grant;
pub use ids::{AccountId, ClientId, DirectoryUserId, TenantId};
pub use level::Level;
pub use listed_client::{ListedClient, RetiredClient};
pub use personal_details::{PersonalDetails, PostalAddress};
pub use policy::{Access, Gate, Refusal, gate};
pub use proof::{Carries, Proof, ProofKind};
pub use provider::{
    AcrLevel, ID_PORTEN, Provider, ProviderAuthentication, ProviderKey, ProviderSecret,
    id_porten_levels,
};
pub use requested_claims::RequestedClaims;
pub use session::{Authentication, BY_ISSUER, Session, UpstreamSession};
pub use tenant::{
    Activation, Country, FirstUseProof, HelpDesk, Tenant, TenantLogo, TenantName, TenantSettings,
    TenantState,
};
pub use whereabouts::Whereabouts;
