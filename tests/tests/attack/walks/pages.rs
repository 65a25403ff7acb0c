//! What people do at the pages: the app, the national login, our own forms, and mailed links.

use http::Method;
use kobling_local::operator;
use kobling_model::Digest;
use kobling_simulators::idporten::{Fault, Scope};
use kobling_tests::{Begun, Form, Page, wire};
use url::Url;

use super::{Mailed, Walk, nobody};
use crate::{
    scenes::{ATTACKER, DEVICE, PEOPLE, VICTIM},
    watch::Evidence,
};

impl Walk<'_> {
    /// One action of someone at their browser.
    pub(super) async fn act(&mut self, person: usize) {
        let is_shown = !self.actors[person].browser.history.is_empty()
            && !self.actors[person].browser.is_intercepted();
        if !is_shown || self.dice.in_hundred(4) {
            return self.start(person).await;
        }
        let page = self.actors[person].browser.page().clone();
        if self.actors[person].browser.host() == "idporten.localhost" {
            return self.at_idporten(person, &page).await;
        }
        if self.dice.in_hundred(5) && !self.actors[person].old.is_empty() {
            let old = {
                let known = &self.actors[person].old;
                known[self.dice.roll(known.len())].clone()
            };
            self.tell(format!("{person} goes back to «{}»", old.heading));
            return self.press_on(person, &old).await;
        }
        if self.dice.in_hundred(4) {
            return self.open_mailed_link(person).await;
        }
        if self.dice.in_hundred(2) {
            self.tell(format!("{person} closes the browser"));
            self.actors[person].browser.close();
            return self.start(person).await;
        }
        if page.forms.is_empty() {
            // A page that only tells something: its one button, or a new start.
            if let Some(href) = page.button()
                && self.dice.in_hundred(60)
            {
                self.tell(format!("{person} follows {href:.40}"));
                self.actors[person].browser.follow(&href).await;
                return;
            }
            return self.start(person).await;
        }
        self.press_on(person, &page).await;
    }

    pub(super) async fn start(&mut self, person: usize) {
        if self.dice.in_hundred(10) {
            return self.start_at_a_device(person).await;
        }
        let tenant = self.cast.tenants[usize::from(self.dice.in_hundred(35))]
            .id
            .clone();
        let further: &[(&str, &str)] = match self.dice.roll(10) {
            0 => &[("prompt", "login")],
            1 => &[("response_mode", "form_post")],
            _ => &[],
        };
        let begun = self.ground.app.begin(tenant.as_str(), further);
        let url = self.way_in(&begun).await.to_string();
        let actor = &mut self.actors[person];
        actor.begun.insert(begun.state.clone(), begun);
        actor.is_signing_in = false;
        actor.browser.go(&url).await;
        self.tell(format!("{person} starts at {tenant}"));
    }

    /// Someone types the code that a device shows: one of their own, or one that was sent to them.
    async fn start_at_a_device(&mut self, person: usize) {
        let tenant = self.cast.tenants[usize::from(self.dice.in_hundred(35))]
            .id
            .clone();
        let is_lured = !self.devices.is_empty() && self.dice.in_hundred(40);
        let shown = if is_lured {
            self.dice.one_of(&self.devices).clone()
        } else {
            let form = [("client_id", DEVICE), ("tenant", tenant.as_str())];
            let headers = [("content-type", "application/x-www-form-urlencoded")];
            let form = wire::encode(&form);
            let hub = &self.ground.hub;
            let answer = hub.request(Method::POST, "/device_authorization", &headers, &form);
            let shown = answer.await.json();
            self.devices.push(shown.clone());
            shown
        };
        let actor = &mut self.actors[person];
        actor.is_signing_in = false;
        let address = shown["verification_uri_complete"].as_str();
        let page = actor.browser.go(address.expect("an address")).await;
        let mut links = page.links.iter();
        let login = links.find(|(_, href)| href.starts_with("/authorize?"));
        let Some((_, login)) = login.cloned() else {
            self.tell(format!("{person} types a device's code in vain"));
            return;
        };
        actor.browser.follow(&login).await;
        self.tell(format!("{person} types a device's code at {tenant}"));
    }

    /// Some requests are pushed by the app, and some browsers are lured to what was pushed for
    /// another.
    async fn way_in(&mut self, begun: &Begun) -> Url {
        if !self.pushed.is_empty() && self.dice.in_hundred(5) {
            return self.dice.one_of(&self.pushed).clone();
        }
        if !self.dice.in_hundred(20) {
            return begun.url.clone();
        }
        let pushed = self.ground.app.push(&self.ground.hub, begun).await;
        let url = pushed.expect("the app may push");
        self.pushed.push(url.clone());
        url
    }

    /// Each logs in by an eID of their own, at a level that the page offers.
    pub(super) async fn at_idporten(&mut self, person: usize, page: &Page) {
        let Some(form) = page.forms.first().cloned() else {
            return self.start(person).await;
        };
        if self.dice.in_hundred(3) {
            self.tell(format!("{person} cancels at the eID"));
            self.send(person, page, &form, Some(("action", "cancel")), &[])
                .await;
            return;
        }
        let levels: Vec<String> = form
            .fields
            .iter()
            .filter(|field| field.name == "level")
            .map(|field| field.value.clone())
            .collect();
        let is_sign_in = self.actors[person].is_signing_in;
        let is_foreign = form.has_button("action", "eidas")
            && self.dice.in_hundred(if is_sign_in { 60 } else { 14 });
        let eids = self.cast.people[person].eids.clone();
        if !is_sign_in && self.dice.in_hundred(8) {
            self.ground
                .hub
                .stack
                .idporten()
                .set_fault(Fault::LowerAcr, Scope::NextLogin);
        }
        // Known before the answer comes, which may lead on through several steps.
        if is_foreign {
            self.uses(person, &eids[2]);
            let identifier = self.cast.people[person].eidas.clone();
            let born = self.cast.truth.eids[&eids[2]].birth_date.clone();
            let changed = [
                ("eidas_identifier", identifier.as_str()),
                ("eidas_date_of_birth", born.as_str()),
            ];
            self.tell(format!("{person} logs in by the eID without a number"));
            self.send(person, page, &form, Some(("action", "eidas")), &changed)
                .await;
        } else {
            let which = usize::from(self.dice.in_hundred(25));
            self.uses(person, &eids[which]);
            let number = self.cast.people[person].numbers[which].clone();
            let level = self.dice.one_of(&levels).clone();
            let changed = [("pid", number.as_str()), ("level", level.as_str())];
            self.tell(format!("{person} logs in by number {which} at {level}"));
            self.send(person, page, &form, Some(("action", "login")), &changed)
                .await;
        }
        self.ground.hub.stack.idporten().clear_faults();
    }

    fn uses(&mut self, person: usize, eid: &Digest) {
        let actor = &mut self.actors[person];
        actor.eid = Some(eid.clone());
        actor.eids.insert(eid.clone());
    }

    /// Answers of the eID that came within the last action, also those that the national login
    /// gave by a session of its own: which login they were for stands in the callback's `state`.
    pub(super) fn note_answers(&mut self, person: usize, since: usize) {
        let Some(eid) = self.actors[person].eid.clone() else {
            return;
        };
        let answered: Vec<String> = self.actors[person].browser.history[since..]
            .iter()
            .filter(|hop| hop.url.path().starts_with("/callback/"))
            .filter(|hop| hop.url.query_pairs().any(|(name, _)| name == "code"))
            .filter_map(|hop| {
                let mut pairs = hop.url.query_pairs();
                let (_, state) = pairs.find(|(name, _)| name == "state")?;
                Some(state.rsplit_once('.')?.0.to_owned())
            })
            .collect();
        for handle in answered {
            if self.actors[person].is_signing_in {
                let shown = self.evidence.entry(handle).or_default();
                shown.signed_in.insert(eid.clone());
                self.actors[person].is_signing_in = false;
            } else {
                // Another answer: what was shown with an earlier one counts for nothing.
                let fresh = Evidence {
                    eid: Some(eid.clone()),
                    ..Evidence::default()
                };
                self.evidence.insert(handle, fresh);
            }
        }
    }

    pub(super) async fn send(
        &mut self,
        person: usize,
        page: &Page,
        form: &Form,
        button: Option<(&str, &str)>,
        changed: &[(&str, &str)],
    ) {
        let actor = &mut self.actors[person];
        actor.browser.submit(page, form, button, changed).await;
        if !actor.browser.is_intercepted() {
            let shown = actor.browser.page().clone();
            assert!(
                !shown.status.is_server_error(),
                "{}: {} {:#?}",
                shown.status,
                shown.text,
                self.trail
            );
            if actor.browser.host() == "localhost" && !shown.forms.is_empty() {
                actor.old.push(shown);
                if actor.old.len() > 6 {
                    actor.old.remove(0);
                }
            }
        }
    }

    /// Fills in a form as this person can, and presses one of its buttons.
    pub(super) async fn press_on(&mut self, person: usize, page: &Page) {
        let Some(form) = page.forms.first().cloned() else {
            return self.start(person).await;
        };
        let handle = form.value("request").map(str::to_owned);
        let mut changed: Vec<(String, String)> = Vec::new();
        let mut buttons = form.buttons.clone();
        // Leaving is done often enough by starting anew.
        let leaves = self.dice.in_hundred(10);
        buttons.retain(|button| leaves || button.1 != "cancel");
        // The way forward is taken more often than the ways out.
        let forward = buttons.first().cloned();
        buttons.extend(std::iter::repeat_n(forward, 4).flatten());
        let button = self.dice.one_of(&buttons).clone();
        // A form for the app is filled in already.
        let has = |name: &str| {
            let mut fields = form.fields.iter();
            fields.any(|field| field.name == name && field.kind != "hidden")
        };
        if has("address") {
            let typed = self.address_to_type(person, &form);
            changed.push(("address".to_owned(), typed));
        }
        if has("choice") {
            let choices: Vec<String> = form
                .fields
                .iter()
                .filter(|field| field.name == "choice")
                .map(|field| field.value.clone())
                .collect();
            changed.push(("choice".to_owned(), self.dice.one_of(&choices).clone()));
        }
        if has("account") && self.dice.in_hundred(90) {
            let chosen = *self.dice.one_of(&["this", "other"]);
            changed.push(("account".to_owned(), chosen.to_owned()));
        }
        if has("activation_code") {
            let code = self.activation_code(person).await;
            changed.push(("activation_code".to_owned(), code));
        }
        if has("code") {
            let code = self.code(person, handle.as_deref());
            changed.push(("code".to_owned(), code));
        }
        let is_provider = button.0 == "provider";
        if is_provider {
            self.actors[person].is_signing_in = true;
        } else if button.1 == "switch" {
            self.actors[person].is_signing_in = false;
        }
        // What is typed or pressed counts for the login that the form belongs to.
        self.acted_on.clone_from(&handle);
        if let Some(handle) = &handle {
            let shown = self.evidence.entry(handle.clone()).or_default();
            for (name, value) in &changed {
                if name == "code" && matches!(button.1.as_str(), "verify" | "") {
                    for mail in &self.mailed {
                        if mail.code == *value && mail.handle == *handle && mail.eid == shown.eid {
                            shown.codes.insert(mail.to.clone());
                        }
                    }
                }
                if name == "activation_code" && button.1 == "activate" {
                    let right = self.handed.iter().filter(|(code, _)| code == value);
                    shown.activations.extend(right.map(|(_, user)| *user));
                }
            }
        }
        self.tell(format!(
            "{person} on «{}» presses {}={} with {changed:?}",
            page.heading, button.0, button.1
        ));
        let changed: Vec<(&str, &str)> = changed
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let pressed = (button.0.as_str(), button.1.as_str());
        self.send(person, page, &form, Some(pressed), &changed)
            .await;
    }

    pub(super) fn address_to_type(&mut self, person: usize, form: &Form) -> String {
        let stands = form.value("address").unwrap_or_default().to_owned();
        if !stands.is_empty() && self.dice.in_hundred(10) {
            return stands;
        }
        let own = if person == ATTACKER && self.dice.in_hundred(60) {
            VICTIM
        } else {
            person
        };
        let tenant = usize::from(self.dice.in_hundred(35));
        match self.dice.roll(12) {
            0..=4 => self.cast.work(own, tenant),
            5 | 6 => self.cast.shared(tenant),
            7 | 8 => self.cast.people[own].private.clone(),
            9 => nobody(self.cast.number),
            10 => self.cast.people[(own + 1) % PEOPLE].private.clone(),
            _ => self.cast.work((own + 1) % PEOPLE, tenant),
        }
        .to_string()
    }

    /// Honest people got their own code from the tenant; an admin who attacks takes any.
    pub(super) async fn activation_code(&mut self, person: usize) -> String {
        if self.dice.in_hundred(25) {
            return "00000000".to_owned();
        }
        if person == ATTACKER && !self.attack.is_admin() {
            return "11111111".to_owned();
        }
        let whose = if person == ATTACKER { VICTIM } else { person };
        let tenant = usize::from(self.dice.in_hundred(35));
        let Some(user) = self.cast.users.get(&(whose, tenant)).copied() else {
            return "22222222".to_owned();
        };
        let employment = self.cast.employments[&user].clone();
        let at = self.cast.tenants[tenant].id.clone();
        let made = operator::make_code(self.ground.hub.stack.operator(), at.as_str(), &employment)
            .await
            .expect("a code");
        match made {
            Some((code, _)) => {
                self.handed.push((code.clone(), user));
                code
            }
            None => "33333333".to_owned(),
        }
    }

    /// A code out of a mailbox that this person can read; mostly the one for this login.
    pub(super) fn code(&mut self, person: usize, handle: Option<&str>) -> String {
        let readable: Vec<&Mailed> = self
            .mailed
            .iter()
            .filter(|mail| self.cast.mailboxes[&person].contains(&mail.to))
            .collect();
        let own = readable
            .iter()
            .rev()
            .find(|mail| Some(mail.handle.as_str()) == handle);
        match self.dice.roll(20) {
            0..=13 => own.map(|mail| mail.code.clone()),
            14 | 15 if !readable.is_empty() => {
                Some(readable[self.dice.roll(readable.len())].code.clone())
            }
            16 => Some(String::new()),
            _ => None,
        }
        .unwrap_or_else(|| "000000".to_owned())
    }

    /// Opens a link out of a mailbox and presses what is there.
    pub(super) async fn open_mailed_link(&mut self, person: usize) {
        let readable: Vec<usize> = (0..self.mailed.len())
            .filter(|at| {
                let mail = &self.mailed[*at];
                mail.link.is_some() && self.cast.mailboxes[&person].contains(&mail.to)
            })
            .collect();
        if readable.is_empty() {
            return;
        }
        let at = readable[self.dice.roll(readable.len())];
        let link = self.mailed[at].link.clone().unwrap_or_default();
        self.actors[person].browser.go(&link).await;
        let page = self.actors[person].browser.page().clone();
        self.tell(format!("{person} opens a mailed link: «{}»", page.heading));
        let Some(form) = page.forms.first().cloned() else {
            return;
        };
        let Some(button) = form.buttons.first().cloned() else {
            return;
        };
        if button.1 == "not_me" && self.dice.in_hundred(70) {
            return;
        }
        if button.1 == "finish" {
            let mail = &self.mailed[at];
            let shown = self.evidence.entry(mail.handle.clone()).or_default();
            self.acted_on = Some(mail.handle.clone());
            if shown.eid == mail.eid {
                shown.codes.insert(mail.to.clone());
            }
        }
        self.tell(format!("{person} presses {}", button.1));
        self.send(person, &page, &form, Some((&button.0, &button.1)), &[])
            .await;
    }
}
