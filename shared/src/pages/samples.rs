//! Every page in every state, with artificial people and places: for tests, screenshots, review.
//! A new page or variant belongs here; the tests see to it, as they miss its texts otherwise.

use time::macros::date;

use super::{
    ActivationCodePage, ActivationError, AddressError, AddressMode, AddressPage, AssuranceLevel,
    Brand, ChooseAccountPage, ChooseTenantPage, Chrome, CodeError, CodePage, ExistingLinkKind,
    ExistingLinkPage, GoneReason, HelpDesk, KeepAccountPage, LogoutPage, MailedLinkPage,
    MailedLinkState, NoAccessPage, Notice, NoticePage, Page, Provider, RecordMovedPage,
    ResendState, SignInAsPage, TenantChoice, TypeReason, UseAccountPage, Way, WayKind,
};
use crate::texts::Language;

/// 3 March 2026, 14:05 in Oslo.
pub(super) const MOMENT: i64 = 1_772_543_100;

/// One page in one state.
pub struct Sample {
    /// `page/state`, such as `code/wrong`.
    pub name: &'static str,
    page: Box<dyn Page>,
    mark: String,
}

impl Sample {
    /// The whole HTML document, as it would be for a tenant or, without one, for nobody yet.
    pub fn render(&self, language: Language, tenant: Option<&Brand>) -> String {
        let say = |text: &str| Some(format!("{text}{}", self.mark));
        let bare = matches!(self.name, "choose-tenant/three" | "notice/tenant-unknown");
        self.page.render(&Chrome {
            language,
            tenant: tenant.filter(|_| !bare),
            csrf: say("c5rfT0ken"),
            request: say("r3qu3st"),
            here: format!("/link?r=r3qu3st{}", self.mark),
            app: say("Lønn og fravær").filter(|_| !self.name.starts_with("notice/") && !bare),
            reference: say("7KQ2-M4TD").filter(|_| self.name.starts_with("notice/")),
        })
    }
}

/// The tenant that samples are shown for.
pub fn sample_brand() -> Brand {
    marked_brand("")
}

/// All pages in all their states.
pub fn samples() -> Vec<Sample> {
    marked("")
}

pub(super) fn marked_brand(mark: &str) -> Brand {
    let say = |text: &str| format!("{text}{mark}");
    Brand {
        name: say("Granvik kommune"),
        logo: Some(say("/assets/tenant/granvik.png")),
        stylesheet: Some(say("/assets/tenant/granvik.css")),
        help_desk: Some(HelpDesk {
            name: Some(say("Brukerstøtte, Servicetorget")),
            email: Some(say("hjelp@granvik.example.com")),
            phone: Some(say("+47 00 00 00 00")),
            url: Some(say("https://granvik.example.com/hjelp")),
        }),
    }
}

/// All of them, with `mark` at the end of every value that comes from outside.
pub(super) fn marked(mark: &str) -> Vec<Sample> {
    let mut all = addresses(mark);
    all.extend(accounts(mark));
    all.extend(codes(mark));
    all.extend(links(mark));
    all.extend(notices(mark));
    all.into_iter()
        .map(|(name, page)| Sample {
            name,
            page,
            mark: mark.to_owned(),
        })
        .collect()
}

type Named = (&'static str, Box<dyn Page>);

fn addresses(mark: &str) -> Vec<Named> {
    let say = |text: &str| format!("{text}{mark}");
    let page = |mode, typed: &str, error| -> Box<dyn Page> {
        Box::new(AddressPage {
            mode,
            typed: say(typed),
            error,
        })
    };
    let known = || {
        vec![
            say("bokhylle.sommerregn@granvik.example.com"),
            say("hjemmetjenesten@granvik.example.com"),
        ]
    };
    let one = || vec![say("granvik.example.com")];
    let three = || {
        vec![
            say("granvik.example.com"),
            say("skole.example.com"),
            say("helse.example.com"),
        ]
    };
    let choose = |chosen, free, domains| AddressMode::Choose {
        addresses: known(),
        chosen,
        free,
        domains,
    };
    let typed = |why, domains, without| AddressMode::Type {
        why,
        domains,
        without,
    };
    let taken = || TypeReason::TakenByAnother {
        address: say("vaktrom@granvik.example.com"),
    };
    let locked = AddressMode::Locked {
        address: say("bokhylle.sommerregn@granvik.example.com"),
    };
    vec![
        ("address/locked", page(locked, "", None)),
        (
            "address/choose",
            page(choose(Some(0), false, vec![]), "", None),
        ),
        (
            "address/choose-free",
            page(choose(Some(0), true, vec![]), "", None),
        ),
        (
            "address/choose-free-malformed",
            page(
                choose(None, true, one()),
                "bokhylle@",
                Some(AddressError::Malformed),
            ),
        ),
        (
            "address/type-unknown",
            page(typed(TypeReason::Unknown, vec![], false), "", None),
        ),
        (
            "address/type-unknown-empty",
            page(
                typed(TypeReason::Unknown, vec![], false),
                "",
                Some(AddressError::Empty),
            ),
        ),
        (
            "address/type-none-at-hr",
            page(typed(TypeReason::NoneAtHr, vec![], true), "", None),
        ),
        (
            "address/type-none-at-hr-malformed",
            page(
                typed(TypeReason::NoneAtHr, vec![], true),
                "bokhylle",
                Some(AddressError::Malformed),
            ),
        ),
        (
            "address/type-taken",
            page(typed(taken(), three(), false), "", None),
        ),
        (
            "address/type-taken-domain-not-allowed",
            page(
                typed(taken(), three(), false),
                "bokhylle@example.com",
                Some(AddressError::DomainNotAllowed),
            ),
        ),
    ]
}

fn accounts(mark: &str) -> Vec<Named> {
    let say = |text: &str| format!("{text}{mark}");
    let choose = |unchosen| -> Box<dyn Page> {
        let (this, other) = (
            say("bokhylle@example.com"),
            say("b•••••••@granvik.example.com"),
        );
        Box::new(ChooseAccountPage {
            this,
            other,
            unchosen,
        })
    };
    let keep = |unchosen| -> Box<dyn Page> {
        let (this, other) = (
            say("bokhylle@example.com"),
            say("b•••••••@granvik.example.com"),
        );
        Box::new(KeepAccountPage {
            this,
            other,
            unchosen,
        })
    };
    let use_account = |hr_address| -> Box<dyn Page> {
        Box::new(UseAccountPage {
            account: say("bokhylle@example.com"),
            hr_address,
        })
    };
    let existing = |kind| -> Box<dyn Page> {
        Box::new(ExistingLinkPage {
            account: say("b•••••••@granvik.example.com"),
            kind,
        })
    };
    let no_access = |typed: &str, error| -> Box<dyn Page> {
        Box::new(NoAccessPage {
            account: say("b•••••••@example.com"),
            typed: say(typed),
            error,
        })
    };
    let provider = |id: &str, name: &str| Provider {
        id: say(id),
        name: say(name),
    };
    let sign_in_as = SignInAsPage {
        account: say("b•••••••@granvik.example.com"),
        providers: vec![
            provider("idporten", "ID-porten"),
            provider("mitid", "MitID"),
        ],
    };
    vec![
        (
            "use-account/with-hr-address",
            use_account(Some(say("bokhylle.sommerregn@granvik.example.com"))),
        ),
        ("use-account/without-hr-address", use_account(None)),
        ("record-moved/asked", Box::new(RecordMovedPage)),
        ("choose-account/asked", choose(false)),
        ("choose-account/unchosen", choose(true)),
        ("keep-account/asked", keep(false)),
        ("keep-account/unchosen", keep(true)),
        (
            "existing-link/first-eid",
            existing(ExistingLinkKind::FirstEid),
        ),
        (
            "existing-link/replaced-number",
            existing(ExistingLinkKind::ReplacedNumber),
        ),
        ("sign-in-as/two-providers", Box::new(sign_in_as)),
        ("no-access/asked", no_access("", None)),
        ("no-access/empty", no_access("", Some(AddressError::Empty))),
        (
            "no-access/malformed",
            no_access("bokhylle", Some(AddressError::Malformed)),
        ),
    ]
}

fn codes(mark: &str) -> Vec<Named> {
    let say = |text: &str| format!("{text}{mark}");
    let code = |certain, minutes, error, resend| -> Box<dyn Page> {
        let sent_to = say("bokhylle.sommerregn@granvik.example.com");
        Box::new(CodePage {
            sent_to,
            certain,
            minutes,
            error,
            resend,
        })
    };
    let wrong = |error| code(true, 15, Some(error), ResendState::Now);
    let activation = |error| -> Box<dyn Page> { Box::new(ActivationCodePage { error }) };
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
        ("code/ended", wrong(CodeError::Ended)),
        ("code/expired", wrong(CodeError::Expired)),
        ("activation-code/asked", activation(None)),
        (
            "activation-code/empty",
            activation(Some(ActivationError::Empty)),
        ),
        (
            "activation-code/wrong",
            activation(Some(ActivationError::Wrong { tries_left: 2 })),
        ),
        (
            "activation-code/ended",
            activation(Some(ActivationError::Ended)),
        ),
    ]
}

fn links(mark: &str) -> Vec<Named> {
    let say = |text: &str| format!("{text}{mark}");
    let link = |state| -> Box<dyn Page> { Box::new(MailedLinkPage { state }) };
    let gone = |why| {
        link(MailedLinkState::Gone {
            why,
            start: say("/t/granvik"),
        })
    };
    let elsewhere = MailedLinkState::Elsewhere {
        token: say("l1nkT0ken"),
        code: say("482913"),
        asked_from: say("Chrome, Windows, Granvik"),
        asked_at: MOMENT,
    };
    let tenant = |id: &str, name: &str| TenantChoice {
        id: say(id),
        name: say(name),
        href: say(&format!("/t/{id}")),
    };
    let tenants = vec![
        tenant("granvik", "Granvik kommune"),
        tenant("lauvnes", "Lauvnes kommune"),
        tenant(
            "steinfjord",
            "Steinfjord interkommunale brann- og redningsvesen",
        ),
    ];
    vec![
        (
            "mailed-link/here",
            link(MailedLinkState::Here {
                token: say("l1nkT0ken"),
            }),
        ),
        ("mailed-link/elsewhere", link(elsewhere)),
        (
            "mailed-link/report",
            link(MailedLinkState::Report {
                token: say("l1nkT0ken"),
                asked_from: say("Chrome, Windows, Granvik"),
                asked_at: MOMENT,
            }),
        ),
        ("mailed-link/expired", gone(GoneReason::Expired)),
        ("mailed-link/spent", gone(GoneReason::Spent)),
        ("mailed-link/stopped", gone(GoneReason::Stopped)),
        (
            "choose-tenant/three",
            Box::new(ChooseTenantPage { tenants }),
        ),
        ("logout/asked", Box::new(LogoutPage)),
    ]
}

fn notices(mark: &str) -> Vec<Named> {
    use WayKind::{BackToApp, Continue, StartAgain, ToStart, TryAgain};
    let say = |text: &str| format!("{text}{mark}");
    let provider = || say("ID-porten");
    let level = |needed| Notice::LevelTooLow {
        needed,
        provider: provider(),
    };
    let back = || BackToApp {
        name: say("Lønn og fravær"),
    };
    let begins = date!(2026 - 08 - 17);
    let ended = date!(2026 - 02 - 28);
    let next_at = MOMENT;
    let told = |name, notice, kind: Option<WayKind>| -> Named {
        let way = kind.map(|kind| Way {
            href: say("/authorize/resume?r=r3qu3st"),
            kind,
        });
        (name, Box::new(NoticePage { notice, way }))
    };
    vec![
        told("notice/request-gone", Notice::RequestGone, Some(StartAgain)),
        told("notice/cancelled", Notice::Cancelled, Some(TryAgain)),
        told(
            "notice/upstream-failed",
            Notice::UpstreamFailed {
                provider: provider(),
            },
            Some(TryAgain),
        ),
        told(
            "notice/upstream-unavailable",
            Notice::UpstreamUnavailable {
                provider: provider(),
            },
            Some(TryAgain),
        ),
        told(
            "notice/level-too-low",
            level(AssuranceLevel::Low),
            Some(TryAgain),
        ),
        told(
            "notice/level-too-low-for-substantial",
            level(AssuranceLevel::Substantial),
            Some(TryAgain),
        ),
        told(
            "notice/level-too-low-for-high",
            level(AssuranceLevel::High),
            Some(TryAgain),
        ),
        told(
            "notice/account-disabled",
            Notice::AccountDisabled,
            Some(back()),
        ),
        told("notice/suspended", Notice::Suspended, Some(back())),
        told(
            "notice/not-begun",
            Notice::NotBegun { date: begins },
            Some(back()),
        ),
        told("notice/ended", Notice::Ended { date: ended }, Some(back())),
        told("notice/disputed", Notice::Disputed, Some(back())),
        told("notice/link-suspended", Notice::LinkSuspended, Some(back())),
        told(
            "notice/approval-pending",
            Notice::ApprovalPending {
                tenant: say("Granvik kommune"),
            },
            None,
        ),
        told(
            "notice/approval-refused",
            Notice::ApprovalRefused,
            Some(back()),
        ),
        told(
            "notice/activation-required",
            Notice::ActivationRequired,
            None,
        ),
        told(
            "notice/address-reported",
            Notice::AddressReported,
            Some(StartAgain),
        ),
        told("notice/access-asked", Notice::AccessAsked, None),
        told("notice/detach-asked", Notice::DetachAsked, Some(StartAgain)),
        told(
            "notice/account-not-mine",
            Notice::AccountNotMine,
            Some(StartAgain),
        ),
        told(
            "notice/too-many-sends",
            Notice::TooManySends { sent: 5, next_at },
            Some(Continue),
        ),
        told(
            "notice/too-many-sends-one",
            Notice::TooManySends { sent: 1, next_at },
            Some(Continue),
        ),
        told(
            "notice/too-many-tries",
            Notice::TooManyTries { next_at },
            Some(StartAgain),
        ),
        told(
            "notice/changed-meanwhile",
            Notice::ChangedMeanwhile,
            Some(StartAgain),
        ),
        told(
            "notice/unknown-client",
            Notice::UnknownClient,
            Some(ToStart),
        ),
        told(
            "notice/unregistered-redirect",
            Notice::UnregisteredRedirect,
            Some(ToStart),
        ),
        told(
            "notice/invalid-request",
            Notice::InvalidRequest,
            Some(back()),
        ),
        told(
            "notice/app-not-enabled",
            Notice::AppNotEnabled {
                app: say("Lønn og fravær"),
            },
            Some(ToStart),
        ),
        told(
            "notice/tenant-unknown",
            Notice::TenantUnknown,
            Some(ToStart),
        ),
        told(
            "notice/tenant-suspended",
            Notice::TenantSuspended,
            Some(ToStart),
        ),
        told("notice/not-found", Notice::NotFound, Some(ToStart)),
        told(
            "notice/method-not-allowed",
            Notice::MethodNotAllowed,
            Some(StartAgain),
        ),
        told("notice/bad-form", Notice::BadForm, Some(StartAgain)),
        told("notice/too-large", Notice::TooLarge, Some(StartAgain)),
        told("notice/busy", Notice::Busy, Some(TryAgain)),
        told("notice/internal", Notice::Internal, Some(TryAgain)),
        told("notice/logged-out", Notice::LoggedOut, Some(ToStart)),
        told("notice/stopped-by-you", Notice::StoppedByYou, None),
        told("notice/already-done", Notice::AlreadyDone, Some(Continue)),
        told("notice/no-start-app", Notice::NoStartApp, Some(ToStart)),
        told(
            "notice/extra-proof-closed",
            Notice::ExtraProofClosed,
            Some(StartAgain),
        ),
    ]
}
