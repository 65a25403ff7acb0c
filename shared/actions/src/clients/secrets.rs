//! Makes and removes the secrets of an app. Shown once, to who made it; a new one is made, the app
//! is set up with it, and the old one is taken away: both are good meanwhile.

use kobling_base::{Internal, digest::sha256, secret::Secret};
use kobling_model::{
    ClientId,
    apps::{Client, ClientSecret, MOST_SECRETS},
    audit::Event,
};
use kobling_shared::app::App;
use kobling_store::StoreError;

use super::{ClientError, Manager, find, within_reach};

/// How often a change is tried anew that met another one.
const ROUNDS: u32 = 5;

/// A secret that was made just now.
#[derive(Debug)]
pub struct Made {
    pub id: String,
    pub secret: Secret<String>,
}

/// Makes a secret and puts its digest into the registration.
fn draw(app: &App, client: &mut Client) -> Made {
    let made = Made {
        id: app.random().uuid().to_string(),
        secret: app.random().secret(),
    };
    client.secrets.push(ClientSecret {
        id: made.id.clone(),
        digest: sha256(made.secret.expose()),
        created_at: app.now(),
    });
    made
}

/// Makes the secret that an app needs and does not have.
pub(super) fn first(app: &App, client: &mut Client) -> Option<Made> {
    let is_wanting = client.is_by_secret() && client.secret_digests().next().is_none();
    is_wanting.then(|| draw(app, client))
}

/// Makes a further secret.
pub async fn make_secret(app: &App, manager: &Manager, id: &ClientId) -> Result<Made, ClientError> {
    for _ in 0..ROUNDS {
        let before = read(app, manager, id).await?;
        if !before.is_by_secret() {
            return Err(ClientError::NoSecret);
        }
        if before.secret_digests().count() >= MOST_SECRETS {
            return Err(ClientError::TooManySecrets);
        }
        let mut client = before.clone();
        let made = draw(app, &mut client);
        let event = Event::ClientSecretMade;
        if write(app, manager, &before, client, event, &made.id).await? {
            return Ok(made);
        }
    }
    Err(never_still())
}

/// Takes a secret away.
pub async fn remove_secret(
    app: &App,
    manager: &Manager,
    id: &ClientId,
    secret: &str,
) -> Result<(), ClientError> {
    for _ in 0..ROUNDS {
        let before = read(app, manager, id).await?;
        let mut client = before.clone();
        if !client.drop_secret(secret) {
            return Err(ClientError::NotFound);
        }
        if client.is_by_secret() && client.secret_digests().next().is_none() {
            return Err(ClientError::LastSecret);
        }
        let event = Event::ClientSecretRemoved;
        if write(app, manager, &before, client, event, secret).await? {
            return Ok(());
        }
    }
    Err(never_still())
}

fn never_still() -> ClientError {
    Internal::passing("an app is changed all the time").into()
}

async fn read(app: &App, manager: &Manager, id: &ClientId) -> Result<Client, ClientError> {
    let client = find(app, id).await?.ok_or(ClientError::NotFound)?;
    within_reach(manager, &client)?;
    Ok(client)
}

/// Writes an app whose secrets changed, with the audit; false where it was changed meanwhile.
async fn write(
    app: &App,
    manager: &Manager,
    before: &Client,
    mut client: Client,
    event: Event,
    secret: &str,
) -> Result<bool, ClientError> {
    client.revision = Some(app.random().token());
    let change = manager
        .change(app)?
        .put("client", &client, before.as_read())
        .tell(event, |event| {
            event.changed_client(&client.id).detail(secret)
        });
    match change.write().await {
        Ok(()) => Ok(true),
        Err(StoreError::Changed(_)) => Ok(false),
        Err(error) => Err(error.into()),
    }
}
