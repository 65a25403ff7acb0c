//! The national id of a session, for apps that were granted it: when it is kept, and how.

use kobling_base::{Internal, secret::Secret};
use kobling_keyring::Purpose;
use kobling_model::sessions::Session;
use kobling_protocol::{authorization::AuthorizationRequest, userinfo::national_id};
use kobling_shared::app::App;

use super::loaded::{Deployment, Loaded};

/// Whether the app is to have the national id, and the session began without keeping it. The eID
/// has to show it once more.
pub fn is_lacking(at: &Deployment, request: &AuthorizationRequest, session: &Session) -> bool {
    is_wanted(at, request)
        && session.sealed_number.is_none()
        && session
            .evidence
            .eid()
            .is_some_and(|eid| !eid.is_without_number())
}

/// Whether the app asks for the national id and was granted it. What outlives the session never
/// has it.
pub fn is_wanted(at: &Deployment, request: &AuthorizationRequest) -> bool {
    let is_offline = request.scope.iter().any(|word| word == "offline_access");
    !is_offline
        && national_id::is_asked(&request.scope, &request.claims)
        && national_id::is_granted(&at.client, at.client_at_tenant.as_ref())
}

/// The eID's number as the session keeps it; none where the eID has none.
pub(super) async fn sealed(
    app: &App,
    loaded: &Loaded,
    in_hand: Option<&Secret<String>>,
    session: &Session,
) -> Result<Option<String>, Internal> {
    let service = app.key_service()?;
    let kept = loaded
        .request
        .eid
        .as_ref()
        .and_then(|eid| eid.sealed_number.as_deref());
    let number = match (in_hand, kept) {
        (Some(number), _) => Secret::new(number.expose().as_bytes().to_vec()),
        (None, Some(sealed)) => {
            let of = &loaded.request.handle_digest;
            service.open(Purpose::NationalId, of, sealed).await?
        }
        (None, None) => return Ok(None),
    };
    let of = &session.id_digest;
    let sealed = service.seal(Purpose::SessionNumber, of, number.expose());
    Ok(Some(sealed.await?))
}
