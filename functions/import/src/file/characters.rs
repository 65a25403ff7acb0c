//! What a cell may be made of. One form for each letter (Unicode NFC), no control characters, and
//! nothing that turns the direction of writing and so shows another text than stands there.

use icu_normalizer::ComposingNormalizerBorrowed;

/// A cell as its file has it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Cell {
    Text(String),
    /// Was a number to whoever wrote the file, so that zeros in front of it are lost.
    Number(String),
    TooLong,
    /// Bytes that are no text; a list or an object in JSON.
    Unreadable,
    /// An error value of a spreadsheet, such as `#N/A`.
    Error,
}

impl Cell {
    /// The bytes are UTF-8, unless they were cut off for being too long.
    pub(super) fn of_bytes(bytes: &[u8], is_too_long: bool) -> Self {
        match std::str::from_utf8(bytes) {
            _ if is_too_long => Self::TooLong,
            Ok(text) => Self::Text(text.to_owned()),
            Err(_) => Self::Unreadable,
        }
    }

    pub(super) const fn empty() -> Self {
        Self::Text(String::new())
    }

    pub(super) fn is_blank(&self) -> bool {
        matches!(self, Self::Text(text) if text.trim().is_empty())
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

/// The text trimmed and normalised; None where it holds what no text may hold.
pub(super) fn clean(text: &str, layout: Layout) -> Option<String> {
    let text = text.trim();
    let is_wrong = |c: char| match c {
        '\n' | '\r' | '\t' => layout == Layout::OneWord,
        // Lost in an encoding; turning the direction of writing.
        '\u{fffd}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => true,
        // A mark of encoding that got between the texts; zero width, to hide something.
        '\u{feff}' | '\u{200b}' => true,
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
        for wrong in [
            "a\u{7}b",
            "a\0b",
            "a\u{202e}b",
            "a\u{fffd}",
            "\u{85}a\u{9f}b",
            "a\u{200b}",
        ] {
            assert_eq!(clean(wrong, Layout::Prose), None, "{wrong:?}");
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
