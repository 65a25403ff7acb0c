//! How a notice stands, as a sign beside its heading: told by the shape and not by the colour alone,
//! and not read out, since the heading says it.

use super::Notice;

/// What the sign says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum State {
    /// It is as the person wanted it.
    Done,
    /// It goes on by itself, or later.
    Waiting,
    /// Somebody has to lift it.
    Stopped,
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
            Self::Error => "error",
            Self::Info => "info",
        }
    }

    /// Outline in a square of 32: a circle, an octagon or a triangle.
    pub(super) const fn outline(self) -> &'static str {
        match self {
            Self::Done | Self::Waiting | Self::Info => "M16 3a13 13 0 1 1 0 26a13 13 0 1 1 0-26z",
            Self::Stopped => "M11 3h10l8 8v10l-8 8H11l-8-8V11z",
            Self::Error => "M16 4l13 23H3z",
        }
    }

    /// What stands in it: a tick, hands of a clock, a bar, an exclamation mark, an i.
    pub(super) const fn sign(self) -> &'static str {
        match self {
            Self::Done => "M10 16.5l4.5 4.5l8-9",
            Self::Waiting => "M16 9v7.5l5 3",
            Self::Stopped => "M10 16h12",
            Self::Error => "M16 12v7M16 23v.1",
            Self::Info => "M16 15v7M16 10v.1",
        }
    }
}
