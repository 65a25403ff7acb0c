//! Mails that nobody waits for, at each tenant's own pace. One tenant's many mails hold up no other
//! tenant's, and rest when too many of them come back.

use kobling_base::Internal;
use kobling_letters::{OutboxMail, PacedTenant, Rest};
use kobling_model::{
    TenantId,
    item::{Entity, Table},
    keys,
    tenants::Tenant,
};
use kobling_shared::app::App;
use kobling_store::counter::{Counter, Window};

use crate::send;

/// How long a round is, in seconds: as long as the schedule in template.yaml.
const ROUND: i64 = 5 * 60;
/// A round's mails go out within this, in milliseconds; the function is ended after 29 s.
const LONGEST: i64 = 20_000;

/// One round for every tenant that has some, all tenants at once.
pub(crate) async fn bring_out(app: &App) {
    let Ok(store) = app.store() else { return };
    let waiting: Vec<PacedTenant> = match store
        .partition(Table::Transient, keys::PACED, "", app.now())
        .await
    {
        Ok(waiting) => waiting,
        Err(error) => {
            tracing::warn!(%error, "nobody knows which tenants have mails");
            return;
        }
    };
    let mut rounds = tokio::task::JoinSet::new();
    for entry in waiting {
        let app = app.clone();
        rounds.spawn(async move {
            if let Err(failure) = round(&app, &entry.tenant).await {
                tracing::warn!(cause = %failure.chain(), "a tenant's mails wait for the next round");
            }
        });
    }
    while rounds.join_next().await.is_some() {}
}

async fn round(app: &App, id: &TenantId) -> Result<(), Internal> {
    let (store, now) = (app.store()?, app.now());
    let (tenant_key, rest_key) = (keys::tenant(id), keys::sendings_rest(id));
    let found = store
        .batch(&[tenant_key.clone(), rest_key.clone()], now)
        .await?;
    let Some(tenant) = found.get::<Tenant>(&tenant_key)? else {
        return Ok(());
    };
    if found.get::<Rest>(&rest_key)?.is_some() || !is_first(app, id).await? {
        return Ok(());
    }
    let budget = tenant.settings.mail_pace.saturating_mul(5);
    let ends_at = app.clock().now_milliseconds() + LONGEST;
    let waiting: Vec<OutboxMail> = store
        .partition_first(Table::Transient, &keys::paced_mails(id), budget, now)
        .await?;
    for mail in waiting {
        if app.clock().now_milliseconds() >= ends_at {
            break;
        }
        send::send(app, &mail.key()).await?;
    }
    Ok(())
}

/// A schedule may come twice; a round's mails go out once.
async fn is_first(app: &App, tenant: &TenantId) -> Result<bool, Internal> {
    let round = Window::new("mail-round", tenant.as_str(), ROUND, 1, app.now());
    let (update, condition) = round.count();
    let first: Option<Counter> = app.store()?.update(&round.key, update, condition).await?;
    Ok(first.is_some())
}
