//! The pages of the device flow, in every state.

use super::Named;
use crate::{DeviceAllowPage, DeviceCodeError, DeviceCodePage, DevicePage, Page};

pub(super) fn devices(mark: &str) -> Vec<Named> {
    let say = |text: &str| format!("{text}{mark}");
    let typed = |typed: &str, error| -> Box<dyn Page> {
        Box::new(DeviceCodePage {
            typed: say(typed),
            error,
        })
    };
    let unknown = Some(DeviceCodeError::Unknown);
    vec![
        ("device-code/asked", typed("", None)),
        ("device-code/empty", typed("", Some(DeviceCodeError::Empty))),
        ("device-code/unknown", typed("BCDF-GHJK", unknown)),
        (
            "device/recognised",
            Box::new(DevicePage {
                app: say("Stemplingsuret"),
                user_code: say("BCDF-GHJK"),
                login: say("/authorize?client_id=clock&request_uri=urn:x"),
            }),
        ),
        (
            "device-allow/asked",
            Box::new(DeviceAllowPage {
                app: say("Stemplingsuret"),
                person: say("Bokhylle Sommerregn"),
                user_code: say("BCDF-GHJK"),
            }),
        ),
    ]
}
