//! What an app of another organisation may know: asked, and listed to be taken back.

use super::{Page, render_with};
use crate::texts::Words;

/// Posts to `/consent`: `action` is `allow` or `deny`.
#[derive(Clone, Debug)]
pub struct ConsentPage {
    pub app: String,
    /// Who is logged in.
    pub person: String,
    /// Scopes and APIs.
    pub items: Vec<String>,
    /// Names what is shown; comes back with the answer.
    pub shown: String,
}

impl Page for ConsentPage {
    fn heading(&self, w: Words) -> String {
        w.consent_heading(&self.app)
    }

    fn shows_help(&self) -> bool {
        true
    }

    render_with!("consent.html", page: ConsentPage);
}

/// One that was given.
#[derive(Clone, Debug)]
pub struct GivenConsent {
    pub client: String,
    pub tenant: String,
    pub app: String,
    pub employer: String,
    pub items: Vec<String>,
}

/// Posts `client` and `tenant` to `/consents`.
#[derive(Clone, Debug)]
pub struct ConsentsPage {
    /// None where nobody is logged in.
    pub given: Option<Vec<GivenConsent>>,
}

impl Page for ConsentsPage {
    fn heading(&self, w: Words) -> String {
        w.consents_heading()
    }

    render_with!("consents.html", page: ConsentsPage);
}

/// A scope in words; what is none is an API, and has its address.
fn said(w: &Words, item: &str) -> String {
    match item {
        "profile" => w.consent_profile(),
        "email" => w.consent_email(),
        "phone" => w.consent_phone(),
        "address" => w.consent_address(),
        "employment" => w.consent_employment(),
        "rights" => w.consent_rights(),
        "national_id" => w.consent_national_id(),
        "offline_access" => w.consent_offline(),
        api => w.consent_api(api),
    }
}

impl ConsentPage {
    fn said(w: &Words, item: &str) -> String {
        said(w, item)
    }
}

impl ConsentsPage {
    fn said(w: &Words, item: &str) -> String {
        said(w, item)
    }
}
