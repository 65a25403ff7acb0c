//! Replaces an app's registration.

use kobling_model::{apps::Client, audit::Event};
use kobling_protocol::clients::client_words::differing;
use kobling_shared::app::App;
use kobling_store::Condition;

use super::{ClientError, Made, Manager, secrets, within_reach};

/// Replaces it, and makes the secret that it needs and has not. Nothing is written where nothing
/// differs.
pub async fn change(
    app: &App,
    manager: &Manager,
    before: &Client,
    mut client: Client,
) -> Result<(Client, Option<Made>), ClientError> {
    within_reach(manager, before)?;
    // What there is no word for stays.
    client.minimum_acr = before.minimum_acr;
    client.revision.clone_from(&before.revision);
    // Secrets of an app that shows itself otherwise would come to life again some day.
    if client.is_by_secret() {
        client.secret_digest.clone_from(&before.secret_digest);
        client.secrets.clone_from(&before.secrets);
    }
    let made = secrets::first(app, &mut client);
    let changes = differing(before, &client);
    if changes.is_empty() && made.is_none() {
        return Ok((client, None));
    }
    client.revision = Some(app.random().token());
    manager
        .change(app)?
        .put("client", &client, before.as_read())
        .put("list", &client.listed(), Condition::anything())
        .tell(Event::ClientChanged, |event| {
            event.changed_client(&client.id).detail(changes.join(" "))
        })
        .write()
        .await?;
    Ok((client, made))
}
