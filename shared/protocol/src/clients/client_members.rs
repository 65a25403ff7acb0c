//! The members of one registration, read one by one: of which type each is, and what an address may
//! be. What goes with what is in `client_file`.

use kobling_model::apps::ClientType;
use serde_json::{Map, Value};

use super::{client_file_error::ClientFileError, registered_address};
use crate::authorization::RedirectUri;

const ANSWERS: &str =
    "must have no parameter in the query that an answer has, as code, state, iss or error";
const OURS: &str = "must not lead to the hub itself";
const WAYS_BACK: &str = "has to hold whole addresses: https, http on the own machine, or a native app's \
    own scheme with a dot; no fragment, no user, no wildcard, no backslash";

/// The members that a registration may have, in a file.
pub const MEMBERS: &[&str] = &[
    "client_id",
    "client_name",
    "client_secret",
    "client_type",
    "enabled",
    "profile",
    "token_endpoint_auth_method",
    "jwks",
    "grant_types",
    "redirect_uris",
    "post_logout_redirect_uris",
    "initiate_login_uri",
    "backchannel_logout_uri",
    "scope",
    "id_token_signed_response_alg",
    "require_pushed_authorization_requests",
    "dpop_bound_access_tokens",
    "require_dpop_nonce",
    "refresh_grace_seconds",
    "id_token_claims",
    "jwks_uri",
    "require_signed_request_object",
    "resources",
    "third_party",
    "policy_uri",
    "tenant_claim",
    "tenants",
];
/// Those that only a file has: the API makes secrets itself, and has addresses of their own for the
/// tenants.
pub const OF_A_FILE: &[&str] = &["client_secret", "tenants"];

/// The members of one app, and what it is called in errors.
pub(super) struct Entry<'a> {
    pub(super) issuer: &'a str,
    pub(super) name: String,
    pub(super) members: &'a Map<String, Value>,
}

impl Entry<'_> {
    pub(super) fn wrong(&self, member: &'static str, what: &'static str) -> ClientFileError {
        ClientFileError::Wrong {
            client: self.name.clone(),
            member,
            what,
        }
    }

    /// A member of a type, if it is there.
    pub(super) fn read<T: serde::de::DeserializeOwned>(
        &self,
        member: &'static str,
        what: &'static str,
    ) -> Result<Option<T>, ClientFileError> {
        match self.members.get(member) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => serde_json::from_value(value.clone())
                .map(Some)
                .map_err(|_| self.wrong(member, what)),
        }
    }

    pub(super) fn text(&self, member: &'static str) -> Result<Option<String>, ClientFileError> {
        self.read(member, "has to be text")
    }

    pub(super) fn texts(
        &self,
        member: &'static str,
    ) -> Result<Option<Vec<String>>, ClientFileError> {
        self.read(member, "has to be a list of texts")
    }

    pub(super) fn flag(&self, member: &'static str) -> Result<bool, ClientFileError> {
        let flag = self.read(member, "has to be true or false")?;
        Ok(flag.unwrap_or_default())
    }

    /// That every member is one that there is, and none of those.
    pub(super) fn knows_all_but(&self, others: &[&str]) -> Result<(), ClientFileError> {
        let is_known = |name: &str| MEMBERS.contains(&name) && !others.contains(&name);
        match self.members.keys().find(|name| !is_known(name)) {
            None => Ok(()),
            Some(member) => Err(ClientFileError::Unknown {
                client: self.name.clone(),
                member: member.chars().take(40).collect(),
            }),
        }
    }

    /// Addresses to which people are sent back.
    pub(super) fn ways_back(
        &self,
        member: &'static str,
        client_type: ClientType,
    ) -> Result<Vec<String>, ClientFileError> {
        let addresses = self.texts(member)?.unwrap_or_default();
        for given in &addresses {
            let is_of_use = RedirectUri::is_of_use(client_type, given)
                && registered_address::is_plain(given)
                && !given.contains('*');
            let wrong = if !is_of_use {
                WAYS_BACK
            } else if registered_address::holds_an_answer(given) {
                ANSWERS
            } else if registered_address::is_ours(self.issuer, given) {
                OURS
            } else {
                continue;
            };
            return Err(self.wrong(member, wrong));
        }
        Ok(addresses)
    }

    pub(super) fn address(&self, member: &'static str) -> Result<Option<String>, ClientFileError> {
        match self.text(member)? {
            Some(address) if !is_address(&address) => {
                Err(self.wrong(member, "has to be a whole address without a fragment"))
            }
            Some(address) if registered_address::is_ours(self.issuer, &address) => {
                Err(self.wrong(member, OURS))
            }
            address => Ok(address),
        }
    }
}

fn is_address(text: &str) -> bool {
    url::Url::parse(text).is_ok() && !text.contains('#') && registered_address::is_plain(text)
}
