//! Declarations and observations that fit, and those that do not; and what figures are whatever the order of cases.

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use super::*;

fn labels() -> Vec<Translation> {
    let label = |(language, text): (&str, &str)| Translation {
        language: language.to_owned(),
        text: text.to_owned(),
    };
    [("nl", "Een telling"), ("en", "A count")].map(label).into()
}

fn dimension(code: &str, values: &[&str]) -> Dimension {
    let value = |code: &&str| DimensionValue {
        code: (*code).to_owned(),
        labels: labels(),
    };
    Dimension {
        code: code.to_owned(),
        labels: labels(),
        values: values.iter().map(value).collect(),
    }
}

fn indicator(code: &str, combine: Combine, dimensions: Vec<Dimension>) -> Indicator {
    Indicator {
        code: code.to_owned(),
        unit: Unit::Count,
        combine,
        concerns: Concerns::Organisation,
        smallest: -10,
        largest: 1_000,
        dimensions,
        labels: labels(),
    }
}

/// One of each way to combine, the last split twice.
fn declared() -> Vec<Indicator> {
    let split = vec![
        dimension("household", &["with_children", "without_children"]),
        dimension("pace", &["slow", "usual", "fast"]),
    ];
    let declared = vec![
        indicator("added", Combine::Sum, vec![]),
        indicator("middling", Combine::Mean, vec![]),
        indicator("middle", Combine::Median, split),
    ];
    checked_indicators(declared).expect("they make sense")
}

fn said(code: &str, value: i64, positions: &[(&str, &str)]) -> Observation {
    let position = |(dimension, value): &(&str, &str)| Position {
        dimension: (*dimension).to_owned(),
        value: (*value).to_owned(),
    };
    Observation {
        indicator: code.to_owned(),
        value,
        positions: positions.iter().map(position).collect(),
    }
}

fn is_bad<T>(result: &Result<T, RuleFault>) -> bool {
    matches!(result, Err(RuleFault::BadAnswer { .. }))
}

/// What is wrong, and how to make it so.
type Change = (&'static str, fn(&mut Indicator));

#[test]
fn a_declaration_that_makes_no_sense_is_a_fault() {
    let usual = || indicator("added", Combine::Sum, vec![dimension("pace", &["slow"])]);
    assert!(checked_indicators(vec![usual()]).is_ok());
    let changes: [Change; 17] = [
        ("no code", |it| it.code.clear()),
        ("a code in capitals", |it| it.code = "Added".to_owned()),
        ("a code of digits", |it| it.code = "1st".to_owned()),
        ("a code of other letters", |it| it.code = "één".to_owned()),
        ("a code without an end", |it| it.code = "a".repeat(65)),
        ("crossed bounds", |it| it.smallest = 1_001),
        ("an endless bound", |it| it.largest = i64::MAX),
        ("an endless lower bound", |it| it.smallest = i64::MIN),
        ("no label", |it| it.labels.clear()),
        ("no English label", |it| it.labels.truncate(1)),
        ("a blank label", |it| it.labels[0].text = " ".to_owned()),
        ("a label of several lines", |it| it.labels[0].text = "a\nb".to_owned()),
        ("one language twice", |it| it.labels[1].language = "nl".to_owned()),
        ("no language", |it| it.labels[0].language.clear()),
        ("a dimension without values", |it| it.dimensions[0].values.clear()),
        ("a dimension twice", |it| it.dimensions.push(dimension("pace", &["a"]))),
        ("a value twice", |it| {
            it.dimensions[0] = dimension("pace", &["slow", "slow"]);
        }),
    ];
    for (what, change) in changes {
        let mut changed = usual();
        change(&mut changed);
        assert!(is_bad(&checked_indicators(vec![changed])), "{what}");
    }
    assert!(is_bad(&checked_indicators(vec![usual(), usual()])), "one twice");
}

#[test]
fn a_declaration_that_would_fill_the_memory_is_a_fault() {
    let ten = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"];
    let split = |times: usize| {
        let dimensions = (0..times).map(|n| dimension(&format!("d{n}"), &ten)).collect();
        checked_indicators(vec![indicator("split", Combine::Median, dimensions)])
    };
    assert!(split(3).is_ok());
    assert!(is_bad(&split(4)));
    assert!(is_bad(&split(20)), "more places than a number can hold");
    let many = (0..=MOST_INDICATORS).map(|n| indicator(&format!("i{n}"), Combine::Sum, vec![]));
    assert!(is_bad(&checked_indicators(many.collect())));
}

#[test]
fn an_observation_fits_what_was_declared_or_is_a_fault() {
    let declared = declared();
    let children = ("household", "with_children");
    let fits = |observations: &[Observation]| checked_observations(&declared, observations.to_vec());
    let in_order = said("middle", 4, &[children, ("pace", "fast")]);
    let turned = said("middle", 4, &[("pace", "fast"), children]);
    assert_eq!(fits(&[]), Ok(vec![]));
    assert_eq!(
        fits(&[turned]),
        Ok(vec![in_order.clone()]),
        "in the order of the dimensions"
    );
    assert!(fits(&[said("added", -10, &[]), said("middling", 1_000, &[]), in_order]).is_ok());

    let bad = [
        vec![said("unknown", 1, &[])],
        vec![said("added", -11, &[])],
        vec![said("added", 1_001, &[])],
        vec![said("added", 1, &[]), said("added", 1, &[])],
        vec![said("added", 1, &[children])],
        vec![said("middle", 1, &[])],
        vec![said("middle", 1, &[children])],
        vec![said("middle", 1, &[children, children])],
        vec![said("middle", 1, &[children, ("pace", "sideways")])],
        vec![said("middle", 1, &[children, ("colour", "slow")])],
        vec![said("middle", 1, &[children, ("pace", "slow"), ("pace", "fast")])],
    ];
    for observations in bad {
        assert!(is_bad(&fits(&observations)), "{observations:?}");
        let mut tally = Tally::over(&declared);
        tally.add(&[said("middling", 3, &[])]).expect("it fits");
        let before = tally.figures();
        let mut case = vec![said("middling", 5, &[])];
        case.extend(observations);
        assert!(is_bad(&tally.add(&case)));
        assert_eq!(tally.figures(), before, "nothing of a case that doesn't fit is counted");
    }
}

#[test]
fn figures_are_told_for_every_place_in_the_declared_order() {
    let declared = declared();
    let at = |household: &str, pace: &str, value| said("middle", value, &[("household", household), ("pace", pace)]);
    let cases = [
        vec![said("added", 5, &[]), at("with_children", "fast", 1)],
        vec![
            said("added", -7, &[]),
            said("middling", 1, &[]),
            at("with_children", "fast", 4),
        ],
        vec![said("middling", 1, &[]), at("without_children", "slow", 9)],
        vec![said("middling", 0, &[])],
        vec![],
    ];
    let figures = combine(&declared, &cases).expect("the cases fit");
    let told = figures.iter().map(|figure| {
        let place: Vec<&str> = figure
            .positions
            .iter()
            .map(|position| position.value.as_str())
            .collect();
        let value = figure.value.map_or("-".to_owned(), |value| value.to_string());
        format!(
            "{} [{}] {} of {}",
            figure.indicator,
            place.join(" "),
            value,
            figure.cases
        )
    });
    let told: Vec<String> = told.collect();
    let expected = [
        "added [] -2 of 2",
        "middling [] 2/3 of 3",
        "middle [with_children slow] - of 0",
        "middle [with_children usual] - of 0",
        "middle [with_children fast] 5/2 of 2",
        "middle [without_children slow] 9 of 1",
        "middle [without_children usual] - of 0",
        "middle [without_children fast] - of 0",
    ];
    assert_eq!(told, expected);
    let kept = serde_json::to_string(&figures).expect("figures are kept as JSON");
    assert_eq!(
        serde_json::from_str::<Vec<IndicatorFigure>>(&kept).expect("readable"),
        figures
    );
}

#[test]
fn a_label_is_told_in_the_language_asked_for_or_the_first() {
    assert_eq!(label(&labels(), "en"), "A count");
    assert_eq!(label(&labels(), "fr"), "Een telling");
    assert_eq!(label(&[], "nl"), "");
}

#[test]
fn decimals_are_rounded_half_away_from_zero() {
    let decimal = |above, below, decimals| Quotient::new(above, below).expect("a number").decimal(decimals);
    assert_eq!(decimal(1, 3, 2), "0.33");
    assert_eq!(decimal(2, 3, 2), "0.67");
    assert_eq!(decimal(5, 2, 0), "3");
    assert_eq!(decimal(-5, 2, 0), "-3");
    assert_eq!(decimal(-1, 1_000, 2), "0.00", "no zero is negative");
    assert_eq!(decimal(999, 1_000, 2), "1.00");
    assert_eq!(decimal(7, 1, 3), "7.000");
    for text in ["+3", "03", "2/4", "1/0", "-0", "", "a", "1/", "1/-2"] {
        assert!(text.parse::<Quotient>().is_err(), "{text}");
    }
}

fn any_case() -> impl Strategy<Value = Vec<Observation>> {
    let place = (0..2_usize, 0..3_usize);
    let values = prop::collection::vec(prop::option::of(-10..=1_000_i64), 3);
    (place, values).prop_map(|((household, pace), values)| {
        let household = ("household", ["with_children", "without_children"][household]);
        let pace = ("pace", ["slow", "usual", "fast"][pace]);
        let positions: [&[(&str, &str)]; 3] = [&[], &[], &[household, pace]];
        let codes = ["added", "middling", "middle"];
        let of = |(number, value): (usize, Option<i64>)| Some(said(codes[number], value?, positions[number]));
        values.into_iter().enumerate().filter_map(of).collect()
    })
}

/// The figures' values by another way: every value in a row, sorted.
fn check_by_hand(cases: &[Vec<Observation>], figure: &IndicatorFigure) -> Result<(), TestCaseError> {
    let here = |seen: &&Observation| seen.indicator == figure.indicator && seen.positions == figure.positions;
    let mut values: Vec<i128> = cases
        .iter()
        .flatten()
        .filter(here)
        .map(|seen| seen.value.into())
        .collect();
    values.sort_unstable();
    prop_assert_eq!(u64::try_from(values.len()).expect("few cases"), figure.cases);
    let Some(value) = figure.value else {
        prop_assert!(values.is_empty());
        return Ok(());
    };
    let (count, sum) = (values.len() as i128, values.iter().sum::<i128>());
    let (above, below) = match figure.indicator.as_str() {
        "added" => (sum, 1),
        "middling" => (sum, count),
        _ => (values[(values.len() - 1) / 2] + values[values.len() / 2], 2),
    };
    prop_assert_eq!(above * i128::from(value.denominator()), value.numerator() * below);
    Ok(())
}

proptest! {
    #[test]
    fn the_order_of_cases_does_not_matter(
        (cases, shuffled) in prop::collection::vec(any_case(), 0..40)
            .prop_flat_map(|cases| (Just(cases.clone()), Just(cases).prop_shuffle())),
    ) {
        let declared = declared();
        let figures = combine(&declared, &cases).expect("the cases fit");
        prop_assert_eq!(&combine(&declared, &shuffled).expect("the cases fit"), &figures);
        for figure in &figures {
            check_by_hand(&cases, figure)?;
        }
    }

    #[test]
    fn a_number_is_written_in_one_way(above: i64, below in 1..=u64::MAX) {
        let quotient = Quotient::new(above.into(), below).expect("a number");
        prop_assert_eq!(quotient.to_string().parse(), Ok(quotient));
        let twice = below.checked_mul(2).and_then(|below| Quotient::new(i128::from(above) * 2, below));
        prop_assert!(twice.is_none_or(|twice| twice == quotient));
    }
}
