//! CSV (RFC 4180) with any separator and any line ending. Stricter than spreadsheets at one point:
//! what follows a closing quote must be a separator or the line's end. A quote that was opened by
//! mistake would otherwise swallow rows, and who stood in them would count as missing.

use std::io::BufRead;

use super::{ReadError, characters::Cell};

pub(super) const SEPARATORS: [u8; 3] = [b';', b',', b'\t'];

pub(super) struct Delimited<R> {
    text: R,
    separator: u8,
    most_cells: usize,
    most_bytes: usize,
    /// The line that the next byte is on, from 1.
    line: u64,
    /// The byte before was a CR; an LF now belongs to it.
    is_after_cr: bool,
    cell: Vec<u8>,
    is_too_long: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    CellStart,
    Plain,
    Quoted,
    /// A quote within quotes: the first of two, or the closing one.
    QuoteSeen,
}

impl<R: BufRead> Delimited<R> {
    /// A first line `sep=…`, as spreadsheets write it, is passed over; see [`declared_separator`].
    pub(super) fn new(
        mut text: R,
        separator: u8,
        most_cells: usize,
        most_bytes: usize,
    ) -> Result<Self, ReadError> {
        let is_declared = declared_separator(&mut text)?.is_some();
        let mut delimited = Self {
            text,
            separator,
            most_cells,
            most_bytes,
            line: 1,
            is_after_cr: false,
            cell: Vec::new(),
            is_too_long: false,
        };
        if is_declared {
            delimited.next(&mut Vec::new())?;
        }
        Ok(delimited)
    }

    /// The cells of the next line, blank or not, and the line it began on. Of cells beyond the
    /// most that may be, one is kept, so that there are seen to be too many.
    pub(super) fn next(&mut self, cells: &mut Vec<Cell>) -> Result<Option<u64>, ReadError> {
        cells.clear();
        self.cell.clear();
        let mut state = State::CellStart;
        let mut begun_on = self.line;
        let mut has_begun = false;
        loop {
            let bytes = self
                .text
                .fill_buf()
                .map_err(|error| ReadError::at(self.line, &error))?;
            if bytes.is_empty() {
                return match state {
                    State::Quoted => Err(ReadError::broken(begun_on)),
                    _ if !has_begun => Ok(None),
                    _ => {
                        self.end_cell(cells);
                        Ok(Some(begun_on))
                    }
                };
            }
            let mut used = 0;
            let mut is_ended = false;
            for &byte in bytes {
                used += 1;
                if byte == b'\n' && self.is_after_cr {
                    self.is_after_cr = false;
                    if state == State::Quoted {
                        keep(&mut self.cell, &mut self.is_too_long, self.most_bytes, byte);
                    }
                    continue;
                }
                if !has_begun {
                    has_begun = true;
                    begun_on = self.line;
                }
                let is_line_end = byte == b'\n' || byte == b'\r';
                self.is_after_cr = byte == b'\r';
                self.line += u64::from(is_line_end);
                let is_separator = byte == self.separator;
                state = match (state, byte) {
                    (State::Quoted, b'"') => State::QuoteSeen,
                    (State::Quoted, _) => {
                        keep(&mut self.cell, &mut self.is_too_long, self.most_bytes, byte);
                        State::Quoted
                    }
                    _ if is_line_end => {
                        is_ended = true;
                        break;
                    }
                    _ if is_separator => {
                        if cells.len() <= self.most_cells {
                            cells.push(Cell::of_bytes(&self.cell, self.is_too_long));
                        }
                        self.cell.clear();
                        self.is_too_long = false;
                        State::CellStart
                    }
                    (State::CellStart, b'"') => State::Quoted,
                    (State::QuoteSeen, b'"') => {
                        keep(&mut self.cell, &mut self.is_too_long, self.most_bytes, byte);
                        State::Quoted
                    }
                    (State::QuoteSeen, _) => return Err(ReadError::broken(begun_on)),
                    (State::CellStart | State::Plain, _) => {
                        keep(&mut self.cell, &mut self.is_too_long, self.most_bytes, byte);
                        State::Plain
                    }
                };
            }
            self.text.consume(used);
            if is_ended {
                self.end_cell(cells);
                return Ok(Some(begun_on));
            }
        }
    }

    fn end_cell(&mut self, cells: &mut Vec<Cell>) {
        if cells.len() <= self.most_cells {
            cells.push(Cell::of_bytes(&self.cell, self.is_too_long));
        }
        self.cell.clear();
        self.is_too_long = false;
    }
}

fn keep(cell: &mut Vec<u8>, is_too_long: &mut bool, most: usize, byte: u8) {
    if cell.len() < most {
        cell.push(byte);
    } else {
        *is_too_long = true;
    }
}

/// The separator that a first line `sep=…` names. Takes nothing off the text.
pub(super) fn declared_separator(text: &mut impl BufRead) -> Result<Option<u8>, ReadError> {
    let start = text.fill_buf()?;
    Ok(match start {
        [
            b's' | b'S',
            b'e' | b'E',
            b'p' | b'P',
            b'=',
            separator,
            b'\r' | b'\n',
            ..,
        ] => Some(*separator),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Result<Vec<(u64, Vec<String>)>, ReadError> {
        let mut delimited = Delimited::new(text.as_bytes(), b';', 50, 100)?;
        let mut cells = Vec::new();
        let mut lines = Vec::new();
        while let Some(line) = delimited.next(&mut cells)? {
            let texts = cells.iter().map(|cell| match cell {
                Cell::Text(text) | Cell::Number(text) => text.clone(),
                Cell::TooLong => "(long)".to_owned(),
                Cell::Error => "(error)".to_owned(),
                Cell::Unreadable => "(unreadable)".to_owned(),
            });
            lines.push((line, texts.collect()));
        }
        Ok(lines)
    }

    #[test]
    fn lines_are_numbered_where_they_begin() {
        let text = "a;b\r\n\"1\n2\r\n3\";x\r\r\"q\"\"q\";\nlast;\"\"";
        let lines = read(text).unwrap();
        let expected: &[(u64, &[&str])] = &[
            (1, &["a", "b"]),
            (2, &["1\n2\r\n3", "x"]),
            (5, &[""]),
            (6, &["q\"q", ""]),
            (7, &["last", ""]),
        ];
        let expected: Vec<(u64, Vec<String>)> = expected
            .iter()
            .map(|(line, cells)| (*line, cells.iter().map(|&c| c.to_owned()).collect()))
            .collect();
        assert_eq!(lines, expected);
    }

    #[test]
    fn a_quote_that_swallows_rows_is_found_where_it_opens() {
        for text in ["a\n\"b;c\nd;e\n", "a\n\"b;c\nd;\"e\"\n"] {
            let error = read(text).unwrap_err();
            assert!(
                matches!(
                    error,
                    ReadError::Refused(kobling_model::hr::FileRefusal::Broken { line: 2 })
                ),
                "{error}"
            );
        }
        assert_eq!(read("a \"b\" c").unwrap()[0].1, ["a \"b\" c"]);
    }

    #[test]
    fn long_cells_are_not_kept() {
        let text = format!("{};b;\"{}\"", "x".repeat(101), "y".repeat(100));
        assert_eq!(read(&text).unwrap()[0].1[0], "(long)");
        assert_eq!(read(&text).unwrap()[0].1[2].len(), 100);
        assert_eq!(read(&";".repeat(1000)).unwrap()[0].1.len(), 51);
    }

    #[test]
    fn a_first_line_may_name_the_separator() {
        let lines = read("sep=;\r\na;b").unwrap();
        assert_eq!(lines, [(2, vec!["a".to_owned(), "b".to_owned()])]);
    }

    proptest! {
        #[test]
        fn what_a_csv_writer_writes_is_read_back(
            rows in prop::collection::vec(prop::collection::vec("[ -~øå\r\n\"]{0,20}", 2..6), 1..8)
        ) {
            let mut writer = csv::WriterBuilder::new()
                .delimiter(b';')
                .flexible(true)
                .from_writer(Vec::new());
            for row in &rows {
                writer.write_record(row).unwrap();
            }
            let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
            prop_assume!(!text.starts_with("sep="));
            let read: Vec<Vec<String>> =
                read(&text).unwrap().into_iter().map(|(_, cells)| cells).collect();
            prop_assert_eq!(read, rows);
        }
    }
}
