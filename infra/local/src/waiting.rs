//! Who waits for something, at all demo tenants: what a command goes on with, and what was noted
//! for a tenant's admin and is open. `/_local/waiting.json`; `wait_list` has it as a table.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    Json, Router,
    extract::State,
    response::{IntoResponse, Response},
    routing::get,
};
use kobling_base::Internal;
use kobling_model::{
    DirectoryUserId, TenantId,
    item::Table,
    keys,
    people::{Conflict, ConflictKind, DirectoryUser, DirectoryUserState, EmploymentStatus},
    tenants::{Activation, FirstUseProof, Tenant},
};
use kobling_shared::app::App;
use serde::{Deserialize, Serialize};

use crate::{
    hr,
    landing::Landing,
    operator::{self, failed},
    people,
    seed::{Operator, Registered},
};

/// What a command goes on with.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Debug)]
#[serde(rename_all = "snake_case")]
pub enum Wanted {
    Approval,
    Activation,
    ActivationCode,
    /// A decision on a file that is held.
    HeldFile,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Debug)]
#[serde(untagged)]
pub enum Awaited {
    Wanted(Wanted),
    /// What was noted for the tenant's admin; no command settles it.
    Noted(ConflictKind),
}

/// Someone who waits, or a file that does.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct Wait {
    pub tenant: String,
    pub awaits: Awaited,
    /// Of the person, if the directory knows one, or of the file.
    pub name: String,
    pub employments: Vec<String>,
    /// Seconds since 1970; none where nothing says since when.
    pub since: Option<i64>,
    /// The arguments of the command that goes on.
    pub command: Option<String>,
    /// The reference number that the person saw last.
    pub reference: Option<String>,
}

/// The routes, under `/_local`.
pub(crate) fn router() -> Router<Arc<Landing>> {
    Router::new().route("/_local/waiting.json", get(list))
}

async fn list(State(landing): State<Arc<Landing>>) -> Response {
    match waits(&landing.operator, &landing.registered).await {
        Ok(waits) => Json(waits).into_response(),
        Err(error) => failed(&error),
    }
}

/// All who wait, by tenant.
pub async fn waits(operator: &Operator, registered: &Registered) -> Result<Vec<Wait>, Internal> {
    let app = &operator.app;
    let approvals = operator::waiting(operator, registered).await?;
    let imports = hr::latest(operator, registered).await?;
    let mut waits = Vec::new();
    for listed in &registered.tenants {
        let Some(id) = TenantId::parse(&listed.id) else {
            continue;
        };
        let Some(tenant) = app
            .store()?
            .get::<Tenant>(&keys::tenant(&id), app.now())
            .await?
        else {
            continue;
        };
        let noted = Noted::of(app, &id).await?;
        let approvals = approvals.iter().filter(|one| one.tenant == listed.id);
        waits.extend(approvals.map(|one| Wait {
            tenant: one.tenant.clone(),
            awaits: Awaited::Wanted(Wanted::Approval),
            name: one.name.clone(),
            employments: one.employments.clone(),
            since: Some(one.asked_at),
            command: Some(format!("approve --tenant {} --eid {}", one.tenant, one.eid)),
            reference: None,
        }));
        waits.extend(of_directory(app, &tenant, &noted).await?);
        let held = imports.iter().filter(|import| import.is_held());
        let held = held.filter(|import| import.tenant == listed.id);
        waits.extend(held.map(|import| Wait {
            tenant: import.tenant.clone(),
            awaits: Awaited::Wanted(Wanted::HeldFile),
            name: import.name.clone(),
            employments: Vec::new(),
            since: Some(import.created_at),
            command: Some(format!("hr approve {} {}", import.tenant, import.id)),
            reference: None,
        }));
        waits.extend(noted.waits(app, &id).await?);
    }
    Ok(waits)
}

/// Those of the directory who cannot get in before the tenant gives them something: an activation,
/// or a code, which whoever HR knows by no number needs at a tenant that hands out codes.
async fn of_directory(app: &App, tenant: &Tenant, noted: &Noted) -> Result<Vec<Wait>, Internal> {
    let is_by_admin = tenant.settings.activation == Activation::ByAdmin;
    let is_by_code = tenant.settings.first_use_proof == FirstUseProof::ActivationCode;
    if !is_by_admin && !is_by_code {
        return Ok(Vec::new());
    }
    let now = app.now();
    let mut users = people::everyone(app, &tenant.id).await?;
    users.retain(|user| {
        user.employment_status(now) == EmploymentStatus::Current && user.account.is_none()
    });
    // Who has tried to get in comes first.
    users.sort_by_cached_key(|user| {
        let since = noted.since(user.id);
        (since.is_none(), since, first_number(user, now))
    });
    let is_new = |user: &&DirectoryUser| {
        let state = user.state;
        is_by_admin
            && matches!(
                state,
                DirectoryUserState::Imported | DirectoryUserState::Invited
            )
    };
    let wait = |user: &DirectoryUser, wanted, command: &str| Wait {
        tenant: tenant.id.to_string(),
        awaits: Awaited::Wanted(wanted),
        name: user.display_name(),
        employments: people::employment_numbers(user, now),
        since: None,
        command: first_number(user, now)
            .map(|number| format!("{command} --tenant {} --person {number}", tenant.id)),
        reference: None,
    };
    let mut waits: Vec<Wait> = users
        .iter()
        .filter(is_new)
        .map(|user| Wait {
            since: noted.since(user.id),
            ..wait(user, Wanted::Activation, "activate")
        })
        .collect();
    if is_by_code {
        // Nobody is found who has no address to type.
        let is_unknown = |user: &&DirectoryUser| {
            !user.is_number_known() && !user.usable_addresses(now).is_empty()
        };
        let found_by_address: Vec<&DirectoryUser> = users.iter().filter(is_unknown).collect();
        let ids: Vec<DirectoryUserId> = found_by_address.iter().map(|user| user.id).collect();
        let have = people::with_code(app, &tenant.id, &ids).await?;
        let lack = found_by_address
            .into_iter()
            .filter(|user| !have.contains(&user.id));
        waits.extend(lack.map(|user| wait(user, Wanted::ActivationCode, "activation-code")));
    }
    Ok(waits)
}

fn first_number(user: &DirectoryUser, now: i64) -> Option<String> {
    people::employment_numbers(user, now).into_iter().next()
}

/// The open items of a tenant.
struct Noted(Vec<Conflict>);

impl Noted {
    async fn of(app: &App, tenant: &TenantId) -> Result<Self, Internal> {
        let partition = keys::conflicts(tenant);
        let mut items: Vec<Conflict> = app
            .store()?
            .partition(Table::Identity, &partition, "", app.now())
            .await?;
        items.retain(|item| !item.is_settled);
        Ok(Self(items))
    }

    /// Since when someone waits for activation and has said so by logging in.
    fn since(&self, user: DirectoryUserId) -> Option<i64> {
        let items = self.0.iter().filter(|item| {
            item.kind == ConflictKind::Activation && item.directory_user == Some(user)
        });
        items.map(|item| item.at).min()
    }

    /// One line a person and kind, however often it was noted.
    async fn waits(&self, app: &App, tenant: &TenantId) -> Result<Vec<Wait>, Internal> {
        let mut lines: BTreeMap<String, Vec<&Conflict>> = BTreeMap::new();
        // Approvals and activations were listed by what they are now.
        let is_listed = |kind| matches!(kind, ConflictKind::Approval | ConflictKind::Activation);
        for item in self.0.iter().filter(|item| !is_listed(item.kind)) {
            let who = item
                .directory_user
                .map_or_else(|| item.id.clone(), |user| user.to_string());
            let line = format!("{} {who}", item.kind.name());
            lines.entry(line).or_default().push(item);
        }
        let ids = self.0.iter().filter_map(|item| item.directory_user);
        let mut ids: Vec<DirectoryUserId> = ids.collect();
        ids.sort_unstable();
        ids.dedup();
        let users = people::of(app, tenant, &ids).await?;
        let waits = lines.into_values().filter_map(|items| {
            let (first, last) = (items.first()?, items.last()?);
            let user = first.directory_user.and_then(|user| users.get(&user));
            Some(Wait {
                tenant: tenant.to_string(),
                awaits: Awaited::Noted(first.kind),
                name: user.map_or_else(String::new, DirectoryUser::display_name),
                employments: user
                    .map_or_else(Vec::new, |user| people::employment_numbers(user, app.now())),
                since: Some(first.at),
                command: None,
                reference: Some(last.reference.clone()),
            })
        });
        Ok(waits.collect())
    }
}
