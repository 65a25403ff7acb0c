//! Norway's numbers: the register's own examples, a table of refusals, and properties.

use proptest::prelude::*;
use time::{Date, macros::date};

use super::{CheckDigits, Fault, Kind, NorwegianNumber, Rules, with_check_digits};

const TODAY: Rules = Rules {
    check_digits: CheckDigits::Until2031,
    synthetic: false,
};
const IN_2032: Rules = Rules {
    check_digits: CheckDigits::From2032,
    synthetic: false,
};
const TEST_TENANT: Rules = Rules {
    check_digits: CheckDigits::Until2031,
    synthetic: true,
};

fn fault(text: &str, rules: Rules) -> Option<Fault> {
    NorwegianNumber::parse(text, rules).err()
}

/// A number with right check digits from nine digits, or the next one that has them.
fn completed(nine: &str) -> String {
    let start: u32 = nine.parse().unwrap();
    (start..)
        .find_map(|nine| {
            let mut digits = [0; 11];
            for (slot, byte) in digits.iter_mut().zip(format!("{nine:09}").bytes()) {
                *slot = byte - b'0';
            }
            with_check_digits(digits)
        })
        .unwrap()
        .iter()
        .map(|digit| char::from(b'0' + digit))
        .collect()
}

#[test]
fn the_registers_examples_for_2032() {
    for (text, today, in_2032) in [
        ("02013299997", None, None),
        ("30108299920", None, None),
        ("30108299939", Some(Fault::CheckDigits), None),
    ] {
        assert_eq!(fault(text, TODAY), today, "{text}");
        assert_eq!(fault(text, IN_2032), in_2032, "{text}");
    }
}

#[test]
fn the_rule_changes_with_the_year() {
    assert_eq!(
        CheckDigits::on(date!(2031 - 12 - 31)),
        CheckDigits::Until2031
    );
    assert_eq!(
        CheckDigits::on(date!(2032 - 01 - 01)),
        CheckDigits::From2032
    );
}

#[test]
fn first_remainders_0_to_3_and_no_others_hold_in_2032() {
    // Ten numbers that differ in the first check digit only (and the second to match) leave
    // ten different remainders.
    let base = [3, 0, 1, 0, 8, 2, 9, 9, 9];
    let mut held = Vec::new();
    for first in 0..10u8 {
        for second in 0..10u8 {
            let mut digits = [0; 11];
            digits[..9].copy_from_slice(&base);
            (digits[9], digits[10]) = (first, second);
            let text: String = digits.iter().map(|d| char::from(b'0' + d)).collect();
            let (remainder, _) = super::remainders(&digits);
            match fault(&text, IN_2032) {
                None => held.push(remainder),
                Some(fault) => assert_eq!(fault, Fault::CheckDigits, "{text}"),
            }
            if remainder != 0 {
                assert_eq!(fault(&text, TODAY), Some(Fault::CheckDigits), "{text}");
            }
        }
    }
    assert!(!held.is_empty());
    assert!(held.iter().all(|remainder| *remainder <= 3), "{held:?}");
    assert!(held.iter().any(|remainder| *remainder > 0), "{held:?}");
}

#[test]
fn kinds_are_told_apart_and_the_marked_ones_refused_outside_test_tenants() {
    struct Row {
        nine: &'static str,
        outside: Option<Fault>,
        inside: Result<(Kind, bool), Fault>,
    }
    let table = [
        Row {
            nine: "010190100",
            outside: None,
            inside: Ok((Kind::BirthNumber, false)),
        },
        Row {
            nine: "410190100",
            outside: None,
            inside: Ok((Kind::DNumber, false)),
        },
        Row {
            nine: "710190100",
            outside: None,
            inside: Ok((Kind::DNumber, false)),
        },
        Row {
            nine: "018190100",
            outside: Some(Fault::Synthetic),
            inside: Ok((Kind::BirthNumber, true)),
        },
        Row {
            nine: "418190100",
            outside: Some(Fault::Synthetic),
            inside: Ok((Kind::DNumber, true)),
        },
        Row {
            nine: "014190100",
            outside: Some(Fault::HelpNumber),
            inside: Ok((Kind::BirthNumber, true)),
        },
        Row {
            nine: "000190100",
            outside: Some(Fault::NoSuchDate),
            inside: Err(Fault::NoSuchDate),
        },
        Row {
            nine: "320190100",
            outside: Some(Fault::NoSuchDate),
            inside: Err(Fault::NoSuchDate),
        },
        Row {
            nine: "400190100",
            outside: Some(Fault::NoSuchDate),
            inside: Err(Fault::NoSuchDate),
        },
        Row {
            nine: "720190100",
            outside: Some(Fault::NoSuchDate),
            inside: Err(Fault::NoSuchDate),
        },
        Row {
            nine: "010090100",
            outside: Some(Fault::NoSuchDate),
            inside: Err(Fault::NoSuchDate),
        },
        Row {
            nine: "011390100",
            outside: Some(Fault::NoSuchDate),
            inside: Err(Fault::NoSuchDate),
        },
        Row {
            nine: "018090100",
            outside: Some(Fault::NoSuchDate),
            inside: Err(Fault::NoSuchDate),
        },
        Row {
            nine: "019390100",
            outside: Some(Fault::NoSuchDate),
            inside: Err(Fault::NoSuchDate),
        },
        Row {
            nine: "310490100",
            outside: Some(Fault::NoSuchDate),
            inside: Err(Fault::NoSuchDate),
        },
        Row {
            nine: "290289100",
            outside: Some(Fault::NoSuchDate),
            inside: Err(Fault::NoSuchDate),
        },
        Row {
            nine: "290288100",
            outside: None,
            inside: Ok((Kind::BirthNumber, false)),
        },
        Row {
            nine: "290200500",
            outside: None,
            inside: Ok((Kind::BirthNumber, false)),
        },
    ];
    for Row {
        nine,
        outside,
        inside,
    } in table
    {
        let text = completed(nine);
        assert_eq!(fault(&text, TODAY), outside, "{nine}");
        let found = NorwegianNumber::parse(&text, TEST_TENANT)
            .map(|number| (number.kind(), number.is_synthetic()));
        assert_eq!(found, inside, "{nine}");
    }
}

#[test]
fn texts_that_are_not_eleven_digits_are_refused() {
    for text in [
        "",
        "0101901001",
        "010190100111",
        "01019O10011",
        "+1019010011",
        "01019010-11",
        " 02013299997",
        "٠٢٠١٣٢٩٩٩٩٧",
        "０２０１３２９９９９７",
    ] {
        assert_eq!(fault(text, TODAY), Some(Fault::NotElevenDigits), "{text:?}");
    }
}

#[test]
fn typed_numbers_may_hold_white_space() {
    for text in [
        "020132 99997",
        " 02 01 32 999 97\n",
        "020132\u{a0}99997",
        "020132\u{202f}99997",
    ] {
        let number = NorwegianNumber::parse_typed(text, TODAY).unwrap();
        assert_eq!(number.number().expose(), "02013299997");
    }
    let padded = format!("02013299997{}", " ".repeat(60));
    assert!(NorwegianNumber::parse_typed(&padded, TODAY).is_err());
    assert!(NorwegianNumber::parse_typed("020132-99997", TODAY).is_err());
}

#[test]
fn the_birth_date_is_told_by_todays_series_only() {
    let today = date!(2026 - 11 - 22);
    let born = |text: &str, rules, on| NorwegianNumber::parse(text, rules).unwrap().birth_date(on);
    let old = completed("010190100");
    assert_eq!(born(&old, TODAY, today), Some(date!(1990 - 01 - 01)));
    assert_eq!(born(&old, IN_2032, today), Some(date!(1990 - 01 - 01)));
    assert_eq!(born(&old, IN_2032, date!(2032 - 01 - 01)), None);
    assert_eq!(
        born(&completed("010115600"), TODAY, today),
        Some(date!(2015 - 01 - 01))
    );
    assert_eq!(
        born(&completed("010160600"), TODAY, today),
        Some(date!(1860 - 01 - 01))
    );
    assert_eq!(
        born(&completed("010145920"), TODAY, today),
        Some(date!(1945 - 01 - 01))
    );
    assert_eq!(
        born(&completed("410190100"), TODAY, today),
        None,
        "a D-number"
    );
    assert_eq!(born("30108299939", IN_2032, today), None, "the new series");
    assert_eq!(born("02013299997", TODAY, today), None, "2032 lies ahead");
    assert_eq!(
        born(&completed("018190100"), TEST_TENANT, today),
        Some(date!(1990 - 01 - 01))
    );
}

#[test]
fn nothing_of_the_number_is_shown() {
    let number = NorwegianNumber::parse("02013299997", TODAY).unwrap();
    let shown = format!(
        "{number:?} {:?} {:?}",
        number.number(),
        fault("30108299939", TODAY)
    );
    assert!(!shown.chars().any(|c| c.is_ascii_digit()), "{shown}");
}

#[test]
fn a_day_has_hundreds_of_synthetic_numbers_all_different() {
    let numbers: Vec<String> = (0..)
        .map_while(|serial| NorwegianNumber::synthetic(date!(1975 - 06 - 15), serial))
        .map(|number| number.into_number().expose().clone())
        .collect();
    // 600 individual numbers, of which about 1 in 6 has a check digit of 10.
    assert!((450..600).contains(&numbers.len()), "{}", numbers.len());
    let different: std::collections::BTreeSet<_> = numbers.iter().collect();
    assert_eq!(different.len(), numbers.len());
    assert!(NorwegianNumber::synthetic(date!(1853 - 12 - 31), 0).is_none());
    assert!(NorwegianNumber::synthetic(date!(2040 - 01 - 01), 0).is_none());
}

fn days() -> impl Strategy<Value = Date> {
    (date!(1854 - 01 - 01).to_julian_day()..=date!(2026 - 11 - 22).to_julian_day())
        .prop_map(|day| Date::from_julian_day(day).unwrap())
}

proptest! {
    #[test]
    fn a_synthetic_number_parses_and_tells_its_birth_date(birth in days(), serial in 0u16..150) {
        let Some(number) = NorwegianNumber::synthetic(birth, serial) else {
            // 1854 to 1899 have 250 individual numbers a day, so 150 are always there.
            return Err(TestCaseError::fail("no number"));
        };
        let text = number.number().expose().clone();
        prop_assert!(number.is_synthetic());
        prop_assert_eq!(number.birth_date(date!(2026 - 11 - 22)), Some(birth));
        prop_assert_eq!(fault(&text, TODAY), Some(Fault::Synthetic));
        prop_assert_eq!(fault(&text, TEST_TENANT), None);
        let newer = Rules { check_digits: CheckDigits::From2032, synthetic: true };
        prop_assert_eq!(fault(&text, newer), None);
    }

    #[test]
    fn one_wrong_digit_or_two_swapped_are_noticed(
        birth in days(), serial in 0u16..150, at in 0usize..11, by in 1u8..10,
    ) {
        let number = NorwegianNumber::synthetic(birth, serial).unwrap();
        let mut digits = number.digits;
        digits[at] = (digits[at] + by) % 10;
        let text: String = digits.iter().map(|d| char::from(b'0' + d)).collect();
        prop_assert_eq!(fault(&text, TEST_TENANT), Some(Fault::CheckDigits));

        let mut swapped = number.digits;
        swapped.swap(at, (at + 1) % 10);
        if swapped != number.digits {
            let text: String = swapped.iter().map(|d| char::from(b'0' + d)).collect();
            prop_assert!(fault(&text, TEST_TENANT).is_some());
        }
    }

    #[test]
    fn any_text_is_read_or_refused_without_panic(text in ".{0,80}") {
        let typed = NorwegianNumber::parse_typed(&text, TEST_TENANT);
        if let Ok(number) = typed {
            prop_assert_eq!(number.number().expose().len(), 11);
        }
    }
}
