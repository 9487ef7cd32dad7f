//! Rules in JavaScript: built and tested where Node.js and npm are, and skipped with a reason where they are not.
//!
//! A folder in `plugins/` with a `package.json` is such a set of rules. Its script `build` writes the component to the
//! file that it is given, its script `test` needs no package at all. How a component is made does not belong here.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::process;

/// The oldest major version of Node.js with all that the rules and their tests use.
const OLDEST_NODE: u32 = 20;

/// What npm says where the fault is the repository's. Any other failure means that packages can't be had here and now.
const OUR_FAULTS: [&str; 3] = ["EUSAGE", "EINTEGRITY", "EJSONPARSE"];

/// How the building of one set of rules ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The component is there, built now or before from the very same sources.
    Built(PathBuf),
    /// There is no component.
    Skipped {
        /// The rules' folder.
        name: String,
        /// What is missing.
        why: String,
    },
}

/// What is missing on this machine for rules in JavaScript, if anything is.
pub(crate) fn missing() -> Option<String> {
    let Ok(version) = process::read(Command::new("node").arg("--version")) else {
        return Some(format!("Node.js {OLDEST_NODE} or newer is not installed"));
    };
    if major(&version).is_none_or(|major| major < OLDEST_NODE) {
        return Some(format!(
            "Node.js {OLDEST_NODE} or newer is needed, and {version} is installed"
        ));
    }
    let npm = process::works(Command::new("npm").arg("--version"));
    (!npm).then(|| "npm is not installed".to_owned())
}

/// The major version in `v20.20.2`.
fn major(version: &str) -> Option<u32> {
    version.strip_prefix('v')?.split('.').next()?.parse().ok()
}

/// Builds all rules in JavaScript of which the sources changed, into `out`.
///
/// Two builds of the same sources differ in their bytes, so that building again would be another component for
/// whoever installed the first.
///
/// # Errors
/// A file can't be read or written, the lock file doesn't fit, or rules don't build.
pub(crate) fn build(root: &Path, out: &Path) -> Result<Vec<Outcome>> {
    let missing = missing();
    let mut outcomes = Vec::new();
    for folder in folders(root)? {
        let name = name_of(&folder);
        let component = out.join(format!("{name}.wasm"));
        let kept = root.join("target/guest").join(format!("{name}.sources"));
        let sources = sources(root, &folder)?;
        if component.is_file() && fs::read(&kept).is_ok_and(|before| before == sources) {
            outcomes.push(Outcome::Built(component));
            continue;
        }
        // What was built from other sources must not be taken for these.
        for stale in [&component, &kept] {
            if stale.exists() {
                fs::remove_file(stale).with_context(|| format!("cannot remove {}", stale.display()))?;
            }
        }
        let why = match &missing {
            Some(why) => Some(why.clone()),
            None => fetch_packages(&folder)?,
        };
        if let Some(why) = why {
            outcomes.push(Outcome::Skipped { name, why });
            continue;
        }
        process::run(npm(&folder).args(["run", "--silent", "build", "--"]).arg(&component))?;
        fs::create_dir_all(root.join("target/guest"))?;
        fs::write(&kept, &sources).with_context(|| format!("cannot write {}", kept.display()))?;
        outcomes.push(Outcome::Built(component));
    }
    Ok(outcomes)
}

/// Runs the tests of all rules in JavaScript. They need Node.js, and no package.
///
/// # Errors
/// A test fails.
pub(crate) fn test(root: &Path) -> Result<()> {
    for folder in folders(root)? {
        process::run(npm(&folder).args(["--silent", "test"]))?;
    }
    Ok(())
}

/// Installs the packages of a folder that the tests run in Node.js; gives what is in the way where they can't be had.
///
/// # Errors
/// The lock file doesn't fit.
pub(crate) fn install(folder: &Path) -> Result<Option<String>> {
    match missing() {
        Some(why) => Ok(Some(why)),
        None => fetch_packages(folder),
    }
}

/// npm, at the rules' folder.
fn npm(folder: &Path) -> Command {
    let mut command = Command::new("npm");
    command.current_dir(folder);
    command
}

/// Installs the packages that the lock file names; gives what is in the way where they can't be had.
fn fetch_packages(folder: &Path) -> Result<Option<String>> {
    let mut command = npm(folder);
    command.args(["ci", "--prefer-offline", "--fetch-retries=1", "--fetch-timeout=30000"]);
    let output = command.stdin(Stdio::null()).output().context("cannot start npm")?;
    if output.status.success() {
        return Ok(None);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let code = fault_code(&said);
    if OUR_FAULTS.contains(&code) {
        bail!("npm ci in {}: {}", folder.display(), said.trim_end());
    }
    Ok(Some(format!("npm cannot fetch its packages here ({code})")))
}

/// The code in npm's `npm error code ENOTFOUND`, whose second word older versions write as `ERR!`.
fn fault_code(said: &str) -> &str {
    said.lines()
        .filter_map(|line| line.split_once(" code "))
        .find(|(before, _)| before.starts_with("npm "))
        .map_or("no code", |(_, code)| code.trim())
}

/// The folders of rules in JavaScript, sorted.
fn folders(root: &Path) -> Result<Vec<PathBuf>> {
    let mut folders = files_of(&root.join("plugins"))?;
    folders.retain(|folder| folder.join("package.json").is_file());
    Ok(folders)
}

fn name_of(folder: &Path) -> String {
    folder
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}

/// All that a component is built from, word for word and each under its name, to tell whether any of it changed.
fn sources(root: &Path, folder: &Path) -> Result<Vec<u8>> {
    let mut files = vec![
        folder.join("build.mjs"),
        folder.join("package.json"),
        folder.join("package-lock.json"),
    ];
    files.extend(files_of(&folder.join("src"))?);
    files.extend(files_of(&root.join("plugins/wit/v1"))?);
    let mut sources = Vec::new();
    for file in files.iter().filter(|file| file.is_file()) {
        let bytes = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
        let name = file.strip_prefix(root).unwrap_or(file);
        sources.extend(format!("{} {}\n", name.display(), bytes.len()).bytes());
        sources.extend(bytes);
    }
    Ok(sources)
}

/// What a folder holds, sorted.
fn files_of(folder: &Path) -> Result<Vec<PathBuf>> {
    let read = || -> std::io::Result<Vec<PathBuf>> { fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect() };
    let mut paths = read().with_context(|| format!("cannot read {}", folder.display()))?;
    paths.sort();
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_of_node_is_read() {
        assert_eq!(major("v20.20.2"), Some(20));
        assert_eq!((major("20.1.0"), major("vx.1"), major("")), (None, None, None));
    }

    #[test]
    fn a_fault_of_ours_is_told_from_a_network_that_is_not_there() {
        let offline = "npm warn old config\nnpm error code ENOTFOUND\nnpm error errno ENOTFOUND\n";
        assert_eq!(fault_code(offline), "ENOTFOUND");
        assert_eq!(fault_code("npm ERR! code EUSAGE\n"), "EUSAGE");
        assert_eq!(fault_code("exit code 7\n"), "no code");
    }

    #[test]
    fn every_source_counts_and_the_packages_do_not() {
        let root = tempfile::tempdir().expect("a folder");
        let rules = root.path().join("plugins/rules");
        for folder in [
            "plugins/wit/v1",
            "plugins/rules/src",
            "plugins/rules/node_modules",
            "plugins/other",
        ] {
            fs::create_dir_all(root.path().join(folder)).expect("a folder");
        }
        let write = |file: &str, text: &str| fs::write(root.path().join("plugins").join(file), text).expect("a file");
        write("rules/package.json", "{}");
        assert_eq!(folders(root.path()).expect("readable"), [rules.as_path()]);
        let mut seen = vec![sources(root.path(), &rules).expect("readable")];
        for file in [
            "rules/src/a.js",
            "rules/src/b.js",
            "rules/package-lock.json",
            "rules/build.mjs",
            "wit/v1/a.wit",
        ] {
            write(file, "same");
            let now = sources(root.path(), &rules).expect("readable");
            assert!(!seen.contains(&now), "{file}");
            seen.push(now);
        }
        write("rules/node_modules/c.js", "same");
        assert_eq!(sources(root.path(), &rules).expect("readable"), seen[seen.len() - 1]);
    }
}
