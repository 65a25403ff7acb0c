//! Accounts, directory users, links and policy: decisions without any I/O.

pub mod level;
