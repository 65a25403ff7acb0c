//! The order of names in a language's alphabet.

use super::Language;

impl Language {
    /// What to sort a name by: letters without regard to case, and those after `z` where this
    /// language has them: æ ø å in Norwegian and Danish (where `aa` is an å), å ä ö in Swedish.
    /// English has them beside a and o. Other marked letters stand with the plain ones.
    pub fn sort_key(self, name: &str) -> String {
        let lower = name.to_lowercase();
        let lower = match self {
            Self::Nb | Self::Nn | Self::Da => lower.replace("aa", "å"),
            Self::Sv | Self::En => lower,
        };
        let mut key = String::with_capacity(lower.len());
        for letter in lower.chars() {
            // What follows `z` in ASCII.
            let stands_for = match (self, letter) {
                (Self::En, 'å' | 'ä') | (_, 'á' | 'à') => Some("a"),
                (Self::En, 'æ') => Some("ae"),
                (Self::En, 'ø' | 'ö') => Some("o"),
                (_, 'é' | 'è') => Some("e"),
                (_, 'ü') => Some("y"),
                (Self::Sv, 'å') => Some("{"),
                (Self::Sv, 'ä' | 'æ') => Some("|"),
                (Self::Sv, 'ö' | 'ø') => Some("}"),
                (_, 'æ' | 'ä') => Some("{"),
                (_, 'ø' | 'ö') => Some("|"),
                (_, 'å') => Some("}"),
                _ => None,
            };
            match stands_for {
                Some(plain) => key.push_str(plain),
                None => key.push(letter),
            }
        }
        key
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_as_in_the_languages_alphabet() {
        let names = ["Åsnes", "Fjellvik", "Øygard", "Älvdal", "asker", "Aarvoll"];
        let sorted = |language: Language| {
            let mut names = names.to_vec();
            names.sort_by_key(|name| language.sort_key(name));
            names.join(" ")
        };
        let norwegian = "asker Fjellvik Älvdal Øygard Aarvoll Åsnes";
        assert_eq!(sorted(Language::Nb), norwegian);
        assert_eq!(sorted(Language::Nn), norwegian);
        assert_eq!(sorted(Language::Da), norwegian);
        assert_eq!(
            sorted(Language::Sv),
            "Aarvoll asker Fjellvik Åsnes Älvdal Øygard"
        );
        assert_eq!(
            sorted(Language::En),
            "Aarvoll Älvdal asker Åsnes Fjellvik Øygard"
        );
    }
}
