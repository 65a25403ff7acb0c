//! A service gets a token for one tenant, or for the deployment (RFC 6749 section 4.4): one read,
//! then the audit. No refresh token: the secret does what one would do (section 4.4.3).

use kobling_base::Internal;
use kobling_model::{
    Algorithm, TenantId,
    apps::{Client, ClientAtTenant, own_scopes, service_scopes},
    audit::Event,
    keys,
    tenants::Tenant,
};
use kobling_protocol::{
    Parameters, TokenError, api,
    clients::client_authentication::Credentials,
    token::{Reach, SERVICE_TOKEN_LIFE, Service, ServiceToken},
};

use crate::{
    answer::{Refused, TokenResponse},
    call::Call,
    caller::{Caller, authenticate},
};

const ONE_OF_TWO: &str =
    "a scope of the deployment is asked for alone: without tenant, and without a tenant's scopes";

/// Gives a token for the tenant that the form names, or for the deployment where the form asks for
/// that by its scope.
pub async fn issue(
    call: &Call,
    form: &Parameters<'_>,
    credentials: &Credentials,
) -> Result<TokenResponse, Refused<TokenError>> {
    let app = &call.app;
    let (store, now) = (app.store()?, app.now());
    let named = form.one("tenant")?;
    let asked = form.one("scope")?;
    let tenant_id = named.and_then(TenantId::parse);

    let client_key = keys::client(&credentials.client);
    let at_tenant = tenant_id.as_ref().map(|id| {
        let permission = keys::client_at_tenant(id, &credentials.client);
        (keys::tenant(id), permission)
    });
    let mut wanted = vec![client_key.clone()];
    if let Some((tenant, permission)) = &at_tenant {
        wanted.extend([tenant.clone(), permission.clone()]);
    }
    let found = store.batch(&wanted, now).await?;
    let client: Option<Client> = found.get(&client_key)?;
    let caller = authenticate(call, credentials, client, "/token").await?;
    let client = &caller.client;
    // The API takes no bound tokens, and an app that must have them is given no others.
    if client.must_prove_possession() {
        return Err(TokenError::UnauthorizedClient.into());
    }
    if form
        .all("resource")
        .any(|named| named != api::audience(app.issuer()))
    {
        return Err(TokenError::InvalidTarget.into());
    }
    let words = asked.unwrap_or_default().split(' ');
    let mut words = words.filter(|word| !word.is_empty());
    if words.clone().any(api::is_of_deployment) {
        if named.is_some() || !words.all(api::is_of_deployment) {
            return Err(TokenError::InvalidRequest(ONE_OF_TWO).into());
        }
        let own = own_scopes(Some(client)).ok_or(TokenError::UnauthorizedClient)?;
        let own: Vec<&str> = own.iter().map(String::as_str).collect();
        let scope = given_scope(api::OF_DEPLOYMENT, &own, asked);
        return given(call, &caller, Reach::Deployment, scope).await;
    }
    if named.is_none() {
        return Err(TokenError::InvalidRequest("tenant is missing").into());
    }
    let (Some(tenant_id), Some((tenant_key, permission_key))) = (tenant_id, at_tenant) else {
        return Err(TokenError::UnauthorizedClient.into());
    };
    let tenant: Option<Tenant> = found.get(&tenant_key)?;
    let permission: Option<ClientAtTenant> = found.get(&permission_key)?;
    let granted = service_scopes(Some(client), tenant.as_ref(), permission.as_ref())
        .ok_or(TokenError::UnauthorizedClient)?;
    let scope = given_scope(api::SCOPES, &granted, asked);
    given(call, &caller, Reach::Tenant(tenant_id), scope).await
}

/// The token, and word of it in the audit.
async fn given(
    call: &Call,
    caller: &Caller,
    reach: Reach,
    scope: Option<Vec<String>>,
) -> Result<TokenResponse, Refused<TokenError>> {
    let app = &call.app;
    let now = app.now();
    let scope = scope.ok_or(TokenError::InvalidScope)?;
    let ring = app.keys().await?;
    let signer = ring
        .signer(Algorithm::ES256, now)
        .ok_or_else(|| Internal::from("there is no key to sign with: make the keys first"))?;
    let service = Service {
        client: caller.client.id.clone(),
        reach,
        scope,
    };
    let access_token = ServiceToken::new(app.issuer(), &service, app.random().token(), now)
        .sign(signer)
        .map_err(Internal::new)?;
    let scope = service.scope.join(" ");
    call.change(&service.client)?
        .tell(Event::ServiceTokenIssued, |event| match service.tenant() {
            Some(tenant) => event.tenant(tenant).detail(scope.as_str()),
            None => event.detail(scope.as_str()),
        })
        .write()
        .await?;
    Ok(TokenResponse {
        access_token,
        token_type: "Bearer",
        expires_in: SERVICE_TOKEN_LIFE,
        refresh_token: None,
        id_token: None,
        scope,
        next_nonce: None,
    }
    .with_next_nonce(caller.next_nonce.clone()))
}

/// What is asked, if all of it was granted; all that was granted where nothing is asked. Never
/// nothing, and never what is not among the scopes that there are.
fn given_scope(there_are: &[&str], granted: &[&str], asked: Option<&str>) -> Option<Vec<String>> {
    let is_granted = |word: &&str| there_are.contains(word) && granted.contains(word);
    let mut scope: Vec<&str> = match asked {
        None => granted.iter().copied().filter(is_granted).collect(),
        Some(asked) => {
            let words: Vec<&str> = asked.split(' ').filter(|word| !word.is_empty()).collect();
            words.iter().all(is_granted).then_some(words)?
        }
    };
    scope.sort_unstable();
    scope.dedup();
    (!scope.is_empty()).then(|| scope.into_iter().map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use kobling_protocol::api;

    use super::given_scope;

    #[test]
    fn nothing_is_given_that_was_not_granted() {
        let granted = ["hr.import", "conflicts.read", "openid"];
        let given = |asked| given_scope(api::SCOPES, &granted, asked).map(|scope| scope.join(" "));
        assert_eq!(given(None).unwrap(), "conflicts.read hr.import");
        assert_eq!(given(Some("hr.import")).unwrap(), "hr.import");
        assert_eq!(given(Some("hr.import hr.import")).unwrap(), "hr.import");
        assert_eq!(given(Some("hr.import hr.decide")), None);
        // Granted by mistake: an app's scope opens nothing here.
        assert_eq!(given(Some("openid")), None);
        assert_eq!(given(Some(" ")), None);
        assert_eq!(given_scope(api::SCOPES, &[], None), None);
        // What is the deployment's is no tenant's to grant.
        let granted = [api::CLIENTS_MANAGE];
        assert_eq!(given_scope(api::SCOPES, &granted, None), None);
    }
}
