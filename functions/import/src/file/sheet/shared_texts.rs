//! The texts that a workbook keeps apart from its cells (`sharedStrings.xml`), end to end in one
//! piece of memory. Of texts that are longer than a cell may be only so much is kept as shows it.

use std::path::Path;

use kobling_model::hr::FileRefusal;

use super::{
    super::{Limits, ReadError, archive::Part},
    xml::{Piece, Xml},
};

#[derive(Debug, Default)]
pub(super) struct SharedTexts {
    all: String,
    /// Where each text ends in `all`.
    ends: Vec<u32>,
}

impl SharedTexts {
    pub(super) fn read(path: &Path, part: Part, limits: &Limits) -> Result<Self, ReadError> {
        let mut xml = Xml::new(part.read(path)?)?;
        let mut texts = Self::default();
        let mut start = 0;
        let mut run = Run::default();
        while let Some(piece) = xml.next(0)? {
            match piece {
                Piece::Begin(begin) => match begin.local_name().as_ref() {
                    "si" => start = texts.all.len(),
                    name => run.begin(name),
                },
                Piece::Text(text) if run.is_read() => {
                    push_up_to(&mut texts.all, start, &text, limits.cell_bytes);
                }
                Piece::Text(_) => {}
                Piece::End(end) => match end.local_name().as_ref() {
                    "si" => {
                        let end = u32::try_from(texts.all.len())
                            .map_err(|_| FileRefusal::TooLargeInflated)?;
                        texts.ends.push(end);
                        start = texts.all.len();
                    }
                    name => run.end(name),
                },
            }
            let held = texts.all.len() + size_of::<u32>() * texts.ends.len();
            if held > limits.shared_text_bytes {
                return Err(FileRefusal::TooLargeInflated.into());
            }
        }
        Ok(texts)
    }

    pub(super) fn get(&self, index: usize) -> Option<&str> {
        let end = usize::try_from(*self.ends.get(index)?).ok()?;
        let start = match index.checked_sub(1) {
            None => 0,
            Some(before) => usize::try_from(*self.ends.get(before)?).ok()?,
        };
        self.all.get(start..end)
    }
}

/// Whether a piece of text is one that is shown: within `t`, but not in `rPh`, which says how the
/// text is pronounced.
#[derive(Default)]
pub(super) struct Run {
    is_in_text: bool,
    is_phonetic: bool,
}

impl Run {
    pub(super) fn begin(&mut self, name: &str) {
        match name {
            "t" => self.is_in_text = true,
            "rPh" => self.is_phonetic = true,
            _ => {}
        }
    }

    pub(super) fn end(&mut self, name: &str) {
        match name {
            "t" => self.is_in_text = false,
            "rPh" => self.is_phonetic = false,
            _ => {}
        }
    }

    pub(super) const fn is_read(&self) -> bool {
        self.is_in_text && !self.is_phonetic
    }
}

/// Appends, until what stands from `start` on is one character longer than `most` bytes.
pub(super) fn push_up_to(all: &mut String, start: usize, text: &str, most: usize) {
    for character in text.chars() {
        if all.len() - start > most {
            break;
        }
        all.push(character);
    }
}
