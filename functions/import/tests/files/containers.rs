//! Workbooks that other programs pack in other ways than usual, and what only looks like one.

use kobling_model::hr::{FileRefusal, Said};

use crate::{
    archives::{Entry, Form, entry, zip, zip_as},
    read,
};

const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const STRICT: &str = "http://purl.oclc.org/ooxml/officeDocument/relationships";

const BOOK: &str = r#"<workbook xmlns:r="x"><sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const SHEET: &str = r#"<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>ansattnr</t></is></c><c r="B1" t="s"><v>0</v></c><c r="C1" t="inlineStr"><is><t>fra</t></is></c></row><row r="2"><c r="A2"><v>7</v></c><c r="B2" t="s"><v>1</v></c><c r="C2" s="1"><v>46082</v></c></row></sheetData></worksheet>"#;
const TEXTS: &str = "<sst><si><t>fornavn</t></si><si><t>Åse</t></si></sst>";
const STYLES: &str =
    r#"<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#;

/// Relationships by the last part of their type and by their target, with ids from `rId1`.
fn relationships(base: &str, all: &[(&str, &str)]) -> String {
    let all: Vec<String> = all
        .iter()
        .enumerate()
        .map(|(index, (kind, target))| {
            let id = index + 1;
            format!(r#"<Relationship Type="{base}/{kind}" Target="{target}" Id="rId{id}"/>"#)
        })
        .collect();
    let all = all.concat();
    format!("<Relationships>{all}</Relationships>")
}

/// Where the parts lie, and how relationships name them.
struct Names<'a> {
    package: &'a str,
    main: [&'a str; 2],
    main_relationships: &'a str,
    sheet: [&'a str; 2],
    texts: [&'a str; 2],
    styles: [&'a str; 2],
}

const USUAL: Names<'_> = Names {
    package: "_rels/.rels",
    main: ["xl/workbook.xml", "xl/workbook.xml"],
    main_relationships: "xl/_rels/workbook.xml.rels",
    sheet: ["xl/worksheets/sheet1.xml", "worksheets/sheet1.xml"],
    texts: ["xl/sharedStrings.xml", "sharedStrings.xml"],
    styles: ["xl/styles.xml", "styles.xml"],
};

impl Names<'_> {
    fn entries(&self, base: &str) -> Vec<Entry> {
        let package = [
            ("extended-properties", "docProps/app.xml"),
            ("officeDocument", self.main[1]),
        ];
        let main = [
            ("worksheet", self.sheet[1]),
            ("sharedStrings", self.texts[1]),
            ("styles", self.styles[1]),
        ];
        vec![
            entry("docProps/app.xml", "<Properties/>"),
            entry(self.package, relationships(base, &package)),
            entry(self.main[0], BOOK),
            entry(self.main_relationships, relationships(base, &main)),
            entry(self.sheet[0], SHEET),
            entry(self.texts[0], TEXTS),
            entry(self.styles[0], STYLES),
        ]
    }
}

/// Its one row is read, with texts and formats from the parts that hold them.
fn holds(name: &str, bytes: &[u8]) {
    let read = read(bytes).unwrap_or_else(|refusal| panic!("{name}: {refusal:?}"));
    assert_eq!(read.numbers, ["7"], "{name}");
    assert_eq!(read.refused, [], "{name}");
    let row = &read.fine[0].row;
    assert_eq!(row.given_name, Said::Value("Åse".to_owned()), "{name}");
    assert_eq!(row.from, Said::Value(1_772_319_600), "{name}");
}

fn refused(name: &str, bytes: &[u8], expected: FileRefusal) {
    assert_eq!(read(bytes).unwrap_err(), expected, "{name}");
}

#[test]
fn parts_are_found_by_their_relationships_whatever_they_are_called() {
    for (name, names) in [
        ("as usual", USUAL),
        (
            "another main part",
            Names {
                main: ["xl/workbook22.xml", "xl/workbook22.xml"],
                main_relationships: "xl/_rels/workbook22.xml.rels",
                ..USUAL
            },
        ),
        (
            "backslashes in the archive",
            Names {
                package: "_rels\\.rels",
                main: ["xl\\workbook.xml", "xl/workbook.xml"],
                main_relationships: "xl\\_rels\\workbook.xml.rels",
                sheet: ["xl\\worksheets\\sheet1.xml", "/xl/worksheets/sheet1.xml"],
                texts: ["xl\\sharedStrings.xml", "sharedStrings.xml"],
                styles: ["xl\\styles.xml", "styles.xml"],
            },
        ),
        (
            "backslashes in targets",
            Names {
                main: ["xl/workbook.xml", "\\xl\\workbook.xml"],
                sheet: ["xl/worksheets/sheet1.xml", "worksheets\\sheet1.xml"],
                ..USUAL
            },
        ),
        (
            "slashes in front in the archive",
            Names {
                package: "/_rels/.rels",
                main: ["/xl/workbook.xml", "xl/workbook.xml"],
                texts: ["/xl/sharedStrings.xml", "sharedStrings.xml"],
                ..USUAL
            },
        ),
        (
            "other cases",
            Names {
                package: "_Rels/.RELS",
                main: ["xl/Workbook.xml", "/XL/workbook.xml"],
                main_relationships: "xl/_rels/workbook.XML.rels",
                sheet: ["xl/Worksheets/Sheet1.xml", "worksheets/sheet1.xml"],
                texts: ["xl/SharedStrings.xml", "sharedStrings.xml"],
                styles: ["xl/styles.xml", "Styles.xml"],
            },
        ),
        (
            "ways round",
            Names {
                main: ["xl/workbook.xml", "./xl/workbook.xml"],
                sheet: ["sheets/one.xml", "../sheets/one.xml"],
                texts: ["xl/sharedStrings.xml", "./sharedStrings.xml"],
                styles: ["xl/styles.xml", "../../xl/other/../styles.xml"],
                ..USUAL
            },
        ),
        (
            "percent-encoded",
            Names {
                main: ["xl/my book.xml", "xl/my%20book.xml"],
                main_relationships: "xl/_rels/my%20book.xml.rels",
                sheet: ["xl/l%c3%b8nn.xml", "lønn.xml"],
                texts: ["xl/tekster å.xml", "tekster%20%C3%A5.xml"],
                ..USUAL
            },
        ),
        (
            "another folder",
            Names {
                main: ["content/book/main.xml", "/content/book/main.xml"],
                main_relationships: "content/book/_rels/main.xml.rels",
                sheet: ["content/book/s1.xml", "s1.xml"],
                texts: ["content/texts.xml", "../texts.xml"],
                styles: ["styles.xml", "/styles.xml"],
                ..USUAL
            },
        ),
        (
            "no folder",
            Names {
                main: ["main.xml", "main.xml"],
                main_relationships: "_rels/main.xml.rels",
                sheet: ["s1.xml", "s1.xml"],
                texts: ["texts.xml", "texts.xml"],
                styles: ["styles.xml", "/styles.xml"],
                ..USUAL
            },
        ),
    ] {
        for base in [OFFICE, STRICT] {
            holds(name, &zip(&names.entries(base)));
        }
    }
}

#[test]
fn a_package_that_does_not_say_has_its_workbook_where_all_have_it() {
    let mut entries = USUAL.entries(OFFICE);
    entries[1].content = relationships(OFFICE, &[("officeDocument", "xl/none.xml")]).into();
    holds("a target that is not there", &zip(&entries));
    entries.remove(1);
    holds("no relationships", &zip(&entries));
}

#[test]
fn archives_are_written_in_many_ways() {
    let entries = || USUAL.entries(OFFICE);
    holds("descriptors", &zip_as(Form::Descriptors, &entries()));
    holds("ZIP64", &zip_as(Form::Zip64, &entries()));
    let mut commented = zip_as(Form::Zip64, &entries());
    let length = commented.len();
    commented[length - 2..].copy_from_slice(&u16::MAX.to_le_bytes());
    commented.extend(vec![b'x'; 0xffff]);
    holds("a long comment", &commented);
    // Folders are no parts.
    let mut folders = entries();
    for folder in ["xl/", "xl/", "xl\\", "_rels/", "xl/styles.xml/"] {
        folders.push(entry(folder, ""));
    }
    holds("folders", &zip(&folders));
    // In the encoding of whoever made it.
    let mut foreign = entries();
    foreign.push(entry("xl/media/bilde_@@.png", "x"));
    let mut bytes = zip(&foreign);
    for at in 0..bytes.len() {
        if bytes[at..].starts_with(b"@@") {
            bytes[at] = 0x86;
        }
    }
    holds("a name in no known encoding", &bytes);
}

#[test]
fn parts_are_written_in_many_ways() {
    let with = |name: &str, at: usize, content: Vec<u8>| {
        let mut entries = USUAL.entries(OFFICE);
        entries[at].content = content;
        holds(name, &zip(&entries));
    };
    let utf_16 = |text: &str, bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    };
    let declared = |encoding: &str| format!("<?xml version='1.0' encoding='{encoding}'?>{TEXTS}");
    let marked = |text: &str| format!("\u{feff}{text}");
    with("a mark", 5, marked(TEXTS).into());
    with("a mark and UTF-8", 5, marked(&declared("utf-8")).into());
    for bytes in [u16::to_le_bytes, u16::to_be_bytes] {
        with("UTF-16", 5, utf_16(&marked(&declared("UTF-16")), bytes));
        with("UTF-16 undeclared", 5, utf_16(&marked(TEXTS), bytes));
        with("UTF-16 without mark", 5, utf_16(&declared("UTF-16"), bytes));
        for (at, part) in [(2, BOOK), (4, SHEET), (6, STYLES)] {
            with("UTF-16", at, utf_16(&marked(part), bytes));
        }
    }
    // So says whoever converts a part and leaves its first line.
    with("UTF-8 called UTF-16", 5, declared("UTF-16").into());
    for encoding in ["ISO-8859-1", "windows-1252"] {
        let part = declared(encoding);
        let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(&part);
        with(encoding, 5, bytes.into_owned());
    }
    let prefixed = |text: &str| {
        text.replace("</", "</x:")
            .replace('<', "<x:")
            .replace("<x:/x:", "</x:")
    };
    for (at, part) in [(2, BOOK), (4, SHEET), (5, TEXTS), (6, STYLES)] {
        with("prefixes", at, prefixed(part).into());
    }
    let bare = ["A1", "B1", "C1", "A2", "B2", "C2", "1", "2"]
        .iter()
        .fold(SHEET.to_owned(), |sheet, r| {
            sheet.replace(&format!(" r=\"{r}\""), "")
        });
    assert!(!bare.contains(" r="));
    with("rows and cells without a place", 4, bare.into());
}

#[test]
fn a_sheet_that_is_a_chart_has_no_rows() {
    let mut entries = USUAL.entries(OFFICE);
    let chart = r#"<sheets><sheet name="C" sheetId="2" r:id="rId9"/><"#;
    entries[2].content = BOOK.replace("<sheets><", chart).into();
    let [start, rest] = [&entries[3].content[..15], &entries[3].content[15..]];
    let chart = format!(
        r#"<Relationship Id="rId9" Type="{OFFICE}/chartsheet" Target="chartsheets/sheet1.xml"/>
        <Relationship Id="a0" Type="{OFFICE}/styles" Target="file:///c:/styles.xml" TargetMode="External"/>"#
    );
    entries[3].content = [start, chart.as_bytes(), rest].concat();
    holds("a chart", &zip(&entries));
}

#[test]
fn parts_of_one_name_in_two_forms_refuse_the_archive() {
    for other in [
        "xl\\styles.xml",
        "xl/Styles.xml",
        "/xl/styles.xml",
        "xl/./styles.xml",
        "xl/%73tyles.xml",
    ] {
        let mut entries = USUAL.entries(OFFICE);
        entries.push(entry(other, STYLES));
        refused(other, &zip(&entries), FileRefusal::Broken { line: 0 });
    }
}

#[test]
fn packages_of_other_programs_are_no_workbooks() {
    for (target, content) in [
        ("word/document.xml", "<w:document/>"),
        ("ppt/presentation.xml", "<p:presentation/>"),
        ("xl/workbook.bin", "\u{83}\u{1}\0\u{80}"),
    ] {
        let (folder, name) = target.split_once('/').unwrap();
        let entries = [
            entry(
                "_rels/.rels",
                relationships(OFFICE, &[("officeDocument", target)]),
            ),
            entry(target, content),
            entry(&format!("{folder}/_rels/{name}.rels"), "<Relationships/>"),
        ];
        refused(target, &zip(&entries), FileRefusal::UnknownFormat);
    }
}

#[test]
fn numbers_of_zip64_are_bounded_as_others_are() {
    let whole = zip_as(Form::Zip64, &USUAL.entries(OFFICE));
    let end = whole.len() - 22 - 20 - 56;
    let too_large = FileRefusal::TooLargeInflated;
    let broken = FileRefusal::Broken { line: 0 };
    let number = |at: usize, number: u64| {
        let mut bytes = whole.clone();
        bytes[at..at + 8].copy_from_slice(&number.to_le_bytes());
        bytes
    };
    for huge in [2001, u64::from(u32::MAX), u64::MAX] {
        refused("entries", &number(end + 32, huge), too_large.clone());
    }
    refused("no entry left", &number(end + 32, 8), broken.clone());
    for huge in [(1 << 20) + 1, u64::MAX] {
        refused("bytes", &number(end + 40, huge), too_large.clone());
    }
    for far in [0, 1 << 40, u64::MAX] {
        refused(
            "the directory's place",
            &number(end + 48, far),
            broken.clone(),
        );
        refused(
            "the record's place",
            &number(end + 56 + 8, far),
            broken.clone(),
        );
    }
    // The first entry's own numbers: size, packed size, place.
    let first = whole.windows(4).position(|w| w == b"PK\x01\x02").unwrap();
    let numbers = first + 46 + "docProps/app.xml".len() + 5 + 4;
    for huge in [600 << 20, u64::from(u32::MAX), 1 << 40, u64::MAX] {
        refused("an entry's size", &number(numbers, huge), too_large.clone());
    }
    // Nobody reads that part, so where it lies is all the same.
    holds("a part that lies nowhere", &number(numbers + 16, u64::MAX));
    let main = numbers - 9 - 5
        + whole[numbers..]
            .windows(15)
            .position(|w| w == b"xl/workbook.xml")
            .unwrap();
    let main = main + 9 + 5 + 15 + 5 + 4;
    for far in [1 << 30, 1 << 40, u64::MAX] {
        refused("a part's place", &number(main + 16, far), broken.clone());
    }
    // Without the field, or with half of it, the numbers are what they look like.
    let mut bare = whole.clone();
    bare[numbers - 4] = 2;
    refused("no field", &bare, too_large.clone());
    let mut short = whole.clone();
    short[numbers - 2] = 200;
    refused("a field beyond its entry", &short, too_large);
}

#[test]
fn what_opens_with_a_password_is_named() {
    let mut entries = USUAL.entries(OFFICE);
    entries[4].flags = 1;
    refused("one part", &zip(&entries), FileRefusal::Encrypted);
    refused(
        "compound",
        &compound("EncryptedPackage", 40),
        FileRefusal::Encrypted,
    );
    refused(
        "far inside",
        &compound("EncryptedPackage", 80_000),
        FileRefusal::Encrypted,
    );
    for other in [
        "Workbook",
        "EncryptedPackages",
        "EncryptedPackag",
        "WordDocument",
    ] {
        refused(other, &compound(other, 40), FileRefusal::UnknownFormat);
    }
    let mut text = compound("Workbook", 40);
    text.extend(
        "see EncryptedPackage"
            .encode_utf16()
            .flat_map(u16::to_le_bytes),
    );
    refused("a text about it", &text, FileRefusal::UnknownFormat);
}

/// An OLE file whose directory, with one stream of that name, comes after so many of its units
/// of 128 bytes.
fn compound(stream: &str, units: usize) -> Vec<u8> {
    let mut bytes = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    bytes.resize(units * 128, 0xff);
    for name in ["Root Entry", stream] {
        let mut entry: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let length = entry.len() as u16 + 2;
        entry.resize(64, 0);
        entry.extend(length.to_le_bytes());
        entry.resize(128, 0);
        bytes.extend(entry);
    }
    bytes
}
