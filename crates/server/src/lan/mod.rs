//! `serve --lan`: a phone on the same network needs https, or its browser gives no service worker and
//! no cryptography, and no public authority certifies an address like 192.168.1.5.
//!
//! So the data folder gets an [`authority`] of its own, which outlives restarts; every start, and
//! every change of the machine's [`addresses`], gets a fresh certificate of it. A small [`page`]
//! without https, at the next port, hands the authority to phones and says how it is installed; the
//! terminal shows both addresses as [`qr`] codes.

mod addresses;
mod authority;
mod page;
mod qr;

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use axum_server::tls_rustls::RustlsConfig;
use words::Lang;
use words::lan as text;

use crate::app::{Clock, StartError};
use crate::config::Settings;
use crate::site::Site;
use authority::{Authority, Certified};

pub(crate) use authority::FILE as AUTHORITY;

/// How often the machine's addresses and the certificate's end are looked at.
const LOOK: Duration = Duration::from_secs(60);

/// What `--lan` adds to a server.
pub(crate) struct Lan {
    authority: Authority,
    clock: Arc<dyn Clock>,
    site: Site,
    page_url: String,
    page: TcpListener,
}

impl Lan {
    /// Opens or makes the authority in the data folder, and takes the page's port: the one after that
    /// of the server; any free one if the server's was any.
    ///
    /// # Errors
    /// [`StartError`]: no such folder, no such port, a public name that the authority does not vouch for.
    pub(crate) fn open(
        settings: &Settings,
        listens: SocketAddr,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, StartError> {
        let authority = Authority::open(&settings.data.join("lan"), clock.now_ms())?;
        let site = match &settings.public_url {
            Some(site) => site.clone(),
            None => site_at(&addresses::best(), listens.port())?,
        };
        let host = host_of(&site);
        if !authority::may_vouch_for(host) {
            let refused = [Lang::Zh, Lang::En].map(|lang| text::name_refused(lang, host));
            return Err(StartError::Config(refused.join(" / ")));
        }
        let port = match settings.listen.port() {
            0 => 0,
            port => port.checked_add(1).ok_or_else(|| {
                StartError::Config("--lan needs the port after that of --listen as well".to_owned())
            })?,
        };
        let page = TcpListener::bind((listens.ip(), port))?;
        page.set_nonblocking(true)?;
        let page_url = format!("http://{host}:{}/", page.local_addr()?.port());
        Ok(Self {
            authority,
            clock,
            site,
            page_url,
            page,
        })
    }

    /// The address that people use.
    pub(crate) fn site(&self) -> &Site {
        &self.site
    }

    /// Where a phone gets the authority.
    pub(crate) fn page_url(&self) -> &str {
        &self.page_url
    }

    /// SHA-256 of the authority's certificate, as phones show it.
    pub(crate) fn fingerprint(&self) -> String {
        self.authority.fingerprint()
    }

    /// What the terminal shows below the addresses: how a phone gets in, and where.
    pub(crate) fn instructions(&self, app_url: &str, has_colours: bool) -> String {
        let both = |sentence: fn(Lang) -> &'static str| {
            format!("\n{}\n{}\n", sentence(Lang::Zh), sentence(Lang::En))
        };
        let block = |sentence, url: &str| {
            format!("{}{url}\n{}", both(sentence), qr::draw(url, has_colours))
        };
        [
            block(text::scan_page, &self.page_url),
            format!(
                "{} · {}\n{}\n",
                text::fingerprint(Lang::Zh),
                text::fingerprint(Lang::En),
                self.fingerprint()
            ),
            block(text::scan_app, app_url),
        ]
        .concat()
    }

    /// A certificate for everything that this machine is called now.
    fn certify(&self) -> Result<Certified, StartError> {
        let names = addresses::names(host_of(&self.site));
        self.authority.certify(names, self.clock.now_ms())
    }

    /// What https is served with, kept current, and the page: both for as long as the runtime is.
    ///
    /// # Errors
    /// [`StartError`].
    pub(crate) async fn start(self: &Arc<Self>) -> Result<RustlsConfig, StartError> {
        let certified = self.certify()?;
        let tls = RustlsConfig::from_pem(certified.pem(), certified.key_pem()).await?;
        let page = self.page.try_clone()?;
        let router = page::router(&self.authority, self.site.origin());
        tokio::spawn(page::serve(page, router));
        tokio::spawn(Arc::clone(self).keep_current(tls.clone(), certified));
        Ok(tls)
    }

    async fn keep_current(self: Arc<Self>, tls: RustlsConfig, mut certified: Certified) {
        let mut ticks = tokio::time::interval(LOOK);
        loop {
            ticks.tick().await;
            let names = addresses::names(host_of(&self.site));
            if !certified.is_due(&names, self.clock.now_ms()) {
                continue;
            }
            match self.certify() {
                Ok(fresh) => {
                    if let Err(error) = tls.reload_from_pem(fresh.pem(), fresh.key_pem()).await {
                        tracing::error!(%error, "the new certificate cannot be used");
                        continue;
                    }
                    tracing::info!(
                        "a new certificate, as the addresses of this machine changed or its time was over"
                    );
                    certified = fresh;
                }
                Err(error) => tracing::error!(%error, "no new certificate could be made"),
            }
        }
    }
}

fn site_at(host: &str, port: u16) -> Result<Site, StartError> {
    Site::parse(&format!("https://{host}:{port}"))
        .map_err(|error| StartError::Config(error.to_string()))
}

/// The host of an origin, without port; an address of IPv6 keeps its brackets.
fn host_of(site: &Site) -> &str {
    let authority = site.origin().rsplit("//").next().unwrap_or_default();
    match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => host,
        _ => authority,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::SystemClock;
    use crate::assets::Assets;
    use crate::config::LogFormat;

    /// As if the server had asked for one port and got another, which is that of the public address.
    fn open_at(port: u16, public_url: &str) -> Result<Lan, StartError> {
        let folder = tempfile::tempdir().unwrap();
        let settings = Settings {
            listen: SocketAddr::from(([127, 0, 0, 1], port)),
            data: folder.path().to_owned(),
            public_url: Some(Site::parse(public_url).unwrap()),
            tls: None,
            is_lan: true,
            assets: Assets::None,
            is_demo: false,
            metrics_listen: None,
            log_format: LogFormat::Text,
        };
        let listens = SocketAddr::from(([127, 0, 0, 1], 9));
        Lan::open(&settings, listens, Arc::new(SystemClock))
    }

    fn open(public_url: &str) -> Result<Lan, StartError> {
        open_at(0, public_url)
    }

    #[test]
    fn the_host_of_an_origin_is_without_its_port() {
        for (origin, host) in [
            ("https://192.0.2.7:8443", "192.0.2.7"),
            ("https://x.local", "x.local"),
            ("https://[fd00::2]:8443", "[fd00::2]"),
            ("https://[fd00::2]", "[fd00::2]"),
        ] {
            assert_eq!(host_of(&Site::parse(origin).unwrap()), host);
        }
    }

    #[test]
    fn a_name_of_the_public_internet_is_not_vouched_for() {
        let refused = open("https://bank.example.com").err().unwrap().to_string();
        assert!(refused.contains("bank.example.com"), "{refused}");
        for url in [
            "https://xuntian.lan:8443",
            "https://10.1.2.3",
            "https://[fd00::2]:1",
        ] {
            assert_eq!(open(url).unwrap().site().origin(), url);
        }
    }

    #[test]
    fn the_page_takes_the_port_after_that_of_the_server() {
        let refused = open_at(u16::MAX, "https://localhost");
        assert!(matches!(refused, Err(StartError::Config(_))));
        let lan = open("https://localhost:9").unwrap();
        let port = lan.page.local_addr().unwrap().port();
        assert_eq!(lan.page_url(), format!("http://localhost:{port}/"));
    }

    #[test]
    fn the_terminal_shows_both_addresses_and_the_fingerprint() {
        let lan = open("https://localhost:9").unwrap();
        let shown = lan.instructions("https://localhost:9/enrol#1234567890", false);
        for part in [
            lan.page_url(),
            &lan.fingerprint(),
            "https://localhost:9/enrol#1234567890",
        ] {
            assert!(shown.contains(part), "{part}");
        }
        assert_eq!(shown.matches(&qr::draw(lan.page_url(), false)).count(), 1);
    }
}
