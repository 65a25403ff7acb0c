//! What userinfo says about a person (OpenID Connect Core sections 5.1 and 5.4). Names, address
//! and phone are those the tenant has for its employee; the account's own only fill gaps.

use kobling_base::clock::Timestamp;
use kobling_model::{
    apps::{Client, RequestedClaims},
    people::{Account, DirectoryUser, EmailAddress, Employment},
};
use serde_json::{Map, Value};

use super::national_id;

/// What an ID token says of the login; `tenant` is Kobling's own: the id of the tenant that the
/// login was for, in userinfo too.
const OF_THE_LOGIN: &[&str] = &[
    "iss",
    "sub",
    "aud",
    "exp",
    "iat",
    "auth_time",
    "nonce",
    "acr",
    "amr",
    "sid",
    "at_hash",
    "tenant",
];

/// The claims that can be given.
pub fn supported() -> impl Iterator<Item = &'static str> {
    let of_a_person = OPENED_BY.iter().flat_map(|(_, claims)| *claims);
    OF_THE_LOGIN.iter().chain(of_a_person).copied()
}

/// The scopes that mean something here. `employment`, `rights` and `national_id` are Kobling's own.
pub const SCOPES: &[&str] = &[
    "openid",
    "profile",
    "email",
    "phone",
    "address",
    "employment",
    "rights",
    national_id::SCOPE,
    "offline_access",
];

/// Which scope opens each claim about a person (section 5.4).
const OPENED_BY: &[(&str, &[&str])] = &[
    (
        "profile",
        &[
            "name",
            "given_name",
            "family_name",
            "middle_name",
            "nickname",
            "preferred_username",
            "profile",
            "picture",
            "website",
            "gender",
            "birthdate",
            "zoneinfo",
            "locale",
            "updated_at",
        ],
    ),
    ("email", &["email", "email_verified"]),
    ("phone", &["phone_number", "phone_number_verified"]),
    ("address", &["address"]),
    ("employment", &["employments"]),
    ("rights", &["rights"]),
    (national_id::SCOPE, national_id::CLAIMS),
];

/// The scope that opens a claim about a person; none for a claim that is not one.
pub fn scope_of(claim: &str) -> Option<&'static str> {
    OPENED_BY
        .iter()
        .find(|(_, claims)| claims.contains(&claim))
        .map(|(scope, _)| *scope)
}

/// What userinfo answers for a scope, and for the claims that were asked for one by one.
pub fn userinfo(
    scope: &[String],
    requested: &RequestedClaims,
    account: &Account,
    user: &DirectoryUser,
    now: Timestamp,
) -> Map<String, Value> {
    let mut given = about(account, user, now);
    given.retain(|claim, _| {
        is_opened(claim, scope) || requested.userinfo.iter().any(|asked| asked == claim)
    });
    given.insert("sub".to_owned(), account.id.to_string().into());
    given.insert("tenant".to_owned(), user.tenant.as_str().into());
    given
}

/// What a scope gives an app, in a line for the person it is about; none for a national id, and
/// where nothing is known.
pub fn for_people(
    scope: &str,
    account: &Account,
    user: &DirectoryUser,
    now: Timestamp,
) -> Option<String> {
    let known = about(account, user, now);
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let members = |value: &Value, names: &[&str]| -> Vec<String> {
        let members = names.iter().filter_map(|name| text(value.get(name)?));
        members.collect()
    };
    let parts: Vec<String> = match scope {
        "profile" => ["name", "birthdate"]
            .iter()
            .filter_map(|claim| text(known.get(*claim)?))
            .collect(),
        "email" => known.get("email").and_then(text).into_iter().collect(),
        "phone" => known
            .get("phone_number")
            .and_then(text)
            .into_iter()
            .collect(),
        "address" => {
            let address = known.get("address")?;
            let parts = ["street_address", "postal_code", "locality", "country"];
            match address.get("formatted").and_then(text) {
                Some(formatted) => vec![formatted.lines().collect::<Vec<_>>().join(", ")],
                None => members(address, &parts),
            }
        }
        "employment" => known
            .get("employments")?
            .as_array()?
            .iter()
            .flat_map(|one| members(one, &["position", "department"]))
            .collect(),
        "rights" => known
            .get("rights")?
            .as_array()?
            .iter()
            .filter_map(text)
            .collect(),
        _ => Vec::new(),
    };
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// What an ID token says beyond who logged in: nothing, unless it was asked for by name, or the app
/// is registered to be told it there and the scope opens it.
pub fn in_id_token(
    client: &Client,
    scope: &[String],
    requested: &RequestedClaims,
    account: &Account,
    user: &DirectoryUser,
    now: Timestamp,
) -> Map<String, Value> {
    if requested.id_token.is_empty() && client.id_token_claims.is_empty() {
        return Map::new();
    }
    let mut given = about(account, user, now);
    given.retain(|claim, _| {
        let is_registered = client.id_token_claims.iter().any(|told| told == claim);
        (is_registered && is_opened(claim, scope))
            || requested.id_token.iter().any(|asked| asked == claim)
    });
    given
}

/// Whether a scope opens a claim.
fn is_opened(claim: &str, scope: &[String]) -> bool {
    scope_of(claim).is_some_and(|opening| scope.iter().any(|granted| granted == opening))
}

/// All that is known; what is empty is left out (section 5.3.2). National ids are not among it:
/// userinfo adds them, and an ID token never has them.
fn about(account: &Account, user: &DirectoryUser, now: Timestamp) -> Map<String, Value> {
    let mut known = Map::new();
    let mut add = |claim: &str, value: Value| {
        if !matches!(&value, Value::Null) && value != "" {
            known.insert(claim.to_owned(), value);
        }
    };
    let is_named_by_hr = !user.display_name().is_empty();
    let (name, given_name, family_name) = if is_named_by_hr {
        (user.display_name(), &user.given_name, &user.family_name)
    } else {
        let own = (&account.given_name, &account.family_name);
        (account.display_name(), own.0, own.1)
    };
    add("name", name.into());
    add("given_name", given_name.as_str().into());
    add("family_name", family_name.as_str().into());
    add("birthdate", user.birth_date.clone().into());
    if let Some((email, is_verified)) = address(account, user, now) {
        add("email", email.as_str().into());
        add("email_verified", is_verified.into());
    }
    if let Some(number) = user.phone.as_ref().filter(|number| !number.is_empty()) {
        add("phone_number", number.as_str().into());
        // HR's number was never called.
        add("phone_number_verified", false.into());
    }
    let details = user.details.as_deref().cloned().unwrap_or_default();
    if let Ok(Value::Object(further)) = serde_json::to_value(details) {
        for (claim, value) in further {
            add(&claim, value);
        }
    }
    let current = user.employments.iter().filter(|e| e.is_current(now));
    let employments: Vec<Value> = current.map(employment).collect();
    add("employments", employments.into());
    add("rights", user.rights.clone().into());
    known
}

/// The address that apps of the tenant are told, and whether the person has proved the mailbox.
///
/// HR's own where the person has proved it. Where not, HR may name anybody's: an app that knows
/// people by their addresses would take the one person for the other, so what the person has proved
/// goes first, and what HR says alone is told only of who has proved none.
fn address(
    account: &Account,
    user: &DirectoryUser,
    now: Timestamp,
) -> Option<(EmailAddress, bool)> {
    let by_hr = user.usable_addresses(now);
    let is_own =
        |address: &&EmailAddress| account.addresses.iter().any(|own| own.address == **address);
    let proved = by_hr
        .iter()
        .find(is_own)
        .or_else(|| account.primary_address());
    let told = proved.map(|address| (address.clone(), true));
    told.or_else(|| by_hr.first().map(|address| (address.clone(), false)))
}

fn employment(employment: &Employment) -> Value {
    let mut known = Map::new();
    known.insert("number".to_owned(), employment.number.as_str().into());
    for (name, value) in [
        ("department", &employment.department),
        ("position", &employment.position),
    ] {
        if let Some(value) = value {
            known.insert(name.to_owned(), value.as_str().into());
        }
    }
    known.into()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::samples::{self, NOW};

    fn for_scope(scope: &str, account: &Account, user: &DirectoryUser) -> Value {
        let scope: Vec<String> = scope.split(' ').map(str::to_owned).collect();
        userinfo(&scope, &RequestedClaims::default(), account, user, NOW).into()
    }

    #[test]
    fn each_scope_gives_its_claims_and_no_others() {
        let (account, user) = (samples::account(), samples::directory_user());
        let base = json!({"sub": account.id, "tenant": "asnes"});
        let with = |more: Value| {
            let mut all = base.clone();
            all.as_object_mut()
                .unwrap()
                .extend(more.as_object().unwrap().clone());
            all
        };
        assert_eq!(for_scope("openid", &account, &user), base);
        assert_eq!(
            for_scope("openid profile", &account, &user),
            with(json!({
                "name": "Lykt Granskog", "given_name": "Lykt", "family_name": "Granskog"
            }))
        );
        assert_eq!(
            for_scope("openid email", &account, &user),
            with(json!({"email": "lykt@asnes.example.com", "email_verified": true}))
        );
        assert_eq!(
            for_scope("openid phone", &account, &user),
            with(json!({"phone_number": "+4799999999", "phone_number_verified": false}))
        );
    }

    #[test]
    fn an_address_that_only_hr_knows_is_not_verified() {
        let (mut account, user) = (samples::account(), samples::directory_user());
        account.addresses.clear();
        let claims = for_scope("openid email", &account, &user);
        assert_eq!(claims["email"], "lykt@asnes.example.com");
        assert_eq!(claims["email_verified"], false);
    }

    #[test]
    fn what_the_person_has_proved_goes_before_what_hr_says_alone() {
        let (mut account, mut user) = (samples::account(), samples::directory_user());
        let own = EmailAddress::parse("lykt@home.example.com").unwrap();
        account.addresses[0].address = own.clone();
        let claims = for_scope("openid email", &account, &user);
        assert_eq!(claims["email"], "lykt@home.example.com");
        assert_eq!(claims["email_verified"], true);
        // Of several that HR has, the one that is proved, whichever comes first.
        let mut second = user.employments[0].clone();
        second.number = "2".to_owned();
        second.email = EmailAddress::parse("lykt@second.example.com");
        user.employments.push(second);
        let mut proved = account.addresses[0].clone();
        proved.address = EmailAddress::parse("lykt@second.example.com").unwrap();
        account.addresses.push(proved);
        let claims = for_scope("openid email", &account, &user);
        assert_eq!(claims["email"], "lykt@second.example.com");
        assert_eq!(claims["email_verified"], true);
    }

    #[test]
    fn an_id_token_has_what_the_app_is_registered_for_and_the_scope_opens() {
        let (account, user) = (samples::account(), samples::directory_user());
        let mut client = samples::client();
        let told = |client: &Client, scope: &str| {
            let scope: Vec<String> = scope.split(' ').map(str::to_owned).collect();
            let nothing = RequestedClaims::default();
            Value::from(in_id_token(client, &scope, &nothing, &account, &user, NOW))
        };
        let all = "openid profile email national_id";
        assert_eq!(told(&client, all), json!({}));
        client.id_token_claims = ["name", "email", "national_id", "sub"]
            .map(str::to_owned)
            .to_vec();
        let (name, email) = ("Lykt Granskog", "lykt@asnes.example.com");
        assert_eq!(told(&client, all), json!({"name": name, "email": email}));
        assert_eq!(told(&client, "openid email"), json!({"email": email}));
        assert_eq!(told(&client, "openid"), json!({}));
    }

    #[test]
    fn without_an_address_at_hr_it_is_the_accounts_own() {
        let (mut account, mut user) = (samples::account(), samples::directory_user());
        user.employments.clear();
        let own = EmailAddress::parse("lykt@home.example.com").unwrap();
        account.addresses.first_mut().unwrap().address = own;
        let claims = for_scope("openid email", &account, &user);
        assert_eq!(claims["email"], "lykt@home.example.com");
        assert_eq!(claims["email_verified"], true);
        account.addresses.clear();
        let claims = for_scope("openid email", &account, &user);
        assert_eq!(claims.get("email"), None);
        assert_eq!(claims.get("email_verified"), None);
    }

    #[test]
    fn without_a_name_at_hr_it_is_the_accounts_own() {
        let (mut account, mut user) = (samples::account(), samples::directory_user());
        account.given_name = "Furu".into();
        account.family_name = String::new();
        user.given_name.clear();
        user.family_name.clear();
        let claims = for_scope("openid profile", &account, &user);
        assert_eq!(claims["name"], "Furu");
        assert_eq!(claims.get("family_name"), None);
    }

    #[test]
    fn what_is_asked_for_by_name_comes_where_it_was_asked_for() {
        let (account, user) = (samples::account(), samples::directory_user());
        let requested = RequestedClaims {
            id_token: vec!["given_name".to_owned()],
            userinfo: vec!["phone_number".to_owned()],
            ..RequestedClaims::default()
        };
        let openid = ["openid".to_owned()];
        let told = userinfo(&openid, &requested, &account, &user, NOW);
        assert_eq!(told["phone_number"], "+4799999999");
        assert_eq!(told.len(), 3, "{told:?}");
        let client = samples::client();
        let told = in_id_token(&client, &openid, &requested, &account, &user, NOW);
        assert_eq!(Value::from(told), json!({"given_name": "Lykt"}));
    }

    #[test]
    fn what_an_app_would_be_told_is_said_in_a_line() {
        let (account, mut user) = (samples::account(), samples::directory_user());
        user.rights = vec!["roster.approve".to_owned(), "roster.read".to_owned()];
        user.employments[0].department = Some("Fjellhagen skole".to_owned());
        user.employments[0].position = Some("Lærer".to_owned());
        user.details = Some(Box::new(kobling_model::people::PersonalDetails {
            address: Some(kobling_model::people::PostalAddress {
                street_address: Some("Fjellveien 1".to_owned()),
                locality: Some("Åsnes".to_owned()),
                ..Default::default()
            }),
            ..Default::default()
        }));
        let said = |scope: &str| for_people(scope, &account, &user, NOW);
        assert_eq!(said("profile").as_deref(), Some("Lykt Granskog"));
        assert_eq!(said("email").as_deref(), Some("lykt@asnes.example.com"));
        assert_eq!(said("phone").as_deref(), Some("+4799999999"));
        assert_eq!(said("address").as_deref(), Some("Fjellveien 1, Åsnes"));
        assert_eq!(
            said("employment").as_deref(),
            Some("Lærer, Fjellhagen skole")
        );
        assert_eq!(
            said("rights").as_deref(),
            Some("roster.approve, roster.read")
        );
        for nothing in [national_id::SCOPE, "offline_access", "https://api.example"] {
            assert_eq!(said(nothing), None);
        }
    }

    #[test]
    fn employments_that_are_over_and_empty_details_are_left_out() {
        let (account, mut user) = (samples::account(), samples::directory_user());
        user.rights = vec!["roster.approve".to_owned()];
        user.employments[0].department = Some("Fjellhagen skole".to_owned());
        let mut over = user.employments[0].clone();
        over.number = "2".to_owned();
        over.to = Some(NOW);
        user.employments.push(over);
        user.details = Some(Box::new(kobling_model::people::PersonalDetails {
            nickname: Some(String::new()),
            locale: Some("nb".to_owned()),
            ..Default::default()
        }));
        let told = for_scope("openid employment rights profile", &account, &user);
        assert_eq!(
            told["employments"],
            json!([{"number": "1", "department": "Fjellhagen skole"}])
        );
        assert_eq!(told["rights"], json!(["roster.approve"]));
        assert_eq!(told["locale"], "nb");
        assert_eq!(told.get("nickname"), None);
    }

    #[test]
    fn everything_that_can_be_given_is_listed() {
        let claims = for_scope(
            "openid profile email phone address employment rights",
            &samples::account(),
            &samples::directory_user(),
        );
        for name in claims.as_object().unwrap().keys() {
            assert!(supported().any(|known| known == name), "{name}");
        }
    }
}
