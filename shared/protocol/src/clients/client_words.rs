//! An app's registration in the words by which `client_file` reads it: what the API shows of an app
//! can be sent back as it is. No secret is among them, and no digest of one.

use kobling_base::digest::sha256;
use kobling_model::apps::Client;
use serde::Serialize;
use serde_json::{Map, Value};

/// All members that say something about an app, also those that stand as they would without.
pub fn words(client: &Client) -> Map<String, Value> {
    let mut words = Map::new();
    let mut say = |member: &str, value: Value| {
        if !value.is_null() {
            words.insert(member.to_owned(), value);
        }
    };
    let jwks = client.jwks.as_deref();
    say("client_id", client.id.as_str().into());
    say("client_name", client.name.as_str().into());
    say("enabled", client.enabled.into());
    say("client_type", word(&client.client_type));
    say("profile", word(&client.profile));
    say("token_endpoint_auth_method", word(&client.authentication));
    say(
        "jwks",
        jwks.and_then(|text| serde_json::from_str(text).ok())
            .unwrap_or_default(),
    );
    say("jwks_uri", word(&client.jwks_uri));
    say("grant_types", word(&client.grant_types));
    say("redirect_uris", word(&client.redirect_uris));
    say(
        "post_logout_redirect_uris",
        word(&client.post_logout_redirect_uris),
    );
    say("initiate_login_uri", word(&client.initiate_login_uri));
    say(
        "backchannel_logout_uri",
        word(&client.backchannel_logout_uri),
    );
    say("scope", client.scopes.join(" ").into());
    say(
        "id_token_signed_response_alg",
        word(&client.id_token_algorithm),
    );
    say(
        "require_pushed_authorization_requests",
        client.require_pushed_authorization_requests.into(),
    );
    say(
        "require_signed_request_object",
        client.require_signed_request_object.into(),
    );
    say(
        "dpop_bound_access_tokens",
        client.dpop_bound_access_tokens.into(),
    );
    say("require_dpop_nonce", client.require_dpop_nonce.into());
    say("refresh_grace_seconds", client.refresh_grace_seconds.into());
    say("id_token_claims", word(&client.id_token_claims));
    say("resources", word(&client.resources));
    say("third_party", client.third_party.into());
    say("policy_uri", word(&client.policy_uri));
    say("tenant_claim", client.tenant_claim.into());
    words
}

/// The names of the members by which two registrations differ, in alphabetical order.
pub fn differing(before: &Client, after: &Client) -> Vec<String> {
    let (before, after) = (words(before), words(after));
    let mut names: Vec<String> = before
        .keys()
        .chain(after.keys())
        .filter(|name| before.get(*name) != after.get(*name))
        .cloned()
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// What names this state of a registration (RFC 9110 section 8.8.3), without quotes: another one
/// after each change, also of its secrets, and never made of those.
pub fn entity_tag(client: &Client) -> String {
    let revision = client.revision.as_deref().unwrap_or_default();
    sha256(&format!("{revision}\n{}", Value::Object(words(client))))
}

/// How serde writes it: the words of an enumeration are the standards' own.
fn word(value: &impl Serialize) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use kobling_model::apps::ClientSecret;

    use super::*;
    use crate::{clients::client_file, samples};

    #[test]
    fn what_is_said_of_an_app_reads_back_as_the_same() {
        let client = samples::client();
        let again =
            client_file::read_one(samples::ISSUER, client.id.clone(), &words(&client)).unwrap();
        assert_eq!(words(&again), words(&client));
        assert!(differing(&again, &client).is_empty());
    }

    #[test]
    fn no_member_is_lost_by_being_read_and_sent_back() {
        let address = Some("https://app.example.com/".to_owned());
        let client = Client {
            jwks: Some("{}".to_owned()),
            jwks_uri: address.clone(),
            initiate_login_uri: address.clone(),
            policy_uri: address.clone(),
            backchannel_logout_uri: address,
            ..samples::client()
        };
        let said: BTreeSet<String> = words(&client).into_iter().map(|(name, _)| name).collect();
        let known = client_file::MEMBERS.iter();
        let by_api = known.filter(|name| !client_file::OF_A_FILE.contains(name));
        let by_api: BTreeSet<String> = by_api.map(|name| (*name).to_owned()).collect();
        assert_eq!(said, by_api);
    }

    #[test]
    fn nothing_is_said_of_a_secret() {
        let mut client = samples::client();
        let before = Value::Object(words(&client)).to_string();
        client.secret_digest = Some(sha256("hunter2"));
        client.secrets.push(ClientSecret {
            id: "1".to_owned(),
            digest: sha256("hunter3"),
            created_at: 0,
        });
        assert_eq!(Value::Object(words(&client)).to_string(), before);
    }

    #[test]
    fn each_change_has_a_tag_of_its_own_and_names_what_it_changed() {
        let client = samples::client();
        let mut other = client.clone();
        other.enabled = false;
        other.name.push('x');
        assert_eq!(differing(&client, &other), ["client_name", "enabled"]);
        assert_ne!(entity_tag(&client), entity_tag(&other));
        let mut later = client.clone();
        later.revision = Some("r2".to_owned());
        assert_ne!(entity_tag(&client), entity_tag(&later));
    }
}
