//! The page `/_faults`, where faults and outages are switched on and off.

use askama::Template;
use axum::extract::{RawForm, State};
use axum::response::Response;
use http::StatusCode;

use super::IdPorten;
use super::faults::{Fault, Scope};
use super::outages::{Endpoint, Outage};
use super::state::Counters;
use crate::web::{self, Parameters};

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
