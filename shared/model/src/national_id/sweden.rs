//! Sweden's personnummer and samordningsnummer, kept as twelve digits YYYYMMDD-NNNK, as BankID,
//! Freja and OIDC Sweden write them. The rules are those of the population register
//! (Skatteverket, folkbokföringslagen sections 18 to 18 b): a date, a serial number, and a check
//! digit by Luhn's rule over the last ten digits.

use time::Date;

use super::{LONGEST_TYPED, Namespace, NationalNumber, calendar_date};

/// The serial numbers of the register's own test people.
const TEST_SERIALS: std::ops::RangeInclusive<u16> = 980..=999;

/// Whether the number is the final or the provisional one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Personnummer, for those entered in the register as residents.
    PersonalNumber,
    /// Samordningsnummer (day + 60), for people with a looser tie to Sweden.
    CoordinationNumber,
}

/// Why a text is not an acceptable number. Holds nothing of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("not twelve digits, or ten with their century told by hyphen or plus")]
    Digits,
    #[error("the digits name no day of the calendar")]
    NoSuchDate,
    #[error("the check digit is wrong")]
    CheckDigit,
}

/// A well-formed number. Shows nothing of itself by `Debug`.
///
/// The digits do not tell a made-up person from a real one: the register's test numbers are a
/// published list, and their serial numbers (980 to 999) were also given to people before 1990.
/// What keeps made-up people out of real tenants is whose word is taken there, see
/// [`super::TrustedIssuers`].
#[derive(Clone)]
pub struct SwedishNumber {
    number: NationalNumber,
    digits: [u8; 12],
    kind: Kind,
}

impl SwedishNumber {
    /// Reads exactly twelve ASCII digits, as an identity provider writes them.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let digits: [u8; 12] = text
            .bytes()
            .map(|byte| byte.is_ascii_digit().then(|| byte - b'0'))
            .collect::<Option<Vec<u8>>>()
            .and_then(|digits| digits.try_into().ok())
            .ok_or(Fault::Digits)?;
        Self::check(digits)
    }

    /// Reads a number as people and HR systems write it: twelve digits or ten, with or without
    /// the hyphen, white space wherever it stands. Of ten digits the century is the latest that
    /// is not ahead of `today`; a plus sign in place of the hyphen means a century before that.
    pub fn parse_typed(text: &str, today: Date) -> Result<Self, Fault> {
        if text.len() > LONGEST_TYPED {
            return Err(Fault::Digits);
        }
        let compact: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let tail = compact.len().checked_sub(4).ok_or(Fault::Digits)?;
        let (date, tail) = compact.split_at_checked(tail).ok_or(Fault::Digits)?;
        let (date, is_past_hundred) = match (date.strip_suffix('-'), date.strip_suffix('+')) {
            (Some(date), _) => (date, false),
            (_, Some(date)) => (date, true),
            _ => (date, false),
        };
        match (date.len(), is_past_hundred) {
            // Beside a whole year the sign says nothing that the year does not.
            (8, _) => Self::parse(&format!("{date}{tail}")),
            (6, _) => Self::in_latest_century(date, tail, is_past_hundred, today),
            _ => Err(Fault::Digits),
        }
    }

    fn in_latest_century(
        date: &str,
        tail: &str,
        is_past_hundred: bool,
        today: Date,
    ) -> Result<Self, Fault> {
        let mut fault = Fault::NoSuchDate;
        let mut found = [20, 19, 18].into_iter().filter_map(|century| {
            match Self::parse(&format!("{century}{date}{tail}")) {
                Ok(number) => Some(number).filter(|number| number.begins_by(today)),
                // 29 February may lie in one century and not in the other.
                Err(Fault::NoSuchDate) => None,
                Err(other) => {
                    fault = other;
                    None
                }
            }
        });
        let latest = if is_past_hundred {
            found.nth(1)
        } else {
            found.next()
        };
        latest.ok_or(fault)
    }

    /// Whether the number's date is not ahead. One without a day counts by its month.
    fn begins_by(&self, today: Date) -> bool {
        let (year, month, day) = self.date();
        calendar_date(year, month, day.max(1)).is_some_and(|date| date <= today)
    }

    fn check(digits: [u8; 12]) -> Result<Self, Fault> {
        if luhn(&digits) != 0 {
            return Err(Fault::CheckDigit);
        }
        let kind = match two(&digits, 6) {
            60..=91 => Kind::CoordinationNumber,
            _ => Kind::PersonalNumber,
        };
        let text = digits
            .iter()
            .map(|digit| char::from(b'0' + digit))
            .collect();
        let number = Self {
            number: NationalNumber::new(Namespace::SePnr, text),
            digits,
            kind,
        };
        let (year, month, day) = number.date();
        // A coordination number may be without a day, where nobody knew it.
        let is_without_day = kind == Kind::CoordinationNumber && day == 0;
        let stands_for = if is_without_day { 1 } else { day };
        if !(1800..2100).contains(&year) || calendar_date(year, month, stands_for).is_none() {
            return Err(Fault::NoSuchDate);
        }
        Ok(number)
    }

    /// Year, month and day as they stand in the number; the day of a coordination number less 60.
    fn date(&self) -> (i32, u8, u8) {
        let year = i32::from(two(&self.digits, 0)) * 100 + i32::from(two(&self.digits, 2));
        let day = two(&self.digits, 6);
        let day = match self.kind {
            Kind::PersonalNumber => day,
            Kind::CoordinationNumber => day - 60,
        };
        (year, two(&self.digits, 4), day)
    }

    pub const fn kind(&self) -> Kind {
        self.kind
    }

    pub const fn number(&self) -> &NationalNumber {
        &self.number
    }

    pub fn into_number(self) -> NationalNumber {
        self.number
    }

    /// The birth date, where the number tells it: not by a coordination number, whose date can be
    /// a guess, and not if it would lie ahead of `today`.
    pub fn birth_date(&self, today: Date) -> Option<Date> {
        if self.kind == Kind::CoordinationNumber {
            return None;
        }
        let (year, month, day) = self.date();
        calendar_date(year, month, day).filter(|born| *born <= today)
    }

    /// Makes a number as the register's test people have them: the `serial`-th of somebody born
    /// on `birth`, counted from 0. None when there are fewer, or outside 1800 to 2099.
    ///
    /// ```
    /// # use kobling_model::national_id::sweden::SwedishNumber;
    /// # use time::macros::date;
    /// let number = SwedishNumber::synthetic(date!(1985 - 07 - 09), 0).unwrap();
    /// assert_eq!(number.number().expose(), "198507099805");
    /// ```
    pub fn synthetic(birth: Date, serial: u16) -> Option<Self> {
        let serial = TEST_SERIALS.start() + serial;
        if !TEST_SERIALS.contains(&serial) {
            return None;
        }
        let (year, month, day) = birth.to_calendar_date();
        let month = u8::from(month);
        let text = format!("{year:04}{month:02}{day:02}{serial:03}");
        (0..10).find_map(|last| Self::parse(&format!("{text}{last}")).ok())
    }
}

impl std::fmt::Debug for SwedishNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SwedishNumber(…)")
    }
}

/// Two digits as a number of 0 to 99.
const fn two(digits: &[u8; 12], at: usize) -> u8 {
    digits[at] * 10 + digits[at + 1]
}

/// What Luhn's sum over the ten digits from the year's last two on leaves when divided by 10.
fn luhn(digits: &[u8; 12]) -> u8 {
    let sum: u8 = digits[2..]
        .iter()
        .enumerate()
        .map(|(at, digit)| match (at % 2, digit * 2) {
            (0, doubled @ 10..) => doubled - 9,
            (0, doubled) => doubled,
            _ => *digit,
        })
        .sum();
    sum % 10
}

#[cfg(test)]
mod tests;
