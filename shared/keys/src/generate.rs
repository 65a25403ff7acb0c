//! Draws key pairs for signing.

use aws_lc_rs::{
    encoding::{AsDer, Pkcs8V1Der},
    rsa::{KeyPair, KeySize},
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use jsonwebtoken::{EncodingKey, jwk::Jwk};
use kobling_base::Internal;
use kobling_model::Algorithm;

use super::jws;

/// A private key (DER as jsonwebtoken takes it) and its public JWK.
pub fn generate(algorithm: Algorithm) -> Result<(Vec<u8>, Jwk), Internal> {
    let unspecified = |_| Internal::from("the key could not be made");
    let (der, encoding) = match algorithm {
        Algorithm::ES256 => {
            let pair =
                EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).map_err(unspecified)?;
            let der = pair.to_pkcs8v1().map_err(unspecified)?.as_ref().to_vec();
            let encoding = EncodingKey::from_ec_der(&der);
            (der, encoding)
        }
        Algorithm::RS256 => {
            let pair = KeyPair::generate(KeySize::Rsa2048).map_err(unspecified)?;
            let pkcs8: Pkcs8V1Der<'_> = pair.as_der().map_err(unspecified)?;
            // jsonwebtoken takes RSA keys as PKCS #1 and opens PKCS #8 only out of PEM.
            let pem = format!(
                "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n",
                STANDARD.encode(pkcs8.as_ref())
            );
            let encoding = EncodingKey::from_rsa_pem(pem.as_bytes()).map_err(Internal::new)?;
            (encoding.as_bytes().to_vec(), encoding)
        }
    };
    let jwk = Jwk::from_encoding_key(&encoding, jws(algorithm)).map_err(Internal::new)?;
    Ok((der, jwk))
}
