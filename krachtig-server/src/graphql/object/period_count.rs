//! What is counted of a closed quarter for national releases, and what is worth a look before that.

use std::collections::BTreeMap;

use krachtig_core::domain::id::{PeriodCountId, TrajectoryId};
use krachtig_core::domain::period_check::{CheckCode, PeriodCheck};
use krachtig_core::domain::period_count::CountState;
use krachtig_core::domain::record::{RecordKind, Version};
use krachtig_core::service::{PeriodChecks, StandingCount};
use time::{Date, OffsetDateTime};

use crate::graphql::member_names::MemberRef;
use crate::graphql::scalar::{GlobalId, Word};
use crate::graphql::shown::{Child, Made, alone, shown};

/// A figure of a count.
struct CountedFigure {
    indicator: String,
    category: String,
    value: i64,
}

fn figures(all: &BTreeMap<String, BTreeMap<String, i64>>) -> impl Iterator<Item = Made<CountedFigure>> {
    all.iter().flat_map(|(indicator, counts)| {
        counts.iter().map(|(category, value)| {
            Made(CountedFigure {
                indicator: indicator.clone(),
                category: category.clone(),
                value: *value,
            })
        })
    })
}

shown! {
    /// A figure that was counted for national releases. Categories in which there is nothing are left out.
    "CountedFigure", |figure: CountedFigure| {
        /// The indicator's code.
        indicator: &str = &figure.indicator;
        /// The category's code.
        category: &str = &figure.category;
        /// The number.
        value: i64 = figure.value;
    }
}

shown! {
    /// What was counted of a closed quarter for national releases.
    "PeriodCount", |standing: StandingCount| {
        /// Its id.
        id: GlobalId<PeriodCountId> = GlobalId(standing.count.id);
        /// The quarter: `2026-Q3`.
        quarter: String = standing.count.quarter.to_string();
        /// Which count of the quarter it is, from one.
        number: i32 = standing.count.number;
        /// Where it stands.
        state: Word<CountState> = Word(standing.state);
        /// When it was counted.
        countedOn: Date = standing.count.counted_on;
        /// Who had it counted.
        countedBy: Made<MemberRef> = Made(MemberRef(standing.count.counted_by));
        /// When it was approved.
        approvedOn: Option<Date> = standing.count.approved_on;
        /// Who approved it.
        approvedBy: Option<Made<MemberRef>> = standing.count.approved_by.map(|by| Made(MemberRef(by)));
        /// Which of the region's hand-ins for the quarter it became; absent before it was handed in.
        revision: Option<i32> = standing.count.revision;
        /// How many families count in what is told about families.
        countedFamilies: i64 = i64::from(standing.count.figures.counted_families);
        /// Its figures: first those of the office, then those about families.
        figures: Vec<Made<CountedFigure>> =
            figures(&standing.count.figures.totals).chain(figures(&standing.count.figures.histograms)).collect();
        /// When it was recorded.
        recordedAt: OffsetDateTime = standing.count.id.made_at();
        /// Its version.
        version: Version = standing.count.version;
    }
}

shown! {
    /// Something that is worth a look before a quarter is closed.
    "PeriodCheck", |check: PeriodCheck| {
        /// What.
        code: Word<CheckCode> = Word(check.code);
        /// In which trajectory.
        trajectoryId: GlobalId<TrajectoryId> = GlobalId(check.trajectory_id);
        /// The kind of the record that it is about: the trajectory itself where something is missing.
        recordKind: Word<RecordKind> = Word(check.record_kind);
        /// That record's id.
        recordId: String = check.record_kind.id_text(check.record_id);
        /// The day that stands out, or since when it waits.
        day: Date = check.day;
    }
}

shown! {
    /// What is worth a look before a quarter is closed: a list to work through, that keeps nobody from closing.
    "PeriodChecks", |checks: PeriodChecks| {
        /// By what it is, and by trajectory.
        checks: Vec<Child<'_, PeriodCheck>> = checks.checks.iter().map(alone).collect();
        /// Whether there is more than is told.
        more: bool = checks.more;
    }
}
