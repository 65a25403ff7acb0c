//! To the upstream provider and back: begins a visit there for a stored request, and reads its
//! answer as an eID.

use axum::response::Response;
use http::StatusCode;
use kobling_base::{Internal, digest::sha256, secret::Secret};
use kobling_keyring::Digests;
use kobling_model::{
    Level, Refusal,
    evidence::{Authentication, BY_ISSUER},
};
use kobling_pages::{Notice, Way, WayKind};
use kobling_protocol::authorization::{AuthorizationRequest, Refusal as OidcRefusal};
use kobling_shared::app::App;
use kobling_store::{Condition, StoreError, Transaction};
use kobling_upstream::{Ask, EidLogin, Upstream, UpstreamError, configured};
use kobling_web::{Stop, Visit, see_other};

use super::{
    addresses::resume,
    answered_eid::{AnsweredEid, OtherDigests},
    loaded::{Deployment, Loaded},
    refused::{is_in_use, refused, switched_off},
    to_app,
    waiting::{Failed, Purpose, UpstreamAttempt},
};

/// How a visit upstream begins.
#[derive(Clone, Copy, Debug)]
pub struct Beginning {
    pub purpose: Purpose,
    /// The person is to authenticate anew.
    pub is_fresh: bool,
    /// The level was asked for once already.
    pub is_step_up: bool,
}

/// Goes upstream for a request, and keeps it on the way.
pub async fn go(visit: &Visit, mut loaded: Loaded, beginning: Beginning) -> Result<Response, Stop> {
    let (condition, cookie) = if loaded.request.is_stored() {
        let was = loaded.request.version;
        let condition = Condition::live(visit.app.now()).equals("version", was);
        (condition, None)
    } else {
        (Condition::absent(), loaded.name(visit))
    };
    let app = &visit.app;
    let at = &loaded.at;
    let authorization = &loaded.request.authorization;
    if !is_in_use(at) {
        return Err(switched_off(app, at, authorization));
    }
    let provider = configured(app, &at.provider, &at.tenant).await?;
    let needed = needed(at, authorization);
    let ask = Ask {
        acr_values: at.provider.acr_values(needed),
        ui_locales: vec![
            visit
                .language(&authorization.ui_locales, Some(&at.tenant))
                .code()
                .to_owned(),
        ],
        prompt_login: beginning.is_fresh,
        max_age: authorization.max_age,
    };
    let state = format!("{}.{}", loaded.handle, app.random().token());
    let begun = Upstream::of(app)?
        .begin(&provider, &ask, &state, app.random(), app.now())
        .await
        .map_err(|error| {
            let stop = upstream_failed(app, &loaded, &error);
            if loaded.request.version > 0 {
                return stop;
            }
            // Nothing is stored yet that could be gone on with: the app's own request, again.
            stop.way(Way {
                href: visit.here(),
                kind: WayKind::TryAgain,
            })
        })?;
    loaded.request.upstream = Some(UpstreamAttempt {
        provider: at.provider.id.clone(),
        state_digest: sha256(&state),
        expected: begun.expected,
        purpose: beginning.purpose,
        is_step_up: beginning.is_step_up,
        failed: None,
    });
    loaded.request.version += 1;
    let store = app.store()?;
    // Not in the audit: anybody can begin a login, and the audit is for good.
    tracing::info!(tenant = %loaded.at.tenant.id, client = %loaded.at.client.id, "a login begins");
    let transaction = Transaction::new().put(store, "request", loaded.request.as_ref(), condition);
    match store.transact(transaction).await {
        Ok(()) => {}
        // Two presses at once: the other one is on its way.
        Err(StoreError::Changed(_)) => {
            return Ok(see_other(&super::addresses::here(&loaded.handle), None)?);
        }
        Err(error) => return Err(error.into()),
    }
    Ok(see_other(begun.url.as_str(), cookie)?)
}

/// The level that a login must have: the tenant's, the app's and the request's, whichever is most.
fn needed(at: &Deployment, authorization: &AuthorizationRequest) -> Level {
    at.tenant
        .settings
        .minimum_acr
        .max(at.client.minimum_acr.unwrap_or(Level::None))
        .max(authorization.asked_level())
}

/// An eID's answer with its number still in hand.
pub struct Answered {
    pub eid: AnsweredEid,
    pub number: Option<Secret<String>>,
}

/// Turns the upstream's answer into digests. Two calls of the key service for each key
/// in use, at the same time.
pub async fn answered(app: &App, at: &Deployment, login: EidLogin) -> Result<Answered, Internal> {
    let service = app.key_service()?;
    let (namespace, value) = match &login.number {
        Some(number) => (
            number.namespace().as_str().to_owned(),
            number.expose().clone(),
        ),
        None => (
            format!("{BY_ISSUER}{}", login.issuer),
            login.subject.clone(),
        ),
    };
    let tenant = at.tenant.id.as_str();
    let link = service.link_digests(&namespace, &value);
    let (link, directory): (Digests, Option<Digests>) = if login.number.is_some() {
        let (link, directory) =
            tokio::try_join!(link, service.directory_digests(tenant, &namespace, &value))?;
        (link, Some(directory))
    } else {
        (link.await?, None)
    };
    let (directory_digest, other_directory) = directory.map_or((None, None), |digests| {
        (Some(digests.current), digests.other)
    });
    let (given_name, family_name) = login
        .name
        .map_or((None, None), |name| (name.given, name.family));
    Ok(Answered {
        number: directory_digest.is_some().then(|| Secret::new(value)),
        eid: AnsweredEid {
            authentication: Authentication {
                provider: at.provider.id.clone(),
                namespace,
                link_digest: link.current,
                level: login.level,
                amr: login.amr,
                auth_time: login.auth_time,
                upstream_sid: login.sid,
            },
            directory_digest,
            other: link.other.map(|link| OtherDigests {
                link,
                directory: other_directory,
            }),
            sealed_number: None,
            given_name,
            family_name,
            birth_date: login.birth_date.map(|day| day.to_string()),
        },
    })
}

/// Tells the log why the upstream gave no login.
pub fn told(error: &UpstreamError) {
    let mut cause = String::new();
    let mut next: Option<&dyn std::error::Error> = Some(error);
    while let Some(error) = next {
        cause = format!("{cause}: {error}");
        next = error.source();
    }
    tracing::warn!(
        cause = cause.trim_start_matches(": "),
        "the upstream gave no login"
    );
}

/// The page for what went wrong upstream; the cause goes to the log.
fn upstream_failed(app: &App, loaded: &Loaded, error: &UpstreamError) -> Stop {
    told(error);
    failed_page(app, loaded, Failed::from(error))
}

/// The page alone: also where the same answer comes again.
pub fn failed_page(app: &App, loaded: &Loaded, why: Failed) -> Stop {
    let provider = loaded.at.provider.name.clone();
    let (status, notice) = match why {
        Failed::UnmetLevel => {
            let level = needed(&loaded.at, &loaded.request.authorization);
            let request = &loaded.request.authorization;
            let unmet = OidcRefusal::UnmetAuthenticationRequirements;
            let back = to_app::way_back(app, &loaded.at, request, unmet);
            return refused(app, &loaded.at, request, Refusal::LevelTooLow(level))
                .way(try_again(&loaded.handle))
                .aside(back);
        }
        Failed::Cancelled => {
            // Who does not want to log in tells the app so (RFC 6749 section 4.1.2.1).
            let request = &loaded.request.authorization;
            let denied = OidcRefusal::AccessDenied;
            let back = to_app::way_back(app, &loaded.at, request, denied);
            return failed(loaded, StatusCode::OK, Notice::Cancelled).aside(back);
        }
        Failed::Unavailable => (
            StatusCode::SERVICE_UNAVAILABLE,
            Notice::UpstreamUnavailable { provider },
        ),
        Failed::Unusable => (StatusCode::BAD_GATEWAY, Notice::UpstreamFailed { provider }),
    };
    failed(loaded, status, notice)
}

/// A page with a button that tries the same login again.
pub fn failed(loaded: &Loaded, status: StatusCode, notice: Notice) -> Stop {
    Stop::notice(status, notice)
        .about(&loaded.at.client.id)
        .at(&loaded.at.tenant, &loaded.request.authorization.ui_locales)
        .way(try_again(&loaded.handle))
}

/// A button that tries the same login again.
pub fn try_again(handle: &str) -> Way {
    Way {
        href: resume(handle),
        kind: WayKind::TryAgain,
    }
}
