//! National identity numbers: how they are written, checked and what they tell. Pure rules,
//! no I/O. A number is never shown by `Debug`, an error or a log; see [`NationalNumber`].

mod namespace;
pub mod norway;
pub mod sweden;

pub use namespace::{Namespace, TrustedIssuers, UnknownNamespace};

use subtle::ConstantTimeEq;

use crate::secret::Secret;

/// A person's number in one national registry, in that registry's plain form (for `no.fnr`
/// eleven digits). Made only by a registry's parser, so a value of this type is well formed.
#[derive(Clone)]
pub struct NationalNumber {
    namespace: Namespace,
    value: Secret<String>,
}

impl NationalNumber {
    const fn new(namespace: Namespace, value: String) -> Self {
        Self {
            namespace,
            value: Secret::new(value),
        }
    }

    pub const fn namespace(&self) -> Namespace {
        self.namespace
    }

    /// The number itself, for making its keyed digest and for an app that was granted it.
    pub const fn expose(&self) -> &String {
        self.value.expose()
    }
}

/// Compares in constant time, so that guessing digit by digit gains nothing.
impl PartialEq for NationalNumber {
    fn eq(&self, other: &Self) -> bool {
        let same = self.expose().as_bytes().ct_eq(other.expose().as_bytes());
        self.namespace == other.namespace && bool::from(same)
    }
}

impl Eq for NationalNumber {}

impl std::fmt::Debug for NationalNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NationalNumber({}, …)", self.namespace)
    }
}
