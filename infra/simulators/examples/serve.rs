//! Serves both simulators on one port of this machine, told apart by Host name, for programs that
//! check them from outside.
//! `serve PORT CLIENTS_FILE [HRM_ISSUER]`: PORT 0 takes a free one; CLIENTS_FILE is a JSON list of
//! objects with `client_id`, `jwks`, `redirect_uris`, `post_logout_redirect_uris` and, where wanted,
//! `frontchannel_logout_uri`. One line of JSON on standard output says where they answer.

use std::error::Error;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::extract::Request;
use http::StatusCode;
use jsonwebtoken::jwk::JwkSet;
use kobling_simulators::Clock;
use kobling_simulators::hrm::{self, HrmConfig};
use kobling_simulators::idporten::{Client, IdPorten, IdPortenConfig, TestUser};
use serde::Deserialize;
use tokio::net::TcpListener;
use tower::ServiceExt;

#[derive(Deserialize)]
struct Registration {
    client_id: String,
    jwks: JwkSet,
    redirect_uris: Vec<String>,
    #[serde(default)]
    post_logout_redirect_uris: Vec<String>,
    frontchannel_logout_uri: Option<String>,
}

#[tokio::main(flavor = "current_thread")]
#[expect(
    clippy::print_stdout,
    reason = "the caller reads from it where to connect"
)]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (port, clients, hrm_issuer) = match arguments.as_slice() {
        [port, clients] => (port, clients, None),
        [port, clients, issuer] => (port, clients, Some(issuer.clone())),
        _ => return Err("usage: serve PORT CLIENTS_FILE [HRM_ISSUER]".into()),
    };
    let registrations: Vec<Registration> = serde_json::from_slice(&std::fs::read(clients)?)?;
    let listener = TcpListener::bind(("127.0.0.1", port.parse()?)).await?;
    let port = listener.local_addr()?.port();
    let issuer = format!("http://idporten.localhost:{port}");
    let base_url = format!("http://hrm.localhost:{port}");

    let idporten = IdPorten::new(IdPortenConfig {
        issuer: issuer.clone(),
        clients: registrations.into_iter().map(client).collect(),
        test_users: vec![TestUser {
            pid: "01819012365".to_owned(),
            label: "Granitt Testesen".to_owned(),
        }],
        clock: system_clock(),
        slow: Duration::from_secs(5),
        first_key: None,
    });
    let hrm = hrm::router(HrmConfig {
        name: "HRM".to_owned(),
        base_url: base_url.clone(),
        issuer: hrm_issuer.unwrap_or_else(|| format!("http://hub.localhost:{port}")),
        client_id: "hrm".to_owned(),
        client_secret: "not-a-secret-outside-this-machine".to_owned(),
        scopes: vec!["profile".to_owned(), "email".to_owned()],
        clock: system_clock(),
        extra_ca: None,
    });
    println!(
        "{}",
        serde_json::json!({"idporten": issuer, "hrm": base_url})
    );
    axum::serve(listener, by_host(idporten.router(), hrm)).await?;
    Ok(())
}

fn client(registration: Registration) -> Client {
    Client {
        client_id: registration.client_id,
        jwks: registration.jwks,
        redirect_uris: registration.redirect_uris,
        post_logout_redirect_uris: registration.post_logout_redirect_uris,
        frontchannel_logout_uri: registration.frontchannel_logout_uri,
        allowed: true,
    }
}

fn by_host(idporten: Router, hrm: Router) -> Router {
    Router::new().fallback(async move |request: Request| {
        let host = request
            .headers()
            .get(http::header::HOST)
            .and_then(|host| host.to_str().ok())
            .unwrap_or_default();
        let router = if host.starts_with("idporten.localhost") {
            idporten
        } else if host.starts_with("hrm.localhost") {
            hrm
        } else {
            return Err(StatusCode::MISDIRECTED_REQUEST);
        };
        match router.oneshot(request).await {
            Ok(response) => Ok(response),
            Err(never) => match never {},
        }
    })
}

#[expect(
    clippy::disallowed_methods,
    reason = "this program hands the simulators their clock"
)]
fn system_clock() -> Clock {
    Arc::new(|| {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        since.map_or(0, |since| {
            i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
        })
    })
}
