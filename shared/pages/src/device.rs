//! `/device`: the code that a device shows is typed here, recognised, and after the login allowed
//! or not (RFC 8628 section 3.3).

use super::{
    Page, Problem, State,
    chrome::{self, Frame},
    render_with,
};
use crate::{
    parts::{Note, TextField, TextKind},
    texts::Words,
};

/// Posts `user_code` to `/device`.
#[derive(Clone, Debug)]
pub struct DeviceCodePage {
    /// What was typed before, to be kept in the field.
    pub typed: String,
    pub error: Option<DeviceCodeError>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeviceCodeError {
    Empty,
    /// It is none, nobody waits by it, or no longer.
    Unknown,
}

impl DeviceCodePage {
    fn field(&self, frame: &Frame<'_>) -> TextField {
        TextField {
            name: "user_code",
            label: frame.w.device_code_label(),
            hint: Some(frame.w.device_code_hint()),
            kind: TextKind::Code,
            value: self.typed.clone(),
            error: frame.error_at("user_code"),
        }
    }
}

impl Page for DeviceCodePage {
    fn heading(&self, w: Words) -> String {
        w.device_code_heading()
    }

    fn problems(&self, w: Words) -> Vec<Problem> {
        let text = match self.error {
            None => return Vec::new(),
            Some(DeviceCodeError::Empty) => w.error_device_code_empty(),
            Some(DeviceCodeError::Unknown) => w.error_device_code_unknown(),
        };
        vec![Problem::at("user_code", text)]
    }

    render_with!("device-code.html", page: DeviceCodePage);
}

/// Which app waits, by which code; a link goes on to the login.
#[derive(Clone, Debug)]
pub struct DevicePage {
    pub app: String,
    pub user_code: String,
    pub login: String,
}

impl DevicePage {
    fn warning(w: &Words) -> Note {
        Note::of(State::Warning, w.device_warning())
    }

    fn link(&self) -> Option<&str> {
        chrome::link(&self.login)
    }
}

impl Page for DevicePage {
    fn heading(&self, w: Words) -> String {
        w.device_heading()
    }

    render_with!("device.html", page: DevicePage);
}

/// The last question. Posts to `/device/allow`: `action`, `allow` or `deny`.
#[derive(Clone, Debug)]
pub struct DeviceAllowPage {
    pub app: String,
    /// Who is logged in.
    pub person: String,
    pub user_code: String,
}

impl Page for DeviceAllowPage {
    fn heading(&self, w: Words) -> String {
        w.device_allow_heading()
    }

    fn shows_help(&self) -> bool {
        true
    }

    render_with!("device-allow.html", page: DeviceAllowPage);
}
