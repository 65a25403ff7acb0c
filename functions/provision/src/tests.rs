//! What a chunk does to the directory, row by row.

use std::collections::BTreeMap;

use kobling_model::{
    AccountId, Digest, DirectoryUserId, ImportId, Level, TenantId,
    hr::{
        Column, EmploymentNumber, FeedKind, HrFeed, HrRow, LastWord, Note, Outcome, RowRefusal,
        Said, SequenceSource,
    },
    national_id::Namespace,
    people::{AppLink, ConflictKind, DirectoryUser, DirectoryUserState, EmailAddress},
    tenants::{Country, HelpDesk, Tenant, TenantSettings, TenantState},
};

use crate::{
    decide::{Change, Decision, decide},
    file::File,
    load::Loaded,
};

const NOW: i64 = 1_772_442_000;

fn id(number: u8) -> DirectoryUserId {
    format!("00000000-0000-0000-0000-0000000000{number:02}")
        .parse()
        .unwrap()
}

fn account() -> AccountId {
    "00000000-0000-0000-0000-0000000000aa".parse().unwrap()
}

fn digest(of: &str) -> Digest {
    Digest::new("k", of.as_bytes())
}

fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

fn file(sequence: u64, is_full: bool) -> File {
    let tenant = TenantId::parse("asnes").unwrap();
    File {
        feed: HrFeed {
            tenant: tenant.clone(),
            id: "hr".into(),
            kind: FeedKind::Delta,
            sequence: SequenceSource::Name,
            namespace: Namespace::NoFnr,
            columns: BTreeMap::new(),
            enabled: true,
            full_sequence: 0,
        },
        tenant: Tenant {
            id: tenant,
            name: "Åsnes".into(),
            country: Country::No,
            state: TenantState::Active,
            synthetic: true,
            language: "nb".into(),
            logo: None,
            colour: None,
            help_desk: HelpDesk {
                name: String::new(),
                email: None,
                phone: None,
                url: None,
            },
            providers: Vec::new(),
            start_client: None,
            settings: TenantSettings::default(),
            version: 0,
        },
        import: ImportId::new(NOW - 10, &format!("digest{sequence}")),
        sequence,
        is_full,
        reference: "r".into(),
        now: NOW,
    }
}

fn row(number: &str) -> HrRow {
    HrRow {
        line: 2,
        employment_number: number.into(),
        person_number: Said::Nothing,
        namespace: None,
        number_digests: Vec::new(),
        birth_date: Said::Nothing,
        given_name: Said::Value("Storm".into()),
        family_name: Said::Value("Kjeleland".into()),
        email: Said::Value(address("storm@example.com")),
        mailing: Said::Nothing,
        phone: Said::Value("+4799999999".into()),
        department: Said::Nothing,
        position: Said::Nothing,
        from: Said::Nothing,
        to: Said::Nothing,
        rights: Said::Nothing,
        notes: Vec::new(),
    }
}

fn with_number(number: &str, national: &[&str]) -> HrRow {
    HrRow {
        namespace: Some("no.fnr".into()),
        number_digests: national.iter().map(|n| digest(n)).collect(),
        ..row(number)
    }
}

/// What the store would hold after a change.
fn after(change: &Change, file: &File) -> Loaded {
    let user = change.user.clone();
    Loaded {
        employment: Some(digest("e")),
        guard: Some(EmploymentNumber {
            feed: Some(file.feed.id.clone()),
            sequence: Some(file.sequence),
            ..EmploymentNumber::without_file(user.tenant.clone(), digest("e"), user.id)
        }),
        user: Some(user),
        ..Loaded::default()
    }
}

fn change(decision: Decision) -> Change {
    match decision {
        Decision::Write(change) => *change,
        other => panic!("{other:?}"),
    }
}

fn taken(row: &HrRow) -> (Loaded, DirectoryUser) {
    let file = file(1, false);
    let made = change(decide(&file, row, &Loaded::default(), id(1)));
    assert_eq!(made.outcome, Outcome::Taken);
    (after(&made, &file), made.user)
}

fn linked(row: &HrRow) -> Loaded {
    let (mut before, mut user) = taken(row);
    user.account = Some(account());
    user.state = DirectoryUserState::Active;
    before.link = Some(AppLink {
        account: account(),
        tenant: user.tenant.clone(),
        directory_user: user.id,
        numbers: BTreeMap::from([("no.fnr".to_owned(), digest("x"))]),
        has_used_eid: true,
        shown_after: 0,
        level_cap: Level::High,
        level_caps: BTreeMap::new(),
        suspended: false,
        session_generation: 1,
        linked_at: NOW,
    });
    before.user = Some(user);
    before
}

#[test]
fn a_new_person_needs_a_name_and_gets_no_mail() {
    let nameless = HrRow {
        given_name: Said::Empty,
        family_name: Said::Nothing,
        ..row("1")
    };
    let decision = decide(&file(1, false), &nameless, &Loaded::default(), id(1));
    let refused = Outcome::Refused(RowRefusal::NoName);
    assert_eq!(decision, Decision::Nothing(refused, Vec::new()));
    let made = change(decide(
        &file(1, false),
        &row("1"),
        &Loaded::default(),
        id(1),
    ));
    assert_eq!(made.user.state, DirectoryUserState::Imported);
    assert_eq!(made.invited, None);
    let mut inviting = file(1, false);
    inviting.tenant.settings.activation_mail_on_import = true;
    let made = change(decide(&inviting, &row("1"), &Loaded::default(), id(1)));
    assert_eq!(made.user.state, DirectoryUserState::Invited);
    assert_eq!(made.invited, Some(address("storm@example.com")));
}

#[test]
fn an_older_file_and_the_same_sequence_of_another_import_change_nothing() {
    let (before, _) = taken(&row("1"));
    let other = HrRow {
        phone: Said::Empty,
        ..row("1")
    };
    for sequence in [0, 1] {
        let older = decide(&file(sequence, false), &other, &before, id(2));
        assert_eq!(older, Decision::Nothing(Outcome::Older, Vec::new()));
    }
    let newer = change(decide(&file(2, false), &other, &before, id(2)));
    assert_eq!(newer.outcome, Outcome::Changed(vec![Column::Phone]));
    let mut overtaken = file(2, false);
    overtaken.feed.full_sequence = 3;
    let older = decide(&overtaken, &other, &before, id(2));
    assert_eq!(older, Decision::Nothing(Outcome::Older, Vec::new()));
}

#[test]
fn what_is_the_same_is_noted_by_a_delta_and_left_alone_by_a_full_file() {
    let (before, _) = taken(&row("1"));
    let delta = decide(&file(2, false), &row("1"), &before, id(2));
    assert!(matches!(delta, Decision::Note(Some(_), _)), "{delta:?}");
    let full = decide(&file(2, true), &row("1"), &before, id(2));
    assert_eq!(full, Decision::Nothing(Outcome::Unchanged, Vec::new()));
}

#[test]
fn an_older_word_about_the_person_loses_whichever_employment_it_comes_with() {
    let (mut before, user) = taken(&row("1"));
    let newer = HrRow {
        phone: Said::Value("+4788888888".into()),
        ..row("1")
    };
    let user = DirectoryUser {
        spoken_of: change(decide(&file(5, false), &newer, &before, id(2)))
            .user
            .spoken_of,
        phone: Some("+4788888888".into()),
        ..user
    };
    // The person's other employment, from a file in between.
    before.guard = None;
    before.by_person_number = Some(user.id);
    before.user = Some(user);
    let made = change(decide(&file(3, false), &row("2"), &before, id(2)));
    assert_eq!(made.outcome, Outcome::Taken);
    assert_eq!(made.user.phone.as_deref(), Some("+4788888888"));
}

#[test]
fn a_linked_persons_address_waits_and_is_told_once() {
    let before = linked(&row("1"));
    let moved = HrRow {
        email: Said::Value(address("new@example.com")),
        ..row("1")
    };
    let made = change(decide(&file(2, false), &moved, &before, id(2)));
    let employment = &made.user.employments[0];
    assert_eq!(employment.email, Some(address("storm@example.com")));
    assert_eq!(employment.pending_email, Some(address("new@example.com")));
    assert_eq!(made.notes, [Note::PendingEmail]);
    let told = (address("storm@example.com"), address("new@example.com"));
    assert_eq!(made.pending, Some(told));
    let mut then = after(&made, &file(2, false));
    then.link = before.link.clone();
    let again = decide(&file(3, false), &moved, &then, id(2));
    assert!(
        matches!(&again, Decision::Note(_, notes) if *notes == [Note::PendingEmail]),
        "{again:?}"
    );
    // Taken back: nothing waits any more.
    let back = change(decide(&file(3, false), &row("1"), &then, id(2)));
    assert_eq!(back.user.employments[0].pending_email, None);
    // Nor does an empty cell, or an employment that is new, change what is in use.
    for (number, said) in [
        ("1", Said::Empty),
        ("9", Said::Value(address("other@example.com"))),
    ] {
        let row = HrRow {
            email: said,
            ..row(number)
        };
        let mut before = before.clone();
        if number == "9" {
            before.guard = None;
            before.by_person_number = Some(id(1));
        }
        let user = match decide(&file(2, false), &row, &before, id(2)) {
            Decision::Write(change) => change.user,
            Decision::Note(Some(user), _) => *user,
            other => panic!("{other:?}"),
        };
        assert_eq!(user.usable_addresses(NOW), [address("storm@example.com")]);
    }
}

#[test]
fn another_number_in_the_same_row_replaces_and_is_disputed_where_the_eid_showed_the_old_one() {
    let before = linked(&with_number("1", &["x"]));
    let same = decide(&file(2, true), &with_number("1", &["x"]), &before, id(2));
    assert_eq!(same, Decision::Nothing(Outcome::Unchanged, Vec::new()));
    let made = change(decide(
        &file(2, false),
        &with_number("1", &["y"]),
        &before,
        id(2),
    ));
    assert_eq!(made.outcome, Outcome::Changed(vec![Column::NationalId]));
    let known = made.user.known_from_hr("no.fnr").unwrap();
    assert_eq!(known.digest, digest("y"));
    assert_eq!(known.replaced, Some(digest("x")));
    assert_eq!(made.conflict, Some(ConflictKind::Disputed));
    assert_eq!(made.notes, [Note::Disputed]);
    // Under the next key it is the same number.
    let rolled = change(decide(
        &file(2, true),
        &with_number("1", &["n", "x"]),
        &before,
        id(2),
    ));
    assert_eq!(rolled.outcome, Outcome::Unchanged);
    assert_eq!(rolled.user.known_from_hr("no.fnr").unwrap().replaced, None);
    assert_eq!(rolled.conflict, None);
    // In another employment's row it is a contradiction and no replacement.
    let mut elsewhere = before.clone();
    elsewhere.guard = None;
    elsewhere.by_person_number = Some(id(1));
    let made = change(decide(
        &file(2, false),
        &with_number("2", &["y"]),
        &elsewhere,
        id(2),
    ));
    assert_eq!(made.user.known_from_hr("no.fnr").unwrap().replaced, None);
    assert_eq!(made.conflict, Some(ConflictKind::Disputed));
}

#[test]
fn numbers_that_lead_to_two_people_refuse_the_row() {
    let (before, _) = taken(&row("1"));
    for (by_person_number, by_number, refusal) in [
        (Some(id(7)), None, RowRefusal::PersonNumberOfAnother),
        (None, Some(id(7)), RowRefusal::NumberOfAnother),
        (Some(id(1)), Some(id(7)), RowRefusal::NumberOfAnother),
    ] {
        let before = Loaded {
            by_person_number,
            by_number,
            ..before.clone()
        };
        let decision = decide(&file(2, false), &with_number("1", &["y"]), &before, id(2));
        assert_eq!(
            decision,
            Decision::Nothing(Outcome::Refused(refusal), Vec::new())
        );
    }
}

#[test]
fn a_row_that_comes_again_says_what_it_said_the_first_time() {
    let file = file(1, false);
    let (mut before, _) = taken(&row("1"));
    before.guard.as_mut().unwrap().last = Some(LastWord {
        import: file.import.clone(),
        outcome: Outcome::Taken,
        notes: vec![Note::InvalidPhone],
    });
    assert_eq!(
        decide(&file, &row("1"), &before, id(2)),
        Decision::Nothing(Outcome::Taken, vec![Note::InvalidPhone])
    );
}

#[test]
fn what_was_written_between_two_reads_is_read_again() {
    let (known, _) = taken(&row("1"));
    let whole = file(2, true);
    let made = change(decide(&whole, &with_number("1", &["n"]), &known, id(9)));
    let seen = after(&made, &whole);
    assert!(!seen.may_be_torn(&whole), "both are new");
    assert!(!known.may_be_torn(&whole), "both are old");
    // The guard as it was before, the person as after; or a person whose guard was not there.
    let mut torn = seen.clone();
    torn.guard = known.guard.clone();
    assert!(torn.may_be_torn(&whole));
    torn.guard = None;
    assert!(torn.may_be_torn(&whole));
    // A sequence of another feed cannot be compared.
    let mut other = whole.clone();
    other.feed.id = "changes".into();
    assert!(!torn.may_be_torn(&other));
}
