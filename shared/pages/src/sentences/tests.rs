//! That there is a sentence for everything.

use kobling_model::{
    ImportId, TenantId,
    hr::{Counts, FeedKind},
};

use super::*;
use crate::texts::{Language, Words};

const COLUMNS: [Column; 14] = [
    Column::EmploymentNumber,
    Column::PersonNumber,
    Column::NationalId,
    Column::BirthDate,
    Column::GivenName,
    Column::FamilyName,
    Column::Email,
    Column::Mailing,
    Column::Phone,
    Column::Department,
    Column::Position,
    Column::From,
    Column::To,
    Column::Rights,
];

const ROW_REFUSALS: [RowRefusal; 16] = [
    RowRefusal::NoEmploymentNumber,
    RowRefusal::EmploymentNumberTwice,
    RowRefusal::WrongNationalId,
    RowRefusal::WrongDate(Column::From),
    RowRefusal::EndsBeforeItBegins,
    RowRefusal::NoName,
    RowRefusal::WrongYesNo(Column::Mailing),
    RowRefusal::TooLong(Column::Position),
    RowRefusal::WrongCharacters(Column::Email),
    RowRefusal::ErrorValue(Column::FamilyName),
    RowRefusal::BeforeBirth(Column::To),
    RowRefusal::NotBorn,
    RowRefusal::WrongCellCount,
    RowRefusal::NumberOfAnother,
    RowRefusal::PersonNumberOfAnother,
    RowRefusal::DeadLetter,
];

fn file_refusals() -> Vec<FileRefusal> {
    vec![
        FileRefusal::UnknownFeed,
        FileRefusal::NoSequence,
        FileRefusal::Older,
        FileRefusal::TooLarge,
        FileRefusal::TooLargeInflated,
        FileRefusal::TooManyRows,
        FileRefusal::TooManyColumns,
        FileRefusal::UnknownFormat,
        FileRefusal::Encrypted,
        FileRefusal::UnknownEncoding,
        FileRefusal::NulBytes,
        FileRefusal::Broken { line: 12 },
        FileRefusal::Broken { line: 0 },
        FileRefusal::Empty,
        FileRefusal::NoColumn(Column::EmploymentNumber),
        FileRefusal::ColumnTwice(Column::Email),
        FileRefusal::Formulas,
        FileRefusal::Declined,
        FileRefusal::Gone,
    ]
}

fn import() -> HrImport {
    let tenant = TenantId::parse("asnes").unwrap();
    HrImport {
        tenant,
        id: ImportId::new(1_780_000_000, "c2FtcGxl"),
        feed: "hr".to_owned(),
        kind: FeedKind::Full,
        name: "people-20260529.csv".to_owned(),
        object_key: String::new(),
        sequence: Some(20_260_529),
        state: ImportState::Checking,
        rows: 0,
        chunks: None,
        people: 200,
        people_ended: 21,
        employments_ended: 23,
        headers: Headers::default(),
        unnamed_line: None,
        decided_by: None,
        counts: Counts::default(),
        report_key: None,
        reference: "ab12-cd34".to_owned(),
        created_at: 1_780_000_000,
        updated_at: 1_780_000_000,
        version: 1,
    }
}

/// Those of a file without addresses.
fn headers() -> Headers {
    let mut headers = Headers::default();
    headers.note("Ansattnr.", Some(Column::EmploymentNumber));
    headers.note("Sluttdato", Some(Column::To));
    headers.note("Persnr", None);
    headers
}

/// Everything that a report, or whoever shows an import, can say.
pub(crate) fn say_everything(w: Words) -> Vec<String> {
    let mut said: Vec<String> = COLUMNS.iter().map(|column| column.say(w)).collect();
    let headers = headers();
    said.extend(
        ROW_REFUSALS
            .iter()
            .map(|refusal| refusal.say_as_in(w, &headers)),
    );
    said.extend(file_refusals().iter().map(|refusal| refusal.say(w)));
    for note in [
        Note::InvalidEmail,
        Note::InvalidPhone,
        Note::ErrorValue(Column::Department),
        Note::EmptyDate(Column::To),
        Note::InvisibleCharacters,
        Note::OddName,
        Note::SameNumberOtherName("10023".to_owned()),
        Note::SameAddress("10023".to_owned()),
        Note::PendingEmail,
        Note::Disputed,
    ] {
        said.push(note.say_as_in(w, &headers));
    }
    for outcome in [
        Outcome::Taken,
        Outcome::Changed(vec![Column::Email, Column::To]),
        Outcome::Unchanged,
        Outcome::Older,
        Outcome::Refused(RowRefusal::NoName),
        Outcome::Ended,
        Outcome::WouldEnd,
    ] {
        said.push(outcome.say(w));
        details(&outcome, w, &headers, Some(2));
        details(&outcome, w, &headers, None);
    }
    let mut import = import();
    import.headers = headers;
    import.unnamed_line = Some(16);
    said.extend(warnings(&import, w));
    for reached in [
        ImportState::Checking,
        ImportState::Held,
        ImportState::Provisioning,
        ImportState::Done,
    ] {
        import.state = reached;
        said.push(state(&import, w));
    }
    said.extend([
        w.import_file(),
        w.import_sequence(),
        w.import_reference(),
        w.import_state(),
        w.import_rows(),
        w.import_columns_used(),
        w.import_columns_unused(),
        w.import_warning(),
        w.import_people_ended(),
        w.import_employments_ended(),
        w.import_employments_would_end(),
        w.import_line(),
        w.import_outcome(),
        w.import_details(),
        w.import_notes(),
    ]);
    said
}

#[test]
fn a_column_is_called_what_hr_calls_it() {
    let w = Words::in_language(Language::Nb);
    let say = |column| RowRefusal::WrongDate(column).say_as_in(w, &headers());
    assert!(
        say(Column::To).starts_with("«Sluttdato»: "),
        "{}",
        say(Column::To)
    );
    assert!(
        say(Column::From).starts_with("Fra: "),
        "{}",
        say(Column::From)
    );
}

#[test]
fn a_full_file_warns_of_what_hr_would_not_expect_and_a_delta_of_what_it_brings() {
    let w = Words::in_language(Language::Nb);
    let mut import = import();
    assert_eq!(warnings(&import, w), [""; 0], "nothing is known of it");
    import.headers = headers();
    import.unnamed_line = Some(16);
    let said = warnings(&import, w);
    assert!(said[0].contains("rad 16 mangler"), "{said:?}");
    assert_eq!(said.len(), 2);
    // A delta ends nobody anyway, and brings nobody new here.
    import.kind = FeedKind::Delta;
    assert_eq!(warnings(&import, w), [""; 0]);
    import.counts.taken = 1;
    assert_eq!(warnings(&import, w).len(), 1);
    import.headers.note("E-post", Some(Column::Email));
    assert_eq!(warnings(&import, w), [""; 0]);
}

#[test]
fn no_two_refusals_read_the_same_in_any_language() {
    for language in Language::ALL {
        let w = Words::in_language(language);
        let headers = headers();
        let of_rows = ROW_REFUSALS
            .iter()
            .map(|refusal| refusal.say_as_in(w, &headers));
        let mut said: Vec<String> = of_rows.collect();
        said.extend(file_refusals().iter().map(|refusal| refusal.say(w)));
        let count = said.len();
        said.sort();
        said.dedup();
        assert_eq!(said.len(), count, "{language:?}");
    }
}
