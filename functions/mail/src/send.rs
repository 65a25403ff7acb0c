//! One mail: read, written, sent, marked. SES has no idempotence, so a crash between sending and
//! marking sends the same mail once more, with the same code and link.

use kobling_shared::{
    accounts::{
        Tenant,
        audit::{AuditEvent, Event},
    },
    app::App,
    failure::Internal,
    keys::Purpose,
    login::code,
    mail::{Letter, OutboxMail, OutboxState, Sealed, SenderError, Sending},
    store::{Condition, Key, StoreError, Transaction, keys},
    texts::Language,
    web::brand,
};

use crate::body;

/// Sends the mail under a key, if it still waits.
pub(crate) async fn send(app: &App, key: &Key) -> Result<(), Internal> {
    let store = app.store()?;
    let Some(mail) = store.get::<OutboxMail>(key, app.now()).await? else {
        return Ok(());
    };
    if mail.state != OutboxState::Waiting {
        return Ok(());
    }
    if is_too_old(&mail, app.now()) {
        return mark(app, &mail, OutboxState::Failed, None).await;
    }
    let tenant: Option<Tenant> = store.get(&keys::tenant(&mail.tenant), app.now()).await?;
    let Some(tenant) = tenant else {
        return mark(app, &mail, OutboxState::Failed, None).await;
    };
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
        },
    };
    let language = Language::from_tag(&mail.language).unwrap_or(Language::Nb);
    let Some(body) = body::body(&mail.letter, secret, &tenant, app.issuer()) else {
        return mark(app, &mail, OutboxState::Failed, None).await;
    };
    let written = body.render(language, &brand(&tenant));
    let sending = Sending {
        to: &mail.to,
        sender_name: &tenant.name,
        subject: &written.subject,
        text: &written.text,
        html: &written.html,
        tenant: tenant.id.as_str(),
    };
    match app.sender()?.send(&sending).await {
        Ok(message_id) => mark(app, &mail, OutboxState::Sent, Some(message_id)).await,
        Err(SenderError::Refused(code)) => {
            tracing::warn!(reference = %mail.reference, code, "a mail was refused for good");
            mark(app, &mail, OutboxState::Failed, None).await
        }
        Err(error @ SenderError::Later(_)) => Err(Internal::new(error)),
    }
}

/// A code that has run out before it was sent only confuses.
fn is_too_old(mail: &OutboxMail, now: i64) -> bool {
    matches!(
        mail.letter,
        Letter::Code { .. } | Letter::SeveralPeople { .. }
    ) && mail.at_milliseconds / 1000 + code::LIFE <= now
}

/// Marks how it ended; what was sealed is erased.
async fn mark(
    app: &App,
    mail: &OutboxMail,
    state: OutboxState,
    message_id: Option<String>,
) -> Result<(), Internal> {
    let store = app.store()?;
    let ended = OutboxMail {
        state,
        message_id,
        sealed: None,
        ..mail.clone()
    };
    let transaction = Transaction::new().put(
        store,
        "outbox",
        &ended,
        Condition::present().equals("state", "waiting"),
    );
    let told = AuditEvent::new(
        app.random().uuid().to_string(),
        Event::MailSent,
        &mail.reference,
        "",
        app.clock().now_milliseconds(),
    )
    .tenant(&mail.tenant)
    .detail(format!("{state:?}"));
    match store
        .transact(transaction.create(store, "audit", &told))
        .await
    {
        // Someone else marked it: it is through.
        Ok(()) | Err(StoreError::Changed(_)) => Ok(()),
        Err(error) => Err(error.into()),
    }
}
