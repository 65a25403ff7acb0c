//! What comes in: requests, and what Lambda's event sources and the scheduler bring.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use tokio::{net::TcpListener, sync::watch, task::JoinSet};

use crate::{
    aws::{Wire, batch},
    gateway::Mounted,
    hosts::{self, Hosts},
    template::QueueEvent,
};

pub(super) fn serve(
    tasks: &mut JoinSet<()>,
    listener: TcpListener,
    hosts: &Arc<Hosts>,
    mut stopped: watch::Receiver<bool>,
) {
    let service = hosts::router(hosts.clone()).into_make_service_with_connect_info::<SocketAddr>();
    tasks.spawn(async move {
        let _ended = axum::serve(listener, service)
            .with_graceful_shutdown(async move {
                let _sender_gone = stopped.wait_for(|is| *is).await;
            })
            .await;
    });
}

/// Does what Lambda's event sources and the scheduler do.
pub(super) fn deliver(
    tasks: &mut JoinSet<()>,
    mounted: &[Arc<Mounted>],
    services: &Arc<Wire>,
    schedules: bool,
) {
    for function in mounted {
        for queue in &function.resource.queues {
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
