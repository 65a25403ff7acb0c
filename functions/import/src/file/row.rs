//! A record becomes a checked row, or a refusal that says which field was why. Pure.
//!
//! All fields are looked at in one order, so that a row is refused for the same reason each time.

use kobling_model::{
    hr::{CheckedRow, Column, HrRow, Note, RowRefusal, Said},
    national_id::{Namespace, NationalNumber},
    people::EmailAddress,
};
use time::Date;

use super::{
    RefusedRow, Repeated, Row, Settings,
    characters::{Cell, Layout, clean},
    record::Record,
    values,
};

/// Characters of a name, a department, a position.
const LONGEST_TEXT: usize = 200;
/// Characters of an employment or person number.
const LONGEST_KEY: usize = 64;
/// Characters of whatever is parsed further, so that nothing long is.
const LONGEST_FORM: usize = 320;
const LONGEST_RIGHT: usize = 64;
const MOST_RIGHTS: usize = 50;

pub(super) fn check(record: &Record, settings: &Settings, repeated: &Repeated) -> Row {
    let line = record.line;
    let fields = Fields { record, settings };
    let employment_number = match fields.text(Column::EmploymentNumber) {
        Ok(Said::Value(number)) => number,
        number => {
            return Row::Refused(RefusedRow {
                line,
                employment_number: None,
                refusal: number.err().unwrap_or(RowRefusal::NoEmploymentNumber),
            });
        }
    };
    let refusal = if repeated.contains(&employment_number) {
        RowRefusal::EmploymentNumberTwice
    } else if record.is_ragged {
        RowRefusal::WrongCellCount
    } else {
        match fields.checked(&employment_number) {
            Ok(checked) => return Row::Fine(Box::new(checked)),
            Err(refusal) => refusal,
        }
    };
    Row::Refused(RefusedRow {
        line,
        employment_number: Some(employment_number),
        refusal,
    })
}

struct Fields<'a> {
    record: &'a Record,
    settings: &'a Settings,
}

impl Fields<'_> {
    fn checked(&self, employment_number: &str) -> Result<CheckedRow, RowRefusal> {
        let mut notes = Vec::new();
        let number = self.national_number()?;
        let birth_date = self.day(Column::BirthDate, &mut notes)?;
        let given_name = self.text(Column::GivenName)?;
        let family_name = self.text(Column::FamilyName)?;
        if given_name == Said::Empty && family_name == Said::Empty {
            return Err(RowRefusal::NoName);
        }
        let names = [&given_name, &family_name];
        if names
            .into_iter()
            .filter_map(Said::value)
            .any(|name| values::is_odd_name(name))
        {
            notes.push(Note::OddName);
        }
        if self
            .record
            .fields
            .iter()
            .any(|(_, cell)| cell.has_invisible())
        {
            notes.push(Note::InvisibleCharacters);
        }
        let email = self.parsed(Column::Email, EmailAddress::parse, || {
            notes.push(Note::InvalidEmail);
        })?;
        let mailing = match self.text(Column::Mailing)? {
            Said::Value(text) => Said::Value(
                values::yes_or_no(&text).ok_or(RowRefusal::WrongYesNo(Column::Mailing))?,
            ),
            Said::Empty => Said::Empty,
            Said::Nothing => Said::Nothing,
        };
        let namespace = self.settings.namespace;
        let phone = self.parsed(
            Column::Phone,
            |text| values::phone(text, namespace),
            || notes.push(Note::InvalidPhone),
        )?;
        let department = self.unless_error(Column::Department, &mut notes)?;
        let position = self.unless_error(Column::Position, &mut notes)?;
        let from = self.day(Column::From, &mut notes)?;
        let to = self.day(Column::To, &mut notes)?;
        self.days_make_sense(number.as_ref(), &birth_date, &from, &to)?;
        let zone = self.settings.zone;
        let row = HrRow {
            line: self.record.line,
            employment_number: employment_number.to_owned(),
            person_number: self.text(Column::PersonNumber)?,
            namespace: number.as_ref().map(|number| number.namespace().to_string()),
            number_digests: Vec::new(),
            birth_date: birth_date.map(|day| day.to_string()),
            given_name,
            family_name,
            email,
            mailing,
            phone,
            department,
            position,
            from: from.map(|day| zone.start_of(day)),
            to: to.map(|day| zone.end_of(day)),
            rights: self.rights()?,
            notes,
        };
        Ok(CheckedRow { row, number })
    }

    /// Of several cells of a column, the first that is not empty.
    fn cell(&self, column: Column) -> Option<&Cell> {
        let cells = || {
            let fields = self.record.fields.iter();
            fields.filter_map(|(of, cell)| (*of == column).then_some(cell))
        };
        cells()
            .find(|cell| !cell.is_blank())
            .or_else(|| cells().next())
    }

    /// Whether the days can be those of one life.
    fn days_make_sense(
        &self,
        number: Option<&NationalNumber>,
        birth_date: &Said<Date>,
        from: &Said<Date>,
        to: &Said<Date>,
    ) -> Result<(), RowRefusal> {
        let told = birth_date.value().copied();
        if told.is_some_and(|born| born > self.settings.today) {
            return Err(RowRefusal::NotBorn);
        }
        let born = told.or_else(|| number?.birth_date(self.settings.today));
        let is_before_birth = |day: &Said<Date>| {
            let day = day.value().copied();
            born.zip(day).is_some_and(|(born, day)| day < born)
        };
        if is_before_birth(to) {
            return Err(RowRefusal::BeforeBirth(Column::To));
        }
        if is_before_birth(from) {
            return Err(RowRefusal::BeforeBirth(Column::From));
        }
        match (from.value(), to.value()) {
            (Some(from), Some(to)) if from > to => Err(RowRefusal::EndsBeforeItBegins),
            _ => Ok(()),
        }
    }

    /// A field's text, clean and not too long.
    fn text(&self, column: Column) -> Result<Said<String>, RowRefusal> {
        let text = match self.cell(column) {
            None => return Ok(Said::Nothing),
            Some(Cell::Text(text) | Cell::Number(text)) => text,
            Some(Cell::TooLong) => return Err(RowRefusal::TooLong(column)),
            Some(Cell::Error) => return Err(RowRefusal::ErrorValue(column)),
            Some(Cell::Unreadable) => return Err(RowRefusal::WrongCharacters(column)),
        };
        let (layout, longest) = match column {
            Column::GivenName | Column::FamilyName | Column::Department | Column::Position => {
                (Layout::Prose, LONGEST_TEXT)
            }
            Column::EmploymentNumber | Column::PersonNumber => (Layout::OneWord, LONGEST_KEY),
            Column::Rights => (Layout::OneWord, MOST_RIGHTS * (LONGEST_RIGHT + 1)),
            Column::NationalId
            | Column::BirthDate
            | Column::Email
            | Column::Mailing
            | Column::Phone
            | Column::From
            | Column::To => (Layout::OneWord, LONGEST_FORM),
        };
        let text = clean(text, layout).ok_or(RowRefusal::WrongCharacters(column))?;
        if text.chars().count() > longest {
            return Err(RowRefusal::TooLong(column));
        }
        Ok(if text.is_empty() {
            Said::Empty
        } else {
            Said::Value(text)
        })
    }

    /// A field that is passed over, with a note, where it makes no sense.
    fn parsed<T>(
        &self,
        column: Column,
        parse: impl Fn(&str) -> Option<T>,
        note: impl FnOnce(),
    ) -> Result<Said<T>, RowRefusal> {
        let parsed = match self.text(column) {
            Ok(Said::Value(text)) => parse(&text),
            Ok(Said::Empty) => return Ok(Said::Empty),
            Ok(Said::Nothing) => return Ok(Said::Nothing),
            Err(RowRefusal::ErrorValue(_)) => None,
            Err(refusal) => return Err(refusal),
        };
        if parsed.is_none() {
            note();
        }
        Ok(parsed.map_or(Said::Nothing, Said::Value))
    }

    /// A field that no access hangs on: an error value is passed over with a note.
    fn unless_error(
        &self,
        column: Column,
        notes: &mut Vec<Note>,
    ) -> Result<Said<String>, RowRefusal> {
        match self.text(column) {
            Err(RowRefusal::ErrorValue(column)) => {
                notes.push(Note::ErrorValue(column));
                Ok(Said::Nothing)
            }
            text => text,
        }
    }

    fn day(&self, column: Column, notes: &mut Vec<Note>) -> Result<Said<Date>, RowRefusal> {
        Ok(match self.text(column)? {
            // The day 0 of Unix, where it is an end; people were born and began on it.
            Said::Value(text) if values::is_empty_day(&text, column == Column::To) => {
                notes.push(Note::EmptyDate(column));
                Said::Empty
            }
            Said::Value(text) => {
                Said::Value(values::day(&text).ok_or(RowRefusal::WrongDate(column))?)
            }
            Said::Empty => Said::Empty,
            Said::Nothing => Said::Nothing,
        })
    }

    fn national_number(&self) -> Result<Option<NationalNumber>, RowRefusal> {
        let Said::Value(mut text) = self.text(Column::NationalId)? else {
            return Ok(None);
        };
        let namespace = self.settings.namespace;
        if matches!(self.cell(Column::NationalId), Some(Cell::Number(_))) {
            text = with_lost_zeros(&text, namespace);
        }
        NationalNumber::parse_typed(
            namespace,
            &text,
            self.settings.today,
            self.settings.takes_synthetic_numbers,
        )
        .map(Some)
        .ok_or(RowRefusal::WrongNationalId)
    }

    fn rights(&self) -> Result<Said<Vec<String>>, RowRefusal> {
        let text = match self.text(Column::Rights)? {
            Said::Value(text) => text,
            Said::Empty => return Ok(Said::Empty),
            Said::Nothing => return Ok(Said::Nothing),
        };
        let mut rights: Vec<String> = Vec::new();
        for right in text.split('|').map(str::trim) {
            if right.chars().count() > LONGEST_RIGHT || rights.len() >= MOST_RIGHTS {
                return Err(RowRefusal::TooLong(Column::Rights));
            }
            if !right.is_empty() && !rights.iter().any(|known| known == right) {
                rights.push(right.to_owned());
            }
        }
        Ok(if rights.is_empty() {
            Said::Empty
        } else {
            Said::Value(rights)
        })
    }
}

/// The zeros that a number loses where it is kept as one. A Swedish number of twelve digits has
/// none in front, so ten are meant.
fn with_lost_zeros(text: &str, namespace: Namespace) -> String {
    match namespace {
        Namespace::NoFnr => format!("{text:0>11}"),
        Namespace::DkCpr | Namespace::SePnr => format!("{text:0>10}"),
    }
}
