//! Refresh tokens (RFC 6749 section 6, RFC 9700 section 4.14.2): rotated at every use. A token is
//! derived, not kept: `base64url(number ‖ whose ‖ HMAC)`. So any earlier one can be told from a
//! guess, although the grant holds only the number of the latest; and one read brings the grant
//! and all that it hangs on.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use kobling_base::{
    clock::Timestamp,
    lifetimes::{OFFLINE_IDLE_LIFE, OFFLINE_LIFE},
};
use kobling_keys::Prover;
use kobling_model::{
    apps::{Client, Grant, Whereabouts},
    people::{Account, AppLink},
    sessions::Session,
};
use uuid::Uuid;

const NUMBER: usize = 8;
const ID: usize = 16;
const MAC: usize = 32;
/// The longest token that is looked at, in characters.
const MAXIMUM: usize = 400;

/// What a genuine token says: which of a grant's tokens it is, and whose. All but the number is as
/// in an access token of the grant.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RefreshToken {
    pub sequence: u64,
    pub grant: String,
    pub whereabouts: Whereabouts,
}

/// What a genuine token is worth.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TokenStatus {
    /// The latest of a living grant.
    Current,
    /// The one before it, within the app's grace: the answer that brought the latest may be lost.
    Repeated,
    /// It was used before: one of two holders is not the app, so the grant ends.
    Reused,
    /// The grant is gone, ended, expired, another app's or another person's.
    Invalid,
}

/// The `sequence`th token of a grant; none where the grant's id is no UUID.
pub fn issue(prover: &Prover, grant: &Grant, sequence: u64) -> Option<String> {
    let id = Uuid::parse_str(&grant.id).ok()?;
    let mut bytes = sequence.to_be_bytes().to_vec();
    bytes.extend(id.as_bytes());
    grant.whereabouts().pack(&mut bytes);
    let mac = prover.refresh_mac(&bytes);
    bytes.extend(mac);
    Some(URL_SAFE_NO_PAD.encode(bytes))
}

/// A token that was shown, and may have been made up.
#[derive(Clone, Debug)]
pub struct Claim {
    token: RefreshToken,
    said: Vec<u8>,
    mac: [u8; MAC],
}

impl Claim {
    /// None for what has not the form of a token.
    pub fn read(token: &str) -> Option<Self> {
        if token.len() > MAXIMUM {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
        let (said, mac) = bytes.split_last_chunk::<MAC>()?;
        let (number, rest) = said.split_first_chunk::<NUMBER>()?;
        let (grant, rest) = rest.split_first_chunk::<ID>()?;
        Some(Self {
            token: RefreshToken {
                sequence: u64::from_be_bytes(*number),
                grant: Uuid::from_bytes(*grant).to_string(),
                whereabouts: Whereabouts::unpack(rest)?,
            },
            said: said.to_vec(),
            mac: *mac,
        })
    }

    /// What the secret part has to be of.
    pub fn said(&self) -> &[u8] {
        &self.said
    }

    /// The secret part.
    pub const fn mac(&self) -> &[u8; MAC] {
        &self.mac
    }

    /// What it says; none where the secret part was not made here.
    pub fn believed(self, is_made_here: bool) -> Option<RefreshToken> {
        is_made_here.then_some(self.token)
    }
}

/// Looks at the grant that a genuine token names.
pub fn status(
    token: &RefreshToken,
    grant: Option<&Grant>,
    client: &Client,
    now: Timestamp,
) -> TokenStatus {
    let Some(grant) = grant.filter(|grant| {
        grant.id == token.grant
            && grant.client == client.id
            // What was read on the token's word is what the grant is about.
            && grant.whereabouts() == token.whereabouts
            && !grant.ended
            && now < grant.expires_at
    }) else {
        return TokenStatus::Invalid;
    };
    match token.sequence.cmp(&grant.sequence) {
        std::cmp::Ordering::Equal => TokenStatus::Current,
        std::cmp::Ordering::Less if is_in_grace(token, grant, client, now) => TokenStatus::Repeated,
        std::cmp::Ordering::Less => TokenStatus::Reused,
        // Only after the table was set back to an earlier day.
        std::cmp::Ordering::Greater => TokenStatus::Invalid,
    }
}

/// Whether a token is the last one before the latest, and that has been the latest for no longer
/// than the app's grace. Once the latest was used, there is no grace for what came before it.
fn is_in_grace(token: &RefreshToken, grant: &Grant, client: &Client, now: Timestamp) -> bool {
    token.sequence.checked_add(1) == Some(grant.sequence)
        && grant
            .rotated_at
            .is_some_and(|rotated_at| now < rotated_at + client.refresh_grace())
}

/// Whether what a grant hangs on still stands: the generations of account and app link, and the
/// session where it is bound to one.
pub fn is_still_held(
    grant: &Grant,
    account: &Account,
    link: &AppLink,
    session: Option<&Session>,
    now: Timestamp,
) -> bool {
    grant.account_generation == account.session_generation
        && grant.link_generation == link.session_generation
        && grant.directory_user == link.directory_user
        && grant.session_digest.as_ref().is_none_or(|digest| {
            session.is_some_and(|session| {
                session.id_digest == *digest
                    && session.account == grant.account
                    && session.is_live(account.session_generation, now)
            })
        })
}

/// When a grant ends after a use now.
pub fn expires_at(grant: &Grant, now: Timestamp) -> Timestamp {
    if grant.session_digest.is_some() {
        grant.expires_at
    } else {
        (now + OFFLINE_IDLE_LIFE).min(grant.created_at + OFFLINE_LIFE)
    }
}

/// The scope of a refreshed access token: what was granted, or less if the request says so.
/// None where the request asks for more (RFC 6749 section 6).
pub fn narrowed_scope(grant: &Grant, asked: Option<&str>) -> Option<Vec<String>> {
    let Some(asked) = asked else {
        return Some(grant.scope.clone());
    };
    let asked: Vec<&str> = asked.split(' ').filter(|word| !word.is_empty()).collect();
    let is_within = asked
        .iter()
        .all(|word| grant.scope.iter().any(|granted| granted == word));
    // `openid` stays: without it the answer would be no OpenID Connect answer at all.
    let keeps_openid = asked.contains(&"openid");
    (is_within && keeps_openid).then(|| {
        grant
            .scope
            .iter()
            .filter(|granted| asked.contains(&granted.as_str()))
            .cloned()
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use kobling_model::{TenantId, apps::SecurityProfile};
    use proptest::prelude::*;

    use super::*;
    use crate::samples::{self, NOW};

    fn of(grant: &Grant, sequence: u64) -> RefreshToken {
        RefreshToken {
            sequence,
            grant: grant.id.clone(),
            whereabouts: grant.whereabouts(),
        }
    }

    fn key() -> Prover {
        Prover::new("1", &[7; 32]).unwrap()
    }

    fn read(prover: &Prover, token: &str) -> Option<RefreshToken> {
        let claim = Claim::read(token)?;
        let is_ours = prover.is_refresh_mac(claim.said(), claim.mac());
        claim.believed(is_ours)
    }

    #[test]
    fn a_token_reads_back_and_only_with_its_key() {
        let mut grant = samples::grant();
        for session in [Some("session-digest".to_owned()), None] {
            grant.session_digest = session;
            let token = issue(&key(), &grant, 7).unwrap();
            assert_eq!(read(&key(), &token), Some(of(&grant, 7)));
            let other = Prover::new("1", &[8; 32]).unwrap();
            assert_eq!(read(&other, &token), None);
        }
    }

    #[test]
    fn no_bit_of_a_token_can_be_changed() {
        let token = issue(&key(), &samples::grant(), 7).unwrap();
        for at in 0..token.len() {
            let mut other = token.clone().into_bytes();
            other[at] = if other[at] == b'A' { b'B' } else { b'A' };
            let other = std::str::from_utf8(&other).unwrap();
            assert_eq!(read(&key(), other), None);
        }
        for other in [
            String::new(),
            token[..token.len() - 1].to_owned(),
            token[..40].to_owned(),
            token.repeat(3),
            format!("{token}A"),
            format!("{token}="),
        ] {
            assert_eq!(read(&key(), &other), None, "{other}");
        }
    }

    #[test]
    fn an_earlier_token_of_a_living_grant_is_a_reuse_and_nothing_else_is() {
        let mut grant = samples::grant();
        grant.sequence = 3;
        let client = samples::client();
        let at = |sequence| of(&samples::grant(), sequence);
        let look = |grant: &Grant, sequence| status(&at(sequence), Some(grant), &client, NOW);
        assert_eq!(look(&grant, 3), TokenStatus::Current);
        assert_eq!(look(&grant, 2), TokenStatus::Reused);
        assert_eq!(look(&grant, 0), TokenStatus::Reused);
        assert_eq!(look(&grant, 4), TokenStatus::Invalid);
        assert_eq!(status(&at(3), None, &client, NOW), TokenStatus::Invalid);
        assert_eq!(
            status(&at(3), Some(&grant), &samples::other_client(), NOW),
            TokenStatus::Invalid
        );
        let end = grant.expires_at;
        assert_eq!(
            status(&at(3), Some(&grant), &client, end),
            TokenStatus::Invalid
        );
        grant.ended = true;
        assert_eq!(look(&grant, 3), TokenStatus::Invalid);
        assert_eq!(look(&grant, 2), TokenStatus::Invalid);
    }

    #[test]
    fn only_the_last_token_before_the_latest_has_a_grace_and_a_short_one() {
        let mut grant = samples::grant();
        grant.sequence = 3;
        grant.rotated_at = Some(NOW);
        let mut client = samples::client();
        let look = |client: &Client, grant: &Grant, sequence, after| {
            status(&of(grant, sequence), Some(grant), client, NOW + after)
        };
        assert_eq!(look(&client, &grant, 2, 0), TokenStatus::Reused);
        client.refresh_grace_seconds = 4;
        for (sequence, after, expected) in [
            (3, 0, TokenStatus::Current),
            (2, -1, TokenStatus::Repeated),
            (2, 0, TokenStatus::Repeated),
            (2, 3, TokenStatus::Repeated),
            (2, 4, TokenStatus::Reused),
            (1, 0, TokenStatus::Reused),
            (0, 0, TokenStatus::Reused),
            (4, 0, TokenStatus::Invalid),
        ] {
            assert_eq!(
                look(&client, &grant, sequence, after),
                expected,
                "{sequence} {after}"
            );
        }
        // Whatever the item says.
        client.refresh_grace_seconds = 255;
        assert_eq!(look(&client, &grant, 2, 9), TokenStatus::Repeated);
        assert_eq!(look(&client, &grant, 2, 10), TokenStatus::Reused);
        client.refresh_grace_seconds = 4;
        client.profile = SecurityProfile::Fapi2;
        assert_eq!(look(&client, &grant, 2, 0), TokenStatus::Reused);
        client.profile = SecurityProfile::Default;
        assert_eq!(
            status(&of(&grant, 2), Some(&grant), &samples::other_client(), NOW),
            TokenStatus::Invalid
        );
        // Rotated before the time was kept.
        grant.rotated_at = None;
        assert_eq!(look(&client, &grant, 2, 0), TokenStatus::Reused);
        grant.rotated_at = Some(NOW);
        grant.ended = true;
        assert_eq!(look(&client, &grant, 2, 0), TokenStatus::Invalid);
    }

    #[test]
    fn a_token_that_names_anybody_but_the_grants_own_is_worth_nothing() {
        let (grant, client) = (samples::grant(), samples::client());
        let look = |change: &dyn Fn(&mut RefreshToken)| {
            let mut token = of(&grant, 0);
            change(&mut token);
            status(&token, Some(&grant), &client, NOW)
        };
        assert_eq!(look(&|_| {}), TokenStatus::Current);
        let others: [&dyn Fn(&mut RefreshToken); 5] = [
            &|token| token.grant = Uuid::nil().to_string(),
            &|token| token.whereabouts.account = samples::other_account_id(),
            &|token| token.whereabouts.directory_user = samples::other_directory_user_id(),
            &|token| token.whereabouts.tenant = TenantId::parse("other").unwrap(),
            &|token| token.whereabouts.session_digest = None,
        ];
        for change in others {
            assert_eq!(look(change), TokenStatus::Invalid);
        }
    }

    #[test]
    fn a_grant_falls_with_each_thing_it_hangs_on() {
        let held = |change: &dyn Fn(&mut Grant, &mut Account, &mut AppLink, &mut Session)| {
            let (mut grant, mut account) = (samples::grant(), samples::account());
            let (mut link, mut session) = (samples::app_link(), samples::session());
            change(&mut grant, &mut account, &mut link, &mut session);
            is_still_held(&grant, &account, &link, Some(&session), NOW)
        };
        assert!(held(&|_, _, _, _| {}));
        assert!(!held(&|_, account, _, _| account.session_generation += 1));
        assert!(!held(&|_, _, link, _| link.session_generation += 1));
        assert!(!held(
            &|_, _, link, _| link.directory_user = samples::other_directory_user_id()
        ));
        assert!(!held(&|_, _, _, session| session.id_digest = "other".into()));
        assert!(!held(&|_, _, _, session| session.expires_at = NOW));
        assert!(!held(&|_, _, _, session| session.generation += 1));
        assert!(!held(
            &|_, _, _, session| session.account = samples::other_account_id()
        ));
        let (mut grant, account, link) =
            (samples::grant(), samples::account(), samples::app_link());
        assert!(!is_still_held(&grant, &account, &link, None, NOW));
        grant.session_digest = None;
        assert!(is_still_held(&grant, &account, &link, None, NOW));
        // Where no session falls with the account's generation, the grant itself does.
        let mut account = account;
        account.session_generation += 1;
        assert!(!is_still_held(&grant, &account, &link, None, NOW));
    }

    #[test]
    fn an_offline_grant_lives_by_use_but_not_for_ever() {
        let mut grant = samples::grant();
        assert_eq!(expires_at(&grant, NOW + 5), grant.expires_at);
        grant.session_digest = None;
        grant.created_at = NOW;
        assert_eq!(expires_at(&grant, NOW + 5), NOW + 5 + OFFLINE_IDLE_LIFE);
        let late = NOW + OFFLINE_LIFE - 5;
        assert_eq!(expires_at(&grant, late), NOW + OFFLINE_LIFE);
    }

    #[test]
    fn scope_can_shrink_but_not_grow() {
        let grant = samples::grant();
        assert_eq!(narrowed_scope(&grant, None).unwrap(), grant.scope);
        assert_eq!(
            narrowed_scope(&grant, Some("email openid")).unwrap(),
            ["openid", "email"]
        );
        for more in ["openid phone", "openid offline_access", "email", "other"] {
            assert_eq!(narrowed_scope(&grant, Some(more)), None, "{more}");
        }
    }

    proptest! {
        #[test]
        fn no_text_is_a_token(text in "\\PC{0,100}") {
            prop_assert_eq!(read(&key(), &text), None);
        }
    }
}
