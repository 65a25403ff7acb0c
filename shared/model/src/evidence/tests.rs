//! The table of worth over its cross product, and how evidence is stored and read.

use serde_json::{Value, json};

use super::*;
use crate::Digest;

const LEVELS: [Level; 4] = [Level::None, Level::Low, Level::Substantial, Level::High];

fn kinds() -> Vec<Kind> {
    let mut all = vec![
        Kind::OwnIdp {
            meets_factor_rule: false,
        },
        Kind::OwnIdp {
            meets_factor_rule: true,
        },
        Kind::ActivationCode,
        Kind::Mailed,
        Kind::RememberedDevice,
    ];
    for level in LEVELS {
        let enrolled = level;
        all.extend([
            Kind::Eid { level },
            Kind::Passkey { enrolled },
            Kind::PhoneKey { enrolled },
            Kind::Totp { enrolled },
            Kind::Sms { enrolled },
            Kind::Password {
                is_long: false,
                enrolled,
            },
            Kind::Password {
                is_long: true,
                enrolled,
            },
        ]);
    }
    all
}

fn is_eid(kind: &Kind) -> bool {
    matches!(kind, Kind::Eid { .. })
}

/// Each two and three of them, in every order.
fn each(mut check: impl FnMut(&[Kind], Worth)) {
    let kinds = kinds();
    check(&[], worth(&[]));
    for one in &kinds {
        check(&[*one], worth(&[*one]));
        for two in &kinds {
            check(&[*one, *two], worth(&[*one, *two]));
            for three in &kinds {
                let shown = [*one, *two, *three];
                check(&shown, worth(&shown));
            }
        }
    }
}

#[test]
fn high_comes_from_an_eid_alone() {
    each(|shown, worth| {
        if worth.level == Level::High {
            assert!(shown.iter().any(is_eid), "{shown:?}");
        }
    });
}

#[test]
fn nothing_is_worth_more_than_the_session_it_was_enrolled_in() {
    for enrolled in LEVELS {
        let credentials = [
            Kind::Passkey { enrolled },
            Kind::PhoneKey { enrolled },
            Kind::Totp { enrolled },
            Kind::Sms { enrolled },
            Kind::Password {
                is_long: true,
                enrolled,
            },
        ];
        for one in credentials {
            for other in credentials {
                assert!(worth(&[one, other]).level <= enrolled, "{one:?} {other:?}");
            }
        }
    }
}

#[test]
fn what_is_shown_besides_takes_nothing_away() {
    each(|shown, whole| {
        for left_out in 0..shown.len() {
            let mut fewer = shown.to_vec();
            fewer.remove(left_out);
            let fewer = worth(&fewer);
            assert!(fewer.level <= whole.level);
            assert!(!fewer.has_two_factors || whole.has_two_factors);
        }
    });
}

#[test]
fn a_mailbox_a_short_password_and_a_remembered_device_are_worth_nothing_together() {
    let enrolled = Level::High;
    let weak = [
        Kind::Mailed,
        Kind::RememberedDevice,
        Kind::Password {
            is_long: false,
            enrolled,
        },
    ];
    assert_eq!(worth(&weak).level, Level::None);
    let password = Kind::Password {
        is_long: false,
        enrolled,
    };
    let by_sms = worth(&[password, Kind::Sms { enrolled }]);
    assert_eq!((by_sms.level, by_sms.has_two_factors), (Level::Low, true));
    let by_code = worth(&[password, Kind::Totp { enrolled }]);
    assert_eq!(by_code.level, Level::Substantial);
    // A factor alone is half of two.
    assert_eq!(worth(&[Kind::Totp { enrolled }]).level, Level::None);
}

fn authentication() -> Authentication {
    Authentication {
        provider: "idporten".to_owned(),
        namespace: "no-fnr".to_owned(),
        link_digest: Digest::new("k", b"digest"),
        level: Level::Substantial,
        amr: vec!["BankID".to_owned()],
        auth_time: 100,
        upstream_sid: None,
    }
}

fn read(value: Value) -> EvidenceList {
    serde_json::from_value(value).unwrap()
}

#[test]
fn one_eid_is_stored_as_before_and_a_list_reads_back() {
    let one = EvidenceList::from(authentication());
    let stored = serde_json::to_value(&one).unwrap();
    assert_eq!(stored, serde_json::to_value(authentication()).unwrap());
    assert_eq!(read(stored), one);
    let mut later: Evidence = authentication().into();
    later.valid_for = Validity::Tenant(TenantId::parse("asnes").unwrap());
    later.rests_on_mailbox = true;
    later.shown_at = 200;
    for evidence in [
        vec![later.clone()],
        vec![authentication().into(), later.clone()],
    ] {
        let list = EvidenceList::new(evidence);
        let stored = serde_json::to_value(&list).unwrap();
        assert!(stored.is_array());
        assert_eq!(read(stored), list);
        assert_eq!(list.auth_time(), 200);
        assert_eq!(list.amr(), ["BankID"]);
    }
}

#[test]
fn what_a_later_version_stored_counts_as_absent() {
    let eid = json!({
        "method": "eid", "provider": "idporten", "namespace": "no-fnr", "link_digest": "k~x",
        "upstream_sid": null, "level": "high", "shown_at": 1, "amr": [],
        "rests_on_mailbox": false,
    });
    let telepathy = json!({"method": "telepathy", "level": "absolute", "shown_at": 9});
    let mut restricted = eid.clone();
    restricted["level"] = "absolute".into();
    let list = read(json!([telepathy, eid.clone(), restricted]));
    assert_eq!(list.auth_time(), 1);
    assert_eq!(list.eid().unwrap().provider, "idporten");
    assert!(read(json!([{"method": "telepathy"}])).eid().is_none());
    let mut limited = eid.clone();
    limited["not_after"] = 5.into();
    assert!(
        read(json!([limited])).eid().is_none(),
        "an unknown restriction"
    );
}
