//! The main job in Chromium: on a phone, at a desk, zoomed, by keyboard, without scripts, by the
//! mailed link. Each walk looks at every page of the hub that it meets with axe-core (WCAG 2.2 A
//! and AA), for overflow, and at the console, where a broken content policy shows.

use kobling_local::{Instances, LocalStack, Options};

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
