//! What erasing would take is told before it is done, and telling it changes nothing.

use krachtig_core::domain::access_log::LogEvent;
use krachtig_core::domain::refusal::RefusalCode;
use krachtig_core::domain::rights::DataSubject;
use krachtig_core::service::PlaceHold;
use time::macros::date;

use crate::access_log::looked;
use crate::life::act;
use crate::office::{Office, code};
use crate::retention::{closed_family, erase, second};
use crate::support::on_both;

#[tokio::test(flavor = "multi_thread")]
async fn what_would_go_is_what_goes_and_telling_it_changes_nothing() {
    on_both(|setting| async move {
        let tenants = setting.open().await;
        let office = Office::open(&tenants, "alfa").await;
        let id = closed_family(&office, date!(2026 - 01 - 05)).await.trajectory.id;
        let before = office.dossier(id).await;
        let (services, ctx, family) = (&office.services, &office.coordinator, before.family.id);
        let whole = erase(family, DataSubject::Family);
        let foretold = services.preview_erasure(ctx, whole).await.expect("told");
        assert!(foretold.tried == 1 && foretold.records.len() > 5, "{foretold:?}");
        assert_eq!(office.dossier(id).await, before, "nothing was erased");
        let lines = looked(&office, ctx, id).await;
        let mut told = lines.iter().filter(|line| line.action == "propose_erasure");
        let told = told.next().expect("reading it is told");
        assert_eq!((told.event, told.rows), (LogEvent::Read, Some(1)));

        let other = second(&office).await;
        let proposed = services.propose_erasure(ctx, whole).await.expect("proposed");
        let again = services.preview_destruction(&other, proposed.id).await.expect("told");
        assert_eq!(again, foretold);
        assert_eq!(office.dossier(id).await, before);
        let hold = PlaceHold {
            family_id: family,
            reason: "Een klacht (fictief)".to_owned(),
        };
        let hold = services.place_hold(ctx, hold).await.expect("held").record;
        let held = services.preview_destruction(&other, proposed.id).await.expect("told");
        assert_eq!((held.held, held.changed, held.records.len()), (1, 0, 0));
        let refused = services.preview_erasure(ctx, whole).await;
        assert_eq!(code(refused), RefusalCode::LegalHold);
        services.lift_hold(ctx, act(&hold)).await.expect("lifted");
        let changed = services.preview_destruction(&other, proposed.id).await.expect("told");
        assert_eq!(
            (changed.held, changed.changed),
            (0, 1),
            "a hold that came and went is a change"
        );

        let proposed = services.propose_erasure(ctx, whole).await.expect("proposed");
        let foretold = services.preview_destruction(&other, proposed.id).await.expect("told");
        let confirmed = services
            .confirm_destruction(&other, act(&proposed))
            .await
            .expect("confirmed");
        // One step erases, the next certifies.
        let erased = services
            .go_on_with_destruction(ctx, confirmed.id, 1)
            .await
            .expect("a step");
        assert!(erased.completed_on.is_none() && erased.to_do(1).is_empty());
        let done = services
            .go_on_with_destruction(ctx, confirmed.id, 5)
            .await
            .expect("done");
        assert_eq!(done.certificate.expect("certified").records, foretold.records);
        for stranger in [&office.professional, &office.reader] {
            assert_eq!(
                code(services.preview_erasure(stranger, whole).await),
                RefusalCode::NotFound
            );
            assert_eq!(
                code(services.preview_destruction(stranger, proposed.id).await),
                RefusalCode::NotFound
            );
        }
    })
    .await;
}
