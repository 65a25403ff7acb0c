//! Which numbers the broker's people may have: the register's test serials with a right date and
//! check digit, so that nobody logs in with the number of someone who lives.

/// Whether twelve digits are a personnummer with one of the serials (980 to 999) that Sweden's
/// register uses for its test people.
pub fn is_test_number(text: &str) -> bool {
    let digits: Vec<u32> = text.chars().filter_map(|c| c.to_digit(10)).collect();
    if digits.len() != 12 || text.len() != 12 {
        return false;
    }
    let value = |from: usize, to: usize| digits[from..to].iter().fold(0, |n, d| n * 10 + d);
    let is_dated = (1890..2100).contains(&value(0, 4))
        && (1..=12).contains(&value(4, 6))
        && (1..=31).contains(&value(6, 8));
    let sum: u32 = digits[2..]
        .iter()
        .rev()
        .enumerate()
        .map(|(at, digit)| {
            let weighed = if at % 2 == 1 { digit * 2 } else { *digit };
            weighed / 10 + weighed % 10
        })
        .sum();
    is_dated && (980..=999).contains(&value(8, 11)) && sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::is_test_number;

    #[test]
    fn the_registers_own_are_taken_and_others_are_not() {
        for (text, is) in [
            ("198507099805", true),
            ("189001189811", true),
            ("198507099806", false),
            ("8507099805", false),
            ("19850709-9805", false),
            ("201701012393", false),
            ("", false),
        ] {
            assert_eq!(is_test_number(text), is, "{text}");
        }
    }
}
