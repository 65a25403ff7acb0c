//! Answers of the authorization endpoint (RFC 6749 section 4.1.2, RFC 9207).

use kobling_model::ClientId;
use serde::{Deserialize, Serialize};

use super::{
    Answer, RedirectUri, Refusal, ResponseMode, authorization_request::AuthorizationRequest,
};

/// An error that goes back to the app.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ErrorRedirect {
    redirect_uri: RedirectUri,
    mode: ResponseMode,
    state: Option<String>,
    /// Whose it is, for the log.
    pub client: Option<ClientId>,
    pub refusal: Refusal,
}

impl ErrorRedirect {
    pub(super) const fn new(
        redirect_uri: RedirectUri,
        mode: ResponseMode,
        state: Option<String>,
        client: Option<ClientId>,
        refusal: Refusal,
    ) -> Self {
        Self {
            redirect_uri,
            mode,
            state,
            client,
            refusal,
        }
    }

    /// An error that comes up after the request was found right.
    pub fn for_request(request: &AuthorizationRequest, refusal: Refusal) -> Self {
        Self::new(
            request.redirect_uri.clone(),
            request.response_mode,
            request.state.clone(),
            Some(request.client.clone()),
            refusal,
        )
    }

    pub fn redirect_uri(&self) -> &RedirectUri {
        &self.redirect_uri
    }

    /// What the app is told, with `iss` (RFC 9207 section 2).
    pub fn answer(&self, issuer: &str) -> Answer {
        let mut parameters = vec![("error", self.refusal.error().to_owned())];
        if let Some(description) = self.refusal.description() {
            parameters.push(("error_description", description.to_owned()));
        }
        parameters.extend(self.state.clone().map(|state| ("state", state)));
        parameters.push(("iss", issuer.to_owned()));
        Answer {
            redirect_uri: self.redirect_uri.clone(),
            mode: self.mode,
            parameters,
        }
    }
}

/// Why there can't even be a redirect: the app, or where it is, is not sure.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Debug)]
#[serde(rename_all = "snake_case")]
pub enum PageError {
    ClientIdMissing,
    /// No such app, or it was disabled.
    ClientUnknown,
    RedirectUriMissing,
    RedirectUriNotRegistered,
    /// `client_id` or `redirect_uri` is there twice.
    Repeated,
}

impl PageError {
    /// What is wrong, for the log.
    pub const fn why(self) -> &'static str {
        match self {
            Self::ClientIdMissing => "client_id is missing",
            Self::ClientUnknown => "there is no such app, or it is switched off",
            Self::RedirectUriMissing => "redirect_uri is missing",
            Self::RedirectUriNotRegistered => "redirect_uri is not registered",
            Self::Repeated => "client_id or redirect_uri is given more than once",
        }
    }
}

/// How a request that can't be granted is answered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum AuthorizationError {
    Page(PageError),
    Redirect(ErrorRedirect),
}
