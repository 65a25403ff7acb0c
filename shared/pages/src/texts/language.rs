//! The five languages, and which of them a request gets: `ui_locales` (OpenID Connect Core
//! 3.1.2.1), `Accept-Language` (RFC 9110 section 12.5.4), language tags (RFC 5646).

/// How many entries of a header or parameter are looked at; more is not a person's choice.
const MOST_ENTRIES: usize = 32;

/// A language Kobling speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Language {
    /// Norwegian, Bokmål.
    Nb,
    /// Norwegian, Nynorsk.
    Nn,
    /// Swedish.
    Sv,
    /// Danish.
    Da,
    /// English.
    En,
}

impl Language {
    /// In the order in which pages offer them.
    pub const ALL: [Self; 5] = [Self::Nb, Self::Nn, Self::Sv, Self::Da, Self::En];

    /// The language tag, as in `<html lang>` and `?lang=`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Nb => "nb",
            Self::Nn => "nn",
            Self::Sv => "sv",
            Self::Da => "da",
            Self::En => "en",
        }
    }

    /// The language's name in the language itself.
    pub const fn native_name(self) -> &'static str {
        match self {
            Self::Nb => "Bokmål",
            Self::Nn => "Nynorsk",
            Self::Sv => "Svenska",
            Self::Da => "Dansk",
            Self::En => "English",
        }
    }

    pub(super) const fn source(self) -> &'static str {
        match self {
            Self::Nb => include_str!("../../texts/nb.ftl"),
            Self::Nn => include_str!("../../texts/nn.ftl"),
            Self::Sv => include_str!("../../texts/sv.ftl"),
            Self::Da => include_str!("../../texts/da.ftl"),
            Self::En => include_str!("../../texts/en.ftl"),
        }
    }

    /// The language that a tag such as `nb-NO`, `no`, `en_GB` or `no-nyn` asks for. `None` for
    /// any other language and for what is no tag; `se` is Northern Sami, not Swedish.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let tag = tag.trim();
        let (primary, rest) = tag.split_once(['-', '_']).unwrap_or((tag, ""));
        let is = |code: &str| primary.eq_ignore_ascii_case(code);
        // `no-nyn` and `no-bok` are the tags from before `nn` and `nb` were registered.
        let nynorsk = rest
            .get(..3)
            .is_some_and(|variant| variant.eq_ignore_ascii_case("nyn"));
        match () {
            () if is("nn") || (is("no") && nynorsk) => Some(Self::Nn),
            () if is("nb") || is("no") => Some(Self::Nb),
            () if is("sv") => Some(Self::Sv),
            () if is("da") => Some(Self::Da),
            () if is("en") => Some(Self::En),
            () => None,
        }
    }

    /// The language of a page: what the person chose here (`cookie`), else the app's
    /// `ui_locales` (space-separated, best first), else the browser's `Accept-Language`, else the
    /// tenant's default, else Bokmål. Of the two ways to write Norwegian a Norwegian tenant's is
    /// used, since browsers say `nb` or `no` for want of a choice. What cannot be understood is
    /// passed over.
    pub fn negotiate(
        ui_locales: Option<&str>,
        cookie: Option<&str>,
        tenant_default: Option<Self>,
        accept_language: Option<&str>,
    ) -> Self {
        cookie
            .and_then(Self::from_tag)
            .or_else(|| {
                let mut tags = ui_locales?.split_ascii_whitespace().take(MOST_ENTRIES);
                tags.find_map(Self::from_tag)
            })
            .or_else(|| {
                let wanted = Self::accepted(accept_language?)?;
                let own = tenant_default.filter(|own| own.is_norwegian());
                Some(own.filter(|_| wanted.is_norwegian()).unwrap_or(wanted))
            })
            .or(tenant_default)
            .unwrap_or(Self::Nb)
    }

    const fn is_norwegian(self) -> bool {
        matches!(self, Self::Nb | Self::Nn)
    }

    /// The best supported language of an `Accept-Language` value; at equal weight the first.
    fn accepted(header: &str) -> Option<Self> {
        let mut best: Option<(u16, Self)> = None;
        for entry in header.split(',').take(MOST_ENTRIES) {
            let (tag, weight) = match entry.split_once(';') {
                None => (entry, Some(1000)),
                Some((tag, parameter)) => (tag, thousandths(parameter)),
            };
            let (Some(language), Some(weight)) = (Self::from_tag(tag), weight) else {
                continue;
            };
            if weight > best.map_or(0, |(weight, _)| weight) {
                best = Some((weight, language));
            }
        }
        best.map(|(_, language)| language)
    }
}

/// `q=0.85` as 850; `None` unless it is a qvalue of RFC 9110 section 12.4.2 (at most three
/// decimals, not above one).
fn thousandths(parameter: &str) -> Option<u16> {
    let (name, value) = parameter.split_once('=')?;
    if !name.trim().eq_ignore_ascii_case("q") {
        return None;
    }
    let (whole, decimals) = value.trim().split_once('.').unwrap_or((value.trim(), ""));
    if decimals.len() > 3 || !decimals.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let fraction: u16 = format!("{decimals:0<3}").parse().ok()?;
    match whole {
        "0" => Some(fraction),
        "1" if fraction == 0 => Some(1000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::Language::{Da, En, Nb, Nn, Sv};
    use super::*;

    #[test]
    fn tags_lead_to_languages() {
        for (tag, language) in [
            ("no", Some(Nb)),
            ("nb-NO", Some(Nb)),
            ("NN_no", Some(Nn)),
            ("no-nyn", Some(Nn)),
            ("no-bok", Some(Nb)),
            (" sv-FI ", Some(Sv)),
            ("da", Some(Da)),
            ("en-GB-oed", Some(En)),
            ("se", None),
            ("norsk", None),
            ("", None),
            ("*", None),
            ("nbø", None),
            ("no-øøø", Some(Nb)),
        ] {
            assert_eq!(Language::from_tag(tag), language, "{tag}");
        }
    }

    #[test]
    fn the_persons_choice_is_stronger_than_the_apps_the_apps_than_the_browsers_than_the_tenants() {
        let negotiate = Language::negotiate;
        assert_eq!(negotiate(Some("sv"), Some("da"), Some(Nb), Some("en")), Da);
        assert_eq!(negotiate(Some("sv"), None, Some(Nb), Some("en")), Sv);
        assert_eq!(negotiate(None, None, Some(Nb), Some("en")), En);
        assert_eq!(negotiate(None, None, Some(Nn), None), Nn);
        assert_eq!(negotiate(None, None, None, None), Nb);
        assert_eq!(
            negotiate(Some("fr xx sv nb"), Some("klingon"), None, None),
            Sv
        );
    }

    #[test]
    fn a_norwegian_tenant_decides_how_norwegian_is_written_and_nothing_else_that_is_asked_for() {
        for (header, tenant, language) in [
            ("nb-NO,nb;q=0.9,no;q=0.8,nn;q=0.7,en;q=0.6", Nn, Nn),
            ("nn", Nb, Nb),
            ("en-GB,en;q=0.9,nb;q=0.8", Nn, En),
            ("pl, en;q=0.5", Nb, En),
            ("sv-SE", Nb, Sv),
            ("nn, sv;q=0.5", Sv, Nn),
            ("pl, de;q=0.5", Sv, Sv),
            ("*", Da, Da),
        ] {
            assert_eq!(
                Language::negotiate(None, None, Some(tenant), Some(header)),
                language,
                "{header} at {tenant:?}"
            );
        }
    }

    #[test]
    fn accept_language_is_weighed_and_rubbish_passed_over() {
        for (header, language) in [
            ("en;q=0.5, nn;q=0.9, *;q=0.1", Nn),
            ("fr, de;q=0.9, da;q=0.3", Da),
            ("sv, en", Sv),
            ("en;q=0, sv;q=0.001", Sv),
            ("en;q=2, sv;q=0.1", Sv),
            ("en;q=, sv;q=0.1234, da;q=.5, nn; q=0.2", Nn),
            (";;;,,,=", Nb),
            ("", Nb),
        ] {
            assert_eq!(
                Language::negotiate(None, None, None, Some(header)),
                language,
                "{header}"
            );
        }
    }

    proptest::proptest! {
        #[test]
        fn nothing_foreign_stops_it(a in ".{0,80}", b in ".{0,80}", c in ".{0,80}") {
            Language::negotiate(Some(&a), Some(&b), None, Some(&c));
        }
    }
}
