//! Norwegian national identity numbers, as far as a test environment takes them: eleven digits
//! DDMMYY, three of the individual number, two check digits (Skatteetaten, the rules in force and
//! those from 2032). Numbers that a living person may have are refused.

const WEIGHTS_1: [u32; 9] = [3, 7, 6, 1, 8, 9, 4, 5, 2];
const WEIGHTS_2: [u32; 10] = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2];

/// Whether the text is a number of one of the artificial forms: 80 added to the month (Tenor's
/// people), 40 added to the month (the older synthetic form), or 40 added to the day (D-numbers, also
/// together with these), with a day that exists and right check digits under the present rule or
/// that of 2032.
pub fn is_synthetic_number(text: &str) -> bool {
    let Some(digits) = eleven_digits(text) else {
        return false;
    };
    let two = |at: usize| digits[at] * 10 + digits[at + 1];
    let (day, d_number) = match two(0) {
        day @ 1..=31 => (day, false),
        day @ 41..=71 => (day - 40, true),
        _ => return false,
    };
    let (month, synthetic_month) = match two(2) {
        month @ 1..=12 => (month, false),
        month @ 41..=52 => (month - 40, true),
        month @ 81..=92 => (month - 80, true),
        _ => return false,
    };
    (d_number || synthetic_month) && day <= longest(month) && check_digits_hold(&digits)
}

fn eleven_digits(text: &str) -> Option<[u32; 11]> {
    let mut digits = [0; 11];
    let mut characters = text.chars();
    for digit in &mut digits {
        *digit = characters.next()?.to_digit(10)?;
    }
    characters.next().is_none().then_some(digits)
}

/// Days in the month, in a leap year: the number does not say in which century it was.
fn longest(month: u32) -> u32 {
    match month {
        2 => 29,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The first check digit leaves 0 (from 2032 also 1, 2 or 3), the second 0.
fn check_digits_hold(digits: &[u32; 11]) -> bool {
    let sum = |weights: &[u32]| -> u32 {
        weights
            .iter()
            .zip(digits)
            .map(|(weight, digit)| weight * digit)
            .sum()
    };
    (sum(&WEIGHTS_1) + digits[9]) % 11 <= 3 && (sum(&WEIGHTS_2) + digits[10]).is_multiple_of(11)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The number that begins with these nine digits, with its check digits of today's rule.
    fn complete(first_nine: &str) -> Option<String> {
        (0..100)
            .map(|check| format!("{first_nine}{check:02}"))
            .find(|number| {
                let digits = eleven_digits(number).unwrap();
                let sum: u32 = WEIGHTS_1.iter().zip(digits).map(|(w, d)| w * d).sum();
                (sum + digits[9]).is_multiple_of(11) && check_digits_hold(&digits)
            })
    }

    #[test]
    fn skatteetatens_examples_are_taken_under_both_rules() {
        assert!(check_digits_hold(&eleven_digits("02013299997").unwrap()));
        assert!(check_digits_hold(&eleven_digits("30108299920").unwrap()));
        assert!(check_digits_hold(&eleven_digits("30108299939").unwrap()));
    }

    #[test]
    fn tenor_numbers_synthetic_months_and_d_numbers_are_taken() {
        for first_nine in [
            "018190123",
            "014190123",
            "410190123",
            "418190120",
            "298492120",
        ] {
            let number = complete(first_nine).unwrap();
            assert!(is_synthetic_number(&number), "{number}");
        }
    }

    #[test]
    fn numbers_that_a_person_may_have_are_refused() {
        let number = complete("010190120").unwrap();
        assert!(!is_synthetic_number(&number), "{number}");
    }

    #[test]
    fn a_changed_check_digit_a_wrong_day_and_other_texts_are_refused() {
        let right = complete("018190123").unwrap();
        let last = right.chars().last().unwrap().to_digit(10).unwrap();
        let wrong = format!("{}{}", &right[..10], (last + 1) % 10);
        assert!(!is_synthetic_number(&wrong));
        for first_nine in [
            "318490120",
            "008190120",
            "328190120",
            "308290120",
            "019390120",
        ] {
            let number = complete(first_nine).unwrap();
            assert!(!is_synthetic_number(&number), "{number}");
        }
        for text in [
            "",
            "0181901234",
            "018190123456",
            "0181901234x",
            "٠١٨١٩٠١٢٣٤٥",
        ] {
            assert!(!is_synthetic_number(text), "{text}");
        }
    }
}
