//! Who calls, shown by what the app is registered for, and by which key of its own if it proves
//! one. What may be shown once is spent here, before anything else is done.

use kobling_base::clock::Timestamp;
use kobling_model::{apps::Client, keys};
use kobling_protocol::{
    Parameters, TokenError,
    clients::{
        client_assertion::{Expected, UsedAssertion},
        client_authentication::{self, Credentials},
    },
    dpop::{self, Proved},
    dpop_nonce::Nonces,
};
use kobling_store::{Condition, Store, StoreError, Transaction};

use crate::{answer::Refused, call::Call};

/// An app that showed who it is.
#[derive(Clone, Debug)]
pub struct Caller {
    pub client: Client,
    /// The thumbprint of the key that it proved to have (RFC 9449).
    pub jkt: Option<String>,
    /// The nonce for its next proof, where it needs one soon.
    pub next_nonce: Option<String>,
}

impl Caller {
    /// The key that its tokens are bound to. An app whose tokens all have to be bound gets none
    /// without (RFC 9449 section 5.2).
    pub fn bound_to(&self) -> Result<Option<&str>, TokenError> {
        if self.jkt.is_none() && self.client.must_prove_possession() {
            return Err(TokenError::InvalidDpopProof);
        }
        Ok(self.jkt.as_deref())
    }
}

/// Who calls an endpoint that reads nothing along with the app.
pub async fn of(
    call: &Call,
    form: &Parameters<'_>,
    endpoint: &str,
) -> Result<Caller, Refused<TokenError>> {
    let credentials = client_authentication::read(&call.authorization(), form)?;
    let key = keys::client(&credentials.client);
    let client = call.app.store()?.get(&key, call.app.now()).await?;
    authenticate(call, &credentials, client, endpoint).await
}

/// Checks what a call of an endpoint shows; `client` is what the store has under its name.
pub async fn authenticate(
    call: &Call,
    credentials: &Credentials,
    client: Option<Client>,
    endpoint: &str,
) -> Result<Caller, Refused<TokenError>> {
    let (url, now) = (call.endpoint(endpoint), call.app.now());
    let client = match (client, credentials.assertion()) {
        (Some(client), Some(assertion)) => Some(call.app.with_keys(client, assertion).await?),
        (client, _) => client,
    };
    let expected = Expected {
        issuer: call.app.issuer(),
        now,
    };
    let (_, assertion) = client_authentication::check(credentials, client.as_ref(), &expected)?;
    let client = client.ok_or(TokenError::InvalidClient)?;
    // Before anything is spent: who is sent for a nonce comes again with what was shown here.
    let proved = proved(call, &client, &url).await?;
    let (jkt, proof, next_nonce) = match proved {
        Some(proved) => (Some(proved.jkt), Some(proved.used), proved.next_nonce),
        None => (None, None, None),
    };
    match spend(call.app.store()?, now, assertion, proof).await {
        Ok(()) => Ok(Caller {
            client,
            jkt,
            next_nonce,
        }),
        Err(StoreError::Changed(labels)) if labels.contains(&ASSERTION) => Err(Refused::Because(
            TokenError::InvalidClient,
            "the assertion was shown before",
        )),
        Err(StoreError::Changed(_)) => Err(TokenError::InvalidDpopProof.into()),
        Err(error) => Err(error.into()),
    }
}

/// The proof that a call shows, if it shows one.
async fn proved(
    call: &Call,
    client: &Client,
    url: &str,
) -> Result<Option<Proved>, Refused<TokenError>> {
    let shown = call.dpop();
    if shown.is_empty() {
        return Ok(None);
    }
    let prover = call.app.prover().await?;
    let about = dpop::Call {
        method: "POST",
        url,
        access_token: None,
        nonces: Nonces {
            prover: &prover,
            issuer: call.app.issuer(),
        },
        is_nonce_demanded: client.require_dpop_nonce,
        now: call.app.now(),
    };
    Ok(dpop::read(&shown, &about)?)
}

const ASSERTION: &str = "assertion";
const PROOF: &str = "proof";

/// Takes an assertion and a proof, each for the first and only time.
pub async fn spend(
    store: &Store,
    now: Timestamp,
    assertion: Option<UsedAssertion>,
    proof: Option<UsedAssertion>,
) -> Result<(), StoreError> {
    let mut transaction = Transaction::new();
    for (label, used) in [(ASSERTION, assertion), (PROOF, proof)] {
        if let Some(used) = used {
            transaction = transaction.put(store, label, &used, Condition::absent_or_expired(now));
        }
    }
    if transaction.is_empty() {
        return Ok(());
    }
    store.transact(transaction).await
}
