//! `/device`: the code that a device shows is typed here, recognised, and after the login allowed
//! or not (RFC 8628 section 3.3).

use super::{Page, Problem, chrome, render_with};
use crate::texts::Words;

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

impl Page for DeviceCodePage {
    fn heading(&self, w: Words) -> String {
        w.device_code_heading()
    }

    fn problem(&self, w: Words) -> Option<Problem> {
        let text = match self.error? {
            DeviceCodeError::Empty => w.error_device_code_empty(),
            DeviceCodeError::Unknown => w.error_device_code_unknown(),
        };
        Some(Problem::at("user_code", text))
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
