//! Clients: how they register and how they authenticate.

pub mod client_assertion;
pub mod client_authentication;
pub mod client_file;
pub mod client_members;
pub mod client_registration;
pub mod client_words;
mod registered_address;
mod shown_text;
