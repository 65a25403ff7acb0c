//! The page for what the gate refused, with the way on that there is.

use http::StatusCode;
use kobling_base::time_zone::TimeZone;
use kobling_model::{Level, Refusal, people::EmploymentStatus};
use kobling_pages::{AssuranceLevel, Notice};
use kobling_protocol::authorization::{AuthorizationRequest, Refusal as OidcRefusal};
use kobling_shared::app::App;
use kobling_web::Stop;

use super::{loaded::Deployment, to_app};

/// The page for what the gate refused, with the way on that there is.
pub fn refused(
    app: &App,
    at: &Deployment,
    request: &AuthorizationRequest,
    refusal: Refusal,
) -> Stop {
    let provider = at.provider.name.clone();
    let (notice, way) = match refusal {
        Refusal::ClientDisabled => (Notice::UnknownClient, None),
        Refusal::TenantSuspended => (Notice::TenantSuspended, None),
        Refusal::AppNotEnabled => (
            Notice::AppNotEnabled {
                app: at.client.name.clone(),
            },
            None,
        ),
        Refusal::AccountDisabled => (Notice::AccountDisabled, None),
        Refusal::Disputed => (Notice::Disputed, None),
        Refusal::LinkSuspended => (Notice::LinkSuspended, None),
        Refusal::NotActive => (Notice::ActivationRequired, None),
        Refusal::Employment(status) => (
            employment_notice(status, at.tenant.country.time_zone()),
            None,
        ),
        Refusal::ProviderNotAccepted if !is_in_use(at) => {
            return switched_off(app, at, request);
        }
        Refusal::NotLinked | Refusal::ProviderNotAccepted => (Notice::ChangedMeanwhile, None),
        Refusal::LevelTooLow(level) | Refusal::LevelOutOfReach(level) => (
            Notice::LevelTooLow {
                needed: assurance(level),
                provider,
                // No way would do where the app link itself is worth less.
                ways: match refusal {
                    Refusal::LevelTooLow(_) => at.provider.ways(level),
                    _ => Vec::new(),
                },
            },
            Some(to_app::way_back(
                app,
                at,
                request,
                OidcRefusal::UnmetAuthenticationRequirements,
            )),
        ),
    };
    let stop = Stop::notice(StatusCode::FORBIDDEN, notice)
        .about(&at.client.id)
        .at(&at.tenant, &request.ui_locales);
    match way {
        Some(way) => stop.way(way),
        None => stop,
    }
}

/// Suspended, not begun or ended, with the day.
fn employment_notice(status: EmploymentStatus, zone: TimeZone) -> Notice {
    match status {
        EmploymentStatus::NotBegun(from) => Notice::NotBegun {
            date: zone.date(from),
        },
        // The first second after it belongs to the next day.
        EmploymentStatus::Ended(to) => Notice::Ended {
            date: zone.date(to - 1),
        },
        EmploymentStatus::Suspended | EmploymentStatus::Current => Notice::Suspended,
    }
}

pub fn assurance(level: Level) -> AssuranceLevel {
    match level {
        Level::None | Level::Low => AssuranceLevel::Low,
        Level::Substantial => AssuranceLevel::Substantial,
        Level::High => AssuranceLevel::High,
    }
}

/// Whether the provider takes logins for the tenant.
pub fn is_in_use(at: &Deployment) -> bool {
    at.provider.enabled && at.tenant.providers.contains(&at.provider.id)
}

/// The page for a provider that takes none, with the way back to the app: trying again helps nobody.
pub fn switched_off(app: &App, at: &Deployment, request: &AuthorizationRequest) -> Stop {
    let notice = Notice::ProviderOff {
        provider: at.provider.name.clone(),
    };
    let refusal = OidcRefusal::TemporarilyUnavailable;
    Stop::notice(StatusCode::FORBIDDEN, notice)
        .about(&at.client.id)
        .at(&at.tenant, &request.ui_locales)
        .way(to_app::way_back(app, at, request, refusal))
}
