//! A party without an account and the one referral whose link it holds.

use krachtig_core::domain::access_log::LogEvent;
use krachtig_core::domain::consent::Purpose;
use krachtig_core::domain::id::{PersonId, TrajectoryId};
use krachtig_core::domain::partner::{Partner, Referral, ReferralOutcome, ReferralState};
use krachtig_core::domain::referral_link::ReferralLink;
use krachtig_core::domain::refusal::RefusalCode;
use krachtig_core::domain::rights::DataSubject;
use krachtig_core::domain::trajectory::{ClosingDraft, ClosingReason};
use krachtig_core::domain::vocabulary::ObstacleGround;
use krachtig_core::service::{AccessLogFilter, Add, ByLink, IssuedReferralLink, RecordedSort, WriteToParty};
use time::Duration;

use crate::access_log::everything;
use crate::door::{code, knock};
use crate::life::{act, revise};
use crate::office::{Office, TODAY};
use crate::rights;
use crate::support::on_both;

/// A family that was referred to a party.
pub(crate) async fn referred(office: &Office) -> ((TrajectoryId, PersonId), Partner, Referral) {
    let (id, adult) = office.willing_family("Gezin Brug (fictief)", 0).await;
    let partner = office.partner("Wijkteam").await;
    let sent = office
        .services
        .send_referral(&office.professional, rights::referral(id, partner.id, adult))
        .await;
    ((id, adult), partner, sent.expect("sent").record)
}

pub(crate) async fn linked(office: &Office, referral: &Referral) -> IssuedReferralLink {
    let made = office.services.link_referral(&office.professional, act(referral)).await;
    made.expect("made")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_party_answers_asks_and_reports_by_its_link() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let (services, worker) = (&office.services, &office.professional);
        let ((id, _), partner, referral) = referred(&office).await;
        let IssuedReferralLink { link, secret } = linked(&office, &referral).await;
        let party = knock(worker);

        let shown = services.open_by_link(&party, &secret).await.expect("opened");
        assert_eq!(shown.partner.name.as_str(), "Wijkteam");
        assert!(shown.referral.need.as_str().starts_with("Schuldhulp"));
        assert_eq!(shown.partner.id, partner.id);
        assert!(
            shown.people.is_empty(),
            "nobody is named to a party that did not accept"
        );
        let contact = shown.contact.expect("somebody made the link");
        assert!(!contact.0.is_empty() && contact.1.contains('@'));

        let ask = ByLink::Write("Is er haast bij?".to_owned());
        services.do_by_link(&party, &secret, ask).await.expect("asked");
        let reply = WriteToParty {
            referral_id: referral.id,
            text: "Voor het einde van de maand.".to_owned(),
        };
        services.write_to_party(worker, reply).await.expect("replied");
        let accept = ByLink::Answer(None, Some("Graag.".to_owned()));
        let shown = services.do_by_link(&party, &secret, accept).await.expect("accepted");
        assert_eq!(
            shown.people,
            ["Partner (fictief)"],
            "and to one that did, who it is about"
        );
        let said: Vec<bool> = shown.messages.iter().map(|message| message.said_by.is_none()).collect();
        assert_eq!(said, [true, false]);
        assert_eq!(
            code(services.do_by_link(&party, &secret, ByLink::Answer(None, None)).await),
            RefusalCode::WrongState,
            "once"
        );

        let report = ByLink::Report(ReferralOutcome::Helped, Some("Regeling getroffen.".to_owned()));
        let shown = services.do_by_link(&party, &secret, report).await.expect("reported");
        assert!(!shown.referral.state().is_open() && shown.people.is_empty());
        let after = office.dossier(id).await;
        assert_eq!(after.referrals[0].state(), ReferralState::Concluded);
        assert_eq!(after.referral_messages.len(), 2);
        assert_eq!(
            code(services.open_by_link(&party, &secret).await),
            RefusalCode::NotFound,
            "what is over opens nothing"
        );

        let mut looked = everything::<AccessLogFilter, _>(RecordedSort::Recorded);
        looked.filter.trajectory_id = Some(id);
        let told = services.access_log(&office.coordinator, &looked).await.expect("read");
        let of_party = told.rows.iter().filter(|(_, line)| line.actor == link.id.to_string());
        let events: Vec<(LogEvent, &str)> = of_party
            .rev()
            .map(|(_, line)| (line.event, line.role.as_str()))
            .collect();
        assert_eq!(
            events,
            [
                (LogEvent::Read, "party"),
                (LogEvent::Create, "party"),
                (LogEvent::Change, "party"),
                (LogEvent::Change, "party"),
                (LogEvent::Change, "party"),
            ],
            "the family hears that the party looked, wrote, accepted, and reported, which ended the link"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_party_declines_with_its_ground_and_the_link_is_over() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let services = &office.services;
        let ((id, _), _, referral) = referred(&office).await;
        let secret = linked(&office, &referral).await.secret;
        let party = knock(&office.professional);
        let decline = ByLink::Answer(Some(ObstacleGround::WrongMunicipality), None);
        let shown = services.do_by_link(&party, &secret, decline).await.expect("declined");
        assert_eq!(shown.referral.state(), ReferralState::Declined);
        let after = office.dossier(id).await;
        assert_eq!(
            after.referrals[0].decline_ground,
            Some(ObstacleGround::WrongMunicipality)
        );
        assert_eq!(after.referral_links[0].ended_on, Some(TODAY));
        for deed in [
            ByLink::Write("Toch wel".to_owned()),
            ByLink::Answer(None, None),
            ByLink::Report(ReferralOutcome::Helped, None),
        ] {
            assert_eq!(
                code(services.do_by_link(&party, &secret, deed).await),
                RefusalCode::NotFound
            );
        }
        assert_eq!(
            code(
                services
                    .link_referral(&office.professional, act(&after.referrals[0]))
                    .await
            ),
            RefusalCode::WrongState
        );
    })
    .await;
}

/// What ends a link without its being told.
#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_is_over_looks_like_one_that_never_was() {
    on_both(|setting| async move {
        let tenants = setting.open().await;
        let (office, elsewhere) = (
            Office::open(&tenants, "alfa").await,
            Office::open(&tenants, "bravo").await,
        );
        let (services, worker) = (&office.services, &office.professional);
        let party = knock(worker);
        let opens = async |secret: &str| match services.open_by_link(&party, secret).await {
            Ok(_) => true,
            refused => {
                assert_eq!(code(refused), RefusalCode::NotFound);
                false
            }
        };
        let ((id, adult), _, referral) = referred(&office).await;
        assert!(!opens("").await && !opens("krt_nooit").await);
        let first = linked(&office, &referral).await;
        let second = linked(&office, &referral).await;
        assert!(!opens(&first.secret).await, "another took its place");
        assert!(opens(&second.secret).await);
        let there = services
            .open_by_link(&knock(&elsewhere.professional), &second.secret)
            .await;
        assert_eq!(code(there), RefusalCode::NotFound, "it is of another office");
        services
            .end_referral_link(worker, act(&second.link))
            .await
            .expect("ended");
        assert!(!opens(&second.secret).await, "it was ended");

        let third = linked(&office, &referral).await;
        let restriction = Add {
            trajectory_id: id,
            draft: rights::limit(DataSubject::Person(adult), None),
        };
        let limit = services
            .limit_processing(worker, restriction)
            .await
            .expect("restricted")
            .record;
        assert!(
            !opens(&third.secret).await,
            "nothing is shown of whoever restricted the use of data"
        );
        let answer = services
            .do_by_link(&party, &third.secret, ByLink::Answer(None, None))
            .await;
        assert_eq!(
            code(answer),
            RefusalCode::NotFound,
            "nor is anything done, and nobody hears why"
        );
        assert_eq!(
            code(services.link_referral(worker, act(&referral)).await),
            RefusalCode::ProcessingRestricted,
            "the office hears it"
        );
        services
            .lift_limit(&office.coordinator, act(&limit))
            .await
            .expect("lifted");
        assert!(opens(&third.secret).await);

        office.clock.pass(ReferralLink::HOLDS);
        assert!(!opens(&third.secret).await, "it expired");
        let fourth = linked(&office, &referral).await;
        office.clock.pass(-Duration::days(2));
        assert!(!opens(&fourth.secret).await, "it is of a clock that was put back");
        office.clock.pass(Duration::days(2));
        assert!(opens(&fourth.secret).await);

        let to_party = office.dossier(id).await.consents;
        let refer = to_party
            .iter()
            .find(|consent| consent.purpose == Purpose::Referral)
            .expect("given");
        services.withdraw_consent(worker, act(refer)).await.expect("withdrawn");
        assert!(!opens(&fourth.secret).await, "the family withdrew its consent");
        assert_eq!(
            code(services.link_referral(worker, act(&referral)).await),
            RefusalCode::Stale
        );

        // One that was accepted is carried by consent too, and closes with the trajectory.
        let ((id, _), _, referral) = referred(&office).await;
        let link = linked(&office, &referral).await;
        services
            .do_by_link(&party, &link.secret, ByLink::Answer(None, None))
            .await
            .expect("accepted");
        let trajectory = office.dossier(id).await.trajectory;
        let closing = ClosingDraft {
            closed_on: worker.stamp().today,
            reason: ClosingReason::Moved,
            note: None,
            outcomes: vec![],
        };
        services
            .close_trajectory(worker, revise(&trajectory, closing))
            .await
            .expect("closed");
        assert!(!opens(&link.secret).await, "the trajectory is closed");
    })
    .await;
}
