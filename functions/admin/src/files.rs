//! HR's files: taken here up to 4 MiB, or let through to the bucket itself. Either way the object
//! lies under `TENANT/FEED/NAME`, where the tenant is the token's and nobody else's, and the import
//! learns of it from the bucket.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::Response,
};
use kobling_actions::rights::ImportHr;
use kobling_aws::objects::{Bucket, Head, Upload};
use kobling_base::{
    Internal,
    digest::{sha256, sha256_bytes},
};
use kobling_model::{
    ImportId,
    audit::Event,
    hr::{HrFeed, Received, SequenceSource},
    keys,
};
use kobling_shared::app::App;
use kobling_store::Condition;
use kobling_web::Problem;
use serde::{Deserialize, Serialize};

use crate::{
    call::{Call, Granted, invalid},
    imports,
    json::{answer, time},
    received,
};

/// The largest file that is taken here, in bytes; a function is called with 6 MB at most, of which
/// base64 takes a third.
pub const LARGEST_HERE: usize = 4 * 1024 * 1024;
/// The largest file at all, in bytes.
const LARGEST: u64 = 64 * 1024 * 1024;
/// For how long a large file may be sent, in seconds.
const LIFE: u32 = 15 * 60;
/// The object's metadata that the import reads.
const SEQUENCE: &str = "sequence";
/// The object's metadata that says which file it is, by the digest that it is received under.
const FILE: &str = "file";
/// How often a file is stored anew because another took its place meanwhile.
const ROUNDS: u32 = 4;
/// The header that carries it here.
const SEQUENCE_HEADER: &str = "kobling-sequence";

/// What a file may call itself. The import looks at the bytes all the same.
const KINDS: &[&str] = &[
    "text/csv",
    "application/json",
    "application/jsonl",
    "application/octet-stream",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/x-ndjson",
];

/// A feed, a name under it and the file's sequence, each found right.
struct Place {
    feed: HrFeed,
    name: String,
    sequence: Option<u64>,
}

impl Place {
    fn object_key(&self) -> String {
        format!("{}/{}/{}", self.feed.tenant, self.feed.id, self.name)
    }

    /// Whether the file's sequence is the time of its upload, so that the same bytes may be news
    /// again: all files of a feed have one name, and HR went back to what it had said before.
    fn is_by_time(&self) -> bool {
        let has_digits = self.name.bytes().any(|byte| byte.is_ascii_digit());
        self.feed.sequence == SequenceSource::Name && !has_digits
    }
}

async fn place(
    granted: &Granted<ImportHr>,
    name: &str,
    sequence: Option<&str>,
) -> Result<Place, Problem> {
    let (store, now) = (granted.app().store()?, granted.app().now());
    let key = keys::hr_feed(granted.of(), granted.path("feed"));
    let feed: Option<HrFeed> = store.get(&key, now).await?;
    let feed = feed
        .filter(|feed| feed.enabled)
        .ok_or_else(Problem::not_found)?;
    if !is_name(name) {
        return Err(invalid(
            "a name is 1 to 128 of A-Z a-z 0-9 . _ - and begins with a letter or digit",
        ));
    }
    let sequence = match (feed.sequence, sequence) {
        (SequenceSource::Name, None) => None,
        (SequenceSource::Name, Some(_)) => {
            return Err(invalid("this feed's sequence stands in the name alone"));
        }
        (SequenceSource::Metadata, given) => {
            let number = given.filter(|text| text.bytes().all(|b| b.is_ascii_digit()));
            let number = number.and_then(|text| text.parse().ok());
            Some(number.ok_or_else(|| {
                invalid("this feed wants the file's sequence, a number, in Kobling-Sequence")
            })?)
        }
    };
    Ok(Place {
        feed,
        name: name.to_owned(),
        sequence,
    })
}

fn is_name(name: &str) -> bool {
    (1..=128).contains(&name.len())
        && name.starts_with(|c: char| c.is_ascii_alphanumeric())
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'))
}

fn wrong_kind() -> Problem {
    Problem::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "unsupported_media_type",
        "send text/csv (UTF-8 only), application/jsonl, an XLSX file, or application/octet-stream",
    )
}

/// What was taken, and where to ask what becomes of it.
#[derive(Serialize)]
struct Accepted {
    id: ImportId,
    status: String,
}

fn accepted(granted: &Granted<ImportHr>, id: ImportId) -> Result<Response, Problem> {
    let status = imports::address(granted.app().issuer(), &id);
    let location = HeaderValue::from_str(&status).map_err(Internal::new)?;
    let mut response = answer(StatusCode::ACCEPTED, &Accepted { id, status });
    response.headers_mut().insert(header::LOCATION, location);
    Ok(response)
}

/// `PUT /api/hr/feeds/{feed}/files/{name}`. The same bytes under the same name and sequence are the
/// same import, however often they are sent; under a name without digits, as long as they are what
/// lies there.
pub async fn put(call: Result<Call, Problem>) -> Result<Response, Problem> {
    let mut granted = call?.granted::<ImportHr>().await?;
    let (name, sequence) = (granted.path("name"), granted.header(SEQUENCE_HEADER));
    let place = place(&granted, name, sequence).await?;
    let kind = granted.media_type();
    if !KINDS.contains(&kind.as_str()) {
        return Err(wrong_kind());
    }
    let Some(bytes) = granted.body(LARGEST_HERE).await? else {
        let uploads = format!(
            "{}/api/hr/feeds/{}/uploads",
            granted.app().issuer(),
            place.feed.id
        );
        let larger = "more than 4 MiB: ask for an upload, which takes up to 64 MiB";
        let refused = Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", larger);
        return Err(refused.pointer("uploads", uploads));
    };
    if bytes.is_empty() {
        return Err(invalid("the file is empty"));
    }
    // What calls itself text is read as UTF-8 on its way here; other bytes did not survive it.
    if kind != "application/octet-stream" && bytes.windows(3).any(|b| b == "\u{fffd}".as_bytes()) {
        return Err(wrong_kind());
    }
    let file = sha256_bytes(&bytes);
    let sequence = place.sequence.map(|number| number.to_string());
    let what = sha256(&format!(
        "{}\0{file}\0{}",
        place.object_key(),
        sequence.as_deref().unwrap_or_default()
    ));
    let app = granted.app();
    let now = app.now();
    if !place.is_by_time()
        && let Some(before) = received::before(&granted, &what).await?
    {
        return accepted(&granted, before);
    }
    received::count(&granted, &place.feed.id).await?;
    let mut metadata = vec![(FILE, what.as_str())];
    metadata.extend(sequence.iter().map(|number| (SEQUENCE, number.as_str())));
    let key = place.object_key();
    let head = store_once(app, &key, &kind, &metadata, &bytes).await?;
    let id = ImportId::new(head.stored_at, &head.digest(&key));
    let noted = Received::new(granted.of(), what.clone(), id.clone(), now);
    let detail = format!("{}/{}", place.feed.id, id.as_str());
    granted
        .authority
        .change(app)?
        .put("received", &noted, Condition::anything())
        .tell(Event::HrFileReceived, |event| {
            event.tenant(granted.of()).detail(detail)
        })
        .write()
        .await?;
    accepted(&granted, id)
}

/// Stores a file, unless this very one lies there: it was stored, and the answer to that was lost or
/// could not be noted. A second object would be a second import.
async fn store_once(
    app: &App,
    key: &str,
    kind: &str,
    metadata: &[(&str, &str)],
    bytes: &[u8],
) -> Result<Head, Internal> {
    let objects = app.objects()?;
    let bucket = Bucket::Uploads;
    let file = metadata.iter().find(|(name, _)| *name == FILE);
    let mut there: Option<Head> = None;
    for _ in 0..ROUNDS {
        let of = there.as_ref();
        objects
            .put_in_place_of(of, bucket, key, kind, metadata, bytes.to_vec())
            .await?;
        let head = objects.head(bucket, key).await?;
        let head = head.ok_or("a file is gone that was just put there")?;
        if head.metadata(FILE) == file.map(|(_, value)| *value) {
            return Ok(head);
        }
        there = Some(head);
    }
    let why = "others store under the same name again and again";
    Err(Internal::passing(why))
}

/// What a caller wants to upload.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    name: String,
    /// In bytes.
    size: u64,
    content_type: String,
    #[serde(default)]
    sequence: Option<u64>,
}

/// The request to send, exactly so.
#[derive(Serialize)]
struct Allowed {
    method: String,
    url: String,
    headers: serde_json::Map<String, serde_json::Value>,
    expires_at: Option<String>,
    /// Where the import will be listed.
    imports: String,
}

/// `POST /api/hr/feeds/{feed}/uploads`
pub async fn upload(call: Result<Call, Problem>) -> Result<Response, Problem> {
    let mut granted = call?.granted::<ImportHr>().await?;
    granted.is_json()?;
    let body = granted.body(4096).await?.unwrap_or_default();
    let wanted: Wanted = serde_json::from_slice(&body)
        .map_err(|_| invalid("send name, size, content_type and, if the feed asks, sequence"))?;
    let sequence = wanted.sequence.map(|number| number.to_string());
    let place = place(&granted, &wanted.name, sequence.as_deref()).await?;
    if !KINDS.contains(&wanted.content_type.as_str()) {
        return Err(wrong_kind());
    }
    if wanted.size == 0 || wanted.size > LARGEST {
        let limit = "a file has 1 byte to 64 MiB";
        let refused = StatusCode::PAYLOAD_TOO_LARGE;
        return Err(Problem::new(refused, "too_large", limit));
    }
    received::count(&granted, &place.feed.id).await?;
    let app = granted.app();
    let now = app.now();
    let key = place.object_key();
    let metadata: Vec<(&str, &str)> = sequence
        .iter()
        .map(|number| (SEQUENCE, number.as_str()))
        .collect();
    let signed = app
        .objects()?
        .presigned_upload(
            Upload {
                key: &key,
                size: wanted.size,
                content_type: &wanted.content_type,
                metadata: &metadata,
            },
            now,
            LIFE,
        )
        .await?;
    granted
        .authority
        .change(app)?
        .tell(Event::HrUploadAllowed, |event| {
            event.tenant(granted.of()).detail(place.feed.id.as_str())
        })
        .write()
        .await?;
    let imports = format!(
        "{}/api/hr/imports?feed={}&name={}",
        app.issuer(),
        place.feed.id,
        place.name
    );
    let allowed = Allowed {
        method: signed.method,
        url: signed.url,
        headers: signed
            .headers
            .into_iter()
            .map(|(name, value)| (name, value.into()))
            .collect(),
        expires_at: time(now + i64::from(LIFE)),
        imports,
    };
    Ok(answer(StatusCode::CREATED, &allowed))
}

#[cfg(test)]
mod tests {
    use super::is_name;

    #[test]
    fn a_name_stays_in_its_feeds_folder() {
        assert!(is_name("people-20260302-0700.csv"));
        for bad in [
            "", ".", "..", "../x", "a/b", "a b", "å", "a%2fb", "a\n", ".x",
        ] {
            assert!(!is_name(bad), "{bad}");
        }
        assert!(!is_name(&"a".repeat(129)));
    }
}
