//! The demo tenants and apps. The tenants differ in the setting that decides the most: what a
//! first use needs where HR knows no number.

use std::collections::BTreeMap;

use kobling_base::digest::{sha256, sha256_bytes};
use kobling_model::{
    Algorithm, ClientId, Level, TenantId,
    apps::{Client, ClientAuthentication, ClientType, GrantType},
    hr::{FeedKind, HrFeed, SequenceSource},
    national_id::Namespace,
    tenants::{
        Activation, Country, FirstUseProof, HelpDesk, ID_PORTEN, Tenant, TenantLogo,
        TenantSettings, TenantState,
    },
};
use kobling_protocol::api;
use serde::{Deserialize, Serialize};

use super::registries::BROKER;
use crate::base::Base;

/// An admin approves; the default settings.
pub(super) const BY_APPROVAL: &str = "asnes";
/// The big one, which shares people with the first.
pub(super) const SHARING: &str = "fjellvik";
/// The tenant hands out activation codes.
pub(super) const BY_CODE: &str = "kodevik";
/// The mailbox is proof enough.
pub(super) const BY_MAILBOX: &str = "postvik";
/// Where someone is of whom the directory knows everything that there is a claim for.
pub(super) const DESCRIBED: &str = BY_APPROVAL;
/// An admin activates whom HR has newly imported.
pub(super) const ACTIVATED_BY_ADMIN: &str = BY_MAILBOX;

/// The Swedish one, with an eID of its own.
pub(super) const SWEDISH: &str = "lingonbygden";

/// An app of the demo, with what only the app itself knows.
#[derive(Clone, Serialize, Deserialize, Debug)]
pub struct DemoClient {
    pub id: String,
    pub name: String,
    pub secret: String,
}

impl DemoClient {
    /// The app's own address: a host of its own, since cookies ignore ports.
    pub fn base_url(&self, base: Base) -> String {
        base.of(&self.id)
    }

    /// How the app is registered at the hub.
    pub(super) fn registration(&self, base: Base) -> Option<Client> {
        let base = self.base_url(base);
        let id = ClientId::parse(&self.id)?;
        Some(Client {
            redirect_uris: vec![format!("{base}/callback")],
            post_logout_redirect_uris: vec![format!("{base}/logged-out")],
            initiate_login_uri: Some(format!("{base}/start")),
            scopes: ["openid", "profile", "email", "offline_access"]
                .map(str::to_owned)
                .to_vec(),
            id_token_algorithm: if self.id == "roster" {
                Algorithm::RS256
            } else {
                Algorithm::ES256
            },
            ..Client::new(id, self.name.clone(), Some(sha256(&self.secret)))
        })
    }
}

/// How the demo's time clock is registered: it keeps no secret, and people log in elsewhere.
pub(super) fn device_registration(device: &DemoClient) -> Option<Client> {
    let id = ClientId::parse(&device.id)?;
    Some(Client {
        client_type: ClientType::Device,
        authentication: ClientAuthentication::None,
        grant_types: vec![GrantType::DeviceCode, GrantType::RefreshToken],
        scopes: ["openid", "profile", "offline_access"]
            .map(str::to_owned)
            .to_vec(),
        ..Client::new(id, device.name.clone(), None)
    })
}

/// How a service of the demo is registered at the hub: no person, no redirect, the API alone.
pub(super) fn service_registration(service: &DemoClient) -> Option<Client> {
    let id = ClientId::parse(&service.id)?;
    Some(Client {
        client_type: ClientType::Service,
        grant_types: vec![GrantType::ClientCredentials],
        scopes: api::SCOPES.iter().map(|&scope| scope.to_owned()).collect(),
        ..Client::new(id, service.name.clone(), Some(sha256(&service.secret)))
    })
}

/// How the demo's client that registers apps is registered itself: no tenant has a say in it.
pub(super) fn registrar_registration(registrar: &DemoClient) -> Option<Client> {
    Some(Client {
        scopes: vec![api::CLIENTS_MANAGE.to_owned()],
        ..service_registration(registrar)?
    })
}

/// The coat of arms of a demo tenant that has one.
pub(super) fn logo(tenant: &str) -> Option<TenantLogo> {
    let png: &[u8] = match tenant {
        BY_APPROVAL => include_bytes!("../../assets/logos/asnes.png"),
        SHARING => include_bytes!("../../assets/logos/fjellvik.png"),
        _ => return None,
    };
    TenantLogo::new(&TenantId::parse(tenant)?, png, sha256_bytes(png))
}

/// The feed that names everybody, and which the seeded people are of.
pub const FEED: &str = "hr";
/// The feed that brings only what changed.
pub const CHANGES: &str = "changes";

/// The feeds of a demo tenant.
pub(super) fn feeds(tenant: &Tenant) -> Vec<HrFeed> {
    let feed = |id: &str, kind, sequence| HrFeed {
        tenant: tenant.id.clone(),
        id: id.to_owned(),
        kind,
        sequence,
        namespace: match tenant.country {
            Country::No => Namespace::NoFnr,
            Country::Se => Namespace::SePnr,
            Country::Dk => Namespace::DkCpr,
        },
        columns: BTreeMap::new(),
        enabled: true,
        full_sequence: 0,
    };
    vec![
        feed(FEED, FeedKind::Full, SequenceSource::Name),
        feed(CHANGES, FeedKind::Delta, SequenceSource::Name),
    ]
}

/// The demo tenants.
pub(super) fn tenants() -> Vec<Tenant> {
    let tenant = |id: &str, name: &str, language: &str, colour: &str, settings| {
        let (country, provider, desk, mailbox) = match language {
            "sv" => (Country::Se, BROKER, "Kundtjänst", "kundtjanst"),
            "nn" => (Country::No, ID_PORTEN, "Brukarstøtte", "hjelp"),
            _ => (Country::No, ID_PORTEN, "Brukerstøtte", "hjelp"),
        };
        Some(Tenant {
            id: TenantId::parse(id)?,
            name: name.to_owned(),
            country,
            state: TenantState::Active,
            synthetic: true,
            language: language.to_owned(),
            logo: logo(id).map(|logo| logo.digest),
            colour: Some(colour.to_owned()),
            help_desk: HelpDesk {
                name: format!("{desk} {name}"),
                email: Some(format!("{mailbox}@{id}.example.com")),
                phone: None,
                url: None,
            },
            providers: vec![provider.to_owned()],
            start_client: ClientId::parse("hrm"),
            settings,
            version: 0,
        })
    };
    let with = |first_use_proof, activation| TenantSettings {
        first_use_proof,
        activation,
        minimum_acr: Level::Substantial,
        ..TenantSettings::default()
    };
    [
        tenant(
            BY_APPROVAL,
            "Åsnes øvekommune",
            "nb",
            "#1b4f72",
            TenantSettings::default(),
        ),
        tenant(
            SHARING,
            "Fjellvik øvekommune",
            "nn",
            "#1d5c3a",
            TenantSettings::default(),
        ),
        tenant(
            BY_CODE,
            "Kodevik øvekommune",
            "nb",
            "#6b2d5c",
            with(FirstUseProof::ActivationCode, Activation::ByLogin),
        ),
        tenant(
            BY_MAILBOX,
            "Postvik øvekommune",
            "nn",
            "#7a3b12",
            with(FirstUseProof::Mailbox, Activation::ByAdmin),
        ),
        tenant(
            SWEDISH,
            "Lingonbygdens övningskommun",
            "sv",
            "#8a1c2b",
            TenantSettings::default(),
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}
