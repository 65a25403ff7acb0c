//! A change says what it is a change of; what the API shows can be sent back; lists are paged.

use http::Method;
use kobling_model::Level;
use kobling_protocol::clients::client_file;
use kobling_tests::Hub;
use serde_json::{Value, json};

use super::{JSON, NEW, Office, change, noted, tag, text, web_app};
use crate::api::is_problem;

const APP: &str = "/api/clients/vaktplan";

#[tokio::test(flavor = "multi_thread")]
async fn h6_a_change_names_what_it_is_a_change_of() {
    let office = Office::open().await;
    let app = web_app().to_string();
    let put = async |headers: &[(&str, &str)]| {
        let headers = [&[JSON], headers].concat();
        office.call(Method::PUT, APP, &headers, &app).await
    };
    is_problem(&put(&[]).await, 428, "precondition_required");
    let never = ("if-match", "\"never\"");
    is_problem(&put(&[never]).await, 412, "precondition_failed");
    is_problem(&put(&[NEW, never]).await, 400, "invalid_request");
    is_problem(&put(&[("if-match", "*")]).await, 400, "invalid_request");
    let made = put(&[NEW]).await;
    assert_eq!(made.status, 201, "{}", made.body);
    is_problem(&put(&[NEW]).await, 412, "precondition_failed");
    is_problem(&put(&[never]).await, 412, "precondition_failed");
    let weak = format!("W/{}", tag(&made));
    let weak = put(&[("if-match", &weak)]).await;
    is_problem(&weak, 400, "invalid_request");

    // The tag is another one after each change, of the secrets too.
    let before = tag(&made);
    let changed = office.set("vaktplan", "client_name", json!("Vakter")).await;
    assert_eq!(changed.status, 200, "{}", changed.body);
    assert_ne!(tag(&changed), before);
    assert_eq!(changed.json()["client_secret"], Value::Null);
    let late = office.replace("vaktplan", &before, &web_app()).await;
    is_problem(&late, 412, "precondition_failed");
    let path = format!("{APP}/secrets");
    office.call(Method::POST, &path, &[], "").await;
    assert_ne!(office.tag_of("vaktplan").await, tag(&changed));

    let remove = async |headers: &[(&str, &str)]| {
        let answer = office.call(Method::DELETE, APP, headers, "").await;
        (answer.status.as_u16(), answer)
    };
    is_problem(&remove(&[]).await.1, 428, "precondition_required");
    is_problem(&remove(&[NEW]).await.1, 400, "invalid_request");
    let late = [("if-match", before.as_str())];
    is_problem(&remove(&late).await.1, 412, "precondition_failed");
    let now = office.tag_of("vaktplan").await;
    assert_eq!(remove(&[("if-match", &now)]).await.0, 204);
    is_problem(&remove(&[("if-match", &now)]).await.1, 404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn h6_what_is_shown_of_an_app_can_be_sent_back_and_changes_nothing() {
    let office = Office::open().await;
    office.registered("vaktplan").await;
    for id in ["vaktplan", "hrm", "clock", "hr-feed"] {
        if id == "vaktplan" {
            change(&office.hub, id, |client| {
                client.minimum_acr = Some(Level::High);
            })
            .await;
        }
        let shown = office.get(&format!("/api/clients/{id}")).await;
        assert_eq!(shown.json()["client_id"], id);
        let sent = office.replace(id, &tag(&shown), &shown.json()).await;
        // The demo's own apps have http addresses, which a file may say and the API may not.
        if sent.status == 400 {
            assert_eq!(id, "hrm", "{}", sent.body);
            continue;
        }
        assert_eq!(sent.status, 200, "{id}: {}", sent.body);
        assert_eq!(tag(&sent), tag(&shown));
        assert_eq!(sent.json(), shown.json());
    }
    assert_eq!(noted(&office.hub).await.len(), 1, "only the registration");
    // Nor is lost what there is no word for.
    office.set("vaktplan", "client_name", json!("Vakter")).await;
    change(&office.hub, "vaktplan", |client| {
        assert_eq!(client.minimum_acr, Some(Level::High));
        assert_eq!(client.name, "Vakter");
    })
    .await;
}

async fn paged(office: &Office, list: &str, name: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut path = format!("{list}?limit=2");
    loop {
        let page = office.get(&path).await;
        assert_eq!(page.status, 200, "{}", page.body);
        let body = page.json();
        let items = body["items"].as_array().unwrap();
        found.extend(items.iter().map(|item| text(&item[name])));
        let Some(cursor) = body["next_cursor"].as_str() else {
            return found;
        };
        assert!(!cursor.contains('#') && !cursor.contains("vaktplan"));
        path = format!("{list}?limit=2&cursor={cursor}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h6_apps_of_the_seed_of_a_file_and_of_the_api_are_in_one_list() {
    let file = json!({"clients": [{
        "client_id": "of-a-file",
        "client_secret": "a-secret-of-enough-length",
        "redirect_uris": ["http://of-a-file.localhost/callback"],
        "tenants": ["asnes", "kodevik"],
    }]});
    let clients = client_file::read("http://localhost", &file.to_string()).unwrap();
    let office = Office::of(Hub::with(|options| options.clients = clients).await).await;
    office.registered("vaktplan").await;
    let all = paged(&office, "/api/clients", "client_id").await;
    assert_eq!(
        all,
        [
            "clock",
            "hr-feed",
            "hrm",
            "of-a-file",
            "registrar",
            "roster",
            "vaktplan"
        ]
    );
    let tenants = paged(&office, "/api/clients/of-a-file/tenants", "tenant").await;
    assert_eq!(tenants, ["asnes", "kodevik"]);
    let tenants = paged(&office, "/api/clients/hr-feed/tenants", "tenant").await;
    assert_eq!(tenants.len(), office.hub.stack.registered().tenants.len());
    assert!(
        paged(&office, "/api/clients/vaktplan/tenants", "tenant")
            .await
            .is_empty()
    );
    let first = office.get("/api/clients/hr-feed/tenants?limit=1").await;
    assert_eq!(
        first.json()["items"][0],
        json!({"tenant": "asnes", "enabled": true,
            "scopes": ["hr.import", "hr.decide", "conflicts.read"]})
    );
    // A cursor is of one list.
    let cursor = text(&first.json()["next_cursor"]);
    for list in ["/api/clients", "/api/clients/of-a-file/tenants"] {
        let other = office.get(&format!("{list}?cursor={cursor}")).await;
        is_problem(&other, 400, "invalid_request");
    }
    let item = office.get("/api/clients?limit=1").await.json()["items"][0].clone();
    let clock = json!({"client_id": "clock", "client_name": "Stemplingsur",
        "client_type": "device", "enabled": true});
    assert_eq!(item, clock);
    // And says what the app is called and whether it is enabled, once that is changed.
    office.set("clock", "enabled", json!(false)).await;
    let item = office.get("/api/clients?limit=1").await.json()["items"][0].clone();
    assert_eq!(item["enabled"], false);
}

#[tokio::test(flavor = "multi_thread")]
async fn h6_what_protects_people_is_not_lost_by_being_left_out() {
    let office = Office::open().await;
    office.registered("union").await;
    let answer = office.set("union", "third_party", json!(true)).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let mut members = office.get("/api/clients/union").await.json();
    members.as_object_mut().unwrap().remove("third_party");
    let tag = office.tag_of("union").await;
    let answer = office.replace("union", &tag, &members).await;
    assert_eq!(answer.status, 400, "{}", answer.body);
    assert_eq!(answer.json()["member"], "third_party");
    members["third_party"] = json!(false);
    let answer = office.replace("union", &tag, &members).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
}
