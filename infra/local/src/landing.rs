//! What the pages under `/_local/` are made of.

use std::sync::Arc;

use crate::{
    DataDir,
    base::Base,
    gateway::Mounted,
    inbox::Inbox,
    seed::{Operator, Registered},
};

/// What the pages show.
#[derive(Clone)]
pub struct Landing {
    pub issuer: String,
    pub base: Base,
    pub registered: Registered,
    pub inbox: Arc<Inbox>,
    pub operator: Operator,
    pub mounted: Vec<Arc<Mounted>>,
    /// Held for as long as anything can be asked for.
    pub data: DataDir,
}

/// As it stands in a query.
pub(crate) fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}
