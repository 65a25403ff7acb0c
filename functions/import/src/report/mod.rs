//! What became of an HR file and of each of its rows.

use std::io::{self, Write};

use kobling_shared::{
    hr::{HrImport, RowOutcome},
    texts::Language,
};

pub fn write(
    out: &mut impl Write,
    _language: Language,
    _import: &HrImport,
    outcomes: impl IntoIterator<Item = RowOutcome>,
) -> io::Result<()> {
    for outcome in outcomes {
        serde_json::to_writer(&mut *out, &outcome)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}
