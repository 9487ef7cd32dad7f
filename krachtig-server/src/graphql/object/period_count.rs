//! What is counted of a closed period for national releases, and what is worth a look before that.

use std::collections::BTreeMap;

use krachtig_core::domain::id::{PeriodCountId, TrajectoryId};
use krachtig_core::domain::own_facts::OwnFigure;
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
    /// What was counted of a closed period for national releases.
    "PeriodCount", |standing: StandingCount| {
        /// Its id.
        id: GlobalId<PeriodCountId> = GlobalId(standing.count.id);
        /// The period: `2026-Q3`, or `2026`.
        period: String = standing.count.period.to_string();
        /// Which count of the period it is, from one.
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
        /// Which of the region's hand-ins for the period it became; absent before it was handed in.
        revision: Option<i32> = standing.count.revision;
        /// How many families count in what is told about families.
        countedFamilies: i64 = i64::from(standing.count.figures.counted_families);
        /// Its figures: first those of the office, then those about families.
        figures: Vec<Made<CountedFigure>> =
            figures(&standing.count.figures.totals).chain(figures(&standing.count.figures.histograms)).collect();
        /// The region's own figures, exact, as its rules combine what they observe. They stay within the office: of what is
        /// handed in, `figures` holds what national figures take of them.
        ownFigures: Vec<Child<'_, OwnFigure>> = standing.count.figures.observed.iter().map(alone).collect();
        /// How many trajectories the region's rules could not observe: they count in none of the region's own indicators.
        unobserved: i64 = standing.count.figures.unobserved;
        /// When it was recorded.
        recordedAt: OffsetDateTime = standing.count.id.made_at();
        /// Its version.
        version: Version = standing.count.version;
    }
}

shown! {
    /// What all cases tell together for an indicator of the region's own.
    "OwnFigure", |figure: OwnFigure| {
        /// The code that the region's rules have for the indicator.
        indicator: &str = &figure.indicator;
        /// The value of each of its dimensions, in their order.
        positions: Vec<String> = figure.positions.clone();
        /// How many cases told something.
        cases: i64 = figure.cases;
        /// Their sum, mean or median, with two decimals; absent where no case told anything.
        value: Option<&str> = figure.value.as_deref();
    }
}

shown! {
    /// Something that is worth a look before a period is closed.
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
    /// What is worth a look before a period is closed: a list to work through, that keeps nobody from closing.
    "PeriodChecks", |checks: PeriodChecks| {
        /// By what it is, and by trajectory.
        checks: Vec<Child<'_, PeriodCheck>> = checks.checks.iter().map(alone).collect();
        /// Whether there is more than is told.
        more: bool = checks.more;
        /// How many families have changed, or came, and are not looked at as they are now. It takes them two seconds.
        waiting: i64 = checks.waiting;
    }
}
