//! Everything that can be done with rights and retention, once, by the services alone. What a test checks does not
//! belong here.

use krachtig_core::domain::retention::{RetentionBasis, RetentionDraft};
use krachtig_core::domain::rights::{DataSubject, Right, RightsDecision};
use krachtig_core::domain::trajectory::{ClosingDraft, ClosingReason};
use krachtig_core::domain::vocabulary::Role;
use krachtig_core::service::{
    Add, ExportPerson, ExtendRights, KeepUnder, PlaceHold, ProposeDestruction, ProposeErasure,
};
use time::macros::date;

use crate::life::{act, revise};
use crate::office::Office;
use crate::rights;

/// Uses every right of a family, erases one of its people, and destroys the family's dossier when it is due.
pub(crate) async fn use_rights(office: &Office) {
    let (id, adult) = office.willing_family("Gezin", 0).await;
    let subject = DataSubject::Person(adult);
    share_and_ask(office, (id, subject)).await;
    limit_and_correct(office, (id, adult)).await;
    let family_id = office.dossier(id).await.family.id;
    let (services, ctx) = (&office.services, &office.coordinator);
    let second = office.member("tweede", &[Role::Coordinator]).await;
    let erase = ProposeErasure { family_id, subject };
    let proposed = services.propose_erasure(ctx, erase).await.expect("proposed");
    let confirmed = services
        .confirm_destruction(&second, act(&proposed))
        .await
        .expect("confirmed");
    services.run_destruction(ctx, confirmed.id).await.expect("done");
    let closing = ClosingDraft {
        closed_on: ctx.stamp().today,
        reason: ClosingReason::Completed,
        note: None,
        outcomes: Vec::new(),
    };
    let trajectory = office.dossier(id).await.trajectory;
    services
        .close_trajectory(ctx, revise(&trajectory, closing))
        .await
        .expect("closed");
    office.clock.set(date!(2040 - 01 - 01));
    let due = ProposeDestruction {
        families: vec![family_id],
    };
    let proposed = services.propose_destruction(ctx, due).await.expect("proposed");
    services
        .reject_destruction(&second, act(&proposed))
        .await
        .expect("turned down");
}

async fn share_and_ask(
    office: &Office,
    (trajectory_id, subject): (krachtig_core::domain::id::TrajectoryId, DataSubject),
) {
    let (services, ctx) = (&office.services, &office.coordinator);
    let mut dossier = office.dossier(trajectory_id).await;
    dossier.partners.push(office.partner("Veilig Thuis").await);
    let shared = services
        .share_with_party(ctx, rights::share(&dossier))
        .await
        .expect("shared")
        .record;
    let ended = services.end_share(ctx, act(&shared)).await.expect("ended").record;
    services.tell_party_of_end(ctx, act(&ended)).await.expect("told");
    let receive = async || {
        let draft = rights::request(subject, Right::Access);
        services
            .receive_rights_request(ctx, Add { trajectory_id, draft })
            .await
            .expect("received")
            .record
    };
    let (request, other) = (receive().await, receive().await);
    services
        .withdraw_rights_request(ctx, act(&other))
        .await
        .expect("withdrawn");
    let extend = ExtendRights {
        id: request.id,
        version: request.version,
        reason: "veel".to_owned(),
    };
    let request = services
        .extend_rights_request(ctx, extend)
        .await
        .expect("extended")
        .record;
    let decision = RightsDecision {
        refusal: None,
        identity_check: Some("gezien".to_owned()),
        note: None,
    };
    let granted = services
        .decide_rights_request(ctx, revise(&request, decision))
        .await
        .expect("granted")
        .record;
    services
        .export_person(ctx, ExportPerson { subject })
        .await
        .expect("exported");
    services
        .carry_out_rights_request(ctx, act(&granted))
        .await
        .expect("done");
}

async fn limit_and_correct(
    office: &Office,
    (trajectory_id, adult): (
        krachtig_core::domain::id::TrajectoryId,
        krachtig_core::domain::id::PersonId,
    ),
) {
    let (services, ctx) = (&office.services, &office.coordinator);
    let draft = rights::limit(DataSubject::Person(adult), None);
    let limit = services
        .limit_processing(ctx, Add { trajectory_id, draft })
        .await
        .expect("limited")
        .record;
    services.lift_limit(ctx, act(&limit)).await.expect("lifted");
    services
        .record_own_words(ctx, rights::words(trajectory_id, adult))
        .await
        .expect("said");
    let dossier = office.dossier(trajectory_id).await;
    services
        .rectify_person(ctx, rights::rectify(&dossier.persons[0]))
        .await
        .expect("corrected");
    let hold = PlaceHold {
        family_id: dossier.family.id,
        reason: "klacht".to_owned(),
    };
    let hold = services.place_hold(ctx, hold).await.expect("placed").record;
    services.lift_hold(ctx, act(&hold)).await.expect("lifted");
    let keep = KeepUnder {
        id: trajectory_id,
        version: dossier.trajectory.version,
        basis: RetentionBasis::Informal,
    };
    services.keep_under(ctx, keep).await.expect("kept");
    let longer = RetentionDraft {
        basis: RetentionBasis::Informal,
        years: 3,
    };
    services.set_retention(ctx, longer).await.expect("set");
}
