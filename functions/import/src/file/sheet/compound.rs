//! OLE compound files (MS-CFB): Word and Excel of old, and the cover that Office puts around a
//! workbook with a password (MS-OFFCRYPTO 2.3).

use std::{
    fs::File,
    io::{BufReader, ErrorKind, Read},
    path::Path,
};

use kobling_model::hr::FileRefusal;

use super::super::{Limits, ReadError};

/// What the stream is called that holds the workbook, encrypted.
const ENCRYPTED: &str = "EncryptedPackage";

/// Entries of the directory are so long, and so are sectors a multiple of it.
const ENTRY_BYTES: usize = 128;
/// Where an entry has the length of its name, with the zero at its end.
const NAME_LENGTH_AT: usize = 64;

/// Why a compound file is refused. The directory may lie anywhere in it, and in pieces; so
/// whatever stands where an entry could is looked at.
pub(in super::super) fn refusal(path: &Path, limits: &Limits) -> Result<FileRefusal, ReadError> {
    let mut name: Vec<u8> = ENCRYPTED
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    name.extend([0, 0]);
    let length = u16::try_from(name.len()).unwrap_or_default().to_le_bytes();
    let mut file = BufReader::new(File::open(path)?.take(limits.bytes));
    let mut entry = [0; ENTRY_BYTES];
    loop {
        match file.read_exact(&mut entry) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => break,
            Err(error) => return Err(error.into()),
        }
        if entry.starts_with(&name) && entry[NAME_LENGTH_AT..].starts_with(&length) {
            return Ok(FileRefusal::Encrypted);
        }
    }
    Ok(FileRefusal::UnknownFormat)
}
