//! SES v2 `SendEmail`: a mail goes to the inbox instead of the world. Mailboxes that do not exist or
//! whose reader complains are those of SES's own mailbox simulator, and any that the inbox page was
//! told so about; what SES says of them goes the way that template.yaml declares.

use std::sync::Arc;

use kobling_base::{clock::Clock, random::Random};
use serde_json::{Value, json};

use super::{Refusal, sqs::Sqs};
use crate::{
    inbox::{Behaviour, Inbox, Mail},
    policy::Act,
    template::{ACCOUNT, Events, REGION, Way},
};

/// The mail service.
pub struct Ses {
    pub inbox: Arc<Inbox>,
    pub random: Random,
    pub clock: Clock,
    /// The way that events take.
    pub events: Events,
    pub sqs: Sqs,
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
        let arrives = to.iter().all(|to| self.inbox.behaviour(to).is_delivered());
        for to in &to {
            self.tell(body, &id, to);
        }
        if !arrives {
            return Ok(json!({ "MessageId": id }));
        }
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

impl Ses {
    /// Puts what a mailbox does with a mail on the bus.
    fn tell(&self, body: &Value, id: &str, to: &str) {
        let (kind, title, what) = match self.inbox.behaviour(to) {
            Behaviour::Takes => return,
            Behaviour::Bounces => ("bounce", "Email Bounced", bounce("Permanent", to)),
            Behaviour::BouncesSoftly => ("bounce", "Email Bounced", bounce("Transient", to)),
            Behaviour::Complains => (
                "complaint",
                "Email Complaint Received",
                json!({ "complaint": {
                    "feedbackId": id,
                    "complainedRecipients": [{ "emailAddress": to }],
                    "complaintFeedbackType": "abuse",
                    "timestamp": self.moment(),
                }}),
            ),
        };
        let set = body["ConfigurationSetName"].as_str().unwrap_or_default();
        if !self.events.tells(set, kind) {
            return;
        }
        let mut tags = json!({ "ses:configuration-set": [set] });
        for tag in body["EmailTags"].as_array().into_iter().flatten() {
            if let Some(name) = tag["Name"].as_str() {
                tags[name] = json!([tag["Value"]]);
            }
        }
        let mut detail = what;
        detail["eventType"] = if kind == "bounce" {
            "Bounce"
        } else {
            "Complaint"
        }
        .into();
        detail["mail"] = json!({
            "timestamp": self.moment(),
            "source": body["FromEmailAddress"],
            "sendingAccountId": ACCOUNT,
            "messageId": id,
            "destination": [to],
            "headersTruncated": false,
            "tags": tags,
        });
        let event = json!({
            "version": "0",
            "id": self.random.uuid().to_string(),
            "detail-type": title,
            "source": "aws.ses",
            "account": ACCOUNT,
            "time": self.moment(),
            "region": REGION,
            "resources": [format!("arn:aws:ses:{REGION}:{ACCOUNT}:configuration-set/{set}")],
            "detail": detail,
        });
        for way in self.events.ways_for(&event) {
            match way {
                Way::Function(arn) => self.sqs.put(arn, &event.to_string()),
                Way::DeadLetters(arn) => {
                    let why = [("ERROR_CODE", "NO_PERMISSIONS")];
                    self.sqs.put_with(arn, &event.to_string(), &why);
                }
            }
        }
    }

    /// The time, RFC 3339.
    fn moment(&self) -> String {
        time::OffsetDateTime::from_unix_timestamp(self.clock.now())
            .ok()
            .and_then(|at| {
                at.format(&time::format_description::well_known::Rfc3339)
                    .ok()
            })
            .unwrap_or_default()
    }
}

fn bounce(kind: &str, to: &str) -> Value {
    json!({ "bounce": {
        "bounceType": kind,
        "bounceSubType": "General",
        "bouncedRecipients": [{
            "emailAddress": to,
            "action": "failed",
            "status": if kind == "Permanent" { "5.1.1" } else { "4.2.2" },
            "diagnosticCode": format!("smtp; {to} is not taken"),
        }],
    }})
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
