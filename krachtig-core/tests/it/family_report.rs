//! The narrative report of a family: for whom there is one, who may read it, and the line that it leaves.

use krachtig_core::domain::access_log::LogEvent;
use krachtig_core::domain::consent::{Consent, Purpose};
use krachtig_core::domain::refusal::RefusalCode;
use krachtig_core::domain::vocabulary::{Audience, Role};
use krachtig_core::service::{Ctx, ReadFamilyReport};

use crate::access_log::newest;
use crate::life::{CANARY, Life, act};
use crate::office::{Office, code};
use crate::support::on_both;
use crate::told_stories::{approve, write};

fn asked(life: &Life<'_>, audience: Audience) -> ReadFamilyReport {
    ReadFamilyReport {
        trajectory_id: life.id,
        audience,
        taken_along: false,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_is_there_for_whom_the_family_wants_it_and_no_longer() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let (services, worker) = (&office.services, &office.professional);
        let life = Life::begin(&office).await;
        life.consent(Purpose::Story).await;
        life.consent(Purpose::Support).await;
        let story = write(&life).await;
        for audience in [Audience::Team, Audience::Municipality] {
            let refused = services.family_report(worker, asked(&life, audience)).await;
            assert_eq!(code(refused), RefusalCode::StoryNotApproved);
        }
        approve(&life, &story, (life.adult, Audience::Team)).await;
        let told = services.family_report(worker, asked(&life, Audience::Team)).await;
        let told = told.expect("told");
        assert!(told.family.is_some() && told.learned.is_some(), "{told:?}");
        let refused = services.family_report(worker, asked(&life, Audience::Dji)).await;
        assert_eq!(code(refused), RefusalCode::StoryNotApproved);

        approve(&life, &story, (life.adult, Audience::Municipality)).await;
        let taken = ReadFamilyReport {
            taken_along: true,
            ..asked(&life, Audience::Municipality)
        };
        let told = services.family_report(worker, taken).await.expect("told");
        let text = format!("{told:?}").to_lowercase();
        assert!(!text.contains(&CANARY.to_lowercase()), "{text}");
        let lines = newest(&office).await;
        let of_reports = lines.iter().filter(|line| line.action == "read_family_report");
        let events: Vec<_> = of_reports.map(|line| (line.event, line.trajectory_id)).collect();
        let id = Some(life.id);
        assert_eq!(
            events,
            [(LogEvent::Export, id), (LogEvent::Read, id)],
            "the newest first, refused ones none"
        );

        let outsider = office.member("outsider", &[Role::Professional]).await;
        let others: [&Ctx; 4] = [&office.volunteer, &office.approver, &office.operator, &outsider];
        for other in others {
            let refused = services.family_report(other, asked(&life, Audience::Team)).await;
            assert_eq!(code(refused), RefusalCode::NotFound, "{:?}", other.actor);
        }
        let dossier = office.dossier(life.id).await;
        let given = |consent: &&Consent| consent.purpose == Purpose::Story;
        let consent = dossier.consents.iter().find(given).expect("given").clone();
        services
            .withdraw_consent(worker, act(&consent))
            .await
            .expect("withdrawn");
        for audience in [Audience::Team, Audience::Municipality] {
            let refused = services.family_report(worker, asked(&life, audience)).await;
            assert_eq!(code(refused), RefusalCode::ConsentMissing);
        }
    })
    .await;
}
