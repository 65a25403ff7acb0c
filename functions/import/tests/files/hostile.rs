//! Files that are broken, or made to do harm: each is refused as a whole, with the reason.

use kobling_import::file::{self, Limits, ReadError};
use kobling_model::hr::{Column, FeedKind, FileRefusal};

use crate::{
    archives::{Entry, entry, parts, rows, workbook, zip},
    made, open, read, read_by, settings,
};

fn refused(name: &str, bytes: &[u8], expected: FileRefusal) {
    match read(bytes) {
        Ok(read) => panic!("{name}: {} rows were read", read.checked.rows),
        Err(refusal) => assert_eq!(refusal, expected, "{name}"),
    }
}

#[test]
fn texts() {
    let head = "ansattnummer;fornavn;e-post\n";
    let text = |rest: &str| format!("{head}{rest}").into_bytes();
    let no_number = FileRefusal::NoColumn(Column::EmploymentNumber);
    let broken = |line| FileRefusal::Broken { line };
    for (name, bytes, refusal) in [
        ("nothing", vec![], FileRefusal::Empty),
        ("blank lines", b"\n\n \n;;\n".to_vec(), FileRefusal::Empty),
        ("a mark", b"\xef\xbb\xbf".to_vec(), FileRefusal::Empty),
        ("a header alone", text(""), FileRefusal::Empty),
        (
            "a header and blank lines",
            text(&"\n".repeat(1_000_000)),
            FileRefusal::Empty,
        ),
        ("NUL", text("1;A\0;\n"), FileRefusal::NulBytes),
        (
            "a picture",
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(),
            FileRefusal::NulBytes,
        ),
        (
            "UTF-16 without mark",
            b"a\0;\0b\0\n\0".to_vec(),
            FileRefusal::NulBytes,
        ),
        (
            "half a UTF-16",
            b"\xff\xfea\0;\0b".to_vec(),
            FileRefusal::UnknownEncoding,
        ),
        (
            "UTF-16 the wrong way round",
            b"\xfe\xffa\0;\0b\0\n\0".to_vec(),
            no_number.clone(),
        ),
        (
            "UTF-16 of halves",
            b"\xff\xfe\0\xd8\0\xd8\n\0".to_vec(),
            no_number.clone(),
        ),
        (
            "another encoding",
            b"ansattnummer;\x81\x8d\x9d\n".to_vec(),
            FileRefusal::UnknownEncoding,
        ),
        ("a quote left open", text("1;\"A;\n2;B;\n3;C;\n"), broken(2)),
        (
            "a quote within a cell",
            text("1;A;\n2;\"B\"x;\n3;C;\n"),
            broken(3),
        ),
        (
            "two files in one",
            text(&format!("1;A;\n{head}2;B;\n")),
            broken(3),
        ),
        (
            "headers twice",
            b"e-post;ansattnr;E_post\n".to_vec(),
            FileRefusal::ColumnTwice(Column::Email),
        ),
        (
            "other headers",
            b"navn;alder\nA;7\n".to_vec(),
            no_number.clone(),
        ),
        (
            "prose",
            b"Hei! Her er listen.\n".to_vec(),
            no_number.clone(),
        ),
        (
            "10,000 columns",
            "x;".repeat(10_000).into_bytes(),
            FileRefusal::TooManyColumns,
        ),
        (
            "HTML",
            b"<html><table><tr><td>ansattnummer".to_vec(),
            FileRefusal::UnknownFormat,
        ),
        (
            "a JSON list",
            b"[{\"ansattnummer\":\"1\"}]".to_vec(),
            FileRefusal::UnknownFormat,
        ),
        ("PDF", b"%PDF-1.7 ...".to_vec(), FileRefusal::UnknownFormat),
        (
            "a workbook of old, cut off",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(),
            FileRefusal::UnknownFormat,
        ),
        (
            "gzip",
            b"\x1f\x8b\x08\0\0".to_vec(),
            FileRefusal::UnknownFormat,
        ),
    ] {
        refused(name, &bytes, refusal);
    }
}

#[test]
fn json_lines() {
    let broken = |line| FileRefusal::Broken { line };
    let deep = format!("{{\"ansattnr\":{}1", "[".repeat(10_000));
    let long = format!("{{\"ansattnr\":\"1\",\"x\":\"{}\"}}", "x".repeat(100_000));
    let keys: Vec<String> = (0..300).map(|n| format!(",\"x{n}\":1")).collect();
    let wide = keys.concat();
    for (name, text, refusal) in [
        (
            "no object",
            "{\"ansattnr\":\"1\"}\n[1]\n".to_owned(),
            broken(2),
        ),
        (
            "half a line",
            "{\"ansattnr\":\"1\"}\n\n{\"ansattnr\":".to_owned(),
            broken(3),
        ),
        (
            "two on a line",
            "{\"ansattnr\":\"1\"}{\"ansattnr\":\"2\"}".to_owned(),
            broken(1),
        ),
        ("deep", deep, broken(1)),
        ("a long line", long, broken(1)),
        (
            "many keys",
            format!("{{\"ansattnr\":\"1\"{wide}}}"),
            FileRefusal::TooManyColumns,
        ),
        (
            "a key twice",
            "{\"ansattnr\":\"1\",\"Ansattnr\":\"2\"}".to_owned(),
            FileRefusal::ColumnTwice(Column::EmploymentNumber),
        ),
        (
            "no number",
            "{\"fornavn\":\"A\"}".to_owned(),
            FileRefusal::NoColumn(Column::EmploymentNumber),
        ),
    ] {
        refused(name, text.as_bytes(), refusal);
    }
}

#[test]
fn a_delta_may_have_nothing_to_tell() {
    let mut settings = settings();
    settings.kind = FeedKind::Delta;
    assert_eq!(
        read_by(b"ansattnummer\n", settings).unwrap().checked.rows,
        0
    );
}

#[test]
fn a_file_of_100_mb_is_not_opened() {
    let disk = tempfile::NamedTempFile::new().unwrap();
    disk.as_file().set_len(100 << 20).unwrap();
    let refusal = file::open(disk.path(), settings(), Limits::default()).unwrap_err();
    assert!(
        matches!(refusal, ReadError::Refused(FileRefusal::TooLarge)),
        "{refusal}"
    );
}

#[test]
fn rows_beyond_the_most_refuse_the_file() {
    let (text, _) = made::csv(&made::people(1, 20), ';');
    let disk = crate::on_disk(text.as_bytes());
    let limits = Limits {
        rows: 19,
        ..Limits::default()
    };
    let file = file::open(disk.path(), settings(), limits).unwrap();
    let refusal = file.check(|_| {}).unwrap_err();
    assert!(matches!(
        refusal,
        ReadError::Refused(FileRefusal::TooManyRows)
    ));
}

const FIRST: &str = r#"<row r="1"><c r="A1" t="inlineStr"><is><t>ansattnr</t></is></c></row>"#;

fn sheet(after_header: &str) -> Vec<Entry> {
    parts(rows(&format!("{FIRST}{after_header}")), "<sst/>")
}

#[test]
fn sheets() {
    let broken = |line| FileRefusal::Broken { line };
    let row = |cell: &str| sheet(&format!(r#"<row r="2">{cell}</row>"#));
    let wide: String = (0..10_000).map(|_| r#"<c t="b"><v>1</v></c>"#).collect();
    let deep = format!("{}{}", "<a>".repeat(100_000), "</a>".repeat(100_000));
    let long_tag = format!("<c r=\"{}\"/>", "A".repeat(2 << 20));
    for (name, entries, refusal) in [
        (
            "a formula",
            row(r#"<c r="A2"><f>1+1</f><v>2</v></c>"#),
            FileRefusal::Formulas,
        ),
        (
            "10,000 columns",
            parts(rows(&format!("<row>{wide}</row>")), "<sst/>"),
            FileRefusal::TooManyColumns,
        ),
        ("elements in elements", row(&deep), broken(2)),
        ("a long tag", row(&long_tag), FileRefusal::TooLargeInflated),
        (
            "a text that is not there",
            row(r#"<c r="A2" t="s"><v>7</v></c>"#),
            broken(2),
        ),
        (
            "a cell twice",
            row(r#"<c r="A2"><v>1</v></c><c r="A2"><v>2</v></c>"#),
            broken(2),
        ),
        (
            "a cell of no kind",
            row(r#"<c r="A2" t="x"><v>1</v></c>"#),
            broken(2),
        ),
        (
            "a cell nowhere",
            row(r#"<c r="AAAAA2"><v>1</v></c>"#),
            broken(2),
        ),
        (
            "an entity of its own",
            row(r#"<c r="A2" t="inlineStr"><is><t>&lol;</t></is></c>"#),
            broken(2),
        ),
        ("an end without a beginning", row("</c>"), broken(2)),
        ("no rows", parts(rows(""), "<sst/>"), FileRefusal::Empty),
        (
            "a document type",
            parts(
                format!("<!DOCTYPE a [<!ENTITY lol 'x'>]>{}", rows(FIRST)),
                "<sst/>",
            ),
            broken(0),
        ),
        (
            "a text document",
            vec![entry("word/document.xml", "<w/>")],
            FileRefusal::UnknownFormat,
        ),
        (
            "a sheet that is not there",
            parts("", "").into_iter().take(2).collect(),
            broken(0),
        ),
    ] {
        refused(name, &zip(&entries), refusal);
    }
}

#[test]
fn archives_that_unpack_to_more_than_they_should() {
    let mut told = sheet("");
    told[2].says_size = Some(600 << 20);
    refused("told", &zip(&told), FileRefusal::TooLargeInflated);
    // The directory is what counts; this one says that it is small.
    let mut lying = sheet(&"<row/>".repeat(1_000_000));
    lying[2].says_size = Some(1000);
    refused("a lie", &zip(&lying), FileRefusal::TooLargeInflated);
    // All texts are held in memory, so there are few.
    let texts = format!(
        "<sst>{}</sst>",
        format!("<si><t>{}</t></si>", "x".repeat(4000)).repeat(13_000)
    );
    let entries = parts(rows(FIRST), texts);
    refused("texts", &zip(&entries), FileRefusal::TooLargeInflated);
    let many: Vec<Entry> = (0..3000).map(|n| entry(&n.to_string(), "")).collect();
    refused("parts", &zip(&many), FileRefusal::TooLargeInflated);
}

#[test]
fn archives_that_are_damaged() {
    let broken = FileRefusal::Broken { line: 0 };
    let whole = workbook(&[vec!["ansattnr".to_owned()], vec!["1".to_owned()]]);
    read(&whole).unwrap();
    refused("cut off", &whole[..whole.len() / 2], broken.clone());
    refused("a beginning", b"PK\x03\x04", broken.clone());
    let mut twice = parts(rows(FIRST), "<sst/>");
    twice.push(entry("xl/workbook.xml", "<workbook/>"));
    refused("one name twice", &zip(&twice), broken);
    // The content is not what its sum says.
    let mut changed = parts(rows(FIRST), "<sst/>");
    changed[2].says_size = Some(changed[2].content.len() as u32 + 1);
    let refusal = read(&zip(&changed)).unwrap_err();
    assert!(matches!(refusal, FileRefusal::Broken { .. }), "{refusal:?}");
}

#[test]
fn what_a_refusal_says_holds_nothing_of_the_file() {
    let refusal = open(b"hemmelig@example.com;12345678901\n", settings()).unwrap_err();
    assert!(!format!("{refusal:?}").contains("hemmelig"));
}
