//! One mail: claimed, written, sent, marked. SES has no idempotence, so a crash between sending and
//! marking sends the same mail once more when the claim has run out, with the same code and link.
//! A store that is busy for a while does not: the mark is tried again, and the claim is not given back.

use std::time::Duration;

use kobling_aws::{SenderError, Sending};
use kobling_base::{Internal, lifetimes::MAILED_CODE_LIFE};
use kobling_keyring::Purpose;
use kobling_letters::{
    Change, Fate, Letter, OutboxMail, OutboxState, Returned, Sealed, Sendings, claim, digest_of,
    release,
};
use kobling_model::{
    actor::Actor,
    audit::Event,
    item::{Entity, Key},
    keys,
    tenants::Tenant,
};
use kobling_pages::texts::Language;
use kobling_shared::app::App;
use kobling_store::{Condition, StoreError};
use kobling_web::brand;

use crate::body;

/// How often a mark is tried anew, and how long it waits the first time; each time twice as long.
const MARKS: u32 = 4;
const FIRST_WAIT: Duration = Duration::from_millis(200);

/// How a claimed mail ended; SES's id where it took it.
struct Ended {
    state: OutboxState,
    message_id: Option<String>,
}

impl Ended {
    const fn unsent(state: OutboxState) -> Self {
        Self {
            state,
            message_id: None,
        }
    }
}

/// Sends the mail under a key, if it still waits.
pub(crate) async fn send(app: &App, key: &Key) -> Result<(), Internal> {
    let store = app.store()?;
    let Some(mail) = claim(app, key).await? else {
        let found: Option<OutboxMail> = store.get(key, app.now()).await?;
        return match found {
            // If that one breaks down, this message comes again when its claim has run out.
            Some(mail) if mail.state == OutboxState::Waiting => {
                Err("another sender has this mail".into())
            }
            _ => Ok(()),
        };
    };
    match send_claimed(app, &mail).await {
        Ok(ended) => mark_at_last(app, &mail, &ended).await,
        Err(failure) => {
            release(app, &mail).await?;
            Err(failure)
        }
    }
}

/// Sends it, if it is to be sent. An error says that nothing went out, as far as is known.
async fn send_claimed(app: &App, mail: &OutboxMail) -> Result<Ended, Internal> {
    if !mail.letter.is_known() {
        return Err("a letter that a later version wrote".into());
    }
    let store = app.store()?;
    if is_too_old(mail, app.now()) {
        return Ok(Ended::unsent(OutboxState::Failed));
    }
    let tenant_key = keys::tenant(&mail.tenant);
    let returned_key = keys::returned_address(&digest_of(&app.index().await?, &mail.to));
    let found = store
        .batch(&[tenant_key.clone(), returned_key.clone()], app.now())
        .await?;
    let Some(tenant) = found.get::<Tenant>(&tenant_key)? else {
        return Ok(Ended::unsent(OutboxState::Failed));
    };
    if found.get::<Returned>(&returned_key)?.is_some() {
        return Ok(Ended::unsent(OutboxState::Suppressed));
    }
    let secret = match &mail.sealed {
        Some(sealed) => {
            let opened = app
                .key_service()?
                .open(Purpose::Outbox, &mail.id, sealed)
                .await?;
            serde_json::from_slice(opened.expose()).map_err(Internal::new)?
        }
        None => Sealed {
            code: None,
            link: None,
            asked_from: None,
        },
    };
    let language = Language::from_tag(&mail.language).unwrap_or(Language::Nb);
    let Some(body) = body::body(mail, secret, &tenant, app.issuer()) else {
        return Ok(Ended::unsent(OutboxState::Failed));
    };
    let written = body.render(language, &brand(&tenant));
    let sending = Sending {
        to: &mail.to,
        sender_name: &tenant.name,
        subject: &written.subject,
        text: &written.text,
        html: &written.html,
        tenant: tenant.id.as_str(),
        is_paced: mail.letter.is_paced(),
    };
    match app.sender()?.send(&sending).await {
        Ok(message_id) => Ok(Ended {
            state: OutboxState::Sent,
            message_id: Some(message_id),
        }),
        Err(SenderError::Refused(code)) => {
            tracing::warn!(reference = %mail.reference, code, "a mail was refused for good");
            Ok(Ended::unsent(OutboxState::Failed))
        }
        Err(error @ SenderError::Later(_)) => Err(Internal::new(error)),
    }
}

/// A code that has run out before it was sent only confuses.
fn is_too_old(mail: &OutboxMail, now: i64) -> bool {
    matches!(
        mail.letter,
        Letter::Code { .. } | Letter::SeveralPeople { .. }
    ) && mail.at_milliseconds / 1000 + MAILED_CODE_LIFE <= now
}

/// Marks it, with some patience: while there is no mark, the mail goes again when the claim has run
/// out.
async fn mark_at_last(app: &App, mail: &OutboxMail, ended: &Ended) -> Result<(), Internal> {
    for round in 0..MARKS {
        match mark(app, mail, ended).await {
            Err(failure) if failure.is_passing() => {
                tracing::warn!(reference = %mail.reference, cause = %failure.chain(), "a mail is not marked yet");
                tokio::time::sleep(FIRST_WAIT * (1 << round)).await;
            }
            marked => return marked,
        }
    }
    mark(app, mail, ended).await
}

/// Marks how it ended; what was sealed is erased.
async fn mark(app: &App, mail: &OutboxMail, ended: &Ended) -> Result<(), Internal> {
    let state = ended.state;
    let ended = OutboxMail {
        state,
        message_id: ended.message_id.clone(),
        sealed: None,
        ..mail.clone()
    };
    let is_ours = mail.is_claimed();
    let by = Actor::system("mail", &mail.reference);
    let mut change = Change::new(app, by)?;
    if mail.letter.is_paced() {
        change = change
            .delete("waiting", &mail.key(), is_ours)
            .create("outbox", &ended);
        if state == OutboxState::Sent {
            let (key, update) = Sendings::one_more(&mail.tenant, Fate::Sent, app.now());
            change = change.update("sendings", &key, update, Condition::anything());
        }
    } else {
        change = change.put("outbox", &ended, is_ours);
    }
    let change = change.tell(Event::MailSent, |event| {
        event.tenant(&mail.tenant).detail(state.name())
    });
    match change.write().await {
        // Its claim ran out, and someone else marked it: it is through.
        Ok(()) | Err(StoreError::Changed(_)) => Ok(()),
        Err(error) => Err(error.into()),
    }
}
