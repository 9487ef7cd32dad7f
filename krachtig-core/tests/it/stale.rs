//! Edits from an old version, and edits at the same time.

use std::sync::Arc;

use krachtig_core::domain::consent::Purpose;
use krachtig_core::domain::family::{FamilyDraft, PersonDraft};
use krachtig_core::domain::refusal::RefusalCode;
use krachtig_core::domain::vocabulary::Role;
use krachtig_core::service::{Failure, Import, ImportedDossier, Revise};

use crate::life::{Life, draft, revise};
use crate::office::{Office, adult_draft, code, draft_of, partner_draft, refusal};
use crate::support::on_both;

#[tokio::test(flavor = "multi_thread")]
async fn a_stale_edit_tells_what_changed_and_writes_nothing() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let Office {
            services,
            professional: ctx,
            coordinator,
            ..
        } = &office;
        let life = Life::begin(&office).await;
        let talk = life.talk().await;
        let mut other = draft::talk(life.today());
        other.note = None;
        services
            .revise_talk(coordinator, revise(&talk, other.clone()))
            .await
            .expect("revised");
        other.worries.clear();
        let newest = services
            .revise_talk(
                coordinator,
                Revise {
                    version: talk.version.next(),
                    ..revise(&talk, other)
                },
            )
            .await;
        let newest = newest.expect("revised").record;
        let mine = draft::talk(life.today());
        let refused = refusal(services.revise_talk(ctx, revise(&talk, mine)).await);
        assert_eq!((refused.code, refused.field.as_str()), (RefusalCode::Stale, "version"));
        let told: Vec<_> = refused
            .changed
            .iter()
            .map(|c| (c.version, c.fields.clone(), Some(c.by)))
            .collect();
        let by = coordinator.actor.as_member();
        assert_eq!(
            told,
            [(2, vec!["note".to_owned()], by), (3, vec!["worries".to_owned()], by)]
        );
        assert_eq!(refused.changed[0].at, ctx.now());
        assert_eq!(office.dossier(life.id).await.talks, [newest]);
        let log = office.store.audit_since(talk.id.uuid(), 0).await.expect("read");
        assert_eq!(log.len(), 3, "the refused edit left no line");
        assert_eq!(
            log[0].fields,
            [
                "held_on",
                "id",
                "key_factors",
                "note",
                "recorded_by",
                "setting",
                "trajectory_id",
                "worries"
            ]
        );

        // The office's own records are no different, nor is a version that is not there yet.
        let partner = office.partner("Wijkteam").await;
        services
            .revise_partner(coordinator, revise(&partner, partner_draft("Sociaal team")))
            .await
            .expect("revised");
        let refused = refusal(
            services
                .revise_partner(ctx, revise(&partner, partner_draft("Buurtteam")))
                .await,
        );
        assert_eq!(
            (refused.code, refused.changed[0].fields.as_slice()),
            (RefusalCode::Stale, &["name".to_owned()][..])
        );
        let ahead = Revise {
            version: talk.version.next().next().next(),
            ..revise(&talk, draft::talk(life.today()))
        };
        let refused = refusal(services.revise_talk(ctx, ahead).await);
        assert_eq!((refused.code, refused.changed.len()), (RefusalCode::Stale, 0));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_edits_at_once_exactly_one_wins_and_all_others_hear_of_it() {
    on_both(|setting| async move {
        let office = Arc::new(Office::open(&setting.open().await, "alfa").await);
        let life = Life::begin(&office).await;
        let talk = life.talk().await;
        // More than there are connections: an edit that is refused must not wait for one more.
        let edits = (0..24).map(|number| {
            let (office, talk, today) = (Arc::clone(&office), talk.clone(), life.today());
            tokio::spawn(async move {
                let mut draft = draft::talk(today);
                draft.note = Some(format!("versie {number}"));
                office
                    .services
                    .revise_talk(&office.professional, revise(&talk, draft))
                    .await
            })
        });
        let edits: Vec<_> = edits.collect();
        let mut won = Vec::new();
        for edit in edits {
            match edit.await.expect("no panic") {
                Ok(recorded) => won.push(recorded.record),
                Err(Failure::Refused(refusals)) => {
                    let refused = refusals.first();
                    assert_eq!(refused.code, RefusalCode::Stale);
                    assert_eq!(refused.changed.len(), 1, "told of the one that won");
                }
                Err(fault) => panic!("{fault:?}"),
            }
        }
        assert_eq!(won.len(), 1);
        assert_eq!(office.dossier(life.id).await.talks, won);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_that_changed_a_record_is_told_too() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let Office {
            services,
            professional: ctx,
            operator,
            ..
        } = &office;
        let life = Life::begin(&office).await;
        let before = office.dossier(life.id).await;
        let mut after = before.clone();
        after.persons[0] = before.persons[0]
            .revise(
                &PersonDraft {
                    phone: Some("070".to_owned()),
                    ..adult_draft()
                },
                ctx.stamp(),
            )
            .expect("right");
        let import = Import {
            dossiers: vec![ImportedDossier {
                before: Some(before.clone()),
                after,
            }],
            ..Import::default()
        };
        let tally = services.import(operator, import.clone()).await.expect("imported");
        assert_eq!((tally.recorded, tally.revised), (0, 1));
        assert_eq!(
            code(services.import(operator, import).await),
            RefusalCode::Stale,
            "the same again is of an old version"
        );
        let refused = refusal(
            services
                .revise_person(ctx, revise(&before.persons[0], adult_draft()))
                .await,
        );
        assert_eq!(
            (refused.code, refused.changed[0].fields.as_slice()),
            (RefusalCode::Stale, &["phone".to_owned()][..])
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_is_taken_is_refused_wherever_it_is_typed() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let Office {
            services,
            professional: ctx,
            coordinator,
            ..
        } = &office;
        let (one, other) = (Life::begin(&office).await, Life::begin(&office).await);
        let keyed = || PersonDraft {
            external_ref: Some("P-1".to_owned()),
            ..adult_draft()
        };
        let add = |life: &Life<'_>| krachtig_core::service::Add {
            trajectory_id: life.id,
            draft: keyed(),
        };
        services.add_person(ctx, add(&one)).await.expect("added");
        let twice = refusal(services.add_person(ctx, add(&other)).await);
        assert_eq!(
            (twice.code, twice.field.as_str()),
            (RefusalCode::AlreadyExists, "external_ref")
        );
        let person = office.dossier(other.id).await.persons[0].clone();
        let taken = refusal(services.revise_person(ctx, revise(&person, keyed())).await);
        assert_eq!(
            (taken.code, taken.field.as_str()),
            (RefusalCode::AlreadyExists, "external_ref")
        );
        let family = |dossier: krachtig_core::domain::dossier::Dossier| {
            revise(
                &dossier.family,
                FamilyDraft {
                    name: "Gezin".to_owned(),
                    external_ref: Some("F-1".to_owned()),
                    ..FamilyDraft::default()
                },
            )
        };
        services
            .revise_family(ctx, family(office.dossier(one.id).await))
            .await
            .expect("revised");
        let taken = services
            .revise_family(ctx, family(office.dossier(other.id).await))
            .await;
        assert_eq!(code(taken), RefusalCode::AlreadyExists);

        // Two at once, past the look before the leap.
        let add = || services.add_member(coordinator, draft_of("nieuw", &[Role::Reader]));
        let (first, second) = tokio::join!(add(), add());
        let mut outcomes = [first, second].map(|added| added.map(|_| ()));
        outcomes.sort_by_key(Result::is_err);
        let [added, refused] = outcomes;
        added.expect("one is added");
        assert_eq!(refusal(refused).field, "email");
        life_goes_on(&one).await;
    })
    .await;
}

/// What was refused spoiled nothing for whoever comes next.
async fn life_goes_on(life: &Life<'_>) {
    life.consent(Purpose::Support).await;
    life.goal().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_coordinators_cannot_both_step_down() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let Office {
            services, coordinator, ..
        } = &office;
        let second = office.member("tweede", &[Role::Coordinator]).await;
        let (one, other) = (
            services.me(coordinator).await.expect("me"),
            services.me(&second).await.expect("me"),
        );
        let down =
            |member: &krachtig_core::domain::member::Member, name| revise(member, draft_of(name, &[Role::Reader]));
        let (first, second) = tokio::join!(
            services.revise_member(coordinator, down(&one, "coordinator")),
            services.revise_member(&second, down(&other, "tweede")),
        );
        let refused: Vec<_> = [first, second].into_iter().filter(Result::is_err).map(code).collect();
        assert_eq!(refused, [RefusalCode::LastCoordinator]);
    })
    .await;
}
