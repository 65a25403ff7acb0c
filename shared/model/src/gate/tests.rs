//! The gate asked as a function: by evidence of every kind, whoever HR knows.

use std::collections::BTreeMap;

use serde_json::json;

use super::*;
use crate::{
    AccountId, ClientId, Digest, DirectoryUserId,
    evidence::{Authentication, Evidence, Kind, Method, Validity},
    people::{AccountState, KnownNumber},
};

const NAMESPACE: &str = "no.fnr";
const UUID: &str = "6b1b36cb-ab1b-4ba2-9d9c-43d2a7c5dd7e";

struct World {
    client: Client,
    tenant: Tenant,
    permission: ClientAtTenant,
    account: Account,
    link: AppLink,
    user: DirectoryUser,
}

fn number() -> Digest {
    Digest::new("k", b"the number")
}

/// Somebody whose eID was used through the link, and whom HR knows by its number.
fn world() -> World {
    let client = Client::new(ClientId::parse("hrm").unwrap(), "HRM".to_owned(), None);
    let tenant: Tenant = serde_json::from_value(json!({
        "id": "asnes", "name": "Åsnes", "country": "no", "state": "active", "synthetic": true,
        "language": "nb", "logo": null, "colour": null,
        "help_desk": {"name": "Help", "email": null, "phone": null, "url": null},
        "providers": ["idporten"], "start_client": null,
    }))
    .unwrap();
    let id: AccountId = serde_json::from_value(json!(UUID)).unwrap();
    let user_id: DirectoryUserId = serde_json::from_value(json!(UUID)).unwrap();
    let account: Account = serde_json::from_value(json!({
        "id": UUID, "state": "enabled", "given_name": "A", "family_name": "B",
        "is_name_placeholder": false, "addresses": [], "session_generation": 0,
        "eids": [{"namespace": NAMESPACE, "provider": "idporten", "digest": "k~e", "linked_at": 0}],
        "created_at": 0, "version": 0,
    }))
    .unwrap();
    let link = AppLink {
        account: id,
        tenant: tenant.id.clone(),
        directory_user: user_id,
        numbers: BTreeMap::from([(NAMESPACE.to_owned(), number())]),
        shown_after: 0,
        has_used_eid: true,
        level_cap: Level::High,
        level_caps: BTreeMap::new(),
        suspended: false,
        session_generation: 0,
        linked_at: 0,
    };
    let user: DirectoryUser = serde_json::from_value(json!({
        "id": UUID, "tenant": "asnes", "person_number": null, "given_name": "A",
        "family_name": "B", "birth_date": null, "phone": null, "state": "active", "rights": [],
        "numbers": [], "employments": [], "account": UUID, "linked_at": 0, "version": 0,
    }))
    .unwrap();
    let user = DirectoryUser {
        numbers: vec![KnownNumber {
            namespace: NAMESPACE.to_owned(),
            digest: number(),
            known: Known::FromHr,
            since: 0,
            replaced: None,
        }],
        ..user
    };
    World {
        permission: ClientAtTenant {
            tenant: tenant.id.clone(),
            client: client.id.clone(),
            enabled: true,
            scopes: Vec::new(),
        },
        client,
        tenant,
        account,
        link,
        user,
    }
}

impl World {
    fn asked(&self, evidence: Vec<Evidence>, asked_level: Level) -> Result<Access, Refusal> {
        gate(&Gate {
            client: Some(&self.client),
            tenant: Some(&self.tenant),
            client_at_tenant: Some(&self.permission),
            account: Some(&self.account),
            app_link: Some(&self.link),
            directory_user: Some(&self.user),
            evidence: &EvidenceList::new(evidence),
            asked_level,
            now: 1000,
        })
    }
}

fn eid(level: Level) -> Evidence {
    Authentication {
        provider: "idporten".to_owned(),
        namespace: NAMESPACE.to_owned(),
        link_digest: Digest::new("k", b"the eID"),
        level,
        amr: Vec::new(),
        auth_time: 0,
        upstream_sid: None,
    }
    .into()
}

fn made_up(kind: Kind) -> Evidence {
    Evidence {
        method: Method::MadeUp(kind),
        level: Level::High,
        shown_at: 0,
        amr: Vec::new(),
        valid_for: Validity::Deployment,
        rests_on_mailbox: false,
    }
}

fn passkey() -> Evidence {
    let enrolled = Level::High;
    made_up(Kind::Passkey { enrolled })
}

fn password(is_long: bool) -> Evidence {
    let enrolled = Level::High;
    made_up(Kind::Password { is_long, enrolled })
}

#[test]
fn an_eid_opens_what_its_level_reaches() {
    let world = world();
    for (shown, asked, opens) in [
        (Level::High, Level::High, Ok(Level::High)),
        (Level::Substantial, Level::None, Ok(Level::Substantial)),
        (
            Level::Substantial,
            Level::High,
            Err(Refusal::LevelTooLow(Level::High)),
        ),
    ] {
        let access = world.asked(vec![eid(shown)], asked);
        assert_eq!(access.map(|access| access.level), opens);
    }
}

#[test]
fn passkey_password_and_factor_open_as_much_as_they_are_worth() {
    let mut world = world();
    world.tenant.settings.minimum_acr = Level::Low;
    let totp = || {
        made_up(Kind::Totp {
            enrolled: Level::High,
        })
    };
    let opens = |evidence| {
        let access = world.asked(evidence, Level::None);
        access.map(|access| access.level)
    };
    assert_eq!(opens(vec![passkey()]), Ok(Level::Substantial));
    assert_eq!(opens(vec![password(true)]), Ok(Level::Low));
    assert_eq!(opens(vec![password(false), totp()]), Ok(Level::Substantial));
    let too_low = Err(Refusal::LevelTooLow(Level::Low));
    assert_eq!(opens(vec![password(false)]), too_low);
    assert_eq!(opens(vec![totp()]), too_low);
    assert_eq!(opens(vec![made_up(Kind::Mailed)]), too_low);
    // Enrolled in a session of low level, it is worth no more.
    let mut weak = passkey();
    weak.level = Level::Low;
    assert_eq!(opens(vec![weak]), Ok(Level::Low));
    let idp = Kind::OwnIdp {
        meets_factor_rule: true,
    };
    assert_eq!(opens(vec![made_up(idp)]), Ok(Level::Substantial));
    assert_eq!(opens(Vec::new()), Err(Refusal::ProviderNotAccepted));
}

#[test]
fn what_is_no_eid_opens_nothing_before_hrs_number_was_shown() {
    let mut world = world();
    world.tenant.settings.minimum_acr = Level::Low;
    assert!(world.asked(vec![passkey()], Level::None).is_ok());
    world.link.numbers.clear();
    let closed = Err(Refusal::NotLinked);
    assert_eq!(world.asked(vec![passkey()], Level::None), closed);
    assert_eq!(
        world.asked(vec![password(true), passkey()], Level::None),
        closed
    );
    // Nor where the eID that showed it is gone.
    world.link.numbers.insert(NAMESPACE.to_owned(), number());
    world.account.eids_lost = 1;
    assert_eq!(world.asked(vec![passkey()], Level::None), closed);
}

#[test]
fn another_number_than_hrs_is_disputed_whatever_is_shown() {
    let mut world = world();
    let other = Digest::new("k", b"another number");
    world.link.numbers.insert(NAMESPACE.to_owned(), other);
    for evidence in [vec![eid(Level::High)], vec![passkey()]] {
        let access = world.asked(evidence, Level::None);
        assert_eq!(access, Err(Refusal::Disputed));
    }
}

#[test]
fn evidence_of_one_tenant_opens_no_other() {
    let mut world = world();
    world.tenant.settings.minimum_acr = Level::Low;
    let mut own = passkey();
    own.valid_for = Validity::Tenant(world.tenant.id.clone());
    assert!(world.asked(vec![own.clone()], Level::None).is_ok());
    own.valid_for = Validity::Tenant(crate::TenantId::parse("fjellvik").unwrap());
    let access = world.asked(vec![own], Level::None);
    assert_eq!(access, Err(Refusal::ProviderNotAccepted));
}

#[test]
fn a_way_that_the_tenant_does_not_take_counts_for_nothing() {
    let mut world = world();
    world.tenant.providers = vec!["se-eid".to_owned()];
    let access = world.asked(vec![eid(Level::High)], Level::None);
    assert_eq!(access, Err(Refusal::ProviderNotAccepted));
}

#[test]
fn whoever_is_not_in_the_directory_gets_nowhere_by_any_evidence() {
    let evidence = || vec![eid(Level::High), passkey()];
    let closed = |change: fn(&mut World)| {
        let mut world = world();
        change(&mut world);
        world.asked(evidence(), Level::None).unwrap_err()
    };
    let disabled = closed(|world| world.account.state = AccountState::Disabled);
    assert_eq!(disabled, Refusal::AccountDisabled);
    let suspended = closed(|world| world.link.suspended = true);
    assert_eq!(suspended, Refusal::LinkSuspended);
    let unlinked = closed(|world| world.user.account = None);
    assert_eq!(unlinked, Refusal::NotLinked);
    let elsewhere = closed(|world| world.permission.enabled = false);
    assert_eq!(elsewhere, Refusal::AppNotEnabled);
    let invited = closed(|world| world.user.state = DirectoryUserState::Invited);
    assert_eq!(invited, Refusal::NotActive);
}

/// Two pieces of evidence together open no more than one of them.
#[test]
fn a_list_opens_nothing_that_no_part_of_it_would() {
    let mut world = world();
    world.tenant.settings.minimum_acr = Level::Low;
    world
        .link
        .level_caps
        .insert(NAMESPACE.to_owned(), Level::Low);
    world.link.numbers.insert("se.pnr".to_owned(), number());
    let tenants = [
        world.tenant.id.clone(),
        crate::TenantId::parse("fjellvik").unwrap(),
    ];
    let mut parts = vec![passkey(), password(true)];
    for level in [Level::Low, Level::High] {
        for namespace in [NAMESPACE, "se.pnr", "dk.cpr"] {
            for provider in ["idporten", "se-eid"] {
                for digest in ["k~e", "k~other"] {
                    let mut shown = eid(level);
                    shown.method = Method::Eid(ShownEid {
                        provider: provider.to_owned(),
                        namespace: namespace.to_owned(),
                        link_digest: serde_json::from_value(json!(digest)).unwrap(),
                        upstream_sid: None,
                    });
                    parts.push(shown.clone());
                    for tenant in &tenants {
                        shown.valid_for = Validity::Tenant(tenant.clone());
                        parts.push(shown.clone());
                    }
                }
            }
        }
    }
    let opens = |evidence| {
        let access = world.asked(evidence, Level::None);
        access.map_or(Level::None, |access| access.level)
    };
    let mut opened = 0;
    for one in &parts {
        for other in &parts {
            let both = opens(vec![one.clone(), other.clone()]);
            let best = opens(vec![one.clone()]).max(opens(vec![other.clone()]));
            assert!(
                both <= best,
                "{one:?} with {other:?}: {both:?} for {best:?}"
            );
            opened += usize::from(both > Level::None);
        }
    }
    assert!(opened > 0);
}
