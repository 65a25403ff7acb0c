//! Signing keys over a year and in an emergency, by a moved clock: every token that is alive can
//! be verified at every moment, by an app that asks for the list and by one that kept it a day.

use http::Method;
use jsonwebtoken::{DecodingKey, Validation, jwk::JwkSet};
use kobling_keys::{
    AFTER, AHEAD, DataKeyItem, PERIOD, ProvingKeyItem, SEEN_BY_ALL, SigningKeyItem,
};
use kobling_local::shim::{Fault, Occasion, Rule};
use kobling_model::{
    Algorithm,
    item::{Entity, Table},
    keys,
};
use kobling_store::{Condition, Transaction};
use kobling_tests::{Browser, Hub, Person, RelyingParty};
use serde_json::{Value, json};

use crate::walk::{SUBSTANTIAL, pid};

const DAY: i64 = 24 * 3600;

/// Someone with a browser, and an app that wants RS256: access tokens are ES256, so each answer
/// shows both.
struct Both {
    hub: Hub,
    app: RelyingParty,
    browser: Browser,
    person: Person,
    refresh_token: Option<String>,
}

/// What one answer gave, with when.
#[derive(Clone)]
struct Given {
    id_token: String,
    access_token: String,
    at: i64,
}

impl Both {
    async fn new() -> Self {
        let hub = Hub::with(|options| {
            options.instances = kobling_local::Instances::Warm(2);
            options.schedules = false;
        })
        .await;
        let app = RelyingParty::register(&hub, "probe", |app| {
            app.id_token_algorithm = Algorithm::RS256;
        })
        .await;
        let (browser, person) = (app.browser(&hub), hub.person("L1"));
        Self {
            hub,
            app,
            browser,
            person,
            refresh_token: None,
        }
    }

    async fn asked(&self, form: &str) -> Option<Value> {
        let answer = self.app.token(&self.hub, form).await;
        assert!(!answer.status.is_server_error(), "{}", answer.body);
        answer.status.is_success().then(|| answer.json())
    }

    /// Renews; logs in anew where the app's grant has come to its end.
    async fn tokens(&mut self) -> Given {
        let mut answer = None;
        if let Some(token) = &self.refresh_token {
            answer = self.asked(&self.app.refresh_form(token)).await;
        }
        if answer.is_none() {
            let at_tenant = [("tenant", self.person.tenant.as_str())];
            let begun = self.app.begin_with(&["offline_access"], &at_tenant);
            self.browser.close();
            self.browser.go(begun.url.as_str()).await;
            if !self.browser.is_intercepted() {
                let pid = pid(&self.person).to_owned();
                self.browser.log_in_at_idporten(&pid, SUBSTANTIAL).await;
            }
            let code = self.app.code(&begun, self.browser.url()).unwrap();
            answer = self.asked(&self.app.code_form(&begun, &code)).await;
        }
        let answer = answer.expect("tokens");
        let text = |name: &str| answer[name].as_str().unwrap_or_default().to_owned();
        self.refresh_token = Some(text("refresh_token")).filter(|token| !token.is_empty());
        Given {
            id_token: text("id_token"),
            access_token: text("access_token"),
            at: self.hub.now(),
        }
    }

    /// The list of public keys of the next instance.
    async fn list(&self) -> JwkSet {
        let answer = self.hub.request(Method::GET, "/jwks", &[], "").await;
        assert_eq!(answer.header("cache-control"), Some("public, max-age=300"));
        serde_json::from_value(answer.json()).unwrap()
    }

    async fn userinfo(&self, given: &Given) -> u16 {
        let bearer = format!("Bearer {}", given.access_token);
        let headers = [("authorization", bearer.as_str())];
        let answer = self
            .hub
            .request(Method::GET, "/userinfo", &headers, "")
            .await;
        answer.status.as_u16()
    }

    async fn kept<E: Entity>(&self) -> Vec<E> {
        let app = &self.hub.stack.operator().app;
        let found = app
            .store()
            .unwrap()
            .partition_found(Table::Identity, keys::KEYS, "", app.now())
            .await
            .unwrap();
        found.all().unwrap()
    }

    async fn signing(&self) -> Vec<SigningKeyItem> {
        self.kept().await
    }
}

fn kid(token: &str) -> String {
    jsonwebtoken::decode_header(token).unwrap().kid.unwrap()
}

/// Whether an app with this list believes a token.
fn is_verified(list: &JwkSet, token: &str) -> bool {
    let header = jsonwebtoken::decode_header(token).unwrap();
    let Some(key) = list.find(header.kid.as_deref().unwrap_or_default()) else {
        return false;
    };
    let mut validation = Validation::new(header.alg);
    validation.validate_exp = false;
    validation.validate_aud = false;
    let key = DecodingKey::from_jwk(key).unwrap();
    jsonwebtoken::decode::<Value>(token, &key, &validation).is_ok()
}

#[track_caller]
fn believed(lists: &[&JwkSet], given: &Given, when: &str) {
    for list in lists {
        assert!(is_verified(list, &given.id_token), "id_token, {when}");
        assert!(is_verified(list, &given.access_token), "access, {when}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_a_year_day_by_day_leaves_no_living_token_unverified() {
    let mut both = Both::new().await;
    let begun = both.hub.now();
    let mut yesterday = [both.list().await, both.list().await];
    let mut kids = std::collections::BTreeSet::new();
    while both.hub.now() < begun + 365 * DAY {
        both.hub.stack.tick("housekeeping").await;
        // The moments at which a key begins or ends within the day, from both sides.
        let end = both.hub.now() + DAY;
        let mut moments: Vec<i64> = Vec::new();
        for key in both.signing().await {
            for at in [Some(key.signs_from), key.published_until]
                .into_iter()
                .flatten()
            {
                moments.extend([-301, -1, 0, 1, 299, 301, 599].map(|by| at + by));
            }
        }
        moments.retain(|at| both.hub.now() < *at && *at < end);
        moments.push(end);
        moments.sort_unstable();
        moments.dedup();
        let mut living: Vec<Given> = Vec::new();
        for at in moments {
            both.hub.pass(at - both.hub.now());
            for _ in 0..2 {
                living.push(both.tokens().await);
            }
            living.retain(|given| at < given.at + 600);
            let today = [both.list().await, both.list().await];
            let when = format!("day {}", (at - begun) / DAY);
            for given in &living {
                believed(&[&today[0], &today[1]], given, &when);
                // Whoever kept the list a day, from either instance.
                believed(&[&yesterday[0], &yesterday[1]], given, &when);
                assert_eq!(both.userinfo(given).await, 200, "{when}");
                kids.insert(kid(&given.id_token));
                kids.insert(kid(&given.access_token));
            }
        }
        yesterday = [both.list().await, both.list().await];
    }
    // Four turns of 90 days: the first keys and four more of each kind have signed, and those
    // whose time was over are gone.
    assert_eq!(kids.len(), 2 * 5);
    assert_eq!(both.signing().await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
pub async fn keys_in_an_emergency_sign_as_soon_as_every_list_names_them() {
    let mut both = Both::new().await;
    let leaked = both.tokens().await;
    both.list().await;
    both.list().await;
    let begun = both.hub.now();
    let done = both
        .hub
        .stack
        .task("housekeeping", json!({ "task": "rotate-now" }))
        .await
        .unwrap();
    assert_eq!(done["made"].as_array().map(Vec::len), Some(2));
    // An HTTP cache in front keeps a list for as long as it was told.
    let mut cached = both.list().await;
    let mut cached_at = both.hub.now();
    while both.hub.now() < begun + SEEN_BY_ALL + 700 {
        let given = both.tokens().await;
        let lists = [both.list().await, both.list().await];
        if both.hub.now() >= cached_at + 300 {
            (cached, cached_at) = (lists[0].clone(), both.hub.now());
        }
        let when = format!("{} s", both.hub.now() - begun);
        believed(&[&lists[0], &lists[1], &cached], &given, &when);
        let is_new = both.hub.now() >= begun + SEEN_BY_ALL;
        assert_eq!(
            kid(&given.id_token) != kid(&leaked.id_token),
            is_new,
            "{when}"
        );
        both.hub.pass(33);
    }
    for list in [both.list().await, both.list().await] {
        assert_eq!(list.keys.len(), 2);
        assert!(!is_verified(&list, &leaked.id_token));
        assert!(!is_verified(&list, &leaked.access_token));
    }
    both.hub.stack.tick("housekeeping").await;
    assert_eq!(both.signing().await.len(), 2, "the leaked keys are gone");
}

/// The old access token is still young when its key is withdrawn.
#[tokio::test(flavor = "multi_thread")]
pub async fn keys_withdrawn_open_nothing_and_a_grace_lets_them() {
    for (grace, expected) in [(0, 401), (3600, 200)] {
        let mut both = Both::new().await;
        let task = json!({ "task": "rotate-now", "grace_seconds": grace });
        both.hub.stack.task("housekeeping", task).await.unwrap();
        both.hub.pass(SEEN_BY_ALL - 1);
        let old = both.tokens().await;
        for _ in 0..2 {
            assert_eq!(both.userinfo(&old).await, 200);
            assert!(is_verified(&both.list().await, &old.id_token));
        }
        both.hub.pass(1);
        // Both instances, though they read the keys a second ago.
        for _ in 0..2 {
            assert_eq!(both.userinfo(&old).await, expected, "grace {grace}");
            assert_eq!(is_verified(&both.list().await, &old.id_token), grace > 0);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
pub async fn keys_of_several_runs_at_once_are_made_once() {
    let both = Both::new().await;
    both.hub.pass(PERIOD - AHEAD);
    let runs = (0..8).map(|_| both.hub.stack.tick("housekeeping"));
    futures_join(runs).await;
    assert_eq!(both.signing().await.len(), 4);

    // A deployment without any: as after its first deploy.
    let store = both.hub.stack.operator().app.store().unwrap();
    let mut transaction =
        Transaction::new().delete(store, "state", &keys::key_state(), Condition::anything());
    for key in both.signing().await {
        transaction = transaction.delete(store, "key", &key.key(), Condition::anything());
    }
    for key in both.kept::<DataKeyItem>().await {
        transaction = transaction.delete(store, "key", &key.key(), Condition::anything());
    }
    for key in both.kept::<ProvingKeyItem>().await {
        transaction = transaction.delete(store, "key", &key.key(), Condition::anything());
    }
    store.transact(transaction).await.unwrap();
    let runs = (0..8).map(|_| both.hub.stack.tick("housekeeping"));
    futures_join(runs).await;
    assert_eq!(both.kept::<DataKeyItem>().await.len(), 1);
    assert_eq!(both.kept::<ProvingKeyItem>().await.len(), 0);
    let made = both.signing().await;
    assert_eq!(made.len(), 2);
    assert!(made.iter().all(|key| key.signs_from == both.hub.now()));
}

async fn futures_join(runs: impl Iterator<Item = impl Future<Output = ()>>) {
    let mut pending: Vec<_> = runs.map(Box::pin).collect();
    std::future::poll_fn(|context| {
        pending.retain_mut(|run| run.as_mut().poll(context).is_pending());
        if pending.is_empty() {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_that_could_not_be_kept_are_made_by_the_next_run() {
    let both = Both::new().await;
    both.hub.pass(PERIOD - AHEAD);
    let before = both.hub.identity_items().await;
    let mut rule = Rule::new(Fault::StoreThrottled, Occasion::Every(1));
    rule.operation = Some("TransactWriteItems".to_owned());
    both.hub.shim().add(rule);
    both.hub.stack.tick("housekeeping").await;
    both.hub.shim().clear();
    assert!(both.hub.changed_since(&before).await.is_empty());
    both.hub.stack.tick("housekeeping").await;
    both.hub.stack.tick("housekeeping").await;
    let kept = both.signing().await;
    assert_eq!(kept.len(), 4);
    for key in kept {
        let is_old = key.created_at < both.hub.now();
        let expected = is_old.then_some(both.hub.now() + AHEAD + AFTER);
        assert_eq!(key.published_until, expected);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_a_task_that_is_none_changes_nothing() {
    let both = Both::new().await;
    let before = both.hub.identity_items().await;
    for task in [
        json!({ "task": "rotate" }),
        json!({ "task": "rotate-now", "grace": 1 }),
        json!({ "task": "rotate-now", "grace_seconds": -1 }),
    ] {
        assert_eq!(both.hub.stack.task("housekeeping", task).await, None);
    }
    assert!(both.hub.changed_since(&before).await.is_empty());
}
