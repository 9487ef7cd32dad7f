//! Takes people out of texts: what a text says of somebody by name, telephone number or address becomes a mark.
//!
//! A whole name goes as one; after it each of its words by itself, so that a first name in a note goes as well. Words
//! that somebody to be kept bears too (a shared surname) stay, and so do short ones that are words of the language.
//!
//! ```
//! use krachtig_core::domain::redact::Redactor;
//!
//! let text = Redactor::new(["Bram de Vries (fictief)"], ["Anna de Vries (fictief)"], "iemand anders");
//! assert_eq!(text.redact("Bram belt; BRAM DE VRIES komt, Anna de Vries ook."), "iemand anders belt; iemand anders komt, Anna de Vries ook.");
//! assert_eq!(text.redact("Brammetje"), "Brammetje", "another word is another word");
//! ```

use serde_json::Value;

/// What is looked for, and what is put in its place.
#[derive(Clone, Debug)]
pub struct Redactor {
    /// In lower case, the longest first.
    needles: Vec<Vec<char>>,
    mark: String,
}

/// The fewest letters of a word of a name that is looked for by itself.
const SHORTEST: usize = 3;

/// Words that stand in names and are no names.
const NO_NAMES: &[&str] = &["van", "der", "den", "het", "fictief", "gezin", "familie"];

impl Redactor {
    /// Takes out these names and numbers but for what these others bear as well.
    pub fn new<'a>(
        out: impl IntoIterator<Item = &'a str>,
        kept: impl IntoIterator<Item = &'a str>,
        mark: &str,
    ) -> Self {
        let words = |text: &str| -> Vec<String> {
            let split = text.split(|c: char| !c.is_alphanumeric() && c != '\'');
            split.map(str::to_lowercase).filter(|word| !word.is_empty()).collect()
        };
        let kept: Vec<String> = kept.into_iter().flat_map(words).collect();
        let mut needles: Vec<Vec<char>> = Vec::new();
        for name in out {
            let whole = name.split('(').next().unwrap_or(name).trim().to_lowercase();
            let borne: Vec<String> = words(&whole);
            if borne.iter().any(|word| !kept.contains(word)) {
                needles.push(whole.chars().collect());
                needles.push(name.trim().to_lowercase().chars().collect());
            }
            let alone = |word: &String| {
                word.chars().count() >= SHORTEST && !kept.contains(word) && !NO_NAMES.contains(&word.as_str())
            };
            // The words of an address or a number mean nothing alone.
            if !name.contains('@') && !name.chars().any(|c| c.is_ascii_digit()) {
                needles.extend(
                    borne
                        .iter()
                        .filter(|word| alone(word))
                        .map(|word| word.chars().collect()),
                );
            }
        }
        needles.retain(|needle| needle.len() >= SHORTEST);
        needles.sort_by_key(|needle| std::cmp::Reverse(needle.len()));
        needles.dedup();
        Self {
            needles,
            mark: mark.to_owned(),
        }
    }

    /// The text with the mark in the place of everybody who is taken out.
    #[must_use]
    pub fn redact(&self, text: &str) -> String {
        let letters: Vec<char> = text.chars().collect();
        let lower: Vec<char> = letters.iter().map(|c| c.to_lowercase().next().unwrap_or(*c)).collect();
        let mut told = String::with_capacity(text.len());
        let mut at = 0;
        while at < letters.len() {
            match self.needles.iter().find(|needle| stands_at(&lower, at, needle)) {
                Some(needle) => {
                    told.push_str(&self.mark);
                    at += needle.len();
                }
                None => {
                    told.push(letters[at]);
                    at += 1;
                }
            }
        }
        told
    }

    /// Whether the text says something of somebody who is taken out.
    #[must_use]
    pub fn finds(&self, text: &str) -> bool {
        let lower: Vec<char> = text.chars().map(|c| c.to_lowercase().next().unwrap_or(c)).collect();
        (0..lower.len()).any(|at| self.needles.iter().any(|needle| stands_at(&lower, at, needle)))
    }

    /// The same for every text within a value.
    pub fn redact_within(&self, value: &mut Value) {
        match value {
            Value::String(text) if self.finds(text) => *text = self.redact(text),
            Value::Array(values) => values.iter_mut().for_each(|value| self.redact_within(value)),
            Value::Object(fields) => fields.values_mut().for_each(|value| self.redact_within(value)),
            _ => {}
        }
    }
}

/// Whether the needle stands here as a whole word.
fn stands_at(lower: &[char], at: usize, needle: &[char]) -> bool {
    let joins = |c: Option<&char>| c.is_some_and(|c| c.is_alphanumeric());
    lower[at..].starts_with(needle)
        && !(at > 0 && joins(lower.get(at - 1)) && joins(needle.first()))
        && !(joins(lower.get(at + needle.len())) && joins(needle.last()))
}
