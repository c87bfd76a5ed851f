//! `cargo xtask release`: one archive that runs on any Linux of its processor. The server is linked
//! statically with both apps inside; beside it are the unit for systemd, examples for proxies, how to
//! deploy, the licence and the notices. The archive holds nothing of the machine or the moment.

mod archive;

use std::env;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::dist::{self, hash_hex};
use crate::shell::{self, Outcome, Program};
use crate::{notices, setup};
use archive::Entry;

/// What goes in beside the server and the notices, under the same path.
const FILES: [&str; 4] = [
    "LICENSE",
    "README.md",
    "docs/CHANGELOG.md",
    "docs/DEPLOY.md",
];
/// Folder whose files all go in.
const FOLDER: &str = "deploy";
const SERVER: &str = "xuntian-server";

#[derive(Args)]
pub(crate) struct Options {
    /// For which processor and which libc, as rustc names them [default: this processor, musl].
    #[arg(long)]
    target: Option<String>,
}

pub(crate) fn release(options: &Options) -> Outcome {
    let target = match &options.target {
        Some(target) => target.clone(),
        None => format!("{}-unknown-linux-musl", env::consts::ARCH),
    };
    setup::setup(false)?;
    setup::standard_library(&target)?;
    let compiler = Compiler::of(&target)?;
    compiler.require()?;
    dist::dist(None, false)?;
    let server = build_server(&target, &compiler)?;
    let name = format!("xuntian-{}-{target}", env!("CARGO_PKG_VERSION"));
    let packed = archive::pack(&name, entries(&server)?, made_at_s()?)?;
    let folder = shell::root().join("target/release-tarballs");
    let file = folder.join(format!("{name}.tar.gz"));
    shell::write(&file, &packed)?;
    shell::write(&folder.join("SHA256SUMS"), sums(&folder)?)?;
    println!("release: {} ({} bytes)", file.display(), packed.len());
    Ok(())
}

/// The compiler of C that goes with a target: the server brings SQLite and ring.
#[derive(Debug, PartialEq, Eq)]
struct Compiler {
    program: String,
    /// Whether it links as well: for this machine's own processor rustc's usual linker does.
    is_linker: bool,
    package: &'static str,
}

impl Compiler {
    fn of(target: &str) -> Outcome<Self> {
        let unknown =
            || format!("{target}: only <processor>-unknown-linux-musl or -gnu are released");
        let (processor, libc) = target.split_once("-unknown-linux-").ok_or_else(unknown)?;
        let is_own = processor == env::consts::ARCH;
        let (program, package) = match (libc, is_own) {
            ("musl", true) => ("musl-gcc".to_owned(), "musl-tools"),
            ("musl", false) => (
                format!("{processor}-linux-musl-gcc"),
                "a musl cross compiler",
            ),
            ("gnu", true) => ("cc".to_owned(), "gcc"),
            ("gnu", false) => (
                format!("{processor}-linux-gnu-gcc"),
                "gcc-aarch64-linux-gnu",
            ),
            _ => return Err(unknown()),
        };
        Ok(Self {
            program,
            is_linker: !is_own,
            package,
        })
    }

    /// Installs it where that is a package of Debian's; says what is missing elsewhere.
    fn require(&self) -> Outcome {
        if shell::find_program(&self.program).is_some() {
            return Ok(());
        }
        if self.package.contains(' ') {
            return Err(format!(
                "{} is missing: install {}, or release on a machine of that processor",
                self.program, self.package
            ));
        }
        setup::apt(&[self.package])
    }
}

/// Builds the server for a target, with no library left to load, and looks whether that is so.
fn build_server(target: &str, compiler: &Compiler) -> Outcome<PathBuf> {
    let mut flags = vec!["-Ctarget-feature=+crt-static".to_owned()];
    flags.extend(dist::shortened_paths()?);
    let flags: Vec<_> = flags.iter().map(|flag| format!("{flag:?}")).collect();
    let name = target.replace('-', "_");
    let mut cargo = Program::new("cargo")
        .args(["build", "--locked", "--release", "--package", "server"])
        .args(["--bin", SERVER, "--features", "embed", "--target", target])
        .args([
            "--config",
            &format!("target.{target}.rustflags=[{}]", flags.join(", ")),
        ])
        .without_env("RUSTFLAGS")
        .env(&format!("CC_{name}"), &compiler.program);
    if compiler.is_linker {
        let linker = format!("CARGO_TARGET_{}_LINKER", name.to_uppercase());
        cargo = cargo.env(&linker, &compiler.program);
    }
    cargo.run()?;
    let built = shell::root()
        .join("target")
        .join(target)
        .join("release")
        .join(SERVER);
    match archive::is_static(&shell::read_bytes(&built)?) {
        Some(true) => Ok(built),
        _ => Err(format!("{} is not a static program", built.display())),
    }
}

fn entries(server: &Path) -> Outcome<Vec<Entry>> {
    let root = shell::root();
    let examples = shell::files_below(&root.join(FOLDER))?;
    let texts = FILES
        .map(str::to_owned)
        .into_iter()
        .chain(examples.into_iter().map(|file| format!("{FOLDER}/{file}")));
    let mut entries = vec![
        Entry::program(SERVER, shell::read_bytes(server)?),
        Entry::text(notices::FILE, notices::text()?.into_bytes()),
    ];
    for file in texts {
        let bytes = shell::read_bytes(&root.join(&file))?;
        entries.push(Entry::text(&file, bytes));
    }
    Ok(entries)
}

/// The time that the archive's files carry, in seconds since 1970: `SOURCE_DATE_EPOCH`, else that of
/// the last commit.
fn made_at_s() -> Outcome<u64> {
    let text = match env::var("SOURCE_DATE_EPOCH") {
        Ok(text) => text,
        Err(_) => Program::new("git")
            .args(["log", "-1", "--format=%ct"])
            .output()?,
    };
    text.parse()
        .map_err(|_| format!("{text:?} is no time in seconds since 1970"))
}

/// The lines of SHA256SUMS for every archive in the folder; `sha256sum -c` reads them.
fn sums(folder: &Path) -> Outcome<String> {
    let files = shell::files_below(folder)?;
    let archives = files.iter().filter(|file| file.ends_with(".tar.gz"));
    archives
        .map(|file| {
            let hash = hash_hex(&shell::read_bytes(&folder.join(file))?);
            Ok(format!("{hash}  {file}\n"))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_target_has_its_compiler() {
        let own = format!("{}-unknown-linux-musl", env::consts::ARCH);
        let compiler = Compiler::of(&own).unwrap();
        assert_eq!(
            (compiler.program.as_str(), compiler.is_linker),
            ("musl-gcc", false)
        );
        let other = Compiler::of("riscv64gc-unknown-linux-gnu").unwrap();
        assert!(other.is_linker && other.program.starts_with("riscv64gc-"));
        for target in ["x86_64-pc-windows-msvc", "x86_64-unknown-linux-gnux32", ""] {
            assert!(Compiler::of(target).is_err(), "{target}");
        }
    }

    #[test]
    fn what_goes_in_is_there() {
        let root = shell::root();
        for file in FILES {
            assert!(root.join(file).is_file(), "{file}");
        }
        let examples = shell::files_below(&root.join(FOLDER)).unwrap();
        assert!(
            examples.contains(&"xuntian.service".to_owned()),
            "{examples:?}"
        );
    }

    #[test]
    fn the_sums_are_of_the_archives_alone() {
        let dir = env::temp_dir().join(format!("xuntian-sums-{}", std::process::id()));
        shell::write(&dir.join("b.tar.gz"), "b").unwrap();
        shell::write(&dir.join("a.tar.gz"), "").unwrap();
        shell::write(&dir.join("SHA256SUMS"), "old").unwrap();
        let sums = sums(&dir).unwrap();
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  a.tar.gz\n";
        assert!(sums.starts_with(empty), "{sums}");
        assert_eq!(sums.lines().count(), 2);
        std::fs::remove_dir_all(dir).unwrap();
    }
}
