//! The world that the functions meet: the hub of the tests with everything around it in this
//! process, on the real clock and with a store on disk, and its HTTP functions handed over to
//! release binaries. People come from the HR file of the demo's big tenant.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use axum::body::Bytes;
use kobling_base::clock::Clock;
use kobling_local::{
    event::{Arrival, to_event},
    gateway::Mounted,
    seed::Size,
    shim::Shim,
};
use kobling_tests::{Begun, Browser, Hub, RelyingParty};
use serde_json::Value;
use tokio::sync::Mutex;

use crate::runtime_api::{Instance, Program};

/// The tenant with thousands of people.
pub const TENANT: &str = "fjellvik";
const LEVEL: &str = "idporten-loa-substantial";

/// Someone whose number and address HR knows, and who never logged in (row L7).
#[derive(Clone, Debug)]
struct Someone {
    number: String,
    email: String,
}

pub struct Stage {
    pub hub: Hub,
    pub app: RelyingParty,
    people: Vec<Someone>,
    _data: tempfile::TempDir,
}

/// A browser with a session, and the tokens of its last login.
pub struct LoggedIn {
    pub browser: Browser,
    pub refresh_token: String,
}

impl Stage {
    /// With thousands of people at one tenant.
    pub async fn open() -> Self {
        Self::with(Size::Full).await
    }

    pub async fn with(size: Size) -> Self {
        let data = tempfile::tempdir().expect("a folder");
        let path = data.path().join("data");
        let hub = Hub::with(|options| {
            options.clock = Clock::system();
            options.data = Some(path.clone());
            options.size = size;
            options.schedules = false;
            options.shim = Shim::leaving_capacity();
        })
        .await;
        let people = people(&path.join("hr-fjellvik.csv"));
        let app = RelyingParty::register(&hub, "bench", |_| {}).await;
        Self {
            hub,
            app,
            people,
            _data: data,
        }
    }

    pub fn functions(&self) -> &[Arc<Mounted>] {
        self.hub.stack.mounted()
    }

    /// A function's release binary with its own environment.
    pub fn program(&self, release: &Path, name: &str) -> Program {
        let mounted = self.functions().iter().find(|m| m.function.name == name);
        let mounted = mounted.unwrap_or_else(|| panic!("no function {name}"));
        let binary = release.join(name);
        let binary = binary.canonicalize();
        let binary: PathBuf = binary.unwrap_or_else(|error| {
            panic!(
                "no {name} in {}: {error}; run tests/bench/build",
                release.display()
            )
        });
        Program {
            name: name.to_owned(),
            command: vec![binary.display().to_string()],
            folder: release.to_owned(),
            variables: mounted.variables(),
        }
    }

    /// Starts one instance of every HTTP function that there is a release binary of, and hands
    /// over to it.
    pub async fn hand_over(&self, release: &Path) -> BTreeMap<&'static str, Arc<Instance>> {
        let mut instances = BTreeMap::new();
        for mounted in self.functions() {
            let is_there = release.join(mounted.function.name).exists();
            if mounted.function.routes().is_empty() || !is_there {
                continue;
            }
            let program = self.program(release, mounted.function.name);
            let instance = Arc::new(Instance::start(&program).await);
            instances.insert(mounted.function.name, instance.clone());
            mounted.hand_over(Box::new(move |event| {
                let instance = instance.clone();
                Box::pin(async move { Some(instance.invoke(event).await.0) })
            }));
        }
        instances
    }

    /// Hands a function's queue over to as many instances as may run at once.
    pub async fn hand_over_queue(&self, release: &Path, name: &str) -> Vec<Arc<Instance>> {
        let program = self.program(release, name);
        let mounted = self.functions().iter().find(|m| m.function.name == name);
        let mounted = mounted.expect("a function");
        let at_once: usize = mounted.resource.queues.iter().map(|q| q.concurrency).sum();
        let mut instances = Vec::new();
        for _ in 0..at_once {
            instances.push(Arc::new(Instance::start(&program).await));
        }
        let idle = Arc::new(Mutex::new(instances.clone()));
        mounted.hand_over(Box::new(move |event| {
            let idle = idle.clone();
            Box::pin(async move {
                let instance = idle.lock().await.pop().expect("an idle instance");
                let answer = instance.invoke(event).await.0;
                idle.lock().await.push(instance);
                Some(answer)
            })
        }));
        instances
    }

    pub fn begin(&self) -> Begun {
        self.app.begin(TENANT, &[])
    }

    /// A first login: from the app to the eID, the address, the mailed code and the session.
    /// `done` is called before the app redeems its code.
    pub async fn first_link(&mut self, done: impl AsyncFnOnce()) -> LoggedIn {
        let someone = self.people.pop().expect("people enough");
        let begun = self.begin();
        let mut browser = self.app.browser(&self.hub);
        browser.go(begun.url.as_str()).await;
        browser.log_in_at_idporten(&someone.number, LEVEL).await;
        browser.press("send", &[]).await;
        let code = self.hub.next_code(&someone.email).await;
        browser.press("verify", &[("code", &code)]).await;
        done().await;
        let code = self.app.code(&begun, browser.url());
        let code = code.unwrap_or_else(|error| panic!("{error:?}: {}", browser.page().text));
        let tokens = self
            .app
            .redeem(&begun, code)
            .await
            .expect("a verified login");
        LoggedIn {
            browser,
            refresh_token: tokens.refresh_token,
        }
    }

    /// A login by the session: the browser's round and the app's token call.
    pub async fn sso(&self, who: &mut LoggedIn) {
        let begun = self.begin();
        who.browser.go(begun.url.as_str()).await;
        let code = self
            .app
            .code(&begun, who.browser.url())
            .expect("a code and no page");
        let form = self.app.code_form(&begun, &code);
        let tokens = self.app.token(&self.hub, &form).await.json();
        assert!(tokens["id_token"].is_string(), "{tokens}");
        who.refresh_token = text(&tokens["refresh_token"]);
    }

    /// One refresh.
    pub async fn refresh(&self, who: &mut LoggedIn) {
        let form = self.app.refresh_form(&who.refresh_token);
        let tokens = self.app.token(&self.hub, &form).await.json();
        assert!(tokens["access_token"].is_string(), "{tokens}");
        who.refresh_token = text(&tokens["refresh_token"]);
    }
}

fn text(value: &Value) -> String {
    value
        .as_str()
        .unwrap_or_else(|| panic!("no text: {value}"))
        .to_owned()
}

/// An HTTP API event.
pub fn event(method: &str, url: &str, headers: &[(&str, &str)], body: &str) -> Value {
    let url: url::Url = url.parse().expect("an address");
    let mut request = http::Request::builder()
        .method(method)
        .uri(&url[url::Position::BeforePath..url::Position::AfterQuery])
        .header(
            "host",
            &url[url::Position::BeforeHost..url::Position::AfterPort],
        );
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let (parts, ()) = request.body(()).expect("a request").into_parts();
    let arrival = Arrival {
        request_id: "bench".to_owned(),
        route_key: format!("{method} {}", url.path()),
        path_parameters: BTreeMap::new(),
        source_ip: "192.0.2.1".to_owned(),
        at_milliseconds: Clock::system().now_milliseconds(),
    };
    to_event(&parts, &Bytes::copy_from_slice(body.as_bytes()), &arrival)
}

fn people(file: &Path) -> Vec<Someone> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(b';')
        .from_path(file)
        .expect("the HR file of the demo");
    let lines = reader.deserialize::<BTreeMap<String, String>>();
    lines
        .map(|line| line.expect("a line"))
        .filter(|line| line["employment_number"].ends_with("-1") && !line["email"].is_empty())
        .map(|line| Someone {
            number: line["national_id"].clone(),
            email: line["email"].clone(),
        })
        .collect()
}
