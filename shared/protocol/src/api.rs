//! Kobling's own API as a protected resource (RFC 6750, RFC 8707): its audience and its scopes.

/// Send HR files, and read what became of them.
pub const HR_IMPORT: &str = "hr.import";
/// Let a held file through, or decline it.
pub const HR_DECIDE: &str = "hr.decide";
/// Read what a tenant's admin has to look at.
pub const CONFLICTS_READ: &str = "conflicts.read";

/// Register apps, and enable them at tenants.
pub const CLIENTS_MANAGE: &str = "clients.manage";

/// Those of a tenant. Only services get them, and only what their tenant granted.
pub const SCOPES: &[&str] = &[HR_IMPORT, HR_DECIDE, CONFLICTS_READ];

/// Those of the deployment. Only services get them that the operator registered for them: no tenant
/// can grant one, and the API itself registers nobody for one.
pub const OF_DEPLOYMENT: &[&str] = &[CLIENTS_MANAGE];

/// Whether a scope is one of the deployment's.
pub fn is_of_deployment(scope: &str) -> bool {
    OF_DEPLOYMENT.contains(&scope)
}

/// Whether a resource is the hub itself: its userinfo, or its API. No app's API may pass for it.
pub fn is_ours(issuer: &str, resource: &str) -> bool {
    resource
        .strip_prefix(issuer)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']))
}

/// The audience of tokens for the API.
pub fn audience(issuer: &str) -> String {
    format!("{issuer}/api")
}
