//! How a command asks the running process: over HTTP, on loopback, having asked first which
//! process it is that answers there.

use axum::body::Bytes;
use http::{Request, StatusCode, header::CONTENT_TYPE};
use http_body_util::{BodyExt, Full};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use serde::{Deserialize, de::DeserializeOwned};

use crate::{people::no_such_tenant, question::NotAgreed, seed::DemoTenant};

/// Why a command did not do as asked; each a sentence for whoever typed it.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    #[error("Nothing answers on port {0}. Start Kobling first: cargo run.")]
    NotRunning(u16),
    #[error("What answers on port {0} is no Kobling of this version. Which port is it: --port?")]
    NotKobling(u16),
    /// The process's own sentence, or one about what it knows.
    #[error("{0}")]
    Refused(String),
    #[error("Kobling could not do it ({0}). What it printed itself says why.")]
    Failed(StatusCode),
    #[error(transparent)]
    NotAgreed(#[from] NotAgreed),
}

/// An error with its causes, in one line.
pub fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text.push_str(" (");
        text.push_str(&cause.to_string());
        text.push(')');
        next = cause.source();
    }
    text
}

/// The process that answers on a port.
#[derive(Debug)]
pub struct Instance {
    port: u16,
    says: Says,
}

/// What it says of itself in `/_local/status.json`.
#[derive(Deserialize, Debug)]
struct Says {
    issuer: String,
    /// None where nothing is kept.
    data: Option<String>,
    tenants: Vec<DemoTenant>,
}

impl Instance {
    pub async fn on(port: u16) -> Result<Self, AskError> {
        let not_kobling = |_| AskError::NotKobling(port);
        let text = match call(port, "/_local/status.json", None).await {
            Err(AskError::Refused(_) | AskError::Failed(_)) => {
                return Err(AskError::NotKobling(port));
            }
            other => other?,
        };
        let says = serde_json::from_str(&text).map_err(not_kobling)?;
        Ok(Self { port, says })
    }

    /// Which one it is, for whoever has several.
    pub fn line(&self) -> String {
        let Says {
            issuer,
            data,
            tenants,
        } = &self.says;
        let data = match data {
            Some(folder) => format!("data in {folder}"),
            None => "data in memory".to_owned(),
        };
        format!("{issuer} ({data}, {} tenants)", tenants.len())
    }

    /// How a command is typed that goes to this one.
    pub fn typed(&self, arguments: &str) -> String {
        match self.port {
            crate::cli::PORT => format!("kobling {arguments}"),
            port => format!("kobling --port {port} {arguments}"),
        }
    }

    /// The name of a tenant that is there.
    pub fn tenant(&self, id: &str) -> Result<&str, AskError> {
        let tenants = &self.says.tenants;
        let found = tenants.iter().find(|tenant| tenant.id == id);
        found.map(|tenant| tenant.name.as_str()).ok_or_else(|| {
            AskError::Refused(no_such_tenant(
                id,
                tenants.iter().map(|tenant| tenant.id.as_str()),
            ))
        })
    }

    pub async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, AskError> {
        self.read(&call(self.port, path, None).await?)
    }

    pub async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        form: &[(&str, &str)],
    ) -> Result<T, AskError> {
        self.read(&call(self.port, path, Some(form)).await?)
    }

    /// Where the answer says no more than that it was done.
    pub async fn tell(&self, path: &str, form: &[(&str, &str)]) -> Result<(), AskError> {
        call(self.port, path, Some(form)).await.map(|_| ())
    }

    fn read<T: DeserializeOwned>(&self, text: &str) -> Result<T, AskError> {
        serde_json::from_str(text).map_err(|_| AskError::NotKobling(self.port))
    }
}

async fn call(port: u16, path: &str, form: Option<&[(&str, &str)]>) -> Result<String, AskError> {
    let not_running = || AskError::NotRunning(port);
    let address = format!("http://localhost:{port}{path}");
    let request = match form {
        None => Request::get(&address).body(Full::new(Bytes::new())),
        Some(form) => {
            let body = url::form_urlencoded::Serializer::new(String::new())
                .extend_pairs(form)
                .finish();
            Request::post(&address)
                .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(Full::new(Bytes::from(body)))
        }
    };
    let request = request.map_err(|_| not_running())?;
    let client = Client::builder(TokioExecutor::new()).build(HttpConnector::new());
    let answer = client.request(request).await.map_err(|_| not_running())?;
    let status = answer.status();
    let body = answer
        .into_body()
        .collect()
        .await
        .map_err(|_| not_running())?
        .to_bytes();
    let text = String::from_utf8_lossy(&body).trim().to_owned();
    if status.is_client_error() && !text.is_empty() {
        return Err(AskError::Refused(text));
    }
    if status.is_client_error() || status.is_server_error() {
        return Err(AskError::Failed(status));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instance(port: u16, data: Option<&str>) -> Instance {
        let tenant = |id: &str| DemoTenant {
            id: id.to_owned(),
            name: id.to_uppercase(),
            country: "no".to_owned(),
        };
        let says = Says {
            issuer: format!("http://localhost:{port}"),
            data: data.map(str::to_owned),
            tenants: ["asnes", "kodevik"].map(tenant).to_vec(),
        };
        Instance { port, says }
    }

    #[test]
    fn the_instance_is_named_by_where_it_answers_and_what_it_keeps() {
        let line = instance(8000, Some("/home/me/data")).line();
        assert_eq!(
            line,
            "http://localhost:8000 (data in /home/me/data, 2 tenants)"
        );
        let line = instance(8155, None).line();
        assert_eq!(line, "http://localhost:8155 (data in memory, 2 tenants)");
    }

    #[test]
    fn a_command_that_is_shown_goes_to_the_same_instance() {
        assert_eq!(instance(8000, None).typed("hr list"), "kobling hr list");
        let typed = instance(8155, None).typed("hr list");
        assert_eq!(typed, "kobling --port 8155 hr list");
    }

    #[test]
    fn an_unknown_tenant_is_named_with_those_that_are_there() {
        let instance = instance(8000, None);
        assert_eq!(instance.tenant("asnes").unwrap(), "ASNES");
        let why = instance.tenant("x").unwrap_err().to_string();
        assert_eq!(
            why,
            "There is no tenant x. The tenants are: asnes, kodevik."
        );
    }
}
