//! Every field of a case reaches the WIT, and every field of a declaration comes back from it.

use krachtig_core::domain::budget::LedgerKind;
use krachtig_core::domain::mapping::FindingKind;
use krachtig_core::domain::obstacle::Bridge;
use krachtig_core::domain::trajectory::Step;
use krachtig_core::domain::vocabulary::{
    Effect, FundingSilo, LifeDomain, ObstacleGround, PartnerType, ProblemCategory, Role,
};
use krachtig_core::rules::indicator::{Combine, Concerns, Unit};
use krachtig_core::rules::snapshot::{ReferralStanding, StepStanding};
use krachtig_core::rules::{FamilySize, LedgerFact};
use time::Date;
use time::macros::date;

use super::*;

const ON: Date = date!(2026 - 03 - 10);

fn cents(amount: i64) -> Cents {
    Cents::new(amount).expect("an amount")
}

/// A case with one of everything.
fn case() -> CaseSnapshot {
    CaseSnapshot {
        first_day: date!(2026 - 01 - 01),
        last_day: date!(2026 - 03 - 31),
        opened: date!(2025 - 12 - 24),
        closed: Some(date!(2026 - 03 - 20)),
        family: FamilySize { adults: 1, children: 2 },
        steps: vec![StepFact {
            step: Step::RoomToAct,
            state: StepStanding::Skipped,
            since: Some(ON),
        }],
        mapped: vec![MappedFact {
            day: ON,
            life_domain: LifeDomain::Housing,
            kind: FindingKind::Strength,
        }],
        problems: vec![ProblemFact {
            day: ON,
            category: ProblemCategory::VisitCosts,
            effect: Effect::Worse,
            preexisting: true,
        }],
        silo_obstacles: vec![ObstacleFact {
            day: ON,
            silo: FundingSilo::Wmo2015,
            ground: ObstacleGround::NoPayer,
            days_lost: Some(14),
            cost: Some(cents(2_500)),
            bridged_by: Some(Bridge::PerspectiveBudget),
        }],
        referrals: vec![ReferralFact {
            day: ON,
            partner_type: PartnerType::DebtService,
            outcome: ReferralStanding::Declined,
            answered: Some(ON),
        }],
        time: vec![TimeFact {
            day: ON,
            role: Role::Volunteer,
            minutes: 45,
        }],
        ledger: vec![LedgerFact {
            day: ON,
            kind: LedgerKind::Refund,
            amount: cents(300),
            silo: FundingSilo::None,
            life_domain: LifeDomain::Finances,
        }],
        review_talks: vec![ON],
    }
}

#[test]
fn every_field_of_a_case_reaches_the_wit() {
    let wit = snapshot(&case());
    let on = wit.steps[0].since.expect("a day");
    assert_eq!((on.year, on.month, on.day, on.number), (2026, 3, 10, 20_522));
    let days = [wit.first_day, wit.last_day, wit.opened, wit.closed.expect("closed")];
    assert_eq!(days.map(|day| day.number - on.number), [-68, 21, -76, 10]);
    assert_eq!((wit.family.adults, wit.family.children), (1, 2));
    assert_eq!(
        (wit.steps[0].step.as_str(), wit.steps[0].state.as_str()),
        ("room_to_act", "skipped")
    );
    let mapped = &wit.mapped[0];
    assert_eq!(
        (mapped.life_domain.as_str(), mapped.kind.as_str()),
        ("housing", "strength")
    );
    let met = &wit.problems[0];
    assert_eq!(
        (met.category.as_str(), met.effect.as_str(), met.preexisting),
        ("visit_costs", "worse", true)
    );
    let obstacle = &wit.silo_obstacles[0];
    assert_eq!(
        (obstacle.silo.as_str(), obstacle.ground.as_str()),
        ("wmo_2015", "no_payer")
    );
    assert_eq!((obstacle.days_lost, obstacle.cost), (Some(14), Some(2_500)));
    assert_eq!(obstacle.bridged_by.as_deref(), Some("perspective_budget"));
    let sent = &wit.referrals[0];
    assert_eq!(
        (sent.partner_type.as_str(), sent.outcome.as_str()),
        ("debt_service", "declined")
    );
    assert_eq!((wit.time[0].role.as_str(), wit.time[0].minutes), ("volunteer", 45));
    let line = &wit.ledger[0];
    assert_eq!((line.kind.as_str(), line.promised, line.paid), ("refund", -300, -300));
    assert_eq!((line.silo.as_str(), line.life_domain.as_str()), ("none", "finances"));
    let each = [
        mapped.day,
        met.day,
        obstacle.day,
        sent.day,
        sent.answered.expect("answered"),
        wit.time[0].day,
        line.day,
        wit.review_talks[0],
    ];
    assert!(each.iter().all(|day| day.number == on.number), "{each:?}");
}

fn labels(text: &str) -> Vec<rule_set::Translation> {
    vec![rule_set::Translation {
        language: "en".to_owned(),
        text: text.to_owned(),
    }]
}

fn declared() -> reporting::Indicator {
    reporting::Indicator {
        code: "soon".to_owned(),
        unit: "days".to_owned(),
        combine: "median".to_owned(),
        concerns: "family".to_owned(),
        smallest: -1,
        largest: 9,
        dimensions: vec![reporting::Dimension {
            code: "household".to_owned(),
            labels: labels("Household"),
            values: vec![reporting::DimensionValue {
                code: "alone".to_owned(),
                labels: labels("Alone"),
            }],
        }],
        labels: labels("How soon"),
    }
}

#[test]
fn every_field_of_a_declaration_comes_back() {
    let label = |text: &str| {
        vec![Translation {
            language: "en".to_owned(),
            text: text.to_owned(),
        }]
    };
    let expected = Indicator {
        code: "soon".to_owned(),
        unit: Unit::Days,
        combine: Combine::Median,
        concerns: Concerns::Family,
        smallest: -1,
        largest: 9,
        dimensions: vec![Dimension {
            code: "household".to_owned(),
            labels: label("Household"),
            values: vec![DimensionValue {
                code: "alone".to_owned(),
                labels: label("Alone"),
            }],
        }],
        labels: label("How soon"),
    };
    assert_eq!(indicator(declared()), Ok(expected));
    let said = observation(reporting::Observation {
        indicator: "soon".to_owned(),
        value: 4,
        positions: vec![reporting::Position {
            dimension: "household".to_owned(),
            value: "alone".to_owned(),
        }],
    });
    let position = &said.positions[0];
    assert_eq!((said.indicator.as_str(), said.value), ("soon", 4));
    assert_eq!(
        (position.dimension.as_str(), position.value.as_str()),
        ("household", "alone")
    );
}

#[test]
fn a_word_that_the_core_does_not_have_makes_a_bad_answer() {
    let changes: [fn(&mut reporting::Indicator); 3] = [
        |it| it.unit = "euros".to_owned(),
        |it| it.combine = "most".to_owned(),
        |it| it.concerns = "nobody".to_owned(),
    ];
    for change in changes {
        let mut wrong = declared();
        change(&mut wrong);
        assert!(matches!(indicator(wrong), Err(RuleFault::BadAnswer { .. })));
    }
}
