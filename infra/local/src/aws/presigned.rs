//! Presigned addresses: AWS Signature Version 4 in the query, as S3 checks it.

use std::{collections::BTreeMap, fmt::Write};

use aws_lc_rs::{digest, hmac};
use http::{HeaderMap, StatusCode};
use kobling_base::digest::is_equal;

use super::Refusal;

/// The parameters of an address, decoded.
pub fn parameters(query: &str) -> BTreeMap<String, String> {
    url::form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .collect()
}

fn denied(why: &str) -> Refusal {
    let mut refusal = Refusal::new("AccessDenied", why);
    refusal.status = StatusCode::FORBIDDEN;
    refusal
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a text cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn sign(key: &[u8], message: &str) -> Vec<u8> {
    let key = hmac::Key::new(hmac::HMAC_SHA256, key);
    hmac::sign(&key, message.as_bytes()).as_ref().to_vec()
}

/// Percent-encoding as the signature wants it: all but unreserved characters.
fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}

/// Checks time and signature; the secret is the caller's. `path` as it came.
pub fn check(
    method: &str,
    path: &str,
    given: &BTreeMap<String, String>,
    headers: &HeaderMap,
    secret: &str,
    now: i64,
) -> Result<(), Refusal> {
    let of = |name: &str| given.get(name).map_or("", String::as_str);
    let format = time::macros::format_description!("[year][month][day]T[hour][minute][second]Z");
    let from = time::PrimitiveDateTime::parse(of("X-Amz-Date"), &format)
        .map_err(|_| denied("X-Amz-Date is no date"))?
        .assume_utc()
        .unix_timestamp();
    let life: i64 = of("X-Amz-Expires").parse().unwrap_or_default();
    // S3 itself allows a quarter of an hour between the clocks.
    if now >= from + life || now < from - 900 {
        return Err(denied("Request has expired"));
    }
    let query: Vec<String> = given
        .iter()
        .filter(|(name, _)| name.as_str() != "X-Amz-Signature")
        .map(|(name, value)| format!("{}={}", encoded(name), encoded(value)))
        .collect();
    let signed = of("X-Amz-SignedHeaders");
    let mut named = String::new();
    for name in signed.split(';') {
        let value = headers.get(name).and_then(|value| value.to_str().ok());
        let value = value.ok_or_else(|| denied("a signed header is missing"))?;
        let _ = writeln!(named, "{name}:{}", value.trim());
    }
    let request = format!(
        "{method}\n{path}\n{}\n{named}\n{signed}\nUNSIGNED-PAYLOAD",
        query.join("&")
    );
    let (_, scope) = of("X-Amz-Credential").split_once('/').unwrap_or_default();
    let digest = digest::digest(&digest::SHA256, request.as_bytes());
    let text = format!(
        "AWS4-HMAC-SHA256\n{}\n{scope}\n{}",
        of("X-Amz-Date"),
        hex(digest.as_ref())
    );
    let mut key = format!("AWS4{secret}").into_bytes();
    for part in scope.split('/') {
        key = sign(&key, part);
    }
    if is_equal(&hex(&sign(&key, &text)), of("X-Amz-Signature")) {
        Ok(())
    } else {
        let mut refusal = denied("The signature does not match.");
        "SignatureDoesNotMatch".clone_into(&mut refusal.kind);
        Err(refusal)
    }
}
