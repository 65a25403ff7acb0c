//! Who calls AWS, where it is, and how: one configuration for the clients of all its services,
//! made once per cold start. Each SDK itself has one user, in the module that needs it.

mod connector;

use std::time::Duration;

use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use aws_smithy_runtime_api::client::{
    behavior_version::BehaviorVersion, stalled_stream_protection::StalledStreamProtectionConfig,
};
use aws_smithy_types::{retry::RetryConfig, timeout::TimeoutConfig};
use aws_types::{SdkConfig, region::Region};

use crate::config::Aws;

/// How often a call of a service is made in all, while it is throttled or fails. Not more: a try
/// at a code is counted before it is compared, and where the answer to that is lost, each attempt
/// counts one.
const ATTEMPTS: u32 = 3;
/// The longest wait before the second attempt; the one before the third is twice that. A person
/// waits at a page meanwhile: a hiccup must not show, and what lasts must show soon.
const FIRST_BACKOFF: Duration = Duration::from_millis(100);
/// For one attempt of a call, connection and all. Calls answer within milliseconds; one that does
/// not is better made anew.
const ATTEMPT: Duration = Duration::from_secs(3);
/// For a call with all its attempts. Several fit into the 29 s that a function has.
const CALL: Duration = Duration::from_secs(8);

/// What every client of AWS is built from. The credentials are those that Lambda puts into the
/// environment for the life of a sandbox, so nothing looks for others.
pub fn configuration(aws: &Aws) -> SdkConfig {
    let credentials = Credentials::new(
        aws.access_key_id.clone(),
        aws.secret_access_key.expose().clone(),
        aws.session_token
            .as_ref()
            .map(|token| token.expose().clone()),
        None,
        "environment",
    );
    let timeouts = TimeoutConfig::builder()
        .operation_attempt_timeout(ATTEMPT)
        .operation_timeout(CALL)
        .build();
    let retries = RetryConfig::standard()
        .with_max_attempts(ATTEMPTS)
        .with_initial_backoff(FIRST_BACKOFF);
    let mut configuration = SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(aws.region.clone()))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .http_client(connector::Connector::new())
        .timeout_config(timeouts)
        .retry_config(retries)
        // It watches over long bodies; here all are short and the times above bound them.
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled());
    configuration.set_endpoint_url(aws.endpoint_url.clone());
    configuration.build()
}
