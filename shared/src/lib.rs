//! What all functions share. Protocol decisions in `oidc`, people and links in `accounts`, tables
//! in `store`, our side towards eIDs in `upstream`, words in `texts`, pages in `pages`.
//! `docs/architecture.md` says what may depend on what; a test holds it.

pub mod accounts;
pub mod app;
pub mod aws;
pub mod clock;
pub mod config;
pub mod counter;
pub mod digest;
pub mod failure;
pub mod function;
pub mod held;
pub mod hr;
pub mod http_event;
pub mod item;
pub mod keys;
pub mod lambda;
pub mod lifetimes;
pub mod log;
pub mod login;
pub mod mail;
pub mod national_id;
pub mod objects;
pub mod oidc;
pub mod pages;
pub mod queue;
pub mod random;
pub mod secret;
pub mod store;
pub mod texts;
pub mod time_zone;
pub mod upstream;
pub mod web;
