//! Text files in code pages that are not read: they are refused, whatever letters they have, and
//! those in windows-1252 are not, whatever signs they have.

use encoding_rs::{MACINTOSH, WINDOWS_1252};
use kobling_model::hr::{FileRefusal, Said};

use crate::read;

/// The letters that DOS's code pages have in other places than windows-1252.
const DOS: [(char, u8); 13] = [
    ('æ', 0x91),
    ('ø', 0x9b),
    ('å', 0x86),
    ('ä', 0x84),
    ('ö', 0x94),
    ('Æ', 0x92),
    ('Ø', 0x9d),
    ('Å', 0x8f),
    ('Ä', 0x8e),
    ('Ö', 0x99),
    ('é', 0x82),
    ('ü', 0x81),
    ('É', 0x90),
];
/// These are elsewhere, or not there, in 437 and 865.
const CP850_ONLY: [(char, u8); 4] = [('ð', 0xd0), ('Ð', 0xd1), ('á', 0xa0), ('Ü', 0x9a)];
/// DOS's are written with the letters above; in 437, ø and Ø stand where it has other signs.
const PAGES: [&str; 5] = ["windows-1252", "MacRoman", "850", "437", "865"];

/// None where the page lacks a letter.
fn encode(page: &str, text: &str) -> Option<Vec<u8>> {
    let encoding = match page {
        "windows-1252" => WINDOWS_1252,
        "MacRoman" => MACINTOSH,
        _ => {
            let own = if page == "850" { &CP850_ONLY[..] } else { &[] };
            let letters = DOS.iter().chain(own);
            let byte = |c: char| {
                let ascii = u8::try_from(c).ok().filter(u8::is_ascii);
                let mut letters = letters.clone();
                ascii.or_else(|| {
                    letters
                        .find(|(letter, _)| *letter == c)
                        .map(|(_, byte)| *byte)
                })
            };
            return text.chars().map(byte).collect();
        }
    };
    let (bytes, _, is_lossy) = encoding.encode(text);
    (!is_lossy).then(|| bytes.into_owned())
}

/// A file of so many rows; names in turn.
fn file(names: &[&str], rows: usize) -> String {
    let rows: Vec<String> = (0..rows)
        .map(|row| {
            let name = names[row % names.len()];
            format!("A{row};Kari;{name};kari{row}@example.com\r\n")
        })
        .collect();
    let rows = rows.concat();
    format!("ansattnr;fornavn;etternavn;e-post\r\n{rows}")
}

/// Names that each have one letter, at each place of a word where it is found.
const NAMES: [&str; 33] = [
    "Kjær",
    "Sæther",
    "Ærø",
    "Skjæ",
    "Bjørn",
    "Østby",
    "ørjan",
    "Malmø",
    "Håland",
    "Åse",
    "åse",
    "Umeå",
    "Mäkinen",
    "Ängelholm",
    "älg",
    "Vesterlä",
    "Björk",
    "Öberg",
    "öst",
    "Malmö",
    "André",
    "Élise",
    "Linnéa",
    "Müller",
    "Übel",
    "Sigurður",
    "guðrun",
    "Rød-Østby",
    "NordØst",
    "Dahl (født Bjørk)",
    "Lærer",
    "Sjefsøkonom",
    "Müllerström",
];

fn refuses(page: &str, text: &str) {
    let Some(bytes) = encode(page, text) else {
        return;
    };
    let row = text.lines().nth(1).unwrap_or_default();
    let refusal = read(&bytes).map(|_| ()).unwrap_err();
    assert_eq!(refusal, FileRefusal::UnknownEncoding, "{page}: {row}");
}

fn reads(text: &str, name: &str) {
    let bytes = encode("windows-1252", text).unwrap();
    let read = read(&bytes).unwrap_or_else(|refusal| panic!("{name}: {refusal:?}"));
    assert_eq!(read.refused, [], "{name}");
    let name = Said::Value(name.to_owned());
    assert!(read.fine.iter().any(|row| row.row.family_name == name));
}

#[test]
fn each_letter_alone_and_all_together_are_refused_in_foreign_pages() {
    for page in &PAGES[1..] {
        for rows in [1, 500] {
            for name in NAMES {
                refuses(page, &file(&[name], rows));
                // There is no telling where a letter is another one in the same place.
                if !name.contains('ð') {
                    refuses(page, &file(&[&name.to_uppercase()], rows));
                }
                refuses(page, &file(&[&name.to_lowercase()], rows));
            }
        }
        let known: Vec<&str> = NAMES
            .into_iter()
            .filter(|name| encode(page, name).is_some())
            .collect();
        let capitals: Vec<String> = known.iter().map(|name| name.to_uppercase()).collect();
        let capitals: Vec<&str> = capitals
            .iter()
            .map(String::as_str)
            .filter(|name| encode(page, name).is_some())
            .collect();
        for rows in [33, 500] {
            refuses(page, &file(&known, rows));
            refuses(page, &file(&capitals, rows));
        }
    }
}

#[test]
fn each_letter_alone_and_all_together_are_read_in_windows_1252() {
    for rows in [1, 500] {
        for name in NAMES {
            let [upper, lower] = [name.to_uppercase(), name.to_lowercase()];
            for name in [name, &upper, &lower] {
                reads(&file(&[name], rows), name);
            }
        }
    }
    reads(&file(&NAMES, 500), "Bjørn");
    // Other languages of Europe; none of these is common, and each may stand alone.
    for name in [
        "Gisèle",
        "Zoë",
        "Noël",
        "Loïc",
        "Anaïs",
        "François",
        "Çelik",
        "Peña",
        "Muñoz",
        "MUÑOZ",
        "José",
        "García",
        "João",
        "Tõnu",
        "Õnne",
        "Dvorský",
        "Jürgen",
        "Weiß",
        "Márquez",
        "Sámediggi",
        "Þóra",
        "Sigríður",
        "Óskar",
        "JÓN",
        "Ýmir",
        "Ångström",
        "Renée",
        "Crête",
        "Hôtel",
        "Yáñez",
        "Nuño",
        "Ímir",
    ] {
        reads(&file(&[name], 1), name);
        reads(&file(&[name], 500), name);
    }
}

#[test]
fn signs_of_windows_1252_are_read() {
    // Alone in the file.
    for name in [
        "O’Brien",
        "D’Angelo",
        "Hansen–Berg",
        "“Nord”",
        "§ 5",
        "Avd. 2½",
        "10 €",
        "5 °C",
        "Vakt – natt",
        "Hansen †",
        "Kontor 12¾",
        "Å. Berg",
        "»Nord«",
        "Rock´n",
        "Helse\u{a0}Nord",
        "50\u{a0}%",
        "m²",
    ] {
        reads(&file(&[name], 1), &name.replace('\u{a0}', " "));
    }
    // With names around them.
    for (name, rows) in [
        ("Ødegård “Nord” – avdeling…", 1),
        ("‘Sør’ – Øst", 1),
        ("Nord–Sør", 1),
        ("Dušan Ødegård", 1),
        ("O’Brien—Bjørnsen", 1),
        ("Hansen†", 30),
        ("“Nord", 30),
        ("Dušan", 30),
        ("Žilvinas", 30),
        ("Šarka", 30),
        ("Œuvre", 30),
        ("Garc’a", 30),
        ("50‰ƒ", 30),
        ("•Leder", 30),
        ("¿Nord?", 30),
        ("Ume†", 500),
    ] {
        let mut names = vec!["Bjørn"; rows];
        names[rows - 1] = name;
        reads(&file(&names, rows), name);
    }
}

#[test]
fn a_file_of_which_much_is_foreign_is_refused() {
    for page in &PAGES[1..4] {
        let foreign = encode(page, "K1;Kari;Bj\u{f6}rk\r\n").unwrap();
        let right = encode("windows-1252", "K2;Kari;Bjørk\r\n").unwrap();
        let head = b"ansattnr;fornavn;etternavn\r\n".to_vec();
        let bytes = [head, foreign, right].concat();
        assert_eq!(
            read(&bytes).unwrap_err(),
            FileRefusal::UnknownEncoding,
            "{page}"
        );
    }
}
