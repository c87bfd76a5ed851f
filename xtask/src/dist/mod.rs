//! Builds the two apps: the field app into `dist/`, the supervisors' into `review/dist/`.
//!
//! How the steps fit together, for each app:
//! 1. [`stamp`] compares the inputs with those of the last build; nothing changed, nothing done.
//! 2. Trunk runs `pre_build`: [`styles`] makes one file of `style/` with esbuild.
//! 3. Trunk compiles with `[profile.wasm]`, runs wasm-bindgen, writes `index.html` into a staging
//!    folder.
//! 4. Trunk runs `post_build`: [`finish`] shrinks the wasm ([`link`]) and the scripts, names every file by its content
//!    ([`content_names`]), writes `csp.txt` ([`policy`]) and what others made that is inside
//!    ([`notices`]), fills in the service worker's list ([`precache`]) and adds `.br` and `.gz` siblings ([`compress`]).
//! 5. Trunk swaps the staging folder in, and [`budget`] holds the field app to its size.
//!
//! The server sends `csp.txt` as the header, files whose names end in `-<16 hex digits>.<ext>` as
//! immutable, everything else as `no-cache`. It must send `index.html` byte for byte: both the
//! policy and the service worker know its hash.
//!
//! Both apps share `target/`, and Trunk copies the JavaScript snippets that it finds there into
//! whatever it builds, so they are cleared before each build.

mod budget;
mod compress;
mod content_names;
mod link;
mod policy;
mod precache;
mod stamp;
mod wasm;

use std::env;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::{Subcommand, ValueEnum};
use sha2::{Digest, Sha256};

use crate::notices;
use crate::shell::{self, Outcome, Program};

/// The oldest browsers that run the apps. Scripts and styles are lowered to them by esbuild.
const BROWSERS: &str = "--target=chrome97,firefox102,safari16";
/// The script that speaks where nothing else runs, and what every browser with scripts understands.
const FIRST_SCRIPT: &str = "crash";
const ANY_BROWSER: &str = "--target=es5";

/// One of the two apps that Trunk builds.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum App {
    Field,
    Review,
}

impl App {
    pub(crate) const ALL: [Self; 2] = [Self::Field, Self::Review];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Field => "field",
            Self::Review => "review",
        }
    }

    fn package(self) -> &'static str {
        match self {
            Self::Field => "xuntian",
            Self::Review => "xuntian-review",
        }
    }

    /// Where the server has it; `public_url` of its `Trunk.toml`.
    fn address(self) -> &'static str {
        match self {
            Self::Field => "/",
            Self::Review => "/review/",
        }
    }

    /// The folder with its `Trunk.toml`.
    pub(crate) fn dir(self) -> PathBuf {
        match self {
            Self::Field => shell::root(),
            Self::Review => shell::root().join("review"),
        }
    }

    pub(crate) fn dist(self) -> PathBuf {
        self.dir().join("dist")
    }
}

/// What Trunk calls back.
#[derive(Subcommand)]
pub(crate) enum Hook {
    /// pre_build: one file of style/.
    Styles { app: App },
    /// post_build: what the finished files need.
    Finish { app: App },
}

impl Hook {
    pub(crate) fn run(&self) -> Outcome {
        match self {
            Self::Styles { app } => styles(*app),
            Self::Finish { app } => finish(*app),
        }
    }
}

/// Builds what changed, of one app or of both, and holds the field app to its size. An unoptimised
/// build is only told what it weighs.
pub(crate) fn dist(only: Option<App>, fast: bool) -> Outcome {
    match only {
        Some(app) => build(app, fast)?,
        None => build_both(fast)?,
    }
    match only {
        Some(App::Review) => Ok(()),
        _ => budget::check(&App::Field.dist(), !fast),
    }
}

/// Builds what changed of both.
pub(crate) fn build_both(fast: bool) -> Outcome {
    App::ALL.into_iter().try_for_each(|app| build(app, fast))
}

/// Builds one app if its inputs changed. `fast` is for looking only: no fat LTO, no wasm-opt, no
/// compression.
fn build(app: App, fast: bool) -> Outcome {
    let _alone = only_one_build()?;
    let inputs = stamp::inputs(app, fast)?;
    if stamp::is_current(app, &inputs)? {
        println!("dist: the {} app is up to date", app.name());
    } else {
        // Trunk builds offline, so that nothing is downloaded that the lock files do not name.
        Program::new("cargo")
            .args(["fetch", "--quiet", "--locked"])
            .run()?;
        let start = Instant::now();
        trunk(app, &["build"], fast)?.run()?;
        stamp::write(app, &inputs)?;
        println!(
            "dist: the {} app took {}",
            app.name(),
            shell::time_text(start.elapsed())
        );
    }
    Ok(())
}

/// Waits until no other `dist` runs in this checkout: two would share Trunk's staging folder and mix
/// their files. The lock ends with the returned file, and with this program however it ends.
fn only_one_build() -> Outcome<File> {
    let path = shell::root().join("target/dist.lock");
    shell::write(&path, "")?;
    let says = |error: std::io::Error| format!("{}: {error}", path.display());
    let file = File::open(&path).map_err(says)?;
    if file.try_lock().is_err() {
        println!("dist: waiting for another build to end");
        file.lock().map_err(says)?;
    }
    Ok(file)
}

/// A call of Trunk for one app.
pub(crate) fn trunk(app: App, command: &[&str], fast: bool) -> Outcome<Program> {
    clear_snippets()?;
    let mode: &[&str] = if fast {
        &["--cargo-profile", "wasm-fast"]
    } else {
        &["--release"]
    };
    let program = Program::new("trunk")
        .args([command, mode, &["--skip-version-check"]].concat())
        .dir(&app.dir())
        .path_first(&cargo_for_one_package(app)?)?
        // Trunk 0.21 reads NO_COLOR as the value of a flag and stops at `1`.
        .without_env("NO_COLOR")
        // Its own stack says nothing about a compile error of ours.
        .without_env("RUST_BACKTRACE");
    Ok(program)
}

/// A folder with a `cargo` that builds only the app's package, and leaves this machine's folders out
/// of what it builds.
///
/// Trunk calls `cargo build --bin` without `--package`. For the field app, whose manifest is also that
/// of the workspace, cargo then looks among the default members, which are the native crates, and
/// finds nothing; were the app one of them, it would be compiled with the features of the server.
fn cargo_for_one_package(app: App) -> Outcome<PathBuf> {
    let dir = shell::root().join("target/cargo-for").join(app.name());
    // Names that say their types: `link` puts like ones side by side.
    let names = "-Csymbol-mangling-version=v0".to_owned();
    // Copies of what is called often are what an app that is fetched does without.
    let few_copies = "-Cllvm-args=-inline-threshold=0".to_owned();
    let flags = shortened_paths()?.into_iter().chain([names, few_copies]);
    let flags: Vec<_> = flags.map(|flag| format!("{flag:?}")).collect();
    let script = format!(
        "#!/bin/sh\n\
         if [ \"$1\" = build ]; then\n\
         shift\n\
         set -- build --package {} --config 'target.wasm32-unknown-unknown.rustflags=[{}]' \"$@\"\n\
         fi\n\
         exec \"$CARGO\" \"$@\"\n",
        app.package(),
        flags.join(", "),
    );
    shell::write_executable(&dir.join("cargo"), &script)?;
    Ok(dir)
}

/// Flags for rustc. The places of panics name source files: shortened, they are the same wherever it
/// was built. Those of the standard library are named as rustc itself names them where it has come
/// without its sources.
pub(crate) fn shortened_paths() -> Outcome<[String; 3]> {
    let rustc = |argument: &str| Program::new("rustc").args([argument]).output();
    let std_sources = Path::new(&rustc("--print=sysroot")?).join("lib/rustlib/src/rust");
    let version = rustc("-vV")?;
    let commit = version
        .lines()
        .find_map(|line| line.strip_prefix("commit-hash: "))
        .ok_or("rustc does not say of which commit it is")?;
    let shortened = [
        (shell::cargo_home().join("registry/src"), "crates".into()),
        (shell::root(), ".".into()),
        (std_sources, format!("/rustc/{commit}")),
    ];
    Ok(shortened.map(|(from, to)| format!("--remap-path-prefix={}={to}", from.display())))
}

/// Removes `target/wasm-bindgen/*/snippets`.
fn clear_snippets() -> Outcome {
    for mode in ["release", "debug"] {
        let dir = shell::root()
            .join("target/wasm-bindgen")
            .join(mode)
            .join("snippets");
        if dir.exists() {
            std::fs::remove_dir_all(&dir).map_err(|error| format!("{}: {error}", dir.display()))?;
        }
    }
    Ok(())
}

/// One style sheet out of `style/app.css` of the app, with what it imports, and `style/boot.css`.
/// Trunk itself neither follows nor copies `@import`.
fn styles(app: App) -> Outcome {
    let output = shell::root()
        .join("target/styles")
        .join(format!("{}.css", app.name()));
    let entry = output.with_extension("entry.css");
    let sheets = [
        app.dir().join("style/app.css"),
        shell::root().join("style/boot.css"),
    ];
    let imports: Vec<_> = sheets
        .iter()
        .map(|sheet| format!("@import {:?};\n", sheet.display().to_string()))
        .collect();
    shell::write(&entry, imports.concat())?;
    Program::new("esbuild")
        .args([
            entry.display().to_string(),
            format!("--outfile={}", output.display()),
        ])
        .args(["--bundle", "--minify", "--log-level=warning", BROWSERS])
        .run()
}

/// Works on the files that Trunk has staged. Unoptimised builds are neither shrunk nor compressed.
fn finish(app: App) -> Outcome {
    let staging =
        PathBuf::from(env::var_os("TRUNK_STAGING_DIR").ok_or("this is called by Trunk alone")?);
    let release = env::var_os("TRUNK_PROFILE").is_some_and(|profile| profile == "release");
    if release {
        link::together(&staging)?;
        shrink_scripts(&staging)?;
    }
    if app == App::Field {
        shell::write(&staging.join("english.txt"), words::english_file())?;
    }
    content_names::rename(&staging)?;
    content_names::all_there(&staging, app.address())?;
    policy::write(&staging)?;
    if app == App::Field {
        shell::write(&staging.join(notices::FILE), notices::text()?)?;
        precache::fill_in(&staging)?;
    }
    if release {
        compress::siblings(&staging)?;
    }
    Ok(())
}

/// Takes comments and spaces out of the scripts, in place, and comments out of index.html.
fn shrink_scripts(staging: &Path) -> Outcome {
    let (first, others): (Vec<_>, Vec<_>) = shell::files_below(staging)?
        .into_iter()
        .filter(|file| file.ends_with(".js"))
        .partition(|file| file.starts_with(FIRST_SCRIPT));
    shrink(staging, &others, BROWSERS)?;
    shrink(staging, &first, ANY_BROWSER)?;
    let index = staging.join("index.html");
    shell::write(&index, policy::without_comments(&shell::read(&index)?))
}

/// Fails where a script cannot be said in the JavaScript of the target.
fn shrink(staging: &Path, scripts: &[String], target: &str) -> Outcome {
    Program::new("esbuild")
        .args(scripts)
        .args([
            "--minify",
            "--allow-overwrite",
            "--outdir=.",
            "--outbase=.",
            "--format=esm",
            "--tree-shaking=true",
            "--charset=utf8",
            "--log-level=warning",
            target,
        ])
        .dir(staging)
        .run()
}

/// SHA-256 as 64 lower-case hex digits.
pub(crate) fn hash_hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
