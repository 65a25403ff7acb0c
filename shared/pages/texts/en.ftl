# English. Plain words, short sentences, "you".
# $tenant is the employer's name, or the message "employer" when it is not known;
# so never let it begin a sentence.

product = Kobling
employer = your employer
title = { $heading } – { $site }
title_failed = Error: { $heading } – { $site }
skip = Skip to main content
language_choice = Language
reference = Reference (for the help desk)
logging_in_to = Log in to { $app }
errors_heading = There is a problem
list_or = { $first } or { $last }
date = { $day } { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
} { $year }
date_time = { $date } at { $hour }:{ $minute }
time_of_day = { $hour }:{ $minute }
ip_address = IP address { $address }

help_heading = Need help?
help_ask = Ask your manager or the help desk at { $tenant }.
help_phone = Phone
help_email = Email
help_web = Website

# Buttons that several pages use
continue_button = Continue
send_code = Send code
send_mail = Send email
start_again = Start again
try_again = Try again
to_start = Go to the start page
back_to_app = Back to { $app }
to_app_heading = You are on your way to the app
to_app_lead = This page goes on by itself. If it does not, press the button.
use_another_address = Use another address

# Which email address
address_label = Email address
address_locked_heading = Confirm your email address
address_locked_lead = This is the email address that { $tenant } has for you. We will send a code to it to check that it is yours.
address_once = You only need to do this once.
address_wrong = The address is wrong
address_choose_heading = Where shall we send the code?
address_choose_lead = These are the email addresses that { $tenant } has for you. We will send a code to the one you choose.
address_choose_legend = Choose an address
address_other = Another address
address_other_label = Enter the address
address_type_heading = What is your email address at work?
address_type_lead = Enter the address that { $tenant } has for you. You will get an email that explains what to do next.
address_none_heading = Which email address do you want to use?
address_none_lead = No email address is registered for you at { $tenant }. Enter an address that you read yourself, and we will send a code to it.
address_returned_heading = Email to your address is returned
address_returned_lead = { $tenant } has this address registered for you, but email to it is returned:
address_returned_now = Enter another address that you read yourself, and we will send a code to it. Ask { $tenant } to correct the address. If it works after all, { $tenant } can allow email to it again.
address_taken_heading = You need to use another address
address_taken_lead = Someone else already uses this address:
address_taken_now = Enter an address that only you use. We will send a code to it.
address_without = I do not have an email address
address_domains = The address must end in { $domains }
error_address_empty = Enter your email address
error_address_malformed = Enter a full email address, like name@example.com
error_address_letters = Enter the email address without spaces and without letters such as æ, ø and å
error_address_domain = Enter an address that ends in { $domains }

# You already have an account
account_label = Account
use_account_heading = You already have an account
use_account_lead = The electronic ID you logged in with belongs to this account. You can use the account at { $tenant } too.
use_account_stays = The address of the account stays the same.
use_account_add = Also add my work address
use_account_add_hint = We will send a code to { $address }.
use_account_button = Use this account
use_account_other = This is not my account

# The employer now says that you are another entry
record_moved_heading = We are moving your access
record_moved_what = You have been given a new employment number at { $tenant }.
record_moved_now = When you continue, we move your access to the new employment number. You will be logged out of the apps at { $tenant }, and we will email the addresses on your account about it.
record_moved_wrong = If you think this is wrong, do not continue. Get in touch instead.

# Two accounts
choose_account_heading = You have two accounts
choose_account_lead = Which one do you want to use at { $tenant }?
choose_account_legend = Choose an account
choose_account_this_hint = The account you are logged in with now. Access at { $tenant } moves here, and we send an email to the other account.
choose_account_other_hint = The account in use at { $tenant } today. You need to log in to it, and then we move your electronic ID there.
keep_account_heading = Which account do you want to keep?
keep_account_lead = You have two accounts, but only one of them can give access at { $tenant }.
keep_account_this_hint = The account you are logged in with now.
keep_account_other_hint = The account in use at { $tenant } today.
keep_account_after = We send an email to the other account. It no longer gives access at { $tenant }.
error_choice = Choose an account

# The employer linked you to an account before
existing_heading = We found your account
existing_first = This account is linked to you at { $tenant }, but not yet to your electronic ID:
existing_replaced = A new national identity number has been registered for you at { $tenant }. This account is still linked to the old number:
existing_code = We will send a code to the address to check that the account is yours.
existing_not_mine = That is not my address
existing_unreachable = I cannot read email there

# The code
code_heading = Enter the code from the email
code_sent = We have sent a code to this address:
code_lives = { $minutes ->
    [one] The code is valid for one minute.
   *[other] The code is valid for { $minutes } minutes.
}
code_maybe_heading = Check your email
code_maybe_sent = We have sent an email to this address:
code_maybe_next = The email says what to do next. If the address is registered at { $tenant }, you get a code to enter here.
code_label = Code
code_hint = 6 digits
code_button = Confirm code
code_missing_heading = Didn’t get the email?
code_missing_hint = It can take a couple of minutes. Check your spam folder too.
code_resend = Send a new email
code_resend_at = { $seconds ->
    [one] You can get a new email in one second.
   *[other] You can get a new email in { $seconds } seconds.
}
code_resend_now = You can get a new email now.
code_no_more = { $sent ->
    [one] We have sent one email. You can get a new one after { $time }.
   *[other] We have sent { $sent } emails. You can get a new one after { $time }.
}
error_code_empty = Enter the code from the email
error_code_malformed = Enter the 6 digits of the code
error_code_wrong = { $tries ->
    [one] The code is wrong. You have one try left.
   *[other] The code is wrong. You have { $tries } tries left.
}
error_code_ended = The code was entered wrongly too many times and no longer works. Ask for a new one.
error_code_expired = The code is too old. Ask for a new one.

# Behind the link in the email
link_here_heading = Confirm your email address
link_here_lead = Press the button to confirm the address and go on logging in.
link_here_button = Confirm address
link_elsewhere_heading = Enter the code where you started
link_elsewhere_lead = You started to log in in another browser or on another device. Go back there and enter this code:
link_code_label = Code
link_asked = The login was started on { $time } from { $place }.
link_never_share = Do not give the code to anyone. We never call or write to ask for it.
link_not_me = I did not ask for this
link_report_heading = Is someone trying to use your address?
link_report_lead = Someone tried to log in with your email address. They did not get access. If it was not you, you can tell us here.
link_expired_heading = The link is too old
link_expired_what = To keep you safe, the link only works for a short time. Start again to get a new one.
link_spent_heading = The link has already been used
link_spent_what = Each link works only once. If you have finished logging in, you do not need to do anything. If not, start again.
link_stopped_heading = The link has been stopped
link_stopped_what = Someone told us that they did not ask for this link. If it was you who wanted to log in, start again.

# The steps of a login, beside what they ask
clock_soon = { $minutes ->
    [one] { $time } (in one minute)
   *[other] { $time } (in { $minutes } minutes)
}
step_of = Step { $step } of { $steps }
cancel_to_app = Cancel and go back to { $app }
back_button = Back
have_code = I have already got a code
type_your_code = Enter the code you have
code_sent_again = We sent a new email at { $time }. Use the newest email: codes in older ones no longer work.
code_resend_minutes = { $minutes ->
    [one] You can get a new email in one minute.
   *[other] You can get a new email in { $minutes } minutes.
}
code_resend_clock = You can get a new email in { $time }.
error_resend_early = { $seconds ->
    [one] We have not sent a new email yet. You can get one in one second.
   *[other] We have not sent a new email yet. You can get one in { $seconds } seconds.
}
error_resend_early_minutes = { $minutes ->
    [one] We have not sent a new email yet. You can get one in one minute.
   *[other] We have not sent a new email yet. You can get one in { $minutes } minutes.
}
error_code_stopped = This login was stopped from the email. If it is you who want to log in, start again.
address_choose_apps = Apps are told the address that you confirm.
choose_account_other_stuck = This account has no login that you can use here. If you choose it, the help desk has to help you.
asked_before = You asked for this on { $date }. There is no answer yet.
reported_before = You reported this on { $date }. There is no answer yet.
ask_again = Ask again
report_again = Report it again
confirm_wrong_heading = Is the address wrong?
confirm_wrong_lead = We will ask { $tenant } to correct it. You cannot log in until that is done.
confirm_wrong_button = Yes, report that it is wrong
confirm_detach_heading = Do you want to unlink the account?
confirm_detach_lead = We will unlink this account from you at { $tenant }.
confirm_detach_forever = That cannot be undone here.
confirm_detach_own = The account’s address is the one registered for you at { $tenant }. If you recognise it, go back:
confirm_detach_button = Unlink
confirm_detached_heading = Can you not use the account?
confirm_detached_lead = We will ask { $tenant } to sort it out. You cannot log in until that is done.
confirm_detached_button = Yes, report it
confirm_approval_heading = Do you want to ask again?
confirm_approval_lead = We will remind { $tenant } that you are waiting for approval.
approval_waiting = You need to wait for approval
    .what = You asked for access at { $tenant } on { $date }. There is no answer yet.
    .now = You will get an email when it is decided. You can close this page.
level_too_low_ways = You need to log in more securely
    .what = The way you logged in at { $provider } is not secure enough here.
    .now = Try again, and use { $ways }.
other_account_asked = The help desk has to help you
    .what = The account you chose has no login that you can use here. The help desk at { $tenant } has been told. Nothing has been changed.
    .now = They will contact you. You can also log in again and choose the other account.

# Show that the account is yours
sign_in_as_heading = Show that the account is yours
sign_in_as_lead = You already have a way to log in to this account. Log in as you usually do, so that we know it is yours:
sign_in_as_with = Log in with { $provider }

# Activation code
activation_heading = Enter your activation code
activation_lead = You need a code from { $tenant } to get access the first time. It is not the same as the code you got by email.
activation_label = Activation code
activation_ask = I do not have an activation code
error_activation_empty = Enter the activation code
error_activation_wrong = { $tries ->
    [one] The activation code is wrong. You have one try left.
   *[other] The activation code is wrong. You have { $tries } tries left.
}
error_activation_ended = The activation code no longer works: it is too old, or was entered wrongly too many times. Ask for a new one.

# No access
no_access_heading = You do not have access yet
no_access_what = You are logged in with this account, but it is not linked to an employee at { $tenant }:
no_access_address = Your email address at work
no_access_hint = Enter the address that { $tenant } has for you. You will get an email that explains what to do next.
no_access_more = Other options
who_is = You are logged in as { $name }
who_is_nameless = You are logged in with an electronic ID.
who_not = Not you? Log in as someone else
log_in_as_someone_else = Log in as someone else
no_access_switch = Log in as someone else
no_access_ask = Ask for access

choose_tenant_heading = Where do you work?
choose_tenant_lead = Choose your employer.
choose_tenant_own_lead = You have more than one employer. Choose the one to log in at now.
choose_tenant_remembered = The choice holds until you log out here. To change it before that, log out and in again.
choose_tenant_someone_else = I am someone else
choose_tenant_search = Search for the municipality
choose_tenant_search_button = Search
choose_tenant_none = No employer is called that. Try a shorter word.

logout_heading = Do you want to log out?
logout_lead = You will be logged out here. You may still be logged in to apps that you have opened: log out there too, and close the browser if you share this computer.
logout_button = Log out
logout_back = No, go back

# A device without a browser (time clock, screen) that waits for someone to log in
device_code_heading = Log in on a device
device_code_lead = The device shows a code. Type it here.
device_code_label = Code
device_code_hint = Eight letters, for example BCDF-GHJK.
error_device_code_empty = Type the code that the device shows.
error_device_code_unknown = The code is wrong or too old. Check it on the device, or get a new one there.
device_heading = Is this the code on the device?
device_app_label = App
device_warning = Go on only if you want to log in on a device that you see in front of you. If someone sent you the code or a link to this page, close it: someone is trying to log in as you.
device_login = Yes, log in
device_other = No, type another code
device_allow_heading = Do you want to log in on the device?
device_allow_lead = You are logging in to { $app } on the device, as an employee at { $tenant }.
device_person_label = Logged in as
device_allow_button = Yes, log in on the device
device_deny_button = No

# An app of another organisation asks what it may know
consent_heading = Do you want to share this with { $app }?
consent_lead = { $app } does not belong to { $tenant }. The app asks to know:
consent_sub = who you are (a fixed number that all your apps get) and whom you work for
consent_profile = name, date of birth and the like
consent_email = email address
consent_phone = phone number
consent_address = postal address
consent_employment = where you work: department and position
consent_rights = what you may do at work
consent_national_id = national identity number
consent_offline = The app can get this also while you are not logged in.
consent_api = to use { $address } on your behalf
consent_policy = Privacy policy of { $app }
consent_hint = You can withdraw it whenever you like, under
consent_allow_button = Yes, share
consent_deny_button = No
consents_heading = Apps you have said yes to
consents_lead = These apps do not belong to your employer. Here you withdraw what you said yes to. What they know already, you have to ask them to delete.
consents_app = { $app } ({ $tenant })
consents_none = You have not said yes to any app of another organisation.
consents_logged_out = You are not logged in. Log in to one of your apps first, and open this page again.
consents_take_back_button = Withdraw consent for { $app }

# Parts of pages, wherever they are
steps_label = Steps
step_done = done
summary_none = Not registered
summary_add = Add
summary_change = Change
timeline_none = Nothing has happened yet.
confirmation_happens = This happens:
copy_button = Copy
copy_done = Copied
copy_failed = The browser did not copy it. It is selected now, so that you can copy it yourself.
select_choose = Choose

# One’s own account
account_heading = Login and security
account_name = Name
account_eid = Electronic ID
account_mobile = Mobile number
account_password = Password
account_password_changed = Changed on { $date }
account_number = Your account number
account_number_lead = The help desk may ask for this number. It says nothing about you and cannot be used to log in.
account_recovery_heading = Your recovery code
account_recovery_lead = With this code you can log in once if you lose your phone. Keep it where only you can find it.
account_recovery_label = Recovery code
account_address_heading = Change your email address
account_address_step_new = New address
account_address_step_code = Code by email
account_address_step_done = Done
account_address_lead = We will send a code to the new address. The old one stays in use until you have entered the code.
account_address_changed = The email address has been changed
account_address_changed_next = We have sent an email about it to the old address.
account_events_heading = What has happened
account_event_login = Login to { $app }
account_event_address = The email address was changed
account_event_eid = { $provider } was linked to the account
account_event_created = The account was created for { $tenant }
account_by_you = by you
account_by_help_desk = by the help desk at { $tenant }
account_mail_sent = Check your email
account_mail_sent_next = We have sent a link to the new address. Open it in this browser.
account_password_saved = The password has been changed
account_password_saved_next = You have been logged out everywhere else. We have sent you an email about the change.
account_one_way = You have only one way to log in
account_one_way_next = If you lose it, the help desk has to help you.
account_one_way_add = Add a passkey
account_eid_taken = { $provider } was not linked to the account
account_eid_taken_next = It is already linked to another account. Nothing has been changed.
account_others_heading = Do you want to log out everywhere else?
account_others_lead = You will be logged out in all other browsers and on all other devices. You stay logged in here.
account_others_button = Log out elsewhere
account_close_heading = Do you want to close your account?
account_close_logged_out = You will be logged out of all apps, here too.
account_close_no_login = You can no longer log in to any employer with it.
account_close_told = We will send an email about it to all addresses on the account.
account_close_forever = An account that is closed cannot be opened again.
account_close_button = Close the account
account_messages_heading = Codes and messages
account_messages_lead = Choose how we reach you.
account_mobile_hint = With country code, for example +47 for Norway
account_language = Language of messages
account_language_hint = On the pages, you choose the language at the top.
account_codes_by = Where shall we send codes?
account_codes_by_mail = By email
account_codes_by_text = By text message
account_codes_by_text_hint = Needs a mobile number.
account_tell_about = What do you want emails about?
account_tell_about_hint = Choose at least one. You always get an email when something changes on the account.
account_tell_logins = Logins on a new device
account_tell_logins_hint = So you notice if someone else uses your account.
account_tell_apps = New apps that you have been given access to
account_save = Save
error_mobile = Enter a mobile number with country code, like +47 and eight digits
error_language = Choose a language
error_codes_by = Choose where we shall send codes
error_tell_about = Choose at least one thing to get emails about

# What happened (.what) and what to do now (.now)
request_gone = The login has expired
    .what = Too much time has passed, or you opened an old page.
    .now = Start the login again.
no_cookies = The browser does not accept cookies
    .what = We need a cookie to know that it is you who is logging in, but the browser sent none. Either cookies are switched off, or you started in another browser.
    .now = Allow cookies for this site, or use another browser. Then start again.
cancelled = The login was cancelled
    .what = You did not log in. Nothing has changed.
    .now = You can try again whenever you like.
upstream_failed = The login was not completed
    .what = We got an answer from { $provider } that we could not use. Nothing has changed.
    .now = Try again. If it happens several times, contact the help desk and give them the reference.
upstream_unavailable = We cannot reach { $provider }
    .what = Without { $provider } we cannot log you in.
    .now = Wait a few minutes and try again.
level_too_low = You need to log in more securely
    .what = The security level “{ $level }” is needed here. The way you logged in with { $provider } has a lower level.
    .now = Try again and choose a more secure way to log in.
account_disabled = Your account is blocked
    .what = You cannot log in with this account.
    .now = Contact the help desk. They can tell you why.
suspended = Your access is paused
    .what = You do not have access at { $tenant } right now.
    .now = Get in touch if you think this is wrong.
not_begun = You cannot log in yet
    .what = Your first working day at { $tenant } is registered as { $date }.
    .now = Log in from that day on. Is the date wrong? Contact your manager.
ended = Your access has ended
    .what = Your last working day at { $tenant } is registered as { $date }.
    .now = Is the date wrong? Contact your manager.
disputed = We cannot log you in now
    .what = What is registered about you at { $tenant } does not match an earlier login, so we stop here. Nothing has changed.
    .now = The help desk has been told and needs to correct it. Contact them if it is urgent.
birth_date_differs = We cannot log you in now
    .what = The date of birth registered at { $tenant } is not the one that your electronic ID gives, so we stop here. Nothing has changed.
    .now = The help desk has been told and needs to correct it. Contact them if it is urgent.
link_suspended = Your access needs to be checked
    .what = The national identity number registered for you at { $tenant } is not the one you log in with, so we have stopped the access.
    .now = The help desk has been told and needs to correct it. Contact them if it is urgent.
approval_pending = You need to wait for approval
    .what = The help desk at { $tenant } must approve your access, and has been told.
    .now = You will get an email when it is done. You can close this page.
approval_refused = The access was not approved
    .what = Someone responsible at { $tenant } has said no.
    .now = Get in touch if you think this is wrong.
activation_required = Your access has not been opened yet
    .what = The help desk at { $tenant } must open your access the first time, and has been told.
    .now = You will get an email when it is done. You can close this page.
address_reported = Thank you for telling us
    .what = The help desk at { $tenant } has been told to correct your address.
    .now = Log in again when the address has been corrected. Get in touch if it is urgent.
access_asked = We have asked for access for you
    .what = The help desk at { $tenant } has been told.
    .now = They will get in touch with you. If you do not hear from them, ask them and give them the reference.
detach_asked = Thank you for telling us
    .what = The help desk at { $tenant } has been told that you cannot use the account.
    .now = When they have corrected it, you can log in again. Get in touch if it is urgent.
account_not_mine = Do you not recognise the account?
    .what = The electronic ID you logged in with is linked to this account. Nothing has changed.
    .now = If you logged in with the wrong ID, start again with your own. If the ID is yours but you do not know the account, get in touch at once.
too_many_sends = We have sent many emails. Wait a little.
    .what = { $sent ->
        [one] We have already sent one email.
       *[other] We have already sent { $sent } emails.
    } Check your spam folder too.
    .now = You can get a new one after { $time }.
too_many_tries = Too many wrong codes
    .what = The code was entered wrongly too many times, and we have stopped to protect your account.
    .now = You can try again after { $time }.
changed_meanwhile = Something changed while you were logging in
    .what = The information about you is not the same as when you started. We have not saved anything.
    .now = Start again, and we will use the new information.
unknown_client = We do not know this app
    .what = You came here from an app that is not registered with us.
    .now = Go back to the app and try again. If that does not help, contact the help desk.
unregistered_redirect = The app is not set up correctly
    .what = The app asked us to send you to an address that is not registered. To keep you safe, we do not do that.
    .now = Contact the help desk and give them the reference.
invalid_request = The login could not start
    .what = The app sent us something that we cannot use.
    .now = Go back to the app and try again. If that does not help, contact the help desk.
app_not_enabled = The app is not in use yet
    .what = Employees at { $tenant } cannot log in to { $app } yet.
    .now = Ask the help desk when it will be ready.
tenant_unknown = We cannot find the employer
    .what = We cannot find an employer at this address.
    .now = Check that the address is spelled correctly, or use the link you were given at work.
tenant_suspended = Logging in is closed
    .what = No one can log in at { $tenant } right now.
    .now = Contact the help desk if you want to know more.
not_found = We cannot find the page
    .what = The address may be misspelled, or the page no longer exists.
    .now = Go to the start page, or open the app you wanted to use.
method_not_allowed = The page cannot be opened like this
    .what = The page is one step of a login and does not work on its own.
    .now = Start the login again.
bad_form = We could not accept the form
    .what = The page was open for too long, or the form came from somewhere else. Nothing has been saved.
    .now = Start again.
too_large = What you sent is too large
    .what = We did not accept it. Nothing has been saved.
    .now = Go back and try again with shorter text.
busy = Many people are logging in now
    .what = We could not handle your login in time. Nothing has changed.
    .now = Wait a little and try again.
internal = Something went wrong
    .what = The fault is ours, not yours.
    .now = Try again. If it happens several times, contact the help desk and give them the reference.
logged_out = You are logged out
    .what = Your login has ended.
    .now = If you share this computer with others, close the browser too.
device_allowed = The device is being logged in
    .what = You said yes to logging in on the device.
    .now = Go back to the device. You can close this page.
device_denied = The device was not logged in
    .what = You did not complete the login. The device is not told who you are.
    .now = If someone else gave you the code, tell the help desk at { $tenant }.
device_gone = The code no longer works
    .what = It was used, or too much time has passed.
    .now = Get a new code on the device and start again.
stopped_by_you = We have stopped the login
    .what = The code and the link no longer work. No one got access.
    .now = You do not need to do anything more. If it happens again, get in touch.
already_done = This is already done
    .what = You have finished this step.
    .now = Go on with the login.
no_start_app = There is no app to open here
    .what = At { $tenant }, no app has been chosen to open from this address.
    .now = Open the app you wanted to use and log in from there.
provider_off = Logging in with { $provider } is switched off
    .what = At { $tenant } you cannot log in with { $provider } now.
    .now = Contact the help desk. They know why, and when you can log in again.
extra_proof_closed = The activation code no longer works
    .what = It was entered wrongly too many times.
    .now = Ask for a new activation code at { $tenant }.

level_low = low
level_substantial = substantial
level_high = high

# Email
mail_greeting = Hello,
mail_closing = Kind regards
mail_automatic = This email was sent automatically by Kobling, which { $tenant } uses for login. You cannot reply to it.
mail_not_me = If this wasn’t you, contact the help desk straight away.
mail_code = Code for logging in at { $tenant }, { $time }
    .code = Your code is:
    .use = { $minutes ->
        [one] Enter it on the page where you are logging in. The code is valid for one minute.
       *[other] Enter it on the page where you are logging in. The code is valid for { $minutes } minutes.
    }
    .link = You can also confirm your address with this link:
    .button = Confirm address
mail_code_asked = The code was asked for on { $time }.
mail_code_asked_app = The code was asked for on { $time } to log in to { $app }.
mail_code_from = The request came from { $place }.
mail_code_ignore = Did you not ask for a code? Then you do not need to do anything. Do not give the code to anyone. We never call or write to ask for it.
mail_address_unknown = Logging in at { $tenant }
    .what = Someone tried to log in at { $tenant } with this email address. It was probably you. The address is not registered there, so you do not get a code.
    .now = If you have another address at work, try that one. If not, ask to have your address registered.
    .ignore = Wasn’t it you? Then you do not need to do anything.
mail_address_in_use = Logging in at { $tenant }
    .what = Someone tried to log in at { $tenant } with this email address. It was probably you. The address belongs to another employee, or is in use with another electronic ID, so you do not get a code.
    .now = Was it you? Contact the help desk, and they will help you.
    .link = Wasn’t it you? Tell us here:
    .button = It was not me
mail_several_people = Code for logging in at { $tenant }, { $time }
    .what = Someone tried to log in at { $tenant } with this email address. It was probably you. Several employees are registered with the same address.
    .now = To show which of them you are, you need two codes: the code in this email, and an activation code that your employer gives you. If you have not been given one, ask for it.
    .ignore = Wasn’t it you? Then you do not need to do anything.
mail_refused = Logging in at { $tenant }
mail_linked = A new way to log in to your account
    .what = { $eid } was linked to your account on { $time }, in a login at { $tenant }. From now on you can log in with it.
mail_app_link_made = Your account is now used at { $tenant }
    .what = Your account now gives you access at { $tenant }.
mail_app_link_moved = Your access at { $tenant } has moved
    .what = Access at { $tenant } has moved to another account or another employment number. You have been logged out of the apps there.
mail_eid_replaced = The electronic ID on your account was replaced
    .what = The electronic ID on your account was replaced by a new one. The old one no longer works here.
mail_eid_moved = An electronic ID was moved from your account
    .what = { $eid } was moved from this account to another one on { $time }, in a login at { $tenant }. You can no longer log in to this account with it.
mail_address_pending = { $tenant } was given a new email address for you
    .what = The HR system at { $tenant } has registered the address { $address } for you. You log in as before, and the apps use the address you have now until the new one is confirmed.
mail_address_added = A new address on your account
    .what = The address { $address } was added to your account.
mail_account_detached = Your account is no longer linked to { $tenant }
    .what = Your account no longer gives access at { $tenant }. The account still exists.
mail_invited = Log in at { $tenant } for the first time
    .what = { $tenant } has prepared a login for you.
    .now = Open the page below and log in with your electronic ID. The first time, you will get a code at this address, which you enter on the page.
    .button = Log in
    .ignore = If this is not meant for you, you can ignore this email. Nothing happens until someone logs in.
mail_approval_given = Your access is approved
    .what = You can now log in at { $tenant }.
    .link = Log in here:
    .button = Log in
mail_approval_refused = Your access was not approved
    .what = Someone responsible at { $tenant } has refused your access.
    .reason = Reason: { $reason }
    .now = Get in touch if you think this is wrong.
mail_not_me_reported = The login was stopped
    .what = You told us that you did not ask to log in. The code and the link no longer work, and no one got access.
    .now = You do not need to do anything more. If it happens again, get in touch.

# To the employer's help desk
mail_admin = Login case { $reference } is waiting for you
    .who = It concerns { $person }, { $tenant }.
    .reference = Reference: { $reference }
    .approve = Whoever operates Kobling sees who is waiting, and how to approve it, with the command:
    .waiting = Whoever operates Kobling finds the case, and what can be done with it, with the command:
mail_import_held = HR file on hold: would end { $people_ended } of { $people } employees
    .what = The file { $file } from HR is on hold. It would have ended { $people_ended } of { $people } employees, with { $employments } employments in all. Nothing of it is imported.
    .now = The report lists whom it concerns. If the file is wrong, send a new one that is right. If it is right, it must be approved:
admin_address_wrong = The employee says that the registered email address is wrong. Correct it and ask the employee to log in again.
admin_no_address = The employee has no email address in the HR system, or email to it bounces.
admin_address_taken = The registered email address is used by someone else. The employee was asked to choose another.
admin_disputed = The HR system and an earlier login point to two different people. The login was stopped.
admin_birth_date = The HR system has another date of birth than the electronic ID. The login was stopped. Check that the date and the number belong to the same person.
admin_two_records = The employee is registered twice. Access was moved to the employment number that the HR system ties to the national identity number.
admin_link_suspended = The HR system now has another national identity number than the one the employee logs in with. Access is stopped until you have decided what is right.
admin_account_detached = The employee does not know the account, or cannot read email there. The account has been detached.
admin_not_me = Someone tried to log in with the employee's email address. The employee says that it was someone else.
admin_shared_address = Someone tried to log in with an email address that several employees share, and needs an activation code.
admin_approval = The employee is waiting for you to approve the access.
admin_activation = The employee is waiting for you to open the access for the first time.
admin_access = A person who is not linked to you asks for access.
admin_other_account = An employee wants to use the account that is already linked to them, but it has no login: link them to the right account.
admin_number_shared = A new employment number has the same national identity number as another employee, but name and date of birth differ. Check the number in the HR system.
admin_mail_rests = Too many of your invitations are returned, so the remaining ones wait until a day after the latest return. Codes and notices are sent as before. Correct the addresses in the HR system.

# The report of an HR import
import_file = File
header_in_quotes = “{ $header }”
import_sequence = Sequence
import_reference = Reference
import_state = Status
import_state_checking = The file is being checked.
import_state_held = The file is on hold. It would have ended { $people_ended } of { $people } employees, with { $employments } employments in all. Nothing is imported until someone has approved it.
import_state_provisioning = The rows are being imported.
import_state_done = Done.
import_rows = Rows in the file
import_columns_used = Columns that are used
import_columns_unused = Columns that are not used
import_warning = Warning
import_no_address = None of the columns is an email address. Employees who are new have no address to log in with.
import_ended_nobody = Nobody was ended, because row { $line } has no employment number. Correct or delete the row, and send the file again.
import_people_ended = Employees without an employment afterwards
import_employments_ended = Ended employments, which were not in the file
import_employments_would_end = Employments that would be ended
import_line = Row
import_outcome = Outcome
import_details = Details
import_notes = Notes
import_taken = Imported
import_changed = Changed
import_unchanged = Unchanged
import_older = Newer data exists
import_refused = Refused
import_ended = Ended
import_ended_details = Was not in the file, which covers all employees.
import_would_end = Would be ended
import_would_end_details = The end date has passed.
column_employment_number = Employment number
column_person_number = Person number
column_national_id = National identity number
column_birth_date = Date of birth
column_given_name = Given name
column_family_name = Family name
column_email = Email
column_mailing = Mailing
column_phone = Phone
column_department = Department
column_position = Position
column_from = From
column_to = To
column_rights = Rights
row_no_employment_number = The row has no employment number.
row_employment_number_twice = Several rows of the file have this employment number, so none of them was imported.
row_wrong_national_id = The national identity number is not valid.
row_wrong_date = { $column }: The date cannot be read. Write it as 2026-03-31.
row_ends_before_it_begins = The employment ends before it begins.
row_before_birth = { $column }: The date is before the date of birth.
row_not_born = The date of birth is still to come.
row_no_name = The row has no name.
row_wrong_yes_no = { $column }: The value is neither yes nor no.
row_too_long = { $column }: The text is too long.
row_wrong_characters = { $column }: The text has characters that cannot be used.
row_error_value = { $column }: The cell has an error value of the spreadsheet, such as #N/A.
row_wrong_cell_count = The row has another number of cells than the header.
row_number_of_another = The national identity number belongs to another employee.
row_person_number_of_another = The person number belongs to another employee.
row_dead_letter = The row could not be processed. The operator has been told.
note_invalid_email = The email address is not valid and was not imported.
note_invalid_phone = The phone number is not valid and was not imported.
note_error_value = { $column }: The cell has an error value of the spreadsheet and was not imported.
note_empty_date = { $column }: The date is one that systems write for an empty cell, and was read as empty.
note_invisible_characters = Invisible characters were removed.
note_odd_name = The name has characters that names do not have. Check that the file is saved as UTF-8.
note_same_number = The national identity number is already registered for employment number { $employment }, with another name. Is it the same person?
note_same_address = The email address is also registered for employment number { $employment }, who is another person.
note_pending_email = The new email address applies once the employee has confirmed it.
note_disputed = The number disagrees with an earlier login. The case waits for the user administrator.
file_unknown_feed = The file belongs to no import that is set up and switched on.
file_no_sequence = The file lacks the sequence number that tells which file is newest.
file_older = A newer file with all employees has already been imported.
file_too_large = The file is too large.
file_too_large_inflated = The spreadsheet is too large once unpacked.
file_too_many_rows = The file has too many rows.
file_too_many_columns = The file has too many columns.
file_unknown_format = The file is neither CSV, XLSX nor JSON lines.
file_encrypted = The file is protected with a password. Save it without one and send it again.
file_unknown_encoding = The characters of the file cannot be read. Save it as UTF-8.
file_nul_bytes = The file has NUL bytes and is no text file. Save it as UTF-8.
file_broken = The file is damaged from row { $line } on.
file_broken_whole = The file is damaged.
file_empty = The file is empty.
file_no_column = The file lacks the column { $column }.
file_column_twice = The column { $column } is in the file more than once.
file_formulas = The spreadsheet has formulas. Save it with values instead.
file_declined = The file was rejected by someone responsible, and nothing of it was imported.
file_gone = The file was deleted or replaced since, and nothing of it was imported. Send it again.
