//! A row that no retry mends goes to the dead letters by itself, with its reason; the others of
//! its message go on.

use kobling_aws::queue::{Channel, Message};
use kobling_base::Internal;
use kobling_model::hr::{HrRow, ProvisionMessage, Work};
use kobling_shared::app::App;

/// The reason is a word for whoever looks at dead letters; the cause is in the log alone.
const UNREADABLE: &str = "unreadable";

pub(crate) async fn put_aside(
    app: &App,
    message: &ProvisionMessage,
    row: &HrRow,
    failure: &Internal,
) -> Result<(), Internal> {
    tracing::error!(
        reference = %message.reference,
        line = row.line,
        cause = %failure.chain(),
        "a row was put aside"
    );
    let alone = ProvisionMessage {
        work: Work::Rows(vec![row.clone()]),
        ..message.clone()
    };
    let body = serde_json::to_string(&alone).map_err(Internal::new)?;
    app.queue(Channel::ProvisionDeadLetters)?
        .send(Message::new(body).because(UNREADABLE))
        .await
}
