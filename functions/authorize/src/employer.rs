//! Which employer (A13), where a request names none and the session remembers none: those that the
//! account is linked at, if it is linked at any where the app is in use; else all where it is. With
//! only one there is no page. Each choice is a link to the same request with its tenant named, so
//! what is chosen passes every check that a named tenant does.

use axum::response::Response;
use http::StatusCode;
use kobling_flow::{before_employer, to_app};
use kobling_model::{
    AccountId, TenantId,
    apps::{Client, ClientAtTenant},
    item::{Key, Table},
    keys,
    people::AppLink,
    tenants::TenantName,
};
use kobling_pages::{ChooseTenantPage, Notice, Page, TenantChoice, TenantSearch};
use kobling_protocol::authorization::AuthorizationRequest;
use kobling_store::Found;
use kobling_web::{Stop, Visit, encode, page, see_other};

use crate::posted;

/// A longer list gets a field to search in.
pub(crate) const SHORT: usize = 12;
/// What is typed there, in characters.
const LONGEST_SEARCH: usize = 60;
/// The parameter of the search; never one of the app's.
const SEARCH: &str = "employer";

/// Whether the app wants the person to choose (`prompt=select_account`, OpenID Connect Core
/// section 3.1.2.1), whatever is remembered.
pub(crate) fn is_to_be_chosen(raw: &[(String, String)]) -> bool {
    asks_for(raw, "select_account")
}

/// Whether it is to be someone else than the one logged in: choosing and logging in both.
fn is_someone_else(raw: &[(String, String)]) -> bool {
    asks_for(raw, "select_account") && asks_for(raw, "login")
}

fn asks_for(raw: &[(String, String)], word: &str) -> bool {
    raw.iter()
        .any(|(name, value)| name == "prompt" && value.split(' ').any(|asked| asked == word))
}

/// A request as it is understood, and as it stands in the address: a pushed one stands there by its
/// handle alone.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub said: &'a [(String, String)],
    pub raw: &'a [(String, String)],
}

/// A pushed request, and the wish to log in anew that our own page may have added to its address.
/// Whoever adds it there asks for more than the app did, never for less.
pub(crate) fn with_wish(
    pushed: &[(String, String)],
    raw: &[(String, String)],
) -> Vec<(String, String)> {
    let mut said = pushed.to_vec();
    if asks_for(pushed, "none") {
        return said;
    }
    let mut wished = ["login", "select_account"]
        .into_iter()
        .filter(|word| asks_for(raw, word) && !asks_for(pushed, word))
        .peekable();
    if wished.peek().is_none() {
        return said;
    }
    let mut words: Vec<&str> = wished.collect();
    let own = pushed.iter().find(|(name, _)| name == "prompt");
    words.extend(own.map(|(_, value)| value.as_str()));
    let prompt = words.join(" ");
    said.retain(|(name, _)| name != "prompt");
    said.push(("prompt".to_owned(), prompt));
    said
}

/// Goes on with the only employer, or shows the page.
pub(crate) async fn choose(
    visit: &Visit,
    client: &Client,
    request: &AuthorizationRequest,
    Asked { said, raw }: Asked<'_>,
    account: Option<AccountId>,
) -> Result<Response, Stop> {
    if let Some(error) = before_employer(client, request, visit.app.now()) {
        return to_app::with_error(visit, &error);
    }
    let enabled = enabled(visit, client).await?;
    let own = match account.filter(|_| !is_someone_else(said)) {
        Some(account) => linked(visit, &account).await?,
        None => Vec::new(),
    };
    let own: Vec<&TenantName> = enabled
        .iter()
        .filter(|name| own.contains(&name.id))
        .collect();
    let is_own = !own.is_empty();
    let offered = if is_own {
        own
    } else {
        enabled.iter().collect()
    };
    if offered.is_empty() {
        let app = client.name.clone();
        let notice = Notice::AppNotEnabled { app };
        return Err(Stop::notice(StatusCode::FORBIDDEN, notice).about(&client.id));
    }
    if let [only] = offered.as_slice()
        && !(is_own && is_to_be_chosen(said))
    {
        return Ok(see_other(&with_tenant(raw, &only.id, is_own), None)?);
    }
    // Each employer is a link with the request in it.
    if posted::is_long(raw) {
        return posted::keep(visit, &plain(raw)).await;
    }
    let typed = typed(visit);
    let language = visit.language(&request.ui_locales, None);
    let is_long = offered.len() > SHORT;
    let mut found: Vec<&TenantName> = offered
        .into_iter()
        .filter(|name| !is_long || is_found(&typed, name))
        .collect();
    found.sort_by_cached_key(|name| language.sort_key(&name.name));
    let tenants = found
        .into_iter()
        .map(|name| TenantChoice {
            id: name.id.to_string(),
            name: name.name.clone(),
            href: with_tenant(raw, &name.id, is_own),
        })
        .collect();
    let shown = ChooseTenantPage {
        tenants,
        is_own,
        search: is_long.then(|| TenantSearch {
            action: "/authorize",
            carried: plain(raw),
            typed,
        }),
        someone_else: is_own.then(|| someone_else(raw)),
    };
    let html = shown.render(&visit.chrome(language, None));
    Ok(page(StatusCode::OK, html, Vec::new()))
}

/// What is looked for in a long list.
pub(crate) fn typed(visit: &Visit) -> String {
    let typed = visit.query_one(SEARCH).unwrap_or_default();
    typed.chars().take(LONGEST_SEARCH).collect()
}

/// Whether a name has what was typed in it.
pub(crate) fn is_found(typed: &str, name: &TenantName) -> bool {
    let wanted = typed.trim().to_lowercase();
    name.name.to_lowercase().contains(&wanted)
}

/// All tenants by name.
pub(crate) async fn all(visit: &Visit) -> Result<Vec<TenantName>, Stop> {
    let (store, now) = (visit.app.store()?, visit.app.now());
    Ok(store
        .partition(Table::Identity, keys::TENANTS, keys::TENANT_NAMES, now)
        .await?)
}

/// The tenants where the app is in use.
async fn enabled(visit: &Visit, client: &Client) -> Result<Vec<TenantName>, Stop> {
    let (store, now) = (visit.app.store()?, visit.app.now());
    let mut names = all(visit).await?;
    let permissions: Vec<Key> = names
        .iter()
        .map(|name| keys::client_at_tenant(&name.id, &client.id))
        .collect();
    let mut found = Found::default();
    for some in permissions.chunks(100) {
        found.merge(store.batch(some, now).await?);
    }
    let permissions: Vec<ClientAtTenant> = found.all()?;
    names.retain(|name| {
        permissions
            .iter()
            .any(|permission| permission.enabled && permission.tenant == name.id)
    });
    Ok(names)
}

/// The tenants that an account is linked at.
async fn linked(visit: &Visit, account: &AccountId) -> Result<Vec<TenantId>, Stop> {
    let key = keys::account(account);
    let links: Vec<AppLink> = visit
        .app
        .store()?
        .partition(key.table, &key.pk, keys::APP_LINKS, visit.app.now())
        .await?;
    let usable = links.into_iter().filter(|link| !link.suspended);
    Ok(usable.map(|link| link.tenant).collect())
}

/// The app's own parameters.
fn plain(raw: &[(String, String)]) -> Vec<(String, String)> {
    raw.iter()
        .filter(|(name, _)| name != "tenant" && name != SEARCH)
        .cloned()
        .collect()
}

/// The same request with its tenant named. Choosing among one's own employers is the choice that
/// `select_account` asks for; before anybody is known it becomes a login at the eID.
fn with_tenant(raw: &[(String, String)], tenant: &TenantId, is_own: bool) -> String {
    let mut pairs = plain(raw);
    for (name, value) in &mut pairs {
        if name == "prompt" && value.split(' ').any(|word| word == "select_account") {
            let mut left: Vec<&str> = value
                .split(' ')
                .filter(|w| *w != "select_account")
                .collect();
            if !is_own && !left.contains(&"login") {
                left.push("login");
            }
            *value = left.join(" ");
        }
    }
    pairs.retain(|(name, value)| name != "prompt" || !value.is_empty());
    pairs.push(("tenant".to_owned(), tenant.to_string()));
    address(&pairs)
}

/// The same request by someone who is not the one logged in.
fn someone_else(raw: &[(String, String)]) -> String {
    let mut pairs = plain(raw);
    pairs.retain(|(name, _)| name != "prompt");
    pairs.push(("prompt".to_owned(), "login select_account".to_owned()));
    address(&pairs)
}

fn address(pairs: &[(String, String)]) -> String {
    let pairs: Vec<(&str, &str)> = pairs
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    format!("/authorize?{}", encode(&pairs))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    #[test]
    fn the_browser_can_ask_for_more_than_was_pushed_and_for_nothing_else() {
        let prompt = |pushed: &[(&str, &str)], added: &[(&str, &str)]| {
            let said = with_wish(&raw(pushed), &raw(added));
            let mut found = said.into_iter().filter(|(name, _)| name == "prompt");
            let first = found.next().map(|(_, value)| value);
            assert_eq!(found.next(), None);
            first
        };
        let both = [("prompt", "login select_account"), ("scope", "x")];
        assert_eq!(prompt(&[], &[]), None);
        assert_eq!(prompt(&[], &both).unwrap(), "login select_account");
        assert_eq!(prompt(&[("prompt", "none")], &both).unwrap(), "none");
        assert_eq!(
            prompt(&[("prompt", "login")], &[("prompt", "none")]).unwrap(),
            "login"
        );
        assert_eq!(
            prompt(&[("prompt", "consent")], &[("prompt", "login")]).unwrap(),
            "login consent"
        );
        let kept = with_wish(&raw(&[("scope", "openid")]), &raw(&both));
        assert_eq!(kept[0].1, "openid");
        assert_eq!(kept.len(), 2);
    }

    #[test]
    fn a_choice_is_the_same_request_with_its_tenant() {
        let tenant = TenantId::parse("asnes").unwrap();
        let asked = raw(&[
            ("client_id", "hrm"),
            ("prompt", "select_account"),
            ("tenant", "forged"),
            ("employer", "fj"),
            ("state", "a&b"),
        ]);
        assert!(is_to_be_chosen(&asked));
        assert_eq!(
            with_tenant(&asked, &tenant, true),
            "/authorize?client_id=hrm&state=a%26b&tenant=asnes"
        );
        assert_eq!(
            with_tenant(&asked, &tenant, false),
            "/authorize?client_id=hrm&prompt=login&state=a%26b&tenant=asnes"
        );
        assert_eq!(
            someone_else(&asked),
            "/authorize?client_id=hrm&state=a%26b&prompt=login+select_account"
        );
        assert!(!is_someone_else(&asked));
        let both = raw(&[("prompt", "login select_account")]);
        assert_eq!(
            with_tenant(&both, &tenant, false),
            "/authorize?prompt=login&tenant=asnes"
        );
        assert!(is_someone_else(&both));
        assert!(!is_to_be_chosen(&raw(&[("prompt", "login")])));
    }
}
