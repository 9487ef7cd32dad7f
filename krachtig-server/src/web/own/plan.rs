//! The own plan: goals, who does what, what was said about it, and the signature.

use askama::Template;
use i18n_embed_fl::fl;
use krachtig_core::domain::goal::Action;
use krachtig_core::domain::own_plan::{OwnAction, OwnGoal, OwnReferral};
use krachtig_core::service::{AddOwnAction, CommentOnPlan, CosignPlan, SeenPlan};

use super::super::field::{Field, Fields};
use super::super::form::{Form, Problems, Reading};
use super::super::frame::Frame;
use super::super::part::{Badge, Row, Tone};
use super::super::reply::{Answered, Reply};
use super::super::visit::{Place, Visit};
use super::super::write::act;
use super::{Own, Sent, sent, status};

#[derive(Template)]
#[template(path = "own/plan.html")]
struct PlanPage {
    p: Frame,
    lead: String,
    problems: Problems,
    goals: Vec<GoalShown>,
    room: Vec<(String, String)>,
    referrals: Vec<Row>,
    said: Vec<(String, String)>,
    comment: Vec<Field>,
    add: Vec<Field>,
    /// Whether the form for an action came back.
    adding: bool,
    signed: Option<Badge>,
    /// What is signed; nothing where the plan as it stands is signed.
    sign: String,
}

struct GoalShown {
    title: String,
    about: String,
    badge: Option<Badge>,
    actions: Vec<ActionShown>,
}

struct ActionShown {
    id: String,
    version: String,
    about: String,
    who: String,
    done: bool,
    mine: bool,
}

pub(super) async fn comment(visit: &Visit, form: &Form) -> Sent {
    let mut reading = Reading::new(form, visit.t);
    let goal_id = reading.optional_id("goal_id");
    let cmd = reading.done(Some(CommentOnPlan {
        goal_id,
        text: form.text("text").to_owned(),
    }))?;
    sent(visit.services.comment_on_plan(&visit.ctx, cmd).await)
}

pub(super) async fn sign(visit: &Visit, form: &Form) -> Sent {
    let cmd = CosignPlan {
        plan: form.text("plan").to_owned(),
    };
    sent(visit.services.cosign_plan(&visit.ctx, cmd).await)
}

pub(super) async fn add(visit: &Visit, form: &Form) -> Sent {
    let mut reading = Reading::new(form, visit.t);
    let (goal, due_on) = (reading.id("towards"), reading.optional_day("due_on"));
    let cmd = reading.done(goal.map(|goal_id| AddOwnAction {
        goal_id,
        about: form.text("about").to_owned(),
        due_on,
    }))?;
    sent(visit.services.add_own_action(&visit.ctx, cmd).await)
}

pub(super) async fn finish(visit: &Visit, form: &Form) -> Sent {
    let cmd = act::<Action>(form)?;
    sent(visit.services.finish_own_action(&visit.ctx, cmd).await)
}

pub(super) fn page(visit: &Visit, asked: Own, (seen, form, problems): (&SeenPlan, &Form, Problems)) -> Answered {
    let t = visit.t;
    // The goal of an action stands in a field of its own, beside that of what is said.
    let problems = match asked {
        Own::Add => problems.moved(|field| (field == "goal_id").then(|| "towards".to_owned())),
        _ => problems,
    };
    let problems = problems.within(&["goal_id", "text", "towards", "about", "due_on"]);
    let fields = Fields {
        t,
        form,
        problems: &problems,
    };
    let open = |goal: &&OwnGoal| goal.outcome.is_none();
    let named = |goal: &OwnGoal| (goal.id.to_string(), goal.title.clone());
    let goals = &seen.plan.goals;
    let about = fields.select_of(("goal_id", fl!(t, "own-about")), goals.iter().map(named));
    let about = fields.optional(about).hint(fl!(t, "own-about-hint"));
    let towards = fields.select_of(("towards", fl!(t, "own-towards")), goals.iter().filter(open).map(named));
    let due = fields.optional(fields.day("due_on", fl!(t, "own-due")));
    let signed = seen.plan.signed();
    let badge = signed.map(|(one, now)| {
        let day = t.format.day(one.signed_on);
        if now {
            Badge::new(Tone::Good, fl!(t, "own-signed", day = day))
        } else {
            Badge::new(Tone::Wait, fl!(t, "own-signed-before", day = day))
        }
    });
    let to_sign = !goals.is_empty() && !signed.is_some_and(|(_, now)| now);
    let page = PlanPage {
        p: visit.frame(fl!(t, "own-plan"), Some(Place::OwnPlan)),
        lead: fl!(
            t,
            "own-lead",
            name = seen.plan.person.name.to_string(),
            office = seen.office.clone()
        ),
        goals: goals.iter().map(|goal| shown(visit, goal)).collect(),
        room: room(visit, seen),
        referrals: seen.plan.referrals.iter().map(|one| referral(visit, one)).collect(),
        said: said(visit, seen),
        comment: vec![about, fields.prose("text", fl!(t, "own-comment"))],
        add: vec![towards, fields.line("about", fl!(t, "own-action")), due],
        adding: asked == Own::Add,
        signed: badge,
        sign: if to_sign { seen.plan.plan.clone() } else { String::new() },
        problems: problems.clone(),
    };
    Reply::with_status(status(&problems), &page)
}

fn shown(visit: &Visit, goal: &OwnGoal) -> GoalShown {
    let t = visit.t;
    let target = goal.target_on.map(|on| fl!(t, "target-on", day = t.format.day(on)));
    let whose = if goal.own {
        fl!(t, "own-goal")
    } else {
        fl!(t, "own-family-goal")
    };
    let about: Vec<String> = [Some(whose), Some(t.word(goal.life_domain)), target]
        .into_iter()
        .flatten()
        .collect();
    GoalShown {
        title: goal.title.clone(),
        about: about.join(" · "),
        badge: goal.outcome.map(|outcome| Badge::new(Tone::Plain, t.word(outcome))),
        actions: goal.actions.iter().map(|action| action_shown(visit, action)).collect(),
    }
}

fn action_shown(visit: &Visit, action: &OwnAction) -> ActionShown {
    let t = visit.t;
    let when = match (action.done_on, action.due_on) {
        (Some(on), _) => Some(fl!(t, "own-done-on", day = t.format.day(on))),
        (None, Some(on)) => Some(fl!(t, "own-due-on", day = t.format.day(on))),
        (None, None) => None,
    };
    let who: Vec<String> = std::iter::once(t.word(action.carrier)).chain(when).collect();
    ActionShown {
        id: action.id.to_string(),
        version: action.version.get().to_string(),
        about: action.about.clone(),
        who: who.join(" · "),
        done: action.done_on.is_some(),
        mine: action.mine && action.done_on.is_none(),
    }
}

/// What room there is to act: who helps, how much time was given, what is left to spend.
fn room(visit: &Visit, seen: &SeenPlan) -> Vec<(String, String)> {
    let t = visit.t;
    let mut room = Vec::new();
    if let Some((name, email)) = &seen.contact {
        room.push((fl!(t, "own-contact"), format!("{name}, {email}")));
    }
    if let Some(minutes) = seen.plan.minutes {
        let hours = format!("{}:{:02}", minutes / 60, minutes % 60);
        room.push((fl!(t, "own-time"), fl!(t, "hours", hours = hours)));
    }
    if let Some(left) = seen.plan.budget_left {
        room.push((fl!(t, "own-money"), t.format.amount(left)));
    }
    room
}

fn referral(visit: &Visit, one: &OwnReferral) -> Row {
    let t = visit.t;
    let row = Row::new(format!("{}: {}", one.party, one.need));
    let row = row.about([fl!(t, "sent-on", day = t.format.day(one.sent_on))]);
    row.badge(Some(Badge::new(Tone::Plain, t.word(one.state))))
}

/// The conversation with the office: who said it when and about what, and the words.
fn said(visit: &Visit, seen: &SeenPlan) -> Vec<(String, String)> {
    let t = visit.t;
    let one = |comment: &krachtig_core::domain::plan_comment::PlanComment| {
        let who = if comment.said_by.is_none() {
            fl!(t, "party-you")
        } else {
            seen.office.clone()
        };
        let goal = seen.plan.goals.iter().find(|goal| Some(goal.id) == comment.goal_id);
        let parts = [
            Some(who),
            Some(t.format.day(comment.said_on)),
            goal.map(|goal| goal.title.clone()),
        ];
        let head: Vec<String> = parts.into_iter().flatten().collect();
        (head.join(" · "), comment.text.to_string())
    };
    seen.plan.comments.iter().map(one).collect()
}
