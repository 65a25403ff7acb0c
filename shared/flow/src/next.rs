//! What comes next for a request that waits. The one dispatcher: every road asks it, and it alone
//! decides. Pure and total; a step is never stored, as what it rests on may change meanwhile.

use kobling_model::{
    Refusal,
    first_login::{Row, Step as FirstLogin},
};
use kobling_protocol::authorization::{Prompt, Refusal as OidcRefusal};

use super::waiting::{Goal, Waiting, Wish};

/// What is known of the world round a waiting request, as it was read now.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Known {
    /// Whether it is known at which employer the app is to be used.
    pub is_employer_known: bool,
    /// Why nobody gets to the app there, whoever it is.
    pub closed: Option<Refusal>,
    /// Where the first-login table stands, once an eID has answered this request.
    pub first_login: Option<(Row, FirstLogin)>,
    /// The eID answered just now, and was asked for the level for the first time.
    pub is_first_answer: bool,
    /// The living session of this browser.
    pub session: Option<SessionKnown>,
    /// Whether the app has an address that begins a login of its own.
    pub can_start: bool,
}

impl Known {
    /// While it is open at which employer the app is to be used, nothing else is looked at.
    pub const BEFORE_EMPLOYER: Self = Self {
        is_employer_known: false,
        closed: None,
        first_login: None,
        is_first_answer: false,
        session: None,
        can_start: false,
    };
}

/// What the session of a browser is worth for a request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SessionKnown {
    /// The gate's answer; none is access.
    pub denied: Option<Refusal>,
    pub answer: SessionAnswer,
    /// Whether its person has yet to be asked what the app may know.
    pub consent_is_missing: bool,
}

/// Whether a session answers a request without the eID.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SessionAnswer {
    Yes,
    /// All is well, but for the national id that the app is to have: the eID has to show it again.
    LacksNumber,
    /// It is another person's than the one meant, or too old for the app or the tenant.
    No,
}

/// What comes next.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    /// The person says at which employer.
    ChooseEmployer,
    /// The eID answers.
    ShowEid {
        /// The person is to authenticate anew there.
        is_fresh: bool,
        /// The level was asked for once already.
        is_step_up: bool,
    },
    /// A row of the first-login table, and what is wanting there.
    FirstLogin(Row, FirstLogin),
    /// The person says what the app may know.
    Consent,
    /// The person lets the device log in as them, or does not.
    AllowDevice,
    /// The app has most likely had its answer, and takes none with the same `state` twice: it is
    /// asked to begin again, which the session lets through.
    StartAgain,
    /// The app gets its code.
    Finish,
}

/// Decides.
pub fn next(waiting: &Waiting, known: &Known) -> Result<Step, Refusal> {
    if !known.is_employer_known {
        return Ok(Step::ChooseEmployer);
    }
    if let Some(wish) = waiting.wish {
        let is_step_up = wish == Wish::HigherLevel;
        return Ok(Step::ShowEid {
            is_fresh: true,
            is_step_up,
        });
    }
    match known.first_login.filter(|_| !waiting.is_done) {
        // The eID may have a way of the level; it is asked for once.
        Some((Row::L17, FirstLogin::Refuse)) if known.is_first_answer => {
            return Ok(Step::ShowEid {
                is_fresh: true,
                is_step_up: true,
            });
        }
        Some((row, step)) => return Ok(Step::FirstLogin(row, step)),
        None => {}
    }
    // Before anything is looked at of the person: whether somebody is logged in is not to be
    // learned by an app that is in nobody's use here.
    if let Some(refusal) = known.closed {
        return Err(refusal);
    }
    let wants_login = waiting.authorization.prompt == Prompt::Login;
    let show_eid = |is_fresh| {
        Ok(Step::ShowEid {
            is_fresh: is_fresh || wants_login,
            is_step_up: false,
        })
    };
    let Some(session) = known.session else {
        return show_eid(false);
    };
    // What an eID answered to another request is not what the app asked for.
    if wants_login && !waiting.is_done {
        return show_eid(true);
    }
    match (session.denied, session.answer) {
        (None, SessionAnswer::Yes) => Ok(after_login(waiting, known, session.consent_is_missing)),
        // The eID may well remember the browser, and need not ask.
        (None, SessionAnswer::LacksNumber) if !waiting.is_done => show_eid(false),
        // The eID would let the same person through by itself.
        (None, _) => show_eid(true),
        (Some(Refusal::NotLinked), _) => show_eid(false),
        // No login of this person helps.
        (Some(refusal @ Refusal::LevelOutOfReach(_)), _) => Err(refusal),
        // It ended here once: another round would end here again.
        (Some(refusal), _) if waiting.is_done => Err(refusal),
        // Someone else may sit at this browser now, or a stronger eID may be at hand.
        (Some(_), _) => show_eid(true),
    }
}

/// What comes when the person is known and has access.
pub fn after_login(waiting: &Waiting, known: &Known, consent_is_missing: bool) -> Step {
    match known.can_start {
        false if waiting.is_used_up() => Step::ShowEid {
            is_fresh: true,
            is_step_up: false,
        },
        true if waiting.is_used_up() => Step::StartAgain,
        _ if consent_is_missing => Step::Consent,
        _ if waiting.goal() == Goal::Device => Step::AllowDevice,
        true if waiting.is_done => Step::StartAgain,
        _ => Step::Finish,
    }
}

/// What an app hears where no page may be shown (`prompt=none`); none where none is needed.
/// `silent` is the app's word for "the person is wanted".
pub fn silent_error(next: &Result<Step, Refusal>, silent: OidcRefusal) -> Option<OidcRefusal> {
    match next {
        Ok(Step::Finish) => None,
        Ok(Step::ChooseEmployer) => Some(OidcRefusal::LoginRequired),
        Ok(_) => Some(silent),
        Err(Refusal::ClientDisabled | Refusal::TenantSuspended | Refusal::AppNotEnabled) => {
            Some(OidcRefusal::AccessDenied)
        }
        Err(_) => Some(silent),
    }
}

#[cfg(test)]
mod tests;
