//! Files as HR systems and spreadsheets really write them: quotes round everything, rows that end
//! early, signs that nobody sees, days that stand for none.

use std::fmt::Write;

use kobling_import::file::NAMES;
use kobling_model::hr::{Column, FileRefusal, Note, RowRefusal, Said};

use crate::{read, settings};

#[test]
fn all_cells_may_be_in_quotes_with_any_separator() {
    for separator in [";", ",", "\t"] {
        let header = ["\"ansattnr\"", "\"fornavn\"", "\"e-post\""].join(separator);
        let row = ["\"CA-1\"", "\"Skifer\"", "\"ca1@example.com\""].join(separator);
        let read = read(format!("{header}\r\n{row}\r\n").as_bytes()).unwrap();
        assert_eq!(read.fine[0].row.employment_number, "CA-1", "{separator:?}");
        assert!(read.fine[0].row.email.value().is_some(), "{separator:?}");
    }
    // A quote that never ends is still found, whatever parts the header.
    for broken in ["\"ansattnr;fornavn\n1;A\n", "ansattnr;\"forn\"avn\n1;A\n"] {
        let refused = read(broken.as_bytes()).unwrap_err();
        assert_eq!(refused, FileRefusal::Broken { line: 1 }, "{broken:?}");
    }
}

#[test]
fn empty_cells_at_the_end_may_be_left_out_or_too_many() {
    // As spreadsheets write it where the last column is empty in a block of sixteen rows.
    let mut text = "ansattnr;fornavn;etternavn;e-post;sluttdato\r\n".to_owned();
    for number in 1..=32 {
        let end = match number {
            5 => ";31.12.2027",
            1..=16 => ";",
            _ => "",
        };
        write!(
            text,
            "CC-{number};Navn;Blokk;cc{number}@example.com{end}\r\n"
        )
        .unwrap();
    }
    let outcome = read(text.as_bytes()).unwrap();
    assert_eq!(outcome.refusals(), [].into());
    assert_eq!(outcome.fine.len(), 32);
    // What is left out is empty: it clears, as the cell that the spreadsheet shows would.
    assert_eq!(outcome.fine[20].row.to, Said::Empty);
    // Also where two lines have as many cells as one and a half of the header's.
    let mut text = "ansattnr;fornavn;etternavn;e-post;sluttdato\r\n".to_owned();
    for number in 1..=16 {
        write!(text, "CC-{number};Navn;Blokk\r\n").unwrap();
    }
    let outcome = read(text.as_bytes()).unwrap();
    assert_eq!((outcome.refusals(), outcome.fine.len()), ([].into(), 16));
    let outcome = read("ansattnr;fornavn\r\n1;A;\r\n2;B; ;\u{200b};\r\n3\r\n".as_bytes()).unwrap();
    assert_eq!(outcome.fine.len(), 3);
    assert_eq!(outcome.fine[2].row.given_name, Said::Empty);
}

#[test]
fn a_row_that_a_line_break_cut_in_two_is_refused_in_both_halves() {
    let text = "ansattnr;fornavn;etternavn;avdeling;e-post\n\
                1;Ola;Nordmann;Skule\n\
                sentrum;ola@example.com\n\
                2;Kari;Nordmann;Skule;kari@example.com\n\
                3;Åse;Nordmann\n\
                4;Per;Nordmann;Skule;per@example.com\n";
    let outcome = read(text.as_bytes()).unwrap();
    let expected = [
        (2, RowRefusal::WrongCellCount),
        (3, RowRefusal::WrongCellCount),
    ];
    assert_eq!(outcome.refusals(), expected.into());
    assert_eq!(outcome.numbers, ["1", "sentrum", "2", "3", "4"]);
}

#[test]
fn what_nobody_sees_is_left_out_of_headers_and_values() {
    let text = "\u{feff}\u{feff}e-post;ansattnr;fornavn;sluttdato\u{200b};telefon\n\
                \u{200b}cf@example.com;CF-1\u{2060};Li\u{ad}nje;30.11.2026;\u{202a}+47 912 34 567\u{202c}\n";
    let outcome = read(text.as_bytes()).unwrap();
    let row = &outcome.fine[0].row;
    assert_eq!(row.employment_number, "CF-1");
    assert_eq!(row.email.value().unwrap().as_str(), "cf@example.com");
    assert_eq!(row.phone.value().unwrap(), "+4791234567");
    assert_eq!(row.given_name, Said::Value("Linje".to_owned()));
    assert!(row.to.value().is_some());
    assert_eq!(row.notes, [Note::InvisibleCharacters]);
    assert_eq!(outcome.checked.headers.unused, [""; 0]);
    // In JSON as well.
    let text = "{\"ansattnr\\u200b\":\"7\",\"fornavn\":\"A\"}\n";
    assert_eq!(read(text.as_bytes()).unwrap().numbers, ["7"]);
}

#[test]
fn headers_are_told_by_what_became_of_them() {
    let text = "Ansattnr.;Epostadr.;Persnr;Fornavn;;Sluttdat\n1;a@example.com;;A;;\n";
    let headers = read(text.as_bytes()).unwrap().checked.headers;
    let used: Vec<&str> = headers
        .used
        .iter()
        .map(|used| used.header.as_str())
        .collect();
    assert_eq!(used, ["Ansattnr.", "Fornavn"]);
    assert_eq!(headers.unused, ["Epostadr.", "Persnr", "Sluttdat"]);
    assert!(headers.lack_address());
    // JSON lines have other keys in each.
    let text = "{\"ansattnr\":1,\"fornavn\":\"A\",\"by\":\"B\"}\n{\"ansattnr\":2,\"fornavn\":\"C\",\"epost\":null,\"land\":1}\n";
    let headers = read(text.as_bytes()).unwrap().checked.headers;
    assert_eq!(headers.of(Column::Email), Some("epost"));
    assert_eq!(headers.unused, ["by", "land"]);
}

#[test]
fn of_several_columns_of_a_kind_one_counts() {
    let text = "telefon;mobil;stillingsnr;ansattnr;fornavn\n\
                22334455;91234567;1;CE-1;A\n\
                22334455;;2;CE-2;B\n\
                ;;3;CE-3;C\n";
    let outcome = read(text.as_bytes()).unwrap();
    assert_eq!(outcome.numbers, ["CE-1", "CE-2", "CE-3"]);
    let phones: Vec<&Said<String>> = outcome.fine.iter().map(|row| &row.row.phone).collect();
    let phone = |number: &str| Said::Value(number.to_owned());
    assert_eq!(
        phones,
        [&phone("+4791234567"), &phone("+4722334455"), &Said::Empty]
    );
    assert_eq!(outcome.checked.headers.unused, ["stillingsnr"]);
    // Two that are the same cannot be told apart.
    let refused = read(b"ansattnr;e-post;E_post\n1;;\n").unwrap_err();
    assert_eq!(refused, FileRefusal::ColumnTwice(Column::Email));
}

#[test]
fn the_sign_that_ended_files_of_dos_is_no_row_and_a_sum_names_nobody() {
    let outcome = read(b"ansattnr;fornavn\r\n1;A\r\n2;B\r\n\x1a").unwrap();
    assert_eq!(
        (outcome.checked.rows, outcome.checked.unnamed_line),
        (2, None)
    );
    let outcome = read(b"ansattnr;fornavn\r\n1;A\r\n\r\n;Sum 1\r\n").unwrap();
    assert_eq!(outcome.checked.unnamed_line, Some(4));
}

#[test]
fn databases_write_a_midnight_behind_their_days() {
    let text = "ansattnr;fornavn;ansatt fra\n1;A;2026-01-01 00:00:00.000\n\
                2;A;2026-01-01T00:00:00.000\n3;A;2026-01-01 00:00:00\n4;A;2026-01-01\n\
                5;A;2026-01-01 08:00:00.000\n";
    let outcome = read(text.as_bytes()).unwrap();
    let first = outcome.fine[3].row.from;
    assert!(outcome.fine.iter().all(|row| row.row.from == first));
    assert_eq!(
        outcome.refusals(),
        [(6, RowRefusal::WrongDate(Column::From))].into()
    );
}

#[test]
fn a_day_that_stands_for_none_is_an_empty_cell_with_a_note() {
    let text = "ansattnr;fornavn;fødselsdato;fra;sluttdato\n\
                1;A;14.05.1988;;01.01.1900\n\
                2;A;1900-01-01;1900-01-01;1970-01-01\n\
                3;A;1970-01-01;1970-01-01;00.00.0000\n\
                4;A;14.05.1988;;31.12.9999\n";
    let outcome = read(text.as_bytes()).unwrap();
    assert_eq!(outcome.refusals(), [].into());
    let row = |at: usize| &outcome.fine[at].row;
    assert_eq!(
        (row(0).to, &row(0).notes[..]),
        (Said::Empty, &[Note::EmptyDate(Column::To)][..])
    );
    assert_eq!(row(1).birth_date, Said::Empty);
    assert_eq!(row(1).notes.len(), 3);
    assert_eq!(row(2).birth_date, Said::Value("1970-01-01".to_owned()));
    assert_eq!(row(2).notes, [Note::EmptyDate(Column::To)]);
    assert!(row(3).to.value().is_some() && row(3).notes.is_empty());
}

#[test]
fn no_employment_lies_before_a_birth_and_nobody_is_born_tomorrow() {
    let number = crate::made::people(3, 1)[0].cells[2].clone();
    let text = format!(
        "ansattnr;fornavn;fødselsnummer;fødselsdato;fra;sluttdato\n\
         1;A;;14.05.1988;;13.05.1988\n\
         2;A;;14.05.1988;13.05.1988;\n\
         3;A;;14.05.1988;14.05.1988;14.05.1988\n\
         4;A;;25.11.2026;;\n\
         5;A;;24.11.2026;;\n\
         6;A;{number};;;31.12.1950\n\
         7;A;;;;31.12.1950\n"
    );
    let outcome = read(text.as_bytes()).unwrap();
    assert_eq!(settings().today.to_string(), "2026-11-24");
    assert_eq!(
        outcome.refusals(),
        [
            (2, RowRefusal::BeforeBirth(Column::To)),
            (3, RowRefusal::BeforeBirth(Column::From)),
            (5, RowRefusal::NotBorn),
            // By the number alone.
            (7, RowRefusal::BeforeBirth(Column::To)),
        ]
        .into()
    );
}

#[test]
fn an_error_value_is_passed_over_where_no_access_hangs_on_it() {
    let text = "ansattnr;fornavn;e-post;tlf;avdeling;sluttdato\n\
                1;A;#N/A;#I/T;#REF!;\n\
                2;#NAVN?;b@example.com;;;\n\
                3;C;;;;#VERDI!\n\
                #N/A;D;;;;\n";
    let outcome = read(text.as_bytes()).unwrap();
    let row = &outcome.fine[0].row;
    assert_eq!(
        row.notes,
        [
            Note::InvalidEmail,
            Note::InvalidPhone,
            Note::ErrorValue(Column::Department)
        ]
    );
    assert_eq!(
        (&row.email, &row.department),
        (&Said::Nothing, &Said::Nothing)
    );
    assert_eq!(
        outcome.refusals(),
        [
            (3, RowRefusal::ErrorValue(Column::GivenName)),
            (4, RowRefusal::ErrorValue(Column::To)),
            (5, RowRefusal::ErrorValue(Column::EmploymentNumber)),
        ]
        .into()
    );
    assert_eq!(outcome.checked.unnamed_line, Some(5));
}

#[test]
fn a_name_that_was_read_in_a_wrong_encoding_once_is_noted() {
    let text = "ansattnr;fornavn;etternavn\n1;BjÃ¸rn;Li\n2;Bj?rn;Li\n3;Bjørn;D’Arc Sørli\n";
    let outcome = read(text.as_bytes()).unwrap();
    let notes: Vec<&[Note]> = outcome.fine.iter().map(|row| &row.row.notes[..]).collect();
    assert_eq!(notes, [&[Note::OddName][..], &[Note::OddName], &[]]);
}

#[test]
fn the_example_and_the_table_of_headers_are_those_of_the_documentation() {
    let docs = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs");
    let example = std::fs::read(format!("{docs}/examples/people.csv")).unwrap();
    let outcome = read(&example).unwrap();
    assert_eq!(outcome.refusals(), [].into());
    assert!(outcome.fine.iter().all(|row| row.row.notes.is_empty()));
    assert_eq!(outcome.checked.headers.unused, [""; 0]);
    let table = std::fs::read_to_string(format!("{docs}/hr-files.md")).unwrap();
    for (column, names) in NAMES {
        let names = names.join(", ");
        assert!(
            table.contains(&format!("` | {names} |\n")),
            "{column:?}: {names}"
        );
    }
}
