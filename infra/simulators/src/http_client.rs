//! A small HTTP/1.1 client for addresses on this machine, with TLS where an authority is given. It takes every name that ends
//! in `.localhost` to 127.0.0.1 (RFC 6761 section 6.3; not every system resolver does), never
//! follows a redirect, and bounds both the time and the size of an answer.

use std::future::Future;
use std::net::{Ipv4Addr, SocketAddr};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use http::{Request, Response, Uri};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Bytes;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::dns::{GaiResolver, Name};
use hyper_util::rt::TokioExecutor;
use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, pem::PemObject},
};
use tower::Service;

const ANSWER_WITHIN: Duration = Duration::from_secs(20);
const LARGEST_BODY: usize = 1024 * 1024;

/// Why a request got no answer.
#[derive(Debug, thiserror::Error)]
pub enum HttpClientError {
    /// No connection, or the other side broke the protocol.
    #[error("no answer from {host}")]
    NoAnswer {
        /// Host and port that were called.
        host: String,
        /// What the connector or the protocol said.
        #[source]
        source: hyper_util::client::legacy::Error,
    },
    /// The answer took longer than 20 seconds.
    #[error("{host} did not answer in time")]
    TooSlow {
        /// Host and port that were called.
        host: String,
    },
    /// The body broke off, or is larger than 1 MiB.
    #[error("the body of the answer from {host} cannot be read")]
    Body {
        /// Host and port that were called.
        host: String,
        /// What the body reader said.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

/// The client; cheap to clone, clones share their connections.
#[derive(Clone, Debug)]
pub struct HttpClient {
    inner: Client<HttpsConnector<HttpConnector<LocalhostResolver>>, Full<Bytes>>,
}

impl HttpClient {
    pub fn new() -> Self {
        Self::trusting(None)
    }

    /// As `new`, and trusts what these PEM certificates stand for; without any, nobody with TLS.
    pub fn trusting(authorities: Option<&str>) -> Self {
        let mut connector = HttpConnector::new_with_resolver(LocalhostResolver {
            system: GaiResolver::new(),
        });
        connector.enforce_http(false);
        let mut roots = RootCertStore::empty();
        let pem = authorities.unwrap_or_default().as_bytes();
        roots.add_parsable_certificates(CertificateDer::pem_slice_iter(pem).filter_map(Result::ok));
        let tls = ClientConfig::builder()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let connector = HttpsConnectorBuilder::new()
            .with_tls_config(tls)
            .https_or_http()
            .enable_http1()
            .wrap_connector(connector);
        Self {
            inner: Client::builder(TokioExecutor::new()).build(connector),
        }
    }

    /// Sends one request with an absolute address and reads the whole answer. A redirect
    /// is an answer like any other. Fits openidconnect's `AsyncHttpClient` through a closure.
    ///
    /// # Errors
    /// See [`HttpClientError`]; a status of 4xx or 5xx is no error here.
    pub async fn send(
        &self,
        request: Request<Vec<u8>>,
    ) -> Result<Response<Vec<u8>>, HttpClientError> {
        let host = request
            .uri()
            .authority()
            .map(ToString::to_string)
            .unwrap_or_default();
        let answer = tokio::time::timeout(ANSWER_WITHIN, self.exchange(request, &host)).await;
        answer.unwrap_or(Err(HttpClientError::TooSlow { host }))
    }

    async fn exchange(
        &self,
        request: Request<Vec<u8>>,
        host: &str,
    ) -> Result<Response<Vec<u8>>, HttpClientError> {
        let answer = self
            .inner
            .request(request.map(|body| Full::new(Bytes::from(body))))
            .await
            .map_err(|source| HttpClientError::NoAnswer {
                host: host.to_owned(),
                source,
            })?;
        let (head, body) = answer.into_parts();
        let body = Limited::new(body, LARGEST_BODY)
            .collect()
            .await
            .map_err(|source| HttpClientError::Body {
                host: host.to_owned(),
                source,
            })?;
        Ok(Response::from_parts(head, body.to_bytes().to_vec()))
    }
}

impl Default for HttpClient {
    fn default() -> Self {
        Self::new()
    }
}

/// Whether the address names this machine: `localhost`, `*.localhost` or a loopback number.
pub fn is_loopback(address: &Uri) -> bool {
    address.host().is_some_and(|host| {
        is_localhost_name(host)
            || host
                .trim_matches(['[', ']'])
                .parse::<std::net::IpAddr>()
                .is_ok_and(|ip| ip.is_loopback())
    })
}

fn is_localhost_name(host: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    host == "localhost" || host.ends_with(".localhost")
}

/// Names under `localhost` are 127.0.0.1; the system resolves the rest.
#[derive(Clone, Debug)]
pub struct LocalhostResolver {
    system: GaiResolver,
}

impl Service<Name> for LocalhostResolver {
    type Response = std::vec::IntoIter<SocketAddr>;
    type Error = std::io::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.system.poll_ready(context)
    }

    fn call(&mut self, name: Name) -> Self::Future {
        if is_localhost_name(name.as_str()) {
            // The connector puts the port of the address in place of this 0.
            let here = vec![SocketAddr::from((Ipv4Addr::LOCALHOST, 0))];
            return Box::pin(async move { Ok(here.into_iter()) });
        }
        let found = self.system.call(name);
        Box::pin(async move { Ok(found.await?.collect::<Vec<_>>().into_iter()) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_under_localhost_are_this_machine_and_others_are_not() {
        for here in [
            "localhost",
            "idporten.localhost",
            "A.B.LOCALHOST",
            "hrm.localhost.",
        ] {
            assert!(is_localhost_name(here), "{here}");
        }
        for elsewhere in ["localhost.example.com", "mylocalhost", "example.com", ""] {
            assert!(!is_localhost_name(elsewhere), "{elsewhere}");
        }
        assert!(is_loopback(&Uri::from_static("http://127.0.0.1:8000/x")));
        assert!(is_loopback(&Uri::from_static("http://[::1]:8000/x")));
        assert!(!is_loopback(&Uri::from_static("http://192.0.2.1/x")));
    }
}
