//! Everybody is told of what waits for him or her, of nothing else, and once; and a mail says how much, and not what.

use std::collections::BTreeSet;

use krachtig_core::domain::break_glass::{BreakGlass, GlassDraft, GlassReview, GlassVerdict};
use krachtig_core::domain::consent::{Purpose, Subject};
use krachtig_core::domain::goal::ActionDraft;
use krachtig_core::domain::id::TrajectoryId;
use krachtig_core::domain::notice::{Language, NoticeChannel, NoticeKind, NoticeMail, NoticeWay};
use krachtig_core::domain::refusal::RefusalCode;
use krachtig_core::domain::rights::{DataSubject, Right};
use krachtig_core::domain::trajectory::Side;
use krachtig_core::domain::vocabulary::Role;
use krachtig_core::service::{
    Add, ApproveRequest, Ask, AssignMember, BreakTheGlass, ByLink, ChooseNotices, CommentOnPlan, Ctx, KeptNotices,
    PlanAction, ReviewGlass, SeeNotices, SeenNotices, TrajectoryFilter, TrajectorySort,
};
use time::Duration;

use crate::family_login::taken_up;
use crate::life::{Life, act, draft, revise};
use crate::office::{Office, TODAY, code, consent_draft};
use crate::party::{linked, referred};
use crate::rights;
use crate::support::on_both;

async fn keep(office: &Office, mailing: bool) -> KeptNotices {
    let kept = office.services.keep_notices(&office.operator, mailing).await;
    kept.expect("kept")
}

/// Of what somebody is told.
async fn told(office: &Office, ctx: &Ctx) -> BTreeSet<NoticeKind> {
    let notices = office.services.notices(ctx).await.expect("told");
    let kinds: BTreeSet<_> = notices.iter().map(|one| one.notice.kind).collect();
    assert_eq!(kinds.len(), notices.len(), "of each kind one, in these tests");
    kinds
}

fn kinds(all: &[NoticeKind]) -> BTreeSet<NoticeKind> {
    all.iter().copied().collect()
}

async fn assign(office: &Office, id: TrajectoryId, (ctx, role): (&Ctx, Role)) {
    let assign = AssignMember {
        trajectory_id: id,
        member_id: ctx.actor.as_member().expect("a member"),
        role,
        lead: false,
        side: Side::Both,
    };
    let assigned = office.services.assign_member(&office.coordinator, assign).await;
    assigned.expect("assigned");
}

/// An action that is late from the day after this one.
async fn action(life: &Life<'_>) -> krachtig_core::domain::goal::Action {
    let (goal, _) = life.goal().await;
    let cmd = PlanAction {
        goal_id: goal.id,
        draft: ActionDraft {
            due_on: Some(life.today()),
            ..draft::action()
        },
    };
    let planned = life.office.services.plan_action(&life.office.professional, cmd).await;
    planned.expect("planned").record
}

async fn broken(office: &Office, id: TrajectoryId) -> BreakGlass {
    let outsider = office.member("outsider", &[Role::Professional]).await;
    let cmd = BreakTheGlass {
        trajectory_id: id,
        draft: GlassDraft {
            reason: "brand".to_owned(),
            minutes: 60,
        },
    };
    let broken = office.services.break_glass(&outsider, cmd).await;
    broken.expect("broken")
}

async fn review(office: &Office, glass: &BreakGlass) {
    let cmd = ReviewGlass {
        id: glass.id,
        version: glass.version,
        draft: GlassReview {
            verdict: GlassVerdict::Justified,
            note: None,
        },
    };
    let reviewed = office.services.review_break_glass(&office.coordinator, cmd).await;
    reviewed.expect("reviewed");
}

/// The trajectories with a consent that ends within so many days, each checked against its dossier.
async fn with_ending_consents(office: &Office, days: i64) -> Vec<TrajectoryId> {
    let today = office.coordinator.stamp().today;
    let until = today + Duration::days(days);
    let filter = TrajectoryFilter {
        consent_ends_until: Some(until),
        ..TrajectoryFilter::default()
    };
    let ask = Ask {
        first: 50,
        after: None,
        filter,
        sort: TrajectorySort::OpenedOn,
        descending: false,
    };
    let page = office
        .services
        .trajectories(&office.coordinator, &ask)
        .await
        .expect("listed");
    let ids: Vec<TrajectoryId> = page.rows.iter().map(|(_, one)| one.id).collect();
    for id in &ids {
        assert_eq!(office.dossier(*id).await.ending_consents(today, until).count(), 1);
    }
    ids
}

#[tokio::test(flavor = "multi_thread")]
async fn who_works_with_a_family_is_told_of_what_waits_there() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let (services, worker) = (&office.services, &office.professional);
        let life = Life::begin(&office).await;
        life.consent(Purpose::Support).await;
        keep(&office, false).await;
        assert_eq!(
            told(&office, worker).await,
            kinds(&[]),
            "nobody is told of what he did himself"
        );

        assign(&office, life.id, (&office.volunteer, Role::Volunteer)).await;
        let action = action(&life).await;
        let mut ends = consent_draft(Subject::Person(life.adult), Purpose::Story, TODAY);
        ends.valid_until = Some(TODAY + Duration::days(10));
        let give = Add {
            trajectory_id: life.id,
            draft: ends,
        };
        services.give_consent(worker, give).await.expect("given");
        keep(&office, false).await;
        assert_eq!(told(&office, worker).await, kinds(&[NoticeKind::ConsentEnds]));
        assert_eq!(told(&office, &office.volunteer).await, kinds(&[NoticeKind::Assigned]));
        for (days, listed) in [(9, vec![]), (10, vec![life.id])] {
            assert_eq!(with_ending_consents(&office, days).await, listed);
        }

        office.clock.set(TODAY + Duration::days(1));
        let kept = keep(&office, false).await;
        assert_eq!((kept.fresh, kept.gone), (2, 0));
        let late = NoticeKind::ActionLate;
        assert_eq!(told(&office, worker).await, kinds(&[NoticeKind::ConsentEnds, late]));
        assert_eq!(
            told(&office, &office.volunteer).await,
            kinds(&[NoticeKind::Assigned, late])
        );
        assert_eq!(
            told(&office, &office.coordinator).await,
            kinds(&[]),
            "who is not assigned is not told"
        );
        let notices = services.notices(worker).await.expect("told");
        let dossier = notices[0].dossier.as_ref().expect("it is about a family");
        assert_eq!(dossier.trajectory.id, life.id);
        assert!(
            dossier.goals.is_empty() && dossier.persons.is_empty(),
            "nothing else of the dossier comes along"
        );

        let done = ActionDraft {
            due_on: Some(TODAY),
            done_on: Some(TODAY + Duration::days(1)),
            ..draft::action()
        };
        services
            .revise_action(worker, revise(&action, done))
            .await
            .expect("done");
        keep(&office, false).await;
        assert_eq!(told(&office, worker).await, kinds(&[NoticeKind::ConsentEnds]));
        assert_eq!(
            keep(&office, false).await,
            KeptNotices::default(),
            "there is nothing left to be done"
        );

        let mut longer = consent_draft(Subject::Person(life.adult), Purpose::Story, TODAY);
        longer.valid_until = Some(TODAY + Duration::days(300));
        let give = Add {
            trajectory_id: life.id,
            draft: longer,
        };
        services.give_consent(worker, give).await.expect("given");
        keep(&office, false).await;
        assert_eq!(told(&office, worker).await, kinds(&[]), "a later one follows it");
        assert_eq!(with_ending_consents(&office, 30).await, []);

        office.clock.set(TODAY + Duration::days(20));
        keep(&office, false).await;
        assert_eq!(
            told(&office, &office.volunteer).await,
            kinds(&[]),
            "what is old is no news"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_office_is_told_of_what_waits_for_it_and_never_of_ones_own() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let (services, coordinator) = (&office.services, &office.coordinator);
        let (id, adult) = office.willing_family("Gezin Een (fictief)", 90_000).await;
        let life = Life {
            office: &office,
            id,
            adult,
        };
        let request = life.request(30_000).await;
        let glass = broken(&office, id).await;
        let ask = Add {
            trajectory_id: id,
            draft: rights::request(DataSubject::Person(adult), Right::Access),
        };
        services
            .receive_rights_request(&office.professional, ask)
            .await
            .expect("received");
        keep(&office, false).await;
        assert_eq!(
            told(&office, &office.approver).await,
            kinds(&[NoticeKind::RequestWaits])
        );
        assert_eq!(
            told(&office, coordinator).await,
            kinds(&[
                NoticeKind::RequestWaits,
                NoticeKind::RightsRequest,
                NoticeKind::BrokenGlass
            ])
        );
        assert_eq!(
            told(&office, &office.professional).await,
            kinds(&[]),
            "who asked decides nothing"
        );
        assert_eq!(told(&office, &office.reader).await, kinds(&[]));

        review(&office, &glass).await;
        let approve = ApproveRequest {
            id: request.id,
            note: None,
        };
        services
            .approve_budget_request(&office.approver, approve)
            .await
            .expect("approved");
        keep(&office, false).await;
        assert_eq!(told(&office, &office.approver).await, kinds(&[]));
        assert_eq!(told(&office, coordinator).await, kinds(&[NoticeKind::RightsRequest]));
        assert_eq!(
            told(&office, &office.professional).await,
            kinds(&[NoticeKind::RequestDecided])
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_families_and_parties_say_waits_until_it_is_answered_or_old() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let (services, worker) = (&office.services, &office.professional);
        let ((id, adult), _, referral) = referred(&office).await;
        let secret = linked(&office, &referral).await.secret;
        let party = crate::door::knock(worker);
        let ask = ByLink::Write("Is er haast bij?".to_owned());
        services.do_by_link(&party, &secret, ask).await.expect("asked");
        let (family, _, _) = taken_up(&office, id, adult).await;
        let comment = CommentOnPlan {
            goal_id: None,
            text: "Mag het ook later?".to_owned(),
        };
        services.comment_on_plan(&family, comment).await.expect("said");
        let said = office.dossier(id).await.plan_comments;
        keep(&office, false).await;
        assert_eq!(
            told(&office, worker).await,
            kinds(&[NoticeKind::PartyAnswered, NoticeKind::PlanComment])
        );
        assert_eq!(
            told(&office, &family).await,
            kinds(&[]),
            "what the office is told is not the family's"
        );

        let answer = krachtig_core::service::AnswerPlanComment {
            comment_id: said[0].id,
            text: "Dat kan.".to_owned(),
        };
        services.answer_plan_comment(worker, answer).await.expect("answered");
        keep(&office, false).await;
        assert_eq!(told(&office, worker).await, kinds(&[NoticeKind::PartyAnswered]));
    })
    .await;
}

/// Also before the next look.
#[tokio::test(flavor = "multi_thread")]
async fn what_one_may_see_no_longer_is_told_no_longer() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let life = Life::begin(&office).await;
        life.consent(Purpose::Support).await;
        let services = &office.services;
        action(&life).await;
        assign(&office, life.id, (&office.volunteer, Role::Volunteer)).await;
        office.clock.set(TODAY + Duration::days(1));
        keep(&office, false).await;
        let both = kinds(&[NoticeKind::Assigned, NoticeKind::ActionLate]);
        assert_eq!(told(&office, &office.volunteer).await, both);
        let volunteer = office.volunteer.actor.as_member();
        let assignments = office.dossier(life.id).await.assignments;
        let theirs = assignments
            .iter()
            .find(|one| Some(one.member_id) == volunteer)
            .expect("there");
        services
            .end_assignment(&office.coordinator, act(theirs))
            .await
            .expect("ended");
        assert_eq!(told(&office, &office.volunteer).await, kinds(&[]));
        let kept = keep(&office, false).await;
        assert_eq!((kept.fresh, kept.gone), (0, 2));
        assert_eq!(services.unseen_notices(&office.volunteer).await.expect("counted"), 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_sees_ones_own_notices_and_chooses_by_which_way_they_come() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let (services, worker) = (&office.services, &office.professional);
        let life = Life::begin(&office).await;
        life.consent(Purpose::Support).await;
        action(&life).await;
        assign(&office, life.id, (&office.volunteer, Role::Volunteer)).await;
        office.clock.set(TODAY + Duration::days(1));
        keep(&office, false).await;
        let unseen = async |ctx: &Ctx| services.unseen_notices(ctx).await.expect("counted");
        assert_eq!((unseen(worker).await, unseen(&office.volunteer).await), (1, 2));
        let newest = services.notices(&office.volunteer).await.expect("told")[0].notice.id;
        let first = services.notices(&office.volunteer).await.expect("told")[1].notice.id;
        let see = async |ctx: &Ctx, up_to| services.see_notices(ctx, SeeNotices { up_to }).await;
        let seen = SeenNotices { seen: 1, unseen: 1 };
        assert_eq!(see(&office.volunteer, first).await.expect("seen"), seen);
        assert_eq!(unseen(&office.volunteer).await, 1, "what came later is not seen");
        let seen = SeenNotices { seen: 1, unseen: 0 };
        assert_eq!(see(&office.volunteer, newest).await.expect("seen"), seen);
        assert_eq!(
            (unseen(worker).await, unseen(&office.volunteer).await),
            (1, 0),
            "another's stay"
        );
        assert_eq!(code(see(&office.operator, newest).await), RefusalCode::NotFound);

        let choose = |kind, channel| ChooseNotices {
            channels: vec![NoticeWay { kind, channel }],
            language: Language::English,
        };
        let off = choose(NoticeKind::ActionLate, NoticeChannel::Off);
        let chosen = services.choose_notices(worker, off).await.expect("chosen");
        assert_eq!(services.notice_choices(worker).await.expect("told"), chosen);
        keep(&office, false).await;
        assert_eq!(told(&office, worker).await, kinds(&[]));
        let glass = choose(NoticeKind::BrokenGlass, NoticeChannel::Off);
        assert_eq!(
            code(services.choose_notices(worker, glass).await),
            RefusalCode::OutOfRange
        );
        let back = choose(NoticeKind::ActionLate, NoticeChannel::InApp);
        services.choose_notices(worker, back).await.expect("chosen");
        keep(&office, false).await;
        assert_eq!(told(&office, worker).await, kinds(&[NoticeKind::ActionLate]));
        for ctx in [worker, &office.coordinator, &office.reader] {
            assert_eq!(code(services.keep_notices(ctx, true).await), RefusalCode::NotFound);
            assert_eq!(
                code(services.take_notice_mails(ctx).await.map(|_| ())),
                RefusalCode::NotFound
            );
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_mail_is_handed_on_until_it_is_sent_and_by_one_at_a_time() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let (services, operator) = (&office.services, &office.operator);
        let life = Life::begin(&office).await;
        life.consent(Purpose::Support).await;
        action(&life).await;
        broken(&office, life.id).await;
        assert_eq!(keep(&office, true).await.mails, 1, "of a broken glass, at once");
        let take = async || services.take_notice_mails(operator).await.expect("taken");
        let (one, other) = tokio::join!(take(), take());
        let taken: Vec<_> = one.into_iter().chain(other).collect();
        assert_eq!(taken.len(), 1, "one of two programs tries it");
        let mail = &taken[0];
        assert_eq!(mail.address, "coordinator@example.org");
        assert_eq!(mail.mail.counts, [(NoticeKind::BrokenGlass, 1)].into());
        assert!(take().await.is_empty(), "while it is tried, nobody else does");
        office.clock.pass(Duration::minutes(3));
        let again = take().await;
        assert_eq!(again[0].mail.id, mail.mail.id, "it was not sent: the same again");
        services.sent_notice_mail(operator, &again[0].mail).await.expect("kept");
        office.clock.pass(Duration::hours(12));
        assert!(take().await.is_empty(), "once it was sent, no more");

        office.clock.set(TODAY + Duration::days(1));
        assert_eq!(
            keep(&office, true).await.mails,
            0,
            "the action became late this morning, and was not told yet"
        );
        office.clock.set(TODAY + Duration::days(2));
        assert_eq!(keep(&office, true).await.mails, 1);
        let digest = take().await;
        assert_eq!(digest[0].address, "professional@example.org");
        assert_eq!(digest[0].mail.counts, [(NoticeKind::ActionLate, 1)].into());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_that_never_arrives_is_given_up_and_one_to_nobody_is_not_sent() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let (services, operator) = (&office.services, &office.operator);
        let life = Life::begin(&office).await;
        life.consent(Purpose::Support).await;
        broken(&office, life.id).await;
        keep(&office, true).await;
        let outbox = async || {
            let health = services.tenant_health(operator).await.expect("told");
            (health.mails, health.failing_mails)
        };
        assert_eq!(outbox().await, (1, 0), "it waits, and did not fail yet");
        let mut tries = 0;
        for _ in 0..30 {
            if tries == 2 {
                assert_eq!(outbox().await, (1, 1), "an operator sees that it fails");
            }
            tries += services.take_notice_mails(operator).await.expect("taken").len();
            office.clock.pass(Duration::hours(9));
        }
        assert_eq!(i64::try_from(tries).expect("few"), NoticeMail::TRIES);
        assert_eq!(outbox().await, (0, 0));
        assert_eq!(
            told(&office, &office.coordinator).await,
            kinds(&[NoticeKind::BrokenGlass]),
            "the notice stays"
        );

        let second = office.member("tweede", &[Role::Coordinator]).await;
        keep(&office, true).await;
        let member = second.actor.as_member().expect("a member");
        let everybody = krachtig_core::service::Ask {
            first: 50,
            after: None,
            filter: krachtig_core::service::MemberFilter::default(),
            sort: krachtig_core::service::NameSort::Name,
            descending: false,
        };
        let members = services.members(&office.coordinator, &everybody).await.expect("listed");
        let (_, member) = members
            .rows
            .into_iter()
            .find(|(_, one)| one.id == member)
            .expect("there");
        let mut gone = crate::office::draft_of("tweede", &[Role::Coordinator]);
        gone.state = krachtig_core::domain::member::MemberState::Suspended;
        services
            .revise_member(&office.coordinator, revise(&member, gone))
            .await
            .expect("suspended");
        assert!(services.take_notice_mails(operator).await.expect("taken").is_empty());
        keep(&office, true).await;
        office.clock.pass(Duration::days(1));
        assert!(
            services.take_notice_mails(operator).await.expect("taken").is_empty(),
            "it is gone for good"
        );
    })
    .await;
}
