//! That there is a sentence for everything.

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

const ROW_REFUSALS: [RowRefusal; 13] = [
    RowRefusal::NoEmploymentNumber,
    RowRefusal::EmploymentNumberTwice,
    RowRefusal::WrongNationalId,
    RowRefusal::WrongDate(Column::From),
    RowRefusal::EndsBeforeItBegins,
    RowRefusal::NoName,
    RowRefusal::WrongYesNo(Column::Mailing),
    RowRefusal::TooLong(Column::Position),
    RowRefusal::WrongCharacters(Column::Email),
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
    let tenant = crate::accounts::TenantId::parse("asnes").unwrap();
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
        decided_by: None,
        counts: Counts::default(),
        report_key: None,
        reference: "ab12-cd34".to_owned(),
        created_at: 1_780_000_000,
        updated_at: 1_780_000_000,
        version: 1,
    }
}

/// Everything that a report, or whoever shows an import, can say.
pub(crate) fn say_everything(w: Words) -> Vec<String> {
    let mut said: Vec<String> = COLUMNS.iter().map(|column| column.say(w)).collect();
    said.extend(ROW_REFUSALS.iter().map(|refusal| refusal.say(w)));
    said.extend(file_refusals().iter().map(|refusal| refusal.say(w)));
    for note in [
        Note::InvalidEmail,
        Note::InvalidPhone,
        Note::PendingEmail,
        Note::Disputed,
    ] {
        said.push(note.say(w));
    }
    for outcome in [
        Outcome::Taken,
        Outcome::Changed(vec![Column::Email, Column::To]),
        Outcome::Unchanged,
        Outcome::Older,
        Outcome::Refused(RowRefusal::NoName),
        Outcome::Ended,
    ] {
        said.push(outcome.say(w));
        outcome.say_details(w);
    }
    let mut import = import();
    for state in [
        ImportState::Checking,
        ImportState::Held,
        ImportState::Provisioning,
        ImportState::Done,
    ] {
        import.state = state;
        said.push(import.say_state(w));
    }
    said.extend([
        w.import_file(),
        w.import_sequence(),
        w.import_reference(),
        w.import_state(),
        w.import_rows(),
        w.import_line(),
        w.import_outcome(),
        w.import_details(),
        w.import_notes(),
    ]);
    said
}

#[test]
fn no_two_refusals_read_the_same_in_any_language() {
    for language in Language::ALL {
        let w = Words::in_language(language);
        let mut said: Vec<String> = ROW_REFUSALS.iter().map(|refusal| refusal.say(w)).collect();
        said.extend(file_refusals().iter().map(|refusal| refusal.say(w)));
        let count = said.len();
        said.sort();
        said.dedup();
        assert_eq!(said.len(), count, "{language:?}");
    }
}
