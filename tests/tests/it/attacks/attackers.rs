//! Four attackers, who ask over HTTP and make a guess of what they are told.
//!
//! Where sets of families can be asked about they use nothing else. Where that is refused, what is left to them is the
//! release and what they know of the others: the most that can be made of both is held against the bound.

use futures_util::future::BoxFuture;
use krachtig_tests::client::Client;
use serde_json::{Value, json};

use super::{Answers, FAMILIES, Numbers, TARGET};

/// Which families are asked about.
type Set = [bool; FAMILIES];

/// What an attacker can ask.
pub(super) enum Api {
    /// How many families of any set said yes.
    Filters(Client),
    /// A release, of which an attacker knows what all but the target answered.
    Releases {
        reader: Client,
        release: String,
        known: Answers,
    },
}

/// Whether the target said yes, as an attacker finds out.
pub(super) type Attack = for<'a> fn(&'a Api, &'a mut Numbers) -> BoxFuture<'a, bool>;

/// Every attack, each after what it falls upon first.
pub(super) const ATTACKS: [(&str, Attack); 4] = [
    ("differencing", |api, _| Box::pin(differencing(api))),
    ("averaging", |api, _| Box::pin(averaging(api))),
    ("inclusion-exclusion", |api, numbers| {
        Box::pin(inclusion_exclusion(api, numbers))
    }),
    ("reconstruction", |api, numbers| Box::pin(reconstruction(api, numbers))),
];

/// How many sets are asked about at once.
const AT_ONCE: usize = 500;

impl Api {
    /// How many of each set said yes, as far as that is told; none where sets can't be asked about.
    async fn counts(&self, sets: &[Set]) -> Option<Vec<Option<f64>>> {
        let Self::Filters(client) = self else { return None };
        let mut told = Vec::new();
        for sets in sets.chunks(AT_ONCE) {
            let text = |set: &Set| {
                set.map(|within| if within { '1' } else { '0' })
                    .iter()
                    .collect::<String>()
            };
            let sets: Vec<String> = sets.iter().map(text).collect();
            let query = "query($sets: [String!]!) { counts(sets: $sets) }";
            let data = client.ask(query, json!({ "sets": sets })).await;
            let counts = data["counts"].as_array().expect("a list");
            told.extend(counts.iter().map(Value::as_f64));
        }
        Some(told)
    }

    /// How many more families the release tells in a category than the attacker knows of without the target.
    async fn beyond_known(&self, category: &str) -> f64 {
        let Self::Releases { reader, release, known } = self else {
            return 0.0;
        };
        let query = "query($slice: FigureSlice) { figures(slice: $slice) { figures { value } } }";
        let slice = json!({"releases": [release], "indicators": ["problem_effect"], "categories": [category]});
        let data = reader.ask(query, json!({ "slice": slice })).await;
        let value = data["figures"][0]["figures"][0]["value"].as_f64().expect("it is told");
        let others = known.iter().enumerate().filter(|(family, _)| *family != TARGET);
        let of_others = others.filter(|(_, worse)| **worse == (category == "worse")).count();
        value - f64::from(u32::try_from(of_others).expect("few"))
    }
}

fn everybody() -> Set {
    [true; FAMILIES]
}

fn others() -> Set {
    std::array::from_fn(|family| family != TARGET)
}

/// All families less all but one.
async fn differencing(api: &Api) -> bool {
    match api.counts(&[everybody(), others()]).await.as_deref() {
        Some([Some(all), Some(others)]) => all - others > 0.5,
        _ => api.beyond_known("worse").await > 0.5,
    }
}

/// The same two questions so often that noise averages out.
async fn averaging(api: &Api) -> bool {
    let mut sets = vec![everybody(); 400];
    sets.extend([others(); 400]);
    let Some(told) = api.counts(&sets).await else {
        let mut sum = 0.0;
        for _ in 0..10 {
            sum += api.beyond_known("worse").await;
        }
        return sum / 10.0 > 0.5;
    };
    let mean = |told: &[Option<f64>]| told.iter().flatten().sum::<f64>() / 400.0;
    mean(&told[..400]) - mean(&told[400..]) > 0.5
}

/// Two sets that share the target alone, and what they are together; with as many pairs as roundings need. Of a release,
/// what the target would add to one category and what it would add to the other.
async fn inclusion_exclusion(api: &Api, numbers: &mut Numbers) -> bool {
    let mut sets = Vec::new();
    for _ in 0..2_000 {
        let (mut one, mut other) = ([false; FAMILIES], [false; FAMILIES]);
        for family in 0..FAMILIES {
            match numbers.below(5) {
                0 | 1 => one[family] = true,
                2 | 3 => other[family] = true,
                _ => {}
            }
        }
        (one[TARGET], other[TARGET]) = (true, true);
        sets.extend([one, other, std::array::from_fn(|family| one[family] || other[family])]);
    }
    let Some(told) = api.counts(&sets).await else {
        return api.beyond_known("worse").await > api.beyond_known("better").await;
    };
    let shared = told.chunks(3).filter_map(|told| match told {
        [Some(one), Some(other), Some(both)] => Some(one + other - both),
        _ => None,
    });
    let shared: Vec<f64> = shared.collect();
    #[expect(clippy::cast_precision_loss, reason = "some thousands")]
    let mean = shared.iter().sum::<f64>() / shared.len() as f64;
    mean > 0.5
}

/// How many families a reconstruction tries every answer of.
const UNKNOWN: usize = 14;

/// An integer program, solved exactly: the answers in whole numbers of nothing or one of which the counts are least off, all
/// together, from what is told. Every answer of the target and thirteen others is tried; the rest of the families are left
/// out of every question.
async fn reconstruction(api: &Api, numbers: &mut Numbers) -> bool {
    let mut sets = Vec::new();
    for _ in 0..1_200 {
        let mut set = [false; FAMILIES];
        for family in 0..UNKNOWN {
            set[TARGET + family] = numbers.below(2) == 1;
        }
        sets.push(set);
    }
    let program: Vec<(u32, f64)> = match api.counts(&sets).await {
        Some(told) => {
            let bits = |set: &Set| {
                (0..UNKNOWN)
                    .map(|family| u32::from(set[TARGET + family]) << family)
                    .sum()
            };
            let told = sets.iter().zip(told);
            told.filter_map(|(set, told)| told.map(|told| (bits(set), told)))
                .collect()
        }
        // The target is all that is unknown: one equation says it, and the other that it did not say the opposite.
        None => {
            let (worse, better) = (api.beyond_known("worse").await, api.beyond_known("better").await);
            vec![(1, worse), (1, 1.0 - better)]
        }
    };
    // How far all counts are off, squared and summed, but for what no answer changes: so each try costs a few additions.
    let mut together = [[0.0; UNKNOWN]; UNKNOWN];
    let mut alone = [0.0; UNKNOWN];
    for (asked, told) in &program {
        let within = |family: usize| (asked >> family) & 1 == 1;
        for family in (0..UNKNOWN).filter(|family| within(*family)) {
            alone[family] -= 2.0 * told;
            for other in (0..UNKNOWN).filter(|other| within(*other)) {
                together[family][other] += 1.0;
            }
        }
    }
    let off = |answers: u32| {
        let yes = |family: &usize| (answers >> family) & 1 == 1;
        let each = (0..UNKNOWN).filter(yes).map(|family| {
            let others: f64 = (0..UNKNOWN).filter(yes).map(|other| together[family][other]).sum();
            alone[family] + others
        });
        each.sum::<f64>()
    };
    let best = (0..1_u32 << UNKNOWN).min_by(|one, other| off(*one).total_cmp(&off(*other)));
    best.is_some_and(|answers| answers & 1 == 1)
}
