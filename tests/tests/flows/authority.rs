//! Who may do what: an authority comes from a check and from nothing else.

use http::{Method, StatusCode};
use kobling_actions::{Authority, rights::DecideApprovals};
use kobling_local::{OPERATOR, operator};
use kobling_model::{TenantId, actor::Who};
use kobling_shared::{app::App, function::Need};
use kobling_tests::{Hub, SERVICE};

use crate::api::{call, token};

#[tokio::test(flavor = "multi_thread")]
async fn only_the_operators_own_process_acts_for_the_operator() {
    let hub = Hub::start().await;
    let asnes = || TenantId::parse("asnes").unwrap();
    let own = &hub.stack.operator().app;
    let authority = Authority::<DecideApprovals>::of_operator(own, OPERATOR, asnes()).unwrap();
    assert_eq!(authority.by().who, Who::Operator(OPERATOR.to_owned()));
    assert_eq!(authority.by().from, None);
    // A function that has the store, and whatever else a function can declare.
    let needs = &[Need::Store, Need::DataKey, Need::KeyMaking];
    let config = own.config().clone();
    let function = App::new(config, needs, own.clock().clone(), own.random().clone());
    let refused = Authority::<DecideApprovals>::of_operator(&function, OPERATOR, asnes());
    assert!(refused.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tenants_token_opens_nothing_of_the_deployment_nor_the_other_way_round() {
    let hub = Hub::start().await;
    let of_tenant = token(&hub, "asnes", "hr.import").await;
    let of_deployment = hub.registrar_token().await;
    for (token, path) in [
        (&of_tenant, "/api/clients"),
        (&of_deployment, "/api/hr/imports"),
    ] {
        let refused = call(&hub, Method::GET, path, token).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{path}");
    }
}

/// Every way in has an actor of its own, and no name stands in the place of a network address.
#[tokio::test(flavor = "multi_thread")]
async fn every_event_says_who_did_it_and_from_where() {
    let hub = Hub::start().await;
    let token = token(&hub, "asnes", "hr.import").await;
    call(&hub, Method::GET, "/api/hr/imports", &token).await;
    let person = hub.person_at("L11", "kodevik");
    let address = person.email.as_deref().expect("an address");
    let user = hub.directory_user(&person.tenant, address).await;
    let number = &user.employments[0].number;
    let made = operator::make_code(hub.stack.operator(), &person.tenant, number).await;
    assert!(made.unwrap().is_some());
    let audit = hub.audit_items().await;
    let mut kinds = Vec::new();
    for item in audit.values() {
        let event = item["event"]["S"].as_str().unwrap();
        let by = item["by"]["S"].as_str();
        let by = by.unwrap_or_else(|| panic!("{event} has no actor"));
        assert!(
            !matches!(by.parse().unwrap(), Who::Unknown(_)),
            "{event}: {by}"
        );
        if let Some(from) = item.get("from") {
            let from = from["S"].as_str().unwrap();
            assert!(from.parse::<std::net::IpAddr>().is_ok(), "{event}: {from}");
        }
        kinds.push(format!("{event} {by}"));
    }
    for kind in [
        format!("service_token_issued service:{SERVICE}"),
        format!("activation_code_made operator:{OPERATOR}"),
    ] {
        assert!(kinds.contains(&kind), "{kind} is not among {kinds:?}");
    }
}
