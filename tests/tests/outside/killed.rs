//! SIGKILL before and after every store write and every mail of the main job. Whatever the moment:
//! what was shown as done stays done, the job can be finished from the start address, and a mail
//! that goes out twice is the same mail twice.

use std::{
    collections::BTreeSet,
    net::TcpListener,
    os::unix::process::ExitStatusExt,
    path::Path,
    sync::atomic::{AtomicU16, Ordering},
    time::Duration,
};

use kobling_base::clock::Clock;
use kobling_local::{Instances, LocalStack, Options};
use kobling_tests::Person;
use tokio::task::JoinSet;

use crate::{
    command,
    killed_walk::{Dead, Visitor},
    whole_machine,
};

/// How many are at it side by side.
const SIDE_BY_SIDE: usize = 4;
/// A mail that waited for so long is looked after by the sweeper, here at the next start.
const LATER: u128 = 3 * 60 * 1000;

/// A port that stays ours over a restart: below those that the system hands out by itself.
fn port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(21_000);
    loop {
        let port = NEXT.fetch_add(1, Ordering::Relaxed);
        assert!(port < 32_000, "no port is free");
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}

fn arguments(port: u16, kill: Option<&str>) -> Vec<String> {
    let mut arguments = vec!["--small".to_owned(), "--port".to_owned(), port.to_string()];
    match kill {
        Some(moment) => arguments.extend(["--kill".to_owned(), moment.to_owned()]),
        None => arguments.push("--count-writes".to_owned()),
    }
    arguments
}

/// How many writes and mails the main job has, as the shim counts them; and who walks it.
async fn seed_and_count(folder: &Path) -> (u64, Person) {
    // Seeded by a run of its own, so that the counted one begins as the killed ones do.
    let seeded = command::run(folder, &["--small", "seed"]);
    assert!(seeded.status.success());
    let counted = tempfile::tempdir().unwrap();
    let data = command::copy(folder, counted.path());
    let options = Options {
        data: Some(data.clone()),
        ..Options::default()
    };
    let stack = LocalStack::start(options).await.unwrap();
    let mut people = stack.registered().people.iter();
    let person = people.find(|person| person.row == "L7").unwrap().clone();
    stack.stop().await;

    let arguments = arguments(port(), None);
    let running = command::start(
        &data,
        &arguments.iter().map(String::as_str).collect::<Vec<_>>(),
    );
    Visitor::new(&running.issuer, &person)
        .main_job()
        .await
        .unwrap();
    let ended = running.interrupt();
    let (_, count) = ended.said.split_once("store writes and mails: ").unwrap();
    (count.trim().parse().unwrap(), person)
}

/// One life and the one after it.
async fn dies_and_lives_again(seed: std::path::PathBuf, person: Person, moment: String) {
    let folder = tempfile::tempdir().unwrap();
    let data = command::copy(&seed, folder.path());
    let port = port();
    let arguments = arguments(port, Some(&moment));
    let killed = command::start(
        &data,
        &arguments.iter().map(String::as_str).collect::<Vec<_>>(),
    );
    let mut visitor = Visitor::new(&killed.issuer, &person);
    // Dead in the middle, or dying over what goes on behind the app's page.
    let met: Result<(), Dead> = visitor.main_job().await;
    let ended = killed
        .wait_within(Duration::from_secs(10))
        .await
        .unwrap_or_else(|| panic!("{moment} never came, {met:?}"));
    assert_eq!(ended.status.signal(), Some(9), "{moment}");
    let sub_before = visitor.is_in_app().then(|| visitor.fact("sub").unwrap());

    let clock = Clock::system();
    let options = Options {
        port,
        data: Some(data),
        instances: Instances::Warm(2),
        clock: Clock::from_fn(move || {
            u128::try_from(clock.now_milliseconds()).unwrap_or_default() + LATER
        }),
        ..Options::default()
    };
    let stack = LocalStack::start(options).await.unwrap();
    lives_again(&stack, &mut visitor, &moment).await;
    if let Some(sub) = sub_before {
        assert_eq!(visitor.fact("sub"), Some(sub), "{moment}: another account");
    }

    // Another browser of the same person: straight through, to the same account.
    let mut elsewhere = Visitor::new(&stack.issuer(), &person);
    elsewhere.main_job().await.unwrap();
    assert_eq!(elsewhere.hub_pages, 0, "{moment}");
    assert_eq!(elsewhere.fact("sub"), visitor.fact("sub"), "{moment}");
    assert_eq!(elsewhere.fact("name"), Some(person.name.clone()));
    assert_eq!(elsewhere.fact("email"), person.email);

    // No mail too many, and none that says something else than its twin.
    stack.queue_idle("mail-queue").await;
    stack.tick("mail").await;
    let mails = visitor.mails().await.unwrap();
    let different: BTreeSet<&str> = mails.iter().map(|mail| mail.code.as_str()).collect();
    assert!(
        mails.len() <= visitor.asked + 1,
        "{moment}: {} mails",
        mails.len()
    );
    assert!(different.len() <= visitor.asked, "{moment}: {different:?}");
    stack.stop().await;
}

/// What the person finds when the hub is back. The app has died with it, and knows nothing of a
/// login begun before: the last stretch is walked from the start address.
async fn lives_again(stack: &LocalStack, visitor: &mut Visitor, moment: &str) {
    if !visitor.is_through && visitor.is_asked_for_code() {
        let mails = visitor.await_mail().await.unwrap();
        assert!(mails.len() <= 2, "{moment}: {} mails", mails.len());
        for mail in &mails {
            assert_eq!(mail, &mails[0], "{moment}: the mails differ");
            let mut phone = Visitor::new(&stack.issuer(), visitor.person());
            phone.go(&mail.link).await.unwrap();
            let is_code_shown = phone.digits().contains(&mail.code);
            // Spent only where the code was sent in before.
            assert!(is_code_shown || visitor.has_tried, "{moment}: a dead link");
        }
        let had_tried = visitor.has_tried;
        visitor.type_code().await.unwrap();
        assert!(
            visitor.is_through || had_tried,
            "{moment}: a dead code: {}",
            visitor.text()
        );
    }
    let was_through = visitor.is_through;
    visitor.hub_pages = 0;
    visitor.main_job().await.unwrap();
    if was_through {
        assert_eq!(visitor.hub_pages, 0, "{moment}: a login is lost");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_when_it_is_killed_at_any_write_or_mail_of_the_main_job() {
    let _machine = whole_machine().await;
    let seed = tempfile::tempdir().unwrap();
    let (count, person) = seed_and_count(seed.path()).await;
    assert!(count >= 8, "only {count} writes and mails");
    let mut moments: Vec<String> = (1..=count)
        .flat_map(|n| [format!("before:{n}"), format!("after:{n}")])
        .collect();
    println!(
        "{count} writes and mails; killed at {} moments",
        moments.len()
    );
    let mut running = JoinSet::new();
    while !moments.is_empty() || !running.is_empty() {
        while running.len() < SIDE_BY_SIDE
            && let Some(moment) = moments.pop()
        {
            let seed = seed.path().to_path_buf();
            running.spawn(dies_and_lives_again(seed, person.clone(), moment));
        }
        running.join_next().await.unwrap().unwrap();
    }
}
