//! Turns `text/*.toml` into typed functions, one module a file, one function a sentence.
//!
//! A sentence that lacks a language, or whose languages name other arguments, fails the build.
//! `{n}` becomes an argument, several in the order of their names; `en_one` is the English sentence for exactly one of `n`.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

type Outcome<T> = Result<T, String>;

fn main() -> Outcome<()> {
    println!("cargo:rerun-if-changed=text");
    println!("cargo:rerun-if-changed=build.rs");
    let mut files: Vec<PathBuf> = std::fs::read_dir("text")
        .map_err(|error| format!("text/: {error}"))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "toml")
        })
        .collect();
    files.sort();
    let mut code = String::new();
    for file in &files {
        code += &module(file)?;
    }
    let target = std::env::var("OUT_DIR").map_err(|error| error.to_string())?;
    std::fs::write(Path::new(&target).join("words.rs"), code).map_err(|error| error.to_string())
}

fn module(file: &Path) -> Outcome<String> {
    let name = file
        .file_stem()
        .and_then(|stem| stem.to_str())
        .ok_or("a file without a name")?;
    let text = std::fs::read_to_string(file).map_err(|error| format!("{name}: {error}"))?;
    let table: toml::Table = text
        .parse()
        .map_err(|error| format!("{name}.toml: {error}"))?;
    let mut code = format!(
        "/// The sentences of `text/{name}.toml`.\npub mod {name} {{\n    use crate::Lang;\n"
    );
    for (key, entry) in &table {
        code += &function(key, entry).map_err(|error| format!("{name}.toml [{key}]: {error}"))?;
    }
    code += "}\n";
    Ok(code)
}

fn function(key: &str, entry: &toml::Value) -> Outcome<String> {
    let table = entry.as_table().ok_or("not a table")?;
    if let Some(unknown) = table
        .keys()
        .find(|key| !["zh", "en", "en_one"].contains(&key.as_str()))
    {
        return Err(format!("unknown member {unknown}"));
    }
    let sentence = |language: &str| -> Outcome<Option<&str>> {
        match table.get(language) {
            None => Ok(None),
            Some(value) => match value.as_str() {
                Some(text) if !text.trim().is_empty() => Ok(Some(text)),
                _ => Err(format!("{language} is empty or no text")),
            },
        }
    };
    let zh = sentence("zh")?.ok_or("zh is missing")?;
    let en = sentence("en")?.ok_or("en is missing")?;
    let en_one = sentence("en_one")?;
    let arguments = arguments_of(zh)?;
    for (language, other) in [("en", Some(en)), ("en_one", en_one)] {
        let Some(other) = other else { continue };
        let named = arguments_of(other)?;
        let may_omit_n = language == "en_one" && named.union(&["n"].into()).eq(arguments.iter());
        if named != arguments && !may_omit_n {
            return Err(format!("zh and {language} name other arguments"));
        }
    }
    if en_one.is_some() && !arguments.contains("n") {
        return Err("en_one needs {n}".to_owned());
    }
    let mut code = String::new();
    let write = |code: &mut String| -> std::fmt::Result {
        writeln!(code, "    /// {}", zh.replace('\n', " "))?;
        if arguments.is_empty() {
            writeln!(code, "    pub fn {key}(lang: Lang) -> &'static str {{")?;
            writeln!(
                code,
                "        match lang {{ Lang::Zh => {zh:?}, Lang::En => {en:?} }}\n    }}"
            )
        } else {
            let parameters: Vec<_> = arguments
                .iter()
                .map(|name| format!("{name}: impl std::fmt::Display"))
                .collect();
            writeln!(
                code,
                "    pub fn {key}(lang: Lang, {}) -> String {{",
                parameters.join(", ")
            )?;
            if let Some(one) = en_one {
                writeln!(code, "        let n = n.to_string();")?;
                let one = if one.contains('{') {
                    format!("format!({one:?})")
                } else {
                    format!("{one:?}.to_owned()")
                };
                writeln!(
                    code,
                    "        if lang == Lang::En && n == \"1\" {{ return {one}; }}"
                )?;
            }
            writeln!(
                code,
                "        match lang {{ Lang::Zh => format!({zh:?}), Lang::En => format!({en:?}) }}\n    }}"
            )
        }
    };
    write(&mut code).map_err(|error| error.to_string())?;
    Ok(code)
}

fn arguments_of(sentence: &str) -> Outcome<BTreeSet<&str>> {
    let mut names = BTreeSet::new();
    let mut rest = sentence;
    while let Some(start) = rest.find('{') {
        let end = rest[start..].find('}').ok_or("a { without its }")? + start;
        let name = &rest[start + 1..end];
        if name.is_empty()
            || !name
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
        {
            return Err(format!("{{{name}}} is no argument"));
        }
        names.insert(name);
        rest = &rest[end + 1..];
    }
    Ok(names)
}
