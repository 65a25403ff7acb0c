//! The main job in Chromium: on a phone, at a desk, zoomed, by keyboard, without scripts, by the
//! mailed link. Each walk looks at every page of the hub that it meets with axe-core (WCAG 2.2 A
//! and AA), for overflow, and at the console, where a broken content policy shows.

use std::net::Ipv4Addr;

use axum::{
    Router,
    response::{Html, IntoResponse, Redirect},
};
use kobling_local::{Instances, LocalStack, Options};
use kobling_protocol::clients::client_file;
use serde_json::json;
use tokio::net::TcpListener;

use crate::{node, shared_machine};

async fn walk(name: &str) {
    let _machine = shared_machine().await;
    let stack = LocalStack::start(Options {
        instances: Instances::Warm(2),
        ..Options::default()
    })
    .await
    .unwrap();
    node::run("walks.mjs", &[&stack.issuer(), name]).await;
    stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_main_job_is_done_on_a_phone() {
    walk("main-job-on-a-phone").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_main_job_is_done_at_a_desk() {
    walk("main-job-at-a-desk").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_main_job_is_done_with_everything_four_times_as_large() {
    walk("main-job-zoomed").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_main_job_is_done_by_keyboard_alone() {
    walk("main-job-by-keyboard").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_main_job_is_done_without_scripts() {
    walk("main-job-without-scripts").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_mailed_link_finishes_the_login_where_it_began_and_shows_the_code_elsewhere() {
    walk("main-job-by-the-mailed-link").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn everyone_meets_pages_that_can_be_used() {
    walk("first-pages-of-everyone").await;
}

/// Answers every call by sending the browser on, or, where it sends nowhere, with a page.
async fn answers(to: Option<String>) -> u16 {
    let socket = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let port = socket.local_addr().unwrap().port();
    let router = Router::new().fallback(move || {
        let to = to.clone();
        async move {
            match to {
                Some(to) => Redirect::to(&to).into_response(),
                None => Html("<!doctype html><title>Behind the broker</title>").into_response(),
            }
        }
    });
    tokio::spawn(async move { axum::serve(socket, router).await });
    port
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_behind_a_broker_is_reached_by_query_and_by_form() {
    let _machine = shared_machine().await;
    let behind = answers(None).await;
    let home = format!("http://behind.localhost:{behind}/home");
    let broker = answers(Some(home.clone())).await;
    let redirect_uri = format!("http://broker.localhost:{broker}/cb");
    let clients = json!({ "clients": [{
        "client_id": "broker",
        "client_name": "Broker",
        "client_secret": "a-secret-of-more-than-thirty-two-bytes",
        "redirect_uris": [redirect_uri],
        "post_logout_redirect_uris": [redirect_uri],
    }] });
    let stack = LocalStack::start(Options {
        instances: Instances::Warm(2),
        clients: client_file::read("http://localhost", &clients.to_string()).unwrap(),
        ..Options::default()
    })
    .await
    .unwrap();
    let told = json!({ "client_id": "broker", "redirect_uri": redirect_uri, "home": home });
    let arguments = [stack.issuer(), "app-behind-a-broker".to_owned()];
    let arguments = arguments.each_ref().map(String::as_str);
    let environment = [("BROKER", told.to_string())];
    let environment = environment
        .each_ref()
        .map(|(name, value)| (*name, value.as_str()));
    node::run_with("walks.mjs", &arguments, &environment).await;
    stack.stop().await;
}
