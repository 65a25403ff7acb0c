//! What stands in single cells: days, yes or no, phone numbers, lists. Pure.

use kobling_model::national_id::Namespace;
use time::{Date, Month};

/// Years that can be meant; others are typing errors.
const YEARS: std::ops::RangeInclusive<i32> = 1850..=9999;

/// Beyond this, neighbouring whole numbers are one and the same to a spreadsheet.
const MOST_EXACT: f64 = 9_007_199_254_740_992.0;

/// Days that systems write for an empty cell: the day 0 of spreadsheets and databases.
const EMPTY_DAYS: &[&str] = &[
    "0000-00-00",
    "0001-01-01",
    "1601-01-01",
    "1753-01-01",
    "1899-12-30",
    "1899-12-31",
    "1900-01-00",
    "1900-01-01",
    "1904-01-01",
];

/// Whether a day stands for none. `1970-01-01` does in a column where nobody means that day.
pub(super) fn is_empty_day(text: &str, is_1970_too: bool) -> bool {
    let text = without_midnight(text);
    let turned = match text.split('.').collect::<Vec<_>>()[..] {
        [day, month, year] => format!("{year:0>4}-{month:0>2}-{day:0>2}"),
        _ if text.len() == 8 && text.is_ascii() => {
            format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..])
        }
        _ => text.to_owned(),
    };
    EMPTY_DAYS.contains(&turned.as_str()) || (is_1970_too && turned == "1970-01-01")
}

/// A day without the midnight behind it, as databases write days: `T00:00:00`, ` 00:00:00.000`.
fn without_midnight(text: &str) -> &str {
    let Some((day, time)) = text.split_once(['T', ' ']) else {
        return text;
    };
    let (time, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let is_zero = fraction.len() <= 9 && fraction.bytes().all(|byte| byte == b'0');
    if is_zero && ["00:00:00", "0:00:00", "00:00"].contains(&time) {
        day
    } else {
        text
    }
}

/// `2026-03-31`, `20260331` or `31.3.2026`, also with a midnight behind it. Slashes are not read:
/// they stand for two orders.
pub(super) fn day(text: &str) -> Option<Date> {
    let text = without_midnight(text);
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
/// a country belongs to the country of the feed's registry. `(0)` behind a country is dialled in
/// the country alone.
pub(super) fn phone(text: &str, namespace: Namespace) -> Option<String> {
    let signs = || text.chars().filter(|c| !c.is_whitespace());
    let is_international = {
        let mut digits = signs().filter(|c| *c != '(');
        matches!(
            (digits.next(), digits.next()),
            (Some('+'), _) | (Some('0'), Some('0'))
        )
    };
    let mut written: String = signs().collect();
    if is_international {
        written = written.replacen("(0)", "", 1);
    }
    let compact: String = written.chars().filter(|c| !"-().".contains(*c)).collect();
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
    // No number of these three countries goes on with a zero.
    let is_dialled_at_home = ["450", "460", "470"]
        .iter()
        .any(|zero| number.starts_with(zero));
    let is_fine = (8..=15).contains(&number.len())
        && number.bytes().all(|byte| byte.is_ascii_digit())
        && !number.starts_with('0')
        && !is_dialled_at_home;
    is_fine.then(|| format!("+{number}"))
}

/// Whether a name has signs that no name has. They come of a text that was read in a wrong encoding
/// once (`Bj¿rn`, `BjÃ¸rn`), or lost letters there (`Bj?rn`).
pub(super) fn is_odd_name(name: &str) -> bool {
    let is_of_names = |c: char| {
        c.is_alphabetic()
            || c.is_ascii_digit()
            || c.is_whitespace()
            || "-.,'\"`´ʼ·/()&’‘”“–‐‑\u{200c}\u{200d}".contains(c)
            // Marks that belong to the letter before, in Latin and in other scripts.
            || matches!(c, '\u{300}'..='\u{36f}' | '\u{590}'..='\u{1fff}')
    };
    let letters: Vec<char> = name.chars().collect();
    letters.iter().enumerate().any(|(at, &c)| {
        let before = at.checked_sub(1).and_then(|at| letters.get(at));
        let after = letters.get(at + 1);
        let is_in_word = before.is_some_and(char::is_ascii_alphabetic)
            && after.is_some_and(char::is_ascii_lowercase);
        match c {
            // Half of a letter that was two bytes; some names have it, before another letter.
            'Ã' | 'Â' => after.is_some_and(|c| !c.is_alphabetic()),
            'Œ' | 'Ÿ' | 'ª' | 'º' => is_in_word,
            c => !is_of_names(c),
        }
    })
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
            "2026-03-01T00:00:00.000",
            "2026-03-01 00:00:00.000",
            "2026-03-01 00:00:00.0000000",
            "2026-03-01 00:00",
            "01.03.2026 00:00:00",
            "1.3.2026 0:00:00",
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
            "2026-03-01 00:00:00.001",
            "2026-03-01 00:00:00.0000000000",
            "2026-03-01 00:00:00 ",
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
    fn phones_get_one_form() {
        for (text, namespace, expected) in [
            ("912 34 567", Namespace::NoFnr, Some("+4791234567")),
            ("+47 912-34-567", Namespace::SePnr, Some("+4791234567")),
            ("0047 91234567", Namespace::NoFnr, Some("+4791234567")),
            ("070-123 45 67", Namespace::SePnr, Some("+46701234567")),
            ("12 34 56 78", Namespace::DkCpr, Some("+4512345678")),
            ("+47 (0) 91234567", Namespace::NoFnr, Some("+4791234567")),
            ("(+47)(0)91234567", Namespace::NoFnr, Some("+4791234567")),
            (
                "0046 (0)70-123 45 67",
                Namespace::NoFnr,
                Some("+46701234567"),
            ),
            (
                "+44 (0)20 7946 0000",
                Namespace::NoFnr,
                Some("+442079460000"),
            ),
            ("(0)70-123 45 67", Namespace::SePnr, Some("+46701234567")),
            ("+47 0 91234567", Namespace::NoFnr, None),
            ("+46 070-123 45 67", Namespace::SePnr, None),
            ("+39 06 1234 5678", Namespace::NoFnr, Some("+390612345678")),
            ("1234", Namespace::NoFnr, None),
            ("9123456x", Namespace::NoFnr, None),
            ("++4791234567", Namespace::NoFnr, None),
            ("701234567", Namespace::SePnr, None),
        ] {
            assert_eq!(phone(text, namespace).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn days_that_stand_for_none_are_known_in_every_form() {
        for text in [
            "1900-01-01",
            "19000101",
            "01.01.1900",
            "1.1.1900",
            "1900-01-01 00:00:00.000",
            "1899-12-31",
            "00.00.0000",
            "0001-01-01T00:00:00",
            "00000000",
            "1904-01-01",
        ] {
            assert!(is_empty_day(text, false), "{text}");
        }
        assert!(is_empty_day("01.01.1970", true) && !is_empty_day("01.01.1970", false));
        for text in ["1900-01-02", "2026-03-01", "", "x", "9999-12-31", "å900010"] {
            assert!(!is_empty_day(text, true), "{text}");
        }
    }

    #[test]
    fn names_with_signs_of_a_wrong_encoding_are_odd() {
        for odd in [
            "Bj¿rn",
            "HŒland",
            "Bj›rn",
            "H†land",
            "BjÃ¸rn",
            "HÃ¥land",
            "Bj?rn",
            "Ås™",
            "Fr¾d",
            "Ã˜degÃ¥rd",
            "Mo‰rk",
        ] {
            assert!(is_odd_name(odd), "{odd}");
        }
        for name in [
            "Bjørn Håland",
            "O'Brien",
            "D’Angelo",
            "Šime Žižić",
            "Müller-Lyer",
            "Ødegård, Åse",
            "van der Œuvre",
            "Łukasz",
            "Nguyễn",
            "نی\u{200c}ما",
            "李",
            "José",
            "Ólafur Þór",
            "Anne-Ma\"",
            "João",
            "Ângela",
        ] {
            assert!(!is_odd_name(name), "{name}");
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
            is_empty_day(&text, true);
            is_odd_name(&text);
            yes_or_no(&text);
            plain_number(&text);
            phone(&text, Namespace::SePnr);
        }
    }
}
