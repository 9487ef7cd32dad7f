//! A replay: how far it is, and what would have been decided otherwise, as pictures and one by one.

use askama::Template;
use i18n_embed_fl::fl;
use krachtig_core::domain::id::ReplayId;
use krachtig_core::domain::replay::{DifferenceKind, Replay, ReplayState};
use krachtig_core::domain::vocabulary::Vocabulary;
use krachtig_core::service::{Action, Ask, DifferenceFilter, RecordedSort};

use super::super::draw::Drawing;
use super::super::form::Form;
use super::super::frame::Frame;
use super::super::office::{Duty, acts};
use super::super::part::{Badge, Button};
use super::super::reply::{Answered, Reply, Trouble};
use super::super::visit::{Place, Visit};
use super::differences::{Differing, told};
use super::life::{Doers, Life, called};
use super::overview::replay_tone;
use super::picture;

/// How many differences a page has.
const ROWS: u32 = 10;

#[derive(Template)]
#[template(path = "rules/replay.html")]
struct ReplayPage {
    p: Frame,
    crumbs: Vec<(String, String)>,
    id: String,
    /// The page's own address.
    here: String,
    badge: Badge,
    buttons: Vec<Button>,
    facts: Vec<(String, String)>,
    running: Option<Running>,
    /// What is to be known of how it ended.
    notes: Vec<String>,
    changes: Option<Drawing>,
    groups: Option<Drawing>,
    dimensions: Vec<(String, String, bool)>,
    figures: Option<Drawing>,
    kinds: Vec<(String, String, bool)>,
    differences: Vec<Differing>,
    /// Where the next page of differences is.
    next: Option<String>,
}

/// A replay that is at work.
struct Running {
    done: u64,
    total: u64,
    text: String,
    /// Whether whoever looks may stop it.
    stop: bool,
}

/// Shows the replay that the address names.
pub(super) async fn show(visit: &Visit) -> Answered {
    let t = visit.t;
    let id: ReplayId = visit.query.text("of").parse().map_err(|_| Trouble::not_found())?;
    // Before the record is read: a replay that ends in between is told as ended.
    let at_work = visit.services.replay_at_work(&visit.ctx).filter(|now| now.id == id);
    let replay = visit.services.replay(&visit.ctx, id).await?;
    let life = Life::of(visit).await?;
    let doers = Doers::of(visit, [replay.asked_by.as_str()]).await?;
    let running = (replay.state == ReplayState::Running).then(|| Running {
        done: at_work.map(|now| now.done).unwrap_or_default(),
        total: at_work.map(|now| now.total).unwrap_or_default(),
        text: match at_work {
            Some(now) => fl!(t, "replay-far", done = now.done, total = now.total),
            None => fl!(t, "replay-interrupted"),
        },
        stop: at_work.is_some() && visit.may(Action::ReplayRules),
    });
    let done = replay.state == ReplayState::Done;
    let duties: &[Duty] = if done {
        &[Duty::ProposeRules, Duty::StartReplay]
    } else {
        &[Duty::StartReplay]
    };
    let (differences, next) = differences(visit, &replay).await?;
    let here = format!("{}/rules/replay?of={id}", visit.home());
    Reply::page(&ReplayPage {
        p: visit.frame(called((&replay.name, &replay.edition)), Some(Place::Rules)),
        crumbs: vec![(format!("{}/rules", visit.home()), fl!(t, "bar-rules"))],
        id: id.to_string(),
        badge: Badge::new(replay_tone(replay.state), t.word(replay.state)),
        buttons: if running.is_some() {
            Vec::new()
        } else {
            acts(visit, (id, duties))
        },
        facts: facts(visit, (&replay, &life), &doers),
        running,
        notes: notes(visit, &replay),
        changes: done.then(|| picture::changes(t, &replay.summary)),
        groups: done
            .then(|| picture::groups(t, &replay.summary, picture::dimension(visit)))
            .flatten(),
        dimensions: picture::dimensions(visit, &here),
        figures: picture::figures(t, &replay.summary),
        kinds: kinds(visit, &replay, &here),
        differences,
        next,
        here,
    })
}

fn facts(visit: &Visit, (replay, life): (&Replay, &Life), doers: &Doers) -> Vec<(String, String)> {
    let t = visit.t;
    let mut settings: Vec<String> = life
        .told(visit, (&replay.hash, &replay.settings))
        .into_iter()
        .map(|(name, value)| format!("{name}: {value}"))
        .collect();
    if settings.is_empty() {
        settings.push(fl!(t, "settings-own"));
    }
    vec![
        (fl!(t, "fact-asked"), t.format.day(replay.asked_on)),
        (fl!(t, "fact-asked-by"), doers.name(visit, &replay.asked_by)),
        (fl!(t, "settings"), settings.join("; ")),
    ]
}

fn notes(visit: &Visit, replay: &Replay) -> Vec<String> {
    let (t, summary) = (visit.t, &replay.summary);
    let mut notes = Vec::new();
    match replay.state {
        ReplayState::Running => return notes,
        ReplayState::Done if summary.decisions == 0 => notes.push(fl!(t, "replay-empty")),
        ReplayState::Done => {}
        ReplayState::Cancelled => notes.push(fl!(t, "replay-cancelled")),
        ReplayState::Failed => notes.push(fl!(
            t,
            "replay-failed",
            code = summary.failure.clone().unwrap_or_default()
        )),
    }
    if summary.reconstructed > 0 {
        notes.push(fl!(t, "replay-reconstructed", count = summary.reconstructed));
    }
    if summary.kept < summary.different {
        notes.push(fl!(t, "replay-kept", count = summary.kept));
    }
    if summary.period_faults > 0 {
        notes.push(fl!(t, "replay-period-faults", count = summary.period_faults));
    }
    notes
}

/// The ways between all differences and those of one kind.
fn kinds(visit: &Visit, replay: &Replay, here: &str) -> Vec<(String, String, bool)> {
    let t = visit.t;
    if replay.summary.kinds.is_empty() || !visit.may(Action::ListDifferences) {
        return Vec::new();
    }
    let chosen = DifferenceKind::from_code(visit.query.text("kind"));
    let all = format!("{} ({})", fl!(t, "difference-all"), replay.summary.different);
    let mut ways = vec![(format!("{here}#differences"), all, chosen.is_none())];
    ways.extend(replay.summary.kinds.iter().map(|(kind, count)| {
        let href = format!("{here}&kind={kind}#differences");
        (href, format!("{} ({count})", t.word(*kind)), chosen == Some(*kind))
    }));
    ways
}

/// A page of the differences, and where the next one is, for whoever may see them.
async fn differences(visit: &Visit, replay: &Replay) -> Result<(Vec<Differing>, Option<String>), Trouble> {
    if replay.summary.kept == 0 || !visit.may(Action::ListDifferences) {
        return Ok((Vec::new(), None));
    }
    let kind = DifferenceKind::from_code(visit.query.text("kind"));
    let ask = Ask {
        first: ROWS,
        after: visit
            .query
            .filled("after")
            .and_then(|after| serde_json::from_str(&after).ok()),
        filter: DifferenceFilter {
            replay_id: Some(replay.id),
            kind,
        },
        sort: RecordedSort::Recorded,
        descending: false,
    };
    let page = visit.services.replay_differences(&visit.ctx, &ask).await?;
    let cursor = page.rows.last().filter(|_| page.more).map(|(cursor, _)| cursor);
    let next = cursor
        .and_then(|cursor| serde_json::to_string(cursor).ok())
        .map(|after| {
            let after: String = form_urlencoded::byte_serialize(after.as_bytes()).collect();
            let kind = kind.map(|kind| format!("&kind={kind}")).unwrap_or_default();
            format!(
                "{}/rules/replay?of={}{kind}&after={after}#differences",
                visit.home(),
                replay.id
            )
        });
    let compared: Vec<_> = page
        .rows
        .into_iter()
        .map(|(_, one)| (one.request_id, Some(one.kind), one.verdict))
        .collect();
    Ok((told(visit, (&replay.hash, &compared)).await?, next))
}

/// Stops a replay that is at work.
pub(super) async fn stop(visit: &Visit, form: &Form) -> Answered {
    let id: ReplayId = form.text("of").parse().map_err(|_| Trouble::not_found())?;
    let stopped = visit.services.cancel_replay(&visit.ctx, id).await;
    let here = format!("{}/rules/replay?of={id}", visit.home());
    match stopped {
        Ok(_) => Ok(Reply::go_to(format!("{here}&done=replay-stop"))),
        // It ended by itself meanwhile.
        Err(krachtig_core::service::Failure::Refused(refusals))
            if refusals.first().code == krachtig_core::domain::refusal::RefusalCode::WrongState =>
        {
            Ok(Reply::go_to(here))
        }
        Err(failure) => Err(failure.into()),
    }
}
