//! The authorization code (RFC 6749 section 4.1.2) and, at the token endpoint, whether it is worth
//! a grant (section 4.1.3, RFC 7636 section 4.6). A code is `random.sealed`: 192 random bits, and
//! whom it is about, closed to all but us, so that one read brings all that is looked at.

use super::pkce::{CodeChallenge, CodeVerifier};
use crate::{
    accounts::{
        AccountId, Authentication, Carries, Client, DirectoryUserId, Grant, Proof, ProofKind,
        TenantId, Whereabouts,
    },
    clock::Timestamp,
    digest::sha256,
    keys::DataKey,
    random::Random,
    store::{Key, keys},
};

/// A refresh token with `offline_access` dies after this long without use.
pub const OFFLINE_IDLE_LIFE: i64 = 30 * 24 * 3600;
/// And after this long in any case.
pub const OFFLINE_ABSOLUTE_LIFE: i64 = 180 * 24 * 3600;

/// Why a code is worth nothing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum CodeRefusal {
    /// Unknown, expired, another app's, another redirect URI, a wrong verifier.
    Invalid,
    /// It was right, but used before: the grant it gave has to end (RFC 6749 section 4.1.2).
    Replayed { grant: String },
}

/// A code that stands every check but the last: that it is spent by one write.
#[derive(Clone, Copy, Debug)]
pub struct AuthorizationCode<'a> {
    pub tenant: &'a TenantId,
    pub account: AccountId,
    pub directory_user: DirectoryUserId,
    pub scope: &'a [String],
    pub nonce: Option<&'a str>,
    pub sid: &'a str,
    pub session_digest: &'a str,
    pub session_expires_at: Timestamp,
    pub authentication: &'a Authentication,
    pub grant: &'a str,
}

/// The longest code that is looked at, in characters.
const MAXIMUM: usize = 400;

/// A new code; none where it cannot be sealed.
pub fn make(key: &DataKey, about: &Whereabouts, random: &Random) -> Option<String> {
    let secret = random.token();
    let mut said = Vec::new();
    about.pack(&mut said);
    let sealed = key.seal(&context(&secret), &said, random)?;
    Some(format!("{secret}.{sealed}"))
}

/// Whom a code is about; none for whatever was not made with this key.
pub fn read(key: &DataKey, code: &str) -> Option<Whereabouts> {
    let (secret, sealed) = Some(code)
        .filter(|code| code.len() <= MAXIMUM)?
        .split_once('.')?;
    Whereabouts::unpack(&key.open(&context(secret), sealed)?)
}

/// Binds what is sealed to the code that it is part of.
fn context(secret: &str) -> String {
    format!("authorization code\0{secret}")
}

/// Where the proof behind a code is.
pub fn key(code: &str) -> Key {
    keys::proof(&sha256(code))
}

/// Checks what the app shows against the proof that the store has under the code, and whether that
/// is about whom the code names.
///
/// Whether it was used before is asked last: who does not also have the verifier must not be able
/// to end another's grant.
pub fn check<'a>(
    proof: Option<&'a Proof>,
    named: &Whereabouts,
    client: &Client,
    redirect_uri: Option<&str>,
    verifier: Option<&CodeVerifier<'_>>,
    now: Timestamp,
) -> Result<AuthorizationCode<'a>, CodeRefusal> {
    let proof = proof
        .filter(|proof| proof.kind == ProofKind::AuthorizationCode && now < proof.expires_at)
        .ok_or(CodeRefusal::Invalid)?;
    let Carries::AuthorizationCode {
        client: given_to,
        redirect_uri: sent_to,
        code_challenge,
        nonce,
        scope,
        sid,
        session_digest,
        session_expires_at,
        authentication,
        grant,
    } = &proof.carries
    else {
        return Err(CodeRefusal::Invalid);
    };
    let is_challenge_met = code_challenge
        .as_deref()
        .and_then(CodeChallenge::parse)
        .zip(verifier)
        .is_some_and(|(challenge, verifier)| challenge.is_met_by(verifier));
    if *given_to != client.id || redirect_uri != Some(sent_to) || !is_challenge_met {
        return Err(CodeRefusal::Invalid);
    }
    if proof.spent_at.is_some() {
        return Err(CodeRefusal::Replayed {
            grant: grant.clone(),
        });
    }
    let (Some(account), Some(directory_user)) = (proof.account, proof.directory_user) else {
        return Err(CodeRefusal::Invalid);
    };
    let about = Whereabouts {
        account,
        directory_user,
        tenant: proof.tenant.clone(),
        session_digest: Some(session_digest.clone()),
    };
    if about != *named {
        return Err(CodeRefusal::Invalid);
    }
    Ok(AuthorizationCode {
        tenant: &proof.tenant,
        account,
        directory_user,
        scope,
        nonce: nonce.as_deref(),
        sid,
        session_digest,
        session_expires_at: *session_expires_at,
        authentication,
        grant,
    })
}

impl AuthorizationCode<'_> {
    pub fn is_offline(&self) -> bool {
        self.scope.iter().any(|word| word == "offline_access")
    }

    /// The grant that it gives. Without `offline_access` it ends with its session.
    pub fn grant(
        &self,
        client: &Client,
        account_generation: u64,
        link_generation: u64,
        now: Timestamp,
    ) -> Grant {
        let is_offline = self.is_offline();
        Grant {
            id: self.grant.to_owned(),
            client: client.id.clone(),
            tenant: self.tenant.clone(),
            account: self.account,
            directory_user: self.directory_user,
            scope: self.scope.to_vec(),
            nonce: self.nonce.map(str::to_owned),
            sid: self.sid.to_owned(),
            session_digest: (!is_offline).then(|| self.session_digest.to_owned()),
            authentication: self.authentication.clone(),
            account_generation,
            link_generation,
            sequence: 0,
            ended: false,
            created_at: now,
            last_used_at: now,
            expires_at: if is_offline {
                now + OFFLINE_IDLE_LIFE
            } else {
                self.session_expires_at
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oidc::samples::{self, NOW, VERIFIER};

    fn attempt(change: impl FnOnce(&mut Proof)) -> Result<(), CodeRefusal> {
        let mut proof = samples::code_proof();
        change(&mut proof);
        let verifier = CodeVerifier::parse(VERIFIER).unwrap();
        check(
            Some(&proof),
            &samples::whereabouts(),
            &samples::client(),
            Some(samples::REDIRECT_URI),
            Some(&verifier),
            NOW,
        )
        .map(|_| ())
    }

    #[test]
    fn a_fresh_code_with_its_verifier_stands() {
        assert_eq!(attempt(|_| {}), Ok(()));
    }

    #[test]
    fn each_thing_that_it_is_bound_to_must_be_right() {
        let proof = samples::code_proof();
        let client = samples::client();
        let other = samples::other_client();
        let named = samples::whereabouts();
        let right = CodeVerifier::parse(VERIFIER);
        let wrong_text = "b".repeat(43);
        let wrong = CodeVerifier::parse(&wrong_text);
        let uri = Some(samples::REDIRECT_URI);
        let longer = format!("{}/", samples::REDIRECT_URI);
        for (what, proof, client, uri, verifier, now) in [
            ("unknown", None, &client, uri, right, NOW),
            ("another app", Some(&proof), &other, uri, right, NOW),
            ("no redirect URI", Some(&proof), &client, None, right, NOW),
            (
                "another redirect URI",
                Some(&proof),
                &client,
                Some(longer.as_str()),
                right,
                NOW,
            ),
            ("no verifier", Some(&proof), &client, uri, None, NOW),
            ("wrong verifier", Some(&proof), &client, uri, wrong, NOW),
            (
                "expired",
                Some(&proof),
                &client,
                uri,
                right,
                proof.expires_at,
            ),
        ] {
            let found = check(proof, &named, client, uri, verifier.as_ref(), now);
            assert_eq!(found.map(|_| ()), Err(CodeRefusal::Invalid), "{what}");
        }
    }

    #[test]
    fn a_code_says_whom_it_is_about_to_us_alone() {
        let key = DataKey::new("1", &[7; 32]).unwrap();
        let about = samples::whereabouts();
        let code = make(&key, &about, &Random::system()).unwrap();
        assert_eq!(read(&key, &code), Some(about.clone()));
        assert_eq!(read(&DataKey::new("1", &[8; 32]).unwrap(), &code), None);
        // Not even with another code's random part.
        let other = make(&key, &about, &Random::system()).unwrap();
        let (secret, _) = other.split_once('.').unwrap();
        let (_, sealed) = code.split_once('.').unwrap();
        assert_eq!(read(&key, &format!("{secret}.{sealed}")), None);
        for text in ["", ".", secret, sealed, &code.repeat(3)] {
            assert_eq!(read(&key, text), None, "{text}");
        }
    }

    #[test]
    fn a_code_that_names_others_than_its_proof_is_worth_nothing() {
        let (proof, client) = (samples::code_proof(), samples::client());
        let verifier = CodeVerifier::parse(VERIFIER).unwrap();
        let look = |change: &dyn Fn(&mut Whereabouts)| {
            let mut named = samples::whereabouts();
            change(&mut named);
            let uri = Some(samples::REDIRECT_URI);
            check(Some(&proof), &named, &client, uri, Some(&verifier), NOW).map(|_| ())
        };
        assert_eq!(look(&|_| {}), Ok(()));
        let others: [&dyn Fn(&mut Whereabouts); 4] = [
            &|named| named.account = samples::other_account_id(),
            &|named| named.directory_user = samples::other_directory_user_id(),
            &|named| named.tenant = TenantId::parse("other").unwrap(),
            &|named| named.session_digest = None,
        ];
        for change in others {
            assert_eq!(look(change), Err(CodeRefusal::Invalid));
        }
    }

    #[test]
    fn a_proof_of_another_kind_is_no_code() {
        assert_eq!(
            attempt(|proof| proof.kind = ProofKind::MailedCode),
            Err(CodeRefusal::Invalid)
        );
        assert_eq!(
            attempt(|proof| proof.carries = Carries::Nothing),
            Err(CodeRefusal::Invalid)
        );
    }

    #[test]
    fn a_code_without_a_challenge_can_not_be_redeemed() {
        let refused = attempt(|proof| {
            if let Carries::AuthorizationCode { code_challenge, .. } = &mut proof.carries {
                *code_challenge = None;
            }
        });
        assert_eq!(refused, Err(CodeRefusal::Invalid));
    }

    #[test]
    fn a_spent_code_names_the_grant_to_end_but_only_with_its_verifier() {
        let mut proof = samples::code_proof();
        proof.spent_at = Some(NOW - 1);
        let verifier = CodeVerifier::parse(VERIFIER).unwrap();
        let client = samples::client();
        let with = |verifier| {
            check(
                Some(&proof),
                &samples::whereabouts(),
                &client,
                Some(samples::REDIRECT_URI),
                verifier,
                NOW,
            )
            .map(|_| ())
        };
        assert_eq!(
            with(Some(&verifier)),
            Err(CodeRefusal::Replayed {
                grant: samples::GRANT.to_owned()
            })
        );
        assert_eq!(with(None), Err(CodeRefusal::Invalid));
    }

    #[test]
    fn a_grant_ends_with_its_session_unless_offline() {
        let proof = samples::code_proof();
        let verifier = CodeVerifier::parse(VERIFIER).unwrap();
        let client = samples::client();
        let mut code = check(
            Some(&proof),
            &samples::whereabouts(),
            &client,
            Some(samples::REDIRECT_URI),
            Some(&verifier),
            NOW,
        )
        .unwrap();
        let grant = code.grant(&client, 3, 4, NOW);
        assert_eq!(grant.expires_at, code.session_expires_at);
        assert_eq!(grant.session_digest.as_deref(), Some(code.session_digest));
        assert_eq!((grant.account_generation, grant.link_generation), (3, 4));
        let offline = ["openid".to_owned(), "offline_access".to_owned()];
        code.scope = &offline;
        let grant = code.grant(&client, 3, 4, NOW);
        assert_eq!(grant.expires_at, NOW + OFFLINE_IDLE_LIFE);
        assert_eq!(grant.session_digest, None);
    }
}
