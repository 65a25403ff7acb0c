//! Kobling's own API as a protected resource (RFC 6750, RFC 8707): its audience and its scopes.

/// Send HR files, and read what became of them.
pub const HR_IMPORT: &str = "hr.import";
/// Let a held file through, or decline it.
pub const HR_DECIDE: &str = "hr.decide";
/// Read what a tenant's admin has to look at.
pub const CONFLICTS_READ: &str = "conflicts.read";

/// All of them. Only services get them, and only what their tenant granted.
pub const SCOPES: &[&str] = &[HR_IMPORT, HR_DECIDE, CONFLICTS_READ];

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
