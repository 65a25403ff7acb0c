//! The rows of a sheet (`sheetN.xml`), one after the other, as cells from column A on.

use std::sync::Arc;

use kobling_model::hr::FileRefusal;
use quick_xml::events::BytesStart;

use super::{
    super::{Limits, ReadError, archive::Inflated, characters::Cell, values::plain_number},
    shared_texts::{Run, SharedTexts, push_up_to},
    styles::{self, Styles},
    xml::{Piece, Xml, attribute},
};

pub(in super::super) struct Sheet {
    xml: Xml,
    texts: Arc<SharedTexts>,
    styles: Arc<Styles>,
    counts_from_1904: bool,
    most_cells: usize,
    most_bytes: usize,
    /// The row that was begun last, from 1.
    line: u64,
}

/// How a cell's value is to be understood (`t`).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Number,
    SharedText,
    Text,
    /// A day as text, with or without a time.
    Day,
    Error,
}

/// A cell that has begun.
struct Begun {
    column: usize,
    kind: Kind,
    style: usize,
    value: String,
    is_in_value: bool,
    run: Run,
}

impl Sheet {
    /// `counts_from_1904`: where the workbook's days begin (ECMA-376 part 1, 18.17.4.1).
    pub(super) fn new(
        part: Inflated,
        texts: Arc<SharedTexts>,
        styles: Arc<Styles>,
        counts_from_1904: bool,
        limits: &Limits,
    ) -> Result<Self, ReadError> {
        Ok(Self {
            xml: Xml::new(part)?,
            texts,
            styles,
            counts_from_1904,
            most_cells: limits.columns,
            most_bytes: limits.cell_bytes,
            line: 0,
        })
    }

    /// The cells of the next row, blank or not, and its number. Blank cells at the end are left
    /// out. Of cells beyond the most that may be, one is kept, so that there are seen to be too
    /// many.
    pub(in super::super) fn next(
        &mut self,
        cells: &mut Vec<Cell>,
    ) -> Result<Option<u64>, ReadError> {
        cells.clear();
        let mut begun: Option<Begun> = None;
        let mut next_column = 0;
        while let Some(piece) = self.xml.next(self.line)? {
            match piece {
                Piece::Begin(start) => match (start.local_name().as_ref(), &mut begun) {
                    ("row", _) => {
                        let number = attribute(&start, "r").and_then(|r| r.parse().ok());
                        self.line = number.unwrap_or(self.line + 1);
                    }
                    ("c", _) => {
                        let cell = begin_cell(&start, next_column, self.line)?;
                        next_column = cell.column + 1;
                        begun = Some(cell);
                    }
                    ("f", Some(_)) => return Err(FileRefusal::Formulas.into()),
                    ("v", Some(cell)) => cell.is_in_value = true,
                    (name, Some(cell)) => cell.run.begin(name),
                    _ => {}
                },
                Piece::Text(text) => {
                    if let Some(cell) = &mut begun
                        && (cell.is_in_value || cell.run.is_read())
                    {
                        push_up_to(&mut cell.value, 0, &text, self.most_bytes);
                    }
                }
                Piece::End(end) => match (end.local_name().as_ref(), &mut begun) {
                    ("row", _) => return Ok(Some(self.line)),
                    ("c", Some(_)) => {
                        if let Some(cell) = begun.take() {
                            self.place(&cell, cells)?;
                        }
                    }
                    ("v", Some(cell)) => cell.is_in_value = false,
                    (name, Some(cell)) => cell.run.end(name),
                    _ => {}
                },
            }
        }
        Ok(None)
    }

    fn place(&self, begun: &Begun, cells: &mut Vec<Cell>) -> Result<(), ReadError> {
        let column = begun.column.min(self.most_cells);
        let cell = self.cell(begun)?;
        if cell.is_blank() {
            return Ok(());
        }
        match cells.get_mut(column) {
            // The one that stands for all that are too many.
            Some(slot) if column == self.most_cells => *slot = cell,
            // Cells stand in order, each once.
            Some(_) => return Err(ReadError::broken(self.line)),
            None => {
                cells.resize(column, Cell::empty());
                cells.push(cell);
            }
        }
        Ok(())
    }

    fn cell(&self, begun: &Begun) -> Result<Cell, ReadError> {
        let value = begun.value.as_str();
        let text = match begun.kind {
            Kind::Error => return Ok(Cell::Error),
            Kind::Number => return Ok(self.number(value.trim(), begun.style)),
            Kind::Text => value,
            Kind::Day => without_time(value.trim()),
            // A cell that has a kind, but no value.
            Kind::SharedText if value.trim().is_empty() => "",
            Kind::SharedText => {
                let index = value.trim().parse().ok();
                index
                    .and_then(|index| self.texts.get(index))
                    .ok_or_else(|| ReadError::broken(self.line))?
            }
        };
        Ok(if text.len() > self.most_bytes {
            Cell::TooLong
        } else {
            Cell::Text(unescaped(text))
        })
    }

    fn number(&self, value: &str, style: usize) -> Cell {
        if self.styles.shows_day(style)
            && let Some(day) = styles::day(value, self.counts_from_1904)
        {
            return Cell::Text(day);
        }
        plain_number(value).map_or_else(|| Cell::Text(value.to_owned()), Cell::Number)
    }
}

fn begin_cell(begin: &BytesStart<'_>, next_column: usize, line: u64) -> Result<Begun, ReadError> {
    let broken = || ReadError::broken(line);
    let column = match attribute(begin, "r") {
        Some(reference) => column_of(&reference).ok_or_else(broken)?,
        None => next_column,
    };
    let kind = match attribute(begin, "t").as_deref() {
        None | Some("n") => Kind::Number,
        Some("s") => Kind::SharedText,
        // A boolean is 1 or 0, which say yes and no as well as words do.
        Some("inlineStr" | "str" | "b") => Kind::Text,
        Some("d") => Kind::Day,
        Some("e") => Kind::Error,
        Some(_) => return Err(broken()),
    };
    let style = attribute(begin, "s").and_then(|style| style.parse().ok());
    Ok(Begun {
        column,
        kind,
        style: style.unwrap_or_default(),
        value: String::new(),
        is_in_value: false,
        run: Run::default(),
    })
}

/// The column of a reference such as `AB12`, from 0.
fn column_of(reference: &str) -> Option<usize> {
    let letters = reference.trim_end_matches(|c: char| c.is_ascii_digit());
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    let mut column = 0;
    for letter in letters.bytes() {
        if !letter.is_ascii_uppercase() {
            return None;
        }
        column = column * 26 + usize::from(letter - b'A') + 1;
    }
    column.checked_sub(1)
}

/// The day of `2026-03-31T12:30:00`: the time of day is left out, as of days that are numbers. A
/// time of some zone stays, for there the day may be another.
fn without_time(text: &str) -> &str {
    match text.split_once('T') {
        Some((day, time)) if time.chars().all(|c| matches!(c, '0'..='9' | ':' | '.')) => day,
        _ => text,
    }
}

/// Characters that XML cannot hold stand as `_x000D_` (ECMA-376 part 1, 22.9.2.19).
fn unescaped(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let code = rest
            .get(at + 2..at + 7)
            .and_then(|code| code.strip_suffix('_'))
            .and_then(|code| u32::from_str_radix(code, 16).ok())
            .and_then(char::from_u32);
        let (before, length) = match code {
            Some(character) => {
                out.push_str(&rest[..at]);
                out.push(character);
                ("", at + 7)
            }
            None => (&rest[..at + 2], at + 2),
        };
        out.push_str(before);
        rest = &rest[length..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_lead_to_columns() {
        for (reference, column) in [
            ("A1", Some(0)),
            ("Z9", Some(25)),
            ("AA10", Some(26)),
            ("XFD1048576", Some(16383)),
            ("1", None),
            ("a1", None),
            ("ABCD1", None),
            ("", None),
        ] {
            assert_eq!(column_of(reference), column, "{reference}");
        }
    }

    #[test]
    fn escaped_characters_are_read_and_nothing_else_is() {
        for (text, expected) in [
            ("a_x000D_b", "a\rb"),
            ("_x005F_x000D_", "_x000D_"),
            ("max_xy", "max_xy"),
            ("_x12_x0041_", "_x12A"),
            ("_xåøåø_", "_xåøåø_"),
            ("_x", "_x"),
        ] {
            assert_eq!(unescaped(text), expected, "{text}");
        }
    }
}
