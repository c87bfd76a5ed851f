//! What every handler works with: the store, the photos, the clock, the random source, the keys,
//! and the few things that live only while the process does.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::hash::Sha256;
use domain::ids::Epoch;
use domain::time::UnixMs;
use evidence::native::KeyPair;
use tokio::sync::{Semaphore, watch};
use words::operate as say;

use crate::api::uploads::Slots;
use crate::assets::Assets;
use crate::blobs::disk::DiskBlobs;
use crate::blobs::{BlobError, Blobs};
use crate::busy;
use crate::challenges::Challenges;
use crate::metrics::Metrics;
use crate::passwords::Passwords;
use crate::site::Site;
use crate::speech::both;
use crate::store::sqlite::SqliteStore;
use crate::store::{ReceiptSigner, Store, StoreError, TokenRecord};
use crate::throttle::{Guesses, PhoneRates, SignIns};

/// The database's file in a data folder.
pub(crate) const DATABASE: &str = "xuntian.db";
/// The folder of the server's secrets in a data folder.
pub(crate) const KEYS: &str = "keys";
/// What is in it: the key that signs receipts, and what is mixed into enrolment codes.
pub(crate) const SECRETS: [&str; 2] = ["server.key", "codes.key"];

/// Where time comes from.
pub trait Clock: Send + Sync + 'static {
    /// Now.
    fn now_ms(&self) -> UnixMs;
}

/// The machine's clock.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one place that reads the machine's clock"
    )]
    fn now_ms(&self) -> UnixMs {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        since.map_or(0, |since| {
            UnixMs::try_from(since.as_millis()).unwrap_or(UnixMs::MAX)
        })
    }
}

/// Where random bytes come from.
pub trait Entropy: Send + Sync + 'static {
    /// Fills the slice with bytes that nobody can foresee.
    fn fill(&self, bytes: &mut [u8]);
}

/// The machine's random source.
#[derive(Debug, Clone, Copy)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    /// # Panics
    /// If the machine has no random source: no key or token may be made then.
    fn fill(&self, bytes: &mut [u8]) {
        if let Err(error) = getrandom::fill(bytes) {
            panic!("no random bytes from the system: {error}");
        }
    }
}

/// The server's secrets.
#[derive(Clone)]
pub struct Secrets {
    key: KeyPair,
    pepper: [u8; 32],
}

/// Why the server cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The data folder.
    #[error("the data folder: {0}")]
    Io(#[from] std::io::Error),
    /// The database.
    #[error("the database: {0}")]
    Store(#[from] StoreError),
    /// The folder of photos.
    #[error("the folder of photos: {0}")]
    Blobs(#[from] BlobError),
    /// A key file.
    #[error("the key file {0} does not hold a key")]
    Key(&'static str),
    /// A key file that a folder with records must have.
    #[error("{}", both(|lang| say::key_lost(lang, .0.display())))]
    KeyLost(PathBuf),
    /// The configuration.
    #[error("{0}")]
    Config(String),
}

/// Everything that a handler may use. Cloning is cheap.
#[derive(Clone)]
pub struct App {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) blobs: Arc<dyn Blobs>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: Arc<dyn Entropy>,
    pub(crate) signer: Arc<ReceiptSigner>,
    pub(crate) site: Arc<Site>,
    pub(crate) assets: Arc<Assets>,
    pub(crate) live: Arc<Live>,
    pepper: [u8; 32],
}

/// What lives only while the process does.
pub(crate) struct Live {
    pub(crate) guesses: Guesses,
    pub(crate) sign_ins: SignIns,
    pub(crate) phone_rates: PhoneRates,
    pub(crate) metrics: Metrics,
    pub(crate) challenges: Challenges,
    pub(crate) uploads: Slots,
    pub(crate) passwords: Passwords,
    pub(crate) requests: Semaphore,
    pub(crate) pulse: watch::Sender<Pulse>,
}

/// Wakes those who wait for news.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Pulse {
    /// How many decisions were taken since the start.
    pub(crate) decisions: u64,
    /// The server is about to stop: nobody should go on waiting.
    pub(crate) is_stopping: bool,
}

impl App {
    /// Opens a data folder, and makes it if it is not there.
    ///
    /// # Errors
    /// [`StartError`].
    pub async fn open(data: &Path, site: Site, assets: Assets) -> Result<Self, StartError> {
        private_folder(data)?;
        let (entropy, database) = (SystemEntropy, data.join(DATABASE));
        // Keys are made before the database is: a database without them has lost them.
        let secrets = match database.is_file() {
            true => Secrets::kept(&data.join(KEYS), &entropy)?,
            false => Secrets::load(&data.join(KEYS), &entropy)?,
        };
        let store = SqliteStore::open(&database).await?;
        let blobs = DiskBlobs::open(data)?;
        Self::new(
            Arc::new(store),
            Arc::new(blobs),
            Arc::new(SystemClock),
            Arc::new(entropy),
            secrets,
            site,
            assets,
        )
        .await
    }

    /// Puts the parts together.
    ///
    /// # Errors
    /// [`StartError`], if the store does not answer.
    pub async fn new(
        store: Arc<dyn Store>,
        blobs: Arc<dyn Blobs>,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
        secrets: Secrets,
        site: Site,
        assets: Assets,
    ) -> Result<Self, StartError> {
        let fresh = Epoch::new(clock.now_ms(), random(&*entropy));
        let epoch = store.epoch(fresh).await?;
        let live = Live {
            guesses: Guesses::default(),
            sign_ins: SignIns::default(),
            phone_rates: PhoneRates::default(),
            // No line comes after the last number: only the log's end is asked for.
            metrics: Metrics::new(store.stats(u64::MAX).await?.last_seq),
            challenges: Challenges::default(),
            uploads: Slots::default(),
            passwords: Passwords::new(random(&*entropy)),
            requests: Semaphore::new(busy::AT_ONCE),
            pulse: watch::Sender::new(Pulse::default()),
        };
        Ok(Self {
            store,
            blobs,
            clock,
            entropy,
            signer: Arc::new(ReceiptSigner {
                key: secrets.key,
                epoch,
            }),
            site: Arc::new(site),
            assets: Arc::new(assets),
            live: Arc::new(live),
            pepper: secrets.pepper,
        })
    }

    /// The same server at another clock: the demonstration happens in the past.
    pub(crate) fn at(&self, clock: Arc<dyn Clock>) -> Self {
        Self {
            clock,
            ..self.clone()
        }
    }

    /// Now.
    pub(crate) fn now_ms(&self) -> UnixMs {
        self.clock.now_ms()
    }

    /// Random bytes.
    pub(crate) fn random<const N: usize>(&self) -> [u8; N] {
        random(&*self.entropy)
    }

    /// A new opaque token of 256 bits, and what the store keeps of it.
    pub(crate) fn new_token(&self, lifetime_ms: i64) -> (String, TokenRecord) {
        let text = evidence::base64url::encode(&self.random::<32>());
        let record = TokenRecord {
            sha256: token_sha256(&text),
            expires_at_ms: self.now_ms() + lifetime_ms,
        };
        (text, record)
    }

    /// What the store keeps of an enrolment code. Ten digits are few: a secret of the data folder is
    /// mixed in, so that a database alone does not give the codes away.
    pub(crate) fn code_sha256(&self, code: &str) -> Sha256 {
        peppered(&self.pepper, code)
    }

    /// Tells those who wait that the server is about to stop.
    pub fn stop_waiting(&self) {
        self.live
            .pulse
            .send_modify(|pulse| pulse.is_stopping = true);
    }
}

fn peppered(pepper: &[u8; 32], code: &str) -> Sha256 {
    evidence::sha256(&[&pepper[..], code.as_bytes()].concat())
}

/// What the store keeps of a bearer token or a cookie.
pub(crate) fn token_sha256(text: &str) -> Sha256 {
    evidence::sha256(text.as_bytes())
}

/// Random bytes.
pub(crate) fn random<const N: usize>(entropy: &dyn Entropy) -> [u8; N] {
    let mut bytes = [0; N];
    entropy.fill(&mut bytes);
    bytes
}

impl Secrets {
    /// Reads the secrets of a folder; makes those that are not there, readable by the owner alone.
    ///
    /// # Errors
    /// [`StartError`].
    pub fn load(folder: &Path, entropy: &dyn Entropy) -> Result<Self, StartError> {
        private_folder(folder)?;
        let [key, codes] = SECRETS;
        let pepper = load_secret(folder, codes, entropy)?;
        let secret = load_secret(folder, key, entropy)?;
        let key = KeyPair::from_secret(&secret).map_err(|_| StartError::Key(key))?;
        Ok(Self { key, pepper })
    }

    /// Reads the secrets of a folder that has records: what phones have pinned is never replaced in
    /// passing.
    ///
    /// # Errors
    /// [`StartError::KeyLost`] where one is missing, and the others.
    pub fn kept(folder: &Path, entropy: &dyn Entropy) -> Result<Self, StartError> {
        match Self::missing(folder).first() {
            Some(name) => Err(StartError::KeyLost(folder.join(name))),
            None => Self::load(folder, entropy),
        }
    }

    /// The secrets that are not in a folder.
    pub(crate) fn missing(folder: &Path) -> Vec<&'static str> {
        let mut names = SECRETS.to_vec();
        names.retain(|name| !folder.join(name).exists());
        names
    }

    /// What the store keeps of an enrolment code, as [`App::code_sha256`].
    pub(crate) fn code_sha256(&self, code: &str) -> Sha256 {
        peppered(&self.pepper, code)
    }

    /// Secrets of a test.
    #[cfg(any(test, feature = "fuzzing"))]
    #[expect(clippy::unwrap_used, reason = "these bytes are a key")]
    pub(crate) fn of_a_test() -> Self {
        Self {
            key: KeyPair::from_secret(&[77; 32]).unwrap(),
            pepper: [1; 32],
        }
    }
}

fn load_secret(
    folder: &Path,
    name: &'static str,
    entropy: &dyn Entropy,
) -> Result<[u8; 32], StartError> {
    let file = folder.join(name);
    match std::fs::read_to_string(&file) {
        Ok(text) => {
            let hash: Sha256 = text.trim().parse().map_err(|_| StartError::Key(name))?;
            Ok(hash.0)
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let secret = random(entropy);
            write_secret(&file, &Sha256(secret).to_string())?;
            std::fs::File::open(folder)?.sync_all()?;
            Ok(secret)
        }
        Err(error) => Err(error.into()),
    }
}

/// Makes a folder, and those above it, for the owner alone. One that is there stays as it is.
pub(crate) fn private_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Writes beside and renames, so that a half-written key is never read.
pub(crate) fn write_secret(file: &Path, text: &str) -> std::io::Result<()> {
    let beside = file.with_extension("new");
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut handle = options.open(&beside)?;
    handle.write_all(text.as_bytes())?;
    handle.sync_all()?;
    std::fs::rename(&beside, file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_made_once_and_for_the_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let first = Secrets::load(folder.path(), &SystemEntropy).unwrap();
        let again = Secrets::load(folder.path(), &SystemEntropy).unwrap();
        assert_eq!(first.key.public(), again.key.public());
        assert_eq!(first.pepper, again.pepper);
        #[cfg(unix)]
        for name in ["server.key", "codes.key"] {
            use std::os::unix::fs::PermissionsExt as _;
            let metadata = std::fs::metadata(folder.path().join(name)).unwrap();
            assert_eq!(metadata.permissions().mode() & 0o777, 0o600, "{name}");
        }
        let kept = Secrets::kept(folder.path(), &SystemEntropy).unwrap();
        assert_eq!(first.key.public(), kept.key.public());
        std::fs::write(folder.path().join("server.key"), "short").unwrap();
        let broken = Secrets::load(folder.path(), &SystemEntropy);
        assert!(matches!(broken, Err(StartError::Key("server.key"))));
    }
}
