//! Faults that can be switched on, in process or on the page `/_faults`: what a broken, attacked or
//! careless provider would send. They show that a relying party checks what it must check.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{RawForm, State};
use axum::response::Response;
use http::StatusCode;

use super::IdPorten;
use super::outages::{Endpoint, Outage};
use super::state::Counters;
use crate::web::{self, Parameters};

/// One way to go wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// The id_token's signature does not verify.
    WrongSignature,
    /// The id_token's `nonce` is another one.
    WrongNonce,
    /// The authorization response's `iss` is another issuer (mix-up, RFC 9207).
    WrongIssuerInResponse,
    /// The id_token's `iss` is another issuer.
    WrongIssuerInToken,
    /// The id_token's `aud` is another client.
    WrongAudience,
    /// The id_token ran out eight minutes ago.
    ExpiredIdToken,
    /// The response carries the code that this client got last time. Waits until there is one.
    ReplayedCode,
    /// A login with a national number comes without `pid`.
    MissingPid,
    /// `acr` is idporten-loa-low, whatever was asked for.
    LowerAcr,
    /// The token endpoint answers 500.
    TokenEndpointDown,
    /// The token endpoint waits before it answers.
    Slow,
}

impl Fault {
    pub const ALL: [Self; 11] = [
        Self::WrongSignature,
        Self::WrongNonce,
        Self::WrongIssuerInResponse,
        Self::WrongIssuerInToken,
        Self::WrongAudience,
        Self::ExpiredIdToken,
        Self::ReplayedCode,
        Self::MissingPid,
        Self::LowerAcr,
        Self::TokenEndpointDown,
        Self::Slow,
    ];

    /// The value of the form field `fault`.
    pub fn name(self) -> &'static str {
        match self {
            Self::WrongSignature => "wrong-signature",
            Self::WrongNonce => "wrong-nonce",
            Self::WrongIssuerInResponse => "wrong-issuer-in-response",
            Self::WrongIssuerInToken => "wrong-issuer-in-token",
            Self::WrongAudience => "wrong-audience",
            Self::ExpiredIdToken => "expired-id-token",
            Self::ReplayedCode => "replayed-code",
            Self::MissingPid => "missing-pid",
            Self::LowerAcr => "lower-acr",
            Self::TokenEndpointDown => "token-endpoint-down",
            Self::Slow => "slow",
        }
    }

    /// The fault of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fault| fault.name() == name)
    }
}

/// How long a fault stays on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// For the next code that is given out, and its redemption.
    NextLogin,
    /// Until it is switched off.
    UntilCleared,
}

impl Scope {
    /// The value of the form field `scope`.
    pub fn name(self) -> &'static str {
        match self {
            Self::NextLogin => "next-login",
            Self::UntilCleared => "until-cleared",
        }
    }

    /// The scope of that name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::NextLogin, Self::UntilCleared]
            .into_iter()
            .find(|scope| scope.name() == name)
    }
}

/// The switches' positions.
#[derive(Default)]
pub(crate) struct Switches(BTreeMap<Fault, Scope>);

impl Switches {
    pub(crate) fn set(&mut self, fault: Fault, scope: Scope) {
        self.0.insert(fault, scope);
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    pub(crate) fn list(&self) -> Vec<(Fault, Scope)> {
        self.0
            .iter()
            .map(|(fault, scope)| (*fault, *scope))
            .collect()
    }

    /// Whether the fault stays on for every request.
    pub(crate) fn stays_on(&self, fault: Fault) -> bool {
        self.0.get(&fault) == Some(&Scope::UntilCleared)
    }

    /// The faults that go with the code now given out. Those for the next login are off afterwards,
    /// but a replay waits while there is no earlier code to replay.
    pub(crate) fn take_for_login(&mut self, has_earlier_code: bool) -> Vec<Fault> {
        let taken: Vec<Fault> = self
            .0
            .keys()
            .copied()
            .filter(|fault| *fault != Fault::ReplayedCode || has_earlier_code)
            .collect();
        self.0
            .retain(|fault, scope| *scope == Scope::UntilCleared || !taken.contains(fault));
        taken
    }
}

#[derive(Template)]
#[template(path = "idporten_faults.html")]
struct FaultsPage {
    faults: Vec<Row>,
    scopes: [&'static str; 2],
    endpoints: Vec<EndpointRow>,
    outages: [&'static str; 3],
    counters: Counters,
    keys: usize,
}

struct EndpointRow {
    name: &'static str,
    outage: Option<&'static str>,
}

struct Row {
    name: &'static str,
    scope: Option<&'static str>,
}

/// `GET /_faults`
pub(crate) async fn show(State(idporten): State<IdPorten>) -> Response {
    render(&idporten, StatusCode::OK)
}

/// `POST /_faults` with `action` = `set` (then also `fault` and `scope`), `outage` (then also
/// `endpoint` and `outage`), `clear` or `rotate-key`.
pub(crate) async fn switch(State(idporten): State<IdPorten>, RawForm(body): RawForm) -> Response {
    let form = Parameters::parse(&body);
    let fault = form.get("fault").and_then(Fault::parse);
    let scope = form.get("scope").and_then(Scope::parse);
    let endpoint = Endpoint::ALL
        .into_iter()
        .find(|endpoint| form.get("endpoint") == Some(endpoint.name()));
    let outage = Outage::ALL
        .into_iter()
        .find(|outage| form.get("outage") == Some(outage.name()));
    if let (Some("outage"), Some(endpoint), Some(outage)) = (form.get("action"), endpoint, outage) {
        idporten.set_outage(endpoint, outage);
        return web::see_other("/_faults");
    }
    match (form.get("action"), fault, scope) {
        (Some("set"), Some(fault), Some(scope)) => idporten.set_fault(fault, scope),
        (Some("clear"), ..) => idporten.clear_faults(),
        (Some("rotate-key"), ..) => {
            idporten.rotate_key();
        }
        _ => return render(&idporten, StatusCode::BAD_REQUEST),
    }
    web::see_other("/_faults")
}

fn render(idporten: &IdPorten, status: StatusCode) -> Response {
    let state = idporten.state();
    let on = state.faults.list();
    let page = FaultsPage {
        faults: Fault::ALL
            .into_iter()
            .map(|fault| Row {
                name: fault.name(),
                scope: on
                    .iter()
                    .find_map(|(one, scope)| (*one == fault).then(|| scope.name())),
            })
            .collect(),
        endpoints: Endpoint::ALL
            .into_iter()
            .map(|endpoint| EndpointRow {
                name: endpoint.name(),
                outage: state.outages.at(endpoint).map(Outage::name),
            })
            .collect(),
        outages: Outage::ALL.map(Outage::name),
        scopes: [Scope::NextLogin.name(), Scope::UntilCleared.name()],
        counters: state.counters,
        keys: state.keys.published().keys.len(),
    };
    drop(state);
    web::page(status, &page)
}
