//! Denmark's CPR-nummer: ten digits DDMMYY-SSSS. The rules are those of the Civil Registration
//! System (CPR-kontoret). The check by 11 does not hold for numbers given out since October 2007,
//! so date and length are all there is to check. The seventh digit tells the century.
//!
//! The register has no mark for people who do not exist, so none are told apart here.

use time::Date;

use super::{LONGEST_TYPED, Namespace, NationalNumber, calendar_date};

/// Why a text is not an acceptable number. Holds nothing of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("not ten digits")]
    NotTenDigits,
    #[error("the digits name no day of the calendar")]
    NoSuchDate,
}

/// A well-formed number. Shows nothing of itself by `Debug`.
#[derive(Clone)]
pub struct DanishNumber {
    number: NationalNumber,
    birth_date: Date,
}

impl DanishNumber {
    /// Reads ten digits with or without `-` before the last four, as people type them: white
    /// space is left out.
    pub fn parse_typed(text: &str) -> Result<Self, Fault> {
        if text.len() > LONGEST_TYPED {
            return Err(Fault::NotTenDigits);
        }
        let mut compact: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        if compact.is_ascii() && compact.len() == 11 && compact.as_bytes()[6] == b'-' {
            compact.remove(6);
        }
        let digits: [u8; 10] = compact
            .bytes()
            .map(|byte| byte.is_ascii_digit().then(|| byte - b'0'))
            .collect::<Option<Vec<u8>>>()
            .and_then(|digits| digits.try_into().ok())
            .ok_or(Fault::NotTenDigits)?;
        let two = |at: usize| digits[at] * 10 + digits[at + 1];
        let year = century(digits[6], two(4)) + i32::from(two(4));
        let birth_date = calendar_date(year, two(2), two(0)).ok_or(Fault::NoSuchDate)?;
        Ok(Self {
            number: NationalNumber::new(Namespace::DkCpr, compact),
            birth_date,
        })
    }

    pub const fn birth_date(&self) -> Date {
        self.birth_date
    }

    pub const fn number(&self) -> &NationalNumber {
        &self.number
    }

    pub fn into_number(self) -> NationalNumber {
        self.number
    }
}

impl std::fmt::Debug for DanishNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DanishNumber(…)")
    }
}

/// The century by the seventh digit and the year's last two.
const fn century(seventh: u8, year: u8) -> i32 {
    match (seventh, year) {
        (0..=3, _) => 1900,
        (4 | 9, ..=36) => 2000,
        (4 | 9, _) => 1900,
        (_, ..=57) => 2000,
        (_, _) => 1800,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use time::macros::date;

    use super::*;

    fn born(text: &str) -> Result<Date, Fault> {
        DanishNumber::parse_typed(text).map(|number| number.birth_date())
    }

    #[test]
    fn numbers_are_read_with_and_without_hyphen_and_kept_without() {
        for text in ["290284-1234", "2902841234", " 290284 1234", "290284 - 1234"] {
            let number = DanishNumber::parse_typed(text).unwrap();
            assert_eq!(number.number().expose(), "2902841234", "{text}");
            assert_eq!(number.birth_date(), date!(1984 - 02 - 29));
            assert!(!format!("{number:?}{:?}", number.number()).contains("1234"));
        }
    }

    #[test]
    fn the_seventh_digit_tells_the_century() {
        for (text, year) in [
            ("0101000000", 1900),
            ("0101993000", 1999),
            ("0101364000", 2036),
            ("0101374000", 1937),
            ("0101369000", 2036),
            ("0101999000", 1999),
            ("0101575000", 2057),
            ("0101588000", 1858),
        ] {
            assert_eq!(born(text).unwrap().year(), year, "{text}");
        }
        // A leap day of 2000, and of 1900 which was none.
        assert!(born("2902004000").is_ok());
        assert_eq!(born("2902000000"), Err(Fault::NoSuchDate));
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for (text, fault) in [
            ("", Fault::NotTenDigits),
            ("290284123", Fault::NotTenDigits),
            ("29028-41234", Fault::NotTenDigits),
            ("290284--1234", Fault::NotTenDigits),
            ("29028412345", Fault::NotTenDigits),
            ("２９0284123", Fault::NotTenDigits),
            ("3002841234", Fault::NoSuchDate),
            ("0113841234", Fault::NoSuchDate),
            ("0001841234", Fault::NoSuchDate),
            ("8902841234", Fault::NoSuchDate),
        ] {
            assert_eq!(born(text), Err(fault), "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_day_from_1858_to_2057_has_numbers(days in 0i64..73_000, serial in 0u32..1000) {
            let day = date!(1858 - 01 - 01) + time::Duration::days(days);
            let short = u8::try_from(day.year() % 100).unwrap();
            let seventh = (0..10).find(|seventh| {
                century(*seventh, short) + i32::from(short) == day.year()
            });
            let (month, of_month) = (u8::from(day.month()), day.day());
            let text = format!("{of_month:02}{month:02}{short:02}{}{serial:03}", seventh.unwrap());
            prop_assert_eq!(born(&text), Ok(day));
        }

        #[test]
        fn nothing_foreign_stops_it(text in ".{0,20}", digits in "[0-9 -]{0,14}") {
            let _ = born(&text);
            let _ = born(&digits);
        }
    }
}
