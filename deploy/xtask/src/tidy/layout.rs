//! What stands at the repository's top level: the house has a fixed set of doors.

use super::Finding;

/// All that may stand at the top level, besides dotfiles.
const TOP_LEVEL: [&str; 15] = [
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE",
    "README.md",
    "clippy.toml",
    "deny.toml",
    "deploy",
    "krachtig-core",
    "krachtig-server",
    "plugins",
    "rust-toolchain.toml",
    "rustfmt.toml",
    "tests",
];

/// Finds what doesn't belong at the top level, one finding for each name.
pub(super) fn check(paths: &[&str]) -> Vec<Finding> {
    let mut strangers: Vec<&str> = paths
        .iter()
        .filter_map(|path| path.split('/').next())
        .filter(|top| !top.starts_with('.') && !TOP_LEVEL.contains(top))
        .collect();
    strangers.sort_unstable();
    strangers.dedup();
    let message = "does not belong at the top level: the list is in deploy/xtask/src/tidy/layout.rs";
    strangers
        .iter()
        .map(|top| Finding {
            file: (*top).to_owned(),
            line: 1,
            message: message.to_owned(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn only_what_is_listed_stands_at_the_top() {
        let paths = [
            "Cargo.toml",
            ".ci/run",
            "tests/src/lib.rs",
            "scripts/a.sh",
            "scripts/b.sh",
            "notes.txt",
        ];
        let found: Vec<String> = check(&paths).into_iter().map(|finding| finding.file).collect();
        assert_eq!(found, ["notes.txt", "scripts"]);
    }
}
