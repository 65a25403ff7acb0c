//! Runs a function on AWS Lambda. The only user of the Lambda runtime crates.

use std::process::ExitCode;

use aws_lambda_events::sqs::SqsEvent;
use kobling_base::{clock::Clock, random::Random};
use lambda_runtime::{LambdaEvent, service_fn};
use serde_json::Value;

use crate::{app::App, config::Config, function::Function, http_event, log};

/// Of a call's processor time a good part goes to the SDKs' many small allocations.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Runs until Lambda ends the process.
pub fn run(function: Function) -> ExitCode {
    log::to_standard_output();
    let runtime = match tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            tracing::error!(%error, "no runtime");
            return ExitCode::FAILURE;
        }
    };
    runtime.block_on(async {
        let config = match Config::from_environment(function.needs) {
            Ok(config) => config,
            Err(missing) => {
                tracing::error!(%missing, "the environment is incomplete");
                return ExitCode::FAILURE;
            }
        };
        let app = App::new(config, function.needs, Clock::system(), Random::system());
        if function.wants_keys_in_init() {
            // Lambda gives a whole processor to init and a part of one to events. What is missing
            // now is fetched, or told, when the first event asks.
            if let Err(error) = app.prover().await {
                tracing::warn!(cause = %error.chain(), "the keys were not there in init");
            }
        }
        let served = if function.routes().is_empty() {
            lambda_runtime::run(service_fn(move |event: LambdaEvent<Value>| {
                on_event(function.clone(), app.clone(), event.payload)
            }))
            .await
        } else {
            let router = function.router(&app);
            lambda_runtime::run(service_fn(move |event| {
                http_event::answer(router.clone(), event)
            }))
            .await
        };
        match served {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                tracing::error!(%error, "the runtime ended");
                ExitCode::FAILURE
            }
        }
    })
}

/// A function without routes gets queue batches, an operator's tasks, and everything else from a
/// bus or from its schedule.
async fn on_event(
    function: Function,
    app: App,
    event: Value,
) -> Result<Value, lambda_runtime::Error> {
    if event.get("Records").is_some() {
        let Some(handler) = function.queue_handler() else {
            return Err("no queue is consumed here".into());
        };
        let batch: SqsEvent = serde_json::from_value(event)?;
        return Ok(serde_json::to_value(handler(app, batch).await)?);
    }
    if event.get("task").is_some() {
        let Some(handler) = function.task_handler() else {
            return Err("no task is done here".into());
        };
        // Whoever invoked it sees only that it failed; the cause is in the log.
        return handler(app, event).await.map_err(|failure| {
            tracing::error!(cause = %failure.chain(), "a task failed");
            "the task failed; its cause is in the log".into()
        });
    }
    if let Some(handler) = function.event_handler() {
        // The reason goes with the event to the dead letters.
        let taken = handler(app, event).await;
        return taken
            .map(|()| Value::Null)
            .map_err(|failure| failure.chain().into());
    }
    let Some(handler) = function.schedule_handler() else {
        return Err("no schedule is expected here".into());
    };
    handler(app).await;
    Ok(Value::Null)
}
