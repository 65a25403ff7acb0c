//! Every notice.

use time::macros::date;

use super::{MOMENT, Named};
use crate::{AssuranceLevel, Notice, NoticePage, Way, WayKind};

pub(super) fn notices(mark: &str) -> Vec<Named> {
    use WayKind::{
        AskAgain, BackToApp, Continue, SomeoneElse, StartAgain, ToStart, TryAgain, TypeCode,
    };
    let say = |text: &str| format!("{text}{mark}");
    let provider = || say("ID-porten");
    let level = |needed| Notice::LevelTooLow {
        needed,
        provider: provider(),
        ways: Vec::new(),
    };
    let ways = |names: &[&str]| Notice::LevelTooLow {
        needed: AssuranceLevel::High,
        provider: provider(),
        ways: names.iter().map(|name| say(name)).collect(),
    };
    let back = || BackToApp {
        name: say("Lønn og fravær"),
        posts: Vec::new(),
    };
    let begins = date!(2026 - 08 - 17);
    let ended = date!(2026 - 02 - 28);
    let (next_at, now) = (MOMENT, MOMENT - 45 * 60);
    let (next_day, hours) = (MOMENT - 24 * 3600, MOMENT - 3 * 3600);
    let told = |name, notice, kind: Option<WayKind>| -> Named {
        let way = kind.map(|kind| Way {
            href: say("/authorize/resume?r=r3qu3st"),
            kind,
        });
        let aside = (notice == Notice::Cancelled).then(|| Way {
            href: say("https://hrm.example.com/callback?error=access_denied"),
            kind: back(),
        });
        (name, Box::new(NoticePage { notice, way, aside }))
    };
    vec![
        told(
            "notice/ended-someone-else",
            Notice::Ended { date: ended },
            Some(SomeoneElse),
        ),
        told("notice/device-allowed", Notice::DeviceAllowed, None),
        told("notice/device-denied", Notice::DeviceDenied, None),
        told("notice/device-gone", Notice::DeviceGone, Some(StartAgain)),
        told("notice/request-gone", Notice::RequestGone, Some(StartAgain)),
        told("notice/no-cookies", Notice::NoCookies, Some(StartAgain)),
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
            "notice/level-too-low-for-one-way",
            ways(&["BankID"]),
            Some(TryAgain),
        ),
        told(
            "notice/level-too-low-for-ways",
            ways(&["BankID", "Buypass", "Commfides"]),
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
        told(
            "notice/birth-date-differs",
            Notice::BirthDateDiffers,
            Some(back()),
        ),
        told("notice/link-suspended", Notice::LinkSuspended, Some(back())),
        told(
            "notice/approval-pending",
            Notice::ApprovalPending {
                tenant: say("Granvik kommune"),
                asked_at: None,
            },
            Some(back()),
        ),
        told(
            "notice/approval-waiting",
            Notice::ApprovalPending {
                tenant: say("Granvik kommune"),
                asked_at: Some(MOMENT),
            },
            Some(AskAgain),
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
            Some(back()),
        ),
        told("notice/access-asked", Notice::AccessAsked, Some(back())),
        told(
            "notice/other-account-asked",
            Notice::OtherAccountAsked,
            Some(back()),
        ),
        told("notice/detach-asked", Notice::DetachAsked, Some(back())),
        told(
            "notice/account-not-mine",
            Notice::AccountNotMine,
            Some(back()),
        ),
        told(
            "notice/too-many-sends",
            Notice::TooManySends {
                sent: 5,
                next_at,
                now,
            },
            Some(TypeCode),
        ),
        told(
            "notice/too-many-sends-one",
            Notice::TooManySends {
                sent: 1,
                next_at,
                now: hours,
            },
            Some(back()),
        ),
        told(
            "notice/too-many-tries",
            Notice::TooManyTries {
                next_at,
                now: next_day,
            },
            Some(back()),
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
            "notice/level-too-low-form",
            level(AssuranceLevel::Substantial),
            Some(BackToApp {
                name: say("Lønn og fravær"),
                posts: vec![(say("error"), say("access_denied"))],
            }),
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
            "notice/provider-off",
            Notice::ProviderOff {
                provider: "ID-porten".to_owned(),
            },
            Some(back()),
        ),
        told(
            "notice/extra-proof-closed",
            Notice::ExtraProofClosed,
            Some(StartAgain),
        ),
    ]
}
