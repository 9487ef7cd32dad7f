//! A dossier without what happened after a day.
//!
//! What an edit overwrote can't be brought back here: a dossier holds each record as it is now.

use time::Date;

use crate::domain::clock::dutch_date;
use crate::domain::dossier::Dossier;
use crate::domain::id::PersonId;
use crate::domain::obstacle::{SiloObstacle, Suggestion};
use crate::domain::partner::Referral;
use crate::domain::story::StoryApproval;
use crate::domain::trajectory::{Assignment, StepSkip, Trajectory};

/// The parts of a dossier that a snapshot looks at, as they stood at the end of a day.
pub(super) fn as_it_stood(dossier: &Dossier, day: Date) -> Dossier {
    let until = |on: Option<Date>| on.filter(|on| *on <= day);
    let mut then = Dossier::begin(dossier.family.clone(), trajectory(&dossier.trajectory, day));
    macro_rules! keep {
        ($($list:ident by $on:ident),+ $(,)?) => {
            $(then.$list = dossier.$list.iter().filter(|record| record.$on <= day).cloned().collect();)+
        };
    }
    keep! {
        consents by given_on,
        talks by held_on,
        role_checks by agreed_on,
        introductions by held_on,
        mappings by held_on,
        time_entries by spent_on,
        connections by laid_on,
        requests by requested_on,
        ledger by booked_on,
        problems by noted_on,
        learning by noted_on,
    }
    then.persons = dossier
        .persons
        .iter()
        .filter(|person| person.born_on.is_none_or(|born| born <= day) && known_since(dossier, person.id) <= day)
        .cloned()
        .collect();
    // A story has no day, and needs none: what makes its step done is the day of an approval.
    then.stories.clone_from(&dossier.stories);
    then.plans = dossier.plans.clone();
    for plan in &mut then.plans {
        plan.reviewed_on = until(plan.reviewed_on);
    }
    then.skips = dossier.skips.iter().filter_map(|skip| step_skip(skip, day)).collect();
    then.approvals = dossier
        .approvals
        .iter()
        .filter_map(|given| approval(given, day))
        .collect();
    then.assignments = dossier
        .assignments
        .iter()
        .filter_map(|held| assignment(held, day))
        .collect();
    then.referrals = dossier
        .referrals
        .iter()
        .filter_map(|sent| referral(sent, day))
        .collect();
    then.obstacles = dossier.obstacles.iter().filter_map(|met| obstacle(met, day)).collect();
    then.suggestions = dossier
        .suggestions
        .iter()
        .filter_map(|made| suggestion(made, day))
        .collect();
    then.instruments.clone_from(&dossier.instruments);
    then.partners.clone_from(&dossier.partners);
    then
}

/// Since when the office knows of a person. What was recorded with the trajectory was there when it was opened.
fn known_since(dossier: &Dossier, person: PersonId) -> Date {
    let trajectory = &dossier.trajectory;
    let recorded = dutch_date(person.made_at());
    if recorded <= dutch_date(trajectory.id.made_at()) {
        trajectory.opened_on
    } else {
        recorded
    }
}

fn trajectory(now: &Trajectory, day: Date) -> Trajectory {
    let closed_on = now.closed_on.filter(|on| *on <= day);
    Trajectory {
        no_story_on: now.no_story_on.filter(|on| *on <= day),
        closed_on,
        closing_reason: now.closing_reason.filter(|_| closed_on.is_some()),
        ..now.clone()
    }
}

fn step_skip(now: &StepSkip, day: Date) -> Option<StepSkip> {
    (now.skipped_on <= day).then(|| StepSkip {
        resumed_on: now.resumed_on.filter(|on| *on <= day),
        ..now.clone()
    })
}

fn approval(now: &StoryApproval, day: Date) -> Option<StoryApproval> {
    (now.approved_on <= day).then(|| StoryApproval {
        withdrawn_on: now.withdrawn_on.filter(|on| *on <= day),
        ..now.clone()
    })
}

fn assignment(now: &Assignment, day: Date) -> Option<Assignment> {
    (now.from_on <= day).then(|| Assignment {
        ended_on: now.ended_on.filter(|on| *on <= day),
        ..now.clone()
    })
}

fn referral(now: &Referral, day: Date) -> Option<Referral> {
    let answered_on = now.answered_on.filter(|on| *on <= day);
    let concluded_on = now.concluded_on.filter(|on| *on <= day);
    (now.sent_on <= day).then(|| Referral {
        answered_on,
        accepted: now.accepted.filter(|_| answered_on.is_some()),
        decline_ground: now.decline_ground.filter(|_| answered_on.is_some()),
        outcome: now.outcome.filter(|_| concluded_on.is_some()),
        concluded_on,
        withdrawn_on: now.withdrawn_on.filter(|on| *on <= day),
        ..now.clone()
    })
}

/// What bridged an obstacle has no day of its own: where the obstacle was solved, it is that day.
fn obstacle(now: &SiloObstacle, day: Date) -> Option<SiloObstacle> {
    let solved_later = now.solved_on.is_some_and(|on| on > day);
    (now.met_on <= day).then(|| SiloObstacle {
        bridged_by: now.bridged_by.filter(|_| !solved_later),
        solved_on: now.solved_on.filter(|on| *on <= day),
        ..now.clone()
    })
}

fn suggestion(now: &Suggestion, day: Date) -> Option<Suggestion> {
    (now.made_on <= day).then(|| Suggestion {
        agenda_on: now.agenda_on.filter(|on| *on <= day),
        ..now.clone()
    })
}
