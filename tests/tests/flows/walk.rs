//! Steps that many walks share: how a person comes to the point that a walk is about, and what
//! they must see there.

use http::StatusCode;
use kobling_tests::{Browser, Hub, Page, Person};

pub const LOW: &str = "idporten-loa-low";
pub const SUBSTANTIAL: &str = "idporten-loa-substantial";
pub const HIGH: &str = "idporten-loa-high";

/// Substantial, in Sweden's words.
pub const LOA3: &str = "http://id.elegnamnden.se/loa/1.0/loa3";

/// No item.
pub const NOTHING: [&str; 0] = [];

pub fn pid(person: &Person) -> &str {
    person.national_id.as_deref().expect("a national number")
}

pub fn email(person: &Person) -> &str {
    person.email.as_deref().expect("an address")
}

/// A browser of someone who chose English, so that pages can be told by the English texts.
pub fn english(hub: &Hub) -> Browser {
    let mut browser = Browser::new(hub);
    browser.plant_cookie("localhost", "__Host-kobling-language", "en");
    browser
}

/// From the start address to where the eID's answer leads.
pub async fn log_in(browser: &mut Browser, person: &Person) {
    log_in_at(browser, person, SUBSTANTIAL).await;
}

/// As `log_in`, at a level.
pub async fn log_in_at(browser: &mut Browser, person: &Person, level: &str) {
    browser.go(&format!("/t/{}", person.tenant)).await;
    // Within its half hour ID-porten lets the same browser through by itself.
    if browser.host() == "idporten.localhost" {
        browser.log_in_at_idporten(pid(person), level).await;
    } else if browser.host() == "se-eid.localhost" {
        browser.log_in_at_broker(pid(person), LOA3).await;
    }
}

/// A browser in which someone has come from the start address to where the eID's answer leads.
pub async fn arrived(hub: &Hub, person: &Person) -> Browser {
    let mut browser = english(hub);
    log_in(&mut browser, person).await;
    browser
}

/// Types an address, where the page asks for one, or takes the one that is shown.
pub async fn send_code(browser: &mut Browser, typed: Option<&str>) {
    match typed {
        Some(address) => browser.press("send", &[("address", address)]).await,
        None => browser.press("send", &[]).await,
    };
}

/// Someone for whom a code is out.
pub async fn waiting(hub: &Hub, row: &str) -> (Person, Browser, String) {
    let person = hub.person(row);
    let mut browser = arrived(hub, &person).await;
    send_code(&mut browser, None).await;
    let code = hub.next_code(email(&person)).await;
    (person, browser, code)
}

/// A code that is not the right one.
pub fn wrong(code: &str) -> String {
    let number: u32 = code.parse().expect("six digits");
    format!("{:06}", (number + 1) % 1_000_000)
}

/// Waits for the code that was sent to an address, and types it.
pub async fn type_code(hub: &Hub, browser: &mut Browser, address: &str) {
    let code = hub.next_code(address).await;
    browser.press("verify", &[("code", &code)]).await;
}

/// From the page with an address to behind the code.
pub async fn by_code(hub: &Hub, browser: &mut Browser, person: &Person, typed: bool) {
    let address = email(person);
    send_code(browser, typed.then_some(address)).await;
    type_code(hub, browser, address).await;
}

/// HR knows no birth date of someone: so that another's eID may stand for theirs in a walk.
pub async fn no_birth_date(hub: &Hub, person: &Person) {
    let mut user = hub.directory_user(&person.tenant, email(person)).await;
    user.birth_date = None;
    hub.put(&user).await;
}

/// The app shows that it knows who logged in.
#[track_caller]
pub fn in_app(browser: &Browser) -> &Page {
    let page = browser.page();
    assert_eq!(
        browser.host(),
        "hrm.localhost",
        "not in the app: {} «{}» {}",
        page.status,
        page.heading,
        page.text
    );
    assert!(page.by_id("sub").is_some(), "not logged in: {}", page.text);
    page
}

/// The account that the app sees.
#[track_caller]
pub fn account(browser: &Browser) -> String {
    in_app(browser).by_id("sub").expect("sub").to_owned()
}

/// The hub shows this page, by the text id of its heading.
#[track_caller]
pub fn shows<'b>(browser: &'b Browser, heading: &str) -> &'b Page {
    let page = browser.page();
    assert_eq!(
        page.heading,
        say(heading, &[]),
        "at {} {}: {}",
        page.status,
        page.url,
        page.text
    );
    assert_eq!(browser.host(), "localhost");
    page
}

/// As `shows`, and the person is refused, is told a reference number, and can go on from there.
#[track_caller]
pub fn refuses<'b>(browser: &'b Browser, heading: &str) -> &'b Page {
    let page = shows(browser, heading);
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert!(page.has_way_on(), "a dead end: {}", page.text);
    assert!(page.html.contains("class=\"reference\""), "no reference");
    page
}

/// Where the tenant's help desk reads its mail.
pub fn help_desk(tenant: &str) -> String {
    let mailbox = match tenant {
        "lingonbygden" => "kundtjanst",
        _ => "hjelp",
    };
    format!("{mailbox}@{tenant}.example.com")
}

/// The name of a tenant of the seed.
pub fn tenant_name(hub: &Hub, tenant: &str) -> String {
    let tenants = &hub.stack.registered().tenants;
    let found = tenants.iter().find(|known| known.id == tenant);
    found.expect("a tenant").name.clone()
}

/// Waits for the help desk's next mail and checks which matter it is, by its text id.
pub async fn desk_gets(hub: &Hub, tenant: &str, matter: &str) {
    let mail = hub.next_mail(&help_desk(tenant)).await;
    let expected = ["nb", "nn"].map(|language| say_in(language, matter, &[]));
    assert!(
        expected
            .iter()
            .any(|text| mail.text.contains(text.as_str())),
        "another matter than {matter}: {}",
        mail.text
    );
}

/// An English text by its id (`id` or `id.attribute`), with its placeholders filled in.
pub fn say(id: &str, values: &[(&str, &str)]) -> String {
    say_in("en", id, values)
}

/// A text by language and id.
pub fn say_in(language: &str, id: &str, values: &[(&str, &str)]) -> String {
    let source = match language {
        "nb" => include_str!("../../../shared/pages/texts/nb.ftl"),
        "nn" => include_str!("../../../shared/pages/texts/nn.ftl"),
        "sv" => include_str!("../../../shared/pages/texts/sv.ftl"),
        "da" => include_str!("../../../shared/pages/texts/da.ftl"),
        _ => include_str!("../../../shared/pages/texts/en.ftl"),
    };
    let (message, attribute) = id.split_once('.').unwrap_or((id, ""));
    let mut lines = source.lines();
    let head = format!("{message} =");
    let first = lines.find(|line| line.starts_with(&head));
    let mut text = first.unwrap_or_else(|| panic!("no text {id} in {language}"));
    if !attribute.is_empty() {
        let head = format!("    .{attribute} =");
        text = lines
            .take_while(|line| line.starts_with(' '))
            .find(|line| line.starts_with(&head))
            .unwrap_or_else(|| panic!("no text {id} in {language}"));
    }
    let (_, text) = text.split_once('=').expect("a text");
    let mut text = text.trim().to_owned();
    for (name, value) in values {
        text = text.replace(&format!("{{ ${name} }}"), value);
    }
    assert!(!text.contains('{'), "placeholders are left in {id}: {text}");
    text
}
