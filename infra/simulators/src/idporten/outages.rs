//! Outages of single endpoints, switched in process or on the page `/_faults`: an endpoint that
//! takes its time, fails, or breaks the connection off. They come before the endpoint sees the
//! request, so nothing is used up by a call that is struck.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use hyper::body::{Bytes, Frame};

use super::IdPorten;

/// An endpoint that a relying party calls by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Endpoint {
    Discovery,
    Par,
    Token,
    Jwks,
}

impl Endpoint {
    pub const ALL: [Self; 4] = [Self::Discovery, Self::Par, Self::Token, Self::Jwks];

    /// The value of the form field `endpoint`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Discovery => "discovery",
            Self::Par => "par",
            Self::Token => "token",
            Self::Jwks => "jwks",
        }
    }

    fn path(self) -> &'static str {
        match self {
            Self::Discovery => "/.well-known/openid-configuration",
            Self::Par => "/par",
            Self::Token => "/token",
            Self::Jwks => "/jwks",
        }
    }
}

/// What is wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outage {
    /// It answers as ever, but only after the simulator's `slow` time.
    Slow,
    /// It answers 500.
    Fails,
    /// It takes the request and breaks the connection off.
    Down,
}

impl Outage {
    pub const ALL: [Self; 3] = [Self::Slow, Self::Fails, Self::Down];

    /// The value of the form field `outage`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Slow => "slow",
            Self::Fails => "fails",
            Self::Down => "down",
        }
    }
}

/// The switches' positions.
#[derive(Default)]
pub(crate) struct Outages(BTreeMap<Endpoint, Outage>);

impl Outages {
    pub(crate) fn set(&mut self, endpoint: Endpoint, outage: Outage) {
        self.0.insert(endpoint, outage);
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    pub(crate) fn at(&self, endpoint: Endpoint) -> Option<Outage> {
        self.0.get(&endpoint).copied()
    }
}

/// Round every endpoint.
pub(crate) async fn strike(
    State(idporten): State<IdPorten>,
    request: Request,
    next: Next,
) -> Response {
    let endpoint = Endpoint::ALL
        .into_iter()
        .find(|endpoint| endpoint.path() == request.uri().path());
    let outage = endpoint.and_then(|endpoint| idporten.state().outages.at(endpoint));
    match outage {
        None => {}
        Some(Outage::Slow) => tokio::time::sleep(idporten.config().slow).await,
        Some(Outage::Fails) => {
            return (StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error").into_response();
        }
        Some(Outage::Down) => return Response::new(Body::new(BrokenOff)),
    }
    next.run(request).await
}

/// A body that fails, at which the server closes the connection.
struct BrokenOff;

impl hyper::body::Body for BrokenOff {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        Poll::Ready(Some(Err(std::io::ErrorKind::ConnectionReset.into())))
    }
}
