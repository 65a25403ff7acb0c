//! A function: its name, the routes or events it answers, and what it needs.
//! Both Lambda and the local gateway mount exactly this.

use std::{future::Future, pin::Pin, sync::Arc};

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent};
use axum::{
    Router,
    body::{Body, Bytes},
    handler::Handler,
    http::header,
    response::IntoResponse,
    routing,
};
use http_body_util::{BodyExt, Empty};
use kobling_base::Internal;
use serde_json::Value;

use crate::app::App;

/// What a function needs besides its routes. A need decides which environment variables are
/// read, which clients are built in init, and, by way of template.yaml, which policy it gets.
#[derive(Clone, Copy, PartialEq, Eq, Debug, PartialOrd, Ord)]
pub enum Need {
    /// The three tables.
    Store,
    /// Data keys, to open: digests of addresses, form tokens, refresh tokens, seals.
    DataKey,
    /// The key in the key service that makes national id digests.
    NationalIds,
    /// National ids that sessions hold for apps that were granted them, to open.
    SessionNumbers,
    /// Signing keys, to sign.
    SigningKeys,
    /// Calls to upstream identity providers.
    Upstream,
    /// Puts mails in the outbox and wakes the `mail` function.
    Outbox,
    /// Puts mails in the outbox that hold nothing secret, and wakes the `mail` function.
    Notices,
    /// Sends mail by SES.
    Mailer,
    /// Reads HR's files.
    ReadUploads,
    /// Learns that one of HR's files is gone: S3 says so only to those who may list the bucket.
    MissUploads,
    /// Puts HR's files in their bucket, or lets their senders do it.
    WriteUploads,
    /// Reads the reports of imports, or lets their readers do it.
    ReadReports,
    /// Writes the reports of imports.
    WriteReports,
    /// Sends tasks to the `import` function.
    ImportQueue,
    /// Sends rows to the `provision` function.
    ProvisionQueue,
    /// Puts aside rows that no retry mends.
    ProvisionDeadLetters,
    /// Calls to apps.
    AppCalls,
    /// Puts aside words of ended sessions that an app does not take.
    LogoutDeadLetters,
    /// Seals new keys of the deployment; opens none.
    KeyMaking,
    /// Acts for the deployment's operator. No function does: only the operator's own process.
    Operator,
}

/// One route: an HTTP method and a path in the syntax of axum (`/t/{tenant}`).
#[derive(Clone, Copy, PartialEq, Eq, Debug, PartialOrd, Ord)]
pub struct Route {
    pub method: &'static str,
    pub path: &'static str,
}

type QueueHandler = Arc<
    dyn Fn(App, SqsEvent) -> Pin<Box<dyn Future<Output = SqsBatchResponse> + Send>> + Send + Sync,
>;
type TaskHandler = Arc<
    dyn Fn(App, Value) -> Pin<Box<dyn Future<Output = Result<Value, Internal>> + Send>>
        + Send
        + Sync,
>;
type EventHandler = Arc<
    dyn Fn(App, Value) -> Pin<Box<dyn Future<Output = Result<(), Internal>> + Send>> + Send + Sync,
>;
type ScheduleHandler = Arc<dyn Fn(App) -> Pin<Box<dyn Future<Output = ()> + Send>> + Send + Sync>;

/// What HEAD of a page says: that pages are HTML, and not to be kept. How long the page is stays
/// open, which a body says that knows nothing of its length (RFC 9110 section 8.6).
async fn no_page() -> impl IntoResponse {
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    let nothing = Empty::<Bytes>::new().map_frame(|frame| frame);
    (headers, Body::new(nothing))
}

/// One Lambda function.
#[derive(Clone)]
pub struct Function {
    pub name: &'static str,
    pub needs: &'static [Need],
    keys_in_init: bool,
    routes: Vec<Route>,
    area: Option<&'static str>,
    takes_rest: bool,
    front: Option<Front>,
    router: Router<App>,
    queue: Option<QueueHandler>,
    event: Option<EventHandler>,
    schedule: Option<ScheduleHandler>,
    task: Option<TaskHandler>,
}

/// What stands between the gateway and the handlers of a function: limits, headers, and the pages
/// or problems that errors become. This crate knows no page, so it is handed in.
#[derive(Clone, Copy, Debug)]
pub struct Front {
    /// Gives a router its answer to what is on no route.
    pub unrouted: fn(Router<App>) -> Router<App>,
    /// Puts everything else round it.
    pub around: fn(Router<App>, &App) -> Router,
}

impl Function {
    /// A function that answers requests.
    pub fn answering(front: Front, name: &'static str, needs: &'static [Need]) -> Self {
        Self {
            front: Some(front),
            router: (front.unrouted)(Router::new()),
            ..Self::new(name, needs)
        }
    }

    /// A function that no request reaches: it takes events, queues, tasks or a schedule.
    pub fn new(name: &'static str, needs: &'static [Need]) -> Self {
        Self {
            name,
            needs,
            keys_in_init: false,
            routes: Vec::new(),
            area: None,
            takes_rest: false,
            front: None,
            router: Router::new(),
            queue: None,
            event: None,
            schedule: None,
            task: None,
        }
    }

    /// Every request asks for the deployment's keys, so they are read and opened, and the
    /// connections to the store and the key service with them, before the first one comes.
    #[must_use]
    pub const fn keys_in_init(mut self) -> Self {
        self.keys_in_init = true;
        self
    }

    pub const fn wants_keys_in_init(&self) -> bool {
        self.keys_in_init
    }

    /// Answers GET on a path with a page. HEAD has the headers of a page and nothing else: the
    /// handler is not run, as what a page does must not be done by who only looks (RFC 9110
    /// section 9.3.2 lets fields be left out that depend on the content).
    #[must_use]
    pub fn get<T: 'static, H: Handler<T, App>>(self, path: &'static str, handler: H) -> Self {
        self.on("GET", path, routing::get(handler).head(no_page))
    }

    /// Answers GET on a path with what is read and never changes anything; HEAD is the same without
    /// the body.
    #[must_use]
    pub fn document<T: 'static, H: Handler<T, App>>(self, path: &'static str, handler: H) -> Self {
        self.on("GET", path, routing::get(handler))
    }

    /// As `get`, with an answer of its own to HEAD.
    #[must_use]
    pub fn get_with_head<T, H, U, I>(self, path: &'static str, handler: H, head: I) -> Self
    where
        T: 'static,
        H: Handler<T, App>,
        U: 'static,
        I: Handler<U, App>,
    {
        self.on("GET", path, routing::get(handler).head(head))
    }

    /// Answers POST on a path.
    #[must_use]
    pub fn post<T: 'static, H: Handler<T, App>>(self, path: &'static str, handler: H) -> Self {
        self.on("POST", path, routing::post(handler))
    }

    /// Answers PUT on a path.
    #[must_use]
    pub fn put<T: 'static, H: Handler<T, App>>(self, path: &'static str, handler: H) -> Self {
        self.on("PUT", path, routing::put(handler))
    }

    /// Answers DELETE on a path.
    #[must_use]
    pub fn delete<T: 'static, H: Handler<T, App>>(self, path: &'static str, handler: H) -> Self {
        self.on("DELETE", path, routing::delete(handler))
    }

    /// Answers OPTIONS on a path: a browser that asks beforehand (CORS).
    #[must_use]
    pub fn options<T: 'static, H: Handler<T, App>>(self, path: &'static str, handler: H) -> Self {
        self.on("OPTIONS", path, routing::options(handler))
    }

    /// One route of the gateway takes all that this function declares (`/api/{*path}`): each
    /// route there is a permission, and a function's resource policy holds about sixty.
    #[must_use]
    pub fn area(mut self, path: &'static str) -> Self {
        self.area = Some(path);
        self
    }

    /// Answers what is on no route of any function: the gateway's `$default`.
    #[must_use]
    pub fn rest<T: 'static, H: Handler<T, App>>(mut self, handler: H) -> Self {
        self.takes_rest = true;
        self.router = self.router.fallback(handler);
        self
    }

    fn on(
        mut self,
        method: &'static str,
        path: &'static str,
        to: routing::MethodRouter<App>,
    ) -> Self {
        self.routes.push(Route { method, path });
        self.router = self.router.route(path, to);
        self
    }

    /// Consumes the batches of a queue, with partial batch answers.
    #[must_use]
    pub fn queue<F, Fut>(mut self, handler: F) -> Self
    where
        F: Fn(App, SqsEvent) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = SqsBatchResponse> + Send + 'static,
    {
        self.queue = Some(Arc::new(move |app, event| Box::pin(handler(app, event))));
        self
    }

    /// Takes the events of a bus, one by one. What fails comes again, and lies in the function's
    /// dead letters in the end.
    #[must_use]
    pub fn event<F, Fut>(mut self, handler: F) -> Self
    where
        F: Fn(App, Value) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<(), Internal>> + Send + 'static,
    {
        self.event = Some(Arc::new(move |app, event| Box::pin(handler(app, event))));
        self
    }

    /// Runs on a schedule.
    #[must_use]
    pub fn schedule<F, Fut>(mut self, handler: F) -> Self
    where
        F: Fn(App) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = ()> + Send + 'static,
    {
        self.schedule = Some(Arc::new(move |app| Box::pin(handler(app))));
        self
    }

    /// Does what an operator asks for by invoking the function: an event with a member `task`.
    #[must_use]
    pub fn task<F, Fut>(mut self, handler: F) -> Self
    where
        F: Fn(App, Value) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<Value, Internal>> + Send + 'static,
    {
        self.task = Some(Arc::new(move |app, event| Box::pin(handler(app, event))));
        self
    }

    /// The routes, in the order they were declared.
    pub fn routes(&self) -> &[Route] {
        &self.routes
    }

    /// What the gateway has to declare: the routes, or the area they lie in by each of their
    /// methods. HEAD stands beside each GET. What takes the rest has `$default` by any method.
    pub fn gateway_routes(&self) -> Vec<Route> {
        let gets = self.routes.iter().filter(|route| route.method == "GET");
        let heads = gets.map(|route| Route {
            method: "HEAD",
            ..*route
        });
        let rest = self.takes_rest.then_some(Route {
            method: "ANY",
            path: "$default",
        });
        let routes = self.routes.iter().copied().chain(heads).chain(rest);
        let routes: Vec<Route> = routes.collect();
        let Some(path) = self.area else {
            return routes;
        };
        let mut routes: Vec<Route> = routes
            .iter()
            .map(|route| Route {
                method: route.method,
                path,
            })
            .collect();
        routes.sort_unstable();
        routes.dedup();
        routes
    }

    /// The HTTP side, ready for requests: routes, limits and the headers every answer carries.
    pub fn router(&self, app: &App) -> Router {
        let router = self.router.clone();
        match self.front {
            Some(front) => (front.around)(router, app),
            None => router.with_state(app.clone()),
        }
    }

    pub fn queue_handler(&self) -> Option<&QueueHandler> {
        self.queue.as_ref()
    }

    pub fn event_handler(&self) -> Option<&EventHandler> {
        self.event.as_ref()
    }

    pub fn task_handler(&self) -> Option<&TaskHandler> {
        self.task.as_ref()
    }

    pub fn schedule_handler(&self) -> Option<&ScheduleHandler> {
        self.schedule.as_ref()
    }
}
