//! Data keys that prove, rolled over in the ordinary course and in an emergency: whatever was made
//! in the last second of the old one. By a moved clock, with two warm instances in turn.

use http::{Method, StatusCode};
use kobling_base::lifetimes::ACTIVATION_LIFE;
use kobling_keys::{AHEAD, COUNTS_AFTER, DataKeyItem, PERIOD, ProvingKeyItem, SEEN_BY_ALL};
use kobling_local::{
    Instances, operator,
    shim::{Fault, Occasion, Rule},
};
use kobling_model::{
    item::{Entity, Table},
    keys,
};
use kobling_tests::{Hub, RelyingParty, wire};
use serde_json::{Value, json};

use crate::{
    oidc::{
        come,
        device::{asked, clock, polled, text, typed},
        granted, nonces, refused,
    },
    rows::mail_link,
    walk::{account, arrived, by_code, email, english, in_app, say, send_code, shows, type_code},
};

const DAY: i64 = 24 * 3600;
const HOUR: u32 = 3600;

/// A change of keys.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Roll {
    Ordinary,
    /// In an emergency, with an hour for what is under way.
    WithGrace,
    AtOnce,
}

impl Roll {
    const ALL: [Self; 3] = [Self::Ordinary, Self::WithGrace, Self::AtOnce];

    /// A hub in the last second of the old key, with both instances warm.
    async fn last_second(self) -> Hub {
        let hub = start().await;
        self.to_the_last_second(&hub).await;
        hub
    }

    async fn to_the_last_second(self, hub: &Hub) {
        match self {
            Self::Ordinary => {
                hub.pass(PERIOD - AHEAD);
                hub.stack.tick("housekeeping").await;
                hub.pass(AHEAD - 1);
            }
            Self::WithGrace | Self::AtOnce => {
                let grace = if self == Self::WithGrace { HOUR } else { 0 };
                rotate(hub, grace, SEEN_BY_ALL - 1).await;
            }
        }
        assert_eq!(kept::<ProvingKeyItem>(hub).await.len(), 1);
    }

    /// Whether what the old key made is over with it.
    fn is_over(self) -> bool {
        self == Self::AtOnce
    }
}

async fn start() -> Hub {
    Hub::with(|options| {
        options.instances = Instances::Warm(2);
        options.schedules = false;
    })
    .await
}

async fn rotate(hub: &Hub, grace: u32, then: i64) -> Value {
    let task = json!({ "task": "rotate-now", "grace_seconds": grace });
    let done = hub.stack.task("housekeeping", task).await.unwrap();
    hub.pass(then);
    done
}

async fn kept<E: Entity>(hub: &Hub) -> Vec<E> {
    let app = &hub.stack.operator().app;
    let store = app.store().unwrap();
    let found = store.partition_found(Table::Identity, keys::KEYS, "", app.now());
    found.await.unwrap().all().unwrap()
}

/// Tokens of an app that may come back for long.
async fn offline(hub: &Hub, app: &RelyingParty) -> Value {
    let person = hub.person("L1");
    let mut browser = app.browser(hub);
    let begun = app.begin_with(&["offline_access"], &[("tenant", &person.tenant)]);
    come(&mut browser, &person, &begun.url).await;
    let code = app.code(&begun, browser.url()).unwrap();
    granted(&app.token(hub, &app.code_form(&begun, &code)).await)
}

async fn renewed(hub: &Hub, app: &RelyingParty, tokens: &Value) -> wire::Answer {
    let form = app.refresh_form(text(tokens, "refresh_token"));
    app.token(hub, &form).await
}

#[track_caller]
fn is_invalid_grant(answer: &wire::Answer) {
    refused(answer, StatusCode::BAD_REQUEST, "invalid_grant");
}

#[tokio::test(flavor = "multi_thread")]
async fn data_keys_forms_are_taken_or_shown_again() {
    for roll in Roll::ALL {
        let hub = roll.last_second().await;
        let person = hub.person("L7");
        let mut browser = arrived(&hub, &person).await;
        hub.pass(1);
        send_code(&mut browser, None).await;
        if roll.is_over() {
            let page = shows(&browser, "bad_form");
            assert_eq!(page.status, StatusCode::FORBIDDEN);
            assert!(hub.mails(email(&person)).is_empty());
            // The same form once more, in the same login.
            let (_, way) = page
                .links
                .iter()
                .find(|(_, href)| href.contains("request="))
                .unwrap()
                .clone();
            browser.follow(&way).await;
            send_code(&mut browser, None).await;
        }
        type_code(&hub, &mut browser, email(&person)).await;
        in_app(&browser);
    }
}

/// Asked again, and not by a page that leads nowhere.
#[tokio::test(flavor = "multi_thread")]
async fn data_keys_a_logout_that_was_asked_before_is_asked_again() {
    for roll in Roll::ALL {
        let hub = roll.last_second().await;
        let person = hub.person("L1");
        let mut browser = arrived(&hub, &person).await;
        browser.go("/logout").await;
        shows(&browser, "logout_heading");
        hub.pass(1);
        browser.press("logout", &[]).await;
        if roll.is_over() {
            shows(&browser, "logout_heading");
            browser.press("logout", &[]).await;
        }
        shows(&browser, "logged_out");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn data_keys_tokens_are_renewed_or_refused() {
    for roll in Roll::ALL {
        let hub = roll.last_second().await;
        let app = RelyingParty::register(&hub, "probe", |_| {}).await;
        let person = hub.person("L1");
        let mut browser = app.browser(&hub);
        let tokens = offline(&hub, &app).await;
        let begun = app.begin(&person.tenant, &[]);
        come(&mut browser, &person, &begun.url).await;
        let code = app.code(&begun, browser.url()).unwrap();
        hub.pass(1);
        let by_code = app.token(&hub, &app.code_form(&begun, &code)).await;
        let by_refresh = renewed(&hub, &app, &tokens).await;
        if roll.is_over() {
            is_invalid_grant(&by_code);
            is_invalid_grant(&by_refresh);
        } else {
            granted(&by_code);
            let next = granted(&by_refresh);
            granted(&renewed(&hub, &app, &next).await);
            // What was used before the change is known for that after it.
            is_invalid_grant(&renewed(&hub, &app, &tokens).await);
        }
        // The session is a random handle: nobody has to log in for a new one.
        let begun = app.begin(&person.tenant, &[]);
        browser.go(begun.url.as_str()).await;
        let code = app.code(&begun, browser.url()).unwrap();
        let tokens = granted(&app.token(&hub, &app.code_form(&begun, &code)).await);
        granted(&renewed(&hub, &app, &tokens).await);
    }
}

/// Long after the roll-over, when the old key is opened for nothing else.
#[tokio::test(flavor = "multi_thread")]
async fn data_keys_what_lives_long_outlives_its_key() {
    let hub = start().await;
    let app = RelyingParty::register(&hub, "probe", |_| {}).await;
    hub.pass(PERIOD - AHEAD);
    hub.stack.tick("housekeeping").await;
    hub.pass(AHEAD - 1);
    let (tokens, again) = (offline(&hub, &app).await, offline(&hub, &app).await);
    hub.pass(29 * DAY);
    let opened = |expected| {
        assert_eq!(hub.shim().counters().calls("kms:Decrypt"), expected);
        hub.shim().reset_counters();
    };
    hub.shim().reset_counters();
    // Two signing keys, the one that proves, and the old one.
    let next = granted(&renewed(&hub, &app, &tokens).await);
    opened(4);
    // The other instance, which need not know the old one.
    let next = granted(&renewed(&hub, &app, &next).await);
    opened(3);
    is_invalid_grant(&renewed(&hub, &app, &tokens).await);
    opened(0);
    // Made up: the old one is opened, once.
    for expected in [1, 0, 0] {
        let mut made_up = text(&next, "refresh_token").to_owned();
        made_up.replace_range(made_up.len() - 9..made_up.len() - 1, "AAAAAAAA");
        let form = app.refresh_form(&made_up);
        is_invalid_grant(&app.token(&hub, &form).await);
        opened(expected);
    }
    // The re-use ended it all.
    is_invalid_grant(&renewed(&hub, &app, &next).await);
    // And by revocation.
    let form = wire::encode(&[("token", text(&again, "refresh_token"))]);
    let basic = app.basic().unwrap();
    let headers = [
        ("content-type", "application/x-www-form-urlencoded"),
        ("authorization", basic.as_str()),
    ];
    let done = hub.request(Method::POST, "/revoke", &headers, &form).await;
    assert_eq!(done.status, StatusCode::OK);
    is_invalid_grant(&renewed(&hub, &app, &again).await);
}

/// A grant that is used all the time lives half a year, and so long it is known which tokens were
/// its own.
#[tokio::test(flavor = "multi_thread")]
async fn data_keys_a_first_token_is_known_for_as_long_as_its_grant_can_live() {
    let hub = start().await;
    let app = RelyingParty::register(&hub, "probe", |_| {}).await;
    hub.pass(PERIOD - 2 * DAY);
    let mut tokens = offline(&hub, &app).await;
    let first = tokens.clone();
    for day in 0..179 {
        hub.pass(DAY);
        hub.stack.tick("housekeeping").await;
        if day % 20 == 19 {
            tokens = granted(&renewed(&hub, &app, &tokens).await);
        }
    }
    // Used half a year ago, and still told from a guess.
    is_invalid_grant(&renewed(&hub, &app, &first).await);
    is_invalid_grant(&renewed(&hub, &app, &tokens).await);
}

/// An app whose tokens do not change by use is given one of the new key, and may keep the old one.
#[tokio::test(flavor = "multi_thread")]
async fn data_keys_tokens_that_do_not_rotate_stay_good_beside_the_new_ones() {
    let hub = Roll::Ordinary.last_second().await;
    let app = nonces::App::register(&hub, |client| client.require_dpop_nonce = false).await;
    let (begun, code) = app.code(&hub, "").await;
    let form = app.party.code_form(&begun, &code);
    let first = granted(&app.call(&hub, "/token", &form, "").await);
    let renewed = async |tokens: &Value| {
        let form = app.party.refresh_form(text(tokens, "refresh_token"));
        granted(&app.call(&hub, "/token", &form, "").await)
    };
    let same =
        |one: &Value, other: &Value| text(one, "refresh_token") == text(other, "refresh_token");
    assert!(same(&renewed(&first).await, &first));
    hub.pass(1);
    let next = renewed(&first).await;
    assert!(!same(&next, &first));
    assert!(same(&renewed(&next).await, &next));
    assert!(same(&renewed(&first).await, &next));
}

#[tokio::test(flavor = "multi_thread")]
async fn data_keys_devices_get_their_tokens_or_begin_anew() {
    for roll in Roll::ALL {
        let hub = roll.last_second().await;
        RelyingParty::register(&hub, "clock", clock).await;
        let person = hub.person("L1");
        let tenant = [("tenant", person.tenant.as_str())];
        let (allowed, waiting) = (
            asked(&hub, "clock", &tenant).await,
            asked(&hub, "clock", &tenant).await,
        );
        let (mut one, mut other) = (english(&hub), english(&hub));
        typed(&mut one, &person, &allowed).await;
        one.press("allow", &[]).await;
        typed(&mut other, &person, &waiting).await;
        shows(&other, "device_allow_heading");
        hub.pass(1);
        other.press("allow", &[]).await;
        let answer = polled(&hub, "clock", text(&allowed, "device_code")).await;
        if roll.is_over() {
            shows(&other, "bad_form");
            refused(&answer, StatusCode::BAD_REQUEST, "expired_token");
        } else {
            shows(&other, "device_allowed");
            granted(&answer);
            granted(&polled(&hub, "clock", text(&waiting, "device_code")).await);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn data_keys_nonces_are_taken_or_given_anew() {
    for roll in Roll::ALL {
        let hub = roll.last_second().await;
        let app = nonces::App::register(&hub, |_| {}).await;
        let begun = app.party.begin("asnes", &[]);
        let query = begun.url.query().unwrap();
        let sent = app.call(&hub, "/par", query, "").await;
        let nonce = nonces::sent_for_one(&sent, StatusCode::BAD_REQUEST);
        hub.pass(1);
        let mut pushed = app.call(&hub, "/par", query, &nonce).await;
        if roll.is_over() {
            let fresh = nonces::sent_for_one(&pushed, StatusCode::BAD_REQUEST);
            assert_ne!(fresh, nonce);
            pushed = app.call(&hub, "/par", query, &fresh).await;
        }
        assert_eq!(pushed.status, StatusCode::CREATED, "{}", pushed.body);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn data_keys_mailed_codes_are_right_or_too_old() {
    for roll in Roll::ALL {
        let hub = roll.last_second().await;
        let person = hub.person("L7");
        let mut browser = arrived(&hub, &person).await;
        send_code(&mut browser, None).await;
        let code = hub.next_code(email(&person)).await;
        hub.pass(1);
        // With a form of now.
        browser.reload().await;
        browser.press("verify", &[("code", &code)]).await;
        if roll.is_over() {
            let page = shows(&browser, "code_heading");
            assert!(page.title.starts_with("Error:"));
            assert!(page.text.contains(&say("error_code_expired", &[])));
            hub.pass(60);
            browser.press("resend", &[]).await;
            type_code(&hub, &mut browser, email(&person)).await;
        }
        in_app(&browser);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn data_keys_mailed_links_lead_on_or_are_too_old() {
    for roll in Roll::ALL {
        let hub = roll.last_second().await;
        let person = hub.person("L7");
        let mut browser = arrived(&hub, &person).await;
        send_code(&mut browser, None).await;
        let mail = hub.next_mail(email(&person)).await;
        let link = mail_link(&mail.links());
        let mut elsewhere = english(&hub);
        browser.go(&link).await;
        shows(&browser, "link_here_heading");
        hub.pass(1);
        elsewhere.go(&link).await;
        browser.press("finish", &[]).await;
        if roll.is_over() {
            for shown in [&elsewhere, &browser] {
                let page = shows(shown, "link_expired_heading");
                assert_eq!(page.status, StatusCode::GONE);
                assert!(page.has_way_on());
            }
        } else {
            let page = shows(&elsewhere, "link_elsewhere_heading");
            assert!(page.text.contains(&mail.codes()[0]));
            in_app(&browser);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn data_keys_the_way_on_after_a_logout_leads_on_or_ends_here() {
    for roll in Roll::ALL {
        let hub = roll.last_second().await;
        let app = RelyingParty::register(&hub, "probe", |_| {}).await;
        let person = hub.person("L1");
        let mut browser = english(&hub);
        browser.intercept(&app.host);
        let begun = app.begin(&person.tenant, &[]);
        come(&mut browser, &person, &begun.url).await;
        let code = app.code(&begun, browser.url()).unwrap();
        let tokens = granted(&app.token(&hub, &app.code_form(&begun, &code)).await);
        let mut out = hub.url("/logout");
        let back = app.redirect_uri.replace("/callback", "/logged-out");
        out.query_pairs_mut()
            .append_pair("id_token_hint", text(&tokens, "id_token"))
            .append_pair("post_logout_redirect_uri", &back);
        browser.intercept("idporten.localhost");
        browser.go(out.as_str()).await;
        let mut done = hub.url("/logout/done");
        let state = browser.parameter("state").unwrap();
        done.query_pairs_mut().append_pair("state", &state);
        hub.pass(1);
        browser.go(done.as_str()).await;
        if roll.is_over() {
            shows(&browser, "logged_out");
        } else {
            assert_eq!(browser.url().path(), "/logged-out");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn data_keys_cursors_lead_on_or_are_begun_anew() {
    for roll in Roll::ALL {
        let hub = roll.last_second().await;
        let bearer = format!("Bearer {}", hub.registrar_token().await);
        let headers = [("authorization", bearer.as_str())];
        let list = async |further: &str| {
            let path = format!("/api/clients?limit=1{further}");
            hub.request(Method::GET, &path, &headers, "").await
        };
        let first = granted(&list("").await);
        let further = format!("&cursor={}", text(&first, "next_cursor"));
        hub.pass(1);
        let next = list(&further).await;
        if roll.is_over() {
            // The token was signed by a key that is gone as well.
            assert_eq!(next.status, StatusCode::UNAUTHORIZED);
            let bearer = format!("Bearer {}", hub.registrar_token().await);
            let headers = [("authorization", bearer.as_str())];
            let path = format!("/api/clients?limit=1{further}");
            let next = hub.request(Method::GET, &path, &headers, "").await;
            assert_eq!(next.status, StatusCode::BAD_REQUEST, "{}", next.body);
            assert!(next.body.contains("begin anew"), "{}", next.body);
        } else {
            assert_ne!(granted(&next)["items"], first["items"]);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn data_keys_activation_codes_are_right_or_no_longer_work() {
    for roll in Roll::ALL {
        let hub = start().await;
        let person = hub.person_at("L11", "kodevik");
        let user = hub.directory_user(&person.tenant, email(&person)).await;
        let number = user.employments[0].number.clone();
        roll.to_the_last_second(&hub).await;
        let made = operator::make_code(hub.stack.operator(), &person.tenant, &number).await;
        let (code, _) = made.unwrap().unwrap();
        // Nearly as long as it can live.
        hub.pass(if roll == Roll::WithGrace {
            i64::from(HOUR)
        } else {
            ACTIVATION_LIFE - 60
        });
        let mut browser = arrived(&hub, &person).await;
        by_code(&hub, &mut browser, &person, true).await;
        shows(&browser, "activation_heading");
        browser
            .press("activate", &[("activation_code", &code)])
            .await;
        if roll.is_over() {
            let page = shows(&browser, "activation_heading");
            assert!(page.text.contains(&say("error_activation_ended", &[])));
        } else {
            in_app(&browser);
        }
    }
}

/// A second allowance would be a way to guess on: what is counted is found by the first key.
#[tokio::test(flavor = "multi_thread")]
async fn data_keys_counters_go_on_over_a_change() {
    let hub = start().await;
    let counters = async || {
        let items = hub.transient_items().await;
        let mut keys: Vec<String> = items.into_keys().collect();
        keys.retain(|key| key.contains("sends-address"));
        keys
    };
    let person = hub.person("L7");
    let mut browser = arrived(&hub, &person).await;
    send_code(&mut browser, None).await;
    let before = counters().await;
    rotate(&hub, 0, SEEN_BY_ALL).await;
    let mut browser = arrived(&hub, &person).await;
    send_code(&mut browser, None).await;
    assert_eq!(counters().await, before);
    assert_eq!(before.len(), 1);
}

/// Accounts are found by the first key whatever proves.
#[tokio::test(flavor = "multi_thread")]
async fn data_keys_that_prove_find_nobody() {
    let hub = start().await;
    let person = hub.person("L7");
    let mut browser = arrived(&hub, &person).await;
    by_code(&hub, &mut browser, &person, false).await;
    let born = account(&browser);
    let before = hub.identity_items().await;
    for roll in Roll::ALL {
        rotate(&hub, 0, SEEN_BY_ALL).await;
        let browser = arrived(&hub, &person).await;
        assert_eq!(account(&browser), born, "{roll:?}");
    }
    let changed = hub.changed_since(&before).await;
    assert!(
        changed.iter().all(|kind| kind.contains("key")),
        "{changed:?}"
    );
}

/// Through an emergency, every half minute, by two instances in turn that read the keys at
/// different times: whatever one makes, the other takes.
#[tokio::test(flavor = "multi_thread")]
async fn data_keys_are_known_to_all_before_they_make_anything() {
    let hub = start().await;
    let app = RelyingParty::register(&hub, "probe", |_| {}).await;
    let person = hub.person("L1");
    let mut browser = app.browser(&hub);
    let mut tokens = offline(&hub, &app).await;
    hub.pass(170);
    let mut other = offline(&hub, &app).await;
    rotate(&hub, HOUR, 0).await;
    let begun_at = hub.now();
    while hub.now() < begun_at + SEEN_BY_ALL + 400 {
        let when = hub.now() - begun_at;
        for tokens in [&mut tokens, &mut other] {
            let answer = renewed(&hub, &app, tokens).await;
            assert_eq!(answer.status, StatusCode::OK, "{when} s: {}", answer.body);
            *tokens = answer.json();
        }
        let begun = app.begin(&person.tenant, &[]);
        come(&mut browser, &person, &begun.url).await;
        let code = app.code(&begun, browser.url()).unwrap();
        granted(&app.token(&hub, &app.code_form(&begun, &code)).await);
        hub.pass(31);
    }
}

#[tokio::test(flavor = "multi_thread")]
pub async fn data_keys_of_several_runs_at_once_are_made_once_and_end_in_time() {
    let hub = start().await;
    hub.pass(PERIOD - AHEAD);
    let (one, other) = (
        hub.stack.tick("housekeeping"),
        hub.stack.tick("housekeeping"),
    );
    tokio::join!(one, other, hub.stack.tick("housekeeping"));
    let made = kept::<ProvingKeyItem>(&hub).await;
    assert_eq!(made.len(), 1);
    let from = hub.now() + AHEAD;
    assert_eq!((made[0].proves_from, made[0].proves_until), (from, None));
    let first = kept::<DataKeyItem>(&hub).await.swap_remove(0);
    assert_eq!(first.proves_until, Some(from + COUNTS_AFTER));
    // Three years on there are those that still count, and the first by which all is found.
    for _ in 0..(3 * 365) {
        hub.pass(DAY);
        hub.stack.tick("housekeeping").await;
        let proving = kept::<ProvingKeyItem>(&hub).await;
        let over = |key: &&ProvingKeyItem| key.proves_until.is_some_and(|until| until <= hub.now());
        assert_eq!(proving.iter().filter(over).count(), 0);
        assert!((1..=4).contains(&proving.len()), "{}", proving.len());
    }
    let kept_first = kept::<DataKeyItem>(&hub).await;
    assert_eq!(kept_first.len(), 1);
    assert_eq!(kept_first[0].id, first.id);
    in_app(&arrived(&hub, &hub.person("L1")).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn data_keys_in_an_emergency_are_changed_whole_or_not_at_all() {
    let hub = start().await;
    let before = hub.identity_items().await;
    let mut rule = Rule::new(Fault::StoreThrottled, Occasion::Every(1));
    rule.operation = Some("TransactWriteItems".to_owned());
    hub.shim().add(rule);
    let task = json!({ "task": "rotate-now" });
    assert_eq!(hub.stack.task("housekeeping", task).await, None);
    hub.shim().clear();
    assert!(hub.changed_since(&before).await.is_empty());

    let done = rotate(&hub, 0, SEEN_BY_ALL).await;
    let made = &kept::<ProvingKeyItem>(&hub).await[0];
    assert_eq!(done["data_keys"]["made"], json!([made.id]));
    assert_eq!(done["proves_from"], made.proves_from);
    assert_eq!(done["signs_from"], made.proves_from);
    assert_eq!(made.proves_from, hub.now());
    let first = &kept::<DataKeyItem>(&hub).await[0];
    assert_eq!(done["data_keys"]["withdrawn"], json!([first.id]));
    assert_eq!(first.proves_until, Some(hub.now()));
    let told = hub.audit_items().await;
    let is_told = |item: &Value| {
        let item = item.to_string();
        item.contains("keys_changed") && item.contains(&made.id) && item.contains(&first.id)
    };
    assert_eq!(told.values().filter(|item| is_told(item)).count(), 1);
}

/// What a cold start of a function opens.
#[tokio::test(flavor = "multi_thread")]
async fn data_keys_that_are_not_asked_for_are_not_opened() {
    let hub = Hub::fresh_per_request().await;
    let opened = async |path: &str| {
        hub.shim().reset_counters();
        let answer = hub.request(Method::GET, path, &[], "").await;
        assert!(!answer.status.is_server_error(), "{}", answer.body);
        hub.shim().counters().calls("kms:Decrypt")
    };
    assert_eq!(opened("/jwks").await, 0);
    assert_eq!(opened("/logout/done?state=x").await, 3);
    rotate(&hub, 0, SEEN_BY_ALL).await;
    // Two signing keys, and one that proves.
    assert_eq!(opened("/logout/done?state=x").await, 3);
}
