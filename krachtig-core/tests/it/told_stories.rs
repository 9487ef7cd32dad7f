//! The story library holds the stories that every adult of a family wants told, without a name in them, and no others.

use krachtig_core::domain::consent::{Consent, Purpose, Subject};
use krachtig_core::domain::id::PersonId;
use krachtig_core::domain::limit::{LimitDraft, LimitKind};
use krachtig_core::domain::rights::DataSubject;
use krachtig_core::domain::story::{StoryApproval, StoryVersion};
use krachtig_core::domain::trajectory::{ClosingDraft, ClosingReason};
use krachtig_core::domain::vocabulary::Audience;
use krachtig_core::service::{Add, ApproveStory};
use krachtig_core::store::Tenants;
use krachtig_national::story::{StoriesAsked, Story};
use time::Duration;

use crate::life::{CANARY, Life, act, draft, revise};
use crate::office::{Office, TODAY, consent_draft};
use crate::retention::{erase, second};
use crate::support::on_both;

/// What is in the library once the server has looked.
async fn library(tenants: &Tenants, office: &Office) -> Vec<Story> {
    office.services.keep_facts(&office.operator).await.expect("kept");
    in_library(tenants).await
}

/// What is in the library.
pub(crate) async fn in_library(tenants: &Tenants) -> Vec<Story> {
    let stores = tenants.national_stores().await.expect("it opens");
    let all = StoriesAsked {
        first: 100,
        after: None,
        region: None,
    };
    let page = stores.published.stories(&all).await.expect("read");
    assert!(!page.more, "a test has a few");
    page.stories
}

pub(crate) async fn write(life: &Life<'_>) -> StoryVersion {
    let cmd = Add {
        trajectory_id: life.id,
        draft: draft::story(),
    };
    let office = life.office;
    office
        .services
        .write_story(&office.professional, cmd)
        .await
        .expect("written")
        .record
}

pub(crate) async fn approve(
    life: &Life<'_>,
    story: &StoryVersion,
    (person_id, audience): (PersonId, Audience),
) -> StoryApproval {
    let office = life.office;
    let cmd = ApproveStory {
        person_id,
        audience,
        ..life.approval_cmd(story)
    };
    let approved = office.services.approve_story(&office.professional, cmd).await;
    approved.expect("approved").record
}

#[tokio::test(flavor = "multi_thread")]
async fn a_story_is_told_for_as_long_as_every_adult_wants_it_told() {
    on_both(|setting| async move {
        let tenants = setting.open().await;
        let office = Office::open(&tenants, "alfa").await;
        let (services, worker) = (&office.services, &office.professional);
        let life = Life::begin(&office).await;
        life.consent(Purpose::Story).await;
        let story = write(&life).await;
        approve(&life, &story, (life.adult, Audience::Public)).await;
        assert_eq!(
            library(&tenants, &office).await,
            [],
            "nobody approved it for the prison service"
        );
        let approval = approve(&life, &story, (life.adult, Audience::Dji)).await;
        let told = library(&tenants, &office).await;
        assert_eq!(
            (told.len(), told[0].region.as_str(), told[0].period.to_string()),
            (1, "alfa", "2026-Q1".into())
        );
        let text = format!("{told:?}").to_lowercase();
        assert!(
            !text.contains(&CANARY.to_lowercase()) && text.contains("[naam]"),
            "{text}"
        );
        assert!(!text.contains(&story.id.to_string()), "nobody finds the dossier by it");
        assert_eq!(library(&tenants, &office).await, told);

        services
            .withdraw_story_approval(worker, act(&approval))
            .await
            .expect("withdrawn");
        assert_eq!(library(&tenants, &office).await, []);
        approve(&life, &story, (life.adult, Audience::Dji)).await;
        assert_eq!(library(&tenants, &office).await, told);

        let other = office.adult(life.id).await.id;
        assert_eq!(
            library(&tenants, &office).await,
            [],
            "somebody else is in it now, who did not approve"
        );
        office.consent(life.id, (Subject::Person(other), Purpose::Story)).await;
        approve(&life, &story, (other, Audience::Dji)).await;
        assert_eq!(library(&tenants, &office).await.len(), 1);

        let limit = LimitDraft {
            subject: DataSubject::Person(other),
            kind: LimitKind::Restriction,
            purpose: None,
            reason: None,
            until_on: None,
        };
        let limit = Add {
            trajectory_id: life.id,
            draft: limit,
        };
        let limit = services
            .limit_processing(&office.coordinator, limit)
            .await
            .expect("limited");
        assert_eq!(library(&tenants, &office).await, []);
        let lifted = services.lift_limit(&office.coordinator, act(&limit.record)).await;
        lifted.expect("lifted");
        assert_eq!(library(&tenants, &office).await.len(), 1);

        let newer = write(&life).await;
        approve(&life, &newer, (life.adult, Audience::Dji)).await;
        assert_eq!(
            library(&tenants, &office).await,
            told,
            "of the newer version only one approved"
        );
        approve(&life, &newer, (other, Audience::Dji)).await;
        let newest = library(&tenants, &office).await;
        assert!(
            newest.len() == 1 && newest[0].key != told[0].key,
            "one version of a story is told"
        );

        let dossier = office.dossier(life.id).await;
        let of_other = |consent: &&Consent| consent.person_id == Some(other) && consent.purpose == Purpose::Story;
        let consent = dossier.consents.iter().find(of_other).expect("given").clone();
        services
            .withdraw_consent(worker, act(&consent))
            .await
            .expect("withdrawn");
        assert_eq!(
            library(&tenants, &office).await,
            [],
            "a withdrawn consent takes it back"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_consent_that_runs_out_and_a_dossier_that_is_destroyed_take_their_story_along() {
    on_both(|setting| async move {
        let tenants = setting.open().await;
        let office = Office::open(&tenants, "alfa").await;
        let (services, coordinator) = (&office.services, &office.coordinator);
        let (short, long) = (Life::begin(&office).await, Life::begin(&office).await);
        let runs_out = Add {
            trajectory_id: short.id,
            draft: krachtig_core::domain::consent::ConsentDraft {
                valid_until: Some(TODAY + Duration::days(10)),
                ..consent_draft(Subject::Person(short.adult), Purpose::Story, TODAY)
            },
        };
        services
            .give_consent(&office.professional, runs_out)
            .await
            .expect("given");
        long.consent(Purpose::Story).await;
        for life in [&short, &long] {
            let story = write(life).await;
            approve(life, &story, (life.adult, Audience::Dji)).await;
        }
        assert_eq!(library(&tenants, &office).await.len(), 2);
        office.clock.set(TODAY + Duration::days(11));
        let marked = services.mark_told_stories(&office.operator).await;
        assert_eq!(marked.expect("looked"), 2, "each day all are looked at");
        assert_eq!(
            library(&tenants, &office).await.len(),
            1,
            "it ran out and nobody wrote that down"
        );

        let dossier = office.dossier(long.id).await;
        let closing = ClosingDraft {
            closed_on: TODAY + Duration::days(11),
            reason: ClosingReason::Completed,
            note: None,
            outcomes: Vec::new(),
        };
        let closed = services.close_trajectory(&office.professional, revise(&dossier.trajectory, closing));
        closed.await.expect("closed");
        assert_eq!(
            library(&tenants, &office).await.len(),
            1,
            "the story outlives the trajectory"
        );
        let proposed = services.propose_erasure(coordinator, erase(dossier.family.id, DataSubject::Family));
        let proposed = proposed.await.expect("proposed");
        let second = second(&office).await;
        let confirmed = services
            .confirm_destruction(&second, act(&proposed))
            .await
            .expect("confirmed");
        services.run_destruction(&second, confirmed.id).await.expect("done");
        assert_eq!(library(&tenants, &office).await, []);
    })
    .await;
}
