//! Every key of every table, and with it every access pattern. No other file builds a key.
//!
//! | # | what | table | pk | sk | read by |
//! |---|---|---|---|---|---|
//! | 1 | keys of the deployment | identity | `keys` | `data#ID`, `proving#ID`, `signing#KID`, `state` | query, once a cold start |
//! | 2 | tenant | identity | `tenant#T` | `tenant` | key |
//! | 3 | app enabled at a tenant | identity | `tenant#T` | `client#C` | key |
//! | 25 | logo of a tenant | identity | `tenant#T` | `logo#DIGEST` | key |
//! | 4 | app | identity | `client#C` | `client` | key |
//! | 5 | account | identity | `account#A` | `account` | key |
//! | 6 | app link | identity | `account#A` | `applink#T` | key; query for all of an account |
//! | 7 | eID link (guards the eID) | identity | `eid#DIGEST` | `eid` | key |
//! | 8 | address of an account (guards it) | identity | `address#DIGEST` | `address` | key |
//! | 9 | directory user | identity | `tenant#T#user#U` | `user` | key |
//! | 10 | number known from HR (guards it) | identity | `tenant#T#number#DIGEST` | `number` | key |
//! | 11 | employment number (guards it) | identity | `tenant#T#employments#SHARD` | `DIGEST` | key; query for all of a tenant |
//! | 12 | who has an address in the directory | identity | `tenant#T#address#DIGEST` | `user#U` | query |
//! | 13 | conflicts for the tenant's admin | identity | `tenant#T#conflicts` | `TIME#ID` | query |
//! | 14 | approval of a first use | identity | `tenant#T#approvals` | `DIGEST` | key; query |
//! | 15 | upstream provider's settings | identity | `provider#P` | `provider` | key |
//! | 16 | stored login request | transient | `request#DIGEST` | `request` | key |
//! | 17 | proof | transient | `proof#DIGEST` | `proof` | key |
//! | 18 | session | transient | `session#DIGEST` | `session` | key |
//! | 19 | grant (refresh tokens) | transient | `grant#G` | `grant` | key |
//! | 20 | counter | transient | `counter#KIND#DIGEST` | `counter` | update |
//! | 21 | outbox | transient | `outbox#SHARD` | `TIME#ID` | key; query by the sweeper |
//! | 22 | audit of a tenant | audit | `tenant#T#DAY#BUCKET` | `TIME#ID` | query |
//! | 23 | audit of an account | audit | index `by_account`: `account#A` | `TIME#ID` | query |
//! | 24 | names of tenants | identity | `tenants` | `tenant#T` | query |
//! | 26 | HR feed | identity | `tenant#T` | `feed#F` | key |
//! | 27 | person number of HR (guards it) | identity | `tenant#T#person#DIGEST` | `person` | key |
//! | 28 | imports of a tenant | transient | `imports#T` | `TIME-DIGEST` | key; query |
//! | 29 | outcomes of an import | transient | `import#T#ID` | `chunk#N` | query |
//! | 30 | sessions by the upstream's session | transient | `upstream#DIGEST` | `session#DIGEST` | query |
//! | 31 | address that mail comes back from | identity | `returned#DIGEST` | `returned` | key |
//! | 32 | event about a mail, taken (guards it) | transient | `mailevent#DIGEST` | `mailevent` | condition |
//! | 33 | mails of a tenant that nobody waits for | transient | `paced#T` | `TIME#ID` | key; query by the sweeper |
//! | 34 | tenants with such mails | transient | `paced` | `tenant#T` | query by the sweeper |
//! | 35 | a tenant's such mails of a day, and whether they rest | transient | `sendings#T` | `day#N`, `rest` | key |
//! | 36 | file that the API received | transient | `received#T` | `DIGEST` | key |
//! | 37 | assertion of a client or proof of a key, taken (guards it) | transient | `assertion#DIGEST` | `assertion` | condition |
//! | 38 | pushed authorization request | transient | `pushed#DIGEST` | `pushed` | key |
//! | 39 | apps that hear of a session's end | transient | `session#DIGEST` | `client#C` | query |
//! | 40 | word of a session's end for an app | transient | `endings` | `ending#ID` | key; query by the schedule |
//! | 41 | device that waits for its person (guards its code) | transient | `device#DIGEST` | `device` | key |
//! | 42 | apps of the deployment | identity | `clients` | `client#C` | query |
//! | 43 | id of an app that was removed (guards it) | identity | `client#C` | `retired` | condition |
//! | 44 | tenants where an app is known | identity | `client#C#tenants` | `tenant#T` | query |
//! | 45 | what somebody asked of a tenant | transient | `asked#DIGEST` | `asked` | key |

use super::item::{Key, Table};
use crate::{AccountId, ClientId, Digest, DirectoryUserId, ImportId, TenantId};

/// The partition of all keys of the deployment (1).
pub const KEYS: &str = "keys";
/// The partition that lists the tenants (24).
pub const TENANTS: &str = "tenants";

/// Prefix of the list's sort keys (24).
pub const TENANT_NAMES: &str = "tenant#";
/// Prefix of the sort keys of those who share an address (12).
pub const SHARERS: &str = "user#";

fn identity(pk: String, sk: impl Into<String>) -> Key {
    Key {
        table: Table::Identity,
        pk,
        sk: sk.into(),
    }
}

fn transient(pk: String, sk: impl Into<String>) -> Key {
    Key {
        table: Table::Transient,
        pk,
        sk: sk.into(),
    }
}

pub fn data_key(id: &str) -> Key {
    identity(KEYS.to_owned(), format!("data#{id}"))
}

pub fn proving_key(id: &str) -> Key {
    identity(KEYS.to_owned(), format!("proving#{id}"))
}

pub fn signing_key(kid: &str) -> Key {
    identity(KEYS.to_owned(), format!("signing#{kid}"))
}

/// What every change of the deployment's keys is on condition of (1).
pub fn key_state() -> Key {
    identity(KEYS.to_owned(), "state")
}

pub fn tenant(tenant: &TenantId) -> Key {
    identity(format!("tenant#{tenant}"), "tenant")
}

pub fn tenant_logo(tenant: &TenantId, digest: &str) -> Key {
    identity(format!("tenant#{tenant}"), format!("logo#{digest}"))
}

pub fn tenant_name(tenant: &TenantId) -> Key {
    identity(TENANTS.to_owned(), format!("tenant#{tenant}"))
}

pub fn client_at_tenant(tenant: &TenantId, client: &ClientId) -> Key {
    identity(format!("tenant#{tenant}"), format!("client#{client}"))
}

pub fn client(client: &ClientId) -> Key {
    identity(format!("client#{client}"), "client")
}

/// The partition that lists the apps (42).
pub const CLIENTS: &str = "clients";

pub fn listed_client(client: &ClientId) -> Key {
    identity(CLIENTS.to_owned(), format!("client#{client}"))
}

pub fn retired_client(client: &ClientId) -> Key {
    identity(format!("client#{client}"), "retired")
}

pub fn tenant_of_client(client: &ClientId, tenant: &TenantId) -> Key {
    identity(tenants_of_client(client), format!("tenant#{tenant}"))
}

/// The partition of an app's tenants (44).
pub fn tenants_of_client(client: &ClientId) -> String {
    format!("client#{client}#tenants")
}

pub fn account(account: &AccountId) -> Key {
    identity(format!("account#{account}"), "account")
}

pub fn app_link(account: &AccountId, tenant: &TenantId) -> Key {
    identity(format!("account#{account}"), format!("applink#{tenant}"))
}

/// Prefix of an account's app links (6).
pub const APP_LINKS: &str = "applink#";

pub fn eid_link(link_digest: &Digest) -> Key {
    identity(format!("eid#{}", link_digest.as_str()), "eid")
}

pub fn address(digest: &Digest) -> Key {
    identity(format!("address#{}", digest.as_str()), "address")
}

pub fn directory_user(tenant: &TenantId, user: &DirectoryUserId) -> Key {
    identity(format!("tenant#{tenant}#user#{user}"), "user")
}

pub fn directory_number(tenant: &TenantId, digest: &Digest) -> Key {
    identity(
        format!("tenant#{tenant}#number#{}", digest.as_str()),
        "number",
    )
}

pub fn employment_number(tenant: &TenantId, digest: &Digest) -> Key {
    identity(
        employment_numbers(tenant, shard_of(digest, EMPLOYMENT_SHARDS)),
        digest.as_str(),
    )
}

/// How many partitions a tenant's employment numbers are spread over.
pub const EMPLOYMENT_SHARDS: u8 = 8;

/// One partition of a tenant's employment numbers (11).
pub fn employment_numbers(tenant: &TenantId, shard: u8) -> String {
    format!("tenant#{tenant}#employments#{shard}")
}

/// The partition of a digest, by its last character, which is as good as random.
fn shard_of(digest: &Digest, shards: u8) -> u8 {
    digest.as_str().bytes().last().unwrap_or_default() % shards
}

pub fn person_number(tenant: &TenantId, digest: &Digest) -> Key {
    identity(
        format!("tenant#{tenant}#person#{}", digest.as_str()),
        "person",
    )
}

pub fn hr_feed(tenant: &TenantId, feed: &str) -> Key {
    identity(format!("tenant#{tenant}"), format!("feed#{feed}"))
}

pub fn hr_import(tenant: &TenantId, import: &ImportId) -> Key {
    transient(hr_imports(tenant), import.as_str())
}

/// The partition of a tenant's imports (28).
pub fn hr_imports(tenant: &TenantId) -> String {
    format!("imports#{tenant}")
}

pub fn import_chunk(tenant: &TenantId, import: &ImportId, chunk: u32) -> Key {
    transient(import_chunks(tenant, import), format!("chunk#{chunk:06}"))
}

pub fn received(tenant: &TenantId, digest: &str) -> Key {
    transient(format!("received#{tenant}"), digest)
}

/// Prefix of the sort keys of a hundred chunks (29), counted from 0.
pub fn import_hundred(hundred: u32) -> String {
    format!("chunk#{hundred:04}")
}

/// The partition of an import's outcomes (29).
pub fn import_chunks(tenant: &TenantId, import: &ImportId) -> String {
    format!("import#{tenant}#{}", import.as_str())
}

pub fn directory_address(tenant: &TenantId, digest: &Digest, user: &DirectoryUserId) -> Key {
    identity(directory_addresses(tenant, digest), format!("user#{user}"))
}

/// The partition of all directory users with an address (12).
pub fn directory_addresses(tenant: &TenantId, digest: &Digest) -> String {
    format!("tenant#{tenant}#address#{}", digest.as_str())
}

pub fn conflict(tenant: &TenantId, at: i64, id: &str) -> Key {
    identity(conflicts(tenant), format!("{at:012}#{id}"))
}

/// The partition of a tenant's conflicts (13).
pub fn conflicts(tenant: &TenantId) -> String {
    format!("tenant#{tenant}#conflicts")
}

pub fn approval(tenant: &TenantId, link_digest: &Digest) -> Key {
    identity(approvals(tenant), link_digest.as_str())
}

/// The partition of a tenant's approvals (14).
pub fn approvals(tenant: &TenantId) -> String {
    format!("tenant#{tenant}#approvals")
}

pub fn provider(id: &str) -> Key {
    identity(format!("provider#{id}"), "provider")
}

pub fn login_request(handle_digest: &str) -> Key {
    transient(format!("request#{handle_digest}"), "request")
}

pub fn proof(id_digest: &str) -> Key {
    transient(format!("proof#{id_digest}"), "proof")
}

pub fn used_assertion(digest: &str) -> Key {
    transient(format!("assertion#{digest}"), "assertion")
}

pub fn pushed_request(handle_digest: &str) -> Key {
    transient(format!("pushed#{handle_digest}"), "pushed")
}

pub fn device_request(user_code_digest: &str) -> Key {
    transient(format!("device#{user_code_digest}"), "device")
}

pub fn session(id_digest: &str) -> Key {
    transient(format!("session#{id_digest}"), "session")
}

/// An app that wants to hear when the session ends (39).
pub fn session_client(id_digest: &str, client: &ClientId) -> Key {
    transient(session_clients(id_digest), format!("client#{client}"))
}

/// The partition of a session and its apps (39).
pub fn session_clients(id_digest: &str) -> String {
    format!("session#{id_digest}")
}

/// Prefix of the sort keys of those apps (39).
pub const SESSION_CLIENTS: &str = "client#";

/// The partition of the words of ended sessions (40).
pub const ENDINGS: &str = "endings";

pub fn ending(id: &str) -> Key {
    transient(ENDINGS.to_owned(), format!("ending#{id}"))
}

pub fn upstream_session(upstream_digest: &str, session_digest: &str) -> Key {
    transient(
        upstream_sessions(upstream_digest),
        format!("session#{session_digest}"),
    )
}

/// Prefix of the sort keys of those sessions (30).
pub const UPSTREAM_SESSIONS: &str = "session#";

/// The partition of the sessions that began by one session upstream (30).
pub fn upstream_sessions(upstream_digest: &str) -> String {
    format!("upstream#{upstream_digest}")
}

pub fn grant(id: &str) -> Key {
    transient(format!("grant#{id}"), "grant")
}

pub fn asked(matter: &str) -> Key {
    transient(format!("asked#{matter}"), "asked")
}

pub fn counter(kind: &str, digest: &str) -> Key {
    transient(format!("counter#{kind}#{digest}"), "counter")
}

/// How many partitions the outbox is spread over.
pub const OUTBOX_SHARDS: u8 = 4;

pub fn outbox(shard: u8, at_milliseconds: i64, id: &str) -> Key {
    transient(outbox_shard(shard), format!("{at_milliseconds:015}#{id}"))
}

/// One partition of the outbox (21).
pub fn outbox_shard(shard: u8) -> String {
    format!("outbox#{shard}")
}

pub fn returned_address(digest: &Digest) -> Key {
    identity(format!("returned#{}", digest.as_str()), "returned")
}

pub fn mail_event(digest: &str) -> Key {
    transient(format!("mailevent#{digest}"), "mailevent")
}

pub fn paced_mail(tenant: &TenantId, at_milliseconds: i64, id: &str) -> Key {
    transient(paced_mails(tenant), format!("{at_milliseconds:015}#{id}"))
}

/// The partition of a tenant's mails that nobody waits for (33).
pub fn paced_mails(tenant: &TenantId) -> String {
    format!("paced#{tenant}")
}

/// The partition of the tenants that have such mails (34).
pub const PACED: &str = "paced";

pub fn paced_tenant(tenant: &TenantId) -> Key {
    transient(PACED.to_owned(), format!("tenant#{tenant}"))
}

/// `day`: days since 1970.
pub fn sendings(tenant: &TenantId, day: i64) -> Key {
    transient(format!("sendings#{tenant}"), format!("day#{day}"))
}

pub fn sendings_rest(tenant: &TenantId) -> Key {
    transient(format!("sendings#{tenant}"), "rest")
}

/// `day` as `YYYY-MM-DD`; `bucket` spreads a day over several partitions.
pub fn audit(
    tenant: Option<&TenantId>,
    day: &str,
    bucket: u8,
    at_milliseconds: i64,
    id: &str,
) -> Key {
    let tenant = tenant.map_or("-", |tenant| tenant.as_str());
    Key {
        table: Table::Audit,
        pk: format!("tenant#{tenant}#{day}#{bucket}"),
        sk: format!("{at_milliseconds:015}#{id}"),
    }
}

/// The partition of an account's events in the index `by_account` (23).
pub fn audit_of_account(account: &AccountId) -> String {
    format!("account#{account}")
}
