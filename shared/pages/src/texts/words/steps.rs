//! What the steps of a login say beside their own questions: waits, what was asked before, is that
//! what you want.

use fluent_bundle::FluentValue;

#[cfg(test)]
use super::Row;
use super::{Count, Text, Told, Words};

words! {
    clock_soon(time: text, minutes: count);
    step_of(step: count, steps: count);
    cancel_to_app(app: text);
    back_button();
    have_code();
    type_your_code();
    code_sent_again(time: text);
    code_resend_minutes(minutes: count);
    code_resend_clock(time: text);
    error_resend_early(seconds: count);
    error_resend_early_minutes(minutes: count);
    error_code_stopped();
    address_choose_apps();
    choose_account_other_stuck();
    asked_before(date: text);
    reported_before(date: text);
    ask_again();
    report_again();
    confirm_wrong_heading();
    confirm_wrong_lead(tenant: text);
    confirm_wrong_button();
    confirm_detach_heading();
    confirm_detach_lead(tenant: text);
    confirm_detach_forever();
    confirm_detach_own(tenant: text);
    confirm_detach_button();
    confirm_detached_heading();
    confirm_detached_lead(tenant: text);
    confirm_detached_button();
    confirm_approval_heading();
    confirm_approval_lead(tenant: text);
    admin_other_account();
}

told! {
    approval_waiting(tenant: text, date: text);
    level_too_low_ways(provider: text, ways: text);
    other_account_asked(tenant: text);
}
