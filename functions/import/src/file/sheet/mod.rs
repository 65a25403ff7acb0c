//! XLSX (ECMA-376, SpreadsheetML): the first sheet that is not hidden, as a stream of rows.
//! Formulas are refused, not computed; other sheets are not looked at. Only the texts that the
//! workbook keeps apart are held in memory, up to a limit.

mod compound;
mod rows;
mod shared_texts;
mod styles;
mod workbook;
mod xml;

pub(super) use compound::refusal as refusal_of_compound;
pub(super) use rows::Sheet;
pub(super) use workbook::{Workbook, open};
