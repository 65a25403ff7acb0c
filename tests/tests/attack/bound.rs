//! Roads round the binding rule that a random walk meets too seldom, each walked on purpose.

use http::{Method, StatusCode};
use kobling_flow::Waiting;
use kobling_local::operator;
use kobling_model::{
    people::{Account, AccountState, DirectoryUser, DirectoryUserState},
    tenants::{FirstUseProof, Tenant},
};
use kobling_tests::{Begun, Browser, dice::Dice};
use url::Url;

use crate::{
    directory::{Directory, NAMESPACE, look},
    scenes::{Cast, Ground},
    watch::unbound,
};

const DAY: i64 = 24 * 3600;

/// A hub with one walk's people, of whom nobody is in a directory yet.
struct Place {
    ground: Ground,
    cast: Cast,
}

impl Place {
    async fn new() -> Self {
        let ground = Ground::new().await;
        let cast = Cast::empty(&ground, 1, &mut Dice::new(1));
        Self { ground, cast }
    }

    fn directory(&self) -> Directory<'_> {
        Directory {
            hub: &self.ground.hub,
        }
    }

    fn tenant(&self, at: usize) -> &Tenant {
        &self.cast.tenants[at]
    }

    /// HR's entry of a person; `number` says that HR knows the person's number.
    async fn entry(&self, person: usize, at: usize, number: Option<usize>) -> DirectoryUser {
        let directory = self.directory();
        let tenant = self.tenant(at).id.clone();
        let mut user = directory.user(&tenant, "Vinda");
        let employment = format!("{person}-{at}");
        user.employments = vec![Directory::employment(
            &employment,
            Some(&self.cast.work(person, at)),
        )];
        if let Some(whose) = number {
            let since = self.ground.hub.now() - 300 * DAY;
            let number = self.cast.people[whose].numbers[0].clone();
            user.numbers = vec![directory.known(&tenant, &number, since).await];
        }
        user
    }

    async fn link(&self, account: &Account, user: &mut DirectoryUser, has_used_eid: bool) {
        let at = self.ground.hub.now() - 20 * DAY;
        self.directory()
            .link(account, user, None, has_used_eid, at)
            .await;
    }

    async fn begin(&self, browser: &mut Browser, at: usize) -> Begun {
        let begun = self.ground.app.begin(self.tenant(at).id.as_str(), &[]);
        browser.go(begun.url.as_str()).await;
        begun
    }

    async fn by_number(&self, browser: &mut Browser, person: usize) {
        let number = &self.cast.people[person].numbers[0];
        browser
            .log_in_at_idporten(number, "idporten-loa-substantial")
            .await;
    }
}

/// The proof is bound to the eID that asked for it (CVE-2026-9087): a link that was mailed for one
/// eID finishes nothing for another, though browser and login are the same.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mailed_link_finishes_only_the_login_of_the_eid_that_asked() {
    let place = Place::new().await;
    let directory = place.directory();
    // Both have accounts from elsewhere, so that the page offers to switch.
    for person in [0, 1] {
        let eid = (
            NAMESPACE.to_owned(),
            place.cast.people[person].eids[0].clone(),
        );
        let private = place.cast.people[person].private.clone();
        directory.account(&[private], &[eid]).await;
    }
    let user = place.entry(0, 0, None).await;
    directory.write_user(None, &user).await;
    let work = place.cast.work(0, 0);

    let mut browser = place.ground.app.browser(&place.ground.hub);
    place.begin(&mut browser, 0).await;
    place.by_number(&mut browser, 0).await;
    let first = browser.page().clone();
    browser.press("send", &[("address", work.as_str())]).await;
    let mail = place.ground.hub.next_mail(work.as_str()).await;
    let link = mail
        .links()
        .into_iter()
        .find(|link| link.contains("mail="))
        .expect("a link");
    // The same login in the same browser goes on with another eID: the earlier page's «switch».
    browser.press("change", &[]).await;
    let page = browser.page().clone();
    assert!(
        page.has_action("switch"),
        "{} after {}",
        page.text,
        first.heading
    );
    browser.press("switch", &[]).await;
    place.by_number(&mut browser, 1).await;
    assert!(browser.page().has_action("send"), "{}", browser.page().text);
    browser.go(&link).await;
    if browser.page().has_action("finish") {
        browser.press("finish", &[]).await;
    }
    let seen = look(&place.ground.hub);
    assert!(seen.users[&user.id].account.is_none());
    assert!(
        !has_mailbox(&place),
        "another eID's login took over a mailbox that was shown to the first"
    );
}

/// Whether any stored login counts a mailbox as shown.
fn has_mailbox(place: &Place) -> bool {
    let table = &place
        .ground
        .hub
        .stack
        .operator()
        .app
        .config()
        .tables
        .transient;
    crate::directory::entities::<Waiting>(&place.ground.hub, table)
        .iter()
        .any(|request| request.progress.mailbox.is_some())
}

/// L3: moving the eID to the account that the work place is linked to must not give it to an
/// account that is, at another tenant, somebody with another number.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_eid_does_not_move_to_an_account_that_is_someone_else_elsewhere() {
    let place = Place::new().await;
    let directory = place.directory();
    let person = &place.cast.people[0];
    let foreign = person.eids[2].clone();
    let namespace = place.cast.truth.eids[&foreign].namespace.clone();
    let own = directory
        .account(
            &[person.private.clone()],
            &[(NAMESPACE.to_owned(), person.eids[0].clone())],
        )
        .await;
    let linked = directory
        .account(&[place.cast.work(0, 0)], &[(namespace, foreign)])
        .await;
    let mut here = place.entry(0, 0, Some(0)).await;
    place.link(&linked, &mut here, true).await;
    directory.write_user(None, &here).await;
    let mut elsewhere = place.entry(1, 1, Some(1)).await;
    place.link(&linked, &mut elsewhere, true).await;
    directory.write_user(None, &elsewhere).await;

    let mut browser = place.ground.app.browser(&place.ground.hub);
    place.begin(&mut browser, 0).await;
    place.by_number(&mut browser, 0).await;
    if browser.page().has_action("continue") {
        browser.press("continue", &[("account", "other")]).await;
        if browser.page().form_with("provider", "idporten").is_some() {
            browser.press_button(("provider", "idporten"), &[]).await;
            browser
                .log_in_by_eidas(&place.cast.people[0].eidas, "Vinda", "Sponvik")
                .await;
        }
    }
    let seen = look(&place.ground.hub);
    assert!(
        unbound(&place.cast.truth, &seen).is_empty(),
        "{} holds an eID whose number another tenant's HR contradicts",
        linked.id
    );
    assert_eq!(seen.accounts[&own.id].eids.len(), 1);
}

/// Where an account's number was never shown at a tenant, HR's number there may be another's: a
/// session from elsewhere does not open it; the eID has to be shown first.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_from_elsewhere_opens_nothing_that_its_number_was_not_shown_to() {
    let place = Place::new().await;
    let directory = place.directory();
    let person = &place.cast.people[0];
    let foreign = person.eids[2].clone();
    let namespace = place.cast.truth.eids[&foreign].namespace.clone();
    // Linked here by an eID without a number; the number came to the account elsewhere.
    let account = directory
        .account(
            &[person.private.clone()],
            &[
                (namespace, foreign),
                (NAMESPACE.to_owned(), person.eids[0].clone()),
            ],
        )
        .await;
    let mut here = place.entry(1, 0, Some(1)).await;
    place.link(&account, &mut here, true).await;
    directory.write_user(None, &here).await;
    let mut elsewhere = place.entry(0, 1, Some(0)).await;
    place.link(&account, &mut elsewhere, true).await;
    directory.write_user(None, &elsewhere).await;

    let mut browser = place.ground.app.browser(&place.ground.hub);
    place.begin(&mut browser, 1).await;
    place.by_number(&mut browser, 0).await;
    assert!(browser.is_intercepted(), "{}", browser.page().text);
    let begun = place.begin(&mut browser, 0).await;
    if browser.is_intercepted() {
        let code = place.ground.app.code(&begun, &browser.url().clone());
        assert!(code.is_err(), "a session opened what HR says is another's");
    }
    // By the eID without a number neither.
    let mut browser = place.ground.app.browser(&place.ground.hub);
    let begun = place.begin(&mut browser, 0).await;
    browser
        .log_in_by_eidas(&place.cast.people[0].eidas, "Vinda", "Sponvik")
        .await;
    if browser.is_intercepted() {
        let code = place.ground.app.code(&begun, &browser.url().clone());
        assert!(
            code.is_err(),
            "an eID without a number opened what HR says is another's"
        );
    }
}

/// T5: where HR knows no number, the extra proof that one eID of an account brought is none for
/// the next: neither by a session that began elsewhere, nor by logging in.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t5_the_extra_proof_belongs_to_the_eid_that_brought_it() {
    let place = Place::new().await;
    let directory = place.directory();
    let person = &place.cast.people[0];
    let foreign = person.eids[2].clone();
    let namespace = place.cast.truth.eids[&foreign].namespace.clone();
    let account = directory
        .account(
            &[person.private.clone()],
            &[
                (NAMESPACE.to_owned(), person.eids[0].clone()),
                (namespace, foreign),
            ],
        )
        .await;
    let mut tenant = place.tenant(0).clone();
    tenant.settings.first_use_proof = FirstUseProof::ActivationCode;
    directory.put(&tenant).await;
    // Here by the number, elsewhere by the eID without one; HR knows no number at either.
    let at = place.ground.hub.now() - 20 * DAY;
    let mut here = place.entry(0, 0, None).await;
    let shown = directory.known(&here.tenant, &person.numbers[0], at).await;
    directory
        .link(&account, &mut here, Some(&shown.digest), true, at)
        .await;
    directory.write_user(None, &here).await;
    let mut elsewhere = place.entry(0, 1, None).await;
    place.link(&account, &mut elsewhere, true).await;
    directory.write_user(None, &elsewhere).await;
    let by_foreign = async |browser: &mut Browser| {
        browser
            .log_in_by_eidas(&place.cast.people[0].eidas, "Vinda", "Sponvik")
            .await;
    };

    let mut browser = place.ground.app.browser(&place.ground.hub);
    place.begin(&mut browser, 1).await;
    by_foreign(&mut browser).await;
    assert!(browser.is_intercepted(), "{}", browser.page().text);
    let begun = place
        .ground
        .app
        .begin(place.tenant(0).id.as_str(), &[("prompt", "none")]);
    browser.go(begun.url.as_str()).await;
    let code = place.ground.app.code(&begun, &browser.url().clone());
    assert!(code.is_err(), "a session of another eID opened the apps");

    let mut browser = place.ground.app.browser(&place.ground.hub);
    place.begin(&mut browser, 0).await;
    by_foreign(&mut browser).await;
    assert!(
        browser.page().has_action("activate"),
        "no extra proof was asked for: {}",
        browser.page().text
    );
    let operator = place.ground.hub.stack.operator();
    let made = operator::make_code(operator, here.tenant.as_str(), "0-0").await;
    let (code, _) = made.expect("the store").expect("a code");
    browser
        .press("activate", &[("activation_code", &code)])
        .await;
    assert!(browser.is_intercepted(), "{}", browser.page().text);
    // From now on both lead straight through.
    for is_foreign in [true, false] {
        let mut browser = place.ground.app.browser(&place.ground.hub);
        place.begin(&mut browser, 0).await;
        if is_foreign {
            by_foreign(&mut browser).await;
        } else {
            place.by_number(&mut browser, 0).await;
        }
        assert!(browser.is_intercepted(), "{}", browser.page().text);
    }
}

/// What an eID's answer is held against: the `state` of this very visit, and the provider.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn checks_of_the_answer_of_an_eid() {
    let place = Place::new().await;
    let mut browser = place.ground.app.browser(&place.ground.hub);
    place.begin(&mut browser, 0).await;
    let page = browser.page().clone();
    let form = page.form_with("action", "login").expect("a form");
    let number = place.cast.people[0].numbers[0].clone();
    let changed = [
        ("pid", number.as_str()),
        ("level", "idporten-loa-substantial"),
    ];
    let filled = form.filled(Some(("action", "login")), &changed);
    let pairs: Vec<(&str, &str)> = filled
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let to = page
        .url
        .join(form.action.as_deref().unwrap_or_default())
        .expect("an address");
    let answer = browser
        .fetch(
            Method::POST,
            to.as_str(),
            &kobling_tests::wire::encode(&pairs),
        )
        .await;
    let back: Url = answer
        .header("location")
        .expect("a redirect")
        .parse()
        .expect("an address");
    let state = back
        .query_pairs()
        .find(|(name, _)| name == "state")
        .map(|(_, value)| value.into_owned())
        .expect("a state");
    let (handle, random) = state.rsplit_once('.').expect("two parts");
    let turned: String = random.chars().rev().collect();
    for wrong in [
        back.as_str().replace(random, &turned),
        back.as_str().replace(random, ""),
        back.as_str()
            .replace("/callback/idporten", "/callback/another"),
    ] {
        // Not followed: the way back would begin a visit of its own.
        browser.fetch(Method::GET, &wrong, "").await;
        let request = stored(&place, handle).await;
        assert!(request.eid.is_none(), "an answer was taken: {wrong}");
    }
    // Another browser has no part in it.
    let mut other = place.ground.app.browser(&place.ground.hub);
    place.begin(&mut other, 0).await;
    other.go(back.as_str()).await;
    assert_eq!(other.page().status, StatusCode::GONE);
    other.go(&format!("/link?request={handle}")).await;
    assert_eq!(other.page().status, StatusCode::GONE);
    assert!(stored(&place, handle).await.eid.is_none());
}

async fn stored(place: &Place, handle: &str) -> Waiting {
    place
        .directory()
        .get(&Waiting::key_of(handle))
        .await
        .expect("a stored login")
}

/// What was shown with one eID counts for nothing with the next.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn checks_that_another_eid_begins_anew() {
    let place = Place::new().await;
    let directory = place.directory();
    for person in [0, 1] {
        let eid = (
            NAMESPACE.to_owned(),
            place.cast.people[person].eids[0].clone(),
        );
        let private = place.cast.people[person].private.clone();
        directory.account(&[private], &[eid]).await;
    }
    let at = usize::from(place.tenant(0).settings.first_use_proof == FirstUseProof::Mailbox);
    let user = place.entry(0, at, None).await;
    directory.write_user(None, &user).await;
    let work = place.cast.work(0, at);
    let mut browser = place.ground.app.browser(&place.ground.hub);
    place.begin(&mut browser, at).await;
    place.by_number(&mut browser, 0).await;
    let first = browser.page().forms[0].clone();
    browser.press("send", &[("address", work.as_str())]).await;
    let code = place.ground.hub.next_code(work.as_str()).await;
    browser.press("verify", &[("code", &code)]).await;
    let handle = first.value("request").expect("a login").to_owned();
    assert_eq!(
        stored(&place, &handle).await.progress.mailbox,
        Some(work.clone())
    );
    let post = async |browser: &mut Browser, action: &str, address: &str| {
        let to = format!(
            "/link?{}",
            kobling_tests::wire::encode(&[("request", &handle)])
        );
        let pairs = [
            ("csrf", first.value("csrf").unwrap_or_default()),
            ("request", handle.as_str()),
            ("action", action),
            ("address", address),
        ];
        browser.post_from("/link", &to, &pairs).await;
    };
    post(&mut browser, "change", "").await;
    post(&mut browser, "switch", "").await;
    place.by_number(&mut browser, 1).await;
    assert_eq!(stored(&place, &handle).await.progress.mailbox, None);
    post(&mut browser, "send", work.as_str()).await;
    assert!(
        browser.page().has_action("verify"),
        "no code was asked for: {}",
        browser.page().text
    );
}

/// To sign in as someone takes an eID that this someone has.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn checks_whose_eid_signs_in() {
    let place = Place::new().await;
    let directory = place.directory();
    let foreign = place.cast.people[1].eids[2].clone();
    let namespace = place.cast.truth.eids[&foreign].namespace.clone();
    let owner = directory
        .account(&[place.cast.work(0, 0)], &[(namespace, foreign)])
        .await;
    let user = place.entry(0, 0, Some(0)).await;
    directory.write_user(None, &user).await;
    let mut browser = place.ground.app.browser(&place.ground.hub);
    place.begin(&mut browser, 0).await;
    place.by_number(&mut browser, 0).await;
    browser.press("send", &[]).await;
    let code = place
        .ground
        .hub
        .next_code(place.cast.work(0, 0).as_str())
        .await;
    browser.press("verify", &[("code", &code)]).await;
    assert!(
        browser.page().form_with("provider", "idporten").is_some(),
        "the mailbox alone was enough: {}",
        browser.page().text
    );
    browser.press_button(("provider", "idporten"), &[]).await;
    // An eID of one's own that leads nowhere is not the account's.
    let second = place.cast.people[0].numbers[1].clone();
    browser
        .log_in_at_idporten(&second, "idporten-loa-substantial")
        .await;
    assert_eq!(
        browser.page().status,
        StatusCode::FORBIDDEN,
        "{}",
        browser.page().text
    );
    assert_eq!(look(&place.ground.hub).accounts[&owner.id], owner);
}

/// L26: whoever sets the directory's address has the directory user, never the account that it is
/// linked to: that is proved by an address of its own.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_directory_address_does_not_give_an_account_away() {
    let place = Place::new().await;
    let directory = place.directory();
    let mut tenant = place.tenant(0).clone();
    tenant.settings.first_use_proof = FirstUseProof::Mailbox;
    directory.put(&tenant).await;
    let owner = &place.cast.people[0].private;
    let account = directory.account(&[owner.clone()], &[]).await;
    let attacker = &place.cast.people[1].private;
    let mut user = place.entry(0, 0, None).await;
    user.employments[0].email = Some(attacker.clone());
    place.link(&account, &mut user, false).await;
    directory.write_user(None, &user).await;

    let mut browser = place.ground.app.browser(&place.ground.hub);
    place.begin(&mut browser, 0).await;
    place.by_number(&mut browser, 1).await;
    browser
        .press("send", &[("address", attacker.as_str())])
        .await;
    let mail = place.ground.hub.next_mail(attacker.as_str()).await;
    if let Some(code) = mail.codes().first() {
        browser.press("verify", &[("code", code)]).await;
    }
    let seen = look(&place.ground.hub);
    assert!(
        seen.accounts[&account.id].eids.is_empty(),
        "the account has an eID that its owner knows nothing of"
    );
}

/// L24 here replaces the eID; what the old one showed elsewhere opens nothing there any more, not
/// even where HR then names the old number.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_number_that_a_replaced_eid_showed_elsewhere_counts_no_longer() {
    let place = Place::new().await;
    let directory = place.directory();
    let person = &place.cast.people[0];
    let (old, new) = (person.numbers[0].clone(), person.numbers[1].clone());
    let eid = (NAMESPACE.to_owned(), person.eids[0].clone());
    let account = directory.account(&[person.private.clone()], &[eid]).await;
    let at = place.ground.hub.now() - 20 * DAY;
    let mut here = place.entry(0, 0, None).await;
    let before = directory.known(&here.tenant, &old, at).await;
    directory
        .link(&account, &mut here, Some(&before.digest), true, at)
        .await;
    let mut known = directory.known(&here.tenant, &new, at + DAY).await;
    known.replaced = Some(before.digest);
    here.numbers = vec![known];
    directory.write_user(None, &here).await;
    let mut elsewhere = place.entry(0, 1, None).await;
    let shown = directory.known(&elsewhere.tenant, &old, at).await;
    directory
        .link(&account, &mut elsewhere, Some(&shown.digest), true, at)
        .await;
    directory.write_user(None, &elsewhere).await;

    let mut browser = place.ground.app.browser(&place.ground.hub);
    place.begin(&mut browser, 0).await;
    browser
        .log_in_at_idporten(&new, "idporten-loa-substantial")
        .await;
    browser.press("send", &[]).await;
    let code = place.ground.hub.next_code(person.private.as_str()).await;
    browser.press("verify", &[("code", &code)]).await;
    assert!(browser.is_intercepted(), "{}", browser.page().text);

    let mut after = elsewhere.clone();
    after.numbers = vec![shown];
    after.version += 1;
    directory.write_user(Some(&elsewhere), &after).await;
    let begun = place.begin(&mut browser, 1).await;
    if browser.is_intercepted() {
        let code = place.ground.app.code(&begun, &browser.url().clone());
        assert!(code.is_err(), "a session opened what HR says is another's");
    }
}

/// The gate looks at everything anew, though the session lives.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn checks_of_the_gate_on_a_living_session() {
    let place = Place::new().await;
    let directory = place.directory();
    let person = &place.cast.people[0];
    let eid = (NAMESPACE.to_owned(), person.eids[0].clone());
    let account = directory.account(&[person.private.clone()], &[eid]).await;
    let mut user = place.entry(0, 0, Some(0)).await;
    place.link(&account, &mut user, true).await;
    directory.write_user(None, &user).await;
    let mut browser = place.ground.app.browser(&place.ground.hub);
    place.begin(&mut browser, 0).await;
    place.by_number(&mut browser, 0).await;
    assert!(browser.is_intercepted(), "{}", browser.page().text);
    let before = look(&place.ground.hub);
    let link = before.links.values().next().expect("a link").clone();
    let (account, user) = (
        before.accounts[&account.id].clone(),
        before.users[&user.id].clone(),
    );

    let opens = async |what: &str| {
        let mut same = browser.clone();
        let begun = place
            .ground
            .app
            .begin(place.tenant(0).id.as_str(), &[("prompt", "none")]);
        same.go(begun.url.as_str()).await;
        assert!(same.is_intercepted(), "{what}: a page");
        place.ground.app.code(&begun, &same.url().clone()).is_ok()
    };
    assert!(opens("as it was").await);

    let mut disabled = account.clone();
    disabled.state = AccountState::Disabled;
    directory.put(&disabled).await;
    assert!(!opens("a disabled account").await);
    let mut ended = account.clone();
    ended.session_generation += 1;
    directory.put(&ended).await;
    assert!(!opens("ended sessions").await);
    directory.put(&account).await;
    assert!(opens("as it was").await);

    let mut suspended = link.clone();
    suspended.suspended = true;
    directory.put(&suspended).await;
    assert!(!opens("a suspended link").await);
    directory.put(&link).await;

    let changes: [(&str, fn(&mut DirectoryUser)); 5] = [
        ("detached", |user| user.account = None),
        ("suspended", |user| {
            user.state = DirectoryUserState::Suspended;
        }),
        ("left", |user| user.state = DirectoryUserState::Left),
        ("ended", |user| user.employments[0].to = Some(1)),
        ("imported only", |user| {
            user.state = DirectoryUserState::Imported;
        }),
    ];
    for (what, change) in changes {
        let mut changed = user.clone();
        change(&mut changed);
        directory.put(&changed).await;
        assert!(!opens(what).await, "{what}");
    }
    directory.put(&user).await;
    assert!(opens("as it was").await);
}
