//! Who calls AWS, where it is, and how: one configuration for the clients of all its services,
//! made once per cold start. Each SDK itself has one user, in the module that needs it.

use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use aws_smithy_runtime_api::client::behavior_version::BehaviorVersion;
use aws_types::{SdkConfig, region::Region};

use crate::config::Aws;

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
    let mut configuration = SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(aws.region.clone()))
        .credentials_provider(SharedCredentialsProvider::new(credentials));
    configuration.set_endpoint_url(aws.endpoint_url.clone());
    configuration.build()
}
