//! Rows made records, kind by kind. Rules that need more than one row are not here but in `check`.

mod people;
mod work;

use super::cells;
use super::check::KnownKeys;
use super::columns::Column;
use super::fields::Fields;
use super::kind::RecordKind;
use super::model::{ImportBatch, Row};
use super::problems::Problems;
use super::table::Table;

/// Reads all rows of a table into the batch, and the keys of its families and people into what is known; how many rows
/// that were.
pub(super) fn read_table(
    table: &Table<'_>,
    batch: &mut ImportBatch,
    known: &mut KnownKeys,
    problems: &mut Problems,
) -> usize {
    for row in table.rows {
        let mut fields = Fields::new(table, row, problems);
        note_key(&fields, table.kind, known);
        if !table.complete {
            continue;
        }
        match table.kind {
            RecordKind::Families => add(&mut batch.families, people::family(&mut fields), fields),
            RecordKind::Persons => add(&mut batch.persons, people::person(&mut fields), fields),
            RecordKind::Detainees => add(&mut batch.detainees, people::detainee(&mut fields), fields),
            RecordKind::Contacts => match people::contact(&mut fields) {
                Some(people::Contact::Talk(talk)) => add(&mut batch.talks, Some(talk), fields),
                Some(people::Contact::Introduction(intro)) => add(&mut batch.introductions, Some(intro), fields),
                None => {}
            },
            RecordKind::Consents => add(&mut batch.consents, people::consent(&mut fields), fields),
            RecordKind::Mappings => add(&mut batch.mappings, work::mapping(&mut fields), fields),
            RecordKind::BudgetLines => add(&mut batch.budget_lines, work::budget_line(&mut fields), fields),
            RecordKind::Referrals => add(&mut batch.referrals, work::referral(&mut fields), fields),
            RecordKind::Problems => add(&mut batch.problems, work::problem(&mut fields), fields),
        }
    }
    table.rows.len()
}

/// Notes the key of a family or a person even where the rest of its row is refused: what refers to it is not wrong.
fn note_key(fields: &Fields<'_>, kind: RecordKind, known: &mut KnownKeys) {
    let key = |column| fields.glance(column, cells::key);
    match kind {
        RecordKind::Families => known.families.extend(key(Column::Family)),
        RecordKind::Persons => known.persons.extend(key(Column::Person).zip(key(Column::Family))),
        RecordKind::Detainees => known.detainees.extend(key(Column::Detainee).zip(key(Column::Family))),
        _ => {}
    }
}

fn add<T>(rows: &mut Vec<Row<T>>, value: Option<T>, fields: Fields<'_>) {
    if let Some(value) = value {
        rows.push(Row {
            place: fields.into_place(),
            value,
        });
    }
}
