//! Tells apps that a session ended (OpenID Connect Back-Channel Logout 1.0 section 2.5): at once, by
//! the schedule until an app has taken it, and from the dead letters once its fault is mended.

use aws_lambda_events::sqs::{BatchItemFailure, SqsBatchResponse, SqsEvent};
use kobling_aws::queue::{Channel, Message};
use kobling_base::Internal;
use kobling_letters::Change;
use kobling_model::{
    actor::Actor,
    apps::Client,
    audit::Event,
    item::{Entity, Table},
    keys,
    sessions::Ending,
};
use kobling_outbound::{HttpError, form_post};
use kobling_protocol::logout_token;
use kobling_shared::app::App;
use kobling_store::{Condition, Transaction};
use url::Url;

/// Tries of one word. With pauses that double from a minute, the last is four hours after the
/// first: by then no session of that login is alive at an app that keeps to our ID tokens.
const MOST_TRIES: u32 = 8;

/// Why an app did not take it; a word of ours that names nothing of its answer.
#[derive(Debug, thiserror::Error)]
enum NotTaken {
    #[error("the app has no address for it")]
    NoAddress,
    #[error("the app's address cannot be called: {}", .0.plainly())]
    Unreachable(#[source] HttpError),
    #[error("the app answered with status {0}")]
    Status(u16),
    #[error("it could not be made")]
    Unmade(Internal),
}

/// One try that failed, and where.
#[derive(Debug)]
struct Failed {
    host: Option<String>,
    why: NotTaken,
}

impl From<NotTaken> for Failed {
    fn from(why: NotTaken) -> Self {
        Self { host: None, why }
    }
}

/// Tells all at once; who does not take it now is told later.
pub async fn tell_all(app: &App, endings: Vec<Ending>) {
    let mut telling = tokio::task::JoinSet::new();
    for ending in endings {
        let app = app.clone();
        telling.spawn(async move { attempt(&app, ending).await });
    }
    while telling.join_next().await.is_some() {}
}

/// Every word that waits and is due.
pub async fn sweep(app: App) {
    let Ok(store) = app.store() else { return };
    let now = app.now();
    let waiting: Vec<Ending> = match store
        .partition(Table::Transient, keys::ENDINGS, "", now)
        .await
    {
        Ok(waiting) => waiting,
        Err(error) => {
            tracing::warn!(%error, "nobody knows which apps have to be told");
            return;
        }
    };
    let mut due = Vec::new();
    for ending in waiting.into_iter().filter(|ending| ending.due_at <= now) {
        match claim(&app, &ending).await {
            Ok(claimed) => due.extend(claimed),
            Err(failure) => tracing::warn!(cause = %failure.chain(), "a word was not taken up"),
        }
    }
    tell_all(&app, due).await;
}

/// Takes a word for one alone. None where another one has it, or the app has taken it.
async fn claim(app: &App, ending: &Ending) -> Result<Option<Ending>, Internal> {
    let now = app.now();
    let (update, condition) = (ending.claim(now), ending.as_read(now));
    let store = app.store()?;
    Ok(store.update(&ending.key(), update, condition).await?)
}

/// One try; what was taken or given up goes.
async fn attempt(app: &App, ending: Ending) {
    let reason = tell(app, &ending).await.err();
    if let Some(Failed { host, why }) = &reason {
        let host = host.as_deref();
        tracing::warn!(client = %ending.client, host, attempts = ending.attempts, %why, "an app did not take word of a logout");
        if ending.attempts < MOST_TRIES {
            return;
        }
    }
    let done = match reason {
        None => forget(app, &ending).await,
        Some(failed) => put_aside(app, &ending, &failed.why.to_string()).await,
    };
    if let Err(failure) = done {
        // It comes again: an app that hears of a logout twice has nothing more to do.
        tracing::warn!(cause = %failure.chain(), "a word stays");
    }
}

/// Sends it, once.
async fn tell(app: &App, ending: &Ending) -> Result<(), Failed> {
    let request = async {
        let (store, now) = (app.store()?, app.now());
        let client: Option<Client> = store.get(&keys::client(&ending.client), now).await?;
        let Some(client) = client.filter(|client| client.enabled) else {
            return Ok(None);
        };
        let url = client.backchannel_logout_uri.as_deref();
        let Some(url) = url.and_then(|url| Url::parse(url).ok()) else {
            return Ok(None);
        };
        let ring = app.keys().await?;
        let key = ring
            .signer(client.id_token_algorithm, now)
            .ok_or_else(|| Internal::from("there is no key to sign with: make the keys first"))?;
        let jti = app.random().token();
        let token = logout_token::sign(app.issuer(), ending, &jti, key, now);
        let token = token.map_err(Internal::new)?;
        form_post(&url, &[("logout_token", &token)])
            .map(Some)
            .map_err(Internal::new)
    };
    let request = request.await.map_err(NotTaken::Unmade)?;
    let request = request.ok_or(NotTaken::NoAddress)?;
    let host = request.uri().host().map(str::to_owned);
    let client = app.app_calls().map_err(NotTaken::Unmade)?;
    let answer = client.call(request).await.map_err(NotTaken::Unreachable);
    // Section 2.8; some frameworks answer 204.
    let why = match answer.map(|answer| answer.status().as_u16()) {
        Ok(200 | 204) => return Ok(()),
        Ok(other) => NotTaken::Status(other),
        Err(why) => why,
    };
    Err(Failed { host, why })
}

async fn forget(app: &App, ending: &Ending) -> Result<(), Internal> {
    let store = app.store()?;
    let gone = Transaction::new().delete(store, "ending", &ending.key(), Condition::anything());
    Ok(store.transact(gone).await?)
}

/// To the dead letters first: dying in between tells it twice rather than never.
async fn put_aside(app: &App, ending: &Ending, reason: &str) -> Result<(), Internal> {
    let body = serde_json::to_string(ending).map_err(Internal::new)?;
    app.queue(Channel::LogoutDeadLetters)?
        .send(Message::new(body).because(reason))
        .await?;
    let change = Change::new(app, Actor::system("logout", ""))?
        .delete("ending", &ending.key(), Condition::anything())
        .tell(Event::LogoutNotTold, |event| {
            event.account(&ending.account).client(&ending.client)
        });
    Ok(change.write().await?)
}

/// Words that come again out of the dead letters, each by itself.
pub async fn on_dead_letters(app: App, event: SqsEvent) -> SqsBatchResponse {
    let mut answer = SqsBatchResponse::default();
    for record in event.records {
        let body = record.body.as_deref().unwrap_or_default();
        let is_told = match serde_json::from_str::<Ending>(body) {
            Ok(ending) => tell(&app, &ending)
                .await
                .map_err(|failed| failed.why.to_string()),
            Err(_) => Err("unreadable".to_owned()),
        };
        if let Err(why) = is_told {
            tracing::warn!(
                message = record.message_id.as_deref().unwrap_or_default(),
                why,
                "a dead letter was not taken"
            );
            let mut failed = BatchItemFailure::default();
            failed.item_identifier = record.message_id.unwrap_or_default();
            answer.batch_item_failures.push(failed);
        }
    }
    answer
}
