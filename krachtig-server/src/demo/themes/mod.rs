//! What families in the demo meet: one theme per kind of problem, from the first worry to what was learned.
//!
//! The texts are Dutch, as colleagues would write them, and made up. They name nobody: names do not belong here.

mod home;
mod money;
mod people;

use krachtig_core::domain::room::ConnectionSide;
use krachtig_core::domain::vocabulary::{
    Carrier, FundingSilo, LifeDomain, ObstacleGround, PartnerType, ProblemCategory,
};

/// A kind of problem, and all that is said and done about it.
pub(super) struct Theme {
    /// The problem.
    pub(super) problem: ProblemCategory,
    /// The area of life.
    pub(super) life_domain: LifeDomain,
    /// Whether it takes children.
    pub(super) children: bool,
    /// What the detainee worries about.
    pub(super) worry: &'static str,
    /// What, changed during the absence, would do the home good.
    pub(super) key_factor: &'static str,
    /// What the family needs.
    pub(super) need: &'static str,
    /// What the family is strong in.
    pub(super) strength: &'static str,
    /// What the family wants.
    pub(super) goal: &'static str,
    /// What is done towards it, and by whom.
    pub(super) actions: &'static [(Carrier, &'static str)],
    /// What money is asked for, with the least and the most in euros.
    pub(super) money: (&'static str, i64, i64),
    /// To whom the family is referred, and for what.
    pub(super) referral: (PartnerType, &'static str),
    /// What was connected: who, with whom, on which side, what came of it.
    pub(super) connection: (&'static str, &'static str, ConnectionSide, &'static str),
    /// The silo that stands in the way.
    pub(super) wall: Wall,
    /// What was tried, what it brought, what was learned.
    pub(super) learning: (&'static str, &'static str, &'static str),
    /// What made the problem smaller.
    pub(super) helped: &'static str,
}

/// A silo that stands in the way, and what would solve it.
pub(super) struct Wall {
    /// Which silo should pay.
    pub(super) silo: FundingSilo,
    /// On which ground it does not.
    pub(super) ground: ObstacleGround,
    /// What happened.
    pub(super) note: &'static str,
    /// What would solve it.
    pub(super) suggestion: &'static str,
    /// Who would have to do that.
    pub(super) addressed_to: PartnerType,
}

/// Every theme that fits a family with or without children.
pub(super) fn fitting(children: bool) -> Vec<&'static Theme> {
    let all = money::THEMES.iter().chain(home::THEMES).chain(people::THEMES);
    all.filter(|theme| children || !theme.children).collect()
}
