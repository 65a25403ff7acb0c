//! What ends a request early, by one of four doors: a page of ours, a redirect or JSON that is
//! ready, or an internal failure of which only the reference number is shown.

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use kobling_base::Internal;
use kobling_keyring::KeyServiceError;
use kobling_model::{ClientId, tenants::Tenant};
use kobling_pages::{Notice, Way, Who};
use kobling_store::StoreError;

use super::Noted;

/// A page that tells what happened, what to do now, and one button.
#[derive(Clone, Debug)]
pub struct StopPage {
    pub status: StatusCode,
    pub notice: Notice,
    pub way: Option<Way>,
    /// A quieter way beside it.
    pub aside: Option<Way>,
    /// There is nothing to go on with: no button but those that are given.
    pub is_end: bool,
    pub tenant: Option<Box<Tenant>>,
    pub ui_locales: Vec<String>,
    /// Who has shown an eID.
    pub who: Option<Who>,
    /// What the log says of it.
    pub noted: Noted,
    /// More than the notice says, for the log.
    pub why: &'static str,
}

/// Why a handler stops.
#[derive(Debug)]
pub enum Stop {
    Page(Box<StopPage>),
    Internal(Internal),
    /// An answer that is complete: a redirect to the app, JSON of a protocol.
    Ready(Box<Response>),
}

impl Stop {
    pub fn notice(status: StatusCode, notice: Notice) -> Self {
        Self::Page(Box::new(StopPage {
            status,
            notice,
            way: None,
            aside: None,
            is_end: false,
            tenant: None,
            ui_locales: Vec::new(),
            who: None,
            noted: Noted::default(),
            why: "",
        }))
    }

    /// Adds the one button.
    #[must_use]
    pub fn way(mut self, way: Way) -> Self {
        if let Self::Page(page) = &mut self {
            page.way = Some(way);
        }
        self
    }

    /// Adds a quieter way beside the button.
    #[must_use]
    pub fn aside(mut self, way: Way) -> Self {
        if let Self::Page(page) = &mut self {
            page.aside = Some(way);
        }
        self
    }

    /// Says whose login it is. Where it has no other button, it is that of somebody else's.
    #[must_use]
    pub fn who(mut self, who: Option<Who>) -> Self {
        if let Self::Page(page) = &mut self {
            page.who = who;
        }
        self
    }

    /// Leaves out the button that begins anew.
    #[must_use]
    pub fn end(mut self) -> Self {
        if let Self::Page(page) = &mut self {
            page.is_end = true;
        }
        self
    }

    /// Says in the log which app it is about.
    #[must_use]
    pub fn about(self, client: &ClientId) -> Self {
        self.noted(Noted::app(client), "")
    }

    /// Says in the log what the request was, and why it is refused where the page does not say it.
    #[must_use]
    pub fn noted(mut self, noted: Noted, why: &'static str) -> Self {
        if let Self::Page(page) = &mut self {
            page.noted = noted;
            page.why = why;
        }
        self
    }

    /// Shows it as the tenant's page, in the language that the request asks for.
    #[must_use]
    pub fn at(mut self, tenant: &Tenant, ui_locales: &[String]) -> Self {
        if let Self::Page(page) = &mut self {
            page.tenant = Some(Box::new(tenant.clone()));
            page.ui_locales = ui_locales.to_vec();
        }
        self
    }
}

impl From<Internal> for Stop {
    fn from(failure: Internal) -> Self {
        Self::Internal(failure)
    }
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self::Internal(error.into())
    }
}

impl From<KeyServiceError> for Stop {
    fn from(error: KeyServiceError) -> Self {
        Self::Internal(error.into())
    }
}

/// A page to be written by `harden`, which knows language and reference.
#[derive(Clone, Debug)]
pub(super) struct Unwritten(pub(super) StopPage);

impl IntoResponse for Stop {
    fn into_response(self) -> Response {
        let page = match self {
            Self::Ready(response) => return *response,
            Self::Page(page) => {
                // What is not here, anybody asks for all day long.
                let is_anything =
                    matches!(page.notice, Notice::NotFound | Notice::MethodNotAllowed);
                if !page.status.is_success() && !is_anything {
                    page.noted.log(&page.notice.word(), page.why);
                }
                *page
            }
            Self::Internal(failure) => {
                tracing::error!(cause = %failure.chain(), passing = failure.is_passing(), "failed");
                let (status, notice) = if failure.is_passing() {
                    (StatusCode::SERVICE_UNAVAILABLE, Notice::Busy)
                } else {
                    (StatusCode::INTERNAL_SERVER_ERROR, Notice::Internal)
                };
                StopPage {
                    status,
                    notice,
                    way: None,
                    aside: None,
                    is_end: false,
                    tenant: None,
                    ui_locales: Vec::new(),
                    who: None,
                    noted: Noted::default(),
                    why: "",
                }
            }
        };
        let mut response = page.status.into_response();
        response.extensions_mut().insert(Unwritten(page));
        response
    }
}
