//! Which addresses are one caller where something is counted: whoever has IPv6 has a network of
//! 2^64 addresses (RFC 6177, RFC 4291 section 2.5.1) and may use each.

use std::net::{IpAddr, Ipv6Addr};

/// The network that an address lies in: an IPv6 `/64`, or an IPv4 address as it is, however it is
/// written.
pub fn network(address: &str) -> String {
    match address.trim().parse::<IpAddr>().map(|ip| ip.to_canonical()) {
        Ok(IpAddr::V4(address)) => address.to_string(),
        Ok(IpAddr::V6(address)) => {
            let prefix = Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX));
            format!("{prefix}/64")
        }
        Err(_) => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::network;

    #[test]
    fn a_network_of_ipv6_is_one_caller() {
        for address in [
            "2001:db8:1:2::1",
            "2001:db8:1:2:ffff:ffff:ffff:ffff",
            "2001:DB8:0001:2:0:0:0:0",
        ] {
            assert_eq!(network(address), "2001:db8:1:2::/64", "{address}");
        }
        assert_ne!(network("2001:db8:1:3::1"), network("2001:db8:1:2::1"));
    }

    #[test]
    fn an_address_of_ipv4_is_one_caller_however_it_is_written() {
        for address in ["192.0.2.7", "::ffff:192.0.2.7", "::FFFF:c000:207"] {
            assert_eq!(network(address), "192.0.2.7", "{address}");
        }
        assert_ne!(network("192.0.2.8"), network("192.0.2.7"));
    }

    #[test]
    fn what_is_no_address_stays_as_it_is() {
        for text in ["", "test-invoke-source-ip", "192.0.2.300"] {
            assert_eq!(network(text), text);
        }
    }
}
