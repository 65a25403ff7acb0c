//! What admins, operators and services do: one file an action, called by the API and by the
//! operator's commands alike. An action takes the [`Authority`] to do it, which says who does it
//! and where; it checks what has to hold, and writes items, audit and mail in one transaction.

pub mod activation;
pub mod activation_code;
pub mod approvals;
mod authority;
pub mod clients;
pub mod held;
pub mod people;
pub mod rights;

pub use authority::{Authority, Denied, Deployment, OpenToServices, Right, ServiceCall};
