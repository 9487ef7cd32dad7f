//! Goals of the family, the actions towards them, and the time and connections that made room for them.

use askama::Template;
use i18n_embed_fl::fl;
use krachtig_core::domain::dossier::Dossier;
use krachtig_core::domain::family::Person;
use krachtig_core::domain::goal::{Goal, GoalOutcome};
use krachtig_core::domain::id::PersonId;
use krachtig_core::domain::plan_comment::PlanComment;
use krachtig_core::domain::record::RecordKind;

use super::super::frame::Frame;
use super::super::part::{Badge, Button, Row, Tone};
use super::super::reply::{Answered, Reply};
use super::super::visit::Visit;
use super::super::write::Write;
use super::files::{self, FileShown};
use super::overview::{due_badge, withheld};
use super::{Head, Names, Tab, acts, address, button, names, opened};

#[derive(Template)]
#[template(path = "dossier/plan.html")]
struct PlanPage {
    p: Frame,
    head: Head,
    goals: Vec<GoalShown>,
    /// Where a tick of an action goes; nowhere for whoever may tick none.
    tick: String,
    hours: String,
    time: Vec<Row>,
    connections: Vec<Row>,
    /// What people of the family said about the plan, and the office's answers.
    said: Vec<Row>,
    signed: Vec<Row>,
    withheld: String,
}

struct GoalShown {
    title: String,
    about: String,
    badge: Badge,
    note: String,
    actions: Vec<ActionShown>,
    acts: Vec<Button>,
    files: Vec<FileShown>,
}

struct ActionShown {
    id: String,
    version: String,
    about: String,
    who: String,
    done: String,
    due: Option<Badge>,
    late: bool,
    acts: Vec<Button>,
}

pub(super) async fn answer(visit: &Visit, dossier: &Dossier) -> Answered {
    let givers = dossier.time_entries.iter().map(|entry| entry.member_id);
    let answered = dossier.plan_comments.iter().filter_map(|comment| comment.said_by);
    let colleagues = names(visit, givers.chain(answered)).await?;
    let writes = [Write::SetGoal, Write::Connect, Write::NoteTime];
    let (p, head) = opened(visit, dossier, (Tab::Plan, &writes));
    let tick = button(visit, dossier, Write::ChangeAction);
    let tick = tick.map(|_| format!("{}/actions/tick", address(visit, dossier)));
    let mut goals: Vec<&Goal> = dossier.goals.iter().collect();
    goals.sort_by_key(|goal| (goal.outcome.is_some(), goal.target_on.is_none(), goal.target_on));
    Reply::page(&PlanPage {
        p,
        head,
        goals: goals.into_iter().map(|goal| shown(visit, dossier, goal)).collect(),
        tick: tick.unwrap_or_default(),
        hours: hours(dossier),
        time: time(visit, dossier, &colleagues),
        connections: connections(visit, dossier),
        said: said(visit, dossier, &colleagues),
        signed: signed(visit, dossier),
        withheld: withheld(visit, dossier),
    })
}

fn shown(visit: &Visit, dossier: &Dossier, goal: &Goal) -> GoalShown {
    let t = visit.t;
    let whose = goal
        .person_id
        .and_then(|id| dossier.persons.iter().find(|person| person.id == id));
    let target = goal.target_on.map(|on| fl!(t, "target-on", day = t.format.day(on)));
    let about = [
        Some(t.word(goal.life_domain)),
        whose.map(|person| person.name.to_string()),
        target,
    ];
    let badge = match goal.outcome {
        None => Badge::new(Tone::Busy, fl!(t, "goal-open")),
        Some(outcome) => {
            let tone = match outcome {
                GoalOutcome::Reached => Tone::Good,
                GoalOutcome::PartlyReached => Tone::Wait,
                GoalOutcome::NotReached => Tone::Bad,
                GoalOutcome::Dropped => Tone::Plain,
            };
            Badge::new(tone, t.word(outcome))
        }
    };
    let mut actions: Vec<_> = dossier
        .actions
        .iter()
        .filter(|action| action.goal_id == goal.id)
        .collect();
    actions.sort_by_key(|action| (action.done_on.is_some(), action.due_on.is_none(), action.due_on));
    let writes: &[Write] = match goal.outcome {
        None => &[Write::PlanAction, Write::ChangeGoal, Write::ConcludeGoal],
        Some(_) => &[Write::ChangeGoal, Write::ResumeGoal],
    };
    GoalShown {
        title: goal.title.to_string(),
        about: about.into_iter().flatten().collect::<Vec<_>>().join(" · "),
        badge,
        note: goal.outcome_note.as_ref().map(ToString::to_string).unwrap_or_default(),
        actions: actions
            .into_iter()
            .map(|action| action_shown(visit, dossier, action))
            .collect(),
        acts: acts(visit, dossier, (goal.id, writes))
            .into_iter()
            .chain(files::attach(visit, dossier, (RecordKind::Goal, goal.id)))
            .collect(),
        files: files::of(visit, dossier, goal.id.uuid()),
    }
}

fn action_shown(visit: &Visit, dossier: &Dossier, action: &krachtig_core::domain::goal::Action) -> ActionShown {
    let t = visit.t;
    let who = action.who.as_ref().map(ToString::to_string);
    let who: Vec<String> = std::iter::once(t.word(action.carrier)).chain(who).collect();
    ActionShown {
        id: action.id.to_string(),
        version: action.version.get().to_string(),
        about: action.about.to_string(),
        who: who.join(" · "),
        done: action
            .done_on
            .map(|on| fl!(t, "done-on", day = t.format.short_day(on)))
            .unwrap_or_default(),
        due: action
            .due_on
            .filter(|_| action.done_on.is_none())
            .map(|due| due_badge(visit, due)),
        acts: acts(visit, dossier, (action.id, &[Write::ChangeAction])),
        late: action.done_on.is_none() && action.due_on.is_some_and(|due| due < visit.today()),
    }
}

/// All time that was given, as hours and minutes.
fn hours(dossier: &Dossier) -> String {
    let minutes: i32 = dossier.time_entries.iter().map(|entry| entry.minutes).sum();
    clock(minutes)
}

/// `1:05` for 65 minutes.
fn clock(minutes: i32) -> String {
    format!("{}:{:02}", minutes / 60, minutes % 60)
}

fn time(visit: &Visit, dossier: &Dossier, colleagues: &Names) -> Vec<Row> {
    let t = visit.t;
    let mut entries: Vec<_> = dossier.time_entries.iter().collect();
    entries.sort_by_key(|entry| std::cmp::Reverse((entry.spent_on, entry.id)));
    let row = |entry: &krachtig_core::domain::room::TimeEntry| {
        let domain = entry.life_domain.map(|domain| t.word(domain)).unwrap_or_default();
        let row = Row::new(colleagues.of(entry.member_id)).about([t.format.day(entry.spent_on), domain]);
        let badge = Badge::new(Tone::Plain, fl!(t, "hours", hours = clock(entry.minutes)));
        let row = row.badge(Some(badge)).more(entry.note.as_ref());
        row.acts(acts(visit, dossier, (entry.id, &[Write::ChangeTime])))
    };
    entries.into_iter().take(8).map(row).collect()
}

fn connections(visit: &Visit, dossier: &Dossier) -> Vec<Row> {
    let t = visit.t;
    let row = |one: &krachtig_core::domain::room::Connection| {
        let title = fl!(
            t,
            "connected",
            who = one.who.to_string(),
            with = one.with_whom.to_string()
        );
        Row::new(title)
            .about([t.format.day(one.laid_on), t.word(one.side)])
            .more(one.result.as_ref())
            .acts(acts(visit, dossier, (one.id, &[Write::ChangeConnection])))
    };
    dossier.connections.iter().rev().map(row).collect()
}

/// What was said about the plan, the newest first; the last word of a person waits for an answer.
fn said(visit: &Visit, dossier: &Dossier, colleagues: &Names) -> Vec<Row> {
    let t = visit.t;
    let waiting = dossier.waiting_for_answer();
    let last = |one: &PlanComment| dossier.comments_of(one.person_id).last().map(|last| last.id) == Some(one.id);
    let row = |one: &PlanComment| {
        let person = person_name(dossier, one.person_id);
        let who = one
            .said_by
            .map_or_else(|| person.clone(), |by| format!("{} → {person}", colleagues.of(by)));
        let goal = dossier.goals.iter().find(|goal| Some(goal.id) == one.goal_id);
        let goal = goal.map(|goal| goal.title.to_string()).unwrap_or_default();
        let waits = waiting.contains(&one.person_id) && last(one);
        let row = Row::new(who)
            .about([t.format.day(one.said_on), goal])
            .more(Some(&one.text));
        let row = row.badge(waits.then(|| Badge::new(Tone::Wait, fl!(t, "plan-waits"))));
        match one.said_by {
            None => row.acts(acts(visit, dossier, (one.id, &[Write::AnswerComment]))),
            Some(_) => row,
        }
    };
    dossier.plan_comments.iter().rev().map(row).collect()
}

/// Who signed the plan, and whether it was the plan as it stands: the last signature of each.
fn signed(visit: &Visit, dossier: &Dossier) -> Vec<Row> {
    let t = visit.t;
    let row = |person: &Person| {
        let last = dossier.signatures_of(person.id).last()?;
        let now = visit.services.is_signed(&visit.ctx, dossier, person.id);
        let badge = if now {
            Badge::new(Tone::Good, fl!(t, "plan-signed-now"))
        } else {
            Badge::new(Tone::Wait, fl!(t, "plan-signed-before"))
        };
        let day = t.format.day(last.signed_on);
        Some(Row::new(person.name.to_string()).about([day]).badge(Some(badge)))
    };
    dossier.persons.iter().filter_map(row).collect()
}

fn person_name(dossier: &Dossier, id: PersonId) -> String {
    let person = dossier.persons.iter().find(|person| person.id == id);
    person.map_or_else(String::new, |person| person.name.to_string())
}
