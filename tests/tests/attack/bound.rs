//! Roads round the binding rule that a random walk meets too seldom, each walked on purpose.

use kobling_shared::accounts::{Account, DirectoryUser, Tenant};
use kobling_tests::{Begun, Browser};

use crate::{
    dice::Dice,
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
        let cast = Cast::empty(&ground, 1, &mut Dice::new(1)).await;
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
        user.employments =
            vec![directory.employment(&employment, Some(&self.cast.work(person, at)))];
        if let Some(whose) = number {
            let since = self.ground.hub.now() - 300 * DAY;
            let number = self.cast.people[whose].numbers[0].clone();
            user.numbers = vec![directory.known(&tenant, &number, since).await];
        }
        user
    }

    async fn link(&self, account: &Account, user: &mut DirectoryUser, eid_seen: bool) {
        let at = self.ground.hub.now() - 20 * DAY;
        self.directory()
            .link(account, user, None, eid_seen, at)
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
        .transient_table;
    crate::directory::entities::<kobling_shared::login::LoginRequest>(&place.ground.hub, table)
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
