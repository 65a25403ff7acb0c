//! SES's events as EventBridge carries them (`Email Bounced`, `Email Complaint Received`): the
//! little of them that counts. Their free texts (diagnostics, headers) hold addresses and are not
//! read at all. Pure.

use std::collections::BTreeMap;

use kobling_aws::PACE;
use kobling_model::{TenantId, people::EmailAddress};
use serde::Deserialize;

/// What happened to one mail.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Told {
    /// SES's id of the mail, as it was given when it went out.
    pub message_id: String,
    pub tenant: TenantId,
    pub is_paced: bool,
    pub addresses: Vec<EmailAddress>,
    pub what: What,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum What {
    /// There is no such mailbox, or it takes nothing from us.
    Bounce,
    /// Not now: full, away, too slow, or SES cannot say.
    SoftBounce,
    Complaint,
    /// The reader took a complaint back.
    NoSpam,
}

impl What {
    /// The event's name within the key that it is remembered by.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Bounce => "bounce",
            Self::SoftBounce => "soft-bounce",
            Self::Complaint => "complaint",
            Self::NoSpam => "no-spam",
        }
    }
}

#[derive(Deserialize)]
struct Envelope {
    source: String,
    detail: Detail,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Detail {
    event_type: String,
    mail: Mail,
    bounce: Option<Bounce>,
    complaint: Option<Complaint>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Mail {
    message_id: String,
    #[serde(default)]
    tags: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Bounce {
    bounce_type: String,
    bounced_recipients: Vec<Recipient>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Complaint {
    complained_recipients: Vec<Recipient>,
    complaint_feedback_type: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Recipient {
    email_address: String,
}

/// Reads one; the error is a word of ours and quotes nothing.
pub(crate) fn read(body: &str) -> Result<Told, &'static str> {
    let envelope: Envelope = serde_json::from_str(body).map_err(|_| "unreadable")?;
    if envelope.source != "aws.ses" {
        return Err("another source");
    }
    let Detail {
        event_type,
        mail,
        bounce,
        complaint,
    } = envelope.detail;
    let (what, recipients) = match (event_type.as_str(), bounce, complaint) {
        ("Bounce", Some(bounce), _) => match bounce.bounce_type.as_str() {
            "Permanent" => (What::Bounce, bounce.bounced_recipients),
            "Transient" | "Undetermined" => (What::SoftBounce, bounce.bounced_recipients),
            _ => return Err("an unknown kind of bounce"),
        },
        ("Complaint", _, Some(complaint)) => {
            let what = match complaint.complaint_feedback_type.as_deref() {
                Some("not-spam") => What::NoSpam,
                _ => What::Complaint,
            };
            (what, complaint.complained_recipients)
        }
        _ => return Err("neither bounce nor complaint"),
    };
    let tag = |name: &str| mail.tags.get(name).and_then(|values| values.first());
    let tenant = tag("tenant").and_then(|tenant| TenantId::parse(tenant));
    let addresses: Option<Vec<EmailAddress>> = recipients
        .iter()
        .map(|recipient| EmailAddress::parse(bare(&recipient.email_address)))
        .collect();
    Ok(Told {
        is_paced: tag(PACE.0).is_some_and(|value| value == PACE.1),
        tenant: tenant.ok_or("no tenant")?,
        addresses: addresses
            .filter(|addresses| !addresses.is_empty())
            .ok_or("no address")?,
        message_id: Some(mail.message_id)
            .filter(|id| !id.is_empty())
            .ok_or("no message id")?,
        what,
    })
}

/// `Name <a@example.com>` to `a@example.com`: receiving servers report either.
fn bare(text: &str) -> &str {
    match text.rsplit_once('<') {
        Some((_, rest)) => rest.trim_end().trim_end_matches('>'),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn bounce(kind: &str) -> Value {
        json!({
            "version": "0",
            "id": "9f1c",
            "detail-type": "Email Bounced",
            "source": "aws.ses",
            "region": "eu-north-1",
            "detail": {
                "eventType": "Bounce",
                "bounce": {
                    "feedbackId": "0100",
                    "bounceType": kind,
                    "bounceSubType": "General",
                    "bouncedRecipients": [{
                        "emailAddress": "Kari <kari@asnes.example.com>",
                        "status": "5.1.1",
                        "diagnosticCode": "smtp; 550 5.1.1 user unknown"
                    }],
                    "timestamp": "2026-03-02T10:00:00.000Z"
                },
                "mail": {
                    "messageId": "0110-1",
                    "destination": ["kari@asnes.example.com"],
                    "tags": { "tenant": ["asnes"], "pace": ["paced"] }
                }
            }
        })
    }

    #[test]
    fn bounces_are_told_apart() {
        let told = read(&bounce("Permanent").to_string()).unwrap();
        assert_eq!(told.what, What::Bounce);
        assert_eq!(told.addresses[0].as_str(), "kari@asnes.example.com");
        assert_eq!((told.tenant.as_str(), told.is_paced), ("asnes", true));
        for kind in ["Transient", "Undetermined"] {
            let told = read(&bounce(kind).to_string()).unwrap();
            assert_eq!(told.what, What::SoftBounce);
        }
    }

    #[test]
    fn a_complaint_may_be_taken_back() {
        let complaint = |kind: Value| {
            let mut event = bounce("Permanent");
            event["detail"]["eventType"] = "Complaint".into();
            event["detail"]["complaint"] = json!({
                "complainedRecipients": [{ "emailAddress": "kari@asnes.example.com" }],
                "complaintFeedbackType": kind,
            });
            read(&event.to_string()).unwrap().what
        };
        assert_eq!(complaint("abuse".into()), What::Complaint);
        assert_eq!(complaint(Value::Null), What::Complaint);
        assert_eq!(complaint("not-spam".into()), What::NoSpam);
    }

    #[test]
    fn what_is_no_event_says_why_and_quotes_nothing() {
        let changed = |pointer: &str, value: Value| {
            let mut event = bounce("Permanent");
            *event.pointer_mut(pointer).unwrap() = value;
            read(&event.to_string()).unwrap_err()
        };
        assert_eq!(read("kari@asnes.example.com"), Err("unreadable"));
        assert_eq!(changed("/source", "mine".into()), "another source");
        assert_eq!(
            changed("/detail/bounce/bounceType", "Odd".into()),
            "an unknown kind of bounce"
        );
        assert_eq!(changed("/detail/mail/tags", json!({})), "no tenant");
        assert_eq!(
            changed("/detail/bounce/bouncedRecipients", json!([])),
            "no address"
        );
        assert_eq!(
            changed("/detail/eventType", "Delivery".into()),
            "neither bounce nor complaint"
        );
    }
}
