//! Stylesheet, script and icon of the pages, and a tenant's colour as a stylesheet. All are named
//! by what is in them, so a browser keeps them for good (RFC 8246).

use axum::{
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use kobling_base::Internal;
use kobling_model::{TenantId, keys, tenants::TenantLogo};
use kobling_pages::{assets, tenant_stylesheet};
use kobling_shared::app::App;
use kobling_web::Stop;

const FOR_GOOD: &str = "public, max-age=31536000, immutable";

/// `GET /assets/{*file}`.
pub async fn asset(State(app): State<App>, Path(file): Path<String>) -> Response {
    let path = format!("/assets/{file}");
    if let Some(asset) = assets().iter().find(|asset| asset.path == path) {
        let life = if asset.immutable {
            FOR_GOOD
        } else {
            "public, max-age=300"
        };
        let kept = [
            (header::CONTENT_TYPE, asset.content_type),
            (header::CACHE_CONTROL, life),
        ];
        return (kept, asset.bytes).into_response();
    }
    if let Some(stylesheet) = colour(&file) {
        let kept = [
            (header::CONTENT_TYPE, "text/css; charset=utf-8"),
            (header::CACHE_CONTROL, FOR_GOOD),
        ];
        return (kept, stylesheet).into_response();
    }
    match logo(&app, &file).await {
        Ok(Some(png)) => {
            let kept = [
                (header::CONTENT_TYPE, "image/png"),
                (header::CACHE_CONTROL, FOR_GOOD),
            ];
            (kept, png).into_response()
        }
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(failure) => Stop::from(failure).into_response(),
    }
}

/// A tenant's logo, `logo/TENANT/DIGEST.png`.
async fn logo(app: &App, file: &str) -> Result<Option<Vec<u8>>, Internal> {
    let parts = file
        .strip_prefix("logo/")
        .and_then(|rest| rest.strip_suffix(".png"))
        .and_then(|rest| rest.split_once('/'))
        .and_then(|(tenant, digest)| Some((TenantId::parse(tenant)?, digest)))
        .filter(|(_, digest)| digest.len() == 43);
    let Some((tenant, digest)) = parts else {
        return Ok(None);
    };
    let key = keys::tenant_logo(&tenant, digest);
    let logo: Option<TenantLogo> = app.store()?.get(&key, app.now()).await?;
    Ok(logo.and_then(|logo| logo.bytes()))
}

/// The stylesheet of `colour/RRGGBB.css`: it depends on nothing but its name.
fn colour(file: &str) -> Option<String> {
    let hex = file.strip_prefix("colour/")?.strip_suffix(".css")?;
    let is_canonical = hex.len() == 6
        && hex
            .bytes()
            .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    is_canonical
        .then(|| tenant_stylesheet(&format!("#{hex}")).ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_has_one_name() {
        assert!(colour("colour/005a9c.css").is_some());
        for other in [
            "colour/005A9C.css",
            "colour/05c.css",
            "colour/005a9c",
            "colour/../005a9c.css",
            "005a9c.css",
            "colour/}body{.css",
        ] {
            assert_eq!(colour(other), None, "{other}");
        }
    }
}
