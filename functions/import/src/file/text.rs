//! A text file as a stream of UTF-8.

use std::{fs::File, io::BufReader, path::Path};

use encoding_rs::Encoding;

use super::{ReadError, encoding::Decoded};

pub(super) type Text = Decoded<BufReader<File>>;

/// Opens it from the start.
pub(super) fn text(path: &Path, encoding: &'static Encoding) -> Result<Text, ReadError> {
    Ok(Decoded::new(BufReader::new(File::open(path)?), encoding))
}
