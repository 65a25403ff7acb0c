//! Apps in the words of dynamic registration (RFC 7591 section 2) where it has one: as a file lists
//! them, for starting a deployment with what it needs, and one by one for the API.

use serde_json::{Map, Value};

pub use super::client_members::{MEMBERS, OF_A_FILE};
use kobling_base::digest::sha256;
use kobling_keys::foreign_jwt;
use kobling_model::{
    Algorithm, ClientId, TenantId,
    apps::{
        Client, ClientAuthentication, ClientType, GrantType, LONGEST_REFRESH_GRACE, SecurityProfile,
    },
};

use super::{client_file_error::ClientFileError, client_members::Entry, shown_text};
use crate::userinfo::{claims, national_id};

/// What an app may ask for, where the file does not say.
const SCOPE: &str = "openid profile email address phone offline_access";

/// One app, and the tenants where it is in use.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Enlisted {
    pub client: Client,
    /// None means wherever the deployment's own choice is.
    pub tenants: Vec<TenantId>,
}

const WITHOUT_WAY_BACK: &str = "is missing: say where people are sent back to. A service or a device \
    has none: say its client_type";
/// Members of a private or symmetric key (RFC 7518 sections 6.2.2, 6.3.2, 6.4.1; `priv`: AKP).
const PRIVATE: &[&str] = &["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"];
/// The longest address of an API, in bytes.
const LONGEST_RESOURCE: usize = 255;
/// The longest name, in characters.
const LONGEST_NAME: usize = 100;

/// Reads a file: `{"clients": [{"client_id": …}, …]}`.
pub fn read(issuer: &str, text: &str) -> Result<Vec<Enlisted>, ClientFileError> {
    let file: Value = serde_json::from_str(text).map_err(|error| ClientFileError::NotJson {
        line: error.line(),
        column: error.column(),
    })?;
    let listed = file.get("clients").and_then(Value::as_array);
    listed
        .ok_or(ClientFileError::NoList)?
        .iter()
        .enumerate()
        .map(|(at, entry)| one(issuer, at, entry))
        .collect()
}

/// Reads the members of one app that has this id and no secret of a file's.
pub fn read_one(
    issuer: &str,
    id: ClientId,
    members: &Map<String, Value>,
) -> Result<Client, ClientFileError> {
    let entry = Entry {
        issuer,
        name: id.to_string(),
        members,
    };
    entry.knows_all_but(OF_A_FILE)?;
    if members
        .get("client_id")
        .is_some_and(|named| *named != *id.as_str())
    {
        return Err(entry.wrong("client_id", "has to be the one of the address"));
    }
    registered(&entry, id)
}

fn one(issuer: &str, at: usize, entry: &Value) -> Result<Enlisted, ClientFileError> {
    let nothing = Map::new();
    let members = entry.as_object().unwrap_or(&nothing);
    let id = members.get("client_id").and_then(Value::as_str);
    let id = id.and_then(ClientId::parse);
    let entry = Entry {
        issuer,
        name: id
            .as_ref()
            .map_or_else(|| format!("clients[{at}]"), ToString::to_string),
        members,
    };
    let id = id.ok_or_else(|| entry.wrong("client_id", "is missing or malformed"))?;
    entry.knows_all_but(&[])?;
    let secret = entry.text("client_secret")?;
    let mut client = registered(&entry, id)?;
    client.secret_digest = secret.as_deref().map(sha256);
    fitting(&entry, &client, secret.as_deref())?;
    let tenants = entry.texts("tenants")?.unwrap_or_default();
    let tenants: Option<Vec<TenantId>> = tenants.iter().map(|id| TenantId::parse(id)).collect();
    let tenants = tenants.ok_or_else(|| entry.wrong("tenants", "has to list ids of tenants"))?;
    Ok(Enlisted { client, tenants })
}

/// The registration that the members say, without a secret.
fn registered(entry: &Entry<'_>, id: ClientId) -> Result<Client, ClientFileError> {
    let name = entry.text("client_name")?.unwrap_or_else(|| id.to_string());
    if name.chars().count() > LONGEST_NAME || !shown_text::is_seen(&name) {
        let what = "has to be one line of 1 to 100 characters that can all be seen";
        return Err(entry.wrong("client_name", what));
    }
    let mut client = Client::new(id, name, None);
    client.enabled = entry
        .read("enabled", "has to be true or false")?
        .unwrap_or(true);
    client.client_type = entry
        .read(
            "client_type",
            "has to be web, single_page, native, service or device",
        )?
        .unwrap_or(ClientType::Web);
    client.profile = entry
        .read("profile", "has to be default, legacy or fapi2")?
        .unwrap_or_default();
    client.authentication = entry
        .read(
            "token_endpoint_auth_method",
            "has to be client_secret_basic, client_secret_post, private_key_jwt or none",
        )?
        .unwrap_or(ClientAuthentication::ClientSecretBasic);
    client.jwks = match entry.members.get("jwks") {
        None | Some(Value::Null) => None,
        Some(jwks) => Some(jwks.to_string())
            .filter(|_| is_public(jwks))
            .and_then(|text| foreign_jwt::usable_keys(&text))
            .map(Some)
            .ok_or_else(|| entry.wrong("jwks", "has to be a set of public keys to sign with"))?,
    };
    client.jwks_uri = entry.address("jwks_uri")?;
    client.redirect_uris = entry.ways_back("redirect_uris", client.client_type)?;
    client.grant_types = grant_types(entry, &client)?;
    client.post_logout_redirect_uris =
        entry.ways_back("post_logout_redirect_uris", client.client_type)?;
    client.initiate_login_uri = entry.address("initiate_login_uri")?;
    client.backchannel_logout_uri = entry.address("backchannel_logout_uri")?;
    let scope = entry.text("scope")?.unwrap_or_else(|| SCOPE.to_owned());
    client.scopes = scope.split_whitespace().map(str::to_owned).collect();
    // The standard's own default (OpenID Connect Dynamic Client Registration section 2).
    client.id_token_algorithm = entry
        .read("id_token_signed_response_alg", "has to be RS256 or ES256")?
        .unwrap_or(Algorithm::RS256);
    client.require_pushed_authorization_requests =
        entry.flag("require_pushed_authorization_requests")?;
    client.require_signed_request_object = entry.flag("require_signed_request_object")?;
    client.dpop_bound_access_tokens = entry.flag("dpop_bound_access_tokens")?;
    client.require_dpop_nonce = entry.flag("require_dpop_nonce")?;
    client.refresh_grace_seconds = entry
        .read(
            "refresh_grace_seconds",
            "has to be a whole number from 0 to 10",
        )?
        .unwrap_or_else(|| client.usual_refresh_grace());
    client.id_token_claims = entry.texts("id_token_claims")?.unwrap_or_default();
    if !client.id_token_claims.iter().all(|claim| is_told(claim)) {
        let what = "has to list claims of userinfo by name, and not the national id's";
        return Err(entry.wrong("id_token_claims", what));
    }
    client.resources = entry.texts("resources")?.unwrap_or_default();
    if !client.resources.iter().all(|own| is_resource(own)) {
        return Err(entry.wrong("resources", "has to hold absolute URIs without a fragment"));
    }
    client.third_party = entry.flag("third_party")?;
    client.policy_uri = entry.address("policy_uri")?;
    let policy = client.policy_uri.as_deref();
    if policy.is_some_and(|policy| !policy.starts_with("https://") || !shown_text::is_seen(policy))
    {
        return Err(entry.wrong("policy_uri", "has to be an https address"));
    }
    client.tenant_claim = entry
        .read("tenant_claim", "has to be true or false")?
        .unwrap_or(true);
    sound(entry, &client)?;
    Ok(client)
}

/// How the app comes by tokens: what is said, or what is usual for its type.
fn grant_types(entry: &Entry<'_>, client: &Client) -> Result<Vec<GrantType>, ClientFileError> {
    let said = entry.read(
        "grant_types",
        "has to list authorization_code, refresh_token, client_credentials or urn:ietf:params:oauth:grant-type:device_code",
    )?;
    let usual = client.client_type.usual_grants();
    match said {
        Some(said) => Ok(said),
        None if usual.contains(&GrantType::AuthorizationCode) => Ok(usual),
        None if client.redirect_uris.is_empty() => Ok(usual),
        None => Err(entry.wrong(
            "grant_types",
            "is missing: a service or a device that has redirect_uris says how it comes by tokens, \
             as authorization_code",
        )),
    }
}

/// Whether an ID token may have a claim.
fn is_told(claim: &str) -> bool {
    claims::scope_of(claim).is_some_and(|scope| scope != national_id::SCOPE)
}

/// An absolute URI (RFC 8707 section 2); never a word that could be a scope.
fn is_resource(given: &str) -> bool {
    let is_plain = given.len() <= LONGEST_RESOURCE && given.bytes().all(|b| b.is_ascii_graphic());
    is_plain && !given.contains('#') && url::Url::parse(given).is_ok()
}

/// That no key has a member that only its owner may know.
fn is_public(jwks: &Value) -> bool {
    let keys = jwks.get("keys").and_then(Value::as_array);
    keys.into_iter()
        .flatten()
        .all(|key| PRIVATE.iter().all(|member| key.get(member).is_none()))
}

/// A file's secret, where the app needs one.
fn fitting(
    entry: &Entry<'_>,
    client: &Client,
    secret: Option<&str>,
) -> Result<(), ClientFileError> {
    let is_by_secret = client.is_by_secret();
    if is_by_secret && secret.is_none_or(|secret| secret.len() < 16) {
        return Err(entry.wrong("client_secret", "has to have 16 characters or more"));
    }
    if !is_by_secret && secret.is_some() {
        return Err(entry.wrong(
            "client_secret",
            "does not go with this way to show who it is",
        ));
    }
    Ok(())
}

/// What must not be left out, and what must not be there.
fn sound(entry: &Entry<'_>, client: &Client) -> Result<(), ClientFileError> {
    let is_by_key = client.authentication == ClientAuthentication::PrivateKeyJwt;
    if client.jwks.is_some() && client.jwks_uri.is_some() {
        return Err(entry.wrong("jwks_uri", "does not go with jwks"));
    }
    if is_by_key && client.jwks.is_none() && client.jwks_uri.is_none() {
        return Err(entry.wrong("jwks", "is missing, and jwks_uri too"));
    }
    if client.profile == SecurityProfile::Fapi2 && !is_by_key {
        let what = "has to be private_key_jwt with FAPI 2.0";
        return Err(entry.wrong("token_endpoint_auth_method", what));
    }
    if client.refresh_grace_seconds > LONGEST_REFRESH_GRACE {
        return Err(entry.wrong(
            "refresh_grace_seconds",
            "has to be a whole number from 0 to 10",
        ));
    }
    if client.refresh_grace_seconds > 0 && !client.rotates_refresh_tokens() {
        let what = "does not go with FAPI 2.0, where refresh tokens do not change";
        return Err(entry.wrong("refresh_grace_seconds", what));
    }
    // Whoever can leave the proof out can leave its nonce out.
    if client.require_dpop_nonce && !client.must_prove_possession() {
        let what = "goes only with dpop_bound_access_tokens or FAPI 2.0";
        return Err(entry.wrong("require_dpop_nonce", what));
    }
    // How long a code lives follows from which of the two it is.
    if client.may_use(GrantType::AuthorizationCode) && client.may_use(GrantType::DeviceCode) {
        let what = "has authorization_code, or a device's, and not both";
        return Err(entry.wrong("grant_types", what));
    }
    if client.may_use(GrantType::AuthorizationCode) && client.redirect_uris.is_empty() {
        return Err(entry.wrong("redirect_uris", WITHOUT_WAY_BACK));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::samples::ISSUER;

    fn with(change: &Value) -> Result<Vec<Enlisted>, ClientFileError> {
        let mut client = json!({
            "client_id": "probe",
            "client_secret": "a-secret-of-enough-length",
            "redirect_uris": ["https://app.example.com/callback"],
        });
        for (name, value) in change.as_object().unwrap() {
            client[name] = value.clone();
        }
        read(ISSUER, &json!({ "clients": [client] }).to_string())
    }

    #[test]
    fn an_app_is_what_the_file_says() {
        let read = with(&json!({
            "profile": "legacy",
            "token_endpoint_auth_method": "client_secret_post",
            "backchannel_logout_uri": "https://app.example.com/ended",
            "jwks_uri": "https://app.example.com/keys",
            "require_signed_request_object": true,
            "dpop_bound_access_tokens": true,
            "require_dpop_nonce": true,
            "refresh_grace_seconds": 10,
            "id_token_claims": ["email", "preferred_username"],
            "scope": "openid email",
            "tenants": ["asnes"],
        }))
        .unwrap();
        let Enlisted { client, tenants } = &read[0];
        assert_eq!(client.profile, SecurityProfile::Legacy);
        assert_eq!(
            client.jwks_uri.as_deref(),
            Some("https://app.example.com/keys")
        );
        assert!(client.require_signed_request_object);
        assert!(client.require_dpop_nonce);
        assert_eq!(client.refresh_grace(), 10);
        assert_eq!(client.id_token_claims, ["email", "preferred_username"]);
        assert_eq!(
            client.authentication,
            ClientAuthentication::ClientSecretPost
        );
        assert_eq!(
            client.secret_digest,
            Some(sha256("a-secret-of-enough-length"))
        );
        assert_eq!(client.id_token_algorithm, Algorithm::RS256);
        assert_eq!(client.scopes, ["openid", "email"]);
        assert_eq!(tenants[0].as_str(), "asnes");
    }

    #[test]
    fn how_an_app_comes_by_tokens_follows_from_what_it_is() {
        use GrantType::{AuthorizationCode, ClientCredentials, DeviceCode, RefreshToken};
        let bare = json!({"redirect_uris": null, "client_secret": "a-secret-of-enough-length"});
        for (client_type, usual) in [
            ("service", vec![ClientCredentials]),
            ("device", vec![DeviceCode, RefreshToken]),
        ] {
            let mut change = bare.clone();
            change["client_type"] = client_type.into();
            let read = with(&change).unwrap();
            assert_eq!(read[0].client.grant_types, usual, "{client_type}");
            assert_eq!(read[0].client.refresh_grace_seconds, 0);
        }
        for client_type in ["web", "single_page", "native"] {
            let read = with(&json!({"client_type": client_type})).unwrap();
            let usual = [AuthorizationCode, RefreshToken];
            assert_eq!(read[0].client.grant_types, usual, "{client_type}");
        }
        let said = with(&json!({"client_type": "service", "grant_types": ["authorization_code"]}));
        assert_eq!(said.unwrap()[0].client.grant_types, [AuthorizationCode]);
    }

    #[test]
    fn an_app_on_a_server_has_a_grace_unless_it_says_otherwise_or_binds_its_tokens() {
        let public = json!({"client_secret": null, "token_endpoint_auth_method": "none"});
        let by_key = json!({
            "client_secret": null,
            "token_endpoint_auth_method": "private_key_jwt",
            "jwks_uri": "https://app.example.com/keys",
        });
        let mut fapi = by_key.clone();
        fapi["profile"] = "fapi2".into();
        for (change, seconds) in [
            (json!({}), 10),
            (json!({"profile": "legacy"}), 10),
            (by_key, 10),
            (json!({"refresh_grace_seconds": 0}), 0),
            (json!({"refresh_grace_seconds": 3}), 3),
            (json!({"dpop_bound_access_tokens": true}), 0),
            (json!({"client_type": "native"}), 0),
            (json!({"client_type": "single_page"}), 0),
            (json!({"grant_types": ["authorization_code"]}), 0),
            (public, 0),
            (fapi, 0),
        ] {
            let read = with(&change).unwrap();
            assert_eq!(read[0].client.refresh_grace_seconds, seconds, "{change}");
        }
    }

    #[test]
    fn errors_say_where_and_never_what_stood_there() {
        for (change, told) in [
            (
                json!({"redirect_uri": "x"}),
                "probe: `redirect_uri` is unknown",
            ),
            (
                json!({"client_secret": "tiger"}),
                "probe: `client_secret` has to have 16 characters or more",
            ),
            (
                json!({"client_secret": 123_456}),
                "probe: `client_secret` has to be text",
            ),
            (
                json!({"redirect_uris": ["tiger"]}),
                "probe: `redirect_uris` has to hold whole addresses: https, http on the own machine, \
                 or a native app's own scheme with a dot; no fragment, no user, no wildcard, no backslash",
            ),
            (
                json!({"redirect_uris": ["https://a.example/#tiger"]}),
                "probe: `redirect_uris` has to hold whole addresses: https, http on the own machine, \
                 or a native app's own scheme with a dot; no fragment, no user, no wildcard, no backslash",
            ),
            (
                json!({"redirect_uris": []}),
                "probe: `redirect_uris` is missing: say where people are sent back to. A service or a \
                 device has none: say its client_type",
            ),
            (
                json!({"client_type": "device"}),
                "probe: `grant_types` is missing: a service or a device that has redirect_uris says \
                 how it comes by tokens, as authorization_code",
            ),
            (
                json!({"id_token_claims": ["tiger"]}),
                "probe: `id_token_claims` has to list claims of userinfo by name, and not the national \
                 id's",
            ),
            (
                json!({"scope": "openid national_id", "id_token_claims": ["national_id"]}),
                "probe: `id_token_claims` has to list claims of userinfo by name, and not the national \
                 id's",
            ),
            (
                json!({"id_token_claims": ["name", "sub"]}),
                "probe: `id_token_claims` has to list claims of userinfo by name, and not the national \
                 id's",
            ),
            (
                json!({"redirect_uris": ["https://*.tiger.example/"]}),
                "probe: `redirect_uris` has to hold whole addresses: https, http on the own machine, \
                 or a native app's own scheme with a dot; no fragment, no user, no wildcard, no backslash",
            ),
            (
                json!({"client_name": "a\ntiger"}),
                "probe: `client_name` has to be one line of 1 to 100 characters that can all be seen",
            ),
            (
                json!({"enabled": "tiger"}),
                "probe: `enabled` has to be true or false",
            ),
            (
                json!({"profile": "tiger"}),
                "probe: `profile` has to be default, legacy or fapi2",
            ),
            (
                json!({"profile": "fapi2"}),
                "probe: `token_endpoint_auth_method` has to be private_key_jwt with FAPI 2.0",
            ),
            (
                json!({"jwks": {"keys": [{"kty": "oct", "k": "dGlnZXI"}]}}),
                "probe: `jwks` has to be a set of public keys to sign with",
            ),
            (
                json!({"grant_types": ["authorization_code", "urn:ietf:params:oauth:grant-type:device_code"]}),
                "probe: `grant_types` has authorization_code, or a device's, and not both",
            ),
            (
                json!({"jwks_uri": "tiger"}),
                "probe: `jwks_uri` has to be a whole address without a fragment",
            ),
            (
                json!({"client_secret": null, "token_endpoint_auth_method": "private_key_jwt"}),
                "probe: `jwks` is missing, and jwks_uri too",
            ),
            (
                json!({"refresh_grace_seconds": 11}),
                "probe: `refresh_grace_seconds` has to be a whole number from 0 to 10",
            ),
            (
                json!({"refresh_grace_seconds": -1}),
                "probe: `refresh_grace_seconds` has to be a whole number from 0 to 10",
            ),
            (
                json!({"refresh_grace_seconds": "tiger"}),
                "probe: `refresh_grace_seconds` has to be a whole number from 0 to 10",
            ),
            (
                json!({
                    "profile": "fapi2",
                    "client_secret": null,
                    "token_endpoint_auth_method": "private_key_jwt",
                    "jwks_uri": "https://app.example.com/keys",
                    "refresh_grace_seconds": 1,
                }),
                "probe: `refresh_grace_seconds` does not go with FAPI 2.0, where refresh tokens do not change",
            ),
            (
                json!({"require_dpop_nonce": true}),
                "probe: `require_dpop_nonce` goes only with dpop_bound_access_tokens or FAPI 2.0",
            ),
            (
                json!({"tenants": ["Tiger!"]}),
                "probe: `tenants` has to list ids of tenants",
            ),
            (
                json!({"client_id": "a b"}),
                "clients[0]: `client_id` is missing or malformed",
            ),
        ] {
            let error = with(&change).unwrap_err().to_string();
            assert_eq!(error, told);
            assert!(!error.to_lowercase().contains("tiger"), "{error}");
        }
        assert_eq!(
            read(ISSUER, "{").unwrap_err().to_string(),
            "it is not JSON (line 1, column 1)"
        );
        assert_eq!(read(ISSUER, "{}"), Err(ClientFileError::NoList));
    }
}
