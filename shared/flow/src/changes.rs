//! What a row does, as a value: the items as they will be, what must still hold, whom to tell.
//! Pure; `complete` writes it in one transaction.

use kobling_base::clock::Timestamp;
use kobling_letters::Letter;
use kobling_model::{
    AccountId, Level,
    audit::Event,
    first_login::{Choice, Row},
    people::{
        Account, AccountState, AddressGuard, AppLink, ConflictKind, DirectoryUser,
        DirectoryUserState, EidLink, EmailAddress, HeldEid, Known, KnownNumber, OwnAddress,
    },
    tenants::{FirstUseProof, Tenant},
};

use super::{
    answered_eid::AnsweredEid,
    binding,
    facts::Facts,
    progress::Progress,
    redigest,
    row_changes::{Changes, EidChange, Happened},
};

/// Why a row cannot be carried out as found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Impossible {
    /// Something that the row speaks of is not there.
    Incomplete,
    /// It would break the binding rule, or bind somebody whose birth date HR has otherwise.
    Unbound,
}

/// What surrounds a row.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'a> {
    pub tenant: &'a Tenant,
    pub eid: &'a AnsweredEid,
    /// How the eID is named to people.
    pub eid_name: &'a str,
    pub facts: &'a Facts,
    pub progress: &'a Progress,
    pub now: Timestamp,
    /// The id of an account that the row may have to make.
    pub new_account: AccountId,
}

/// Says what the row does.
pub fn changes(row: Row, setting: &Setting<'_>) -> Result<Changes, Impossible> {
    let facts = setting.facts;
    let user = facts.directory_user().ok_or(Impossible::Incomplete)?;
    let x = facts.x.as_ref();
    let y = facts.y.as_ref();
    let z = facts.z.as_ref();
    let mut changes = match (row, setting.progress.choice) {
        (Row::L1 | Row::L4, _) => noted(setting)?,
        (Row::L2, _) => linked(setting, x.ok_or(Impossible::Incomplete)?, user, false),
        (Row::L25, _) => {
            let left = facts.d2.as_ref().ok_or(Impossible::Incomplete)?;
            let mut changes = linked(setting, x.ok_or(Impossible::Incomplete)?, user, false);
            let before = facts.x_link.as_ref().ok_or(Impossible::Incomplete)?;
            leave(&mut changes, left, before);
            changes.conflicts.push(ConflictKind::TwoRecords);
            let own: Vec<EmailAddress> = x
                .into_iter()
                .flat_map(|x| &x.addresses)
                .map(|own| own.address.clone())
                .collect();
            changes
                .letters
                .retain(|(to, letter)| *letter != Letter::AppLinkMade || !own.contains(to));
            tell_all(&mut changes, x.into_iter(), &Letter::AppLinkMoved);
            tell_directory(&mut changes, left, &Letter::AppLinkMoved, None);
            changes
        }
        (Row::L3 | Row::L26, Some(Choice::This)) if x.is_some() => {
            let y = y.ok_or(Impossible::Incomplete)?;
            let mut changes = linked(setting, x.ok_or(Impossible::Incomplete)?, user, false);
            unlink(&mut changes, &y.account);
            tell_all(
                &mut changes,
                [&y.account].into_iter(),
                &Letter::AppLinkMoved,
            );
            changes
        }
        (Row::L3 | Row::L26, Some(Choice::Other)) if x.is_some() => {
            let y = y.ok_or(Impossible::Incomplete)?;
            if y.differs_elsewhere {
                return Err(Impossible::Unbound);
            }
            eid_moved(
                setting,
                x.ok_or(Impossible::Incomplete)?,
                &y.account,
                y.link.as_ref(),
                user,
            )?
        }
        (Row::L7 | Row::L10, _) => born(setting, user),
        (Row::L11, _) => match (x, z) {
            (Some(x), _) => linked(setting, x, user, false),
            (None, Some(z)) => linked(setting, &z.account, user, true),
            (None, None) => born(setting, user),
        },
        (Row::L8, _) => linked(
            setting,
            &z.ok_or(Impossible::Incomplete)?.account,
            user,
            true,
        ),
        (Row::L14 | Row::L26, _) => {
            let y = y.ok_or(Impossible::Incomplete)?;
            gained(setting, &y.account, y.link.as_ref(), user)?
        }
        (Row::L24, _) => {
            let y = y.ok_or(Impossible::Incomplete)?;
            replaced(setting, &y.account, y.link.as_ref(), user)?
        }
        _ => return Err(Impossible::Incomplete),
    };
    redigest::add(&mut changes, facts, setting.eid);
    let is_shown = facts
        .x_link
        .as_ref()
        .zip(x)
        .is_some_and(|(link, x)| setting.eid.is_shown(link, x));
    let is_through = matches!(row, Row::L1) || (row == Row::L4 && is_shown);
    let is_kept = binding::is_kept(&changes.account, &changes.user, setting.eid);
    let is_born_then = is_through || !setting.eid.contradicts(&changes.user);
    if is_kept && is_born_then {
        Ok(changes)
    } else {
        Err(Impossible::Unbound)
    }
}

/// Straight through: at most the app link learns which number was shown.
fn noted(setting: &Setting<'_>) -> Result<Changes, Impossible> {
    let facts = setting.facts;
    let account = facts.x.clone().ok_or(Impossible::Incomplete)?;
    let before = facts.x_link.clone().ok_or(Impossible::Incomplete)?;
    let user = facts
        .directory_user()
        .cloned()
        .ok_or(Impossible::Incomplete)?;
    let mut link = before.clone();
    let is_new = !setting.eid.is_shown(&before, &account);
    note_eid(&mut link, &account, setting);
    if !before.has_used_eid {
        link.level_cap = cap(setting, &user);
    } else if is_new {
        link.cap(namespace(setting), cap(setting, &user));
    }
    let user_was = user.version;
    let mut after = user.clone();
    learn_number(&mut after, setting);
    activate(&mut after, setting);
    let is_link_written = link != before || after != user;
    if is_link_written {
        after.version += 1;
    }
    let mut changes = Changes {
        account_was: Some(account.version),
        account,
        link_was: Some(before.session_generation),
        is_link_written,
        link,
        user: after,
        user_was,
        other_accounts: Vec::new(),
        other_users: Vec::new(),
        ended_links: Vec::new(),
        eid: EidChange::None,
        removed_eids: Vec::new(),
        absent_eid: None,
        number: None,
        new_address: None,
        letters: Vec::new(),
        conflicts: Vec::new(),
        happened: Vec::new(),
    };
    // Where HR knows the number, a new eID that carries it is no news.
    if !before.has_used_eid || (is_new && facts.d.is_none()) {
        let told = linked_letter(setting);
        changes.happened.push(Happened {
            event: Event::EidLinked,
            account: before.account,
        });
        let owner = changes.account.clone();
        tell_all(&mut changes, [&owner].into_iter(), &told);
        tell_directory(
            &mut changes,
            &user,
            &told,
            setting.progress.mailbox.as_ref(),
        );
    }
    Ok(changes)
}

/// A new account for the person, with the proved address if there is one.
fn born(setting: &Setting<'_>, user: &DirectoryUser) -> Changes {
    let eid = setting.eid;
    let (given_name, family_name, is_name_placeholder) = name(eid, user);
    let empty = Account {
        id: setting.new_account,
        state: AccountState::Enabled,
        given_name,
        family_name,
        is_name_placeholder,
        addresses: Vec::new(),
        eids: Vec::new(),
        session_generation: 0,
        eids_lost: 0,
        consents: Vec::new(),
        created_at: setting.now,
        version: 0,
    };
    let mut changes = linked(setting, &empty, user, true);
    changes.account_was = None;
    changes.happened.insert(
        0,
        Happened {
            event: Event::AccountCreated,
            account: empty.id,
        },
    );
    // Nobody else is there to be told: the person has just read the only mailbox.
    changes.letters.clear();
    if setting.facts.address.is_none() || setting.progress.is_without_address {
        changes.conflicts.push(ConflictKind::NoAddress);
    }
    if setting.facts.is_typed {
        tell_directory(
            &mut changes,
            user,
            &Letter::AppLinkMade,
            setting.facts.address.as_ref(),
        );
    }
    changes
}

/// An app link between an account and the directory user; `gains` says that the account gains the
/// eID, too.
fn linked(setting: &Setting<'_>, account: &Account, user: &DirectoryUser, gains: bool) -> Changes {
    let tenant = setting.tenant;
    let mut after = account.clone();
    let mut happened = Vec::new();
    let mut eid = EidChange::None;
    let mut letters = Vec::new();
    let addresses: Vec<EmailAddress> = account
        .addresses
        .iter()
        .map(|own| own.address.clone())
        .collect();
    if gains {
        eid = EidChange::Create(hold(&mut after, setting));
        happened.push(Happened {
            event: Event::EidLinked,
            account: account.id,
        });
        letters.extend(
            addresses
                .iter()
                .map(|to| (to.clone(), linked_letter(setting))),
        );
    } else {
        letters.extend(addresses.iter().map(|to| (to.clone(), Letter::AppLinkMade)));
    }
    let new_address = proved_address(&mut after, setting);
    if new_address.is_some()
        && !addresses.is_empty()
        && let Some(address) = setting.progress.mailbox.clone()
    {
        happened.push(Happened {
            event: Event::AddressAdded,
            account: account.id,
        });
        letters.extend(addresses.iter().map(|to| {
            (
                to.clone(),
                Letter::AddressAdded {
                    address: address.clone(),
                },
            )
        }));
    }
    after.version += 1;
    let mut link = AppLink {
        account: account.id,
        tenant: tenant.id.clone(),
        directory_user: user.id,
        numbers: std::collections::BTreeMap::new(),
        shown_after: after.eids_lost,
        has_used_eid: false,
        level_cap: cap(setting, user),
        level_caps: std::collections::BTreeMap::new(),
        suspended: false,
        // Never a number that an earlier link between the two may have had.
        session_generation: u64::try_from(setting.now).unwrap_or_default(),
        linked_at: setting.now,
    };
    note_eid(&mut link, &after, setting);
    let mut after_user = user.clone();
    after_user.account = Some(account.id);
    after_user.linked_at = Some(setting.now);
    learn_number(&mut after_user, setting);
    activate(&mut after_user, setting);
    after_user.version += 1;
    happened.push(Happened {
        event: Event::AppLinkMade,
        account: account.id,
    });
    let mut changes = Changes {
        account: after,
        account_was: Some(account.version),
        link,
        link_was: None,
        is_link_written: true,
        user: after_user,
        user_was: user.version,
        other_accounts: Vec::new(),
        other_users: Vec::new(),
        ended_links: Vec::new(),
        eid,
        removed_eids: Vec::new(),
        absent_eid: None,
        number: None,
        new_address,
        letters,
        conflicts: Vec::new(),
        happened,
    };
    tell_directory(
        &mut changes,
        user,
        &Letter::AppLinkMade,
        setting.progress.mailbox.as_ref(),
    );
    changes
}

/// The linked account gains the eID; the app link stays.
fn gained(
    setting: &Setting<'_>,
    account: &Account,
    link: Option<&AppLink>,
    user: &DirectoryUser,
) -> Result<Changes, Impossible> {
    let mut changes = linked(setting, account, user, true);
    keep_link(
        &mut changes,
        link.ok_or(Impossible::Incomplete)?,
        user,
        setting,
    );
    Ok(changes)
}

/// HR replaced the number: the new eID takes the old one's place.
fn replaced(
    setting: &Setting<'_>,
    account: &Account,
    link: Option<&AppLink>,
    user: &DirectoryUser,
) -> Result<Changes, Impossible> {
    let namespace = &setting.eid.authentication.namespace;
    let old = account
        .eids
        .iter()
        .find(|held| held.namespace == *namespace)
        .map(|held| held.digest.clone())
        .ok_or(Impossible::Incomplete)?;
    let mut changes = gained(setting, account, link, user)?;
    changes.account.eids.retain(|held| held.digest != old);
    // Whoever is logged in by the old number is not any more.
    changes.account.session_generation += 1;
    // What it showed at other tenants is to be shown anew there.
    changes.account.eids_lost += 1;
    changes.link.shown_after = changes.account.eids_lost;
    // The old number may have been tried since HR's row changed, which stopped the link: the
    // disagreement ends here.
    changes.link.suspended = false;
    changes.removed_eids.push((old, account.id));
    for happened in &mut changes.happened {
        if happened.event == Event::EidLinked {
            happened.event = Event::EidReplaced;
        }
    }
    for (_, letter) in &mut changes.letters {
        if matches!(letter, Letter::Linked { .. }) {
            *letter = Letter::EidReplaced;
        }
    }
    Ok(changes)
}

/// The eID moves from X to Y, which keeps its app link.
fn eid_moved(
    setting: &Setting<'_>,
    x: &Account,
    y: &Account,
    y_link: Option<&AppLink>,
    user: &DirectoryUser,
) -> Result<Changes, Impossible> {
    let digest = &setting.eid.authentication.link_digest;
    let mut changes = gained(setting, y, y_link, user)?;
    let EidChange::Create(link) = changes.eid else {
        return Err(Impossible::Incomplete);
    };
    changes.eid = EidChange::Repoint { link, from: x.id };
    let mut x_after = x.clone();
    x_after.eids.retain(|held| held.digest != *digest);
    x_after.session_generation += 1;
    x_after.eids_lost += 1;
    x_after.version += 1;
    changes.other_accounts.push((x_after, x.version));
    let moved = Letter::EidMoved {
        eid: setting.eid_name.to_owned(),
        at: setting.now,
    };
    tell_all(&mut changes, [x].into_iter(), &moved);
    Ok(changes)
}

/// The app link that was there stays, and learns the number; the account's own changes stand.
fn keep_link(changes: &mut Changes, link: &AppLink, user: &DirectoryUser, setting: &Setting<'_>) {
    changes.link = link.clone();
    let account = changes.account.clone();
    note_eid(&mut changes.link, &account, setting);
    let worth = cap(setting, user);
    if link.has_used_eid {
        changes.link.cap(namespace(setting), worth);
    } else {
        changes.link.level_cap = worth;
    }
    changes.link_was = Some(link.session_generation);
    changes.user.linked_at = user.linked_at;
    changes
        .happened
        .retain(|happened| happened.event != Event::AppLinkMade);
    // HR's addresses are told what did happen: the account has an eID from now on.
    for (_, letter) in &mut changes.letters {
        if *letter == Letter::AppLinkMade {
            *letter = linked_letter(setting);
        }
    }
}

/// Y loses its app link at this tenant.
fn unlink(changes: &mut Changes, y: &Account) {
    let mut after = y.clone();
    after.version += 1;
    changes.other_accounts.push((after, y.version));
    changes.ended_links.push(y.id);
    changes.happened.push(Happened {
        event: Event::AppLinkMoved,
        account: y.id,
    });
}

/// D2 is left behind: its app link is the same item and now leads to D.
fn leave(changes: &mut Changes, left: &DirectoryUser, before: &AppLink) {
    let mut after = left.clone();
    after.account = None;
    after.linked_at = None;
    after.version += 1;
    changes.other_users.push((after, left.version));
    changes.link.session_generation = before.session_generation + 1;
    changes.link_was = Some(before.session_generation);
    for happened in &mut changes.happened {
        if happened.event == Event::AppLinkMade {
            happened.event = Event::AppLinkMoved;
        }
    }
}

fn hold(account: &mut Account, setting: &Setting<'_>) -> EidLink {
    let authentication = &setting.eid.authentication;
    account.eids.push(HeldEid {
        namespace: authentication.namespace.clone(),
        provider: authentication.provider.clone(),
        digest: authentication.link_digest.clone(),
        linked_at: setting.now,
    });
    EidLink {
        digest: authentication.link_digest.clone(),
        namespace: authentication.namespace.clone(),
        account: account.id,
        linked_at: setting.now,
    }
}

/// The address whose code was given becomes the account's, unless it already is.
fn proved_address(account: &mut Account, setting: &Setting<'_>) -> Option<AddressGuard> {
    let address = setting.progress.mailbox.as_ref()?;
    let owners = [&setting.facts.y, &setting.facts.z];
    let is_anothers = owners.into_iter().flatten().any(|other| {
        let mut own = other.account.addresses.iter();
        other.account.id != account.id && own.any(|own| own.address == *address)
    });
    if setting.facts.address.as_ref() != Some(address)
        || is_anothers
        || account.addresses.iter().any(|own| own.address == *address)
    {
        return None;
    }
    let digest = setting.facts.address_digest.clone()?;
    account.addresses.push(OwnAddress {
        address: address.clone(),
        digest: digest.clone(),
        verified_at: setting.now,
    });
    Some(AddressGuard {
        digest,
        account: account.id,
    })
}

fn namespace<'a>(setting: &Setting<'a>) -> &'a str {
    &setting.eid.authentication.namespace
}

fn note_eid(link: &mut AppLink, account: &Account, setting: &Setting<'_>) {
    link.note(account, namespace(setting), setting.eid.shown_digest());
}

/// A number that HR does not know is noted as learned; it finds nobody.
fn learn_number(user: &mut DirectoryUser, setting: &Setting<'_>) {
    let namespace = &setting.eid.authentication.namespace;
    let Some(digest) = &setting.eid.directory_digest else {
        return;
    };
    if user
        .numbers
        .iter()
        .any(|number| number.namespace == *namespace)
    {
        return;
    }
    user.numbers.push(KnownNumber {
        namespace: namespace.clone(),
        digest: digest.clone(),
        known: Known::Learned,
        since: setting.now,
        replaced: None,
    });
}

fn activate(user: &mut DirectoryUser, setting: &Setting<'_>) {
    if matches!(
        user.state,
        DirectoryUserState::Imported | DirectoryUserState::Invited
    ) && !super::facts::waits(user, setting.tenant)
    {
        user.state = DirectoryUserState::Active;
    }
}

/// Where the mailbox was all the proof there is, a login is worth level low.
fn cap(setting: &Setting<'_>, user: &DirectoryUser) -> Level {
    let is_known = user
        .known_from_hr(&setting.eid.authentication.namespace)
        .is_some_and(|known| Some(&known.digest) == setting.eid.directory_digest.as_ref());
    let is_shown =
        setting.progress.activation == Some(user.id) || setting.facts.approved == Some(user.id);
    if !is_known && !is_shown && setting.tenant.settings.first_use_proof == FirstUseProof::Mailbox {
        Level::Low
    } else {
        Level::High
    }
}

/// The name of a new account: the eID's, else HR's, else one that says that it was made up (A9).
fn name(eid: &AnsweredEid, user: &DirectoryUser) -> (String, String, bool) {
    if let (Some(given), Some(family)) = (&eid.given_name, &eid.family_name) {
        return (given.clone(), family.clone(), false);
    }
    if !user.display_name().is_empty() {
        return (user.given_name.clone(), user.family_name.clone(), false);
    }
    let number: u32 = user
        .id
        .to_string()
        .bytes()
        .fold(7, |sum, b| sum.wrapping_mul(31).wrapping_add(b.into()));
    (
        format!("Kobling {:04}", number % 10_000),
        String::new(),
        true,
    )
}

fn linked_letter(setting: &Setting<'_>) -> Letter {
    Letter::Linked {
        eid: setting.eid_name.to_owned(),
        at: setting.now,
    }
}

fn tell_all<'a>(
    changes: &mut Changes,
    accounts: impl Iterator<Item = &'a Account>,
    letter: &Letter,
) {
    for account in accounts {
        for own in &account.addresses {
            tell(changes, &own.address, letter);
        }
    }
}

/// HR's addresses of the person are told, but for the one that was just proved.
fn tell_directory(
    changes: &mut Changes,
    user: &DirectoryUser,
    letter: &Letter,
    but: Option<&EmailAddress>,
) {
    for employment in user
        .employments
        .iter()
        .filter(|employment| !employment.is_bounced)
    {
        if let Some(address) = &employment.email
            && Some(address) != but
        {
            tell(changes, address, letter);
        }
    }
}

fn tell(changes: &mut Changes, to: &EmailAddress, letter: &Letter) {
    let entry = (to.clone(), letter.clone());
    if !changes.letters.contains(&entry) {
        changes.letters.push(entry);
    }
}
