//! Whose things a grant hangs on, packed small: codes and refresh tokens carry it, so that one read
//! brings all that the gate looks at. It says where to look, never what is there.

use uuid::Uuid;

use crate::{AccountId, DirectoryUserId, TenantId};

const ID: usize = 16;

/// Whom a code or a grant is about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Whereabouts {
    pub account: AccountId,
    pub directory_user: DirectoryUserId,
    pub tenant: TenantId,
    /// SHA-256 of the session's secret, where there is one to end with.
    pub session_digest: Option<String>,
}

impl Whereabouts {
    /// `account ‖ directory user ‖ length of the tenant's id ‖ that id ‖ session digest`.
    pub fn pack(&self, into: &mut Vec<u8>) {
        let tenant = self.tenant.as_str().as_bytes();
        into.extend(self.account.as_bytes());
        into.extend(self.directory_user.as_bytes());
        // An id has 64 bytes at most.
        into.extend(u8::try_from(tenant.len()));
        into.extend(tenant);
        into.extend(self.session_digest.iter().flat_map(|digest| digest.bytes()));
    }

    /// Reads what `pack` wrote.
    pub fn unpack(packed: &[u8]) -> Option<Self> {
        let (account, rest) = packed.split_first_chunk::<ID>()?;
        let (directory_user, rest) = rest.split_first_chunk::<ID>()?;
        let (length, rest) = rest.split_first()?;
        let (tenant, session) = rest.split_at_checked(usize::from(*length))?;
        let session = std::str::from_utf8(session).ok()?;
        Some(Self {
            account: AccountId::new(Uuid::from_bytes(*account)),
            directory_user: DirectoryUserId::new(Uuid::from_bytes(*directory_user)),
            tenant: TenantId::parse(std::str::from_utf8(tenant).ok()?)?,
            session_digest: (!session.is_empty()).then(|| session.to_owned()),
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_was_packed_is_read(
            account: [u8; 16],
            user: [u8; 16],
            tenant in "[a-z0-9]{1,64}",
            session in proptest::option::of("[A-Za-z0-9_-]{43}"),
        ) {
            let whereabouts = Whereabouts {
                account: AccountId::new(Uuid::from_bytes(account)),
                directory_user: DirectoryUserId::new(Uuid::from_bytes(user)),
                tenant: TenantId::parse(&tenant).unwrap(),
                session_digest: session,
            };
            let mut packed = Vec::new();
            whereabouts.pack(&mut packed);
            prop_assert_eq!(Whereabouts::unpack(&packed), Some(whereabouts));
            prop_assert_eq!(Whereabouts::unpack(&packed[..33 + tenant.len() - 1]), None);
        }

        #[test]
        fn no_bytes_end_it(bytes: Vec<u8>) {
            let _read = Whereabouts::unpack(&bytes);
        }
    }
}
