//! The lines of a table, whether they come of CSV or of a sheet: blank ones passed over, each brought
//! to the header's length, and those that were cut in two seen to be halves.

use super::{
    ReadError, characters::Cell, columns::Header, delimited::Delimited, sheet::Sheet, text::Text,
};

/// Where cells come from in lines.
pub(super) enum Table {
    Delimited(Box<Delimited<Text>>),
    Sheet(Box<Sheet>),
}

impl Table {
    /// The next line that is not blank.
    pub(super) fn next(&mut self, cells: &mut Vec<Cell>) -> Result<Option<u64>, ReadError> {
        loop {
            let line = match self {
                Self::Delimited(delimited) => delimited.next(cells)?,
                Self::Sheet(sheet) => sheet.next(cells)?,
            };
            if line.is_none() || !cells.iter().all(Cell::is_blank) {
                return Ok(line);
            }
        }
    }
}

/// Brings a line to the header's length; false where that would lose something. What a sheet does
/// not name is empty, and spreadsheets leave empty cells at the end of a line out when they write
/// CSV, or write some too many.
pub(super) fn fit(cells: &mut Vec<Cell>, width: usize) -> bool {
    while cells.len() > width && cells.last().is_some_and(Cell::is_blank) {
        cells.pop();
    }
    while cells.len() < width {
        cells.push(Cell::empty());
    }
    cells.len() == width
}

/// A line of a table as it was read.
#[derive(Default)]
pub(super) struct Line {
    pub(super) number: u64,
    pub(super) cells: Vec<Cell>,
}

/// The lines below the header, with a look ahead: two that together have the header's cells, of which
/// the second has no employment number like the first's, are one that a line break without quotes
/// cut in two, not two that end in empty cells.
pub(super) struct Lines {
    table: Table,
    width: usize,
    /// Which cell is the employment number.
    number_at: usize,
    ahead: Option<Line>,
    /// The line before was the first half of this one.
    is_second_half: bool,
}

impl Lines {
    pub(super) fn new(table: Table, header: &Header) -> Self {
        Self {
            table,
            width: header.width(),
            number_at: header.number_at(),
            ahead: None,
            is_second_half: false,
        }
    }

    /// The next line, and whether it is a half.
    pub(super) fn next(&mut self) -> Result<Option<(Line, bool)>, ReadError> {
        let line = match self.ahead.take() {
            Some(line) => line,
            None => match self.read()? {
                Some(line) => line,
                None => return Ok(None),
            },
        };
        let was_first_half = std::mem::take(&mut self.is_second_half);
        let is_short = line.cells.len() < self.width && matches!(self.table, Table::Delimited(_));
        if is_short && !was_first_half {
            self.ahead = self.read()?;
            let whole = self.width + 1;
            self.is_second_half = self.ahead.as_ref().is_some_and(|next| {
                let is_whole = line.cells.len() + next.cells.len() == whole;
                is_whole && shape(&line.cells, self.number_at) != shape(&next.cells, self.number_at)
            });
        }
        let is_half = was_first_half || self.is_second_half;
        Ok(Some((line, is_half)))
    }

    fn read(&mut self) -> Result<Option<Line>, ReadError> {
        let mut cells = Vec::new();
        let number = self.table.next(&mut cells)?;
        Ok(number.map(|number| Line { number, cells }))
    }
}

/// What a cell looks like: `a-0` of `CC-17`. None where there is nothing in it.
fn shape(cells: &[Cell], at: usize) -> Option<String> {
    let (Cell::Text(text) | Cell::Number(text)) = cells.get(at)? else {
        return None;
    };
    let mut shape: Vec<char> = text
        .trim()
        .chars()
        .map(|c| match c {
            c if c.is_numeric() => '0',
            c if c.is_alphabetic() => 'a',
            c => c,
        })
        .collect();
    shape.dedup();
    (!shape.is_empty()).then(|| shape.into_iter().collect())
}
