//! What the operator may choose: by flag, else by environment, else in a TOML file, else a default.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::app::StartError;
use crate::assets::Assets;
use crate::site::Site;

/// Every option, unset where nothing was said. The file has the same names as the flags.
#[derive(Debug, Default, clap::Args, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Options {
    /// A TOML file with any of these options.
    #[arg(long, env = "XUNTIAN_CONFIG", value_name = "FILE")]
    #[serde(skip)]
    config: Option<PathBuf>,
    /// Where to listen [default: 127.0.0.1:8080].
    #[arg(long, env = "XUNTIAN_LISTEN", value_name = "ADDRESS:PORT")]
    listen: Option<SocketAddr>,
    /// The folder of the database, the photos and the keys [default: xuntian-data, or xuntian-demo].
    #[arg(long, env = "XUNTIAN_DATA", value_name = "FOLDER")]
    data: Option<PathBuf>,
    /// The address that people use, without a path [default: where it listens].
    #[arg(long, env = "XUNTIAN_PUBLIC_URL", value_name = "URL")]
    public_url: Option<String>,
    /// The certificate chain, PEM; with it https is served.
    #[arg(long, env = "XUNTIAN_TLS_CERT", value_name = "FILE")]
    tls_cert: Option<PathBuf>,
    /// The certificate's private key, PEM.
    #[arg(long, env = "XUNTIAN_TLS_KEY", value_name = "FILE")]
    tls_key: Option<PathBuf>,
    /// For phones on the local network, without a certificate of your own: serve https with a made one
    /// [default to listen: 0.0.0.0:8443], and at the next port the page that installs it.
    #[arg(long, env = "XUNTIAN_LAN", conflicts_with_all = ["tls_cert", "tls_key"])]
    lan: bool,
    /// Serve the apps from dist/ and review/dist/ below this folder instead of those inside.
    #[arg(long, env = "XUNTIAN_ASSETS", value_name = "FOLDER")]
    assets: Option<PathBuf>,
    /// Whether the command was `demo`: neither a flag nor a file makes a demonstration of a server.
    #[arg(skip)]
    #[serde(skip)]
    demo: bool,
    /// Where to tell numbers for Prometheus at /metrics, to anybody who reaches it [default: nowhere].
    #[arg(long, env = "XUNTIAN_METRICS_LISTEN", value_name = "ADDRESS:PORT")]
    metrics_listen: Option<SocketAddr>,
    /// How the log is written to standard error [default: text].
    #[arg(long, env = "XUNTIAN_LOG_FORMAT", value_enum)]
    log_format: Option<LogFormat>,
}

impl Options {
    /// The same for `xuntian-server demo`.
    pub(crate) fn of_a_demonstration(self) -> Self {
        Self { demo: true, ..self }
    }
}

/// How the log is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

/// What was decided.
#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) listen: SocketAddr,
    pub(crate) data: PathBuf,
    pub(crate) public_url: Option<Site>,
    /// Certificate chain and key.
    pub(crate) tls: Option<(PathBuf, PathBuf)>,
    pub(crate) is_lan: bool,
    pub(crate) assets: Assets,
    pub(crate) is_demo: bool,
    pub(crate) metrics_listen: Option<SocketAddr>,
    pub(crate) log_format: LogFormat,
}

impl Settings {
    /// Puts flags, environment and file together.
    ///
    /// # Errors
    /// [`StartError::Config`].
    pub(crate) fn resolve(said: Options) -> Result<Self, StartError> {
        let file = match &said.config {
            Some(file) => read(file)?,
            None => Options::default(),
        };
        let public_url = said.public_url.or(file.public_url);
        let tls = match (
            said.tls_cert.or(file.tls_cert),
            said.tls_key.or(file.tls_key),
        ) {
            (None, None) => None,
            (Some(cert), Some(key)) => Some((cert, key)),
            _ => return Err(bad("--tls-cert and --tls-key belong together")),
        };
        let is_lan = said.lan || file.lan;
        if is_lan && tls.is_some() {
            return Err(bad("--lan makes its own certificate: leave --tls-cert out"));
        }
        let default_listen = match is_lan {
            true => (Ipv4Addr::UNSPECIFIED, 8443),
            false => (Ipv4Addr::LOCALHOST, 8080),
        };
        let is_demo = said.demo;
        // What is made up never lands among what is real because somebody forgot to name a folder.
        let default_data = if is_demo {
            "xuntian-demo"
        } else {
            "xuntian-data"
        };
        Ok(Self {
            listen: said
                .listen
                .or(file.listen)
                .unwrap_or_else(|| SocketAddr::from(default_listen)),
            data: said
                .data
                .or(file.data)
                .unwrap_or_else(|| PathBuf::from(default_data)),
            public_url: public_url
                .map(|url| Site::parse(&url))
                .transpose()
                .map_err(|error| bad(&error.to_string()))?,
            tls,
            is_lan,
            assets: assets(said.assets.or(file.assets)),
            is_demo,
            metrics_listen: said.metrics_listen.or(file.metrics_listen),
            log_format: said.log_format.or(file.log_format).unwrap_or_default(),
        })
    }

    /// The public address, if none was given: the one that is listened on. On loopback it is
    /// `localhost`, which browsers treat as secure.
    ///
    /// # Errors
    /// [`StartError::Config`].
    pub(crate) fn site(&self, listens: SocketAddr) -> Result<Site, StartError> {
        if let Some(site) = &self.public_url {
            return Ok(site.clone());
        }
        let scheme = if self.tls.is_some() { "https" } else { "http" };
        let port = listens.port();
        let url = match listens.ip() {
            ip if ip.is_loopback() || ip.is_unspecified() => format!("{scheme}://localhost:{port}"),
            IpAddr::V4(ip) => format!("{scheme}://{ip}:{port}"),
            IpAddr::V6(ip) => format!("{scheme}://[{ip}]:{port}"),
        };
        Site::parse(&url).map_err(|error| bad(&error.to_string()))
    }
}

fn read(file: &Path) -> Result<Options, StartError> {
    let text = std::fs::read_to_string(file)
        .map_err(|error| bad(&format!("{}: {error}", file.display())))?;
    toml::from_str(&text).map_err(|error| bad(&format!("{}: {error}", file.display())))
}

fn assets(folder: Option<PathBuf>) -> Assets {
    match folder {
        Some(folder) => Assets::Folder(folder),
        #[cfg(feature = "embed")]
        None => Assets::Embedded,
        #[cfg(not(feature = "embed"))]
        None => Assets::None,
    }
}

fn bad(what: &str) -> StartError {
    StartError::Config(what.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_file(text: &str, said: Options) -> Result<Settings, StartError> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("xuntian.toml");
        std::fs::write(&file, text).unwrap();
        Settings::resolve(Options {
            config: Some(file),
            ..said
        })
    }

    #[test]
    fn what_is_said_goes_before_the_file_and_the_file_before_the_default() {
        let said = Options {
            listen: Some(SocketAddr::from(([0, 0, 0, 0], 443))),
            ..Options::default()
        };
        let text = "listen = '127.0.0.1:1'\ndata = '/srv/x'\nlog-format = 'json'\n\
                    public-url = 'https://x.example'";
        let settings = with_file(text, said).unwrap();
        assert_eq!(settings.listen.port(), 443);
        assert_eq!(settings.data, Path::new("/srv/x"));
        assert_eq!(settings.log_format, LogFormat::Json);
        assert_eq!(
            settings.site(settings.listen).unwrap().origin(),
            "https://x.example"
        );
        let bare = Settings::resolve(Options::default()).unwrap();
        assert_eq!(bare.listen.to_string(), "127.0.0.1:8080");
        assert!(!bare.is_demo);
        assert_eq!(bare.data, Path::new("xuntian-data"));
        let demo = Settings::resolve(Options::default().of_a_demonstration()).unwrap();
        assert!(demo.is_demo);
        assert_eq!(demo.data, Path::new("xuntian-demo"));
        let lan = with_file("lan = true", Options::default()).unwrap();
        assert_eq!(lan.listen.to_string(), "0.0.0.0:8443");
    }

    #[test]
    fn the_example_for_operators_is_understood() {
        let example = include_str!("../../../deploy/xuntian.toml");
        let settings = with_file(example, Options::default()).unwrap();
        assert!(settings.listen.ip().is_loopback() && !settings.is_demo);
        assert!(settings.site(settings.listen).unwrap().is_https());
    }

    #[test]
    fn a_mistake_is_told_before_anything_starts() {
        for bad in [
            "listen = 'x'",
            "lisen = '127.0.0.1:1'",
            "public-url = 'x'",
            "demo = true",
            "tls-cert = 'a'",
            "tls-cert = 'a'\ntls-key = 'b'\nlan = true",
            "=",
        ] {
            let refused = with_file(bad, Options::default());
            assert!(matches!(refused, Err(StartError::Config(_))), "{bad}");
        }
    }

    #[test]
    fn the_public_address_follows_where_it_listens() {
        let settings = Settings::resolve(Options::default()).unwrap();
        for (listens, url) in [
            ("127.0.0.1:5", "http://localhost:5"),
            ("0.0.0.0:5", "http://localhost:5"),
            ("10.1.2.3:5", "http://10.1.2.3:5"),
            ("[2001:db8::1]:5", "http://[2001:db8::1]:5"),
        ] {
            let site = settings.site(listens.parse().unwrap()).unwrap();
            assert_eq!(site.origin(), url);
        }
    }
}
