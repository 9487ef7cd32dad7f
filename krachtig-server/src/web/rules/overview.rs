//! Which rules decide and since when, what waits for somebody, and the plugins, replays and keys behind them.

use askama::Template;
use i18n_embed_fl::fl;
use krachtig_core::domain::plugin::{Plugin, TrustedKey};
use krachtig_core::domain::replay::{Replay, ReplayState};
use krachtig_core::domain::rule_set::{RuleSet, RuleSetState, RuleUse, RulesInForce};
use krachtig_core::service::Action;

use super::super::draw::Drawing;
use super::super::frame::Frame;
use super::super::office::{Duty, act, acts};
use super::super::part::{Badge, Button, Row, Tone};
use super::super::reply::{Answered, Reply, Trouble};
use super::super::visit::{Place, Visit};
use super::life::{Doers, Life, called};
use super::sets;

#[derive(Template)]
#[template(path = "rules/overview.html")]
struct OverviewPage {
    p: Frame,
    buttons: Vec<Button>,
    /// What decides on whoever begins today; nothing where a person does.
    decides: Option<Deciding>,
    waiting: Vec<Row>,
    sets: Vec<Row>,
    drawing: Option<Drawing>,
    plugins: Vec<Row>,
    replays: Vec<Row>,
    keys: Vec<Row>,
    trust: Option<Button>,
    moving: Option<Button>,
}

/// The set that decides.
struct Deciding {
    name: String,
    since: String,
    by: String,
    /// The settings that are others than the plugin's own.
    settings: Vec<(String, String)>,
}

/// Shows what there is.
pub(super) async fn show(visit: &Visit) -> Answered {
    let t = visit.t;
    let life = Life::of(visit).await?;
    let in_force = life.in_force(visit);
    let doers = doers(visit, &life).await?;
    let waits = |set: &&RuleSet| set.state(visit.today()) == RuleSetState::Proposed;
    let rows = |waiting: bool| {
        let sets = life.sets.iter().filter(|set| waits(set) == waiting);
        sets.map(|set| set_row(visit, (set, &in_force), &doers))
            .collect::<Vec<Row>>()
    };
    let upload = Button::new(format!("{}/rules/upload", visit.home()), fl!(t, "do-rules-upload"));
    Reply::page(&OverviewPage {
        p: visit.frame(fl!(t, "rules-title"), Some(Place::Rules)),
        buttons: visit.may(Action::UploadPlugin).then_some(upload).into_iter().collect(),
        decides: in_force.active().map(|set| deciding(visit, (set, &life), &doers)),
        waiting: rows(true),
        sets: rows(false),
        drawing: sets::drawing(visit, &life.sets),
        plugins: life
            .plugins
            .iter()
            .map(|plugin| plugin_row(visit, plugin, &in_force))
            .collect(),
        replays: life
            .replays
            .iter()
            .take(20)
            .map(|replay| replay_row(visit, replay))
            .collect(),
        keys: life.keys.iter().map(|key| key_row(visit, key)).collect(),
        trust: act(visit, Duty::TrustKey),
        moving: act(visit, Duty::MoveTrajectories).filter(|_| in_force.active().is_some()),
    })
}

async fn doers(visit: &Visit, life: &Life) -> Result<Doers, Trouble> {
    let of_set = |set: &'_ RuleSet| {
        let mut ids = vec![set.proposed_by.clone()];
        ids.extend(set.confirmed_by.clone());
        ids.extend(set.rolled_back_by.clone());
        ids
    };
    let ids: Vec<String> = life.sets.iter().flat_map(of_set).collect();
    Doers::of(visit, ids.iter().map(String::as_str)).await
}

fn deciding(visit: &Visit, (set, life): (&RuleSet, &Life), doers: &Doers) -> Deciding {
    let t = visit.t;
    let proposer = doers.name(visit, &set.proposed_by);
    let confirmer = set.confirmed_by.as_deref().map(|id| doers.name(visit, id));
    Deciding {
        name: called((&set.name, &set.edition)),
        since: fl!(t, "rules-decide-since", day = t.format.day(set.valid_from)),
        by: fl!(
            t,
            "rules-by-two",
            proposer = proposer,
            confirmer = confirmer.unwrap_or_default()
        ),
        settings: life.told(visit, (&set.hash, &set.settings)),
    }
}

/// In which tone it is said where a set stands.
pub(super) fn tone(state: RuleSetState) -> Tone {
    match state {
        RuleSetState::Proposed => Tone::Wait,
        RuleSetState::Awaiting => Tone::Busy,
        RuleSetState::InUse => Tone::Good,
        RuleSetState::RolledBack => Tone::Plain,
    }
}

fn set_row(visit: &Visit, (set, in_force): (&RuleSet, &RulesInForce), doers: &Doers) -> Row {
    let t = visit.t;
    let state = set.state(visit.today());
    let proposed = fl!(
        t,
        "rules-proposed",
        who = doers.name(visit, &set.proposed_by),
        day = t.format.day(set.proposed_on)
    );
    let confirmed = set.confirmed_on.zip(set.confirmed_by.as_deref()).map(|(day, by)| {
        fl!(
            t,
            "rules-confirmed",
            who = doers.name(visit, by),
            day = t.format.day(day)
        )
    });
    let back = set.rolled_back_on.zip(set.rolled_back_by.as_deref()).map(|(day, by)| {
        fl!(
            t,
            "rules-rolled-back",
            who = doers.name(visit, by),
            day = t.format.day(day)
        )
    });
    let mine = set.proposed_by == visit.ctx.actor.id();
    let waits = state == RuleSetState::Proposed;
    let own = (waits && mine).then(|| fl!(t, "rules-own"));
    let mut duties = Vec::new();
    if waits && !mine {
        duties.push(Duty::ConfirmRules);
    }
    if state != RuleSetState::RolledBack {
        duties.push(Duty::RollBackRules);
        duties.push(Duty::StartReplay);
    }
    let mut acts = acts(visit, (set.id, &duties));
    if set.usage == RuleUse::Shadow && set.confirmed_on.is_some() && visit.may(Action::ListDifferences) {
        let href = format!("{}/rules/shadow?of={}", visit.home(), set.id);
        acts.push(Button::new(href, fl!(t, "rules-shadow-look")));
    }
    let decides = in_force.active().is_some_and(|active| active.id == set.id);
    let from = fl!(t, "rules-from", day = t.format.day(set.valid_from));
    Row::new(fl!(
        t,
        "rules-set",
        number = set.number,
        name = called((&set.name, &set.edition))
    ))
    .about(
        [t.word(set.usage), from, proposed]
            .into_iter()
            .chain(confirmed)
            .chain(back)
            .chain(own),
    )
    .badge(Some(Badge::new(tone(state), t.word(state))))
    .badge(decides.then(|| Badge::new(Tone::Good, fl!(t, "rules-decides"))))
    .acts(acts)
    .late(waits && !mine && visit.may(Action::ConfirmRules))
}

fn plugin_row(visit: &Visit, plugin: &Plugin, in_force: &RulesInForce) -> Row {
    let t = visit.t;
    let decides = in_force.active().is_some_and(|set| set.hash == plugin.hash);
    Row::new(called((&plugin.name, &plugin.edition)))
        .to(format!("{}/rules/plugin?of={}", visit.home(), plugin.id))
        .about([
            fl!(t, "rules-uploaded", day = t.format.day(plugin.uploaded_on)),
            super::plugin::summary(visit, plugin),
        ])
        .badge(Some(Badge::new(Tone::Good, fl!(t, "rules-checked"))))
        .badge(decides.then(|| Badge::new(Tone::Good, fl!(t, "rules-decides"))))
}

/// In which tone it is said how far a replay is.
pub(super) fn replay_tone(state: ReplayState) -> Tone {
    match state {
        ReplayState::Running => Tone::Busy,
        ReplayState::Done => Tone::Good,
        ReplayState::Cancelled => Tone::Plain,
        ReplayState::Failed => Tone::Bad,
    }
}

/// A replay in a line.
pub(super) fn replay_row(visit: &Visit, replay: &Replay) -> Row {
    let t = visit.t;
    let summary = &replay.summary;
    let found = (replay.state == ReplayState::Done).then(|| {
        fl!(
            t,
            "replay-found",
            different = summary.different,
            count = summary.decisions
        )
    });
    Row::new(called((&replay.name, &replay.edition)))
        .to(format!("{}/rules/replay?of={}", visit.home(), replay.id))
        .about(
            [fl!(t, "replay-asked", day = t.format.day(replay.asked_on))]
                .into_iter()
                .chain(found),
        )
        .badge(Some(Badge::new(replay_tone(replay.state), t.word(replay.state))))
}

fn key_row(visit: &Visit, key: &TrustedKey) -> Row {
    let t = visit.t;
    let since = fl!(t, "key-since", day = t.format.day(key.trusted_on));
    let (badge, duties): (Badge, &[Duty]) = match key.withdrawn_on {
        Some(day) => (
            Badge::new(Tone::Plain, fl!(t, "key-withdrawn", day = t.format.day(day))),
            &[],
        ),
        None => (Badge::new(Tone::Good, fl!(t, "key-trusted")), &[Duty::WithdrawKey]),
    };
    Row::new(key.label.to_string())
        .about([since, short(&key.public_key)])
        .badge(Some(badge))
        .acts(acts(visit, (key.id, duties)))
}

/// The beginning and the end of a long number, by which people know it.
pub(super) fn short(number: &str) -> String {
    match (number.get(..8), number.get(number.len().saturating_sub(8)..)) {
        (Some(begin), Some(end)) if number.len() > 16 => format!("{begin}…{end}"),
        _ => number.to_owned(),
    }
}
