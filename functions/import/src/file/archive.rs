//! An XLSX's archive (ZIP, APPNOTE 6.3): its directory is looked over before anything is unpacked,
//! and what is unpacked is counted. No part can be larger than the directory said, nor all parts
//! together larger than the limit. Numbers in the form of ZIP64 are read, for some programs write
//! them into small files too; split archives are none of a spreadsheet's.

mod names;

use std::{
    collections::BTreeMap,
    fs::File,
    io::{self, BufReader, Read, Seek, SeekFrom},
    path::Path,
};

use flate2::{Crc, bufread::DeflateDecoder};
use kobling_model::hr::FileRefusal;

use super::{Limits, ReadError, failure::refusing};

pub(super) use names::PartName;

/// A workbook has some dozens, and one for each of its sheets, pictures and comments.
const MOST_PARTS: u64 = 2000;
const DIRECTORY_BYTES: u64 = 1 << 20;
/// The end record, with the longest comment that may follow it, and what ZIP64 has before it.
const END_BYTES: u64 = 20 + 22 + 0xffff;

const END: &[u8] = b"PK\x05\x06";
/// Of ZIP64: the end record, and the 20 bytes that say where it is.
const END_64: &[u8] = b"PK\x06\x06";
const LOCATOR_64: &[u8] = b"PK\x06\x07";
/// The extra field that holds an entry's numbers in ZIP64.
const EXTRA_64: u16 = 1;
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
pub(super) struct Archive(BTreeMap<PartName, Part>);

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

    fn u64(&self, at: usize) -> Option<u64> {
        let bytes = self.0.get(at..at + 8)?;
        Some(u64::from_le_bytes(bytes.try_into().ok()?))
    }
}

/// What the end record says of the directory: entries, bytes, and where it begins.
struct Place {
    count: u64,
    length: u64,
    at: u64,
}

impl Place {
    fn of(end: &Bytes<'_>) -> Option<Self> {
        Some(Self {
            count: end.u16(10)?.into(),
            length: end.u32(12)?.into(),
            at: end.u32(16)?.into(),
        })
    }

    fn of_64(end: &Bytes<'_>) -> Option<Self> {
        end.0.starts_with(END_64).then_some(())?;
        Some(Self {
            count: end.u64(32)?,
            length: end.u64(40)?,
            at: end.u64(48)?,
        })
    }

    /// Whether one of the numbers is the one that says that ZIP64's record has it.
    fn is_elsewhere(&self) -> bool {
        let most = u64::from(u32::MAX);
        self.count == u64::from(u16::MAX) || self.length == most || self.at == most
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
        let (before, end) = tail.split_at(end);
        let mut place = Place::of(&Bytes(end)).ok_or_else(broken)?;
        let locator = before.len().checked_sub(20).map(|at| &before[at..]);
        if let Some(locator) = locator.filter(|locator| locator.starts_with(LOCATOR_64))
            && place.is_elsewhere()
        {
            let at = Bytes(locator).u64(8).ok_or_else(broken)?;
            file.seek(SeekFrom::Start(at))?;
            let mut end = [0; 56];
            file.read_exact(&mut end)?;
            place = Place::of_64(&Bytes(&end)).ok_or_else(broken)?;
        }
        if place.count > MOST_PARTS || place.length > DIRECTORY_BYTES {
            return Err(FileRefusal::TooLargeInflated.into());
        }
        file.seek(SeekFrom::Start(place.at))?;
        let mut directory = Vec::new();
        file.take(place.length).read_to_end(&mut directory)?;
        let parts = parts(&directory, place.count)?;
        let inflated: u64 = parts.values().map(|part| u64::from(part.size)).sum();
        if inflated > limits.inflated_bytes {
            return Err(FileRefusal::TooLargeInflated.into());
        }
        Ok(Self(parts))
    }

    pub(super) fn part(&self, name: &PartName) -> Option<Part> {
        self.0.get(name).copied()
    }
}

/// The directory's parts; folders are none. Two of one name refuse the archive, for it could not
/// be said which is meant.
fn parts(directory: &[u8], count: u64) -> Result<BTreeMap<PartName, Part>, ReadError> {
    let broken = || ReadError::broken(0);
    let mut parts = BTreeMap::new();
    let mut rest = directory;
    for _ in 0..count {
        let entry = Entry::first_of(rest).ok_or_else(broken)?;
        rest = entry.rest;
        if entry.is_encrypted {
            return Err(FileRefusal::Encrypted.into());
        }
        let is_folder = entry.name.last().copied().is_some_and(names::is_separator);
        let name = PartName::new(entry.name);
        if !is_folder && parts.insert(name, entry.part).is_some() {
            return Err(broken());
        }
    }
    Ok(parts)
}

/// An entry of the directory, and what comes after it.
struct Entry<'a> {
    name: &'a [u8],
    part: Part,
    is_encrypted: bool,
    rest: &'a [u8],
}

impl<'a> Entry<'a> {
    fn first_of(directory: &'a [u8]) -> Option<Self> {
        directory.starts_with(ENTRY).then_some(())?;
        let entry = Bytes(directory);
        let lengths = [entry.u16(28)?, entry.u16(30)?, entry.u16(32)?];
        let [name, extra, comment] = lengths.map(usize::from);
        let (name, rest) = directory.get(46..)?.split_at_checked(name)?;
        let (extra, rest) = rest.split_at_checked(extra)?;
        let mut numbers = wide(extra).chunks_exact(8).map(Bytes);
        // What is too large even so is too large for everything that follows.
        let mut number = |at: usize| match entry.u32(at)? {
            u32::MAX => {
                let number = numbers.next().and_then(|number| number.u64(0));
                Some(number.map_or(u32::MAX, |n| u32::try_from(n).unwrap_or(u32::MAX)))
            }
            number => Some(number),
        };
        // ZIP64 has them in this order.
        let [size, packed, at] = [number(24)?, number(20)?, number(42)?];
        Some(Self {
            name,
            part: Part {
                method: entry.u16(10)?,
                crc: entry.u32(16)?,
                packed,
                size,
                at,
            },
            is_encrypted: entry.u16(8)? & IS_ENCRYPTED != 0,
            rest: rest.get(comment..)?,
        })
    }
}

/// The numbers of ZIP64 among an entry's extra fields.
fn wide(extra: &[u8]) -> &[u8] {
    let mut rest = extra;
    while let [Some(kind), Some(length)] = [0, 2].map(|at| Bytes(rest).u16(at)) {
        let Some((field, after)) = rest[4..].split_at_checked(length.into()) else {
            break;
        };
        if kind == EXTRA_64 {
            return field;
        }
        rest = after;
    }
    &[]
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
