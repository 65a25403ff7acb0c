//! Who calls, shown by what the app is registered for, and by which key of its own if it proves
//! one. What may be shown once is spent here, before anything else is done.

use kobling_shared::{
    accounts::Client,
    clock::Timestamp,
    oidc::{
        Parameters, TokenError,
        client_assertion::{Expected, UsedAssertion},
        client_authentication::{self, Credentials},
        dpop::{self, InvalidProof},
    },
    store::{Condition, Store, StoreError, Transaction, keys},
};

use crate::{answer::Refused, call::Call};

/// An app that showed who it is.
#[derive(Clone, Debug)]
pub struct Caller {
    pub client: Client,
    /// The thumbprint of the key that it proved to have (RFC 9449).
    pub jkt: Option<String>,
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
        endpoint: &url,
        now,
    };
    let (_, assertion) = client_authentication::check(credentials, client.as_ref(), &expected)?;
    let client = client.ok_or(TokenError::InvalidClient)?;
    let about = dpop::Call {
        method: "POST",
        url: &url,
        access_token: None,
        now,
    };
    let proved =
        dpop::read(&call.dpop(), &about).map_err(|InvalidProof| TokenError::InvalidDpopProof)?;
    let (jkt, proof) = proved.map(|proved| (proved.jkt, proved.used)).unzip();
    match spend(call.app.store()?, now, assertion, proof).await {
        Ok(()) => Ok(Caller { client, jkt }),
        Err(StoreError::Changed(labels)) if labels.contains(&ASSERTION) => {
            Err(TokenError::InvalidClient.into())
        }
        Err(StoreError::Changed(_)) => Err(TokenError::InvalidDpopProof.into()),
        Err(error) => Err(error.into()),
    }
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
