//! S3, path style: PutObject, GetObject and HeadObject by signed headers or presigned addresses,
//! with metadata, and the notices of new objects that the template asks for. Kept in a folder, or
//! in memory where nothing is kept.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

use axum::{
    body::{Body, Bytes},
    response::Response,
};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use kobling_base::{clock::Clock, digest::sha256_bytes};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Refusal, sqs::Sqs};
use crate::{
    policy::Act,
    template::{BucketResource, REGION},
};

/// What is kept of an object beside its bytes.
#[derive(Clone, Serialize, Deserialize, Debug)]
pub struct About {
    pub key: String,
    pub size: usize,
    pub etag: String,
    pub content_type: String,
    /// Seconds since 1970.
    pub stored_at: i64,
    pub metadata: BTreeMap<String, String>,
}

#[derive(Clone, Debug)]
struct Object {
    about: About,
    bytes: Bytes,
}

/// All buckets.
pub struct S3 {
    buckets: BTreeMap<String, Option<String>>,
    objects: Mutex<BTreeMap<(String, String), Object>>,
    folder: Option<PathBuf>,
    queues: Sqs,
    clock: Clock,
}

impl S3 {
    /// Reads what was kept. Notices of new objects go to `queues`.
    pub fn open(
        folder: Option<PathBuf>,
        buckets: &[BucketResource],
        queues: Sqs,
        clock: Clock,
    ) -> std::io::Result<Self> {
        let mut objects = BTreeMap::new();
        for bucket in buckets {
            let Some(folder) = folder.as_ref().map(|folder| folder.join(&bucket.name)) else {
                continue;
            };
            std::fs::create_dir_all(&folder)?;
            for entry in std::fs::read_dir(&folder)? {
                let path = entry?.path();
                if path.extension().is_some_and(|end| end == "json") {
                    // Its bytes are written first: what has no `.json` was cut short.
                    let about: About = serde_json::from_slice(&std::fs::read(&path)?)?;
                    let bytes = Bytes::from(std::fs::read(path.with_extension("bytes"))?);
                    let name = (bucket.name.clone(), about.key.clone());
                    objects.insert(name, Object { about, bytes });
                }
            }
        }
        Ok(Self {
            buckets: buckets
                .iter()
                .map(|bucket| (bucket.name.clone(), bucket.told_queue_arn.clone()))
                .collect(),
            objects: Mutex::new(objects),
            folder,
            queues,
            clock,
        })
    }

    /// Stores an object, if the condition of the call holds, and tells of it.
    pub fn put(
        &self,
        bucket: &str,
        key: &str,
        headers: &HeaderMap,
        bytes: Bytes,
    ) -> Result<Response, Refusal> {
        let told = self.buckets.get(bucket).ok_or_else(no_bucket)?;
        let text = |name: &str| {
            let value = headers.get(name)?.to_str().ok()?;
            Some(value.to_owned())
        };
        let name = (bucket.to_owned(), key.to_owned());
        let there = self.lock().get(&name).map(|there| there.about.etag.clone());
        let is_refused = match (text("if-match"), text("if-none-match")) {
            (Some(wanted), _) => there != Some(wanted),
            (None, Some(_any)) => there.is_some(),
            (None, None) => false,
        };
        if is_refused {
            return Err(not_so());
        }
        let about = About {
            key: key.to_owned(),
            size: bytes.len(),
            etag: format!("\"{}\"", &sha256_bytes(&bytes)[..32]),
            content_type: text("content-type").unwrap_or_else(|| "binary/octet-stream".to_owned()),
            stored_at: self.clock.now(),
            metadata: headers
                .iter()
                .filter_map(|(name, value)| {
                    let name = name.as_str().strip_prefix("x-amz-meta-")?;
                    Some((name.to_owned(), value.to_str().ok()?.to_owned()))
                })
                .collect(),
        };
        if let Some(folder) = &self.folder {
            keep(&folder.join(bucket), &about, &bytes)
                .map_err(|error| Refusal::new("InternalError", &error.to_string()))?;
        }
        let object = Object {
            about: about.clone(),
            bytes,
        };
        self.lock().insert(name, object);
        if let Some(queue_arn) = told {
            self.queues
                .put(queue_arn, &notice(bucket, &about).to_string());
        }
        let mut response = Response::new(Body::empty());
        set(response.headers_mut(), header::ETAG, &about.etag);
        Ok(response)
    }

    /// Takes an object away, as its age does there.
    pub fn expire(&self, bucket: &str, key: &str) {
        self.lock().remove(&(bucket.to_owned(), key.to_owned()));
    }

    /// Gives an object back, or only what is known of it.
    pub fn get(
        &self,
        bucket: &str,
        key: &str,
        headers: &HeaderMap,
        with_bytes: bool,
    ) -> Result<Response, Refusal> {
        self.buckets.get(bucket).ok_or_else(no_bucket)?;
        let name = (bucket.to_owned(), key.to_owned());
        let object = self.lock().get(&name).cloned();
        let object = object.ok_or_else(|| {
            let mut refusal = Refusal::new("NoSuchKey", "The specified key does not exist.");
            refusal.status = StatusCode::NOT_FOUND;
            refusal
        })?;
        let wanted = headers.get(header::IF_MATCH).and_then(|m| m.to_str().ok());
        if wanted.is_some_and(|wanted| wanted != object.about.etag) {
            return Err(not_so());
        }
        let about = object.about;
        let mut response = Response::new(if with_bytes {
            Body::from(object.bytes)
        } else {
            Body::empty()
        });
        let headers = response.headers_mut();
        set(headers, header::ETAG, &about.etag);
        set(headers, header::CONTENT_TYPE, &about.content_type);
        set(headers, header::CONTENT_LENGTH, &about.size.to_string());
        set(headers, header::LAST_MODIFIED, &http_date(about.stored_at));
        for (name, value) in &about.metadata {
            if let Ok(name) = HeaderName::try_from(format!("x-amz-meta-{name}")) {
                set(headers, name, value);
            }
        }
        Ok(response)
    }

    /// The objects of a bucket whose key begins so, in key order. For the pages of the laptop.
    pub fn list(&self, bucket: &str, prefix: &str) -> Vec<About> {
        self.lock()
            .iter()
            .filter(|((of, key), _)| of == bucket && key.starts_with(prefix))
            .map(|(_, object)| object.about.clone())
            .collect()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<(String, String), Object>> {
        self.objects.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// RFC 9110 section 13.1: `If-Match`, or `If-None-Match: *`.
fn not_so() -> Refusal {
    let mut refusal = Refusal::new("PreconditionFailed", "A condition did not hold.");
    refusal.status = StatusCode::PRECONDITION_FAILED;
    refusal
}

fn no_bucket() -> Refusal {
    let mut refusal = Refusal::new("NoSuchBucket", "The specified bucket does not exist.");
    refusal.status = StatusCode::NOT_FOUND;
    refusal
}

/// Bytes first, then what makes them an object; each whole or not at all.
fn keep(folder: &Path, about: &About, bytes: &[u8]) -> std::io::Result<()> {
    let name = sha256_bytes(about.key.as_bytes());
    let write = |end: &str, content: &[u8]| {
        let draft = folder.join(format!("{name}.{end}.new"));
        std::fs::write(&draft, content)?;
        std::fs::rename(draft, folder.join(format!("{name}.{end}")))
    };
    write("bytes", bytes)?;
    write("json", &serde_json::to_vec(about)?)
}

/// The notice that S3 sends (event message structure 2.1), as far as anyone here reads it.
fn notice(bucket: &str, about: &About) -> Value {
    let key: String = url::form_urlencoded::byte_serialize(about.key.as_bytes()).collect();
    json!({ "Records": [{
        "eventVersion": "2.1",
        "eventSource": "aws:s3",
        "awsRegion": REGION,
        "eventName": "ObjectCreated:Put",
        "s3": {
            "s3SchemaVersion": "1.0",
            "bucket": { "name": bucket, "arn": format!("arn:aws:s3:::{bucket}") },
            "object": {
                "key": key,
                "size": about.size,
                "eTag": about.etag.trim_matches('"'),
            },
        },
    }]})
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

/// RFC 9110 section 5.6.7.
fn http_date(seconds: i64) -> String {
    let format = time::macros::format_description!(
        "[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT"
    );
    time::OffsetDateTime::from_unix_timestamp(seconds)
        .ok()
        .and_then(|at| at.format(&format).ok())
        .unwrap_or_default()
}

/// What a call does. Looking at an object is reading it.
pub fn acts(operation: &str, bucket: &str, key: &str) -> Vec<Act> {
    let action = match operation {
        "PutObject" => "s3:PutObject",
        _ => "s3:GetObject",
    };
    vec![Act::new(action, format!("arn:aws:s3:::{bucket}/{key}"))]
}

/// What shows that an object is not there.
pub fn listing(bucket: &str) -> Act {
    Act::new("s3:ListBucket", format!("arn:aws:s3:::{bucket}"))
}

/// A refusal as S3 words it.
pub fn refused(refusal: &Refusal) -> Response {
    let code = match refusal.kind.as_str() {
        "AccessDeniedException" | "UnrecognizedClientException" => "AccessDenied",
        other => other,
    };
    let status = match code {
        "AccessDenied" => StatusCode::FORBIDDEN,
        _ => refusal.status,
    };
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{code}</Code><Message>{}</Message></Error>",
        refusal.message.replace('&', "&amp;").replace('<', "&lt;")
    );
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    set(
        response.headers_mut(),
        header::CONTENT_TYPE,
        "application/xml",
    );
    response
}

/// Bucket and key of a path (`/bucket/a/b%20c`).
pub fn place(path: &str) -> Option<(String, String)> {
    let (bucket, key) = path.strip_prefix('/')?.split_once('/')?;
    let key = decoded(key)?;
    (!bucket.is_empty() && !key.is_empty()).then(|| (bucket.to_owned(), key))
}

fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let pair = [rest.next()?, rest.next()?];
            let pair = std::str::from_utf8(&pair).ok()?;
            bytes.push(u8::from_str_radix(pair, 16).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}
