//! Admin actions. So far the API, version 1: HR's files in, what became of them out, what waits for
//! a tenant's admin; and the deployment's apps. Bearer tokens of services only (RFC 6749 section 4.4, RFC 6750), errors
//! as problem details (RFC 9457). `docs/api/openapi.yaml` describes it; a test compares.

mod call;
mod clients;
mod conflicts;
mod cursor;
mod decision;
mod files;
mod imports;
mod json;
mod received;
mod report;

use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use kobling_shared::function::{Function, Need};
use kobling_web::PROBLEMS;

/// The description of the API, as it is served and tested.
pub const OPENAPI: &str = include_str!("../../../docs/api/openapi.yaml");

/// Name, needs and routes.
pub fn function() -> Function {
    let needs = &[
        Need::Store,
        Need::DataKey,
        Need::ReadUploads,
        Need::WriteUploads,
        Need::ReadReports,
        Need::ImportQueue,
    ];
    Function::answering(PROBLEMS, "admin", needs)
        .keys_in_init()
        .area("/api/{*path}")
        .document("/api/openapi.yaml", openapi)
        .put("/api/hr/feeds/{feed}/files/{name}", files::put)
        .post("/api/hr/feeds/{feed}/uploads", files::upload)
        .document("/api/hr/imports", imports::list)
        .document("/api/hr/imports/{id}", imports::status)
        .document("/api/hr/imports/{id}/report", report::report)
        .post("/api/hr/imports/{id}/decision", decision::decide)
        .document("/api/conflicts", conflicts::list)
        .document("/api/clients", clients::list)
        .document("/api/clients/{id}", clients::show)
        .put("/api/clients/{id}", clients::put)
        .delete("/api/clients/{id}", clients::remove)
        .document("/api/clients/{id}/secrets", clients::secrets::list)
        .post("/api/clients/{id}/secrets", clients::secrets::make)
        .delete(
            "/api/clients/{id}/secrets/{secret}",
            clients::secrets::remove,
        )
        .document("/api/clients/{id}/tenants", clients::tenants::list)
        .put("/api/clients/{id}/tenants/{tenant}", clients::tenants::put)
        .delete(
            "/api/clients/{id}/tenants/{tenant}",
            clients::tenants::remove,
        )
}

async fn openapi() -> Response {
    let kind = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/yaml"),
        ),
        (
            header::CACHE_CONTROL,
            HeaderValue::from_static("public, max-age=300"),
        ),
    ];
    (kind, OPENAPI).into_response()
}
