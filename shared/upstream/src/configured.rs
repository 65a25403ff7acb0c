//! A stored provider as the relying party takes it.

use kobling_base::Internal;
use kobling_model::{
    Algorithm, Level,
    national_id::{Namespace, TrustedIssuers},
    tenants::{Provider, Tenant},
};
use kobling_shared::app::App;

use super::{ClientKeys, IdTokenAlgorithm, NumberClaim, Provider as Configured, ProviderSettings};

/// The provider as the relying party's code takes it, with Kobling's key opened.
pub async fn configured(
    app: &App,
    provider: &Provider,
    tenant: &Tenant,
) -> Result<Configured, Internal> {
    let authentication = app
        .held::<ClientKeys>()
        .get(app.key_service()?, &provider.authentication)
        .await?;
    let namespace: Option<Namespace> = provider
        .namespace
        .as_deref()
        .map(str::parse)
        .transpose()
        .map_err(Internal::new)?;
    let number = provider
        .number_claim
        .clone()
        .zip(namespace)
        .map(|(claim, namespace)| NumberClaim {
            claim,
            namespace,
            // Synthetic people exist in test tenants only.
            synthetic: tenant.synthetic,
        });
    let settings = ProviderSettings {
        id: provider.id.clone(),
        name: provider.name.clone(),
        issuer: serde_json::from_value(serde_json::Value::String(provider.issuer.clone()))
            .map_err(Internal::new)?,
        client_id: provider.client_id.clone(),
        redirect_uri: url::Url::parse(&format!("{}/callback/{}", app.issuer(), provider.id))
            .map_err(Internal::new)?,
        scopes: provider.scopes.clone(),
        id_token_algorithms: provider
            .id_token_algorithms
            .iter()
            .map(|algorithm| match algorithm {
                Algorithm::RS256 => IdTokenAlgorithm::RS256,
                Algorithm::ES256 => IdTokenAlgorithm::ES256,
            })
            .collect(),
        levels: provider
            .levels
            .iter()
            .map(|known| (known.acr.clone(), known.level))
            .collect(),
        highest_level: Level::High,
        number,
    };
    let mut trusted = if tenant.synthetic {
        TrustedIssuers::test()
    } else {
        TrustedIssuers::production()
    };
    if let Some(namespace) = namespace
        && app.config().is_on_this_machine()
    {
        // On a laptop the simulator speaks for the registry.
        trusted = trusted.with(namespace, &provider.issuer);
    }
    Configured::new(settings, authentication, &trusted).map_err(Internal::new)
}
