//! What is kept of apps beside their registrations: the list of all, and the ids of those that are
//! gone.

use kobling_base::clock::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Client, ClientType};
use crate::{
    ClientId,
    item::{Entity, Key},
    keys,
};

/// An app in the list of all.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct ListedClient {
    pub id: ClientId,
    pub name: String,
    pub client_type: ClientType,
    pub enabled: bool,
}

impl Client {
    /// How the list of apps names it; written whenever the client is.
    pub fn listed(&self) -> ListedClient {
        ListedClient {
            id: self.id.clone(),
            name: self.name.clone(),
            client_type: self.client_type,
            enabled: self.enabled,
        }
    }
}

impl Entity for ListedClient {
    const TYPE: &'static str = "listed_client";

    fn key(&self) -> Key {
        keys::listed_client(&self.id)
    }
}

/// The id of an app that was removed. Tokens, links to tenants and the audit name apps by their
/// ids alone, so none is given to another app.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct RetiredClient {
    pub id: ClientId,
    pub at: Timestamp,
}

impl Entity for RetiredClient {
    const TYPE: &'static str = "retired_client";

    fn key(&self) -> Key {
        keys::retired_client(&self.id)
    }
}
