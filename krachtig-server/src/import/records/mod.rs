//! Rows made records, kind by kind. Rules that need more than one row are not here but in `check`.

mod people;
mod work;

use super::fields::Fields;
use super::kind::RecordKind;
use super::model::{ImportBatch, Row};
use super::problems::Problems;
use super::table::Table;

/// Reads all rows of a table into the batch; how many rows that were.
pub(super) fn read_table(table: &Table<'_>, batch: &mut ImportBatch, problems: &mut Problems) -> usize {
    for row in table.rows {
        let mut fields = Fields::new(table, row, problems);
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

fn add<T>(rows: &mut Vec<Row<T>>, value: Option<T>, fields: Fields<'_>) {
    if let Some(value) = value {
        rows.push(Row {
            place: fields.into_place(),
            value,
        });
    }
}
