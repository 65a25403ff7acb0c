//! The front door: routes as template.yaml declares them, each request made an HTTP API event,
//! passed to the function by the way that it has on Lambda, and its answer made HTTP again.

use std::{
    collections::BTreeMap,
    pin::Pin,
    sync::{
        Arc, OnceLock, PoisonError, RwLock,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use aws_lambda_events::sqs::SqsEvent;
use axum::{
    body::{Body, Bytes, to_bytes},
    extract::Request,
    response::{IntoResponse, Response},
};
use http::{
    HeaderValue, Method, StatusCode,
    header::{CONTENT_LENGTH, CONTENT_TYPE},
};
use http_body_util::{BodyExt, Empty};
use kobling_base::{clock::Clock, random::Random};
use kobling_outbound::Limits;
use kobling_shared::{
    app::App,
    config::{Config, Missing},
    function::Function,
    http_event::{self, Arrived},
};
use lambda_http::LambdaEvent;
use serde_json::Value;

use crate::{
    event::{Arrival, LARGEST_BODY, LARGEST_HEAD, head_size, to_event, to_response},
    template::{DEFAULT_ROUTE, FunctionResource, Route},
};

/// API Gateway ends a call then.
const LONGEST_CALL: Duration = Duration::from_secs(30);

/// How long what a function built at its cold start lives.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Instances {
    /// So many warm instances of each function, used in turn.
    Warm(usize),
    /// Each request is a cold start: nothing is kept between two.
    FreshPerRequest,
}

/// A process that runs a function as Lambda would: an event goes in and its answer comes out.
pub type Process =
    Box<dyn Fn(Value) -> Pin<Box<dyn Future<Output = Option<Value>> + Send>> + Send + Sync>;

/// What a deployment gives a function, and the instances that were made from it.
#[derive(Default)]
struct Deployed {
    variables: BTreeMap<String, String>,
    warm: Vec<App>,
}

/// A function in its place: what the code says and what the template says of it.
pub struct Mounted {
    pub function: Function,
    pub resource: FunctionResource,
    instances: Instances,
    deployed: RwLock<Deployed>,
    process: OnceLock<Process>,
    turn: AtomicUsize,
    clock: Clock,
    random: Random,
    limits: Limits,
}

impl Mounted {
    /// Builds the instances from exactly the resource's environment and what Lambda itself sets.
    pub fn new(
        function: Function,
        resource: FunctionResource,
        lambda_sets: BTreeMap<String, String>,
        instances: Instances,
        clock: Clock,
        random: Random,
        limits: Limits,
    ) -> Result<Self, Missing> {
        let variables = resource.variables.clone();
        let mounted = Self {
            function,
            resource,
            instances,
            deployed: RwLock::default(),
            process: OnceLock::new(),
            turn: AtomicUsize::new(0),
            clock,
            random,
            limits,
        };
        mounted.deploy(variables, lambda_sets)?;
        Ok(mounted)
    }

    /// Gives the function another environment; its instances begin anew.
    pub fn deploy(
        &self,
        mut variables: BTreeMap<String, String>,
        lambda_sets: BTreeMap<String, String>,
    ) -> Result<(), Missing> {
        variables.extend(lambda_sets);
        // A name that is missing is told now and not at the first request.
        let mut warm = vec![self.cold_start(&variables)?];
        match self.instances {
            Instances::FreshPerRequest => warm.clear(),
            Instances::Warm(count) => {
                for _ in 1..count {
                    warm.push(self.cold_start(&variables)?);
                }
            }
        }
        *self
            .deployed
            .write()
            .unwrap_or_else(PoisonError::into_inner) = Deployed { variables, warm };
        Ok(())
    }

    fn cold_start(&self, variables: &BTreeMap<String, String>) -> Result<App, Missing> {
        let config = Config::from_variables(variables, self.function.needs)?;
        Ok(App::with_limits(
            config,
            self.function.needs,
            self.clock.clone(),
            self.random.clone(),
            self.limits,
        ))
    }

    /// The environment that the function was deployed with, with what Lambda sets.
    pub fn variables(&self) -> BTreeMap<String, String> {
        let deployed = self.deployed.read();
        let deployed = deployed.unwrap_or_else(PoisonError::into_inner);
        deployed.variables.clone()
    }

    /// From now on requests and batches are answered by a process and no longer in this one. Once
    /// only; what measures the functions as they are deployed does so.
    pub fn hand_over(&self, process: Process) {
        let _was_handed_over_before = self.process.set(process);
    }

    /// The instance that answers next.
    pub fn instance(&self) -> Result<App, Missing> {
        let deployed = self.deployed.read();
        let deployed = deployed.unwrap_or_else(PoisonError::into_inner);
        if deployed.warm.is_empty() {
            return self.cold_start(&deployed.variables);
        }
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        Ok(deployed.warm[turn % deployed.warm.len()].clone())
    }

    /// Answers an HTTP event; `None` where the function failed to.
    pub async fn invoke(&self, event: Value) -> Option<Value> {
        if let Some(process) = self.process.get() {
            return process(event).await;
        }
        let arrived: Arrived = serde_json::from_value(event).ok()?;
        let app = self.instance().ok()?;
        let event = LambdaEvent::new(arrived, lambda_http::Context::default());
        let router = self.function.router(&app);
        // A task of its own: a panic ends this call and not the process.
        let call = tokio::spawn(async move {
            let Ok(answer) = http_event::answer(router, event).await;
            serde_json::to_value(answer)
        });
        call.await.ok()?.ok()
    }

    /// Hands over a batch of a queue, as the Lambda runtime would.
    pub async fn consume(&self, event: Value) -> Option<Value> {
        if let Some(process) = self.process.get() {
            return process(event).await;
        }
        let batch: SqsEvent = serde_json::from_value(event).ok()?;
        let app = self.instance().ok()?;
        let handler = self.function.queue_handler()?.clone();
        let answer = tokio::spawn(async move { handler(app, batch).await });
        serde_json::to_value(answer.await.ok()?).ok()
    }

    /// Hands over an event of the bus, as Lambda does; the error is what the function failed with.
    pub async fn tell(&self, event: Value) -> Result<(), String> {
        let app = self.instance().map_err(|missing| missing.to_string())?;
        let handler = self.function.event_handler();
        let handler = handler.ok_or("no event is expected here")?.clone();
        match tokio::spawn(async move { handler(app, event).await }).await {
            Ok(taken) => taken.map_err(|failure| failure.chain()),
            Err(_panicked) => Err("the function ended".to_owned()),
        }
    }

    /// Invokes the function with an operator's task; `None` where it failed or does none.
    pub async fn task(&self, event: Value) -> Option<Value> {
        let app = self.instance().ok()?;
        let handler = self.function.task_handler()?.clone();
        let answer = tokio::spawn(async move { handler(app, event).await });
        match answer.await.ok()? {
            Ok(answer) => Some(answer),
            Err(failure) => {
                tracing::error!(cause = failure.chain(), "a task failed");
                None
            }
        }
    }

    /// Runs the scheduled part once.
    pub async fn tick(&self) {
        let (Ok(app), Some(handler)) = (self.instance(), self.function.schedule_handler()) else {
            return;
        };
        let handler = handler.clone();
        if tokio::spawn(async move { handler(app).await })
            .await
            .is_err()
        {
            tracing::error!(function = self.function.name, "the schedule panicked");
        }
    }
}

/// All functions behind their routes.
pub struct Gateway {
    mounted: Vec<Arc<Mounted>>,
    clock: Clock,
    random: Random,
}

impl Gateway {
    pub fn new(mounted: Vec<Arc<Mounted>>, clock: Clock, random: Random) -> Self {
        Self {
            mounted,
            clock,
            random,
        }
    }

    pub fn mounted(&self) -> &[Arc<Mounted>] {
        &self.mounted
    }

    /// Answers one request of the hub's host.
    pub async fn answer(&self, request: Request, source_ip: String) -> Response {
        let (parts, body) = request.into_parts();
        if head_size(&parts) > LARGEST_HEAD {
            return message(
                StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
                "Request header fields too large",
            );
        }
        let Ok(body): Result<Bytes, _> = to_bytes(body, LARGEST_BODY).await else {
            return message(StatusCode::PAYLOAD_TOO_LARGE, "Request Entity Too Large");
        };
        let routes = || {
            self.mounted.iter().flat_map(|mounted| {
                let routes = mounted.resource.routes.iter();
                routes.map(move |route| (mounted, route))
            })
        };
        let rest = || {
            let (mounted, route) = routes().find(|(_, route)| route.path == DEFAULT_ROUTE)?;
            Some((mounted, route, BTreeMap::new()))
        };
        let found = routes()
            .filter(|(_, route)| route.method == parts.method.as_str())
            .filter_map(|(mounted, route)| {
                let parameters = matches(&route.path, parts.uri.path())?;
                Some((mounted, route, parameters))
            })
            // The most particular route wins: the one with the fewest variables.
            .min_by_key(|(_, route, parameters)| (route.path.contains("+}"), parameters.len()))
            .or_else(rest);
        let Some((mounted, route, path_parameters)) = found else {
            return message(StatusCode::NOT_FOUND, "Not Found");
        };
        let arrival = Arrival {
            request_id: self.random.uuid().to_string(),
            route_key: route_key(route),
            path_parameters,
            source_ip,
            at_milliseconds: self.clock.now_milliseconds(),
        };
        let event = to_event(&parts, &body, &arrival);
        match tokio::time::timeout(LONGEST_CALL, mounted.invoke(event)).await {
            Err(_) => message(StatusCode::SERVICE_UNAVAILABLE, "Service Unavailable"),
            Ok(answer) => {
                let answer = answer.and_then(|answer| to_response(&answer));
                answer.map_or_else(
                    || message(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error"),
                    |answer| untold(&parts.method, answer),
                )
            }
        }
    }
}

/// An answer to HEAD that does not say how long the body would be: the server must not say 0.
fn untold(method: &Method, answer: Response) -> Response {
    if method != Method::HEAD || answer.headers().contains_key(CONTENT_LENGTH) {
        return answer;
    }
    answer.map(|_| Body::new(Empty::<Bytes>::new().map_frame(|frame| frame)))
}

fn route_key(route: &Route) -> String {
    if route.path == DEFAULT_ROUTE {
        return route.path.clone();
    }
    format!("{} {}", route.method, route.path)
}

fn message(status: StatusCode, text: &str) -> Response {
    let body = Body::from(serde_json::json!({ "message": text }).to_string());
    let content_type = HeaderValue::from_static("application/json");
    (status, [(CONTENT_TYPE, content_type)], body).into_response()
}

/// Whether a path is of a route, and the values of the route's variables.
fn matches(route: &str, path: &str) -> Option<BTreeMap<String, String>> {
    let mut parameters = BTreeMap::new();
    let mut segments = path.split('/');
    for part in route.split('/') {
        let name = part.strip_prefix('{').and_then(|p| p.strip_suffix('}'));
        match name {
            Some(greedy) if greedy.ends_with('+') => {
                let rest: Vec<&str> = segments.by_ref().collect();
                let rest = rest.join("/");
                if rest.is_empty() {
                    return None;
                }
                parameters.insert(greedy.trim_end_matches('+').to_owned(), rest);
            }
            Some(name) => {
                let value = segments.next().filter(|value| !value.is_empty())?;
                parameters.insert(name.to_owned(), value.to_owned());
            }
            None => {
                if segments.next() != Some(part) {
                    return None;
                }
            }
        }
    }
    segments.next().is_none().then_some(parameters)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_route_takes_its_own_paths_and_no_others() {
        assert!(matches("/authorize", "/authorize").is_some());
        assert!(matches("/authorize", "/authorize/").is_none());
        assert!(matches("/authorize", "/authorize/resume").is_none());
        assert_eq!(
            matches("/t/{tenant}", "/t/asnes").unwrap()["tenant"],
            "asnes"
        );
        assert!(matches("/t/{tenant}", "/t/").is_none());
        let file = matches("/assets/{file+}", "/assets/logo/a.svg").unwrap();
        assert_eq!(file["file"], "logo/a.svg");
        assert!(matches("/assets/{file+}", "/assets/").is_none());
    }
}
