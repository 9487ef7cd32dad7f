//! The kinds of record that an import knows, their names and their columns. How a column's cells are read is not here.

use super::value::text::{fold, folds_to};
use Column as C;

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

/// What a column holds, whichever header it stands under.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Column {
    Amount,
    Answer,
    AnsweredOn,
    Audience,
    BirthDate,
    Category,
    ClosedOn,
    ContactKind,
    ContactPerson,
    Date,
    Description,
    Detainee,
    Domain,
    Effect,
    Email,
    Family,
    FirstName,
    Ground,
    HeldBy,
    Infix,
    Institution,
    KeyFactors,
    LastName,
    LedgerKind,
    Level,
    Municipality,
    Name,
    Need,
    Network,
    Note,
    Outcome,
    Own,
    Partner,
    PartnerType,
    Person,
    Phone,
    Preexisting,
    Professional,
    Purpose,
    Relation,
    RowKey,
    Silo,
    Strength,
    ValidUntil,
    Via,
    WarmHandover,
    WithdrawnOn,
    Worries,
}

/// One column of one kind of record.
pub(super) struct ColumnSpec {
    pub(super) column: Column,
    /// The header that is written out.
    pub(super) header: &'static str,
    /// What else is understood.
    pub(super) also: &'static [&'static str],
    /// Whether the column has to be there, with something in every row.
    pub(super) required: bool,
}

const fn must(column: Column, header: &'static str, also: &'static [&'static str]) -> ColumnSpec {
    ColumnSpec {
        column,
        header,
        also,
        required: true,
    }
}

const fn may(column: Column, header: &'static str, also: &'static [&'static str]) -> ColumnSpec {
    ColumnSpec {
        column,
        header,
        also,
        required: false,
    }
}

const FAMILY: ColumnSpec = must(
    C::Family,
    "gezinsnummer",
    &["gezin", "gezinsnr", "gezin nr", "nummer gezin"],
);
const ROW_KEY: ColumnSpec = may(C::RowKey, "kenmerk", &["regelnummer", "regelnr", "referentie", "id"]);
const NOTE: ColumnSpec = may(
    C::Note,
    "opmerking",
    &["opmerkingen", "toelichting", "bijzonderheden", "notitie"],
);
const INFIX: ColumnSpec = may(C::Infix, "tussenvoegsel", &["tussenvoegsels", "tv"]);
const LAST_NAME: ColumnSpec = must(C::LastName, "achternaam", &["naam", "familienaam"]);
const FIRST_NAME: ColumnSpec = must(C::FirstName, "voornaam", &["voornamen", "roepnaam"]);

const FAMILIES: &[ColumnSpec] = &[
    FAMILY,
    must(C::Name, "naam", &["gezinsnaam", "naam gezin", "achternaam"]),
    must(
        C::Municipality,
        "gemeente",
        &["gemeentecode", "woonplaats", "plaats", "woongemeente"],
    ),
    must(
        C::Date,
        "aanmelddatum",
        &["datum aanmelding", "aangemeld op", "aangemeld", "startdatum", "datum"],
    ),
    may(
        C::ClosedOn,
        "afgesloten op",
        &["einddatum", "datum afsluiting", "afgesloten"],
    ),
    NOTE,
];
const PERSONS: &[ColumnSpec] = &[
    must(C::Person, "persoonsnummer", &["persoon", "persoonsnr", "persoon nr"]),
    FAMILY,
    FIRST_NAME,
    INFIX,
    LAST_NAME,
    must(C::Relation, "rol", &["relatie", "rol in gezin", "gezinsrol"]),
    may(
        C::BirthDate,
        "geboortedatum",
        &["geb.datum", "geboren", "geboren op", "gebdat"],
    ),
    may(C::ContactPerson, "contactpersoon", &["is contactpersoon", "contact"]),
    may(
        C::Phone,
        "telefoon",
        &["telefoonnummer", "tel", "tel.nr", "mobiel", "06"],
    ),
    may(C::Email, "e-mail", &["emailadres", "mail", "mailadres"]),
    NOTE,
];
const DETAINEES: &[ColumnSpec] = &[
    must(
        C::Detainee,
        "gedetineerdenummer",
        &["gedetineerde", "gedetineerdenr", "nummer gedetineerde"],
    ),
    FAMILY,
    FIRST_NAME,
    INFIX,
    LAST_NAME,
    must(
        C::Institution,
        "inrichting",
        &["PI", "penitentiaire inrichting", "verblijfplaats"],
    ),
];
const CONTACTS: &[ColumnSpec] = &[
    FAMILY,
    must(
        C::Date,
        "datum",
        &["datum contact", "datum gesprek", "datum introductie", "op"],
    ),
    may(C::ContactKind, "soort", &["soort contact", "type", "contactsoort"]),
    may(C::Detainee, "gedetineerdenummer", &["gedetineerde", "gedetineerdenr"]),
    may(C::Via, "via", &["geïntroduceerd via", "introductie via"]),
    may(C::Worries, "zorgen", &["zorg", "zorgen van de gedetineerde"]),
    may(C::KeyFactors, "sleutelfactoren", &["sleutelfactor", "wat zou helpen"]),
    may(
        C::HeldBy,
        "door",
        &["gevoerd door", "medewerker", "geïntroduceerd", "wie"],
    ),
    NOTE,
    ROW_KEY,
];
const CONSENTS: &[ColumnSpec] = &[
    FAMILY,
    must(
        C::Person,
        "persoonsnummer",
        &["persoon", "persoonsnr", "gedetineerdenummer", "toestemming van"],
    ),
    must(C::Purpose, "doel", &["waarvoor", "toestemming voor"]),
    may(C::Audience, "voor wie", &["publiek", "doelgroep", "ontvanger"]),
    must(
        C::Date,
        "gegeven op",
        &["datum", "datum toestemming", "toestemming op", "vanaf"],
    ),
    may(C::ValidUntil, "geldig tot", &["geldig t/m", "tot en met", "einddatum"]),
    may(C::WithdrawnOn, "ingetrokken op", &["ingetrokken", "datum intrekking"]),
    ROW_KEY,
];
const MAPPINGS: &[ColumnSpec] = &[
    FAMILY,
    must(C::Date, "datum", &["datum meting", "meetdatum", "gemeten op"]),
    must(C::Domain, "leefgebied", &["domein", "levensgebied"]),
    must(C::Level, "niveau", &["score", "cijfer"]),
    may(C::Own, "eigen", &["eigen kracht", "zelf", "gezin zelf"]),
    may(C::Network, "netwerk", &["sociaal netwerk", "omgeving"]),
    may(
        C::Professional,
        "professional",
        &["professionals", "hulpverlening", "beroepskracht"],
    ),
    may(C::Need, "behoefte", &["behoeften", "wat is nodig", "nodig"]),
    may(C::Strength, "kracht", &["krachten", "wat gaat goed"]),
    ROW_KEY,
];
const BUDGET_LINES: &[ColumnSpec] = &[
    FAMILY,
    must(C::Date, "datum", &["boekdatum", "datum boeking", "geboekt op"]),
    must(C::LedgerKind, "soort", &["soort regel", "type", "mutatie", "boeking"]),
    must(C::Amount, "bedrag", &["bedrag in euro", "euro"]),
    must(
        C::Silo,
        "financiering",
        &["financieringsschot", "schot", "bron", "betaald uit", "fonds"],
    ),
    may(
        C::Description,
        "omschrijving",
        &["waarvoor", "beschrijving", "toelichting"],
    ),
    ROW_KEY,
];
const REFERRALS: &[ColumnSpec] = &[
    FAMILY,
    must(
        C::Partner,
        "partner",
        &["partij", "ketenpartner", "organisatie", "naam", "verwezen naar"],
    ),
    must(
        C::PartnerType,
        "soort partner",
        &["soort partij", "type partner", "type", "soort"],
    ),
    must(
        C::Date,
        "datum",
        &["verwezen op", "datum verwijzing", "datum doorverwijzing"],
    ),
    must(C::Need, "behoefte", &["hulpvraag", "vraag", "waarvoor"]),
    may(C::WarmHandover, "warme overdracht", &["warm", "warm overgedragen"]),
    may(C::Answer, "antwoord", &["reactie", "opgepakt"]),
    may(C::AnsweredOn, "antwoord op", &["datum antwoord", "beantwoord op"]),
    may(
        C::Ground,
        "grond",
        &["reden", "reden afwijzing", "afwijzingsgrond", "grond van afwijzing"],
    ),
    may(C::Outcome, "uitkomst", &["resultaat", "wat kwam ervan"]),
    ROW_KEY,
];
const PROBLEMS: &[ColumnSpec] = &[
    FAMILY,
    must(
        C::Category,
        "categorie",
        &["probleem", "soort probleem", "problematiek"],
    ),
    must(
        C::Effect,
        "effect",
        &["effect van detentie", "verandering", "door detentie"],
    ),
    must(
        C::Preexisting,
        "bestond al",
        &["bestond al voor detentie", "al aanwezig", "bestaand"],
    ),
    may(
        C::Date,
        "datum",
        &["genoteerd op", "datum signalering", "gesignaleerd op"],
    ),
    may(
        C::Description,
        "omschrijving",
        &["beschrijving", "toelichting", "opmerking"],
    ),
    ROW_KEY,
];

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
            Self::Families => FAMILIES,
            Self::Persons => PERSONS,
            Self::Detainees => DETAINEES,
            Self::Contacts => CONTACTS,
            Self::Consents => CONSENTS,
            Self::Mappings => MAPPINGS,
            Self::BudgetLines => BUDGET_LINES,
            Self::Referrals => REFERRALS,
            Self::Problems => PROBLEMS,
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

impl ColumnSpec {
    /// Whether a folded header is one of this column's.
    fn is_called(&self, folded: &str) -> bool {
        !folded.is_empty() && (folds_to(self.header, folded) || self.also.iter().any(|name| folds_to(name, folded)))
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
