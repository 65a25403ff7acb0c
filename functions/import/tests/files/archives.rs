//! Archives as they should be, and as they should not.

use std::{collections::HashMap, fmt::Write as _, io::Write as _};

use flate2::{Compression, Crc, write::DeflateEncoder};

pub struct Entry {
    pub name: String,
    pub content: Vec<u8>,
    /// What the archive says that it holds unpacked, if that is a lie.
    pub says_size: Option<u32>,
    /// General purpose bits of the ZIP format.
    pub flags: u16,
}

/// How an archive is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Plain,
    /// Sums and sizes follow the content, as from a program that cannot go back.
    Descriptors,
    /// All numbers that can be are in the form for files of more than 4 GB.
    Zip64,
}

pub fn entry(name: &str, content: impl Into<Vec<u8>>) -> Entry {
    Entry {
        name: name.to_owned(),
        content: content.into(),
        says_size: None,
        flags: 0,
    }
}

pub fn zip(entries: &[Entry]) -> Vec<u8> {
    zip_as(Form::Plain, entries)
}

pub fn zip_as(form: Form, entries: &[Entry]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut directory = Vec::new();
    for entry in entries {
        let mut crc = Crc::new();
        crc.update(&entry.content);
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(&entry.content).unwrap();
        let packed = encoder.finish().unwrap();
        let size = entry.says_size.unwrap_or(entry.content.len() as u32);
        let at = out.len() as u32;
        let [method, flags] = match form {
            Form::Descriptors => [8u16, entry.flags | 8],
            Form::Plain | Form::Zip64 => [8, entry.flags],
        };
        let name = entry.name.as_bytes();
        let told = [crc.sum(), packed.len() as u32, size];
        let wide: Vec<u8> = [size, packed.len() as u32, at]
            .iter()
            .flat_map(|number| u64::from(*number).to_le_bytes())
            .collect();
        // Version, flags, method, time, date; then what both records have.
        let head = |numbers: [u32; 3], extra: usize| {
            let mut head = Vec::new();
            for number in [20u16, flags, method, 0, 0] {
                head.extend(number.to_le_bytes());
            }
            for number in numbers {
                head.extend(number.to_le_bytes());
            }
            head.extend((name.len() as u16).to_le_bytes());
            head.extend((extra as u16).to_le_bytes());
            head
        };
        let field = |numbers: &[u8]| {
            // Before it stands one of another kind.
            let mut field = b"UT\x01\0\x01".to_vec();
            field.extend([1, 0]);
            field.extend((numbers.len() as u16).to_le_bytes());
            field.extend(numbers);
            field
        };
        let (local, of_local, in_directory, of_directory) = match form {
            Form::Plain => (told, vec![], told, vec![]),
            Form::Descriptors => ([0; 3], vec![], told, vec![]),
            Form::Zip64 => {
                let told = [crc.sum(), u32::MAX, u32::MAX];
                (told, field(&wide[..16]), told, field(&wide))
            }
        };
        out.extend(b"PK\x03\x04");
        out.extend(head(local, of_local.len()));
        out.extend(name);
        out.extend(of_local);
        out.extend(packed);
        if form == Form::Descriptors {
            out.extend(b"PK\x07\x08");
            out.extend(told.iter().flat_map(|number| number.to_le_bytes()));
        }
        directory.extend(b"PK\x01\x02");
        directory.extend(20u16.to_le_bytes());
        directory.extend(head(in_directory, of_directory.len()));
        directory.extend([0; 10]);
        let at = if form == Form::Zip64 { u32::MAX } else { at };
        directory.extend(at.to_le_bytes());
        directory.extend(name);
        directory.extend(of_directory);
    }
    let at = out.len();
    out.extend(&directory);
    let (mut count, mut length, mut place) =
        (entries.len() as u16, directory.len() as u32, at as u32);
    if form == Form::Zip64 {
        let end = out.len() as u64;
        out.extend(b"PK\x06\x06");
        out.extend(44u64.to_le_bytes());
        out.extend([45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        for number in [entries.len(), entries.len(), directory.len(), at] {
            out.extend((number as u64).to_le_bytes());
        }
        out.extend(b"PK\x06\x07\0\0\0\0");
        out.extend(end.to_le_bytes());
        out.extend(1u32.to_le_bytes());
        (count, length, place) = (u16::MAX, u32::MAX, u32::MAX);
    }
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend(count.to_le_bytes());
    out.extend(count.to_le_bytes());
    out.extend(length.to_le_bytes());
    out.extend(place.to_le_bytes());
    out.extend([0, 0]);
    out
}

pub const WORKBOOK: &str = r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
pub const RELATIONSHIPS: &str = r#"<Relationships><Relationship Id="rId1" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://x/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#;

/// The parts of a workbook whose sheet and shared texts are given as XML.
pub fn parts(sheet: impl Into<Vec<u8>>, texts: impl Into<Vec<u8>>) -> Vec<Entry> {
    vec![
        entry("xl/workbook.xml", WORKBOOK),
        entry("xl/_rels/workbook.xml.rels", RELATIONSHIPS),
        entry("xl/worksheets/sheet1.xml", sheet),
        entry("xl/sharedStrings.xml", texts),
    ]
}

pub fn rows(inner: &str) -> String {
    format!("<worksheet><sheetData>{inner}</sheetData></worksheet>")
}

/// A workbook of texts, kept apart as spreadsheets do.
pub fn workbook(rows_of_texts: &[Vec<String>]) -> Vec<u8> {
    let mut shared = HashMap::new();
    let mut texts = String::from("<sst>");
    let mut sheet = String::new();
    for (index, row) in rows_of_texts.iter().enumerate() {
        write!(sheet, r#"<row r="{}">"#, index + 1).unwrap();
        for (column, text) in row.iter().enumerate() {
            if text.is_empty() {
                continue;
            }
            let count = shared.len();
            let number = *shared.entry(text.clone()).or_insert_with(|| {
                write!(texts, r"<si><t>{}</t></si>", escaped(text)).unwrap();
                count
            });
            let letter = char::from(b'A' + column as u8);
            write!(
                sheet,
                r#"<c r="{letter}{}" t="s"><v>{number}</v></c>"#,
                index + 1
            )
            .unwrap();
        }
        sheet.push_str("</row>");
    }
    texts.push_str("</sst>");
    zip(&parts(rows(&sheet), texts))
}

fn escaped(text: &str) -> String {
    text.chars()
        .map(|character| match character {
            '&' => "&amp;".to_owned(),
            '<' => "&lt;".to_owned(),
            '\r' | '\u{e000}' | '\0'..='\u{8}' => {
                let code = if character == '\u{e000}' {
                    1
                } else {
                    u32::from(character)
                };
                format!("_x{code:04X}_")
            }
            character => character.to_string(),
        })
        .collect()
}
