//! What readers are told of what is frozen, and what is not told them.

use std::collections::BTreeSet;

use time::Duration;

use super::*;
use crate::error::Failure;
use crate::id::ReaderId;
use crate::refusal::Refusals;
use crate::release::Status;
use crate::store::tests::support::{AT, Setting, by, fresh, on_both, order, token};
use crate::test_support::{System, definition};

struct Fixed;

impl Machine for Fixed {
    fn now(&self) -> OffsetDateTime {
        AT
    }

    fn fresh(&self) -> Uuid {
        fresh()
    }
}

/// A reader with these scopes, and two published releases beside one that is not.
async fn reading(setting: &Setting, scopes: &[ReaderScope]) -> Reading {
    let store = setting.store().await;
    if store.releases().await.expect("listed").is_empty() {
        setting.hand_in_all(&store).await;
        for (name, published) in [("eerste", true), ("verborgen", false), ("tweede", true)] {
            let id = setting.define_at(&store, name, &["0.4", "0.2"]).await;
            let release = store.compute(order(id), &mut System).await.expect("computed").release;
            let mut by = by();
            if name == "tweede" {
                by.at += Duration::HOUR;
            }
            if published {
                store.publish(release.id, by).await.expect("published");
            }
        }
    }
    let (id, hash) = (ReaderId::from_uuid(fresh()), fresh().to_string());
    store.add_reader(id, &hash, AT).await.expect("added");
    let mut token = token(&hash, AT + Duration::DAY);
    token.scopes = scopes.iter().copied().collect::<BTreeSet<_>>();
    store.add_token(id, &token).await.expect("added");
    let published = setting.published().await;
    let reader = published.reader(&hash, AT).await.expect("asked").expect("known");
    Reading {
        published,
        reader,
        machine: Arc::new(Fixed),
        request: "rid_1".to_owned(),
    }
}

const ALL: [ReaderScope; 2] = [ReaderScope::Catalogue, ReaderScope::Figures];

fn list(codes: &[&str]) -> Vec<String> {
    codes.iter().map(|code| (*code).to_owned()).collect()
}

fn refused<T: std::fmt::Debug>(outcome: Outcome<T>) -> Vec<(RefusalCode, String)> {
    let told = |all: Refusals| all.all().iter().map(|one| (one.code, one.about.clone())).collect();
    match outcome {
        Err(Failure::Refused(refusals)) => told(refusals),
        other => panic!("nothing was refused: {other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_are_sliced_by_release_place_indicator_and_category() {
    on_both(|setting| async move {
        let reading = reading(&setting, &ALL).await;
        let everything = reading.figures(&Slice::default()).await.expect("told");
        assert_eq!(everything.len(), 8, "four tables of each of two releases");
        let slice = Slice {
            releases: list(&["eerste"]),
            indicators: list(&["referrals", "problem_effect"]),
            places: list(&["oost", "onder", "all"]),
            categories: list(&["made", "worse"]),
        };
        let told = reading.figures(&slice).await.expect("told");
        let lines: Vec<String> = told
            .iter()
            .flat_map(|table| table.figures().map(move |figure| (table, figure)))
            .map(|(table, figure)| {
                let (indicator, place) = (&table.table().indicator.code, &figure.place);
                let margin = figure.margin.map(|margin| margin.to_string()).unwrap_or_default();
                format!("{indicator} {} {} {} {margin}", place.code, place.kind, figure.status)
            })
            .collect();
        assert_eq!(
            lines,
            [
                "referrals oost region exact 0",
                "referrals onder group exact 0",
                "referrals all all_regions exact 0",
                "problem_effect onder group noised 30",
            ]
        );
        // Whatever is asked, a figure is the one that stands in the release.
        for (table, figure) in everything
            .iter()
            .flat_map(|table| table.figures().map(move |one| (table, one)))
        {
            let stands = Figure {
                place: figure.place.code.clone(),
                category: figure.category.code.clone(),
                status: figure.status,
                value: figure.value,
                reason: figure.reason,
            };
            assert!(table.table().figures.contains(&stands));
            let told = figure.status == Status::Exact || figure.status == Status::Noised;
            assert_eq!(figure.value.is_some(), told);
        }
        assert_eq!(
            reading.figures(&slice).await.expect("told"),
            told,
            "asking again tells nothing more"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_published_is_as_if_it_were_not_there() {
    on_both(|setting| async move {
        let reading = reading(&setting, &ALL).await;
        let names: Vec<String> = reading
            .releases()
            .await
            .expect("told")
            .iter()
            .map(|one| one.release.definition.name.clone())
            .collect();
        assert_eq!(names, ["tweede", "eerste"]);
        for name in ["verborgen", "nergens"] {
            assert_eq!(reading.release(name).await.expect("asked"), None, "{name}");
            assert_eq!(reading.file(name).await.expect("asked"), None, "{name}");
            let slice = Slice {
                releases: list(&[name]),
                ..Slice::default()
            };
            assert_eq!(
                refused(reading.figures(&slice).await),
                [(RefusalCode::NotFound, "releases".to_owned())]
            );
        }
        let file = reading.file("eerste").await.expect("asked").expect("there");
        assert!(file.is_signed_by(&file.signed_by.parse().expect("a key")));
        let strange = Slice {
            indicators: list(&["offences"]),
            places: list(&["west"]),
            categories: list(&["guilty"]),
            ..Slice::default()
        };
        let about = ["indicators", "places", "categories"].map(|about| (RefusalCode::NotFound, about.to_owned()));
        assert_eq!(refused(reading.figures(&strange).await), about);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trend_goes_by_period_and_tells_each_release() {
    on_both(|setting| async move {
        let reading = reading(&setting, &ALL).await;
        let store = setting.store().await;
        let mut earlier = definition("vorig-jaar");
        earlier.period = "2025".parse().expect("a period");
        earlier.attributes.clear();
        for region in &earlier.regions {
            let mut figures = crate::test_support::hand_in(region, 50);
            figures.period = earlier.period;
            let revision = store.hand_in(&figures, &catalogue(), AT).await.expect("taken");
            store
                .accept(region, earlier.period, revision, by())
                .await
                .expect("accepted");
        }
        let id = crate::id::DefinitionId::from_uuid(fresh());
        store.define(id, &earlier, &catalogue(), by()).await.expect("defined");
        let release = store.compute(order(id), &mut System).await.expect("computed").release;
        let mut late = by();
        late.at += Duration::DAY;
        store.publish(release.id, late).await.expect("published");

        let slice = Slice {
            indicators: list(&["families_in_trajectory"]),
            places: list(&["all"]),
            ..Slice::default()
        };
        let told = reading.trend(&slice).await.expect("told");
        let points: Vec<(&str, Option<i64>)> = told
            .iter()
            .map(|table| {
                let first = table.figures().next().expect("a figure");
                (table.release.release.definition.name.as_str(), first.value)
            })
            .collect();
        assert_eq!(
            points,
            [("vorig-jaar", Some(150)), ("eerste", Some(330)), ("tweede", Some(330))]
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_opens_its_scopes_and_each_read_is_logged_before_it_is_told() {
    on_both(|setting| async move {
        let catalogue = reading(&setting, &[ReaderScope::Catalogue]).await;
        let outside = [(RefusalCode::OutOfScope, "figures".to_owned())];
        assert_eq!(refused(catalogue.figures(&Slice::default()).await), outside);
        assert_eq!(refused(catalogue.trend(&Slice::default()).await), outside);
        assert_eq!(refused(catalogue.file("eerste").await), outside);
        assert!(!catalogue.indicators().await.expect("told").is_empty());
        catalogue.release("eerste").await.expect("told");

        let figures = reading(&setting, &[ReaderScope::Figures]).await;
        let outside = [(RefusalCode::OutOfScope, "catalogue".to_owned())];
        assert_eq!(refused(figures.releases().await), outside);
        assert_eq!(refused(figures.indicators().await), outside);
        assert_eq!(refused(figures.release("eerste").await), outside);
        let slice = Slice {
            releases: list(&["tweede"]),
            ..Slice::default()
        };
        figures.figures(&slice).await.expect("told");

        let reads = setting.store().await.reads(AT, 100).await.expect("read");
        let lines: Vec<(ReaderId, &str, &str)> = reads
            .iter()
            .map(|read| (read.reader, read.asked.as_str(), read.releases.as_str()))
            .collect();
        let (one, other) = (catalogue.reader.id, figures.reader.id);
        assert_eq!(
            lines,
            [
                (other, "figures", "tweede"),
                (one, "release", "eerste"),
                (one, "indicators", "")
            ]
        );
    })
    .await;
}
