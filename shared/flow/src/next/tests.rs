//! The whole cross product of what `next` looks at, asked as a function.

use kobling_model::{Level, TenantId};
use kobling_protocol::authorization::AuthorizationRequest;
use serde_json::json;

use super::*;
use crate::waiting::Waiting;

fn authorization(prompt: Prompt, is_for_device: bool) -> AuthorizationRequest {
    serde_json::from_value(json!({
        "client": "hrm",
        "redirect_uri": "https://hrm.example.com/callback",
        "response_mode": "query",
        "scope": ["openid"],
        "resources": [],
        "claims": {"userinfo": [], "id_token": []},
        "prompt": prompt,
        "acr_values": [],
        "ui_locales": [],
        "is_for_device": is_for_device,
    }))
    .unwrap()
}

const PROMPTS: [Prompt; 3] = [Prompt::AsNeeded, Prompt::None, Prompt::Login];

/// Every request there can be, as far as `next` tells them apart.
fn requests() -> Vec<Waiting> {
    let tenant = TenantId::parse("asnes").unwrap();
    let mut all = Vec::new();
    for prompt in PROMPTS {
        for is_for_device in [false, true] {
            for (is_stored, is_done, code_given_at) in [
                (false, false, None),
                (true, false, None),
                (true, true, None),
                (true, true, Some(5)),
            ] {
                for wish in [None, Some(Wish::SomeoneElse), Some(Wish::HigherLevel)] {
                    let asked = authorization(prompt, is_for_device);
                    let mut waiting = Waiting::arriving(Some(&tenant), asked, 0);
                    if is_stored {
                        waiting.name("handle", "browser");
                    }
                    waiting.is_done = is_done;
                    waiting.code_given_at = code_given_at;
                    waiting.wish = wish;
                    all.push(waiting);
                }
            }
        }
    }
    all
}

fn sessions() -> Vec<Option<SessionKnown>> {
    let denials = [
        None,
        Some(Refusal::NotLinked),
        Some(Refusal::AccountDisabled),
        Some(Refusal::LevelTooLow(Level::High)),
        Some(Refusal::LevelOutOfReach(Level::High)),
    ];
    let mut all = vec![None];
    for denied in denials {
        for answer in [
            SessionAnswer::Yes,
            SessionAnswer::LacksNumber,
            SessionAnswer::No,
        ] {
            for consent_is_missing in [false, true] {
                all.push(Some(SessionKnown {
                    denied,
                    answer,
                    consent_is_missing,
                }));
            }
        }
    }
    all
}

fn worlds() -> Vec<Known> {
    let mut all = Vec::new();
    for is_employer_known in [false, true] {
        for closed in [None, Some(Refusal::AppNotEnabled)] {
            for first_login in [
                None,
                Some((Row::L17, FirstLogin::Refuse)),
                Some((Row::L6, FirstLogin::Ask)),
                Some((Row::L1, FirstLogin::Through)),
            ] {
                for is_first_answer in [false, true] {
                    for session in sessions() {
                        for can_start in [false, true] {
                            all.push(Known {
                                is_employer_known,
                                closed,
                                first_login,
                                is_first_answer,
                                session,
                                can_start,
                            });
                        }
                    }
                }
            }
        }
    }
    all
}

fn each(mut check: impl FnMut(&Waiting, &Known, Result<Step, Refusal>)) {
    for waiting in requests() {
        for known in worlds() {
            check(&waiting, &known, next(&waiting, &known));
        }
    }
}

#[test]
fn an_app_gets_its_code_by_a_session_alone_that_the_gate_lets_through() {
    let mut finished = 0;
    each(|waiting, known, step| {
        if step != Ok(Step::Finish) {
            return;
        }
        finished += 1;
        let session = known.session.unwrap();
        assert_eq!((session.denied, known.closed), (None, None));
        assert_eq!(session.answer, SessionAnswer::Yes);
        assert!(!session.consent_is_missing && known.is_employer_known);
        assert_eq!(waiting.goal(), Goal::App);
        assert_eq!(waiting.wish, None);
        // Who wants to be asked anew is not answered by what was there before.
        assert!(waiting.authorization.prompt != Prompt::Login || waiting.is_done);
        assert!(!waiting.is_used_up());
    });
    assert!(finished > 0);
}

#[test]
fn a_device_is_never_let_in_without_its_person_saying_so() {
    let mut asked = 0;
    each(|waiting, known, step| {
        let is_device = waiting.goal() == Goal::Device;
        assert!(!is_device || step != Ok(Step::Finish));
        if step == Ok(Step::AllowDevice) {
            asked += 1;
            let session = known.session.unwrap();
            assert!(is_device && session.denied.is_none() && !session.consent_is_missing);
            assert_eq!(session.answer, SessionAnswer::Yes);
        }
    });
    assert!(asked > 0);
}

#[test]
fn what_the_eid_answered_goes_first_until_the_request_has_ended() {
    each(|waiting, known, step| {
        let Some((row, at)) = known.first_login.filter(|_| known.is_employer_known) else {
            return;
        };
        let is_for_the_level = row == Row::L17 && known.is_first_answer;
        if waiting.wish.is_none() && !waiting.is_done && !is_for_the_level {
            assert_eq!(step, Ok(Step::FirstLogin(row, at)));
        }
        if waiting.is_done {
            assert!(!matches!(step, Ok(Step::FirstLogin(..))));
        }
    });
}

#[test]
fn whoever_says_that_it_is_not_them_goes_to_the_eid_and_is_asked_anew() {
    each(|waiting, known, step| {
        let Some(wish) = waiting.wish.filter(|_| known.is_employer_known) else {
            return;
        };
        let is_step_up = wish == Wish::HigherLevel;
        let anew = Step::ShowEid {
            is_fresh: true,
            is_step_up,
        };
        assert_eq!(step, Ok(anew));
    });
}

#[test]
fn an_app_that_nobody_uses_here_learns_nothing_of_anybody() {
    each(|waiting, known, step| {
        let is_asked_of_a_person =
            waiting.wish.is_some() || (known.first_login.is_some() && !waiting.is_done);
        if known.closed.is_some() && known.is_employer_known && !is_asked_of_a_person {
            assert_eq!(step, Err(Refusal::AppNotEnabled), "whoever is logged in");
        }
    });
}

#[test]
fn a_request_that_ended_never_goes_round_for_ever() {
    each(|waiting, known, step| {
        let denied = known.session.and_then(|session| session.denied);
        let Some(denied) = denied.filter(|_| waiting.is_done && known.closed.is_none()) else {
            return;
        };
        if waiting.wish.is_none() && known.is_employer_known && denied != Refusal::NotLinked {
            assert_eq!(step, Err(denied));
        }
    });
}

#[test]
fn a_silent_request_is_answered_by_a_code_or_an_error_and_no_page() {
    each(|_, known, step| {
        for word in [OidcRefusal::LoginRequired, OidcRefusal::InteractionRequired] {
            let error = silent_error(&step, word);
            assert_eq!(error.is_none(), step == Ok(Step::Finish));
            if known.closed.is_some() && step == Err(Refusal::AppNotEnabled) {
                assert_eq!(error, Some(OidcRefusal::AccessDenied));
            }
        }
    });
}
