//! State icons of notices and notice boxes. Each state has its own shape as well as its colour (WCAG
//! 1.4.1); screen readers skip the icon, since the text says it.

use super::Notice;

/// What the sign says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// It is as the person wanted it.
    Done,
    /// It goes on by itself, or later.
    Waiting,
    /// Somebody has to lift it.
    Stopped,
    /// Something to be careful about.
    Warning,
    /// Something failed.
    Error,
    /// Good to know.
    Info,
}

impl Notice {
    pub(super) const fn state(&self) -> State {
        match self {
            Self::LoggedOut
            | Self::DeviceAllowed
            | Self::StoppedByYou
            | Self::AlreadyDone
            | Self::AddressReported
            | Self::DetachAsked => State::Done,
            Self::ApprovalPending { .. }
            | Self::ActivationRequired
            | Self::AccessAsked
            | Self::NotBegun { .. }
            | Self::TooManySends { .. }
            | Self::TooManyTries { .. }
            | Self::Busy => State::Waiting,
            Self::LevelTooLow { .. }
            | Self::AccountDisabled
            | Self::Suspended
            | Self::Ended { .. }
            | Self::Disputed
            | Self::LinkSuspended
            | Self::ApprovalRefused
            | Self::AppNotEnabled { .. }
            | Self::TenantSuspended
            | Self::ProviderOff { .. }
            | Self::ExtraProofClosed => State::Stopped,
            Self::UpstreamFailed { .. }
            | Self::UpstreamUnavailable { .. }
            | Self::NoCookies
            | Self::UnknownClient
            | Self::UnregisteredRedirect
            | Self::InvalidRequest
            | Self::BadForm
            | Self::TooLarge
            | Self::Internal => State::Error,
            _ => State::Info,
        }
    }
}

impl State {
    /// The end of its class in the stylesheet.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Waiting => "waiting",
            Self::Stopped => "stopped",
            Self::Warning => "warning",
            Self::Error => "error",
            Self::Info => "info",
        }
    }

    /// Outline in a square of 32: a circle, a triangle or an octagon.
    pub(super) const fn outline(self) -> &'static str {
        match self {
            Self::Done | Self::Waiting | Self::Stopped | Self::Info => {
                "M16 3a13 13 0 1 1 0 26a13 13 0 1 1 0-26z"
            }
            Self::Warning => "M16 4l13 23H3z",
            Self::Error => "M11 3h10l8 8v10l-8 8H11l-8-8V11z",
        }
    }

    /// What stands in it: a tick, hands of a clock, a bar, an exclamation mark, a cross, an i.
    pub(super) const fn sign(self) -> &'static str {
        match self {
            Self::Done => "M10 16.5l4.5 4.5l8-9",
            Self::Waiting => "M16 9v7.5l5 3",
            Self::Stopped => "M10 16h12",
            Self::Warning => "M16 12v7M16 23v.1",
            Self::Error => "M11.5 11.5l9 9M20.5 11.5l-9 9",
            Self::Info => "M16 15v7M16 10v.1",
        }
    }
}
