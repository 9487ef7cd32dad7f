//! What a region hands in of a closed period: totals of the organisation, and histograms in which no family counts more
//! than its share. No row about one family is in it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::indicator::{Indicator, Kind, is_code};
use crate::own::check_own;
use crate::period::Period;
use crate::refusal::{Check, RefusalCode, Refusals};
use crate::word::words;

/// Numbers by category.
pub type Counts = BTreeMap<String, i64>;

words! {
    /// What sort of organisation a region's figures are of.
    RegionKind {
        /// An office that serves the families of a region.
        Office = "region",
        /// A penitentiary institution, that introduces detainees.
        Institution = "institution",
    }
}

/// What sort of region it is: what its figures are to be seen beside. It tells of the organisation, and of no family.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Context {
    /// What sort of organisation.
    pub kind: RegionKind,
    /// The codes of the municipalities of the parties that it works with: `GM0518`.
    pub municipalities: Vec<String>,
}

/// The figures of one region over one closed period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandIn {
    /// The region's code.
    pub region: String,
    /// The region's name for people.
    pub name: String,
    /// The period.
    pub period: Period,
    /// How many families count in the histograms: those whose first trajectory in the region began in the period's year
    /// or in the calendar years just before, as many as [`crate::budget::Limits::counted_years`] says. So a family's
    /// privacy loss ends, without anybody who keeps accounts of families.
    pub counted_families: u32,
    /// For how many calendar years a family was counted.
    pub counted_years: u8,
    /// The totals of the organisation, by indicator.
    pub totals: BTreeMap<String, Counts>,
    /// The histograms of attributes, by indicator: how many counted families are in each category.
    pub histograms: BTreeMap<String, Counts>,
    /// The version of the program that counted.
    pub software: String,
    /// The region's rules that counted along, with their versions.
    pub plugins: BTreeMap<String, String>,
    /// What sort of region it is.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub context: Option<Context>,
    /// The region's own indicators of which there are figures, with what they are.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub own: Vec<Indicator>,
}

impl HandIn {
    /// Whether these figures can be what they say, as far as that can be seen without the families.
    ///
    /// # Errors
    /// Everything that is wrong, each with the indicator that it is about.
    pub fn check(&self, catalogue: &[Indicator]) -> Result<(), Refusals> {
        let mut check = Check::default();
        check.ensure(is_code(&self.region), RefusalCode::InvalidFormat, "region");
        check.ensure(!self.name.trim().is_empty(), RefusalCode::InvalidFormat, "name");
        check_own(&self.own, &self.region, &mut check);
        let municipalities = self.context.iter().flat_map(|context| &context.municipalities);
        let known = municipalities.clone().all(|code| is_municipality(code));
        check.ensure(known, RefusalCode::InvalidFormat, "context.municipalities");
        check.once(municipalities, "context.municipalities");
        let all = [
            (Kind::Organisational, &self.totals),
            (Kind::Attribute, &self.histograms),
        ];
        for (kind, indicators) in all {
            for (code, counts) in indicators {
                let Some(indicator) = catalogue.iter().chain(&self.own).find(|one| one.code == *code) else {
                    check.ensure(false, RefusalCode::IndicatorUnknown, code);
                    continue;
                };
                check.ensure(indicator.kind == kind, RefusalCode::WrongKind, code);
                for (category, count) in counts {
                    let about = format!("{code}.{category}");
                    check.ensure(indicator.has(category), RefusalCode::CategoryUnknown, &about);
                    check.ensure(*count >= 0, RefusalCode::Impossible, &about);
                }
                if kind == Kind::Attribute {
                    check.ensure(self.is_bounded(indicator, counts), RefusalCode::Impossible, code);
                }
            }
        }
        check.pass()
    }

    /// Whether so many families can make this histogram within their share.
    fn is_bounded(&self, indicator: &Indicator, counts: &Counts) -> bool {
        let families = i64::from(self.counted_families);
        let most = families * i64::from(indicator.most_cells);
        // Each count is small once it was compared, so that the sum can't overflow.
        counts.values().all(|count| *count <= families) && counts.values().sum::<i64>() <= most
    }
}

/// Whether a text is the code of a municipality.
fn is_municipality(code: &str) -> bool {
    let digits = code.strip_prefix("GM");
    digits.is_some_and(|digits| digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::catalogue;
    use crate::test_support::{hand_in, with_own};

    fn codes(hand_in: &HandIn) -> Vec<RefusalCode> {
        let refusals = hand_in.check(&catalogue()).err();
        refusals.map_or_else(Vec::new, |all| all.all().iter().map(|one| one.code).collect())
    }

    #[test]
    fn figures_that_families_can_make_are_taken() {
        assert_eq!(codes(&hand_in("noord", 120)), []);
        assert_eq!(codes(&hand_in("noord", 0)), []);
    }

    #[test]
    fn what_no_family_within_its_share_can_make_is_refused() {
        let mut wrong = hand_in("noord", 120);
        *wrong
            .histograms
            .get_mut("problem_effect")
            .expect("there")
            .entry("same".to_owned())
            .or_default() += 1;
        assert_eq!(codes(&wrong), [RefusalCode::Impossible]);
        let mut wrong = hand_in("noord", 120);
        wrong.histograms.insert(
            "carried_by".to_owned(),
            [("own".to_owned(), i64::MAX), ("network".to_owned(), 1)].into(),
        );
        assert_eq!(codes(&wrong), [RefusalCode::Impossible]);
        wrong
            .histograms
            .insert("carried_by".to_owned(), [("own".to_owned(), -1)].into());
        assert_eq!(codes(&wrong), [RefusalCode::Impossible]);
    }

    #[test]
    fn a_regions_own_indicators_come_with_what_they_are() {
        let mut own = hand_in("noord", 120);
        with_own(&mut own, "noord/wait");
        assert_eq!(codes(&own), []);
        own.histograms.insert("noord/other".to_owned(), Counts::new());
        assert_eq!(codes(&own), [RefusalCode::IndicatorUnknown]);
        for (code, most_cells) in [
            ("zuid/wait", 1),
            ("wait", 1),
            ("noord/", 1),
            ("noord/a/b", 1),
            ("noord/wait", 2),
        ] {
            let mut wrong = hand_in("noord", 120);
            with_own(&mut wrong, code);
            wrong.own[0].most_cells = most_cells;
            assert!(codes(&wrong).contains(&RefusalCode::InvalidFormat), "{code}");
        }
        let mut wrong = hand_in("noord", 120);
        with_own(&mut wrong, "noord/wait");
        let counts = [("0".to_owned(), 100), ("1".to_owned(), 21)];
        wrong.histograms.insert("noord/wait".to_owned(), counts.into());
        assert_eq!(codes(&wrong), [RefusalCode::Impossible], "a family counts once");
        with_own(&mut wrong, "noord/wait");
        assert!(codes(&wrong).contains(&RefusalCode::Twice));
    }

    #[test]
    fn municipalities_are_named_by_their_codes() {
        let mut wrong = hand_in("noord", 120);
        let mut named = |municipalities: &[&str]| {
            wrong.context = Some(Context {
                kind: RegionKind::Office,
                municipalities: municipalities.iter().map(|code| (*code).to_owned()).collect(),
            });
            codes(&wrong)
        };
        assert_eq!(named(&["GM0518", "GM0503"]), []);
        assert_eq!(named(&["Delft"]), [RefusalCode::InvalidFormat]);
        assert_eq!(named(&["GM0518", "GM0518"]), [RefusalCode::Twice]);
    }

    #[test]
    fn attributes_are_no_totals() {
        let mut wrong = hand_in("noord", 120);
        let attribute = wrong.histograms.remove("problem_effect").expect("there");
        wrong.totals.insert("problem_effect".to_owned(), attribute);
        assert_eq!(codes(&wrong), [RefusalCode::WrongKind]);
        let mut wrong = hand_in("noord", 120);
        wrong.totals.insert("offences".to_owned(), Counts::new());
        wrong
            .totals
            .insert("referrals".to_owned(), [("sent_away".to_owned(), 1)].into());
        assert_eq!(
            codes(&wrong),
            [RefusalCode::IndicatorUnknown, RefusalCode::CategoryUnknown]
        );
    }
}
