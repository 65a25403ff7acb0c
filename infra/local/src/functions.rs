//! All functions of this deployment, as their crates declare them.

use kobling_shared::function::Function;

/// In the order of template.yaml; a house test compares the two.
pub fn all() -> Vec<Function> {
    vec![
        kobling_authorize::function(),
        kobling_callback::function(),
        kobling_link::function(),
        kobling_verify_code::function(),
        kobling_token::function(),
        kobling_device::function(),
        kobling_discovery::function(),
        kobling_logout::function(),
        kobling_admin::function(),
        kobling_mail::function(),
        kobling_mail_events::function(),
        kobling_import::function(),
        kobling_provision::function(),
        kobling_housekeeping::function(),
    ]
}
