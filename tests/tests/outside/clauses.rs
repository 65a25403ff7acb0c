//! What the store promises, clause by clause, whichever DynamoDB is behind it. Every clause works on
//! keys of its own.

use std::collections::BTreeSet;

use kobling_model::item::{Entity, Key, Table};
use kobling_store::{Condition, Store, StoreError, Transaction, Update, to_item};
use serde::{Deserialize, Serialize};
use tokio::task::JoinSet;

/// The present of all clauses, in seconds.
const NOW: i64 = 1_772_442_000;
/// How many race for one thing.
const RACERS: u32 = 60;

/// What is kept in these tests.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
struct Note {
    place: String,
    name: String,
    number: u32,
    text: Option<String>,
    #[serde(skip)]
    ends: Option<i64>,
}

impl Note {
    fn new(place: &str, name: &str, number: u32) -> Self {
        Self {
            place: place.to_owned(),
            name: name.to_owned(),
            number,
            text: None,
            ends: None,
        }
    }

    fn ending(mut self, at: i64) -> Self {
        self.ends = Some(at);
        self
    }
}

fn key(pk: &str, sk: &str) -> Key {
    Key {
        table: Table::Transient,
        pk: pk.to_owned(),
        sk: sk.to_owned(),
    }
}

impl Entity for Note {
    const TYPE: &'static str = "note";
    const LAYOUT: u32 = 2;

    fn key(&self) -> Key {
        key(&self.place, &self.name)
    }

    fn expires_at(&self) -> Option<i64> {
        self.ends
    }
}

/// The same item as read by other versions of the code, and by code that means something else.
macro_rules! read_as {
    ($name:ident, $kind:literal, $layout:literal) => {
        #[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
        struct $name {
            number: u32,
        }

        impl Entity for $name {
            const TYPE: &'static str = $kind;
            const LAYOUT: u32 = $layout;

            fn key(&self) -> Key {
                key("read-as", $kind)
            }
        }
    };
}

read_as!(Older, "note", 1);
read_as!(Next, "note", 3);
read_as!(AfterNext, "note", 4);
read_as!(Other, "letter", 2);

/// Runs all clauses; `name` tells stores apart in what fails.
pub(crate) async fn all(store: &Store, name: &str) {
    println!("{name}: reads");
    a_batch_finds_what_is_there(store).await;
    what_has_expired_is_never_found(store).await;
    a_partition_is_followed_to_its_end_in_key_order(store).await;
    another_type_or_layout_is_refused(store).await;
    println!("{name}: writes");
    a_second_creation_is_refused_and_changes_nothing(store).await;
    each_condition_holds_when_it_should_and_only_then(store).await;
    a_transaction_happens_whole_or_not_at_all(store).await;
    a_transaction_of_nothing_is_done_and_one_that_contradicts_itself_is_not(store).await;
    an_update_returns_what_it_made(store).await;
    println!("{name}: races");
    of_many_creators_one_wins(store).await;
    a_counter_with_a_limit_lets_so_many_through(store).await;
    two_guards_taken_in_opposite_order_go_to_one(store).await;
    of_many_who_saw_one_version_one_changes_it(store).await;
}

async fn read(store: &Store, key: &Key) -> Option<Note> {
    store.get(key, NOW).await.unwrap()
}

async fn put(store: &Store, note: &Note) {
    let write = Transaction::new().put(store, "put", note, Condition::anything());
    store.transact(write).await.unwrap();
}

fn labels(result: Result<(), StoreError>) -> Vec<&'static str> {
    match result {
        Err(StoreError::Changed(labels)) => labels,
        other => panic!("not changed meanwhile but {other:?}"),
    }
}

async fn a_batch_finds_what_is_there(store: &Store) {
    let sk = |number: u32| format!("{number:03}");
    for number in (0..100).step_by(3) {
        put(store, &Note::new("batch", &sk(number), number)).await;
    }
    let mut keys: Vec<Key> = (0..99).map(|number| key("batch", &sk(number))).collect();
    // Other tables, and the same key twice, which DynamoDB itself refuses.
    keys.push(Key {
        table: Table::Identity,
        ..key("batch", "000")
    });
    keys.push(key("batch", "000"));
    let found = store.batch(&keys, NOW).await.unwrap();
    for number in 0..99 {
        let note: Option<Note> = found.get(&key("batch", &sk(number))).unwrap();
        assert_eq!(note.is_some(), number % 3 == 0, "{number}");
    }
    assert!(found.get::<Note>(&keys[99]).unwrap().is_none());
    let all: Vec<Note> = found.all().unwrap();
    let numbers: Vec<u32> = all.iter().map(|note| note.number).collect();
    assert_eq!(numbers, (0..99).step_by(3).collect::<Vec<u32>>());
    let nothing = store.batch(&[], NOW).await.unwrap();
    assert!(nothing.all::<Note>().unwrap().is_empty());
}

async fn what_has_expired_is_never_found(store: &Store) {
    for (sk, ends) in [("past", NOW - 1), ("now", NOW), ("next", NOW + 1)] {
        put(store, &Note::new("expiry", sk, 1).ending(ends)).await;
    }
    for (sk, is_found) in [("past", false), ("now", false), ("next", true)] {
        let found = read(store, &key("expiry", sk)).await;
        assert_eq!(found.is_some(), is_found, "{sk}");
    }
    let partition: Vec<Note> = store
        .partition(Table::Transient, "expiry", "", NOW)
        .await
        .unwrap();
    let kept: Vec<&str> = partition.iter().map(|note| note.name.as_str()).collect();
    assert_eq!(kept, ["next"]);
}

async fn a_partition_is_followed_to_its_end_in_key_order(store: &Store) {
    // 60 times 40 kB are three pages of 1 MB.
    for number in 0..60 {
        let mut note = Note::new("pages", &format!("a#{:03}", 59 - number), number);
        note.text = Some("x".repeat(40_000));
        put(store, &note).await;
    }
    put(store, &Note::new("pages", "b#000", 60)).await;
    put(store, &Note::new("pages-too", "a#000", 61)).await;
    let query = |prefix: &'static str| store.partition(Table::Transient, "pages", prefix, NOW);
    let numbers = |notes: Vec<Note>| notes.iter().map(|note| note.number).collect::<Vec<u32>>();
    assert_eq!(
        numbers(query("a#").await.unwrap()),
        (0..60).rev().collect::<Vec<u32>>()
    );
    assert_eq!(numbers(query("b#").await.unwrap()), [60]);
    assert_eq!(query("").await.unwrap().len(), 61);
    let found = store
        .partition_found(Table::Transient, "pages", "a#00", NOW)
        .await
        .unwrap();
    assert_eq!(found.all::<Note>().unwrap().len(), 10);
}

async fn another_type_or_layout_is_refused(store: &Store) {
    let note = Note::new("read-as", "note", 7);
    put(store, &note).await;
    let key = note.key();
    let next: Option<Next> = store.get(&key, NOW).await.unwrap();
    assert_eq!(next, Some(Next { number: 7 }), "the next version reads it");
    let is_refused = |result: Result<(), StoreError>| {
        assert!(
            matches!(result, Err(StoreError::Unreadable(_))),
            "{result:?}"
        );
    };
    is_refused(store.get::<Older>(&key, NOW).await.map(drop));
    is_refused(store.get::<AfterNext>(&key, NOW).await.map(drop));
    is_refused(store.get::<Other>(&key, NOW).await.map(drop));
    let item = to_item(&note).unwrap();
    assert!(
        !item.contains_key("text"),
        "an absent value is kept as nothing"
    );
}

async fn a_second_creation_is_refused_and_changes_nothing(store: &Store) {
    let first = Note::new("create", "a", 1);
    let create = |note: &Note| Transaction::new().create(store, "the note", note);
    store.transact(create(&first)).await.unwrap();
    let second = Note::new("create", "a", 2);
    assert_eq!(labels(store.transact(create(&second)).await), ["the note"]);
    assert_eq!(read(store, &first.key()).await, Some(first));
}

async fn each_condition_holds_when_it_should_and_only_then(store: &Store) {
    let here = Note::new("conditions", "here", 5).ending(NOW + 10);
    let over = Note::new("conditions", "over", 5).ending(NOW);
    let lasting = Note::new("conditions", "lasting", 5);
    for note in [&here, &over, &lasting] {
        put(store, note).await;
    }
    let any = Condition::anything;
    // For the one that is here, the one that is over, one without an end, and one that is not there.
    let table: Vec<(&str, Condition, [bool; 4])> = vec![
        ("absent", Condition::absent(), [false, false, false, true]),
        ("present", Condition::present(), [true, true, true, false]),
        ("live", Condition::live(NOW), [true, false, false, false]),
        (
            "absent, expired or not 5",
            Condition::absent_expired_or_not(NOW, "number", 5_u32),
            [false, true, false, true],
        ),
        (
            "absent, expired or not 6",
            Condition::absent_expired_or_not(NOW, "number", 6_u32),
            [true; 4],
        ),
        (
            "below 5",
            Condition::below("number", 5),
            [false, false, false, true],
        ),
        ("below 6", Condition::below("number", 6), [true; 4]),
        (
            "equals",
            any().equals("number", 5_u32),
            [true, true, true, false],
        ),
        ("not equals", any().equals("number", 6_u32), [false; 4]),
        (
            "greater",
            any().greater_than("number", 4_u32),
            [true, true, true, false],
        ),
        (
            "not greater",
            any().greater_than("number", 5_u32),
            [false; 4],
        ),
        (
            "without",
            any().without("expires_at"),
            [false, false, true, true],
        ),
        (
            "two at once",
            Condition::live(NOW).equals("number", 5_u32).without("text"),
            [true, false, false, false],
        ),
        (
            "two, of which one fails",
            Condition::present()
                .equals("number", 5_u32)
                .equals("sk", "here"),
            [true, false, false, false],
        ),
    ];
    for (name, condition, expected) in table {
        for (sk, holds) in ["here", "over", "lasting", "gone"]
            .into_iter()
            .zip(expected)
        {
            let key = key("conditions", sk);
            let check = Transaction::new().check(store, "check", &key, condition.clone());
            match store.transact(check).await {
                Ok(()) => assert!(holds, "{name} held for {sk}"),
                other => {
                    assert_eq!(labels(other), ["check"], "{name} for {sk}");
                    assert!(!holds, "{name} failed for {sk}");
                }
            }
        }
    }
}

async fn a_transaction_happens_whole_or_not_at_all(store: &Store) {
    let (old, other) = (Note::new("whole", "old", 1), Note::new("whole", "other", 1));
    put(store, &old).await;
    put(store, &other).await;
    let new = Note::new("whole", "new", 1);
    let attempt = |number: u32| {
        Transaction::new()
            .create(store, "new", &new)
            .update(
                store,
                "old",
                &old.key(),
                Update::new().set("number", 2_u32),
                Condition::present().equals("number", number),
            )
            .delete(
                store,
                "other",
                &other.key(),
                Condition::present().equals("number", number),
            )
            .check(store, "gone", &key("whole", "gone"), Condition::absent())
    };
    // Two of four fail, and both are named.
    assert_eq!(labels(store.transact(attempt(9)).await), ["old", "other"]);
    assert_eq!(read(store, &new.key()).await, None);
    assert_eq!(read(store, &old.key()).await, Some(old.clone()));
    assert_eq!(read(store, &other.key()).await, Some(other.clone()));

    store.transact(attempt(1)).await.unwrap();
    assert_eq!(read(store, &new.key()).await, Some(new.clone()));
    assert_eq!(read(store, &old.key()).await.unwrap().number, 2);
    assert_eq!(read(store, &other.key()).await, None);
}

async fn a_transaction_of_nothing_is_done_and_one_that_contradicts_itself_is_not(store: &Store) {
    store.transact(Transaction::new()).await.unwrap();
    let note = Note::new("twice", "a", 1);
    let twice = Transaction::new()
        .create(store, "first", &note)
        .create(store, "second", &note);
    // DynamoDB refuses the call as it is; DynamoDB Local finds the second condition unmet.
    assert!(store.transact(twice).await.is_err());
    assert_eq!(read(store, &note.key()).await, None);
}

/// Counts on, and makes the note where there is none.
fn adding(place: &str, name: &str, by: i64) -> Update {
    Update::new()
        .add("number", by)
        .set("type", Note::TYPE)
        .set("v", Note::LAYOUT)
        .set("place", place)
        .set("name", name)
}

async fn an_update_returns_what_it_made(store: &Store) {
    let key = key("update", "a");
    let add = |by: i64| adding("update", "a", by);
    // Where nothing was, it makes the item.
    let made: Note = store
        .update(&key, add(1), Condition::anything())
        .await
        .unwrap()
        .unwrap();
    assert_eq!((made.number, made.name.as_str()), (1, "a"));
    let added: Note = store
        .update(&key, add(4).set("text", "five"), Condition::present())
        .await
        .unwrap()
        .unwrap();
    assert_eq!((added.number, added.text.as_deref()), (5, Some("five")));
    assert_eq!(read(store, &key).await, Some(added.clone()));
    let refused: Option<Note> = store
        .update(&key, add(1), Condition::below("number", 5))
        .await
        .unwrap();
    assert_eq!(refused, None);
    assert_eq!(read(store, &key).await, Some(added));
}

/// Runs as many at once as race, and counts what became of them: won, lost, did not get through.
async fn race(
    store: &Store,
    attempt: impl Fn(&Store, u32) -> Transaction,
) -> (BTreeSet<u32>, usize, usize) {
    let mut running = JoinSet::new();
    for number in 0..RACERS {
        let (store, transaction) = (store.clone(), attempt(store, number));
        running.spawn(async move { (number, store.transact(transaction).await) });
    }
    let (mut won, mut lost, mut busy) = (BTreeSet::new(), 0, 0);
    while let Some(ended) = running.join_next().await {
        match ended.unwrap() {
            (number, Ok(())) => drop(won.insert(number)),
            (_, Err(StoreError::Changed(_))) => lost += 1,
            // Whoever did not get through in so many tries is told to come again.
            (_, Err(StoreError::Busy(_))) => busy += 1,
            (_, Err(error)) => panic!("{error}"),
        }
    }
    (won, lost, busy)
}

async fn of_many_creators_one_wins(store: &Store) {
    let (won, lost, busy) = race(store, |store, number| {
        Transaction::new().create(store, "it", &Note::new("race", "creators", number))
    })
    .await;
    assert_eq!(won.len(), 1, "{won:?} won, {lost} lost, {busy} were busy");
    let kept = read(store, &key("race", "creators")).await.unwrap();
    assert!(won.contains(&kept.number));
    assert!(busy < lost, "{lost} lost, {busy} were busy");
}

async fn a_counter_with_a_limit_lets_so_many_through(store: &Store) {
    let mut running = JoinSet::new();
    for _ in 0..RACERS {
        let store = store.clone();
        running.spawn(async move {
            let update = adding("race", "counter", 1);
            let limit = Condition::below("number", 10);
            store
                .update::<Note>(&key("race", "counter"), update, limit)
                .await
        });
    }
    let mut counted = BTreeSet::new();
    while let Some(ended) = running.join_next().await {
        match ended.unwrap() {
            Ok(Some(note)) => assert!(counted.insert(note.number), "{} twice", note.number),
            Ok(None) | Err(StoreError::Busy(_)) => {}
            Err(error) => panic!("{error}"),
        }
    }
    assert_eq!(counted, (1..=10).collect::<BTreeSet<u32>>());
}

async fn two_guards_taken_in_opposite_order_go_to_one(store: &Store) {
    let (won, lost, busy) = race(store, |store, number| {
        let guards = [
            Note::new("race", "guard-1", number),
            Note::new("race", "guard-2", number),
        ];
        let (first, second) = (number as usize % 2, (number as usize + 1) % 2);
        Transaction::new()
            .create(store, "first", &guards[first])
            .create(store, "second", &guards[second])
    })
    .await;
    assert_eq!(won.len(), 1, "{won:?} won, {lost} lost, {busy} were busy");
    for guard in ["guard-1", "guard-2"] {
        let kept = read(store, &key("race", guard)).await.unwrap();
        assert!(won.contains(&kept.number), "{guard}");
    }
}

async fn of_many_who_saw_one_version_one_changes_it(store: &Store) {
    let seen = Note::new("race", "version", 1);
    put(store, &seen).await;
    let (won, lost, busy) = race(store, |store, number| {
        let update = Update::new()
            .add("number", 1)
            .set("text", format!("by {number}"));
        let condition = Condition::present().equals("number", 1_u32);
        Transaction::new().update(store, "it", &seen.key(), update, condition)
    })
    .await;
    assert_eq!(won.len(), 1, "{won:?} won, {lost} lost, {busy} were busy");
    let kept = read(store, &seen.key()).await.unwrap();
    assert_eq!(kept.number, 2);
    let winner = won.first().unwrap();
    assert_eq!(kept.text, Some(format!("by {winner}")));
}
