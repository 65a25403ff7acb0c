//! Five thousand rows of which two hundred have a fault: exactly these are refused, each for its
//! own reason, in every format, separator and encoding.

use std::collections::BTreeMap;

use encoding_rs::WINDOWS_1252;
use kobling_model::hr::{Note, RowRefusal};

use crate::{
    made::{self, Made},
    read,
};

const ROWS: usize = 5000;
const BAD: usize = 200;

fn made(has_cell_counts: bool) -> Vec<Made> {
    let mut people = made::people(7, ROWS);
    made::spoil(&mut people, 11, BAD, has_cell_counts);
    // Taken all the same, with a note.
    for made in people
        .iter_mut()
        .filter(|made| made.refusal.is_none())
        .take(30)
    {
        "no address".clone_into(&mut made.cells[6]);
    }
    people
}

fn holds(name: &str, bytes: &[u8], people: &[Made], lines: &[u64]) {
    let read = read(bytes).unwrap_or_else(|refusal| panic!("{name}: {refusal:?}"));
    let expected: BTreeMap<u64, RowRefusal> = people
        .iter()
        .zip(lines)
        .filter_map(|(made, line)| Some((*line, made.refusal?)))
        .collect();
    assert_eq!(expected.len(), BAD);
    assert_eq!(read.refusals(), expected, "{name}");
    assert_eq!(read.checked.rows, ROWS as u64, "{name}");
    let unnamed = expected
        .values()
        .filter(|refusal| **refusal == RowRefusal::NoEmploymentNumber)
        .count();
    assert_eq!(read.checked.unnamed_line.is_some(), unnamed > 0);
    assert_eq!(read.numbers.len(), ROWS - unnamed, "{name}");
    let noted = read
        .fine
        .iter()
        .filter(|row| row.row.notes == [Note::InvalidEmail]);
    assert_eq!(noted.count(), 30, "{name}");
    // And what was read is what was written.
    let fine = people.iter().filter(|made| made.refusal.is_none());
    for (made, row) in fine.zip(&read.fine) {
        assert_eq!(row.row.employment_number, made.cells[0], "{name}");
        let number = row.number.as_ref().unwrap();
        assert_eq!(*number.expose(), made.cells[2], "{name}");
        assert_eq!(row.row.family_name.value(), Some(&made.cells[5]), "{name}");
        let department = made.cells[9].replace('\n', " ");
        assert_eq!(row.row.department.value(), Some(&department), "{name}");
    }
}

#[test]
fn csv_in_every_encoding() {
    let people = made(true);
    for separator in [';', ',', '\t'] {
        let (text, lines) = made::csv(&people, separator);
        holds("UTF-8", &made::utf_8(&text), &people, &lines);
    }
    let (text, lines) = made::csv(&people, ';');
    let marked = [b"\xef\xbb\xbf".to_vec(), made::utf_8(&text)].concat();
    holds("UTF-8 with its mark", &marked, &people, &lines);
    let plain = made::without_foreign(&text);
    let (latin, _, _) = WINDOWS_1252.encode(&plain);
    holds("windows-1252", &latin, &people, &lines);
    for (name, bytes) in [
        ("UTF-16LE", u16::to_le_bytes as fn(u16) -> [u8; 2]),
        ("UTF-16BE", u16::to_be_bytes),
    ] {
        let marked = format!("\u{feff}{plain}");
        let wide: Vec<u8> = marked.encode_utf16().flat_map(bytes).collect();
        holds(name, &wide, &people, &lines);
    }
}

#[test]
fn xlsx() {
    let people = made(true);
    let (bytes, lines) = made::xlsx(&people);
    holds("XLSX", &bytes, &people, &lines);
}

#[test]
fn json_lines() {
    let people = made(false);
    let (text, lines) = made::json_lines(&people);
    holds("JSON lines", text.as_bytes(), &people, &lines);
}
