//! XML as a stream of events, none of which may be long: a document can be one text of gigabytes.
//! Entities other than XML's own five and character references are not known, nor are document
//! types, so nothing expands.

use std::io::{self, BufRead, BufReader, Read};

use kobling_shared::hr::FileRefusal;
use quick_xml::{
    Error, Reader,
    escape::resolve_xml_entity,
    events::{BytesEnd, BytesStart, Event},
};

use super::super::{ReadError, archive::Inflated, failure::refusing};

/// The longest that a tag or a text may be.
const EVENT_BYTES: usize = 1 << 20;

/// How deep elements may stand in one another; a sheet's are six deep.
const DEEPEST: usize = 64;

/// A part of the workbook.
pub(super) struct Xml {
    reader: Reader<Paced<BufReader<Inflated>>>,
    buffer: Vec<u8>,
    depth: usize,
}

/// What the readers of the parts look at.
pub(super) enum Piece<'a> {
    /// An element begins. Elements without content begin and end.
    Begin(BytesStart<'a>),
    End(BytesEnd<'a>),
    Text(String),
}

impl Xml {
    pub(super) fn new(part: Inflated) -> Self {
        let mut reader = Reader::from_reader(Paced {
            source: BufReader::new(part),
            left: EVENT_BYTES,
        });
        reader.config_mut().expand_empty_elements = true;
        Self {
            reader,
            buffer: Vec::new(),
            depth: 0,
        }
    }

    /// The next piece; None at the end. `line` goes into the refusal.
    pub(super) fn next(&mut self, line: u64) -> Result<Option<Piece<'_>>, ReadError> {
        self.buffer.clear();
        self.reader.get_mut().left = EVENT_BYTES;
        let event = match self.reader.read_event_into(&mut self.buffer) {
            Ok(event) => event,
            Err(Error::Io(error)) => return Err(ReadError::at(line, &error)),
            Err(_) => return Err(ReadError::broken(line)),
        };
        Ok(Some(match event {
            Event::Eof => return Ok(None),
            Event::Start(start) | Event::Empty(start) => {
                self.depth += 1;
                if self.depth > DEEPEST {
                    return Err(ReadError::broken(line));
                }
                Piece::Begin(start)
            }
            Event::End(end) => {
                self.depth = self.depth.saturating_sub(1);
                Piece::End(end)
            }
            Event::Text(text) => Piece::Text(text.xml10_content().into_owned()),
            Event::CData(text) => Piece::Text(text.xml10_content().into_owned()),
            Event::GeneralRef(reference) => {
                let character = reference
                    .resolve_char_ref()
                    .map_err(|_| ReadError::broken(line))?;
                let text = match character {
                    Some(character) => character.to_string(),
                    None => resolve_xml_entity(&reference.xml10_content())
                        .ok_or_else(|| ReadError::broken(line))?
                        .to_owned(),
                };
                Piece::Text(text)
            }
            Event::DocType(_) => return Err(ReadError::broken(line)),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => Piece::Text(String::new()),
        }))
    }
}

/// An attribute by its local name, without regard to its prefix.
pub(super) fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    start
        .attributes()
        .with_checks(false)
        .filter_map(Result::ok)
        .find(|attribute| attribute.key.local_name().as_ref() == name)
        .and_then(|attribute| {
            let value = quick_xml::escape::unescape(&attribute.value).ok()?;
            Some(value.into_owned())
        })
}

/// Lets so many bytes through until it is wound up again.
struct Paced<R> {
    source: R,
    left: usize,
}

impl<R: BufRead> BufRead for Paced<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let bytes = self.source.fill_buf()?;
        if self.left == 0 && !bytes.is_empty() {
            return Err(refusing(FileRefusal::TooLargeInflated));
        }
        let length = bytes.len().min(self.left);
        Ok(&bytes[..length])
    }

    fn consume(&mut self, amount: usize) {
        self.left = self.left.saturating_sub(amount);
        self.source.consume(amount);
    }
}

impl<R: BufRead> Read for Paced<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let bytes = self.fill_buf()?;
        let length = bytes.len().min(out.len());
        out[..length].copy_from_slice(&bytes[..length]);
        self.consume(length);
        Ok(length)
    }
}
