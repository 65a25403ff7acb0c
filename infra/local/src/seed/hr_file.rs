//! The HR file (CSV, UTF-8, header line, `;` or `,`): made for the demo tenant with thousands of
//! people, and read as any other HR file. One line an employment; lines with one person number
//! are one person.

use std::{collections::BTreeMap, path::Path};

use kobling_model::people::EmailAddress;
use serde::{Deserialize, Serialize};

use super::people::{DEPARTMENTS, Dice, POSITIONS, Person};

/// One line. Dates are `YYYY-MM-DD`; `to` is the last day; rights are parted by `|`.
#[derive(Clone, Serialize, Deserialize, Debug)]
pub(super) struct Line {
    pub(super) employment_number: String,
    pub(super) person_number: String,
    pub(super) national_id: String,
    pub(super) birth_date: String,
    pub(super) given_name: String,
    pub(super) family_name: String,
    pub(super) email: String,
    pub(super) mailing: String,
    pub(super) phone: String,
    pub(super) department: String,
    pub(super) position: String,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) rights: String,
}

impl Line {
    pub(super) fn address(&self) -> Option<EmailAddress> {
        EmailAddress::parse(&self.email)
    }
}

/// A line that cannot be taken; told with its number and never with what stood in it.
#[derive(Debug, thiserror::Error)]
pub enum HrFileError {
    #[error("the HR file cannot be read: {0}")]
    File(#[from] std::io::Error),
    #[error("line {0} of the HR file: {1}")]
    Line(u64, &'static str),
    #[error("the HR file is no CSV: {0}")]
    Csv(#[from] csv::Error),
}

/// Writes the file of a tenant with so many people.
pub(super) fn write(
    out: impl std::io::Write,
    domain: &str,
    count: usize,
) -> Result<(), HrFileError> {
    let mut writer = csv::WriterBuilder::new().delimiter(b';').from_writer(out);
    for index in 0..count {
        let person = Person::nth(1, index);
        let mut dice = Dice::new(900_000 + index as u64);
        let number = 10_000 + index;
        // One in twenty works in two places, one in fifty has no address, few have a right.
        let places = if dice.roll(20) == 0 { 2 } else { 1 };
        let has_address = dice.roll(50) != 0;
        for place in 1..=places {
            let email = format!("{}@{domain}", person.mailbox(number));
            writer.serialize(Line {
                employment_number: format!("{number}-{place}"),
                person_number: number.to_string(),
                national_id: person.national_id.clone(),
                birth_date: person.birth_date.clone(),
                given_name: person.given_name.to_owned(),
                family_name: person.family_name.to_owned(),
                email: if has_address { email } else { String::new() },
                mailing: if place == 1 { "yes" } else { "no" }.to_owned(),
                phone: String::new(),
                department: dice.one_of(DEPARTMENTS).to_owned(),
                position: dice.one_of(POSITIONS).to_owned(),
                from: format!("20{:02}-08-01", 10 + dice.roll(16)),
                to: String::new(),
                rights: if dice.roll(100) == 0 { "leader" } else { "" }.to_owned(),
            })?;
        }
    }
    writer.flush()?;
    Ok(())
}

/// Reads a file: the lines of each person, by person number.
pub(super) fn read(path: &Path) -> Result<BTreeMap<String, Vec<Line>>, HrFileError> {
    let text = std::fs::read(path)?;
    parse(&text)
}

pub(super) fn parse(text: &[u8]) -> Result<BTreeMap<String, Vec<Line>>, HrFileError> {
    let header = text.split(|b| *b == b'\n').next().unwrap_or_default();
    let delimiter = if header.contains(&b';') { b';' } else { b',' };
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .from_reader(text);
    let mut people: BTreeMap<String, Vec<Line>> = BTreeMap::new();
    let mut numbers = std::collections::BTreeSet::new();
    for (index, line) in reader.deserialize().enumerate() {
        let at = index as u64 + 2;
        let line: Line = line?;
        if line.employment_number.is_empty() {
            return Err(HrFileError::Line(at, "it has no employment number"));
        }
        if !numbers.insert(line.employment_number.clone()) {
            return Err(HrFileError::Line(at, "its employment number came before"));
        }
        if !line.email.is_empty() && line.address().is_none() {
            return Err(HrFileError::Line(at, "its e-mail address is none"));
        }
        let key = if line.person_number.is_empty() {
            line.employment_number.clone()
        } else {
            line.person_number.clone()
        };
        people.entry(key).or_default().push(line);
    }
    Ok(people)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let mut text = Vec::new();
        write(&mut text, "example.com", 300).unwrap();
        let people = parse(&text).unwrap();
        assert_eq!(people.len(), 300);
        assert!(people.values().any(|lines| lines.len() == 2));
        assert!(people.values().any(|lines| lines[0].address().is_none()));
    }

    #[test]
    fn commas_do_as_well_and_doubles_are_refused_by_line() {
        let header = "employment_number,person_number,national_id,birth_date,given_name,family_name,\
                      email,mailing,phone,department,position,from,to,rights\n";
        let line = "1,2,,,A,B,a@example.com,yes,,,,,,\n";
        let people = parse(format!("{header}{line}").as_bytes()).unwrap();
        assert_eq!(people["2"][0].given_name, "A");
        let error = parse(format!("{header}{line}{line}").as_bytes()).unwrap_err();
        assert!(error.to_string().contains("line 3"), "{error}");
    }
}
