//! The authorization code (RFC 6749 section 4.1.2) and, at the token endpoint, whether it is worth
//! a grant (section 4.1.3, RFC 7636 section 4.6). A code is `random.sealed`: 192 random bits, and
//! whom it is about, closed to all but us, so that one read brings all that is looked at.

use kobling_base::{
    clock::Timestamp,
    digest::sha256,
    lifetimes::{DEVICE_CODE_LIFE, OFFLINE_IDLE_LIFE},
    random::Random,
};
use kobling_keys::Prover;
use kobling_model::{
    AccountId, DirectoryUserId, TenantId,
    apps::{Client, Grant, GrantType, RequestedClaims, Whereabouts},
    evidence::EvidenceList,
    item::Key,
    keys,
    people::{Carries, Proof, ProofKind},
};

use super::{CodeChallenge, CodeVerifier};

/// Seconds that an app's code lives.
pub const CODE_LIFE: i64 = 60;

/// Seconds that a code for this client lives. A device's waits on our own page for the person's
/// yes, and then for the device; it never was in its hands.
pub fn life(client: &Client) -> i64 {
    if client.may_use(GrantType::AuthorizationCode) {
        CODE_LIFE
    } else {
        DEVICE_CODE_LIFE
    }
}

const UNKNOWN: &str = "the code is unknown, or has expired long ago";

/// Why a code is worth nothing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum CodeRefusal {
    /// Unknown, expired, another app's, another redirect URI, a wrong verifier: which, for the log.
    Invalid(&'static str),
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
    pub claims: &'a RequestedClaims,
    pub resources: &'a [String],
    pub nonce: Option<&'a str>,
    pub sid: &'a str,
    pub session_digest: &'a str,
    pub session_expires_at: Timestamp,
    pub evidence: &'a EvidenceList,
    pub grant: &'a str,
}

/// The longest code that is looked at, in characters.
const MAXIMUM: usize = 400;

/// A new code; none where it cannot be sealed.
pub fn make(prover: &Prover, about: &Whereabouts, random: &Random) -> Option<String> {
    let secret = random.token();
    let mut said = Vec::new();
    about.pack(&mut said);
    let sealed = prover.seal(&context(&secret), &said, random)?;
    Some(format!("{secret}.{sealed}"))
}

/// Whom a code is about; none for whatever was not made here.
pub fn read(prover: &Prover, code: &str) -> Option<Whereabouts> {
    let (secret, sealed) = Some(code)
        .filter(|code| code.len() <= MAXIMUM)?
        .split_once('.')?;
    Whereabouts::unpack(&prover.open(&context(secret), sealed)?)
}

/// Binds what is sealed to the code that it is part of.
fn context(secret: &str) -> String {
    format!("authorization code\0{secret}")
}

/// Where the proof behind a code is.
pub fn key(code: &str) -> Key {
    keys::proof(&sha256(code))
}

/// What an app shows along with a code.
#[derive(Clone, Copy, Debug, Default)]
pub struct Shown<'a> {
    pub redirect_uri: Option<&'a str>,
    pub verifier: Option<CodeVerifier<'a>>,
    /// There was one, which cannot be right.
    pub is_verifier_malformed: bool,
    /// The thumbprint of the key that it proved to have.
    pub jkt: Option<&'a str>,
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
    shown: &Shown<'_>,
    now: Timestamp,
) -> Result<AuthorizationCode<'a>, CodeRefusal> {
    let proof = proof
        .filter(|proof| proof.kind == ProofKind::AuthorizationCode && now < proof.expires_at)
        .ok_or(CodeRefusal::Invalid(UNKNOWN))?;
    let Carries::AuthorizationCode {
        client: given_to,
        redirect_uri: sent_to,
        code_challenge,
        nonce,
        scope,
        claims,
        resources,
        dpop_jkt,
        sid,
        session_digest,
        session_expires_at,
        evidence,
        grant,
    } = &proof.carries
    else {
        return Err(CodeRefusal::Invalid(UNKNOWN));
    };
    // A verifier for a code that had no challenge is as wrong as one that does not fit: else
    // whoever takes the challenge out of a request would have put PKCE out of use (RFC 9700
    // section 2.1.1).
    let is_challenge_met = match (code_challenge.as_deref(), shown.verifier) {
        (Some(challenge), Some(verifier)) => {
            CodeChallenge::parse(challenge).is_some_and(|made| made.is_met_by(&verifier))
        }
        (None, None) => client.may_go_without_pkce() && !shown.is_verifier_malformed,
        _ => false,
    };
    let is_key_shown = dpop_jkt.as_deref().is_none_or(|jkt| shown.jkt == Some(jkt));
    if *given_to != client.id
        || shown.redirect_uri != Some(sent_to)
        || !is_challenge_met
        || !is_key_shown
    {
        let why = if *given_to != client.id {
            "the code was given to another app"
        } else if shown.redirect_uri != Some(sent_to) {
            "redirect_uri is not the one that the code was sent to"
        } else if !is_key_shown {
            "the code is bound to a key that was not proved"
        } else if shown.verifier.is_none() {
            "code_verifier is missing or malformed"
        } else {
            "code_verifier does not fit the request"
        };
        return Err(CodeRefusal::Invalid(why));
    }
    if proof.spent_at.is_some() {
        return Err(CodeRefusal::Replayed {
            grant: grant.clone(),
        });
    }
    if now >= proof.created_at + life(client) {
        return Err(CodeRefusal::Invalid("the code has expired"));
    }
    let (Some(account), Some(directory_user)) = (proof.account, proof.directory_user) else {
        return Err(CodeRefusal::Invalid(UNKNOWN));
    };
    let about = Whereabouts {
        account,
        directory_user,
        tenant: proof.tenant.clone(),
        session_digest: Some(session_digest.clone()),
    };
    if about != *named {
        return Err(CodeRefusal::Invalid(UNKNOWN));
    }
    Ok(AuthorizationCode {
        tenant: &proof.tenant,
        account,
        directory_user,
        scope,
        claims,
        resources,
        nonce: nonce.as_deref(),
        sid,
        session_digest,
        session_expires_at: *session_expires_at,
        evidence,
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
            claims: self.claims.clone(),
            resources: self.resources.to_vec(),
            dpop_jkt: None,
            nonce: self.nonce.map(str::to_owned),
            sid: self.sid.to_owned(),
            session_digest: (!is_offline).then(|| self.session_digest.to_owned()),
            evidence: self.evidence.clone(),
            account_generation,
            link_generation,
            account_version: 0,
            sequence: 0,
            rotated_at: None,
            is_repeated: false,
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
    use kobling_model::apps::{ClientAuthentication, SecurityProfile};

    use super::*;
    use crate::samples::{self, NOW, VERIFIER};

    fn right() -> Shown<'static> {
        Shown {
            redirect_uri: Some(samples::REDIRECT_URI),
            verifier: CodeVerifier::parse(VERIFIER),
            ..Shown::default()
        }
    }

    fn is_invalid(found: &Result<(), CodeRefusal>) -> bool {
        matches!(found, Err(CodeRefusal::Invalid(_)))
    }

    fn attempt(change: impl FnOnce(&mut Proof)) -> Result<(), CodeRefusal> {
        let mut proof = samples::code_proof();
        change(&mut proof);
        check(
            Some(&proof),
            &samples::whereabouts(),
            &samples::client(),
            &right(),
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
            let shown = Shown {
                redirect_uri: uri,
                verifier,
                ..Shown::default()
            };
            let found = check(proof, &named, client, &shown, now);
            assert!(is_invalid(&found.map(|_| ())), "{what}");
        }
    }

    #[test]
    fn a_code_says_whom_it_is_about_to_us_alone() {
        let key = Prover::new("1", &[7; 32]).unwrap();
        let about = samples::whereabouts();
        let code = make(&key, &about, &Random::system()).unwrap();
        assert_eq!(read(&key, &code), Some(about.clone()));
        assert_eq!(read(&Prover::new("1", &[8; 32]).unwrap(), &code), None);
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
        let look = |change: &dyn Fn(&mut Whereabouts)| {
            let mut named = samples::whereabouts();
            change(&mut named);
            check(Some(&proof), &named, &client, &right(), NOW).map(|_| ())
        };
        assert_eq!(look(&|_| {}), Ok(()));
        let others: [&dyn Fn(&mut Whereabouts); 4] = [
            &|named| named.account = samples::other_account_id(),
            &|named| named.directory_user = samples::other_directory_user_id(),
            &|named| named.tenant = TenantId::parse("other").unwrap(),
            &|named| named.session_digest = None,
        ];
        for change in others {
            assert!(is_invalid(&look(change)));
        }
    }

    #[test]
    fn a_proof_of_another_kind_is_no_code() {
        let other = attempt(|proof| proof.kind = ProofKind::MailedCode);
        assert!(is_invalid(&other));
        assert!(is_invalid(&attempt(
            |proof| proof.carries = Carries::Nothing
        )));
    }

    #[test]
    fn a_code_without_a_challenge_is_for_legacy_apps_alone_and_takes_no_verifier() {
        let mut proof = samples::code_proof();
        if let Carries::AuthorizationCode { code_challenge, .. } = &mut proof.carries {
            *code_challenge = None;
        }
        let mut client = samples::client();
        let bare = Shown {
            verifier: None,
            ..right()
        };
        let malformed = Shown {
            is_verifier_malformed: true,
            ..bare
        };
        let found = |client: &Client, shown: &Shown<'_>| {
            check(Some(&proof), &samples::whereabouts(), client, shown, NOW).is_ok()
        };
        assert!(!found(&client, &bare));
        client.profile = SecurityProfile::Legacy;
        assert!(found(&client, &bare));
        assert!(!found(&client, &right()));
        assert!(!found(&client, &malformed));
        client.authentication = ClientAuthentication::None;
        assert!(!found(&client, &bare));
        // What a legacy app does send is held to.
        client = samples::client();
        client.profile = SecurityProfile::Legacy;
        assert!(
            check(
                Some(&samples::code_proof()),
                &samples::whereabouts(),
                &client,
                &bare,
                NOW
            )
            .is_err()
        );
    }

    #[test]
    fn a_code_that_is_bound_to_a_key_needs_that_key() {
        let mut proof = samples::code_proof();
        if let Carries::AuthorizationCode { dpop_jkt, .. } = &mut proof.carries {
            *dpop_jkt = Some("the-key".to_owned());
        }
        let with = |jkt| {
            let shown = Shown { jkt, ..right() };
            check(
                Some(&proof),
                &samples::whereabouts(),
                &samples::client(),
                &shown,
                NOW,
            )
            .is_ok()
        };
        assert!(with(Some("the-key")));
        assert!(!with(Some("another")));
        assert!(!with(None));
    }

    #[test]
    fn a_spent_code_names_the_grant_to_end_but_only_with_its_verifier() {
        let mut proof = samples::code_proof();
        proof.spent_at = Some(NOW - 1);
        let client = samples::client();
        let with = |verifier| {
            let shown = Shown {
                verifier,
                ..right()
            };
            check(Some(&proof), &samples::whereabouts(), &client, &shown, NOW).map(|_| ())
        };
        assert_eq!(
            with(right().verifier),
            Err(CodeRefusal::Replayed {
                grant: samples::GRANT.to_owned()
            })
        );
        assert!(is_invalid(&with(None)));
    }

    #[test]
    fn a_grant_ends_with_its_session_unless_offline() {
        let proof = samples::code_proof();
        let client = samples::client();
        let mut code = check(
            Some(&proof),
            &samples::whereabouts(),
            &client,
            &right(),
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
