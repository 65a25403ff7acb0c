//! What is wrong with a registration.

/// What is wrong with a file, or with one app. Says where, and never what stood there: it may be a secret.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ClientFileError {
    #[error("it is not JSON (line {line}, column {column})")]
    NotJson { line: usize, column: usize },
    #[error("it has no list `clients`")]
    NoList,
    #[error("{client}: `{member}` is unknown")]
    Unknown { client: String, member: String },
    #[error("{client}: `{member}` {what}")]
    Wrong {
        client: String,
        member: &'static str,
        what: &'static str,
    },
}
