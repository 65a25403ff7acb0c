//! XML as a stream of events, none of which may be long: a document can be one text of gigabytes.
//! Entities other than XML's own five and character references are not known, nor are document
//! types, so nothing expands. Parts may be in another encoding than UTF-8.

use std::io::{self, BufRead, BufReader, Cursor, Read};

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use kobling_model::hr::FileRefusal;
use quick_xml::{
    Error, Reader,
    escape::resolve_xml_entity,
    events::{BytesEnd, BytesStart, Event},
};

use super::super::{ReadError, archive::Inflated, encoding::Decoded, failure::refusing};

/// The longest that a tag or a text may be.
const EVENT_BYTES: usize = 1 << 20;

/// As much of a part's start as shows its encoding.
const DECLARATION_BYTES: u64 = 128;

/// How deep elements may stand in one another; a sheet's are six deep.
const DEEPEST: usize = 64;

/// A part of the workbook.
pub(super) struct Xml {
    reader: Reader<Paced<Box<dyn BufRead + Send>>>,
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
    pub(super) fn new(mut part: Inflated) -> Result<Self, ReadError> {
        let mut start = Vec::new();
        part.by_ref()
            .take(DECLARATION_BYTES)
            .read_to_end(&mut start)?;
        let encoding = encoding(&start);
        let part = Cursor::new(start).chain(part);
        let source: Box<dyn BufRead + Send> = if encoding == UTF_8 {
            Box::new(BufReader::new(part))
        } else {
            Box::new(Decoded::new(part, encoding))
        };
        let mut reader = Reader::from_reader(Paced {
            source,
            left: EVENT_BYTES,
        });
        reader.config_mut().expand_empty_elements = true;
        Ok(Self {
            reader,
            buffer: Vec::new(),
            depth: 0,
        })
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

/// The encoding of a part that begins like this: by its mark, by how wide its first character is,
/// or as it declares (XML 1.0, appendix F).
fn encoding(start: &[u8]) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(start) {
        return encoding;
    }
    match start {
        [b'<', 0, ..] => return UTF_16LE,
        [0, b'<', ..] => return UTF_16BE,
        _ => {}
    }
    let start = String::from_utf8_lossy(start);
    let declaration = start
        .strip_prefix("<?xml")
        .and_then(|rest| rest.split_once("?>"));
    declaration
        .and_then(|(declaration, _)| declaration.split_once("encoding"))
        .and_then(|(_, value)| value.split(['"', '\'']).nth(1))
        .and_then(|label| Encoding::for_label(label.as_bytes()))
        // What could be read so far is none of the others.
        .filter(|encoding| encoding.is_ascii_compatible())
        .unwrap_or(UTF_8)
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
