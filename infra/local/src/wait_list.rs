//! Who waits, as a table for people.

use kobling_model::people::ConflictKind;

use crate::{
    moment::moment,
    table::{Column, table},
    waiting::{Awaited, Wait, Wanted},
};

/// The table; `typed` makes of a command's arguments what is to be typed.
pub(crate) fn text(waits: &[Wait], typed: impl Fn(&str) -> String) -> String {
    if waits.is_empty() {
        return "Nobody waits for anything.".to_owned();
    }
    let columns = [
        Column::Text("TENANT"),
        Column::Text("EMPLOYMENTS"),
        Column::Text("NAME"),
        Column::Text("WAITS FOR"),
        Column::Text("SINCE"),
        Column::Text("GO ON WITH"),
    ];
    let rows: Vec<_> = waits
        .iter()
        .map(|wait| {
            let command = wait.command.as_deref().map(&typed);
            let reference = || {
                let reference = wait.reference.as_ref()?;
                Some(format!("the person; reference {reference}"))
            };
            [
                wait.tenant.clone(),
                wait.employments.join(", "),
                wait.name.clone(),
                said(wait.awaits).to_owned(),
                wait.since.map(moment).unwrap_or_default(),
                command.or_else(reference).unwrap_or_default(),
            ]
        })
        .collect();
    table(columns, &rows)
}

fn said(awaits: Awaited) -> &'static str {
    match awaits {
        Awaited::Wanted(Wanted::Approval) => "an approval",
        Awaited::Wanted(Wanted::Activation) => "activation",
        Awaited::Wanted(Wanted::ActivationCode) => "an activation code",
        Awaited::Wanted(Wanted::HeldFile) => "a decision on a held file",
        Awaited::Noted(kind) => noted(kind),
    }
}

fn noted(kind: ConflictKind) -> &'static str {
    match kind {
        ConflictKind::Disputed => "HR: the number differs from the eID's",
        ConflictKind::BirthDate => "HR: the birth date differs from the eID's",
        ConflictKind::NumberShared => "HR: one number, two names",
        ConflictKind::TwoRecords => "HR: two records of one person",
        ConflictKind::AddressTaken => "HR: the address is someone else's",
        ConflictKind::NoAddress => "HR: there is no address",
        ConflictKind::Detached => "help: the linked account is not theirs",
        ConflictKind::SharedAddress => "help: the address is shared",
        ConflictKind::Approval => "an approval",
        ConflictKind::Activation => "activation",
        ConflictKind::WrongAddress => "HR: the address is wrong, they say",
        ConflictKind::AccessAsked => "access, asked for by the person",
        ConflictKind::OtherAccount => "help: the account they want has no login",
        ConflictKind::MailRests => "a look at why mails come back; they rest",
        ConflictKind::NotMe => "a look: someone else gave their address",
        ConflictKind::Unknown => "a look: noted by a later version",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_wait_has_its_numbers_its_time_and_what_goes_on() {
        let wait = |awaits, command: Option<&str>, reference: Option<&str>| Wait {
            tenant: "asnes".to_owned(),
            awaits,
            name: "Kari Nordmann".to_owned(),
            employments: vec!["12".to_owned(), "12-2".to_owned()],
            since: Some(1_772_543_100),
            command: command.map(str::to_owned),
            reference: reference.map(str::to_owned),
        };
        let activation = "activate --tenant asnes --person 12";
        let waits = [
            Wait {
                since: None,
                ..wait(Awaited::Wanted(Wanted::Activation), Some(activation), None)
            },
            wait(Awaited::Noted(ConflictKind::NoAddress), None, Some("r-1")),
        ];
        let expected = "\
TENANT  EMPLOYMENTS  NAME           WAITS FOR                SINCE                 GO ON WITH
asnes   12, 12-2     Kari Nordmann  activation               -                     kobling activate --tenant asnes --person 12
asnes   12, 12-2     Kari Nordmann  HR: there is no address  2026-03-03 13:05:00Z  the person; reference r-1";
        let typed = |arguments: &str| format!("kobling {arguments}");
        assert_eq!(text(&waits, typed), expected);
        assert_eq!(text(&[], typed), "Nobody waits for anything.");
    }

    #[test]
    fn what_is_awaited_is_read_back_as_it_was_written() {
        for awaits in [
            Awaited::Wanted(Wanted::ActivationCode),
            Awaited::Noted(ConflictKind::NotMe),
        ] {
            let text = serde_json::to_string(&awaits).unwrap();
            assert_eq!(serde_json::from_str::<Awaited>(&text).unwrap(), awaits);
        }
    }
}
