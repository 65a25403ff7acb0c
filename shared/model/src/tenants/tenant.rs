//! A tenant (a municipality) and its settings.

use base64::{Engine, engine::general_purpose::STANDARD};
use kobling_base::{
    lifetimes::{SESSION_IDLE_LIFE, SESSION_LIFE},
    time_zone::TimeZone,
};
use serde::{Deserialize, Serialize};

use super::ID_PORTEN;
use crate::{
    ClientId, Level, TenantId,
    condition::Condition,
    item::{Entity, Key},
    keys,
    people::EmailAddress,
};

#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Debug)]
#[serde(rename_all = "snake_case")]
pub enum Country {
    No,
    Se,
    Dk,
}

impl Country {
    /// By which clock its days begin and end.
    pub const fn time_zone(self) -> TimeZone {
        match self {
            Self::No | Self::Se | Self::Dk => TimeZone::CentralEuropean,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Debug)]
#[serde(rename_all = "snake_case")]
pub enum TenantState {
    Active,
    Suspended,
}

/// What shows that the holder of an eID is the directory user, where HR does not know the number.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Debug)]
#[serde(rename_all = "snake_case")]
pub enum FirstUseProof {
    /// A code that the tenant handed over.
    ActivationCode,
    /// An admin says yes.
    AdminApproval,
    /// The mailed code alone; the login then never has more than level low.
    Mailbox,
}

/// What makes an imported or invited directory user active.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Debug)]
#[serde(rename_all = "snake_case")]
pub enum Activation {
    ByLogin,
    ByAdmin,
}

/// Whom an employee may ask.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct HelpDesk {
    pub name: String,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub url: Option<String>,
}

impl HelpDesk {
    /// Where it gets mail.
    pub fn address(&self) -> Option<EmailAddress> {
        self.email.as_deref().and_then(EmailAddress::parse)
    }
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct TenantSettings {
    pub first_use_proof: FirstUseProof,
    pub minimum_acr: Level,
    /// Domains that a new account's address may have; empty means all.
    pub allowed_domains: Vec<String>,
    /// Whether an address outside HR's list may be chosen.
    pub free_address: bool,
    /// Whether someone for whom HR has no address may go without one.
    pub account_without_address: bool,
    pub activation: Activation,
    /// Whether whom HR's files newly bring is invited by mail at once.
    #[serde(default)]
    pub activation_mail_on_import: bool,
    /// Days that an activation link or a request for approval lives.
    pub link_life: u32,
    /// Mails a minute of those that nobody waits for, kept on the average of five minutes.
    #[serde(default = "mail_pace")]
    pub mail_pace: u32,
    /// Seconds after which a session is too old for this tenant's apps. More than a session's own
    /// ten hours changes nothing.
    #[serde(default = "session_life")]
    pub session_life: i64,
    /// Seconds without a login to any app after which it is. More than a session's own two hours
    /// changes nothing.
    #[serde(default = "session_idle_life")]
    pub session_idle_life: i64,
}

const fn session_life() -> i64 {
    SESSION_LIFE
}

const fn session_idle_life() -> i64 {
    SESSION_IDLE_LIFE
}

/// A pace that the smallest of SES's production limits (one a second) bears.
fn mail_pace() -> u32 {
    60
}

impl Default for TenantSettings {
    fn default() -> Self {
        Self {
            first_use_proof: FirstUseProof::AdminApproval,
            minimum_acr: Level::Substantial,
            allowed_domains: Vec::new(),
            free_address: true,
            account_without_address: true,
            activation: Activation::ByLogin,
            activation_mail_on_import: false,
            link_life: 14,
            mail_pace: mail_pace(),
            session_life: session_life(),
            session_idle_life: session_idle_life(),
        }
    }
}

#[derive(Clone, PartialEq, Serialize, Deserialize, Debug)]
pub struct Tenant {
    pub id: TenantId,
    pub name: String,
    pub country: Country,
    pub state: TenantState,
    /// A test tenant: official synthetic national numbers are accepted.
    pub synthetic: bool,
    /// Language code of the tenant's pages where the reader chose none.
    pub language: String,
    /// SHA-256 of the logo, base64url: names its item and its address.
    pub logo: Option<String>,
    /// `#rrggbb`; used only as far as contrast allows.
    pub colour: Option<String>,
    pub help_desk: HelpDesk,
    /// Ids of the upstream providers in use, the default first.
    pub providers: Vec<String>,
    /// The app that the start address opens.
    pub start_client: Option<ClientId>,
    #[serde(default)]
    pub settings: TenantSettings,
    /// Counts the changes of it; 0 where it was stored before this was counted.
    #[serde(default)]
    pub version: u64,
}

impl Tenant {
    /// The provider that its people log in with.
    pub fn provider(&self) -> &str {
        self.providers.first().map_or(ID_PORTEN, String::as_str)
    }
}

/// Conditions of writes.
impl Tenant {
    /// Nobody has changed it since it was read. Whoever writes it on this condition counts `version`
    /// up.
    pub fn as_read(&self) -> Condition {
        let there = Condition::present();
        match self.version {
            0 => there.at_most_or_absent("version", 0_u64),
            version => there.equals("version", version),
        }
    }
}

impl Entity for Tenant {
    const TYPE: &'static str = "tenant";

    fn key(&self) -> Key {
        keys::tenant(&self.id)
    }
}

/// A tenant's logo: a PNG of at most 64 KiB. No SVG, which can hold script.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct TenantLogo {
    pub tenant: TenantId,
    /// SHA-256 of the bytes, base64url.
    pub digest: String,
    /// The bytes, base64.
    pub png: String,
}

impl TenantLogo {
    /// The largest logo, in bytes.
    pub const LIMIT: usize = 64 * 1024;

    /// From a PNG's bytes and their SHA-256; `None` for what is none or too large.
    pub fn new(tenant: &TenantId, png: &[u8], digest: String) -> Option<Self> {
        let is_png = png.starts_with(b"\x89PNG\r\n\x1a\n") && png.len() <= Self::LIMIT;
        is_png.then(|| Self {
            tenant: tenant.clone(),
            digest,
            png: STANDARD.encode(png),
        })
    }

    pub fn bytes(&self) -> Option<Vec<u8>> {
        STANDARD.decode(&self.png).ok()
    }
}

impl Entity for TenantLogo {
    const TYPE: &'static str = "tenant_logo";

    fn key(&self) -> Key {
        keys::tenant_logo(&self.tenant, &self.digest)
    }
}

/// A line in the list of tenants.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct TenantName {
    pub id: TenantId,
    pub name: String,
    /// The upstream provider that its people log in with, where that is another than ID-porten.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
}

impl Entity for TenantName {
    const TYPE: &'static str = "tenant_name";

    fn key(&self) -> Key {
        keys::tenant_name(&self.id)
    }
}
