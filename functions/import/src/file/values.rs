//! What stands in single cells: days, yes or no, phone numbers, lists. Pure.

use kobling_shared::{clock::Timestamp, national_id::Namespace};
use time::{Date, Month};

/// Years that can be meant; others are typing errors.
const YEARS: std::ops::RangeInclusive<i32> = 1850..=9999;

const DAY: i64 = 24 * 3600;

/// Beyond this, neighbouring whole numbers are one and the same to a spreadsheet.
const MOST_EXACT: f64 = 9_007_199_254_740_992.0;

/// `2026-03-31`, `20260331` or `31.3.2026`; the first also with a midnight behind it, as some
/// systems write days. Slashes are not read: they stand for two orders.
pub(super) fn day(text: &str) -> Option<Date> {
    let text = ["T00:00:00.000", "T00:00:00", " 00:00:00"]
        .iter()
        .find_map(|midnight| text.strip_suffix(midnight))
        .unwrap_or(text);
    let parts = |separator: char| -> Option<[&str; 3]> {
        let parts: Vec<&str> = text.split(separator).collect();
        parts.try_into().ok()
    };
    let (year, month, day) = if let Some([year, month, day]) = parts('-') {
        (
            digits(year, 4..=4)?,
            digits(month, 2..=2)?,
            digits(day, 2..=2)?,
        )
    } else if let Some([day, month, year]) = parts('.') {
        (
            digits(year, 4..=4)?,
            digits(month, 1..=2)?,
            digits(day, 1..=2)?,
        )
    } else {
        let whole = digits(text, 8..=8)?;
        (whole / 10_000, whole / 100 % 100, whole % 100)
    };
    let year = i32::try_from(year)
        .ok()
        .filter(|year| YEARS.contains(year))?;
    let month = Month::try_from(u8::try_from(month).ok()?).ok()?;
    Date::from_calendar_date(year, month, u8::try_from(day).ok()?).ok()
}

fn digits(text: &str, length: std::ops::RangeInclusive<usize>) -> Option<u32> {
    let is_fine = length.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_fine { text.parse().ok() } else { None }
}

/// The first second (UTC) of a day.
pub(super) fn start_of(day: Date) -> Timestamp {
    day.midnight().assume_utc().unix_timestamp()
}

/// The first second (UTC) after a day.
pub(super) fn end_of(day: Date) -> Timestamp {
    start_of(day) + DAY
}

/// Yes and no in nb, nn, sv, da, en, and as spreadsheets of these countries write true and false.
pub(super) fn yes_or_no(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "yes" | "y" | "ja" | "j" | "true" | "1" | "sann" | "sant" | "sand" => Some(true),
        "no" | "n" | "nei" | "nej" | "false" | "0" | "usann" | "usant" | "falskt" | "falsk" => {
            Some(false)
        }
        _ => None,
    }
}

/// A phone number in the international form of ITU-T E.164, `+` and 8 to 15 digits. One without
/// a country belongs to the country of the feed's registry.
pub(super) fn phone(text: &str, namespace: Namespace) -> Option<String> {
    let compact: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && !"-().".contains(*c))
        .collect();
    let international = compact
        .strip_prefix('+')
        .or_else(|| compact.strip_prefix("00"));
    let number = match (international, namespace) {
        (Some(number), _) => number.to_owned(),
        (None, Namespace::NoFnr) if compact.len() == 8 => format!("47{compact}"),
        (None, Namespace::DkCpr) if compact.len() == 8 => format!("45{compact}"),
        (None, Namespace::SePnr) => format!("46{}", compact.strip_prefix('0')?),
        (None, _) => return None,
    };
    let is_fine = (8..=15).contains(&number.len())
        && number.bytes().all(|byte| byte.is_ascii_digit())
        && !number.starts_with('0');
    is_fine.then(|| format!("+{number}"))
}

/// A number without fraction and exponent, as people write it: `10023.0` and `1.0023E4` are
/// `10023`. None for what is no whole number, or one that a spreadsheet cannot hold exactly.
pub(super) fn plain_number(text: &str) -> Option<String> {
    if !text.is_empty() && text.len() <= 15 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(text.to_owned());
    }
    let number: f64 = text.parse().ok()?;
    (number.fract() == 0.0 && number.abs() < MOST_EXACT).then(|| format!("{number:.0}"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use time::macros::date;

    use super::*;

    #[test]
    fn days_are_read_in_the_forms_that_have_one_meaning() {
        for text in [
            "2026-03-01",
            "20260301",
            "01.03.2026",
            "1.3.2026",
            "2026-03-01T00:00:00",
        ] {
            assert_eq!(day(text), Some(date!(2026 - 03 - 01)), "{text}");
        }
        for text in [
            "01/03/2026",
            "31/12/2026",
            "2026-02-29",
            "01-03-2026",
            "1.3.26",
            "260301",
            "0026-03-01",
            "01032026",
            "2026-03-01T12:00:00",
            "2026-03-01T00:00:00Z",
            "2026-3-1",
            "1.mars 2026",
            "",
            "45717",
            "２０２６-03-01",
        ] {
            assert_eq!(day(text), None, "{text}");
        }
    }

    #[test]
    fn the_last_day_counts_to_its_end() {
        assert_eq!(start_of(date!(2026 - 03 - 01)), 1_772_323_200);
        assert_eq!(end_of(date!(2026 - 02 - 28)), 1_772_323_200);
        assert_eq!(end_of(date!(9999 - 12 - 31)), 253_402_300_800);
    }

    #[test]
    fn phones_get_one_form() {
        for (text, namespace, expected) in [
            ("912 34 567", Namespace::NoFnr, Some("+4791234567")),
            ("+47 912-34-567", Namespace::SePnr, Some("+4791234567")),
            ("0047 91234567", Namespace::NoFnr, Some("+4791234567")),
            ("070-123 45 67", Namespace::SePnr, Some("+46701234567")),
            ("12 34 56 78", Namespace::DkCpr, Some("+4512345678")),
            ("1234", Namespace::NoFnr, None),
            ("9123456x", Namespace::NoFnr, None),
            ("++4791234567", Namespace::NoFnr, None),
            ("701234567", Namespace::SePnr, None),
        ] {
            assert_eq!(phone(text, namespace).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn numbers_of_spreadsheets_lose_their_fraction() {
        for (text, expected) in [
            ("10023.0", Some("10023")),
            ("10023", Some("10023")),
            ("007", Some("007")),
            ("1.0023E4", Some("10023")),
            ("1.2345678901E10", Some("12345678901")),
            ("1.5", None),
            ("1e300", None),
            ("9007199254740993", None),
            ("NaN", None),
            ("inf", None),
            ("", None),
        ] {
            assert_eq!(plain_number(text).as_deref(), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_day_is_read_back_from_its_own_forms(ordinal in 1i64..2_900_000) {
            let start = date!(1850 - 01 - 01);
            let Some(of) = start.checked_add(time::Duration::days(ordinal)) else { return Ok(()) };
            let (year, month, number) = (of.year(), u8::from(of.month()), of.day());
            for text in [
                format!("{year:04}-{month:02}-{number:02}"),
                format!("{year:04}{month:02}{number:02}"),
                format!("{number:02}.{month:02}.{year:04}"),
            ] {
                prop_assert_eq!(day(&text), Some(of));
            }
        }

        #[test]
        fn nothing_foreign_stops_it(text in ".{0,30}") {
            day(&text);
            yes_or_no(&text);
            plain_number(&text);
            phone(&text, Namespace::SePnr);
        }
    }
}
