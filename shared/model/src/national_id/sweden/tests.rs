//! Sweden's numbers: published test numbers, a table of refusals, centuries, and properties.

use proptest::prelude::*;
use time::{Date, macros::date};

use super::{Fault, Kind, SwedishNumber};

const TODAY: Date = date!(2026 - 11 - 24);

fn typed(text: &str, today: Date) -> Result<String, Fault> {
    SwedishNumber::parse_typed(text, today).map(|number| number.number().expose().clone())
}

#[test]
fn the_registers_test_numbers_are_numbers() {
    for (text, born) in [
        ("191212121212", date!(1912 - 12 - 12)),
        ("198507099805", date!(1985 - 07 - 09)),
        ("189001189811", date!(1890 - 01 - 18)),
        ("190301249801", date!(1903 - 01 - 24)),
        ("201701012393", date!(2017 - 01 - 01)),
        ("200001052380", date!(2000 - 01 - 05)),
    ] {
        let number = SwedishNumber::parse(text).expect(text);
        assert_eq!(number.kind(), Kind::PersonalNumber, "{text}");
        assert_eq!(number.birth_date(TODAY), Some(born), "{text}");
    }
}

#[test]
fn what_is_no_number_is_refused_with_its_reason() {
    for (text, fault) in [
        ("", Fault::Digits),
        ("8507099805", Fault::Digits),
        ("19850709-9805", Fault::Digits),
        ("1985070998055", Fault::Digits),
        ("19850709980５", Fault::Digits),
        ("19850709T805", Fault::Digits),
        ("198507099806", Fault::CheckDigit),
        ("198513099807", Fault::NoSuchDate),
        ("190002299808", Fault::NoSuchDate),
        ("178507099805", Fault::NoSuchDate),
        ("218507099805", Fault::NoSuchDate),
        // A day of 00 exists for coordination numbers only.
        ("198507009804", Fault::NoSuchDate),
    ] {
        assert_eq!(SwedishNumber::parse(text).err(), Some(fault), "{text}");
    }
}

#[test]
fn a_coordination_number_is_known_and_tells_no_birth_date() {
    for (text, is_number) in [
        ("198507699808", true),
        ("198507609805", true),
        ("198502929806", false),
        ("198502899800", false),
        ("198402899802", true),
    ] {
        let last =
            (0..10).find_map(|last| SwedishNumber::parse(&format!("{}{last}", &text[..11])).ok());
        assert_eq!(last.is_some(), is_number, "{text}");
        if let Some(number) = last {
            assert_eq!(number.kind(), Kind::CoordinationNumber, "{text}");
            assert_eq!(number.birth_date(TODAY), None, "{text}");
        }
    }
}

#[test]
fn ten_digits_get_the_latest_century_that_is_not_ahead() {
    for (text, twelve) in [
        ("850709-9805", "198507099805"),
        ("8507099805", "198507099805"),
        (" 85 07 09 - 9805\u{a0}", "198507099805"),
        ("19850709-9805", "198507099805"),
        ("198507099805", "198507099805"),
        ("900118+9811", "189001189811"),
        ("900118-9811", "199001189811"),
        ("170101-2393", "201701012393"),
        // Not ahead: the century before it.
        ("301212-1212", "193012121212"),
    ] {
        let ten: String = twelve[..11].to_owned();
        let whole = (0..10)
            .find_map(|last| SwedishNumber::parse(&format!("{ten}{last}")).ok())
            .unwrap();
        let whole = whole.number().expose();
        let last = whole.chars().last().unwrap();
        let trimmed = text.trim_end_matches('\u{a0}');
        let text = format!("{}{last}", &trimmed[..trimmed.len() - 1]);
        assert_eq!(typed(&text, TODAY).as_ref(), Ok(whole), "{text}");
    }
    // On the day of birth it is this century's; the day before it was the last one's.
    let born = date!(2026 - 03 - 01);
    let number = SwedishNumber::synthetic(born, 0).unwrap();
    let twelve = number.number().expose();
    let ten = &twelve[2..];
    assert_eq!(typed(ten, born).as_ref(), Ok(twelve));
    let before = typed(ten, born.previous_day().unwrap()).unwrap();
    assert!(before.starts_with("1926"));
    assert_eq!(typed("85-0709-9805", TODAY), Err(Fault::Digits));
    assert_eq!(typed("850709--9805", TODAY), Err(Fault::Digits));
    assert_eq!(typed("åäö", TODAY), Err(Fault::Digits));
    assert_eq!(typed("850709-9806", TODAY), Err(Fault::CheckDigit));
}

#[test]
fn nothing_of_a_number_is_shown() {
    let number = SwedishNumber::parse("198507099805").unwrap();
    assert_eq!(format!("{number:?}"), "SwedishNumber(…)");
    assert!(!format!("{:?}", number.number()).contains("9805"));
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in ".{0,80}") {
        let _ = SwedishNumber::parse(&text);
        let _ = SwedishNumber::parse_typed(&text, TODAY);
    }

    #[test]
    fn one_wrong_digit_is_always_noticed(
        day in 1u16..366, year in 1890i32..2026, at in 2usize..12, by in 1u8..10
    ) {
        let born = Date::from_ordinal_date(year, day).unwrap();
        let number = SwedishNumber::synthetic(born, 0).unwrap();
        let mut digits = number.digits;
        digits[at] = (digits[at] + by) % 10;
        prop_assert_eq!(SwedishNumber::check(digits).err(), Some(Fault::CheckDigit));
    }

    #[test]
    fn every_day_has_test_people(day in 1u16..366, year in 1890i32..2026, serial in 0u16..20) {
        let born = Date::from_ordinal_date(year, day).unwrap();
        let number = SwedishNumber::synthetic(born, serial).unwrap();
        prop_assert_eq!(number.birth_date(TODAY), Some(born));
        let text = number.number().expose();
        prop_assert_eq!(&typed(text, TODAY).unwrap(), text);
    }
}
