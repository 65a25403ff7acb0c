//! What Kobling says, in five languages: Fluent messages embedded from `texts/*.ftl`, each
//! reached through a method of [`Words`], so a missing text or argument does not compile.
//! Sentences live in the `.ftl` files alone; which language applies is decided in `language`.

mod dates;
mod language;
mod sort;
mod values;
mod words;

#[cfg(test)]
pub(crate) mod tests;

use std::sync::LazyLock;

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};

pub use language::Language;
pub use values::{Count, Seconds, Text, unbroken};
pub use words::Told;

type Bundle = FluentBundle<FluentResource>;

/// Parsed at first use, each on its own: a cold start pays for the language it speaks.
static BUNDLES: [LazyLock<Bundle>; 5] = [
    LazyLock::new(|| bundle(Language::Nb)),
    LazyLock::new(|| bundle(Language::Nn)),
    LazyLock::new(|| bundle(Language::Sv)),
    LazyLock::new(|| bundle(Language::Da)),
    LazyLock::new(|| bundle(Language::En)),
];

/// The texts of one language; cheap to copy and pass on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words(Language);

impl Words {
    pub const fn in_language(language: Language) -> Self {
        Self(language)
    }

    pub const fn language(self) -> Language {
        self.0
    }

    /// The text of message `id`, or of its attribute. The tests hold that every id a method of
    /// `Words` names is there in all languages with the same variables, so the fallback (the id
    /// itself, and a line in the log) is for builds that skipped them.
    fn say(self, id: &'static str, part: Option<&'static str>, args: &[Argument<'_>]) -> String {
        #[cfg(test)]
        tests::note(id, part);
        let bundle = LazyLock::force(&BUNDLES[self.0 as usize]);
        let message = bundle.get_message(id);
        let pattern = match part {
            None => message.and_then(|message| message.value()),
            Some(part) => message
                .and_then(|message| message.get_attribute(part))
                .map(|attribute| attribute.value()),
        };
        let Some(pattern) = pattern else {
            debug_assert!(false, "{id} {part:?} is not in {:?}", self.0);
            tracing::error!(text = id, language = self.0.code(), "text is missing");
            return id.to_owned();
        };
        let args: FluentArgs<'_> = args.iter().cloned().collect();
        let mut errors = Vec::new();
        let said = bundle
            .format_pattern(pattern, Some(&args), &mut errors)
            .into_owned();
        debug_assert!(errors.is_empty(), "{id} in {:?}: {errors:?}", self.0);
        said
    }
}

/// One named value for a message.
type Argument<'a> = (&'static str, FluentValue<'a>);

fn bundle(language: Language) -> Bundle {
    let locale = language.code().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![locale]);
    // The isolation marks are for mixed writing directions; in a code or an address that someone
    // copies they would be invisible foreign characters.
    bundle.set_use_isolating(false);
    // A file with a mistake still gives its other messages; the tests find the mistake.
    let (Ok(resource) | Err((resource, _))) = FluentResource::try_new(language.source().to_owned());
    if bundle.add_resource(resource).is_err() {
        tracing::error!(language = language.code(), "a text is there twice");
    }
    bundle
}
