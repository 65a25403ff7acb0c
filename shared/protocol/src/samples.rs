//! Sample people, apps and keys for the tests of this module. All made up.

use std::collections::BTreeMap;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::DecodingKey;
use kobling_base::digest::sha256;
use kobling_keys::{IndexKey, PrivateKey, SigningKey, generate};
use kobling_model::{
    AccountId, Algorithm, ClientId, Digest, DirectoryUserId, Level, TenantId,
    apps::{Client, Grant, RequestedClaims, Whereabouts},
    evidence::{Authentication, EvidenceList},
    people::{
        Account, AccountState, AppLink, Carries, DirectoryUser, DirectoryUserState, EmailAddress,
        Employment, OwnAddress, Proof, ProofKind,
    },
    sessions::Session,
};

use crate::token::{AccessToken, Making};

pub(super) const NOW: i64 = 1_800_000_000;
pub(super) const ISSUER: &str = "https://login.example.com";
pub(super) const REDIRECT_URI: &str = "https://hrm.example.com/callback";
pub(super) const AFTER_LOGOUT: &str = "https://hrm.example.com/bye";
pub(super) const SECRET: &str = "a secret/with marks:and=more&0123456789";
pub(super) const GRANT: &str = "6f0a3c1e-8a44-4a7b-9d0f-2f6b1f3f5b11";
// RFC 7636 appendix B.
pub(super) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub(super) const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

pub(super) fn client() -> Client {
    Client {
        redirect_uris: vec![
            REDIRECT_URI.into(),
            "https://hrm.example.com/callback?app=1".into(),
            "http://hrm.localhost:8000/callback".into(),
        ],
        post_logout_redirect_uris: vec![AFTER_LOGOUT.into()],
        scopes: ["openid", "profile", "email", "offline_access"]
            .map(str::to_owned)
            .to_vec(),
        ..Client::new(
            ClientId::parse("hrm").unwrap(),
            "HRM".into(),
            Some(sha256(SECRET)),
        )
    }
}

pub(super) fn other_client() -> Client {
    Client {
        id: ClientId::parse("payroll").unwrap(),
        ..client()
    }
}

pub(super) fn tenant_id() -> TenantId {
    TenantId::parse("asnes").unwrap()
}

pub(super) fn account_id() -> AccountId {
    "11111111-1111-4111-8111-111111111111".parse().unwrap()
}

pub(super) fn other_account_id() -> AccountId {
    "22222222-2222-4222-8222-222222222222".parse().unwrap()
}

pub(super) fn directory_user_id() -> DirectoryUserId {
    "33333333-3333-4333-8333-333333333333".parse().unwrap()
}

pub(super) fn other_directory_user_id() -> DirectoryUserId {
    "44444444-4444-4444-8444-444444444444".parse().unwrap()
}

fn address() -> EmailAddress {
    EmailAddress::parse("lykt@asnes.example.com").unwrap()
}

pub(super) fn account() -> Account {
    let digest = IndexKey::new("1", &[7; 32])
        .unwrap()
        .digest("address", address().as_str());
    Account {
        id: account_id(),
        state: AccountState::Enabled,
        given_name: "Lykt".into(),
        family_name: "Granskog".into(),
        is_name_placeholder: false,
        addresses: vec![OwnAddress {
            address: address(),
            digest,
            verified_at: NOW - 100,
        }],
        eids: Vec::new(),
        session_generation: 3,
        eids_lost: 0,
        consents: Vec::new(),
        created_at: NOW - 100,
        version: 1,
    }
}

pub(super) fn directory_user() -> DirectoryUser {
    DirectoryUser {
        id: directory_user_id(),
        tenant: tenant_id(),
        person_number: None,
        given_name: "Lykt".into(),
        family_name: "Granskog".into(),
        birth_date: None,
        phone: Some("+4799999999".into()),
        numbers: Vec::new(),
        state: DirectoryUserState::Active,
        rights: Vec::new(),
        employments: vec![Employment {
            number: "1".into(),
            department: None,
            position: None,
            email: Some(address()),
            pending_email: None,
            is_bounced: false,
            mailing: true,
            from: None,
            to: None,
        }],
        account: Some(account_id()),
        linked_at: Some(NOW - 100),
        spoken_of: None,
        details: None,
        version: 1,
    }
}

pub(super) fn app_link() -> AppLink {
    AppLink {
        account: account_id(),
        tenant: tenant_id(),
        directory_user: directory_user_id(),
        numbers: BTreeMap::from([("no.fnr".to_owned(), Digest::new("k", &[2; 32]))]),
        has_used_eid: true,
        level_cap: Level::High,
        level_caps: BTreeMap::new(),
        suspended: false,
        session_generation: 4,
        shown_after: 0,
        linked_at: NOW - 100,
    }
}

pub(super) fn evidence() -> EvidenceList {
    authentication().into()
}

pub(super) fn authentication() -> Authentication {
    Authentication {
        provider: "idporten".into(),
        namespace: "no.fnr".into(),
        link_digest: Digest::new("k", &[1; 32]),
        level: Level::Substantial,
        amr: vec!["BankID".into()],
        auth_time: NOW - 30,
        upstream_sid: None,
    }
}

pub(super) fn session() -> Session {
    Session {
        id_digest: "session-digest".into(),
        sid: "the-sid".into(),
        account: account_id(),
        generation: 3,
        evidence: evidence(),
        sealed_number: None,
        replaces: None,
        tenant: Some(tenant_id()),
        created_at: NOW - 30,
        last_used_at: NOW - 30,
        expires_at: NOW + 36_000 - 30,
    }
}

pub(super) fn grant() -> Grant {
    Grant {
        id: GRANT.into(),
        client: client().id,
        tenant: tenant_id(),
        account: account_id(),
        directory_user: directory_user_id(),
        scope: ["openid", "profile", "email"].map(str::to_owned).to_vec(),
        claims: RequestedClaims::default(),
        resources: Vec::new(),
        dpop_jkt: None,
        nonce: Some("n-1".into()),
        sid: "the-sid".into(),
        session_digest: Some("session-digest".into()),
        evidence: evidence(),
        account_generation: 3,
        link_generation: 4,
        account_version: 0,
        sequence: 0,
        rotated_at: None,
        is_repeated: false,
        ended: false,
        created_at: NOW,
        last_used_at: NOW,
        expires_at: NOW + 36_000 - 30,
    }
}

/// Of the grant, and of the code's proof.
pub(super) fn whereabouts() -> Whereabouts {
    grant().whereabouts()
}

pub(super) fn code_proof() -> Proof {
    Proof {
        id_digest: sha256("the-code"),
        kind: ProofKind::AuthorizationCode,
        secret_digest: String::new(),
        tenant: tenant_id(),
        account: Some(account_id()),
        directory_user: Some(directory_user_id()),
        eid: None,
        browser: None,
        request: None,
        tries_left: 1,
        spent_at: None,
        created_at: NOW - 1,
        expires_at: NOW + 59,
        carries: Carries::AuthorizationCode {
            client: client().id,
            redirect_uri: REDIRECT_URI.into(),
            code_challenge: Some(CHALLENGE.into()),
            nonce: Some("n-1".into()),
            scope: vec!["openid".into(), "email".into()],
            claims: RequestedClaims::default(),
            resources: Vec::new(),
            dpop_jkt: None,
            sid: "the-sid".into(),
            session_digest: "session-digest".into(),
            session_expires_at: NOW + 36_000 - 30,
            evidence: evidence(),
            grant: GRANT.into(),
        },
    }
}

pub(super) fn signing_key(kid: &str, algorithm: Algorithm) -> SigningKey {
    let (der, jwk) = generate(algorithm).unwrap();
    SigningKey {
        kid: kid.to_owned(),
        algorithm,
        verifying: DecodingKey::from_jwk(&jwk).unwrap(),
        jwk,
        signing: PrivateKey::open(algorithm, &der),
        signs_from: 0,
        published_until: None,
    }
}

pub(super) fn access_token(key: &SigningKey) -> String {
    let grant = grant();
    AccessToken::new(
        ISSUER,
        &grant,
        Making {
            scope: &grant.scope,
            resources: &[],
            jkt: None,
            level: Level::Substantial,
        },
        "jti-1".into(),
        NOW,
    )
    .sign(key)
    .unwrap()
}

/// The same token with `alg` `none` and without a signature (RFC 7519 section 6).
pub(super) fn unsigned(token: &str) -> String {
    let mut parts = token.split('.');
    let header = URL_SAFE_NO_PAD.decode(parts.next().unwrap()).unwrap();
    let mut header: serde_json::Value = serde_json::from_slice(&header).unwrap();
    header["alg"] = "none".into();
    format!(
        "{}.{}.",
        URL_SAFE_NO_PAD.encode(header.to_string()),
        parts.next().unwrap()
    )
}
