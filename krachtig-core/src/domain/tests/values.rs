//! Texts, periods and changes.

use proptest::prelude::*;
use time::macros::date;

use crate::domain::family::{Person, PersonDraft, Relation};
use crate::domain::money::Cents;
use crate::domain::obstacle::{ObstacleDraft, SiloObstacle};
use crate::domain::period::Period;
use crate::domain::record::{Change, Version};
use crate::domain::refusal::RefusalCode;
use crate::domain::test_support::{DossierBuilder, code};
use crate::domain::text::{Line, Prose};
use crate::domain::vocabulary::{FundingSilo, LifeDomain, ObstacleGround};

#[test]
fn a_citizen_service_number_is_never_recorded() {
    let refused = [
        "123456782",
        "bsn: 111222333.",
        "1112.22.333",
        "123 456 782",
        "1234.56.782 is het nummer",
        "nr123456782x",
        "123\u{a0}456\u{a0}782",
        "070-1234567 en 123456782",
    ];
    for text in refused {
        assert_eq!(code(Line::parse("note", text)), RefusalCode::LooksLikeBsn, "{text}");
        assert_eq!(
            code(Prose::parse("note", &format!("Regel een\n{text}\n"))),
            RefusalCode::LooksLikeBsn,
            "{text}"
        );
    }
    let fine = [
        "123456781",
        "000000000",
        "1234567820",
        "12345678",
        "12345 mensen, 6782 dagen",
        "2026-03-02",
        "1.234,56",
    ];
    for text in fine {
        assert!(Line::parse("note", text).is_ok(), "{text}");
    }
}

#[test]
fn a_telephone_number_is_not_taken_for_one() {
    // 612345671 passes the eleven test by itself, as one in eleven telephone numbers does.
    assert!(
        Line::parse("phone", "612345671").is_err(),
        "without what makes it a telephone number it is refused"
    );
    for phone in [
        "06-12345671",
        "0612345671",
        "+31612345671",
        "+31 6 12345671",
        "+31(0)612345671",
        "+31 (0) 612345671",
    ] {
        assert!(Line::parse("phone", phone).is_ok(), "{phone}");
    }
    assert!(Line::parse("phone", "+31-612345671").is_ok() && Line::parse("phone", "0031/612345671").is_ok());
}

proptest! {
    #[test]
    fn no_written_form_of_a_valid_number_passes(start in 10_000_000..99_999_999_i32, form in 0..4_usize) {
        let digits: Vec<i32> = start.to_string().bytes().map(|b| i32::from(b - b'0')).collect();
        let sum: i32 = digits.iter().zip((2..=9).rev()).map(|(digit, weight)| digit * weight).sum();
        prop_assume!(sum % 11 < 10);
        let (number, check) = (start.to_string(), sum % 11);
        let text = match form {
            0 => format!("{number}{check}"),
            1 => format!("Het nummer is {number}{check}, zei zij."),
            2 => format!("{}.{}.{}{check}", &number[..4], &number[4..6], &number[6..]),
            _ => format!("{} {} {}{check}", &number[..3], &number[3..6], &number[6..]),
        };
        prop_assert_eq!(code(Prose::parse("note", &text)), RefusalCode::LooksLikeBsn);
    }

    #[test]
    fn a_period_is_written_in_one_way(year in 2000..2200_i32, number in 1..=4_u8) {
        let text = format!("{year}-Q{number}");
        let period: Period = text.parse().expect("it is a period");
        prop_assert_eq!(period.to_string(), text);
        prop_assert!(period.first_day() < period.last_day());
        let next = period.last_day().next_day().expect("the calendar goes on");
        prop_assert_eq!((next.day(), u8::from(next.month()) % 3), (1, 1), "the next day begins a period");
    }
}

#[test]
fn other_texts_are_no_period() {
    for text in [
        "2026-Q0", "2026-Q5", "2026Q1", "+2026-Q1", "2026-Q+1", "2026-Q01", "1999-Q4", "2200-Q1", "", "-Q1",
    ] {
        assert!(text.parse::<Period>().is_err(), "{text}");
    }
    let leap: Period = "2028-Q1".parse().expect("it is a period");
    assert_eq!(leap.last_day(), date!(2028 - 03 - 31));
}

#[test]
fn a_change_names_its_fields_whatever_the_version() {
    let mut case = DossierBuilder::new();
    case.adult();
    let before = &case.dossier.persons[0];
    let mut after = before.clone();
    after.version = Version::new(9);
    assert!(
        Change::revised(before, after.clone()).fields().is_empty(),
        "the version alone is no change"
    );
    after.contact_person = true;
    after.phone = Line::parse("phone", "06-00000001").ok();
    assert_eq!(
        Change::revised(before, after.clone()).fields(),
        ["contact_person", "phone"]
    );
    assert_eq!(
        Change::revised(&after, before.clone()).fields(),
        ["contact_person", "phone"],
        "taken away counts"
    );
    let new = Change::recorded(before.clone()).fields();
    assert_eq!(
        new,
        ["contact_person", "family_id", "id", "name", "relation"],
        "what holds something"
    );
}

#[test]
fn nothing_is_recorded_as_done_before_it_is() {
    let case = DossierBuilder::new();
    let tomorrow = date!(2026 - 03 - 03);
    let draft = ObstacleDraft {
        need: "Reiskosten".to_owned(),
        life_domain: LifeDomain::Justice,
        silo: FundingSilo::None,
        ground: ObstacleGround::NoPayer,
        met_on: case.today(),
        days_lost: 0,
        cost: Cents::ZERO,
        bridged_by: None,
        solved_on: Some(tomorrow),
        note: None,
    };
    assert_eq!(
        code(SiloObstacle::record(&case.dossier, None, &draft, case.by(1))),
        RefusalCode::InFuture
    );
    let unborn = PersonDraft {
        name: "Iemand (fictief)".to_owned(),
        relation: Relation::Child,
        born_on: Some(tomorrow),
        contact_person: false,
        phone: None,
        email: None,
        external_ref: None,
    };
    assert_eq!(
        code(Person::record(case.dossier.family.id, &unborn, case.by(1))),
        RefusalCode::InFuture
    );
}
