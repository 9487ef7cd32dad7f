//! Who may do what: one table of actions and roles, and the permit that proves that it was asked.
//!
//! A [`Permit`] can only be made here. Loading a dossier for an action and asking for the permit are one step in the
//! services, and what the store writes it writes for a permit. Forbidden and absent look alike: both are `not_found`.
//!
//! ```
//! use krachtig_core::access::{Action, Actor, Relation, permit};
//! use krachtig_core::domain::id::MemberId;
//! use krachtig_core::domain::vocabulary::Role;
//! use uuid::Uuid;
//!
//! let volunteer = Actor::member(MemberId::from_uuid(Uuid::from_u128(1)), vec![Role::Volunteer]);
//! assert!(permit(&volunteer, Action::ReadDossier, Relation::Assigned).is_some());
//! assert!(permit(&volunteer, Action::ReadDossier, Relation::None).is_none());
//! assert!(permit(&volunteer, Action::CloseTrajectory, Relation::Assigned).is_none());
//! ```

mod action;
mod actor;

pub use action::Action;
pub use actor::Actor;

use crate::domain::id::MemberId;
use crate::domain::vocabulary::Role;

/// What somebody is to the trajectory that an action is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// Assigned to it now.
    Assigned,
    /// Not assigned to it, or the action is about no trajectory.
    None,
}

/// Which rows of a list somebody may see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// All of the tenant's.
    All,
    /// Those of the trajectories to which this member is assigned now.
    AssignedTo(MemberId),
}

/// The proof that somebody may do something. Only [`permit`] and [`scope`] make one.
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

    /// To whom: the id of a member or an operator, as text.
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

/// How far a role reaches in an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Reach {
    Never,
    /// On the trajectories to which the member is assigned.
    Assigned,
    /// In the whole tenant.
    Tenant,
}

/// The permit for an action, if there is a role in which the actor may do it.
#[must_use]
pub fn permit(actor: &Actor, action: Action, relation: Relation) -> Option<Permit> {
    let needed = if relation == Relation::Assigned {
        Reach::Assigned
    } else {
        Reach::Tenant
    };
    reached(actor, action)
        .find(|(reach, _)| *reach >= needed)
        .map(|(_, role)| grant(actor, action, role))
}

/// The permit to list something, with the scope that the store has to keep to.
#[must_use]
pub fn scope(actor: &Actor, action: Action) -> Option<(Permit, Scope)> {
    let (reach, role) = reached(actor, action).max_by_key(|(reach, _)| *reach)?;
    let scope = match (reach, actor) {
        (Reach::Tenant, _) => Scope::All,
        (Reach::Assigned, Actor::Member { id, .. }) => Scope::AssignedTo(*id),
        _ => return None,
    };
    Some((grant(actor, action, role), scope))
}

/// The roles in which the actor reaches the action at all, each with how far.
fn reached(actor: &Actor, action: Action) -> impl Iterator<Item = (Reach, &'static str)> {
    use crate::domain::vocabulary::Vocabulary;
    let roles: &[Role] = match actor {
        Actor::Member { roles, .. } => roles,
        Actor::Operator { .. } => &[],
    };
    let operator = match actor {
        Actor::Operator { .. } if operator_may(action) => Some((Reach::Tenant, "platform_operator")),
        _ => None,
    };
    let reached = roles.iter().map(move |role| (reach(*role, action), role.code()));
    reached.chain(operator).filter(|(reach, _)| *reach > Reach::Never)
}

fn grant(actor: &Actor, action: Action, role: &'static str) -> Permit {
    Permit {
        action,
        actor: actor.id(),
        role,
    }
}

/// What a platform operator may do inside a tenant: set it up, fill it by import, empty it by export, and destroy
/// what is due once somebody of the office confirmed it. No dossier and no list of the casework.
fn operator_may(action: Action) -> bool {
    matches!(
        action,
        Action::AddMember
            | Action::ReviseMember
            | Action::IssueToken
            | Action::ListMembers
            | Action::RecordInstrument
            | Action::Import
            | Action::Export
            | Action::ListRules
            | Action::TrustKey
            | Action::WithdrawKey
            | Action::UploadPlugin
            | Action::ReplayRules
            | Action::ProposeRules
            | Action::RollBackRules
            | Action::PreviewRetention
            | Action::ProposeDestruction
            | Action::RunDestruction
    )
}

/// The table. A coordinator reaches everything of the office; the others what stands here.
fn reach(role: Role, action: Action) -> Reach {
    use Action as A;
    match role {
        Role::Coordinator => match action {
            A::Import => Reach::Never,
            _ => Reach::Tenant,
        },
        Role::Professional => match action {
            A::RegisterFamily
            | A::ListPartners
            | A::ListInstruments
            | A::ListMembers
            | A::RecordPartner
            | A::RevisePartner
            | A::ApproveBudgetRequest
            | A::RefuseBudgetRequest
            | A::ApproveBudgetPlan
            | A::ListRules
            | A::ListPeriods => Reach::Tenant,
            A::AddMember
            | A::ReviseMember
            | A::IssueToken
            | A::RecordInstrument
            | A::ReviseInstrument
            | A::ClosePeriod
            | A::AllotBudget
            | A::ReopenTrajectory
            | A::Import
            | A::ListDifferences
            | A::TrustKey
            | A::WithdrawKey
            | A::UploadPlugin
            | A::ReplayRules
            | A::ProposeRules
            | A::ConfirmRules
            | A::RollBackRules
            | A::MoveTrajectories
            | A::Export
            | A::ExtendRightsRequest
            | A::DecideRightsRequest
            | A::ListRightsRequests
            | A::LiftLimit
            | A::ExportPerson
            | A::PlaceHold
            | A::LiftHold
            | A::SetRetention
            | A::PreviewRetention
            | A::ListDestructions
            | A::ProposeErasure
            | A::ProposeDestruction
            | A::ConfirmDestruction
            | A::RunDestruction => Reach::Never,
            _ => Reach::Assigned,
        },
        Role::Volunteer => match action {
            A::ListPartners | A::ListInstruments | A::ListMembers => Reach::Tenant,
            A::ReadDossier
            | A::ListTrajectories
            | A::ListFamilies
            | A::RecordTime
            | A::ReviseTime
            | A::RecordConnection
            | A::ReviseConnection
            | A::RecordLearning
            | A::ReviseLearning
            | A::PlanAction
            | A::ReviseAction
            | A::RecordProblem
            | A::ReviseProblem
            | A::WriteStory
            | A::ReviseStory => Reach::Assigned,
            _ => Reach::Never,
        },
        Role::BudgetApprover => match action {
            A::ListBudgetRequests
            | A::ApproveBudgetRequest
            | A::RefuseBudgetRequest
            | A::SettleBudgetRequest
            | A::ApproveBudgetPlan
            | A::AllotBudget
            | A::ListMembers
            | A::ListRules
            | A::ListDifferences
            | A::ConfirmRules
            | A::ListPeriods => Reach::Tenant,
            _ => Reach::Never,
        },
        Role::Reader => match action {
            A::ListPeriods => Reach::Tenant,
            _ => Reach::Never,
        },
    }
}
