//! National identity numbers: how they are written, checked and what they tell. Pure rules,
//! no I/O. A number is never shown by `Debug`, an error or a log; see [`NationalNumber`].

pub mod denmark;
mod namespace;
pub mod norway;
pub mod sweden;

pub use namespace::{Namespace, TrustedIssuers, UnknownNamespace};

use kobling_base::secret::Secret;
use subtle::ConstantTimeEq;
use time::{Date, Month};

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

    /// Reads a number of a registry as people and HR systems write it, on the day `today`, which
    /// says by which rules and in which century. `takes_synthetic`: also numbers of people who do
    /// not exist, where the registry marks them (Norway); for test tenants only.
    pub fn parse_typed(
        namespace: Namespace,
        text: &str,
        today: Date,
        takes_synthetic: bool,
    ) -> Option<Self> {
        match namespace {
            Namespace::NoFnr => {
                let rules = norway::Rules {
                    check_digits: norway::CheckDigits::on(today),
                    synthetic: takes_synthetic,
                };
                let number = norway::NorwegianNumber::parse_typed(text, rules).ok()?;
                Some(number.into_number())
            }
            Namespace::SePnr => {
                let number = sweden::SwedishNumber::parse_typed(text, today).ok()?;
                Some(number.into_number())
            }
            Namespace::DkCpr => {
                let number = denmark::DanishNumber::parse_typed(text).ok()?;
                Some(number.into_number())
            }
        }
    }

    pub const fn namespace(&self) -> Namespace {
        self.namespace
    }

    /// The birth date, where the number tells it for sure on the day `today`.
    pub fn birth_date(&self, today: Date) -> Option<Date> {
        let text = self.expose();
        match self.namespace {
            Namespace::NoFnr => {
                let rules = norway::Rules {
                    check_digits: norway::CheckDigits::on(today),
                    synthetic: true,
                };
                let number = norway::NorwegianNumber::parse(text, rules).ok()?;
                number.birth_date(today)
            }
            Namespace::SePnr => sweden::SwedishNumber::parse(text).ok()?.birth_date(today),
            Namespace::DkCpr => {
                let number = denmark::DanishNumber::parse_typed(text).ok()?;
                Some(number.birth_date())
            }
        }
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

/// A day of the calendar; None where there is no such day.
fn calendar_date(year: i32, month: u8, day: u8) -> Option<Date> {
    Date::from_calendar_date(year, Month::try_from(month).ok()?, day).ok()
}

/// Longer texts are no number, however the spaces fall.
const LONGEST_TYPED: usize = 64;
