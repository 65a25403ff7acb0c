//! Reads what the first-login table looks at, in as few rounds as the links between items allow:
//! guards, then whom they name, then whom those are linked to.

use kobling_base::{Internal, secret::Secret};
use kobling_keyring::Purpose as SealPurpose;
use kobling_keys::IndexKey;
use kobling_letters::{Returned, digest_of};
use kobling_model::{
    AccountId, Digest, DirectoryUserId, TenantId,
    item::{Entity, Key, Table},
    keys,
    people::{
        Account, AddressGuard, AppLink, Approval, ApprovalState, DirectoryAddress, DirectoryNumber,
        DirectoryUser, EidLink, EmailAddress,
    },
    tenants::Tenant,
};
use kobling_shared::app::App;
use kobling_store::{Found, StoreError};

use super::{
    answered_eid::AnsweredEid,
    facts::{Facts, OtherAccount},
    progress::Progress,
    redigest::under_current,
};

/// At most this many people behind one shared address are looked at: one batch of the store.
const MOST_SHARERS: usize = 100;

/// Where the eID's national number can be had, should another tenant's digest of it be needed.
#[derive(Clone, Copy, Debug)]
pub enum Number<'a> {
    /// In hand: the eID has just answered.
    InHand(Option<&'a Secret<String>>),
    /// Sealed in the request with this handle digest.
    Sealed(&'a str),
}

/// Reads everything anew for an eID's answer and what was said so far.
pub async fn gather(
    app: &App,
    index: &IndexKey,
    tenant: &Tenant,
    eid: &AnsweredEid,
    progress: &Progress,
    number: Number<'_>,
) -> Result<Facts, Internal> {
    let gatherer = Gatherer {
        app,
        index,
        tenant,
        eid,
        number,
    };
    gatherer.facts(progress).await
}

/// The first of some keys under which there is something.
fn one_of<E: Entity>(
    found: &Found,
    mut keys: impl Iterator<Item = Key>,
) -> Result<Option<E>, StoreError> {
    keys.find_map(|key| found.get(&key).transpose()).transpose()
}

struct Gatherer<'a> {
    app: &'a App,
    index: &'a IndexKey,
    tenant: &'a Tenant,
    eid: &'a AnsweredEid,
    number: Number<'a>,
}

impl Gatherer<'_> {
    async fn facts(&self, progress: &Progress) -> Result<Facts, Internal> {
        let store = self.app.store()?;
        let now = self.app.now();
        let tenant = &self.tenant.id;
        let mut first = Vec::new();
        for digest in self.eid.link_digests() {
            first.extend([keys::eid_link(digest), keys::approval(tenant, digest)]);
        }
        for digest in self.eid.directory_digests() {
            first.push(keys::directory_number(tenant, digest));
        }
        let found = store.batch(&first, now).await?;
        let link: Option<EidLink> = one_of(&found, self.eid.link_digests().map(keys::eid_link))?;
        let number: Option<DirectoryNumber> = one_of(
            &found,
            self.eid
                .directory_digests()
                .map(|digest| keys::directory_number(tenant, digest)),
        )?;
        let approval: Option<Approval> = one_of(
            &found,
            self.eid
                .link_digests()
                .map(|digest| keys::approval(tenant, digest)),
        )?;

        let mut facts = Facts::default();
        facts.moves.eid = link
            .clone()
            .filter(|link| link.digest != self.eid.authentication.link_digest);
        facts.moves.number = number
            .as_ref()
            .map(|number| number.digest.clone())
            .filter(|digest| Some(digest) != self.eid.directory_digest.as_ref());
        facts.moves.approval = approval
            .as_ref()
            .map(|approval| approval.eid.clone())
            .filter(|digest| *digest != self.eid.authentication.link_digest);
        if let Some(approval) = approval {
            match approval.state {
                ApprovalState::Approved => {
                    facts.approved = Some(approval.directory_user);
                    facts.approved_account = approval.account;
                    facts.approved_address = approval.address;
                }
                ApprovalState::Refused => facts.refused = Some(approval.directory_user),
                ApprovalState::Asked => facts.asked_at = Some(approval.asked_at),
            }
        }
        let mut second = Vec::new();
        if let Some(link) = &link {
            second.push(keys::account(&link.account));
            second.push(keys::app_link(&link.account, tenant));
        }
        if let Some(number) = &number {
            second.push(keys::directory_user(tenant, &number.directory_user));
        }
        let found = store.batch(&second, now).await?;
        if let Some(link) = &link {
            facts.x = found.get(&keys::account(&link.account))?;
            facts.x_link = found.get(&keys::app_link(&link.account, tenant))?;
        }
        if let Some(number) = &number {
            facts.d = found.get(&keys::directory_user(tenant, &number.directory_user))?;
        }
        self.linked_to(&mut facts).await?;
        if facts.d.is_some() {
            self.hr_address(&mut facts, progress).await?;
        } else if facts.x_link.is_none()
            && let Some(address) = &progress.address
        {
            self.typed_address(&mut facts, address, progress).await?;
        }
        under_current(&mut facts, self.eid);
        Ok(facts)
    }

    /// D2 behind X's app link; Y behind D.
    async fn linked_to(&self, facts: &mut Facts) -> Result<(), Internal> {
        let x = facts.x.as_ref().map(|x| x.id);
        if let Some(link) = &facts.x_link
            && facts.d.as_ref().is_none_or(|d| d.id != link.directory_user)
        {
            let key = keys::directory_user(&self.tenant.id, &link.directory_user);
            facts.d2 = self.app.store()?.get(&key, self.app.now()).await?;
        }
        if let Some(account) = facts.d.as_ref().and_then(|d| d.account)
            && Some(account) != x
        {
            facts.y = self.other(account).await?;
        }
        Ok(())
    }

    /// Where D is known and not linked: HR's addresses, the one in use, and who owns it.
    async fn hr_address(&self, facts: &mut Facts, progress: &Progress) -> Result<(), Internal> {
        let Some(d) = &facts.d else { return Ok(()) };
        let usable = d.usable_addresses(self.app.now());
        let is_through = |link: &AppLink| link.directory_user == d.id;
        if facts.x_link.as_ref().is_some_and(is_through) {
            // Straight through: nothing is mailed.
            facts.offered = usable;
            return Ok(());
        }
        let found = self.reached(&usable, facts, progress).await?;
        facts.offered = usable;
        facts
            .offered
            .retain(|address| !facts.returned.contains(address));
        if let Some(x) = &facts.x {
            // The account is there already; HR's address may be added to it by a code (A4).
            let is_own =
                |address: &EmailAddress| x.addresses.iter().any(|own| own.address == *address);
            let addable = facts
                .offered
                .first()
                .filter(|address| progress.adds_address && !is_own(address));
            if facts.y.is_none()
                && let Some(address) = addable
            {
                facts.address = Some(address.clone());
                self.owner(facts, &found).await?;
                if facts.z.is_some() {
                    // Someone else has it: the account is used without it.
                    facts.address = None;
                    facts.z = None;
                }
            }
            return Ok(());
        }
        if facts.y.is_some() {
            return Ok(());
        }
        facts.address = match (&progress.address, facts.offered.as_slice()) {
            (Some(chosen), _) => Some(chosen.clone()),
            (None, [only]) => Some(only.clone()),
            _ => None,
        };
        self.owner(facts, &found).await
    }

    /// In one read: who owns HR's addresses, and which of them, or of Y's own, mail comes back from.
    async fn reached(
        &self,
        usable: &[EmailAddress],
        facts: &mut Facts,
        progress: &Progress,
    ) -> Result<Found, Internal> {
        let own = facts.y.iter().flat_map(|y| &y.account.addresses);
        let mut mine: Vec<EmailAddress> = own.map(|own| own.address.clone()).collect();
        mine.extend(usable.iter().cloned());
        let returned =
            |address: &EmailAddress| keys::returned_address(&digest_of(self.index, address));
        let guards = usable
            .iter()
            .chain(&progress.address)
            .map(|address| keys::address(&self.index.digest("address", address.as_str())));
        let asked: Vec<Key> = mine.iter().map(returned).chain(guards).collect();
        let found = self.app.store()?.batch(&asked, self.app.now()).await?;
        for address in mine {
            if found.get::<Returned>(&returned(&address))?.is_some() {
                facts.returned.push(address);
            }
        }
        Ok(found)
    }

    /// Where there is no D: who in the directory has the typed address, and who owns it.
    async fn typed_address(
        &self,
        facts: &mut Facts,
        address: &EmailAddress,
        progress: &Progress,
    ) -> Result<(), Internal> {
        facts.is_typed = true;
        facts.address = Some(address.clone());
        let store = self.app.store()?;
        let digest = self.index.digest("address", address.as_str());
        let behind: Vec<DirectoryAddress> = store
            .partition(
                Table::Identity,
                &keys::directory_addresses(&self.tenant.id, &digest),
                keys::SHARERS,
                self.app.now(),
            )
            .await?;
        let mut people: Vec<_> = behind
            .into_iter()
            .map(|entry| entry.directory_user)
            .take(MOST_SHARERS)
            .collect();
        // An activation code says which of those who share the address it is.
        if let Some(shown) = progress.activation
            && people.contains(&shown)
        {
            people = vec![shown];
        }
        if let [only] = people.as_slice() {
            let key = keys::directory_user(&self.tenant.id, only);
            facts.d2 = store.get::<DirectoryUser>(&key, self.app.now()).await?;
            let x = facts.x.as_ref().map(|x| x.id);
            if let Some(account) = facts.d2.as_ref().and_then(|d2| d2.account)
                && Some(account) != x
            {
                facts.y = self.other(account).await?;
            }
        } else {
            facts.several = people;
        }
        let digest = self.index.digest("address", address.as_str());
        let guard = [keys::address(&digest)];
        let found = self.app.store()?.batch(&guard, self.app.now()).await?;
        self.owner(facts, &found).await
    }

    /// Who owns the address in use, as `found` has it.
    async fn owner(&self, facts: &mut Facts, found: &Found) -> Result<(), Internal> {
        let Some(address) = &facts.address else {
            return Ok(());
        };
        let digest = self.index.digest("address", address.as_str());
        let key = keys::address(&digest);
        facts.address_digest = Some(digest);
        let guard: Option<AddressGuard> = found.get(&key)?;
        let x = facts.x.as_ref().map(|x| x.id);
        let y = facts.y.as_ref().map(|y| y.account.id);
        if let Some(guard) = guard
            && Some(guard.account) != x
            && Some(guard.account) != y
        {
            facts.z = self.other(guard.account).await?;
        }
        Ok(())
    }

    /// An account that the eID does not lead to, with its app links everywhere.
    async fn other(&self, id: AccountId) -> Result<Option<OtherAccount>, Internal> {
        let store = self.app.store()?;
        let now = self.app.now();
        let key = keys::account(&id);
        let found = store.partition_found(key.table, &key.pk, "", now).await?;
        let Some(account) = found.get::<Account>(&key)? else {
            return Ok(None);
        };
        let links: Vec<AppLink> = found.all()?;
        let mut link = None;
        let mut elsewhere = Vec::new();
        for app_link in links {
            if app_link.tenant == self.tenant.id {
                link = Some(app_link);
            } else {
                elsewhere.push(app_link);
            }
        }
        let (differs_elsewhere, elsewhere) = self.differs_elsewhere(&elsewhere).await?;
        Ok(Some(OtherAccount {
            account,
            link,
            differs_elsewhere,
            elsewhere,
        }))
    }

    /// Whether any of these app links is to someone whose known number the eID does not carry.
    /// Also gives whom that was read from.
    async fn differs_elsewhere(
        &self,
        links: &[AppLink],
    ) -> Result<(bool, Vec<(TenantId, DirectoryUserId, u64)>), Internal> {
        let asked: Vec<_> = links
            .iter()
            .map(|link| keys::directory_user(&link.tenant, &link.directory_user))
            .collect();
        let found = self.app.store()?.batch(&asked, self.app.now()).await?;
        let namespace = &self.eid.authentication.namespace;
        let (mut differs, mut read) = (false, Vec::new());
        for key in &asked {
            let Some(user) = found.get::<DirectoryUser>(key)? else {
                continue;
            };
            read.push((user.tenant.clone(), user.id, user.version));
            if !user.is_number_known() {
                continue;
            }
            let Some(known) = user.known_from_hr(namespace) else {
                differs = true;
                continue;
            };
            let shown = self.digest_at(&user.tenant, &known.digest).await?;
            differs |= shown.as_ref() != Some(&known.digest);
        }
        Ok((differs, read))
    }

    /// The eID's number as another tenant's directory digest, to be compared with a known one.
    async fn digest_at(
        &self,
        tenant: &TenantId,
        known: &Digest,
    ) -> Result<Option<Digest>, Internal> {
        let service = self.app.key_service()?;
        let namespace = &self.eid.authentication.namespace;
        let number = match (self.number, &self.eid.sealed_number) {
            (Number::InHand(Some(number)), _) => number.clone(),
            (Number::Sealed(of), Some(sealed)) => {
                let opened = service.open(SealPurpose::NationalId, of, sealed).await?;
                Secret::new(String::from_utf8(opened.into_inner()).map_err(Internal::new)?)
            }
            _ => return Ok(None),
        };
        service
            .directory_digest_like(known, tenant.as_str(), namespace, number.expose())
            .await
            .map_err(Internal::from)
    }
}
