//! A notice that the queue brings out and an invitation that the schedule does: each once.

use kobling_letters::Letter;
use kobling_local::shim::{Fault, Occasion, Rule};
use kobling_tests::Hub;

use super::{Case, Ran, dump, heal, settle};

pub async fn walk(hub: &Hub, case: Option<Case>, number: usize) -> Ran {
    let tenant = format!("by{number}x");
    let mut ran = Ran::default();
    hub.municipality(&tenant, |_| {}).await;
    if let Some(case) = case {
        hub.shim().add(case.rule(Some("mail")));
    }
    for (whom, letter) in [("a", Letter::AppLinkMade), ("b", Letter::Invited)] {
        let to = format!("{whom}@{tenant}.example.com");
        hub.write_to(&tenant, &to, letter).await;
    }
    settle(hub).await;
    ran.end_fault(hub);
    ran.wrong.extend(heal(hub).await);
    ran.kept = dump::kept(hub, &tenant).await;
    ran.mails = dump::mails(hub, &tenant);
    ran
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_that_ses_took_goes_once_although_the_store_is_busy_for_a_while() {
    let hub = super::fresh().await;
    for (fault, times) in [(Fault::StoreThrottled, 3), (Fault::TransactionConflict, 9)] {
        for (letter, whom) in [(Letter::AppLinkMade, "a"), (Letter::Invited, "b")] {
            let mut rule = Rule::new(fault, Occasion::Again(1, times));
            rule.function = Some("mail".to_owned());
            rule.operation = Some("TransactWriteItems".to_owned());
            hub.shim().add(rule);
            let to = format!("{whom}{times}@asnes.example.com");
            hub.write_to("asnes", &to, letter).await;
            settle(&hub).await;
            assert_eq!(hub.shim().strikes(), [times]);
            hub.shim().clear();
            settle(&hub).await;
            assert_eq!(hub.mails(&to).len(), 1, "{fault:?} {whom}");
        }
    }
}
