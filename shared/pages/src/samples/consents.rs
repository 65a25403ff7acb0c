//! The pages about consent, in every state.

use super::Named;
use crate::{ConsentItem, ConsentPage, ConsentsPage, GivenConsent, Page};

pub(super) fn consents(mark: &str) -> Vec<Named> {
    let say = |text: &str| format!("{text}{mark}");
    let items = |all: &[&str]| all.iter().map(|item| (*item).to_owned()).collect();
    let asked = |all: &[&str]| -> Box<dyn Page> {
        let value = |of: &str| match of {
            "profile" => Some(say("Bokhylle Sommerregn")),
            "email" => Some(say("bokhylle@granvik.example.com")),
            _ => None,
        };
        let items = all.iter().map(|of| ConsentItem {
            of: (*of).to_owned(),
            value: value(of),
        });
        Box::new(ConsentPage {
            app: say("Foreningen Rognbær"),
            person: say("Bokhylle Sommerregn"),
            items: items.collect(),
            policy: (!all.is_empty()).then(|| say("https://union.example.com/privacy")),
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
        items: items(&["email", "offline_access", "profile"]),
    };
    vec![
        ("consent/little", asked(&[])),
        ("consent/all", asked(&all)),
        ("consents/given", listed(Some(vec![given]))),
        ("consents/none", listed(Some(Vec::new()))),
        ("consents/logged-out", listed(None)),
    ]
}
