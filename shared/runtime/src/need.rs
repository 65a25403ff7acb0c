//! What a function needs besides its routes.

/// What a function needs besides its routes. A need decides which environment variables are
/// read, which clients are built in init, and, by way of template.yaml, which policy it gets.
#[derive(Clone, Copy, PartialEq, Eq, Debug, PartialOrd, Ord)]
pub enum Need {
    /// The three tables.
    Store,
    /// Data keys, to open: digests of addresses, form tokens, refresh tokens, seals.
    DataKey,
    /// The key in the key service that makes national id digests.
    NationalIds,
    /// National ids that sessions hold for apps that were granted them, to open.
    SessionNumbers,
    /// Signing keys, to sign.
    SigningKeys,
    /// Calls to upstream identity providers.
    Upstream,
    /// Puts mails in the outbox and wakes the `mail` function.
    Outbox,
    /// Puts mails in the outbox that hold nothing secret, and wakes the `mail` function.
    Notices,
    /// Sends mail by SES.
    Mailer,
    /// Reads HR's files.
    ReadUploads,
    /// Learns that one of HR's files is gone: S3 says so only to those who may list the bucket.
    MissUploads,
    /// Puts HR's files in their bucket, or lets their senders do it.
    WriteUploads,
    /// Reads the reports of imports, or lets their readers do it.
    ReadReports,
    /// Writes the reports of imports.
    WriteReports,
    /// Sends tasks to the `import` function.
    ImportQueue,
    /// Sends rows to the `provision` function.
    ProvisionQueue,
    /// Puts aside rows that no retry mends.
    ProvisionDeadLetters,
    /// Calls to apps.
    AppCalls,
    /// Puts aside words of ended sessions that an app does not take.
    LogoutDeadLetters,
    /// Seals new keys of the deployment; opens none.
    KeyMaking,
    /// Acts for the deployment's operator. No function does: only the operator's own process.
    Operator,
}
