//! Random walks of three honest people and an attacker over every road that a login has. The
//! attacker has a genuine eID of their own, and in turn the victim's mailbox, a user admin's hands
//! (sets addresses in HR data, approves, hands out activation codes), or both. After each step the
//! whole store is looked at (`watch`).
//!
//! 300 walks in a test run; 10,000 by
//! `cargo test -p kobling-tests --test attack -- --ignored --nocapture ten_thousand_walks`.

use std::collections::{BTreeMap, BTreeSet};

use kobling_local::operator;
use kobling_shared::{
    accounts::{
        AccountId, AppLink, Approval, ApprovalState, DirectoryUser, DirectoryUserId,
        DirectoryUserState, EmailAddress, Tenant, audit::AuditEvent,
    },
    keys::Digest,
    login::{LoginRequest, approvals},
    store::{Entity, keys},
};
use kobling_simulators::idporten::{Fault, Scope};
use kobling_tests::{
    Begun, Browser, Form, Hop, Page,
    hr::{DELTA, Line, file},
};

use crate::{
    dice::Dice,
    directory::{Directory, Snapshot, entities, look},
    scenes::{ATTACKER, Cast, Ground, PEOPLE, VICTIM, address},
    watch::{self, Approved, Evidence, Step},
};

/// What the attacker has besides a genuine eID.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Attack {
    Mailbox,
    Admin,
    Both,
}

impl Attack {
    fn reads_victims_mail(self) -> bool {
        self != Self::Admin
    }

    fn is_admin(self) -> bool {
        self != Self::Mailbox
    }
}

/// Someone at a browser.
struct Actor {
    browser: Browser,
    /// Requests that the app began, by `state`.
    begun: BTreeMap<String, Begun>,
    /// The eID that was used last at the national login.
    eid: Option<Digest>,
    /// The eID is asked for to sign in as someone, not to log in.
    is_signing_in: bool,
    /// Pages seen before, for forms sent late.
    old: Vec<Page>,
}

/// A mail with a code, and the login that it was sent for.
struct Mailed {
    to: EmailAddress,
    code: String,
    link: Option<String>,
    handle: String,
    eid: Option<Digest>,
}

struct Walk<'a> {
    ground: &'a Ground,
    dice: Dice,
    cast: Cast,
    attack: Attack,
    actors: Vec<Actor>,
    evidence: BTreeMap<String, Evidence>,
    mailed: Vec<Mailed>,
    seen_mails: BTreeSet<String>,
    addresses: BTreeSet<EmailAddress>,
    /// Activation codes that were handed out.
    handed: Vec<(String, DirectoryUserId)>,
    /// Addresses whose code an eID has shown in logins at a tenant.
    shown: BTreeMap<(Digest, String), BTreeSet<EmailAddress>>,
    approved: Approved,
    /// Links that were there, with an eID without a number, before HR's number came.
    early: BTreeSet<(AccountId, DirectoryUserId)>,
    /// Files that HR sent so far; the next one's sequence.
    files: u64,
    /// The login whose form was sent in the last action.
    acted_on: Option<String>,
    /// Which step of a roll-over is deployed.
    phase: usize,
    rows: BTreeSet<String>,
    trail: Vec<String>,
    sessions: usize,
}

/// What many walks met.
#[derive(Default)]
pub struct Tally {
    pub walks: usize,
    pub steps: usize,
    /// App sessions that were given.
    pub sessions: usize,
    /// In how many walks each row was reached.
    pub rows: BTreeMap<String, usize>,
    pub wrong: Vec<String>,
}

impl<'a> Walk<'a> {
    async fn new(ground: &'a Ground, number: usize, seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let attack = *dice.one_of(&[Attack::Mailbox, Attack::Admin, Attack::Both]);
        let mut cast = Cast::new(ground, number, &mut dice).await;
        if attack.reads_victims_mail() {
            let victims = cast.mailboxes[&VICTIM].clone();
            cast.mailboxes.entry(ATTACKER).or_default().extend(victims);
        }
        let mut addresses: BTreeSet<EmailAddress> =
            cast.mailboxes.values().flatten().cloned().collect();
        addresses.insert(nobody(number));
        let early = cast.early.clone();
        let actors = (0..PEOPLE)
            .map(|_| Actor {
                browser: ground.app.browser(&ground.hub),
                begun: BTreeMap::new(),
                eid: None,
                is_signing_in: false,
                old: Vec::new(),
            })
            .collect();
        Self {
            ground,
            dice,
            cast,
            attack,
            actors,
            evidence: BTreeMap::new(),
            mailed: Vec::new(),
            seen_mails: BTreeSet::new(),
            addresses,
            handed: Vec::new(),
            shown: BTreeMap::new(),
            approved: Approved::new(),
            early,
            files: 0,
            acted_on: None,
            phase: 0,
            rows: BTreeSet::new(),
            trail: Vec::new(),
            sessions: 0,
        }
    }

    fn directory(&self) -> Directory<'a> {
        Directory {
            hub: &self.ground.hub,
        }
    }

    /// Walks; the first wrong thing ends it.
    async fn go(&mut self, steps: usize) -> Result<usize, Vec<String>> {
        let (mut before, _) = self.look();
        let wrong = watch::consistent(&before);
        assert!(wrong.is_empty(), "a walk began in disorder: {wrong:?}");
        let mut focus = self.dice.roll(PEOPLE);
        for _ in 0..steps {
            // Mostly the same person goes on: a login has several steps.
            if self.dice.in_hundred(22) {
                focus = *self
                    .dice
                    .one_of(&[VICTIM, VICTIM, ATTACKER, ATTACKER, 1, 2]);
            }
            if self.dice.in_hundred(9) {
                let as_it_lies = look(&self.ground.hub);
                self.others_act(&as_it_lies).await;
                let (seen, wrong) = self.look();
                if !wrong.is_empty() {
                    return Err(wrong);
                }
                before = seen;
                continue;
            }
            let since = self.actors[focus].browser.mark();
            self.act(focus).await;
            self.note_answers(focus, since);
            let (after, twice) = self.look();
            let handle = self.note_logins(focus, since).await;
            let evidence = handle
                .as_ref()
                .and_then(|handle| self.evidence.get(handle))
                .cloned()
                .unwrap_or_default();
            self.note_shown(handle.as_deref(), &evidence);
            let judged = Step {
                truth: &self.cast.truth,
                evidence: &evidence,
                approved: &self.approved,
                before: &before,
                after: &after,
            };
            let mut wrong = judged.judge();
            self.approved.retain(|(eid, user), _| {
                let is = |link: &&AppLink| link.directory_user == *user;
                let had = before.links.values().find(is).map(|link| link.account);
                let has = after.links.values().find(is).map(|link| link.account);
                // It is used up where the eID got what it was given for.
                evidence.eid.as_ref() != Some(eid)
                    || (had == has && before.eids.contains_key(eid) == after.eids.contains_key(eid))
            });
            wrong.extend(twice);
            wrong.extend(self.at_the_app(focus, &after).await);
            self.note_mails(handle.as_deref()).await;
            if !wrong.is_empty() {
                return Err(wrong);
            }
            before = after;
        }
        Ok(steps)
    }

    /// The store by the names that things go by here, and what must never be there twice.
    fn look(&self) -> (Snapshot, Vec<String>) {
        look(&self.ground.hub).by_first_key(&self.cast.truth.first)
    }

    /// The operator goes one step on in rolling over the key of national ids, or one back. (The
    /// last step, which retires a key, is for when nothing is left under it.)
    fn roll_over(&mut self) {
        const STEPS: [&str; 3] = ["a", "a-with-b", "b-with-a"];
        self.phase = match self.phase {
            0 | 2 => 1,
            _ => 2 * usize::from(self.dice.in_hundred(75)),
        };
        let step = STEPS[self.phase];
        // Back to the first key alone only where nothing lies under the second.
        let seen = look(&self.ground.hub);
        let is_second = |digest: &Digest| self.cast.truth.first.contains_key(digest);
        if self.phase == 0
            && (seen.eids.keys().any(is_second)
                || seen.numbers.iter().any(|(_, digest)| is_second(digest))
                || seen
                    .links
                    .values()
                    .any(|link| link.numbers.values().any(is_second))
                || seen.users.values().any(|user| {
                    let mut numbers = user.numbers.iter();
                    numbers.any(|number| is_second(&number.digest))
                }))
        {
            self.phase = 1;
            return;
        }
        let deployed = self.ground.hub.stack.redeploy(&[("NationalIdKeys", step)]);
        assert!(deployed.is_ok(), "{deployed:?}");
        self.rows.insert(format!("roll-over {step}"));
        self.tell(format!("the key of national ids: {step}"));
    }

    /// The next walk begins with the first key.
    fn take_back(&self) {
        if self.phase != 0 {
            let deployed = self.ground.hub.stack.redeploy(&[("NationalIdKeys", "a")]);
            assert!(deployed.is_ok(), "{deployed:?}");
        }
    }

    fn tell(&mut self, text: String) {
        self.trail.push(text);
    }

    /// One action of someone at their browser.
    async fn act(&mut self, person: usize) {
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

    async fn start(&mut self, person: usize) {
        let tenant = self.cast.tenants[usize::from(self.dice.in_hundred(35))]
            .id
            .clone();
        let further: &[(&str, &str)] = if self.dice.in_hundred(10) {
            &[("prompt", "login")]
        } else {
            &[]
        };
        let begun = self.ground.app.begin(tenant.as_str(), further);
        let url = begun.url.to_string();
        let actor = &mut self.actors[person];
        actor.begun.insert(begun.state.clone(), begun);
        actor.is_signing_in = false;
        actor.browser.go(&url).await;
        self.tell(format!("{person} starts at {tenant}"));
    }

    /// Each logs in by an eID of their own, at a level that the page offers.
    async fn at_idporten(&mut self, person: usize, page: &Page) {
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
        if !is_sign_in && self.dice.in_hundred(4) {
            self.ground
                .hub
                .stack
                .idporten()
                .set_fault(Fault::LowerAcr, Scope::NextLogin);
        }
        // Known before the answer comes, which may lead on through several steps.
        if is_foreign {
            self.actors[person].eid = Some(eids[2].clone());
            let identifier = self.cast.people[person].eidas.clone();
            let changed = [("eidas_identifier", identifier.as_str())];
            self.tell(format!("{person} logs in by the eID without a number"));
            self.send(person, page, &form, Some(("action", "eidas")), &changed)
                .await;
        } else {
            let which = usize::from(self.dice.in_hundred(25));
            self.actors[person].eid = Some(eids[which].clone());
            let number = self.cast.people[person].numbers[which].clone();
            let level = self.dice.one_of(&levels).clone();
            let changed = [("pid", number.as_str()), ("level", level.as_str())];
            self.tell(format!("{person} logs in by number {which} at {level}"));
            self.send(person, page, &form, Some(("action", "login")), &changed)
                .await;
        }
        self.ground.hub.stack.idporten().clear_faults();
    }

    /// Answers of the eID that came within the last action, also those that the national login
    /// gave by a session of its own: which login they were for stands in the callback's `state`.
    fn note_answers(&mut self, person: usize, since: usize) {
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

    async fn send(
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
    async fn press_on(&mut self, person: usize, page: &Page) {
        let Some(form) = page.forms.first().cloned() else {
            return self.start(person).await;
        };
        let handle = form.value("request").map(str::to_owned);
        let mut changed: Vec<(String, String)> = Vec::new();
        let mut buttons = form.buttons.clone();
        // The way forward is taken more often than the ways out.
        let forward = buttons.first().cloned();
        buttons.extend(std::iter::repeat_n(forward, 4).flatten());
        let button = self.dice.one_of(&buttons).clone();
        let has = |name: &str| form.fields.iter().any(|field| field.name == name);
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

    fn address_to_type(&mut self, person: usize, form: &Form) -> String {
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
    async fn activation_code(&mut self, person: usize) -> String {
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
    fn code(&mut self, person: usize, handle: Option<&str>) -> String {
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
    async fn open_mailed_link(&mut self, person: usize) {
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

    /// HR, admins and time.
    async fn others_act(&mut self, before: &Snapshot) {
        match self.dice.roll(12) {
            10 | 11 => self.roll_over(),
            0..=2 => self.decide_approvals().await,
            3 => {
                let seconds = [40, 200, 1000, 4000][self.dice.roll(4)];
                self.ground.hub.pass(seconds);
                self.tell(format!("{seconds} s pass"));
            }
            4 if self.attack.is_admin() => self.attackers_address(before).await,
            5 | 6 => self.hr_file(before).await,
            _ => self.hr_changes(before).await,
        }
    }

    async fn decide_approvals(&mut self) {
        for (index, tenant) in self.cast.tenants.clone().iter().enumerate() {
            let app = &self.ground.hub.stack.operator().app;
            let waiting: Vec<Approval> =
                approvals::asked(app, &tenant.id).await.expect("approvals");
            for approval in waiting {
                let current: Option<Approval> = self.directory().get(&approval.key()).await;
                if current.is_none_or(|current| current.state != ApprovalState::Asked) {
                    continue;
                }
                let holder = self.cast.truth.eids.get(&approval.eid);
                let user = approval.directory_user;
                let is_person = holder.is_some_and(|holder| {
                    self.cast.users.get(&(holder.person, index)) == Some(&user)
                });
                // The admin who attacks says yes to their own eID.
                let is_yes = is_person
                    || (self.attack.is_admin()
                        && holder.is_some_and(|holder| holder.person == ATTACKER));
                let decided =
                    approvals::decide(app, &tenant.id, approval.eid.as_str(), is_yes, "walk")
                        .await
                        .expect("a decision");
                let after: Option<Approval> = self.directory().get(&approval.key()).await;
                if after.is_some_and(|after| after.state == ApprovalState::Approved) {
                    let eid = self.cast.truth.name(&approval.eid);
                    let by = (eid.clone(), tenant.id.to_string());
                    let shown = self.shown.get(&by).cloned().unwrap_or_default();
                    self.approved.insert((eid, user), shown);
                }
                self.tell(format!("an admin decides for {user}: {is_yes} ({decided})"));
            }
        }
    }

    /// The admin who attacks puts a mailbox of their own into HR's data of someone.
    async fn attackers_address(&mut self, before: &Snapshot) {
        let users: Vec<&DirectoryUser> = before.users.values().collect();
        if users.is_empty() {
            return;
        }
        let user = users[self.dice.roll(users.len())].clone();
        let evil = address(&format!("angrep.{}@example.com", self.cast.number));
        self.addresses.insert(evil.clone());
        self.cast
            .mailboxes
            .entry(ATTACKER)
            .or_default()
            .insert(evil.clone());
        let mut after = user.clone();
        after.version += 1;
        if let Some(employment) = after.employments.first_mut() {
            employment.email = Some(evil);
        }
        self.directory().write_user(Some(&user), &after).await;
        self.tell(format!("the attacker's address is put at {}", user.id));
    }

    /// HR's file comes in by its bucket: of someone's employment it says what the directory has, or
    /// another address, number or end. It moves no app link and no account, and a linked person's
    /// address waits.
    async fn hr_file(&mut self, before: &Snapshot) {
        let pairs: Vec<((usize, usize), DirectoryUserId)> =
            self.cast.users.iter().map(|(at, id)| (*at, *id)).collect();
        if pairs.is_empty() {
            return;
        }
        let ((person, tenant), id) = pairs[self.dice.roll(pairs.len())];
        let (Some(user), Some(number)) = (before.users.get(&id), self.cast.employments.get(&id))
        else {
            return;
        };
        let Some(employment) = user.employments.iter().find(|e| e.number == *number) else {
            return;
        };
        let at = self.cast.tenants[tenant].id.clone();
        let own = self.cast.people[person].private.to_string();
        let known = user
            .numbers
            .iter()
            .any(|number| number.known == kobling_shared::accounts::Known::FromHr);
        let email = employment.email.as_ref().map(ToString::to_string);
        let mut line = Line {
            employment: number.clone(),
            given: user.given_name.clone(),
            family: user.family_name.clone(),
            email: email.unwrap_or_default(),
            ..Line::default()
        };
        let what = match self.dice.roll(4) {
            0 => {
                line.email = own;
                "another address"
            }
            1 => {
                line.number = self.cast.people[person].numbers[usize::from(known)].clone();
                if let Some(account) = user.account
                    && !known
                {
                    self.early.insert((account, id));
                }
                "a number"
            }
            2 => {
                line.to = "2026-03-01".to_owned();
                "an end"
            }
            _ => "the same",
        };
        let directory = self.directory();
        directory.guard_employment(user, number).await;
        self.files += 1;
        let name = format!("{}.csv", self.files);
        let text = file(std::slice::from_ref(&line));
        let import = self.ground.hub.import(at.as_str(), DELTA, &name, &text);
        let import = import.await;
        let after = look(&self.ground.hub);
        assert_eq!(after.links, before.links, "an import moved an app link");
        assert_eq!(
            after.accounts, before.accounts,
            "an import changed an account"
        );
        assert_eq!(after.eids, before.eids, "an import moved an eID");
        for user in before.users.values().filter(|user| user.account.is_some()) {
            let now = &after.users[&user.id];
            assert_eq!(now.account, user.account);
            for was in &user.employments {
                let is = now.employments.iter().find(|e| e.number == was.number);
                let email = is.and_then(|employment| employment.email.as_ref());
                assert_eq!(email, was.email.as_ref(), "a linked person's address");
            }
        }
        let wrong = watch::consistent(&after);
        assert!(wrong.is_empty(), "{wrong:?}");
        self.tell(format!(
            "a file for person {person} at {at} ({id}): {what}, {:?}",
            import.counts
        ));
    }

    /// A number arrives, is replaced, changes; an address changes; someone leaves or comes back.
    async fn hr_changes(&mut self, before: &Snapshot) {
        let pairs: Vec<((usize, usize), DirectoryUserId)> =
            self.cast.users.iter().map(|(at, id)| (*at, *id)).collect();
        if pairs.is_empty() {
            return;
        }
        let ((person, tenant), id) = pairs[self.dice.roll(pairs.len())];
        let Some(user) = before.users.get(&id).cloned() else {
            return;
        };
        let directory = self.directory();
        let now = self.ground.hub.now();
        let at = self.cast.tenants[tenant].id.clone();
        let mut after = user.clone();
        after.version += 1;
        let known = user
            .numbers
            .iter()
            .position(|number| number.known == kobling_shared::accounts::Known::FromHr);
        let what = match self.dice.roll(7) {
            0..=2 => {
                let which = usize::from(known.is_some());
                let number = self.cast.people[person].numbers[which].clone();
                let mut new = directory.known(&at, &number, now).await;
                let truth = &self.cast.truth;
                let is_same = |digest: &Digest| truth.name(digest) == truth.name(&new.digest);
                let is_anothers = before.users.values().any(|other| {
                    other.id != id && other.numbers.iter().any(|n| is_same(&n.digest))
                });
                if is_anothers
                    || user
                        .numbers
                        .iter()
                        .any(|n| is_same(&n.digest) && known.is_some())
                {
                    return;
                }
                if let Some(known) = known {
                    if self.dice.in_hundred(60) {
                        new.replaced = Some(user.numbers[known].digest.clone());
                    }
                } else if let Some(account) = user.account {
                    self.early.insert((account, id));
                }
                after
                    .numbers
                    .retain(|number| number.namespace != new.namespace);
                after.numbers.push(new);
                if known.is_some() {
                    "another number"
                } else {
                    "a number"
                }
            }
            3 => {
                let other = self.cast.people[person].private.clone();
                if let Some(employment) = after.employments.first_mut() {
                    employment.email = Some(other);
                }
                "another address"
            }
            4 => {
                if let Some(employment) = after.employments.first_mut() {
                    employment.to = Some(now - 60);
                }
                "an end"
            }
            5 => {
                after.state = DirectoryUserState::Suspended;
                "suspended"
            }
            _ => {
                after.state = DirectoryUserState::Active;
                for employment in &mut after.employments {
                    employment.to = None;
                    employment.from = None;
                }
                "current again"
            }
        };
        directory.write_user(Some(&user), &after).await;
        self.tell(format!("HR: person {person} at {at} ({id}) is {what}"));
    }

    /// The login that the last action was about: that of the form that was sent, else the one that
    /// the browser was led to; and the row that it has reached.
    async fn note_logins(&mut self, person: usize, since: usize) -> Option<String> {
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
        let request: Option<LoginRequest> =
            self.directory().get(&LoginRequest::key_of(&handle)).await;
        if let Some(request) = request {
            let tenant: Option<Tenant> = self.directory().get(&keys::tenant(&request.tenant)).await;
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

    fn note_shown(&mut self, handle: Option<&str>, evidence: &Evidence) {
        let tenant = handle.and_then(|handle| handle.split('.').next());
        if let (Some(eid), Some(tenant)) = (&evidence.eid, tenant) {
            let by = (eid.clone(), tenant.to_owned());
            let codes = evidence.codes.iter().cloned();
            self.shown.entry(by).or_default().extend(codes);
        }
    }

    /// Mails that have come since belong to the login that was acted on.
    async fn note_mails(&mut self, handle: Option<&str>) {
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

    /// Where the browser came back to the app: the code is redeemed, and who got a session is held
    /// against who sits there.
    async fn at_the_app(&mut self, person: usize, seen: &Snapshot) -> Vec<String> {
        let browser = &self.actors[person].browser;
        if !browser.is_intercepted() {
            return Vec::new();
        }
        let at = browser.url().clone();
        let state = browser.parameter("state").unwrap_or_default();
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
        self.sessions += 1;
        let claims = claims(answer.json()["id_token"].as_str().unwrap_or_default());
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
        match watch::token(&self.cast.truth, seen, &tenant.id, account, person) {
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
    fn audited_rows(&mut self) {
        let table = &self.ground.hub.stack.operator().app.config().audit_table;
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

fn nobody(number: usize) -> EmailAddress {
    address(&format!("ingen.{number}@example.com"))
}

/// The claims of a token that came straight from the hub.
fn claims(token: &str) -> serde_json::Value {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    let payload = token.split('.').nth(1).unwrap_or_default();
    let decoded = URL_SAFE_NO_PAD.decode(payload).expect("a token");
    serde_json::from_slice(&decoded).expect("claims")
}

/// Walks that many times, from a seed on; a fresh hub after every fifty walks.
pub async fn walk(from: usize, count: usize, steps: usize) -> Tally {
    let mut tally = Tally::default();
    let mut ground = None;
    for number in from..from + count {
        if tally.walks.is_multiple_of(50) {
            ground = Some(Ground::new().await);
        }
        let Some(ground) = &ground else { break };
        let mut walk = Walk::new(ground, number, number as u64).await;
        match walk.go(steps).await {
            Ok(steps) => tally.steps += steps,
            Err(wrong) => tally.wrong.push(format!(
                "walk {number} ({:?}): {wrong:#?}\n{}",
                walk.attack,
                walk.trail.join("\n")
            )),
        }
        walk.audited_rows();
        walk.take_back();
        tally.walks += 1;
        tally.sessions += walk.sessions;
        for row in &walk.rows {
            *tally.rows.entry(row.clone()).or_default() += 1;
        }
        ground.clear();
        if tally.wrong.len() >= 3 {
            break;
        }
    }
    tally
}

/// One walk, for what it leaves in the store.
pub async fn walk_on(ground: &Ground, number: usize, steps: usize) {
    let mut walk = Walk::new(ground, number, number as u64).await;
    let walked = walk.go(steps).await;
    walk.take_back();
    assert!(walked.is_ok(), "{walked:?}");
}

/// The outcomes of the first-login table, and L20, which says whose rows they are.
const ROWS: &[&str] = &[
    "L1", "L2", "L3", "L4", "L5", "L6", "L7", "L8", "L9", "L10", "L11", "L12", "L13", "L14", "L15",
    "L16", "L17", "L18", "L20", "L22", "L24", "L25", "L26", "L27", "L28", "L29",
];

/// What else every run of walks must have met.
const STEPS: &[&str] = &["roll-over a-with-b", "roll-over b-with-a"];

fn report(tally: &Tally) -> String {
    let rows: Vec<String> = ROWS
        .iter()
        .map(|row| format!("{row} {}", tally.rows.get(*row).unwrap_or(&0)))
        .collect();
    format!(
        "{} walks, {} steps, {} app sessions; walks that reached each row: {}",
        tally.walks,
        tally.steps,
        tally.sessions,
        rows.join(", ")
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_walk_breaks_the_binding_rule() {
    let tally = walk(0, 300, 30).await;
    eprintln!("{}", report(&tally));
    assert!(tally.wrong.is_empty(), "{}", tally.wrong.join("\n\n"));
    assert!(
        tally.sessions >= 300,
        "hardly anyone got anywhere: {}",
        report(&tally)
    );
    for row in ROWS.iter().chain(STEPS) {
        assert!(
            tally.rows.contains_key(*row),
            "no walk reached {row}: {}",
            report(&tally)
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes an hour"]
async fn ten_thousand_walks() {
    let tally = walk(1_000, 10_000, 30).await;
    eprintln!("{}", report(&tally));
    assert!(tally.wrong.is_empty(), "{}", tally.wrong.join("\n\n"));
    for row in ROWS {
        let times = tally.rows.get(*row).copied().unwrap_or_default();
        assert!(
            times >= 20,
            "{row} was reached {times} times: {}",
            report(&tally)
        );
    }
}
