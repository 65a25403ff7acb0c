//! The pages that ask for something, in every state.

use super::{MOMENT, Named};
use crate::{
    AddressError, AddressMode, AddressPage, AskedBefore, ChooseAccountPage, ChooseTenantPage,
    Confirm, ConfirmPage, ExistingLinkKind, ExistingLinkPage, GoneReason, KeepAccountPage,
    MailedLinkPage, MailedLinkState, NoAccessPage, OtherWay, Page, Provider, RecordMovedPage,
    SignInAsPage, TenantChoice, TenantSearch, TypeReason, UseAccountPage,
};

pub(super) fn addresses(mark: &str) -> Vec<Named> {
    let say = |text: &str| format!("{text}{mark}");
    let page = |mode, typed: &str, error| -> Box<dyn Page> {
        Box::new(AddressPage {
            mode,
            typed: say(typed),
            error,
            has_code: false,
            steps: 2,
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
            "address/type-unknown-with-a-code",
            Box::new(AddressPage {
                mode: typed(TypeReason::Unknown, vec![], false),
                typed: say(""),
                error: None,
                has_code: true,
                steps: 3,
            }),
        ),
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
            "address/type-returned-at-hr",
            page(
                typed(
                    TypeReason::ReturnedAtHr {
                        address: "bokhylle@granvik.example.com".to_owned(),
                    },
                    vec![],
                    true,
                ),
                "",
                None,
            ),
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

pub(super) fn accounts(mark: &str) -> Vec<Named> {
    let say = |text: &str| format!("{text}{mark}");
    let choose = |unchosen| -> Box<dyn Page> {
        let (this, other) = (
            say("bokhylle@example.com"),
            say("b•••••••@granvik.example.com"),
        );
        Box::new(ChooseAccountPage {
            this,
            other,
            is_other_stuck: unchosen,
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
            has_code: kind == ExistingLinkKind::FirstEid,
            kind,
        })
    };
    let no_access = |typed: &str, error| -> Box<dyn Page> {
        Box::new(NoAccessPage {
            account: say("b•••••••@example.com"),
            typed: say(typed),
            error,
            has_code: error.is_some(),
            asked: error.map(|error| AskedBefore {
                at: MOMENT,
                may_again: error == AddressError::Empty,
            }),
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
        other: Some(OtherWay::Back),
    };
    let (account, own) = (
        say("b•••••••@granvik.example.com"),
        Some(say("bokhylle@granvik.example.com")),
    );
    let confirm = |what, asked: Option<bool>| -> Box<dyn Page> {
        Box::new(ConfirmPage {
            what,
            asked: asked.map(|may_again| AskedBefore {
                at: MOMENT,
                may_again,
            }),
            back: say("/link?request=r3qu3st"),
        })
    };
    let wrong = || Confirm::WrongAddress {
        addresses: vec![say("bokhylle@granvik.example.com")],
    };
    let detached = || Confirm::Detached {
        account: account.clone(),
        own: None,
    };
    let detach = Confirm::Detach {
        account: account.clone(),
        own,
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
        ("confirm/wrong-address", confirm(wrong(), None)),
        ("confirm/wrong-address-again", confirm(wrong(), Some(true))),
        ("confirm/wrong-address-today", confirm(wrong(), Some(false))),
        ("confirm/detach", confirm(detach, None)),
        ("confirm/detached", confirm(detached(), None)),
        ("confirm/detached-again", confirm(detached(), Some(true))),
        ("confirm/approval", confirm(Confirm::Approval, Some(true))),
        ("sign-in-as/two-providers", Box::new(sign_in_as)),
        ("no-access/asked", no_access("", None)),
        ("no-access/empty", no_access("", Some(AddressError::Empty))),
        (
            "no-access/malformed",
            no_access("bokhylle sommer@granvik.no", Some(AddressError::Letters)),
        ),
    ]
}

pub(super) fn links(mark: &str) -> Vec<Named> {
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
        asked_from: say("Chrome, Windows, 192.0.2.7"),
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
                asked_from: say("Chrome, Windows, 192.0.2.7"),
                asked_at: MOMENT,
            }),
        ),
        ("mailed-link/expired", gone(GoneReason::Expired)),
        ("mailed-link/spent", gone(GoneReason::Spent)),
        ("mailed-link/stopped", gone(GoneReason::Stopped)),
        (
            "choose-tenant/three",
            Box::new(ChooseTenantPage {
                tenants: tenants.clone(),
                is_own: false,
                search: None,
                someone_else: None,
            }),
        ),
        (
            "choose-tenant/own",
            Box::new(ChooseTenantPage {
                tenants: tenants.clone(),
                is_own: true,
                search: None,
                someone_else: Some(say("/authorize?prompt=login")),
            }),
        ),
        (
            "choose-tenant/search",
            Box::new(ChooseTenantPage {
                tenants,
                is_own: false,
                search: Some(TenantSearch {
                    action: "/authorize",
                    carried: vec![("client_id".to_owned(), say("hrm"))],
                    typed: say("vik"),
                }),
                someone_else: None,
            }),
        ),
        (
            "choose-tenant/front-door",
            Box::new(ChooseTenantPage {
                tenants: Vec::new(),
                is_own: false,
                search: Some(TenantSearch {
                    action: "/",
                    carried: vec![(say("x"), say("y"))],
                    typed: String::new(),
                }),
                someone_else: None,
            }),
        ),
        (
            "choose-tenant/none-found",
            Box::new(ChooseTenantPage {
                tenants: Vec::new(),
                is_own: false,
                search: Some(TenantSearch {
                    action: "/authorize",
                    carried: vec![("client_id".to_owned(), say("hrm"))],
                    typed: say("atlantis"),
                }),
                someone_else: None,
            }),
        ),
    ]
}
