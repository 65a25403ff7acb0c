//! Who calls AWS, where it is, and how: one configuration and one pool of connections for the
//! clients of all its services, made once per cold start. Each SDK itself has one user, in the
//! module that needs it.

pub mod objects;
pub mod queue;
mod sender;

use std::time::Duration;

use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use aws_smithy_http_client::{
    Builder,
    tls::{Provider, TlsContext, TrustStore, rustls_provider::CryptoMode},
};
use aws_smithy_runtime_api::client::{
    behavior_version::BehaviorVersion, stalled_stream_protection::StalledStreamProtectionConfig,
};
use aws_smithy_types::{retry::RetryConfig, timeout::TimeoutConfig};
use aws_types::{SdkConfig, region::Region};
use kobling_base::{Internal, secret::Secret};

pub use sender::{PACE, Sender, SenderError, SenderSettings, Sending};

/// How often a call of a service is made in all, while it is throttled or fails. Not more: a try
/// at a code is counted before it is compared, and where the answer to that is lost, each attempt
/// counts one.
const ATTEMPTS: u32 = 3;
/// The longest wait before the second attempt; the one before the third is twice that. A person
/// waits at a page meanwhile: a hiccup must not show, and what lasts must show soon.
const FIRST_BACKOFF: Duration = Duration::from_millis(100);
/// For opening a connection; nothing was asked yet, so it is safely tried anew.
pub const CONNECT: Duration = Duration::from_secs(1);
/// For a call with all its attempts. There is no bound for one attempt: a call that is only slow
/// would be made twice. Several calls fit into the 29 s that a function has.
const CALL: Duration = Duration::from_secs(8);

/// Who may vouch for a service of AWS: the five roots of Amazon's own certificate authority, whose
/// certificates all its services have, and nobody else. To read everybody whom the system trusts
/// took a third of a cold start.
const ROOTS: &str = include_str!("../certificates/amazon-trust-services.pem");

/// Where AWS is and who calls. On Lambda these are the names that Lambda sets.
#[derive(Clone, Debug)]
pub struct Aws {
    pub region: String,
    pub access_key_id: String,
    pub secret_access_key: Secret<String>,
    pub session_token: Option<Secret<String>>,
    /// One endpoint for all services (`AWS_ENDPOINT_URL`), as the local gateway has it.
    pub endpoint_url: Option<String>,
}

/// What every client of AWS is built from. The credentials are those that Lambda puts into the
/// environment for the life of a sandbox, so nothing looks for others.
pub fn configuration(aws: &Aws) -> Result<SdkConfig, Internal> {
    let credentials = Credentials::new(
        aws.access_key_id.clone(),
        aws.secret_access_key.expose().clone(),
        aws.session_token
            .as_ref()
            .map(|token| token.expose().clone()),
        None,
        "environment",
    );
    let roots = TrustStore::empty().with_pem_certificate(ROOTS);
    let tls = TlsContext::builder().with_trust_store(roots).build();
    let http = Builder::new()
        .tls_provider(Provider::Rustls(CryptoMode::AwsLc))
        .tls_context(tls.map_err(Internal::new)?)
        .build_https();
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(CONNECT)
        .operation_timeout(CALL)
        .build();
    let retries = RetryConfig::standard()
        .with_max_attempts(ATTEMPTS)
        .with_initial_backoff(FIRST_BACKOFF);
    let mut configuration = SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(aws.region.clone()))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .http_client(http)
        .timeout_config(timeouts)
        .retry_config(retries)
        // It watches over long bodies; here all are short and the time of a call bounds them.
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled());
    configuration.set_endpoint_url(aws.endpoint_url.clone());
    Ok(configuration.build())
}

#[cfg(test)]
mod tests {
    use kobling_base::{digest::sha256_bytes, secret::Secret};
    use rustls::{
        RootCertStore,
        pki_types::{CertificateDer, pem::PemObject},
    };

    use super::{Aws, ROOTS, configuration};

    /// As their owner publishes them (SHA-256, here in base64url), in the order of the file.
    const FINGERPRINTS: [&str; 5] = [
        "js3miE89h7ESW6Maw_yxPXAW3n9XzJBP4cuXxq6YGW4",
        "G6WyqoxlQBqClgEY-AvsT2IwTYPOxHE6GcOcAR6kbbQ",
        "GM5s_nvxTmCy40e43-hoyzHQLrs62icVafUDQ7Rts6Q",
        "410oQZ7QICXPppA4zWI5YkWNpcaV-96jwisL-yWJcJI",
        "Vo1pBaLIhwikswJRkO3P7bGXSmBqE8blKQ_LKuY-2rU",
    ];

    #[test]
    fn the_roots_are_the_five_that_amazon_trust_services_publishes() {
        let roots: Vec<_> = CertificateDer::pem_slice_iter(ROOTS.as_bytes())
            .collect::<Result<_, _>>()
            .unwrap();
        let fingerprints: Vec<_> = roots.iter().map(|root| sha256_bytes(root)).collect();
        assert_eq!(fingerprints, FINGERPRINTS);
        let mut store = RootCertStore::empty();
        assert_eq!(store.add_parsable_certificates(roots), (5, 0));
    }

    #[test]
    fn a_call_that_is_only_slow_is_not_made_twice_and_ends_in_time() {
        let made = configuration(&Aws {
            region: "eu-north-1".to_owned(),
            access_key_id: "AKIATEST".to_owned(),
            secret_access_key: Secret::new("secret".to_owned()),
            session_token: None,
            endpoint_url: None,
        })
        .unwrap();
        let timeouts = made.timeout_config().unwrap();
        assert_eq!(timeouts.operation_attempt_timeout(), None);
        assert_eq!(timeouts.read_timeout(), None);
        assert!(timeouts.operation_timeout().is_some());
    }
}
