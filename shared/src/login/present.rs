//! The page of the step that a login is at. Reads nothing: all it shows was found before.

use axum::response::Response;
use http::StatusCode;

use super::{advance, code, facts::Facts, loaded::Loaded, upstream_step};
use crate::{
    accounts::{
        Account, EmailAddress,
        first_login::{ExtraProof, Row, Step},
    },
    keys::Prover,
    pages::{
        ActivationCodePage, ActivationError, AddressError, AddressMode, AddressPage, Brand,
        ChooseAccountPage, Chrome, CodeError, CodePage, ExistingLinkKind, ExistingLinkPage,
        KeepAccountPage, NoAccessPage, Page, Provider, RecordMovedPage, ResendState, SignInAsPage,
        TypeReason, UseAccountPage,
    },
    web::{self, Stop, Visit, brand, see_other},
};

/// What is wrong with what was sent, to be shown at its field.
#[derive(Clone, Debug, Default)]
pub struct Wrong {
    pub typed: String,
    pub address: Option<AddressError>,
    pub code: Option<CodeError>,
    pub activation: Option<ActivationError>,
    pub is_unchosen: bool,
    /// The form came back before the pause was over.
    pub wait: Option<i64>,
}

/// Shows the step; `at_code` says that the browser is at `/verify-code`.
pub async fn present(
    visit: &Visit,
    loaded: &Loaded,
    wrong: Wrong,
    at_code: bool,
) -> Result<Response, Stop> {
    let now = visit.app.now();
    if loaded.request.is_done {
        return Ok(see_other(&upstream_step::resume(&loaded.handle), None)?);
    }
    let (Some((row, step)), Some(facts)) = (advance::state(loaded, now), &loaded.request.facts)
    else {
        return Ok(see_other(&upstream_step::resume(&loaded.handle), None)?);
    };
    let waits_for_code = matches!(step, Step::Code { .. })
        && loaded
            .request
            .code
            .as_ref()
            .is_some_and(|sent| Some(&sent.address) == facts.code_address(row));
    let belongs_to_code = waits_for_code || matches!(step, Step::Extra(_));
    if belongs_to_code != at_code {
        let to = if belongs_to_code {
            code::step(&loaded.handle)
        } else {
            advance::here(&loaded.handle)
        };
        return Ok(see_other(&to, None)?);
    }
    let is_wrong = wrong.address.is_some()
        || wrong.code.is_some()
        || wrong.activation.is_some()
        || wrong.is_unchosen;
    let status = if is_wrong {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let shown: Box<dyn Page + Send> = match step {
        Step::Extra(ExtraProof::ActivationCode) => Box::new(ActivationCodePage {
            error: wrong.activation,
        }),
        Step::Code { .. } if waits_for_code => Box::new(code_page(loaded, facts, row, &wrong, now)),
        Step::SignIn => Box::new(sign_in_page(loaded, facts, row)),
        Step::Ask | Step::Code { .. } => row_page(loaded, facts, row, wrong),
        // Nothing is left to ask: the same decision again, which now goes through or refuses.
        _ => return advance::advance(visit, loaded.clone(), advance::From::Step).await,
    };
    let prover = visit.app.prover().await?;
    Ok(rendered(visit, loaded, &prover, status, shown.as_ref()))
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

fn code_page(loaded: &Loaded, facts: &Facts, row: Row, wrong: &Wrong, now: i64) -> CodePage {
    let address = facts.code_address(row);
    // Another account's address is not to be learned here; HR's and a typed one are known.
    let is_others = matches!(row, Row::L14 | Row::L24);
    let sent = loaded.request.code.as_ref();
    let next = sent.map_or(now, |sent| sent.sent_at + code::pause(sent.count));
    let seconds = wrong.wait.unwrap_or(next - now);
    CodePage {
        sent_to: address.map_or_else(String::new, |address| {
            if is_others {
                address.masked()
            } else {
                address.to_string()
            }
        }),
        certain: !facts.is_typed,
        minutes: u32::try_from(code::LIFE / 60).unwrap_or_default(),
        error: wrong.code,
        resend: match u32::try_from(seconds) {
            Ok(seconds) if seconds > 0 => ResendState::At { seconds },
            _ => ResendState::Now,
        },
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
    }
}

fn row_page(loaded: &Loaded, facts: &Facts, row: Row, wrong: Wrong) -> Box<dyn Page + Send> {
    let settings = &loaded.at.tenant.settings;
    let domains = settings.allowed_domains.clone();
    let typing = |why: TypeReason, domains: Vec<String>, without: bool, wrong: Wrong| {
        Box::new(AddressPage {
            mode: AddressMode::Type {
                why,
                domains,
                without,
            },
            typed: wrong.typed,
            error: wrong.address,
        })
    };
    let own = |account: Option<&Account>| {
        account
            .and_then(Account::primary_address)
            .map_or_else(|| "–".to_owned(), EmailAddress::to_string)
    };
    let y = facts.y.as_ref().map(|y| &y.account);
    match row {
        Row::L2 => Box::new(UseAccountPage {
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
        }),
        Row::L25 => Box::new(RecordMovedPage),
        Row::L3 => Box::new(ChooseAccountPage {
            this: own(facts.x.as_ref()),
            other: masked(y),
            unchosen: wrong.is_unchosen,
        }),
        Row::L26 if facts.x.is_some() && loaded.request.progress.mailbox.is_some() => {
            Box::new(KeepAccountPage {
                this: own(facts.x.as_ref()),
                other: masked(y),
                unchosen: wrong.is_unchosen,
            })
        }
        Row::L14 => Box::new(ExistingLinkPage {
            account: masked(y),
            kind: ExistingLinkKind::FirstEid,
        }),
        Row::L24 => Box::new(ExistingLinkPage {
            account: masked(y),
            kind: ExistingLinkKind::ReplacedNumber,
        }),
        Row::L6 => Box::new(NoAccessPage {
            account: facts
                .x
                .as_ref()
                .and_then(Account::primary_address)
                .map_or_else(|| "–".to_owned(), EmailAddress::to_string),
            typed: wrong.typed,
            error: wrong.address,
        }),
        Row::L9 => {
            let address = facts
                .address
                .as_ref()
                .map(EmailAddress::to_string)
                .unwrap_or_default();
            typing(
                TypeReason::TakenByAnother { address },
                domains,
                false,
                wrong,
            )
        }
        Row::L10 => typing(
            facts
                .returned_at_hr()
                .map_or(TypeReason::NoneAtHr, |address| TypeReason::ReturnedAtHr {
                    address: address.to_string(),
                }),
            domains,
            settings.account_without_address,
            wrong,
        ),
        Row::L22 => Box::new(AddressPage {
            mode: AddressMode::Choose {
                addresses: facts.offered.iter().map(EmailAddress::to_string).collect(),
                chosen: Some(0),
                free: settings.free_address,
                domains,
            },
            typed: wrong.typed,
            error: wrong.address,
        }),
        Row::L7 | Row::L8 => {
            let address = facts
                .address
                .as_ref()
                .map(EmailAddress::to_string)
                .unwrap_or_default();
            Box::new(AddressPage {
                mode: AddressMode::Locked { address },
                typed: String::new(),
                error: wrong.address,
            })
        }
        _ => typing(TypeReason::Unknown, Vec::new(), false, wrong),
    }
}

fn masked(account: Option<&Account>) -> String {
    account
        .and_then(Account::primary_address)
        .map_or_else(|| "–".to_owned(), EmailAddress::masked)
}
