//! Where a walk begins: its people with their eIDs and mailboxes, and for each of them at each
//! tenant one of the situations of the first-login table, written as HR and earlier logins would
//! have left it.

use std::collections::{BTreeMap, BTreeSet};

use kobling_base::digest::sha256;
use kobling_keyring::message;
use kobling_model::{
    AccountId, ClientId, Digest, DirectoryUserId, TenantId,
    apps::ClientAtTenant,
    hr::FeedKind,
    national_id::norway::{CheckDigits, NorwegianNumber, Rules},
    people::{
        Account, AccountState, DirectoryUser, DirectoryUserState, EmailAddress, Known, KnownNumber,
    },
    tenants::{Activation, Country, FirstUseProof, HelpDesk, Tenant, TenantSettings, TenantState},
};
use kobling_tests::{Hub, RelyingParty, dice::Dice, hr::DELTA};

use crate::{
    directory::{Directory, NAMESPACE, sweep},
    watch::{Holder, Truth},
};

const DAY: i64 = 24 * 3600;

/// A hub with tenants of every kind, and nobody in them.
pub struct Ground {
    pub hub: Hub,
    pub app: RelyingParty,
    pub tenants: Vec<Tenant>,
}

/// How many people there are in a walk; the last one is the attacker.
pub const PEOPLE: usize = 4;
pub const VICTIM: usize = 0;
/// The demo's device, which is in use at a walk's tenants, too.
pub const DEVICE: &str = "clock";
pub const ATTACKER: usize = PEOPLE - 1;

/// Someone with eIDs and a private mailbox.
pub struct Person {
    /// The number that the person has, and the one that may replace it.
    pub numbers: [String; 2],
    pub eidas: String,
    pub private: EmailAddress,
    /// Link digests of the two numbers and of the eID without one.
    pub eids: [Digest; 3],
}

/// One walk's people and what they have at the two tenants.
pub struct Cast {
    pub number: usize,
    pub tenants: [Tenant; 2],
    pub people: Vec<Person>,
    pub truth: Truth,
    /// By person and tenant: the directory user that is that person.
    pub users: BTreeMap<(usize, usize), DirectoryUserId>,
    pub employments: BTreeMap<DirectoryUserId, String>,
    /// Who can read which mailbox.
    pub mailboxes: BTreeMap<usize, BTreeSet<EmailAddress>>,
    /// Links by an eID without a number that were there before HR's number.
    pub early: BTreeSet<(AccountId, DirectoryUserId)>,
    own: BTreeMap<usize, Account>,
    owned: BTreeSet<EmailAddress>,
    held: BTreeSet<Digest>,
    known: BTreeSet<(usize, String)>,
}

/// The situations. Several are drawn more often, since they are met seldom otherwise.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scene {
    Known,
    Unknown,
    KnownWithoutAddress,
    KnownWithTwo,
    LegacyLink,
    LegacyLinkYounger,
    UnknownLegacyLink,
    TwoRecords,
    Replaced,
    AddressTaken,
    AddressOfEmptyAccount,
    AddressOfForeignEid,
    SharedMailbox,
    Imported,
    NotEmployed,
    Disabled,
    OtherNumber,
    Linked,
    LinkedUnknown,
    FirstEid,
    Elsewhere,
    ElsewhereAndLegacy,
    LegacyForeignEid,
    Absent,
}

const SCENES: &[Scene] = &[
    Scene::Known,
    Scene::Known,
    Scene::Unknown,
    Scene::Unknown,
    Scene::Unknown,
    Scene::KnownWithoutAddress,
    Scene::KnownWithTwo,
    Scene::LegacyLink,
    Scene::LegacyLinkYounger,
    Scene::UnknownLegacyLink,
    Scene::UnknownLegacyLink,
    Scene::TwoRecords,
    Scene::Replaced,
    Scene::Replaced,
    Scene::AddressTaken,
    Scene::AddressTaken,
    Scene::AddressOfEmptyAccount,
    Scene::AddressOfForeignEid,
    Scene::SharedMailbox,
    Scene::SharedMailbox,
    Scene::Imported,
    Scene::NotEmployed,
    Scene::Disabled,
    Scene::OtherNumber,
    Scene::Linked,
    Scene::LinkedUnknown,
    Scene::FirstEid,
    Scene::Elsewhere,
    Scene::ElsewhereAndLegacy,
    Scene::LegacyForeignEid,
    Scene::LegacyForeignEid,
    Scene::Absent,
];

fn tenant(id: &str, settings: TenantSettings) -> Tenant {
    Tenant {
        id: TenantId::parse(id).expect("a tenant id"),
        name: format!("Øvekommune {id}"),
        country: Country::No,
        state: TenantState::Active,
        synthetic: true,
        language: "nb".to_owned(),
        logo: None,
        colour: None,
        help_desk: HelpDesk {
            name: "Brukarstøtte".to_owned(),
            email: Some(format!("hjelp@{id}.example.com")),
            phone: None,
            url: None,
        },
        providers: vec!["idporten".to_owned()],
        start_client: None,
        settings,
        version: 0,
    }
}

impl Ground {
    pub async fn new() -> Self {
        let hub = Hub::with(|options| options.schedules = false).await;
        // So that both keys for national ids have their material, whichever is in use.
        for step in ["a-with-b", "a"] {
            let deployed = hub.stack.redeploy(&[("NationalIdKeys", step)]);
            deployed.expect("a deployment");
        }
        let app = RelyingParty::register(&hub, "walkapp", |_| {}).await;
        let with = |proof| TenantSettings {
            first_use_proof: proof,
            ..TenantSettings::default()
        };
        let tenants = vec![
            tenant("godkjenning", with(FirstUseProof::AdminApproval)),
            tenant("kodeheim", with(FirstUseProof::ActivationCode)),
            tenant("postkasse", with(FirstUseProof::Mailbox)),
            tenant(
                "innkalling",
                TenantSettings {
                    activation: Activation::ByAdmin,
                    ..with(FirstUseProof::Mailbox)
                },
            ),
            tenant(
                "domene",
                TenantSettings {
                    allowed_domains: vec!["domene.example.com".to_owned()],
                    free_address: false,
                    account_without_address: false,
                    ..with(FirstUseProof::ActivationCode)
                },
            ),
        ];
        let ground = Self { hub, app, tenants };
        ground.clear();
        let directory = Directory { hub: &ground.hub };
        for tenant in &ground.tenants {
            directory.put(tenant).await;
            let hub = &ground.hub;
            hub.feed(&tenant.id, DELTA, FeedKind::Delta).await;
            for client in [ground.app.client_id.as_str(), DEVICE] {
                directory
                    .put(&ClientAtTenant {
                        tenant: tenant.id.clone(),
                        client: ClientId::parse(client).expect("a client id"),
                        enabled: true,
                        scopes: Vec::new(),
                    })
                    .await;
            }
        }
        ground
    }

    /// Removes people, accounts, links and whatever logins left, so that each walk begins alone.
    pub fn clear(&self) {
        let config = self.hub.stack.operator().app.config().clone();
        let stays = [
            "data_key",
            "proving_key",
            "signing_key",
            "key_state",
            "client",
            "client_at_tenant",
            "provider",
            "tenant",
            "hr_feed",
        ];
        sweep(&self.hub, &config.tables.identity, |item| {
            !stays.contains(&crate::directory::kind(item))
        });
        sweep(&self.hub, &config.tables.transient, |_| true);
        sweep(&self.hub, &config.tables.audit, |_| true);
    }
}

/// The `index`th synthetic number; different ones for different indices.
pub fn synthetic_number(index: usize) -> String {
    let rules = Rules {
        check_digits: CheckDigits::Until2031,
        synthetic: true,
    };
    let day = 1 + index % 28;
    let month = 81 + (index / 28) % 12;
    let year = 50 + (index / 336) % 50;
    let first = (index / 16_800) * 25;
    (first..first + 25)
        .flat_map(|individual| {
            let nine = format!("{day:02}{month:02}{year:02}{individual:03}");
            (0..100).map(move |check| format!("{nine}{check:02}"))
        })
        .find(|number| NorwegianNumber::parse(number, rules).is_ok())
        .expect("a number of 25 has check digits")
}

/// The birth date that a synthetic number of the last century tells.
fn born(number: &str) -> String {
    let month: u32 = number[2..4].parse().expect("a month");
    format!("19{}-{:02}-{}", &number[4..6], month - 80, &number[..2])
}

pub fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).expect("an address")
}

impl Cast {
    /// People who are in no directory yet.
    pub fn empty(ground: &Ground, number: usize, dice: &mut Dice) -> Self {
        let directory = Directory { hub: &ground.hub };
        let one = dice.roll(ground.tenants.len());
        let other = (one + 1 + dice.roll(ground.tenants.len() - 1)) % ground.tenants.len();
        let tenants = [ground.tenants[one].clone(), ground.tenants[other].clone()];
        let mut truth = Truth::default();
        for tenant in &tenants {
            truth.tenants.insert(tenant.id.clone(), tenant.clone());
        }
        let issuer = ground.hub.stack.idporten().issuer().to_owned();
        let client = ground.hub.stack.registered().provider_client_id.clone();
        let mut people = Vec::new();
        for index in 0..PEOPLE {
            let at = (number * PEOPLE + index) * 2;
            let numbers = [synthetic_number(at), synthetic_number(at + 1)];
            let eidas = format!("SE/NO/{number}-{index}");
            let namespace = format!("iss:{issuer}");
            let subject = sha256(&format!("{issuer}\n{client}\neidas\n{eidas}"));
            let mut eids = Vec::new();
            for number in &numbers {
                truth.people.insert(number.clone(), index);
                let holder = Holder {
                    person: index,
                    number: Some(number.clone()),
                    namespace: NAMESPACE.to_owned(),
                    birth_date: born(number),
                };
                let both = directory.digests(&message("link", "", NAMESPACE, number));
                eids.push(truth.eid(both, holder));
                for tenant in &tenants {
                    let [first, second] = directory.number_digests(&tenant.id, number);
                    truth.numbers.insert(first.clone(), number.clone());
                    truth.numbers.insert(second.clone(), number.clone());
                    truth.first.insert(second, first);
                }
            }
            let both = directory.digests(&message("link", "", &namespace, &subject));
            let holder = Holder {
                person: index,
                number: None,
                namespace,
                birth_date: born(&numbers[0]),
            };
            eids.push(truth.eid(both, holder));
            people.push(Person {
                numbers,
                eidas,
                private: address(&format!("privat{index}.{number}@example.com")),
                eids: eids.try_into().expect("three eIDs"),
            });
        }
        let mailboxes = people
            .iter()
            .enumerate()
            .map(|(index, person)| (index, BTreeSet::from([person.private.clone()])))
            .collect();
        Self {
            number,
            tenants,
            people,
            truth,
            users: BTreeMap::new(),
            employments: BTreeMap::new(),
            mailboxes,
            early: BTreeSet::new(),
            own: BTreeMap::new(),
            owned: BTreeSet::new(),
            held: BTreeSet::new(),
            known: BTreeSet::new(),
        }
    }

    /// People, each in some situation at each of two tenants.
    pub async fn new(ground: &Ground, number: usize, dice: &mut Dice) -> Self {
        let directory = Directory { hub: &ground.hub };
        let mut cast = Self::empty(ground, number, dice);
        for person in 0..PEOPLE {
            for tenant in 0..2 {
                let scene = *dice.one_of(SCENES);
                // The attacker is nobody's employee more often than not.
                let scene = if person == ATTACKER && dice.in_hundred(60) {
                    *dice.one_of(&[Scene::Absent, Scene::Elsewhere, Scene::Linked])
                } else {
                    scene
                };
                cast.make(&directory, dice, person, tenant, scene).await;
            }
        }
        cast
    }

    /// The address that HR has of someone at a tenant.
    pub fn work(&self, person: usize, tenant: usize) -> EmailAddress {
        address(&format!(
            "arbeid{person}.{}@{}.example.com",
            self.number, self.tenants[tenant].id
        ))
    }

    pub fn shared(&self, tenant: usize) -> EmailAddress {
        address(&format!(
            "felles.{}@{}.example.com",
            self.number, self.tenants[tenant].id
        ))
    }

    async fn own_account(&mut self, directory: &Directory<'_>, person: usize) -> Account {
        if let Some(account) = self.own.get(&person) {
            return account.clone();
        }
        let private = self.people[person].private.clone();
        let mut eids = vec![(NAMESPACE.to_owned(), self.people[person].eids[0].clone())];
        // Some came by a second one, which other tenants have not seen.
        let foreign = &self.people[person].eids[2];
        if person.is_multiple_of(2) && self.held.insert(foreign.clone()) {
            let namespace = self.truth.eids[foreign].namespace.clone();
            eids.push((namespace, foreign.clone()));
        }
        let account = directory.account(&[private.clone()], &eids).await;
        self.owned.insert(private);
        self.own.insert(person, account.clone());
        account
    }

    /// An account at an address, unless the address has one already.
    async fn account_at(
        &mut self,
        directory: &Directory<'_>,
        at: &EmailAddress,
        eids: &[(String, Digest)],
    ) -> Option<Account> {
        if !self.owned.insert(at.clone()) {
            return None;
        }
        Some(directory.account(&[at.clone()], eids).await)
    }

    /// HR's number for someone, unless another row of the tenant has it.
    async fn number(
        &mut self,
        directory: &Directory<'_>,
        tenant: usize,
        number: &str,
        since: i64,
    ) -> Option<KnownNumber> {
        if !self.known.insert((tenant, number.to_owned())) {
            return None;
        }
        Some(
            directory
                .known(&self.tenants[tenant].id, number, since)
                .await,
        )
    }

    #[expect(clippy::too_many_lines, reason = "one situation after another")]
    async fn make(
        &mut self,
        directory: &Directory<'_>,
        dice: &mut Dice,
        person: usize,
        tenant: usize,
        scene: Scene,
    ) {
        let now = directory.hub.now();
        let at = self.tenants[tenant].id.clone();
        let work = self.work(person, tenant);
        let first = self.people[person].numbers[0].clone();
        let second = self.people[person].numbers[1].clone();
        let foreign = {
            let digest = self.people[person].eids[2].clone();
            (self.truth.eids[&digest].namespace.clone(), digest)
        };
        let employment = format!("{}-{person}-{tenant}", self.number);
        self.mailboxes
            .entry(person)
            .or_default()
            .insert(work.clone());
        if scene == Scene::Absent {
            return;
        }
        if scene == Scene::Elsewhere {
            // An account from somewhere else, and no entry here.
            self.own_account(directory, person).await;
            return;
        }
        let mut user: DirectoryUser = directory.user(&at, &format!("Person{person}"));
        user.employments = vec![Directory::employment(&employment, Some(&work))];
        let is_unknown = matches!(
            scene,
            Scene::Unknown
                | Scene::UnknownLegacyLink
                | Scene::SharedMailbox
                | Scene::LinkedUnknown
                | Scene::FirstEid
                | Scene::OtherNumber
                | Scene::TwoRecords
        );
        let since = match scene {
            Scene::LegacyLinkYounger => now - DAY,
            _ => now - 300 * DAY,
        };
        if !is_unknown && scene != Scene::Replaced {
            let known = self.number(directory, tenant, &first, since).await;
            user.numbers.extend(known);
        }
        let shown = directory.number_digest(&at, &first);
        match scene {
            Scene::KnownWithoutAddress => user.employments[0].email = None,
            Scene::KnownWithTwo => {
                let private = self.people[person].private.clone();
                user.employments.push(Directory::employment(
                    &format!("{employment}-b"),
                    Some(&private),
                ));
            }
            Scene::LegacyLink | Scene::LegacyLinkYounger | Scene::UnknownLegacyLink => {
                if let Some(account) = self.account_at(directory, &work, &[]).await {
                    directory
                        .link(&account, &mut user, None, false, now - 20 * DAY)
                        .await;
                }
            }
            Scene::ElsewhereAndLegacy => {
                self.own_account(directory, person).await;
                if let Some(account) = self.account_at(directory, &work, &[]).await {
                    directory
                        .link(&account, &mut user, None, false, now - 20 * DAY)
                        .await;
                }
            }
            Scene::LegacyForeignEid => {
                if dice.in_hundred(50) {
                    self.own_account(directory, person).await;
                }
                self.legacy_foreign(directory, dice, person, tenant, &mut user, foreign)
                    .await;
            }
            Scene::TwoRecords => {
                let account = self.own_account(directory, person).await;
                directory
                    .link(&account, &mut user, Some(&shown), true, now - 20 * DAY)
                    .await;
                let known = self.number(directory, tenant, &first, since).await;
                let mut other = directory.user(&at, &format!("Person{person}"));
                other.employments = vec![Directory::employment(&format!("{employment}-b"), None)];
                other.numbers.extend(known);
                directory.write_user(None, &other).await;
            }
            Scene::Replaced => {
                let account = self.own_account(directory, person).await;
                directory
                    .link(&account, &mut user, Some(&shown), true, now - 20 * DAY)
                    .await;
                if let Some(mut known) = self.number(directory, tenant, &second, now - DAY).await {
                    known.replaced = Some(shown.clone());
                    user.numbers.push(known);
                }
            }
            Scene::AddressTaken => {
                let other = (person + 1 + dice.roll(PEOPLE - 1)) % PEOPLE;
                self.own_account(directory, other).await;
                let taken = self.people[other].private.clone();
                user.employments[0].email = Some(taken);
            }
            Scene::AddressOfEmptyAccount => {
                self.account_at(directory, &work, &[]).await;
            }
            Scene::AddressOfForeignEid => {
                if self.held.insert(foreign.1.clone()) {
                    self.account_at(directory, &work, std::slice::from_ref(&foreign))
                        .await;
                }
            }
            Scene::SharedMailbox => {
                let shared = self.shared(tenant);
                user.employments[0].email = Some(shared.clone());
                self.mailboxes
                    .entry(person)
                    .or_default()
                    .insert(shared.clone());
                // Somebody else who reads the same mailbox.
                let mut other = directory.user(&at, "Felles");
                other.employments = vec![Directory::employment(
                    &format!("{employment}-s"),
                    Some(&shared),
                )];
                directory.write_user(None, &other).await;
            }
            Scene::Imported => user.state = DirectoryUserState::Imported,
            Scene::NotEmployed => match dice.roll(3) {
                0 => user.state = DirectoryUserState::Suspended,
                1 => user.employments[0].to = Some(now - DAY),
                _ => user.employments[0].from = Some(now + DAY),
            },
            Scene::Disabled => {
                let mut account = self.own_account(directory, person).await;
                if dice.in_hundred(50) && account.state == AccountState::Enabled {
                    directory
                        .link(&account, &mut user, Some(&shown), true, now - 20 * DAY)
                        .await;
                }
                account.state = AccountState::Disabled;
                account.version += 1;
                directory.put(&account).await;
                self.own.insert(person, account);
            }
            Scene::OtherNumber => {
                let account = self.own_account(directory, person).await;
                directory
                    .link(&account, &mut user, Some(&shown), true, now - 20 * DAY)
                    .await;
                let other = (person + 1) % PEOPLE;
                let number = if dice.in_hundred(50) {
                    second
                } else {
                    self.people[other].numbers[0].clone()
                };
                let known = self.number(directory, tenant, &number, now - DAY).await;
                user.numbers.extend(known);
            }
            Scene::Linked | Scene::LinkedUnknown | Scene::FirstEid => {
                let account = self.own_account(directory, person).await;
                let is_first = scene == Scene::FirstEid;
                directory
                    .link(
                        &account,
                        &mut user,
                        (!is_first).then_some(&shown),
                        !is_first,
                        now - 20 * DAY,
                    )
                    .await;
                if scene == Scene::LinkedUnknown {
                    user.numbers.push(KnownNumber {
                        namespace: NAMESPACE.to_owned(),
                        digest: shown.clone(),
                        known: Known::Learned,
                        since: now - 20 * DAY,
                        replaced: None,
                    });
                }
            }
            Scene::Known | Scene::Unknown | Scene::Absent | Scene::Elsewhere => {}
        }
        user.birth_date = self.birth_date(dice, person, scene == Scene::Replaced);
        directory.write_user(None, &user).await;
        self.users.insert((person, tenant), user.id);
        self.employments.insert(user.id, employment);
    }

    /// What HR has: mostly the person's, or nothing, and now and then somebody else's.
    fn birth_date(&self, dice: &mut Dice, person: usize, is_replaced: bool) -> Option<String> {
        let own = born(&self.people[person].numbers[usize::from(is_replaced)]);
        match dice.roll(8) {
            0..=2 => Some(own),
            3 => Some(born(&self.people[(person + 1) % PEOPLE].numbers[0])),
            _ => None,
        }
    }

    /// A work place that is linked to an account with a foreign eID; sometimes that account is
    /// someone else's at the other tenant, as HR there knows.
    async fn legacy_foreign(
        &mut self,
        directory: &Directory<'_>,
        dice: &mut Dice,
        person: usize,
        tenant: usize,
        user: &mut DirectoryUser,
        foreign: (String, Digest),
    ) {
        let now = directory.hub.now();
        let work = self.work(person, tenant);
        if !self.held.insert(foreign.1.clone()) {
            return;
        }
        let Some(account) = self
            .account_at(directory, &work, std::slice::from_ref(&foreign))
            .await
        else {
            return;
        };
        directory
            .link(&account, user, None, true, now - 20 * DAY)
            .await;
        let elsewhere = 1 - tenant;
        if dice.in_hundred(50) {
            let number = self.people[(person + 1) % PEOPLE].numbers[1].clone();
            let Some(known) = self
                .number(directory, elsewhere, &number, now - 300 * DAY)
                .await
            else {
                return;
            };
            let at = self.tenants[elsewhere].id.clone();
            let mut other = directory.user(&at, "Annan");
            let employment = format!("{}-{person}-{tenant}-f", self.number);
            other.employments = vec![Directory::employment(&employment, None)];
            other.numbers.push(known);
            directory
                .link(&account, &mut other, None, true, now - 20 * DAY)
                .await;
            directory.write_user(None, &other).await;
            self.early.insert((account.id, other.id));
        }
    }
}
