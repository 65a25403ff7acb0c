//! Rows of people whose national number HR does not know: they are found by what they type, by an
//! earlier link, or not at all.

use super::{Cast, DAY, Rows};
use crate::seed::{
    tenants::{BY_APPROVAL, BY_CODE, BY_MAILBOX, SHARING},
    world::WorldError,
};

impl Rows<'_> {
    /// L4
    pub(super) fn unknown_number_but_linked(&mut self) -> Result<(), WorldError> {
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
    pub(super) fn known_number_differs(&mut self) -> Result<(), WorldError> {
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
    pub(super) fn account_elsewhere_only(&mut self) -> Result<(), WorldError> {
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

    /// L11 by each of the three extra proofs, L13 and L29.
    pub(super) fn typed_address(&mut self) -> Result<(), WorldError> {
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
    pub(super) fn typed_address_of_another(&mut self) -> Result<(), WorldError> {
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

    /// L20
    pub(super) fn without_number(&mut self) -> Result<(), WorldError> {
        let cast = self.cast(BY_APPROVAL)?;
        let user = self.unknown(&cast);
        // As the simulated foreign eID has it, where nothing else is typed.
        let born = Some("1980-01-01".to_owned());
        self.world.change_user(user, |user| user.birth_date = born);
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

    /// L26
    pub(super) fn typed_address_of_a_linked_one(&mut self) -> Result<(), WorldError> {
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
    pub(super) fn typed_shared_address(&mut self) -> Result<(), WorldError> {
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
}
