//! What is wrong with a certificate that the other side shows, in words that say what to do. They
//! are our own: nothing of the certificate, which anybody may have made, is in them.

use std::{error::Error, io};

use rustls::{CertificateError, Error as TlsError};

const UNKNOWN_ISSUER: &str = "nobody who is trusted here signed its certificate (a hub on this machine \
    takes further authorities by --ca)";
const OWN_AUTHORITY: &str = "its certificate is an authority's (CA:TRUE) and shown as its own: make one \
    with CA:FALSE, or have an authority sign it and give that one to --ca";
const EXPIRED: &str = "its certificate has expired, or is not valid yet";
const OTHER_NAME: &str = "its certificate is for another name";
const OTHER: &str = "its certificate or its TLS is not good";

/// The words for an error that TLS is behind; none for any other.
pub(super) fn words(error: &(dyn Error + 'static)) -> Option<&'static str> {
    let TlsError::InvalidCertificate(fault) = tls_error(error)? else {
        return Some(OTHER);
    };
    Some(match fault {
        CertificateError::UnknownIssuer => UNKNOWN_ISSUER,
        CertificateError::Expired
        | CertificateError::ExpiredContext { .. }
        | CertificateError::NotValidYet
        | CertificateError::NotValidYetContext { .. } => EXPIRED,
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            OTHER_NAME
        }
        // rustls has no word of its own for it.
        other if format!("{other:?}").contains("CaUsedAsEndEntity") => OWN_AUTHORITY,
        _ => OTHER,
    })
}

/// The error of TLS among the causes of another.
fn tls_error<'a>(mut error: &'a (dyn Error + 'static)) -> Option<&'a TlsError> {
    loop {
        if let Some(found) = error.downcast_ref::<TlsError>() {
            return Some(found);
        }
        // What an I/O error holds is not its source.
        let held = error
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref);
        error = match held {
            Some(held) => held,
            None => error.source()?,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_tls_finds_is_found_again_under_other_errors() {
        for (fault, told) in [
            (CertificateError::UnknownIssuer, UNKNOWN_ISSUER),
            (CertificateError::Expired, EXPIRED),
            (CertificateError::NotValidForName, OTHER_NAME),
            (CertificateError::Revoked, OTHER),
        ] {
            let inner = io::Error::other(TlsError::InvalidCertificate(fault));
            let outer = io::Error::other(inner);
            assert_eq!(words(&outer), Some(told));
        }
        assert_eq!(words(&TlsError::HandshakeNotComplete), Some(OTHER));
        assert_eq!(words(&io::Error::other("refused")), None);
    }
}
