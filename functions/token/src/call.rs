//! One call of an app: its headers and form, as far as the endpoints here look at them.

use axum::{
    body::{Body, to_bytes},
    extract::{FromRequest, Request},
    http::{HeaderName, Method, header},
};
use kobling_base::Internal;
use kobling_letters::Change;
use kobling_model::{Actor, ClientId, Who};
use kobling_protocol::{Parameters, TokenError, clients::client_authentication, dpop};
use kobling_shared::app::App;
use kobling_web::{Noted, Reference, network, source};

use crate::answer::Refused;

/// The largest form body, in bytes.
const BODY_LIMIT: usize = 32 * 1024;

/// A call with its parameters decoded.
#[derive(Debug)]
pub struct Call {
    pub app: App,
    authorization: Vec<Vec<u8>>,
    dpop: Vec<Vec<u8>>,
    pub method: Method,
    /// Empty for a GET, and for a POST without a form.
    pub form: Vec<(String, String)>,
    reference: String,
    from: String,
}

impl FromRequest<App> for Call {
    type Rejection = Refused<TokenError>;

    async fn from_request(request: Request, app: &App) -> Result<Self, Self::Rejection> {
        let (parts, body) = request.into_parts();
        let form = if parts.method == Method::POST {
            form(parts.headers.get(header::CONTENT_TYPE), body).await?
        } else {
            Vec::new()
        };
        let reference = Reference::of(&parts.extensions)?;
        let values = |name: HeaderName| -> Vec<Vec<u8>> {
            let all = parts.headers.get_all(name).iter();
            all.map(|value| value.as_bytes().to_vec()).collect()
        };
        Ok(Self {
            app: app.clone(),
            authorization: values(header::AUTHORIZATION),
            dpop: values(HeaderName::from_static(dpop::HEADER)),
            method: parts.method.clone(),
            form,
            reference,
            from: source(&parts.extensions),
        })
    }
}

/// The form of a POST. A body of another type is refused; no body at all is an empty form, as a
/// call of userinfo with a header has none.
async fn form(
    content_type: Option<&header::HeaderValue>,
    body: Body,
) -> Result<Vec<(String, String)>, TokenError> {
    let body = to_bytes(body, BODY_LIMIT)
        .await
        .map_err(|_| TokenError::InvalidRequest("the body is too large or broken"))?;
    let is_form = content_type
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .is_some_and(|kind| {
            kind.trim()
                .eq_ignore_ascii_case("application/x-www-form-urlencoded")
        });
    if is_form || body.is_empty() {
        Ok(kobling_protocol::decode(&body))
    } else {
        Err(TokenError::InvalidRequest(
            "the body must be application/x-www-form-urlencoded",
        ))
    }
}

impl Call {
    /// The values of all `Authorization` headers.
    pub fn authorization(&self) -> Vec<&[u8]> {
        self.authorization.iter().map(Vec::as_slice).collect()
    }

    /// The values of all `DPoP` headers.
    pub fn dpop(&self) -> Vec<&[u8]> {
        self.dpop.iter().map(Vec::as_slice).collect()
    }

    /// The address of an endpoint here.
    pub fn endpoint(&self, path: &str) -> String {
        format!("{}{path}", self.app.issuer())
    }

    /// The network that it comes from.
    pub fn network(&self) -> String {
        network(&self.from)
    }

    /// Writes to the log why the app gets no more than an error, where it was the app's fault.
    pub fn noted<T>(
        &self,
        answer: Result<T, Refused<TokenError>>,
    ) -> Result<T, Refused<TokenError>> {
        let (error, why) = match &answer {
            Err(Refused::Told(error)) => (*error, error.description()),
            Err(Refused::Because(error, why)) => (*error, *why),
            _ => return answer,
        };
        // A device asks and asks; nothing is wrong with it.
        if !matches!(
            error,
            TokenError::AuthorizationPending | TokenError::SlowDown
        ) {
            self.note(error.error(), why);
        }
        answer
    }

    /// As `noted`, for an error of the authorization endpoint.
    pub fn note(&self, error: &str, why: &str) {
        let form = Parameters::new(&self.form);
        let client = client_authentication::named(&self.authorization(), &form);
        Noted::of(&self.form).by(client).log(error, why);
    }

    /// What an app that has shown who it is does by this call.
    pub fn change(&self, client: &ClientId) -> Result<Change<'_>, Internal> {
        let who = Who::Service(client.clone());
        Change::new(&self.app, Actor::new(who, &self.from, &self.reference))
    }
}
