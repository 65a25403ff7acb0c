//! Stylesheet, script and icon, embedded and named by their content, so that a browser may keep
//! them for good (RFC 9111, RFC 8246 `immutable`) and still never shows an old one.

use std::sync::LazyLock;

use aws_lc_rs::digest::{SHA256, digest};

/// A file that pages refer to.
#[derive(Clone, Debug)]
pub struct Asset {
    /// `/assets/kobling.<16 hex digits of the content's SHA-256>.<extension>`.
    pub path: String,
    pub content_type: &'static str,
    pub bytes: &'static [u8],
    /// Whether what this path answers never changes.
    pub immutable: bool,
}

static ASSETS: LazyLock<[Asset; 3]> = LazyLock::new(|| {
    [
        asset(
            "css",
            "text/css; charset=utf-8",
            include_bytes!("../assets/kobling.css"),
        ),
        asset(
            "js",
            "text/javascript; charset=utf-8",
            include_bytes!("../assets/kobling.js"),
        ),
        asset(
            "svg",
            "image/svg+xml",
            include_bytes!("../assets/kobling.svg"),
        ),
    ]
});

/// All assets of ours; a tenant's stylesheet and logo are served by their own routes.
pub fn assets() -> &'static [Asset] {
    ASSETS.as_slice()
}

impl Asset {
    /// Where the asset with this extension is served.
    pub(super) fn path_of(extension: &str) -> &'static str {
        let mut found = assets()
            .iter()
            .filter(|asset| asset.path.ends_with(extension));
        found.next().map_or("", |asset| asset.path.as_str())
    }
}

fn asset(extension: &str, content_type: &'static str, bytes: &'static [u8]) -> Asset {
    let hash = digest(&SHA256, bytes);
    let hash = hash
        .as_ref()
        .iter()
        .take(8)
        .fold(0_u64, |hash, &byte| hash << 8 | u64::from(byte));
    let path = format!("/assets/kobling.{hash:016x}.{extension}");
    Asset {
        path,
        content_type,
        bytes,
        immutable: true,
    }
}
