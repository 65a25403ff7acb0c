//! Sweden's personnummer and samordningsnummer: twelve digits YYYYMMDDNNNC, or ten with the sign
//! that tells the century. The rules are those of the Swedish Tax Agency (Skatteverket): the last
//! digit is Luhn's over the ten; a samordningsnummer has the day + 60.
//!
//! Sweden's register has no mark for people who do not exist, so none are told apart here.

use time::Date;

use super::{LONGEST_TYPED, Namespace, NationalNumber, calendar_date};

/// Nobody is as old as that, in years.
const OLDEST: i32 = 130;

/// Whether the number is the final or the provisional one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Personnummer, for those in the population register.
    PersonalNumber,
    /// Samordningsnummer, for people with a looser tie to Sweden. Replaced when they move there.
    CoordinationNumber,
}

/// Why a text is not an acceptable number. Holds nothing of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("neither ten nor twelve digits")]
    NotTenOrTwelveDigits,
    #[error("the digits name no day of the calendar, or one that lies ahead")]
    NoSuchDate,
    #[error("the check digit is wrong")]
    CheckDigit,
}

/// A well-formed number, kept in twelve digits. Shows nothing of itself by `Debug`.
#[derive(Clone)]
pub struct SwedishNumber {
    number: NationalNumber,
    kind: Kind,
    birth_date: Date,
}

/// What stood between date and serial number, in a number of ten digits.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    /// `-`, or nothing.
    Younger,
    /// `+`: from the year on in which the person becomes a hundred.
    Hundred,
}

impl SwedishNumber {
    /// Reads ten or twelve digits with or without `-` (or `+`, for ten) before the last four, as
    /// people type them: white space is left out. Of ten digits the century is the latest in
    /// which the day is not after `today`.
    pub fn parse_typed(text: &str, today: Date) -> Result<Self, Fault> {
        if text.len() > LONGEST_TYPED {
            return Err(Fault::NotTenOrTwelveDigits);
        }
        let compact: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let (sign, date, serial) = parts(&compact).ok_or(Fault::NotTenOrTwelveDigits)?;
        let (century, ten) = date.split_at(date.len() - 6);
        let ten: Vec<u8> = [ten, serial]
            .iter()
            .flat_map(|part| part.bytes())
            .map(|byte| byte - b'0')
            .collect();
        if !is_luhn(&ten) {
            return Err(Fault::CheckDigit);
        }
        let two = |at: usize| ten[at] * 10 + ten[at + 1];
        let (kind, day) = match two(4) {
            day @ 61..=91 => (Kind::CoordinationNumber, day - 60),
            day => (Kind::PersonalNumber, day),
        };
        let (short_year, month) = (i32::from(two(0)), two(2));
        let birth_date = match century {
            "" => {
                let this_century = today.year() / 100 * 100;
                [this_century, this_century - 100, this_century - 200]
                    .into_iter()
                    .map(|century| century + short_year)
                    .filter(|year| {
                        sign == Sign::Younger || (100..OLDEST).contains(&(today.year() - year))
                    })
                    .filter_map(|year| calendar_date(year, month, day))
                    .find(|born| *born <= today)
            }
            century => {
                let century: i32 = century.parse().unwrap_or_default();
                calendar_date(century * 100 + short_year, month, day)
                    .filter(|born| (18..).contains(&century) && *born <= today)
            }
        }
        .ok_or(Fault::NoSuchDate)?;
        let rest = ten[2..].iter().map(|digit| char::from(b'0' + digit));
        let value = format!("{:04}", birth_date.year())
            .chars()
            .chain(rest)
            .collect();
        Ok(Self {
            number: NationalNumber::new(Namespace::SePnr, value),
            kind,
            birth_date,
        })
    }

    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// The day that the number tells; of a samordningsnummer it may be a guess of the register's.
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

impl std::fmt::Debug for SwedishNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SwedishNumber(…)")
    }
}

/// The sign, six or eight digits of the date, four more.
fn parts(text: &str) -> Option<(Sign, &str, &str)> {
    let (date, serial) = text.split_at_checked(text.len().checked_sub(4)?)?;
    let (sign, date) = match (date.strip_suffix('-'), date.strip_suffix('+')) {
        (Some(date), _) => (Sign::Younger, date),
        (_, Some(date)) if date.len() == 6 => (Sign::Hundred, date),
        (_, Some(_)) => return None,
        (None, None) => (Sign::Younger, date),
    };
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let is_fine = matches!(date.len(), 6 | 8) && is_digits(date) && is_digits(serial);
    is_fine.then_some((sign, date, serial))
}

/// Luhn's check: every other digit doubled, from the first; the digits of all added up.
fn is_luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .zip([2, 1].into_iter().cycle())
        .map(|(digit, weight)| u32::from(*digit) * weight)
        .map(|product| product / 10 + product % 10)
        .sum();
    sum % 10 == 0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use time::macros::date;

    use super::*;

    const TODAY: Date = date!(2026 - 11 - 24);

    fn read(text: &str) -> Result<(String, Kind), Fault> {
        SwedishNumber::parse_typed(text, TODAY)
            .map(|number| (number.number().expose().clone(), number.kind()))
    }

    fn value(text: &str) -> Option<String> {
        read(text).ok().map(|(value, _)| value)
    }

    /// The last digit that makes nine digits right.
    fn completed(nine: &str) -> String {
        (0..10)
            .map(|last| format!("{nine}{last}"))
            .find(|ten| is_luhn(&ten.bytes().map(|byte| byte - b'0').collect::<Vec<_>>()))
            .unwrap()
    }

    #[test]
    fn the_registers_example_is_read_in_every_form() {
        for text in [
            "640823-3234",
            "6408233234",
            "19640823-3234",
            "196408233234",
            " 640823 3234 ",
            "19640823 3234",
        ] {
            assert_eq!(value(text).as_deref(), Some("196408233234"), "{text}");
        }
        assert_eq!(value("640823+3234"), None, "not a hundred years old yet");
    }

    #[test]
    fn the_sign_tells_the_century() {
        let ten = completed("121212121");
        let (date, serial) = ten.split_at(6);
        assert_eq!(value(&ten), Some(format!("20{ten}")));
        assert_eq!(value(&format!("{date}-{serial}")), Some(format!("20{ten}")));
        assert_eq!(value(&format!("{date}+{serial}")), Some(format!("19{ten}")));
        assert_eq!(value(&format!("19{date}+{serial}")), None);
        // Tomorrow's day of this year's number is a hundred years ago.
        let tomorrow = completed("261125123");
        assert_eq!(value(&tomorrow), Some(format!("19{tomorrow}")));
        assert_eq!(read(&format!("20{tomorrow}")), Err(Fault::NoSuchDate));
    }

    #[test]
    fn a_coordination_number_has_its_day_sixty_later() {
        let (value, kind) = read(&completed("640883323")).unwrap();
        assert_eq!(kind, Kind::CoordinationNumber);
        assert!(value.starts_with("19640883"));
        assert_eq!(read(&completed("640860323")), Err(Fault::NoSuchDate));
        assert_eq!(read(&completed("640892323")), Err(Fault::NoSuchDate));
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for (text, fault) in [
            ("", Fault::NotTenOrTwelveDigits),
            ("3234", Fault::NotTenOrTwelveDigits),
            ("64082-33234", Fault::NotTenOrTwelveDigits),
            ("640823--3234", Fault::NotTenOrTwelveDigits),
            ("640823_3234", Fault::NotTenOrTwelveDigits),
            ("６４０８２３3234", Fault::NotTenOrTwelveDigits),
            ("1640823-3234", Fault::NotTenOrTwelveDigits),
            ("640823-3235", Fault::CheckDigit),
            ("17640823-3234", Fault::NoSuchDate),
            ("20640823-3234", Fault::NoSuchDate),
        ] {
            assert_eq!(read(text), Err(fault), "{text}");
        }
        assert_eq!(read(&completed("640230323")), Err(Fault::NoSuchDate));
    }

    #[test]
    fn nothing_of_it_is_shown() {
        let number = SwedishNumber::parse_typed("640823-3234", TODAY).unwrap();
        assert!(!format!("{number:?}{:?}", number.number()).contains("3234"));
    }

    proptest! {
        #[test]
        fn every_number_has_one_form(days in 0i64..45_000, serial in 0u32..1000, is_provisional: bool) {
            let born = TODAY - time::Duration::days(days);
            let day = born.day() + if is_provisional { 60 } else { 0 };
            let (year, month) = (born.year(), u8::from(born.month()));
            let ten = completed(&format!("{:02}{month:02}{day:02}{serial:03}", year % 100));
            let twelve = format!("{}{ten}", year / 100);
            prop_assert_eq!(value(&twelve), Some(twelve.clone()));
            let sign = if TODAY.year() - year >= 100 { '+' } else { '-' };
            let signed = format!("{}{sign}{}", &ten[..6], &ten[6..]);
            prop_assert_eq!(value(&signed), Some(twelve.clone()));
            // Any single digit changed is noticed.
            let mut wrong = twelve.into_bytes();
            let at = usize::try_from(serial % 10).unwrap() + 2;
            wrong[at] = b'0' + (wrong[at] - b'0' + 1) % 10;
            prop_assert!(read(&String::from_utf8(wrong).unwrap()).is_err());
        }

        #[test]
        fn nothing_foreign_stops_it(text in ".{0,20}", digits in "[0-9+ -]{0,16}") {
            let _ = read(&text);
            let _ = read(&digits);
        }
    }
}
