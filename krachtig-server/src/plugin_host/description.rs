//! What rules tell about themselves, checked before anybody relies on it, and their findings held against it.
//!
//! The texts are shown to workers and families in their own language, so one that is missing is found when rules are
//! loaded, not when somebody needs it. Settings do not belong here, nor does what a decision means.

use std::collections::{BTreeMap, BTreeSet};

use krachtig_core::rules::{Finding, FindingValue, RuleFault};

use super::bindings::exports::krachtig::region::rule_set::{Description, FindingText, Translation};
use super::settings::shortened;

/// The languages in which every text has to be there.
const LANGUAGES: [&str; 2] = ["nl", "en"];
/// The longest name or code, in bytes.
const LONGEST_WORD: usize = 64;
/// The most findings of an answer: a person has to read them.
const MOST_FINDINGS: usize = 100;
/// The most languages.
const MOST_LANGUAGES: usize = 20;

/// The findings that rules may give: each code with its arguments.
pub(super) struct DeclaredFindings(BTreeMap<String, BTreeSet<String>>);

impl DeclaredFindings {
    /// Checks a description.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub(super) fn of(description: &Description) -> Result<Self, String> {
        let name = &description.name;
        if !is_word(name, |byte| byte == b'-') {
            return Err("the name is not of lower case letters, digits and hyphens".to_owned());
        }
        let version = &description.version;
        if version.len() > LONGEST_WORD || semver::Version::parse(version).is_err() {
            return Err("the version is not after semver".to_owned());
        }
        let languages = languages(&description.languages)?;
        check_texts("the summary", &description.summary, &languages)?;
        let mut declared = BTreeMap::new();
        for finding in &description.findings {
            let arguments = arguments(finding, &languages)?;
            if declared.insert(finding.code.clone(), arguments).is_some() {
                return Err(format!("the finding {} is declared twice", finding.code));
            }
        }
        Ok(Self(declared))
    }

    /// Whether findings are declared, with exactly their arguments. What rules may say is bounded so, or text from a
    /// request could leave in a code or in a word.
    ///
    /// # Errors
    /// [`RuleFault::BadAnswer`] that quotes nothing that isn't declared.
    pub(super) fn check(&self, findings: &[Finding]) -> Result<(), RuleFault> {
        let bad = |detail: String| Err(RuleFault::BadAnswer { detail });
        if findings.len() > MOST_FINDINGS {
            return bad("more findings than anybody reads".to_owned());
        }
        for finding in findings {
            let Some(declared) = self.0.get(&finding.code) else {
                return bad("a finding that they don't declare".to_owned());
            };
            let given: BTreeSet<&str> = finding
                .arguments
                .iter()
                .map(|argument| argument.name.as_str())
                .collect();
            if given.len() != finding.arguments.len() || !declared.iter().map(String::as_str).eq(given) {
                return bad(format!(
                    "the finding {} with other arguments than declared",
                    finding.code
                ));
            }
            let no_code = finding
                .arguments
                .iter()
                .any(|argument| matches!(&argument.value, FindingValue::Word(word) if !is_code(word)));
            if no_code {
                return bad(format!("the finding {} with a word that is no code", finding.code));
            }
        }
        Ok(())
    }
}

fn languages(declared: &[String]) -> Result<BTreeSet<&str>, String> {
    let languages: BTreeSet<&str> = declared.iter().map(String::as_str).collect();
    if languages.len() != declared.len() || declared.len() > MOST_LANGUAGES {
        return Err("a language stands twice, or there are too many".to_owned());
    }
    if let Some(missing) = LANGUAGES.iter().find(|language| !languages.contains(*language)) {
        return Err(format!("the language {missing} is missing"));
    }
    let is_tag = |tag: &&str| {
        (2..=LONGEST_WORD).contains(&tag.len()) && tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    if !languages.iter().all(is_tag) {
        return Err("a language is no tag after BCP 47".to_owned());
    }
    Ok(languages)
}

/// Checks that there is one text per language, and no empty one.
fn check_texts(of: &str, texts: &[Translation], languages: &BTreeSet<&str>) -> Result<(), String> {
    let given: BTreeSet<&str> = texts.iter().map(|text| text.language.as_str()).collect();
    if given.len() != texts.len() || given != *languages {
        return Err(format!("{of} doesn't stand once in each language"));
    }
    if texts.iter().any(|text| text.text.trim().is_empty()) {
        return Err(format!("{of} is empty in a language"));
    }
    Ok(())
}

/// The arguments of a finding, which each of its texts names, and nothing else.
fn arguments(finding: &FindingText, languages: &BTreeSet<&str>) -> Result<BTreeSet<String>, String> {
    if !is_code(&finding.code) {
        return Err(shortened(format!("{:?} is no code of a finding", finding.code)));
    }
    let of = format!("the finding {}", finding.code);
    check_texts(&of, &finding.texts, languages)?;
    let declared: BTreeSet<&str> = finding.arguments.iter().map(String::as_str).collect();
    if declared.len() != finding.arguments.len() || !declared.iter().all(|name| is_code(name)) {
        return Err(format!("{of} has an argument that is no code, or stands twice"));
    }
    for text in &finding.texts {
        let Some(named) = placeholders(&text.text) else {
            return Err(format!("{of} has a brace without its partner in {}", text.language));
        };
        if let Some(name) = declared.symmetric_difference(&named).next() {
            let text = format!("{of} in {}: {name:?} is not both declared and named", text.language);
            return Err(shortened(text));
        }
    }
    Ok(finding.arguments.iter().cloned().collect())
}

/// A snake_case word.
pub(super) fn is_code(word: &str) -> bool {
    is_word(word, |byte| byte == b'_')
}

/// A short word of lower case letters, digits and something between, which begins with a letter.
fn is_word(word: &str, between: impl Fn(u8) -> bool) -> bool {
    word.len() <= LONGEST_WORD
        && word.starts_with(|first: char| first.is_ascii_lowercase())
        && word
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || between(byte))
}

/// The names between braces; none where a brace has no partner.
fn placeholders(text: &str) -> Option<BTreeSet<&str>> {
    let mut named = BTreeSet::new();
    let mut parts = text.split('{');
    if parts.next()?.contains('}') {
        return None;
    }
    for part in parts {
        let (name, rest) = part.split_once('}')?;
        if rest.contains('}') {
            return None;
        }
        named.insert(name);
    }
    Some(named)
}

#[cfg(test)]
mod tests;
