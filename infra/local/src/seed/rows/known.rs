//! Rows of people whose national number HR knows.

use kobling_model::people::{
    AccountState, DirectoryUser, DirectoryUserState, PersonalDetails, PostalAddress,
};

use super::{Cast, DAY, Rows};
use crate::seed::{
    tenants::{ACTIVATED_BY_ADMIN, BY_APPROVAL, BY_MAILBOX, DESCRIBED, SHARING},
    world::{WorldError, employment},
};

impl Rows<'_> {
    /// L1, of whom the directory knows everything that there is a claim for.
    pub(super) fn straight_through(&mut self) -> Result<(), WorldError> {
        let cast = self.cast(DESCRIBED)?;
        let user = self.known(&cast)?;
        self.world.change_user(user, describe);
        let account = self.account(&cast);
        let number = cast.person.national_id.clone();
        self.world.add_eid(account, &number)?;
        let by = self.linked(30, true);
        self.world.add_app_link(account, user, &[&number], by)?;
        self.show("L1", &cast, "goes straight through to the app");
        Ok(())
    }

    /// L2: works in two municipalities, and has used one of them.
    pub(super) fn account_not_used_here_yet(&mut self) -> Result<(), WorldError> {
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
    pub(super) fn linked_to_another_account(&mut self) -> Result<(), WorldError> {
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

    /// L7, twice: the main job, and again for L21.
    pub(super) fn one_address(&mut self) -> Result<(), WorldError> {
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
    pub(super) fn address_of_an_empty_account(&mut self) -> Result<(), WorldError> {
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
    pub(super) fn address_of_someone_else(&mut self) -> Result<(), WorldError> {
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
    pub(super) fn without_address(&mut self) -> Result<(), WorldError> {
        let cast = self.cast(BY_APPROVAL)?;
        let user = self.known(&cast)?;
        self.world
            .change_user(user, |user| user.employments[0].email = None);
        self.show("L10", &cast, "HR has no address: type one, or go without");
        Ok(())
    }

    /// L14
    pub(super) fn account_without_eid(&mut self) -> Result<(), WorldError> {
        let cast = self.cast(BY_APPROVAL)?;
        let user = self.known(&cast)?;
        let account = self.account(&cast);
        let by = self.linked(20, false);
        self.world.add_app_link(account, user, &[], by)?;
        self.show("L14", &cast, "the account is linked but has no eID yet");
        Ok(())
    }

    /// L15
    pub(super) fn disputed(&mut self) -> Result<(), WorldError> {
        let cast = self.cast(BY_APPROVAL)?;
        let other = self.cast(BY_APPROVAL)?;
        let user = self.known(&cast)?;
        let account = self.account(&cast);
        self.world.add_eid(account, &other.person.national_id)?;
        let by = self.linked(20, true);
        let shown = other.person.national_id;
        self.world.add_app_link(account, user, &[&shown], by)?;
        self.show("L15", &cast, "HR and an earlier login disagree");
        let another = || Some("1949-05-17".to_owned());
        let cast = self.cast(BY_APPROVAL)?;
        let user = self.known(&cast)?;
        self.world
            .change_user(user, |user| user.birth_date = another());
        self.show("L15", &cast, "HR has another birth date than the eID");
        let cast = self.cast(BY_MAILBOX)?;
        let user = self.unknown(&cast);
        self.world
            .change_user(user, |user| user.birth_date = another());
        let hint = "type the address; HR has another birth date than the eID";
        self.show("L15", &cast, hint);
        Ok(())
    }

    /// L16, in its three forms.
    pub(super) fn not_employed_now(&mut self) -> Result<(), WorldError> {
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
    pub(super) fn level_too_low(&mut self) -> Result<(), WorldError> {
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
    pub(super) fn disabled(&mut self) -> Result<(), WorldError> {
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
    pub(super) fn shared_mailbox(&mut self) -> Result<(), WorldError> {
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

    /// L22
    pub(super) fn several_addresses(&mut self) -> Result<(), WorldError> {
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
    pub(super) fn number_changed(&mut self) -> Result<(), WorldError> {
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
    pub(super) fn two_records(&mut self) -> Result<(), WorldError> {
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

    /// L28: linking activates, or an admin must have done it before.
    pub(super) fn invited(&mut self) -> Result<(), WorldError> {
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
}

/// Everything of OpenID Connect Core section 5.1.
fn describe(user: &mut DirectoryUser) {
    let text = |text: &str| Some(text.to_owned());
    user.phone = text("+4799999901");
    user.rights = vec!["approve-hours".to_owned()];
    user.details = Some(Box::new(PersonalDetails {
        middle_name: text("Øve"),
        nickname: text("Øva"),
        preferred_username: text("oeve1"),
        profile: text("https://asnes.example.com/people/1"),
        picture: text("https://asnes.example.com/people/1.png"),
        website: text("https://people.example.com/1"),
        gender: text("female"),
        zoneinfo: text("Europe/Oslo"),
        locale: text("nb-NO"),
        address: Some(PostalAddress {
            formatted: text("Øvegata 1\n9999 Øvestad\nNorge"),
            street_address: text("Øvegata 1"),
            locality: text("Øvestad"),
            region: text("Øvefylket"),
            postal_code: text("9999"),
            country: text("NO"),
        }),
        updated_at: Some(1_767_225_600),
    }));
}
