//! One record after the other, whatever the format: finds the format, and joins header and cells
//! of what is a table.

use std::{fs::File, io::BufRead, path::Path};

use encoding_rs::Encoding;
use kobling_model::hr::{Column, FileRefusal, Headers};

use super::{
    Limits, ReadError, Settings,
    characters::{Cell, Layout, clean},
    columns::{Columns, Header, Names},
    delimited::{Delimited, SEPARATORS, declared_separator},
    encoding,
    json_lines::JsonLines,
    lines::{Line, Lines, Table, fit},
    record::Record,
    sheet::{self, Workbook},
    text::{Text, text},
};

/// What a file is, and all that is needed to read it again.
#[derive(Debug)]
pub(super) enum Format {
    Delimited {
        encoding: &'static Encoding,
        separator: u8,
        header: Header,
    },
    JsonLines {
        encoding: &'static Encoding,
        names: Names,
    },
    Sheet {
        workbook: Workbook,
        header: Header,
    },
}

impl Format {
    /// `start` is the file's first bytes.
    pub(super) fn find(
        path: &Path,
        size: u64,
        start: &[u8],
        settings: &Settings,
        limits: &Limits,
    ) -> Result<Self, ReadError> {
        let names = Names::new(&settings.columns);
        match start {
            [] => return Err(FileRefusal::Empty.into()),
            [b'P', b'K', 3, 4, ..] => return Self::find_sheet(path, &names, limits),
            // Word and Excel of old, and encrypted ones.
            [0xd0, 0xcf, 0x11, 0xe0, ..] => {
                return Err(sheet::refusal_of_compound(path, limits)?.into());
            }
            // gzip; PDF.
            [0x1f, 0x8b, ..] | [b'%', b'P', b'D', b'F', ..] => {
                return Err(FileRefusal::UnknownFormat.into());
            }
            _ => {}
        }
        let encoding = encoding::find(File::open(path)?, size)?;
        match first_character(&mut text(path, encoding)?)? {
            None => Err(FileRefusal::Empty.into()),
            Some(b'{') => Self::find_json_lines(path, encoding, names, limits),
            // XML or HTML; one JSON array.
            Some(b'<' | b'[') => Err(FileRefusal::UnknownFormat.into()),
            Some(_) => Self::find_delimited(path, encoding, &names, limits),
        }
    }

    /// The first line is parted in each way there is; the one that gives the most headers that
    /// are known is right, and among equals the one that gives the most cells. A way in which the
    /// line makes no sense is none, unless no other gives a header that is known.
    fn find_delimited(
        path: &Path,
        encoding: &'static Encoding,
        names: &Names,
        limits: &Limits,
    ) -> Result<Self, ReadError> {
        let declared = declared_separator(&mut text(path, encoding)?)?;
        let candidates = match declared {
            Some(separator) if SEPARATORS.contains(&separator) => vec![separator],
            _ => SEPARATORS.to_vec(),
        };
        let mut best: Option<Candidate> = None;
        let mut broken = None;
        for separator in candidates {
            let text = text(path, encoding)?;
            let delimited = Delimited::new(text, separator, limits.columns, limits.cell_bytes)?;
            let mut table = Table::Delimited(Box::new(delimited));
            let mut cells = Vec::new();
            let line = match table.next(&mut cells) {
                Ok(Some(line)) => line,
                Ok(None) => return Err(FileRefusal::Empty.into()),
                Err(ReadError::Refused(refusal)) => {
                    broken.get_or_insert(refusal);
                    continue;
                }
                Err(error) => return Err(error),
            };
            let headers = headers(&cells);
            let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
            let merit = (names.count(&headers), cells.len());
            if best.as_ref().is_none_or(|best| merit > best.merit) {
                best = Some(Candidate {
                    merit,
                    separator,
                    line,
                    cells,
                });
            }
        }
        let best = match (best, broken) {
            (Some(best), None) => best,
            (Some(best), Some(_)) if best.merit.0 > 0 => best,
            (_, broken) => return Err(broken.unwrap_or(FileRefusal::Empty).into()),
        };
        Ok(Self::Delimited {
            encoding,
            separator: best.separator,
            header: header(names, &best.cells, best.line, limits)?,
        })
    }

    fn find_json_lines(
        path: &Path,
        encoding: &'static Encoding,
        names: Names,
        limits: &Limits,
    ) -> Result<Self, ReadError> {
        let text = text(path, encoding)?;
        let mut lines = JsonLines::new(text, names.clone(), limits.columns, limits.cell_bytes);
        let first = lines.next()?.ok_or(FileRefusal::Empty)?;
        let mut columns = first.fields.iter().map(|(column, _)| *column);
        if !columns.any(|column| column == Column::EmploymentNumber) {
            return Err(FileRefusal::NoColumn(Column::EmploymentNumber).into());
        }
        Ok(Self::JsonLines { encoding, names })
    }

    fn find_sheet(path: &Path, names: &Names, limits: &Limits) -> Result<Self, ReadError> {
        let workbook = sheet::open(path, limits)?;
        let mut table = Table::Sheet(Box::new(workbook.rows(path, limits)?));
        let mut cells = Vec::new();
        let line = table.next(&mut cells)?.ok_or(FileRefusal::Empty)?;
        // A sheet has no edge of its own; it ends with the last header.
        while cells.last().is_some_and(Cell::is_blank) {
            cells.pop();
        }
        let header = header(names, &cells, line, limits)?;
        Ok(Self::Sheet { workbook, header })
    }
}

/// The header as it looks when it is parted in one way.
struct Candidate {
    /// Headers that are known, and cells.
    merit: (usize, usize),
    separator: u8,
    line: u64,
    cells: Vec<Cell>,
}

/// The first byte of the text that is no white space.
fn first_character(text: &mut Text) -> Result<Option<u8>, ReadError> {
    loop {
        let bytes = text.fill_buf()?;
        if bytes.is_empty() {
            return Ok(None);
        }
        let first = bytes.iter().find(|byte| !byte.is_ascii_whitespace());
        if let Some(first) = first {
            return Ok(Some(*first));
        }
        let length = bytes.len();
        text.consume(length);
    }
}

fn headers(cells: &[Cell]) -> Vec<String> {
    cells.iter().map(as_header).collect()
}

fn as_header(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) | Cell::Number(text) => clean(text, Layout::Prose).unwrap_or_default(),
        Cell::TooLong | Cell::Error | Cell::Unreadable => String::new(),
    }
}

fn header(names: &Names, cells: &[Cell], line: u64, limits: &Limits) -> Result<Header, ReadError> {
    if cells.len() > limits.columns {
        return Err(FileRefusal::TooManyColumns.into());
    }
    let headers = headers(cells);
    let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
    Ok(Header::new(names, &headers, line)?)
}

/// The records of a file from its first row below the header.
pub(super) struct Records(Source);

enum Source {
    Table { lines: Lines, header: Header },
    JsonLines(JsonLines<Text>),
}

impl Records {
    pub(super) fn open(path: &Path, format: &Format, limits: &Limits) -> Result<Self, ReadError> {
        let (mut table, header) = match format {
            Format::JsonLines { encoding, names } => {
                let text = text(path, encoding)?;
                let names = names.clone();
                let lines = JsonLines::new(text, names, limits.columns, limits.cell_bytes);
                return Ok(Self(Source::JsonLines(lines)));
            }
            Format::Delimited {
                encoding,
                separator,
                header,
            } => {
                let text = text(path, encoding)?;
                let delimited =
                    Delimited::new(text, *separator, limits.columns, limits.cell_bytes)?;
                (Table::Delimited(Box::new(delimited)), header)
            }
            Format::Sheet { workbook, header } => {
                let sheet = workbook.rows(path, limits)?;
                (Table::Sheet(Box::new(sheet)), header)
            }
        };
        let mut cells = Vec::new();
        while table
            .next(&mut cells)?
            .is_some_and(|line| line < header.line)
        {}
        Ok(Self(Source::Table {
            lines: Lines::new(table, header),
            header: header.clone(),
        }))
    }

    /// What the headers came to; of JSON lines, the keys so far.
    pub(super) fn headers(&self) -> Headers {
        match &self.0 {
            Source::Table { header, .. } => header.told(),
            Source::JsonLines(lines) => lines.headers().clone(),
        }
    }

    pub(super) fn next(&mut self) -> Result<Option<Record>, ReadError> {
        match &mut self.0 {
            Source::JsonLines(lines) => lines.next(),
            Source::Table { lines, header } => {
                let Some((line, is_half)) = lines.next()? else {
                    return Ok(None);
                };
                let Line { number, mut cells } = line;
                let is_ragged = !fit(&mut cells, header.width()) || is_half;
                if !is_ragged && header.is_repeated_by(cells.iter().map(as_header)) {
                    return Err(ReadError::broken(number));
                }
                Ok(Some(Record {
                    line: number,
                    fields: fields(&header.columns, &mut cells),
                    is_ragged,
                }))
            }
        }
    }
}

/// The cells that mean something, those of one column in the order in which they count.
pub(super) fn fields(columns: &Columns, cells: &mut [Cell]) -> Vec<(Column, Cell)> {
    let mut take = |at: usize| {
        cells
            .get_mut(at)
            .map(|cell| std::mem::replace(cell, Cell::empty()))
    };
    columns
        .iter()
        .filter_map(|(at, column)| Some((column, take(at)?)))
        .collect()
}
