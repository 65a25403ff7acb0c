//! The pages about consent, in every state.

use super::super::{ConsentPage, ConsentsPage, GivenConsent, Page};
use super::Named;

pub(super) fn consents(mark: &str) -> Vec<Named> {
    let say = |text: &str| format!("{text}{mark}");
    let items = |all: &[&str]| all.iter().map(|item| (*item).to_owned()).collect();
    let asked = |all: &[&str]| -> Box<dyn Page> {
        Box::new(ConsentPage {
            app: say("Foreningen Rognbær"),
            person: say("Bokhylle Sommerregn"),
            items: items(all),
            shown: say("5h0wn"),
        })
    };
    let listed = |given| -> Box<dyn Page> { Box::new(ConsentsPage { given }) };
    let api = say("https://api.example.com/members");
    let all = [
        "profile",
        "email",
        "phone",
        "address",
        "employment",
        "rights",
        "national_id",
        "offline_access",
        api.as_str(),
    ];
    let given = GivenConsent {
        client: say("union"),
        tenant: say("granvik"),
        app: say("Foreningen Rognbær"),
        employer: say("Granvik kommune"),
        items: items(&["profile", "email"]),
    };
    vec![
        ("consent/little", asked(&[])),
        ("consent/all", asked(&all)),
        ("consents/given", listed(Some(vec![given]))),
        ("consents/none", listed(Some(Vec::new()))),
        ("consents/logged-out", listed(None)),
    ]
}
