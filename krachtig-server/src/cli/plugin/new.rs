//! `krachtig plugin new`: a project of rules that builds and passes its tests at once, with nothing of Krachtig at hand.
//!
//! What is in the files does not belong here: see [`super::scaffold`].

use std::io;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::scaffold::{self, Scaffolded};
use crate::cli::{Answer, Failure, Outcome};

/// The longest name.
const LONGEST: usize = 64;

/// Names that cargo or the compiler would stumble over: its own words and libraries, and what rules are built with.
const TAKEN: [&str; 60] = [
    "abstract",
    "alloc",
    "as",
    "async",
    "await",
    "become",
    "box",
    "break",
    "const",
    "continue",
    "core",
    "crate",
    "do",
    "dyn",
    "else",
    "enum",
    "extern",
    "false",
    "final",
    "fn",
    "for",
    "gen",
    "if",
    "impl",
    "in",
    "krachtig",
    "krachtig-region",
    "let",
    "loop",
    "macro",
    "match",
    "mod",
    "move",
    "mut",
    "override",
    "priv",
    "proc-macro",
    "proptest",
    "pub",
    "ref",
    "return",
    "self",
    "serde",
    "serde-json",
    "static",
    "std",
    "struct",
    "super",
    "test",
    "trait",
    "true",
    "try",
    "type",
    "typeof",
    "unsafe",
    "unsized",
    "use",
    "virtual",
    "where",
    "while",
];

/// What to make.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The rules' name: lower case letters, digits and hyphens. It stays for all their versions.
    #[arg(value_parser = name)]
    name: String,
    /// The folder; without it, one of that name here.
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

/// Reads a name.
pub(super) fn name(text: &str) -> Result<String, String> {
    let words = text.split('-');
    let fits = |word: &str| {
        !word.is_empty()
            && word
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    let begins = text.starts_with(|first: char| first.is_ascii_lowercase());
    if text.len() > LONGEST || !begins || !words.clone().all(fits) {
        return Err(format!(
            "a name is up to {LONGEST} lower case letters, digits and single hyphens, and begins with a letter"
        ));
    }
    if TAKEN.contains(&text) {
        return Err("that word means something else to the compiler; add another, such as the region's".to_owned());
    }
    Ok(text.to_owned())
}

pub(super) fn run(arguments: &Arguments) -> Outcome {
    let name = &arguments.name;
    let folder = arguments.dir.clone().unwrap_or_else(|| PathBuf::from(name));
    check_empty(&folder)?;
    let files = [scaffold::STARTER, scaffold::FORMAT, scaffold::SDK_FILES, scaffold::WIT];
    let mut written = Vec::new();
    for file in files.into_iter().flatten() {
        let text = named(file, name);
        let path = folder.join(file.path);
        write(&path, &text).map_err(|error| Failure::refused("unwritable", format!("{}: {error}", path.display())))?;
        written.push(file.path);
    }
    let shown = folder.display();
    let text = format!(
        "Made the rules {name} in {shown}.\n\n\
         Next:\n  cd {shown}\n  cargo test             # the rules natively\n  krachtig plugin test   # the component, with \
         the same cases\n\nThen change src/lib.rs, and add a case to cases for every line of your region's rules.\n"
    );
    let data = json!({"name": name, "folder": folder.display().to_string(), "files": written});
    Ok(Answer::new(text, data))
}

/// A folder that holds something is somebody's.
fn check_empty(folder: &Path) -> Result<(), Failure> {
    let shown = folder.display();
    match std::fs::read_dir(folder).map(|mut entries| entries.next().is_none()) {
        Ok(true) => Ok(()),
        Ok(false) => Err(Failure::refused(
            "not_empty",
            format!("the folder {shown} is not empty"),
        )),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(Failure::refused("unwritable", format!("{shown}: {error}"))),
    }
}

/// A file's text with the project's name in it. The SDK has no name to give.
pub(super) fn named(file: &Scaffolded, name: &str) -> String {
    if file.path.starts_with("krachtig/") {
        return file.text.to_owned();
    }
    let text = file.text.replace(scaffold::NAME, name);
    if file.path != "Cargo.toml" {
        return text;
    }
    let [here, there] = scaffold::SDK;
    text.replace(here, there) + scaffold::WORKSPACE
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(path, text)
}
