//! One row of a file, whatever its format.

use kobling_model::hr::Column;

use super::characters::Cell;

/// The cells of one row that mean something.
#[derive(Debug)]
pub(super) struct Record {
    pub(super) line: u64,
    pub(super) fields: Vec<(Column, Cell)>,
    /// It has another number of cells than the header: which is which is not sure.
    pub(super) is_ragged: bool,
}
