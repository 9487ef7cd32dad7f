//! How what releases are made of is shown.

use std::borrow::Cow;

use krachtig_national::compute::{ExpectedTable, Preview};
use krachtig_national::definition::{AttributeTable, Group};
use krachtig_national::epsilon::Epsilon;
use krachtig_national::indicator::{Indicator, Label};
use krachtig_national::refusal::{Refusal, RefusalCode, Refusals};
use krachtig_national::release::{Input, Protection, Status};
use krachtig_national::store::{FrozenRelease, HandedIn, Plan};
use krachtig_national::word::Word as _;
use time::{Date, OffsetDateTime};

use crate::graphql::national::object::{CountingPlugin, plugins};
use crate::graphql::national::word::Coded;
use crate::graphql::shown::{Answer, Answered, Child, Fields, Made, Object, Shown, Walk, alone, shown};

/// A total of the organisation, as a region handed it in.
struct HandedInTotal {
    indicator: String,
    category: String,
    value: i64,
}

/// What is left to be told of a region's families.
struct BudgetLeft {
    region: String,
    epsilon: Epsilon,
}

/// How many figures of a release have a status.
struct FigureCount {
    status: Status,
    figures: i64,
}

fn all<R: Shown<Around = ()>>(records: &[R]) -> Vec<Child<'_, R>> {
    records.iter().map(alone).collect()
}

fn moment(seconds: i64) -> Option<OffsetDateTime> {
    OffsetDateTime::from_unix_timestamp(seconds).ok()
}

fn totals(handed_in: &HandedIn) -> Vec<Made<HandedInTotal>> {
    let each = handed_in.figures.totals.iter().flat_map(|(indicator, counts)| {
        counts.iter().map(|(category, value)| {
            Made(HandedInTotal {
                indicator: indicator.clone(),
                category: category.clone(),
                value: *value,
            })
        })
    });
    each.collect()
}

fn statuses(release: &FrozenRelease) -> Vec<Made<FigureCount>> {
    let figures = || release.release.tables.iter().flat_map(|table| &table.figures);
    let count = |status: &Status| {
        let figures = figures().filter(|figure| figure.status == *status).count();
        let figures = i64::try_from(figures).unwrap_or(i64::MAX);
        Made(FigureCount {
            status: *status,
            figures,
        })
    };
    Status::ALL.iter().map(count).collect()
}

shown! {
    /// What a region handed in of a closed period. Its attributes of families are told by name alone: as they were counted,
    /// nobody sees them.
    "HandIn", |handed_in: HandedIn| {
        /// The region's code.
        region: &str = &handed_in.state.region;
        /// The region's name.
        name: &str = &handed_in.figures.name;
        /// The period.
        period: String = handed_in.figures.period.to_string();
        /// Which of its hand-ins for the period, from one.
        revision: i32 = i32::from(handed_in.state.revision);
        /// When it was handed in.
        handedInAt: Option<OffsetDateTime> = moment(handed_in.state.handed_in_at);
        /// Whether it was accepted.
        accepted: bool = handed_in.state.accepted;
        /// The account that accepted it.
        acceptedBy: Option<String> = handed_in.accepted_by.clone();
        /// How many families count in tables of attributes.
        countedFamilies: i64 = i64::from(handed_in.figures.counted_families);
        /// In how many calendar years a family was counted.
        countedYears: i32 = i32::from(handed_in.figures.counted_years);
        /// The version of the program that counted.
        software: &str = &handed_in.figures.software;
        /// The region's rules that counted along.
        plugins: Vec<Made<CountingPlugin>> = plugins(&handed_in.figures.plugins);
        /// The region's own indicators that it counted, with what they are.
        ownIndicators: Vec<Child<'_, Indicator>> = all(&handed_in.figures.own);
        /// The totals of the organisation.
        totals: Vec<Made<HandedInTotal>> = totals(handed_in);
        /// The codes of the attributes that were counted.
        attributes: Vec<String> = handed_in.figures.histograms.keys().cloned().collect();
    }
}

shown! {
    /// A total of the organisation, as a region handed it in.
    "HandInTotal", |total: HandedInTotal| {
        /// The code of the indicator.
        indicator: &str = &total.indicator;
        /// The code of the category.
        category: &str = &total.category;
        /// The number.
        value: i64 = total.value;
    }
}

shown! {
    /// What a release will hold, and what became of it.
    "ReleasePlan", |plan: Plan| {
        /// Its name.
        name: &str = &plan.definition.name;
        /// Its title.
        title: Child<'_, Label> = alone(&plan.definition.title);
        /// The period.
        period: String = plan.definition.period.to_string();
        /// The codes of its regions.
        regions: Vec<String> = plan.definition.regions.clone();
        /// Groups of these regions.
        groups: Vec<Child<'_, Group>> = all(&plan.definition.groups);
        /// The codes of the indicators that tell about the organisation.
        organisational: Vec<String> = plan.definition.organisational.clone();
        /// The tables of attributes.
        attributes: Vec<Child<'_, AttributeTable>> = all(&plan.definition.attributes);
        /// What all of them tell at most of any one family.
        epsilon: String = plan.definition.epsilon().to_string();
        /// The account that defined it.
        definedBy: &str = &plan.defined_by;
        /// The account that had it computed.
        computedBy: Option<String> = plan.computed_by.clone();
        /// The account that published it.
        publishedBy: Option<String> = plan.published_by.clone();
        /// The release that was computed of it.
        computed: Option<Child<'_, FrozenRelease>> = plan.release.as_ref().map(alone);
    }
}

shown! {
    /// A release that was computed, without its figures: who reads it sees them once it is published.
    "ComputedRelease", |frozen: FrozenRelease| {
        /// Its id.
        id: String = frozen.release.id.to_string();
        /// When it was computed.
        computedOn: Date = frozen.release.computed_on;
        /// When it was published.
        publishedAt: Option<OffsetDateTime> = frozen.published_at.and_then(moment);
        /// The SHA-256 of its bytes, in hexadecimal digits.
        hash: &str = &frozen.hash;
        /// The Ed25519 signature of its bytes, in Base64.
        signature: &str = &frozen.signature;
        /// The public key of who signed it, in Base64.
        signedBy: &str = &frozen.signed_by;
        /// What went into it, by region.
        inputs: Vec<Child<'_, Input>> = all(&frozen.release.inputs);
        /// How many of its figures have which status.
        figures: Vec<Made<FigureCount>> = statuses(frozen);
    }
}

shown! {
    /// How many figures have a status.
    "FigureCount", |count: FigureCount| {
        /// The status.
        status: Coded<Status> = Coded(count.status);
        /// How many figures.
        figures: i64 = count.figures;
    }
}

shown! {
    /// What can be said of a release before it is computed: how exact it would be and what it would take.
    "ReleasePreview", |preview: Preview| {
        /// What all tables tell at most of any one family.
        epsilon: String = preview.epsilon.to_string();
        /// The tables of attributes.
        tables: Vec<Child<'_, ExpectedTable>> = all(&preview.tables);
        /// What may still be told of each region's families, before this.
        left: Vec<Made<BudgetLeft>> = preview
            .left
            .iter()
            .map(|(region, epsilon)| Made(BudgetLeft { region: region.clone(), epsilon: *epsilon }))
            .collect();
    }
}

shown! {
    /// What can be said of a table before it is computed.
    "ExpectedTable", |table: ExpectedTable| {
        /// The code of its indicator.
        indicator: &str = &table.indicator;
        /// How it will be protected, with the margin of its figures.
        protection: Child<'_, Protection> = alone(&table.protection);
    }
}

shown! {
    /// What may still be told of a region's families in the year of a release.
    "BudgetLeft", |left: BudgetLeft| {
        /// The region's code.
        region: &str = &left.region;
        /// As a privacy loss (epsilon).
        epsilon: String = left.epsilon.to_string();
    }
}

shown! {
    /// Why something was not done.
    "ReleaseRefusal", |refusal: Refusal| {
        /// The stable code.
        code: Coded<RefusalCode> = Coded(refusal.code);
        /// The field, or the thing, that it is about.
        field: &str = &refusal.about;
        /// The reason in English, for developers.
        message: &str = refusal.code.about().trim();
    }
}

/// What came of a mutation: what it is about as it became, or why nothing was done.
pub(super) struct Payload<R>(Result<R, Refusals>);

impl<R: Shown<Around = ()>> Payload<R> {
    pub(super) fn of(done: Result<R, Refusals>) -> Object<Self> {
        Object::from(Self(done))
    }

    /// The type's name with a small first letter.
    fn record() -> String {
        let name = R::name();
        let (first, rest) = name.split_at(1);
        first.to_ascii_lowercase() + rest
    }
}

impl<R: Shown<Around = ()>> Shown for Payload<R> {
    type Around = ();

    fn name() -> Cow<'static, str> {
        Cow::Owned(format!("{}Payload", R::name()))
    }

    fn about() -> Cow<'static, str> {
        Cow::Borrowed("What came of a mutation: what it is about as it became, or why nothing was done.")
    }

    fn describe(fields: &mut Fields<'_>) {
        fields.add::<Option<Child<'_, R>>>(&Self::record(), "What it is about as it became; absent when refused.");
        fields.add::<Vec<Child<'_, Refusal>>>("refusals", "Why nothing was done; empty when it was done.");
    }

    fn field(&self, (): &(), name: &str, walk: &mut Walk<'_>) -> Option<Answered> {
        match (&self.0, name) {
            (Ok(_), "refusals") => Some(walk.list::<Child<'_, Refusal>>([])),
            (Err(refusals), "refusals") => Some(all(refusals.all()).answer(walk)),
            (Ok(record), name) if name == Self::record() => Some(alone(record).answer(walk)),
            _ => None,
        }
    }
}
