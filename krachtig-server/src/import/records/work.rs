//! Mappings, budget lines, referrals and problems.

use krachtig_core::domain::budget::LedgerKind;
use krachtig_core::domain::money::Cents;
use krachtig_core::domain::partner::ReferralOutcome;
use krachtig_core::domain::vocabulary::{
    Effect, FundingSilo, LifeDomain, ObstacleGround, PartnerType, ProblemCategory, Vocabulary,
};

use super::people::refuse_before;
use crate::import::cells;
use crate::import::columns::Column as C;
use crate::import::fields::Fields;
use crate::import::model::{BudgetLineRow, ExternalRef, MappingRow, ProblemRow, ReferralRow, Split};
use crate::import::value::text::fold;
use crate::import::words::ReferralAnswer;

pub(super) fn mapping(fields: &mut Fields<'_>) -> Option<MappingRow> {
    let family = fields.must(C::Family, cells::key);
    let mapped_on = fields.must(C::Date, cells::date);
    let domain = fields.must(C::Domain, cells::word::<LifeDomain>);
    let level = fields.must(C::Level, cells::level);
    let split = split(fields, level);
    let need = fields.may(C::Need, cells::text);
    let strength = fields.may(C::Strength, cells::text);
    let (family, mapped_on, domain) = (family?, mapped_on?, domain?);
    let external_ref = fields.row_key(&["meting", family.as_str(), &mapped_on.to_string(), domain.code()]);
    Some(MappingRow {
        external_ref,
        family,
        mapped_on,
        domain,
        level: level?,
        split,
        need,
        strength,
    })
}

/// The three parts of a level: all of them or none, and together the level.
fn split(fields: &mut Fields<'_>, level: Option<u8>) -> Option<Split> {
    let columns = [C::Own, C::Network, C::Professional];
    let empty = columns.iter().filter(|column| fields.is_empty(**column)).count();
    if empty == columns.len() {
        return None;
    }
    if empty > 0 {
        fields.refuse(
            C::Own,
            "split_incomplete",
            "eigen, netwerk and professional are filled in together or not at all",
        );
        return None;
    }
    let own = fields.may(C::Own, cells::part);
    let network = fields.may(C::Network, cells::part);
    let professional = fields.may(C::Professional, cells::part);
    let split = Split {
        own: own?,
        network: network?,
        professional: professional?,
    };
    if level.is_some_and(|level| split.own + split.network + split.professional != level) {
        fields.refuse(
            C::Own,
            "split_mismatch",
            "eigen, netwerk and professional do not add up to the level",
        );
    }
    Some(split)
}

pub(super) fn budget_line(fields: &mut Fields<'_>) -> Option<BudgetLineRow> {
    let family = fields.must(C::Family, cells::key);
    let booked_on = fields.must(C::Date, cells::date);
    let kind = fields.must(C::LedgerKind, cells::word::<LedgerKind>);
    let amount = fields.must(C::Amount, cells::amount);
    if amount.is_some_and(Cents::is_zero) {
        fields.refuse(C::Amount, "amount_zero", "a line of nothing does nothing");
    }
    let silo = fields.must(C::Silo, cells::word::<FundingSilo>);
    let description = fields.may(C::Description, cells::text);
    let request = fields.may(C::Request, cells::text).map(ExternalRef::new);
    if request.is_some() && matches!(kind, Some(LedgerKind::Allot | LedgerKind::Request)) {
        let message = "only what happens to a request belongs to one";
        fields.refuse(C::Request, "not_for_this_kind", message);
    }
    let (family, booked_on, kind, amount, silo) = (family?, booked_on?, kind?, amount?, silo?);
    let external_ref = fields.row_key(&[
        "budgetregel",
        family.as_str(),
        &booked_on.to_string(),
        kind.code(),
        &amount.get().to_string(),
        silo.code(),
    ]);
    Some(BudgetLineRow {
        external_ref,
        family,
        booked_on,
        kind,
        amount,
        silo,
        request,
        description,
    })
}

pub(super) fn referral(fields: &mut Fields<'_>) -> Option<ReferralRow> {
    let family = fields.must(C::Family, cells::key);
    let partner = fields.must(C::Partner, cells::text);
    let partner_type = fields.must(C::PartnerType, cells::word::<PartnerType>);
    let referred_on = fields.must(C::Date, cells::date);
    let need = fields.must(C::Need, cells::text);
    let warm_handover = fields.may(C::WarmHandover, cells::flag).unwrap_or(false);
    let answer = fields.may(C::Answer, cells::word::<ReferralAnswer>);
    let answered_on = fields.may(C::AnsweredOn, cells::date);
    let ground = fields.may(C::Ground, cells::word::<ObstacleGround>);
    let helped = fields.may(C::Helped, cells::word::<ReferralOutcome>);
    let concluded_on = fields.may(C::ConcludedOn, cells::date);
    let outcome = fields.may(C::Outcome, cells::text);
    refuse_before(fields, referred_on, answered_on, C::AnsweredOn);
    refuse_before(fields, answered_on, concluded_on, C::ConcludedOn);
    check_answer(fields, answer);
    check_conclusion(fields, answer);
    let (family, partner, referred_on, need) = (family?, partner?, referred_on?, need?);
    let external_ref = fields.row_key(&[
        "doorverwijzing",
        family.as_str(),
        &referred_on.to_string(),
        &fold(&partner),
        &fold(&need),
    ]);
    let partner_type = partner_type?;
    Some(ReferralRow {
        external_ref,
        family,
        partner,
        partner_type,
        referred_on,
        need,
        warm_handover,
        answer,
        answered_on,
        ground,
        helped,
        concluded_on,
        outcome,
    })
}

/// Tells an answer without its day, a refusal without its ground, and either of them without an answer.
fn check_answer(fields: &mut Fields<'_>, answer: Option<ReferralAnswer>) {
    let answered = !fields.is_empty(C::Answer);
    if answered && fields.is_empty(C::AnsweredOn) {
        fields.refuse(
            C::AnsweredOn,
            "answer_without_date",
            "an answer needs the day on which it came",
        );
    }
    if !answered && !fields.is_empty(C::AnsweredOn) {
        fields.refuse(
            C::AnsweredOn,
            "date_without_answer",
            "there is a day of the answer but no answer",
        );
    }
    let has_ground = !fields.is_empty(C::Ground);
    if answer == Some(ReferralAnswer::Declined) && !has_ground {
        fields.refuse(C::Ground, "refusal_without_ground", "a refusal needs its ground");
    }
    if has_ground && answer != Some(ReferralAnswer::Declined) && (answer.is_some() || !answered) {
        fields.refuse(C::Ground, "ground_without_refusal", "a ground belongs to a refusal");
    }
}

/// Tells whether a referral helped that nobody took up, and a day on which nothing was established.
fn check_conclusion(fields: &mut Fields<'_>, answer: Option<ReferralAnswer>) {
    let concluded = !fields.is_empty(C::Helped);
    if concluded && answer != Some(ReferralAnswer::Accepted) && (answer.is_some() || fields.is_empty(C::Answer)) {
        let message = "only a referral that was taken up can have helped or not";
        fields.refuse(C::Helped, "conclusion_without_acceptance", message);
    }
    if !concluded && !fields.is_empty(C::ConcludedOn) {
        let message = "there is a day of the conclusion but not whether it helped";
        fields.refuse(C::ConcludedOn, "date_without_conclusion", message);
    }
}

pub(super) fn problem(fields: &mut Fields<'_>) -> Option<ProblemRow> {
    let family = fields.must(C::Family, cells::key);
    let category = fields.must(C::Category, cells::word::<ProblemCategory>);
    let effect = fields.must(C::Effect, cells::word::<Effect>);
    let preexisting = fields.must(C::Preexisting, cells::flag);
    let noted_on = fields.may(C::Date, cells::date);
    let description = fields.may(C::Description, cells::text);
    let (family, category) = (family?, category?);
    let noted = noted_on.map_or_else(|| "-".to_owned(), |day| day.to_string());
    let external_ref = fields.row_key(&["probleem", family.as_str(), category.code(), &noted]);
    Some(ProblemRow {
        external_ref,
        family,
        category,
        effect: effect?,
        preexisting: preexisting?,
        noted_on,
        description,
    })
}
