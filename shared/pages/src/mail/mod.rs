//! The mails: what each says, as plain text that is complete by itself and as HTML with the same
//! words. No images, no tracking, no link but the one that is meant; every mail says whom to ask,
//! and one that tells of a change says what to do if it was not the reader.

mod letter;
mod samples;

#[cfg(test)]
mod tests;

use super::{Brand, Notice};
use crate::texts::{Language, Words};
use letter::Letter;
use time::Date;

pub use samples::{MailSample, samples};

/// A mail ready to send. The subject is one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    pub subject: String,
    pub text: String,
    pub html: String,
}

/// What a mail tells. Times are Unix seconds, links absolute `https` addresses of ours.
#[derive(Clone, Debug)]
pub enum MailBody {
    /// A code, and a link that does the same in the browser that asked.
    Code {
        code: String,
        link: String,
        minutes: u32,
        asked_at: i64,
        /// Browser, system and address of who asked, as noted; empty where nothing was.
        asked_from: String,
        app: Option<String>,
    },
    /// L13: the tenant does not know the address.
    AddressUnknown,
    /// L12: the address is another person's, or in use with another eID.
    AddressInUse {
        not_me_link: String,
    },
    /// L27: several people have the address; the code shows the mailbox, and an activation code
    /// has to show the person.
    SeveralPeople {
        code: String,
        link: String,
        minutes: u32,
        asked_at: i64,
        asked_from: String,
    },
    /// L16 and L18, told only to whoever reads the address.
    Refused {
        why: Refusal,
    },
    /// An eID, by its name, was linked to the account.
    Linked {
        eid: String,
        at: i64,
    },
    AppLinkMade,
    AppLinkMoved,
    EidReplaced,
    /// An eID, by its name, leads to another account from now on.
    EidMoved {
        eid: String,
        at: i64,
    },
    /// HR has another address for someone who is linked (A6).
    AddressPending {
        address: String,
    },
    AddressAdded {
        address: String,
    },
    AccountDetached,
    ApprovalGiven {
        start_link: String,
    },
    ApprovalRefused {
        reason: Option<String>,
    },
    /// The tenant asks for the first login.
    Invited {
        start_link: String,
    },
    /// To the tenant's help desk: a case waits. `person` is the name the tenant knows, if any.
    AdminItem {
        kind: AdminItemKind,
        person: Option<String>,
        /// What the page of the person said, if there was one.
        reference: String,
        /// The operator's command that goes on.
        command: String,
    },
    /// To the tenant's help desk: a file of HR's is on hold.
    ImportHeld {
        file: String,
        people: u64,
        people_ended: u64,
        employments_ended: u64,
        /// The operator's command that approves it.
        command: String,
    },
    /// To whoever pressed "I did not ask for this".
    NotMeReported,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    Suspended,
    NotBegun { date: Date },
    Ended { date: Date },
    AccountDisabled,
}

/// Why a case waits for the tenant; the rows are those of the first login.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AdminItemKind {
    /// The person says that HR's address is wrong (A2).
    AddressWrong,
    /// HR has no address, or only bounced ones (L10).
    NoAddress,
    /// HR's address is someone else's account (L9).
    AddressTaken,
    /// HR and an earlier login disagree (L15).
    Disputed,
    /// HR's birth date is not the eID's (L15).
    BirthDate,
    /// Two records of one person (L25).
    TwoRecords,
    /// HR learned of another number later (L5).
    LinkSuspended,
    /// "That is not mine", or it cannot be reached (L14).
    AccountDetached,
    /// Two employments have one national id, and other names and birth dates.
    NumberShared,
    /// Too many invitations come back, so they rest.
    MailRests,
    /// Someone else used the address (L12).
    NotMe,
    /// An address of several people, and no activation code (L27).
    SharedAddress,
    /// The extra proof waits for approval.
    ApprovalNeeded,
    /// An admin is to activate first (L28).
    ActivationNeeded,
    /// Someone without an app link asks for access (A5).
    AccessAsked,
    /// They want an account that they cannot log in to (L3).
    OtherAccount,
}

impl MailBody {
    /// The mail in a language, in the name of the tenant.
    pub fn render(&self, language: Language, tenant: &Brand) -> Mail {
        let w = Words::in_language(language);
        let name = tenant.name.as_str();
        match self {
            Self::Code {
                code,
                link,
                minutes,
                asked_at,
                asked_from,
                app,
            } => {
                let when = w.date_time(*asked_at);
                Letter::new(w, tenant, &w.mail_code(name, w.time_of_day(*asked_at)))
                    .says(w.mail_code_code())
                    .code(code)
                    .says(w.mail_code_use(minutes))
                    .says(w.mail_code_link())
                    .link(w.mail_code_button(), link)
                    .says(match app {
                        Some(app) => w.mail_code_asked_app(when, app),
                        None => w.mail_code_asked(when),
                    })
                    .asked_from(asked_from)
                    .says(w.mail_code_ignore())
                    .help()
                    .mail()
            }
            Self::AddressUnknown => Letter::new(w, tenant, &w.mail_address_unknown(name))
                .says(w.mail_address_unknown_what(name))
                .says(w.mail_address_unknown_now())
                .says(w.mail_address_unknown_ignore())
                .help()
                .mail(),
            Self::AddressInUse { not_me_link } => {
                Letter::new(w, tenant, &w.mail_address_in_use(name))
                    .says(w.mail_address_in_use_what(name))
                    .says(w.mail_address_in_use_now())
                    .says(w.mail_address_in_use_link())
                    .link(w.mail_address_in_use_button(), not_me_link)
                    .help()
                    .mail()
            }
            Self::SeveralPeople {
                code,
                link,
                minutes,
                asked_at,
                asked_from,
            } => {
                let subject = w.mail_several_people(name, w.time_of_day(*asked_at));
                Letter::new(w, tenant, &subject)
                    .says(w.mail_several_people_what(name))
                    .says(w.mail_several_people_now())
                    .says(w.mail_code_code())
                    .code(code)
                    .says(w.mail_code_use(minutes))
                    .says(w.mail_code_link())
                    .link(w.mail_code_button(), link)
                    .asked_from(asked_from)
                    .says(w.mail_several_people_ignore())
                    .help()
                    .mail()
            }
            Self::Refused { why } => {
                let told = why.notice().told(w, name);
                Letter::new(w, tenant, &w.mail_refused(name))
                    .says(told.heading + ".")
                    .says(told.what)
                    .says(told.now)
                    .help()
                    .mail()
            }
            Self::Linked { eid, at } => {
                let what = w.mail_linked_what(eid, w.date_time(*at), name);
                change(w, tenant, &w.mail_linked(), what)
            }
            Self::AppLinkMade => change(
                w,
                tenant,
                &w.mail_app_link_made(name),
                w.mail_app_link_made_what(name),
            ),
            Self::EidMoved { eid, at } => {
                let what = w.mail_eid_moved_what(eid, w.date_time(*at), name);
                change(w, tenant, &w.mail_eid_moved(), what)
            }
            Self::AppLinkMoved => change(
                w,
                tenant,
                &w.mail_app_link_moved(name),
                w.mail_app_link_moved_what(name),
            ),
            Self::EidReplaced => change(
                w,
                tenant,
                &w.mail_eid_replaced(),
                w.mail_eid_replaced_what(),
            ),
            Self::AddressPending { address } => change(
                w,
                tenant,
                &w.mail_address_pending(name),
                w.mail_address_pending_what(name, address),
            ),
            Self::AddressAdded { address } => change(
                w,
                tenant,
                &w.mail_address_added(),
                w.mail_address_added_what(address),
            ),
            Self::AccountDetached => {
                let what = w.mail_account_detached_what(name);
                change(w, tenant, &w.mail_account_detached(name), what)
            }
            Self::ApprovalGiven { start_link } => Letter::new(w, tenant, &w.mail_approval_given())
                .says(w.mail_approval_given_what(name))
                .says(w.mail_approval_given_link())
                .link(w.mail_approval_given_button(), start_link)
                .help()
                .mail(),
            Self::Invited { start_link } => Letter::new(w, tenant, &w.mail_invited(name))
                .says(w.mail_invited_what(name))
                .says(w.mail_invited_now())
                .link(w.mail_invited_button(), start_link)
                .says(w.mail_invited_ignore())
                .help()
                .mail(),
            Self::ApprovalRefused { reason } => {
                let letter = Letter::new(w, tenant, &w.mail_approval_refused())
                    .says(w.mail_approval_refused_what(name));
                let letter = match reason {
                    Some(reason) => letter.says(w.mail_approval_refused_reason(reason)),
                    None => letter,
                };
                letter.says(w.mail_approval_refused_now()).help().mail()
            }
            Self::AdminItem {
                kind,
                person,
                reference,
                command,
            } => {
                let letter = Letter::new(w, tenant, &w.mail_admin(reference));
                let letter = match person {
                    Some(person) => letter.says(w.mail_admin_who(person, name)),
                    None => letter,
                };
                let go_on = match kind {
                    AdminItemKind::ApprovalNeeded => w.mail_admin_approve(),
                    _ => w.mail_admin_waiting(),
                };
                letter
                    .says(kind.what(w))
                    .says(w.mail_admin_reference(reference))
                    .says(go_on)
                    .says(command.clone())
                    .mail()
            }
            Self::ImportHeld {
                file,
                people,
                people_ended,
                employments_ended,
                command,
            } => {
                let count = |number: &u64| u32::try_from(*number).unwrap_or(u32::MAX);
                let (people, ended) = (count(people), count(people_ended));
                let employments = count(employments_ended);
                Letter::new(w, tenant, &w.mail_import_held(ended, people))
                    .says(w.mail_import_held_what(file, ended, people, employments))
                    .says(w.mail_import_held_now())
                    .says(command.clone())
                    .mail()
            }
            Self::NotMeReported => Letter::new(w, tenant, &w.mail_not_me_reported())
                .says(w.mail_not_me_reported_what())
                .says(w.mail_not_me_reported_now())
                .help()
                .mail(),
        }
    }
}

/// A mail that tells of a change.
fn change(w: Words, tenant: &Brand, subject: &str, what: String) -> Mail {
    Letter::new(w, tenant, subject)
        .says(what)
        .says(w.mail_not_me())
        .help()
        .mail()
}

impl Refusal {
    fn notice(self) -> Notice {
        match self {
            Self::Suspended => Notice::Suspended,
            Self::NotBegun { date } => Notice::NotBegun { date },
            Self::Ended { date } => Notice::Ended { date },
            Self::AccountDisabled => Notice::AccountDisabled,
        }
    }
}

impl AdminItemKind {
    fn what(self, w: Words) -> String {
        match self {
            Self::AddressWrong => w.admin_address_wrong(),
            Self::NoAddress => w.admin_no_address(),
            Self::AddressTaken => w.admin_address_taken(),
            Self::Disputed => w.admin_disputed(),
            Self::BirthDate => w.admin_birth_date(),
            Self::TwoRecords => w.admin_two_records(),
            Self::LinkSuspended => w.admin_link_suspended(),
            Self::AccountDetached => w.admin_account_detached(),
            Self::NumberShared => w.admin_number_shared(),
            Self::MailRests => w.admin_mail_rests(),
            Self::NotMe => w.admin_not_me(),
            Self::SharedAddress => w.admin_shared_address(),
            Self::ApprovalNeeded => w.admin_approval(),
            Self::ActivationNeeded => w.admin_activation(),
            Self::AccessAsked => w.admin_access(),
            Self::OtherAccount => w.admin_other_account(),
        }
    }
}
