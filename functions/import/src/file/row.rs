//! A record becomes a checked row, or a refusal that says which field was why. Pure.
//!
//! All fields are looked at in one order, so that a row is refused for the same reason each time.

use kobling_shared::{
    accounts::EmailAddress,
    hr::{CheckedRow, Column, HrRow, Note, RowRefusal, Said},
    national_id::{Namespace, NationalNumber},
};
use time::Date;

use super::{
    RefusedRow, Repeated, Row, Settings,
    characters::{Cell, Layout, clean},
    records::Record,
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
        let birth_date = self.day(Column::BirthDate)?;
        let given_name = self.text(Column::GivenName)?;
        let family_name = self.text(Column::FamilyName)?;
        if given_name == Said::Empty && family_name == Said::Empty {
            return Err(RowRefusal::NoName);
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
        let (from, to) = (self.day(Column::From)?, self.day(Column::To)?);
        if let (Some(from), Some(to)) = (from.value(), to.value())
            && from > to
        {
            return Err(RowRefusal::EndsBeforeItBegins);
        }
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
            department: self.text(Column::Department)?,
            position: self.text(Column::Position)?,
            from: from.map(values::start_of),
            to: to.map(values::end_of),
            rights: self.rights()?,
            notes,
        };
        Ok(CheckedRow { row, number })
    }

    fn cell(&self, column: Column) -> Option<&Cell> {
        let mut fields = self.record.fields.iter();
        fields.find_map(|(of, cell)| (*of == column).then_some(cell))
    }

    /// A field's text, clean and not too long.
    fn text(&self, column: Column) -> Result<Said<String>, RowRefusal> {
        let text = match self.cell(column) {
            None => return Ok(Said::Nothing),
            Some(Cell::Text(text) | Cell::Number(text)) => text,
            Some(Cell::TooLong) => return Err(RowRefusal::TooLong(column)),
            Some(Cell::Unreadable | Cell::Error) => {
                return Err(RowRefusal::WrongCharacters(column));
            }
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
        Ok(match self.text(column)? {
            Said::Value(text) => parse(&text).map_or_else(
                || {
                    note();
                    Said::Nothing
                },
                Said::Value,
            ),
            Said::Empty => Said::Empty,
            Said::Nothing => Said::Nothing,
        })
    }

    fn day(&self, column: Column) -> Result<Said<Date>, RowRefusal> {
        Ok(match self.text(column)? {
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
