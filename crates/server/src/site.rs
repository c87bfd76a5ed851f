//! The address under which people reach this server.

/// The public origin: scheme and authority, without a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    origin: String,
}

/// Text that is no origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a public URL is like https://xuntian.example.gov.cn or http://localhost:8080, without a path"
)]
pub struct NotAnOrigin;

impl Site {
    /// Parses `https://host[:port]` or `http://host[:port]`; a slash at the end is allowed.
    ///
    /// # Errors
    /// [`NotAnOrigin`].
    pub fn parse(text: &str) -> Result<Self, NotAnOrigin> {
        let origin = text.strip_suffix('/').unwrap_or(text).to_ascii_lowercase();
        let authority = authority_of(&origin).ok_or(NotAnOrigin)?;
        let is_plain = |c: char| c.is_ascii_alphanumeric() || ".-:[]_".contains(c);
        if authority.is_empty() || !authority.chars().all(is_plain) {
            return Err(NotAnOrigin);
        }
        Ok(Self { origin })
    }

    /// `https://host`.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The same host at another port.
    pub fn at_port(&self, port: u16) -> Self {
        let authority = authority_of(&self.origin).unwrap_or_default();
        let host = match authority.rsplit_once(':') {
            // An IPv6 address has colons of its own, inside brackets.
            Some((host, port)) if !port.contains(']') => host,
            _ => authority,
        };
        let scheme = if self.is_https() { "https" } else { "http" };
        Self {
            origin: format!("{scheme}://{host}:{port}"),
        }
    }

    /// Whether cookies may be kept to secure connections.
    pub fn is_https(&self) -> bool {
        self.origin.starts_with("https://")
    }

    /// The name of the session's cookie. `__Host-` binds it to this host and to https; on loopback
    /// without https a browser would not keep it.
    pub fn cookie_name(&self) -> &'static str {
        if self.is_https() {
            "__Host-xuntian"
        } else {
            "xuntian"
        }
    }

    /// Whether a page of `origin` belongs to us: the public address, or the one that was asked. Under
    /// https a page without it is never ours: whoever sits on the line could have made it.
    pub fn is_ours(&self, origin: &str, host: Option<&str>) -> bool {
        let origin = origin.to_ascii_lowercase();
        if self.is_https() && !origin.starts_with("https://") {
            return false;
        }
        origin == self.origin
            || matches!((authority_of(&origin), host), (Some(a), Some(b)) if a.eq_ignore_ascii_case(b))
    }
}

fn authority_of(origin: &str) -> Option<&str> {
    origin
        .strip_prefix("https://")
        .or_else(|| origin.strip_prefix("http://"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_has_no_path() {
        for good in [
            "http://localhost:8080",
            "https://a.example/",
            "http://[::1]:80",
        ] {
            assert!(Site::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "localhost",
            "ftp://a",
            "https://",
            "https://a/b",
            "https://a b",
            "https://u@h",
        ] {
            assert_eq!(Site::parse(bad), Err(NotAnOrigin), "{bad}");
        }
    }

    #[test]
    fn another_port_is_at_the_same_host() {
        for (origin, other) in [
            ("http://localhost:8080", "http://localhost:9"),
            ("https://a.example", "https://a.example:9"),
            ("http://[::1]:80", "http://[::1]:9"),
            ("http://[::1]", "http://[::1]:9"),
        ] {
            let site = Site::parse(origin).unwrap();
            assert_eq!(site.at_port(9).origin(), other);
        }
    }

    #[test]
    fn a_page_of_another_site_is_not_ours() {
        let site = Site::parse("https://x.example").unwrap();
        assert!(site.is_ours("https://x.example", None));
        assert!(site.is_ours("https://10.0.0.2:8443", Some("10.0.0.2:8443")));
        for other in [
            "https://evil.example",
            "null",
            "",
            "https://x.example.evil.example",
        ] {
            assert!(!site.is_ours(other, Some("x.example")), "{other}");
        }
        for host in [None, Some("x.example")] {
            assert!(!site.is_ours("http://x.example", host), "{host:?}");
        }
        let plain = Site::parse("http://localhost:8080").unwrap();
        assert!(plain.is_ours("http://10.0.0.2:8080", Some("10.0.0.2:8080")));
        assert!(plain.is_ours("https://behind.proxy", Some("behind.proxy")));
    }
}
