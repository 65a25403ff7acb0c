//! Every text there is, by name, with the values it takes. A line here is a method of [`Words`]
//! and a row that the tests hold against the five `.ftl` files.

use fluent_bundle::FluentValue;

use super::{
    Words,
    values::{Count, Text},
};

/// A heading, what happened, and what to do now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    pub heading: String,
    pub what: String,
    pub now: String,
}

/// A row of the tables below: message, attribute, variables.
#[cfg(test)]
pub(in crate::texts) type Row = (&'static str, Option<&'static str>, &'static [&'static str]);

macro_rules! value {
    (text, $value:expr) => {
        FluentValue::from($value.as_text())
    };
    (count, $value:expr) => {
        FluentValue::from($value.as_count())
    };
}

macro_rules! kind {
    (text) => { impl Text };
    (count) => { impl Count };
}

/// `name(values)` says message `name`; `name = message.attribute(values)` says another.
macro_rules! words {
    ($( $name:ident $(= $id:ident $(. $part:ident)?)? ( $($arg:ident: $kind:ident),* ); )*) => {
        impl Words {
            $( pub fn $name(self, $($arg: kind!($kind)),*) -> String {
                let (id, part) = words!(@where $name $($id $($part)?)?);
                self.say(id, part, &[$((stringify!($arg), value!($kind, $arg))),*])
            } )*
        }

        #[cfg(test)]
        pub(in crate::texts) const WORDS: &[Row] = &[
            $( {
                let (id, part) = words!(@where $name $($id $($part)?)?);
                (id, part, &[$(stringify!($arg)),*])
            } ),*
        ];
    };
    (@where $name:ident) => { (stringify!($name), None) };
    (@where $name:ident $id:ident) => { (stringify!($id), None) };
    (@where $name:ident $id:ident $part:ident) => { (stringify!($id), Some(stringify!($part))) };
}

/// Messages with the attributes `what` and `now`, all given the same values.
macro_rules! told {
    ($( $name:ident ( $($arg:ident: $kind:ident),* ); )*) => {
        impl Words {
            $( pub fn $name(self, $($arg: kind!($kind)),*) -> Told {
                let args = &[$((stringify!($arg), value!($kind, $arg))),*];
                Told {
                    heading: self.say(stringify!($name), None, args),
                    what: self.say(stringify!($name), Some("what"), args),
                    now: self.say(stringify!($name), Some("now"), args),
                }
            } )*
        }

        /// The variables are those of the three parts together.
        #[cfg(test)]
        pub(in crate::texts) const TOLD: &[Row] =
            &[ $( (stringify!($name), None, &[$(stringify!($arg)),*]) ),* ];
    };
}

// Below the macros, so that they can use them.
pub(super) mod account;
pub(super) mod import;
pub(super) mod mail;
pub(super) mod page;
pub(super) mod parts;
pub(super) mod steps;

words! {
    product();
    employer();
    title(heading: text, site: text);
    title_failed(heading: text, site: text);
    skip();
    language_choice();
    reference();
    logging_in_to(app: text);
    errors_heading();
    list_or(first: text, last: text);
    date_of = date(day: count, month: count, year: count);
    date_time_of = date_time(date: text, hour: text, minute: text);
    time_of_day_of = time_of_day(hour: text, minute: text);
    ip_address(address: text);
    help_heading();
    help_ask(tenant: text);
    help_phone();
    help_email();
    help_web();

    continue_button();
    send_code();
    send_mail();
    start_again();
    try_again();
    to_start();
    back_to_app(app: text);
    to_app_heading();
    to_app_lead();
    use_another_address();

    address_label();
    address_locked_heading();
    address_locked_lead(tenant: text);
    address_once();
    address_wrong();
    address_choose_heading();
    address_choose_lead(tenant: text);
    address_choose_legend();
    address_other();
    address_other_label();
    address_type_heading();
    address_type_lead(tenant: text);
    address_none_heading();
    address_none_lead(tenant: text);
    address_returned_heading();
    address_returned_lead(tenant: text);
    address_returned_now(tenant: text);
    address_taken_heading();
    address_taken_lead();
    address_taken_now();
    address_without();
    address_domains(domains: text);
    error_address_empty();
    error_address_malformed();
    error_address_letters();
    error_address_domain(domains: text);

    account_label();
    use_account_heading();
    use_account_lead(tenant: text);
    use_account_stays();
    use_account_add();
    use_account_add_hint(address: text);
    use_account_button();
    use_account_other();
    record_moved_heading();
    record_moved_what(tenant: text);
    record_moved_now(tenant: text);
    record_moved_wrong();
    choose_account_heading();
    choose_account_lead(tenant: text);
    choose_account_legend();
    choose_account_this_hint(tenant: text);
    choose_account_other_hint(tenant: text);
    keep_account_heading();
    keep_account_lead(tenant: text);
    keep_account_this_hint();
    keep_account_other_hint(tenant: text);
    keep_account_after(tenant: text);
    error_choice();
    existing_heading();
    existing_first(tenant: text);
    existing_replaced(tenant: text);
    existing_code();
    existing_not_mine();
    existing_unreachable();

    code_heading();
    code_sent();
    code_lives(minutes: count);
    code_maybe_heading();
    code_maybe_sent();
    code_maybe_next(tenant: text);
    code_label();
    code_hint();
    code_button();
    code_missing_heading();
    code_missing_hint();
    code_resend();
    code_resend_at(seconds: count);
    code_resend_now();
    code_no_more(sent: count, time: text);
    error_code_empty();
    error_code_malformed();
    error_code_wrong(tries: count);
    error_code_ended();
    error_code_expired();

    link_here_heading();
    link_here_lead();
    link_here_button();
    link_report_heading();
    link_report_lead();
    link_elsewhere_heading();
    link_elsewhere_lead();
    link_code_label();
    link_asked(time: text, place: text);
    link_never_share();
    link_not_me();
    link_expired_heading();
    link_expired_what();
    link_spent_heading();
    link_spent_what();
    link_stopped_heading();
    link_stopped_what();

    sign_in_as_heading();
    sign_in_as_lead();
    sign_in_as_with(provider: text);
    activation_heading();
    activation_lead(tenant: text);
    activation_label();
    activation_ask();
    error_activation_empty();
    error_activation_wrong(tries: count);
    error_activation_ended();
    no_access_heading();
    no_access_what(tenant: text);
    no_access_address();
    no_access_hint(tenant: text);
    no_access_more();
    no_access_switch();
    no_access_ask();
    choose_tenant_heading();
    choose_tenant_lead();
    choose_tenant_own_lead();
    choose_tenant_remembered();
    choose_tenant_someone_else();
    choose_tenant_search();
    choose_tenant_search_button();
    choose_tenant_none();
    logout_heading();
    logout_lead();
    logout_button();
    logout_back();
    device_code_heading();
    device_code_lead();
    device_code_label();
    device_code_hint();
    error_device_code_empty();
    error_device_code_unknown();
    device_heading();
    device_app_label();
    device_warning();
    device_login();
    device_other();
    device_allow_heading();
    device_allow_lead(app: text, tenant: text);
    device_person_label();
    device_allow_button();
    device_deny_button();
    consent_heading(app: text);
    consent_lead(app: text, tenant: text);
    consent_sub();
    consent_profile();
    consent_email();
    consent_phone();
    consent_address();
    consent_employment();
    consent_rights();
    consent_national_id();
    consent_offline();
    consent_api(address: text);
    consent_policy(app: text);
    consent_hint();
    consent_allow_button();
    consent_deny_button();
    consents_heading();
    consents_lead();
    consents_app(app: text, tenant: text);
    consents_none();
    consents_logged_out();
    consents_take_back_button(app: text);
    level_low();
    level_substantial();
    level_high();
}

told! {
    request_gone();
    no_cookies();
    cancelled();
    upstream_failed(provider: text);
    upstream_unavailable(provider: text);
    level_too_low(level: text, provider: text);
    account_disabled();
    suspended(tenant: text);
    not_begun(date: text, tenant: text);
    ended(date: text, tenant: text);
    disputed(tenant: text);
    birth_date_differs(tenant: text);
    link_suspended(tenant: text);
    approval_pending(tenant: text);
    approval_refused(tenant: text);
    activation_required(tenant: text);
    address_reported(tenant: text);
    access_asked(tenant: text);
    detach_asked(tenant: text);
    account_not_mine();
    too_many_sends(sent: count, time: text);
    too_many_tries(time: text);
    changed_meanwhile();
    unknown_client();
    unregistered_redirect();
    invalid_request();
    app_not_enabled(tenant: text, app: text);
    tenant_unknown();
    tenant_suspended(tenant: text);
    not_found();
    method_not_allowed();
    bad_form();
    too_large();
    busy();
    internal();
    logged_out();
    device_allowed();
    device_denied(tenant: text);
    device_gone();
    stopped_by_you();
    already_done();
    no_start_app(tenant: text);
    provider_off(provider: text, tenant: text);
    extra_proof_closed(tenant: text);
}
