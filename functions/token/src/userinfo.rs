//! Userinfo (OpenID Connect Core section 5.3, RFC 6750): one read, and the policy gate, so that
//! who left or was suspended a minute ago is nobody here.

use axum::{http::StatusCode, response::Response};
use kobling_shared::{
    accounts::{Client, Grant, Refusal},
    app::App,
    oidc::{AccessToken, BearerError, Parameters, TokenError, bearer, claims},
    store::keys,
};

use crate::{
    answer::{Refused, unstored},
    call::Call,
    holder::Whose,
};

/// `GET` and `POST /userinfo`.
pub async fn userinfo(
    call: Result<Call, Refused<TokenError>>,
) -> Result<Response, Refused<BearerError>> {
    let call = call.map_err(|refused| match refused {
        Refused::Told(_) => Refused::Told(BearerError::InvalidRequest),
        Refused::Internal(failure) => Refused::Internal(failure),
    })?;
    let form = Parameters::new(&call.form);
    let token = bearer_token(&call.authorization(), &form)?;
    let claims = read(&call.app, &token).await?;
    Ok(unstored(StatusCode::OK, &[], &claims))
}

/// The token of a request: in the header, or in the form (RFC 6750 sections 2.1 and 2.2); never
/// in the address, where logs would keep it (RFC 9700 section 4.3.2).
fn bearer_token(authorization: &[&[u8]], form: &Parameters<'_>) -> Result<String, BearerError> {
    let in_form = form
        .one("access_token")
        .map_err(|_| BearerError::InvalidRequest)?;
    match (authorization, in_form) {
        ([], Some(token)) => Ok(token.to_owned()),
        (headers, None) => bearer::in_header(headers).map(str::to_owned),
        _ => Err(BearerError::InvalidRequest),
    }
}

async fn read(app: &App, token: &str) -> Result<claims::UserInfo, Refused<BearerError>> {
    let (store, now) = (app.store()?, app.now());
    let ring = app.keys().await?;
    let binding = AccessToken::read(&ring.signing, app.issuer(), token, now)
        .ok_or(BearerError::InvalidToken)?;
    if !binding.has_scope("openid") {
        return Err(BearerError::InsufficientScope("openid").into());
    }
    let whose = Whose {
        client: &binding.client,
        tenant: &binding.tenant,
        account: binding.account,
        directory_user: binding.directory_user,
        session_digest: binding.session_digest.as_deref(),
    };
    let (client_key, grant_key) = (keys::client(&binding.client), keys::grant(&binding.grant));
    let mut wanted = whose.keys();
    wanted.extend([client_key.clone(), grant_key.clone()]);
    let found = store.batch(&wanted, now).await?;
    let holder = whose.pick(&found)?;
    let client: Client = found.get(&client_key)?.ok_or(BearerError::InvalidToken)?;
    let grant: Grant = found
        .get(&grant_key)?
        .filter(|grant| binding.is_of(grant, now))
        .ok_or(BearerError::InvalidToken)?;
    let standing = holder
        .stand(&client, &grant, now)
        .map_err(|refusal| match refusal {
            Refusal::LevelTooLow(needed) | Refusal::LevelOutOfReach(needed) => {
                BearerError::InsufficientUserAuthentication(needed)
            }
            _ => BearerError::InvalidToken,
        })?;
    Ok(claims::userinfo(
        &binding.scope,
        standing.account,
        standing.directory_user,
        now,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(headers: &[&str], form: &str) -> Result<String, BearerError> {
        let headers: Vec<&[u8]> = headers.iter().map(|text| text.as_bytes()).collect();
        let form = kobling_shared::oidc::decode(form.as_bytes());
        bearer_token(&headers, &Parameters::new(&form))
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
