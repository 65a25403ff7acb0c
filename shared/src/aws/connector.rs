//! The way of all clients to AWS: HTTP/1.1 over rustls with the roots of `webpki-roots`, and one
//! pool of connections. The SDKs' own way reads the system's certificates at every cold start.

use std::{error::Error, io, time::Duration};

use aws_smithy_runtime_api::client::{
    http::{
        HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
    },
    orchestrator::{HttpRequest, HttpResponse},
    result::ConnectorError,
    runtime_components::RuntimeComponents,
};
use aws_smithy_types::{body::SdkBody, retry::ErrorKind};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, Error as ClientError, connect::HttpConnector as Tcp},
    rt::TokioExecutor,
};

/// For opening the TCP connection.
const CONNECT: Duration = Duration::from_secs(1);

/// What the SDKs ask for a connector; all get the same one.
#[derive(Clone, Debug)]
pub(super) struct Connector(SharedHttpConnector);

impl Connector {
    pub(super) fn new() -> Self {
        let mut tcp = Tcp::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        tcp.set_connect_timeout(Some(CONNECT));
        // Plain HTTP is what `AWS_ENDPOINT_URL` may name on a laptop; AWS's own are https.
        let https = HttpsConnectorBuilder::new()
            .with_webpki_roots()
            .https_or_http()
            .enable_http1()
            .wrap_connector(tcp);
        let client = Client::builder(TokioExecutor::new()).build(https);
        Self(SharedHttpConnector::new(Way { client }))
    }
}

impl HttpClient for Connector {
    fn http_connector(
        &self,
        _: &HttpConnectorSettings,
        _: &RuntimeComponents,
    ) -> SharedHttpConnector {
        self.0.clone()
    }
}

#[derive(Debug)]
struct Way {
    client: Client<HttpsConnector<Tcp>, SdkBody>,
}

impl HttpConnector for Way {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let request = match request.try_into_http1x() {
            Ok(request) => request,
            Err(error) => {
                return HttpConnectorFuture::ready(Err(ConnectorError::user(error.into())));
            }
        };
        let answer = self.client.request(request);
        HttpConnectorFuture::new(async move {
            let answer = answer.await.map_err(told)?.map(SdkBody::from_body_1_x);
            HttpResponse::try_from(answer)
                .map_err(|error| ConnectorError::other(error.into(), None))
        })
    }
}

/// The failure in the SDK's terms, which decide whether a call is made again.
fn told(error: ClientError) -> ConnectorError {
    let in_time = |error: &io::Error| error.kind() != io::ErrorKind::TimedOut;
    if cause::<io::Error>(&error).is_some_and(|io| !in_time(io)) {
        return ConnectorError::timeout(error.into());
    }
    let is_io = error.is_connect() || cause::<io::Error>(&error).is_some();
    match cause::<hyper::Error>(&error) {
        Some(http) if http.is_user() => ConnectorError::user(error.into()),
        // The other side closed a connection that was waiting in the pool, or in mid-answer.
        Some(http) if http.is_incomplete_message() => {
            ConnectorError::other(error.into(), Some(ErrorKind::TransientError))
        }
        Some(http) if http.is_closed() || http.is_canceled() => ConnectorError::io(error.into()),
        _ if is_io => ConnectorError::io(error.into()),
        _ => ConnectorError::other(error.into(), None),
    }
}

/// The first of a kind among an error's causes.
fn cause<'a, E: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a E> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref() {
            return Some(found);
        }
        next = error.source();
    }
    None
}

#[cfg(test)]
mod tests {
    use aws_sdk_kms::{Client, error::SdkError};
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::TcpListener,
    };

    use super::super::configuration;
    use crate::{config::Aws, secret::Secret};

    fn client(port: u16) -> Client {
        Client::new(&configuration(&Aws {
            region: "eu-north-1".to_owned(),
            access_key_id: "AKIATEST".to_owned(),
            secret_access_key: Secret::new("secret".to_owned()),
            session_token: None,
            endpoint_url: Some(format!("http://127.0.0.1:{port}")),
        }))
    }

    /// Closes so many connections after it read a request, then answers the rest.
    async fn server(closes: usize) -> (u16, tokio::task::JoinHandle<usize>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let served = tokio::spawn(async move {
            let mut seen = 0;
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                let mut request = vec![0; 8192];
                let _read = stream.read(&mut request).await.unwrap();
                seen += 1;
                if seen > closes {
                    let body = r#"{"Mac":"AAAA","KeyId":"k"}"#;
                    let answer = format!(
                        "HTTP/1.1 200 OK\r\ncontent-type: application/x-amz-json-1.1\r\ncontent-length: {}\r\n\r\n{body}",
                        body.len()
                    );
                    stream.write_all(answer.as_bytes()).await.unwrap();
                    return seen;
                }
            }
        });
        (port, served)
    }

    #[tokio::test]
    async fn a_connection_that_breaks_is_tried_anew() {
        let (port, served) = server(2).await;
        let answer = client(port).generate_mac().key_id("k").send().await;
        assert_eq!(answer.unwrap().key_id(), Some("k"));
        assert_eq!(served.await.unwrap(), 3);
    }

    #[tokio::test]
    async fn where_nobody_listens_the_call_fails_as_one_that_may_go_through_later() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        drop(listener);
        let error = client(port).generate_mac().key_id("k").send().await;
        let Err(SdkError::DispatchFailure(failure)) = error else {
            panic!("{error:?}");
        };
        assert!(failure.is_io(), "{failure:?}");
    }
}
