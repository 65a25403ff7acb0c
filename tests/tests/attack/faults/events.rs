//! A bounce of an invitation: the address is stopped and the person shown as bounced, once, and one
//! more is counted.

use kobling_letters::Letter;
use kobling_tests::{
    Hub, bounce,
    hr::{FULL, Line, file},
};

use super::{Case, How, Ran, dump, heal};

/// Where Lambda keeps the events for the function.
const LINE: &str = "arn:aws:lambda:eu-north-1:000000000000:function:mail-events-function";
const FUNCTION: &str = "mail-events-function";

pub async fn walk(hub: &Hub, case: Option<Case>, number: usize) -> Ran {
    let tenant = format!("by{number}x");
    let to = format!("bris0@{tenant}.example.com");
    let mut ran = Ran::default();
    hub.municipality(&tenant, |_| {}).await;
    let person = Line {
        email: to.clone(),
        ..Line::of(0)
    };
    hub.import(&tenant, FULL, "1.csv", &file(&[person])).await;
    super::settle(hub).await;
    if let Some(case) = case {
        hub.shim().add(case.rule(Some("mail-events")));
    }
    let event = bounce(
        "Permanent",
        &format!("0110-{tenant}"),
        &to,
        &tenant,
        "paced",
    );
    hub.stack.services().sqs.put(LINE, &event.to_string());
    hub.is_quiet_before(|| false).await;
    ran.end_fault(hub);
    let letters = hub.stack.services().sqs.letters_of(FUNCTION);
    for letter in &letters {
        match letter.attributes.get("ErrorMessage") {
            Some(why) if !why.contains(&to) => {}
            why => ran.wrong.push(format!("put aside because of {why:?}")),
        }
    }
    let lasts = case.is_some_and(|case| case.how == How::Lasting);
    if !lasts && !letters.is_empty() {
        ran.wrong
            .push("dead letters of a fault that passed".to_owned());
    }
    ran.wrong.extend(heal(hub).await);
    // And nothing goes there any more.
    hub.write_to(&tenant, &to, Letter::AppLinkMade).await;
    super::settle(hub).await;
    ran.kept = dump::kept(hub, &tenant).await;
    let bounced = hub.transient_items().await;
    let bounced = bounced
        .values()
        .filter(|item| item["type"]["S"] == "sendings" && item["tenant"]["S"] == *tenant);
    ran.kept
        .extend(bounced.map(|item| format!("bounced {}", item["bounced"])));
    ran.mails = dump::mails(hub, &tenant);
    ran
}
