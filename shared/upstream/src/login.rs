//! The result of a login at a provider, in Kobling's own types.

use kobling_model::{Level, national_id::NationalNumber};
use time::Date;

/// Who logged in at the provider, and how surely. Everything here was verified. No `Debug`,
/// for all of it is personal.
#[derive(Clone)]
pub struct EidLogin {
    /// The provider's issuer, exactly as configured.
    pub issuer: String,
    /// `sub`: stable for this person at this provider for this client.
    pub subject: String,
    /// The person's number, if the provider gives one and the level is above none.
    pub number: Option<NationalNumber>,
    /// What the `acr` stands for, at most what the provider is believed to reach. To be held
    /// against the tenant's demand: `acr_values` was only a wish.
    pub level: Level,
    /// The `acr` as sent, for audit.
    pub acr: Option<String>,
    /// The `amr` as sent, for audit only (ID-porten advises against deciding by it).
    pub amr: Vec<String>,
    /// When the person authenticated, unix seconds.
    pub auth_time: i64,
    /// The provider's session, for its front-channel logout.
    pub sid: Option<String>,
    /// The language that the person chose at the provider.
    pub locale: Option<String>,
    pub name: Option<PersonName>,
    /// By the provider's claim, else by the number where that tells it.
    pub birth_date: Option<Date>,
}

/// A name as the provider has it; either part can be missing.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonName {
    pub given: Option<String>,
    pub family: Option<String>,
}
