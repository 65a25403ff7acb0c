//! Which cell formats show a number as a day (`styles.xml`, ECMA-376 part 1, 18.8.30), and which
//! day a number is.

use std::{collections::BTreeMap, path::Path};

use time::{Date, Duration, macros::date};

use super::{
    super::{ReadError, archive::Part},
    xml::{Piece, Xml, attribute},
};

/// By a cell's format (`s`): whether it shows days. A workbook has 64,000 formats at most.
#[derive(Debug, Default)]
pub(super) struct Styles(Vec<bool>);

const MOST_FORMATS: usize = 65_536;

impl Styles {
    pub(super) fn read(path: &Path, part: Part) -> Result<Self, ReadError> {
        let mut xml = Xml::new(part.read(path)?)?;
        let mut own: BTreeMap<u32, bool> = BTreeMap::new();
        let mut formats = Vec::new();
        let mut is_in_cell_formats = false;
        while let Some(piece) = xml.next(0)? {
            match piece {
                Piece::Begin(begin) => {
                    let number = || attribute(&begin, "numFmtId")?.parse::<u32>().ok();
                    match begin.local_name().as_ref() {
                        "cellXfs" => is_in_cell_formats = true,
                        "numFmt" => {
                            let code = attribute(&begin, "formatCode").unwrap_or_default();
                            if let Some(number) = number() {
                                own.insert(number, shows_day(&code));
                            }
                        }
                        "xf" if is_in_cell_formats => {
                            let number = number().unwrap_or_default();
                            let is_day = own.get(&number).copied();
                            formats.push(is_day.unwrap_or_else(|| is_built_in_day(number)));
                        }
                        _ => {}
                    }
                }
                Piece::End(end) if end.local_name().as_ref() == "cellXfs" => {
                    is_in_cell_formats = false;
                }
                Piece::End(_) | Piece::Text(_) => {}
            }
            if formats.len() > MOST_FORMATS || own.len() > MOST_FORMATS {
                return Err(ReadError::broken(0));
            }
        }
        Ok(Self(formats))
    }

    pub(super) fn shows_day(&self, format: usize) -> bool {
        self.0.get(format).copied().unwrap_or(false)
    }
}

/// The formats that need no code in the file, those of other languages included.
const fn is_built_in_day(number: u32) -> bool {
    matches!(number, 14..=17 | 22 | 27..=31 | 36 | 50..=54 | 57..=58)
}

/// Whether a format code writes a day or a year. Texts in quotes, colours and conditions in
/// brackets and escaped characters are no part of it.
fn shows_day(code: &str) -> bool {
    let mut characters = code.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' => drop(characters.by_ref().find(|c| *c == '"')),
            '[' => drop(characters.by_ref().find(|c| *c == ']')),
            '\\' | '_' | '*' => drop(characters.next()),
            'd' | 'D' | 'y' | 'Y' => return true,
            _ => {}
        }
    }
    false
}

/// The day of a number, as text; the time of day is left out. In workbooks of 1900, the
/// day 60 is the 29 February 1900, which never was.
pub(super) fn day(number: &str, counts_from_1904: bool) -> Option<String> {
    let number: f64 = number.parse().ok()?;
    // Up to 31 December 9999.
    if !(0.0..2_958_466.0).contains(&number) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "the range was looked at")]
    let days = number.floor() as i64;
    let start = match days {
        _ if counts_from_1904 => date!(1904 - 01 - 01),
        60 => return None,
        ..60 => date!(1899 - 12 - 31),
        _ => date!(1899 - 12 - 30),
    };
    let day: Date = start.checked_add(Duration::days(days))?;
    Some(day.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_with_days_are_told_from_others() {
        for code in [
            "dd.mm.yyyy",
            "[$-414]d. mmmm yyyy;@",
            "yyyy\\-mm\\-dd",
            "m/d/yy",
        ] {
            assert!(shows_day(code), "{code}");
        }
        for code in [
            "General",
            "0.00",
            "[Red]0",
            "\"dager\" 0",
            "hh:mm",
            "0_d",
            "#,##0\\ \"kr\"",
        ] {
            assert!(!shows_day(code), "{code}");
        }
    }

    #[test]
    fn numbers_are_days() {
        for (number, from_1904, expected) in [
            ("46082", false, Some("2026-03-01")),
            ("46082.75", false, Some("2026-03-01")),
            ("44620", true, Some("2026-03-01")),
            ("1", false, Some("1900-01-01")),
            ("59", false, Some("1900-02-28")),
            ("60", false, None),
            ("61", false, Some("1900-03-01")),
            ("2958465", false, Some("9999-12-31")),
            ("2958466", false, None),
            ("2958465", true, None),
            ("-1", false, None),
            ("NaN", false, None),
        ] {
            assert_eq!(day(number, from_1904).as_deref(), expected, "{number}");
        }
    }
}
