//! Turns `text/*.toml` into typed functions, one module a file, one function a sentence, and `terms.toml` into
//! the English of the terms. What is said stands in two tables, one a language, and a function knows its row
//! (`src/table.rs`). The phone's sentences come first: without the feature `whole` there are no others.
//!
//! A sentence that lacks a language, or whose languages name other arguments, fails the build.
//! `{n}` becomes an argument, several in the order of their names; `en_one` is the English sentence for exactly one of `n`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

type Outcome<T> = Result<T, String>;

/// The files whose sentences the phone shows; the others are the supervisors' and the operator's.
const PHONE: [&str; 8] = [
    "common", "enrol", "finding", "home", "me", "record", "records", "shell",
];

/// A row of the tables.
#[derive(Clone, Default)]
struct Row {
    /// Empty for a term: `domain` has its Chinese.
    chinese: String,
    english: String,
}

fn main() -> Outcome<()> {
    println!("cargo:rerun-if-changed=text");
    println!("cargo:rerun-if-changed=terms.toml");
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
    let (phones, others): (Vec<_>, Vec<_>) = files.iter().partition(|file| {
        PHONE
            .into_iter()
            .any(|name| file.ends_with(format!("{name}.toml")))
    });
    if phones.len() != PHONE.len() {
        return Err("text/ lacks a file of the phone's".to_owned());
    }
    let mut rows = Vec::new();
    let mut code = String::new();
    for file in phones {
        code += &module(file, &mut rows)?;
    }
    let terms = terms(&mut rows)?;
    let phone_rows = rows.len();
    if std::env::var_os("CARGO_FEATURE_WHOLE").is_some() {
        for file in others {
            code += &module(file, &mut rows)?;
        }
    }
    code += &tables(&rows, phone_rows);
    let target = std::env::var("OUT_DIR").map_err(|error| error.to_string())?;
    let write = |file: &str, code: String| {
        std::fs::write(Path::new(&target).join(file), code).map_err(|error| error.to_string())
    };
    write("words.rs", code)?;
    write("terms.rs", terms)
}

fn module(file: &Path, rows: &mut Vec<Row>) -> Outcome<String> {
    let name = file
        .file_stem()
        .and_then(|stem| stem.to_str())
        .ok_or("a file without a name")?;
    let table = read(file)?;
    let mut code = format!(
        "/// The sentences of `text/{name}.toml`.\npub mod {name} {{\n    use crate::{{Lang, filled, table::sentence}};\n"
    );
    for (key, entry) in &table {
        code +=
            &function(key, entry, rows).map_err(|error| format!("{name}.toml [{key}]: {error}"))?;
    }
    code += "}\n";
    Ok(code)
}

fn read(file: &Path) -> Outcome<toml::Table> {
    let told = |error: &dyn std::fmt::Display| format!("{}: {error}", file.display());
    let text = std::fs::read_to_string(file).map_err(|error| told(&error))?;
    text.parse().map_err(|error| told(&error))
}

/// `Term` for each enum of `terms.toml`.
fn terms(rows: &mut Vec<Row>) -> Outcome<String> {
    let mut code = String::new();
    for (term, variants) in &read(Path::new("terms.toml"))? {
        let mut arms = String::new();
        for (variant, text) in variants.as_table().ok_or("terms.toml: not a table")? {
            let text = text.as_str().filter(|text| !text.trim().is_empty());
            let text = text.ok_or_else(|| format!("{term}::{variant}: no text"))?;
            arms += &format!("            Self::{variant} => {},\n", rows.len());
            rows.push(Row {
                english: text.to_owned(),
                ..Row::default()
            });
        }
        code += &format!(
            "impl Term for domain::{term} {{\n    fn say(self, lang: Lang) -> &'static str {{\n        \
             let row = match self {{\n{arms}        }};\n        \
             crate::table::english(lang, row).unwrap_or(self.zh())\n    }}\n}}\n"
        );
    }
    Ok(code)
}

fn function(key: &str, entry: &toml::Value, rows: &mut Vec<Row>) -> Outcome<String> {
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
    let row = rows.len();
    for english in [Some(en), en_one].into_iter().flatten() {
        rows.push(Row {
            chinese: numbered(zh, &arguments),
            english: numbered(english, &arguments),
        });
    }
    let summary = zh.replace('\n', " ");
    if arguments.is_empty() {
        return Ok(format!(
            "    /// {summary}\n    pub fn {key}(lang: Lang) -> &'static str {{\n        sentence(lang, {row})\n    }}\n"
        ));
    }
    let (mut parameters, mut given) = (String::new(), String::new());
    for name in &arguments {
        parameters += &format!(", {name}: impl std::fmt::Display");
        given += &format!("&{name}, ");
    }
    let (counted, row) = match en_one {
        Some(_) => (
            "let n = n.to_string();\n        ",
            format!("{row} + usize::from(n == \"1\")"),
        ),
        None => ("", row.to_string()),
    };
    Ok(format!(
        "    /// {summary}\n    pub fn {key}(lang: Lang{parameters}) -> String {{\n        \
         {counted}filled(sentence(lang, {row}), &[{given}])\n    }}\n"
    ))
}

/// `{name}` as `{place}`: the place of the argument among those of the function.
fn numbered(sentence: &str, arguments: &BTreeSet<&str>) -> String {
    let places = arguments.iter().enumerate();
    places.fold(sentence.to_owned(), |text, (place, name)| {
        text.replace(&format!("{{{name}}}"), &format!("{{{place}}}"))
    })
}

/// The tables, what tells them from those of any other version, and how many rows are the phone's.
fn tables(rows: &[Row], phone_rows: usize) -> String {
    let phones = &rows[..phone_rows];
    let said = phones
        .iter()
        .map(|row| [&*row.chinese, &*row.english].concat());
    let fingerprint = fnv_1a(&said.collect::<String>());
    let mut code = format!(
        "pub(crate) const FINGERPRINT: &str = \"{fingerprint:016x}\";\npub(crate) const PHONE_ROWS: usize = {phone_rows};\n"
    );
    let all = |part: fn(&Row) -> &str| rows.iter().map(part).collect::<Vec<_>>();
    if std::env::var_os("CARGO_FEATURE_WHOLE").is_none() {
        code += &format!(
            "pub(crate) const CHINESE: &str = {:?};\n",
            all(|row| &row.chinese).join("\u{1e}")
        );
    } else {
        for (name, part) in [
            ("CHINESE", all(|row| &row.chinese)),
            ("ENGLISH", all(|row| &row.english)),
        ] {
            code += &format!(
                "pub(crate) const {name}: [&str; {}] = {part:?};\n",
                part.len()
            );
        }
    }
    code
}

/// FNV-1a of 64 bits (draft-eastlake-fnv, 2): tells versions apart, and keeps nobody out.
fn fnv_1a(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
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
