//! Userinfo (OpenID Connect Core section 5.3, RFC 6750): one read, and the policy gate, so that
//! who left or was suspended a minute ago is nobody here.

use axum::{http::StatusCode, response::Response};
use kobling_base::{Internal, secret::Secret};
use kobling_keyring::Purpose;
use kobling_model::{Refusal, apps::Client, audit::Event};
use kobling_protocol::{
    BearerError, Parameters, TokenError,
    bearer::{self, Scheme},
    dpop::{self, ProofError},
    dpop_nonce::Nonces,
    token::AccessToken,
    userinfo::{claims, national_id},
};
use kobling_store::StoreError;
use serde_json::{Map, Value};

use crate::{
    answer::{Refused, unstored, with_nonce},
    call::Call,
    caller::spend,
    code::about,
    holder::{Known, known},
};

/// `GET` and `POST /userinfo`.
pub async fn userinfo(
    call: Result<Call, Refused<TokenError>>,
) -> Result<Response, Refused<BearerError>> {
    let call = call.map_err(|refused| match refused {
        Refused::Told(_) | Refused::Because(..) => Refused::Told(BearerError::InvalidRequest),
        Refused::UseNonce(nonce) => Refused::UseNonce(nonce),
        Refused::TooMany(seconds) => Refused::TooMany(seconds),
        Refused::Internal(failure) => Refused::Internal(failure),
    })?;
    let form = Parameters::new(&call.form);
    let (scheme, token) = shown_token(&call.authorization(), &form)?;
    let (claims, next_nonce) = read(&call, scheme, &token).await?;
    let response = unstored(StatusCode::OK, &[], &claims);
    Ok(with_nonce(response, next_nonce.as_deref()))
}

/// `HEAD /userinfo`: what it is without a token. A token is not looked at, since with it a proof
/// would be spent and a number told.
pub async fn head() -> Refused<BearerError> {
    Refused::Told(BearerError::Missing)
}

/// The token of a request: in the header, or in the form (RFC 6750 sections 2.1 and 2.2); never
/// in the address, where logs would keep it (RFC 9700 section 4.3.2).
fn shown_token(
    authorization: &[&[u8]],
    form: &Parameters<'_>,
) -> Result<(Scheme, String), BearerError> {
    let in_form = form
        .one("access_token")
        .map_err(|_| BearerError::InvalidRequest)?;
    match (authorization, in_form) {
        ([], Some(token)) => Ok((Scheme::Bearer, token.to_owned())),
        (headers, None) => bearer::shown(headers).map(|(scheme, token)| (scheme, token.to_owned())),
        _ => Err(BearerError::InvalidRequest),
    }
}

/// A token that is bound to a key counts only with a proof of that key, and by its own scheme
/// (RFC 9449 sections 7.1 and 7.2). Gives the nonce for the next proof, where one is needed soon.
async fn prove(
    call: &Call,
    scheme: Scheme,
    token: &str,
    bound_to: Option<&str>,
    client: &Client,
) -> Result<Option<String>, Refused<BearerError>> {
    let Some(bound_to) = bound_to else {
        return match scheme {
            Scheme::Bearer => Ok(None),
            Scheme::Dpop => Err(BearerError::InvalidToken.into()),
        };
    };
    let held = call.app.prover().await?;
    let about = dpop::Call {
        method: call.method.as_str(),
        url: &call.endpoint("/userinfo"),
        access_token: Some(token),
        nonces: Nonces {
            prover: &held,
            issuer: call.app.issuer(),
        },
        is_nonce_demanded: client.require_dpop_nonce,
        now: call.app.now(),
    };
    let proved = match scheme {
        Scheme::Dpop => dpop::read(&call.dpop(), &about),
        Scheme::Bearer => Err(ProofError::Invalid),
    };
    let proved = proved?
        .filter(|proved| proved.jkt == bound_to)
        .ok_or(BearerError::InvalidDpopProof)?;
    match spend(call.app.store()?, about.now, None, Some(proved.used)).await {
        Ok(()) => Ok(proved.next_nonce),
        Err(StoreError::Changed(_)) => Err(BearerError::InvalidDpopProof.into()),
        Err(error) => Err(error.into()),
    }
}

async fn read(
    call: &Call,
    scheme: Scheme,
    token: &str,
) -> Result<(Map<String, Value>, Option<String>), Refused<BearerError>> {
    let app = &call.app;
    let now = app.now();
    let ring = app.keys().await?;
    let binding = AccessToken::read(&ring.signing, app.issuer(), token, now)
        .ok_or(BearerError::InvalidToken)?;
    let known = known(app, &binding)
        .await?
        .ok_or(BearerError::InvalidToken)?;
    let bound_to = binding.jkt.as_deref();
    let next_nonce = prove(call, scheme, token, bound_to, &known.client).await?;
    if !binding.has_scope("openid") {
        return Err(BearerError::InsufficientScope("openid").into());
    }
    let status = known.status(now).map_err(|refusal| match refusal {
        Refusal::LevelTooLow(needed) | Refusal::LevelOutOfReach(needed) => {
            BearerError::InsufficientUserAuthentication(needed)
        }
        _ => BearerError::InvalidToken,
    })?;
    let mut told = claims::userinfo(
        &known.grant.scope,
        &known.grant.claims,
        status.account,
        status.directory_user,
        now,
    );
    if !known.client.tenant_claim {
        told.remove("tenant");
    }
    told.extend(number(call, &known).await?);
    Ok((told, next_nonce))
}

/// The national id, if the app asked for it and still may have it, and the session keeps it. It is
/// told only after the audit says so.
async fn number(call: &Call, known: &Known) -> Result<Map<String, Value>, Refused<BearerError>> {
    let (app, grant) = (&call.app, &known.grant);
    let sealed = known
        .session()
        .filter(|_| national_id::is_asked(&grant.scope, &grant.claims))
        .and_then(|session| Some((session, session.sealed_number.as_ref()?)));
    let Some((session, sealed)) = sealed else {
        return Ok(Map::new());
    };
    let service = app.key_service()?;
    let opened = service.open(Purpose::SessionNumber, &session.id_digest, sealed);
    let number = String::from_utf8(opened.await?.into_inner()).map_err(Internal::new)?;
    call.change(&grant.client)?
        .tell(Event::NationalIdGiven, |event| about(event, grant))
        .write()
        .await?;
    let namespace = session.evidence.eid().map(|eid| eid.namespace.as_str());
    Ok(national_id::claims(
        &grant.scope,
        &grant.claims,
        namespace.unwrap_or_default(),
        &Secret::new(number),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(headers: &[&str], form: &str) -> Result<String, BearerError> {
        let headers: Vec<&[u8]> = headers.iter().map(|text| text.as_bytes()).collect();
        let form = kobling_protocol::decode(form.as_bytes());
        shown_token(&headers, &Parameters::new(&form)).map(|(_, token)| token)
    }

    #[test]
    fn a_token_comes_in_one_place() {
        for (headers, form, found) in [
            (vec!["Bearer abc"], "", Ok("abc".to_owned())),
            (vec!["bEARER  abc"], "", Ok("abc".to_owned())),
            (vec![], "access_token=abc", Ok("abc".to_owned())),
            (vec![], "", Err(BearerError::Missing)),
            (vec!["Basic abc"], "", Err(BearerError::Missing)),
            (vec!["Bearer"], "", Err(BearerError::InvalidRequest)),
            (vec!["Bearer "], "", Err(BearerError::InvalidRequest)),
            (vec!["Bearer a b"], "", Err(BearerError::InvalidRequest)),
            (
                vec!["Bearer a", "Bearer a"],
                "",
                Err(BearerError::InvalidRequest),
            ),
            (
                vec!["Bearer a"],
                "access_token=a",
                Err(BearerError::InvalidRequest),
            ),
            (
                vec![],
                "access_token=a&access_token=a",
                Err(BearerError::InvalidRequest),
            ),
        ] {
            assert_eq!(from(&headers, form), found, "{headers:?} {form}");
        }
    }
}
