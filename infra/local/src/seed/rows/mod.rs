//! People of interest: for each row of the first-login table, someone at whom it can be seen.
//! Each function makes one person's world: who HR knows, which account and links are there.

mod known;
mod sweden;
mod typed;

use kobling_actions::activation_code;
use kobling_model::{
    AccountId, DirectoryUserId, TenantId,
    people::{EmailAddress, Proof},
};
use serde::{Deserialize, Serialize};

use super::{
    people::Person,
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
    rows.swedes()?;
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

    fn linked(&self, days_ago: i64, has_used_eid: bool) -> LinkedBy {
        LinkedBy {
            has_used_eid,
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
    activation_code::proof(&world.prover, tenant, user, code, world.now)
}
