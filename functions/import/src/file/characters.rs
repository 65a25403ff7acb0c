//! What a cell may be made of. One form for each letter (Unicode NFC), no control characters, and
//! no signs that nobody sees: pasted from a contacts app or a web page they come along unnoticed.

use icu_normalizer::ComposingNormalizerBorrowed;

/// A cell as its file has it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Cell {
    Text(String),
    /// Was a number to whoever wrote the file, so that zeros in front of it are lost.
    Number(String),
    TooLong,
    /// Bytes that make no text; a list or an object in JSON.
    Unreadable,
    /// An error value of a spreadsheet, such as `#N/A`.
    Error,
}

/// The error values that spreadsheets write into CSV, in the languages whose files come here.
const ERRORS: &[&str] = &[
    "#N/A",
    "#I/T",
    "#SAKNAS!",
    "#REF!",
    "#REFERENS!",
    "#REFERENCE!",
    "#VALUE!",
    "#VERDI!",
    "#VÄRDEFEL!",
    "#VÆRDI!",
    "#NAME?",
    "#NAVN?",
    "#NAMN?",
    "#DIV/0!",
    "#DIVISION/0!",
    "#NUM!",
    "#OGILTIGT!",
    "#NULL!",
    "#SKÄRNING!",
    "#SPILL!",
    "#CALC!",
];

impl Cell {
    /// The bytes are UTF-8, unless they were cut off for being too long.
    pub(super) fn of_bytes(bytes: &[u8], is_too_long: bool) -> Self {
        match std::str::from_utf8(bytes) {
            _ if is_too_long => Self::TooLong,
            Ok(text) if text.starts_with('#') && ERRORS.contains(&text.trim()) => Self::Error,
            Ok(text) => Self::Text(text.to_owned()),
            Err(_) => Self::Unreadable,
        }
    }

    pub(super) const fn empty() -> Self {
        Self::Text(String::new())
    }

    pub(super) fn is_blank(&self) -> bool {
        // The sign by which DOS ended a text file stands behind the last line.
        let is_layout = |c: char| c.is_whitespace() || is_invisible(c) || c == '\u{1a}';
        matches!(self, Self::Text(text) if text.chars().all(is_layout))
    }

    pub(super) fn has_invisible(&self) -> bool {
        matches!(self, Self::Text(text) if !text.is_ascii() && text.contains(is_invisible))
    }
}

/// Whether line breaks within the text are mere layout.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// As in an address or a number: a line break is a wrong character.
    OneWord,
    /// As in a department's name: white space of any kind and length is one space.
    Prose,
}

/// Zero width, turning the direction of writing, or a hyphen that shows at a line's end alone. Not
/// the joiners (U+200C, U+200D): names in some scripts are spelt with them.
const fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206f}' | '\u{feff}'
    )
}

/// The text trimmed and normalised, without signs that nobody sees; None where it holds what no
/// text may hold.
pub(super) fn clean(text: &str, layout: Layout) -> Option<String> {
    let seen: String;
    let text = if !text.is_ascii() && text.contains(is_invisible) {
        seen = text.replace(is_invisible, "");
        seen.trim()
    } else {
        text.trim()
    };
    let is_wrong = |c: char| match c {
        '\n' | '\r' | '\t' => layout == Layout::OneWord,
        // Lost in an encoding.
        '\u{fffd}' => true,
        c => c.is_control(),
    };
    if text.chars().any(is_wrong) {
        return None;
    }
    let text = if layout == Layout::Prose {
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    } else {
        text.to_owned()
    };
    if text.is_ascii() {
        return Some(text);
    }
    Some(
        ComposingNormalizerBorrowed::new_nfc()
            .normalize(&text)
            .into_owned(),
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn letters_get_one_form_and_prose_one_space() {
        let decomposed = " A\u{30a}se\u{a0} \r\n Bjo\u{308}rk\t";
        assert_eq!(clean(decomposed, Layout::Prose).unwrap(), "Åse Björk");
        assert_eq!(clean(decomposed, Layout::OneWord), None);
        assert_eq!(clean("  ", Layout::OneWord).unwrap(), "");
    }

    #[test]
    fn what_no_text_may_hold_is_refused() {
        for wrong in ["a\u{7}b", "a\0b", "a\u{fffd}", "\u{85}a\u{9f}b"] {
            assert_eq!(clean(wrong, Layout::Prose), None, "{wrong:?}");
        }
    }

    #[test]
    fn what_nobody_sees_is_left_out_and_what_joins_letters_stays() {
        for (pasted, seen) in [
            ("\u{202a}+47 912 34 567\u{202c}", "+47 912 34 567"),
            ("cf3@example.com\u{200b}", "cf3@example.com"),
            ("\u{feff}\u{feff}e-post ", "e-post"),
            (" \u{200f} A\u{ad}da \u{2060}", "Ada"),
            ("a\u{202e}b", "ab"),
            ("\u{200b}", ""),
            ("نی\u{200c}ما", "نی\u{200c}ما"),
        ] {
            assert_eq!(clean(pasted, Layout::OneWord).unwrap(), seen, "{pasted:?}");
        }
        assert!(Cell::Text("\u{200b} \u{1a}".to_owned()).is_blank());
    }

    #[test]
    fn error_values_of_spreadsheets_are_told_from_texts() {
        for (text, cell) in [
            ("#N/A", Cell::Error),
            ("#VÄRDEFEL! ", Cell::Error),
            ("#1", Cell::Text("#1".to_owned())),
            ("N/A", Cell::Text("N/A".to_owned())),
        ] {
            assert_eq!(Cell::of_bytes(text.as_bytes(), false), cell);
        }
    }

    proptest! {
        #[test]
        fn clean_text_stays_as_it_is(text in ".{0,40}") {
            if let Some(once) = clean(&text, Layout::Prose) {
                let again = clean(&once, Layout::Prose);
                prop_assert_eq!(again.as_deref(), Some(once.trim()));
            }
        }
    }
}
