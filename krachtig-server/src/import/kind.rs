//! The kinds of record that an import knows, and how sheets and files of a kind are called. Their columns are in
//! `columns`.

use super::columns::{self, ColumnSpec};
use super::value::text::{fold, folds_to};

/// A kind of record: what one sheet or one CSV file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RecordKind {
    /// Families (gezinnen).
    Families,
    /// Persons of families (personen).
    Persons,
    /// Detainees (gedetineerden).
    Detainees,
    /// Contact moments (contacten): talks with detainees and introductions.
    Contacts,
    /// Consents (toestemmingen).
    Consents,
    /// Mapped life domains (metingen).
    Mappings,
    /// Lines of perspective budgets (budgetregels).
    BudgetLines,
    /// Referrals (doorverwijzingen).
    Referrals,
    /// Problems (problemen).
    Problems,
}

impl RecordKind {
    /// Every kind, in the order in which records build upon each other.
    pub const ALL: [Self; 9] = [
        Self::Families,
        Self::Persons,
        Self::Detainees,
        Self::Contacts,
        Self::Consents,
        Self::Mappings,
        Self::BudgetLines,
        Self::Referrals,
        Self::Problems,
    ];

    /// The Dutch name: that of the sheet, or of the file without its extension.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.names()[0]
    }

    /// The names under which a sheet or file is recognised, the one that is written out first.
    pub(super) fn names(self) -> &'static [&'static str] {
        match self {
            Self::Families => &["gezinnen", "gezin"],
            Self::Persons => &["personen", "gezinsleden", "achterblijvers"],
            Self::Detainees => &["gedetineerden", "gedetineerde"],
            Self::Contacts => &["contacten", "gesprekken", "introducties", "contactmomenten"],
            Self::Consents => &["toestemmingen", "toestemming"],
            Self::Mappings => &["metingen", "meting", "behoeften en krachten"],
            Self::BudgetLines => &["budgetregels", "perspectiefbudget", "budget"],
            Self::Referrals => &["doorverwijzingen", "verwijzingen"],
            Self::Problems => &["problemen", "problematiek"],
        }
    }

    /// The columns, in the order in which they are written out.
    pub(super) fn columns(self) -> &'static [ColumnSpec] {
        match self {
            Self::Families => columns::FAMILIES,
            Self::Persons => columns::PERSONS,
            Self::Detainees => columns::DETAINEES,
            Self::Contacts => columns::CONTACTS,
            Self::Consents => columns::CONSENTS,
            Self::Mappings => columns::MAPPINGS,
            Self::BudgetLines => columns::BUDGET_LINES,
            Self::Referrals => columns::REFERRALS,
            Self::Problems => columns::PROBLEMS,
        }
    }

    /// The column of this kind that goes under a folded header.
    pub(super) fn column_under(self, folded: &str) -> Option<&'static ColumnSpec> {
        self.columns().iter().find(|spec| spec.is_called(folded))
    }

    /// The kind that a name names: the one name that is the whole of it, or else the only one that it contains.
    pub(super) fn from_name(name: &str) -> Option<Self> {
        let folded = fold(name);
        let called = |kind: &Self| kind.names().iter().any(|name| folds_to(name, &folded));
        Self::ALL.into_iter().find(called).or_else(|| {
            let contains = |kind: &Self| kind.names().iter().any(|name| folded.contains(&fold(name)));
            let mut found = Self::ALL.into_iter().filter(contains);
            found.next().filter(|_| found.next().is_none())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::value::text::fold_header;

    #[test]
    fn no_header_is_ambiguous_within_a_kind() {
        for kind in RecordKind::ALL {
            for spec in kind.columns() {
                for header in spec.also.iter().chain([&spec.header]) {
                    let folded = fold_header(header);
                    let meant = kind.columns().iter().filter(|other| other.is_called(&folded)).count();
                    assert!(folded.is_empty() || meant == 1, "{header} in {}", kind.name());
                }
            }
        }
    }

    #[test]
    fn kinds_are_known_by_name() {
        assert_eq!(RecordKind::from_name("Gezinnen "), Some(RecordKind::Families));
        assert_eq!(
            RecordKind::from_name("budgetregels-2026"),
            Some(RecordKind::BudgetLines)
        );
        assert_eq!(
            RecordKind::from_name("pilot_doorverwijzingen"),
            Some(RecordKind::Referrals)
        );
        assert_eq!(RecordKind::from_name("Gesprekken"), Some(RecordKind::Contacts));
        assert_eq!(RecordKind::from_name("gezinnen-en-personen"), None, "two kinds at once");
        assert_eq!(RecordKind::from_name("Blad1"), None);
    }
}
