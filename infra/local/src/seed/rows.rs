//! People of interest: for each row of the first-login table, someone at whom it can be seen.
//! Each function makes one person's world: who HR knows, which account and links are there.

use kobling_shared::{
    accounts::{
        AccountId, AccountState, Carries, DirectoryUserId, DirectoryUserState, EmailAddress, Proof,
        ProofKind, TenantId,
    },
    digest::sha256,
};
use serde::{Deserialize, Serialize};

use super::{
    people::Person,
    tenants::{ACTIVATED_BY_ADMIN, BY_APPROVAL, BY_CODE, BY_MAILBOX, SHARING},
    world::{LinkedBy, World, WorldError, employment},
};

const DAY: i64 = 24 * 3600;

/// Someone to log in as.
#[derive(Clone, Serialize, Deserialize, Debug)]
pub struct PersonOfInterest {
    pub tenant: String,
    pub name: String,
    /// None for an eID without a national number.
    pub national_id: Option<String>,
    /// The address where mails to this person arrive, or the one to type.
    pub email: Option<String>,
    /// The row of the first-login table.
    pub row: String,
    /// What to do beyond logging in.
    pub hint: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub activation_code: Option<String>,
}

/// Makes them, in the order of the table.
pub(super) fn make(world: &mut World) -> Result<Vec<PersonOfInterest>, WorldError> {
    let mut rows = Rows {
        world,
        people: Vec::new(),
        next: 0,
    };
    rows.straight_through()?;
    rows.account_not_used_here_yet()?;
    rows.linked_to_another_account()?;
    rows.unknown_number_but_linked()?;
    rows.known_number_differs()?;
    rows.account_elsewhere_only()?;
    rows.one_address()?;
    rows.address_of_an_empty_account()?;
    rows.address_of_someone_else()?;
    rows.without_address()?;
    rows.typed_address()?;
    rows.typed_address_of_another()?;
    rows.account_without_eid()?;
    rows.disputed()?;
    rows.not_employed_now()?;
    rows.level_too_low()?;
    rows.disabled()?;
    rows.shared_mailbox()?;
    rows.without_number()?;
    rows.several_addresses()?;
    rows.number_changed()?;
    rows.two_records()?;
    rows.typed_address_of_a_linked_one()?;
    rows.typed_shared_address()?;
    rows.invited()?;
    Ok(rows.people)
}

struct Rows<'a> {
    world: &'a mut World,
    people: Vec<PersonOfInterest>,
    next: usize,
}

/// A person with an address at a tenant.
struct Cast {
    person: Person,
    tenant: TenantId,
    address: EmailAddress,
}

impl Rows<'_> {
    fn cast(&mut self, tenant: &str) -> Result<Cast, WorldError> {
        let person = Person::nth(0, self.next);
        self.next += 1;
        let mailbox = person.mailbox(self.next);
        let (Some(tenant), Some(address)) = (
            TenantId::parse(tenant),
            EmailAddress::parse(&format!("{mailbox}@{tenant}.example.com")),
        ) else {
            return Err(WorldError::Store("a demo name is no name".to_owned()));
        };
        Ok(Cast {
            person,
            tenant,
            address,
        })
    }

    /// HR knows the person, with number and address.
    fn known(&mut self, cast: &Cast) -> Result<DirectoryUserId, WorldError> {
        let since = self.world.now - 300 * DAY;
        let number = &cast.person.national_id;
        let known = self.world.known(&cast.tenant, number, since)?;
        let id = self.unknown(cast);
        self.world.change_user(id, |user| user.numbers.push(known));
        Ok(id)
    }

    /// HR knows the person and the address, but no number.
    fn unknown(&mut self, cast: &Cast) -> DirectoryUserId {
        let number = format!("{}-{}", cast.tenant, self.next);
        let birth_date = cast.person.birth_date.clone();
        let address = cast.address.clone();
        self.world.add_user(
            &cast.tenant,
            cast.person.given_name,
            cast.person.family_name,
            |user| {
                user.birth_date = Some(birth_date);
                user.employments = vec![employment(&number, Some(&address))];
            },
        )
    }

    fn account(&mut self, cast: &Cast) -> AccountId {
        self.world.add_account(
            cast.person.given_name,
            cast.person.family_name,
            &[&cast.address],
        )
    }

    fn linked(&self, days_ago: i64, eid_seen: bool) -> LinkedBy {
        LinkedBy {
            eid_seen,
            at: self.world.now - days_ago * DAY,
        }
    }

    fn show(&mut self, row: &str, cast: &Cast, hint: &str) {
        self.people.push(PersonOfInterest {
            tenant: cast.tenant.to_string(),
            name: cast.person.name(),
            national_id: Some(cast.person.national_id.clone()),
            email: Some(cast.address.as_str().to_owned()),
            row: row.to_owned(),
            hint: hint.to_owned(),
            activation_code: None,
        });
    }

    /// L1
    fn straight_through(&mut self) -> Result<(), WorldError> {
        let cast = self.cast(BY_APPROVAL)?;
        let user = self.known(&cast)?;
        let account = self.account(&cast);
        let number = cast.person.national_id.clone();
        self.world.add_eid(account, &number)?;
        let by = self.linked(30, true);
        self.world.add_app_link(account, user, &[&number], by)?;
        self.show("L1", &cast, "goes straight through to the app");
        Ok(())
    }

    /// L2: works in two municipalities, and has used one of them.
    fn account_not_used_here_yet(&mut self) -> Result<(), WorldError> {
        let cast = self.cast(BY_APPROVAL)?;
        let number = cast.person.national_id.clone();
        let account = self.account(&cast);
        self.world.add_eid(account, &number)?;
        let user = self.known(&cast)?;
        let by = self.linked(30, true);
        self.world.add_app_link(account, user, &[&number], by)?;
        let other = Cast {
            person: cast.person,
            ..self.cast(SHARING)?
        };
        self.known(&other)?;
        self.show("L2", &other, "has an account from the other municipality");
        Ok(())
    }

    /// L3
    fn linked_to_another_account(&mut self) -> Result<(), WorldError> {
        let cast = self.cast(BY_APPROVAL)?;
        let user = self.known(&cast)?;
        let work = self.account(&cast);
        let by = self.linked(20, false);
        self.world.add_app_link(work, user, &[], by)?;
        let private = Cast {
            person: cast.person.clone(),
            ..self.cast(SHARING)?
        };
        let own = self.account(&private);
        self.world.add_eid(own, &cast.person.national_id)?;
        let hint = "has two accounts: the eID's, and the one that the work place is linked to";
        self.show("L3", &cast, hint);
        Ok(())
    }

    /// L4
    fn unknown_number_but_linked(&mut self) -> Result<(), WorldError> {
        let cast = self.cast(BY_APPROVAL)?;
        let user = self.unknown(&cast);
        let account = self.account(&cast);
        let number = cast.person.national_id.clone();
        self.world.add_eid(account, &number)?;
        let by = self.linked(30, true);
        self.world.add_app_link(account, user, &[&number], by)?;
        self.show("L4", &cast, "HR knows no number; the link was made before");
        Ok(())
    }

    /// L5
    fn known_number_differs(&mut self) -> Result<(), WorldError> {
        let cast = self.cast(BY_APPROVAL)?;
        let other = self.cast(BY_APPROVAL)?;
        let user = self.unknown(&cast);
        let account = self.account(&cast);
        let number = cast.person.national_id.clone();
        self.world.add_eid(account, &number)?;
        let by = self.linked(30, true);
        self.world.add_app_link(account, user, &[&number], by)?;
        let later = self.world.known(
            &cast.tenant,
            &other.person.national_id,
            self.world.now - DAY,
        )?;
        self.world
            .change_user(user, |user| user.numbers.push(later));
        self.show(
            "L5",
            &cast,
            "HR gave another number after the link was made",
        );
        Ok(())
    }

    /// L6
    fn account_elsewhere_only(&mut self) -> Result<(), WorldError> {
        let cast = self.cast(SHARING)?;
        let account = self.account(&cast);
        let number = cast.person.national_id.clone();
        self.world.add_eid(account, &number)?;
        let here = Cast {
            person: cast.person,
            ..self.cast(BY_APPROVAL)?
        };
        self.show(
            "L6",
            &here,
            "has an account; this municipality knows nothing",
        );
        Ok(())
    }

    /// L7, twice: the main job, and again for L21.
    fn one_address(&mut self) -> Result<(), WorldError> {
        for (row, hint) in [
            ("L7", "the main job: a code by mail, then the app"),
            ("L7", "the main job once more"),
            (
                "L21",
                "leave in the middle, and begin anew at the start address",
            ),
        ] {
            let cast = self.cast(BY_APPROVAL)?;
            self.known(&cast)?;
            self.show(row, &cast, hint);
        }
        Ok(())
    }

    /// L8
    fn address_of_an_empty_account(&mut self) -> Result<(), WorldError> {
        let cast = self.cast(BY_APPROVAL)?;
        self.known(&cast)?;
        self.account(&cast);
        self.show(
            "L8",
            &cast,
            "an account without eID has the address already",
        );
        Ok(())
    }

    /// L9
    fn address_of_someone_else(&mut self) -> Result<(), WorldError> {
        let cast = self.cast(BY_APPROVAL)?;
        self.known(&cast)?;
        let other = self.cast(BY_APPROVAL)?;
        let account = self.account(&cast);
        self.world.add_eid(account, &other.person.national_id)?;
        self.show(
            "L9",
            &cast,
            "someone else uses HR's address: type another one",
        );
        Ok(())
    }

    /// L10
    fn without_address(&mut self) -> Result<(), WorldError> {
        let cast = self.cast(BY_APPROVAL)?;
        let user = self.known(&cast)?;
        self.world
            .change_user(user, |user| user.employments[0].email = None);
        self.show("L10", &cast, "HR has no address: type one, or go without");
        Ok(())
    }

    /// L11 by each of the three extra proofs, L13 and L29.
    fn typed_address(&mut self) -> Result<(), WorldError> {
        for (tenant, hint) in [
            (
                BY_APPROVAL,
                "type the address; then an admin approves (see /_local/)",
            ),
            (BY_CODE, "type the address; then the activation code"),
            (
                BY_MAILBOX,
                "type the address; the mailed code is enough, for level low",
            ),
        ] {
            let cast = self.cast(tenant)?;
            let user = self.unknown(&cast);
            self.show("L11", &cast, hint);
            if tenant == BY_CODE {
                self.activation_code(&cast, user)?;
            }
        }
        let stranger = self.cast(BY_APPROVAL)?;
        self.show(
            "L13",
            &stranger,
            "type the address, which nobody knows here",
        );
        let stranger = self.cast(BY_APPROVAL)?;
        self.show(
            "L29",
            &stranger,
            "neither account nor employment: is asked for an address",
        );
        Ok(())
    }

    /// L12
    fn typed_address_of_another(&mut self) -> Result<(), WorldError> {
        let owner = self.cast(BY_APPROVAL)?;
        self.known(&owner)?;
        let stranger = Cast {
            address: owner.address,
            ..self.cast(BY_APPROVAL)?
        };
        self.show(
            "L12",
            &stranger,
            "type the address, which is someone else's",
        );
        Ok(())
    }

    /// L14
    fn account_without_eid(&mut self) -> Result<(), WorldError> {
        let cast = self.cast(BY_APPROVAL)?;
        let user = self.known(&cast)?;
        let account = self.account(&cast);
        let by = self.linked(20, false);
        self.world.add_app_link(account, user, &[], by)?;
        self.show("L14", &cast, "the account is linked but has no eID yet");
        Ok(())
    }

    /// L15
    fn disputed(&mut self) -> Result<(), WorldError> {
        let cast = self.cast(BY_APPROVAL)?;
        let other = self.cast(BY_APPROVAL)?;
        let user = self.known(&cast)?;
        let account = self.account(&cast);
        self.world.add_eid(account, &other.person.national_id)?;
        let by = self.linked(20, true);
        let shown = other.person.national_id;
        self.world.add_app_link(account, user, &[&shown], by)?;
        self.show("L15", &cast, "HR and an earlier login disagree");
        Ok(())
    }

    /// L16, in its three forms.
    fn not_employed_now(&mut self) -> Result<(), WorldError> {
        let now = self.world.now;
        let cast = self.cast(BY_APPROVAL)?;
        let user = self.known(&cast)?;
        self.world
            .change_user(user, |user| user.employments[0].to = Some(now - 10 * DAY));
        self.show("L16", &cast, "the employment has ended");
        let cast = self.cast(BY_APPROVAL)?;
        let user = self.known(&cast)?;
        self.world
            .change_user(user, |user| user.employments[0].from = Some(now + 10 * DAY));
        self.show("L16", &cast, "the employment has not begun");
        let cast = self.cast(BY_APPROVAL)?;
        let user = self.known(&cast)?;
        self.world
            .change_user(user, |user| user.state = DirectoryUserState::Suspended);
        self.show("L16", &cast, "is suspended");
        Ok(())
    }

    /// L17
    fn level_too_low(&mut self) -> Result<(), WorldError> {
        let cast = self.cast(BY_APPROVAL)?;
        self.known(&cast)?;
        self.show(
            "L17",
            &cast,
            "switch on the fault lower-acr at the simulated ID-porten",
        );
        Ok(())
    }

    /// L18
    fn disabled(&mut self) -> Result<(), WorldError> {
        let cast = self.cast(BY_APPROVAL)?;
        let user = self.known(&cast)?;
        let account = self.account(&cast);
        let number = cast.person.national_id.clone();
        self.world.add_eid(account, &number)?;
        let by = self.linked(30, true);
        self.world.add_app_link(account, user, &[&number], by)?;
        if let Some(account) = self.world.account_mut(account) {
            account.state = AccountState::Disabled;
        }
        self.show("L18", &cast, "the account is disabled");
        Ok(())
    }

    /// L19: first the one, then the other.
    fn shared_mailbox(&mut self) -> Result<(), WorldError> {
        let first = self.cast(BY_APPROVAL)?;
        self.known(&first)?;
        self.show("L19", &first, "shares a mailbox: log in first as this one");
        let second = Cast {
            address: first.address,
            ..self.cast(BY_APPROVAL)?
        };
        self.known(&second)?;
        self.show("L19", &second, "shares the mailbox: then as this one");
        Ok(())
    }

    /// L20
    fn without_number(&mut self) -> Result<(), WorldError> {
        let cast = self.cast(BY_APPROVAL)?;
        self.unknown(&cast);
        self.show(
            "L20",
            &cast,
            "log in with a foreign eID, then type the address",
        );
        if let Some(person) = self.people.last_mut() {
            person.national_id = None;
        }
        Ok(())
    }

    /// L22
    fn several_addresses(&mut self) -> Result<(), WorldError> {
        let cast = self.cast(BY_APPROVAL)?;
        let newer = self.cast(BY_APPROVAL)?.address;
        let user = self.known(&cast)?;
        let from = self.world.now - 40 * DAY;
        let number = format!("{}-{}", cast.tenant, self.next);
        self.world.change_user(user, |user| {
            let mut second = employment(&number, Some(&newer));
            second.from = Some(from);
            user.employments.push(second);
        });
        self.show(
            "L22",
            &cast,
            "has two addresses; the newer one is offered first",
        );
        Ok(())
    }

    /// L24
    fn number_changed(&mut self) -> Result<(), WorldError> {
        let cast = self.cast(BY_APPROVAL)?;
        let before = self.cast(BY_APPROVAL)?.person.national_id;
        let user = self.known(&cast)?;
        let account = self.account(&cast);
        self.world.add_eid(account, &before)?;
        let by = self.linked(100, true);
        self.world.add_app_link(account, user, &[&before], by)?;
        let replaced = self.world.directory_digest(&cast.tenant, &before)?;
        let since = self.world.now - DAY;
        self.world.change_user(user, |user| {
            user.numbers[0].replaced = Some(replaced);
            user.numbers[0].since = since;
        });
        self.show("L24", &cast, "got a new national number, and HR knows");
        Ok(())
    }

    /// L25
    fn two_records(&mut self) -> Result<(), WorldError> {
        let cast = self.cast(BY_APPROVAL)?;
        self.known(&cast)?;
        let earlier = Cast {
            person: cast.person.clone(),
            ..self.cast(BY_APPROVAL)?
        };
        let record = self.unknown(&earlier);
        let account = self.account(&earlier);
        let number = cast.person.national_id.clone();
        self.world.add_eid(account, &number)?;
        let by = self.linked(30, true);
        self.world.add_app_link(account, record, &[&number], by)?;
        self.show(
            "L25",
            &cast,
            "two records of one person; the other one is linked",
        );
        Ok(())
    }

    /// L26
    fn typed_address_of_a_linked_one(&mut self) -> Result<(), WorldError> {
        let cast = self.cast(BY_APPROVAL)?;
        let user = self.unknown(&cast);
        let account = self.account(&cast);
        let by = self.linked(20, false);
        self.world.add_app_link(account, user, &[], by)?;
        let hint = "type the address; its account is linked, without eID and number";
        self.show("L26", &cast, hint);
        Ok(())
    }

    /// L27
    fn typed_shared_address(&mut self) -> Result<(), WorldError> {
        let first = self.cast(BY_CODE)?;
        let user = self.unknown(&first);
        self.show(
            "L27",
            &first,
            "type the shared address; the activation code decides",
        );
        self.activation_code(&first, user)?;
        let second = Cast {
            address: first.address,
            ..self.cast(BY_CODE)?
        };
        let user = self.unknown(&second);
        self.show("L27", &second, "the other one with the same address");
        self.activation_code(&second, user)?;
        Ok(())
    }

    /// L28: linking activates, or an admin must have done it before.
    fn invited(&mut self) -> Result<(), WorldError> {
        for (tenant, hint) in [
            (BY_APPROVAL, "imported: the first login activates"),
            (ACTIVATED_BY_ADMIN, "imported: an admin must activate first"),
        ] {
            let cast = self.cast(tenant)?;
            let user = self.known(&cast)?;
            self.world
                .change_user(user, |user| user.state = DirectoryUserState::Imported);
            self.show("L28", &cast, hint);
        }
        Ok(())
    }

    fn activation_code(&mut self, cast: &Cast, user: DirectoryUserId) -> Result<(), WorldError> {
        let random = self.world.random.clone();
        let code = format!("{}{}", random.six_digits(), &random.six_digits()[..2]);
        let proof = activation_proof(self.world, &cast.tenant, user, &code);
        self.world.put(&proof)?;
        if let Some(person) = self.people.last_mut() {
            person.activation_code = Some(code);
        }
        Ok(())
    }
}

fn activation_proof(world: &World, tenant: &TenantId, user: DirectoryUserId, code: &str) -> Proof {
    proof_of_activation(&world.ring.data, tenant, user, code, world.now)
}

/// The proof behind an activation code: found by whom it is for, five tries, 14 days.
pub fn proof_of_activation(
    data_key: &kobling_shared::keys::DataKey,
    tenant: &TenantId,
    user: DirectoryUserId,
    code: &str,
    now: i64,
) -> Proof {
    Proof {
        id_digest: sha256(&format!("activation:{tenant}:{user}")),
        kind: ProofKind::ActivationCode,
        secret_digest: data_key
            .digest("activation", &format!("{user}:{code}"))
            .as_str()
            .to_owned(),
        tenant: tenant.clone(),
        account: None,
        directory_user: Some(user),
        eid: None,
        browser: None,
        request: None,
        tries_left: 5,
        spent_at: None,
        created_at: now,
        expires_at: now + 14 * DAY,
        carries: Carries::Nothing,
    }
}
