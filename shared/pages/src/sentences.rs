//! Which sentence tells people what became of a file, a row, a field. Says where and why, never
//! what stood there.

use kobling_model::hr::{
    Column, FileRefusal, Headers, HrImport, ImportState, Note, Outcome, RowRefusal,
};

use crate::texts::Words;

/// What can be said without knowing the file.
pub trait Say {
    fn say(&self, w: Words) -> String;
}

/// What names columns as the file's own headers do.
pub trait SayAsIn {
    fn say_as_in(&self, w: Words, headers: &Headers) -> String;
}

impl SayAsIn for Column {
    /// What HR calls the column in its file, in quotes; else what everybody calls it.
    fn say_as_in(&self, w: Words, headers: &Headers) -> String {
        headers
            .of(*self)
            .map_or_else(|| self.say(w), |header| w.header_in_quotes(header))
    }
}

impl Say for Column {
    /// What the column is called.
    fn say(&self, w: Words) -> String {
        match self {
            Self::EmploymentNumber => w.column_employment_number(),
            Self::PersonNumber => w.column_person_number(),
            Self::NationalId => w.column_national_id(),
            Self::BirthDate => w.column_birth_date(),
            Self::GivenName => w.column_given_name(),
            Self::FamilyName => w.column_family_name(),
            Self::Email => w.column_email(),
            Self::Mailing => w.column_mailing(),
            Self::Phone => w.column_phone(),
            Self::Department => w.column_department(),
            Self::Position => w.column_position(),
            Self::From => w.column_from(),
            Self::To => w.column_to(),
            Self::Rights => w.column_rights(),
        }
    }
}

impl SayAsIn for RowRefusal {
    fn say_as_in(&self, w: Words, headers: &Headers) -> String {
        let say = |column: Column| column.say_as_in(w, headers);
        match *self {
            Self::NoEmploymentNumber => w.row_no_employment_number(),
            Self::EmploymentNumberTwice => w.row_employment_number_twice(),
            Self::WrongNationalId => w.row_wrong_national_id(),
            Self::WrongDate(column) => w.row_wrong_date(say(column)),
            Self::EndsBeforeItBegins => w.row_ends_before_it_begins(),
            Self::NoName => w.row_no_name(),
            Self::WrongYesNo(column) => w.row_wrong_yes_no(say(column)),
            Self::TooLong(column) => w.row_too_long(say(column)),
            Self::WrongCharacters(column) => w.row_wrong_characters(say(column)),
            Self::ErrorValue(column) => w.row_error_value(say(column)),
            Self::BeforeBirth(column) => w.row_before_birth(say(column)),
            Self::NotBorn => w.row_not_born(),
            Self::WrongCellCount => w.row_wrong_cell_count(),
            Self::NumberOfAnother => w.row_number_of_another(),
            Self::PersonNumberOfAnother => w.row_person_number_of_another(),
            Self::DeadLetter => w.row_dead_letter(),
        }
    }
}

impl SayAsIn for Note {
    fn say_as_in(&self, w: Words, headers: &Headers) -> String {
        match self {
            Self::InvalidEmail => w.note_invalid_email(),
            Self::InvalidPhone => w.note_invalid_phone(),
            Self::ErrorValue(column) => w.note_error_value(column.say_as_in(w, headers)),
            Self::EmptyDate(column) => w.note_empty_date(column.say_as_in(w, headers)),
            Self::InvisibleCharacters => w.note_invisible_characters(),
            Self::OddName => w.note_odd_name(),
            Self::SameNumberOtherName(employment) => w.note_same_number(employment),
            Self::SameAddress(employment) => w.note_same_address(employment),
            Self::PendingEmail => w.note_pending_email(),
            Self::Disputed => w.note_disputed(),
        }
    }
}

impl Say for Outcome {
    /// One or two words.
    fn say(&self, w: Words) -> String {
        match self {
            Self::Taken => w.import_taken(),
            Self::Changed(_) => w.import_changed(),
            Self::Unchanged => w.import_unchanged(),
            Self::Older => w.import_older(),
            Self::Refused(_) => w.import_refused(),
            Self::Ended => w.import_ended(),
            Self::WouldEnd => w.import_would_end(),
        }
    }
}

/// The fields that changed, or the reason; empty where there is nothing to add. `line` is the
/// row's, none for what is not in the file.
pub fn details(outcome: &Outcome, w: Words, headers: &Headers, line: Option<u64>) -> String {
    match outcome {
        Outcome::Changed(fields) => {
            let say = |field: &Column| field.say_as_in(w, headers);
            let fields: Vec<String> = fields.iter().map(say).collect();
            fields.join(", ")
        }
        Outcome::Refused(refusal) => refusal.say_as_in(w, headers),
        Outcome::WouldEnd if line.is_some() => w.import_would_end_details(),
        Outcome::Ended | Outcome::WouldEnd => w.import_ended_details(),
        Outcome::Taken | Outcome::Unchanged | Outcome::Older => String::new(),
    }
}

impl Say for FileRefusal {
    fn say(&self, w: Words) -> String {
        match self {
            Self::UnknownFeed => w.file_unknown_feed(),
            Self::NoSequence => w.file_no_sequence(),
            Self::Older => w.file_older(),
            Self::TooLarge => w.file_too_large(),
            Self::TooLargeInflated => w.file_too_large_inflated(),
            Self::TooManyRows => w.file_too_many_rows(),
            Self::TooManyColumns => w.file_too_many_columns(),
            Self::UnknownFormat => w.file_unknown_format(),
            Self::Encrypted => w.file_encrypted(),
            Self::UnknownEncoding => w.file_unknown_encoding(),
            Self::NulBytes => w.file_nul_bytes(),
            // In an archive it is not known where.
            Self::Broken { line: 0 } => w.file_broken_whole(),
            Self::Broken { line } => w.file_broken(line.to_string()),
            Self::Empty => w.file_empty(),
            Self::NoColumn(column) => w.file_no_column(column.say(w)),
            Self::ColumnTwice(column) => w.file_column_twice(column.say(w)),
            Self::Formulas => w.file_formulas(),
            Self::Declined => w.file_declined(),
            Self::Gone => w.file_gone(),
        }
    }
}

/// How far the file has come, or why it was refused.
pub fn state(import: &HrImport, w: Words) -> String {
    let count = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
    match &import.state {
        ImportState::Checking => w.import_state_checking(),
        ImportState::Held => w.import_state_held(
            count(import.people_ended),
            count(import.people),
            count(import.employments_ended),
        ),
        ImportState::Provisioning => w.import_state_provisioning(),
        ImportState::Done => w.import_state_done(),
        ImportState::Refused(refusal) => refusal.say(w),
    }
}

/// What HR would not expect although the file was taken; a sentence each.
pub fn warnings(import: &HrImport, w: Words) -> Vec<String> {
    let ends_nobody = import.unnamed_line.filter(|_| import.ends_nobody());
    let ends_nobody = ends_nobody.map(|line| w.import_ended_nobody(line.to_string()));
    let no_address = import.lacks_addresses().then(|| w.import_no_address());
    ends_nobody.into_iter().chain(no_address).collect()
}

#[cfg(test)]
pub(crate) mod tests;
