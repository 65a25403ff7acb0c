//! Texts of the account pages: what people see of their own account and change in it.

use fluent_bundle::FluentValue;

#[cfg(test)]
use super::Row;
use super::{Text, Words};

words! {
    account_heading();
    account_name();
    account_eid();
    account_mobile();
    account_password();
    account_password_changed(date: text);
    account_number();
    account_number_lead();
    account_recovery_heading();
    account_recovery_lead();
    account_recovery_label();
    account_address_heading();
    account_address_step_new();
    account_address_step_code();
    account_address_step_done();
    account_address_lead();
    account_address_changed();
    account_address_changed_next();
    account_events_heading();
    account_event_login(app: text);
    account_event_address();
    account_event_eid(provider: text);
    account_event_created(tenant: text);
    account_by_you();
    account_by_help_desk(tenant: text);
    account_mail_sent();
    account_mail_sent_next();
    account_password_saved();
    account_password_saved_next();
    account_one_way();
    account_one_way_next();
    account_one_way_add();
    account_eid_taken(provider: text);
    account_eid_taken_next();
    account_others_heading();
    account_others_lead();
    account_others_button();
    account_close_heading();
    account_close_logged_out();
    account_close_no_login();
    account_close_told();
    account_close_forever();
    account_close_button();
    account_messages_heading();
    account_messages_lead();
    account_mobile_hint();
    account_language();
    account_language_hint();
    account_codes_by();
    account_codes_by_mail();
    account_codes_by_text();
    account_codes_by_text_hint();
    account_tell_about();
    account_tell_about_hint();
    account_tell_logins();
    account_tell_logins_hint();
    account_tell_apps();
    account_save();
    error_mobile();
    error_language();
    error_codes_by();
    error_tell_about();
}
