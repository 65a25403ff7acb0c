//! A request that names a person is answered by that person's login, or by an error.

use kobling_tests::{Browser, Hub, RelyingParty, RelyingPartyError};
use serde_json::json;

use super::come;
use crate::walk::{SUBSTANTIAL, pid};

/// The handle of the login that the eID answered last.
fn handle(browser: &Browser) -> String {
    let answers = browser.history.iter().rev();
    let state = answers
        .filter(|hop| hop.url.path().starts_with("/callback/"))
        .find_map(|hop| {
            let mut pairs = hop.url.query_pairs();
            pairs.find_map(|(name, value)| (name == "state").then(|| value.into_owned()))
        });
    let state = state.expect("an answer");
    state.rsplit_once('.').expect("a handle").0.to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn g_nobody_elses_login_answers_for_the_one_who_is_meant() {
    let hub = Hub::start().await;
    let app = RelyingParty::register(&hub, "probe", |_| {}).await;
    let (meant, other) = (hub.person("L1"), hub.person("L4"));
    let mut browser = app.browser(&hub);
    let begun = app.begin(&meant.tenant, &[]);
    come(&mut browser, &meant, &begun.url).await;
    let login = app.finish(&begun, browser.url()).await.unwrap();
    let sub = login.claims["sub"].as_str().unwrap();
    let by_claim = json!({"id_token": {"sub": {"value": sub}}}).to_string();
    let refused = Err(RelyingPartyError::Refused("login_required".to_owned()));
    for further in [
        [("id_token_hint", login.id_token.as_str())],
        [("claims", by_claim.as_str())],
    ] {
        // Somebody else sits at the browser, logged in already.
        let mut browser = app.browser(&hub);
        let begun = app.begin(&other.tenant, &[]);
        come(&mut browser, &other, &begun.url).await;
        app.code(&begun, browser.url()).unwrap();
        let begun = app.begin(&meant.tenant, &further);
        browser.go(begun.url.as_str()).await;
        assert_eq!(browser.host(), "idporten.localhost", "asked who it is");
        browser.log_in_at_idporten(pid(&other), SUBSTANTIAL).await;
        assert_eq!(app.code(&begun, browser.url()), refused);
        // The back button: the session that sits here is still not the one's who is meant.
        let handle = handle(&browser);
        let resume = format!("/authorize/resume?request={handle}");
        browser.go(&resume).await;
        assert_eq!(browser.host(), "idporten.localhost", "{}", browser.url());
        // The one who is meant comes.
        let begun = app.begin(&meant.tenant, &further);
        browser.go(begun.url.as_str()).await;
        browser.log_in_at_idporten(pid(&meant), SUBSTANTIAL).await;
        let again = app.finish(&begun, browser.url()).await.unwrap();
        assert_eq!(again.claims["sub"], sub);
    }
    // A hint and a claim that contradict each other mean nobody.
    let nobody = json!({"id_token": {"sub": {"value": uuid::Uuid::nil().to_string()}}});
    let nobody = nobody.to_string();
    let both = [
        ("id_token_hint", login.id_token.as_str()),
        ("claims", nobody.as_str()),
    ];
    let begun = app.begin(&meant.tenant, &both);
    browser.go(begun.url.as_str()).await;
    assert_eq!(app.code(&begun, browser.url()), refused);
}
