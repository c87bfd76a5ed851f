//! Where the project lies, and how other programs are run: always visibly, always with the pinned
//! tools first on PATH.

use std::env;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::Duration;

/// The error is one sentence for the person at the terminal: nobody handles it, somebody reads it.
pub(crate) type Outcome<T = ()> = Result<T, String>;

/// The project's root folder.
pub(crate) fn root() -> PathBuf {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask).to_path_buf()
}

/// Folder of the tools that `setup` builds where the person's own must not be replaced.
pub(crate) fn tools_dir() -> PathBuf {
    root().join("target/tools")
}

/// Cargo's own folder: its registry, and the programs that it installed.
pub(crate) fn cargo_home() -> PathBuf {
    env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(env::home_dir()?.join(".cargo")))
        .unwrap_or_else(|| PathBuf::from(".cargo"))
}

/// Where `cargo install` puts programs.
pub(crate) fn cargo_bin() -> PathBuf {
    cargo_home().join("bin")
}

/// The folders that are searched for programs, best first: this program's own (Trunk calls it back
/// as `xtask`), our tools, npm's, cargo's, then the person's PATH.
pub(crate) fn search_path() -> Vec<PathBuf> {
    let own = env::current_exe()
        .ok()
        .and_then(|exe| Some(exe.parent()?.to_path_buf()));
    let path = env::var_os("PATH").unwrap_or_default();
    own.into_iter()
        .chain([
            tools_dir().join("bin"),
            root().join("node_modules/.bin"),
            cargo_bin(),
        ])
        .chain(env::split_paths(&path))
        .collect()
}

/// The first program of this name on the search path.
pub(crate) fn find_program(name: &str) -> Option<PathBuf> {
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    search_path()
        .into_iter()
        .map(|dir| dir.join(&file))
        .find(|path| path.is_file())
}

/// One call of another program, in the project's root unless said otherwise.
pub(crate) struct Program {
    command: Command,
    line: String,
}

impl Program {
    pub(crate) fn new(name: &str) -> Self {
        let found = find_program(name).unwrap_or_else(|| name.into());
        let mut command = Command::new(found);
        command.current_dir(root());
        if let Ok(path) = env::join_paths(search_path()) {
            command.env("PATH", path);
        }
        Self {
            command,
            line: name.to_owned(),
        }
    }

    pub(crate) fn args<S: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = S>) -> Self {
        for arg in args {
            self.line.push(' ');
            self.line.push_str(&arg.as_ref().to_string_lossy());
            self.command.arg(arg);
        }
        self
    }

    pub(crate) fn dir(mut self, dir: &Path) -> Self {
        self.command.current_dir(dir);
        self
    }

    pub(crate) fn env(mut self, name: &str, value: impl Into<OsString>) -> Self {
        self.command.env(name, value.into());
        self
    }

    pub(crate) fn without_env(mut self, name: &str) -> Self {
        self.command.env_remove(name);
        self
    }

    /// Searches one more folder for programs, before all others. Names the real cargo as CARGO.
    pub(crate) fn path_first(mut self, dir: &Path) -> Outcome<Self> {
        let folders = std::iter::once(dir.to_path_buf()).chain(search_path());
        let path = env::join_paths(folders).map_err(|error| format!("PATH: {error}"))?;
        let cargo = env::var_os("CARGO")
            .map(PathBuf::from)
            .or_else(|| find_program("cargo"));
        self.command
            .env("PATH", path)
            .env("CARGO", cargo.ok_or("cargo is not on the search path")?);
        Ok(self)
    }

    /// Runs it in the foreground; anything but exit code 0 is an error.
    pub(crate) fn run(mut self) -> Outcome {
        println!("$ {}", self.line);
        let status = self
            .command
            .status()
            .map_err(|error| self.cannot_start(&error))?;
        if status.success() {
            Ok(())
        } else {
            Err(format!("`{}` failed ({status})", self.line))
        }
    }

    /// Starts it and leaves it running.
    pub(crate) fn start(mut self) -> Outcome<Child> {
        println!("$ {}", self.line);
        self.command
            .spawn()
            .map_err(|error| self.cannot_start(&error))
    }

    /// What it prints on standard output, trimmed. Says nothing on the terminal.
    pub(crate) fn output(mut self) -> Outcome<String> {
        let output = self
            .command
            .output()
            .map_err(|error| self.cannot_start(&error))?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            return Err(format!(
                "`{}` failed ({}): {}",
                self.line,
                output.status,
                said.trim()
            ));
        }
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    fn cannot_start(&self, error: &std::io::Error) -> String {
        format!("cannot start `{}`: {error}", self.line)
    }
}

/// Reads a text file; the error names it.
pub(crate) fn read(path: &Path) -> Outcome<String> {
    std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

/// Reads a file; the error names it.
pub(crate) fn read_bytes(path: &Path) -> Outcome<Vec<u8>> {
    std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))
}

/// Writes a file and the folders above it; the error names it.
pub(crate) fn write(path: &Path, bytes: impl AsRef<[u8]>) -> Outcome {
    let parent = path.parent().unwrap_or(path);
    std::fs::create_dir_all(parent)
        .and_then(|()| std::fs::write(path, bytes))
        .map_err(|error| format!("{}: {error}", path.display()))
}

/// Writes a script and lets it be run.
pub(crate) fn write_executable(path: &Path, text: &str) -> Outcome {
    write(path, text)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755))
            .map_err(|error| format!("{}: {error}", path.display()))?;
    }
    Ok(())
}

/// Every file below a folder, sorted, as paths relative to it with `/` between the parts. A folder
/// that is not there has none.
pub(crate) fn files_below(dir: &Path) -> Outcome<Vec<String>> {
    let mut files = Vec::new();
    let mut open = vec![PathBuf::new()];
    while let Some(relative) = open.pop() {
        let Ok(entries) = std::fs::read_dir(dir.join(&relative)) else {
            continue;
        };
        for entry in entries {
            let entry = entry.map_err(|error| format!("{}: {error}", dir.display()))?;
            let path = relative.join(entry.file_name());
            if entry.path().is_dir() {
                open.push(path);
            } else {
                let parts: Vec<_> = path.iter().map(OsStr::to_string_lossy).collect();
                files.push(parts.join("/"));
            }
        }
    }
    files.sort();
    Ok(files)
}

/// `3 min 07 s`, or `4.2 s` below a minute.
pub(crate) fn time_text(time: Duration) -> String {
    let seconds = time.as_secs();
    if seconds < 60 {
        format!("{:.1} s", time.as_secs_f64())
    } else {
        format!("{} min {:02} s", seconds / 60, seconds % 60)
    }
}
