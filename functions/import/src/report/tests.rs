//! Reports as their readers get them.

use kobling_model::{
    ImportId, TenantId,
    hr::{
        Column, Counts, FeedKind, FileRefusal, Headers, HrImport, ImportState, Note, Outcome,
        RowOutcome, RowRefusal,
    },
};
use kobling_pages::texts::Language;

use super::*;

fn headers() -> Headers {
    let mut headers = Headers::default();
    headers.note("Tilsettnr.", Some(Column::EmploymentNumber));
    headers.note("E-post", Some(Column::Email));
    headers.note("Startdato", Some(Column::From));
    headers.note("Persnr", None);
    headers
}

fn import() -> HrImport {
    HrImport {
        tenant: TenantId::parse("asnes").unwrap(),
        id: ImportId::new(1_780_000_000, "c2FtcGxl"),
        feed: "hr".to_owned(),
        kind: FeedKind::Full,
        name: "=people;20260529.csv".to_owned(),
        object_key: String::new(),
        sequence: Some(20_260_529),
        state: ImportState::Done,
        rows: 4,
        chunks: Some(1),
        people: 4,
        people_ended: 1,
        employments_ended: 1,
        headers: headers(),
        unnamed_line: None,
        decided_by: None,
        counts: Counts {
            taken: 1,
            changed: 1,
            refused: 2,
            ended: 1,
            ..Counts::default()
        },
        report_key: None,
        reference: "ab12-cd34".to_owned(),
        created_at: 1_780_000_000,
        updated_at: 1_780_000_000,
        version: 1,
    }
}

fn row(line: Option<u64>, number: Option<&str>, outcome: Outcome) -> RowOutcome {
    RowOutcome {
        line,
        employment_number: number.map(str::to_owned),
        outcome,
        notes: Vec::new(),
    }
}

fn rows() -> Vec<RowOutcome> {
    let mut changed = row(
        Some(3),
        Some("-2+3"),
        Outcome::Changed(vec![Column::Email, Column::To]),
    );
    changed.notes = vec![Note::InvalidPhone, Note::SameAddress("9".to_owned())];
    vec![
        row(None, Some("9"), Outcome::Ended),
        row(
            Some(5),
            None,
            Outcome::Refused(RowRefusal::NoEmploymentNumber),
        ),
        row(
            Some(4),
            Some("a;\"b"),
            Outcome::Refused(RowRefusal::WrongDate(Column::From)),
        ),
        changed,
        row(Some(2), Some("1"), Outcome::Taken),
    ]
}

fn written(language: Language, import: &HrImport) -> String {
    let mut out = Vec::new();
    write(&mut out, language, import, rows().iter()).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn people_read_it_in_their_language_and_first_what_they_have_to_mend() {
    let text = written(Language::Nn, &import());
    let expected = "\u{feff}Fil;\"'=people;20260529.csv\"\r\n\
        Løpenummer;20260529\r\n\
        Referanse;ab12-cd34\r\n\
        Status;Ferdig.\r\n\
        Kolonnar som er brukte;\"Tilsettnr. → Tilsettnummer, E-post → E-post, Startdato → Frå\"\r\n\
        Kolonnar som ikkje er brukte;Persnr\r\n\
        Rader i fila;4\r\n\
        Avvist;2\r\n\
        Importert;1\r\n\
        Endra;1\r\n\
        Uendra;0\r\n\
        Nyare opplysningar finst;0\r\n\
        \"Avslutta tilsetjingar, som ikkje stod i fila\";1\r\n\
        Tilsette utan tilsetjing etterpå;1\r\n\
        \r\n\
        Rad;Tilsettnummer;Resultat;Detaljar;Merknader\r\n\
        4;\"a;\"\"b\";Avvist;«Startdato»: Datoen kan ikkje lesast. Skriv han som 2026-03-31.;\r\n\
        5;;Avvist;Rada manglar tilsettnummer.;\r\n\
        3;\"'-2+3\";Endra;\"«E-post», Til\";\"Telefonnummeret er ikkje gyldig og er ikkje importert. \
        E-postadressa er også registrert på tilsettnummer 9, som er ein annan person.\"\r\n\
        2;1;Importert;;\r\n\
        ;9;Avslutta;\"Stod ikkje i fila, som gjeld alle tilsette.\";\r\n";
    assert_eq!(text, expected);
}

#[test]
fn a_file_on_hold_says_whom_it_would_end_and_what_hr_would_not_expect() {
    let mut import = import();
    import.state = ImportState::Held;
    (import.people, import.people_ended, import.employments_ended) = (27, 26, 28);
    import.headers = Headers::default();
    import
        .headers
        .note("ansattnr", Some(Column::EmploymentNumber));
    import.unnamed_line = Some(16);
    let outcomes = [
        row(Some(3), Some("2"), Outcome::WouldEnd),
        row(None, Some("1"), Outcome::WouldEnd),
        row(
            Some(5),
            None,
            Outcome::Refused(RowRefusal::NoEmploymentNumber),
        ),
    ];
    let mut out = Vec::new();
    write(&mut out, Language::En, &import, outcomes.iter()).unwrap();
    let text = String::from_utf8(out).unwrap();
    for part in [
        "would have ended 26 of 27 employees, with 28 employments in all.",
        "\r\nWarning;\"Nobody was ended, because row 16 has no employment number.",
        "\r\nWarning;None of the columns is an email address.",
        "\r\nEmployments that would be ended;28\r\nEmployees without an employment afterwards;26\r\n",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let lines: Vec<&str> = text.lines().rev().take(3).collect();
    assert!(lines[2].starts_with("5;;Refused;"), "{text}");
    assert!(lines[1].starts_with("3;2;Would be ended;"), "{text}");
    assert!(lines[0].starts_with(";1;Would be ended;"), "{text}");
}

#[test]
fn a_refused_file_says_why() {
    let mut import = import();
    import.state = ImportState::Refused(FileRefusal::ColumnTwice(Column::Email));
    let text = written(Language::En, &import);
    assert!(
        text.contains("\r\nStatus;The column Email is in the file more than once.\r\n"),
        "{text}"
    );
}

#[test]
fn no_cell_of_a_report_is_a_formula_to_a_spreadsheet() {
    for start in ["=", "+", "-", "@", "\t", "\r", "\n"] {
        let number = format!("{start}HYPERLINK(\"x\")");
        let outcomes = [row(Some(2), Some(&number), Outcome::Taken)];
        let mut out = Vec::new();
        write(&mut out, Language::En, &import(), outcomes.iter()).unwrap();
        let text = String::from_utf8(out).unwrap();
        let mut reader = ::csv::ReaderBuilder::new()
            .delimiter(b';')
            .flexible(true)
            .has_headers(false)
            .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        for record in reader.records() {
            for cell in &record.unwrap() {
                assert!(
                    !cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']),
                    "{cell:?}"
                );
            }
        }
        assert!(text.contains("HYPERLINK"));
    }
}

#[test]
fn a_program_takes_one_apostrophe_away_and_has_what_was_there() {
    for number in ["=1", "'=1", "'", "''a", "o'neil", "17", "-2+3"] {
        let outcomes = [row(Some(2), Some(number), Outcome::Taken)];
        let mut out = Vec::new();
        write(&mut out, Language::En, &import(), outcomes.iter()).unwrap();
        let text = String::from_utf8(out).unwrap();
        let mut reader = ::csv::ReaderBuilder::new()
            .delimiter(b';')
            .flexible(true)
            .has_headers(false)
            .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let last = reader.records().last().unwrap().unwrap();
        let cell = last.get(1).unwrap();
        assert_eq!(cell.strip_prefix('\'').unwrap_or(cell), number);
    }
}

#[test]
fn programs_read_codes() {
    let mut out = Vec::new();
    write_json_lines(&mut out, rows().iter()).unwrap();
    let expected = r#"{"line":2,"employment_number":"1","outcome":"taken"}
{"line":3,"employment_number":"-2+3","outcome":"changed","fields":["email","to"],"notes":["invalid_phone","same_address"],"note_details":[{"note":"same_address","employment_number":"9"}]}
{"line":4,"employment_number":"a;\"b","outcome":"refused","reason":"wrong_date","field":"from"}
{"line":5,"outcome":"refused","reason":"no_employment_number"}
{"employment_number":"9","outcome":"ended"}
"#;
    assert_eq!(String::from_utf8(out).unwrap(), expected);
}
