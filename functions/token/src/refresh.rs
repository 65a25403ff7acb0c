//! A refresh token becomes a new one (RFC 6749 section 6, RFC 9700 section 4.14.2): one read,
//! then one write that moves the grant's number by one. Any earlier token ends the grant.

use kobling_shared::{
    accounts::{Client, Grant, GrantType, SecurityProfile, audit::Event},
    oidc::{
        Parameters, TokenError,
        client_authentication::Credentials,
        refresh_token::{self, Standing as TokenStanding},
        still_granted,
    },
    store::{Condition, StoreError, Transaction, Update, keys},
};

use crate::{
    answer::{Refused, TokenResponse},
    call::Call,
    caller::authenticate,
    code::{Given, end_grant, narrowed_resources, tokens},
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
    let ring = app.keys().await?;
    let token = shown.and_then(|shown| refresh_token::read(&ring.data, shown));

    let client_key = keys::client(&credentials.client);
    let whose = token
        .as_ref()
        .map(|token| Whose::of(&credentials.client, &token.whereabouts));
    let mut wanted = vec![client_key.clone()];
    wanted.extend(token.iter().map(|token| keys::grant(&token.grant)));
    wanted.extend(whose.iter().flat_map(Whose::keys));
    let found = store.batch(&wanted, now).await?;
    let client: Option<Client> = found.get(&client_key)?;
    let caller = authenticate(call, credentials, client, "/token").await?;
    let client = &caller.client;
    let jkt = caller.bound_to()?;
    if !client.may_use(GrantType::RefreshToken) {
        return Err(TokenError::UnauthorizedClient.into());
    }
    if shown.is_none() {
        return Err(TokenError::InvalidRequest("refresh_token is missing").into());
    }
    let (Some(token), Some(whose)) = (&token, whose) else {
        return Err(TokenError::InvalidGrant.into());
    };
    let grant_key = keys::grant(&token.grant);
    let grant: Option<Grant> = found.get(&grant_key)?;
    match refresh_token::standing(token, grant.as_ref(), client, now) {
        TokenStanding::Current => {}
        TokenStanding::Reused => {
            end_grant(call, client, &token.grant, Event::RefreshReused).await?;
            return Err(TokenError::InvalidGrant.into());
        }
        TokenStanding::Invalid => return Err(TokenError::InvalidGrant.into()),
    }
    let grant = grant.ok_or(TokenError::InvalidGrant)?;
    let grant = still_granted(grant, client).ok_or(TokenError::InvalidGrant)?;
    // Looked at after reuse: whoever shows an old token ends the grant, with whichever key.
    if grant
        .dpop_jkt
        .as_deref()
        .is_some_and(|bound| jkt != Some(bound))
    {
        return Err(TokenError::InvalidGrant.into());
    }
    let resources = narrowed_resources(call, &grant, form)?;
    let scope = refresh_token::narrowed_scope(&grant, scope).ok_or(TokenError::InvalidScope)?;

    let holder = whose.pick(&found)?;
    let standing = holder.stand(client, &grant, now).map_err(|refusal| {
        tracing::info!(?refusal, "the gate refused a refresh token");
        TokenError::InvalidGrant
    })?;

    // FAPI 2.0 section 5.3.2.1: no rotation where the client shows who it is by its own key; a lost
    // answer would lock it out, and a stolen token is of no use without the key.
    let sequence = if client.profile == SecurityProfile::Fapi2 {
        grant.sequence
    } else {
        grant.sequence + 1
    };
    let given = Given {
        scope: &scope,
        resources: &resources,
        jkt,
        sequence,
        nonce: None,
    };
    let answer = tokens(call, &ring, client, &grant, &standing, given)?;
    let refreshed = call
        .event(Event::TokensRefreshed)
        .tenant(&grant.tenant)
        .account(&grant.account)
        .directory_user(&grant.directory_user)
        .client(&client.id);
    let transaction = Transaction::new()
        .update(
            store,
            "grant",
            &grant_key,
            Update::new()
                .set("sequence", sequence)
                .set("last_used_at", now)
                .set("expires_at", refresh_token::expires_at(&grant, now)),
            Condition::live(now)
                .equals("sequence", grant.sequence)
                .equals("ended", false),
        )
        .create(store, "audit", &refreshed);
    match store.transact(transaction).await {
        Ok(()) => Ok(answer.to(&caller)),
        Err(StoreError::Changed(_)) => {
            // Another call with the same token came first: one of the two is not the app.
            end_grant(call, client, &grant.id, Event::RefreshReused).await?;
            Err(TokenError::InvalidGrant.into())
        }
        Err(error) => Err(error.into()),
    }
}
