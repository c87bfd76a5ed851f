//! Installs what is missing, in pinned versions, saying what it does. What is there already is taken;
//! nothing that the person has installed is replaced.
//!
//! | what | version | from | when missing, on two cores |
//! |---|---|---|---|
//! | standard library for wasm32 | that of rustc | rustup | seconds |
//! | Trunk, builds the two apps | 0.21.14: the newest that rustc 1.95 compiles | crates.io | about 7 min |
//! | wasm-bindgen and its test runner | exactly that of the crate in Cargo.lock | crates.io | about 3 min |
//! | wasm-opt, esbuild, axe-core | package-lock.json | npm | seconds |
//! | tus-js-client, Uppy (for `test`) | tests/interop/package-lock.json | npm | seconds |
//! | cargo-deny (for `test`) | 0.20.2 | crates.io | about 3 min |
//! | geckodriver, moves Firefox (for `test`) | 0.37.1 | crates.io | about 3 min |
//! | Chromium, Firefox, WebKitGTK, their drivers, a screen, a Chinese font (for `test`) | the system's | apt | two minutes |

use std::path::Path;

use crate::dist::hash_hex;
use crate::shell::{self, Outcome, Program};

const WASM: &str = "wasm32-unknown-unknown";
/// The folder of the clients that others wrote, which has packages of its own.
pub(crate) const INTEROP: &str = "tests/interop";
const WASM_BINDGEN: &str = "0.2.130";

/// The tools that are compiled from crates.io, slowest first.
const TOOLS: [Tool; 2] = [
    Tool {
        package: "trunk",
        program: "trunk",
        version: "0.21.14",
        locked: true,
    },
    // Its lock file can name a version that a mirror does not have yet, so it is not followed.
    Tool {
        package: "wasm-bindgen-cli",
        program: "wasm-bindgen",
        version: WASM_BINDGEN,
        locked: false,
    },
];

/// What only the tests need of crates.io.
const TEST_TOOLS: [Tool; 2] = [
    Tool {
        package: "cargo-deny",
        program: "cargo-deny",
        version: "0.20.2",
        locked: true,
    },
    Tool {
        package: "geckodriver",
        program: "geckodriver",
        version: "0.37.1",
        locked: true,
    },
];

/// The programs of the browsers, and Debian's packages that hold them.
const BROWSERS: [(&str, &str); 5] = [
    ("chromium", "chromium"),
    ("chromedriver", "chromium-driver"),
    ("firefox", "firefox-esr"),
    ("WebKitWebDriver", "webkit2gtk-driver"),
    ("Xvfb", "xvfb"),
];

struct Tool {
    package: &'static str,
    program: &'static str,
    version: &'static str,
    locked: bool,
}

/// Everything that the builds need, and what the tests need besides if `for_tests`.
pub(crate) fn setup(for_tests: bool) -> Outcome {
    wasm_std()?;
    for tool in &TOOLS {
        tool.install()?;
    }
    npm_packages(&shell::root())?;
    if for_tests {
        npm_packages(&shell::root().join(INTEROP))?;
        for tool in &TEST_TOOLS {
            tool.install()?;
        }
        browsers()?;
    }
    Ok(())
}

/// The standard library for wasm32. Where rustup cannot bring it, a script may build it.
fn wasm_std() -> Outcome {
    let Err(refused) = standard_library(WASM) else {
        return Ok(());
    };
    let script = shell::root().join("../shared/toolchain/install-wasm-std");
    if !script.is_file() {
        return Err(format!("{refused}; without it neither app can be built"));
    }
    say("rustup refused; building it from source instead");
    Program::new(&script.to_string_lossy()).run()
}

/// The standard library for a target. Left alone where it is there: a second copy of `core` in one
/// sysroot is an error (E0464).
pub(crate) fn standard_library(target: &str) -> Outcome {
    let sysroot = Program::new("rustc")
        .args(["--print", "sysroot"])
        .output()?;
    let lib = Path::new(&sysroot)
        .join("lib/rustlib")
        .join(target)
        .join("lib");
    let has_core = shell::files_below(&lib)?
        .iter()
        .any(|file| file.starts_with("libcore-") && file.ends_with(".rlib"));
    if has_core {
        return Ok(());
    }
    say(&format!("the standard library for {target} is missing"));
    Program::new("rustup").args(["target", "add", target]).run()
}

impl Tool {
    fn install(&self) -> Outcome {
        if self.is_there() {
            return Ok(());
        }
        say(&format!(
            "{} {} is missing; compiling it takes some minutes, once",
            self.package, self.version
        ));
        let mut args = vec!["install", self.package, "--version", self.version];
        if self.locked {
            args.push("--locked");
        }
        // Another version there belongs to the person: ours then goes beside it, into target/.
        let tools = shell::tools_dir();
        let root = tools.to_string_lossy();
        if shell::cargo_bin().join(self.program).exists() {
            args.extend(["--root", &root]);
        }
        Program::new("cargo")
            .args(args)
            .env("CARGO_TARGET_DIR", tools.join("build"))
            .run()?;
        if self.is_there() {
            Ok(())
        } else {
            Err(format!(
                "{} was installed but is not on the search path",
                self.program
            ))
        }
    }

    /// Whether the first program of that name is this version.
    fn is_there(&self) -> bool {
        shell::find_program(self.program).is_some()
            && Program::new(self.program)
                .args(["--version"])
                .without_env("NO_COLOR")
                .output()
                .is_ok_and(|text| text.split_whitespace().any(|word| word == self.version))
    }
}

/// `npm ci` in a folder, if its lock file is not the one that node_modules was made from.
fn npm_packages(folder: &Path) -> Outcome {
    let wanted = hash_hex(
        &[
            shell::read_bytes(&folder.join("package.json"))?,
            shell::read_bytes(&folder.join("package-lock.json"))?,
        ]
        .concat(),
    );
    let stamp = folder.join("node_modules/.made-from");
    if shell::read(&stamp).is_ok_and(|made_from| made_from == wanted) {
        return Ok(());
    }
    if shell::find_program("npm").is_none() {
        apt(&["nodejs", "npm"])?;
    }
    say("npm's packages are missing or not those of package-lock.json");
    Program::new("npm")
        .args(["ci", "--loglevel=error"])
        .dir(folder)
        .run()?;
    shell::write(&stamp, wanted)
}

/// The browsers and their drivers for the tests in real ones, and a font that has the characters.
fn browsers() -> Outcome {
    let mut missing: Vec<_> = BROWSERS
        .into_iter()
        .filter(|(program, _)| shell::find_program(program).is_none())
        .map(|(_, package)| package)
        .collect();
    let has_font = Program::new("fc-list")
        .args([":lang=zh-cn", "family"])
        .output()
        .is_ok_and(|fonts| !fonts.is_empty());
    if !has_font {
        missing.push("fonts-noto-cjk");
    }
    if missing.is_empty() {
        Ok(())
    } else {
        apt(&missing)
    }
}

/// Installs Debian packages as root or through sudo; elsewhere says what is to be installed.
pub(crate) fn apt(packages: &[&str]) -> Outcome {
    let names = packages.join(" ");
    let by_hand = |_| format!("please install by hand: {names} (Debian's names), then try again");
    say(&format!("missing: {names}"));
    if shell::find_program("apt-get").is_none() {
        return Err(by_hand(String::new()));
    }
    let is_root = Program::new("id")
        .args(["-u"])
        .output()
        .is_ok_and(|id| id == "0");
    let (program, before): (_, &[&str]) = if is_root {
        ("apt-get", &[])
    } else {
        ("sudo", &["-n", "apt-get"])
    };
    let call = |args: &[&str]| {
        Program::new(program)
            .args([before, args].concat())
            .env("DEBIAN_FRONTEND", "noninteractive")
            .run()
    };
    call(&["update", "-q"]).map_err(by_hand)?;
    call(
        &[
            &["install", "-q", "-y", "--no-install-recommends"],
            packages,
        ]
        .concat(),
    )
    .map_err(by_hand)
}

fn say(text: &str) {
    println!("setup: {text}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wasm_bindgen_tool_is_the_version_of_the_crate() {
        let lock = shell::read(&shell::root().join("Cargo.lock")).unwrap();
        let entry = format!("name = \"wasm-bindgen\"\nversion = \"{WASM_BINDGEN}\"");
        assert!(
            lock.contains(&entry),
            "Cargo.lock has another wasm-bindgen than {WASM_BINDGEN}"
        );
    }
}
