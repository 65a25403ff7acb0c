//! Keeps the deployment's keys, every hour: the first ones, the next ones a day before they are
//! used, the end of old ones. An operator's emergency is a task: `{"task":"rotate-now"}`.

mod keep;

use kobling_base::Internal;
use kobling_shared::{
    app::App,
    function::{Function, Need},
};
use serde::Deserialize;
use serde_json::Value;

pub use keep::{Kept, KeptOfAKind, Wish, keep};

/// What an operator may ask for.
#[derive(Deserialize)]
#[serde(tag = "task", rename_all = "kebab-case", deny_unknown_fields)]
enum Task {
    /// New signing keys and a new data key that proves, now; the old ones count so many seconds
    /// beside them.
    RotateNow {
        #[serde(default)]
        grace_seconds: u32,
    },
}

/// Name and needs.
pub fn function() -> Function {
    Function::new("housekeeping", &[Need::Store, Need::KeyMaking])
        .schedule(tick)
        .task(task)
}

async fn tick(app: App) {
    match keep(&app, Wish::Due).await {
        Ok(kept) if kept == Kept::default() => {}
        Ok(kept) => told(&kept),
        Err(failure) => tracing::error!(cause = %failure.chain(), "the keys were not kept"),
    }
}

async fn task(app: App, event: Value) -> Result<Value, Internal> {
    let Task::RotateNow { grace_seconds } = serde_json::from_value(event).map_err(Internal::new)?;
    let wish = Wish::AtOnce {
        grace: grace_seconds.into(),
    };
    let kept = keep(&app, wish).await?;
    told(&kept);
    serde_json::to_value(&kept).map_err(Internal::new)
}

fn told(kept: &Kept) {
    tracing::info!(
        signing = kept.signing.told(),
        signs_from = kept.signs_from,
        data = kept.data_keys.told(),
        proves_from = kept.proves_from,
        "the keys changed"
    );
}
