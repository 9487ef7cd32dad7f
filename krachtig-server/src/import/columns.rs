//! The columns of each kind of record: the headers that are written out, what else is understood, and what must be
//! there. How a column's cells are read is not here.

use super::value::text::folds_to;
use Column as C;

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
    ConcludedOn,
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
    Helped,
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
    Request,
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
const FIRST_NAME: ColumnSpec = may(C::FirstName, "voornaam", &["voornamen", "roepnaam"]);

pub(super) const FAMILIES: &[ColumnSpec] = &[
    FAMILY,
    must(C::Name, "naam", &["gezinsnaam", "naam gezin", "achternaam"]),
    may(
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
pub(super) const PERSONS: &[ColumnSpec] = &[
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
pub(super) const DETAINEES: &[ColumnSpec] = &[
    must(
        C::Detainee,
        "gedetineerdenummer",
        &["gedetineerde", "gedetineerdenr", "nummer gedetineerde"],
    ),
    FAMILY,
    FIRST_NAME,
    INFIX,
    LAST_NAME,
    may(
        C::Institution,
        "inrichting",
        &["PI", "penitentiaire inrichting", "verblijfplaats"],
    ),
];
pub(super) const CONTACTS: &[ColumnSpec] = &[
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
pub(super) const CONSENTS: &[ColumnSpec] = &[
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
pub(super) const MAPPINGS: &[ColumnSpec] = &[
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
pub(super) const BUDGET_LINES: &[ColumnSpec] = &[
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
    may(C::Request, "aanvraag", &["bij aanvraag", "kenmerk aanvraag"]),
    ROW_KEY,
];
pub(super) const REFERRALS: &[ColumnSpec] = &[
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
    may(C::Helped, "geholpen", &["heeft het geholpen", "hielp het"]),
    may(C::ConcludedOn, "afgerond op", &["datum afronding", "afgerond"]),
    may(C::Outcome, "uitkomst", &["resultaat", "wat kwam ervan"]),
    ROW_KEY,
];
pub(super) const PROBLEMS: &[ColumnSpec] = &[
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

impl ColumnSpec {
    /// Whether a folded header is one of this column's.
    pub(super) fn is_called(&self, folded: &str) -> bool {
        !folded.is_empty() && (folds_to(self.header, folded) || self.also.iter().any(|name| folds_to(name, folded)))
    }
}
