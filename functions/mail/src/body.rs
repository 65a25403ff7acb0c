//! A letter and what was sealed with it, as the mail's body.

use kobling_base::time_zone::TimeZone;
use kobling_letters::{Letter, OutboxMail, Sealed, Why};
use kobling_model::{people::ConflictKind, tenants::Tenant};
use kobling_pages::mail::{AdminItemKind, MailBody, Refusal};

/// `None` where what the letter needs is missing.
pub(crate) fn body(
    mail: &OutboxMail,
    secret: Sealed,
    tenant: &Tenant,
    issuer: &str,
) -> Option<MailBody> {
    Some(match &mail.letter {
        Letter::Code {
            minutes,
            app,
            asked_at,
        } => MailBody::Code {
            code: secret.code?,
            link: secret.link?,
            minutes: *minutes,
            asked_at: *asked_at,
            asked_from: secret.asked_from.unwrap_or_default(),
            app: Some(app.clone()),
        },
        Letter::SeveralPeople { minutes } => MailBody::SeveralPeople {
            code: secret.code?,
            link: secret.link?,
            minutes: *minutes,
            asked_at: mail.at_milliseconds.div_euclid(1000),
            asked_from: secret.asked_from.unwrap_or_default(),
        },
        Letter::AddressUnknown => MailBody::AddressUnknown,
        Letter::AddressInUse => MailBody::AddressInUse {
            not_me_link: secret.link?,
        },
        Letter::Refused { why } => MailBody::Refused {
            why: refusal(*why, tenant.country.time_zone())?,
        },
        Letter::Linked { eid, at } => MailBody::Linked {
            eid: eid.clone(),
            at: *at,
        },
        Letter::AppLinkMade => MailBody::AppLinkMade,
        Letter::AppLinkMoved => MailBody::AppLinkMoved,
        Letter::EidReplaced => MailBody::EidReplaced,
        Letter::EidMoved { eid, at } => MailBody::EidMoved {
            eid: eid.clone(),
            at: *at,
        },
        Letter::AddressPending { address } => MailBody::AddressPending {
            address: address.to_string(),
        },
        Letter::AddressAdded { address } => MailBody::AddressAdded {
            address: address.to_string(),
        },
        Letter::AccountDetached => MailBody::AccountDetached,
        Letter::ApprovalGiven => MailBody::ApprovalGiven {
            start_link: format!("{issuer}/t/{}", tenant.id),
        },
        Letter::ApprovalRefused => MailBody::ApprovalRefused { reason: None },
        Letter::Invited => MailBody::Invited {
            start_link: format!("{issuer}/t/{}", tenant.id),
        },
        Letter::ImportHeld {
            import,
            name,
            people,
            people_ended,
            employments_ended,
        } => MailBody::ImportHeld {
            file: name.clone(),
            people: *people,
            people_ended: *people_ended,
            employments_ended: *employments_ended,
            // Without the figure: whoever runs it is asked, and types it.
            command: format!("kobling hr approve {} {}", tenant.id, import.as_str()),
        },
        Letter::AdminItem { kind, person } => MailBody::AdminItem {
            kind: item(*kind)?,
            person: Some(person.clone()).filter(|person| !person.is_empty()),
            reference: mail.reference.clone(),
            command: command(*kind, tenant),
        },
        Letter::Unknown => return None,
    })
}

/// What an operator types to see a case and go on with it. Only who approves is listed with what
/// asks; the list of all that waits has the command of each.
fn command(kind: ConflictKind, tenant: &Tenant) -> String {
    match kind {
        ConflictKind::Approval => format!("kobling approve --tenant {}", tenant.id),
        _ => "kobling waiting".to_owned(),
    }
}

fn refusal(why: Why, zone: TimeZone) -> Option<Refusal> {
    Some(match why {
        Why::Suspended => Refusal::Suspended,
        Why::AccountDisabled => Refusal::AccountDisabled,
        Why::NotBegun(from) => Refusal::NotBegun {
            date: zone.date(from),
        },
        // The first second after it belongs to the next day.
        Why::Ended(to) => Refusal::Ended {
            date: zone.date(to - 1),
        },
        Why::Unknown => return None,
    })
}

fn item(kind: ConflictKind) -> Option<AdminItemKind> {
    Some(match kind {
        ConflictKind::Disputed => AdminItemKind::Disputed,
        ConflictKind::BirthDate => AdminItemKind::BirthDate,
        ConflictKind::TwoRecords => AdminItemKind::TwoRecords,
        ConflictKind::AddressTaken => AdminItemKind::AddressTaken,
        ConflictKind::NoAddress => AdminItemKind::NoAddress,
        ConflictKind::Detached => AdminItemKind::AccountDetached,
        ConflictKind::SharedAddress => AdminItemKind::SharedAddress,
        ConflictKind::Approval => AdminItemKind::ApprovalNeeded,
        ConflictKind::Activation => AdminItemKind::ActivationNeeded,
        ConflictKind::WrongAddress => AdminItemKind::AddressWrong,
        ConflictKind::AccessAsked => AdminItemKind::AccessAsked,
        ConflictKind::OtherAccount => AdminItemKind::OtherAccount,
        ConflictKind::NumberShared => AdminItemKind::NumberShared,
        ConflictKind::MailRests => AdminItemKind::MailRests,
        ConflictKind::NotMe => AdminItemKind::NotMe,
        ConflictKind::Unknown => return None,
    })
}
