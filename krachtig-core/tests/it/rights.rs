//! The rights of the people in the dossiers: consents and what they open and close, sharing, requests with their
//! clock, restrictions, own words, and an export that holds nobody else.

use krachtig_core::domain::clock::Clock;
use krachtig_core::domain::consent::{Purpose, Subject};
use krachtig_core::domain::dossier::Dossier;
use krachtig_core::domain::family::{DetaineeDraft, Person, PersonDraft};
use krachtig_core::domain::id::{PartnerId, PersonId, StoryVersionId, TrajectoryId};
use krachtig_core::domain::limit::{LimitDraft, LimitKind};
use krachtig_core::domain::own_words::OwnWordsDraft;
use krachtig_core::domain::partner::ReferralState;
use krachtig_core::domain::period::Indicator;
use krachtig_core::domain::record::RecordKind;
use krachtig_core::domain::refusal::RefusalCode;
use krachtig_core::domain::rights::{
    DataSubject, Right, RightsDecision, RightsDraft, RightsRefusal, RightsRequest, RightsState, months_after,
};
use krachtig_core::domain::share::ShareDraft;
use krachtig_core::domain::terms::{DataCategory, LegalBasis, Use};
use krachtig_core::domain::trajectory::Step;
use krachtig_core::domain::vocabulary::Audience;
use krachtig_core::service::{
    Add, ApproveStory, Ask, DueSort, ExportPerson, ExtendRights, Import, ImportedDossier, RecordMapping,
    RecordOwnWords, RecordedSort, RectifyDetainee, RectifyPerson, RightsFilter, SendReferral, ShareFilter,
    ShareWithParty, SkipStep,
};
use proptest::prelude::*;
use time::Date;
use time::macros::date;

use crate::life::{act, draft, revise};
use crate::office::{Office, TODAY, adult_draft, code, consent_draft};
use crate::support::on_both;

/// Sharing with the dossier's first party.
pub(crate) fn share(dossier: &Dossier) -> ShareWithParty {
    ShareWithParty {
        trajectory_id: dossier.trajectory.id,
        partner_id: dossier.partners[0].id,
        draft: ShareDraft {
            persons: vec![dossier.persons[0].id],
            detainee_id: None,
            purpose: Use::Safety,
            categories: vec![DataCategory::Identity],
            about: Some("melding".to_owned()),
            shared_on: TODAY,
        },
    }
}

/// What would be typed about a request.
pub(crate) fn request(subject: DataSubject, right: Right) -> RightsDraft {
    RightsDraft {
        subject,
        right,
        received_on: TODAY,
        about: Some("graag".to_owned()),
        identity_check: None,
    }
}

/// What would be typed about a limit: an objection where there is a purpose.
pub(crate) fn limit(subject: DataSubject, purpose: Option<Purpose>) -> LimitDraft {
    LimitDraft {
        subject,
        kind: if purpose.is_some() {
            LimitKind::Objection
        } else {
            LimitKind::Restriction
        },
        purpose,
        reason: None,
        until_on: None,
    }
}

/// A person's words beside what is recorded of him or her.
pub(crate) fn words(trajectory_id: TrajectoryId, person: PersonId) -> RecordOwnWords {
    RecordOwnWords {
        trajectory_id,
        record_kind: RecordKind::Person,
        record_id: person.uuid(),
        draft: OwnWordsDraft {
            subject: DataSubject::Person(person),
            words: "Zo was het niet".to_owned(),
            made_on: TODAY,
        },
    }
}

/// A correction of a person's name.
pub(crate) fn rectify(person: &Person) -> RectifyPerson {
    RectifyPerson {
        id: person.id,
        version: person.version,
        words: "Mijn naam is anders".to_owned(),
        draft: PersonDraft {
            name: "Partner de Goede (fictief)".to_owned(),
            ..adult_draft()
        },
    }
}

/// A referral of one person to a party.
pub(crate) fn referral(id: TrajectoryId, partner: PartnerId, person: PersonId) -> SendReferral {
    SendReferral {
        trajectory_id: id,
        partner_id: partner,
        draft: draft::referral(TODAY, person),
    }
}

/// Refusing everything closes nothing of basic help.
#[tokio::test(flavor = "multi_thread")]
async fn a_family_without_any_consent_gets_basic_help() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let (services, worker) = (&office.services, &office.professional);
        let dossier = office.family("Gezin Zonder (fictief)").await;
        let id = dossier.trajectory.id;
        let adult = office.adult(id).await.id;
        let partner = office.partner("Wijkteam").await;
        let add = |draft| Add {
            trajectory_id: id,
            draft,
        };
        services
            .record_time(worker, add(draft::time(TODAY)))
            .await
            .expect("time");
        let laid = Add {
            trajectory_id: id,
            draft: draft::connection(TODAY),
        };
        services.record_connection(worker, laid).await.expect("connection");
        let met = Add {
            trajectory_id: id,
            draft: draft::problem(TODAY),
        };
        services.record_problem(worker, met).await.expect("problem");
        let stood = Add {
            trajectory_id: id,
            draft: draft::obstacle(TODAY, &partner),
        };
        services.record_silo_obstacle(worker, stood).await.expect("obstacle");
        let talked = Add {
            trajectory_id: id,
            draft: draft::talk(TODAY),
        };
        services.record_talk(worker, talked).await.expect("talk");
        let tried = Add {
            trajectory_id: id,
            draft: draft::learning(TODAY),
        };
        services.record_learning(worker, tried).await.expect("learning");
        let skip = SkipStep {
            trajectory_id: id,
            step: Step::Story,
            reason: "geen toestemming".to_owned(),
        };
        services.skip_step(worker, skip).await.expect("skipped");

        let map = RecordMapping {
            trajectory_id: id,
            instrument_id: office.instrument.id,
            draft: draft::mapping(TODAY, adult),
        };
        assert_eq!(
            code(services.record_mapping(worker, map).await),
            RefusalCode::ConsentMissing
        );
        let refer = services.send_referral(worker, referral(id, partner.id, adult)).await;
        assert_eq!(code(refer), RefusalCode::ConsentMissing);
        let told = Add {
            trajectory_id: id,
            draft: draft::story(),
        };
        assert_eq!(
            code(services.write_story(worker, told).await),
            RefusalCode::ConsentMissing
        );
    })
    .await;
}

/// A family that was referred to two parties, of which the second accepted, and whose story is approved for DJI: its
/// trajectory and adult, the first party and the story.
async fn referred_and_told(office: &Office) -> ((TrajectoryId, PersonId), PartnerId, StoryVersionId) {
    let (services, worker) = (&office.services, &office.professional);
    let (id, adult) = office.willing_family("Gezin Terug (fictief)", 0).await;
    let (named, other) = (
        office.partner("Wijkteam Noord").await,
        office.partner("Wijkteam Zuid").await,
    );
    services
        .send_referral(worker, referral(id, named.id, adult))
        .await
        .expect("sent");
    let answered = services
        .send_referral(worker, referral(id, other.id, adult))
        .await
        .expect("sent")
        .record;
    let answer = revise(&answered, draft::answer(TODAY, None));
    services.answer_referral(worker, answer).await.expect("answered");
    let story = services
        .write_story(
            worker,
            Add {
                trajectory_id: id,
                draft: draft::story(),
            },
        )
        .await
        .expect("written");
    let approve = ApproveStory {
        story_version_id: story.record.id,
        person_id: adult,
        audience: Audience::Dji,
        approved_on: TODAY,
    };
    services.approve_story(worker, approve).await.expect("approved");
    ((id, adult), named.id, story.record.id)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawal_stops_what_depends_on_it_and_nothing_else() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let (services, worker) = (&office.services, &office.professional);
        let ((id, adult), named, story) = referred_and_told(&office).await;
        let dossier = office.dossier(id).await;
        assert_eq!(dossier.shares.len(), 2, "each referral is a sharing on record");
        assert!(
            dossier
                .shares
                .iter()
                .all(|share| share.persons == [adult] && share.legal_basis == LegalBasis::Consent)
        );
        let consent = |dossier: &Dossier, purpose| {
            dossier
                .consents
                .iter()
                .find(|c| c.purpose == purpose)
                .expect("given")
                .clone()
        };
        services
            .withdraw_consent(worker, act(&consent(&dossier, Purpose::Referral)))
            .await
            .expect("withdrawn");
        let dossier = office.dossier(id).await;
        let states: Vec<_> = dossier
            .referrals
            .iter()
            .map(krachtig_core::domain::partner::Referral::state)
            .collect();
        assert_eq!(
            states,
            [ReferralState::Withdrawn, ReferralState::Accepted],
            "what was answered stays as it was"
        );
        assert!(
            dossier
                .shares
                .iter()
                .all(krachtig_core::domain::share::Share::to_be_told),
            "each party has to be told"
        );
        assert!(
            dossier.approvals[0].withdrawn_on.is_none(),
            "the story is another purpose"
        );
        let again = services.send_referral(worker, referral(id, named, adult)).await;
        assert_eq!(code(again), RefusalCode::ConsentMissing);

        let ask = Ask {
            first: 10,
            after: None,
            filter: ShareFilter {
                to_be_told: Some(true),
                person_id: Some(adult),
                ..ShareFilter::default()
            },
            sort: RecordedSort::Recorded,
            descending: false,
        };
        let page = services.shares(worker, &ask).await.expect("listed");
        assert_eq!(page.rows.len(), 2);
        services
            .tell_party_of_end(worker, act(&page.rows[0].1))
            .await
            .expect("told");
        assert_eq!(services.shares(worker, &ask).await.expect("listed").rows.len(), 1);

        services
            .withdraw_consent(worker, act(&consent(&dossier, Purpose::Story)))
            .await
            .expect("withdrawn");
        let dossier = office.dossier(id).await;
        assert_eq!(dossier.approvals[0].withdrawn_on, Some(TODAY), "the approval lapses");
        assert!(dossier.approved_audiences(story, TODAY).is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sharing_by_hand_takes_the_ground_that_the_terms_give() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let (services, worker) = (&office.services, &office.professional);
        let dossier = office.family("Gezin Deel (fictief)").await;
        let adult = office.adult(dossier.trajectory.id).await.id;
        let partner = office.partner("Veilig Thuis").await;
        let cmd = |purpose, categories: &[DataCategory]| ShareWithParty {
            trajectory_id: dossier.trajectory.id,
            partner_id: partner.id,
            draft: ShareDraft {
                persons: vec![adult],
                detainee_id: None,
                purpose,
                categories: categories.to_vec(),
                about: None,
                shared_on: TODAY,
            },
        };
        let safe = services
            .share_with_party(
                worker,
                cmd(Use::Safety, &[DataCategory::Health, DataCategory::Identity]),
            )
            .await;
        assert_eq!(
            safe.expect("danger takes no consent").record.legal_basis,
            LegalBasis::VitalInterests
        );
        let never = services
            .share_with_party(worker, cmd(Use::Safety, &[DataCategory::Detention]))
            .await;
        assert_eq!(code(never), RefusalCode::OutOfRange, "no terms, no sharing");
        let refused = services
            .share_with_party(worker, cmd(Use::Referral, &[DataCategory::Identity]))
            .await;
        assert_eq!(code(refused), RefusalCode::ConsentMissing);
        let nothing = services.share_with_party(worker, cmd(Use::Safety, &[])).await;
        assert_eq!(code(nothing), RefusalCode::Required);
    })
    .await;
}

/// One is refused and the other granted and done.
async fn refuse_and_grant(office: &Office, (one, other): (&RightsRequest, &RightsRequest)) {
    let (services, worker, coordinator) = (&office.services, &office.professional, &office.coordinator);
    let decide = |refusal, check: Option<&str>| RightsDecision {
        refusal,
        identity_check: check.map(str::to_owned),
        note: None,
    };
    let unchecked = services
        .decide_rights_request(coordinator, revise(one, decide(None, None)))
        .await;
    assert_eq!(code(unchecked), RefusalCode::Required, "who asks?");
    let refused = decide(Some(RightsRefusal::LegalDuty), Some("paspoort gezien"));
    let refused = services
        .decide_rights_request(coordinator, revise(one, refused))
        .await
        .expect("decided")
        .record;
    assert_eq!(refused.state(), RightsState::Refused);
    assert_eq!(
        code(services.carry_out_rights_request(worker, act(&refused)).await),
        RefusalCode::WrongState
    );
    let granted = decide(None, Some("bekend"));
    let granted = services
        .decide_rights_request(coordinator, revise(other, granted))
        .await
        .expect("decided")
        .record;
    let done = services
        .carry_out_rights_request(worker, act(&granted))
        .await
        .expect("done")
        .record;
    assert_eq!(done.state(), RightsState::Done);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_has_a_clock_and_stands_on_the_coordinators_list() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let (services, worker, coordinator) = (&office.services, &office.professional, &office.coordinator);
        let (id, adult) = office.willing_family("Gezin Recht (fictief)", 0).await;
        let subject = DataSubject::Person(adult);
        let receive = async |right| {
            let cmd = Add {
                trajectory_id: id,
                draft: request(subject, right),
            };
            services
                .receive_rights_request(worker, cmd)
                .await
                .expect("received")
                .record
        };
        let (late, soon) = (receive(Right::Access).await, receive(Right::Erasure).await);
        assert_eq!(soon.due_on, date!(2026 - 04 - 02));
        let extend = ExtendRights {
            id: late.id,
            version: late.version,
            reason: "veel dossiers".to_owned(),
        };
        let late = services
            .extend_rights_request(coordinator, extend.clone())
            .await
            .expect("extended")
            .record;
        assert_eq!(
            (late.due_on, late.state()),
            (date!(2026 - 06 - 02), RightsState::Extended)
        );

        let ask = |filter| Ask {
            first: 10,
            after: None,
            filter,
            sort: DueSort::DueOn,
            descending: false,
        };
        let listed = async |filter| {
            let page = services
                .rights_requests(coordinator, &ask(filter))
                .await
                .expect("listed");
            page.rows.into_iter().map(|(_, request)| request.id).collect::<Vec<_>>()
        };
        let open = RightsFilter {
            open: Some(true),
            overdue: None,
        };
        assert_eq!(
            listed(open).await,
            [soon.id, late.id],
            "the one that is due first stands first"
        );
        let overdue = RightsFilter {
            open: None,
            overdue: Some(true),
        };
        office.clock.set(date!(2026 - 04 - 02));
        assert!(listed(overdue).await.is_empty(), "not on its last day");
        office.clock.set(date!(2026 - 04 - 03));
        assert_eq!(listed(overdue).await, [soon.id]);
        assert!(soon.overdue(date!(2026 - 04 - 03)));
        let too_late = ExtendRights {
            id: soon.id,
            version: soon.version,
            reason: "vergeten".to_owned(),
        };
        assert_eq!(
            code(services.extend_rights_request(coordinator, too_late).await),
            RefusalCode::TooLate
        );

        refuse_and_grant(&office, (&soon, &late)).await;
        assert!(listed(open).await.is_empty());
        let by_worker = services.rights_requests(worker, &ask(open)).await;
        assert_eq!(
            by_worker.map(|_| ()).map_err(|f| format!("{f}")),
            Err("not_found".to_owned()),
            "the list is the coordinator's"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restriction_keeps_data_and_lets_nothing_else_be_done_with_it() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let (services, worker, coordinator) = (&office.services, &office.professional, &office.coordinator);
        let (id, adult) = office.willing_family("Gezin Stil (fictief)", 0).await;
        let partner = office.partner("Wijkteam").await;
        let put = Add {
            trajectory_id: id,
            draft: limit(DataSubject::Person(adult), None),
        };
        let limit = services.limit_processing(worker, put).await.expect("restricted").record;
        let person = office.dossier(id).await.persons[0].clone();
        let edit = services.revise_person(worker, revise(&person, adult_draft())).await;
        assert_eq!(code(edit), RefusalCode::ProcessingRestricted);
        let refer = services.send_referral(worker, referral(id, partner.id, adult)).await;
        assert_eq!(code(refer), RefusalCode::ProcessingRestricted);
        let mut about = draft::goal(TODAY);
        about.person_id = Some(adult);
        let set = services
            .set_goal(
                worker,
                Add {
                    trajectory_id: id,
                    draft: about,
                },
            )
            .await;
        assert_eq!(code(set), RefusalCode::ProcessingRestricted);
        let given = Add {
            trajectory_id: id,
            draft: consent_draft(Subject::Person(adult), Purpose::Introduction, TODAY),
        };
        let _ = services.give_consent(worker, given).await;
        services
            .record_time(
                worker,
                Add {
                    trajectory_id: id,
                    draft: draft::time(TODAY),
                },
            )
            .await
            .expect("about nobody");
        let consents = office.dossier(id).await.consents;
        services
            .withdraw_consent(worker, act(&consents[0]))
            .await
            .expect("a right goes on");
        services
            .rectify_person(worker, rectify(&person))
            .await
            .expect("a right goes on");
        services
            .export_person(
                coordinator,
                ExportPerson {
                    subject: DataSubject::Person(adult),
                },
            )
            .await
            .expect("a right goes on");

        let before = office.dossier(id).await;
        let mut after = before.clone();
        after.persons[0].version = before.persons[0].version.next();
        let imported = ImportedDossier {
            before: Some(before),
            after,
        };
        let import = Import {
            dossiers: vec![imported],
            ..Import::default()
        };
        let import = services.import(&office.operator, import).await;
        assert_eq!(
            code(import),
            RefusalCode::ProcessingRestricted,
            "not by way of a spreadsheet either"
        );

        // No figure is made of it: neither now, nor of the period in whose end it holds.
        office.clock.set(date!(2026 - 04 - 01));
        let counted = async |period: &str| {
            let closed = services
                .close_period(coordinator, period.parse().expect("a period"))
                .await
                .expect("closed");
            closed
                .figures
                .iter()
                .find(|figure| figure.indicator == Indicator::FamiliesInTrajectory)
                .map(|figure| figure.value)
        };
        assert_eq!(counted("2026-Q1").await, Some(0));
        services.lift_limit(coordinator, act(&limit)).await.expect("lifted");
        let person = office.dossier(id).await.persons[0].clone();
        services
            .revise_person(worker, revise(&person, adult_draft()))
            .await
            .expect("lifted");
        office.clock.set(date!(2026 - 07 - 01));
        assert_eq!(counted("2026-Q2").await, Some(1));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rectification_adds_and_keeps_what_stood_there() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let (services, worker) = (&office.services, &office.professional);
        let (id, adult) = office.willing_family("Gezin Fout (fictief)", 0).await;
        let before = office.dossier(id).await.persons[0].clone();
        let after = services
            .rectify_person(worker, rectify(&before))
            .await
            .expect("corrected")
            .record;
        assert_eq!(after.name.as_str(), "Partner de Goede (fictief)");
        assert_eq!(after.version, before.version.next());
        let said = office.dossier(id).await.own_words;
        assert_eq!(said.len(), 1);
        assert_eq!(
            said[0].before.get("name"),
            Some(&before.name.as_str().into()),
            "what stood there is kept"
        );
        assert_eq!(said[0].before.len(), 1, "and nothing that stayed as it was");
        services.record_own_words(worker, words(id, adult)).await.expect("said");
        let nothing = RecordOwnWords {
            record_id: office.clock.fresh(),
            ..words(id, adult)
        };
        assert_eq!(
            code(services.record_own_words(worker, nothing).await),
            RefusalCode::NotFound
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_detainee_is_corrected_on_his_own_side_of_the_wall() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let (services, worker) = (&office.services, &office.professional);
        let (trajectory_id, _) = office.willing_family("Gezin Fout (fictief)", 0).await;
        let detainee = DetaineeDraft {
            name: "Gedetineerde (fictief)".to_owned(),
            institution: Some("PI Krimpen".to_owned()),
            ..DetaineeDraft::default()
        };
        let add = Add {
            trajectory_id,
            draft: detainee.clone(),
        };
        let before = services.add_detainee(worker, add).await.expect("added").record;
        let subject = DataSubject::Detainee(before.id);
        let draft = limit(subject, None);
        let restricted = Add { trajectory_id, draft };
        services.limit_processing(worker, restricted).await.expect("restricted");
        let correct = |version| RectifyDetainee {
            id: before.id,
            version,
            words: "Ik zit ergens anders".to_owned(),
            draft: DetaineeDraft {
                institution: Some("PI Leeuwarden".to_owned()),
                ..detainee.clone()
            },
        };
        let corrected = services
            .rectify_detainee(worker, correct(before.version))
            .await
            .expect("a right goes on");
        assert_eq!(corrected.record.version, before.version.next());
        let again = services.rectify_detainee(worker, correct(before.version)).await;
        assert_eq!(code(again), RefusalCode::Stale);
        let said = &office.dossier(trajectory_id).await.own_words;
        assert_eq!(said.len(), 1);
        assert_eq!((said[0].detainee_id, said[0].person_id), (Some(before.id), None));
        assert_eq!(
            (said[0].record_kind, said[0].record_id),
            (RecordKind::Detainee, before.id.uuid())
        );
        let stood: Vec<_> = said[0].before.iter().collect();
        assert_eq!(stood, [(&"institution".to_owned(), &"PI Krimpen".into())]);

        let export = |subject| services.export_person(&office.coordinator, ExportPerson { subject });
        let told = export(subject).await.expect("exported").page;
        assert!(told.contains("PI Krimpen") && told.contains("Ik zit ergens anders"));
        for person in office.dossier(trajectory_id).await.persons {
            let told = export(DataSubject::Person(person.id)).await.expect("exported").page;
            assert!(!told.contains("PI Krimpen") && !told.contains("Ik zit ergens anders"));
        }
        let stranger = services
            .rectify_detainee(&office.volunteer, correct(corrected.record.version))
            .await;
        assert_eq!(code(stranger), RefusalCode::NotFound);
    })
    .await;
}

#[test]
fn a_month_ends_with_its_last_day() {
    for (from, months, to) in [
        (date!(2026 - 01 - 31), 1, date!(2026 - 02 - 28)),
        (date!(2028 - 01 - 30), 1, date!(2028 - 02 - 29)),
        (date!(2026 - 03 - 31), 1, date!(2026 - 04 - 30)),
        (date!(2026 - 12 - 15), 1, date!(2027 - 01 - 15)),
        (date!(2026 - 11 - 30), 3, date!(2027 - 02 - 28)),
    ] {
        assert_eq!(months_after(from, months), to);
    }
}

proptest! {
    /// One calendar month, counted another way: the same number of the day in the next month, or else its last day.
    #[test]
    fn the_clock_is_a_calendar_month(day in 0_i32..40_000, months in 1_u8..=3) {
        let from = Date::from_julian_day(2_451_545 + day).expect("a day");
        let due = months_after(from, months);
        let apart = (due.year() * 12 + i32::from(u8::from(due.month()))) - (from.year() * 12 + i32::from(u8::from(from.month())));
        prop_assert_eq!(apart, i32::from(months));
        let last = due.next_day().is_none_or(|next| next.month() != due.month());
        prop_assert!(due.day() == from.day() || (due.day() < from.day() && last));
    }
}
