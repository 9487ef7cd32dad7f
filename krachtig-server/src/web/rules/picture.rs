//! What a replay found, as pictures with their tables.

use i18n_embed_fl::fl;
use krachtig_core::domain::money::Cents;
use krachtig_core::domain::replay::{FigureChange, ReplayDimension, ReplayGroup, ReplaySummary, Tally};
use krachtig_core::domain::vocabulary::{FundingSilo, LifeDomain, Vocabulary};

use super::super::draw::{Bar, Drawing, Shift, Table, bars, shifts};
use super::super::visit::Visit;
use super::super::words::Words;
use super::differences::level;

/// In which direction decisions go.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Way {
    decisions: i64,
    amount: i64,
}

/// How strict a level of approval is: how many people are asked, nobody at all, or it is refused.
fn strictness(level: &str) -> Option<u32> {
    match level {
        "approve" => Some(0),
        "refuse" => Some(u32::MAX),
        "fault" => None,
        asked => {
            let groups = asked.split_once(':').map_or(asked, |(_, groups)| groups).split('+');
            let count = |group: &str| group.split_once('*')?.0.parse::<u32>().ok();
            Some(groups.filter_map(count).sum::<u32>().max(1))
        }
    }
}

/// Decisions that stay as they were, become milder, become stricter, become others, and get no answer.
fn ways(summary: &ReplaySummary) -> [Way; 5] {
    let mut ways = [Way::default(); 5];
    for change in &summary.levels {
        let place = match (strictness(&change.before), strictness(&change.after)) {
            (_, None) => 4,
            (Some(before), Some(after)) if after < before => 1,
            (Some(before), Some(after)) if after > before => 2,
            _ if change.before == change.after => 0,
            _ => 3,
        };
        ways[place].decisions += change.share.decisions;
        ways[place].amount = ways[place].amount.saturating_add(change.share.amount);
    }
    // Of those with the same level, some are paid otherwise or come with other reasons; their amounts are not counted apart.
    let moved: i64 = ways[1..].iter().map(|way| way.decisions).sum();
    let others = (summary.different - moved).max(0);
    ways[0].decisions -= others;
    ways[3].decisions += others;
    ways
}

/// How many decisions go which way.
pub(super) fn changes(t: &'static Words, summary: &ReplaySummary) -> Drawing {
    let labels = [
        fl!(t, "change-same"),
        fl!(t, "change-milder"),
        fl!(t, "change-stricter"),
        fl!(t, "change-other"),
        fl!(t, "change-fault"),
    ];
    let ways = ways(summary);
    let bar = |(label, way): (&String, &Way)| Bar {
        label: label.clone(),
        value: u32::try_from(way.decisions).unwrap_or_default(),
    };
    let drawn: Vec<Bar> = labels.iter().zip(&ways).map(bar).collect();
    let mut rows: Vec<Vec<String>> = summary
        .levels
        .iter()
        .map(|change| {
            vec![
                level(t, &change.before),
                level(t, &change.after),
                t.format.number(change.share.decisions),
                amount(t, change.share.amount),
            ]
        })
        .collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row[0] != row[1]));
    let table = Table {
        head: vec![
            fl!(t, "change-from"),
            fl!(t, "change-to"),
            fl!(t, "change-decisions"),
            fl!(t, "change-amount"),
        ],
        rows,
    };
    let about = fl!(
        t,
        "change-about",
        different = summary.different,
        count = summary.decisions
    );
    Drawing::of(
        "changes",
        bars(&drawn),
        (fl!(t, "change-title"), about, fl!(t, "as-table")),
        table,
    )
}

/// An amount of a replay; there is more than any budget has before it does not fit.
fn amount(t: &Words, cents: i64) -> String {
    t.format.amount(Cents::new(cents).unwrap_or(Cents::MAX))
}

/// By what the decisions are grouped: by silo unless something else is asked for.
pub(super) fn dimension(visit: &Visit) -> ReplayDimension {
    ReplayDimension::from_code(visit.query.text("by")).unwrap_or(ReplayDimension::Silo)
}

/// The ways between the groupings.
pub(super) fn dimensions(visit: &Visit, here: &str) -> Vec<(String, String, bool)> {
    let chosen = dimension(visit);
    let way = |by: &ReplayDimension| {
        let href = format!("{here}&by={by}#groups-head");
        (href, visit.t.word(*by), *by == chosen)
    };
    ReplayDimension::ALL.iter().map(way).collect()
}

/// What a group is called.
fn group_name(t: &'static Words, by: ReplayDimension, value: &str) -> String {
    let cents = |text: &str| {
        text.parse()
            .ok()
            .and_then(Cents::new)
            .map(|cents| t.format.amount(cents))
    };
    let named = match by {
        ReplayDimension::Silo => FundingSilo::from_code(value).map(|silo| t.word(silo)),
        ReplayDimension::LifeDomain => LifeDomain::from_code(value).map(|domain| t.word(domain)),
        ReplayDimension::ApprovalLevel => Some(level(t, value)),
        ReplayDimension::Amount => match (value.strip_prefix("up_to_"), value.strip_prefix("above_")) {
            (Some(most), _) => cents(most).map(|most| fl!(t, "band-up-to", amount = most)),
            (_, Some(least)) => cents(least).map(|least| fl!(t, "band-above", amount = least)),
            _ => None,
        },
    };
    named.unwrap_or_else(|| value.to_owned())
}

/// The least amount of a band, to put the bands in their order.
fn band(value: &str) -> i64 {
    let above = value.starts_with("above_");
    let number = value.rsplit('_').next().and_then(|text| text.parse::<i64>().ok());
    number.unwrap_or_default() + i64::from(above)
}

fn parts(tally: &Tally) -> [u32; 4] {
    let shares = [tally.approve, tally.needs_approvals, tally.refuse, tally.fault];
    shares.map(|share| u32::try_from(share.decisions).unwrap_or_default())
}

fn outcomes(t: &'static Words) -> [String; 4] {
    [
        fl!(t, "outcome-approve"),
        fl!(t, "outcome-asked"),
        fl!(t, "outcome-refuse"),
        fl!(t, "outcome-fault"),
    ]
}

/// The decisions group by group, before and after; nothing where there are none.
pub(super) fn groups(t: &'static Words, summary: &ReplaySummary, by: ReplayDimension) -> Option<Drawing> {
    let mut groups: Vec<&ReplayGroup> = summary.groups.iter().filter(|group| group.by == by).collect();
    if groups.is_empty() {
        return None;
    }
    if by == ReplayDimension::Amount {
        groups.sort_by_key(|group| band(&group.value));
    }
    let shift = |group: &&ReplayGroup| Shift {
        label: group_name(t, by, &group.value),
        before: parts(&group.before),
        after: parts(&group.after),
    };
    let outcomes = outcomes(t);
    let shares = |tally: &Tally| [tally.approve, tally.needs_approvals, tally.refuse, tally.fault];
    let row = |group: &ReplayGroup| {
        let sides = shares(&group.before)
            .into_iter()
            .zip(shares(&group.after))
            .zip(&outcomes);
        let counted = sides.filter(|((before, after), _)| before.decisions + after.decisions > 0);
        let name = group_name(t, by, &group.value);
        counted
            .map(|((before, after), outcome)| {
                vec![
                    name.clone(),
                    outcome.clone(),
                    t.format.number(before.decisions),
                    amount(t, before.amount),
                    t.format.number(after.decisions),
                    amount(t, after.amount),
                ]
            })
            .collect::<Vec<_>>()
    };
    let table = Table {
        head: vec![
            t.word(by),
            fl!(t, "change-outcome"),
            fl!(t, "change-before"),
            fl!(t, "change-before-amount"),
            fl!(t, "change-after"),
            fl!(t, "change-after-amount"),
        ],
        rows: groups.iter().flat_map(|group| row(group)).collect(),
    };
    let drawn: Vec<Shift> = groups.iter().map(shift).collect();
    let svg = shifts(&drawn, &[fl!(t, "change-was"), fl!(t, "change-becomes")], &outcomes);
    let texts = (fl!(t, "groups-title"), fl!(t, "groups-about"), fl!(t, "as-table"));
    Some(Drawing::of("groups", svg, texts, table))
}

/// The figures of closed periods that would be others; nothing where none would.
pub(super) fn figures(t: &'static Words, summary: &ReplaySummary) -> Option<Drawing> {
    if summary.figures.is_empty() {
        return None;
    }
    let figure = |text: &Option<String>| text.clone().unwrap_or_else(|| "–".to_owned());
    let row = |change: &FigureChange| {
        vec![
            change.period.to_string(),
            change.indicator.replace('_', " "),
            change.position.clone(),
            figure(&change.before),
            figure(&change.after),
        ]
    };
    // One bar for each period: how many of its figures change.
    let mut drawn: Vec<Bar> = Vec::new();
    for change in &summary.figures {
        let label = change.period.to_string();
        match drawn.last_mut() {
            Some(bar) if bar.label == label => bar.value += 1,
            _ => drawn.push(Bar { label, value: 1 }),
        }
    }
    let table = Table {
        head: vec![
            fl!(t, "moved-period"),
            fl!(t, "moved-indicator"),
            fl!(t, "moved-position"),
            fl!(t, "change-was"),
            fl!(t, "change-becomes"),
        ],
        rows: summary.figures.iter().map(row).collect(),
    };
    let about = fl!(
        t,
        "moved-about",
        count = summary.figures.len(),
        periods = summary.periods
    );
    let texts = (fl!(t, "moved-title"), about, fl!(t, "as-table"));
    Some(Drawing::of("figures", bars(&drawn), texts, table))
}
