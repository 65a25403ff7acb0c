//! The page of the step that a login is at. All it shows was found before, but for when the same was
//! asked earlier, on the pages that offer to ask.

use axum::response::Response;
use http::StatusCode;
use kobling_base::lifetimes::MAILED_CODE_LIFE;
use kobling_keys::Prover;
use kobling_model::{
    first_login::{ExtraProof, Row, Step},
    people::{Account, ConflictKind, EmailAddress},
    tenants::FirstUseProof,
};
use kobling_pages::{
    ActivationCodePage, AddressError, AddressMode, AddressPage, Brand, ChooseAccountPage, Chrome,
    CodeError, CodePage, ExistingLinkKind, ExistingLinkPage, KeepAccountPage, NoAccessPage,
    OtherWay, Page, Provider, RecordMovedPage, ResendState, SignInAsPage, TypeReason,
    UseAccountPage,
};
use kobling_web as web;
use kobling_web::{Stop, Visit, brand, see_other};

use super::{
    addresses, advance, code,
    facts::Facts,
    keep,
    loaded::{Loaded, state},
    refuse,
    waiting::Wrong,
};

/// Shows the step; `at_code` says that the browser is at `/verify-code`. What was wrong with the
/// form before is told with it, and the status is that of a page that was found.
pub async fn present(visit: &Visit, loaded: &Loaded, at_code: bool) -> Result<Response, Stop> {
    let now = visit.app.now();
    if loaded.request.is_done {
        return Ok(see_other(&addresses::resume(&loaded.handle), None)?);
    }
    let (Some((row, step)), Some(facts)) = (state(loaded, now), &loaded.request.facts) else {
        return Ok(see_other(&addresses::resume(&loaded.handle), None)?);
    };
    // Who this browser is logged in as by now is whom this login is about: most likely another tab
    // was quicker, and what was found here before is out of date.
    let user = facts.directory_user().map(|user| user.id);
    if user.is_some() && visit.likely_user() == user {
        let mut anew = loaded.clone();
        advance::refresh(visit, &mut anew, None).await?;
        if matches!(state(&anew, now), Some((_, Step::Through))) {
            return advance::advance(visit, anew, keep::Origin::Step).await;
        }
    }
    let waits_for_code = matches!(step, Step::Code { .. })
        && loaded
            .request
            .code
            .as_ref()
            .is_some_and(|sent| Some(&sent.address) == facts.code_address(row));
    let belongs_to_code = waits_for_code || matches!(step, Step::Extra(_));
    if belongs_to_code != at_code {
        let to = if belongs_to_code {
            addresses::code(&loaded.handle)
        } else {
            addresses::here(&loaded.handle)
        };
        return Ok(see_other(&to, None)?);
    }
    let shown: Box<dyn Page + Send + Sync> = match step {
        Step::Extra(ExtraProof::ActivationCode) => Box::new(ActivationCodePage {
            error: match loaded.request.wrong {
                Some(Wrong::Activation(error)) => Some(error),
                _ => None,
            },
            asked: refuse::asked_before(visit, loaded, activation_matter(row)).await?,
        }),
        Step::Code { .. } if waits_for_code => Box::new(code_page(loaded, facts, row, now)),
        Step::SignIn => Box::new(sign_in_page(loaded, facts, row)),
        Step::Ask if row == Row::L6 => {
            let (typed, error) = typed(loaded);
            Box::new(NoAccessPage {
                account: own(facts.x.as_ref()),
                typed,
                error,
                has_code: has_code(loaded, now),
                asked: refuse::asked_before(visit, loaded, ConflictKind::AccessAsked).await?,
            })
        }
        Step::Ask | Step::Code { .. } => row_page(loaded, facts, row, now),
        // Nothing is left to ask: the same decision again, which now goes through or refuses.
        _ => return advance::advance(visit, loaded.clone(), keep::Origin::Step).await,
    };
    let prover = visit.app.prover().await?;
    let status = StatusCode::OK;
    Ok(rendered(visit, loaded, &prover, status, shown.as_ref()))
}

/// What is asked by whoever has no activation code.
pub fn activation_matter(row: Row) -> ConflictKind {
    if row == Row::L27 {
        ConflictKind::SharedAddress
    } else {
        ConflictKind::AccessAsked
    }
}

/// A page within its frame: form token, request, tenant, language, and where its forms may lead.
pub fn rendered(
    visit: &Visit,
    loaded: &Loaded,
    prover: &Prover,
    status: StatusCode,
    shown: &dyn Page,
) -> Response {
    let tenant = &loaded.at.tenant;
    let language = visit.language(&loaded.request.authorization.ui_locales, Some(tenant));
    let brand: Brand = brand(tenant);
    let mut chrome: Chrome<'_> = visit.chrome(language, Some(&brand));
    chrome.csrf = visit
        .browser()
        .map(|browser| prover.form_token(browser, &loaded.handle));
    chrome.request = Some(loaded.handle.clone());
    chrome.app = Some(loaded.at.client.name.clone());
    chrome.who = loaded.who();
    chrome.reference = Some(visit.reference.clone());
    web::page(status, shown.render(&chrome), form_targets(loaded))
}

/// Forms end at the app or upstream.
pub fn form_targets(loaded: &Loaded) -> Vec<String> {
    let app = &loaded.request.authorization.redirect_uri;
    let mut targets: Vec<String> = app
        .form_target()
        .into_iter()
        .chain(loaded.at.provider.origins())
        .filter(|origin| origin != "null" && !origin.contains([';', ',', ' ']))
        .collect();
    targets.dedup();
    targets
}

fn code_page(loaded: &Loaded, facts: &Facts, row: Row, now: i64) -> CodePage {
    let address = facts.code_address(row);
    // Another account's address is not to be learned here; HR's and a typed one are known.
    let is_others = matches!(row, Row::L14 | Row::L24);
    let sent = loaded.request.code.as_ref();
    let next = sent.map_or(now, |sent| sent.sent_at + code::pause(sent.count));
    let wait = u32::try_from(next - now).unwrap_or_default();
    let over = sent.and_then(|sent| sent.over(now));
    CodePage {
        sent_to: address.map_or_else(String::new, |address| {
            if is_others {
                address.masked()
            } else {
                address.to_string()
            }
        }),
        certain: !facts.is_typed,
        minutes: u32::try_from(MAILED_CODE_LIFE / 60).unwrap_or_default(),
        over,
        error: match loaded.request.wrong {
            // The wait goes on, or is over by now.
            Some(Wrong::Code(CodeError::TooEarly { .. })) => {
                (wait > 0).then_some(CodeError::TooEarly { seconds: wait })
            }
            Some(Wrong::Code(error)) => Some(error),
            _ => None,
        },
        resend: if wait > 0 {
            ResendState::At { seconds: wait }
        } else {
            ResendState::Now
        },
        sent_again_at: sent
            .filter(|sent| sent.count > 1 && over.is_none())
            .map(|sent| sent.sent_at),
        other: other_way(loaded, facts, row),
        steps: steps(loaded, facts),
        start: format!("/t/{}", loaded.at.tenant.id),
    }
}

/// Another address only where one can be chosen.
fn other_way(loaded: &Loaded, facts: &Facts, row: Row) -> Option<OtherWay> {
    if facts.is_typed || loaded.request.progress.address.is_some() {
        return Some(OtherWay::Change);
    }
    match row {
        Row::L7 | Row::L8 => Some(OtherWay::Wrong),
        Row::L2 | Row::L3 | Row::L14 | Row::L24 => Some(OtherWay::Back),
        _ => None,
    }
}

/// How many steps there are with the code: whoever HR does not know has one more where the tenant
/// hands out codes of its own. The same for every address that may be typed.
fn steps(loaded: &Loaded, facts: &Facts) -> u32 {
    let has_extra = loaded.at.tenant.settings.first_use_proof == FirstUseProof::ActivationCode;
    if facts.d.is_none() && has_extra { 3 } else { 2 }
}

/// Whether a code that was sent is still to be typed.
fn has_code(loaded: &Loaded, now: i64) -> bool {
    let sent = loaded.request.code.as_ref();
    sent.is_some_and(|sent| sent.over(now).is_none())
}

/// What was typed as an address, and what was wrong with it.
fn typed(loaded: &Loaded) -> (String, Option<AddressError>) {
    match &loaded.request.wrong {
        Some(Wrong::Address { typed, error }) => (typed.clone(), Some(*error)),
        _ => (String::new(), None),
    }
}

fn sign_in_page(loaded: &Loaded, facts: &Facts, row: Row) -> SignInAsPage {
    let provider = &loaded.at.provider;
    SignInAsPage {
        account: masked(facts.gaining(row)),
        providers: vec![Provider {
            id: provider.id.clone(),
            name: provider.name.clone(),
        }],
        other: other_way(loaded, facts, row),
    }
}

/// The page of L14 and L24.
pub(super) fn existing_link(
    loaded: &Loaded,
    facts: &Facts,
    row: Row,
    now: i64,
) -> ExistingLinkPage {
    ExistingLinkPage {
        account: masked(facts.y.as_ref().map(|y| &y.account)),
        kind: if row == Row::L24 {
            ExistingLinkKind::ReplacedNumber
        } else {
            ExistingLinkKind::FirstEid
        },
        has_code: has_code(loaded, now),
    }
}

fn address_page(loaded: &Loaded, facts: &Facts, mode: AddressMode, now: i64) -> AddressPage {
    let (typed, error) = typed(loaded);
    AddressPage {
        mode,
        typed,
        error,
        has_code: has_code(loaded, now),
        steps: steps(loaded, facts),
    }
}

fn row_page(loaded: &Loaded, facts: &Facts, row: Row, now: i64) -> Box<dyn Page + Send + Sync> {
    let settings = &loaded.at.tenant.settings;
    let domains = settings.allowed_domains.clone();
    let unchosen = loaded.request.wrong == Some(Wrong::Unchosen);
    let y = facts.y.as_ref().map(|y| &y.account);
    let in_use = || {
        let address = facts.address.as_ref();
        address.map(EmailAddress::to_string).unwrap_or_default()
    };
    let mode = match row {
        Row::L2 => {
            return Box::new(UseAccountPage {
                account: own(facts.x.as_ref()),
                hr_address: facts
                    .offered
                    .first()
                    .filter(|offered| {
                        facts
                            .x
                            .as_ref()
                            .is_some_and(|x| x.addresses.iter().all(|own| own.address != **offered))
                    })
                    .map(EmailAddress::to_string),
            });
        }
        Row::L25 => return Box::new(RecordMovedPage),
        Row::L3 => {
            return Box::new(ChooseAccountPage {
                this: own(facts.x.as_ref()),
                other: masked(y),
                is_other_stuck: !can_move(facts),
                unchosen,
            });
        }
        Row::L26 if facts.x.is_some() && loaded.request.progress.mailbox.is_some() => {
            return Box::new(KeepAccountPage {
                this: own(facts.x.as_ref()),
                other: masked(y),
                unchosen,
            });
        }
        Row::L14 | Row::L24 => return Box::new(existing_link(loaded, facts, row, now)),
        Row::L9 => AddressMode::Type {
            why: TypeReason::TakenByAnother { address: in_use() },
            domains,
            without: false,
        },
        Row::L10 => AddressMode::Type {
            why: facts
                .returned_at_hr()
                .map_or(TypeReason::NoneAtHr, |address| TypeReason::ReturnedAtHr {
                    address: address.to_string(),
                }),
            domains,
            without: settings.account_without_address,
        },
        Row::L22 => AddressMode::Choose {
            addresses: facts.offered.iter().map(EmailAddress::to_string).collect(),
            chosen: Some(0),
            free: settings.free_address,
            domains,
        },
        Row::L7 | Row::L8 => AddressMode::Locked { address: in_use() },
        _ => AddressMode::Type {
            why: TypeReason::Unknown,
            domains: Vec::new(),
            without: false,
        },
    };
    Box::new(address_page(loaded, facts, mode, now))
}

/// Whether the account that is linked at the tenant can show whose it is (L3).
pub fn can_move(facts: &Facts) -> bool {
    let y = facts.y.as_ref();
    y.is_some_and(|y| !y.account.eids.is_empty() && !y.differs_elsewhere)
}

fn own(account: Option<&Account>) -> String {
    account
        .and_then(Account::primary_address)
        .map_or_else(|| "–".to_owned(), EmailAddress::to_string)
}

pub(super) fn masked(account: Option<&Account>) -> String {
    account
        .and_then(Account::primary_address)
        .map_or_else(|| "–".to_owned(), EmailAddress::masked)
}
