//! Where a login begins without a tenant, and where it ends (OpenID Connect RP-Initiated Logout
//! section 2: the end user is asked); and how an answer goes to the app as a form.

use super::{Page, chrome, render_with};
use crate::texts::Words;

/// Which employer; each is a link.
#[derive(Clone, Debug)]
pub struct ChooseTenantPage {
    pub tenants: Vec<TenantChoice>,
    /// They are the person's own employers, not all there are.
    pub is_own: bool,
    /// A field to search a long list by. Sends `employer` by GET.
    pub search: Option<TenantSearch>,
    /// Where someone else logs in than the one who is.
    pub someone_else: Option<String>,
}

/// What the search sends along, and what was typed.
#[derive(Clone, Debug)]
pub struct TenantSearch {
    /// Path on this host.
    pub action: &'static str,
    pub carried: Vec<(String, String)>,
    pub typed: String,
}

#[derive(Clone, Debug)]
pub struct TenantChoice {
    pub id: String,
    pub name: String,
    pub href: String,
}

impl ChooseTenantPage {
    fn link(href: &str) -> Option<&str> {
        chrome::link(href)
    }

    /// Whether something was looked for that nobody is called.
    fn is_in_vain(&self) -> bool {
        let typed = self.search.as_ref().map(|search| search.typed.trim());
        self.tenants.is_empty() && typed.is_some_and(|typed| !typed.is_empty())
    }
}

impl Page for ChooseTenantPage {
    fn heading(&self, w: Words) -> String {
        w.choose_tenant_heading()
    }

    render_with!("choose-tenant.html", page: ChooseTenantPage);
}

/// Posts to `/logout`: `action` is `logout`.
#[derive(Clone, Debug)]
pub struct LogoutPage {
    /// Where someone goes on who stays logged in.
    pub back: Option<String>,
    /// Whether they have said yes to apps of other organisations.
    pub has_consents: bool,
}

impl LogoutPage {
    fn link(&self) -> Option<&str> {
        self.back.as_deref().and_then(chrome::link)
    }
}

impl Page for LogoutPage {
    fn heading(&self, w: Words) -> String {
        w.logout_heading()
    }

    render_with!("logout.html", page: LogoutPage);
}

/// The answer to an app as a form (OAuth 2.0 Form Post Response Mode section 2): sent by script, or
/// by its button.
#[derive(Clone, Debug)]
pub struct ToAppPage {
    /// A redirect URI of the app.
    pub action: String,
    pub fields: Vec<(String, String)>,
}

impl Page for ToAppPage {
    fn heading(&self, w: Words) -> String {
        w.to_app_heading()
    }

    render_with!("to-app.html", page: ToAppPage);
}
