//! Whatever is sent, the API says what is wrong with it; nothing is ever its own fault.

use http::Method;
use serde_json::{Value, json};

use super::{Office, web_app};

/// A small generator (xorshift), so that a run can be had again.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(limit).unwrap()).unwrap()
    }

    fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }
}

const PATHS: &[&str] = &[
    "/api/clients",
    "/api/clients/",
    "/api/clients/hrm",
    "/api/clients/new-app",
    "/api/clients/registrar",
    "/api/clients/%00",
    "/api/clients/a%2Fb",
    "/api/clients/%ff",
    "/api/clients/hrm/secrets",
    "/api/clients/hrm/secrets/registered",
    "/api/clients/hrm/secrets/%00",
    "/api/clients/hrm/tenants",
    "/api/clients/hrm/tenants/asnes",
    "/api/clients/hrm/tenants/%C3%A5",
    "/api/clients/hrm/tenants/{tenant}",
    "/api/clients/hr-feed/tenants/asnes",
];
const QUERIES: &[&str] = &[
    "",
    "?limit=0",
    "?cursor=AAAA",
    "?cursor=%00",
    "?limit=1&limit=2",
];
const TAGS: &[&str] = &[
    "", "*", "\"x\"", "W/\"x\"", "\"", "\"\"", "x, y", "\"a\", *",
];
const KINDS: &[&str] = &[
    "",
    "application/json",
    "application/json;;",
    "text/csv",
    "/",
];
const MEMBERS: &[&str] = &[
    "client_id",
    "client_name",
    "enabled",
    "client_type",
    "profile",
    "token_endpoint_auth_method",
    "jwks",
    "jwks_uri",
    "grant_types",
    "redirect_uris",
    "post_logout_redirect_uris",
    "initiate_login_uri",
    "backchannel_logout_uri",
    "scope",
    "id_token_signed_response_alg",
    "dpop_bound_access_tokens",
    "require_dpop_nonce",
    "refresh_grace_seconds",
    "third_party",
    "policy_uri",
    "tenant_claim",
    "resources",
    "scopes",
    "tenants",
    "\u{0}",
    "åäö",
    "",
];
const WHOLE: &[&str] = &[
    "",
    "{",
    "null",
    "[]",
    "{\"enabled\":true,\"scopes\":[\"hr.import\",7]}",
    "{\"enabled\":1}",
    "{\"a\":1e999}",
    "\u{0}\u{1}",
    "{\"\\ud800\":1}",
];

fn value(dice: &mut Dice) -> Value {
    match dice.below(13) {
        0 => Value::Null,
        1 => json!(true),
        2 => json!(-1),
        3 => json!(1e300),
        4 => json!(""),
        5 => json!("\u{0}"),
        6 => json!("x".repeat(3000)),
        7 => json!([]),
        8 => json!([["https://a.example/"], null, {}]),
        9 => json!(["https://[::1", "https://a.example:99999/", "::", "%"]),
        10 => json!({"keys": [{"kty": "EC"}, 7, {"kty": "RSA", "n": "\u{0}", "e": "AQAB"}]}),
        11 => json!(["https://a.example/å", "http:", "a.b:/", "urn:x"]),
        _ => json!("openid\u{a0}profile\tclients.manage"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h6_a_thousand_malformed_calls_are_all_told_what_is_wrong() {
    let office = Office::open().await;
    let mut dice = Dice(0x2545_F491_4F6C_DD1D);
    let mut refused = 0;
    for number in 0..1000 {
        let method = dice.pick(&["GET", "PUT", "PUT", "PUT", "POST", "DELETE"]);
        let path = format!("{}{}", dice.pick(PATHS), dice.pick(QUERIES));
        let mut headers = vec![("content-type", dice.pick(KINDS))];
        if dice.below(2) == 0 {
            headers = vec![("content-type", "application/json"), ("if-none-match", "*")];
        } else {
            headers.push(("if-match", dice.pick(TAGS)));
        }
        let body = if dice.below(3) == 0 {
            dice.pick(WHOLE).to_owned()
        } else {
            let mut members = web_app();
            for _ in 0..=dice.below(3) {
                members[dice.pick(MEMBERS)] = value(&mut dice);
            }
            members.to_string()
        };
        let method: Method = method.parse().unwrap();
        let answer = office.call(method.clone(), &path, &headers, &body).await;
        assert!(
            !answer.status.is_server_error(),
            "{number}: {method} {path} {headers:?} {body:?}: {}",
            answer.body
        );
        if answer.status.is_client_error() {
            assert_eq!(answer.media_type(), "application/problem+json");
            refused += 1;
        }
    }
    assert!(refused > 500, "only {refused} were malformed");
    // The registrar is who it was.
    assert_eq!(office.get("/api/clients").await.status, 200);
}
