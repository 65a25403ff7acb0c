//! The description of the API (OpenAPI 3.1) and its routes say the same, and it is served as it is.

use std::collections::BTreeSet;

use http::Method;
use kobling_admin::OPENAPI;
use kobling_protocol::api;
use kobling_tests::Hub;
use serde_yaml_ng::Value;

use super::{call, is_problem};

fn document() -> Value {
    serde_yaml_ng::from_str(OPENAPI).expect("YAML")
}

#[test]
fn h5_the_description_and_the_routes_say_the_same() {
    let document = document();
    let described: BTreeSet<(String, String)> = document["paths"]
        .as_mapping()
        .unwrap()
        .iter()
        .flat_map(|(path, methods)| {
            let path = path.as_str().unwrap().to_owned();
            let methods = methods.as_mapping().unwrap().keys();
            methods.map(move |method| (method.as_str().unwrap().to_uppercase(), path.clone()))
        })
        .collect();
    let routes: BTreeSet<(String, String)> = kobling_admin::function()
        .routes()
        .iter()
        .map(|route| (route.method.to_owned(), route.path.to_owned()))
        .collect();
    assert_eq!(described, routes);
    let scopes = &document["components"]["securitySchemes"]["service"]["flows"];
    let scopes: BTreeSet<&str> = scopes["clientCredentials"]["scopes"]
        .as_mapping()
        .unwrap()
        .keys()
        .map(|scope| scope.as_str().unwrap())
        .collect();
    let of_all = api::SCOPES.iter().chain(api::OF_DEPLOYMENT);
    assert_eq!(scopes, of_all.copied().collect());
}

#[tokio::test(flavor = "multi_thread")]
async fn h5_each_call_needs_the_scope_that_its_description_names() {
    let hub = Hub::start().await;
    let document = document();
    let registrar = hub.registrar_token().await;
    let mut tried = 0;
    for (path, methods) in document["paths"].as_mapping().unwrap() {
        for (method, described) in methods.as_mapping().unwrap() {
            let Some(needed) = described["security"][0]["service"][0].as_str() else {
                continue;
            };
            let method: Method = method.as_str().unwrap().to_uppercase().parse().unwrap();
            let path = path.as_str().unwrap().replace("{feed}", "hr");
            let path = path.replace("{name}", "people-1.csv");
            let path = path.replace("{id}", "001772442000-abc");
            let path = path.replace("{tenant}", "asnes");
            let path = path.replace("{secret}", "registered");
            let others: Vec<&str> = api::SCOPES
                .iter()
                .copied()
                .filter(|scope| *scope != needed)
                .collect();
            let token = super::token(&hub, "asnes", &others.join(" ")).await;
            let answer = call(&hub, method.clone(), &path, &token).await;
            is_problem(&answer, 403, "insufficient_scope");
            let challenge = answer.header("www-authenticate").unwrap();
            assert!(challenge.contains(&format!("scope=\"{needed}\"")));
            // Nor does a token of the deployment's open what is a tenant's.
            if !api::is_of_deployment(needed) {
                let answer = call(&hub, method.clone(), &path, &registrar).await;
                is_problem(&answer, 403, "insufficient_scope");
            }
            let bare = hub.request(method, &path, &[], "").await;
            is_problem(&bare, 401, "token_missing");
            tried += 1;
        }
    }
    assert_eq!(tried, kobling_admin::function().routes().len() - 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn h5_the_description_is_served_and_what_is_not_there_is_a_problem() {
    let hub = Hub::start().await;
    let served = hub.request(Method::GET, "/api/openapi.yaml", &[], "").await;
    assert_eq!(served.status, 200);
    assert_eq!(served.media_type(), "application/yaml");
    assert_eq!(served.body, OPENAPI);
    for path in [
        "/api/nothing",
        "/api/hr",
        "/api/hr/imports/",
        "/api/?lang=sv",
    ] {
        let answer = hub.request(Method::GET, path, &[], "").await;
        if answer.media_type() != "application/json" {
            is_problem(&answer, 404, "not_found");
        }
        assert!(answer.header("set-cookie").is_none(), "{path}");
    }
}
