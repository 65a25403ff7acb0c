//! Every page in every state, with artificial people and places: for tests, screenshots, review.
//! A new page or variant belongs here; the tests see to it, as they miss its texts otherwise.

mod codes;
mod consents;
mod devices;
mod ends;
mod fields;
mod gallery;
mod notices;
mod parts;
mod steps;

use super::{Brand, Chrome, HelpDesk, Page, Rgb, Who};
use crate::texts::Language;

/// 3 March 2026, 14:05 in Oslo.
pub(super) const MOMENT: i64 = 1_772_543_100;

/// One page in one state.
pub struct Sample {
    /// `page/state`, such as `code/wrong`.
    pub name: &'static str,
    page: Box<dyn Page>,
    mark: String,
}

impl Sample {
    /// The whole HTML document, as it would be for a tenant or, without one, for nobody yet.
    pub fn render(&self, language: Language, tenant: Option<&Brand>) -> String {
        let say = |text: &str| Some(format!("{text}{}", self.mark));
        let of_no_app = ["notice/", "parts/"];
        let of_no_app = of_no_app.iter().any(|begin| self.name.starts_with(begin));
        let bare = self.name.starts_with("choose-tenant/") || self.name == "notice/tenant-unknown";
        self.page.render(&Chrome {
            language,
            tenant: tenant.filter(|_| !bare),
            csrf: say("c5rfT0ken"),
            request: say("r3qu3st"),
            here: format!("/link?r=r3qu3st{}", self.mark),
            app: say("Lønn og fravær").filter(|_| !of_no_app && !bare),
            who: self.who().filter(|_| !bare),
            reference: say("7KQ2-M4TD").filter(|_| self.name.starts_with("notice/")),
        })
    }

    /// Somebody who has shown an eID stands on the pages of a login.
    fn who(&self) -> Option<Who> {
        let of_a_login = [
            "address/",
            "existing-link/",
            "code/",
            "activation-code/",
            "notice/ended",
        ];
        let is_of_a_login = of_a_login.iter().any(|begin| self.name.starts_with(begin));
        is_of_a_login.then(|| Who {
            name: Who::short("Snøfrid", &format!("Øvre{}", self.mark))
                .filter(|_| !self.name.starts_with("activation-code/")),
            other: format!(
                "/authorize/resume?request=r3qu3st{}&person=another",
                self.mark
            ),
        })
    }
}

/// The tenant that samples are shown for.
pub fn sample_brand() -> Brand {
    marked_brand("")
}

/// All pages in all their states.
pub fn samples() -> Vec<Sample> {
    marked("")
}

pub(super) fn marked_brand(mark: &str) -> Brand {
    let say = |text: &str| format!("{text}{mark}");
    Brand {
        name: say("Granvik kommune"),
        logo: Some(say("/assets/tenant/granvik.png")),
        stylesheet: Some(say("/assets/tenant/granvik.css")),
        colour: Some(Rgb(0xff, 0xd1, 0x00)),
        help_desk: Some(HelpDesk {
            name: Some(say("Brukerstøtte, Servicetorget")),
            email: Some(say("hjelp@granvik.example.com")),
            phone: Some(say("+47 00 00 00 00")),
            url: Some(say("https://granvik.example.com/hjelp")),
        }),
    }
}

/// All of them, with `mark` at the end of every value that comes from outside.
pub(super) fn marked(mark: &str) -> Vec<Sample> {
    let mut all = steps::addresses(mark);
    all.extend(steps::accounts(mark));
    all.extend(codes::codes(mark));
    all.extend(steps::links(mark));
    all.extend(devices::devices(mark));
    all.extend(ends::ends(mark));
    all.extend(consents::consents(mark));
    all.extend(notices::notices(mark));
    all.extend(parts::parts(mark));
    all.into_iter()
        .map(|(name, page)| Sample {
            name,
            page,
            mark: mark.to_owned(),
        })
        .collect()
}

/// A sample's name and its page.
type Named = (&'static str, Box<dyn Page>);
