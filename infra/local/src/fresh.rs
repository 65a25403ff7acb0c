//! `--fresh`: asks before it throws away what earlier runs kept.

use std::path::Path;

use crate::{
    DataDir,
    question::{Dialogue, NotAgreed},
};

/// Whether a start may begin anew in that folder; an empty one needs nobody's word.
pub fn may_begin_anew(
    folder: &Path,
    is_agreed: bool,
    dialogue: &mut Dialogue<'_>,
) -> Result<(), NotAgreed> {
    if !DataDir::holds_data(folder) {
        return Ok(());
    }
    let what = format!(
        "The folder {} holds data of earlier runs: people, links, keys, mails. All of it is thrown \
         away.",
        folder.display()
    );
    dialogue.agree(&what, is_agreed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begin(folder: &Path, answer: &str, is_agreed: bool) -> Result<(), NotAgreed> {
        let mut dialogue = Dialogue::new(answer.as_bytes(), Vec::new(), true);
        may_begin_anew(folder, is_agreed, &mut dialogue)
    }

    #[test]
    fn only_a_folder_with_data_asks() {
        let folder = tempfile::tempdir().unwrap();
        let of_mine = folder.path().join("mine.txt");
        std::fs::write(of_mine, "keep").unwrap();
        assert_eq!(begin(folder.path(), "", false), Ok(()));
        assert_eq!(begin(&folder.path().join("none"), "", false), Ok(()));
        std::fs::write(folder.path().join("keys.json"), "{}").unwrap();
        assert_eq!(begin(folder.path(), "", false), Err(NotAgreed::No));
        assert_eq!(begin(folder.path(), "n\n", false), Err(NotAgreed::No));
        assert_eq!(begin(folder.path(), "y\n", false), Ok(()));
        assert_eq!(begin(folder.path(), "", true), Ok(()));
    }
}
