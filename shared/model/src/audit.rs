//! Audit events: who did what, when, from where. Append-only; no national ids, no secrets.

use kobling_base::clock::Timestamp;
use serde::{Deserialize, Serialize};

use super::{AccountId, ClientId, DirectoryUserId, TenantId};
use crate::{
    actor::{Actor, Who},
    item::{Entity, Key},
    keys,
    named::named,
};

named! {
    /// What happened. The names are stored and never change.
    pub enum Event {
        EidAnswered = "eid_answered",
        EidRefused = "eid_refused",
        CodeSent = "code_sent",
        CodeRefused = "code_refused",
        LoggedIn = "logged_in",
        /// An app was not told that a session ended, however often it was tried.
        LogoutNotTold = "logout_not_told",
        LoginRefused = "login_refused",
        /// A person let a device log in as them, or did not.
        DeviceAllowed = "device_allowed",
        DeviceDenied = "device_denied",
        AccountCreated = "account_created",
        EidLinked = "eid_linked",
        EidReplaced = "eid_replaced",
        AppLinkMade = "app_link_made",
        AppLinkMoved = "app_link_moved",
        AppLinkDetached = "app_link_detached",
        AppLinkSuspended = "app_link_suspended",
        AddressAdded = "address_added",
        ApprovalAsked = "approval_asked",
        ApprovalDecided = "approval_decided",
        Activated = "activated",
        /// A code for the first use was made for somebody, by which an earlier one ends.
        ActivationCodeMade = "activation_code_made",
        ActivationCodeRefused = "activation_code_refused",
        TokensIssued = "tokens_issued",
        TokensRefreshed = "tokens_refreshed",
        TokensRevoked = "tokens_revoked",
        /// An app was told somebody's national id.
        NationalIdGiven = "national_id_given",
        ServiceTokenIssued = "service_token_issued",
        /// A refresh token gave its successor again, to an app whose answer may have been lost.
        RefreshRepeated = "refresh_repeated",
        RefreshReused = "refresh_reused",
        CodeReplayed = "code_replayed",
        LoggedOut = "logged_out",
        /// What a person let an app of another organisation know, or did not, or no longer does.
        ConsentGiven = "consent_given",
        ConsentRefused = "consent_refused",
        ConsentTakenBack = "consent_taken_back",
        MailSent = "mail_sent",
        /// Mail to someone came back, or was complained about.
        MailReturned = "mail_returned",
        /// A tenant's mails that nobody waits for rest.
        MailRests = "mail_rests",
        /// Mail may go to an address again.
        MailResumed = "mail_resumed",
        NotMeReported = "not_me_reported",
        ConflictFound = "conflict_found",
        /// A file of HR's came by the API, or was allowed to come to the bucket itself.
        HrFileReceived = "hr_file_received",
        HrUploadAllowed = "hr_upload_allowed",
        /// A row of HR's file changed the directory.
        DirectoryChanged = "directory_changed",
        /// An import was held, let through, declined, refused or done.
        ImportMoved = "import_moved",
        /// Signing keys were made, withdrawn or deleted.
        KeysChanged = "keys_changed",
        /// An app was registered, its registration changed, or it was removed.
        ClientRegistered = "client_registered",
        ClientChanged = "client_changed",
        ClientRemoved = "client_removed",
        /// The hub made an app a further secret, or took one away.
        ClientSecretMade = "client_secret_made",
        ClientSecretRemoved = "client_secret_removed",
        /// What an app may do at a tenant was set, or it was taken from there.
        ClientAtTenantSet = "client_at_tenant_set",
        ClientAtTenantRemoved = "client_at_tenant_removed",
    }
}

impl Event {
    /// Only the account's own person brings it about, in the browser that asks.
    const fn is_by_its_account(self) -> bool {
        matches!(
            self,
            Self::LoggedIn
                | Self::DeviceAllowed
                | Self::DeviceDenied
                | Self::ConsentGiven
                | Self::ConsentRefused
                | Self::ConsentTakenBack
        )
    }
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
    /// Who did it; none in events from before this was stored.
    #[serde(default)]
    pub by: Option<Who>,
    /// The reference number that the page showed and the log carries.
    pub reference: String,
    /// The actor's network address as the front door saw it. In events without `by` it may be empty,
    /// or hold the name of an operator.
    #[serde(default)]
    pub from: Option<String>,
    pub at_milliseconds: i64,
}

impl AuditEvent {
    /// A service is the event's `client`, unless another one is named.
    pub fn new(id: String, event: Event, by: &Actor, at_milliseconds: i64) -> Self {
        let client = match &by.who {
            Who::Service(client) => Some(client.clone()),
            _ => None,
        };
        Self {
            id,
            event,
            tenant: None,
            account_pk: None,
            directory_user: None,
            client,
            changed_client: None,
            detail: None,
            by: Some(by.who.clone()),
            reference: by.reference.clone(),
            from: by.from.clone(),
            at_milliseconds,
        }
    }

    #[must_use]
    pub fn tenant(mut self, tenant: &TenantId) -> Self {
        self.tenant = Some(tenant.clone());
        self
    }

    /// Whose account it is about: of a login, a consent or a device also who did it.
    #[must_use]
    pub fn account(mut self, account: &AccountId) -> Self {
        if self.event.is_by_its_account() {
            self = self.by_person(account);
        }
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

    /// Names the account of somebody in a browser who was not known by one so far.
    #[must_use]
    pub fn by_person(mut self, account: &AccountId) -> Self {
        if self.by == Some(Who::Person(None)) {
            self.by = Some(Who::Person(Some(*account)));
        }
        self
    }

    /// The account of the person who did it, where it is known.
    pub const fn person(&self) -> Option<&AccountId> {
        match &self.by {
            Some(Who::Person(account)) => account.as_ref(),
            _ => None,
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Never changed, only added to.
    const NAMES: &str = "\
        eid_answered eid_refused code_sent code_refused logged_in logout_not_told login_refused \
        device_allowed device_denied account_created eid_linked eid_replaced app_link_made \
        app_link_moved app_link_detached app_link_suspended address_added approval_asked \
        approval_decided activated activation_code_made activation_code_refused tokens_issued \
        tokens_refreshed tokens_revoked national_id_given service_token_issued refresh_repeated \
        refresh_reused code_replayed logged_out consent_given consent_refused consent_taken_back \
        mail_sent mail_returned mail_rests mail_resumed not_me_reported conflict_found \
        hr_file_received hr_upload_allowed directory_changed import_moved keys_changed \
        client_registered client_changed client_removed client_secret_made client_secret_removed \
        client_at_tenant_set client_at_tenant_removed";

    fn event(event: Event, who: Who) -> AuditEvent {
        let by = Actor::new(who, "192.0.2.7", "K7QM-2XP9");
        AuditEvent::new("0".to_owned(), event, &by, 1_772_454_280_000)
    }

    #[test]
    fn names_of_events_stay() {
        let names: Vec<&str> = Event::ALL.iter().map(|event| event.name()).collect();
        assert_eq!(names.join(" "), NAMES);
        for event in Event::ALL {
            let text = serde_json::to_string(event).unwrap();
            assert_eq!(text, format!("\"{}\"", event.name()));
            assert_eq!(serde_json::from_str::<Event>(&text).unwrap(), *event);
        }
    }

    #[test]
    fn an_event_of_a_later_version_is_read() {
        let mut stored = serde_json::to_value(event(Event::MailSent, Who::system("mail"))).unwrap();
        stored["event"] = "passkey_added".into();
        stored["by"] = "robot:7".into();
        let read: AuditEvent = serde_json::from_value(stored).unwrap();
        assert_eq!(read.event, Event::Unknown);
        assert_eq!(read.by, Some(Who::Unknown("robot:7".to_owned())));
    }

    #[test]
    fn an_event_says_who_did_it_apart_from_where() {
        let operator = event(Event::ApprovalDecided, Who::Operator("operator".to_owned()));
        let stored = serde_json::to_value(&operator).unwrap();
        assert_eq!(stored["by"], "operator:operator");
        assert_eq!(stored["from"], "192.0.2.7");
        let client = ClientId::parse("hr-system").unwrap();
        let service = event(Event::HrFileReceived, Who::Service(client.clone()));
        assert_eq!(service.client, Some(client));
    }

    #[test]
    fn somebody_in_a_browser_is_known_by_a_login_and_by_nothing_done_to_them() {
        let account: AccountId = "bda14776-8161-4906-b131-1c828a1e64a2".parse().unwrap();
        let person = |happened| event(happened, Who::Person(None)).account(&account);
        assert_eq!(person(Event::LoggedIn).person(), Some(&account));
        assert_eq!(person(Event::AppLinkDetached).person(), None);
        let system = event(Event::LoggedIn, Who::system("token")).account(&account);
        assert_eq!(system.person(), None);
    }
}
