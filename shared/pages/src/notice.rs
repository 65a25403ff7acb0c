//! A page that only tells: what happened, what to do now, one button that goes on, and at most one
//! way beside it. Errors, refusals and confirmations all leave by it.

use time::Date;

use super::{Page, chrome, render_with};
use crate::texts::{Told, Words, unbroken};

/// The reference number and the help desk come from the surroundings of the page.
#[derive(Clone, Debug)]
pub struct NoticePage {
    pub notice: Notice,
    /// The one button. A `href` that is neither on this host nor `http(s)` is not shown.
    pub way: Option<Way>,
    /// A quieter second one, for who does not want that.
    pub aside: Option<Way>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    pub href: String,
    pub kind: WayKind,
}

/// What the button says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WayKind {
    StartAgain,
    SomeoneElse,
    TryAgain,
    /// With what is posted there, for an app that wants its answers as a form; else it is a link.
    BackToApp {
        name: String,
        posts: Vec<(String, String)>,
    },
    ToStart,
    Continue,
    /// To the field for a code that is still good.
    TypeCode,
    /// To the page that asks once more what was asked before.
    AskAgain,
}

/// A level of assurance of Regulation (EU) 910/2014 article 8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AssuranceLevel {
    Low,
    Substantial,
    High,
}

/// What there is to tell. `provider` and `app` are names for people; times are Unix seconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The login has expired or was never known.
    RequestGone,
    /// The browser brings no cookie to a login that is there.
    NoCookies,
    Cancelled,
    UpstreamFailed {
        provider: String,
    },
    UpstreamUnavailable {
        provider: String,
    },
    /// L17.
    LevelTooLow {
        needed: AssuranceLevel,
        provider: String,
        /// What people call the ways that would do, if that is known.
        ways: Vec<String>,
    },
    /// L18.
    AccountDisabled,
    /// L16, as the three that follow.
    Suspended,
    NotBegun {
        date: Date,
    },
    Ended {
        date: Date,
    },
    /// L15: HR and an earlier login disagree.
    Disputed,
    /// L15: HR's birth date is not the eID's.
    BirthDateDiffers,
    /// L5: HR learned of another national id than the one logged in with.
    LinkSuspended,
    ApprovalPending {
        tenant: String,
        /// When it was asked for, where that was on an earlier day.
        asked_at: Option<i64>,
    },
    ApprovalRefused,
    /// L28: an admin activates before the first login.
    ActivationRequired,
    /// The one who can correct the address was told.
    AddressReported,
    AccessAsked,
    /// L3: the other account has no login that can be used here; people were told.
    OtherAccountAsked,
    DetachAsked,
    /// Behind "this is not my account" where the eID itself says that it is.
    AccountNotMine,
    TooManySends {
        sent: u32,
        next_at: i64,
        now: i64,
    },
    TooManyTries {
        next_at: i64,
        now: i64,
    },
    ChangedMeanwhile,
    UnknownClient,
    UnregisteredRedirect,
    InvalidRequest,
    AppNotEnabled {
        app: String,
    },
    TenantUnknown,
    TenantSuspended,
    NotFound,
    MethodNotAllowed,
    /// The form is too old or came from elsewhere.
    BadForm,
    TooLarge,
    Busy,
    Internal,
    LoggedOut,
    DeviceAllowed,
    /// The person said no, or left the login.
    DeviceDenied,
    /// A device's code that was used, or is too old.
    DeviceGone,
    /// The person pressed "I did not ask for this".
    StoppedByYou,
    /// This step is finished; the login goes on.
    AlreadyDone,
    NoStartApp,
    /// The eID's provider takes no logins here, by the operator's or the tenant's choice.
    ProviderOff {
        provider: String,
    },
    /// No tries are left on the activation code.
    ExtraProofClosed,
}

impl AssuranceLevel {
    fn name(self, w: Words) -> String {
        match self {
            Self::Low => w.level_low(),
            Self::Substantial => w.level_substantial(),
            Self::High => w.level_high(),
        }
    }
}

impl Notice {
    /// Its own name, for the log; nothing of what it tells.
    pub fn word(&self) -> String {
        let shown = format!("{self:?}");
        let is_name = |sign: &char| sign.is_ascii_alphanumeric();
        shown.chars().take_while(is_name).collect()
    }

    /// The notice in words; `tenant` is a name, or what stands in for it within a sentence.
    pub(super) fn told(&self, w: Words, tenant: &str) -> Told {
        match self {
            Self::RequestGone => w.request_gone(),
            Self::NoCookies => w.no_cookies(),
            Self::Cancelled => w.cancelled(),
            Self::UpstreamFailed { provider } => w.upstream_failed(unbroken(provider)),
            Self::UpstreamUnavailable { provider } => w.upstream_unavailable(unbroken(provider)),
            Self::LevelTooLow {
                needed,
                provider,
                ways,
            } => match any_of(w, ways) {
                Some(ways) => w.level_too_low_ways(unbroken(provider), ways),
                None => w.level_too_low(needed.name(w), unbroken(provider)),
            },
            Self::AccountDisabled => w.account_disabled(),
            Self::Suspended => w.suspended(tenant),
            Self::NotBegun { date } => w.not_begun(w.date(*date), tenant),
            Self::Ended { date } => w.ended(w.date(*date), tenant),
            Self::Disputed => w.disputed(tenant),
            Self::BirthDateDiffers => w.birth_date_differs(tenant),
            Self::LinkSuspended => w.link_suspended(tenant),
            Self::ApprovalPending {
                tenant,
                asked_at: None,
            } => w.approval_pending(tenant),
            Self::ApprovalPending {
                tenant,
                asked_at: Some(asked_at),
            } => w.approval_waiting(tenant, w.day(*asked_at)),
            Self::ApprovalRefused => w.approval_refused(tenant),
            Self::ActivationRequired => w.activation_required(tenant),
            Self::AddressReported => w.address_reported(tenant),
            Self::AccessAsked => w.access_asked(tenant),
            Self::OtherAccountAsked => w.other_account_asked(tenant),
            Self::DetachAsked => w.detach_asked(tenant),
            Self::AccountNotMine => w.account_not_mine(),
            Self::TooManySends { sent, next_at, now } => {
                w.too_many_sends(sent, w.soon(*next_at, *now))
            }
            Self::TooManyTries { next_at, now } => w.too_many_tries(w.soon(*next_at, *now)),
            Self::ChangedMeanwhile => w.changed_meanwhile(),
            Self::UnknownClient => w.unknown_client(),
            Self::UnregisteredRedirect => w.unregistered_redirect(),
            Self::InvalidRequest => w.invalid_request(),
            Self::AppNotEnabled { app } => w.app_not_enabled(tenant, app),
            Self::TenantUnknown => w.tenant_unknown(),
            Self::TenantSuspended => w.tenant_suspended(tenant),
            Self::NotFound => w.not_found(),
            Self::MethodNotAllowed => w.method_not_allowed(),
            Self::BadForm => w.bad_form(),
            Self::TooLarge => w.too_large(),
            Self::Busy => w.busy(),
            Self::Internal => w.internal(),
            Self::LoggedOut => w.logged_out(),
            Self::DeviceAllowed => w.device_allowed(),
            Self::DeviceDenied => w.device_denied(tenant),
            Self::DeviceGone => w.device_gone(),
            Self::StoppedByYou => w.stopped_by_you(),
            Self::AlreadyDone => w.already_done(),
            Self::NoStartApp => w.no_start_app(tenant),
            Self::ProviderOff { provider } => w.provider_off(unbroken(provider), tenant),
            Self::ExtraProofClosed => w.extra_proof_closed(tenant),
        }
    }
}

/// `A, B or C`.
fn any_of(w: Words, names: &[String]) -> Option<String> {
    match names.split_last()? {
        (last, []) => Some(last.clone()),
        (last, first) => Some(w.list_or(first.join(", "), last)),
    }
}

/// A button as the page shows it.
struct Button<'a> {
    class: &'static str,
    href: &'a str,
    words: String,
    /// What it posts; nothing where it is a link.
    posts: &'a [(String, String)],
}

impl NoticePage {
    fn buttons(&self, w: Words) -> Vec<Button<'_>> {
        let both = [("primary", &self.way), ("secondary", &self.aside)];
        both.into_iter()
            .filter_map(|(class, way)| {
                let way = way.as_ref()?;
                let (words, posts): (String, &[_]) = match &way.kind {
                    WayKind::StartAgain => (w.start_again(), &[]),
                    WayKind::SomeoneElse => (w.log_in_as_someone_else(), &[]),
                    WayKind::TryAgain => (w.try_again(), &[]),
                    WayKind::BackToApp { name, posts } => (w.back_to_app(name), posts),
                    WayKind::ToStart => (w.to_start(), &[]),
                    WayKind::Continue => (w.continue_button(), &[]),
                    WayKind::TypeCode => (w.type_your_code(), &[]),
                    WayKind::AskAgain => (w.ask_again(), &[]),
                };
                Some(Button {
                    class,
                    href: chrome::link(&way.href)?,
                    words,
                    posts,
                })
            })
            .collect()
    }
}

impl Page for NoticePage {
    fn heading(&self, w: Words) -> String {
        // No notice's heading names the tenant.
        self.notice.told(w, "").heading
    }

    fn shows_help(&self) -> bool {
        !matches!(
            self.notice,
            Notice::Cancelled
                | Notice::UpstreamUnavailable { .. }
                | Notice::LevelTooLow { .. }
                | Notice::ChangedMeanwhile
                | Notice::BadForm
                | Notice::TooLarge
                | Notice::Busy
                | Notice::LoggedOut
                | Notice::AlreadyDone
        )
    }

    render_with!("notice.html", page: NoticePage);
}
