//! The way out: SES version 2. The only user of its SDK.

use aws_sdk_sesv2::{
    Client,
    error::ProvideErrorMetadata,
    types::{Body, Content, Destination, EmailContent, Message, MessageTag},
};
use aws_types::SdkConfig;
use kobling_model::people::EmailAddress;

/// One finished mail.
#[derive(Clone, Debug)]
pub struct Sending<'a> {
    pub to: &'a EmailAddress,
    /// Shown as the sender's name; the address is the deployment's.
    pub sender_name: &'a str,
    pub subject: &'a str,
    pub text: &'a str,
    pub html: &'a str,
    pub tenant: &'a str,
    /// Whether it went at the tenant's pace; events about it say so too.
    pub is_paced: bool,
}

/// The tag that says so, and its value.
pub const PACE: (&str, &str) = ("pace", "paced");

/// Why a mail did not go out.
#[derive(Debug, thiserror::Error)]
pub enum SenderError {
    /// SES will never take this mail; the code is its own.
    #[error("refused: {0}")]
    Refused(String),
    /// It may take it later.
    #[error("not now")]
    Later(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// What each mail of the deployment is sent with.
#[derive(Clone, Debug)]
pub struct SenderSettings {
    /// The sender's address.
    pub from: String,
    /// The configuration set of SES that events about mails go through.
    pub configuration_set: String,
}

#[derive(Clone, Debug)]
pub struct Sender {
    client: Client,
    settings: SenderSettings,
}

impl Sender {
    pub fn new(settings: &SenderSettings, aws: &SdkConfig) -> Self {
        Self {
            client: Client::new(aws),
            settings: settings.clone(),
        }
    }

    /// Sends and returns SES's message id.
    pub async fn send(&self, mail: &Sending<'_>) -> Result<String, SenderError> {
        let refused =
            |error: aws_sdk_sesv2::error::BuildError| SenderError::Refused(error.to_string());
        let part = |text: &str| Content::builder().data(text).charset("UTF-8").build();
        let message = Message::builder()
            .subject(part(mail.subject).map_err(refused)?)
            .body(
                Body::builder()
                    .text(part(mail.text).map_err(refused)?)
                    .html(part(mail.html).map_err(refused)?)
                    .build(),
            )
            .build();
        let tag = |name: &str, value: &str| MessageTag::builder().name(name).value(value).build();
        let pace = if mail.is_paced { PACE.1 } else { "prompt" };
        let answer = self
            .client
            .send_email()
            .from_email_address(format!(
                "{} <{}>",
                quoted(mail.sender_name),
                self.settings.from
            ))
            .destination(
                Destination::builder()
                    .to_addresses(mail.to.as_str())
                    .build(),
            )
            .content(EmailContent::builder().simple(message).build())
            .configuration_set_name(&self.settings.configuration_set)
            .email_tags(tag("tenant", mail.tenant).map_err(refused)?)
            .email_tags(tag(PACE.0, pace).map_err(refused)?)
            .send()
            .await
            .map_err(|error| match error.code() {
                Some(code @ ("MessageRejected" | "BadRequestException")) => {
                    SenderError::Refused(code.to_owned())
                }
                _ => SenderError::Later(Box::new(error)),
            })?;
        Ok(answer.message_id.unwrap_or_default())
    }
}

/// A display name for a `From` field (RFC 5322 section 3.4): an encoded word (RFC 2047) where it
/// is not plain ASCII, so that no character of a name can end the field.
fn quoted(name: &str) -> String {
    use base64::{Engine, engine::general_purpose::STANDARD};
    let mut clean = String::new();
    for c in name.chars().filter(|c| !c.is_control()) {
        // An encoded word has at most 75 characters.
        if clean.len() + c.len_utf8() > 45 {
            break;
        }
        clean.push(c);
    }
    if clean.is_ascii() {
        format!("\"{}\"", clean.replace(['\\', '"'], ""))
    } else {
        format!("=?UTF-8?B?{}?=", STANDARD.encode(clean))
    }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_name_cannot_end_its_field() {
        assert_eq!(
            quoted("A\r\nBcc: b@example.com\""),
            "\"ABcc: b@example.com\""
        );
        assert!(quoted("Åsnes").starts_with("=?UTF-8?B?"));
    }
}
