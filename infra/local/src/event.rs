//! HTTP to Lambda's event and back, as an API Gateway HTTP API does it (payload format 2.0), so
//! that a function meets on a laptop what it meets in the cloud: joined headers, cookies apart,
//! bodies in base64.

use std::collections::BTreeMap;

use axum::{
    body::{Body, Bytes},
    response::Response,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use http::{HeaderName, HeaderValue, StatusCode, header, request::Parts};
use serde_json::{Value, json};

/// API Gateway's limit for the request line and all headers together, in bytes.
pub const LARGEST_HEAD: usize = 10_240;
/// API Gateway's limit for a body, in bytes.
pub const LARGEST_BODY: usize = 10 * 1024 * 1024;

/// What the gateway knows about a request besides its HTTP.
#[derive(Clone, Debug)]
pub struct Arrival {
    pub request_id: String,
    pub route_key: String,
    pub path_parameters: BTreeMap<String, String>,
    pub source_ip: String,
    /// Milliseconds since 1970.
    pub at_milliseconds: i64,
}

/// The bytes of the request line and of all headers as they came.
pub fn head_size(parts: &Parts) -> usize {
    let line = parts.method.as_str().len() + parts.uri.to_string().len() + " HTTP/1.1  ".len();
    parts.headers.iter().fold(line, |sum, (name, value)| {
        sum + name.as_str().len() + value.len() + 4
    })
}

/// The event of a request.
pub fn to_event(parts: &Parts, body: &Bytes, arrival: &Arrival) -> Value {
    let mut headers: BTreeMap<String, String> = BTreeMap::new();
    let mut cookies = Vec::new();
    for (name, value) in &parts.headers {
        // HTTP header bytes above ASCII are read as Latin-1, as the gateway does.
        let value: String = value.as_bytes().iter().map(|b| char::from(*b)).collect();
        if name == header::COOKIE {
            cookies.extend(value.split("; ").map(str::to_owned));
            continue;
        }
        headers
            .entry(name.as_str().to_owned())
            .and_modify(|all| {
                all.push(',');
                all.push_str(&value);
            })
            .or_insert(value);
    }
    headers
        .entry("x-forwarded-for".to_owned())
        .and_modify(|all| {
            all.push_str(", ");
            all.push_str(&arrival.source_ip);
        })
        .or_insert_with(|| arrival.source_ip.clone());
    headers.insert("x-forwarded-proto".to_owned(), "http".to_owned());
    let host = headers.get("host").cloned().unwrap_or_default();
    let query = parts.uri.query().unwrap_or_default();
    let mut event = json!({
        "version": "2.0",
        "routeKey": arrival.route_key,
        "rawPath": parts.uri.path(),
        "rawQueryString": query,
        "headers": headers,
        "requestContext": {
            "accountId": crate::template::ACCOUNT,
            "apiId": "local",
            "domainName": host.split(':').next(),
            "domainPrefix": host.split(['.', ':']).next(),
            "http": {
                "method": parts.method.as_str(),
                "path": parts.uri.path(),
                "protocol": "HTTP/1.1",
                "sourceIp": arrival.source_ip,
                "userAgent": headers.get("user-agent"),
            },
            "requestId": arrival.request_id,
            "routeKey": arrival.route_key,
            "stage": "$default",
            "timeEpoch": arrival.at_milliseconds,
        },
        "isBase64Encoded": false,
    });
    if !cookies.is_empty() {
        event["cookies"] = json!(cookies);
    }
    if !arrival.path_parameters.is_empty() {
        event["pathParameters"] = json!(arrival.path_parameters);
    }
    if !query.is_empty() {
        event["queryStringParameters"] = json!(joined(query));
    }
    if !body.is_empty() {
        let text = is_text(headers.get("content-type").map(String::as_str))
            .then(|| std::str::from_utf8(body).ok())
            .flatten();
        if let Some(text) = text {
            event["body"] = json!(text);
        } else {
            event["body"] = json!(STANDARD.encode(body));
            event["isBase64Encoded"] = json!(true);
        }
    }
    event
}

/// Repeated parameters become one, joined by commas; only `rawQueryString` keeps them apart.
fn joined(query: &str) -> BTreeMap<String, String> {
    let mut parameters: BTreeMap<String, String> = BTreeMap::new();
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        parameters
            .entry(name.into_owned())
            .and_modify(|all| {
                all.push(',');
                all.push_str(&value);
            })
            .or_insert_with(|| value.into_owned());
    }
    parameters
}

/// Whether the gateway hands a body on as text; forms it does not.
fn is_text(content_type: Option<&str>) -> bool {
    let kind = content_type
        .unwrap_or_default()
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    kind.starts_with("text/")
        || [
            "application/json",
            "application/javascript",
            "application/xml",
        ]
        .contains(&kind.as_str())
}

/// What a function answered, as HTTP; `None` where it is no answer in format 2.0.
pub fn to_response(answer: &Value) -> Option<Response> {
    let status = answer["statusCode"].as_u64()?;
    let mut response = Response::builder()
        .status(StatusCode::from_u16(u16::try_from(status).ok()?).ok()?)
        .body(Body::empty())
        .ok()?;
    for (name, value) in answer["headers"].as_object().into_iter().flatten() {
        let value = HeaderValue::from_str(value.as_str()?).ok()?;
        response
            .headers_mut()
            .append(HeaderName::try_from(name).ok()?, value);
    }
    for cookie in answer["cookies"].as_array().into_iter().flatten() {
        let cookie = HeaderValue::from_str(cookie.as_str()?).ok()?;
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    if let Some(body) = answer["body"].as_str() {
        let bytes = if answer["isBase64Encoded"].as_bool() == Some(true) {
            STANDARD.decode(body).ok()?
        } else {
            body.as_bytes().to_vec()
        };
        // An answer to HEAD says how long the body would be (RFC 9110 section 8.6), and has none.
        if !bytes.is_empty() {
            response.headers_mut().remove(header::CONTENT_LENGTH);
            *response.body_mut() = Body::from(bytes);
        }
    }
    Some(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(request: http::request::Builder, body: &'static [u8]) -> Value {
        let (parts, ()) = request.body(()).unwrap().into_parts();
        let arrival = Arrival {
            request_id: "1".into(),
            route_key: "GET /x".into(),
            path_parameters: BTreeMap::new(),
            source_ip: "192.0.2.1".into(),
            at_milliseconds: 5,
        };
        to_event(&parts, &Bytes::from_static(body), &arrival)
    }

    #[test]
    fn repeated_parameters_and_headers_are_joined_and_cookies_stand_apart() {
        let event = event(
            http::Request::get("/x?a=1&a=2&b=%C3%A5")
                .header("accept", "p")
                .header("accept", "q")
                .header("cookie", "one=1; two=2"),
            b"",
        );
        assert_eq!(event["rawQueryString"], "a=1&a=2&b=%C3%A5");
        assert_eq!(event["queryStringParameters"]["a"], "1,2");
        assert_eq!(event["queryStringParameters"]["b"], "å");
        assert_eq!(event["headers"]["accept"], "p,q");
        assert_eq!(event["cookies"], json!(["one=1", "two=2"]));
        assert!(event["headers"].get("cookie").is_none());
        assert_eq!(event["requestContext"]["http"]["sourceIp"], "192.0.2.1");
    }

    #[test]
    fn a_form_comes_in_base64_and_json_as_text() {
        let form = event(
            http::Request::post("/x").header("content-type", "application/x-www-form-urlencoded"),
            b"a=1",
        );
        assert_eq!(form["isBase64Encoded"], true);
        assert_eq!(form["body"], "YT0x");
        let json = event(
            http::Request::post("/x").header("content-type", "application/json; charset=utf-8"),
            b"{}",
        );
        assert_eq!(json["isBase64Encoded"], false);
        assert_eq!(json["body"], "{}");
    }

    #[test]
    fn every_cookie_of_an_answer_becomes_a_header_of_its_own() {
        let response = to_response(&json!({
            "statusCode": 303, "headers": {"location": "/y"}, "cookies": ["a=1", "b=2"],
            "body": "aGk=", "isBase64Encoded": true,
        }))
        .unwrap();
        assert_eq!(response.status(), 303);
        assert_eq!(response.headers().get_all("set-cookie").iter().count(), 2);
        assert!(to_response(&json!({"message": "no"})).is_none());
    }
}
