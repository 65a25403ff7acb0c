//! One call of a service: its token read, and held against what client, tenant and enablement are
//! now. A token of ten minutes opens nothing any more once one of them was withdrawn. A tenant's
//! token opens nothing of the deployment's, nor the other way round.

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
use kobling_model::{
    ClientId, TenantId,
    apps::{Client, ClientAtTenant, own_scopes, service_scopes},
    audit::{AuditEvent, Event},
    keys,
    tenants::Tenant,
};
use kobling_protocol::{
    BearerError, Parameters, api, bearer,
    token::{Reach, Service, ServiceToken},
};
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

/// A call of a service that may do what it asks, for a tenant or (`Deployment`) for all of them.
pub struct Granted<Of = TenantId> {
    pub call: Call,
    pub client: ClientId,
    /// What the token is for.
    pub of: Of,
}

/// What is no tenant's.
pub struct Deployment;

impl std::fmt::Display for Deployment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // No tenant is called so.
        f.write_str("-")
    }
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
    /// Whose token it is, by the token alone.
    async fn service(&self) -> Result<Service, Problem> {
        let headers: Vec<&[u8]> = self
            .headers
            .get_all(header::AUTHORIZATION)
            .iter()
            .map(HeaderValue::as_bytes)
            .collect();
        let token = bearer::in_header(&headers)?;
        let ring = self.app.keys().await?;
        let read = ServiceToken::read(&ring.signing, self.app.issuer(), token, self.app.now());
        Ok(read.ok_or(BearerError::InvalidToken)?)
    }

    /// Checks the token, that it is a tenant's, and that it has the scope, now: one read.
    pub async fn granted(self, scope: &'static str) -> Result<Granted, Problem> {
        let service = self.service().await?;
        let Reach::Tenant(tenant_id) = &service.reach else {
            return Err(BearerError::InsufficientScope(scope).into());
        };
        let (store, now) = (self.app.store()?, self.app.now());
        let client_key = keys::client(&service.client);
        let tenant_key = keys::tenant(tenant_id);
        let permission_key = keys::client_at_tenant(tenant_id, &service.client);
        let wanted = [
            client_key.clone(),
            tenant_key.clone(),
            permission_key.clone(),
        ];
        let found = store.batch(&wanted, now).await?;
        let client: Option<Client> = found.get(&client_key)?;
        let tenant: Option<Tenant> = found.get(&tenant_key)?;
        let permission: Option<ClientAtTenant> = found.get(&permission_key)?;
        let granted = service_scopes(client.as_ref(), tenant.as_ref(), permission.as_ref())
            .ok_or(BearerError::InvalidToken)?;
        if !service.has_scope(scope) || !granted.contains(&scope) {
            return Err(BearerError::InsufficientScope(scope).into());
        }
        Ok(Granted {
            of: tenant_id.clone(),
            client: service.client,
            call: self,
        })
    }

    /// As `granted`, of a token and a scope of the deployment's.
    pub async fn granted_by_operator(
        self,
        scope: &'static str,
    ) -> Result<Granted<Deployment>, Problem> {
        let service = self.service().await?;
        if service.reach != Reach::Deployment || !service.has_scope(scope) {
            return Err(BearerError::InsufficientScope(scope).into());
        }
        let key = keys::client(&service.client);
        let client: Option<Client> = self.app.store()?.get(&key, self.app.now()).await?;
        let own = own_scopes(client.as_ref()).ok_or(BearerError::InvalidToken)?;
        if !api::is_of_deployment(scope) || !own.iter().any(|word| word == scope) {
            return Err(BearerError::InsufficientScope(scope).into());
        }
        Ok(Granted {
            of: Deployment,
            client: service.client,
            call: self,
        })
    }
}

impl<Of> Granted<Of> {
    pub fn app(&self) -> &App {
        &self.call.app
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

    /// An audit event of this call, of no tenant.
    fn event_of_none(&self, event: Event) -> AuditEvent {
        let app = self.app();
        AuditEvent::new(
            app.random().uuid().to_string(),
            event,
            &self.call.reference,
            &self.call.from,
            app.clock().now_milliseconds(),
        )
        .client(&self.client)
    }
}

impl Granted {
    /// An audit event of this call, at its tenant.
    pub fn event(&self, event: Event) -> AuditEvent {
        self.event_of_none(event).tenant(&self.of)
    }
}

impl Granted<Deployment> {
    /// An audit event of this call: which app was changed.
    pub fn event(&self, event: Event, changed: &ClientId) -> AuditEvent {
        self.event_of_none(event).changed_client(changed)
    }
}

/// What is wrong with the form of a call.
pub const fn invalid(detail: &'static str) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "invalid_request", detail)
}
