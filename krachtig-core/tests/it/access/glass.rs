//! Breaking the glass: with a reason, for some hours, to read and nothing else, written down, and reviewed.

use krachtig_core::domain::break_glass::{BreakGlass, GlassDraft, GlassReview, GlassVerdict};
use krachtig_core::domain::clock::Clock;
use krachtig_core::domain::dossier::Parts;
use krachtig_core::domain::dossier_part::DossierParts;
use krachtig_core::domain::id::TrajectoryId;
use krachtig_core::domain::refusal::RefusalCode;
use krachtig_core::domain::vocabulary::Role;
use krachtig_core::service::{
    Add, Ask, BreakTheGlass, Ctx, GlassFilter, Outcome, RecordedSort, ReviewGlass, TrajectoryFilter, TrajectorySort,
};
use time::Duration;

use crate::audit::log;
use crate::life::{Life, draft};
use crate::office::{Office, TODAY, code, refusal};
use crate::support::on_both;

pub(super) fn broken(id: TrajectoryId, reason: &str, minutes: i64) -> BreakTheGlass {
    BreakTheGlass {
        trajectory_id: id,
        draft: GlassDraft {
            reason: reason.to_owned(),
            minutes,
        },
    }
}

async fn review(office: &Office, ctx: &Ctx, (glass, verdict): (&BreakGlass, GlassVerdict)) -> Outcome<BreakGlass> {
    let cmd = ReviewGlass {
        id: glass.id,
        version: glass.version,
        draft: GlassReview {
            verdict,
            note: Some("gesproken".to_owned()),
        },
    };
    office.services.review_break_glass(ctx, cmd).await
}

async fn to_review(office: &Office) -> Vec<BreakGlass> {
    let ask = Ask {
        first: 50,
        after: None,
        filter: GlassFilter { to_review: Some(true) },
        sort: RecordedSort::Recorded,
        descending: false,
    };
    let page = office
        .services
        .break_glasses(&office.coordinator, &ask)
        .await
        .expect("listed");
    page.rows.into_iter().map(|(_, glass)| glass).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_glass_opens_reading_for_some_hours_and_is_reviewed() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let life = Life::begin(&office).await;
        let (services, id) = (&office.services, life.id);
        let outsider = office.member("outsider", &[Role::Professional]).await;
        let read = async || services.dossier(&outsider, id, Parts::ALL).await;
        assert_eq!(code(read().await), RefusalCode::NotFound);
        assert_eq!(
            code(services.break_glass(&outsider, broken(id, " ", 240)).await),
            RefusalCode::Required
        );
        for minutes in [0, -1, 24 * 60 + 1] {
            let too = services.break_glass(&outsider, broken(id, "brand", minutes)).await;
            assert_eq!(code(too), RefusalCode::OutOfRange);
        }
        let mut heard = office.store.subscribe();
        let glass = services
            .break_glass(&outsider, broken(id, "brand", 240))
            .await
            .expect("broken");
        let told = heard.recv().await.expect("told");
        assert_eq!(
            (told.action, told.trajectory_id),
            ("break_glass", Some(id.uuid())),
            "who listens hears of it"
        );
        assert_eq!(to_review(&office).await, std::slice::from_ref(&glass));

        let lines = log(&setting).await.len();
        let dossier = read().await.expect("read");
        assert_eq!((dossier.left_out(), dossier.persons.len()), (DossierParts::NONE, 1));
        let used = heard.recv().await.expect("told");
        assert_eq!(
            (used.action, used.record_kind, used.record_id),
            ("read_dossier", "break_glass", glass.id.uuid())
        );
        assert_eq!(
            log(&setting).await.len(),
            lines + 2,
            "each reading is written down, and each use of the glass"
        );

        let time = Add {
            trajectory_id: id,
            draft: draft::time(TODAY),
        };
        assert_eq!(
            code(services.record_time(&outsider, time).await),
            RefusalCode::NotFound,
            "it opens no writing"
        );
        let mine = Ask {
            first: 10,
            after: None,
            filter: TrajectoryFilter::default(),
            sort: TrajectorySort::Recorded,
            descending: false,
        };
        assert!(
            services
                .trajectories(&outsider, &mine)
                .await
                .expect("listed")
                .rows
                .is_empty(),
            "nor lists"
        );
        assert!(
            !services.may_hear(&outsider, id, None).await.expect("told"),
            "nor listening"
        );
        assert!(glass.holds(office.clock.now()) && !glass.holds(office.clock.now() + Duration::minutes(241)));
        let reviewed = review(&office, &office.coordinator, (&glass, GlassVerdict::Justified))
            .await
            .expect("reviewed");
        assert_eq!(to_review(&office).await, []);
        assert!(read().await.is_ok(), "what was right goes on to its end");
        let again = review(&office, &office.coordinator, (&reviewed, GlassVerdict::Unjustified)).await;
        assert_eq!(code(again), RefusalCode::WrongState);
        office.clock.set(TODAY + Duration::days(1));
        assert_eq!(code(read().await), RefusalCode::NotFound, "it closes by itself");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_right_is_closed_at_once() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let id = office.family("Gezin").await.trajectory.id;
        let (services, outsider) = (&office.services, office.member("outsider", &[Role::Professional]).await);
        let glass = services
            .break_glass(&outsider, broken(id, "nieuwsgierig", 60))
            .await
            .expect("broken");
        assert!(services.dossier(&outsider, id, Parts::ALL).await.is_ok());
        review(&office, &office.coordinator, (&glass, GlassVerdict::Unjustified))
            .await
            .expect("reviewed");
        assert_eq!(
            code(services.dossier(&outsider, id, Parts::ALL).await),
            RefusalCode::NotFound
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn not_everybody_breaks_a_glass_and_nobody_reviews_their_own() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let id = office.family("Gezin").await.trajectory.id;
        let (services, outsider) = (&office.services, office.member("outsider", &[Role::Professional]).await);
        let absent = TrajectoryId::from_uuid(office.clock.fresh());
        for ctx in [
            &office.volunteer,
            &office.approver,
            &office.reader,
            &office.operator,
            &office.coordinator,
        ] {
            let there = refusal(services.break_glass(ctx, broken(id, "brand", 60)).await);
            let not_there = refusal(services.break_glass(ctx, broken(absent, "brand", 60)).await);
            assert_eq!(there, not_there, "{:?}", ctx.actor);
            assert_eq!(there.code, RefusalCode::NotFound);
        }
        let open = services
            .break_glass(&office.professional, broken(id, "brand", 60))
            .await;
        assert_eq!(
            code(open),
            RefusalCode::WrongState,
            "nothing is behind glass for who is assigned"
        );
        let glass = services
            .break_glass(&outsider, broken(id, "brand", 60))
            .await
            .expect("broken");
        for ctx in [&outsider, &office.volunteer, &office.approver, &office.operator] {
            let reviewed = review(&office, ctx, (&glass, GlassVerdict::Justified)).await;
            assert_eq!(code(reviewed), RefusalCode::NotFound, "{:?}", ctx.actor);
        }
        // Somebody who leads the office since.
        let leads = krachtig_core::access::Actor::member(glass.member_id, vec![Role::Coordinator]);
        let own = Ctx {
            actor: leads,
            ..outsider.clone()
        };
        let reviewed = review(&office, &own, (&glass, GlassVerdict::Justified)).await;
        assert_eq!(code(reviewed), RefusalCode::SamePerson);
    })
    .await;
}
