//! The authority of one data folder, and the certificates that it gives the server.
//!
//! Who installs an authority on a phone trusts it with everything that it may name. So this one may
//! name only what exists on no public network: the addresses of machines, and names below
//! [`ZONES`]. Whoever steals its key cannot pose as a bank.

use std::net::IpAddr;
use std::path::Path;

use domain::time::UnixMs;
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose,
    GeneralSubtree, IsCa, Issuer, KeyPair, KeyUsagePurpose, NameConstraints,
};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;

use crate::app::{StartError, write_secret};

/// Names that no public authority certifies (RFC 6761, 6762, 8375; `lan` and `internal` by custom).
const ZONES: [&str; 5] = ["localhost", "local", "lan", "internal", "home.arpa"];
/// In a data folder.
pub(crate) const FILE: &str = "lan/authority.pem";

const DAY_MS: i64 = 86_400_000;
const AUTHORITY_DAYS: i64 = 3650;
/// Apple's systems refuse a server's certificate of more than 825 days.
const CERTIFICATE_DAYS: i64 = 397;
const RENEW_BEFORE_DAYS: i64 = 30;
/// A phone's clock may be behind.
const EARLIER_MS: i64 = DAY_MS;

/// The authority's key and certificate.
pub(super) struct Authority {
    key: KeyPair,
    certificate: CertificateDer<'static>,
}

/// A certificate of the server's, with its key, which stays in memory.
pub(super) struct Certified {
    names: Vec<String>,
    renew_at_ms: UnixMs,
    pem: String,
    key_pem: String,
}

/// Whether the authority may name a host: an address, also one in brackets, or a name below [`ZONES`].
pub(super) fn may_vouch_for(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    bare.parse::<IpAddr>().is_ok()
        || ZONES.iter().any(|zone| {
            bare.strip_suffix(zone)
                .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        })
}

impl Authority {
    /// Reads the authority of a folder, or makes it. Key and certificate are one file, readable by
    /// its owner alone, so that neither can be there without the other.
    ///
    /// # Errors
    /// [`StartError`], if the folder cannot be written or the file holds something else.
    pub(super) fn open(folder: &Path, now_ms: UnixMs) -> Result<Self, StartError> {
        let file = folder.join("authority.pem");
        match std::fs::read_to_string(&file) {
            Ok(text) => Self::parse(&text).ok_or(StartError::Key(FILE)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let (made, text) = Self::make(now_ms).map_err(cannot)?;
                std::fs::create_dir_all(folder)?;
                write_secret(&file, &text)?;
                Ok(made)
            }
            Err(error) => Err(error.into()),
        }
    }

    fn parse(text: &str) -> Option<Self> {
        Some(Self {
            key: KeyPair::from_pem(text).ok()?,
            certificate: CertificateDer::from_pem_slice(text.as_bytes()).ok()?,
        })
    }

    fn make(now_ms: UnixMs) -> Result<(Self, String), rcgen::Error> {
        let key = KeyPair::generate()?;
        let mut params = params(&key);
        valid(&mut params, now_ms, AUTHORITY_DAYS);
        let certificate = params.self_signed(&key)?;
        let text = format!("{}{}", key.serialize_pem(), certificate.pem());
        let certificate = certificate.der().clone();
        Ok((Self { key, certificate }, text))
    }

    /// The certificate as bytes: what a phone installs.
    pub(super) fn certificate(&self) -> &[u8] {
        &self.certificate
    }

    /// SHA-256 of the certificate, `AB:CD:…`.
    pub(super) fn fingerprint(&self) -> String {
        let hash = evidence::sha256(&self.certificate);
        let pairs: Vec<_> = hash.0.iter().map(|byte| format!("{byte:02X}")).collect();
        pairs.join(":")
    }

    /// The name that a phone shows in its list of authorities.
    pub(super) fn name(&self) -> String {
        name(&self.key)
    }

    /// A new key and its certificate for these names, each of which [`may_vouch_for`] allows.
    ///
    /// # Errors
    /// [`StartError::Config`], if a name cannot stand in a certificate.
    pub(super) fn certify(
        &self,
        names: Vec<String>,
        now_ms: UnixMs,
    ) -> Result<Certified, StartError> {
        let certify = || {
            let mut leaf = CertificateParams::new(names.clone())?;
            leaf.distinguished_name = named("Xuntian server");
            leaf.is_ca = IsCa::ExplicitNoCa;
            leaf.key_usages = vec![KeyUsagePurpose::DigitalSignature];
            leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
            leaf.use_authority_key_identifier_extension = true;
            valid(&mut leaf, now_ms, CERTIFICATE_DAYS);
            let key = KeyPair::generate()?;
            let issuer = Issuer::new(params(&self.key), &self.key);
            Ok((leaf.signed_by(&key, &issuer)?.pem(), key.serialize_pem()))
        };
        let (pem, key_pem) = certify().map_err(cannot)?;
        Ok(Certified {
            renew_at_ms: now_ms + (CERTIFICATE_DAYS - RENEW_BEFORE_DAYS) * DAY_MS,
            names,
            pem,
            key_pem,
        })
    }
}

impl Certified {
    /// Whether another one is needed: for other names, or because its time is nearly over.
    pub(super) fn is_due(&self, names: &[String], now_ms: UnixMs) -> bool {
        self.names != names || now_ms >= self.renew_at_ms
    }

    pub(super) fn pem(&self) -> Vec<u8> {
        self.pem.clone().into_bytes()
    }

    pub(super) fn key_pem(&self) -> Vec<u8> {
        self.key_pem.clone().into_bytes()
    }
}

/// Everything of the authority's certificate but its time: the same for the same key, so that what it
/// signs names it rightly without its certificate being read again.
fn params(key: &KeyPair) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = named(&name(key));
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.name_constraints = Some(NameConstraints {
        permitted_subtrees: ZONES
            .map(|zone| GeneralSubtree::DnsName(zone.to_owned()))
            .into(),
        excluded_subtrees: Vec::new(),
    });
    params
}

fn name(key: &KeyPair) -> String {
    let hash = evidence::sha256(key.public_key_raw()).to_string();
    format!("Xuntian LAN {}", hash.get(..8).unwrap_or_default())
}

fn named(name: &str) -> DistinguishedName {
    let mut names = DistinguishedName::new();
    names.push(DnType::CommonName, name);
    names
}

fn valid(params: &mut CertificateParams, now_ms: UnixMs, days: i64) {
    let at = |ms: i64| {
        rcgen::date_time_ymd(1970, 1, 1)
            + std::time::Duration::from_millis(ms.max(0).unsigned_abs())
    };
    params.not_before = at(now_ms - EARLIER_MS);
    params.not_after = at(now_ms + days * DAY_MS);
}

fn cannot(error: rcgen::Error) -> StartError {
    StartError::Config(format!("no certificate could be made: {error}"))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use rustls::client::WebPkiServerVerifier;
    use rustls::client::danger::ServerCertVerifier as _;
    use rustls::pki_types::{ServerName, UnixTime};
    use rustls::{CertificateError, Error, RootCertStore};

    use super::*;

    const NOW_MS: UnixMs = 1_795_000_000_000;

    fn authority() -> Authority {
        Authority::make(NOW_MS).unwrap().0
    }

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    /// What somebody says who trusts `root` alone, at a time.
    fn verdict(
        root: &Authority,
        shown: &Certified,
        host: &str,
        at_ms: UnixMs,
    ) -> Result<(), Error> {
        let mut roots = RootCertStore::empty();
        roots.add(root.certificate.clone()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider);
        let leaf = CertificateDer::from_pem_slice(shown.pem.as_bytes()).unwrap();
        let host = ServerName::try_from(host.to_owned()).unwrap();
        let at = UnixTime::since_unix_epoch(Duration::from_millis(at_ms.unsigned_abs()));
        let verifier = verifier.build().unwrap();
        verifier
            .verify_server_cert(&leaf, &[], &host, &[], at)
            .map(drop)
    }

    #[test]
    fn its_certificates_hold_for_every_name_in_them_and_for_no_other() {
        let authority = authority();
        let named = names(&["10.1.2.3", "fd00::2", "laptop.local", "localhost"]);
        let certified = authority.certify(named.clone(), NOW_MS).unwrap();
        for name in &named {
            assert_eq!(
                verdict(&authority, &certified, name, NOW_MS),
                Ok(()),
                "{name}"
            );
        }
        let other = verdict(&authority, &certified, "10.1.2.4", NOW_MS);
        assert!(
            matches!(other, Err(Error::InvalidCertificate(_))),
            "{other:?}"
        );
    }

    #[test]
    fn another_authority_of_the_same_make_does_not_vouch_for_them() {
        let certified = authority().certify(names(&["localhost"]), NOW_MS).unwrap();
        let elsewhere = verdict(&authority(), &certified, "localhost", NOW_MS);
        assert_eq!(elsewhere, Err(CertificateError::UnknownIssuer.into()));
    }

    #[test]
    fn it_cannot_vouch_for_a_name_of_the_public_internet_even_if_it_signs_one() {
        let authority = authority();
        let named = names(&["bank.example.com"]);
        let certified = authority.certify(named, NOW_MS).unwrap();
        assert!(!may_vouch_for("bank.example.com"));
        let forged = verdict(&authority, &certified, "bank.example.com", NOW_MS);
        let forged = format!("{forged:?}");
        assert!(forged.contains("NameConstraintViolation"), "{forged}");
        for host in ["evil-local", "local.example.com", "lan.", "", "[x]"] {
            assert!(!may_vouch_for(host), "{host}");
        }
        for host in [
            "localhost",
            "xuntian.lan",
            "a.b.home.arpa",
            "192.0.2.1",
            "[::1]",
        ] {
            assert!(may_vouch_for(host), "{host}");
        }
    }

    #[test]
    fn a_certificate_ends_in_time_for_apple_and_is_renewed_before() {
        let authority = authority();
        let known = names(&["localhost"]);
        let certified = authority.certify(known.clone(), NOW_MS).unwrap();
        let at = |days: i64| verdict(&authority, &certified, "localhost", NOW_MS + days * DAY_MS);
        assert_eq!(at(396), Ok(()));
        assert!(matches!(
            at(398),
            Err(Error::InvalidCertificate(
                CertificateError::ExpiredContext { .. }
            ))
        ));
        assert!(matches!(
            at(-2),
            Err(Error::InvalidCertificate(
                CertificateError::NotValidYetContext { .. }
            ))
        ));
        assert!(!certified.is_due(&known, NOW_MS));
        assert!(!certified.is_due(&known, NOW_MS + 366 * DAY_MS));
        assert!(certified.is_due(&known, NOW_MS + 367 * DAY_MS));
        assert!(certified.is_due(&names(&["localhost", "10.0.0.9"]), NOW_MS));
        let later = NOW_MS + 3000 * DAY_MS;
        let renewed = authority.certify(known, later).unwrap();
        assert_eq!(verdict(&authority, &renewed, "localhost", later), Ok(()));
    }

    #[test]
    fn it_is_made_once_kept_for_its_owner_and_never_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let lan = folder.path().join("lan");
        let first = Authority::open(&lan, NOW_MS).unwrap();
        let again = Authority::open(&lan, NOW_MS + DAY_MS).unwrap();
        assert_eq!(first.fingerprint(), again.fingerprint());
        assert_eq!(first.fingerprint().len(), 95);
        let certified = again.certify(names(&["localhost"]), NOW_MS).unwrap();
        assert_eq!(verdict(&first, &certified, "localhost", NOW_MS), Ok(()));
        let file = lan.join("authority.pem");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let metadata = std::fs::metadata(&file).unwrap();
            assert_eq!(metadata.permissions().mode() & 0o777, 0o600);
        }
        for broken in [
            "",
            "-----BEGIN PRIVATE KEY-----\n",
            &first.key.serialize_pem(),
        ] {
            std::fs::write(&file, broken).unwrap();
            let opened = Authority::open(&lan, NOW_MS);
            assert!(matches!(opened, Err(StartError::Key(_))));
            assert_eq!(std::fs::read_to_string(&file).unwrap(), broken);
        }
    }
}
