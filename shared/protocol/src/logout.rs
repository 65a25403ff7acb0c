//! Logout begun by an app (OpenID Connect RP-Initiated Logout 1.0): whether to ask the person
//! first, and where to go afterwards.

use kobling_model::{ClientId, apps::Client, sessions::Session};

use super::Parameters;
use crate::{
    authorization::{RedirectUri, authorization_parameters::STATE_MAXIMUM},
    token::Hint,
};

/// What a logout request names, to be looked up before `decide`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LogoutRequest<'a> {
    /// As it was given: not verified yet.
    pub id_token_hint: Option<&'a str>,
    pub client_id: Option<ClientId>,
    post_logout_redirect_uri: Option<&'a str>,
    state: Option<&'a str>,
    /// Something was repeated or malformed, so that nothing here may lead anywhere.
    is_unsound: bool,
}

impl<'a> LogoutRequest<'a> {
    /// Reads the parameters. Never fails: who wants to log out can, however the app asked.
    pub fn read(raw: &'a [(String, String)]) -> Self {
        let parameters = Parameters::new(raw);
        let mut is_unsound = false;
        let mut one = |name: &'static str| {
            parameters.one(name).unwrap_or_else(|_| {
                is_unsound = true;
                None
            })
        };
        let id_token_hint = one("id_token_hint");
        let named = one("client_id");
        let post_logout_redirect_uri = one("post_logout_redirect_uri");
        let state = one("state");
        let client_id = named.and_then(ClientId::parse);
        is_unsound |= named.is_some() && client_id.is_none();
        is_unsound |= state.is_some_and(|state| state.len() > STATE_MAXIMUM);
        Self {
            id_token_hint,
            client_id,
            post_logout_redirect_uri,
            state,
            is_unsound,
        }
    }

    /// The app that the request is from: the hint's, else the one it names itself.
    pub fn client<'h>(&'h self, hint: Option<&'h Hint>) -> Option<&'h ClientId> {
        hint.map(|hint| &hint.client).or(self.client_id.as_ref())
    }
}

/// What to do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Logout {
    /// Ask the person first. Nothing ends until they say yes.
    Confirm,
    /// End the session, if there is one, and go back to the app or say so on a page.
    End { redirect: Option<String> },
}

/// Decides. `hint` is the request's hint if it was one of ours; `client` the app it is from;
/// `session` this browser's; `is_confirmed` that the person said yes on our page.
///
/// A hint that names this very session is as good as the person's word. Anything else might be
/// another site logging people out, so the person is asked (section 6); so too where the way back is
/// none of the app's. What is wrong in the request costs the way back, never the logout itself.
pub fn decide(
    request: &LogoutRequest<'_>,
    hint: Option<&Hint>,
    client: Option<&Client>,
    session: Option<&Session>,
    is_confirmed: bool,
) -> Logout {
    let is_hint_good = match (request.id_token_hint, hint) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(_), Some(hint)) => request
            .client_id
            .as_ref()
            .is_none_or(|named| *named == hint.client),
    };
    let is_sound = !request.is_unsound && is_hint_good;
    let names_session = hint.is_some_and(|hint| {
        session.is_some_and(|session| session.sid == hint.sid && session.account == hint.sub)
    });
    // An address that is not the app's says that the request may not be the app's either.
    let leads_back =
        request.post_logout_redirect_uri.is_none() || redirect(request, hint, client).is_some();
    let is_asked_by_the_app = is_sound && names_session && leads_back;
    let is_decided = is_confirmed || session.is_none() || is_asked_by_the_app;
    if !is_decided {
        return Logout::Confirm;
    }
    // Without a hint of ours, only the person's yes makes the app's wish believable (section 3).
    let may_redirect = is_sound && (hint.is_some() || is_confirmed);
    let redirect = may_redirect
        .then(|| redirect(request, hint, client))
        .flatten();
    Logout::End { redirect }
}

fn redirect(
    request: &LogoutRequest<'_>,
    hint: Option<&Hint>,
    client: Option<&Client>,
) -> Option<String> {
    let client =
        client.filter(|client| client.enabled && request.client(hint) == Some(&client.id))?;
    let uri = RedirectUri::matched_after_logout(client, request.post_logout_redirect_uri?)?;
    Some(match request.state {
        Some(state) => uri.with(&[("state", state)]),
        None => uri.with(&[]),
    })
}

#[cfg(test)]
#[path = "logout_tests.rs"]
mod tests;
