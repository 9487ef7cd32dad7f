//! A whole import from files to a tenant, and a whole export the other way.
//!
//! Decisions do not belong here, nor what people see of it: the command line and the web tell that.

use std::collections::HashSet;
use std::path::PathBuf;

use krachtig_core::domain::dossier::Dossier;
use krachtig_core::domain::member::{Member, MemberState};
use krachtig_core::domain::refusal::{Refusal, RefusalCode};
use krachtig_core::domain::vocabulary::Role;
use krachtig_core::service::{Ctx, ExportPage, Outcome, Services};
use time::Date;

use super::apply::{Applied, ApplyOrder, ImportReport, Known, apply};
use super::model::{ImportProblem, Place};
use super::{ImportReading, Limits, read_files_knowing};

/// What to import and how.
#[derive(Clone, Debug, Default)]
pub struct ImportOrder {
    /// The files, read together.
    pub files: Vec<PathBuf>,
    /// The e-mail address of the member who records everything; the first active coordinator when absent.
    pub recorded_by: Option<String>,
    /// Whether to say what would be written and write nothing.
    pub dry_run: bool,
    /// Whether rows that have a problem are left out, rather than everything.
    pub skip_bad: bool,
    /// How much the files may ask of the machine.
    pub limits: Limits,
}

/// How far an import is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Files are read: how many.
    Reading(usize),
    /// Dossiers are made: of how many families.
    Deciding(usize),
    /// One family more is done.
    Decided,
    /// Dossiers are written: how many.
    Writing(usize),
}

/// Imports files into a tenant: nothing is written unless all is good, or bad rows may be skipped.
///
/// # Errors
/// `not_found` for whoever may not import, and at `as` for a member who is not there or may not act; a fault of the
/// store. What is wrong with the files is in the report.
pub async fn import_files(
    services: &Services,
    ctx: &Ctx,
    order: &ImportOrder,
    watch: &mut (dyn FnMut(Stage) + Send),
) -> Outcome<ImportReport> {
    let known = Known::of(services.import_index(ctx).await?);
    watch(Stage::Reading(order.files.len()));
    let reading = read_files_knowing(&order.files, &order.limits, known.keys());
    let stop = if order.skip_bad {
        reading.problems.iter().any(|problem| !is_of_a_row(problem))
    } else {
        !reading.problems.is_empty()
    };
    if stop {
        return Ok(ImportReport {
            rows_read: reading.rows_read,
            problems: reading.problems,
            ..ImportReport::default()
        });
    }
    let Applied { import, mut report } = decide(services, ctx, (order, &known), &reading, watch).await?;
    report.rows_read = reading.rows_read;
    report.problems.extend(reading.problems);
    report.problems.sort_by(|one, other| one.place.cmp(&other.place));
    let good = report.problems.is_empty() || order.skip_bad;
    if good && !order.dry_run && !import.dossiers.is_empty() {
        watch(Stage::Writing(import.dossiers.len()));
        services.import(ctx, import).await?;
        report.written = true;
    }
    Ok(report)
}

async fn decide(
    services: &Services,
    ctx: &Ctx,
    (order, known): (&ImportOrder, &Known),
    reading: &ImportReading,
    watch: &mut (dyn FnMut(Stage) + Send),
) -> Outcome<Applied> {
    let batch = &reading.batch;
    let ground = services.import_ground(ctx, &known.touched_by(batch)).await?;
    let by = recorder(&ground.members, order.recorded_by.as_deref(), ctx.stamp().today)?;
    let refused: HashSet<Place> = reading.problems.iter().map(|problem| problem.place.clone()).collect();
    let in_batch: HashSet<&Place> = places_of(batch);
    let unread = refused.iter().filter(|place| !in_batch.contains(place)).count();
    let order = ApplyOrder {
        today: ctx.stamp().today,
        by,
        refused: &refused,
        skip_bad: order.skip_bad,
    };
    watch(Stage::Deciding(batch.families.len()));
    let mut applied = apply(batch, (known, &ground), order, &mut || watch(Stage::Decided))?;
    applied.report.skipped += unread;
    Ok(applied)
}

/// The member who records everything.
fn recorder<'m>(members: &'m [Member], email: Option<&str>, today: Date) -> Outcome<&'m Member> {
    let found = match email {
        Some(email) => members.iter().find(|member| {
            member.email.as_str() == email.to_lowercase() && member.state_on(today) == MemberState::Active
        }),
        None => members
            .iter()
            .filter(|member| member.coordinates(today))
            .min_by_key(|member| member.id),
    };
    let missing = Refusal::new(RefusalCode::NotFound, "as").with("role", Role::Coordinator);
    found.ok_or_else(|| missing.into())
}

/// Whether a problem is of one row, which can be left out, rather than of a header or a whole file.
fn is_of_a_row(problem: &ImportProblem) -> bool {
    const OF_A_HEADER: [&str; 6] = [
        "missing_column",
        "duplicate_column",
        "unknown_column",
        "column_without_header",
        "bsn_column",
        "offence_column",
    ];
    problem.place.row > 0 && !OF_A_HEADER.contains(&problem.code)
}

/// The places of all rows that were read.
fn places_of(batch: &super::ImportBatch) -> HashSet<&Place> {
    let mut places = HashSet::new();
    macro_rules! take {
        ($($list:ident),+ $(,)?) => {$(places.extend(batch.$list.iter().map(|row| &row.place));)+};
    }
    take!(
        families,
        persons,
        detainees,
        talks,
        introductions,
        consents,
        mappings,
        budget_lines,
        referrals,
        problems,
    );
    places
}

/// How many dossiers are read at once.
const PAGE: u32 = 200;

/// Hands over every dossier of a tenant, one by one; how many there were.
///
/// # Errors
/// `not_found` for whoever may not export; a fault of the store; whatever `take` fails with.
pub async fn export_all<E: From<krachtig_core::service::Failure>>(
    services: &Services,
    ctx: &Ctx,
    mut take: impl FnMut(Dossier) -> Result<(), E> + Send,
) -> Result<usize, E> {
    let mut page = ExportPage {
        first: PAGE,
        after: None,
    };
    let mut count = 0;
    loop {
        let dossiers = services.export_dossiers(ctx, page).await?;
        count += dossiers.len();
        let last = dossiers.last().map(|dossier| dossier.trajectory.id);
        for dossier in dossiers {
            take(dossier)?;
        }
        match last {
            Some(last) => page.after = Some(last),
            None => return Ok(count),
        }
    }
}
