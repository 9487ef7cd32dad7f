//! A person of a family and the own plan.

use krachtig_core::access::Actor;
use krachtig_core::domain::consent::{Purpose, Subject};
use krachtig_core::domain::family::{Person, PersonDraft, Relation};
use krachtig_core::domain::goal::{ActionDraft, Goal, GoalDraft};
use krachtig_core::domain::id::{GoalId, PersonId, TrajectoryId};
use krachtig_core::domain::money::Cents;
use krachtig_core::domain::refusal::RefusalCode;
use krachtig_core::domain::rights::DataSubject;
use krachtig_core::domain::story::{StoryDraft, StoryVersion};
use krachtig_core::domain::vocabulary::{Audience, Carrier, LifeDomain};
use krachtig_core::service::{
    AcceptInvitation, AccessLogFilter, Add, AddOwnAction, AnswerPlanComment, ApproveOwnStory, CONSENT_NOTICE,
    CommentOnPlan, CosignPlan, Ctx, ExportPerson, GiveOwnConsent, InvitedFamilyMember, PlanAction, RecordedSort,
    SignedIn,
};
use time::macros::date;

use crate::access_log::everything;
use crate::door::{code, knock};
use crate::life::{act, revise};
use crate::office::Office;
use crate::support::on_both;

pub(crate) const PASSWORD: &str = "vier paarden in de mist";

/// A person of a dossier, as it stands.
pub(crate) async fn person(office: &Office, (id, person): (TrajectoryId, PersonId)) -> Person {
    let persons = office.dossier(id).await.persons;
    persons.into_iter().find(|one| one.id == person).expect("there")
}

/// Invites a person, who takes the login up with a password: who acts from then on.
pub(crate) async fn taken_up(
    office: &Office,
    id: TrajectoryId,
    person_id: PersonId,
) -> (Ctx, InvitedFamilyMember, SignedIn) {
    let person = person(office, (id, person_id)).await;
    let invited = office
        .services
        .invite_family_member(&office.professional, act(&person))
        .await;
    let invited = invited.expect("invited");
    let chosen = AcceptInvitation::Password(PASSWORD.to_owned());
    let knock = knock(&office.professional);
    let entered = office.services.accept_invitation(&knock, &invited.secret, chosen).await;
    let entered = entered.expect("taken up");
    let ctx = Ctx {
        actor: Actor::of(&entered.member, office.professional.stamp().today),
        ..office.professional.clone()
    };
    (ctx, invited, entered)
}

pub(crate) async fn goal(office: &Office, id: TrajectoryId, (title, person_id): (&str, Option<PersonId>)) -> Goal {
    let draft = GoalDraft {
        life_domain: LifeDomain::Finances,
        title: title.to_owned(),
        person_id,
        set_on: office.professional.stamp().today,
        target_on: None,
    };
    let cmd = Add {
        trajectory_id: id,
        draft,
    };
    let set = office.services.set_goal(&office.professional, cmd).await;
    set.expect("set").record
}

async fn other_adult(office: &Office, id: TrajectoryId) -> PersonId {
    let draft = PersonDraft {
        name: "Roos Anders (fictief)".to_owned(),
        relation: Relation::Parent,
        born_on: Some(date!(1970 - 05 - 05)),
        contact_person: false,
        phone: Some("06 00000001".to_owned()),
        email: None,
        external_ref: None,
    };
    let cmd = Add {
        trajectory_id: id,
        draft,
    };
    let added = office.services.add_person(&office.professional, cmd).await;
    let other = added.expect("added").record.id;
    office.consent(id, (Subject::Person(other), Purpose::Support)).await;
    other
}

pub(crate) fn cosign(plan: &str) -> CosignPlan {
    CosignPlan { plan: plan.to_owned() }
}

pub(crate) fn comment(goal_id: Option<GoalId>) -> CommentOnPlan {
    CommentOnPlan {
        goal_id,
        text: "Lukt dit wel voor de zomer?".to_owned(),
    }
}

/// A family with a plan: whose goals are the family's, one adult's, and another's.
struct Planned {
    id: TrajectoryId,
    adult: PersonId,
    other: PersonId,
    own: GoalId,
    hidden: GoalId,
}

async fn planned(office: &Office) -> Planned {
    let (services, worker) = (&office.services, &office.professional);
    let (id, adult) = office.willing_family("Gezin Plan (fictief)", 50_000).await;
    let other = other_adult(office, id).await;
    let shared = goal(office, id, ("Roos Anders helpt met de huur", None)).await;
    let own = goal(office, id, ("Weer werken", Some(adult))).await;
    let hidden = goal(office, id, ("Minder drinken", Some(other))).await;
    let draft = ActionDraft {
        about: "De huisbaas bellen".to_owned(),
        carrier: Carrier::Professional,
        who: Some("professional (fictief)".to_owned()),
        due_on: None,
        done_on: None,
    };
    let cmd = PlanAction {
        goal_id: shared.id,
        draft,
    };
    services.plan_action(worker, cmd).await.expect("planned");
    Planned {
        id,
        adult,
        other,
        own: own.id,
        hidden: hidden.id,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_reads_the_own_plan_and_nothing_of_others() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let services = &office.services;
        let Planned { id, adult, hidden, .. } = planned(&office).await;
        let (me, invited, _) = taken_up(&office, id, adult).await;
        assert!(invited.sign_in_name.ends_with("@gezin") && !invited.sign_in_name.contains("partner"));

        let seen = services.open_own_plan(&me).await.expect("opened").plan;
        let titles: Vec<&str> = seen.goals.iter().map(|goal| goal.title.as_str()).collect();
        assert_eq!(
            titles,
            [
                "[een ander in het gezin / another person in the family] helpt met de huur",
                "Weer werken"
            ],
            "what is another's is not told, and nobody else is named"
        );
        assert!(!seen.goals[0].actions[0].mine && seen.minutes == Some(0));
        assert_eq!(seen.budget_left.map(Cents::get), Some(50_000));
        assert!(seen.consents.iter().all(|one| one.consent.person_id == Some(adult)));
        for foreign in [hidden, GoalId::from_uuid(uuid::Uuid::from_u128(1))] {
            let mut draft = comment(Some(foreign));
            assert_eq!(
                code(services.comment_on_plan(&me, draft.clone()).await),
                RefusalCode::NotFound
            );
            draft.goal_id = None;
            let mine = AddOwnAction {
                goal_id: foreign,
                about: draft.text,
                due_on: None,
            };
            assert_eq!(code(services.add_own_action(&me, mine).await), RefusalCode::NotFound);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_signs_the_own_plan_as_it_stands_and_does_it() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let services = &office.services;
        let Planned { id, adult, own, .. } = planned(&office).await;
        let (me, ..) = taken_up(&office, id, adult).await;
        let seen = services.open_own_plan(&me).await.expect("opened").plan;
        let signed = services
            .cosign_plan(&me, cosign(&seen.plan))
            .await
            .expect("signed")
            .plan;
        assert!(signed.signed().is_some_and(|(_, now)| now));
        assert_eq!(
            code(services.cosign_plan(&me, cosign(&seen.plan)).await),
            RefusalCode::AlreadyExists
        );
        let mine = AddOwnAction {
            goal_id: own,
            about: "Me inschrijven".to_owned(),
            due_on: None,
        };
        let added = services.add_own_action(&me, mine).await.expect("added").plan;
        assert!(
            added.signed().is_some_and(|(_, now)| !now),
            "the plan changed: what was signed was an earlier one"
        );
        assert_eq!(
            code(services.cosign_plan(&me, cosign(&seen.plan)).await),
            RefusalCode::ChangedSince
        );
        let action = &added.goals[1].actions[0];
        assert!(action.mine);
        let signed = services
            .cosign_plan(&me, cosign(&added.plan))
            .await
            .expect("signed")
            .plan;
        let after = office.dossier(id).await;
        let recorded = after.actions.iter().find(|one| one.id == action.id).expect("there");
        let done = services.finish_own_action(&me, act(recorded)).await.expect("done").plan;
        assert!(done.goals[1].actions[0].done_on.is_some());
        assert_eq!(
            done.plan, signed.plan,
            "doing what was agreed changes nothing of what was agreed"
        );
        let others = after.actions.iter().find(|one| one.id != action.id).expect("there");
        assert_eq!(
            code(services.finish_own_action(&me, act(others)).await),
            RefusalCode::NotFound
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_talks_with_the_office_alone_and_sees_who_looked() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let (services, worker) = (&office.services, &office.professional);
        let Planned {
            id, adult, other, own, ..
        } = planned(&office).await;
        let (me, ..) = taken_up(&office, id, adult).await;
        services.comment_on_plan(&me, comment(Some(own))).await.expect("said");
        let after = office.dossier(id).await;
        assert_eq!(after.waiting_for_answer(), [adult]);
        let answer = AnswerPlanComment {
            comment_id: after.plan_comments[0].id,
            text: "We kijken er samen naar.".to_owned(),
        };
        services
            .answer_plan_comment(worker, answer.clone())
            .await
            .expect("answered");
        let seen = services.open_own_plan(&me).await.expect("opened").plan;
        let said: Vec<bool> = seen.comments.iter().map(|one| one.said_by.is_none()).collect();
        assert_eq!(said, [true, false]);
        assert!(office.dossier(id).await.waiting_for_answer().is_empty());

        let (they, ..) = taken_up(&office, id, other).await;
        let theirs = services.open_own_plan(&they).await.expect("opened").plan;
        assert!(
            theirs.comments.is_empty() && theirs.signatures.is_empty(),
            "a conversation is one's own"
        );
        assert_eq!(theirs.consents.len(), 1);

        let mut looked = everything::<AccessLogFilter, _>(RecordedSort::Recorded);
        looked.filter.trajectory_id = Some(id);
        let told = services.access_log(&office.coordinator, &looked).await.expect("read");
        let of_family = told.rows.iter().filter(|(_, line)| line.role == "family_member");
        assert!(of_family.count() > 2, "what somebody does by a login stands in the log");
        let own = services.read_own_access(&me, 500).await.expect("read");
        assert!(own.iter().any(|line| line.by_me && line.action == "open_own_plan"));
        assert!(
            own.iter().all(|line| line.by_me || line.role != "family_member"),
            "that another of the family has a login is not told"
        );
        assert!(own.iter().any(|line| line.role == "professional"));
    })
    .await;
}

async fn written(office: &Office, id: TrajectoryId) -> StoryVersion {
    let draft = StoryDraft {
        title: "Samen".to_owned(),
        body: "Het ging beter.".to_owned(),
        effects: None,
    };
    let cmd = Add {
        trajectory_id: id,
        draft,
    };
    let written = office.services.write_story(&office.professional, cmd).await;
    written.expect("written").record
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_approves_the_story_as_it_was_read() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let (services, worker) = (&office.services, &office.professional);
        let (id, adult) = office.willing_family("Gezin Ja (fictief)", 0).await;
        let story = written(&office, id).await;
        let (me, ..) = taken_up(&office, id, adult).await;
        let approve = |audience| ApproveOwnStory {
            story_version_id: story.id,
            version: story.version,
            audience,
        };
        let seen = services
            .approve_own_story(&me, approve(Audience::Dji))
            .await
            .expect("approved")
            .plan;
        assert_eq!(seen.stories[0].approvals.len(), 1);
        assert!(!seen.stories[0].open_to.contains(&Audience::Dji));
        let approval = seen.stories[0].approvals[0].clone();
        let back = services
            .withdraw_own_story_approval(&me, act(&approval))
            .await
            .expect("taken back");
        assert!(back.plan.stories[0].approvals.is_empty());
        let edit = StoryDraft {
            title: "Samen verder".to_owned(),
            body: "Het ging veel beter.".to_owned(),
            effects: None,
        };
        let cmd = Add {
            trajectory_id: id,
            draft: edit.clone(),
        };
        let newer = services.write_story(worker, cmd).await.expect("written").record;
        services
            .revise_story(worker, revise(&newer, edit))
            .await
            .expect("edited");
        let stale = ApproveOwnStory {
            story_version_id: newer.id,
            ..approve(Audience::Family)
        };
        assert_eq!(
            code(services.approve_own_story(&me, stale).await),
            RefusalCode::Stale,
            "what was read is what is approved"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_gives_and_withdraws_consents() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let services = &office.services;
        let (id, adult) = office.willing_family("Gezin Ja (fictief)", 0).await;
        let other = other_adult(&office, id).await;
        let story = written(&office, id).await;
        let (me, ..) = taken_up(&office, id, adult).await;
        let approve = |audience| ApproveOwnStory {
            story_version_id: story.id,
            version: story.version,
            audience,
        };
        services
            .approve_own_story(&me, approve(Audience::Team))
            .await
            .expect("approved");
        let mine = office.dossier(id).await.consents;
        let of = |person, purpose| {
            let mut found = mine.iter().filter(|one| one.person_id == Some(person));
            found.find(|one| one.purpose == purpose).expect("given")
        };
        let after = services.withdraw_own_consent(&me, act(of(adult, Purpose::Story))).await;
        let after = after.expect("withdrawn").plan;
        assert!(
            after.stories[0].approvals.is_empty(),
            "what the consent carried stopped"
        );
        assert_eq!(
            code(services.approve_own_story(&me, approve(Audience::Team)).await),
            RefusalCode::ConsentMissing
        );
        let again = GiveOwnConsent {
            purpose: Purpose::Story,
            recipient: None,
            valid_until: None,
            notice: CONSENT_NOTICE.to_owned(),
        };
        let given = services.give_own_consent(&me, again.clone()).await.expect("given").plan;
        assert!(given.consents.last().is_some_and(|one| one.holds));
        assert_eq!(
            code(services.give_own_consent(&me, again.clone()).await),
            RefusalCode::AlreadyExists
        );
        let unread = GiveOwnConsent {
            notice: "Mijn plan 0".to_owned(),
            ..again
        };
        assert_eq!(
            code(services.give_own_consent(&me, unread).await),
            RefusalCode::ChangedSince,
            "one says yes to what one read"
        );
        assert_eq!(
            code(
                services
                    .withdraw_own_consent(&me, act(of(other, Purpose::Support)))
                    .await
            ),
            RefusalCode::NotFound,
            "another's consent is another's"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_takes_along_what_the_office_would_export() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let services = &office.services;
        let (id, adult) = office.willing_family("Gezin Ja (fictief)", 0).await;
        other_adult(&office, id).await;
        written(&office, id).await;
        let (me, ..) = taken_up(&office, id, adult).await;
        let taken = services.export_own_data(&me).await.expect("taken along");
        let exported = ExportPerson {
            subject: DataSubject::Person(adult),
        };
        let by_office = services
            .export_person(&office.coordinator, exported)
            .await
            .expect("exported");
        assert_eq!(
            taken.document["sections"], by_office.document["sections"],
            "it is the same export"
        );
        let text = taken.document.to_string();
        assert!(!text.contains("Roos Anders") && !text.contains("06 00000001"));
        assert!(taken.page.contains("Uw inlog"));
    })
    .await;
}
