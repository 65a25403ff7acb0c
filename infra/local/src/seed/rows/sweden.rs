//! People of the Swedish tenant, with test numbers of Sweden's register.

use kobling_model::{TenantId, national_id::sweden, people::EmailAddress};
use time::{Date, macros::date};

use super::{Cast, Rows};
use crate::seed::{people::Person, tenants::SWEDISH, world::WorldError};

/// Frost and the kitchen shelf, as in Norway. No list of names was looked at.
const PEOPLE: [(&str, &str, Date); 4] = [
    ("Rimfrost", "Kaffekvarn", date!(1985 - 07 - 09)),
    ("Snödriva", "Knäckebröd", date!(1979 - 02 - 14)),
    ("Norrsken", "Ostkupa", date!(1991 - 11 - 30)),
    ("Dagg", "Brödkavel", date!(1966 - 05 - 01)),
];

impl Rows<'_> {
    /// L7 twice, L1, and L4: the main job, straight through, and a number that HR lacks.
    pub(super) fn swedes(&mut self) -> Result<(), WorldError> {
        for (index, (row, hint)) in [
            ("L7", "the main job, with a Swedish eID"),
            ("L7", "the main job once more"),
            ("L1", "goes straight through to the app"),
            ("L4", "HR knows no number; the link was made before"),
        ]
        .into_iter()
        .enumerate()
        {
            let cast = swede(index)?;
            self.next += 1;
            let user = match row {
                "L4" => self.unknown(&cast),
                _ => self.known(&cast)?,
            };
            if row != "L7" {
                let number = cast.person.national_id.clone();
                let account = self.account(&cast);
                self.world.add_eid(account, &number)?;
                let by = self.linked(30, true);
                self.world.add_app_link(account, user, &[&number], by)?;
            }
            self.show(row, &cast, hint);
        }
        Ok(())
    }
}

fn swede(index: usize) -> Result<Cast, WorldError> {
    let fault = || WorldError::Store("a demo name is no name".to_owned());
    let (given_name, family_name, born) = PEOPLE[index];
    let national_id = sweden::SwedishNumber::synthetic(born, 0)
        .map(|number| number.number().expose().clone())
        .ok_or_else(fault)?;
    let person = Person {
        given_name,
        family_name,
        birth_date: born.to_string(),
        national_id,
    };
    let tenant = TenantId::parse(SWEDISH).ok_or_else(fault)?;
    let mailbox = person.mailbox(index + 1);
    let address =
        EmailAddress::parse(&format!("{mailbox}@{tenant}.example.com")).ok_or_else(fault)?;
    Ok(Cast {
        person,
        tenant,
        address,
    })
}
