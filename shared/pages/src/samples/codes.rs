//! The pages of the mailed code and of the tenant's, in every state.

use super::{MOMENT, Named};
use crate::{
    ActivationCodePage, ActivationError, AskedBefore, CodeError, CodeOver, CodePage, OtherWay,
    Page, ResendState,
};

pub(super) fn codes(mark: &str) -> Vec<Named> {
    let say = |text: &str| format!("{text}{mark}");
    let plain = |certain, minutes, error, resend| CodePage {
        sent_to: say("bokhylle.sommerregn@granvik.example.com"),
        certain,
        minutes,
        over: None,
        error,
        resend,
        sent_again_at: None,
        other: Some(if certain {
            OtherWay::Wrong
        } else {
            OtherWay::Change
        }),
        steps: 2,
        start: say("/t/granvik"),
    };
    let code = |certain, minutes, error, resend| -> Box<dyn Page> {
        Box::new(plain(certain, minutes, error, resend))
    };
    let wrong = |error| code(true, 15, Some(error), ResendState::Now);
    let over = |over, seconds: Option<u32>| -> Box<dyn Page> {
        let error = seconds.map(|seconds| CodeError::TooEarly { seconds });
        let resend = seconds.map_or(ResendState::Now, |seconds| ResendState::At { seconds });
        Box::new(CodePage {
            over: Some(over),
            other: Some(OtherWay::Back),
            ..plain(true, 15, error, resend)
        })
    };
    let again = |certain, seconds| -> Box<dyn Page> {
        Box::new(CodePage {
            sent_again_at: Some(MOMENT),
            ..plain(certain, 15, None, ResendState::At { seconds })
        })
    };
    let early = |seconds| -> Box<dyn Page> {
        code(
            true,
            15,
            Some(CodeError::TooEarly { seconds }),
            ResendState::At { seconds },
        )
    };
    let activation = |error, asked: Option<bool>| -> Box<dyn Page> {
        Box::new(ActivationCodePage {
            error,
            asked: asked.map(|may_again| AskedBefore {
                at: MOMENT,
                may_again,
            }),
        })
    };
    vec![
        (
            "code/sent",
            code(true, 15, None, ResendState::At { seconds: 30 }),
        ),
        (
            "code/sent-one-second",
            code(true, 1, None, ResendState::At { seconds: 1 }),
        ),
        (
            "code/maybe-sent",
            code(false, 15, None, ResendState::At { seconds: 30 }),
        ),
        (
            "code/no-more",
            code(
                true,
                15,
                None,
                ResendState::NoMore {
                    sent: 5,
                    next_at: MOMENT,
                },
            ),
        ),
        (
            "code/no-more-than-one",
            code(
                true,
                15,
                None,
                ResendState::NoMore {
                    sent: 1,
                    next_at: MOMENT,
                },
            ),
        ),
        ("code/empty", wrong(CodeError::Empty)),
        ("code/malformed", wrong(CodeError::Malformed)),
        ("code/wrong", wrong(CodeError::Wrong { tries_left: 4 })),
        (
            "code/wrong-one-left",
            wrong(CodeError::Wrong { tries_left: 1 }),
        ),
        ("code/sent-again", again(true, 60)),
        ("code/maybe-sent-again", again(false, 240)),
        ("code/too-early", early(27)),
        ("code/too-early-for-minutes", early(240)),
        ("code/ended", over(CodeOver::Tried, None)),
        ("code/ended-too-early", over(CodeOver::Tried, Some(27))),
        ("code/expired", over(CodeOver::Expired, None)),
        ("code/stopped", over(CodeOver::Stopped, None)),
        ("activation-code/asked", activation(None, None)),
        ("activation-code/asked-before", activation(None, Some(true))),
        ("activation-code/asked-today", activation(None, Some(false))),
        (
            "activation-code/empty",
            activation(Some(ActivationError::Empty), None),
        ),
        (
            "activation-code/wrong",
            activation(Some(ActivationError::Wrong { tries_left: 2 }), None),
        ),
        (
            "activation-code/ended",
            activation(Some(ActivationError::Ended), None),
        ),
    ]
}
