//! What nobody may learn: whether a typed address is known, and anything of a person from the log.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, OnceLock},
};

use kobling_tests::{Browser, Hub};
use tracing_subscriber::{filter::Targets, layer::SubscriberExt, util::SubscriberInitExt};

use super::computed::log_in;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_typed_address_is_answered_alike_whoever_has_it() {
    let hub = Hub::with(|options| options.schedules = false).await;
    let people = hub.stack.registered().people.clone();
    let tenants: BTreeSet<String> = people.iter().map(|person| person.tenant.clone()).collect();
    let mut compared = 0;
    for tenant in tenants {
        // Someone whom HR does not know by number is asked for the address.
        let Some(asker) = people
            .iter()
            .find(|person| person.tenant == tenant && person.row == "L11")
        else {
            continue;
        };
        let mut typed: Vec<String> = people
            .iter()
            .filter(|person| person.tenant == tenant)
            .filter_map(|person| person.email.clone())
            .collect();
        typed.push(format!("nobody-at-all@{tenant}.example.com"));
        typed.push("someone@elsewhere.example".to_owned());
        typed.sort();
        typed.dedup();
        let mut first: Option<(String, Vec<(String, String)>, String, String)> = None;
        for address in typed {
            // The limits on sending are the eID's own, and the same for all addresses.
            hub.pass(3700);
            let mut browser = Browser::new(&hub);
            browser.go(&format!("/t/{tenant}")).await;
            log_in(&mut browser, asker).await;
            let before = browser.mark();
            let mails_before = hub.mails(&address).len();
            browser.press("send", &[("address", &address)]).await;
            let statuses = format!(
                "{:?}",
                browser.history[before..]
                    .iter()
                    .map(|hop| (hop.method.clone(), hop.url.path().to_owned(), hop.status))
                    .collect::<Vec<_>>()
            );
            let page = browser.page();
            let body = page
                .without_secrets()
                .replace(&address, "ADDRESS")
                .replace(&address.replace('@', "@<wbr>"), "ADDRESS");
            let headers: Vec<(String, String)> = page
                .headers
                .iter()
                .filter(|(name, _)| !matches!(name.as_str(), "date" | "content-length"))
                .map(|(name, value)| (name.to_string(), format!("{value:?}")))
                .collect();
            hub.mails_sent().await;
            let mails = hub.mails(&address).len();
            assert_eq!(mails, mails_before + 1, "one mail to {address}");
            match &first {
                None => first = Some((body, headers, statuses, address)),
                Some((body_before, headers_before, statuses_before, other)) => {
                    assert_eq!(&body, body_before, "{address} and {other}");
                    assert_eq!(&headers, headers_before, "{address} and {other}");
                    assert_eq!(&statuses, statuses_before, "{address} and {other}");
                    compared += 1;
                }
            }
        }
    }
    assert!(compared >= 15, "only {compared} answers were compared");
}

/// Everything that is logged in this process, at any level that the product could be set to.
#[derive(Clone, Default)]
struct Captured(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn captured() -> &'static Captured {
    static CAPTURED: OnceLock<Captured> = OnceLock::new();
    CAPTURED.get_or_init(|| {
        let captured = Captured::default();
        let writer = captured.clone();
        // Ours in full; of the others what the product itself lets through.
        let filter =
            "warn,kobling=trace,kobling_local=warn,kobling_simulators=warn,kobling_tests=warn";
        let filter: Targets = filter.parse().expect("a list of targets");
        let lines = tracing_subscriber::fmt::layer().json();
        tracing_subscriber::registry()
            .with(lines.with_writer(move || writer.clone()))
            .with(filter)
            .init();
        captured
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_of_a_whole_login_holds_nothing_of_the_person() {
    let log = captured();
    let hub = Hub::start().await;
    let app = kobling_tests::RelyingParty::register(&hub, "logapp", |_| {}).await;
    let mut secrets: Vec<String> = Vec::new();
    for row in ["L7", "L29", "L11", "L12", "L15", "L1"] {
        for person in hub.people(row) {
            let Some(pid) = &person.national_id else {
                continue;
            };
            secrets.push(pid.clone());
            secrets.extend(person.email.clone());
            let begun = app.begin(&person.tenant, &[]);
            secrets.push(begun.state.clone());
            secrets.push(begun.nonce.clone());
            secrets.push(begun.code_verifier.clone());
            let mut browser = app.browser(&hub);
            browser.go(begun.url.as_str()).await;
            log_in(&mut browser, &person).await;
            if !browser.is_intercepted() && browser.page().has_action("send") {
                let typed = person.email.clone().unwrap_or_default();
                let is_typed = browser.page().forms[0]
                    .fields
                    .iter()
                    .any(|f| f.name == "address");
                let changed = [("address", typed.as_str())];
                browser
                    .press("send", if is_typed { &changed } else { &[] })
                    .await;
                hub.mails_sent().await;
                if let Some(mail) = hub.mails(&typed).first() {
                    secrets.extend(mail.links());
                    secrets.extend(
                        mail.links()
                            .iter()
                            .filter_map(|l| Some(l.split_once('=')?.1.to_owned())),
                    );
                    if let Some(code) = mail.codes().first() {
                        secrets.push(code.clone());
                        if browser.page().has_action("verify") {
                            browser.press("verify", &[("code", "000001")]).await;
                        }
                        if browser.page().has_action("verify") {
                            browser.press("verify", &[("code", code)]).await;
                        }
                    }
                }
            }
            for cookie in ["__Host-kobling-browser", "__Host-kobling-session"] {
                secrets.extend(browser.cookie("localhost", cookie).map(str::to_owned));
            }
            for hop in &browser.history {
                for (name, value) in hop.url.query_pairs() {
                    if matches!(name.as_ref(), "code" | "state" | "request") {
                        secrets.push(value.into_owned());
                    }
                }
            }
            if browser.is_intercepted()
                && let Ok(login) = app.finish(&begun, &browser.url().clone()).await
            {
                let subject = login.claims["sub"].as_str().unwrap_or_default().to_owned();
                secrets.extend([
                    login.id_token.clone(),
                    login.access_token.clone(),
                    login.refresh_token.clone(),
                ]);
                let again = app.token(&hub, &app.refresh_form("r.forged")).await;
                assert!(again.status.is_client_error());
                let renewed = app
                    .refresh(&login.refresh_token, &subject)
                    .await
                    .expect("tokens");
                secrets.push(renewed.refresh_token);
                let reused = app
                    .token(&hub, &app.refresh_form(&login.refresh_token))
                    .await;
                assert!(reused.status.is_client_error());
            }
        }
    }
    secrets.retain(|secret| secret.len() >= 6);
    assert!(secrets.len() > 50, "hardly anything happened");
    let text = {
        let bytes = log
            .0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        String::from_utf8_lossy(&bytes).into_owned()
    };
    assert!(text.contains("first login"), "nothing was captured");
    for line in text.lines() {
        for secret in &secrets {
            // Six digits alone may be part of a time; a code stands between quotes or blanks.
            let is_there = if secret.len() == 6 {
                line.split(|c: char| !c.is_ascii_alphanumeric())
                    .any(|word| word == secret)
            } else {
                line.contains(secret.as_str())
            };
            assert!(!is_there, "a secret is in the log: {line}");
        }
    }
}
