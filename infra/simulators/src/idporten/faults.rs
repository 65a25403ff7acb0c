//! Faults that can be switched on, in process or on the page of `faults_page`: what a broken, attacked or
//! careless provider would send. They show that a relying party checks what it must check.

use std::collections::BTreeMap;

/// One way to go wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// The id_token's signature does not verify.
    WrongSignature,
    /// The id_token's `nonce` is another one.
    WrongNonce,
    /// The authorization response's `iss` is another issuer (mix-up, RFC 9207).
    WrongIssuerInResponse,
    /// The id_token's `iss` is another issuer.
    WrongIssuerInToken,
    /// The id_token's `aud` is another client.
    WrongAudience,
    /// The id_token ran out eight minutes ago.
    ExpiredIdToken,
    /// The response carries the code that this client got last time. Waits until there is one.
    ReplayedCode,
    /// A login with a national number comes without `pid`.
    MissingPid,
    /// `acr` is idporten-loa-low, whatever was asked for.
    LowerAcr,
    /// The token endpoint answers 500.
    TokenEndpointDown,
    /// The token endpoint waits before it answers.
    Slow,
}

impl Fault {
    pub const ALL: [Self; 11] = [
        Self::WrongSignature,
        Self::WrongNonce,
        Self::WrongIssuerInResponse,
        Self::WrongIssuerInToken,
        Self::WrongAudience,
        Self::ExpiredIdToken,
        Self::ReplayedCode,
        Self::MissingPid,
        Self::LowerAcr,
        Self::TokenEndpointDown,
        Self::Slow,
    ];

    /// The value of the form field `fault`.
    pub fn name(self) -> &'static str {
        match self {
            Self::WrongSignature => "wrong-signature",
            Self::WrongNonce => "wrong-nonce",
            Self::WrongIssuerInResponse => "wrong-issuer-in-response",
            Self::WrongIssuerInToken => "wrong-issuer-in-token",
            Self::WrongAudience => "wrong-audience",
            Self::ExpiredIdToken => "expired-id-token",
            Self::ReplayedCode => "replayed-code",
            Self::MissingPid => "missing-pid",
            Self::LowerAcr => "lower-acr",
            Self::TokenEndpointDown => "token-endpoint-down",
            Self::Slow => "slow",
        }
    }

    /// The fault of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fault| fault.name() == name)
    }
}

/// How long a fault stays on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// For the next code that is given out, and its redemption.
    NextLogin,
    /// Until it is switched off.
    UntilCleared,
}

impl Scope {
    /// The value of the form field `scope`.
    pub fn name(self) -> &'static str {
        match self {
            Self::NextLogin => "next-login",
            Self::UntilCleared => "until-cleared",
        }
    }

    /// The scope of that name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::NextLogin, Self::UntilCleared]
            .into_iter()
            .find(|scope| scope.name() == name)
    }
}

/// The switches' positions.
#[derive(Default)]
pub(crate) struct Switches(BTreeMap<Fault, Scope>);

impl Switches {
    pub(crate) fn set(&mut self, fault: Fault, scope: Scope) {
        self.0.insert(fault, scope);
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    pub(crate) fn list(&self) -> Vec<(Fault, Scope)> {
        self.0
            .iter()
            .map(|(fault, scope)| (*fault, *scope))
            .collect()
    }

    /// Whether the fault stays on for every request.
    pub(crate) fn stays_on(&self, fault: Fault) -> bool {
        self.0.get(&fault) == Some(&Scope::UntilCleared)
    }

    /// The faults that go with the code now given out. Those for the next login are off afterwards,
    /// but a replay waits while there is no earlier code to replay.
    pub(crate) fn take_for_login(&mut self, has_earlier_code: bool) -> Vec<Fault> {
        let taken: Vec<Fault> = self
            .0
            .keys()
            .copied()
            .filter(|fault| *fault != Fault::ReplayedCode || has_earlier_code)
            .collect();
        self.0
            .retain(|fault, scope| *scope == Scope::UntilCleared || !taken.contains(fault));
        taken
    }
}
