//! Attackers who want one yes or no about one family and have nothing but an API to ask over HTTP: that of the real server,
//! with a reader's token, and those of four ways of answering that were looked at and not built.
//!
//! On each of the four an attack succeeds that knows nothing beforehand. On the real one the same attackers also know what
//! every other family answered, which is more than anybody does, and still do no better than the privacy loss allows:
//! with an epsilon of `e`, right with a chance of `exp(e) / (1 + exp(e))`.

mod attackers;
mod weakened;

use krachtig_national::definition::{AttributeTable, Definition, Split};
use krachtig_national::epsilon::Epsilon;
use krachtig_national::hand_in::HandIn;
use krachtig_national::indicator::Label;
use krachtig_national::reading::Machine;
use krachtig_national::store::{By, NationalStore};
use krachtig_server::app::clock::SystemClock;
use krachtig_tests::client::Client;
use krachtig_tests::office::Office;
use serde_json::json;

use self::attackers::{ATTACKS, Api};
use self::weakened::{Answering, Weakened};

/// How many families there are, and the one that is attacked.
const FAMILIES: usize = 140;
const TARGET: usize = 17;

/// What the release, or an answer with fresh noise, tells of any one family.
const EPSILON: Epsilon = Epsilon::of_thousandths(800);

/// Whether the detention made things worse for each family; better, where it did not.
type Answers = [bool; FAMILIES];

/// Small numbers that are the same on every run (splitmix64).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % most
    }

    fn answers(&mut self) -> Answers {
        std::array::from_fn(|_| self.below(2) == 1)
    }
}

async fn against_the_weakened(trials: u64) {
    for ((name, attack), answering) in ATTACKS.into_iter().zip(Answering::ALL) {
        let weakened = Weakened::serve(answering).await;
        let mut right = 0;
        for trial in 0..trials {
            let mut numbers = Numbers(trial);
            let answers = numbers.answers();
            weakened.learn(answers);
            let api = Api::Filters(weakened.client());
            right += u64::from(attack(&api, &mut numbers).await == answers[TARGET]);
        }
        assert!(
            right * 10 > trials * 9,
            "{name} on {answering:?}: right in {right} of {trials}"
        );
    }
}

/// Publishes what these families answered, as a release of its own of a region of its own.
async fn publish(store: &NationalStore, number: u64, answers: &Answers) -> String {
    let by = By {
        who: "statisticus",
        at: Machine::now(&SystemClock),
    };
    let (region, name) = (format!("regio-{number}"), format!("proef-{number}"));
    let worse = answers.iter().filter(|worse| **worse).count();
    let counts = [("worse", worse), ("better", FAMILIES - worse)];
    let counts = counts.map(|(code, count)| (code.to_owned(), i64::try_from(count).expect("few")));
    let figures = HandIn {
        region: region.clone(),
        name: "Regio (fictief)".to_owned(),
        period: "2025".parse().expect("a period"),
        counted_families: u32::try_from(FAMILIES).expect("few"),
        counted_years: 3,
        totals: [].into(),
        histograms: [("problem_effect".to_owned(), counts.into())].into(),
        software: "0.1.0".to_owned(),
        plugins: [].into(),
        context: None,
        own: Vec::new(),
    };
    crate::releases::take(store, &figures, by).await;
    let definition = Definition {
        name: name.clone(),
        title: Label::new("Proef (fictief)", "Trial (fictional)"),
        period: figures.period,
        regions: vec![region],
        groups: Vec::new(),
        organisational: Vec::new(),
        attributes: vec![AttributeTable {
            indicator: "problem_effect".to_owned(),
            epsilon: EPSILON,
            split: Split::Together,
        }],
    };
    crate::releases::compute(store, &definition, by).await;
    name
}

/// How often each attacker is right on the real server, of so many releases.
async fn against_the_real(trials: u64) {
    let office = Office::open(None).await;
    let reader = office.reader().await;
    let stores = office
        .installation
        .services
        .tenants()
        .national_stores()
        .await
        .expect("it opens");
    let mut right = [0_u64; ATTACKS.len()];
    for trial in 0..trials {
        let mut numbers = Numbers(trial + 1_000_000);
        let answers = numbers.answers();
        let release = publish(&stores.maker, trial, &answers).await;
        if trial == 0 {
            no_set_of_families_can_be_asked_about(&reader, &release).await;
        }
        let api = Api::Releases {
            reader: reader.clone(),
            release,
            known: answers,
        };
        for ((_, attack), right) in ATTACKS.into_iter().zip(&mut right) {
            *right += u64::from(attack(&api, &mut numbers).await == answers[TARGET]);
        }
    }
    let bound = 1.0 / (1.0 + (-f64::from(EPSILON.thousandths()) / 1_000.0).exp());
    #[expect(clippy::cast_precision_loss, reason = "some thousands")]
    for ((name, _), right) in ATTACKS.into_iter().zip(right) {
        let deviation = (bound * (1.0 - bound) / trials as f64).sqrt();
        let share = right as f64 / trials as f64;
        assert!(
            share < bound + 4.0 * deviation,
            "{name}: right in {share}, the bound is {bound}"
        );
        // Who knows everybody else is told something, or else this would prove nothing.
        assert!(
            share > 0.5,
            "{name}: right in {share}, which is no better than guessing"
        );
    }
}

/// What an attack would have to ask for is refused, and is not in the schema.
async fn no_set_of_families_can_be_asked_about(reader: &Client, release: &str) {
    let slice = json!({"slice": {"releases": [release], "places": ["family-17"]}});
    let (_, answer) = reader
        .post(
            "query($slice: FigureSlice) { figures(slice: $slice) { figures { value } } }",
            slice,
        )
        .await;
    assert_eq!(answer["errors"][0]["extensions"]["refusal"], "NOT_FOUND", "{answer}");
    let (_, answer) = reader
        .post(
            "query($sets: [String!]!) { counts(sets: $sets) }",
            json!({"sets": ["1"]}),
        )
        .await;
    assert!(answer["data"].is_null() && !answer["errors"].is_null(), "{answer}");
    let slice = json!({"slice": {"families": [1, 2]}});
    let (_, answer) = reader
        .post(
            "query($slice: FigureSlice) { figures(slice: $slice) { figures { value } } }",
            slice,
        )
        .await;
    assert!(answer["data"].is_null() && !answer["errors"].is_null(), "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_attack_over_http_succeeds_where_any_set_may_be_asked_about() {
    against_the_weakened(24).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn over_http_no_attack_on_releases_does_better_than_their_epsilon_allows() {
    against_the_real(200).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "soak"]
async fn thousands_of_attacks_over_http_do_no_better() {
    against_the_weakened(200).await;
    against_the_real(1_500).await;
}
