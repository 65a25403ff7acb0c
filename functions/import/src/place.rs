//! Where an object lies in the bucket of uploads.

use kobling_model::{ClientId, TenantId};

/// Where an object lies: the tenant, its feed, and the file's own name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Place {
    pub(crate) tenant: TenantId,
    pub(crate) feed: String,
    pub(crate) name: String,
    pub(crate) key: String,
}

impl Place {
    /// `TENANT/FEED/NAME`, and nothing else.
    pub(crate) fn parse(key: &str) -> Option<Self> {
        let mut parts = key.split('/');
        let (tenant, feed, name) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() || name.is_empty() {
            return None;
        }
        Some(Self {
            tenant: TenantId::parse(tenant)?,
            // A feed is named by the rules of an app's id.
            feed: ClientId::parse(feed)?.as_str().to_owned(),
            name: name.to_owned(),
            key: key.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_tenant_feed_and_name() {
        let place = Place::parse("asnes/hr/people-20260302.csv").unwrap();
        assert_eq!(place.tenant.as_str(), "asnes");
        assert_eq!(
            (place.feed.as_str(), place.name.as_str()),
            ("hr", "people-20260302.csv")
        );
        for wrong in [
            "",
            "asnes",
            "asnes/hr",
            "asnes/hr/",
            "a/b/c/d",
            "/hr/x",
            "Å/hr/x",
            "asnes/../x",
        ] {
            assert_eq!(Place::parse(wrong), None, "{wrong}");
        }
    }
}
