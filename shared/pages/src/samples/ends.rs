//! The pages on which a login ends, at the app or by the person's wish.

use super::Named;
use crate::{LogoutPage, ToAppPage};

pub(super) fn ends(mark: &str) -> Vec<Named> {
    let say = |text: &str| format!("{text}{mark}");
    vec![
        (
            "logout/asked",
            Box::new(LogoutPage {
                back: Some(say("/t/granvik")),
                has_consents: true,
            }),
        ),
        (
            "to-app",
            Box::new(ToAppPage {
                action: say("https://hrm.example.com/callback"),
                fields: vec![(say("code"), say("c0de")), (say("state"), say("st4te"))],
            }),
        ),
    ]
}
