//! Writes the rows of an import out again as CSV that Dutch Excel opens and that the reader reads back unchanged.
//!
//! Which rows somebody may see, and where the bytes go, is not decided here.

use csv::{QuoteStyle, Terminator, WriterBuilder};
use krachtig_core::domain::money::Cents;
use time::Date;

use super::columns::Column as C;
use super::kind::RecordKind;
use super::model::{
    BudgetLineRow, ConsentRow, DetaineeRow, FamilyRow, ImportBatch, IntroductionRow, MappingRow, PersonRow, ProblemRow,
    ReferralRow, TalkRow,
};
use super::value::date;
use super::value::text::neutralise;
use super::words::ContactKind;
use super::words::dutch::Dutch;

/// The byte order mark, without which Excel takes UTF-8 for Windows-1252.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// The files of a batch: for each kind that has rows its name, such as `gezinnen.csv`, and its bytes.
///
/// # Errors
/// If the CSV writer fails, which in memory it does not.
pub fn write_batch(batch: &ImportBatch) -> csv::Result<Vec<(String, Vec<u8>)>> {
    let mut files = Vec::new();
    for kind in RecordKind::ALL {
        let rows = rows_of(batch, kind);
        if !rows.is_empty() {
            files.push((format!("{}.csv", kind.name()), write_kind(kind, &rows)?));
        }
    }
    Ok(files)
}

/// What one row holds per column; columns that are not named are empty.
type Filled = Vec<(C, String)>;

fn write_kind(kind: RecordKind, rows: &[Filled]) -> csv::Result<Vec<u8>> {
    let mut writer = WriterBuilder::new()
        .delimiter(b';')
        .terminator(Terminator::CRLF)
        .quote_style(QuoteStyle::Necessary)
        .from_writer(BYTE_ORDER_MARK.to_vec());
    writer.write_record(kind.columns().iter().map(|spec| spec.header))?;
    for row in rows {
        let cell = |column: C| {
            row.iter()
                .find(|(filled, _)| *filled == column)
                .map_or("", |(_, text)| text)
        };
        writer.write_record(kind.columns().iter().map(|spec| neutralise(cell(spec.column))))?;
    }
    writer
        .into_inner()
        .map_err(|error| csv::Error::from(std::io::Error::other(error.to_string())))
}

fn rows_of(batch: &ImportBatch, kind: RecordKind) -> Vec<Filled> {
    match kind {
        RecordKind::Families => batch.families.iter().map(|row| family(&row.value)).collect(),
        RecordKind::Persons => batch.persons.iter().map(|row| person(&row.value)).collect(),
        RecordKind::Detainees => batch.detainees.iter().map(|row| detainee(&row.value)).collect(),
        RecordKind::Contacts => {
            let talks = batch.talks.iter().map(|row| talk(&row.value));
            talks
                .chain(batch.introductions.iter().map(|row| introduction(&row.value)))
                .collect()
        }
        RecordKind::Consents => batch.consents.iter().map(|row| consent(&row.value)).collect(),
        RecordKind::Mappings => batch.mappings.iter().map(|row| mapping(&row.value)).collect(),
        RecordKind::BudgetLines => batch.budget_lines.iter().map(|row| budget_line(&row.value)).collect(),
        RecordKind::Referrals => batch.referrals.iter().map(|row| referral(&row.value)).collect(),
        RecordKind::Problems => batch.problems.iter().map(|row| problem(&row.value)).collect(),
    }
}

fn family(row: &FamilyRow) -> Filled {
    vec![
        (C::Family, row.external_ref.to_string()),
        (C::Name, row.name.clone()),
        (C::Municipality, text(row.municipality.as_deref())),
        (C::Date, date::write(row.registered_on)),
        (C::ClosedOn, day(row.closed_on)),
        (C::Note, text(row.note.as_deref())),
    ]
}

fn person(row: &PersonRow) -> Filled {
    vec![
        (C::Person, row.external_ref.to_string()),
        (C::Family, row.family.to_string()),
        (C::FirstName, row.first_name.clone()),
        (C::Infix, text(row.infix.as_deref())),
        (C::LastName, row.last_name.clone()),
        (C::Relation, row.relation.label().to_owned()),
        (C::BirthDate, day(row.birth_date)),
        (C::ContactPerson, flag(row.contact_person)),
        (C::Phone, text(row.phone.as_deref())),
        (C::Email, text(row.email.as_deref())),
        (C::Note, text(row.note.as_deref())),
    ]
}

fn detainee(row: &DetaineeRow) -> Filled {
    vec![
        (C::Detainee, row.external_ref.to_string()),
        (C::Family, row.family.to_string()),
        (C::FirstName, row.first_name.clone()),
        (C::Infix, text(row.infix.as_deref())),
        (C::LastName, row.last_name.clone()),
        (C::Institution, text(row.institution.as_deref())),
    ]
}

fn talk(row: &TalkRow) -> Filled {
    vec![
        (C::Family, row.family.to_string()),
        (C::Date, date::write(row.held_on)),
        (C::ContactKind, ContactKind::DetaineeTalk.label().to_owned()),
        (
            C::Detainee,
            row.detainee.as_ref().map(ToString::to_string).unwrap_or_default(),
        ),
        (C::Worries, row.worries.join("\n")),
        (C::KeyFactors, row.key_factors.join("\n")),
        (C::HeldBy, text(row.held_by.as_deref())),
        (C::Note, text(row.note.as_deref())),
        (C::RowKey, row.external_ref.to_string()),
    ]
}

fn introduction(row: &IntroductionRow) -> Filled {
    vec![
        (C::Family, row.family.to_string()),
        (C::Date, date::write(row.introduced_on)),
        (C::ContactKind, ContactKind::Introduction.label().to_owned()),
        (C::Via, row.via.label().to_owned()),
        (C::HeldBy, text(row.held_by.as_deref())),
        (C::Note, text(row.note.as_deref())),
        (C::RowKey, row.external_ref.to_string()),
    ]
}

fn consent(row: &ConsentRow) -> Filled {
    vec![
        (C::Family, row.family.to_string()),
        (C::Person, row.person.to_string()),
        (C::Purpose, row.purpose.label().to_owned()),
        (C::Audience, word(row.audience)),
        (C::Date, date::write(row.given_on)),
        (C::ValidUntil, day(row.valid_until)),
        (C::WithdrawnOn, day(row.withdrawn_on)),
        (C::RowKey, row.external_ref.to_string()),
    ]
}

fn mapping(row: &MappingRow) -> Filled {
    let mut filled = vec![
        (C::Family, row.family.to_string()),
        (C::Date, date::write(row.mapped_on)),
        (C::Domain, row.domain.label().to_owned()),
        (C::Level, row.level.to_string()),
        (C::Need, text(row.need.as_deref())),
        (C::Strength, text(row.strength.as_deref())),
        (C::RowKey, row.external_ref.to_string()),
    ];
    if let Some(split) = row.split {
        filled.push((C::Own, split.own.to_string()));
        filled.push((C::Network, split.network.to_string()));
        filled.push((C::Professional, split.professional.to_string()));
    }
    filled
}

fn budget_line(row: &BudgetLineRow) -> Filled {
    vec![
        (C::Family, row.family.to_string()),
        (C::Date, date::write(row.booked_on)),
        (C::LedgerKind, row.kind.label().to_owned()),
        (C::Amount, euros(row.amount)),
        (C::Silo, row.silo.label().to_owned()),
        (C::Description, text(row.description.as_deref())),
        (
            C::Request,
            row.request.as_ref().map(ToString::to_string).unwrap_or_default(),
        ),
        (C::RowKey, row.external_ref.to_string()),
    ]
}

fn referral(row: &ReferralRow) -> Filled {
    vec![
        (C::Family, row.family.to_string()),
        (C::Partner, row.partner.clone()),
        (C::PartnerType, row.partner_type.label().to_owned()),
        (C::Date, date::write(row.referred_on)),
        (C::Need, row.need.clone()),
        (C::WarmHandover, flag(row.warm_handover)),
        (C::Answer, word(row.answer)),
        (C::AnsweredOn, day(row.answered_on)),
        (C::Ground, word(row.ground)),
        (C::Helped, word(row.helped)),
        (C::ConcludedOn, day(row.concluded_on)),
        (C::Outcome, text(row.outcome.as_deref())),
        (C::RowKey, row.external_ref.to_string()),
    ]
}

fn problem(row: &ProblemRow) -> Filled {
    vec![
        (C::Family, row.family.to_string()),
        (C::Category, row.category.label().to_owned()),
        (C::Effect, row.effect.label().to_owned()),
        (C::Preexisting, flag(row.preexisting)),
        (C::Date, day(row.noted_on)),
        (C::Description, text(row.description.as_deref())),
        (C::RowKey, row.external_ref.to_string()),
    ]
}

fn text(text: Option<&str>) -> String {
    text.unwrap_or_default().to_owned()
}

fn day(day: Option<Date>) -> String {
    day.map(date::write).unwrap_or_default()
}

fn flag(yes: bool) -> String {
    if yes { "ja" } else { "nee" }.to_owned()
}

fn word<V: Dutch>(word: Option<V>) -> String {
    word.map(Dutch::label).unwrap_or_default().to_owned()
}

/// An amount without marks between thousands, so that Excel takes it for a number: `1250,50`.
fn euros(amount: Cents) -> String {
    format!("{},{:02}", amount.get() / 100, amount.get() % 100)
}
