//! What listens: plainly, or with TLS on the same port. A connection without TLS is told to come
//! again with it; only this machine's own commands may go on without.

use std::{
    net::SocketAddr,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    extract::connect_info::Connected,
    serve::{IncomingStream, Listener},
};
use rustls::{
    ServerConfig, SupportedCipherSuite,
    crypto::{CryptoProvider, aws_lc_rs},
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    version::{TLS12, TLS13},
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
    sync::mpsc,
};
use tokio_rustls::{TlsAcceptor, server::TlsStream};

use crate::certificate::Certificate;

/// A client that says nothing for so long is let go.
const HANDSHAKE_WITHIN: Duration = Duration::from_secs(10);
/// The first byte of a TLS record that begins a handshake (RFC 8446 section 5.1).
const HANDSHAKE: u8 = 22;

/// One connection.
pub enum Connection {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

/// Where a request came from.
#[derive(Clone, Copy, Debug)]
pub struct From {
    pub address: SocketAddr,
    pub is_tls: bool,
}

/// Accepts connections, each with its handshake done.
pub struct Door {
    address: std::io::Result<SocketAddr>,
    accepted: mpsc::Receiver<(Connection, From)>,
}

impl Door {
    /// Accepts at a socket; with TLS where there is a configuration for it.
    pub fn open(socket: TcpListener, tls: Option<Arc<ServerConfig>>) -> Self {
        let address = socket.local_addr();
        let (send, accepted) = mpsc::channel(64);
        tokio::spawn(accept(socket, tls.map(TlsAcceptor::from), send));
        Self { address, accepted }
    }
}

async fn accept(
    socket: TcpListener,
    tls: Option<TlsAcceptor>,
    send: mpsc::Sender<(Connection, From)>,
) {
    loop {
        let accepted = tokio::select! {
            accepted = socket.accept() => accepted,
            () = send.closed() => return,
        };
        let Ok((stream, address)) = accepted else {
            // Out of files, most often: a moment later there may be some.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let (tls, send) = (tls.clone(), send.clone());
        // By itself, so that a slow one keeps nobody waiting.
        tokio::spawn(async move {
            let shaken = tokio::time::timeout(HANDSHAKE_WITHIN, shake(stream, tls)).await;
            if let Ok(Some(connection)) = shaken {
                let is_tls = matches!(connection, Connection::Tls(_));
                let _nobody_takes_it = send.send((connection, From { address, is_tls })).await;
            }
        });
    }
}

async fn shake(stream: TcpStream, tls: Option<TlsAcceptor>) -> Option<Connection> {
    let _delays_remain = stream.set_nodelay(true);
    let Some(tls) = tls else {
        return Some(Connection::Plain(stream));
    };
    let mut first = [0];
    if stream.peek(&mut first).await.ok()? == 0 {
        return None;
    }
    if first != [HANDSHAKE] {
        return Some(Connection::Plain(stream));
    }
    let stream = tls.accept(stream).await.ok()?;
    Some(Connection::Tls(Box::new(stream)))
}

impl Listener for Door {
    type Io = Connection;
    type Addr = From;

    async fn accept(&mut self) -> (Connection, From) {
        match self.accepted.recv().await {
            Some(accepted) => accepted,
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> std::io::Result<From> {
        let address = match &self.address {
            Ok(address) => *address,
            Err(error) => return Err(error.kind().into()),
        };
        Ok(From {
            address,
            is_tls: false,
        })
    }
}

impl Connected<IncomingStream<'_, Door>> for From {
    fn connect_info(stream: IncomingStream<'_, Door>) -> Self {
        *stream.remote_addr()
    }
}

/// TLS 1.3, and 1.2 with the suites that FAPI 2.0 leaves of it (section 5.2.2).
pub fn configuration(certificate: &Certificate) -> Result<Arc<ServerConfig>, rustls::Error> {
    let provider = CryptoProvider {
        cipher_suites: aws_lc_rs::ALL_CIPHER_SUITES
            .iter()
            .copied()
            .filter(is_wanted)
            .collect(),
        ..aws_lc_rs::default_provider()
    };
    let unreadable = |_| rustls::Error::General("the certificate cannot be read".to_owned());
    let chain = [&certificate.chain_end, &certificate.authority]
        .map(|pem| CertificateDer::from_pem_slice(pem.as_bytes()).map_err(unreadable));
    let chain: Vec<CertificateDer<'static>> = chain.into_iter().collect::<Result<_, _>>()?;
    let key = PrivateKeyDer::from_pem_slice(certificate.key.as_bytes()).map_err(unreadable)?;
    let mut config = ServerConfig::builder_with_provider(Arc::new(provider))
        .with_protocol_versions(&[&TLS13, &TLS12])?
        .with_no_client_auth()
        .with_single_cert(chain, key)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

fn is_wanted(suite: &SupportedCipherSuite) -> bool {
    suite.tls13().is_some() || format!("{:?}", suite.suite()).contains("AES")
}

impl AsyncRead for Connection {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_read(context, buffer),
            Self::Tls(stream) => Pin::new(stream).poll_read(context, buffer),
        }
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &[u8],
    ) -> Poll<std::io::Result<usize>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_write(context, buffer),
            Self::Tls(stream) => Pin::new(stream).poll_write(context, buffer),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_flush(context),
            Self::Tls(stream) => Pin::new(stream).poll_flush(context),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_shutdown(context),
            Self::Tls(stream) => Pin::new(stream).poll_shutdown(context),
        }
    }
}
