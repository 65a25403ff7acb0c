//! Whatever comes, reading ends, with rows or with a refusal.

use proptest::prelude::*;

use crate::{made, read};

/// Small files of each kind, to be damaged.
fn whole(kind: u8) -> Vec<u8> {
    let mut people = made::people(5, 12);
    made::spoil(&mut people, 5, 4, true);
    match kind {
        0 => made::utf_8(&made::csv(&people, ';').0),
        1 => made::json_lines(&people).0.into_bytes(),
        2 => made::xlsx(&people).0,
        _ => {
            let text = made::without_foreign(&made::csv(&people, '\t').0);
            format!("\u{feff}{text}")
                .encode_utf16()
                .flat_map(u16::to_le_bytes)
                .collect()
        }
    }
}

/// The sheet of a workbook, damaged before it is packed, so that its sums are right.
fn damaged_sheet(damage: impl Fn(&mut Vec<u8>)) -> Vec<u8> {
    let mut sheet = crate::archives::rows(
        r#"<row r="1"><c r="A1" t="inlineStr"><is><t>ansattnr</t></is></c></row><row r="2"><c r="A2" s="1"><v>46082</v></c><c r="B2" t="s"><v>0</v></c></row>"#,
    )
    .into_bytes();
    damage(&mut sheet);
    crate::archives::zip(&crate::archives::parts(
        sheet,
        "<sst><si><t>A</t></si></sst>",
    ))
}

proptest! {
    #[test]
    fn random_bytes(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        let _ = read(&bytes);
    }

    #[test]
    fn random_text(text in "(ansattnr|[;,\"\r\nåø\\PC]){0,200}") {
        let _ = read(format!("ansattnr;fornavn\n{text}").as_bytes());
        let _ = read(text.as_bytes());
    }

    #[test]
    fn damaged_files(
        kind in 0u8..4,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        end in any::<prop::sample::Index>(),
        is_cut: bool,
    ) {
        let mut bytes = whole(kind);
        for (at, byte) in &changes {
            let at = at.index(bytes.len());
            bytes[at] = *byte;
        }
        if is_cut {
            bytes.truncate(end.index(bytes.len()));
        }
        let _ = read(&bytes);
        let _ = read(&damaged_sheet(|sheet| {
            for (at, byte) in &changes {
                let at = at.index(sheet.len());
                sheet[at] = *byte;
            }
        }));
    }
}
