//! What single rows and headers say, in CSV and JSON lines.

use std::collections::BTreeMap;

use kobling_model::{
    hr::{Column, FeedKind, Note, RowRefusal, Said},
    national_id::Namespace,
};

use crate::{read, read_by, settings};

#[test]
fn a_missing_column_says_nothing_and_an_empty_cell_clears() {
    let read = read(b"ansattnr;fornavn;stilling\n 7 ;Ole ;\n").unwrap();
    let row = &read.fine[0].row;
    assert_eq!(row.line, 2);
    assert_eq!(row.employment_number, "7");
    assert_eq!(row.given_name, Said::Value("Ole".to_owned()));
    assert_eq!(row.position, Said::Empty);
    assert_eq!(row.department, Said::Nothing);
    assert_eq!(row.number_digests, []);
    assert_eq!(read.fine[0].number, None);
}

#[test]
fn json_says_the_same_by_keys() {
    let text = r#"{"Ansattnr":7,"fornavn":"Ole","stilling":null,"rettar":["leader","x"],"utsending":true}

        {"ansattnr":"8","fra":"20260301","rettar":{"a":1}}
        {"ansattnr":"9","fra":["2026-03-01"]}
        {"ansattnr":"10","rettar":["a|b"]}
        {"fornavn":"Kari"}"#;
    let read = read(text.as_bytes()).unwrap();
    let row = &read.fine[0].row;
    assert_eq!(row.employment_number, "7");
    assert_eq!(row.position, Said::Empty);
    assert_eq!(row.mailing, Said::Value(true));
    assert_eq!(row.rights.value().unwrap(), &["leader", "x"]);
    let refusals: Vec<(u64, RowRefusal)> = read.refusals().into_iter().collect();
    assert_eq!(
        refusals,
        [
            (3, RowRefusal::WrongCharacters(Column::Rights)),
            (4, RowRefusal::WrongCharacters(Column::From)),
            (5, RowRefusal::WrongCharacters(Column::Rights)),
            (6, RowRefusal::NoEmploymentNumber),
        ]
    );
}

#[test]
fn the_last_day_is_counted_to_its_end_by_the_clock_of_the_country() {
    let read =
        read(b"ansattnr;fra;til\n1;01.03.2026;01.03.2026\n2;2026-03-02;2026-03-01\n3;2026-07-01;2026-07-01\n").unwrap();
    let row = &read.fine[0].row;
    assert_eq!(row.from, Said::Value(1_772_323_200 - 3600));
    assert_eq!(row.to, Said::Value(1_772_323_200 - 3600 + 24 * 3600));
    assert_eq!(read.refused[0].refusal, RowRefusal::EndsBeforeItBegins);
    // Two hours ahead of UTC in summer.
    let row = &read.fine[1].row;
    assert_eq!(row.from, Said::Value(1_782_864_000 - 7200));
    assert_eq!(row.to, Said::Value(1_782_864_000 - 7200 + 24 * 3600));
}

#[test]
fn what_makes_no_sense_in_an_address_or_a_phone_is_passed_over() {
    let read = read("ansattnr;e-post;tlf\n1;ola@;12\n2;Ola@Example.com;91234567\n3;;\n".as_bytes())
        .unwrap();
    let row = &read.fine[0].row;
    assert_eq!(row.notes, [Note::InvalidEmail, Note::InvalidPhone]);
    assert_eq!((&row.email, &row.phone), (&Said::Nothing, &Said::Nothing));
    let row = &read.fine[1].row;
    assert_eq!(row.email.value().unwrap().as_str(), "ola@example.com");
    assert_eq!(row.phone.value().unwrap(), "+4791234567");
    let row = &read.fine[2].row;
    assert_eq!((&row.email, &row.phone), (&Said::Empty, &Said::Empty));
}

#[test]
fn rows_that_share_a_number_are_all_refused() {
    let read = read(b"ansattnr\n1\n2\n1\n3\n 1 \n").unwrap();
    assert_eq!(read.fine.len(), 2);
    let lines: Vec<u64> = read.refused.iter().map(|row| row.line).collect();
    assert_eq!(lines, [2, 4, 6]);
    for row in &read.refused {
        assert_eq!(row.refusal, RowRefusal::EmploymentNumberTwice);
        assert_eq!(row.employment_number.as_deref(), Some("1"));
    }
}

#[test]
fn real_tenants_refuse_people_who_do_not_exist() {
    let made = crate::made::people(3, 1);
    let (text, _) = crate::made::csv(&made, ';');
    assert_eq!(read(text.as_bytes()).unwrap().refused.len(), 0);
    let mut settings = settings();
    settings.takes_synthetic_numbers = false;
    let read = read_by(text.as_bytes(), settings).unwrap();
    assert_eq!(read.refused[0].refusal, RowRefusal::WrongNationalId);
}

#[test]
fn numbers_of_the_feeds_registry_are_read_in_its_forms() {
    for (namespace, typed, kept) in [
        (Namespace::SePnr, "640823-3234", "196408233234"),
        (Namespace::SePnr, "19640823-3234", "196408233234"),
        (Namespace::DkCpr, "290284-1234", "2902841234"),
    ] {
        let mut settings = settings();
        settings.namespace = namespace;
        settings.kind = FeedKind::Delta;
        let text = format!("employment number,national id\n1,{typed}\n2,{typed}x\n");
        let read = read_by(text.as_bytes(), settings).unwrap();
        let number = read.fine[0].number.as_ref().unwrap();
        assert_eq!(number.expose(), kept);
        assert_eq!(
            read.fine[0].row.namespace.as_deref(),
            Some(namespace.as_str())
        );
        assert_eq!(read.refused[0].refusal, RowRefusal::WrongNationalId);
        assert!(!format!("{:?}{:?}", read.fine, read.refused).contains("3234"));
    }
}

#[test]
fn a_feed_names_its_own_headers() {
    let mut settings = settings();
    settings.columns = BTreeMap::from([
        ("res.id".to_owned(), Column::EmploymentNumber),
        ("kostsenter".to_owned(), Column::Department),
    ]);
    let text = "RES.ID;Avdeling;Kostsenter;Ukjent\n77;A;B;C\n";
    let read = read_by(text.as_bytes(), settings).unwrap();
    let row = &read.fine[0].row;
    assert_eq!(row.employment_number, "77");
    assert_eq!(row.department, Said::Value("B".to_owned()));
}

#[test]
fn a_line_of_another_length_is_refused_and_only_that() {
    let read = read(b"ansattnr;fornavn\n1;A\n2;B;C\n3;D;E;F\n4;D\n").unwrap();
    assert_eq!(read.fine.len(), 2);
    let refusals: Vec<(u64, RowRefusal)> = read.refusals().into_iter().collect();
    assert_eq!(
        refusals,
        [
            (3, RowRefusal::WrongCellCount),
            (4, RowRefusal::WrongCellCount)
        ]
    );
    assert_eq!(
        read.numbers,
        ["1", "2", "3", "4"],
        "nobody of these is missing"
    );
}
