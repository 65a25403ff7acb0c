//! What userinfo says about a person (OpenID Connect Core sections 5.1 and 5.4). Names, address
//! and phone are those the tenant has for its employee; the account's own only fill gaps.

use serde::Serialize;

use crate::{
    accounts::{Account, AccountId, DirectoryUser, EmailAddress, TenantId},
    clock::Timestamp,
};

/// The claims that can be given; `tenant` is Kobling's own: the id of the tenant that the login
/// was for, in userinfo and in ID tokens.
pub const SUPPORTED: &[&str] = &[
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
    "name",
    "given_name",
    "family_name",
    "email",
    "email_verified",
    "phone_number",
    "phone_number_verified",
];

/// The scopes that mean something here.
pub const SCOPES: &[&str] = &["openid", "profile", "email", "phone", "offline_access"];

/// The answer of the userinfo endpoint.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub struct UserInfo {
    pub sub: AccountId,
    pub tenant: TenantId,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub profile: Option<Profile>,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub email: Option<Email>,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub phone: Option<Phone>,
}

/// Scope `profile`.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub struct Profile {
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub given_name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub family_name: String,
}

/// Scope `email`.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub struct Email {
    pub email: EmailAddress,
    /// Whether the person proved the mailbox here. What HR says alone is no proof.
    pub email_verified: bool,
}

/// Scope `phone`. HR's number was never called, so it is not verified.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub struct Phone {
    pub phone_number: String,
    pub phone_number_verified: bool,
}

/// The claims for a scope.
pub fn userinfo(
    scope: &[String],
    account: &Account,
    user: &DirectoryUser,
    now: Timestamp,
) -> UserInfo {
    let has = |word: &str| scope.iter().any(|granted| granted == word);
    UserInfo {
        sub: account.id,
        tenant: user.tenant.clone(),
        profile: has("profile").then(|| profile(account, user)),
        email: has("email").then(|| email(account, user, now)).flatten(),
        phone: has("phone").then(|| phone(user)).flatten(),
    }
}

fn profile(account: &Account, user: &DirectoryUser) -> Profile {
    if user.display_name().is_empty() {
        Profile {
            name: account.display_name(),
            given_name: account.given_name.clone(),
            family_name: account.family_name.clone(),
        }
    } else {
        Profile {
            name: user.display_name(),
            given_name: user.given_name.clone(),
            family_name: user.family_name.clone(),
        }
    }
}

fn email(account: &Account, user: &DirectoryUser, now: Timestamp) -> Option<Email> {
    let email = user
        .usable_addresses(now)
        .into_iter()
        .next()
        .or_else(|| account.primary_address().cloned())?;
    let email_verified = account.addresses.iter().any(|own| own.address == email);
    Some(Email {
        email,
        email_verified,
    })
}

fn phone(user: &DirectoryUser) -> Option<Phone> {
    user.phone
        .clone()
        .filter(|number| !number.is_empty())
        .map(|phone_number| Phone {
            phone_number,
            phone_number_verified: false,
        })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::oidc::samples::{self, NOW};

    fn for_scope(scope: &str, account: &Account, user: &DirectoryUser) -> Value {
        let scope: Vec<String> = scope.split(' ').map(str::to_owned).collect();
        serde_json::to_value(userinfo(&scope, account, user, NOW)).unwrap()
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
    fn everything_that_can_be_given_is_listed() {
        let claims = for_scope(
            "openid profile email phone",
            &samples::account(),
            &samples::directory_user(),
        );
        for name in claims.as_object().unwrap().keys() {
            assert!(SUPPORTED.contains(&name.as_str()), "{name}");
        }
    }
}
