//! A region's own figures, beside the national ones.

use krachtig_core::service::{LiveFigure, LiveFigures, LiveIndicator, PublishedFigure, PublishedIn, PublishedStatus};
use time::Date;

use crate::graphql::scalar::Word;
use crate::graphql::shown::{Child, alone, shown};

shown! {
    /// The office's own figures of a period, exact, as its dossiers tell them now. They stay within the office.
    "LiveFigures", |live: LiveFigures| {
        /// The period: `2026-Q3`, or `2026`.
        period: String = live.period.to_string();
        /// The first day of the period.
        firstDay: Date = live.period.first_day();
        /// The last day of the period.
        lastDay: Date = live.period.last_day();
        /// How many families count in what is told about families: those that began in the last calendar years.
        countedFamilies: i64 = i64::from(live.counted_families);
        /// How many families changed a moment ago and are counted as they were. It takes them two seconds at most.
        waiting: i64 = live.waiting;
        /// How many trajectories the region's rules could not observe: they count in none of the region's own indicators.
        unobserved: i64 = live.unobserved;
        /// The figures, by indicator: first those that every region has, then the region's own.
        indicators: Vec<Child<'_, LiveIndicator>> = live.indicators.iter().map(alone).collect();
    }
}

shown! {
    /// An indicator with the office's own figures.
    "LiveIndicator", |one: LiveIndicator| {
        /// Its stable code; the region's own have the region's before theirs: `exodus-haaglanden/paid_in_trust`.
        code: &str = &one.indicator.code;
        /// Its name in Dutch.
        nameNl: &str = &one.indicator.label.nl;
        /// Its name in English.
        nameEn: &str = &one.indicator.label.en;
        /// What exactly is counted, in Dutch.
        definitionNl: &str = &one.indicator.definition.nl;
        /// What exactly is counted, in English.
        definitionEn: &str = &one.indicator.definition.en;
        /// What it is a number of: `families`, `hours`, `euro_cents`.
        unit: String = one.indicator.unit.to_string();
        /// Whether it tells about families rather than about the office, so that releases hold it with noise.
        ofFamilies: bool = one.is_attribute();
        /// In how many categories a family counts at most; nothing for figures of the office.
        mostCells: i32 = i32::from(one.indicator.most_cells);
        /// The release in which its national figures stand; absent where none has them.
        publishedIn: Option<Child<'_, PublishedIn>> = one.published.as_ref().map(alone);
        /// The figures, by category.
        figures: Vec<Child<'_, LiveFigure>> = one.figures.iter().map(alone).collect();
    }
}

shown! {
    /// One of the office's own figures.
    "LiveFigure", |figure: LiveFigure| {
        /// The category's stable code.
        category: &str = &figure.category.code;
        /// The category's name in Dutch.
        nameNl: &str = &figure.category.label.nl;
        /// The category's name in English.
        nameEn: &str = &figure.category.label.en;
        /// The number, exact.
        value: i64 = figure.value;
        /// The national figure; absent where no release has one.
        national: Option<Child<'_, PublishedFigure>> = figure.national.as_ref().map(alone);
    }
}

shown! {
    /// A national figure, over all regions of its release.
    "PublishedFigure", |figure: PublishedFigure| {
        /// What it is.
        status: Word<PublishedStatus> = Word(figure.status);
        /// The number, where it is told.
        value: Option<i64> = figure.value;
        /// How far it is from the counted one at most, in 95 of 100 figures; absent where no number is told.
        margin: Option<i64> = figure.margin.map(i64::from);
    }
}

shown! {
    /// The release in which national figures stand.
    "PublishedIn", |published: PublishedIn| {
        /// Its name.
        release: &str = &published.release;
        /// Its period: `2026`, or `2026-Q3`.
        period: &str = &published.period;
    }
}
