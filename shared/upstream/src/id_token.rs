//! Whether an ID token is to be believed (OpenID Connect Core section 3.1.3.7), and what it
//! says. Signature and standard claims are checked by the openidconnect crate; what that
//! leaves to its caller (azp, iat, at_hash, auth_time) is checked here.

use std::{
    str::FromStr,
    time::{Duration, SystemTime},
};

use kobling_base::{secret::Secret, time_zone::TimeZone};
use kobling_model::{
    Level,
    national_id::{
        Namespace, NationalNumber,
        norway::{CheckDigits, NorwegianNumber, Rules},
        sweden::SwedishNumber,
    },
};
use openidconnect::{
    AccessToken, AccessTokenHash, AdditionalClaims, Audience, ClaimsVerificationError, ClientId,
    IdToken, IdTokenClaims, IdTokenVerifier, Nonce, SignatureVerificationError,
    core::{
        CoreGenderClaim, CoreJsonWebKey, CoreJsonWebKeySet, CoreJweContentEncryptionAlgorithm,
        CoreJwsSigningAlgorithm,
    },
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use time::{Date, macros::format_description};

use super::{
    authorization::Expected,
    error::{Flaw, Misconfiguration, UpstreamError},
    login::{EidLogin, PersonName},
    provider::{NumberClaim, Provider},
    token::TokenResponse,
};

/// How far the provider's clock may be ahead of ours, in seconds.
const SKEW: i64 = 30;
/// How old a token may be when it reaches us, in seconds. It comes straight from the
/// provider, so anything older than a slow exchange is odd.
const OLDEST: i64 = 600;
/// OpenID Connect Core section 2: `sub` is at most 255 ASCII characters.
const LONGEST_SUBJECT: usize = 255;

/// All claims beyond the standard ones, by name.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
struct OtherClaims(Map<String, Value>);

impl AdditionalClaims for OtherClaims {}

impl std::fmt::Debug for OtherClaims {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("OtherClaims(…)")
    }
}

impl OtherClaims {
    /// A claim that is text if it is there at all.
    fn text(&self, name: &str) -> Result<Option<String>, Flaw> {
        match self.0.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(_) => Err(Flaw::ClaimMalformed),
        }
    }
}

type Token = IdToken<
    OtherClaims,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
>;
type Claims = IdTokenClaims<OtherClaims, CoreGenderClaim>;

/// Checks everything about the token and gives the login that it stands for.
pub(super) fn verify(
    tokens: &TokenResponse,
    keys: &CoreJsonWebKeySet,
    provider: &Provider,
    expected: &Expected,
    now: i64,
) -> Result<EidLogin, UpstreamError> {
    let settings = provider.settings();
    // Parse errors quote what they read, so they are dropped.
    let token = Token::from_str(tokens.id_token.expose()).map_err(|_| Flaw::IdTokenMalformed)?;
    let clock = unix_time(now)?;
    let client_id = ClientId::new(settings.client_id.clone());
    let verifier: IdTokenVerifier<'_, CoreJsonWebKey> = IdTokenVerifier::new_public_client(
        client_id.clone(),
        settings.issuer.clone(),
        keys.clone(),
    )
    .set_allowed_algs(settings.id_token_algorithms.iter().copied().map(Into::into))
    // Further audiences are decided on with azp, below.
    .set_other_audience_verifier_fn(|_| true)
    .set_time_fn(move || clock.into());
    let nonce = Nonce::new(expected.nonce.expose().clone());
    let claims = token
        .claims(&verifier, &nonce)
        .map_err(|error| flaw_of(&error))?;

    check_authorized_party(claims, &client_id)?;
    check_times(claims, expected, now)?;
    check_access_token(&token, claims, &verifier, &tokens.access_token)?;
    read(claims, provider, now)
}

/// Step 4 and 5: a token with several audiences is ours only if it was issued to us; and one
/// issued to another client is never ours.
fn check_authorized_party(claims: &Claims, client_id: &ClientId) -> Result<(), Flaw> {
    match claims.authorized_party() {
        Some(party) if party != client_id => Err(Flaw::AuthorizedPartyMismatch),
        Some(_) => Ok(()),
        None if claims
            .audiences()
            .iter()
            .all(|audience| is_client(audience, client_id)) =>
        {
            Ok(())
        }
        None => Err(Flaw::AuthorizedPartyMismatch),
    }
}

fn is_client(audience: &Audience, client_id: &ClientId) -> bool {
    audience.as_str() == client_id.as_str()
}

/// Steps 10 and 13. `auth_time` is demanded always: whoever asks Kobling when the person
/// authenticated gets it from here.
fn check_times(claims: &Claims, expected: &Expected, now: i64) -> Result<(), Flaw> {
    let issued = claims.issue_time().timestamp();
    if !(now - OLDEST..=now + SKEW).contains(&issued) {
        return Err(Flaw::IssuedAtImplausible);
    }
    let authenticated = authentication_time(claims)?;
    let earliest = expected
        .authenticated_since
        .map_or(i64::MIN, |since| since - SKEW);
    if !(earliest..=now + SKEW).contains(&authenticated) {
        return Err(Flaw::AuthenticationTimeImplausible);
    }
    Ok(())
}

fn authentication_time(claims: &Claims) -> Result<i64, Flaw> {
    let time = claims.auth_time().ok_or(Flaw::AuthenticationTimeMissing)?;
    Ok(time.timestamp())
}

/// Section 3.1.3.8: `at_hash` is optional in this flow, but must fit when present.
fn check_access_token(
    token: &Token,
    claims: &Claims,
    verifier: &IdTokenVerifier<'_, CoreJsonWebKey>,
    access_token: &Secret<String>,
) -> Result<(), Flaw> {
    let Some(told) = claims.access_token_hash() else {
        return Ok(());
    };
    let algorithm = token.signing_alg().map_err(|_| Flaw::AlgorithmNotAllowed)?;
    let key = token.signing_key(verifier).map_err(|_| Flaw::KeyUnknown)?;
    let access_token = AccessToken::new(access_token.expose().clone());
    let made = AccessTokenHash::from_token(&access_token, algorithm, key)
        .map_err(|_| Flaw::AlgorithmNotAllowed)?;
    if *told == made {
        Ok(())
    } else {
        Err(Flaw::AccessTokenHashMismatch)
    }
}

/// What a verified token says.
fn read(claims: &Claims, provider: &Provider, now: i64) -> Result<EidLogin, UpstreamError> {
    let settings = provider.settings();
    let subject = claims.subject().as_str();
    if subject.is_empty() || subject.len() > LONGEST_SUBJECT || !subject.is_ascii() {
        return Err(Flaw::ClaimMalformed.into());
    }
    let other = claims.additional_claims();
    let acr = claims.auth_context_ref().map(|acr| acr.as_str().to_owned());
    let level = acr
        .as_deref()
        .and_then(|acr| settings.levels.get(acr))
        .copied()
        .unwrap_or_default()
        .min(settings.highest_level);
    let today = TimeZone::CentralEuropean.date(now);
    let number = match &settings.number {
        // A login that proves nothing brings no number, whatever the token holds.
        Some(claim) if level > Level::None => read_number(other, claim, today)?,
        _ => None,
    };
    let told_birth = [
        other.text("eidas_date_of_birth")?,
        claims.birthdate().map(|day| day.to_string()),
    ]
    .into_iter()
    .flatten()
    .find_map(|day| Date::parse(&day, format_description!("[year]-[month]-[day]")).ok());
    let amr = claims.auth_method_refs().into_iter().flatten();
    Ok(EidLogin {
        issuer: settings.issuer.as_str().to_owned(),
        subject: subject.to_owned(),
        level,
        acr,
        amr: amr.map(|method| method.as_str().to_owned()).collect(),
        auth_time: authentication_time(claims)?,
        sid: other.text("sid")?,
        locale: claims.locale().map(|locale| locale.as_ref().to_owned()),
        name: read_name(claims)?,
        birth_date: told_birth.or_else(|| number.as_ref()?.birth_date),
        number: number.map(|read| read.number),
    })
}

/// A number, and the birth date where it tells that.
struct ReadNumber {
    number: NationalNumber,
    birth_date: Option<Date>,
}

/// The person's number. It may be absent (eIDAS without a match, pseudonymous logins).
fn read_number(
    other: &OtherClaims,
    claim: &NumberClaim,
    today: Date,
) -> Result<Option<ReadNumber>, UpstreamError> {
    let Some(text) = other.text(&claim.claim)? else {
        return Ok(None);
    };
    let read = match claim.namespace {
        Namespace::NoFnr => {
            // The provider reads the register itself, so its numbers may be of the new series
            // however early; the wider rule keeps no resident out.
            let rules = Rules {
                check_digits: CheckDigits::From2032,
                synthetic: claim.synthetic,
            };
            let number =
                NorwegianNumber::parse(&text, rules).map_err(|_| Flaw::NationalNumberMalformed)?;
            ReadNumber {
                birth_date: number.birth_date(today),
                number: number.into_number(),
            }
        }
        Namespace::SePnr => {
            let number = SwedishNumber::parse(&text).map_err(|_| Flaw::NationalNumberMalformed)?;
            ReadNumber {
                birth_date: number.birth_date(today),
                number: number.into_number(),
            }
        }
        Namespace::DkCpr => return Err(Misconfiguration::NamespaceUnsupported.into()),
    };
    Ok(Some(read))
}

/// The name as eIDAS brings it, else by the standard claims. ID-porten sends none for
/// residents, and people with a protected identity have none either.
fn read_name(claims: &Claims) -> Result<Option<PersonName>, Flaw> {
    let other = claims.additional_claims();
    let given = other.text("eidas_firstname")?;
    let family = other.text("eidas_lastname")?;
    let given = given.or_else(|| Some(claims.given_name()?.get(None)?.to_string()));
    let family = family.or_else(|| Some(claims.family_name()?.get(None)?.to_string()));
    Ok(match (given, family) {
        (None, None) => None,
        (given, family) => Some(PersonName { given, family }),
    })
}

fn unix_time(now: i64) -> Result<SystemTime, Flaw> {
    let seconds = u64::try_from(now).map_err(|_| Flaw::ClaimMalformed)?;
    Ok(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds))
}

/// The crate's errors carry values of the token in their texts; only their kind is kept.
fn flaw_of(error: &ClaimsVerificationError) -> Flaw {
    use ClaimsVerificationError as Claim;
    use SignatureVerificationError as Signature;
    match error {
        Claim::Expired(_) => Flaw::Expired,
        Claim::InvalidAudience(_) => Flaw::AudienceMismatch,
        Claim::InvalidIssuer(_) => Flaw::IssuerMismatch,
        Claim::InvalidNonce(_) => Flaw::NonceMismatch,
        Claim::Unsupported(_) => Flaw::HeaderUnsupported,
        Claim::SignatureVerification(Signature::NoMatchingKey) => Flaw::KeyUnknown,
        Claim::SignatureVerification(
            Signature::DisallowedAlg(_) | Signature::NoSignature | Signature::UnsupportedAlg(_),
        ) => Flaw::AlgorithmNotAllowed,
        Claim::SignatureVerification(_) => Flaw::SignatureInvalid,
        _ => Flaw::IdTokenMalformed,
    }
}
