//! Where a login begins without a tenant, and where it ends (OpenID Connect RP-Initiated Logout
//! section 2: the end user is asked).

use super::{Page, chrome, render_with};
use crate::texts::Words;

/// Which employer; each is a link.
#[derive(Clone, Debug)]
pub struct ChooseTenantPage {
    pub tenants: Vec<TenantChoice>,
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
}

impl Page for ChooseTenantPage {
    fn heading(&self, w: Words) -> String {
        w.choose_tenant_heading()
    }

    render_with!("choose-tenant.html", page: ChooseTenantPage);
}

/// Posts to `/logout`: `action` is `logout`.
#[derive(Clone, Debug)]
pub struct LogoutPage;

impl Page for LogoutPage {
    fn heading(&self, w: Words) -> String {
        w.logout_heading()
    }

    render_with!("logout.html");
}
