//! Rules about a file's text as such: its length, its head, and words that have no place in it.

use super::{File, Finding, source};

/// A file longer than this is about more than one thing.
const LONGEST_FILE: usize = 500;

/// A map of the house that doesn't fit here is no map.
const LONGEST_ARCHITECTURE: usize = 150;

/// Whose length is a matter of structure; data, translations and prose may be as long as they need.
const STRUCTURED: [&str; 9] = ["css", "html", "js", "mjs", "py", "rs", "sh", "ts", "wit"];

/// Comments that say "not finished". Written apart so that this file passes its own rule.
const UNFINISHED_WORDS: [&str; 3] = [concat!("FIX", "ME"), concat!("XX", "X"), concat!("TO", "DO")];

/// Calls that say "not finished".
const UNFINISHED_CALLS: [&str; 2] = [concat!("todo", "!"), concat!("unimplemented", "!")];

/// Hosts of package registries: where packages come from is each machine's configuration, not the repository's.
const REGISTRIES: [&str; 9] = [
    concat!("crates", ".io"),
    concat!("npmjs", ".org"),
    concat!("npmjs", ".com"),
    concat!("pypi", ".org"),
    concat!("pythonhosted", ".org"),
    concat!("proxy.golang", ".org"),
    concat!("maven.apache", ".org"),
    concat!("docker", ".io"),
    concat!("ghcr", ".io"),
];

/// Checks the rules of this module.
pub(super) fn check(file: &File<'_>) -> Vec<Finding> {
    if file.is_generated() {
        return Vec::new();
    }
    let mut findings: Vec<Finding> = lengths(file).into_iter().collect();
    for (index, line) in file.text.lines().enumerate() {
        let unfinished = UNFINISHED_WORDS.iter().filter(|word| has_word(line, word));
        findings.extend(unfinished.map(|word| file.finding(index + 1, format!("{word}: finish it or leave it out"))));
        let registry = REGISTRIES.iter().filter(|host| line.contains(*host));
        findings.extend(registry.map(|host| file.finding(index + 1, format!("names the package registry {host}"))));
    }
    if file.extension() == "rs" {
        findings.extend(rust(file));
    }
    findings
}

fn lengths(file: &File<'_>) -> Option<Finding> {
    let lines = file.text.lines().count();
    let most = if file.path == "ARCHITECTURE.md" {
        LONGEST_ARCHITECTURE
    } else if STRUCTURED.contains(&file.extension()) && !file.is_test() {
        LONGEST_FILE
    } else {
        return None;
    };
    (lines > most).then(|| file.finding(most + 1, format!("has {lines} lines, {most} are the most")))
}

fn rust(file: &File<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    if !file.text.starts_with("//!") {
        findings.push(file.finding(1, "begins without a `//!` head that says what it is about"));
    }
    let code = source::code_only(file.text);
    for (index, (line, original)) in code.lines().zip(file.text.lines()).enumerate() {
        let call = UNFINISHED_CALLS.iter().find(|call| line.contains(*call));
        findings.extend(call.map(|call| file.finding(index + 1, format!("{call}: finish it or leave it out"))));
        if line.contains("#[ignore") && !original.contains("#[ignore = \"soak\"]") {
            findings.push(file.finding(index + 1, "a test is ignored as `#[ignore = \"soak\"]` or not at all"));
        }
    }
    findings
}

/// Whether a line holds this as a word of its own, not as part of a longer one.
fn has_word(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let continues = |c: char| c.is_alphanumeric() || c == '_';
        !line[..at].ends_with(continues) && !line[at + word.len()..].starts_with(continues)
    })
}

#[cfg(test)]
mod tests {
    use super::super::File;
    use super::check;

    fn messages(path: &str, text: &str) -> Vec<(usize, String)> {
        check(&File { path, text })
            .into_iter()
            .map(|finding| (finding.line, finding.message))
            .collect()
    }

    #[test]
    fn a_source_file_has_a_head_and_an_end() {
        let long = format!("//! Long.\n{}", "\n".repeat(500));
        assert_eq!(messages("a/src/x.rs", "fn x() {}\n").len(), 1);
        assert_eq!(
            messages("a/src/x.rs", &long),
            [(501, "has 501 lines, 500 are the most".to_owned())]
        );
        assert_eq!(messages("a/src/x/tests.rs", &long), []);
        assert_eq!(messages("a/src/x.rs", &format!("//! {}generated\n{long}", '@')), []);
    }

    #[test]
    fn the_map_stays_small() {
        assert_eq!(messages("ARCHITECTURE.md", &"x\n".repeat(150)), []);
        assert_eq!(messages("ARCHITECTURE.md", &"x\n".repeat(151)).len(), 1);
    }

    #[test]
    fn unfinished_parts_are_found_where_they_are() {
        let text = concat!(
            "//! Head.\n// FIX",
            "ME: later\nfn x() { todo",
            "!() }\nconst SIZE: &str = \"XX",
            "XL\";\n"
        );
        let lines: Vec<usize> = messages("a/src/x.rs", text).into_iter().map(|(line, _)| line).collect();
        assert_eq!(lines, [2, 3]);
    }

    #[test]
    fn a_call_named_in_a_comment_is_no_call() {
        assert_eq!(messages("a/src/x.rs", concat!("//! Bans `todo", "!`.\n")), []);
    }

    #[test]
    fn registries_are_named_nowhere_but_in_locks() {
        let text = concat!("# from https://static.crates", ".io/x\n");
        assert_eq!(messages("README.md", text).len(), 1);
        assert_eq!(messages("Cargo.lock", text), []);
    }

    #[test]
    fn tests_are_ignored_for_one_reason_only() {
        assert_eq!(
            messages("a/src/x.rs", "//! Head.\n#[ignore = \"soak\"]\nfn x() {}\n"),
            []
        );
        assert_eq!(messages("a/src/x.rs", "//! Head.\n#[ignore]\nfn x() {}\n").len(), 1);
        assert_eq!(
            messages("a/src/x.rs", "//! Head.\n#[ignore = \"slow\"]\nfn x() {}\n").len(),
            1
        );
    }
}
