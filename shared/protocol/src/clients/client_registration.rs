//! What the API takes as an app's registration, beyond what a file may say (`client_file`): a file
//! is the operator's own word, here somebody else writes. RFC 7591 section 2, RFC 9700 section 2.1.

use kobling_model::{
    ClientId,
    apps::{Client, ClientType, GrantType},
};
use serde_json::{Map, Value};
use url::{Host, Url};

use super::{client_file, client_file_error::ClientFileError};
use crate::{api, userinfo::claims};

/// Entries of one list.
const MOST: usize = 50;
/// APIs of one app: people's consents name them.
const MOST_RESOURCES: usize = 10;
/// The longest address, in bytes.
const LONGEST: usize = 2048;

/// Reads the members of one app. Secrets are not among them. What a file may say for a developer's
/// machine (http addresses there) is taken where the hub is on such a machine itself, and nobody
/// else reaches it.
///
/// # Errors
/// The first member that is unknown or says what must not be.
pub fn read(
    issuer: &str,
    is_on_this_machine: bool,
    id: ClientId,
    members: &Map<String, Value>,
) -> Result<Client, ClientFileError> {
    let client = client_file::read_one(issuer, id, members)?;
    let wrong = |member, what| {
        Err(ClientFileError::Wrong {
            client: client.id.to_string(),
            member,
            what,
        })
    };
    if client
        .scopes
        .iter()
        .any(|scope| api::is_of_deployment(scope))
    {
        return wrong(
            "scope",
            "has a scope that only the operator's own file gives",
        );
    }
    if !client.scopes.iter().all(|scope| is_known(scope)) {
        return wrong("scope", "has to be of scopes that there are");
    }
    // For whom else an app on a server would be nothing there.
    let may_be_plain = is_on_this_machine || client.client_type == ClientType::Native;
    for (member, addresses) in [
        ("redirect_uris", &client.redirect_uris),
        (
            "post_logout_redirect_uris",
            &client.post_logout_redirect_uris,
        ),
    ] {
        let is_plain = |given: &String| given.starts_with("http:");
        if !may_be_plain && addresses.iter().any(is_plain) {
            return wrong(
                member,
                "has to hold https addresses: http is for native apps",
            );
        }
        if addresses.len() > MOST {
            return wrong(member, "has to hold 50 entries at most");
        }
    }
    for (member, address) in [
        ("initiate_login_uri", &client.initiate_login_uri),
        ("backchannel_logout_uri", &client.backchannel_logout_uri),
        ("jwks_uri", &client.jwks_uri),
        ("policy_uri", &client.policy_uri),
    ] {
        let is_safe =
            |given: &str| is_https(given) || (is_on_this_machine && is_on_loopback(given));
        if address.as_deref().is_some_and(|given| !is_safe(given)) {
            return wrong(
                member,
                "has to be an https address without user or fragment",
            );
        }
    }
    if client.resources.len() > MOST_RESOURCES {
        return wrong("resources", "has to hold 10 entries at most");
    }
    // No app's API may pass for the hub's own (RFC 8707).
    if client.resources.iter().any(|own| api::is_ours(issuer, own)) {
        return wrong("resources", "must not name the hub itself");
    }
    if client.grant_types.contains(&GrantType::ClientCredentials) && !client.is_confidential() {
        return wrong(
            "grant_types",
            "has client_credentials only with a secret or a key (RFC 6749 section 4.4)",
        );
    }
    Ok(client)
}

fn is_known(scope: &str) -> bool {
    claims::SCOPES.contains(&scope) || api::SCOPES.contains(&scope)
}

fn is_https(given: &str) -> bool {
    plain(given).is_some_and(|url| url.scheme() == "https")
}

/// http on the machine itself.
fn is_on_loopback(given: &str) -> bool {
    plain(given).is_some_and(|url| {
        url.scheme() == "http"
            && match url.host() {
                Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
                Some(Host::Ipv4(address)) => address.is_loopback(),
                Some(Host::Ipv6(address)) => address.is_loopback(),
                None => false,
            }
    })
}

/// An address without user or fragment.
fn plain(given: &str) -> Option<Url> {
    let is_plain = given.len() <= LONGEST && given.bytes().all(|b| b.is_ascii_graphic());
    Url::parse(given)
        .ok()
        .filter(|_| is_plain)
        .filter(|url| url.username().is_empty() && url.password().is_none())
        .filter(|url| url.fragment().is_none())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::samples::ISSUER;

    fn with(change: &Value) -> Result<Client, ClientFileError> {
        let mut members = json!({
            "client_name": "Probe",
            "redirect_uris": ["https://app.example.com/callback"],
        });
        for (name, value) in change.as_object().unwrap() {
            members[name] = value.clone();
        }
        let id = ClientId::parse("probe").unwrap();
        read(ISSUER, false, id, members.as_object().unwrap())
    }

    fn is_refused(change: &Value, member: &str) {
        let error = with(change).expect_err(&change.to_string());
        let told = error.to_string();
        assert!(told.contains(&format!("`{member}`")), "{told}");
    }

    #[test]
    fn an_app_is_taken_without_a_secret() {
        let client = with(&json!({})).unwrap();
        assert_eq!(client.secret_digests().count(), 0);
        assert!(client.is_by_secret() && client.enabled);
    }

    #[test]
    fn people_are_sent_back_only_where_it_is_safe() {
        for (client_type, address, is_taken) in [
            ("web", "https://app.example.com/cb?a=b", true),
            ("web", "http://app.example.com/cb", false),
            ("web", "http://localhost/cb", false),
            ("web", "http://127.0.0.1/cb", false),
            ("single_page", "http://localhost:3000/", false),
            ("web", "com.example.app:/cb", false),
            ("native", "com.example.app:/cb", true),
            ("native", "http://127.0.0.1/cb", true),
            ("native", "http://[::1]/cb", true),
            ("native", "http://app.example.com/cb", false),
            ("native", "app:/cb", false),
            ("native", "javascript:alert(1)", false),
            ("native", "data:text/html,x", false),
            ("web", "https://app.example.com/#x", false),
            ("web", "https://app.example.com/#", false),
            ("web", "https://user@app.example.com/", false),
            ("web", "https://:pw@app.example.com/", false),
            ("web", "https://*.example.com/", false),
            ("web", "https://app.example.com/*", false),
            ("web", "//app.example.com/", false),
            ("web", "https://app.example.com/ x", false),
            ("web", "https://app.example.com/å", false),
            ("web", "", false),
            ("web", "https:/device/allow", false),
            ("web", "https:app.example.com/cb", false),
            ("web", "https:///app.example.com/cb", false),
            ("web", "HTTPS://app.example.com/cb", false),
            ("native", "http:/127.0.0.1/cb", false),
            ("native", "http:127.0.0.1/cb", false),
            ("web", "https://x;sandbox/cb", false),
            ("web", "https://x,y/cb", false),
            ("web", "https://x'y/cb", false),
            ("web", "https://x%2ey/cb", false),
            ("web", "https://app.example.com\\cb", false),
            ("web", "https:\\\\app.example.com/cb", false),
            ("web", "https://app.example.com/a\\b", false),
            ("web", "https://app.example.com\t/cb", false),
            ("web", "https://app.example.com\u{7f}/cb", false),
            ("web", "https://app.example.com:/cb", false),
            ("web", "https://app.example.com:8443/cb", true),
            ("web", "https://app_one.example.com/cb", true),
            ("web", "https://[2001:db8::1]/cb", true),
            ("web", "https://app.example.com", true),
            ("web", "https://app.example.com?a=b", true),
            ("web", "https://app.example.com/;a=b", true),
            ("web", "https://app.example.com/cb?code=x", false),
            ("web", "https://app.example.com/cb?a=b&state=x", false),
            ("web", "https://app.example.com/cb?iss", false),
            ("web", "https://app.example.com/cb?error=", false),
            (
                "web",
                "https://app.example.com/cb?error_description=x",
                false,
            ),
            ("web", "https://app.example.com/cb?response=x", false),
            ("web", "https://app.example.com/cb?%63ode=x", false),
            ("web", "https://app.example.com/cb?id_token=x", false),
            ("web", "https://app.example.com/cb?encode=x", true),
            ("native", "com.example.app:/cb?code=x", false),
            ("native", "com.example.app:/cb\\x", false),
            ("native", "com.example.app://user@host/cb", false),
            ("web", &format!("{ISSUER}/callback"), false),
            ("web", ISSUER, false),
            ("web", &format!("{ISSUER}:443/cb"), false),
            ("web", &format!("{ISSUER}./cb"), false),
            ("web", &ISSUER.replace("login", "LOGIN"), false),
            ("web", &format!("{ISSUER}.example.net/cb"), true),
        ] {
            let change = json!({"client_type": client_type, "redirect_uris": [address]});
            assert_eq!(with(&change).is_ok(), is_taken, "{client_type} {address}");
            let change =
                json!({"client_type": client_type, "post_logout_redirect_uris": [address]});
            // The way back from a login stays https, which is right for either type.
            assert_eq!(with(&change).is_ok(), is_taken, "{client_type} {address}");
        }
        let many: Vec<String> = (0..51).map(|n| format!("https://a.example/{n}")).collect();
        is_refused(&json!({"redirect_uris": many}), "redirect_uris");
    }

    #[test]
    fn on_a_developers_machine_alone_an_app_may_be_there_too() {
        let here = |client_type: &str, member: &str, value: Value, is_here: bool| {
            let id = ClientId::parse("probe").unwrap();
            let mut members = json!({
                "client_type": client_type,
                "redirect_uris": ["https://app.example.com/callback"],
            });
            members[member] = value;
            read(ISSUER, is_here, id, members.as_object().unwrap()).is_ok()
        };
        for client_type in ["web", "single_page", "native"] {
            for (address, is_taken) in [
                ("http://localhost:9034/cb", true),
                ("http://app.localhost:9034/cb", true),
                ("http://127.0.0.1:9034/cb", true),
                ("http://[::1]:9034/cb", true),
                ("http://localhost.example.com/cb", false),
                ("http://app.example.com/cb", false),
                ("http://10.0.0.1/cb", false),
                ("http://user@localhost/cb", false),
                ("http://localhost/cb#x", false),
            ] {
                for member in ["redirect_uris", "post_logout_redirect_uris"] {
                    let list = json!([address]);
                    let is_native = client_type == "native" && is_taken;
                    assert_eq!(
                        here(client_type, member, list.clone(), true),
                        is_taken,
                        "{address}"
                    );
                    assert_eq!(
                        here(client_type, member, list, false),
                        is_native,
                        "{address}"
                    );
                }
                for member in ["backchannel_logout_uri", "initiate_login_uri", "jwks_uri"] {
                    assert_eq!(
                        here(client_type, member, address.into(), true),
                        is_taken,
                        "{address}"
                    );
                    assert!(
                        !here(client_type, member, address.into(), false),
                        "{address}"
                    );
                }
            }
        }
    }

    #[test]
    fn nobody_registers_for_the_deployment_or_for_what_there_is_not() {
        for scope in ["clients.manage", "openid clients.manage", "nosuch", "*"] {
            is_refused(&json!({"scope": scope}), "scope");
        }
        assert!(with(&json!({"scope": "openid hr.import"})).is_ok());
    }

    #[test]
    fn calls_of_ours_go_by_https_alone_and_the_hub_is_no_apps_resource() {
        for member in [
            "initiate_login_uri",
            "backchannel_logout_uri",
            "jwks_uri",
            "policy_uri",
        ] {
            assert!(with(&json!({member: "https://app.example.com/x"})).is_ok());
            for bad in [
                "http://app.example.com/x",
                "http://localhost/x",
                "https://u@app.example.com/",
                "https://app.example.com/#",
                "https:/app.example.com/",
                "https://a;b/",
                "https://app.example.com/a\\b",
                &format!("{ISSUER}/logout"),
            ] {
                is_refused(&json!({member: bad}), member);
            }
        }
        let ours = format!("{ISSUER}/api");
        for bad in [ISSUER, ours.as_str(), "api", "urn:a#b"] {
            is_refused(&json!({"resources": [bad]}), "resources");
        }
        assert!(with(&json!({"resources": ["urn:example:roster"]})).is_ok());
    }

    #[test]
    fn a_name_is_what_people_read() {
        for name in [
            "Vaktplan",
            "Vaktplan – Åsnes (prøve)",
            "Время 2",
            "勤務表",
            "A&B's <x>",
        ] {
            let client = with(&json!({"client_name": name})).unwrap();
            assert_eq!(client.name, name);
        }
        for unseen in [
            '\u{0}',
            '\n',
            '\u{7f}',
            '\u{85}',
            '\u{ad}',
            '\u{34f}',
            '\u{61c}',
            '\u{115f}',
            '\u{180e}',
            '\u{200b}',
            '\u{200c}',
            '\u{200d}',
            '\u{200e}',
            '\u{200f}',
            '\u{2028}',
            '\u{2029}',
            '\u{202a}',
            '\u{202e}',
            '\u{2060}',
            '\u{2063}',
            '\u{2066}',
            '\u{2069}',
            '\u{206f}',
            '\u{2800}',
            '\u{3164}',
            '\u{fe0f}',
            '\u{feff}',
            '\u{ffa0}',
            '\u{fff9}',
            '\u{e000}',
            '\u{e0001}',
            '\u{e0041}',
            '\u{e0100}',
            '\u{1d173}',
            '\u{10fffd}',
            '\u{fdd0}',
        ] {
            for name in [
                format!("Vakt{unseen}plan"),
                format!("{unseen}"),
                format!("V{unseen}"),
            ] {
                is_refused(&json!({"client_name": name}), "client_name");
            }
        }
        for blank in [
            "",
            " ",
            " Vaktplan",
            "Vaktplan ",
            "\u{a0}",
            "\u{3000}Vaktplan",
        ] {
            is_refused(&json!({"client_name": blank}), "client_name");
        }
    }

    #[test]
    fn a_key_of_a_kind_unknown_here_is_left_out_and_one_that_is_of_use_has_to_stay() {
        let good = json!({"kty": "EC", "crv": "P-256", "kid": "good",
            "x": "XOYl4S0a5e2vz-us8p2EAmk2ucEI6to-V3Mbg0y0u0s",
            "y": "XOYl4S0a5e2vz-us8p2EAmk2ucEI6to-V3Mbg0y0u0s"});
        let mut encrypts = good.clone();
        encrypts["use"] = "enc".into();
        let mut new_alg = good.clone();
        new_alg["alg"] = "ES999".into();
        let others = [
            json!({"kty": "AKP", "alg": "ML-DSA-44", "pub": "AA", "kid": "a"}),
            json!({"kty": "EC", "crv": "secp256k1", "x": "AA", "y": "AA"}),
            json!({"kty": "EC", "crv": "P-521", "x": "AA", "y": "AA"}),
            json!({"kty": "OKP", "crv": "X25519", "x": "AA"}),
            json!({"kty": "RSA", "n": "AA", "e": "AQAB"}),
            json!({"kid": "nothing"}),
            json!("text"),
            encrypts,
            new_alg,
        ];
        for other in &others {
            let client = with(&json!({"jwks": {"keys": [other, good]}})).unwrap();
            let kept: Value = serde_json::from_str(client.jwks.as_deref().unwrap()).unwrap();
            assert_eq!(kept, json!({"keys": [good]}), "{other}");
            is_refused(&json!({"jwks": {"keys": [other]}}), "jwks");
        }
        let client = with(&json!({"jwks": {"keys": [good, good]}})).unwrap();
        assert!(client.jwks.unwrap().matches("good").count() == 2);
        is_refused(&json!({"jwks": {"keys": others}}), "jwks");
        for none in [
            json!({}),
            json!({"keys": []}),
            json!([]),
            json!("x"),
            json!({"keys": {}}),
        ] {
            is_refused(&json!({"jwks": none}), "jwks");
        }
        // A secret among them is a mistake that nobody may overlook.
        for secret in [
            json!({"kty": "oct", "k": "AA"}),
            json!({"kty": "AKP", "alg": "ML-DSA-44", "pub": "AA", "priv": "AA"}),
        ] {
            is_refused(&json!({"jwks": {"keys": [good, secret]}}), "jwks");
        }
    }

    #[test]
    fn what_only_a_file_says_is_unknown_here() {
        for (member, value) in [
            ("client_secret", json!("a-secret-of-enough-length")),
            ("tenants", json!(["asnes"])),
            ("redirect_uri", json!("https://a.example/")),
            ("secrets", json!([])),
        ] {
            is_refused(&json!({member: value}), member);
        }
        is_refused(&json!({"client_id": "other"}), "client_id");
        is_refused(&json!({"client_id": 7}), "client_id");
        let private = json!({"keys": [{"kty": "EC", "crv": "P-256",
            "x": "XOYl4S0a5e2vz-us8p2EAmk2ucEI6to-V3Mbg0y0u0s",
            "y": "XOYl4S0a5e2vz-us8p2EAmk2ucEI6to-V3Mbg0y0u0s", "d": "AA"}]});
        is_refused(&json!({"jwks": private}), "jwks");
        let service = json!({"grant_types": ["client_credentials"], "redirect_uris": [],
            "token_endpoint_auth_method": "none"});
        is_refused(&service, "grant_types");
    }
}
