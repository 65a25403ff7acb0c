//! Files that come in and reports that go out: the two buckets. The only user of the S3 SDK.
//! What an object's key means, and what may be in it, is for those who call.

use std::time::{Duration, SystemTime};

use aws_sdk_s3::{
    Client,
    config::{
        RequestChecksumCalculation, ResponseChecksumValidation, StalledStreamProtectionConfig,
        timeout::TimeoutConfig,
    },
    error::{ProvideErrorMetadata, SdkError},
    operation::put_object::builders::PutObjectFluentBuilder,
    presigning::{PresignedRequest, PresigningConfig},
    primitives::ByteStream,
};
use aws_types::SdkConfig;
use kobling_base::{Internal, clock::Timestamp, digest::sha256};

use crate::CONNECT;

/// Which bucket.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Bucket {
    /// HR's files. Whatever is stored here wakes the import.
    Uploads,
    /// What became of them.
    Reports,
}

/// What is known of an object without its bytes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Head {
    /// In bytes.
    pub size: u64,
    /// Names these very bytes; a later object under the same key has another.
    pub etag: String,
    pub stored_at: Timestamp,
    /// The sender's own, names lower-cased.
    pub metadata: Vec<(String, String)>,
}

impl Head {
    /// Names the object under a key by where it lies and by its very bytes; imports are named after
    /// it.
    pub fn digest(&self, key: &str) -> String {
        sha256(&format!("{key}\0{}", self.etag))
    }

    pub fn metadata(&self, name: &str) -> Option<&str> {
        self.metadata
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }
}

/// How a download ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Download {
    /// All of it, so many bytes.
    Whole(u64),
    /// Longer than the limit; the rest was not read.
    TooLarge,
    /// Gone, or replaced by another since it was looked at.
    Gone,
}

/// A request that whoever holds it may send once or often until it ends.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Presigned {
    pub method: String,
    pub url: String,
    /// Headers that have to be sent along, exactly so.
    pub headers: Vec<(String, String)>,
}

/// What may be uploaded with a presigned request: the signature covers all of it.
#[derive(Clone, Copy, Debug)]
pub struct Upload<'a> {
    pub key: &'a str,
    /// In bytes. S3 refuses a request of another length.
    pub size: u64,
    pub content_type: &'a str,
    pub metadata: &'a [(&'a str, &'a str)],
}

/// The names of the two buckets.
#[derive(Clone, Debug)]
pub struct Buckets {
    /// HR's files come into it.
    pub uploads: String,
    /// The reports of imports.
    pub reports: String,
}

/// The two buckets. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Objects {
    client: Client,
    buckets: Buckets,
}

impl Objects {
    pub fn new(buckets: &Buckets, aws: &SdkConfig) -> Self {
        let mut builder = aws_sdk_s3::config::Builder::from(aws)
            // Bodies can be long: they are watched as they flow, and not bounded as a whole.
            .timeout_config(TimeoutConfig::builder().connect_timeout(CONNECT).build())
            .stalled_stream_protection(StalledStreamProtectionConfig::enabled().build())
            // TLS and the signed digest of the body do as well, and a presigned request could
            // not name the checksum of bytes that are not there yet.
            .request_checksum_calculation(RequestChecksumCalculation::WhenRequired)
            .response_checksum_validation(ResponseChecksumValidation::WhenRequired);
        if aws.endpoint_url().is_some() {
            builder = builder.force_path_style(true);
        }
        Self {
            client: Client::from_conf(builder.build()),
            buckets: buckets.clone(),
        }
    }

    /// The bucket's name, as notices of new objects give it.
    pub fn name(&self, bucket: Bucket) -> &str {
        match bucket {
            Bucket::Uploads => &self.buckets.uploads,
            Bucket::Reports => &self.buckets.reports,
        }
    }

    /// Looks at an object; `None` where there is none.
    pub async fn head(&self, bucket: Bucket, key: &str) -> Result<Option<Head>, Internal> {
        let answer = self
            .client
            .head_object()
            .bucket(self.name(bucket))
            .key(key)
            .send()
            .await;
        let answer = match answer {
            Ok(answer) => answer,
            Err(error) if is_gone(&error) => return Ok(None),
            Err(error) => return Err(failed(error)),
        };
        Ok(Some(Head {
            size: answer
                .content_length()
                .and_then(|size| u64::try_from(size).ok())
                .unwrap_or_default(),
            etag: answer.e_tag().unwrap_or_default().to_owned(),
            stored_at: answer
                .last_modified()
                .map_or(0, aws_sdk_s3::primitives::DateTime::secs),
            metadata: answer
                .metadata()
                .into_iter()
                .flatten()
                .map(|(name, value)| (name.to_lowercase(), value.clone()))
                .collect(),
        }))
    }

    /// Writes an object's bytes into a file as they come, and stops where they exceed `limit`,
    /// whatever length was announced. Takes only the bytes that `head` told of.
    pub async fn download(
        &self,
        bucket: Bucket,
        key: &str,
        head: &Head,
        limit: u64,
        file: &mut impl std::io::Write,
    ) -> Result<Download, Internal> {
        let answer = self
            .client
            .get_object()
            .bucket(self.name(bucket))
            .key(key)
            .if_match(&head.etag)
            .send()
            .await;
        let mut answer = match answer {
            Ok(answer) => answer,
            Err(error) if is_gone(&error) || error.code() == Some("PreconditionFailed") => {
                return Ok(Download::Gone);
            }
            Err(error) => return Err(failed(error)),
        };
        let mut size = 0_u64;
        while let Some(bytes) = answer.body.next().await {
            let bytes = bytes.map_err(Internal::passing)?;
            size += bytes.len() as u64;
            if size > limit {
                return Ok(Download::TooLarge);
            }
            file.write_all(&bytes).map_err(Internal::new)?;
        }
        file.flush().map_err(Internal::new)?;
        Ok(Download::Whole(size))
    }

    /// Stores an object, in place of any other under the key.
    pub async fn put(
        &self,
        bucket: Bucket,
        key: &str,
        content_type: &str,
        metadata: &[(&str, &str)],
        bytes: Vec<u8>,
    ) -> Result<(), Internal> {
        let call = self.putting(bucket, key, content_type, metadata, bytes);
        call.send().await.map(|_| ()).map_err(failed)
    }

    /// Stores an object in place of that one, or where there is none; false where something else is
    /// there, which may be this very object: an attempt whose answer was lost has stored it.
    pub async fn put_in_place_of(
        &self,
        there: Option<&Head>,
        bucket: Bucket,
        key: &str,
        content_type: &str,
        metadata: &[(&str, &str)],
        bytes: Vec<u8>,
    ) -> Result<bool, Internal> {
        let call = self.putting(bucket, key, content_type, metadata, bytes);
        let call = match there {
            Some(head) => call.if_match(&head.etag),
            None => call.if_none_match("*"),
        };
        match call.send().await {
            Ok(_) => Ok(true),
            Err(error) if error.code() == Some("PreconditionFailed") => Ok(false),
            Err(error) => Err(failed(error)),
        }
    }

    fn putting(
        &self,
        bucket: Bucket,
        key: &str,
        content_type: &str,
        metadata: &[(&str, &str)],
        bytes: Vec<u8>,
    ) -> PutObjectFluentBuilder {
        let call = self
            .client
            .put_object()
            .bucket(self.name(bucket))
            .key(key)
            .content_type(content_type)
            .body(ByteStream::from(bytes));
        metadata
            .iter()
            .fold(call, |call, (name, value)| call.metadata(*name, *value))
    }

    /// Lets whoever holds the answer store exactly this object, for so many seconds from `now`.
    pub async fn presigned_upload(
        &self,
        upload: Upload<'_>,
        now: Timestamp,
        seconds: u32,
    ) -> Result<Presigned, Internal> {
        let mut call = self
            .client
            .put_object()
            .bucket(&self.buckets.uploads)
            .key(upload.key)
            .content_type(upload.content_type)
            .content_length(i64::try_from(upload.size).map_err(Internal::new)?);
        for (name, value) in upload.metadata {
            call = call.metadata(*name, *value);
        }
        let signed = call.presigned(life(now, seconds)?).await.map_err(failed)?;
        Ok(presigned(&signed))
    }

    /// Lets whoever holds the answer read a report, for so many seconds from `now`.
    /// `file_name` is what a browser calls it when it is saved; ASCII without quotes.
    pub async fn presigned_report(
        &self,
        key: &str,
        file_name: &str,
        now: Timestamp,
        seconds: u32,
    ) -> Result<Presigned, Internal> {
        let signed = self
            .client
            .get_object()
            .bucket(&self.buckets.reports)
            .key(key)
            .response_content_disposition(format!("attachment; filename=\"{file_name}\""))
            .presigned(life(now, seconds)?)
            .await
            .map_err(failed)?;
        Ok(presigned(&signed))
    }

    /// Reads a small object whole; `None` where there is none.
    pub async fn read(&self, bucket: Bucket, key: &str) -> Result<Option<Vec<u8>>, Internal> {
        let answer = self
            .client
            .get_object()
            .bucket(self.name(bucket))
            .key(key)
            .send()
            .await;
        match answer {
            Ok(answer) => {
                let bytes = answer.body.collect().await.map_err(Internal::new)?;
                Ok(Some(bytes.to_vec()))
            }
            Err(error) if is_gone(&error) => Ok(None),
            Err(error) => Err(failed(error)),
        }
    }
}

fn life(now: Timestamp, seconds: u32) -> Result<PresigningConfig, Internal> {
    let from = SystemTime::UNIX_EPOCH + Duration::from_secs(u64::try_from(now).unwrap_or_default());
    PresigningConfig::builder()
        .start_time(from)
        .expires_in(Duration::from_secs(seconds.into()))
        .build()
        .map_err(Internal::new)
}

fn presigned(request: &PresignedRequest) -> Presigned {
    Presigned {
        method: request.method().to_owned(),
        url: request.uri().to_owned(),
        headers: request
            .headers()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
    }
}

/// Whether there is no such object. Real S3 tells it only those who may list the bucket, and says
/// 403 to others; that stays a failure, since it cannot be told from a right that is missing.
fn is_gone<E: ProvideErrorMetadata>(error: &SdkError<E>) -> bool {
    matches!(error.code(), Some("NoSuchKey" | "NotFound"))
        || error
            .raw_response()
            .is_some_and(|response| response.status().as_u16() == 404)
}

fn failed<E>(error: SdkError<E>) -> Internal
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
{
    match error.code() {
        Some("AccessDenied" | "NoSuchBucket") => Internal::new(error),
        _ => Internal::passing(error),
    }
}
