//! What a walk remembers of what it saw, for the watch to judge by.

use http::Method;
use kobling_flow::Waiting;
use kobling_model::{AccountId, audit::AuditEvent, keys, tenants::Tenant};
use kobling_tests::Hop;
use serde_json::Value;
use url::Url;

use super::{Mailed, Walk, claims};
use crate::{
    directory::{Snapshot, entities},
    scenes::DEVICE,
    watch::{self, Evidence},
};

impl Walk<'_> {
    /// The login that the last action was about: that of the form that was sent, else the one that
    /// the browser was led to; and the row that it has reached.
    pub(super) async fn note_logins(&mut self, person: usize, since: usize) -> Option<String> {
        let named = |hop: &Hop| {
            let mut pairs = hop.url.query_pairs();
            let is_callback = hop.url.path().starts_with("/callback/");
            pairs.find_map(|(name, value)| match name.as_ref() {
                "request" if hop.host() == "localhost" => Some(value.into_owned()),
                "state" if is_callback => Some(value.rsplit_once('.')?.0.to_owned()),
                _ => None,
            })
        };
        let hops = &self.actors[person].browser.history[since..];
        let led = hops.iter().rev().find_map(named);
        let handle = self.acted_on.take().or(led)?;
        let request: Option<Waiting> = self.directory().get(&Waiting::key_of(&handle)).await;
        if let Some(request) = request {
            let tenant = request.tenant.as_ref().expect("a tenant");
            let tenant: Option<Tenant> = self.directory().get(&keys::tenant(tenant)).await;
            if let (Some(facts), Some(eid), Some(tenant)) = (&request.facts, &request.eid, tenant) {
                let row = facts.row(&tenant, eid, self.ground.hub.now());
                self.rows.insert(format!("{row:?}"));
                if eid.directory_digest.is_none() {
                    self.rows.insert("L20".to_owned());
                }
            }
        }
        Some(handle)
    }

    pub(super) fn note_shown(&mut self, handle: Option<&str>, evidence: &Evidence) {
        let tenant = handle.and_then(|handle| handle.split('.').next());
        if let (Some(eid), Some(tenant)) = (&evidence.eid, tenant) {
            let by = (eid.clone(), tenant.to_owned());
            let codes = evidence.codes.iter().cloned();
            self.shown.entry(by).or_default().extend(codes);
        }
    }

    /// Mails that have come since belong to the login that was acted on.
    pub(super) async fn note_mails(&mut self, handle: Option<&str>) {
        self.ground.hub.mails_sent().await;
        for to in self.addresses.clone() {
            for mail in self.ground.hub.mails(to.as_str()) {
                if !self.seen_mails.insert(mail.id.clone()) {
                    continue;
                }
                let code = mail.codes().into_iter().next().unwrap_or_default();
                let link = mail
                    .links()
                    .into_iter()
                    .find(|link| link.contains("/verify-code?mail="));
                let handle = handle.unwrap_or_default().to_owned();
                let eid = self
                    .evidence
                    .get(&handle)
                    .and_then(|shown| shown.eid.clone());
                self.mailed.push(Mailed {
                    to: to.clone(),
                    code,
                    link,
                    handle,
                    eid,
                });
            }
        }
    }

    /// What the app is answered, in the address or by the form that leads there.
    fn answer(&self, person: usize) -> Option<Url> {
        let browser = &self.actors[person].browser;
        if browser.history.is_empty() {
            return None;
        }
        if browser.is_intercepted() {
            return Some(browser.url().clone());
        }
        let redirect_uri = &self.ground.app.redirect_uri;
        let mut forms = browser.page().forms.iter();
        let form = forms.find(|form| form.action.as_ref() == Some(redirect_uri))?;
        let fields = form.fields.iter().map(|field| (&field.name, &field.value));
        let mut url: Url = redirect_uri.parse().ok()?;
        url.query_pairs_mut().extend_pairs(fields);
        Some(url)
    }

    /// Where the browser came back to the app: the code is redeemed, and who got a session is held
    /// against who sits there.
    pub(super) async fn at_the_app(&mut self, person: usize, seen: &Snapshot) -> Vec<String> {
        let Some(at) = self.answer(person) else {
            return Vec::new();
        };
        let mut named = at.query_pairs();
        let state = named.find_map(|(name, value)| (name == "state").then_some(value));
        let state = state.unwrap_or_default().into_owned();
        let Some(begun) = self.actors[person].begun.remove(&state) else {
            // The back button: the app has had this answer.
            return Vec::new();
        };
        let code = match self.ground.app.code(&begun, &at) {
            Ok(code) => code,
            Err(error) => {
                self.tell(format!("{person} comes back to the app: {error:?}"));
                return Vec::new();
            }
        };
        let form = self.ground.app.code_form(&begun, &code);
        let answer = self.ground.app.token(&self.ground.hub, &form).await;
        if !answer.status.is_success() {
            self.tell(format!("{person} gets no tokens: {}", answer.status));
            return Vec::new();
        }
        self.judged(person, seen, &answer.json())
    }

    /// What the devices get, once someone has said yes to one.
    pub(super) async fn at_the_devices(&mut self, person: usize, seen: &Snapshot) -> Vec<String> {
        let mut wrong = Vec::new();
        for shown in std::mem::take(&mut self.devices) {
            let form = kobling_tests::wire::encode(&[
                ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
                ("client_id", DEVICE),
                (
                    "device_code",
                    shown["device_code"].as_str().expect("a code"),
                ),
            ]);
            let headers = [("content-type", "application/x-www-form-urlencoded")];
            let hub = &self.ground.hub;
            let answer = hub.request(Method::POST, "/token", &headers, &form).await;
            if answer.status.is_success() {
                self.rows.insert("a device".to_owned());
                wrong.extend(self.judged(person, seen, &answer.json()));
            } else {
                self.devices.push(shown);
            }
        }
        wrong
    }

    /// Whether this person may have these tokens.
    fn judged(&mut self, person: usize, seen: &Snapshot, tokens: &Value) -> Vec<String> {
        self.sessions += 1;
        let claims = claims(tokens["id_token"].as_str().unwrap_or_default());
        let account: AccountId = claims["sub"]
            .as_str()
            .and_then(|sub| sub.parse().ok())
            .expect("a subject");
        let tenant = claims["tenant"].as_str().unwrap_or_default().to_owned();
        self.tell(format!("{person} has a session at {tenant} as {account}"));
        let Some(tenant) = self
            .cast
            .tenants
            .iter()
            .find(|known| known.id.as_str() == tenant)
        else {
            return vec![format!("a session at {tenant}")];
        };
        let who = (person, &self.actors[person].eids);
        match watch::token(&self.cast.truth, seen, &tenant.id, account, who) {
            Ok(_) => Vec::new(),
            Err(why) => {
                // An eID without a number, linked with the tenant's own proof before HR's number
                // came, goes on: nothing can be compared, and the rule speaks of gaining only.
                let is_early =
                    seen.links
                        .get(&(account, tenant.id.clone()))
                        .is_some_and(|link| {
                            self.early.contains(&(account, link.directory_user))
                                && seen.accounts.get(&account).is_some_and(|account| {
                                    account.eids.iter().all(|held| {
                                        self.cast.truth.eids[&held.digest].number.is_none()
                                    })
                                })
                        });
                if is_early { Vec::new() } else { vec![why] }
            }
        }
    }

    /// The rows that logins ended with, out of the audit.
    pub(super) fn audited_rows(&mut self) {
        let table = &self.ground.hub.stack.operator().app.config().tables.audit;
        for event in entities::<AuditEvent>(&self.ground.hub, table) {
            let detail = event.detail.unwrap_or_default();
            let is_row = detail
                .strip_prefix('L')
                .is_some_and(|number| number.parse::<u8>().is_ok());
            if is_row {
                self.rows.insert(detail);
            }
        }
    }
}
