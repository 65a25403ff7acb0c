//! The hub with a certificate, as curl sees it: what is spoken and what is not, and a whole login of
//! an app from a file, without scripts and with no name but `localhost` to resolve.

use std::{io::Write, path::Path, time::Duration};

use http::Method;
use kobling_outbound::{HttpClient, HttpError, Limits, Reach};
use kobling_protocol::clients::client_file;
use kobling_tests::{Hub, Page, wire};
use serde_json::Value;
use tokio::process::Command;
use url::Url;

use crate::{root, shared_machine};

const SECRET: &str = "conformance-secret-number-one-of-the-suite";
const CALLBACK: &str = "https://localhost:8443/test/a/kobling/callback";
const CLAIMS: &[&str] = &[
    "name",
    "given_name",
    "family_name",
    "middle_name",
    "nickname",
    "preferred_username",
    "profile",
    "picture",
    "website",
    "gender",
    "birthdate",
    "zoneinfo",
    "locale",
    "updated_at",
    "email",
    "email_verified",
    "phone_number",
    "phone_number_verified",
    "address",
];

/// curl with a jar for cookies, trusting one authority.
struct Curl {
    folder: tempfile::TempDir,
}

/// What it brought.
struct Brought {
    head: String,
    /// 0 where there was no answer.
    status: u16,
    location: Option<String>,
    body: String,
}

impl Curl {
    fn trusting(authority: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("ca.pem"), authority).unwrap();
        Self { folder }
    }

    fn file(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    async fn bring(&self, url: &str, further: &[&str]) -> Brought {
        let jar = self.file("jar");
        let done = Command::new("curl")
            .args(["--silent", "--include", "--max-time", "20", "--cookie-jar"])
            .arg(&jar)
            .arg("--cookie")
            .arg(&jar)
            .arg("--cacert")
            .arg(self.file("ca.pem"))
            .args(further)
            .arg(url)
            .output()
            .await
            .expect("curl, by tests/install");
        let text = String::from_utf8_lossy(&done.stdout).into_owned();
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or_default();
        let location = head
            .lines()
            .find(|line| line.to_ascii_lowercase().starts_with("location:"))
            .and_then(|line| line.split_once(':'))
            .map(|(_, value)| value.trim().to_owned());
        let status = head.split(' ').nth(1).and_then(|code| code.parse().ok());
        Brought {
            head: head.to_ascii_lowercase(),
            status: status.unwrap_or_default(),
            location,
            body: body.to_owned(),
        }
    }

    /// Follows redirects until a page is shown, or until they lead to the app.
    async fn follow(&self, url: &Url, further: &[&str]) -> (Url, Brought) {
        let (mut url, mut brought) = (url.clone(), self.bring(url.as_str(), further).await);
        for _ in 0..8 {
            let Some(location) = &brought.location else {
                break;
            };
            url = url.join(location).unwrap();
            if url.as_str().starts_with(CALLBACK) {
                break;
            }
            brought = self.bring(url.as_str(), &[]).await;
        }
        (url, brought)
    }
}

async fn hub() -> Hub {
    let path = root().join("tests/conformance/clients.json");
    let text = std::fs::read_to_string(path).unwrap();
    let clients = client_file::read("https://localhost", &text).unwrap();
    Hub::with(|options| {
        options.https = true;
        options.clients = clients;
        options.schedules = false;
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn g_an_app_from_a_file_logs_someone_in_over_https() {
    let _shared = shared_machine().await;
    let hub = hub().await;
    let curl = Curl::trusting(hub.stack.authority().unwrap());
    let at = |path: &str| hub.url(path).to_string();
    let metadata = curl
        .bring(&at("/.well-known/openid-configuration"), &[])
        .await;
    // The browser would hold every program under `localhost` to it, for two years.
    assert!(!metadata.head.contains("strict-transport-security"));
    let metadata: Value = serde_json::from_str(&metadata.body).unwrap();
    assert_eq!(metadata["issuer"], hub.stack.issuer());
    for (name, value) in metadata.as_object().unwrap() {
        if name.ends_with("_endpoint") || name == "jwks_uri" {
            assert!(value.as_str().unwrap().starts_with("https://"), "{name}");
        }
    }

    // One tenant has the app, so nobody is asked for the employer.
    let query = wire::encode(&[
        ("response_type", "code"),
        ("client_id", "suite-basic"),
        ("redirect_uri", CALLBACK),
        ("scope", "openid profile email address phone offline_access"),
        ("state", "s1"),
        ("nonce", "n1"),
    ]);
    let begin: Url = at(&format!("/authorize?{query}")).parse().unwrap();
    let (login, shown) = curl.follow(&begin, &[]).await;
    assert_eq!(login.host_str(), Some("127.0.0.1"), "{}", shown.body);
    let page = Page::of(login.clone(), &shown.body);
    let form = page.form_with("action", "login").expect("the login's form");
    let person = hub.person("L1");
    let pid = person.national_id.as_deref().unwrap();
    let mut pairs = form.filled(Some(("action", "login")), &[("pid", pid)]);
    pairs.retain(|(name, value)| name != "level" || value.ends_with("substantial"));
    let pairs: Vec<(&str, &str)> = pairs
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let action = login.join(form.action.as_deref().unwrap()).unwrap();
    let body = wire::encode(&pairs);
    let (back, _) = curl.follow(&action, &["--data", &body]).await;
    assert!(back.as_str().starts_with(CALLBACK), "{back}");
    let parameter = |name: &str| {
        let mut pairs = back.query_pairs();
        pairs.find_map(|(known, value)| (known == name).then(|| value.into_owned()))
    };
    assert_eq!(parameter("state").as_deref(), Some("s1"));
    assert_eq!(parameter("iss"), Some(hub.stack.issuer()));

    let body = wire::encode(&[
        ("grant_type", "authorization_code"),
        ("code", &parameter("code").expect("a code")),
        ("redirect_uri", CALLBACK),
    ]);
    let basic = format!("suite-basic:{SECRET}");
    let tokens = curl
        .bring(&at("/token"), &["--user", &basic, "--data", &body])
        .await;
    assert_eq!(tokens.status, 200, "{}", tokens.body);
    let tokens: Value = serde_json::from_str(&tokens.body).unwrap();
    let bearer = format!(
        "Authorization: Bearer {}",
        tokens["access_token"].as_str().unwrap()
    );
    let told = curl.bring(&at("/userinfo"), &["--header", &bearer]).await;
    let told: Value = serde_json::from_str(&told.body).unwrap();
    for claim in CLAIMS {
        assert!(told.get(claim).is_some_and(|value| value != ""), "{claim}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn g_only_todays_tls_is_spoken_and_the_rest_is_told_to_come_with_it() {
    let _shared = shared_machine().await;
    let hub = hub().await;
    let curl = Curl::trusting(hub.stack.authority().unwrap());
    let jwks = hub.url("/jwks");
    for (how, is_spoken) in [
        ("--tlsv1.3", true),
        ("--tls-max 1.2", true),
        ("--tls-max 1.1", false),
        (
            "--tls-max 1.2 --ciphers ECDHE-ECDSA-AES256-GCM-SHA384",
            true,
        ),
        ("--tls-max 1.2 --ciphers AES128-SHA", false),
        ("--tls-max 1.2 --ciphers ECDHE-ECDSA-AES128-SHA", false),
        (
            "--tls-max 1.2 --ciphers ECDHE-ECDSA-CHACHA20-POLY1305",
            false,
        ),
    ] {
        let how: Vec<&str> = how.split(' ').collect();
        let brought = curl.bring(jwks.as_str(), &how).await;
        assert_eq!(brought.status == 200, is_spoken, "{how:?}");
    }
    let in_clear = jwks.as_str().replacen("https:", "http:", 1);
    let brought = curl.bring(&in_clear, &[]).await;
    assert_eq!(
        (brought.status, brought.location),
        (308, Some(jwks.to_string()))
    );
    // This machine's own commands may come without.
    let own = in_clear.replace("/jwks", "/_local/dead-letters.json");
    assert_eq!(curl.bring(&own, &[]).await.status, 200);
    // Another authority's word is worth nothing.
    let other = self::hub().await;
    let mistaken = Curl::trusting(other.stack.authority().unwrap());
    assert_eq!(mistaken.bring(jwks.as_str(), &[]).await.status, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn g_calls_that_go_out_trust_what_was_given_and_nobody_else() {
    let _shared = shared_machine().await;
    let hub = hub().await;
    let authority = hub.stack.authority().unwrap();
    let limits = Limits {
        whole: Duration::from_secs(5),
        ..Limits::default()
    };
    let call = async |extra_ca: Option<&str>| {
        let client = HttpClient::new(Reach::PublicAndLoopback, limits, extra_ca);
        let request = http::Request::builder()
            .method(Method::GET)
            .uri(hub.url("/jwks").as_str())
            .body(Vec::new())
            .unwrap();
        client.call(request).await.map(|answer| answer.status())
    };
    assert!(
        call(Some(authority))
            .await
            .is_ok_and(|status| status == 200)
    );
    let other = self::hub().await;
    for extra_ca in [None, Some("no certificate"), other.stack.authority()] {
        let refused = call(extra_ca).await;
        assert!(matches!(refused, Err(HttpError::Connect(_))), "{refused:?}");
    }
}

/// Some libraries take no certificate with `*.localhost` in it.
#[tokio::test(flavor = "multi_thread")]
async fn g_the_certificate_names_each_host_that_answers_and_no_others() {
    let _shared = shared_machine().await;
    let hub = hub().await;
    let curl = Curl::trusting(hub.stack.authority().unwrap());
    for (host, is_named) in [
        ("localhost", true),
        ("127.0.0.1", true),
        ("hrm.localhost", true),
        ("roster.localhost", true),
        ("clock.localhost", true),
        ("se-eid.localhost", true),
        ("other.localhost", false),
    ] {
        let address = format!("https://{host}:{}/", hub.port());
        let here = format!("{host}:{}:127.0.0.1", hub.port());
        let brought = curl.bring(&address, &["--resolve", &here]).await;
        assert_eq!(brought.status != 0, is_named, "{host}");
        assert_ne!(brought.status, 421, "{host} answers");
    }
}

/// An app whose certificate is its own authority, as the usual command makes one.
#[tokio::test(flavor = "multi_thread")]
async fn g_a_certificate_that_calls_do_not_trust_is_told_apart_in_plain_words() {
    let _shared = shared_machine().await;
    let folder = tempfile::tempdir().unwrap();
    let (pem, key) = (folder.path().join("app.pem"), folder.path().join("app.key"));
    let made = async |is_authority: &str| {
        let constraint = format!("basicConstraints=critical,CA:{is_authority}");
        let done = Command::new("openssl")
            .args([
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
            ])
            .args(["-nodes", "-days", "2", "-subj", "/CN=localhost"])
            .args([
                "-addext",
                "subjectAltName=DNS:localhost",
                "-addext",
                &constraint,
            ])
            .arg("-keyout")
            .arg(&key)
            .arg("-out")
            .arg(&pem)
            .output()
            .await
            .expect("openssl, by tests/install");
        assert!(
            done.status.success(),
            "{}",
            String::from_utf8_lossy(&done.stderr)
        );
    };
    let call = async |port: u16, extra_ca: Option<&str>| {
        let client = HttpClient::new(Reach::PublicAndLoopback, Limits::default(), extra_ca);
        let request = http::Request::builder()
            .uri(format!("https://localhost:{port}/"))
            .body(Vec::new())
            .unwrap();
        client.call(request).await
    };
    for (is_authority, told) in [("TRUE", Some("make one with CA:FALSE")), ("FALSE", None)] {
        made(is_authority).await;
        // Free again at the end of the line.
        let port = std::net::TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let mut app = Command::new("openssl")
            .args(["s_server", "-www", "-quiet", "-accept", &port.to_string()])
            .arg("-cert")
            .arg(&pem)
            .arg("-key")
            .arg(&key)
            .stdin(std::process::Stdio::null())
            .stdout(std::process::Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("openssl, by tests/install");
        let authority = std::fs::read_to_string(&pem).unwrap();
        let mut answer = call(port, Some(&authority)).await;
        for _ in 0..100 {
            let is_up = answer
                .as_ref()
                .err()
                .is_none_or(|error| !error.plainly().contains("no connection could be made"));
            if is_up {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
            answer = call(port, Some(&authority)).await;
        }
        match told {
            Some(told) => {
                let said = answer.unwrap_err().plainly();
                assert!(said.contains(told), "{said}");
            }
            None => assert_eq!(answer.unwrap().status(), 200),
        }
        let said = call(port, None).await.unwrap_err().plainly();
        assert!(said.contains("--ca"), "{said}");
        app.kill().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn g_the_command_says_what_is_wrong_with_a_file() {
    let _shared = shared_machine().await;
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        let mut file = std::fs::File::create(&path).unwrap();
        file.write_all(text.as_bytes()).unwrap();
        path
    };
    let list = write(
        "clients.json",
        r#"{"clients": [{"client_id": "a", "secret": "s"}]}"#,
    );
    let pem = write("ca.pem", "nothing");
    let missing = folder.path().join("missing.json");
    let told = async |flag: &str, path: &Path| {
        let done = Command::new(env!("CARGO_BIN_EXE_kobling-in-tests"))
            .args(["--small", "--port", "0", "--data"])
            .arg(folder.path().join("data"))
            .arg(flag)
            .arg(path)
            .output()
            .await
            .unwrap();
        assert!(!done.status.success());
        String::from_utf8_lossy(&done.stderr).into_owned()
    };
    let error = told("--clients", &list).await;
    assert!(error.contains("a: `secret` is unknown"), "{error}");
    let error = told("--clients", &missing).await;
    assert!(error.contains("missing.json cannot be read"), "{error}");
    let error = told("--ca", &pem).await;
    assert!(error.contains("holds no PEM certificate"), "{error}");
}

/// Lambda's system trusts a hundred authorities. This one is as good as any of them there.
#[tokio::test(flavor = "multi_thread")]
async fn g_nobody_but_amazon_vouches_for_services_of_aws() {
    let _shared = shared_machine().await;
    let hub = hub().await;
    let curl = Curl::trusting(hub.stack.authority().unwrap());
    let trusted_by_the_system = ("SSL_CERT_FILE", curl.file("ca.pem"));
    let endpoint = hub.url("/").to_string();

    let control = Command::new("curl")
        .args(["--silent", "--fail", hub.url("/jwks").as_str()])
        .env_clear()
        .env(trusted_by_the_system.0, &trusted_by_the_system.1)
        .output()
        .await
        .expect("curl, by tests/install");
    assert!(control.status.success(), "curl trusts what the system does");

    let function = Command::new(env!("CARGO_BIN_EXE_authorize-in-tests"))
        .env_clear()
        .env(trusted_by_the_system.0, &trusted_by_the_system.1)
        .envs([
            ("ISSUER", "https://login.example"),
            ("IDENTITY_TABLE", "identity"),
            ("TRANSIENT_TABLE", "transient"),
            ("AUDIT_TABLE", "audit"),
            ("SEALING_KEY", "sealing-key"),
            ("AWS_REGION", "eu-north-1"),
            ("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE"),
            ("AWS_SECRET_ACCESS_KEY", "example"),
            ("AWS_ENDPOINT_URL", &endpoint),
        ])
        .output()
        .await
        .unwrap();
    let log = String::from_utf8_lossy(&function.stdout);
    let line = log
        .lines()
        .find(|line| line.contains("keys were not there"));
    let line = line.unwrap_or_else(|| panic!("no word of the keys: {log}"));
    assert!(line.contains("UnknownIssuer"), "{line}");
}
