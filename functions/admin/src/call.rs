//! One call of a service. Its token becomes the authority to do what the route is for, if client,
//! tenant and enablement allow it now: a token of ten minutes opens nothing any more once one of
//! them was withdrawn.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use axum::{
    body::Body,
    extract::{FromRequest, FromRequestParts, Path, Request},
    http::{HeaderMap, HeaderValue, StatusCode, header},
};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use kobling_actions::{Authority, Denied, Deployment, OpenToServices, Right, ServiceCall};
use kobling_model::TenantId;
use kobling_protocol::{BearerError, Parameters, bearer};
use kobling_shared::app::App;
use kobling_web::{Problem, Reference, source};

/// A call whose token has not been looked at yet.
pub struct Call {
    pub app: App,
    pub headers: HeaderMap,
    query: Vec<(String, String)>,
    path: BTreeMap<String, String>,
    /// Never shared; but a body cannot be, and all else here is looked at across reads.
    body: Mutex<Body>,
    reference: String,
    from: String,
}

/// A call of a service that may use the right `R`, for a tenant or (`Deployment`) for all of them.
pub struct Granted<R, Of = TenantId> {
    pub call: Call,
    pub authority: Authority<R, Of>,
}

impl FromRequest<App> for Call {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        let (mut parts, body) = request.into_parts();
        let path = Path::from_request_parts(&mut parts, app)
            .await
            .map_or_else(|_| BTreeMap::new(), |Path(path)| path);
        let reference = Reference::of(&parts.extensions)?;
        Ok(Self {
            app: app.clone(),
            query: kobling_protocol::decode(parts.uri.query().unwrap_or_default().as_bytes()),
            path,
            body: Mutex::new(body),
            reference,
            from: source(&parts.extensions),
            headers: parts.headers,
        })
    }
}

impl Call {
    fn shown(&self) -> Result<ServiceCall<'_>, BearerError> {
        let headers: Vec<&[u8]> = self
            .headers
            .get_all(header::AUTHORIZATION)
            .iter()
            .map(HeaderValue::as_bytes)
            .collect();
        Ok(ServiceCall {
            token: bearer::in_header(&headers)?,
            from: &self.from,
            reference: &self.reference,
        })
    }

    /// The authority at the token's tenant.
    pub async fn granted<R>(self) -> Result<Granted<R>, Problem>
    where
        R: OpenToServices + Right<Of = TenantId>,
    {
        let authority = Authority::<R>::of_service(&self.app, &self.shown()?).await;
        Ok(Granted {
            authority: authority.map_err(denied)?,
            call: self,
        })
    }

    /// As `granted`, in the deployment.
    pub async fn granted_in_deployment<R>(self) -> Result<Granted<R, Deployment>, Problem>
    where
        R: OpenToServices + Right<Of = Deployment>,
    {
        let authority = Authority::<R, Deployment>::of_service(&self.app, &self.shown()?).await;
        Ok(Granted {
            authority: authority.map_err(denied)?,
            call: self,
        })
    }
}

fn denied(why: Denied) -> Problem {
    match why {
        Denied::Token(error) => error.into(),
        Denied::Internal(failure) => failure.into(),
    }
}

impl<R, Of> Granted<R, Of> {
    pub fn app(&self) -> &App {
        &self.call.app
    }

    /// What the token is for.
    pub fn of(&self) -> &Of {
        self.authority.of()
    }

    /// Who calls, by the name of its client.
    pub fn client(&self) -> String {
        self.authority.by().who.name()
    }

    /// A part of the path; what the route does not have is empty.
    pub fn path(&self, name: &str) -> &str {
        self.call.path.get(name).map_or("", String::as_str)
    }

    /// A query parameter, which must not be there twice.
    pub fn query(&self, name: &'static str) -> Result<Option<&str>, Problem> {
        Parameters::new(&self.call.query)
            .one(name)
            .map_err(|_| invalid("a parameter is given more than once"))
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.call.headers.get(name)?.to_str().ok()
    }

    /// Media type of the body, lower-cased, without parameters.
    pub fn media_type(&self) -> String {
        let value = self.header("content-type").unwrap_or_default();
        let kind = value.split(';').next().unwrap_or_default();
        kind.trim().to_ascii_lowercase()
    }

    /// That the body says it is JSON.
    pub fn is_json(&self) -> Result<(), Problem> {
        let is = self.media_type() == "application/json";
        is.then_some(()).ok_or(Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "unsupported_media_type",
            "send application/json",
        ))
    }

    /// The body; none where it is longer than `limit` bytes.
    pub async fn body(&mut self, limit: usize) -> Result<Option<Vec<u8>>, Problem> {
        let held = self.call.body.get_mut();
        let body = std::mem::take(held.unwrap_or_else(PoisonError::into_inner));
        match Limited::new(body, limit).collect().await {
            Ok(whole) => Ok(Some(whole.to_bytes().to_vec())),
            Err(error) if error.is::<LengthLimitError>() => Ok(None),
            Err(_) => Err(invalid("the body is broken off")),
        }
    }
}

/// What is wrong with the form of a call.
pub const fn invalid(detail: &'static str) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "invalid_request", detail)
}
