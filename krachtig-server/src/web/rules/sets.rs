//! Sets of rules: confirming what somebody else proposed, taking back what decides, moving families to newer rules; and
//! their course as a picture.

use i18n_embed_fl::fl;
use krachtig_core::domain::id::{PluginId, TrajectoryId};
use krachtig_core::domain::refusal::RefusalCode;
use krachtig_core::domain::rule_set::{RuleSet, RuleSetState, RuleUse, RulesInForce};
use krachtig_core::service::{Act, Ask, Failure, MoveTrajectories, TrajectoryFilter, TrajectorySort};
use time::Date;

use super::super::draw::{Drawing, Span, Table, spans};
use super::super::field::Fields;
use super::super::form::{Form, Problems, Reading};
use super::super::office::{Entry, Sent};
use super::super::reply::Trouble;
use super::super::visit::Visit;
use super::super::write::{Asked, Wrong, about, act, done};
use super::life::{Doers, Life, called};

/// How many families a page has.
const ROWS: u32 = 50;
/// The most sets that the picture shows.
const MOST_DRAWN: usize = 12;

/// What has to be known of a set before one says yes to it or takes it back.
async fn told(visit: &Visit, life: &Life, set: &RuleSet) -> Result<Vec<(String, Vec<String>)>, Trouble> {
    let t = visit.t;
    let doers = Doers::of(visit, [set.proposed_by.as_str()]).await?;
    let who = doers.name(visit, &set.proposed_by);
    let name = called((&set.name, &set.edition));
    let mut settings: Vec<String> = life
        .told(visit, (&set.hash, &set.settings))
        .into_iter()
        .map(|(name, value)| format!("{name}: {value}"))
        .collect();
    if settings.is_empty() {
        settings.push(fl!(t, "settings-own"));
    }
    let from = fl!(t, "rules-from", day = t.format.day(set.valid_from));
    let day = t.format.day(set.proposed_on);
    let mut told = vec![
        (
            name,
            vec![t.word(set.usage), from, fl!(t, "rules-proposed", who = who, day = day)],
        ),
        (fl!(t, "settings"), settings),
    ];
    let same = |replay: &&krachtig_core::domain::replay::Replay| {
        replay.hash == set.hash && replay.settings == set.settings && replay.summary.failure.is_none()
    };
    if let Some(replay) = life.replays.iter().find(same) {
        let (different, count) = (replay.summary.different, replay.summary.decisions);
        told.push((
            fl!(t, "replay"),
            vec![fl!(t, "replay-found", different = different, count = count)],
        ));
    }
    Ok(told)
}

/// What decides on whoever begins once a set is gone, in words.
fn without(visit: &Visit, life: &Life, gone: &RuleSet) -> String {
    let t = visit.t;
    let left = life.sets.iter().filter(|set| set.id != gone.id).cloned().collect();
    match RulesInForce::on(visit.today(), left).active() {
        Some(set) => fl!(
            t,
            "rules-then",
            name = called((&set.name, &set.edition)),
            number = set.number
        ),
        None => fl!(t, "rules-then-nobody"),
    }
}

/// Confirms what somebody else proposed.
pub(in crate::web) struct Confirm;

impl Entry for Confirm {
    async fn first(visit: &Visit, of: &str) -> Result<Form, Trouble> {
        Ok(about(Form::default(), Life::of(visit).await?.set(of)?))
    }

    async fn asked(visit: &Visit, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        let t = fields.t;
        let life = Life::of(visit).await?;
        let set = life.set(fields.form.text("of"))?;
        let lead = match set.usage {
            RuleUse::Shadow => fl!(t, "rules-confirm-shadow"),
            RuleUse::Active | RuleUse::Running => fl!(t, "rules-confirm-lead"),
        };
        let asked = Asked::default().lead(lead).told(told(visit, &life, set).await?);
        Ok(asked.submit(fl!(t, "do-rules-confirm")))
    }

    async fn send(visit: &Visit, form: &Form) -> Sent {
        let cmd = act::<RuleSet>(form)?;
        match visit.services.confirm_rules(&visit.ctx, cmd).await {
            Err(Failure::Refused(refusals)) if refusals.first().code == RefusalCode::ApproverRole => {
                Err(Wrong::Form(Problems::one("", fl!(visit.t, "rules-coordinator"))))
            }
            outcome => done(outcome),
        }
    }
}

/// Takes a set back, in one step.
pub(in crate::web) struct RollBack;

impl Entry for RollBack {
    async fn first(visit: &Visit, of: &str) -> Result<Form, Trouble> {
        Ok(about(Form::default(), Life::of(visit).await?.set(of)?))
    }

    async fn asked(visit: &Visit, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        let t = fields.t;
        let life = Life::of(visit).await?;
        let set = life.set(fields.form.text("of"))?;
        let mut told = told(visit, &life, set).await?;
        if set.usage != RuleUse::Shadow && set.state(visit.today()) == RuleSetState::InUse {
            told.push((fl!(t, "rules-after"), vec![without(visit, &life, set)]));
        }
        let asked = Asked::default().lead(fl!(t, "rules-roll-back-lead")).told(told);
        Ok(asked.submit(fl!(t, "do-rules-roll-back")))
    }

    async fn send(visit: &Visit, form: &Form) -> Sent {
        let cmd: Act<RuleSet> = act(form)?;
        done(visit.services.roll_back_rules(&visit.ctx, cmd).await)
    }
}

/// Moves families to a plugin that is in use.
pub(in crate::web) struct Move;

impl Entry for Move {
    async fn first(visit: &Visit, _: &str) -> Result<Form, Trouble> {
        let life = Life::of(visit).await?;
        let active = life.in_force(visit);
        let plugin = active.active().and_then(|set| life.plugin_of(&set.hash));
        let form = Form::default();
        Ok(plugin.map_or(form.clone(), |plugin| form.or("plugin_id", plugin.id.to_string())))
    }

    async fn asked(visit: &Visit, fields: &Fields<'_>) -> Result<Asked, Trouble> {
        let t = fields.t;
        let life = Life::of(visit).await?;
        let today = visit.today();
        let in_use = |hash: &str| {
            let mut sets = life.sets.iter();
            sets.any(|set| set.hash == hash && set.usage == RuleUse::Active && set.state(today) == RuleSetState::InUse)
        };
        let plugins = life.plugins.iter().filter(|plugin| in_use(&plugin.hash));
        let plugins = plugins.map(|plugin| (plugin.id.to_string(), called((&plugin.name, &plugin.edition))));
        let after = fields.form.filled("after").or_else(|| visit.query.filled("after"));
        let (shown, next) = families(visit, after.as_deref()).await?;
        let asked = vec![
            fields.select_of(("plugin_id", fl!(t, "field-move-to")), plugins),
            fields.boxes(("ids", fl!(t, "field-move-whom")), shown),
            fields.hidden("after", after.unwrap_or_default()),
        ];
        let asked = Asked::of(asked).lead(fl!(t, "rules-move-lead"));
        let asked = asked.submit(fl!(t, "do-rules-move"));
        Ok(match next {
            Some(next) => asked.further(format!("{}/rules/move?after={next}", visit.home())),
            None => asked,
        })
    }

    async fn send(visit: &Visit, form: &Form) -> Sent {
        let mut reading = Reading::new(form, visit.t);
        let plugin = reading.id::<PluginId>("plugin_id");
        let ids: Vec<TrajectoryId> = reading.ids("ids");
        if ids.is_empty() {
            reading.missing("ids");
        }
        let cmd = reading.done(plugin.map(|plugin_id| MoveTrajectories { ids, plugin_id }))?;
        done(visit.services.move_trajectories(&visit.ctx, cmd).await)
    }
}

/// A page of the families that are helped now, those that began last first; and after what the next page begins, where
/// there is one.
async fn families(visit: &Visit, after: Option<&str>) -> Result<(Vec<(String, String)>, Option<String>), Trouble> {
    let (services, ctx, t) = (&visit.services, &visit.ctx, visit.t);
    let ask = Ask {
        first: ROWS,
        after: after.and_then(|after| serde_json::from_str(after).ok()),
        filter: TrajectoryFilter {
            open: Some(true),
            ..TrajectoryFilter::default()
        },
        sort: TrajectorySort::OpenedOn,
        descending: true,
    };
    let page = services.trajectories(ctx, &ask).await?;
    let homes: Vec<_> = page.rows.iter().map(|(_, one)| (one.id, one.family_id)).collect();
    let families = services.families_of(ctx, &page.logged, &homes).await?;
    let named = |id: &TrajectoryId| {
        let name = families.get(id).map(|family| family.name.to_string());
        name.filter(|name| !name.is_empty())
            .unwrap_or_else(|| fl!(t, "family-unnamed"))
    };
    let row = |(_, one): &(_, krachtig_core::domain::trajectory::Trajectory)| {
        let since = fl!(t, "since", day = t.format.short_day(one.opened_on));
        (one.id.to_string(), format!("{} ({since})", named(&one.id)))
    };
    let last = page.rows.last().filter(|_| page.more);
    let next = last.and_then(|(cursor, _)| serde_json::to_string(cursor).ok());
    let next = next.map(|next| form_urlencoded::byte_serialize(next.as_bytes()).collect());
    Ok((page.rows.iter().map(row).collect(), next))
}

/// Until when a set decides on whoever begins; none where it does still, or never did.
fn until(set: &RuleSet, all: &[RuleSet]) -> Option<Date> {
    let newer = |other: &&RuleSet| {
        other.confirmed_on.is_some()
            && other.rolled_back_on.is_none()
            && (other.usage == RuleUse::Active) == (set.usage == RuleUse::Active)
            && (set.usage == RuleUse::Active || other.hash == set.hash)
            && (other.valid_from, other.number) > (set.valid_from, set.number)
    };
    let next = all.iter().filter(newer).map(|other| other.valid_from).min();
    [set.rolled_back_on, next].into_iter().flatten().min()
}

/// The course of the sets: from when until when each decided, or was asked beside what decided.
pub(super) fn drawing(visit: &Visit, all: &[RuleSet]) -> Option<Drawing> {
    let t = visit.t;
    if all.is_empty() {
        return None;
    }
    let today = visit.today();
    let drawn: Vec<&RuleSet> = all.iter().take(MOST_DRAWN).rev().collect();
    let ends = |set: &RuleSet| until(set, all).filter(|end| *end <= today || set.rolled_back_on.is_some());
    let span = |set: &&RuleSet| Span {
        label: format!("{}. {}", set.number, called((&set.name, &set.edition))),
        from: set.valid_from.to_julian_day(),
        until: ends(set).unwrap_or(today).to_julian_day(),
        open: set.confirmed_on.is_none(),
        beside: set.usage == RuleUse::Shadow,
        text: t.word(set.state(today)),
    };
    let row = |set: &&RuleSet| {
        let end = ends(set).map(|day| t.format.day(day));
        vec![
            set.number.to_string(),
            called((&set.name, &set.edition)),
            t.word(set.usage),
            t.word(set.state(today)),
            t.format.day(set.valid_from),
            end.unwrap_or_else(|| "–".to_owned()),
        ]
    };
    let table = Table {
        head: vec![
            fl!(t, "rules-number"),
            fl!(t, "rules-plugin"),
            fl!(t, "field-rule-use"),
            fl!(t, "rules-state"),
            fl!(t, "rules-since"),
            fl!(t, "rules-until"),
        ],
        rows: drawn.iter().map(row).collect(),
    };
    let texts = (fl!(t, "rules-course"), fl!(t, "rules-course-about"), fl!(t, "as-table"));
    let days = |day: i32| {
        Date::from_julian_day(day)
            .map(|day| t.format.short_day(day))
            .unwrap_or_default()
    };
    let all: Vec<Span> = drawn.iter().map(span).collect();
    Some(Drawing::of(
        "course",
        spans(&all, today.to_julian_day(), days),
        texts,
        table,
    ))
}
