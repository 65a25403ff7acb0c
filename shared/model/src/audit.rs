//! Audit events: who did what, when, from where. Append-only; no national ids, no secrets.

use kobling_base::clock::Timestamp;
use serde::{Deserialize, Serialize};

use super::{AccountId, ClientId, DirectoryUserId, TenantId};
use crate::{
    item::{Entity, Key},
    keys,
};

/// What happened.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Debug)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    EidAnswered,
    EidRefused,
    CodeSent,
    CodeRefused,
    LoggedIn,
    /// An app was not told that a session ended, however often it was tried.
    LogoutNotTold,
    LoginRefused,
    /// A person let a device log in as them, or did not.
    DeviceAllowed,
    DeviceDenied,
    AccountCreated,
    EidLinked,
    EidReplaced,
    AppLinkMade,
    AppLinkMoved,
    AppLinkDetached,
    AppLinkSuspended,
    AddressAdded,
    ApprovalAsked,
    ApprovalDecided,
    Activated,
    ActivationCodeRefused,
    TokensIssued,
    TokensRefreshed,
    TokensRevoked,
    /// An app was told somebody's national id.
    NationalIdGiven,
    ServiceTokenIssued,
    /// A refresh token gave its successor again, to an app whose answer may have been lost.
    RefreshRepeated,
    RefreshReused,
    CodeReplayed,
    LoggedOut,
    /// What a person let an app of another organisation know, or did not, or no longer does.
    ConsentGiven,
    ConsentRefused,
    ConsentTakenBack,
    MailSent,
    /// Mail to someone came back, or was complained about.
    MailReturned,
    /// A tenant's mails that nobody waits for rest.
    MailRests,
    /// Mail may go to an address again.
    MailResumed,
    NotMeReported,
    ConflictFound,
    /// A file of HR's came by the API, or was allowed to come to the bucket itself.
    HrFileReceived,
    HrUploadAllowed,
    /// A row of HR's file changed the directory.
    DirectoryChanged,
    /// An import was held, let through, declined, refused or done.
    ImportMoved,
    /// Signing keys were made, withdrawn or deleted.
    KeysChanged,
    /// An app was registered, its registration changed, or it was removed.
    ClientRegistered,
    ClientChanged,
    ClientRemoved,
    /// The hub made an app a further secret, or took one away.
    ClientSecretMade,
    ClientSecretRemoved,
    /// What an app may do at a tenant was set, or it was taken from there.
    ClientAtTenantSet,
    ClientAtTenantRemoved,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct AuditEvent {
    pub id: String,
    pub event: Event,
    pub tenant: Option<TenantId>,
    /// `account#A`, the partition of the index `by_account`.
    pub account_pk: Option<String>,
    pub directory_user: Option<DirectoryUserId>,
    /// The app that was logged in to, or the service that called.
    pub client: Option<ClientId>,
    /// The app that was changed by it.
    #[serde(default)]
    pub changed_client: Option<ClientId>,
    /// Which row of the first-login table, which refusal, which kind of mail.
    pub detail: Option<String>,
    /// The reference number that the page showed and the log carries.
    pub reference: String,
    /// The client's address as the front door saw it.
    pub from: String,
    pub at_milliseconds: i64,
}

impl AuditEvent {
    pub fn new(
        id: String,
        event: Event,
        reference: &str,
        from: &str,
        at_milliseconds: i64,
    ) -> Self {
        Self {
            id,
            event,
            tenant: None,
            account_pk: None,
            directory_user: None,
            client: None,
            changed_client: None,
            detail: None,
            reference: reference.to_owned(),
            from: from.to_owned(),
            at_milliseconds,
        }
    }

    #[must_use]
    pub fn tenant(mut self, tenant: &TenantId) -> Self {
        self.tenant = Some(tenant.clone());
        self
    }

    #[must_use]
    pub fn account(mut self, account: &AccountId) -> Self {
        self.account_pk = Some(keys::audit_of_account(account));
        self
    }

    #[must_use]
    pub fn directory_user(mut self, user: &DirectoryUserId) -> Self {
        self.directory_user = Some(*user);
        self
    }

    #[must_use]
    pub fn client(mut self, client: &ClientId) -> Self {
        self.client = Some(client.clone());
        self
    }

    #[must_use]
    pub fn changed_client(mut self, client: &ClientId) -> Self {
        self.changed_client = Some(client.clone());
        self
    }

    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    fn at(&self) -> Timestamp {
        self.at_milliseconds / 1000
    }
}

impl Entity for AuditEvent {
    const TYPE: &'static str = "audit_event";

    fn key(&self) -> Key {
        let day = time::OffsetDateTime::from_unix_timestamp(self.at())
            .map_or_else(|_| "0000-00-00".to_owned(), |at| at.date().to_string());
        let bucket = self.id.bytes().next().unwrap_or_default() % 4;
        keys::audit(
            self.tenant.as_ref(),
            &day,
            bucket,
            self.at_milliseconds,
            &self.id,
        )
    }
}
