//! Mails that nobody waits for: which tenants have some, how many of a day's came back, and when
//! a tenant's rest. Only these are counted and only these rest, so that nobody who types made-up
//! addresses at a page can silence a municipality, and no municipality another.

use kobling_base::{Internal, clock::Timestamp};
use kobling_model::{
    TenantId,
    item::{Entity, Key},
    keys,
};
use kobling_shared::app::App;
use kobling_store::{Condition, Update};
use serde::{Deserialize, Serialize};

const DAY: i64 = 24 * 3600;
/// How long they rest, in seconds, counted from the last mail too many.
const REST: i64 = DAY;
/// Below so many in a day nothing is said about shares.
const FEWEST: u32 = 50;
/// Bounces in a hundred from which SES reviews a sender.
const BOUNCES_IN_HUNDRED: u32 = 5;
/// Complaints in a thousand from which SES reviews a sender; one alone is no share.
const COMPLAINTS_IN_THOUSAND: u32 = 1;

/// Says that a tenant has mails that nobody waits for, or had some lately.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct PacedTenant {
    pub tenant: TenantId,
    pub expires_at: Timestamp,
}

impl PacedTenant {
    /// Puts the tenant on the sweeper's list until then.
    pub(super) async fn mark(
        app: &App,
        tenant: &TenantId,
        until: Timestamp,
    ) -> Result<(), Internal> {
        let update = Update::new()
            .set("type", Self::TYPE)
            .set("v", Self::LAYOUT)
            .set("tenant", tenant.as_str())
            .set("expires_at", until);
        let _marked: Option<Self> = app
            .store()?
            .update(&keys::paced_tenant(tenant), update, Condition::anything())
            .await?;
        Ok(())
    }
}

impl Entity for PacedTenant {
    const TYPE: &'static str = "paced_tenant";

    fn key(&self) -> Key {
        keys::paced_tenant(&self.tenant)
    }

    fn expires_at(&self) -> Option<i64> {
        Some(self.expires_at)
    }
}

/// How many such mails of a tenant went out on one day, and how many of them came back.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct Sendings {
    pub tenant: TenantId,
    /// Days since 1970.
    pub day: i64,
    #[serde(default)]
    pub sent: u32,
    #[serde(default)]
    pub bounced: u32,
    #[serde(default)]
    pub complained: u32,
    pub expires_at: Timestamp,
}

/// What became of a mail.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fate {
    Sent,
    Bounced,
    Complained,
}

impl Sendings {
    /// The key of today's, and the change that counts one more.
    pub fn one_more(tenant: &TenantId, fate: Fate, now: Timestamp) -> (Key, Update) {
        let what = match fate {
            Fate::Sent => "sent",
            Fate::Bounced => "bounced",
            Fate::Complained => "complained",
        };
        let day = now.div_euclid(DAY);
        let update = Update::new()
            .set("type", Self::TYPE)
            .set("v", Self::LAYOUT)
            .set("tenant", tenant.as_str())
            .set("day", day)
            .set("expires_at", (day + 3) * DAY)
            .add(what, 1);
        (keys::sendings(tenant, day), update)
    }

    /// The keys of today's and yesterday's: a day's mails come back within the next one too.
    pub fn recent(tenant: &TenantId, now: Timestamp) -> [Key; 2] {
        let day = now.div_euclid(DAY);
        [keys::sendings(tenant, day), keys::sendings(tenant, day - 1)]
    }

    /// Whether so many came back that the rest has to wait.
    pub fn is_too_much(recent: &[Self]) -> bool {
        let sum = |of: fn(&Self) -> u32| recent.iter().map(of).sum::<u32>();
        let (sent, bounced, complained) = (
            sum(|day| day.sent),
            sum(|day| day.bounced),
            sum(|day| day.complained),
        );
        sent >= FEWEST
            && (bounced * 100 > sent * BOUNCES_IN_HUNDRED
                || (complained > 1 && complained * 1000 > sent * COMPLAINTS_IN_THOUSAND))
    }
}

impl Entity for Sendings {
    const TYPE: &'static str = "sendings";

    fn key(&self) -> Key {
        keys::sendings(&self.tenant, self.day)
    }

    fn expires_at(&self) -> Option<i64> {
        Some(self.expires_at)
    }
}

/// A tenant's mails that nobody waits for rest until then.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct Rest {
    pub tenant: TenantId,
    pub expires_at: Timestamp,
}

impl Rest {
    pub fn from(tenant: &TenantId, now: Timestamp) -> Self {
        Self {
            tenant: tenant.clone(),
            expires_at: now + REST,
        }
    }
}

impl Entity for Rest {
    const TYPE: &'static str = "mail_rest";

    fn key(&self) -> Key {
        keys::sendings_rest(&self.tenant)
    }

    fn expires_at(&self) -> Option<i64> {
        Some(self.expires_at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(sent: u32, bounced: u32, complained: u32) -> Sendings {
        Sendings {
            tenant: TenantId::parse("asnes").unwrap(),
            day: 0,
            sent,
            bounced,
            complained,
            expires_at: 0,
        }
    }

    #[test]
    fn a_share_is_one_only_of_enough_mails() {
        assert!(!Sendings::is_too_much(&[]));
        assert!(!Sendings::is_too_much(&[day(49, 49, 9)]));
        assert!(!Sendings::is_too_much(&[day(100, 5, 0)]));
        assert!(Sendings::is_too_much(&[day(100, 6, 0)]));
        assert!(Sendings::is_too_much(&[day(0, 3, 0), day(50, 0, 0)]));
    }

    #[test]
    fn one_complaint_is_no_share() {
        assert!(!Sendings::is_too_much(&[day(60, 0, 1)]));
        assert!(Sendings::is_too_much(&[day(60, 0, 2)]));
        assert!(!Sendings::is_too_much(&[day(3000, 0, 3)]));
    }
}
