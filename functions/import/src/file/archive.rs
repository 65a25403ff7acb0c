//! An XLSX's archive (ZIP, APPNOTE 6.3): its directory is looked over before anything is unpacked,
//! and what is unpacked is counted. No part can be larger than the directory said, nor all parts
//! together larger than the limit. Files of more than 4 GB (ZIP64), encrypted or split ones are
//! none of a spreadsheet's.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{self, BufReader, Read, Seek, SeekFrom},
    path::Path,
};

use flate2::{Crc, bufread::DeflateDecoder};
use kobling_shared::hr::FileRefusal;

use super::{Limits, ReadError, failure::refusing};

/// A workbook has some dozens, and one for each of its sheets, pictures and comments.
const MOST_PARTS: u16 = 2000;
const DIRECTORY_BYTES: u32 = 1 << 20;
/// The end record, with the longest comment that may follow it.
const END_BYTES: u64 = 22 + 0xffff;

const END: &[u8] = b"PK\x05\x06";
const ENTRY: &[u8] = b"PK\x01\x02";
const LOCAL: &[u8] = b"PK\x03\x04";

/// Bit 0 of an entry's flags.
const IS_ENCRYPTED: u16 = 1;

/// Where a part lies.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    method: u16,
    crc: u32,
    packed: u32,
    size: u32,
    at: u32,
}

/// The parts by their names.
#[derive(Debug)]
pub(super) struct Archive(BTreeMap<String, Part>);

/// Little-endian numbers at an offset.
struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    fn u16(&self, at: usize) -> Option<u16> {
        let bytes = self.0.get(at..at + 2)?;
        Some(u16::from_le_bytes(bytes.try_into().ok()?))
    }

    fn u32(&self, at: usize) -> Option<u32> {
        let bytes = self.0.get(at..at + 4)?;
        Some(u32::from_le_bytes(bytes.try_into().ok()?))
    }
}

impl Archive {
    pub(super) fn open(path: &Path, limits: &Limits) -> Result<Self, ReadError> {
        let broken = || ReadError::broken(0);
        let mut file = File::open(path)?;
        let size = file.metadata()?.len();
        let from = size.saturating_sub(END_BYTES);
        file.seek(SeekFrom::Start(from))?;
        let mut tail = Vec::new();
        file.by_ref().take(END_BYTES).read_to_end(&mut tail)?;
        let end = tail
            .windows(END.len())
            .rposition(|window| window == END)
            .ok_or_else(broken)?;
        let end = Bytes(tail.get(end..).unwrap_or_default());
        let count = end.u16(10).ok_or_else(broken)?;
        let length = end.u32(12).ok_or_else(broken)?;
        let at = end.u32(16).ok_or_else(broken)?;
        if count > MOST_PARTS || length > DIRECTORY_BYTES {
            return Err(FileRefusal::TooLargeInflated.into());
        }
        file.seek(SeekFrom::Start(at.into()))?;
        let mut directory = Vec::new();
        file.take(length.into()).read_to_end(&mut directory)?;
        let parts = parts(&directory, count).ok_or_else(broken)?;
        let inflated: u64 = parts.values().map(|part| u64::from(part.size)).sum();
        if inflated > limits.inflated_bytes {
            return Err(FileRefusal::TooLargeInflated.into());
        }
        Ok(Self(parts))
    }

    pub(super) fn part(&self, name: &str) -> Option<Part> {
        self.0.get(name).copied()
    }
}

/// The directory's entries; None where it is no directory, or one of two parts of one name.
fn parts(directory: &[u8], count: u16) -> Option<BTreeMap<String, Part>> {
    let mut parts = BTreeMap::new();
    let mut rest = directory;
    for _ in 0..count {
        rest.starts_with(ENTRY).then_some(())?;
        let entry = Bytes(rest);
        let [name, extra, comment] = [entry.u16(28)?, entry.u16(30)?, entry.u16(32)?];
        let [name, extra, comment] = [name, extra, comment].map(usize::from);
        let part = Part {
            method: entry.u16(10)?,
            crc: entry.u32(16)?,
            packed: entry.u32(20)?,
            size: entry.u32(24)?,
            at: entry.u32(42)?,
        };
        if entry.u16(8)? & IS_ENCRYPTED != 0 {
            return None;
        }
        let name = std::str::from_utf8(rest.get(46..46 + name)?).ok()?;
        if parts.insert(name.to_owned(), part).is_some() {
            return None;
        }
        rest = rest.get(46 + name.len() + extra + comment..)?;
    }
    Some(parts)
}

impl Part {
    /// The part's content as a stream. It ends in an error if it is not what the directory says.
    pub(super) fn read(self, path: &Path) -> Result<Inflated, ReadError> {
        let broken = || ReadError::broken(0);
        let mut file = File::open(path)?;
        file.seek(SeekFrom::Start(self.at.into()))?;
        let mut local = [0; 30];
        file.read_exact(&mut local)?;
        let head = Bytes(&local);
        let [name, extra] = [head.u16(26), head.u16(28)].map(Option::unwrap_or_default);
        if !local.starts_with(LOCAL) {
            return Err(broken());
        }
        file.seek(SeekFrom::Current(i64::from(name) + i64::from(extra)))?;
        let packed = BufReader::new(file.take(self.packed.into()));
        Ok(Inflated {
            source: match self.method {
                0 => Source::Stored(packed),
                8 => Source::Deflated(DeflateDecoder::new(packed)),
                _ => return Err(broken()),
            },
            crc: Crc::new(),
            part: self,
        })
    }
}

/// What a part holds, unpacked and counted.
pub(super) struct Inflated {
    source: Source,
    crc: Crc,
    part: Part,
}

enum Source {
    Stored(BufReader<io::Take<File>>),
    Deflated(DeflateDecoder<BufReader<io::Take<File>>>),
}

impl Read for Inflated {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = match &mut self.source {
            Source::Stored(stored) => stored.read(out)?,
            Source::Deflated(deflated) => deflated.read(out)?,
        };
        self.crc.update(out.get(..read).unwrap_or_default());
        // Counts modulo 2³², but ends at the first chunk beyond the size, long before that.
        if self.crc.amount() > self.part.size {
            return Err(refusing(FileRefusal::TooLargeInflated));
        }
        let is_whole = self.crc.amount() == self.part.size && self.crc.sum() == self.part.crc;
        if read == 0 && !out.is_empty() && !is_whole {
            return Err(io::ErrorKind::InvalidData.into());
        }
        Ok(read)
    }
}
