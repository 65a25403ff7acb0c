//! Made files: people by a seed, some of their rows with one fault each, written in each format.

use std::fmt::Write;

use kobling_model::{
    hr::{Column, RowRefusal},
    national_id::norway::NorwegianNumber,
};
use time::{Date, Duration, macros::date};

use crate::archives::workbook;

pub const HEADER: [&str; 14] = [
    "employment_number",
    "person_number",
    "national_id",
    "birth_date",
    "given_name",
    "family_name",
    "email",
    "mailing",
    "phone",
    "department",
    "position",
    "from",
    "to",
    "rights",
];

/// Stands for a byte that its encoding has no sense for, until the file is written.
const FOREIGN: char = '\u{e000}';

/// One row, and what must become of it.
#[derive(Clone)]
pub struct Made {
    pub cells: Vec<String>,
    pub refusal: Option<RowRefusal>,
}

/// The same numbers for the same seed (SplitMix64).
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % sides
    }
}

/// So many people without a fault.
pub fn people(seed: u64, count: usize) -> Vec<Made> {
    const GIVEN: [&str; 6] = ["Åse", "Bjørn", "Håkon", "Synnøve", "Pär", "Käthe"];
    const FAMILY: [&str; 5] = ["Nordmann", "Ødegård", "Østby Lie", "Svensson", "O'Brien"];
    let mut dice = Dice(seed);
    // Numbers take a while to make; a few hundred do for any number of people.
    let births: Vec<(Date, NorwegianNumber)> = (0..count.min(300))
        .map(|_| {
            let born = date!(1960 - 01 - 01) + Duration::days(dice.roll(15_000) as i64);
            let number = NorwegianNumber::synthetic(born, dice.roll(200) as u16).unwrap();
            (born, number)
        })
        .collect();
    (0..count)
        .map(|index| {
            let (born, number) = &births[dice.roll(births.len() as u64) as usize];
            let given = GIVEN[dice.roll(6) as usize];
            let family = FAMILY[dice.roll(5) as usize];
            let department = match dice.roll(20) {
                0 => "Skule; \"sentrum\"",
                1 => "Helse,\nomsorg",
                _ => "Barnehage",
            };
            let cells = [
                (10_000 + index).to_string(),
                (500_000 + index).to_string(),
                number.number().expose().clone(),
                born.to_string(),
                given.to_owned(),
                family.to_owned(),
                format!("person{index}@example.com"),
                ["ja", "nei"][dice.roll(2) as usize].to_owned(),
                "912 34 567".to_owned(),
                department.to_owned(),
                "Lærer".to_owned(),
                "2019-08-01".to_owned(),
                ["", "31.12.2030"][dice.roll(2) as usize].to_owned(),
                ["", "leader|approver"][dice.roll(2) as usize].to_owned(),
            ];
            Made {
                cells: cells.into(),
                refusal: None,
            }
        })
        .collect()
}

/// Puts a fault into so many rows, all kinds in turn. Which rows is by the seed.
pub fn spoil(people: &mut [Made], seed: u64, count: usize, has_cell_counts: bool) {
    let mut dice = Dice(seed);
    let mut done = 0;
    let mut kind = 0;
    while done < count {
        let at = dice.roll(people.len() as u64) as usize;
        if people[at].refusal.is_some() {
            continue;
        }
        kind += 1;
        let mut number = people[at].cells[2].clone();
        let mut set = |column: usize, text: &str, refusal: RowRefusal| {
            text.clone_into(&mut people[at].cells[column]);
            people[at].refusal = Some(refusal);
        };
        match kind % 13 {
            0 => set(0, " ", RowRefusal::NoEmploymentNumber),
            1 => {
                let last = number.pop().unwrap();
                number.push(if last == '9' { '0' } else { '9' });
                set(2, &number, RowRefusal::WrongNationalId);
            }
            2 => set(3, "01/02/1980", RowRefusal::WrongDate(Column::BirthDate)),
            3 => set(11, "2026-02-30", RowRefusal::WrongDate(Column::From)),
            4 => set(12, "2019-07-31", RowRefusal::EndsBeforeItBegins),
            5 => {
                set(4, "", RowRefusal::NoName);
                set(5, "", RowRefusal::NoName);
            }
            6 => set(7, "kanskje", RowRefusal::WrongYesNo(Column::Mailing)),
            7 => set(9, &"x".repeat(201), RowRefusal::TooLong(Column::Department)),
            8 => set(
                6,
                "a@example.com\u{7}",
                RowRefusal::WrongCharacters(Column::Email),
            ),
            9 => set(
                5,
                &format!("Sk{FOREIGN}ne"),
                RowRefusal::WrongCharacters(Column::FamilyName),
            ),
            10 => set(
                6,
                "a@example.com\r\nBcc: b@example.com",
                RowRefusal::WrongCharacters(Column::Email),
            ),
            11 if has_cell_counts => {
                people[at].cells.push("one more".to_owned());
                people[at].refusal = Some(RowRefusal::WrongCellCount);
            }
            12 if done + 2 <= count => {
                let other = (at + 1) % people.len();
                if people[other].refusal.is_some() {
                    continue;
                }
                let number = people[at].cells[0].clone();
                for index in [at, other] {
                    people[index].cells[0].clone_from(&number);
                    people[index].refusal = Some(RowRefusal::EmploymentNumberTwice);
                }
                done += 1;
            }
            _ => continue,
        }
        done += 1;
    }
}

/// The text of a CSV file, and the line that each row begins on.
pub fn csv(people: &[Made], separator: char) -> (String, Vec<u64>) {
    let mut text = HEADER.join(&separator.to_string());
    text.push_str("\r\n");
    let mut line = 2;
    let mut lines = Vec::new();
    for made in people {
        lines.push(line);
        for (index, cell) in made.cells.iter().enumerate() {
            if index > 0 {
                text.push(separator);
            }
            if cell.contains(['"', '\r', '\n', separator]) {
                write!(text, "\"{}\"", cell.replace('"', "\"\"")).unwrap();
            } else {
                text.push_str(cell);
            }
        }
        text.push_str("\r\n");
        let breaks: usize = made
            .cells
            .iter()
            .map(|cell| cell.matches('\n').count())
            .sum();
        line += 1 + breaks as u64;
    }
    (text, lines)
}

/// UTF-8, with the foreign bytes where they stand for them.
pub fn utf_8(text: &str) -> Vec<u8> {
    let mut parts = text.split(FOREIGN);
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        bytes.push(0xe5);
        bytes.extend_from_slice(part.as_bytes());
    }
    bytes
}

/// For what cannot hold a foreign byte: a control character.
pub fn without_foreign(text: &str) -> String {
    text.replace(FOREIGN, "\u{1}")
}

pub fn json_lines(people: &[Made]) -> (String, Vec<u64>) {
    let mut text = String::new();
    for made in people {
        let object: serde_json::Map<String, serde_json::Value> = HEADER
            .iter()
            .zip(&made.cells)
            .map(|(name, cell)| ((*name).to_owned(), without_foreign(cell).into()))
            .collect();
        writeln!(text, "{}", serde_json::Value::Object(object)).unwrap();
    }
    (text, (1..=people.len() as u64).collect())
}

pub fn xlsx(people: &[Made]) -> (Vec<u8>, Vec<u64>) {
    let header = HEADER.map(str::to_owned).to_vec();
    let rows = people.iter().map(|made| made.cells.clone());
    let rows: Vec<Vec<String>> = std::iter::once(header).chain(rows).collect();
    let bytes = workbook(&rows);
    (bytes, (2..people.len() as u64 + 2).collect())
}
