//! An authorization code becomes a grant (RFC 6749 section 4.1.3): one read, then one write that
//! spends the code and makes the grant, or neither.

use kobling_base::{Internal, lifetimes::ACCESS_TOKEN_LIFE};
use kobling_keyring::KeyRing;
use kobling_keys::Prover;
use kobling_model::{
    Algorithm,
    apps::{Client, Grant, GrantType, Whereabouts},
    audit::{AuditEvent, Event},
    item::Key,
    keys,
    people::Proof,
};
use kobling_protocol::{
    Parameters, TokenError, api,
    clients::client_authentication::Credentials,
    token::{
        AccessToken, CodeRefusal, CodeVerifier, IdToken, Making,
        authorization_code::{self, Shown},
        id_token, refresh_token,
    },
    userinfo::claims,
};
use kobling_store::{Found, StoreError};

use crate::{
    answer::{Refused, TokenResponse},
    call::Call,
    caller::authenticate,
    holder::{GrantStatus, Whose},
};

const REPLAYED: &str = "the code was used before: the grant that it gave is ended";
const ENDED: &str = "what the code or token hangs on has ended: session, consent or link";
/// Where the gate says no.
pub const MAY_NOT: &str = "the person may not use the app, or not any more";

/// Redeems the code of a form.
pub async fn redeem(
    call: &Call,
    form: &Parameters<'_>,
    credentials: &Credentials,
) -> Result<TokenResponse, Refused<TokenError>> {
    let app = &call.app;
    let (store, now) = (app.store()?, app.now());
    let shown = form.one("code")?;
    let redirect_uri = form.one("redirect_uri")?;
    let verifier = form.one("code_verifier")?;

    let prover = app.prover().await?;
    let named = shown.and_then(|shown| authorization_code::read(&prover, shown));

    let client_key = keys::client(&credentials.client);
    let code_key = shown.map(authorization_code::key);
    let whose = named
        .as_ref()
        .map(|named| Whose::of(&credentials.client, named));
    let mut wanted = vec![client_key.clone()];
    wanted.extend(code_key.iter().filter(|_| named.is_some()).cloned());
    wanted.extend(whose.iter().flat_map(Whose::keys));
    let mut found = store.batch(&wanted, now).await?;
    let client: Option<Client> = found.take(&client_key)?;
    let caller = authenticate(call, credentials, client, "/token").await?;
    let client = &caller.client;
    if !client.may_use(GrantType::AuthorizationCode) {
        return Err(TokenError::UnauthorizedClient.into());
    }
    let code_key = code_key.ok_or(TokenError::InvalidRequest("code is missing"))?;
    let (Some(named), Some(whose)) = (&named, whose) else {
        let why = "the code was not made here, or with keys that are gone";
        return Err(Refused::Because(TokenError::InvalidGrant, why));
    };
    let verifier_shown = verifier.and_then(CodeVerifier::parse);
    let along = Shown {
        redirect_uri,
        verifier: verifier_shown,
        is_verifier_malformed: verifier.is_some() && verifier_shown.is_none(),
        jkt: caller.bound_to()?,
    };
    let read = Read {
        code_key: &code_key,
        named,
        whose,
        found,
    };
    let answer = give(call, form, client, read, &along).await?;
    Ok(answer.with_next_nonce(caller.next_nonce.clone()))
}

/// A code that was shown, and all that was read with it.
pub struct Read<'a> {
    pub code_key: &'a Key,
    /// Whom the code says that it is about.
    pub named: &'a Whereabouts,
    pub whose: Whose<'a>,
    pub found: Found,
}

/// The grant and the tokens for a code. The only place that spends one.
pub async fn give(
    call: &Call,
    form: &Parameters<'_>,
    client: &Client,
    read: Read<'_>,
    along: &Shown<'_>,
) -> Result<TokenResponse, Refused<TokenError>> {
    let app = &call.app;
    let now = app.now();
    let Read {
        code_key,
        named,
        whose,
        mut found,
    } = read;
    let (ring, prover) = (app.keys().await?, app.prover().await?);
    let jkt = along.jkt;
    let proof: Option<Proof> = found.take(code_key)?;
    let code = match authorization_code::check(proof.as_ref(), named, client, along, now) {
        Ok(code) => code,
        Err(CodeRefusal::Invalid(why)) => {
            return Err(Refused::Because(TokenError::InvalidGrant, why));
        }
        Err(CodeRefusal::Replayed { grant }) => {
            end_grant(call, client, &grant, Event::CodeReplayed).await?;
            return Err(Refused::Because(TokenError::InvalidGrant, REPLAYED));
        }
    };

    let holder = whose.pick(found)?;
    let ended = || Refused::Because(TokenError::InvalidGrant, ENDED);
    let (account_generation, link_generation) = holder.generations().ok_or_else(ended)?;
    if !holder.is_session_live(now) {
        return Err(ended());
    }
    let mut grant = code.grant(client, account_generation, link_generation, now);
    grant.account_version = holder.account_version();
    let mut grant = holder.still_granted(grant, client).ok_or_else(ended)?;
    // A public app's refresh tokens are bound as well: there is nothing else that holds them (RFC
    // 9449 section 5).
    grant.dpop_jkt = jkt.filter(|_| !client.is_confidential()).map(str::to_owned);
    let resources = narrowed_resources(call, &grant, form)?;
    let status = holder.check(client, &grant, now).map_err(|refusal| {
        tracing::info!(?refusal, "the gate refused a code");
        Refused::Because(TokenError::InvalidGrant, MAY_NOT)
    })?;

    // Signed before anything is written: a code is not spent for tokens that can't be made.
    let given = Given {
        scope: &grant.scope,
        resources: &resources,
        jkt,
        sequence: 0,
        nonce: grant.nonce.as_deref(),
    };
    let tokens = tokens(call, &ring, &prover, client, &grant, &status, given)?;
    let change = call
        .change(&client.id)?
        .update("code", code_key, Proof::spend(now), Proof::is_unspent(now))
        .create("grant", &grant)
        .tell(Event::TokensIssued, |event| about(event, &grant));
    match change.write().await {
        Ok(()) => Ok(tokens),
        Err(StoreError::Changed(_)) => {
            // Another call with the same code came first: one of the two is not the app.
            end_grant(call, client, &grant.id, Event::CodeReplayed).await?;
            Err(Refused::Because(TokenError::InvalidGrant, REPLAYED))
        }
        Err(error) => Err(error.into()),
    }
}

/// What differs between a first and a refreshed answer.
#[derive(Clone, Copy, Debug)]
pub struct Given<'a> {
    pub scope: &'a [String],
    /// The APIs that the access token is for; none means our own userinfo.
    pub resources: &'a [String],
    /// The thumbprint of the key that the access token is bound to.
    pub jkt: Option<&'a str>,
    /// The number of the refresh token.
    pub sequence: u64,
    pub nonce: Option<&'a str>,
}

/// Makes the three tokens of an answer.
pub fn tokens(
    call: &Call,
    ring: &KeyRing,
    prover: &Prover,
    client: &Client,
    grant: &Grant,
    status: &GrantStatus<'_>,
    given: Given<'_>,
) -> Result<TokenResponse, Internal> {
    let (issuer, now) = (call.app.issuer(), call.app.now());
    let signer = |algorithm| {
        ring.signer(algorithm, now)
            .ok_or_else(|| Internal::from("there is no key to sign with: make the keys first"))
    };
    // Only our own userinfo reads access tokens, so they are short and quick to make.
    let access_token = AccessToken::new(
        issuer,
        grant,
        Making {
            scope: given.scope,
            resources: given.resources,
            jkt: given.jkt,
            level: status.level,
        },
        call.app.random().token(),
        now,
    )
    .sign(signer(Algorithm::ES256)?)
    .map_err(Internal::new)?;
    let about = id_token::About {
        client,
        account: grant.account,
        tenant: &grant.tenant,
        evidence: &grant.evidence,
        level: status.level,
        sid: &grant.sid,
        nonce: given.nonce,
        further: claims::in_id_token(
            client,
            given.scope,
            &grant.claims,
            status.account,
            status.directory_user,
            now,
        ),
    };
    let id_token = IdToken::new(issuer, &about, &access_token, now)
        .sign(signer(client.id_token_algorithm)?)
        .map_err(Internal::new)?;
    let refresh_token = client
        .may_use(GrantType::RefreshToken)
        .then(|| {
            refresh_token::issue(prover, grant, given.sequence)
                .ok_or_else(|| Internal::from("the id of a grant is not a UUID"))
        })
        .transpose()?;
    Ok(TokenResponse {
        access_token,
        token_type: if given.jkt.is_some() {
            "DPoP"
        } else {
            "Bearer"
        },
        expires_in: ACCESS_TOKEN_LIFE,
        refresh_token,
        id_token: Some(id_token),
        scope: given.scope.join(" "),
        next_nonce: None,
    })
}

/// The APIs that a call wants its access token for: those of the grant, or the fewer that it names
/// (RFC 8707 section 2.2).
pub fn narrowed_resources(
    call: &Call,
    grant: &Grant,
    form: &Parameters<'_>,
) -> Result<Vec<String>, TokenError> {
    let named: Vec<String> = form.all("resource").map(str::to_owned).collect();
    let wanted = if named.is_empty() {
        grant.resources.clone()
    } else {
        named
    };
    let issuer = call.app.issuer();
    let may_be = |one: &String| grant.resources.contains(one) && !api::is_ours(issuer, one);
    if wanted.iter().all(may_be) {
        Ok(wanted)
    } else {
        Err(TokenError::InvalidTarget)
    }
}

/// What an audit event says of a grant.
pub fn about(event: AuditEvent, grant: &Grant) -> AuditEvent {
    event
        .tenant(&grant.tenant)
        .account(&grant.account)
        .directory_user(&grant.directory_user)
}

/// Ends a grant, because a code or refresh token came twice or because the app gave it back, and
/// says so once in the audit.
pub async fn end_grant(
    call: &Call,
    client: &Client,
    grant: &str,
    event: Event,
) -> Result<(), Refused<TokenError>> {
    let (store, now) = (call.app.store()?, call.app.now());
    tracing::warn!(client = %client.id, event = event.name(), "a grant is ended");
    let key = keys::grant(grant);
    let Some(found) = store.get::<Grant>(&key, now).await? else {
        return Ok(());
    };
    let change = call
        .change(&client.id)?
        .update("grant", &key, Grant::end(), Grant::is_open())
        .tell(event, |event| about(event, &found));
    match change.write().await {
        // It was ended already.
        Ok(()) | Err(StoreError::Changed(_)) => Ok(()),
        Err(error) => Err(error.into()),
    }
}
