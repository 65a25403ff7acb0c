//! Clients: how they register and how they authenticate.

pub mod client_assertion;
pub mod client_authentication;
pub mod client_file;
mod client_file_error;
pub mod client_members;
pub mod client_registration;
pub mod client_words;
mod registered_address;
mod shown_text;

pub use client_file_error::ClientFileError;
