//! A refresh token becomes a new one (RFC 6749 section 6, RFC 9700 section 4.14.2): one read,
//! then one write that moves the grant's number by one. Any earlier token ends the grant, but for
//! the last one where the app has a grace for lost answers: that gives the same successor again.

use kobling_base::Internal;
use kobling_model::{
    apps::{Client, Grant, GrantType},
    audit::Event,
    keys,
};
use kobling_protocol::{
    Parameters, TokenError,
    clients::client_authentication::Credentials,
    token::refresh_token::{self, Claim, RefreshToken, TokenStatus},
};
use kobling_shared::app::App;
use kobling_store::{Found, StoreError};

use crate::{
    answer::{Refused, TokenResponse},
    call::Call,
    caller::{Caller, authenticate},
    code::{Given, MAY_NOT, about, end_grant, narrowed_resources, tokens},
    holder::Whose,
};

/// Renews the refresh token of a form.
pub async fn renew(
    call: &Call,
    form: &Parameters<'_>,
    credentials: &Credentials,
) -> Result<TokenResponse, Refused<TokenError>> {
    let app = &call.app;
    let (store, now) = (app.store()?, app.now());
    let shown = form.one("refresh_token")?;
    let scope = form.one("scope")?;
    let token = match shown {
        Some(shown) => read(app, shown).await?,
        None => None,
    };

    let client_key = keys::client(&credentials.client);
    let whose = token
        .as_ref()
        .map(|token| Whose::of(&credentials.client, &token.whereabouts));
    let mut wanted = vec![client_key.clone()];
    wanted.extend(token.iter().map(|token| keys::grant(&token.grant)));
    wanted.extend(whose.iter().flat_map(Whose::keys));
    let mut found = store.batch(&wanted, now).await?;
    let client: Option<Client> = found.take(&client_key)?;
    let caller = authenticate(call, credentials, client, "/token").await?;
    let client = &caller.client;
    caller.bound_to()?;
    if !client.may_use(GrantType::RefreshToken) {
        return Err(TokenError::UnauthorizedClient.into());
    }
    if shown.is_none() {
        return Err(TokenError::InvalidRequest("refresh_token is missing").into());
    }
    let (Some(token), Some(whose)) = (&token, whose) else {
        let why = "the refresh token was not made here, or with keys that are gone";
        return Err(Refused::Because(TokenError::InvalidGrant, why));
    };
    let asked = Asked {
        token,
        whose,
        form,
        scope,
    };
    if let Some(answer) = once(call, &caller, asked, found).await? {
        return Ok(answer.with_next_nonce(caller.next_nonce.clone()));
    }
    // Another call with the same token came first: one of the two is not the app, unless it has a
    // grace. What stands now decides.
    if client.refresh_grace() > 0 {
        let found = store.batch(&wanted, now).await?;
        if let Some(answer) = once(call, &caller, asked, found).await? {
            return Ok(answer.with_next_nonce(caller.next_nonce.clone()));
        }
    }
    end_grant(call, client, &token.grant, Event::RefreshReused).await?;
    Err(Refused::Because(TokenError::InvalidGrant, REUSED))
}

/// What a token says that was made here; none for any other, and for one so old that its grant
/// cannot be alive.
pub async fn read(app: &App, shown: &str) -> Result<Option<RefreshToken>, Internal> {
    let Some(claim) = Claim::read(shown) else {
        return Ok(None);
    };
    let prover = app.prover().await?;
    let is_made_here = prover.is_refresh_mac(claim.said(), claim.mac()).await?;
    Ok(claim.believed(is_made_here))
}

const REUSED: &str = "the refresh token was used before: its grant is ended. Where the app renews in \
    several requests at once, refresh_grace_seconds helps";
const OVER: &str = "the grant is unknown, ended, expired or another app's";

/// What a call wants to have renewed.
#[derive(Clone, Copy)]
struct Asked<'a> {
    token: &'a RefreshToken,
    whose: Whose<'a>,
    form: &'a Parameters<'a>,
    scope: Option<&'a str>,
}

/// Renews by what was read; none where the grant changed since.
async fn once(
    call: &Call,
    caller: &Caller,
    asked: Asked<'_>,
    mut found: Found,
) -> Result<Option<TokenResponse>, Refused<TokenError>> {
    let app = &call.app;
    let now = app.now();
    let (client, jkt) = (&caller.client, caller.jkt.as_deref());
    let Asked {
        token,
        whose,
        form,
        scope,
    } = asked;
    let grant_key = keys::grant(&token.grant);
    let grant: Option<Grant> = found.take(&grant_key)?;
    let status = refresh_token::status(token, grant.as_ref(), client, now);
    let over = || Refused::Because(TokenError::InvalidGrant, OVER);
    let grant = grant.ok_or_else(over)?;
    let is_held = grant
        .dpop_jkt
        .as_deref()
        .is_none_or(|bound| jkt == Some(bound));
    match status {
        TokenStatus::Current | TokenStatus::Repeated if is_held => {}
        // Whoever shows an old token ends the grant, with whichever key; and without the key of the
        // grant nobody has lost an answer.
        TokenStatus::Reused | TokenStatus::Repeated => {
            end_grant(call, client, &token.grant, Event::RefreshReused).await?;
            return Err(Refused::Because(TokenError::InvalidGrant, REUSED));
        }
        TokenStatus::Current => {
            let why = "the refresh token is bound to a key that was not proved";
            return Err(Refused::Because(TokenError::InvalidGrant, why));
        }
        TokenStatus::Invalid => {
            return Err(Refused::Because(TokenError::InvalidGrant, OVER));
        }
    }
    let holder = whose.pick(found)?;
    let grant = holder.still_granted(grant, client).ok_or_else(over)?;
    let resources = narrowed_resources(call, &grant, form)?;
    let scope = refresh_token::narrowed_scope(&grant, scope).ok_or(TokenError::InvalidScope)?;

    let person = holder.check(client, &grant, now).map_err(|refusal| {
        tracing::info!(?refusal, "the gate refused a refresh token");
        Refused::Because(TokenError::InvalidGrant, MAY_NOT)
    })?;

    let is_rotated = status == TokenStatus::Current && client.rotates_refresh_tokens();
    let sequence = grant.sequence + u64::from(is_rotated);
    let given = Given {
        scope: &scope,
        resources: &resources,
        jkt,
        sequence,
        nonce: None,
    };
    let (ring, prover) = (app.keys().await?, app.prover().await?);
    let answer = tokens(call, &ring, &prover, client, &grant, &person, given)?;
    let event = match status {
        TokenStatus::Repeated => Event::RefreshRepeated,
        _ => Event::TokensRefreshed,
    };
    let expires_at = refresh_token::expires_at(&grant, now);
    let used = if is_rotated {
        grant.rotate(now, expires_at)
    } else if status == TokenStatus::Repeated {
        Grant::repeat(now, expires_at)
    } else {
        Grant::renew(now, expires_at)
    };
    let change = call
        .change(&client.id)?
        .update("grant", &grant_key, used, grant.as_read(now))
        .tell(event, |event| about(event, &grant));
    match change.write().await {
        Ok(()) => Ok(Some(answer)),
        Err(StoreError::Changed(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}
