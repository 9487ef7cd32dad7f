//! The wall between the detainee's side and the family's: whoever works on one sees nothing of the other, on any way.

use krachtig_core::domain::consent::{Purpose, Subject};
use krachtig_core::domain::dossier::{Dossier, Parts};
use krachtig_core::domain::dossier_part::{DossierPart, DossierParts};
use krachtig_core::domain::family::DetaineeDraft;
use krachtig_core::domain::id::TrajectoryId;
use krachtig_core::domain::member::{MemberDraft, MemberState};
use krachtig_core::domain::progress::progress;
use krachtig_core::domain::record::RecordKind;
use krachtig_core::domain::refusal::RefusalCode;
use krachtig_core::domain::trajectory::Side;
use krachtig_core::domain::vocabulary::Role;
use krachtig_core::service::{
    Act, Add, Around, Ask, AssignMember, Ctx, FamilyFilter, LimitMember, NameSort, TrajectoryFilter, TrajectorySort,
};
use time::Duration;

use crate::life::{Life, act, draft, revise};
use crate::office::{Office, TODAY, adult_draft, as_member, code, consent_draft, draft_of};
use crate::support::on_both;

/// Gives somebody an account and an assignment.
async fn assigned(office: &Office, id: TrajectoryId, (name, role, side): (&str, Role, Side)) -> Ctx {
    let ctx = office.member(name, &[role]).await;
    let cmd = AssignMember {
        trajectory_id: id,
        member_id: ctx.actor.as_member().expect("a member"),
        role,
        lead: false,
        side,
    };
    office
        .services
        .assign_member(&office.coordinator, cmd)
        .await
        .expect("assigned");
    ctx
}

async fn read(office: &Office, ctx: &Ctx, id: TrajectoryId) -> Dossier {
    office.services.dossier(ctx, id, Parts::ALL).await.expect("read")
}

/// A family with something in every part of its dossier.
async fn full(office: &Office) -> Life<'_> {
    let life = Life::begin(office).await;
    life.live(1).await;
    life
}

fn trajectories(filter: TrajectoryFilter) -> Ask<TrajectoryFilter, TrajectorySort> {
    Ask {
        first: 10,
        after: None,
        filter,
        sort: TrajectorySort::Recorded,
        descending: false,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_familys_side_sees_nothing_of_the_detainee() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let life = full(&office).await;
        let whole = office.dossier(life.id).await;
        assert!(
            !whole.talks.is_empty() && !whole.detainees.is_empty(),
            "there is something to hide"
        );
        let ctx = assigned(&office, life.id, ("familie", Role::Professional, Side::Family)).await;
        let seen = read(&office, &ctx, life.id).await;
        assert!(seen.detainees.is_empty() && seen.talks.is_empty() && seen.role_checks.is_empty());
        assert!(seen.consents.iter().all(|consent| consent.detainee_id.is_none()));
        let hidden = DossierParts::of(&[DossierPart::Detainee, DossierPart::Progress]);
        assert_eq!(seen.left_out(), hidden);
        assert_eq!((&seen.family, &seen.persons), (&whole.family, &whole.persons));
        assert_eq!((&seen.ledger, &seen.referrals), (&whole.ledger, &whole.referrals));
        let services = &office.services;
        let talk = Add {
            trajectory_id: life.id,
            draft: draft::talk(life.today()),
        };
        assert_eq!(code(services.record_talk(&ctx, talk).await), RefusalCode::NotFound);
        let yes = |subject| Add {
            trajectory_id: life.id,
            draft: consent_draft(subject, Purpose::Story, TODAY),
        };
        let there = services
            .give_consent(&ctx, yes(Subject::Detainee(whole.detainees[0].id)))
            .await;
        let absent = krachtig_core::domain::clock::Clock::fresh(&*office.clock);
        let absent = krachtig_core::domain::id::DetaineeId::from_uuid(absent);
        let not_there = services.give_consent(&ctx, yes(Subject::Detainee(absent))).await;
        assert_eq!(format!("{:?}", there.err()), format!("{:?}", not_there.err()));
        assert!(
            services
                .may_hear(&ctx, life.id, Some(RecordKind::Problem))
                .await
                .expect("told")
        );
        for kind in [RecordKind::DetaineeTalk, RecordKind::Consent, RecordKind::BreakGlass] {
            assert!(
                !services.may_hear(&ctx, life.id, Some(kind)).await.expect("told"),
                "{kind}"
            );
        }
    })
    .await;
}

/// A list shows of each dossier what whoever is assigned to it sees of it, and no less.
#[tokio::test(flavor = "multi_thread")]
async fn a_list_shows_whoever_is_assigned_what_the_dossier_does() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let life = full(&office).await;
        let services = &office.services;
        let family = office.dossier(life.id).await.family;
        let volunteer = assigned(&office, life.id, ("hulp", Role::Volunteer, Side::Both)).await;
        for ctx in [&volunteer, &office.professional] {
            let rows = services
                .trajectories(ctx, &trajectories(TrajectoryFilter::default()))
                .await
                .expect("listed");
            let asked = [(life.id, family.id)];
            let families = services.families_of(ctx, &rows.logged, &asked).await.expect("told");
            assert_eq!(families[&life.id].name, family.name);
            let listed = services.progress_of(ctx, &rows.logged, &[life.id]).await.expect("told");
            let facts = read(&office, ctx, life.id).await.facts(TODAY);
            assert_eq!(listed[&life.id], progress(&facts));
        }
    })
    .await;
}

/// Whoever listens for hours hears nothing any more once a role is lost, or the membership.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_lost_a_role_hears_no_more() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let life = full(&office).await;
        let services = &office.services;
        for (name, after, hears) in [
            ("blijft", (Role::Professional, MemberState::Active), true),
            ("leest", (Role::Reader, MemberState::Active), false),
            ("weg", (Role::Professional, MemberState::Suspended), false),
        ] {
            let ctx = assigned(&office, life.id, (name, Role::Professional, Side::Both)).await;
            let hear = async || services.may_hear(&ctx, life.id, None).await.expect("told");
            assert!(hear().await);
            let member = services.me(&ctx).await.expect("there");
            let draft = MemberDraft {
                state: after.1,
                ..draft_of(name, &[after.0])
            };
            let changed = services
                .revise_member(&office.coordinator, revise(&member, draft))
                .await;
            changed.expect("changed");
            assert_eq!(hear().await, hears, "{name}");
        }
    })
    .await;
}

/// What happens on the detainee's side changes nothing that the family's side can see, by any of its ways.
#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawal_on_one_side_shows_nothing_on_the_other() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let id = office.family("Gezin").await.trajectory.id;
        let services = &office.services;
        let detainee = Add {
            trajectory_id: id,
            draft: DetaineeDraft {
                name: "Iemand (fictief)".to_owned(),
                ..DetaineeDraft::default()
            },
        };
        let detainee = services
            .add_detainee(&office.professional, detainee)
            .await
            .expect("added")
            .record;
        let family = assigned(&office, id, ("familie", Role::Professional, Side::Family)).await;
        let inside = assigned(&office, id, ("binnen", Role::Professional, Side::Detainee)).await;
        let looks = async |ctx: &Ctx| {
            let dossier = read(&office, ctx, id).await;
            let facts = dossier.facts(TODAY);
            let rows = services
                .trajectories(ctx, &trajectories(TrajectoryFilter::default()))
                .await
                .expect("listed");
            let listed = services.progress_of(ctx, &rows.logged, &[id]).await.expect("told");
            let rows: Vec<_> = rows.rows.into_iter().map(|(_, row)| row).collect();
            format!("{dossier:?} {facts:?} {listed:?} {rows:?}")
        };
        let before = looks(&family).await;
        let yes = Add {
            trajectory_id: id,
            draft: consent_draft(Subject::Detainee(detainee.id), Purpose::Introduction, TODAY),
        };
        let given = services
            .give_consent(&inside, yes)
            .await
            .expect("the detainee's side records it")
            .record;
        assert_eq!(looks(&family).await, before, "a consent shows nothing");
        let withdrawn = Act {
            note: Some("geen contact meer".to_owned()),
            ..act(&given)
        };
        assert_eq!(
            code(services.withdraw_consent(&family, withdrawn.clone()).await),
            RefusalCode::NotFound
        );
        services.withdraw_consent(&inside, withdrawn).await.expect("withdrawn");
        assert_eq!(looks(&family).await, before, "nor does its withdrawal");

        let before = looks(&inside).await;
        let adult = Add {
            trajectory_id: id,
            draft: adult_draft(),
        };
        services
            .add_person(&family, adult)
            .await
            .expect("the family's side records it");
        assert_eq!(
            looks(&inside).await,
            before,
            "nor a person of the family on the detainee's side"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_detainees_side_sees_the_detainee_alone() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let life = full(&office).await;
        let whole = office.dossier(life.id).await;
        let ctx = assigned(&office, life.id, ("binnen", Role::Professional, Side::Detainee)).await;
        let seen = read(&office, &ctx, life.id).await;
        let told = DossierParts::of(&[DossierPart::Trajectory, DossierPart::Detainee]);
        assert_eq!(seen.left_out(), told.others());
        assert_eq!((&seen.detainees, &seen.talks), (&whole.detainees, &whole.talks));
        let (services, name) = (&office.services, whole.family.name.as_str());
        let (ids, family) = ([life.id], [(life.id, whole.family.id)]);
        let around = Around {
            trajectories: ids.to_vec(),
            partners: Vec::new(),
            parts: Parts::ALL,
        };
        let listed = services
            .trajectories(&ctx, &trajectories(TrajectoryFilter::default()))
            .await
            .expect("listed");
        let logged = &listed.logged;
        let families = services.families_of(&ctx, logged, &family).await.expect("told");
        let around = services.around(&ctx, logged, &around).await.expect("told");
        assert_eq!((families.len(), around.len()), (1, 1), "the row is there");
        for text in [format!("{seen:?}"), format!("{families:?}"), format!("{around:?}")] {
            assert!(!text.contains(name), "the family's name stands in {text}");
            assert!(
                !text.contains(whole.persons[0].name.as_str()),
                "a person's name stands in {text}"
            );
        }
        let families = Ask {
            first: 10,
            after: None,
            filter: FamilyFilter::default(),
            sort: NameSort::Name,
            descending: false,
        };
        assert!(
            services
                .families(&ctx, &families)
                .await
                .expect("listed")
                .rows
                .is_empty()
        );
        let by_name = TrajectoryFilter {
            family_name: Some(name[..5].to_owned()),
            ..TrajectoryFilter::default()
        };
        let all = services
            .trajectories(&ctx, &trajectories(TrajectoryFilter::default()))
            .await
            .expect("listed");
        assert_eq!(all.rows.len(), 1);
        // Or the name could be found out letter by letter.
        let named = services.trajectories(&ctx, &trajectories(by_name.clone())).await;
        assert!(named.is_err() || named.is_ok_and(|page| page.rows.is_empty()));
        let counted = services.count_trajectories(&ctx, &by_name).await;
        assert!(counted.is_err() || counted.is_ok_and(|number| number == 0));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_volunteer_sees_what_it_takes() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let life = full(&office).await;
        let whole = office.dossier(life.id).await;
        let ctx = assigned(&office, life.id, ("hulp", Role::Volunteer, Side::Both)).await;
        let seen = read(&office, &ctx, life.id).await;
        assert!(seen.detainees.is_empty() && seen.talks.is_empty() && seen.mappings.is_empty());
        assert!(seen.ledger.is_empty() && seen.requests.is_empty() && seen.referrals.is_empty());
        assert!(
            seen.persons
                .iter()
                .all(|person| person.contact_person || person.phone.is_none())
        );
        assert_eq!(seen.persons.len(), whole.persons.len());
        assert_eq!((&seen.goals, &seen.stories), (&whole.goals, &whole.stories));
        let left = seen.withheld.as_ref().expect("something is left out").budget_left;
        assert_eq!(left, Some(whole.budget().balance().available()));
        assert_eq!(
            seen.facts(TODAY),
            whole.facts(TODAY),
            "where the trajectory stands is told whole"
        );
        let entry = Add {
            trajectory_id: life.id,
            draft: draft::time(life.today()),
        };
        let recorded = office.services.record_time(&ctx, entry).await.expect("recorded");
        assert_eq!(
            recorded.dossier.left_out(),
            seen.left_out(),
            "an answer shows no more than the dossier"
        );
        assert!(recorded.dossier.ledger.is_empty() && recorded.dossier.detainees.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_no_active_member_may_do_nothing() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let life = Life::begin(&office).await;
        let services = &office.services;
        let lead = office.professional.actor.as_member().expect("a member");
        let mut member = services.me(&office.professional).await.expect("there");
        let mut limit = async |days: (Option<i64>, Option<i64>)| {
            let on = |days: Option<i64>| days.map(|days| TODAY + Duration::days(days));
            let cmd = LimitMember {
                id: lead,
                version: member.version,
                from_on: on(days.0),
                until_on: on(days.1),
            };
            member = services.limit_member(&office.coordinator, cmd).await.expect("limited");
            let actor = krachtig_core::access::Actor::of(&member, TODAY);
            (
                member.state_on(TODAY),
                Ctx {
                    actor,
                    ..office.professional.clone()
                },
            )
        };
        for (days, state) in [
            ((None, Some(1)), MemberState::Active),
            ((Some(-3), Some(0)), MemberState::Expired),
            ((Some(1), None), MemberState::Invited),
            ((Some(0), None), MemberState::Active),
        ] {
            let (stands, ctx) = limit(days).await;
            assert_eq!(stands, state, "{days:?}");
            let may = services.dossier(&ctx, life.id, Parts::ALL).await.is_ok();
            assert_eq!(may, state == MemberState::Active, "{state}");
            let lists = services
                .trajectories(&ctx, &trajectories(TrajectoryFilter::default()))
                .await
                .is_ok();
            assert_eq!(lists, may, "{state}");
            let of_state = krachtig_core::service::MemberFilter { state: Some(state) };
            let listed = Ask {
                first: 50,
                after: None,
                filter: of_state,
                sort: NameSort::Name,
                descending: false,
            };
            let listed = services.members(&office.coordinator, &listed).await.expect("listed");
            assert!(listed.rows.iter().any(|(_, member)| member.id == lead), "{state}");
            assert!(
                listed.rows.iter().all(|(_, member)| member.state_on(TODAY) == state),
                "{state}"
            );
        }
        let coordinator = services.me(&office.coordinator).await.expect("there");
        let alone = LimitMember {
            id: coordinator.id,
            version: coordinator.version,
            from_on: None,
            until_on: Some(TODAY),
        };
        assert_eq!(
            code(services.limit_member(&office.coordinator, alone).await),
            RefusalCode::LastCoordinator
        );
        assert_eq!(
            as_member(&office.coordinator, &coordinator).actor,
            office.coordinator.actor
        );
    })
    .await;
}
