//! Reads HR's files and says what became of them.
//! `file::open` finds out what a file is, `HrFile::check` goes over all of it once (counts,
//! repeated employment numbers), `HrFile::rows` then gives one checked row after the other;
//! `report::write` writes the answer for people, `report::write_json_lines` for programs.

pub mod file;
pub mod report;
