//! H1: what HR is told of a file that was imported and is hardly what was meant: columns that nobody
//! knows, leavers who were not looked for, somebody else's number or address.

use http::Method;
use kobling_model::{
    TenantId,
    hr::{ImportState, Note},
    item::Table,
    keys,
    people::{Conflict, ConflictKind},
};
use kobling_tests::{
    Hub,
    hr::{DELTA, FULL, Line, file, number},
};

#[tokio::test(flavor = "multi_thread")]
async fn h1_columns_are_named_by_what_became_of_them() {
    let hub = Hub::start().await;
    hub.municipality("nyvik", |_| {}).await;
    let text = "Ansattnr;Fornavn;Epostadr.;Persnr;Sluttdat\n1;A;a@ny.example.com;;\n";
    let import = hub.import("nyvik", DELTA, "1.csv", text).await;
    assert_eq!(import.headers.unused, ["Epostadr.", "Persnr", "Sluttdat"]);
    let report = hub.report(&import).await;
    for line in [
        "Kolonner som er brukt;\"Ansattnr → Ansattnummer, Fornavn → Fornavn\"\r\n",
        "Kolonner som ikke er brukt;\"Epostadr., Persnr, Sluttdat\"\r\n",
        "Advarsel;\"Ingen av kolonnene er en e-postadresse.",
    ] {
        assert!(report.contains(line), "{line}: {report}");
    }
    // Nobody new comes in by the same rows again, so nobody needs an address.
    let import = hub.import("nyvik", DELTA, "2.csv", text).await;
    assert!(!hub.report(&import).await.contains("Advarsel"));
    let list = hub.request(Method::GET, "/_local/hr", &[], "").await.body;
    assert!(!list.contains("nyvik"), "only the demo tenants are listed");
}

#[tokio::test(flavor = "multi_thread")]
async fn h1_a_full_file_with_a_row_that_names_nobody_ends_nobody_and_says_so() {
    let hub = Hub::start().await;
    hub.municipality("nyvik", |_| {}).await;
    let lines: Vec<Line> = (0..11).map(Line::of).collect();
    hub.import("nyvik", FULL, "1.csv", &file(&lines)).await;
    // The tenth is missing, and the last line is a sum.
    let sum = format!("{};;;Sum;;;;;;\n", file(&lines[..10]));
    let import = hub
        .import("nyvik", FULL, "2.csv", &sum.replace(";;;Sum", "\n;;;Sum"))
        .await;
    assert_eq!(import.state, ImportState::Done);
    assert_eq!((import.counts.ended, import.unnamed_line), (0, Some(13)));
    let report = hub.report(&import).await;
    let warning = "Advarsel;\"Ingen er avsluttet, fordi rad 13 mangler ansattnummer.";
    assert!(report.contains(warning), "{report}");
    assert_eq!(hub.employed("nyvik", "E10").await.employments[0].to, None);
    // Without that line the one who is missing ends; the sign that ended files of DOS is none.
    let dos = format!("{}\u{1a}", file(&lines[..10]));
    let import = hub.import("nyvik", FULL, "3.csv", &dos).await;
    assert_eq!((import.counts.ended, import.unnamed_line), (1, None));
    assert!(!hub.report(&import).await.contains("Advarsel"));
}

async fn shared_numbers(hub: &Hub, tenant: &str) -> usize {
    let app = &hub.stack.operator().app;
    let partition = keys::conflicts(&TenantId::parse(tenant).unwrap());
    let store = app.store().unwrap();
    let found = store.partition(Table::Identity, &partition, "", app.now());
    let all: Vec<Conflict> = found.await.unwrap();
    let of_kind = all
        .iter()
        .filter(|one| one.kind == ConflictKind::NumberShared);
    of_kind.count()
}

#[tokio::test(flavor = "multi_thread")]
async fn h1_somebody_elses_number_or_address_is_noted() {
    let hub = Hub::start().await;
    hub.municipality("nyvik", |_| {}).await;
    let other = |index: usize, given: &str, of: usize| Line {
        given: given.to_owned(),
        number: number(of),
        ..Line::of(index)
    };
    let own = Line::of(1);
    let lines = [
        own.clone(),
        // A second employment under the same name, and one under another.
        Line {
            employment: "E1b".to_owned(),
            person: String::new(),
            ..own.clone()
        },
        Line {
            person: String::new(),
            ..other(2, "Astrid", 1)
        },
        // Another person with the first one's address, and with one of their own.
        Line {
            email: own.email.clone(),
            ..Line::of(3)
        },
        Line::of(4),
    ];
    let import = hub.import("nyvik", DELTA, "1.csv", &file(&lines)).await;
    assert_eq!(import.counts.taken, 5, "{:?}", hub.outcomes(&import).await);
    let notes: Vec<Vec<Note>> = hub
        .outcomes(&import)
        .await
        .into_iter()
        .map(|one| one.notes)
        .collect();
    let name = Note::SameNumberOtherName("E1".to_owned());
    let address = Note::SameAddress("E1".to_owned());
    assert_eq!(notes, [vec![], vec![], vec![name], vec![address], vec![]]);
    assert_eq!(
        shared_numbers(&hub, "nyvik").await,
        0,
        "no birth date says otherwise"
    );
    // Again as a later file: nothing is new.
    let again = hub.import("nyvik", DELTA, "2.csv", &file(&lines)).await;
    let outcomes = hub.outcomes(&again).await;
    assert!(
        outcomes.iter().all(|one| one.notes.is_empty()),
        "{outcomes:?}"
    );
    // Where the birth date differs too, it is a case.
    let header = "ansattnr;fødselsnummer;fornavn;etternavn;fødselsdato\n";
    let first = format!("{header}X1;{};Bris;Ladestad;1975-01-03\n", number(50));
    hub.import("nyvik", DELTA, "3.csv", &first).await;
    let second = format!("{header}X2;{};Skifer;Prøvestad;1988-05-14\n", number(50));
    let import = hub.import("nyvik", DELTA, "4.csv", &second).await;
    let outcomes = hub.outcomes(&import).await;
    assert_eq!(
        outcomes[0].notes,
        [Note::SameNumberOtherName("X1".to_owned())]
    );
    assert_eq!(shared_numbers(&hub, "nyvik").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn h1_a_name_without_digits_has_the_time_of_the_upload_for_its_sequence() {
    let hub = Hub::start().await;
    hub.municipality("nyvik", |_| {}).await;
    let first = hub
        .import("nyvik", FULL, "alle.csv", &file(&[Line::of(1)]))
        .await;
    assert_eq!(first.state, ImportState::Done);
    assert_eq!(first.sequence, Some(20_260_302_090_000));
    hub.pass(1);
    let mut line = Line::of(1);
    line.department = "Renhold".to_owned();
    let second = hub.import("nyvik", FULL, "alle.csv", &file(&[line])).await;
    assert_eq!(
        (second.sequence, second.counts.changed),
        (Some(20_260_302_090_001), 1)
    );
}
