//! What must hold after each step of a walk, told apart from the product: from the store's content
//! before and after, and from what the person at the browser really showed. Nothing here asks the
//! product's own decisions.

use std::collections::{BTreeMap, BTreeSet};

use kobling_model::{
    AccountId, Digest, DirectoryUserId, TenantId,
    people::{Account, AppLink, DirectoryUser, EmailAddress, Known},
    tenants::{FirstUseProof, Tenant},
};

use crate::directory::Snapshot;

/// What is true of everyone, whatever the store says.
#[derive(Default)]
pub struct Truth {
    /// By link digest: whose eID it is, and the national number that it carries.
    pub eids: BTreeMap<Digest, Holder>,
    /// By directory digest: the national number.
    pub numbers: BTreeMap<Digest, String>,
    /// By national number: the person.
    pub people: BTreeMap<String, usize>,
    pub tenants: BTreeMap<TenantId, Tenant>,
    /// By a digest under the second key: the same thing's under the first.
    pub first: BTreeMap<Digest, Digest>,
}

impl Truth {
    /// Notes an eID by its digests under both keys; gives the one it goes by here.
    pub fn eid(&mut self, [first, second]: [Digest; 2], holder: Holder) -> Digest {
        self.eids.insert(second.clone(), holder.clone());
        self.eids.insert(first.clone(), holder);
        self.first.insert(second, first.clone());
        first
    }

    /// Whether what an app link notes stands for an eID: its number, or itself.
    pub fn is_of(&self, shown: &Digest, eid: &Digest) -> bool {
        let number = self.eids.get(eid).and_then(|holder| holder.number.as_ref());
        match number {
            Some(number) => self.numbers.get(shown) == Some(number),
            None => self.name(shown) == *eid,
        }
    }

    /// What a digest goes by here.
    pub fn name(&self, digest: &Digest) -> Digest {
        self.first.get(digest).unwrap_or(digest).clone()
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Holder {
    pub person: usize,
    pub number: Option<String>,
    pub namespace: String,
    /// As the eID tells it, `YYYY-MM-DD`.
    pub birth_date: String,
}

/// What was really shown within one login, by the one at the browser.
#[derive(Clone, Default, Debug)]
pub struct Evidence {
    /// The eID that answered.
    pub eid: Option<Digest>,
    /// Addresses whose code, sent for this login and this eID, was typed or whose link was pressed.
    pub codes: BTreeSet<EmailAddress>,
    /// eIDs that were used to sign in as someone.
    pub signed_in: BTreeSet<Digest>,
    /// Directory users whose activation code was typed.
    pub activations: BTreeSet<DirectoryUserId>,
}

/// By eID and directory user: addresses.
pub type Approved = BTreeMap<(Digest, DirectoryUserId), BTreeSet<EmailAddress>>;

/// A step's surroundings.
pub struct Step<'a> {
    pub truth: &'a Truth,
    pub evidence: &'a Evidence,
    /// Approvals that an admin gave: this eID is this directory user, and the addresses whose code
    /// it had shown at that tenant by then.
    pub approved: &'a Approved,
    /// Links in force when HR's number arrived (see `token`).
    pub before: &'a Snapshot,
    pub after: &'a Snapshot,
}

/// The numbers that HR knows of a directory user.
pub fn known<'a>(truth: &'a Truth, user: &'a DirectoryUser) -> Vec<(&'a str, &'a str)> {
    user.numbers
        .iter()
        .filter(|number| number.known == Known::FromHr)
        .map(|number| {
            let plain = truth
                .numbers
                .get(&number.digest)
                .map_or("?", String::as_str);
            (number.namespace.as_str(), plain)
        })
        .collect()
}

/// App links whose account holds an eID of a namespace in which HR knows another number.
pub fn unbound(truth: &Truth, seen: &Snapshot) -> BTreeSet<(AccountId, DirectoryUserId, Digest)> {
    let mut found = BTreeSet::new();
    for link in seen.links.values() {
        let (Some(account), Some(user)) = (
            seen.accounts.get(&link.account),
            seen.users.get(&link.directory_user),
        ) else {
            continue;
        };
        for (namespace, number) in known(truth, user) {
            for held in account
                .eids
                .iter()
                .filter(|held| held.namespace == namespace)
            {
                let carried = truth
                    .eids
                    .get(&held.digest)
                    .and_then(|e| e.number.as_deref());
                if carried != Some(number) {
                    found.insert((account.id, user.id, held.digest.clone()));
                }
            }
        }
    }
    found
}

/// Guards and mirrors: each says the same as the other.
pub fn consistent(seen: &Snapshot) -> Vec<String> {
    let mut wrong = Vec::new();
    for account in seen.accounts.values() {
        for held in &account.eids {
            let is_guarded = seen
                .eids
                .get(&held.digest)
                .is_some_and(|link| link.account == account.id && link.namespace == held.namespace);
            if !is_guarded {
                wrong.push(format!(
                    "{} holds an eID that does not lead to it",
                    account.id
                ));
            }
        }
        for own in &account.addresses {
            if seen.addresses.get(&own.digest) != Some(&account.id) {
                wrong.push(format!("{} has an address that is not guarded", account.id));
            }
        }
    }
    for (digest, link) in &seen.eids {
        let is_held = seen.accounts.get(&link.account).is_some_and(|account| {
            account
                .eids
                .iter()
                .filter(|held| held.digest == *digest)
                .count()
                == 1
        });
        if !is_held {
            wrong.push(format!(
                "an eID leads to {} which does not hold it",
                link.account
            ));
        }
    }
    for (digest, account) in &seen.addresses {
        let is_owned = seen.accounts.get(account).is_some_and(|account| {
            account
                .addresses
                .iter()
                .filter(|own| own.digest == *digest)
                .count()
                == 1
        });
        if !is_owned {
            wrong.push(format!(
                "an address leads to {account} which does not have it"
            ));
        }
    }
    let mut users = BTreeSet::new();
    for link in seen.links.values() {
        if !users.insert(link.directory_user) {
            wrong.push(format!("{} is linked twice", link.directory_user));
        }
        let is_mirrored = seen
            .users
            .get(&link.directory_user)
            .is_some_and(|user| user.account == Some(link.account) && user.tenant == link.tenant);
        if !is_mirrored {
            wrong.push(format!("{} does not know its account", link.directory_user));
        }
        if !seen.accounts.contains_key(&link.account) {
            wrong.push(format!("{} is linked to nobody", link.directory_user));
        }
    }
    for user in seen.users.values() {
        if let Some(account) = user.account
            && !seen.links.contains_key(&(account, user.tenant.clone()))
        {
            wrong.push(format!("{} names an account without a link", user.id));
        }
    }
    wrong
}

impl Step<'_> {
    /// What a step of the product's did that it must not.
    pub fn judge(&self) -> Vec<String> {
        let mut wrong = consistent(self.after);
        self.bound(&mut wrong);
        for (id, after) in &self.after.accounts {
            match self.before.accounts.get(id) {
                None => self.born(after, &mut wrong),
                Some(before) => self.changed(before, after, &mut wrong),
            }
        }
        for id in self.before.accounts.keys() {
            if !self.after.accounts.contains_key(id) {
                wrong.push(format!("the account {id} vanished"));
            }
        }
        self.links(&mut wrong);
        self.eids_of_links(&mut wrong);
        self.numbers(&mut wrong);
        wrong
    }

    /// The binding rule, first half: no step brings about an account that is app-linked to a
    /// directory user and holds an eID of the same namespace with another number. (Where HR itself
    /// changes a number, the state is HR's doing, and `token` sees that it opens nothing.)
    fn bound(&self, wrong: &mut Vec<String>) {
        let before = unbound(self.truth, self.before);
        for (account, user, _) in unbound(self.truth, self.after).difference(&before) {
            wrong.push(format!(
                "the binding rule: {account} is linked to {user} with another number"
            ));
        }
    }

    fn is_carried(&self, eid: &Digest, number: &str) -> bool {
        self.truth
            .eids
            .get(eid)
            .is_some_and(|holder| holder.number.as_deref() == Some(number))
    }

    fn born(&self, account: &Account, wrong: &mut Vec<String>) {
        let held: Vec<&Digest> = account.eids.iter().map(|held| &held.digest).collect();
        if held.as_slice() != self.evidence.eid.iter().collect::<Vec<_>>().as_slice() {
            wrong.push(format!(
                "{} was born with an eID that nobody showed",
                account.id
            ));
        }
        self.proved_addresses(account, &BTreeSet::new(), wrong);
    }

    fn proved_addresses(
        &self,
        account: &Account,
        before: &BTreeSet<EmailAddress>,
        wrong: &mut Vec<String>,
    ) {
        let approved = self.approved_for(account.id);
        for own in &account.addresses {
            let is_shown = before.contains(&own.address)
                || self.evidence.codes.contains(&own.address)
                || approved.contains(&own.address);
            if !is_shown {
                wrong.push(format!("{} gained an address without its code", account.id));
            }
        }
    }

    /// An approval stands for the codes that were shown when it was asked for: those of whom the
    /// account is linked to, where this eID asked.
    fn approved_for(&self, account: AccountId) -> BTreeSet<EmailAddress> {
        let Some(eid) = &self.evidence.eid else {
            return BTreeSet::new();
        };
        self.after
            .links
            .values()
            .filter(|link| link.account == account)
            .filter_map(|link| self.approved.get(&(eid.clone(), link.directory_user)))
            .flatten()
            .cloned()
            .collect()
    }

    fn changed(&self, before: &Account, after: &Account, wrong: &mut Vec<String>) {
        let addresses: BTreeSet<EmailAddress> = before
            .addresses
            .iter()
            .map(|own| own.address.clone())
            .collect();
        self.proved_addresses(after, &addresses, wrong);
        if addresses
            .iter()
            .any(|had| after.addresses.iter().all(|own| own.address != *had))
        {
            wrong.push(format!("{} lost an address", after.id));
        }
        if before.state != after.state {
            wrong.push(format!("{} changed its state", after.id));
        }
        let held = |account: &Account| -> BTreeSet<Digest> {
            account
                .eids
                .iter()
                .map(|held| held.digest.clone())
                .collect()
        };
        let (had, has) = (held(before), held(after));
        for gained in has.difference(&had) {
            self.gained(before, gained, &had, wrong);
        }
        for lost in had.difference(&has) {
            let moved = self.evidence.eid.as_ref() == Some(lost)
                && self
                    .after
                    .eids
                    .get(lost)
                    .is_some_and(|link| link.account != after.id);
            let replaced = has
                .difference(&had)
                .any(|gained| self.is_replacement(before, lost, gained));
            if !moved && !replaced {
                wrong.push(format!("{} lost an eID", after.id));
            }
        }
    }

    /// HR's row replaced the number of `old` by that of `new`, for someone whom the account is.
    fn is_replacement(&self, account: &Account, old: &Digest, new: &Digest) -> bool {
        self.before.users.values().any(|user| {
            user.account == Some(account.id)
                && user.numbers.iter().any(|number| {
                    let is = |digest: &Digest, eid: &Digest| {
                        self.truth
                            .numbers
                            .get(digest)
                            .is_some_and(|number| self.is_carried(eid, number))
                    };
                    number.known == Known::FromHr
                        && is(&number.digest, new)
                        && number
                            .replaced
                            .as_ref()
                            .is_some_and(|replaced| is(replaced, old))
                })
        })
    }

    /// No account changes owner without fresh proof of both sides: the eID that it gains answered
    /// in this login, and the account was shown to be the person's own by an eID that it already
    /// had; where it had none, by a code to an address of its own. And the binding rule, second
    /// half: an eID without the number comes only in a session fresh from one that has it.
    fn gained(
        &self,
        before: &Account,
        gained: &Digest,
        had: &BTreeSet<Digest>,
        wrong: &mut Vec<String>,
    ) {
        if self.evidence.eid.as_ref() != Some(gained) {
            wrong.push(format!("{} gained an eID that nobody showed", before.id));
        }
        let approved = self.approved_for(before.id);
        let is_own_mailbox = before.addresses.iter().any(|own| {
            self.evidence.codes.contains(&own.address) || approved.contains(&own.address)
        });
        let is_signed_in = had.iter().any(|eid| self.evidence.signed_in.contains(eid));
        let is_replaced = had
            .iter()
            .any(|old| self.is_replacement(before, old, gained));
        let is_proved = if had.is_empty() || is_replaced {
            is_own_mailbox || is_signed_in
        } else {
            is_signed_in
        };
        if !is_proved {
            wrong.push(format!(
                "{} changed its owner without proof of both sides",
                before.id
            ));
        }
        for link in self
            .before
            .links
            .values()
            .filter(|link| link.account == before.id)
        {
            let Some(user) = self.before.users.get(&link.directory_user) else {
                continue;
            };
            for (_, number) in known(self.truth, user) {
                let is_fresh = self
                    .evidence
                    .signed_in
                    .iter()
                    .any(|eid| self.is_carried(eid, number));
                if !self.is_carried(gained, number) && !is_fresh {
                    wrong.push(format!(
                        "the binding rule: {} is linked to {} and gained another number",
                        before.id, user.id
                    ));
                }
            }
        }
    }

    /// App links come by what was shown: HR's number, or where HR knows none, the directory's
    /// address and the tenant's extra proof.
    fn links(&self, wrong: &mut Vec<String>) {
        for (key, link) in &self.after.links {
            let is_new = self
                .before
                .links
                .get(key)
                .is_none_or(|before| before.directory_user != link.directory_user);
            if is_new {
                self.made(link.account, link.directory_user, wrong);
            }
        }
        for (key, link) in &self.before.links {
            let stays = self
                .after
                .links
                .get(key)
                .is_some_and(|after| after.directory_user == link.directory_user);
            if !stays {
                self.ended(link.account, link.directory_user, wrong);
            }
        }
    }

    /// An eID opens an app link that another one made, or none, only by HR's number or by the
    /// tenant's extra proof for this very eID.
    fn eids_of_links(&self, wrong: &mut Vec<String>) {
        for (key, after) in &self.after.links {
            let Some(before) = self.before.links.get(key) else {
                continue;
            };
            if before.directory_user != after.directory_user {
                continue;
            }
            // What was shown before the account lost an eID counts no longer.
            let counted = |link: &AppLink, seen: &Snapshot| -> BTreeSet<Digest> {
                let lost = seen.accounts.get(&link.account).map(|own| own.eids_lost);
                let shown = link.numbers.values();
                let counts = shown.filter(|_| Some(link.shown_after) == lost);
                counts.map(|shown| self.truth.name(shown)).collect()
            };
            let was = counted(before, self.before);
            for shown in counted(after, self.after).difference(&was) {
                self.opened(shown, after.directory_user, wrong);
            }
        }
    }

    fn opened(&self, shown: &Digest, user: DirectoryUserId, wrong: &mut Vec<String>) {
        let Some((eid, before)) = self.evidence.eid.as_ref().zip(self.before.users.get(&user))
        else {
            wrong.push(format!("an eID opens {user}, shown by nobody"));
            return;
        };
        if !self.truth.is_of(shown, eid) {
            wrong.push(format!("{user} is opened by an eID that was not shown"));
        }
        let numbers = known(self.truth, before);
        let is_known = numbers
            .iter()
            .any(|(_, number)| self.is_carried(eid, number));
        if is_known {
            return;
        }
        self.born_then(eid, before, wrong);
        let approved = self.approved.contains_key(&(eid.clone(), user));
        let is_extra = approved
            || self.evidence.activations.contains(&user)
            || (self.truth.tenants[&before.tenant].settings.first_use_proof
                == FirstUseProof::Mailbox
                && self.is_shown_otherwise(eid, before));
        if !is_extra {
            wrong.push(format!(
                "{user} is opened by another eID without extra proof"
            ));
        }
    }

    /// HR's birth date, where there is one, is the eID's.
    fn born_then(&self, eid: &Digest, user: &DirectoryUser, wrong: &mut Vec<String>) {
        let told = self.truth.eids.get(eid).map(|holder| &holder.birth_date);
        if user.birth_date.is_some() && user.birth_date.as_ref() != told {
            wrong.push(format!("{} was born on another day", user.id));
        }
    }

    fn made(&self, account: AccountId, user: DirectoryUserId, wrong: &mut Vec<String>) {
        let (Some(after), Some(before)) = (
            self.after.accounts.get(&account),
            self.before.users.get(&user),
        ) else {
            wrong.push(format!("{user} was linked out of nothing"));
            return;
        };
        let Some(eid) = &self.evidence.eid else {
            wrong.push(format!("{user} was linked by nobody"));
            return;
        };
        if after.eids.iter().all(|held| held.digest != *eid) {
            wrong.push(format!("{user} was linked to an account without the eID"));
        }
        self.born_then(eid, before, wrong);
        let numbers = known(self.truth, before);
        if !numbers.is_empty() {
            if !numbers
                .iter()
                .any(|(_, number)| self.is_carried(eid, number))
            {
                wrong.push(format!("{user} was linked by an eID without HR's number"));
            }
        } else if !self.is_shown_otherwise(eid, before) {
            wrong.push(format!("{user} was linked without address or extra proof"));
        }
    }

    fn is_shown_otherwise(&self, eid: &Digest, user: &DirectoryUser) -> bool {
        let approved = self.approved.get(&(eid.clone(), user.id));
        let is_address = user
            .employments
            .iter()
            .filter_map(|employment| employment.email.as_ref())
            .any(|address| {
                self.evidence.codes.contains(address)
                    || approved.is_some_and(|shown| shown.contains(address))
            });
        let is_extra = match self.truth.tenants[&user.tenant].settings.first_use_proof {
            FirstUseProof::Mailbox => true,
            _ => self.evidence.activations.contains(&user.id) || approved.is_some(),
        };
        is_address && is_extra
    }

    /// A link ends only by someone who is the directory user, as far as anyone can tell.
    fn ended(&self, account: AccountId, user: DirectoryUserId, wrong: &mut Vec<String>) {
        let Some(before) = self.before.users.get(&user) else {
            return;
        };
        let Some(eid) = &self.evidence.eid else {
            wrong.push(format!("{account} lost {user} by nobody"));
            return;
        };
        let is_person = known(self.truth, before)
            .iter()
            .any(|(_, number)| self.is_carried(eid, number));
        let is_left_behind = self
            .before
            .accounts
            .get(&account)
            .is_some_and(|account| account.eids.iter().any(|held| held.digest == *eid));
        if !is_person && !is_left_behind && !self.is_shown_otherwise(eid, before) {
            wrong.push(format!("{account} lost {user} without proof"));
        }
    }

    /// HR's numbers are HR's; a learned one is the eID's that answered.
    fn numbers(&self, wrong: &mut Vec<String>) {
        for (id, after) in &self.after.users {
            let Some(before) = self.before.users.get(id) else {
                wrong.push(format!("{id} came out of nothing"));
                continue;
            };
            for number in &after.numbers {
                if before.numbers.contains(number) {
                    continue;
                }
                let is_learned = number.known == Known::Learned
                    && self.evidence.eid.as_ref().is_some_and(|eid| {
                        self.truth
                            .numbers
                            .get(&number.digest)
                            .is_some_and(|plain| self.is_carried(eid, plain))
                    });
                if !is_learned {
                    wrong.push(format!("{id} has a number from nowhere"));
                }
            }
        }
    }
}

/// Whether someone may have got an app session: the app link must have been opened by an eID that
/// was used in this browser, and lead to a directory user whose number, where HR knows one, is
/// that of the person who sits there.
pub fn token(
    truth: &Truth,
    seen: &Snapshot,
    tenant: &TenantId,
    account: AccountId,
    (person, eids): (usize, &BTreeSet<Digest>),
) -> Result<DirectoryUserId, String> {
    let link = seen
        .links
        .get(&(account, tenant.clone()))
        .ok_or_else(|| format!("{account} got a session without a link"))?;
    if link.suspended {
        return Err(format!("{account} got a session by a suspended link"));
    }
    let lost = seen.accounts.get(&account).map(|account| account.eids_lost);
    let mut shown = link.numbers.values();
    let is_shown = shown.any(|shown| eids.iter().any(|eid| truth.is_of(shown, eid)));
    if !is_shown || Some(link.shown_after) != lost {
        return Err(format!(
            "{account} got a session by an eID that was never shown at {tenant}"
        ));
    }
    let user = seen
        .users
        .get(&link.directory_user)
        .ok_or_else(|| "a session of nobody".to_owned())?;
    for (_, number) in known(truth, user) {
        if truth.people.get(number) != Some(&person) {
            return Err(format!(
                "person {person} got a session as {}, who is another",
                user.id
            ));
        }
    }
    for (link_account, link_user, _) in unbound(truth, seen) {
        if link_account == account && link_user == user.id {
            return Err(format!(
                "{account} got a session by a link that is not bound"
            ));
        }
    }
    Ok(user.id)
}
