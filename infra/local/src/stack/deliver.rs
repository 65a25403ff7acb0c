//! What comes in: requests, and what Lambda's event sources and the scheduler bring.

use std::{sync::Arc, time::Duration};

use tokio::{net::TcpListener, sync::watch, task::JoinSet};

use crate::{
    aws::{Wire, batch, sqs::Sqs},
    gateway::Mounted,
    hosts::{self, Hosts},
    listener::{Door, From},
    template::QueueEvent,
};

pub(super) fn serve(
    tasks: &mut JoinSet<()>,
    listener: TcpListener,
    tls: Option<Arc<rustls::ServerConfig>>,
    hosts: &Arc<Hosts>,
    mut stopped: watch::Receiver<bool>,
) {
    let service = hosts::router(hosts.clone()).into_make_service_with_connect_info::<From>();
    tasks.spawn(async move {
        let _ended = axum::serve(Door::open(listener, tls), service)
            .with_graceful_shutdown(async move {
                let _sender_gone = stopped.wait_for(|is| *is).await;
            })
            .await;
    });
}

/// Lambda tells a function of several events at once.
const TOLD_AT_ONCE: usize = 4;
/// So much of an error goes with an event to the dead letters, in bytes.
const LONGEST_REASON: usize = 1024;
/// The attribute that it is in.
pub const ERROR_MESSAGE: &str = "ErrorMessage";

/// Does what Lambda's event sources and the scheduler do.
pub(super) fn deliver(
    tasks: &mut JoinSet<()>,
    mounted: &[Arc<Mounted>],
    services: &Arc<Wire>,
    schedules: bool,
) {
    for function in mounted {
        if function.function.event_handler().is_some() {
            for _ in 0..TOLD_AT_ONCE {
                tasks.spawn(tell(function.clone(), services.clone()));
            }
        }
        let sources = function.resource.queues.iter();
        for queue in sources.filter(|source| source.is_enabled) {
            for _ in 0..queue.concurrency {
                let (function, queue) = (function.clone(), queue.clone());
                tasks.spawn(poll(function, queue, services.clone()));
            }
        }
        for every in function.resource.schedules.iter().filter_map(|s| rate(s)) {
            if !schedules {
                continue;
            }
            let function = function.clone();
            tasks.spawn(async move {
                // At once too: an earlier process may have left something.
                let mut interval = tokio::time::interval(every);
                loop {
                    interval.tick().await;
                    function.tick().await;
                }
            });
        }
    }
}

/// One batch after another.
async fn poll(function: Arc<Mounted>, queue: QueueEvent, services: Arc<Wire>) {
    loop {
        let messages = services
            .sqs
            .receive(&queue.queue_arn, queue.batch_size)
            .await;
        let event = batch::event(&queue.queue_arn, &messages);
        let answer = function.consume(event).await;
        let mut failed = batch::failures(answer.as_ref(), &messages);
        if !failed.is_empty() && !queue.is_partial {
            failed = messages.iter().map(|message| message.id.clone()).collect();
        }
        services.sqs.settle(&queue.queue_arn, messages, &failed);
    }
}

/// One event after another, each by itself.
async fn tell(function: Arc<Mounted>, services: Arc<Wire>) {
    let line = &function.resource.arn;
    loop {
        let mut told = services.sqs.receive(line, 1).await;
        let mut failed = Vec::new();
        for message in &mut told {
            let event = serde_json::from_str(&message.body).unwrap_or_default();
            if let Err(mut why) = function.tell(event).await {
                why.truncate(why.floor_char_boundary(LONGEST_REASON));
                message.attributes.insert(ERROR_MESSAGE.to_owned(), why);
                failed.push(message.id.clone());
            }
        }
        services.sqs.settle(line, told, &failed);
    }
}

/// What an operator does by switching an event source on until its queue is empty, and off again;
/// how many messages that were. What fails stays.
pub async fn drain(function: &Mounted, source: &QueueEvent, sqs: &Sqs) -> usize {
    let mut count = 0;
    loop {
        let messages = sqs.take(&source.queue_arn, source.batch_size);
        if messages.is_empty() {
            return count;
        }
        count += messages.len();
        let event = batch::event(&source.queue_arn, &messages);
        let answer = function.consume(event).await;
        let failed = batch::failures(answer.as_ref(), &messages);
        sqs.settle(&source.queue_arn, messages, &failed);
    }
}

/// `rate(5 minutes)`; other expressions are not in use.
fn rate(expression: &str) -> Option<Duration> {
    let inner = expression.strip_prefix("rate(")?.strip_suffix(')')?;
    let (count, unit) = inner.split_once(' ')?;
    let seconds = match unit {
        "minute" | "minutes" => 60,
        "hour" | "hours" => 3600,
        "day" | "days" => 86400,
        _ => return None,
    };
    Some(Duration::from_secs(count.parse::<u64>().ok()? * seconds))
}

#[cfg(test)]
mod tests {
    use super::rate;

    #[test]
    fn rates_are_read_and_misspelt_ones_are_not() {
        assert_eq!(rate("rate(5 minutes)").unwrap().as_secs(), 300);
        assert_eq!(rate("rate(1 day)").unwrap().as_secs(), 86400);
        assert!(rate("rate(1 dya)").is_none());
    }
}
