//! What this machine is called on its networks.

use std::net::{IpAddr, Ipv4Addr, UdpSocket};

/// Every name that the certificate carries, sorted: loopback, `<host name>.local`, the address of
/// every interface, and `host`, which people are told.
pub(super) fn names(host: &str) -> Vec<String> {
    let addresses = interfaces().into_iter().map(|ip| ip.to_string());
    let loopback = ["localhost", "127.0.0.1", "::1"].map(str::to_owned);
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let mut names: Vec<_> = addresses
        .chain(loopback)
        .chain(local_name(&gethostname::gethostname().to_string_lossy()))
        .chain([host.to_owned()])
        .collect();
    names.sort();
    names.dedup();
    names
}

/// The address that a phone most likely reaches: that of the way out, else any of IPv4, else only
/// this machine itself.
pub(super) fn best() -> String {
    let any = || {
        interfaces().into_iter().find_map(|ip| match ip {
            IpAddr::V4(ip) => Some(ip),
            IpAddr::V6(_) => None,
        })
    };
    way_out()
        .or_else(any)
        .map_or_else(|| "localhost".to_owned(), |ip| ip.to_string())
}

/// The address from which a packet to elsewhere would leave. Connecting a socket of UDP only asks the
/// routing table: nothing is sent.
fn way_out() -> Option<Ipv4Addr> {
    let elsewhere = Ipv4Addr::new(198, 51, 100, 1);
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
    socket.connect((elsewhere, 9)).ok()?;
    match socket.local_addr().ok()?.ip() {
        IpAddr::V4(ip) if !ip.is_loopback() && !ip.is_unspecified() => Some(ip),
        _ => None,
    }
}

/// The addresses by which others may reach this machine.
fn interfaces() -> Vec<IpAddr> {
    let all = if_addrs::get_if_addrs().unwrap_or_default();
    all.into_iter()
        .filter(|interface| !interface.is_loopback() && !interface.is_link_local())
        .map(|interface| interface.ip())
        .collect()
}

/// The name that multicast DNS gives a machine. `None` for one that DNS cannot carry.
fn local_name(host_name: &str) -> Option<String> {
    let label = host_name.split('.').next().unwrap_or_default();
    let is_label = (1..=63).contains(&label.len())
        && label
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-')
        && !label.starts_with('-')
        && !label.ends_with('-');
    is_label.then(|| format!("{}.local", label.to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_hold_loopback_every_interface_and_what_people_are_told() {
        let names = names("[fd00::99]");
        for name in ["localhost", "127.0.0.1", "::1", "fd00::99", &best()] {
            assert!(names.iter().any(|known| known == name), "{name}: {names:?}");
        }
        assert!(names.is_sorted_by(|a, b| a < b), "{names:?}");
    }

    #[test]
    fn a_host_name_that_dns_cannot_carry_is_left_out() {
        for (host_name, name) in [
            ("Laptop-7", Some("laptop-7.local")),
            ("laptop.lan", Some("laptop.local")),
            ("田", None),
            ("a b", None),
            ("-a", None),
            ("", None),
        ] {
            assert_eq!(local_name(host_name).as_deref(), name, "{host_name}");
        }
    }
}
