//! Every fault of the wire at every call of the main job: a first login with its code, and the next
//! one straight through, each walked anew with one fault at one call. The person may see a page
//! that something is the matter, never one without a way on; pressing on ends in the app; what was
//! confirmed is there, once.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use http::StatusCode;
use kobling_local::shim::{Fault, Occasion, Rule};
use kobling_model::people::EmailAddress;
use kobling_tests::{Browser, Hub, Page};
use tokio::{sync::Semaphore, task::JoinSet};

use crate::{
    directory::{Directory, kind, scan},
    scenes::synthetic_number,
};

const TENANT: &str = "asnes";
/// Nobody presses on longer than this.
const MOST_PRESSES: usize = 25;
/// The main job makes fewer calls than this; a matrix that goes on further does not end.
const MOST_CALLS: u32 = 120;

/// After so many seconds the schedule takes a mail that no message woke.
const UNWOKEN: i64 = 121;

/// Someone whom HR knows, with number and one address.
struct Newcomer {
    number: String,
    address: EmailAddress,
}

async fn newcomer(hub: &Hub, index: usize) -> Newcomer {
    let directory = Directory { hub };
    let tenant = hub.tenant(TENANT).await;
    let number = synthetic_number(5000 + index);
    let address = EmailAddress::parse(&format!("ny{index}@asnes.example.com")).unwrap();
    let mut user = directory.user(&tenant.id, "Nykomar");
    let known = directory.known(&tenant.id, &number, hub.now() - 1000).await;
    user.numbers.push(known);
    let place = format!("wire-{index}");
    user.employments = vec![Directory::employment(&place, Some(&address))];
    directory.write_user(None, &user).await;
    Newcomer { number, address }
}

/// What one matrix saw.
#[derive(Default, Debug)]
struct Seen {
    /// Calls that the fault was put at.
    calls: u32,
    /// Of them, those after which a person saw a page of trouble.
    pages: u32,
    /// Codes that were mailed besides the first.
    extra_mails: usize,
}

/// Something is the matter: there must be a way on, one button, and a reference number.
#[track_caller]
fn way_on(page: &Page, what: &str) -> String {
    assert!(
        page.has_way_on(),
        "{what}: a dead end: {} {}",
        page.status,
        page.text
    );
    assert!(
        page.html.contains("class=\"reference\""),
        "{what}: no reference number"
    );
    let button = page.button();
    button.unwrap_or_else(|| panic!("{what}: no button: {}", page.text))
}

fn is_trouble(page: &Page) -> bool {
    page.status.is_server_error() || page.status.is_client_error()
}

/// Walks from the start address to the app as a person who presses whatever goes on. The fault
/// ends when the person has met it, or when nothing comes any more.
async fn walk(
    hub: &Hub,
    who: &Newcomer,
    browser: &mut Browser,
    struck: &AtomicU32,
    what: &str,
) -> bool {
    let (mut met, mut presses) = (false, 0);
    browser.go(&format!("/t/{TENANT}")).await;
    loop {
        presses += 1;
        assert!(
            presses < MOST_PRESSES,
            "{what}: goes round at {}",
            browser.url()
        );
        let page = browser.page().clone();
        match browser.host() {
            "hrm.localhost" if page.by_id("sub").is_some() => return met,
            "hrm.localhost" => {
                // The app's own page: its call to the token endpoint failed. It starts again.
                assert!(page.by_id("error").is_some(), "{what}: {}", page.text);
                met = true;
                end_fault(hub, struck);
                browser.go(&format!("/t/{TENANT}")).await;
            }
            "idporten.localhost" => {
                let substantial = "idporten-loa-substantial";
                browser.log_in_at_idporten(&who.number, substantial).await;
            }
            _ if is_trouble(&page) => {
                assert_ne!(page.status, StatusCode::NOT_FOUND, "{what}: {}", page.text);
                met = true;
                end_fault(hub, struck);
                let button = way_on(&page, what);
                browser.follow(&button).await;
            }
            _ if page.has_action("verify") => {
                let code = code(hub, who, struck).await;
                browser.press("verify", &[("code", &code)]).await;
            }
            _ if page.has_action("send") => {
                browser.press("send", &[]).await;
            }
            host => panic!(
                "{what}: neither trouble nor a step at {host}: {}",
                page.text
            ),
        }
    }
}

/// Takes the fault away, and notes how often it struck.
fn end_fault(hub: &Hub, struck: &AtomicU32) {
    let strikes: u32 = hub.shim().strikes().iter().sum();
    struck.fetch_add(strikes, Ordering::Relaxed);
    hub.shim().clear();
}

/// The newest code. While the fault keeps the mail back, it ends; the schedule sends what no
/// message woke.
async fn code(hub: &Hub, who: &Newcomer, struck: &AtomicU32) -> String {
    for attempt in 0..200 {
        let mails = hub.mails(who.address.as_str());
        if let Some(code) = mails.iter().find_map(|mail| mail.codes().pop()) {
            // So that the sender's own last call comes before whatever the person does next.
            hub.mails_sent().await;
            return code;
        }
        if attempt == 40 {
            end_fault(hub, struck);
            hub.pass(UNWOKEN);
            hub.stack.tick("mail").await;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("no mail came to {}", who.address);
}

fn mails_with_codes(hub: &Hub, who: &Newcomer) -> usize {
    let mails = hub.mails(who.address.as_str());
    mails.iter().filter(|mail| !mail.codes().is_empty()).count()
}

/// The main job with a fault at its `n`-th call that the fault can strike; none where it has fewer.
async fn one(hub: &Hub, rule: Rule, index: usize, seen: &mut Seen) -> bool {
    let what = format!("{:?} {:?}", rule.fault, rule.occasion);
    let who = newcomer(hub, index).await;
    let before = hub.identity_items().await;
    let mut browser = Browser::new(hub);
    hub.shim().clear();
    hub.shim().add(rule);
    let struck = AtomicU32::new(0);
    let mut met = walk(hub, &who, &mut browser, &struck, &what).await;
    let sub = browser.page().by_id("sub").unwrap().to_owned();
    // The next login, with the fault if the first did not come to it, in another browser.
    let mut later = Browser::new(hub);
    met |= walk(hub, &who, &mut later, &struck, &what).await;
    let again = later.page().by_id("sub");
    assert_eq!(again, Some(sub.as_str()), "{what}: another account");
    end_fault(hub, &struck);
    hub.mails_sent().await;
    assert_eq!(
        hub.made_since(&before).await,
        ["account", "address", "app_link", "eid_link"],
        "{what}: something is missing or doubled"
    );
    let mails = mails_with_codes(hub, &who);
    assert!(
        (1..=2).contains(&mails),
        "{what}: {mails} mails with a code"
    );
    seen.calls += 1;
    seen.pages += u32::from(met);
    seen.extra_mails += mails - 1;
    struck.load(Ordering::Relaxed) > 0
}

/// At each call in turn, until the main job has none left.
async fn every_call(fault: Fault, function: Option<&str>, occasion: fn(u32) -> Occasion) -> Seen {
    let hub = Hub::with(|options| options.schedules = false).await;
    let mut seen = Seen::default();
    for n in 1..MOST_CALLS {
        let mut rule = Rule::new(fault, occasion(n));
        rule.function = function.map(str::to_owned);
        if !one(&hub, rule, n as usize, &mut seen).await {
            seen.calls -= 1;
            audit_is_whole(&hub, n as usize);
            return seen;
        }
    }
    panic!("the main job does not end");
}

/// A fault with where it strikes: once, at each call of anybody; or at a call of a function that a
/// person waits for and at all of its calls from there on, until the person has seen that something
/// is the matter.
const MATRIX: &[(Fault, bool)] = &[
    (Fault::TransactionConflict, false),
    (Fault::TransactionConflict, true),
    (Fault::StoreThrottled, false),
    (Fault::StoreThrottled, true),
    (Fault::UnprocessedKeys, false),
    (Fault::Failed, false),
    (Fault::Failed, true),
    (Fault::AnswerLost, false),
    (Fault::AnswerLost, true),
    (Fault::MailThrottled, false),
];

/// Whom a person waits for.
const WAITED_FOR: [&str; 5] = ["authorize", "callback", "link", "verify-code", "token"];

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_of_the_wire_at_every_call_of_the_main_job() {
    // Most of the time is spent waiting for what is tried again.
    let at_once = Arc::new(Semaphore::new(12));
    let mut runs = JoinSet::new();
    let mut run = |fault: Fault, function: Option<&'static str>| {
        let at_once = at_once.clone();
        runs.spawn(async move {
            let _one_of_them = at_once.acquire_owned().await.unwrap();
            let occasion = match function {
                Some(_) => Occasion::From,
                None => Occasion::Nth,
            };
            let seen = every_call(fault, function, occasion).await;
            (format!("{fault:?}"), function.is_some(), seen)
        });
    };
    for (fault, is_lasting) in MATRIX {
        if *is_lasting {
            for function in WAITED_FOR {
                run(*fault, Some(function));
            }
        } else {
            run(*fault, None);
        }
    }
    let mut sums: BTreeMap<(String, bool), Seen> = BTreeMap::new();
    while let Some(ended) = runs.join_next().await {
        let (fault, is_lasting, seen) =
            ended.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()));
        let sum = sums.entry((fault, is_lasting)).or_default();
        sum.calls += seen.calls;
        sum.pages += seen.pages;
        sum.extra_mails += seen.extra_mails;
    }
    assert_eq!(sums.len(), MATRIX.len());
    for ((fault, is_lasting), seen) in sums {
        let how = if is_lasting { "from there on" } else { "once" };
        println!(
            "{fault} {how}: at {} calls; {} pages of trouble, {} extra mails",
            seen.calls, seen.pages, seen.extra_mails
        );
        assert!(seen.calls > 0, "{fault} {how} never struck");
        // A fault that lasts is seen; else this test would show nothing.
        assert!(
            !is_lasting || seen.pages > 0,
            "{fault} {how} was never seen"
        );
    }
}

/// Each newcomer's account was made once, by the audit too.
fn audit_is_whole(hub: &Hub, newcomers: usize) {
    let table = hub.stack.operator().app.config().tables.audit.clone();
    let made = scan(hub, &table)
        .iter()
        .filter(|item| kind(item) == "audit_event" && item["event"]["S"] == "account_created")
        .count();
    assert_eq!(made, newcomers, "accounts made, by the audit");
}
