//! Somebody of a family of the demo who was invited to a login, with a plan to look at.
//!
//! The family is one that is there already; what it lacks to show the pages of its own is recorded as an office would.

use krachtig_core::access::Actor;
use krachtig_core::domain::consent::{ConsentDraft, ConsentForm, Purpose, Subject};
use krachtig_core::domain::dossier::{Dossier, Parts};
use krachtig_core::domain::family::Person;
use krachtig_core::domain::goal::{ActionDraft, GoalDraft};
use krachtig_core::domain::id::{PersonId, TrajectoryId};
use krachtig_core::domain::record::InDossier;
use krachtig_core::domain::story::StoryDraft;
use krachtig_core::domain::vocabulary::{Carrier, LifeDomain, Role};
use krachtig_core::service::{
    Act, Add, AnswerPlanComment, Ask, CommentOnPlan, Ctx, Outcome, PlanAction, Services, TrajectoryFilter,
    TrajectorySort,
};
use time::Duration;

use super::seed::accept;

/// The goals of the plan: the family's and the person's own, each with an area of life and something to do.
const GOALS: [(bool, LifeDomain, &str, Carrier, &str); 2] = [
    (
        false,
        LifeDomain::Finances,
        "Elke maand genoeg over voor de boodschappen",
        Carrier::Professional,
        "Samen de toeslagen nakijken",
    ),
    (
        true,
        LifeDomain::WorkEducation,
        "Twee ochtenden in de week werken",
        Carrier::Own,
        "Langsgaan bij het buurthuis",
    ),
];

/// Invites an adult of the first open family that has one, who takes the login up with this password; gives the name to
/// sign in with. Nothing where there is no such family.
///
/// # Errors
/// Whatever a service refuses.
pub(super) async fn invite(services: &Services, office: &Ctx, password: &str) -> Outcome<Option<String>> {
    let Some((dossier, person_id)) = chosen(services, office).await? else {
        return Ok(None);
    };
    let trajectory_id = dossier.trajectory.id;
    consents(services, office, (&dossier, person_id)).await?;
    plan(services, office, (trajectory_id, person_id)).await?;
    if dossier.stories.is_empty() {
        let draft = StoryDraft {
            title: "Weer vooruit kijken".to_owned(),
            body:
                "In het begin lag alles stil. Nu is er overzicht, en slapen we weer. Er is iemand die we kunnen bellen."
                    .to_owned(),
            effects: Some("Er is rust in huis, en er komt minder post waar we bang voor zijn.".to_owned()),
        };
        services.write_story(office, Add { trajectory_id, draft }).await?;
    }
    let person = Person::find(&dossier, person_id, "id")?;
    let cmd = Act {
        id: person.id,
        version: person.version,
        note: None,
    };
    let invited = services.invite_family_member(office, cmd).await?;
    accept(services, office, (&invited.secret, password)).await?;
    let member = invited.login.account();
    let own = Ctx {
        actor: Actor::member(member, vec![Role::FamilyMember]),
        ..office.clone()
    };
    let said = CommentOnPlan {
        goal_id: None,
        text: "Kan iemand meegaan naar het buurthuis? Alleen vind ik het spannend.".to_owned(),
    };
    let seen = services.comment_on_plan(&own, said).await?;
    if let Some(comment) = seen.plan.comments.last() {
        let answer = AnswerPlanComment {
            comment_id: comment.id,
            text: "Natuurlijk. Dinsdag om tien uur sta ik voor de deur.".to_owned(),
        };
        services.answer_plan_comment(office, answer).await?;
    }
    Ok(Some(invited.sign_in_name))
}

/// The first open family of which an adult consents to be worked with.
async fn chosen(services: &Services, office: &Ctx) -> Outcome<Option<(Dossier, PersonId)>> {
    let ask = Ask {
        first: 50,
        after: None,
        filter: TrajectoryFilter {
            open: Some(true),
            ..TrajectoryFilter::default()
        },
        sort: TrajectorySort::Recorded,
        descending: false,
    };
    let today = office.stamp().today;
    for (_, trajectory) in services.trajectories(office, &ask).await?.rows {
        let dossier = services.dossier(office, trajectory.id, Parts::ALL).await?;
        let willing = |id: &PersonId| dossier.person_consents(*id, Purpose::Support, today);
        let found = dossier.adults(today).map(|adult| adult.id).find(willing);
        if let Some(id) = found {
            return Ok(Some((dossier, id)));
        }
    }
    Ok(None)
}

/// The consents that this person lacks for what the pages show.
async fn consents(services: &Services, office: &Ctx, (dossier, person): (&Dossier, PersonId)) -> Outcome<()> {
    let today = office.stamp().today;
    for purpose in [Purpose::PerspectiveBudget, Purpose::Story] {
        if !dossier.person_consents(person, purpose, today) {
            let draft = ConsentDraft {
                subject: Subject::Person(person),
                given_by: None,
                purpose,
                recipient: None,
                form: ConsentForm::Spoken,
                notice: None,
                given_on: today,
                valid_until: None,
            };
            let trajectory_id = dossier.trajectory.id;
            services.give_consent(office, Add { trajectory_id, draft }).await?;
        }
    }
    Ok(())
}

async fn plan(services: &Services, office: &Ctx, (trajectory_id, person): (TrajectoryId, PersonId)) -> Outcome<()> {
    let today = office.stamp().today;
    for (own, life_domain, title, carrier, about) in GOALS {
        let draft = GoalDraft {
            life_domain,
            title: title.to_owned(),
            person_id: own.then_some(person),
            set_on: today,
            target_on: Some(today + Duration::days(90)),
        };
        let goal = services.set_goal(office, Add { trajectory_id, draft }).await?.record;
        let draft = ActionDraft {
            about: about.to_owned(),
            carrier,
            who: None,
            due_on: Some(today + Duration::days(14)),
            done_on: None,
        };
        let cmd = PlanAction {
            goal_id: goal.id,
            draft,
        };
        services.plan_action(office, cmd).await?;
    }
    Ok(())
}
