//! What SES says of a mail that came back, as the bus brings it.

use serde_json::{Value, json};

/// A bounce of a mail to one address. `kind` is SES's `bounceType`, `pace` the mail's configuration.
pub fn bounce(kind: &str, message_id: &str, to: &str, tenant: &str, pace: &str) -> Value {
    json!({
        "version": "0",
        "source": "aws.ses",
        "detail-type": "Email Bounced",
        "detail": {
            "eventType": "Bounce",
            "bounce": {
                "bounceType": kind,
                "bouncedRecipients": [{ "emailAddress": to }],
            },
            "mail": {
                "messageId": message_id,
                "tags": { "tenant": [tenant], "pace": [pace] },
            },
        },
    })
}
