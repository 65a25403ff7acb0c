//! What others do meanwhile: approvals, the attacker's address in HR's data, HR's files.

use kobling_actions::approvals;
use kobling_keys::SEEN_BY_ALL;
use kobling_local::operator;
use kobling_model::{
    Digest, DirectoryUserId,
    item::Entity,
    people::{Approval, ApprovalState, DirectoryUser, DirectoryUserState},
};
use kobling_tests::hr::{DELTA, Line, file};
use serde_json::json;

use super::Walk;
use crate::{
    directory::{Snapshot, look},
    scenes::{ATTACKER, address},
    watch,
};

impl Walk<'_> {
    /// HR, admins and time.
    pub(super) async fn others_act(&mut self, before: &Snapshot) {
        match self.dice.roll(13) {
            10 | 11 => self.roll_over(),
            12 => self.new_keys().await,
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

    /// The operator makes all keys of the deployment anew, with or without time for what is under
    /// way.
    async fn new_keys(&mut self) {
        let grace = [0, 3600][self.dice.roll(2)];
        let task = json!({ "task": "rotate-now", "grace_seconds": grace });
        let done = self.ground.hub.stack.task("housekeeping", task).await;
        assert!(done.is_some(), "the keys were not made");
        self.ground.hub.pass(SEEN_BY_ALL);
        self.rows.insert("new keys".to_owned());
        self.tell(format!("new keys, with {grace} s of grace"));
    }

    pub(super) async fn decide_approvals(&mut self) {
        for (index, tenant) in self.cast.tenants.clone().iter().enumerate() {
            let operator = self.ground.hub.stack.operator();
            let authority = operator::authority(operator, tenant.id.clone()).expect("authority");
            let waiting: Vec<Approval> = approvals::asked(&operator.app, &authority)
                .await
                .expect("approvals");
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
                let eid = approval.eid.as_str();
                let decided = operator::decide(operator, tenant.id.clone(), eid, is_yes)
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
    pub(super) async fn attackers_address(&mut self, before: &Snapshot) {
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
    pub(super) async fn hr_file(&mut self, before: &Snapshot) {
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
            .any(|number| number.known == kobling_model::people::Known::FromHr);
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
    pub(super) async fn hr_changes(&mut self, before: &Snapshot) {
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
            .position(|number| number.known == kobling_model::people::Known::FromHr);
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
}
