//! Which encoding a text file is in, and the text itself as a stream of UTF-8. The names are
//! those of the WHATWG Encoding Standard.

mod code_pages;

use std::io::{self, BufRead, Read, Seek};

use code_pages::Words;
use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use kobling_model::hr::FileRefusal;

use super::ReadError;

const CHUNK: usize = 16 * 1024;

/// Bytes that windows-1252 leaves undefined: a file that has one is in some other encoding.
const UNDEFINED: [u8; 5] = [0x81, 0x8d, 0x8f, 0x90, 0x9d];

/// Looks at all of a file of `size` bytes. A mark at the start settles it. Without one it is
/// UTF-8 if most of what is not ASCII is UTF-8: then single bytes that are not are faults of
/// their rows. Otherwise it is windows-1252, which contains Latin-1, unless its words look more
/// like those of a code page that is not read.
pub(super) fn find(mut file: impl Read + Seek, size: u64) -> Result<&'static Encoding, ReadError> {
    let mut seen = Seen::default();
    let mut buffer = vec![0; CHUNK];
    let mut kept = 0;
    let mut is_start = true;
    loop {
        let read = file.read(&mut buffer[kept..])?;
        let bytes = &buffer[..kept + read];
        if is_start && read > 0 {
            is_start = false;
            match Encoding::for_bom(bytes) {
                Some((encoding, _)) if encoding == UTF_16LE || encoding == UTF_16BE => {
                    return if size.is_multiple_of(2) {
                        Ok(encoding)
                    } else {
                        Err(FileRefusal::UnknownEncoding.into())
                    };
                }
                Some(_) => seen.is_marked = true,
                None => {}
            }
        }
        // A letter may be cut in two by the end of the buffer.
        let used = seen.look(bytes, read == 0);
        if read == 0 {
            break;
        }
        kept = bytes.len() - used;
        buffer.copy_within(used..used + kept, 0);
    }
    let encoding = seen.decide()?;
    if encoding == WINDOWS_1252 {
        file.rewind()?;
        let mut words = Words::new();
        loop {
            let read = file.read(&mut buffer)?;
            if read == 0 {
                break;
            }
            words.look(&buffer[..read]);
        }
        if words.are_foreign() {
            return Err(FileRefusal::UnknownEncoding.into());
        }
    }
    Ok(encoding)
}

#[derive(Default)]
struct Seen {
    is_marked: bool,
    has_nul: bool,
    has_undefined: bool,
    letters: u64,
    faults: u64,
}

impl Seen {
    /// Returns how many of the bytes it is through with.
    fn look(&mut self, bytes: &[u8], is_end: bool) -> usize {
        let mut at = 0;
        while at < bytes.len() {
            let rest = &bytes[at..];
            let (valid, fault) = match std::str::from_utf8(rest) {
                Ok(_) => (rest.len(), 0),
                Err(error) => match error.error_len() {
                    Some(length) => (error.valid_up_to(), length),
                    None if is_end => (error.valid_up_to(), rest.len() - error.valid_up_to()),
                    None => {
                        self.take(&rest[..error.valid_up_to()]);
                        return at + error.valid_up_to();
                    }
                },
            };
            self.take(&rest[..valid]);
            self.take_fault(&rest[valid..valid + fault]);
            at += valid + fault;
        }
        at
    }

    fn take(&mut self, valid: &[u8]) {
        if valid.is_ascii() {
            self.has_nul |= valid.contains(&0);
            return;
        }
        for byte in valid {
            self.has_nul |= *byte == 0;
            self.letters += u64::from(*byte >= 0xc0);
            self.has_undefined |= UNDEFINED.contains(byte);
        }
    }

    fn take_fault(&mut self, fault: &[u8]) {
        self.faults += u64::from(!fault.is_empty());
        self.has_undefined |= fault.iter().any(|byte| UNDEFINED.contains(byte));
    }

    fn decide(&self) -> Result<&'static Encoding, ReadError> {
        match self {
            Self { has_nul: true, .. } => Err(FileRefusal::NulBytes.into()),
            Self {
                is_marked: true, ..
            } => Ok(UTF_8),
            seen if seen.faults == 0 || seen.letters > seen.faults => Ok(UTF_8),
            Self {
                has_undefined: true,
                ..
            } => Err(FileRefusal::UnknownEncoding.into()),
            _ => Ok(WINDOWS_1252),
        }
    }
}

/// A file's text in UTF-8, without its mark. What makes no sense becomes U+FFFD.
pub(super) struct Decoded<R> {
    source: R,
    decoder: Decoder,
    raw: Box<[u8]>,
    /// What of `raw` is not decoded yet.
    raw_left: std::ops::Range<usize>,
    text: Box<[u8]>,
    text_left: std::ops::Range<usize>,
    is_through: bool,
}

impl<R: Read> Decoded<R> {
    pub(super) fn new(source: R, encoding: &'static Encoding) -> Self {
        Self {
            source,
            decoder: encoding.new_decoder_with_bom_removal(),
            raw: vec![0; CHUNK].into(),
            raw_left: 0..0,
            text: vec![0; CHUNK].into(),
            text_left: 0..0,
            is_through: false,
        }
    }
}

impl<R: Read> BufRead for Decoded<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.text_left.is_empty() && !self.is_through {
            if self.raw_left.is_empty() {
                self.raw_left = 0..self.source.read(&mut self.raw)?;
            }
            let is_last = self.raw_left.is_empty();
            let raw = &self.raw[self.raw_left.clone()];
            let (result, read, written, _) =
                self.decoder.decode_to_utf8(raw, &mut self.text, is_last);
            self.raw_left.start += read;
            self.text_left = 0..written;
            self.is_through = is_last && matches!(result, CoderResult::InputEmpty);
        }
        Ok(&self.text[self.text_left.clone()])
    }

    fn consume(&mut self, amount: usize) {
        self.text_left.start = (self.text_left.start + amount).min(self.text_left.end);
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let text = self.fill_buf()?;
        let length = text.len().min(out.len());
        out[..length].copy_from_slice(&text[..length]);
        self.consume(length);
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn found(bytes: &[u8]) -> Result<&'static str, String> {
        match find(Cursor::new(bytes), bytes.len() as u64) {
            Ok(encoding) => Ok(encoding.name()),
            Err(ReadError::Refused(refusal)) => Err(format!("{refusal:?}")),
            Err(error) => panic!("{error}"),
        }
    }

    fn text(bytes: &[u8]) -> String {
        let encoding = find(Cursor::new(bytes), bytes.len() as u64).unwrap();
        let mut text = String::new();
        Decoded::new(bytes, encoding)
            .read_to_string(&mut text)
            .unwrap();
        text
    }

    #[test]
    fn the_same_text_is_read_out_of_every_encoding() {
        let said = "Åse;Bjørn;Skåne";
        let (latin, _, _) = WINDOWS_1252.encode(said);
        let utf_16 = |bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
            let marked = format!("\u{feff}{said}");
            marked.encode_utf16().flat_map(bytes).collect()
        };
        for bytes in [
            said.as_bytes().to_vec(),
            format!("\u{feff}{said}").into_bytes(),
            latin.into_owned(),
            utf_16(u16::to_le_bytes),
            utf_16(u16::to_be_bytes),
        ] {
            assert_eq!(text(&bytes), said);
        }
    }

    #[test]
    fn letters_cut_by_a_buffers_end_are_whole() {
        for shift in 0..4 {
            let said = format!("{}{}", "x".repeat(CHUNK - shift), "ø😀".repeat(CHUNK));
            assert_eq!(found(said.as_bytes()), Ok("UTF-8"));
            assert_eq!(text(said.as_bytes()), said);
        }
    }

    #[test]
    fn one_foreign_byte_does_not_turn_utf_8_into_another_encoding() {
        assert_eq!(
            found("Åse Bjørn \u{0}".as_bytes()),
            Err("NulBytes".to_owned())
        );
        assert_eq!(found(b"\xc3\x85se Bj\xc3\xb8rn Sk\xe5ne"), Ok("UTF-8"));
        assert_eq!(found(b"Bj\xf8rn Sk\xe5ne \xc3\x85se"), Ok("windows-1252"));
        assert_eq!(
            found(b"Bj\xf8rn \x81 Sk\xe5ne"),
            Err("UnknownEncoding".to_owned())
        );
        assert_eq!(found(b"\xff\xfea\0b"), Err("UnknownEncoding".to_owned()));
        assert_eq!(found(b"a\0b\0"), Err("NulBytes".to_owned()));
        assert_eq!(found(b""), Ok("UTF-8"));
    }
}
