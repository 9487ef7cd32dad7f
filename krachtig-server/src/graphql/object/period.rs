//! Closed periods with their figures.

use krachtig_core::domain::id::PeriodId;
use krachtig_core::domain::period::{ClosedPeriod, Figure, Indicator};
use krachtig_core::domain::record::Version;
use time::{Date, OffsetDateTime};

use crate::graphql::member_names::MemberRef;
use crate::graphql::scalar::{GlobalId, Word};
use crate::graphql::shown::{Child, Made, alone, shown};

shown! {
    /// One figure.
    "Figure", |figure: Figure| {
        /// What was counted.
        indicator: Word<Indicator> = Word(figure.indicator);
        /// The category within it, as its code: a step, a problem group. Absent when it is not split.
        category: Option<&str> = Some(figure.category.as_str()).filter(|code| !code.is_empty());
        /// The count.
        value: i64 = figure.value;
    }
}

shown! {
    /// A closed period with its figures, counted once and frozen.
    "ClosedPeriod", |period: ClosedPeriod| {
        /// Its id.
        id: GlobalId<PeriodId> = GlobalId(period.id);
        /// The period: `2026-Q3`, or `2026`.
        period: String = period.period.to_string();
        /// The first day of the period.
        firstDay: Date = period.period.first_day();
        /// The last day of the period.
        lastDay: Date = period.period.last_day();
        /// When it was closed.
        closedOn: Date = period.closed_on;
        /// Who closed it.
        closedBy: Made<MemberRef> = Made(MemberRef(period.closed_by));
        /// Its figures.
        figures: Vec<Child<'_, Figure>> = period.figures.iter().map(alone).collect();
        /// When it was recorded.
        recordedAt: OffsetDateTime = period.id.made_at();
        /// Always 1: closed is closed.
        version: Version = period.version;
    }
}
