//! Each fault, switched on in process and by the page, and that it goes away again.

use http::StatusCode;
use kobling_simulators::idporten::{Counters, Endpoint, Fault, Outage, Scope};
use serde_json::Value;

use crate::world::{Browser, Fields, ISSUER, World, by_pid, fields};

/// One login with the fault on: the answer at the client, and the answer of the token endpoint.
async fn login(world: &World) -> (Fields, crate::world::Answer) {
    let response = world.log_in(&World::request(), &by_pid()).await;
    let tokens = world.redeem(&response["code"]).await;
    (response, tokens)
}

async fn claims(world: &World) -> Option<Value> {
    let (_, tokens) = login(world).await;
    assert_eq!(tokens.status, StatusCode::OK, "{}", tokens.body);
    world
        .claims(tokens.json()["id_token"].as_str().unwrap())
        .await
}

#[tokio::test]
async fn each_fault_of_the_token_shows_once() {
    let world = World::new();
    let check = |fault: Fault, claims: Option<Value>| {
        let claims = match (fault, claims) {
            (Fault::WrongSignature, claims) => return claims.is_none(),
            (_, claims) => claims.unwrap(),
        };
        match fault {
            Fault::WrongNonce => claims["nonce"] != "a-nonce",
            Fault::WrongIssuerInToken => claims["iss"] != ISSUER,
            Fault::WrongAudience => claims["aud"] != "app",
            Fault::ExpiredIdToken => claims["exp"].as_i64().unwrap() < 1_900_000_000,
            Fault::MissingPid => claims.get("pid").is_none(),
            Fault::LowerAcr => claims["acr"] == "idporten-loa-low",
            _ => unreachable!(),
        }
    };
    for fault in [
        Fault::WrongSignature,
        Fault::WrongNonce,
        Fault::WrongIssuerInToken,
        Fault::WrongAudience,
        Fault::ExpiredIdToken,
        Fault::MissingPid,
        Fault::LowerAcr,
    ] {
        assert!(!check(fault, claims(&world).await), "{fault:?} without it");
        world.idporten.set_fault(fault, Scope::NextLogin);
        assert!(check(fault, claims(&world).await), "{fault:?}");
        assert!(world.idporten.faults().is_empty());
        assert!(!check(fault, claims(&world).await), "{fault:?} afterwards");
    }
}

#[tokio::test]
async fn a_missing_pid_is_missing_in_userinfo_too() {
    let world = World::new();
    world
        .idporten
        .set_fault(Fault::MissingPid, Scope::NextLogin);
    let (_, tokens) = login(&world).await;
    let access_token = tokens.json()["access_token"].as_str().unwrap().to_owned();
    assert_eq!(world.userinfo(&access_token).await.json().get("pid"), None);
}

#[tokio::test]
async fn the_wrong_issuer_shows_in_the_response_until_cleared() {
    let world = World::new();
    world
        .idporten
        .set_fault(Fault::WrongIssuerInResponse, Scope::UntilCleared);
    for _ in 0..2 {
        let (response, tokens) = login(&world).await;
        assert_ne!(response["iss"], ISSUER);
        assert_eq!(tokens.status, StatusCode::OK);
    }
    world.idporten.clear_faults();
    assert_eq!(login(&world).await.0["iss"], ISSUER);
}

#[tokio::test]
async fn a_replayed_code_waits_for_one_to_replay() {
    let world = World::new();
    world
        .idporten
        .set_fault(Fault::ReplayedCode, Scope::NextLogin);
    let (first, tokens) = login(&world).await;
    assert_eq!(tokens.status, StatusCode::OK);
    let (second, tokens) = login(&world).await;
    assert_eq!(first["code"], second["code"]);
    tokens.assert_oauth_error(400, "invalid_grant", "used before");
    let (third, tokens) = login(&world).await;
    assert_ne!(first["code"], third["code"]);
    assert_eq!(tokens.status, StatusCode::OK);
}

#[tokio::test]
async fn the_token_endpoint_can_be_down_for_one_login_or_for_all() {
    let world = World::new();
    world
        .idporten
        .set_fault(Fault::TokenEndpointDown, Scope::NextLogin);
    assert_eq!(login(&world).await.1.status.as_u16(), 500);
    assert_eq!(login(&world).await.1.status.as_u16(), 200);

    let response = world.log_in(&World::request(), &by_pid()).await;
    world
        .idporten
        .set_fault(Fault::TokenEndpointDown, Scope::UntilCleared);
    let down = world.redeem(&response["code"]).await;
    assert_eq!(down.status.as_u16(), 500);
    world.idporten.clear_faults();
    // It was down, not refusing: the code is still good.
    assert_eq!(world.redeem(&response["code"]).await.status.as_u16(), 200);
}

#[tokio::test(start_paused = true)]
async fn a_slow_token_endpoint_answers_in_the_end() {
    let world = World::new();
    let start = tokio::time::Instant::now();
    login(&world).await;
    assert_eq!(start.elapsed().as_secs(), 0);
    world.idporten.set_fault(Fault::Slow, Scope::NextLogin);
    let (_, tokens) = login(&world).await;
    assert_eq!(tokens.status, StatusCode::OK);
    assert_eq!(start.elapsed().as_secs(), 30);
}

#[tokio::test]
async fn the_page_puts_every_endpoint_out_of_order() {
    let world = World::new();
    let mut browser = Browser::new(&world);
    for endpoint in Endpoint::ALL {
        for outage in Outage::ALL {
            let form = fields([
                ("endpoint", endpoint.name()),
                ("outage", outage.name()),
                ("action", "outage"),
            ]);
            browser.post("/_faults", &form).await.location();
            assert_eq!(world.idporten.outage(endpoint), Some(outage));
            let page = browser.get("/_faults").await;
            let shown = page.text(&format!("[data-endpoint={}]", endpoint.name()));
            assert_eq!(shown, outage.name());
        }
    }
    world.idporten.clear_faults();
    assert!(
        Endpoint::ALL
            .into_iter()
            .all(|endpoint| world.idporten.outage(endpoint).is_none())
    );
}

#[tokio::test]
async fn the_page_switches_every_fault_and_rotates_the_key() {
    let world = World::new();
    let mut browser = Browser::new(&world);
    for fault in Fault::ALL {
        for scope in [Scope::NextLogin, Scope::UntilCleared] {
            let form = fields([
                ("fault", fault.name()),
                ("scope", scope.name()),
                ("action", "set"),
            ]);
            let answer = browser.post("/_faults", &form).await;
            assert_eq!(answer.location().path(), "/_faults");
            assert_eq!(world.idporten.faults(), [(fault, scope)]);
            let page = browser.get("/_faults").await;
            let shown = page.text(&format!("[data-fault={}]", fault.name()));
            assert_eq!(shown, scope.name());
        }
        let clear = fields([("action", "clear")]);
        browser.post("/_faults", &clear).await.location();
        assert!(world.idporten.faults().is_empty());
    }
    let rotate = fields([("action", "rotate-key")]);
    browser.post("/_faults", &rotate).await.location();
    assert_eq!(browser.get("/_faults").await.text("#keys"), "2");
}

#[tokio::test]
async fn the_page_refuses_what_it_does_not_know() {
    let world = World::new();
    for form in [
        fields([]),
        fields([
            ("action", "set"),
            ("fault", "no-such"),
            ("scope", "next-login"),
        ]),
        fields([("action", "set"), ("fault", "slow"), ("scope", "for-ever")]),
    ] {
        let answer = world.post("/_faults", &form).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    }
    assert!(world.idporten.faults().is_empty());
}

#[tokio::test]
async fn calls_are_counted() {
    let world = World::new();
    assert_eq!(world.idporten.counters(), Counters::default());
    let (_, tokens) = login(&world).await;
    let access_token = tokens.json()["access_token"].as_str().unwrap().to_owned();
    world.userinfo(&access_token).await;
    let counters = world.idporten.counters();
    let expected = Counters {
        authorize: 1,
        login: 1,
        codes: 1,
        token: 1,
        userinfo: 1,
        ..Counters::default()
    };
    assert_eq!(counters, expected);
}
