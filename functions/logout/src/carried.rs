//! What an app asked for, on its way from the app's form to an address, and from our page to its
//! answer: sealed, since an ID token says who somebody is, and addresses stay in histories and logs.

use kobling_keys::{Prover, SHORT_LIFE};
use kobling_web::Visit;
use serde::{Deserialize, Serialize};

/// What of a request is looked at.
const CARRIED: &[&str] = &[
    "id_token_hint",
    "client_id",
    "post_logout_redirect_uri",
    "state",
    "ui_locales",
];
/// The parameter and the field that it stands in.
pub const NAME: &str = "request";
/// What an address can hold on the whole way, in bytes. What is longer is left behind: the person
/// is asked, and there is no way back to the app.
const ADDRESS_MAXIMUM: usize = 6000;
/// Seconds within which a person decides.
const ON_THE_WAY: i64 = 3600;
const _: () = assert!(ON_THE_WAY <= SHORT_LIFE);
/// What the sealed word is for.
const PURPOSE: &str = "logout request";

#[derive(Serialize, Deserialize)]
struct Carried {
    parameters: Vec<(String, String)>,
    until: i64,
}

/// Seals the parameters; none where there are none.
pub fn seal(visit: &Visit, prover: &Prover, parameters: &[(String, String)]) -> Option<String> {
    let kept = known(parameters);
    if kept.is_empty() {
        return None;
    }
    let carried = Carried {
        parameters: kept,
        until: visit.app.now() + ON_THE_WAY,
    };
    let plain = serde_json::to_vec(&carried).ok()?;
    prover.seal(PURPOSE, &plain, visit.app.random())
}

/// What was sealed here, and not too long ago.
pub fn open(prover: &Prover, sealed: &str, now: i64) -> Option<Vec<(String, String)>> {
    let plain = prover.open(PURPOSE, sealed)?;
    let carried: Carried = serde_json::from_slice(&plain).ok()?;
    (now < carried.until).then_some(carried.parameters)
}

/// The page that goes on with it.
pub fn address(sealed: Option<&str>) -> String {
    match sealed {
        Some(sealed) if sealed.len() <= ADDRESS_MAXIMUM => format!("/logout?{NAME}={sealed}"),
        _ => "/logout".to_owned(),
    }
}

fn known(parameters: &[(String, String)]) -> Vec<(String, String)> {
    let kept = parameters.iter();
    kept.filter(|(name, _)| CARRIED.contains(&name.as_str()))
        .cloned()
        .collect()
}

#[cfg(test)]
mod tests {
    use kobling_protocol::decode;

    use super::*;

    #[test]
    fn of_an_apps_form_what_is_known_goes_on_and_no_more() {
        let form = decode(b"state=a%26b&csrf=x&action=y&client_id=hrm&lang=en");
        assert_eq!(known(&form), decode(b"state=a%26b&client_id=hrm"));
        assert_eq!(address(Some("abc")), "/logout?request=abc");
        assert_eq!(address(None), "/logout");
        assert_eq!(address(Some(&"s".repeat(ADDRESS_MAXIMUM + 1))), "/logout");
    }
}
