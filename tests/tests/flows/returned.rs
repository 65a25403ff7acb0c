//! Mail that comes back (H3): bounces and complaints on their way from SES over the bus, what they
//! stop and whom they tell; and the pace of mails that nobody waits for.

use std::time::Duration;

use http::{Method, StatusCode};
use kobling_letters::{Letter, OutboxState, claim, digest_of};
use kobling_local::{inbox::Behaviour, template::TEMPLATE};
use kobling_model::{
    item::Entity,
    people::{DirectoryAddress, EmailAddress},
};
use kobling_tests::{Hub, bounce, wire};
use serde_json::{Value, json};

use crate::walk::{
    arrived, by_code, desk_gets, email, in_app, say_in, send_code, shows, type_code,
};

/// Where Lambda keeps the events for the function.
const LINE: &str = "arn:aws:lambda:eu-north-1:000000000000:function:mail-events-function";
const FUNCTION: &str = "mail-events-function";
const DEAD_LETTERS: &str = "mail-events-dead-letters";

/// Until all mails are out and all that came of them is taken.
async fn settled(hub: &Hub) {
    for _ in 0..2 {
        hub.mails_sent().await;
    }
}

/// An event as SES's simulator makes none by itself.
fn event(kind: &str, message_id: &str, to: &str) -> Value {
    bounce(kind, message_id, to, "asnes", "prompt")
}

async fn is_shown_as_bounced(hub: &Hub, tenant: &str, address: &str) -> bool {
    let user = hub.directory_user(tenant, address).await;
    user.employments.iter().any(|at| at.is_bounced)
}

async fn state_of(hub: &Hub, id: &str) -> String {
    let items = hub.transient_items().await;
    let item = items.values().find(|item| item["id"]["S"] == *id);
    item.unwrap()["state"]["S"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
pub async fn h3_a_bounce_stops_mail_and_the_next_login_says_so_and_goes_on() {
    let hub = Hub::start().await;
    let person = hub.person("L7");
    let address = email(&person);
    hub.stack.inbox().behave(address, Behaviour::Bounces);
    let mut browser = arrived(&hub, &person).await;
    send_code(&mut browser, None).await;
    settled(&hub).await;
    assert!(is_shown_as_bounced(&hub, &person.tenant, address).await);

    // Even if the mailbox is there again: nothing is sent.
    hub.stack.inbox().behave(address, Behaviour::Takes);
    let mail = hub
        .write_to(&person.tenant, address, Letter::AppLinkMade)
        .await;
    settled(&hub).await;
    assert_eq!(state_of(&hub, &mail.id).await, "suppressed");
    assert!(hub.mails(address).is_empty());

    let mut browser = arrived(&hub, &person).await;
    let page = shows(&browser, "address_returned_heading");
    assert!(page.text.contains(address), "which address it is");
    let desk = crate::walk::help_desk(&person.tenant);
    assert!(page.html.contains(&desk), "whom to ask");
    send_code(&mut browser, Some("ny.adresse@example.com")).await;
    type_code(&hub, &mut browser, "ny.adresse@example.com").await;
    in_app(&browser);
}

#[tokio::test(flavor = "multi_thread")]
async fn h3_an_address_that_hr_has_corrected_gets_mail_again() {
    let hub = Hub::start().await;
    let person = hub.person("L7");
    hub.stack.inbox().behave(email(&person), Behaviour::Bounces);
    let mut browser = arrived(&hub, &person).await;
    send_code(&mut browser, None).await;
    settled(&hub).await;

    let mut user = hub.directory_user(&person.tenant, email(&person)).await;
    let corrected = EmailAddress::parse("rettet@asnes.example.com").unwrap();
    user.employments[0].set_email(Some(corrected.clone()));
    user.version += 1;
    hub.put(&user).await;
    let index = hub.stack.operator().app.index().await.unwrap();
    hub.put(&DirectoryAddress {
        tenant: user.tenant.clone(),
        digest: digest_of(&index, &corrected),
        directory_user: user.id,
    })
    .await;
    let mut browser = arrived(&hub, &person).await;
    shows(&browser, "address_locked_heading");
    send_code(&mut browser, None).await;
    type_code(&hub, &mut browser, corrected.as_str()).await;
    in_app(&browser);
}

#[tokio::test(flavor = "multi_thread")]
async fn h3_a_complaint_stops_mail_until_an_operator_says_that_it_is_wanted() {
    let hub = Hub::start().await;
    let person = hub.person("L7");
    let address = email(&person);
    hub.stack.inbox().behave(address, Behaviour::Complains);
    let mut browser = arrived(&hub, &person).await;
    send_code(&mut browser, None).await;
    settled(&hub).await;
    // The mail that was complained about was read.
    assert_eq!(hub.mails(address).len(), 1);
    let browser = arrived(&hub, &person).await;
    shows(&browser, "address_returned_heading");

    hub.stack.inbox().behave(address, Behaviour::Takes);
    let form = format!("address={address}");
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    let path = "/_local/mailbox/resume";
    let answer = hub.request(Method::POST, path, &headers, &form).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert!(!is_shown_as_bounced(&hub, &person.tenant, address).await);
    let mut browser = arrived(&hub, &person).await;
    hub.next_mail(address).await;
    by_code(&hub, &mut browser, &person, false).await;
    in_app(&browser);
}

#[tokio::test(flavor = "multi_thread")]
async fn h3_a_full_mailbox_stops_mail_at_the_third_time_and_for_a_week() {
    let hub = Hub::start().await;
    let to = "full@example.com";
    hub.stack.inbox().behave(to, Behaviour::BouncesSoftly);
    for _ in 0..3 {
        let mail = hub.write_to("asnes", to, Letter::AppLinkMade).await;
        settled(&hub).await;
        assert_eq!(state_of(&hub, &mail.id).await, "sent");
    }
    hub.stack.inbox().behave(to, Behaviour::Takes);
    let mail = hub.write_to("asnes", to, Letter::AppLinkMade).await;
    settled(&hub).await;
    assert_eq!(state_of(&hub, &mail.id).await, "suppressed");
    hub.pass(7 * 24 * 3600 + 1);
    hub.write_to("asnes", to, Letter::AppLinkMade).await;
    hub.next_mail(to).await;
}

/// What a browser sees after an address was typed where HR does not know the person.
async fn seen(hub: &Hub, address: &str) -> String {
    let person = hub.person_at("L13", "asnes");
    let mut browser = arrived(hub, &person).await;
    send_code(&mut browser, Some(address)).await;
    let page = shows(&browser, "code_maybe_heading");
    format!("{} {}", page.status, page.text).replace(address, "ADDRESS")
}

#[tokio::test(flavor = "multi_thread")]
async fn h3_whoever_types_an_address_learns_nothing_of_whether_mail_comes_back() {
    let hub = Hub::start().await;
    let known = hub.person_at("L11", "asnes");
    for (address, behaviour) in [
        (email(&known), Behaviour::Bounces),
        ("plaget@example.com", Behaviour::Complains),
    ] {
        hub.stack.inbox().behave(address, behaviour);
        hub.write_to("asnes", address, Letter::AppLinkMade).await;
        settled(&hub).await;
        hub.stack.inbox().behave(address, Behaviour::Takes);
    }
    let before = hub.stack.inbox().to(None).len();
    let nobody = seen(&hub, "ukjent@example.com").await;
    assert_eq!(seen(&hub, email(&known)).await, nobody);
    assert_eq!(seen(&hub, "plaget@example.com").await, nobody);
    settled(&hub).await;
    // Only the address that nothing is known about got a mail.
    assert_eq!(hub.stack.inbox().to(None).len(), before + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn h3_an_event_that_comes_again_changes_nothing() {
    let hub = Hub::start().await;
    let person = hub.person("L7");
    let address = email(&person);
    let sqs = &hub.stack.services().sqs;
    let told = event("Permanent", "0110-1", address).to_string();
    sqs.put(LINE, &told);
    settled(&hub).await;
    assert!(is_shown_as_bounced(&hub, &person.tenant, address).await);
    let (identity, transient) = (hub.identity_items().await, hub.transient_items().await);
    sqs.put(LINE, &told);
    sqs.put(LINE, &told);
    settled(&hub).await;
    assert_eq!(hub.identity_items().await, identity);
    assert_eq!(hub.transient_items().await, transient);

    // Not even when the address was found to work meanwhile.
    let app = &hub.stack.operator().app;
    let parsed = EmailAddress::parse(address).unwrap();
    assert!(kobling_letters::lift(app, &parsed).await.unwrap());
    sqs.put(LINE, &told);
    settled(&hub).await;
    assert!(!is_shown_as_bounced(&hub, &person.tenant, address).await);
    assert!(!kobling_letters::lift(app, &parsed).await.unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn h3_what_is_no_event_lies_in_the_dead_letters_and_stops_nobodys_mail() {
    let hub = Hub::start().await;
    let person = hub.person("L7");
    let address = email(&person);
    let sqs = &hub.stack.services().sqs;
    let mut foreign = event("Permanent", "0110-2", address);
    foreign["source"] = "mine".into();
    let mut untagged = event("Permanent", "0110-3", address);
    untagged["detail"]["mail"]["tags"] = json!({});
    let before = hub.identity_items().await;
    for body in ["{}".to_owned(), foreign.to_string(), untagged.to_string()] {
        sqs.put(LINE, &body);
    }
    settled(&hub).await;
    assert_eq!(sqs.bodies(DEAD_LETTERS).len(), 3);
    assert_eq!(hub.identity_items().await, before);
    // Mended, it is taken.
    sqs.put(LINE, &event("Permanent", "0110-3", address).to_string());
    settled(&hub).await;
    assert!(is_shown_as_bounced(&hub, &person.tenant, address).await);
    assert_eq!(sqs.bodies(DEAD_LETTERS).len(), 3);
}

/// How many dead letters the operator's command has taken again.
async fn replayed(hub: &Hub) -> i64 {
    let form = wire::encode(&[("queue", FUNCTION)]);
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    let path = "/_local/dead-letters";
    let answer = hub.request(Method::POST, path, &headers, &form).await;
    answer.json()["count"].as_i64().expect("a count")
}

#[tokio::test(flavor = "multi_thread")]
async fn h3_an_event_that_fails_comes_again_and_lies_with_its_reason_until_it_is_sent_back() {
    let hub = Hub::start().await;
    let person = hub.person("L7");
    let address = email(&person);
    // A right is missing: of the function's statements the one on the table of what passes.
    hub.stack.services().revoke("mail-events", 1).unwrap();
    hub.stack.inbox().behave(address, Behaviour::Bounces);
    hub.write_to(&person.tenant, address, Letter::AppLinkMade)
        .await;
    settled(&hub).await;
    let letters = hub.stack.services().sqs.letters_of(FUNCTION);
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0].receives, 3, "once, and twice again");
    let why = &letters[0].attributes["ErrorMessage"];
    assert!(why.contains("AccessDenied"), "{why}");
    assert!(!why.contains(address), "{why}");
    let path = "/_local/dead-letters.json";
    let listed = hub.request(Method::GET, path, &[], "").await.json();
    let listed = listed.as_array().unwrap();
    let ours = listed.iter().find(|one| one["queue"] == FUNCTION).unwrap();
    assert_eq!(ours["reasons"], json!([why]));

    // Not mended yet: it stays.
    assert_eq!(replayed(&hub).await, 1);
    let sqs = &hub.stack.services().sqs;
    let back = async {
        while sqs.letters_of(FUNCTION).is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    let back = tokio::time::timeout(Duration::from_mins(1), back).await;
    assert!(back.is_ok(), "what failed again is lost");
    assert!(!is_shown_as_bounced(&hub, &person.tenant, address).await);
    hub.stack.redeploy(&[]).unwrap();
    assert_eq!(replayed(&hub).await, 1);
    assert!(is_shown_as_bounced(&hub, &person.tenant, address).await);
    assert_eq!(replayed(&hub).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn h3_an_event_that_the_function_lets_nobody_bring_lies_in_the_dead_letters() {
    let permission = "Principal: events.amazonaws.com";
    let other = "Principal: scheduler.amazonaws.com";
    let hub = Hub::with(|options| options.template = TEMPLATE.replace(permission, other)).await;
    let person = hub.person("L7");
    let address = email(&person);
    hub.stack.inbox().behave(address, Behaviour::Bounces);
    hub.write_to(&person.tenant, address, Letter::AppLinkMade)
        .await;
    settled(&hub).await;
    assert!(!is_shown_as_bounced(&hub, &person.tenant, address).await);
    let letters = hub.stack.services().sqs.letters_of(FUNCTION);
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0].attributes["ERROR_CODE"], "NO_PERMISSIONS");
    // What the bus put there is taken like what Lambda did.
    assert_eq!(replayed(&hub).await, 1);
    assert!(is_shown_as_bounced(&hub, &person.tenant, address).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn h3_no_event_can_be_handed_in_over_http() {
    let hub = Hub::start().await;
    let address = email(&hub.person("L7")).to_owned();
    let body = event("Permanent", "0110-4", &address).to_string();
    let before = hub.identity_items().await;
    for path in ["/mail-events", "/", "/mail/events", "/authorize"] {
        let headers = [("content-type", "application/json")];
        hub.request(Method::POST, path, &headers, &body).await;
    }
    settled(&hub).await;
    assert_eq!(hub.identity_items().await, before);
    // And no function but the bus may hand it one.
    for mounted in hub.stack.mounted() {
        let statements = mounted.resource.statements.iter();
        assert!(
            !statements
                .flat_map(|statement| &statement.resources)
                .any(|resource| resource.contains("mail-events"))
        );
    }
}

/// Mails that nobody waits for, to so many made-up people.
async fn invitations(hub: &Hub, tenant: &str, from: usize, to: usize) {
    for number in from..to {
        let address = format!("ny{number}@{tenant}.example.com");
        hub.write_to(tenant, &address, Letter::Invited).await;
    }
}

fn invited(hub: &Hub, tenant: &str) -> usize {
    let name = crate::walk::tenant_name(hub, tenant);
    let subject = say_in("nb", "mail_invited", &[("tenant", &name)]);
    let mails = hub.stack.inbox().to(None);
    mails.iter().filter(|mail| mail.subject == subject).count()
}

#[tokio::test(flavor = "multi_thread")]
pub async fn h3_a_municipality_whose_invitations_come_back_rests_alone_and_codes_go_on() {
    let hub = Hub::with(|options| options.schedules = false).await;
    let (bad, good) = ("asnes", "kodevik");
    let mut tenant = hub.tenant(bad).await;
    tenant.settings.mail_pace = 12;
    hub.put(&tenant).await;
    // Those that came later come later: when the first comes back, a share can be told.
    invitations(&hub, bad, 0, 50).await;
    hub.pass(1);
    invitations(&hub, bad, 50, 60).await;
    hub.pass(1);
    invitations(&hub, bad, 60, 70).await;
    invitations(&hub, good, 0, 3).await;
    for number in 50..60 {
        let address = format!("ny{number}@{bad}.example.com");
        hub.stack.inbox().behave(&address, Behaviour::Bounces);
    }
    settled(&hub).await;
    assert_eq!(invited(&hub, bad), 0, "nothing goes before its turn");

    hub.stack.tick("mail").await;
    settled(&hub).await;
    assert_eq!(
        invited(&hub, bad),
        50,
        "sixty went out, ten of them came back"
    );
    assert_eq!(invited(&hub, good), 3);
    desk_gets(&hub, bad, "admin_mail_rests").await;
    let conflicts = hub.identity_items().await;
    let told = conflicts
        .values()
        .filter(|item| item["kind"]["S"] == "mail_rests");
    assert_eq!(told.count(), 1, "said once");

    hub.pass(5 * 60);
    invitations(&hub, good, 3, 5).await;
    hub.stack.tick("mail").await;
    settled(&hub).await;
    assert_eq!(invited(&hub, bad), 50, "they rest");
    assert_eq!(invited(&hub, good), 5, "others do not");
    // Whoever waits at a page gets the code.
    let person = hub.person("L7");
    assert_eq!(person.tenant, bad);
    let mut browser = arrived(&hub, &person).await;
    by_code(&hub, &mut browser, &person, false).await;
    in_app(&browser);

    // In the time after it the two days' share is small: none of these come back.
    hub.pass(2 * 24 * 3600);
    hub.stack.tick("mail").await;
    settled(&hub).await;
    assert_eq!(invited(&hub, bad), 60);
}

#[tokio::test(flavor = "multi_thread")]
async fn h3_typed_addresses_that_do_not_exist_silence_no_municipality() {
    let hub = Hub::with(|options| options.schedules = false).await;
    invitations(&hub, "asnes", 0, 60).await;
    // The last in the line, so that all others are counted when it comes back.
    hub.pass(1);
    let bounces = "bounce+one@simulator.amazonses.com";
    hub.write_to("asnes", bounces, Letter::Invited).await;
    for number in 0..20 {
        let address = format!("bounce+{number}@simulator.amazonses.com");
        hub.write_to("asnes", &address, Letter::AddressUnknown)
            .await;
    }
    settled(&hub).await;
    hub.stack.tick("mail").await;
    settled(&hub).await;
    assert_eq!(invited(&hub, "asnes"), 60);
    hub.pass(5 * 60);
    invitations(&hub, "asnes", 60, 62).await;
    hub.stack.tick("mail").await;
    settled(&hub).await;
    assert_eq!(invited(&hub, "asnes"), 62, "one of sixty-one came back");
}

#[tokio::test(flavor = "multi_thread")]
async fn h3_a_rounds_mails_go_out_once_however_often_the_schedule_comes() {
    let hub = Hub::with(|options| options.schedules = false).await;
    let mut tenant = hub.tenant("asnes").await;
    tenant.settings.mail_pace = 1;
    hub.put(&tenant).await;
    invitations(&hub, "asnes", 0, 20).await;
    let ticks = [hub.stack.tick("mail"), hub.stack.tick("mail")];
    for tick in ticks {
        tick.await;
    }
    assert_eq!(invited(&hub, "asnes"), 5);
    hub.pass(5 * 60);
    hub.stack.tick("mail").await;
    assert_eq!(invited(&hub, "asnes"), 10);
}

#[tokio::test(flavor = "multi_thread")]
async fn h3_a_mail_that_one_sender_has_is_sent_by_no_other() {
    let hub = Hub::with(|options| options.schedules = false).await;
    let to = "en@example.com";
    let app = &hub.stack.operator().app;
    // Woken only by the sweeper: a mail that nobody waits for has no wake-up of its own.
    let mail = hub.write_to("asnes", to, Letter::Invited).await;
    let claimed = claim(app, &mail.key()).await.unwrap().unwrap();
    assert_eq!(claimed.state, OutboxState::Waiting);
    assert!(claim(app, &mail.key()).await.unwrap().is_none());
    hub.stack.tick("mail").await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(hub.mails(to).is_empty(), "another sender has it");
    // That one broke down: its claim runs out.
    hub.pass(5 * 60);
    hub.stack.tick("mail").await;
    assert_eq!(hub.mails(to).len(), 1);
    hub.pass(5 * 60);
    hub.stack.tick("mail").await;
    assert_eq!(hub.mails(to).len(), 1);
}
