//! What every function is built from: configuration, clients of AWS, routes and events, and the way
//! into Lambda.

pub mod app;
pub mod config;
pub mod function;
pub mod http_event;
pub mod lambda;
pub mod log;
mod need;
