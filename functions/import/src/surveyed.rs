//! What the first pass over a file found.

use std::collections::HashSet;

use kobling_model::{Digest, hr::HrImport};

use crate::file::Checked;

/// What the first pass found.
pub(crate) struct Surveyed {
    pub(crate) checked: Checked,
    /// Employments that the file names, refused rows included. Empty for a delta.
    pub(crate) named: HashSet<Digest>,
}

impl Surveyed {
    /// Whether a full file leaves an employment out. While any row's number cannot be read,
    /// nobody can be said to be left out.
    pub(crate) fn leaves_out(&self, digest: &Digest) -> bool {
        self.checked.unnamed_line.is_none() && !self.named.contains(digest)
    }

    /// Notes with the import what the whole file showed.
    pub(crate) fn note(&self, import: &mut HrImport) {
        import.rows = self.checked.rows;
        import.headers = self.checked.headers.clone();
        import.unnamed_line = self.checked.unnamed_line;
    }
}
