//! What is counted: an indicator with its labels, its definition, its unit and its categories.
//!
//! Which indicators there are does not belong here: see [`crate::catalogue`].

use serde::{Deserialize, Serialize};

use crate::word::words;

words! {
    /// Whom a figure tells about, and so how it is published.
    Kind {
        /// The organisation: published as it was counted, for it stands in annual reports anyway.
        Organisational = "organisational",
        /// Attributes of families: published with noise, out of the privacy budget.
        Attribute = "attribute",
    }
}

words! {
    /// What a figure is a number of.
    Unit {
        /// Families.
        Families = "families",
        /// Trajectories.
        Trajectories = "trajectories",
        /// Hours.
        Hours = "hours",
        /// Referrals.
        Referrals = "referrals",
        /// Euro cents.
        EuroCents = "euro_cents",
        /// Suggestions to other parties.
        Suggestions = "suggestions",
        /// Stories.
        Stories = "stories",
        /// Connections that were laid.
        Connections = "connections",
        /// Things, of which the indicator's name says what they are.
        Count = "count",
        /// Days.
        Days = "days",
        /// Minutes.
        Minutes = "minutes",
    }
}

/// A text for people, in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    /// In Dutch.
    pub nl: String,
    /// In English.
    pub en: String,
}

impl Label {
    /// A text in both languages.
    #[must_use]
    pub fn new(nl: &str, en: &str) -> Self {
        Self {
            nl: nl.to_owned(),
            en: en.to_owned(),
        }
    }
}

/// A category of an indicator: a cell of its tables.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Category {
    /// Its stable code.
    pub code: String,
    /// Its name for people.
    pub label: Label,
}

/// What is counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Indicator {
    /// Its stable code.
    pub code: String,
    /// Whom it tells about.
    pub kind: Kind,
    /// What it is a number of.
    pub unit: Unit,
    /// Its name for people.
    pub label: Label,
    /// What exactly is counted.
    pub definition: Label,
    /// Its categories, at least one.
    pub categories: Vec<Category>,
    /// In how many categories a family counts at most; the tenant leaves out what goes over. Nothing for figures of the
    /// organisation, in which families don't count.
    pub most_cells: u8,
}

impl Indicator {
    /// Whether this is one of its categories.
    #[must_use]
    pub fn has(&self, category: &str) -> bool {
        self.category(category).is_some()
    }

    /// The category that has this code.
    #[must_use]
    pub fn category(&self, code: &str) -> Option<&Category> {
        self.categories.iter().find(|one| one.code == code)
    }

    /// How many cells change at most, by one each, where one family's answer becomes another: it may leave each cell in
    /// which it counted for another, so long as there are others.
    ///
    /// That a family is there is no secret: how many there are is published as it is. So two data sets are neighbours that
    /// differ in what one family answered, not in whether it was asked.
    #[must_use]
    pub fn changed_cells(&self) -> u8 {
        let cells = u8::try_from(self.categories.len()).unwrap_or(u8::MAX);
        self.most_cells.min(cells).saturating_mul(2).min(cells)
    }
}

/// Whether a text can be the code of a region, an indicator, a category or a release: one to sixty-three small letters,
/// digits, dashes and underscores, a letter or a digit first.
#[must_use]
pub fn is_code(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let first = text.bytes().next().is_some_and(plain);
    first && text.len() <= 63 && text.bytes().all(|byte| plain(byte) || byte == b'-' || byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::catalogue;

    fn with(cells: usize, most_cells: u8) -> Indicator {
        let mut indicator = catalogue().remove(0);
        indicator.categories = vec![indicator.categories[0].clone(); cells];
        indicator.most_cells = most_cells;
        indicator
    }

    #[test]
    fn another_answer_leaves_each_cell_for_another_one() {
        assert_eq!(with(1, 1).changed_cells(), 1, "a yes becomes a no");
        assert_eq!(with(2, 1).changed_cells(), 2, "one of two becomes the other");
        assert_eq!(with(9, 3).changed_cells(), 6);
        assert_eq!(with(4, 3).changed_cells(), 4, "there are no more cells than that");
        assert_eq!(with(4, 200).changed_cells(), 4);
    }

    #[test]
    fn a_code_is_plain() {
        for good in ["a", "2026", "exodus-haaglanden", "problem_groups"] {
            assert!(is_code(good), "{good}");
        }
        for bad in ["", "-a", "A", "a b", "a.b", "é", "=1", &"a".repeat(64)] {
            assert!(!is_code(bad), "{bad}");
        }
    }
}
