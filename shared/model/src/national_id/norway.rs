//! Norway's fødselsnummer and D-nummer: eleven digits DDMMYY-IIIKK. The rules are those of
//! the National Population Register (Skatteetaten), with the check digits of today and those
//! that hold from 2032 on, when numbers stop telling the century and the sex.

use time::{Date, macros::date};

use super::{LONGEST_TYPED, Namespace, NationalNumber, calendar_date};

/// Weights of the first nine digits for the first check digit.
const FIRST_WEIGHTS: [u32; 9] = [3, 7, 6, 1, 8, 9, 4, 5, 2];
/// Weights of the first ten digits for the second check digit.
const SECOND_WEIGHTS: [u32; 10] = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2];
/// From this day on numbers of the new series are given out.
const NEW_SERIES: Date = date!(2032 - 01 - 01);

/// Which remainders the first check digit may leave. The second check digit is the same under
/// both rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckDigits {
    /// Remainder 0 only.
    Until2031,
    /// Remainders 0 to 3. Old numbers stay valid, for nobody's number changes.
    From2032,
}

impl CheckDigits {
    /// The rule by which numbers are given out on a day.
    pub fn on(day: Date) -> Self {
        if day < NEW_SERIES {
            Self::Until2031
        } else {
            Self::From2032
        }
    }
}

/// What a caller accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    pub check_digits: CheckDigits,
    /// Accept numbers of people who do not exist (month + 80 by Tenor, month + 40 by NAV).
    /// For test tenants only: real ones must refuse them.
    pub synthetic: bool,
}

/// Whether the number is the final or the provisional one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Fødselsnummer, for residents.
    BirthNumber,
    /// D-nummer (first digit + 4), for people with a looser tie to Norway. Its date can be
    /// the day of registration.
    DNumber,
}

/// Why a text is not an acceptable number. Holds nothing of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("not eleven digits")]
    NotElevenDigits,
    #[error("the digits name no day of the calendar")]
    NoSuchDate,
    #[error("a check digit is wrong")]
    CheckDigits,
    #[error("a help number (H-nummer), which identifies nobody outside the body that made it")]
    HelpNumber,
    #[error("a synthetic number, which this place does not accept")]
    Synthetic,
}

/// A well-formed number. Shows nothing of itself by `Debug`.
#[derive(Clone)]
pub struct NorwegianNumber {
    number: NationalNumber,
    digits: [u8; 11],
    kind: Kind,
    synthetic: bool,
}

impl NorwegianNumber {
    /// Reads exactly eleven ASCII digits, as a register or an identity provider writes them.
    pub fn parse(text: &str, rules: Rules) -> Result<Self, Fault> {
        let digits: [u8; 11] = text
            .bytes()
            .map(|byte| byte.is_ascii_digit().then(|| byte - b'0'))
            .collect::<Option<Vec<u8>>>()
            .and_then(|digits| digits.try_into().ok())
            .ok_or(Fault::NotElevenDigits)?;
        Self::check(digits, rules)
    }

    /// Reads a number as people type or paste it: white space is left out wherever it stands.
    pub fn parse_typed(text: &str, rules: Rules) -> Result<Self, Fault> {
        if text.len() > LONGEST_TYPED {
            return Err(Fault::NotElevenDigits);
        }
        let compact: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        Self::parse(&compact, rules)
    }

    fn check(digits: [u8; 11], rules: Rules) -> Result<Self, Fault> {
        let (first, second) = remainders(&digits);
        let highest = match rules.check_digits {
            CheckDigits::Until2031 => 0,
            CheckDigits::From2032 => 3,
        };
        if first > highest || second != 0 {
            return Err(Fault::CheckDigits);
        }
        let (kind, day) = match two(&digits, 0) {
            day @ 41..=71 => (Kind::DNumber, day - 40),
            day => (Kind::BirthNumber, day),
        };
        let (synthetic, month, marked) = match two(&digits, 2) {
            month @ 81..=92 => (true, month - 80, Fault::Synthetic),
            // NAV's synthetic numbers look like help numbers. Where synthetic people are let
            // in they are taken for the former; elsewhere both are refused alike.
            month @ 41..=52 => (true, month - 40, Fault::HelpNumber),
            month => (false, month, Fault::NoSuchDate),
        };
        if !is_day_of_some_century(day, month, two(&digits, 4)) {
            return Err(Fault::NoSuchDate);
        }
        if synthetic && !rules.synthetic {
            return Err(marked);
        }
        let text = digits
            .iter()
            .map(|digit| char::from(b'0' + digit))
            .collect();
        let number = NationalNumber::new(Namespace::NoFnr, text);
        Ok(Self {
            number,
            digits,
            kind,
            synthetic,
        })
    }

    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// Whether the number belongs to somebody made up.
    pub const fn is_synthetic(&self) -> bool {
        self.synthetic
    }

    pub const fn number(&self) -> &NationalNumber {
        &self.number
    }

    pub fn into_number(self) -> NationalNumber {
        self.number
    }

    /// The birth date, where the number tells it for sure on the day `today`.
    ///
    /// None for a D-number, for a number of the new series, and from 2032 on for all: then a
    /// number with remainder 0 can be of either series. None too if it would lie ahead.
    pub fn birth_date(&self, today: Date) -> Option<Date> {
        let told = self.kind == Kind::BirthNumber
            && CheckDigits::on(today) == CheckDigits::Until2031
            && remainders(&self.digits).0 == 0;
        if !told {
            return None;
        }
        let year = century(two(&self.digits, 4), self.individual_number())?;
        let month = match two(&self.digits, 2) {
            month @ 81..=92 => month - 80,
            month @ 41..=52 => month - 40,
            month => month,
        };
        let born = calendar_date(year, month, two(&self.digits, 0))?;
        (born <= today).then_some(born)
    }

    fn individual_number(&self) -> u16 {
        u16::from(self.digits[6]) * 100 + u16::from(two(&self.digits, 7))
    }

    /// Makes the synthetic number (Tenor's form, month + 80) of somebody born on `birth`: the
    /// `serial`-th valid one of that day, counted from 0, by the check digits of today. None
    /// when the day has fewer, or lies outside 1854 to 2039. No real person can have it.
    ///
    /// ```
    /// # use kobling_model::national_id::norway::NorwegianNumber;
    /// # use time::macros::date;
    /// let number = NorwegianNumber::synthetic(date!(1984 - 02 - 29), 7).unwrap();
    /// assert!(number.number().expose().starts_with("298284"));
    /// ```
    pub fn synthetic(birth: Date, serial: u16) -> Option<Self> {
        let year = u16::try_from(birth.year()).ok()?;
        let two_digits = u8::try_from(year % 100).ok()?;
        let (day, month) = (birth.day(), u8::from(birth.month()) + 80);
        (0..1000)
            .filter(|individual| century(two_digits, *individual) == Some(birth.year()))
            .filter_map(|individual| {
                let mut digits = [0; 11];
                for (at, pair) in [(0, day), (2, month), (4, two_digits)] {
                    digits[at] = pair / 10;
                    digits[at + 1] = pair % 10;
                }
                for (at, unit) in [(6, 100), (7, 10), (8, 1)] {
                    digits[at] = u8::try_from(individual / unit % 10).ok()?;
                }
                with_check_digits(digits)
            })
            .nth(usize::from(serial))
            .and_then(|digits| {
                let rules = Rules {
                    check_digits: CheckDigits::Until2031,
                    synthetic: true,
                };
                Self::check(digits, rules).ok()
            })
    }
}

impl std::fmt::Debug for NorwegianNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NorwegianNumber(…)")
    }
}

/// Two digits as a number of 0 to 99.
const fn two(digits: &[u8; 11], at: usize) -> u8 {
    digits[at] * 10 + digits[at + 1]
}

/// What the two check digits leave when divided by 11.
fn remainders(digits: &[u8; 11]) -> (u32, u32) {
    let sum = |weights: &[u32]| -> u32 {
        weights
            .iter()
            .zip(digits)
            .map(|(weight, digit)| weight * u32::from(*digit))
            .sum()
    };
    let first = sum(&FIRST_WEIGHTS) + u32::from(digits[9]);
    let second = sum(&SECOND_WEIGHTS) + u32::from(digits[10]);
    (first % 11, second % 11)
}

/// Fills in the two check digits by today's rule; None where one would be 10.
fn with_check_digits(mut digits: [u8; 11]) -> Option<[u8; 11]> {
    for at in [9, 10] {
        digits[at] = 0;
        let (first, second) = remainders(&digits);
        let remainder = if at == 9 { first } else { second };
        digits[at] = u8::try_from((11 - remainder) % 11)
            .ok()
            .filter(|digit| *digit < 10)?;
    }
    Some(digits)
}

/// The full year by the series of individual numbers in use until 2031.
const fn century(year: u8, individual: u16) -> Option<i32> {
    let year = year as i32;
    match individual {
        0..=499 => Some(1900 + year),
        500..=749 if year >= 54 => Some(1800 + year),
        900..=999 if year >= 40 => Some(1900 + year),
        500..=999 if year < 40 => Some(2000 + year),
        _ => None,
    }
}

/// Whether day and month exist in a year that ends so. Of the years in question only 1900 and
/// 2000 end alike and differ: 29 February of "00" was a day in 2000.
fn is_day_of_some_century(day: u8, month: u8, year: u8) -> bool {
    [1900, 2000]
        .into_iter()
        .any(|century| calendar_date(century + i32::from(year), month, day).is_some())
}

#[cfg(test)]
mod tests;
