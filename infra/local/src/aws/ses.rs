//! SES v2 `SendEmail`: a mail goes to the inbox instead of the world.

use std::sync::Arc;

use kobling_shared::{clock::Clock, random::Random};
use serde_json::{Value, json};

use super::Refusal;
use crate::{
    inbox::{Inbox, Mail},
    policy::Act,
    template::{ACCOUNT, REGION},
};

/// The mail service.
pub struct Ses {
    pub inbox: Arc<Inbox>,
    pub random: Random,
    pub clock: Clock,
}

impl Ses {
    /// Takes a mail and answers with its message id.
    pub fn send(&self, body: &Value) -> Result<Value, Refusal> {
        let bad = |what: &str| Refusal::new("BadRequestException", what);
        let simple = &body["Content"]["Simple"];
        let subject = simple["Subject"]["Data"]
            .as_str()
            .ok_or_else(|| bad("no subject"))?;
        let text = simple["Body"]["Text"]["Data"].as_str().unwrap_or_default();
        let html = simple["Body"]["Html"]["Data"].as_str().unwrap_or_default();
        if text.is_empty() && html.is_empty() {
            return Err(bad("no body"));
        }
        let from = body["FromEmailAddress"]
            .as_str()
            .ok_or_else(|| bad("no sender"))?;
        let to: Vec<String> = body["Destination"]["ToAddresses"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|to| to.as_str().map(str::to_owned))
            .collect();
        if to.is_empty() {
            return Err(bad("no recipient"));
        }
        let headers = simple["Headers"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|header| {
                Some((
                    header["Name"].as_str()?.to_owned(),
                    header["Value"].as_str()?.to_owned(),
                ))
            })
            .collect();
        let id = self.random.uuid().to_string();
        self.inbox
            .take(&Mail {
                id: id.clone(),
                from: from.to_owned(),
                to,
                subject: subject.to_owned(),
                text: text.to_owned(),
                html: html.to_owned(),
                headers,
                at_milliseconds: self.clock.now_milliseconds(),
            })
            .map_err(|error| bad(&error.to_string()))?;
        Ok(json!({ "MessageId": id }))
    }
}

/// Sending asks for the sender's identity and for the configuration set.
pub fn acts(body: &Value) -> Vec<Act> {
    let from = body["FromEmailAddress"].as_str().unwrap_or_default();
    let domain = from.rsplit_once('@').map_or("", |(_, domain)| domain);
    let mut names = vec![format!("identity/{}", domain.trim_end_matches('>'))];
    if let Some(set) = body["ConfigurationSetName"].as_str() {
        names.push(format!("configuration-set/{set}"));
    }
    names
        .into_iter()
        .map(|name| {
            Act::new(
                "ses:SendEmail",
                format!("arn:aws:ses:{REGION}:{ACCOUNT}:{name}"),
            )
        })
        .collect()
}
