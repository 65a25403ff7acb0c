//! The one HTTP client for calls to identity providers: https only, no redirects, short
//! time-outs, small answers. Addresses can come from a provider's metadata, so what may be
//! called is decided here (OWASP: server-side request forgery).

use std::future::Future;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use http::{HeaderValue, Request, Response, StatusCode, header};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::Bytes;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::dns::{GaiResolver, Name};
use hyper_util::client::legacy::{Client, Error as ClientError};
use hyper_util::rt::TokioExecutor;
use rustls::{
    ClientConfig, RootCertStore,
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, pem::PemObject},
};
use tower::Service;
use url::{Host, Url};

use super::tls_fault;

/// Which hosts may be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Public hosts by name over https. For everything deployed.
    Public,
    /// Also `localhost`, `*.localhost`, 127.0.0.1 and ::1, there with plain http too: for
    /// simulators beside the hub on one machine. Never in the cloud, where loopback belongs
    /// to the Lambda runtime.
    PublicAndLoopback,
}

/// Bounds of one call.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// For opening the TCP connection.
    pub connect: Duration,
    /// For all of it: look-up, connection, retry, request and whole answer.
    pub whole: Duration,
    /// Largest body of an answer, in bytes.
    pub body: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(2),
            whole: Duration::from_secs(8),
            body: 256 * 1024,
        }
    }
}

impl Limits {
    /// For calls to apps, for which a person may be waiting.
    pub const fn of_apps() -> Self {
        Self {
            connect: Duration::from_secs(1),
            whole: Duration::from_secs(2),
            body: 16 * 1024,
        }
    }
}

/// Why a call gave no usable answer. Addresses and bodies are left out on purpose: they can
/// carry codes and tokens.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    #[error("the address is not one that may be called")]
    ForbiddenAddress,
    #[error("no connection could be made")]
    Connect(#[source] ClientError),
    #[error("the connection broke after the request was sent")]
    Broken(#[source] Box<dyn std::error::Error + Send + Sync>),
    #[error("no whole answer in time")]
    TimedOut,
    #[error("the answer is a redirect")]
    Redirected,
    #[error("the answer is larger than the limit")]
    AnswerTooLarge,
    #[error("the answer has status {0}")]
    Status(StatusCode),
}

impl HttpError {
    /// What happened, in words for whoever runs the deployment; of a connection that failed over
    /// its certificate, what is wrong with that.
    pub fn plainly(&self) -> String {
        let fault = match self {
            Self::Connect(error) => tls_fault::words(error),
            _ => None,
        };
        fault.map_or_else(|| self.to_string(), str::to_owned)
    }
}

/// Cheap to clone; the clones share everything.
#[derive(Clone)]
pub struct HttpClient {
    client: Client<HttpsConnector<HttpConnector<Resolver>>, Full<Bytes>>,
    reach: Reach,
    limits: Limits,
}

impl std::fmt::Debug for HttpClient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("HttpClient")
    }
}

impl HttpClient {
    /// `extra_ca` holds PEM certificates that are trusted beside the usual ones.
    pub fn new(reach: Reach, limits: Limits, extra_ca: Option<&str>) -> Self {
        let mut tcp = HttpConnector::new_with_resolver(Resolver { reach });
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        tcp.set_connect_timeout(Some(limits.connect));
        let connector = match extra_ca.and_then(trusting) {
            None => HttpsConnectorBuilder::new().with_webpki_roots(),
            Some(tls) => HttpsConnectorBuilder::new().with_tls_config(tls),
        };
        let connector = connector.https_or_http().enable_http1().wrap_connector(tcp);
        // A frozen Lambda wakes up with connections that the other side closed long ago, and
        // a code sent into one of them is lost. TLS resumption makes new ones cheap enough.
        let client = Client::builder(TokioExecutor::new())
            .pool_max_idle_per_host(0)
            .build(connector);
        Self {
            client,
            reach,
            limits,
        }
    }

    pub const fn limits(&self) -> Limits {
        self.limits
    }

    /// Makes one call and reads the whole answer. Answers with status 2xx and 4xx are given
    /// back (4xx bodies hold OAuth error codes); redirects and 5xx are errors.
    pub async fn call(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, HttpError> {
        let address = Url::parse(&request.uri().to_string());
        if !address.is_ok_and(|url| is_allowed(&url, self.reach)) {
            return Err(HttpError::ForbiddenAddress);
        }
        tokio::time::timeout(self.limits.whole, self.exchange(request))
            .await
            .map_err(|_| HttpError::TimedOut)?
    }

    async fn exchange(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, HttpError> {
        let (mut parts, body) = request.into_parts();
        parts
            .headers
            .insert(header::USER_AGENT, HeaderValue::from_static("Kobling"));
        let request = Request::from_parts(parts, Full::new(Bytes::from(body)));
        let answer = match self.client.request(request.clone()).await {
            // Nothing was sent yet, so once more does no harm, even to a single-use code.
            Err(error) if error.is_connect() => self.client.request(request).await,
            answer => answer,
        };
        let answer = answer.map_err(|error| {
            if error.is_connect() {
                HttpError::Connect(error)
            } else {
                HttpError::Broken(error.into())
            }
        })?;
        let (parts, body) = answer.into_parts();
        if parts.status.is_redirection() {
            return Err(HttpError::Redirected);
        }
        if !parts.status.is_success() && !parts.status.is_client_error() {
            return Err(HttpError::Status(parts.status));
        }
        let body = Limited::new(body, self.limits.body)
            .collect()
            .await
            .map_err(|error| {
                if error.is::<LengthLimitError>() {
                    HttpError::AnswerTooLarge
                } else {
                    HttpError::Broken(error)
                }
            })?;
        Ok(Response::from_parts(parts, body.to_bytes().into()))
    }
}

/// The usual authorities and some more; what is no certificate is passed over.
fn trusting(pem: &str) -> Option<ClientConfig> {
    let mut roots = RootCertStore {
        roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
    };
    let extra = CertificateDer::pem_slice_iter(pem.as_bytes());
    roots.add_parsable_certificates(extra.filter_map(Result::ok));
    let builder = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .ok()?;
    Some(builder.with_root_certificates(roots).with_no_client_auth())
}

/// Whether an address may be called at all. Names are judged again by where they lead, in
/// the resolver; bare IP addresses never get there, so they are refused here.
fn is_allowed(url: &Url, reach: Reach) -> bool {
    let loopback = match url.host() {
        Some(Host::Domain(name)) => is_loopback_name(name),
        Some(Host::Ipv4(address)) if address == Ipv4Addr::LOCALHOST => true,
        Some(Host::Ipv6(address)) if address == Ipv6Addr::LOCALHOST => true,
        _ => return false,
    };
    let scheme = match url.scheme() {
        "https" => true,
        "http" => loopback,
        _ => false,
    };
    let place = !loopback || reach == Reach::PublicAndLoopback;
    scheme && place && url.username().is_empty() && url.password().is_none()
}

fn is_loopback_name(name: &str) -> bool {
    name == "localhost" || name.ends_with(".localhost")
}

/// Whether an address is out on the internet, by the special-purpose registries of RFC 6890.
fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(v4) => {
            let [a, b, ..] = v4.octets();
            !(v4.is_loopback()
                || v4.is_private()
                || v4.is_link_local()
                || v4.is_documentation()
                || v4.is_multicast()
                || a == 0
                // For networks' own use (RFC 6890), and for measuring them (RFC 2544).
                || (a == 192 && b == 0)
                || (a == 198 && (18..20).contains(&b))
                || a >= 240
                || (a == 100 && (64..128).contains(&b)))
        }
        IpAddr::V6(v6) => {
            let [first, second, ..] = v6.segments();
            // Only what is given out to the internet (2000::/3), less what stands for an IPv4
            // address by translation or tunnel, and what is for documentation.
            !(first & 0xe000 != 0x2000
                || first == 0x2002
                || (first == 0x2001 && (second == 0 || second == 0x0db8)))
        }
    }
}

/// Look-up of names. Loopback names are answered here (RFC 6761 section 6.3), because glibc
/// asks the network for `*.localhost`; others by the system, less what is not public.
#[derive(Clone)]
struct Resolver {
    reach: Reach,
}

type Addresses = std::vec::IntoIter<SocketAddr>;

impl Service<Name> for Resolver {
    type Response = Addresses;
    type Error = std::io::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Addresses, Self::Error>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let reach = self.reach;
        Box::pin(async move {
            if is_loopback_name(name.as_str()) {
                let here = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
                let found = (reach == Reach::PublicAndLoopback).then_some(here);
                return Ok(found.into_iter().collect::<Vec<_>>().into_iter());
            }
            let found = GaiResolver::new().call(name).await?;
            let public: Vec<_> = found.filter(|address| is_public(address.ip())).collect();
            Ok(public.into_iter())
        })
    }
}

/// A form body (application/x-www-form-urlencoded) of a POST request.
pub fn form_post(url: &Url, form: &[(&str, &str)]) -> Result<Request<Vec<u8>>, HttpError> {
    let body = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(form)
        .finish();
    Request::post(url.as_str())
        .header(header::ACCEPT, "application/json")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(body.into_bytes())
        .map_err(|_| HttpError::ForbiddenAddress)
}

/// A request for a JSON document.
pub fn get_json(url: &Url) -> Result<Request<Vec<u8>>, HttpError> {
    Request::get(url.as_str())
        .header(header::ACCEPT, "application/json")
        .body(Vec::new())
        .map_err(|_| HttpError::ForbiddenAddress)
}

#[cfg(test)]
mod tests {
    use super::{Name, Reach, Resolver, Service, is_allowed, is_public};
    use url::Url;

    #[test]
    fn only_public_https_and_local_loopback_may_be_called() {
        // (address, when deployed, on a laptop)
        for (address, deployed, laptop) in [
            ("https://idporten.no/par", true, true),
            ("https://idporten.no:8443/par", true, true),
            ("http://idporten.no/par", false, false),
            ("http://localhost:9000/par", false, true),
            ("http://idporten.localhost:9000/par", false, true),
            ("https://idporten.localhost/par", false, true),
            ("http://127.0.0.1:9001/2018-06-01/runtime", false, true),
            ("http://2130706433/", false, true),
            ("http://127.0.0.2/", false, false),
            ("http://[::1]/", false, true),
            ("http://[::2]/", false, false),
            ("http://notlocalhost/", false, false),
            ("http://localhost.example.com/", false, false),
            ("https://169.254.169.254/latest/meta-data/", false, false),
            ("https://0xa9fea9fe/", false, false),
            ("https://10.0.0.1/", false, false),
            ("https://93.184.216.34/", false, false),
            ("https://[2001:db8::1]/", false, false),
            ("https://user@idporten.no/", false, false),
            ("https://user:pass@idporten.no/", false, false),
            ("ftp://idporten.no/", false, false),
            ("file:///etc/passwd", false, false),
        ] {
            let url = Url::parse(address).unwrap();
            assert_eq!(is_allowed(&url, Reach::Public), deployed, "{address}");
            assert_eq!(
                is_allowed(&url, Reach::PublicAndLoopback),
                laptop,
                "{address}"
            );
        }
    }

    #[test]
    fn names_that_lead_inside_are_dropped() {
        for inside in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "255.255.255.255",
            "224.0.0.1",
            "::1",
            "::",
            "fd00:ec2::254",
            "fe80::1",
            "ff02::1",
            "::ffff:10.0.0.1",
            "::ffff:127.0.0.1",
        ] {
            assert!(!is_public(inside.parse().unwrap()), "{inside}");
        }
        for inside in [
            "192.0.0.8",
            "198.19.0.1",
            "64:ff9b::a00:1",
            "64:ff9b:1::a00:1",
            "2002:a00:1::",
            "2001::1",
            "2001:db8::1",
            "fec0::1",
        ] {
            assert!(!is_public(inside.parse().unwrap()), "{inside}");
        }
        for outside in [
            "8.8.8.8",
            "100.128.0.1",
            "172.32.0.1",
            "198.20.0.1",
            "2a00:1450::1",
            "2001:4860::8888",
        ] {
            assert!(is_public(outside.parse().unwrap()), "{outside}");
        }
    }

    #[tokio::test]
    async fn the_resolver_gives_nothing_that_lies_inside() {
        // Numbers need no network to be looked up, so they stand for names here.
        for (name, deployed, laptop) in [
            ("idporten.localhost", None, Some("127.0.0.1:0")),
            ("localhost", None, Some("127.0.0.1:0")),
            ("127.0.0.1", None, None),
            ("169.254.169.254", None, None),
            ("10.0.0.1", None, None),
            ("8.8.8.8", Some("8.8.8.8:0"), Some("8.8.8.8:0")),
        ] {
            for (reach, expected) in [
                (Reach::Public, deployed),
                (Reach::PublicAndLoopback, laptop),
            ] {
                let name: Name = name.parse().unwrap();
                let found = Resolver { reach }.call(name.clone()).await.unwrap();
                let found: Vec<String> = found.map(|address| address.to_string()).collect();
                let expected: Vec<&str> = expected.into_iter().collect();
                assert_eq!(found, expected, "{name} {reach:?}");
            }
        }
    }
}
