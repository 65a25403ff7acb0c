//! One port, several parties: the host name decides who answers. Cookies ignore ports, so hub,
//! national login and apps need names of their own; all lie under `localhost`.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    Router,
    extract::{ConnectInfo, Request, State},
    response::{IntoResponse, Redirect, Response},
};
use http::StatusCode;
use tower::ServiceExt;

use crate::{gateway::Gateway, listener::From};

/// Who answers under which name.
pub(crate) struct Hosts {
    pub(crate) hub: Gateway,
    /// The laptop's own pages, under the hub's name.
    pub(crate) local: Router,
    /// By host name without port.
    pub(crate) others: BTreeMap<String, Router>,
    /// The hub's issuer, where all requests have to come with TLS.
    pub(crate) https: Option<String>,
}

/// Everything that listens on the port.
pub(crate) fn router(hosts: Arc<Hosts>) -> Router {
    Router::new().fallback(dispatch).with_state(hosts)
}

async fn dispatch(
    State(hosts): State<Arc<Hosts>>,
    ConnectInfo(from): ConnectInfo<From>,
    request: Request,
) -> Response {
    let host = request
        .headers()
        .get("host")
        .and_then(|host| host.to_str().ok())
        .map(|host| {
            host.split(':')
                .next()
                .unwrap_or_default()
                .to_ascii_lowercase()
        })
        .unwrap_or_default();
    let is_own = request.uri().path().starts_with("/_local");
    // The commands of this machine come without.
    let is_in_clear = !(from.is_tls || is_own && host == "localhost");
    if let Some(issuer) = hosts.https.as_ref().filter(|_| is_in_clear) {
        let to = format!("{issuer}{}", request.uri());
        return Redirect::permanent(&to).into_response();
    }
    let router = if let Some(router) = hosts.others.get(&host) {
        router
    } else if host == "localhost" || host == "127.0.0.1" {
        if !is_own {
            let from = from.address.ip().to_string();
            return hosts.hub.answer(request, from).await;
        }
        &hosts.local
    } else {
        // RFC 9110 section 15.5.20: not a name of this machine's.
        return (StatusCode::MISDIRECTED_REQUEST, "No such host here.\n").into_response();
    };
    match router.clone().oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    }
}
