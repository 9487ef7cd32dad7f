//! Who may do what: policies in Cedar that people can read, and the permit that proves that they were asked.
//!
//! `schema.cedarschema` has the words, `policies/` a file for each theme. The build holds them against each other and
//! asks Cedar everything that can be asked: who acts, in which role and state, on which part of a dossier, and how that
//! dossier lies open to them. The answers are a table in the program, so a decision costs nanoseconds. Tests ask Cedar
//! itself, and a model that was written from the same prose, and find no difference.
//!
//! A [`Permit`] can only be made here. Loading a dossier for an action and asking for the permit are one step in the
//! services, and what the store writes it writes for a permit. Forbidden and absent look alike: both are `not_found`.
//!
//! ```
//! use krachtig_core::access::{Action, Actor, Relation, Ties, permit, seen};
//! use krachtig_core::domain::dossier_part::DossierPart;
//! use krachtig_core::domain::id::MemberId;
//! use krachtig_core::domain::trajectory::Side;
//! use krachtig_core::domain::vocabulary::Role;
//! use uuid::Uuid;
//!
//! let volunteer = Actor::member(MemberId::from_uuid(Uuid::from_u128(1)), vec![Role::Volunteer]);
//! let assigned = Relation::Assigned(Ties::of(Role::Volunteer, Side::Both));
//! assert!(permit(&volunteer, Action::ReadDossier, assigned).is_some());
//! assert!(permit(&volunteer, Action::ReadDossier, Relation::None).is_none());
//! assert!(permit(&volunteer, Action::CloseTrajectory, assigned).is_none());
//! let parts = seen(&volunteer, assigned);
//! assert!(parts.has(DossierPart::Family) && !parts.has(DossierPart::Detainee));
//! ```

mod action;
mod actor;
mod logged;
mod relation;
mod table;
mod token_scope;

pub use action::Action;
pub use actor::Actor;
pub use relation::{Relation, Ties};
pub use table::parts_of;

use crate::domain::dossier_part::{DossierPart, DossierParts};
use crate::domain::id::MemberId;
use crate::domain::vocabulary::Vocabulary;
use relation::NOTHING;
use table::Asker;

/// Which rows of a list somebody may see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// All of the tenant's.
    All,
    /// Those of the trajectories to which this member is assigned now in one of these ways.
    AssignedTo(MemberId, Ties),
}

/// The proof that somebody may do something. Only [`permit`], [`permit_on`] and [`scope`] make one.
#[derive(Clone, Debug)]
pub struct Permit {
    action: Action,
    actor: String,
    role: &'static str,
}

impl Permit {
    /// What is permitted.
    #[must_use]
    pub fn action(&self) -> Action {
        self.action
    }

    /// To whom: the id of a member, an operator or a link, as text.
    #[must_use]
    pub fn actor(&self) -> &str {
        &self.actor
    }

    /// In which role.
    #[must_use]
    pub fn role(&self) -> &'static str {
        self.role
    }
}

/// The permit for an action, if there is a role in which the actor may do it. Where the action is about several parts
/// of a dossier, about one of them at least: [`permit_on`] asks about one.
#[must_use]
pub fn permit(actor: &Actor, action: Action, relation: Relation) -> Option<Permit> {
    granted(actor, action, relation, |asker| table::ways(asker, action))
}

/// The permit for an action on one of the parts that it is about.
#[must_use]
pub fn permit_on(actor: &Actor, (action, part): (Action, DossierPart), relation: Relation) -> Option<Permit> {
    granted(actor, action, relation, |asker| table::ways_on(asker, action, part))
}

/// The parts of a dossier that somebody may see. Seeing some does not open the dossier: that takes
/// [`Action::ReadDossier`].
#[must_use]
pub fn seen(actor: &Actor, relation: Relation) -> DossierParts {
    let ways = relation.ways();
    let may = |part: DossierPart| askers(actor).any(|(asker, _)| table::ways_to_see(asker, part) & ways != 0);
    DossierPart::ALL
        .iter()
        .filter(|part| may(**part))
        .fold(DossierParts::NONE, |parts, part| parts.with(*part))
}

/// The permit to list something, with the scope that the store has to keep to.
#[must_use]
pub fn scope(actor: &Actor, action: Action) -> Option<(Permit, Scope)> {
    scope_seeing(actor, action, DossierParts::NONE)
}

/// The same where the list is narrowed down by what stands in these parts of the dossiers: to ask which families have
/// debts is to see a part of each.
#[must_use]
pub fn scope_seeing(actor: &Actor, action: Action, looked_at: DossierParts) -> Option<(Permit, Scope)> {
    if !actor.covers(action) {
        return None;
    }
    let reached = |(asker, role)| {
        let looked_at = looked_at.iter().map(|part| table::ways_to_see(asker, part));
        let ways = looked_at.fold(table::ways(asker, action), |ways, may| ways & may);
        (ways, role)
    };
    let reached: Vec<(u8, &'static str)> = askers(actor).map(reached).collect();
    if let Some((_, role)) = reached.iter().find(|(ways, _)| ways & NOTHING != 0) {
        return Some((grant(actor, action, role), Scope::All));
    }
    let ties = reached
        .iter()
        .fold(Ties::NONE, |ties, (ways, _)| ties.and(Ties::among(*ways)));
    let (_, role) = reached.iter().find(|(ways, _)| !Ties::among(*ways).is_none())?;
    Some((grant(actor, action, role), Scope::AssignedTo(actor.as_member()?, ties)))
}

fn granted(actor: &Actor, action: Action, relation: Relation, needed: impl Fn(Asker) -> u8) -> Option<Permit> {
    if !actor.covers(action) {
        return None;
    }
    let ways = relation.ways();
    let (_, role) = askers(actor).find(|(asker, _)| needed(*asker) & ways != 0)?;
    Some(grant(actor, action, role))
}

/// Each in which the actor asks: a member in every role held, with the role's name.
fn askers(actor: &Actor) -> impl Iterator<Item = (Asker, &'static str)> {
    let (roles, state, other) = match actor {
        Actor::Member { roles, state, .. } => (roles.as_slice(), Some(*state), None),
        Actor::Operator { .. } => (&[][..], None, Some((Asker::OPERATOR, "platform_operator"))),
        Actor::Party { .. } => (&[][..], None, Some((Asker::PARTY, "party"))),
    };
    let members = roles
        .iter()
        .filter_map(move |role| Some((Asker::member(*role, state?), role.code())));
    members.chain(other)
}

fn grant(actor: &Actor, action: Action, role: &'static str) -> Permit {
    Permit {
        action,
        actor: actor.id(),
        role,
    }
}
