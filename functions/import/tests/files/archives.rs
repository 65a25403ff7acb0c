//! Archives as they should be, and as they should not.

use std::{collections::HashMap, fmt::Write as _, io::Write as _};

use flate2::{Compression, Crc, write::DeflateEncoder};

pub struct Entry {
    pub name: String,
    pub content: Vec<u8>,
    /// What the archive says that it holds unpacked, if that is a lie.
    pub says_size: Option<u32>,
}

pub fn entry(name: &str, content: impl Into<Vec<u8>>) -> Entry {
    Entry {
        name: name.to_owned(),
        content: content.into(),
        says_size: None,
    }
}

pub fn zip(entries: &[Entry]) -> Vec<u8> {
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
        // Version, flags, method, time, date; then what both records have.
        let mut head = Vec::new();
        for number in [20u16, 0, 8, 0, 0] {
            head.extend(number.to_le_bytes());
        }
        for number in [crc.sum(), packed.len() as u32, size] {
            head.extend(number.to_le_bytes());
        }
        head.extend((entry.name.len() as u16).to_le_bytes());
        head.extend(0u16.to_le_bytes());
        out.extend(b"PK\x03\x04");
        out.extend(&head);
        out.extend(entry.name.as_bytes());
        out.extend(packed);
        directory.extend(b"PK\x01\x02");
        directory.extend(20u16.to_le_bytes());
        directory.extend(head);
        directory.extend([0; 10]);
        directory.extend(at.to_le_bytes());
        directory.extend(entry.name.as_bytes());
    }
    let at = out.len() as u32;
    let count = entries.len() as u16;
    out.extend(&directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend(count.to_le_bytes());
    out.extend(count.to_le_bytes());
    out.extend((directory.len() as u32).to_le_bytes());
    out.extend(at.to_le_bytes());
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
