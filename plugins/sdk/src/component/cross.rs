//! Each type of the WIT beside ours, field by field: what has another shape is written out, the rest is listed.

use super::bindings::exports::krachtig::region::{budget, reporting, rule_set};
use crate::budget::{
    Answer, Approval, ApprovalGroup, ApprovalsNeeded, Decision, EarlierDecision, Facts, FamilySize, LedgerLine,
    Obligation, ObligationKind, Plan, Request, SiloCheck, Subject, Tranche,
};
use crate::day::Day;
use crate::finding::{Argument, Finding, Value};
use crate::reporting::{
    CaseSnapshot, Mapped, Observation, Position, ProblemMet, Referral, SiloObstacle, Step, TimeGiven,
};

/// The same value on the other side.
pub(super) trait Cross<Other> {
    /// Takes it over.
    fn cross(self) -> Other;
}

impl<A: Cross<B>, B> Cross<Vec<B>> for Vec<A> {
    fn cross(self) -> Vec<B> {
        self.into_iter().map(Cross::cross).collect()
    }
}

impl<A: Cross<B>, B> Cross<Option<B>> for Option<A> {
    fn cross(self) -> Option<B> {
        self.map(Cross::cross)
    }
}

/// What is the same on both sides.
macro_rules! same {
    ($($kind:ty),+) => {
        $(impl Cross<$kind> for $kind {
            fn cross(self) -> $kind {
                self
            }
        })+
    };
}
same!(String, bool, i64, u32);

/// What has the same fields on both sides.
macro_rules! fields {
    ($($from:ty => $($to:ident)::+ { $($field:ident),+ })+) => {
        $(impl Cross<$($to)::+> for $from {
            fn cross(self) -> $($to)::+ {
                $($to)::+ { $($field: self.$field.cross()),+ }
            }
        })+
    };
}

// What is handed in.
fields! {
    budget::Request => Request { day, amount, purpose, life_domain, payee_kind, silo, requester }
    budget::LedgerLine => LedgerLine { day, kind, promised, paid, silo, life_domain }
    budget::Approval => Approval { member, role, day }
    budget::Plan => Plan { day, total, made_by, approvals }
    budget::SiloCheck => SiloCheck { day, silo, answer, ground }
    budget::EarlierDecision => EarlierDecision { day, outcome, amount, life_domain }
    budget::FamilySize => FamilySize { adults, children }
    budget::Facts => Facts {
        ledger, plan, approvals, family, silo_checks, decisions, benefit_impact_checked, review_talk
    }
    reporting::Step => Step { step, state, since }
    reporting::Mapped => Mapped { day, life_domain, kind }
    reporting::ProblemMet => ProblemMet { day, category, effect, preexisting }
    reporting::SiloObstacle => SiloObstacle { day, silo, ground, days_lost, cost, bridged_by }
    reporting::Referral => Referral { day, partner_type, outcome, answered }
    reporting::TimeGiven => TimeGiven { day, role, minutes }
    reporting::CaseSnapshot => CaseSnapshot {
        first_day, last_day, opened, closed, family, steps, mapped, problems, silo_obstacles, referrals, time, ledger,
        review_talks
    }
}

// What is answered.
fields! {
    Argument => rule_set::Argument { name, value }
    Finding => rule_set::Finding { code, arguments }
    ApprovalGroup => budget::ApprovalGroup { roles, count, excluded }
    ApprovalsNeeded => budget::ApprovalsNeeded { subject, groups }
    Tranche => budget::Tranche { amount, after, not_before }
    Obligation => budget::Obligation { kind, due }
    Answer => budget::Answer { decision, findings, tranches, obligations }
    Position => reporting::Position { dimension, value }
    Observation => reporting::Observation { indicator, value, positions }
}

impl Cross<Day> for rule_set::Day {
    fn cross(self) -> Day {
        Day::from_number(self.number)
    }
}

impl Cross<i32> for Day {
    fn cross(self) -> i32 {
        self.number()
    }
}

impl Cross<rule_set::Value> for Value {
    fn cross(self) -> rule_set::Value {
        match self {
            Self::Amount(cents) => rule_set::Value::Amount(cents),
            Self::Count(number) => rule_set::Value::Count(number),
            Self::Days(number) => rule_set::Value::Days(number),
            Self::Date(day) => rule_set::Value::Date(day.number()),
            Self::Word(code) => rule_set::Value::Word(code),
        }
    }
}

impl Cross<String> for Subject {
    fn cross(self) -> String {
        let code = match self {
            Self::Request => "request",
            Self::Plan => "plan",
        };
        code.to_owned()
    }
}

impl Cross<String> for ObligationKind {
    fn cross(self) -> String {
        self.code().to_owned()
    }
}

impl Cross<budget::Decision> for Decision {
    fn cross(self) -> budget::Decision {
        match self {
            Self::Approve => budget::Decision::Approve,
            Self::NeedsApprovals(needed) => budget::Decision::NeedsApprovals(needed.cross()),
            Self::Refuse => budget::Decision::Refuse,
        }
    }
}

/// Words as the WIT wants them.
pub(super) fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}
