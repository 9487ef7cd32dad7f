//! A family's way through the nine steps: where it stands after each, what consent stops, closing and beginning anew.

use krachtig_core::domain::consent::Purpose;
use krachtig_core::domain::dossier::Parts;
use krachtig_core::domain::goal::GoalOutcome;
use krachtig_core::domain::id::MemberId;
use krachtig_core::domain::progress::{Facts, progress};
use krachtig_core::domain::refusal::RefusalCode;
use krachtig_core::domain::trajectory::Step;
use krachtig_core::domain::trajectory::{ClosingDraft, ClosingReason, Side};
use krachtig_core::domain::vocabulary::Role;
use krachtig_core::domain::vocabulary::Vocabulary;
use krachtig_core::service::{Add, ApproveRequest, AssignMember, OpenTrajectory, RequestBudget, SkipStep};

use crate::life::{Life, act, draft, revise};
use crate::office::{Office, code, standings};
use crate::support::on_both;

/// Where the family stands, told by the database and by the dossier alike: a letter for each step.
async fn standing(life: &Life<'_>) -> String {
    let Office {
        services, coordinator, ..
    } = life.office;
    let told = standings(services, coordinator).await.expect("told");
    let dossier = life.office.dossier(life.id).await;
    let folded = progress(&Facts::of(&dossier, life.today()));
    assert_eq!(told[&life.id], folded);
    folded.steps().iter().map(|step| &step.state.code()[..1]).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_family_goes_through_all_nine_steps() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let life = Life::begin(&office).await;
        // o: open, b: blocked, u: under way, d: done, s: skipped.
        assert_eq!(standing(&life).await, "oobbobobo");
        life.detainee().await;
        life.talk().await;
        assert_eq!(standing(&life).await, "dobbobobo");
        life.role_check().await;
        assert_eq!(standing(&life).await, "ddbbobobo");
        life.consent(Purpose::Introduction).await;
        life.introduction().await;
        assert_eq!(standing(&life).await, "ddubobobo");
        life.consent(Purpose::Support).await;
        assert_eq!(standing(&life).await, "dddoobobo");
        life.mapping().await;
        assert_eq!(standing(&life).await, "ddddobobo");
        life.time_and_connection().await;
        assert_eq!(standing(&life).await, "ddddubobo");
        life.consent(Purpose::PerspectiveBudget).await;
        life.money().await;
        assert_eq!(standing(&life).await, "dddddbobo");
        life.consent(Purpose::Referral).await;
        let partner = office.partner("Wijkteam").await;
        life.sent(&partner).await;
        assert_eq!(standing(&life).await, "ddddduobo");
        life.referral(&partner).await;
        assert_eq!(standing(&life).await, "ddddddobo");
        let skip = SkipStep {
            trajectory_id: life.id,
            step: Step::LearningByDoing,
            reason: "Geen tijd".to_owned(),
        };
        let skipped = office
            .services
            .skip_step(&office.professional, skip)
            .await
            .expect("skipped")
            .record;
        assert_eq!(standing(&life).await, "ddddddsbo");
        office
            .services
            .resume_step(&office.professional, act(&skipped))
            .await
            .expect("resumed");
        life.learning().await;
        assert_eq!(standing(&life).await, "dddddddbo");
        life.consent(Purpose::Story).await;
        let (_, approval) = life.story().await;
        assert_eq!(standing(&life).await, "ddddddddo");
        life.suggestion(&partner).await;
        assert_eq!(standing(&life).await, "ddddddddd");
        office
            .services
            .withdraw_story_approval(&office.professional, act(&approval))
            .await
            .expect("taken back");
        assert_eq!(
            standing(&life).await,
            "dddddddud",
            "what was approved is approved no longer"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawn_consent_stops_what_depends_on_it_the_same_day() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let Office {
            services,
            professional: ctx,
            coordinator,
            ..
        } = &office;
        let life = Life::begin(&office).await;
        let partner = office.partner("Wijkteam").await;
        for purpose in Purpose::ALL {
            life.consent(*purpose).await;
        }
        office.allot(life.id, 10_000).await;
        let (pending, mapping) = (life.request(1_000).await, life.mapping().await);
        let (story, approval) = life.story().await;
        services
            .withdraw_story_approval(ctx, act(&approval))
            .await
            .expect("taken back");
        let given = office.dossier(life.id).await.consents;
        for consent in &given {
            services.withdraw_consent(ctx, act(consent)).await.expect("withdrawn");
        }
        let twice = office.dossier(life.id).await.consents.remove(0);
        assert_eq!(
            code(services.withdraw_consent(ctx, act(&twice)).await),
            RefusalCode::WrongState
        );

        let before = office.dossier(life.id).await;
        let add = |draft| Add {
            trajectory_id: life.id,
            draft,
        };
        let refused = [
            code(
                services
                    .record_introduction(
                        ctx,
                        Add {
                            trajectory_id: life.id,
                            draft: draft::introduction(life.today(), life.adult),
                        },
                    )
                    .await,
            ),
            code(services.record_mapping(ctx, life.mapping_cmd()).await),
            code(
                services
                    .revise_mapping(ctx, revise(&mapping, draft::mapping(life.today(), life.adult)))
                    .await,
            ),
            code(
                services
                    .record_budget_plan(
                        ctx,
                        Add {
                            trajectory_id: life.id,
                            draft: draft::plan(),
                        },
                    )
                    .await,
            ),
            code(
                services
                    .request_budget(
                        ctx,
                        RequestBudget {
                            trajectory_id: life.id,
                            draft: draft::request(1),
                        },
                    )
                    .await,
            ),
            code(
                services
                    .approve_budget_request(
                        coordinator,
                        ApproveRequest {
                            id: pending.id,
                            note: None,
                        },
                    )
                    .await,
            ),
            code(services.send_referral(ctx, life.referral_cmd(&partner)).await),
            code(services.write_story(ctx, add(draft::story())).await),
            code(services.approve_story(ctx, life.approval_cmd(&story)).await),
        ];
        assert_eq!(refused, [RefusalCode::ConsentMissing; 9]);
        assert_eq!(office.dossier(life.id).await, before, "nothing was written");
        life.talk().await;
        life.time_and_connection().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trajectory_is_closed_reopened_and_followed_by_another() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let Office {
            services,
            professional: ctx,
            coordinator,
            ..
        } = &office;
        let life = Life::begin(&office).await;
        life.consent(Purpose::Support).await;
        let (goal, _) = life.goal().await;
        let first = office.dossier(life.id).await;
        let closing = |outcomes| ClosingDraft {
            closed_on: life.today(),
            reason: ClosingReason::Completed,
            note: None,
            outcomes,
        };
        let unfinished = services
            .close_trajectory(ctx, revise(&first.trajectory, closing(vec![])))
            .await;
        assert_eq!(code(unfinished), RefusalCode::OutcomeMissing);
        let open = OpenTrajectory {
            family_id: first.family.id,
            opened_on: life.today(),
        };
        assert_eq!(
            code(services.open_trajectory(ctx, open).await),
            RefusalCode::AlreadyExists
        );
        let outcomes = vec![(goal.id, GoalOutcome::Reached, None)];
        let closed = services
            .close_trajectory(ctx, revise(&first.trajectory, closing(outcomes)))
            .await;
        let closed = closed.expect("closed").record;
        let add = Add {
            trajectory_id: life.id,
            draft: draft::talk(life.today()),
        };
        assert_eq!(
            code(services.record_talk(ctx, add).await),
            RefusalCode::TrajectoryClosed
        );

        let reopened = services
            .reopen_trajectory(coordinator, act(&closed))
            .await
            .expect("reopened")
            .record;
        life.talk().await;
        let closed = services
            .close_trajectory(ctx, revise(&reopened, closing(vec![])))
            .await
            .expect("closed")
            .record;
        let second = services.open_trajectory(ctx, open).await.expect("opened");
        assert_ne!(second.record.id, life.id);
        let team: Vec<MemberId> = second.dossier.assignments.iter().map(|a| a.member_id).collect();
        assert_eq!(team, [ctx.actor.as_member().expect("a member")]);
        let read = office.dossier(second.record.id).await;
        assert_eq!(&read, &*second.dossier, "what is answered is what is stored");
        assert_eq!(read.persons.len(), 1, "people belong to the family");
        assert!(
            read.talks.is_empty() && read.goals.is_empty(),
            "casework belongs to the trajectory"
        );

        // Whoever worked on the first one alone can't begin a third beside the second, nor take the first up again.
        let other = office.member("other", &[Role::Professional]).await;
        let away = read.assignments[0].clone();
        services.end_assignment(coordinator, act(&away)).await.expect("ended");
        assert_eq!(
            code(services.open_trajectory(ctx, open).await),
            RefusalCode::AlreadyExists
        );
        assert_eq!(
            code(services.reopen_trajectory(coordinator, act(&closed)).await),
            RefusalCode::AlreadyExists
        );
        let assign = AssignMember {
            trajectory_id: second.record.id,
            member_id: other.actor.as_member().expect("a member"),
            role: Role::Professional,
            lead: true,
            side: Side::Both,
        };
        services.assign_member(coordinator, assign).await.expect("assigned");
        services
            .dossier(&other, second.record.id, Parts::ALL)
            .await
            .expect("is the other's to read");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_open_the_next_trajectory_at_once_open_one() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let Office {
            services,
            professional: ctx,
            ..
        } = &office;
        let first = office.family("Gezin").await;
        let draft = ClosingDraft {
            closed_on: ctx.stamp().today,
            reason: ClosingReason::Completed,
            note: None,
            outcomes: vec![],
        };
        services
            .close_trajectory(ctx, revise(&first.trajectory, draft))
            .await
            .expect("closed");
        let open = OpenTrajectory {
            family_id: first.family.id,
            opened_on: ctx.stamp().today,
        };
        let (one, other) = tokio::join!(services.open_trajectory(ctx, open), services.open_trajectory(ctx, open));
        assert_eq!([one.is_ok(), other.is_ok()].iter().filter(|opened| **opened).count(), 1);
    })
    .await;
}
