//! A region's own indicators: what its rules observe, live and over a year that closes, and as it is handed in. Rules that
//! fail over a family leave it out and say so; other rules observe every family anew.

use krachtig_core::domain::family::{PersonDraft, Relation};
use krachtig_core::domain::id::TrajectoryId;
use krachtig_core::domain::own_facts::OwnFigure;
use krachtig_core::domain::period::Period;
use krachtig_core::domain::refusal::RefusalCode;
use krachtig_core::service::{Act, Add, ApprovePeriod, LiveFigures};
use krachtig_core::store::Tenants;
use krachtig_national::hand_in::RegionKind;
use krachtig_national::indicator::{Kind, Unit};
use time::Duration;
use time::macros::date;

use crate::life::draft;
use crate::office::{Office, TODAY, adult_draft, code};
use crate::region::{Component, Observes, switch_on};
use crate::support::on_both;

fn quarter() -> Period {
    Period::quarter_of(TODAY)
}

fn year() -> Period {
    Period::year_of(TODAY)
}

/// A family with so many children, to whom somebody gave half an hour.
async fn family(office: &Office, children: usize) -> TrajectoryId {
    let (id, _) = office.willing_family("Gezin Voorbeeld (fictief)", 0).await;
    for _ in 0..children {
        let draft = PersonDraft {
            name: "Kind (fictief)".to_owned(),
            relation: Relation::Child,
            born_on: Some(TODAY - Duration::days(3_000)),
            contact_person: false,
            ..adult_draft()
        };
        let child = Add {
            trajectory_id: id,
            draft,
        };
        office
            .services
            .add_person(&office.professional, child)
            .await
            .expect("added");
    }
    let time = Add {
        trajectory_id: id,
        draft: draft::time(TODAY),
    };
    office
        .services
        .record_time(&office.professional, time)
        .await
        .expect("recorded");
    id
}

async fn keep(office: &Office) -> usize {
    let kept = office.services.keep_facts(&office.operator).await;
    kept.expect("kept").families
}

async fn live(office: &Office, period: Period) -> LiveFigures {
    office
        .services
        .live_figures(&office.reader, period)
        .await
        .expect("told")
}

/// The figures of one of the region's own indicators that are not nothing.
fn of(live: &LiveFigures, indicator: &str) -> Vec<(String, i64)> {
    let found = live.indicators.iter().find(|one| one.indicator.code == indicator);
    let figures = found.map_or(&[][..], |one| one.figures.as_slice());
    let told = figures.iter().filter(|figure| figure.value != 0);
    told.map(|figure| (figure.category.code.clone(), figure.value))
        .collect()
}

fn cells(all: &[(&str, i64)]) -> Vec<(String, i64)> {
    all.iter()
        .map(|(category, value)| ((*category).to_owned(), *value))
        .collect()
}

/// Holds what was handed in of the year against what the rules observed.
async fn check_handed_in(tenants: &Tenants, minutes: i64) {
    let store = &tenants.national_stores().await.expect("it opens").maker;
    let handed_in = store.handed_in(year()).await.expect("read").remove(0).figures;
    assert_eq!(handed_in.context.map(|one| one.kind), Some(RegionKind::Office));
    assert_eq!(handed_in.plugins, [("regels".to_owned(), "1.0.0".to_owned())].into());
    let own: Vec<_> = handed_in
        .own
        .iter()
        .map(|one| (one.code.as_str(), one.kind, one.unit))
        .collect();
    assert_eq!(
        own,
        [
            ("alfa/time_given", Kind::Organisational, Unit::Minutes),
            ("alfa/children", Kind::Attribute, Unit::Families)
        ]
    );
    assert_eq!(
        handed_in.totals["alfa/time_given"],
        cells(&[("all", 3 * minutes)]).into_iter().collect()
    );
    assert_eq!(
        handed_in.histograms["alfa/children"],
        cells(&[("0", 1), ("2", 2)]).into_iter().collect()
    );
    let national = store.indicators(year(), &[]).await.expect("read");
    assert_eq!(national, handed_in.own, "a release of the year can hold them");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_rules_observe_is_told_live_closed_with_a_year_and_handed_in_with_what_it_is() {
    on_both(|setting| async move {
        let tenants = setting.open().await;
        let office = Office::open(&tenants, "alfa").await;
        for children in [0, 2, 2, 5] {
            family(&office, children).await;
        }
        let minutes = i64::from(draft::time(TODAY).minutes);
        keep(&office).await;
        assert_eq!(
            of(&live(&office, quarter()).await, "alfa/children"),
            [],
            "no rules observe"
        );
        let component = Component::observing("regels", "1.0.0", Observes::AllBut(5));
        switch_on(&office, &office.services, &component).await;
        assert_eq!(
            live(&office, quarter()).await.waiting,
            4,
            "other rules observe every family anew"
        );
        assert_eq!(keep(&office).await, 4);
        for period in [quarter(), year()] {
            let live = live(&office, period).await;
            assert_eq!((live.waiting, live.unobserved), (0, 1), "{period}");
            assert_eq!(of(&live, "alfa/children"), cells(&[("0", 1), ("2", 2)]), "{period}");
            assert_eq!(of(&live, "alfa/time_given"), cells(&[("all", 3 * minutes)]), "{period}");
            let own = live
                .indicators
                .iter()
                .filter(|one| one.indicator.region() == Some("alfa"));
            assert_eq!(own.count(), 2, "a mean of the work stays in the region");
        }
        let again = office.services.mark_missing_facts(&office.operator).await;
        assert_eq!(
            again.expect("looked"),
            1,
            "the one that rules failed over is tried once more"
        );
        assert_eq!(keep(&office).await, 1);

        let close = async || office.services.close_period(&office.coordinator, year()).await;
        assert_eq!(code(close().await), RefusalCode::InFuture);
        office.clock.set(date!(2027 - 01 - 04));
        assert_eq!(close().await.expect("closed").period, year());
        let counts = office
            .services
            .period_counts(&office.reader, year())
            .await
            .expect("told");
        let figures = &counts[0].count.figures;
        assert_eq!(figures.unobserved, 1);
        let exact = |indicator: &str, cases, value: &str| OwnFigure {
            indicator: indicator.to_owned(),
            positions: vec![],
            cases,
            value: Some(value.to_owned()),
        };
        let total = format!("{}.00", 3 * minutes);
        assert_eq!(
            figures.observed,
            [
                exact("most", 3, "10000.00"),
                exact("time_given", 3, &total),
                exact("children", 3, "2.00")
            ]
        );
        let approve = ApprovePeriod {
            period: year(),
            number: 1,
        };
        office
            .services
            .approve_period(&office.coordinator, approve)
            .await
            .expect("approved");

        check_handed_in(&tenants, minutes).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn taking_rules_back_takes_what_they_observed_back() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        family(&office, 1).await;
        let (_, set) = switch_on(
            &office,
            &office.services,
            &Component::observing("regels", "1.0.0", Observes::All),
        )
        .await;
        keep(&office).await;
        assert_eq!(of(&live(&office, quarter()).await, "alfa/children"), cells(&[("1", 1)]));
        let take_back = Act {
            id: set.id,
            version: set.version,
            note: None,
        };
        office
            .services
            .roll_back_rules(&office.coordinator, take_back)
            .await
            .expect("taken back");
        assert_eq!(live(&office, quarter()).await.waiting, 1);
        assert_eq!(keep(&office).await, 1);
        assert_eq!(of(&live(&office, quarter()).await, "alfa/children"), []);
    })
    .await;
}
