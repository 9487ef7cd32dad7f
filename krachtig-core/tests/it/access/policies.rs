//! The table in the program, and so the policies of which the build made it, held against the independent model: of
//! everything that can be asked. Cedar itself is held against the same model in `tests/policies`.

use krachtig_core::access::{Action, Actor, Relation, Scope, Ties, parts_of, permit, permit_on, scope, seen};
use krachtig_core::domain::dossier_part::DossierPart;
use krachtig_core::domain::id::{BreakGlassId, MemberId, OperatorId, ReferralLinkId};
use krachtig_core::domain::member::MemberState;
use krachtig_core::domain::trajectory::Side;
use krachtig_core::domain::vocabulary::{Role, Vocabulary};
use uuid::Uuid;

use super::model;

/// How a dossier lies open to somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Open {
    Not,
    Assigned(Role, Side),
    Glass,
}

/// Who asks.
#[derive(Clone, Copy, Debug)]
enum Who {
    Member(Role, MemberState),
    Operator,
    Party,
}

/// What is asked.
#[derive(Clone, Copy, Debug)]
enum Deed {
    See(DossierPart),
    ToOffice(Action),
    ToPart(Action, DossierPart),
}

/// What the model says, in its own words.
fn may(who: Who, deed: Deed, open: Open) -> bool {
    let who = match who {
        Who::Operator => model::Who::Operator,
        Who::Party => model::Who::Party,
        Who::Member(role, state) => model::Who::Member(role.code(), state.code()),
    };
    let deed = match deed {
        Deed::See(part) => model::Deed::See(part.code()),
        Deed::ToOffice(action) => model::Deed::ToOffice(action.code()),
        Deed::ToPart(action, part) => model::Deed::ToPart(action.code(), part.code()),
    };
    let open = match open {
        Open::Not => model::Open::Not,
        Open::Glass => model::Open::Glass,
        Open::Assigned(role, side) => model::Open::Assigned(role.code(), side.code()),
    };
    model::may(who, deed, open)
}

/// Everything that can be asked in one way.
fn deeds() -> Vec<Deed> {
    let seeing = DossierPart::ALL.iter().map(|part| Deed::See(*part));
    let doing = Action::ALL.iter().flat_map(|action| {
        let parts = parts_of(*action);
        let office = parts.is_empty().then_some(Deed::ToOffice(*action));
        office
            .into_iter()
            .chain(parts.into_iter().map(|part| Deed::ToPart(*action, part)))
    });
    seeing.chain(doing).collect()
}

fn opens() -> Vec<Open> {
    let assigned = [Role::Professional, Role::Volunteer]
        .into_iter()
        .flat_map(|role| Side::ALL.iter().map(move |side| Open::Assigned(role, *side)));
    [Open::Not, Open::Glass].into_iter().chain(assigned).collect()
}

fn askers() -> Vec<Who> {
    let members = Role::ALL
        .iter()
        .flat_map(|role| MemberState::ALL.iter().map(move |state| Who::Member(*role, *state)));
    members.chain([Who::Operator, Who::Party]).collect()
}

/// The whole space of questions, held against the independent model: the table in the program, and so the policies of
/// which it was made.
#[test]
fn the_program_and_the_model_agree_on_everything() {
    for who in askers() {
        let actor = actor_of(who);
        for open in opens() {
            let relation = relation_of(&[open]);
            for deed in deeds() {
                assert_eq!(
                    told(&actor, deed, relation),
                    may(who, deed, open),
                    "{who:?} {deed:?} {open:?}"
                );
            }
        }
    }
}

fn actor_of(who: Who) -> Actor {
    match who {
        Who::Operator => Actor::Operator {
            id: OperatorId::from_uuid(Uuid::from_u128(2)),
        },
        Who::Party => Actor::Party {
            link: ReferralLinkId::from_uuid(Uuid::from_u128(4)),
        },
        Who::Member(role, state) => Actor::Member {
            id: MemberId::from_uuid(Uuid::from_u128(1)),
            roles: vec![role],
            state,
            scopes: None,
        },
    }
}

/// A list is scoped by what its policy says: for every way in which the scope leaves rows, the permit says yes.
#[test]
fn a_scope_is_what_the_permit_says_row_by_row() {
    let member = MemberId::from_uuid(Uuid::from_u128(1));
    for roles in subsets() {
        let actor = Actor::member(member, roles.clone());
        for action in Action::ALL.iter().filter(|action| action.code().starts_with("list_")) {
            let scoped = scope(&actor, *action);
            for open in opens().into_iter().filter(|open| *open != Open::Glass) {
                let left = match (&scoped, open) {
                    (None, _) => false,
                    (Some((_, Scope::All)), _) => true,
                    (Some(_), Open::Not | Open::Glass) => false,
                    (Some((_, Scope::AssignedTo(_, ties))), Open::Assigned(role, side)) => {
                        ties.iter().any(|tie| tie == (role, side))
                    }
                };
                // A list of the office has no rows of dossiers: for it one way is every way.
                let open = if parts_of(*action).is_empty() { Open::Not } else { open };
                let says = permit(&actor, *action, relation_of(&[open])).is_some();
                assert_eq!(left, says, "{roles:?} {action} {open:?}");
            }
        }
    }
}

fn subsets() -> Vec<Vec<Role>> {
    (0..1_u32 << Role::ALL.len())
        .map(|bits| {
            let has = |place: &usize| bits & (1 << place) != 0;
            (0..Role::ALL.len()).filter(has).map(|place| Role::ALL[place]).collect()
        })
        .collect()
}

fn relation_of(opens: &[Open]) -> Relation {
    let ties = opens.iter().fold(Ties::NONE, |ties, open| match open {
        Open::Assigned(role, side) => ties.and(Ties::of(*role, *side)),
        Open::Not | Open::Glass => ties,
    });
    let plain = if ties.is_none() {
        Relation::None
    } else {
        Relation::Assigned(ties)
    };
    if opens.contains(&Open::Glass) {
        plain.with_glass(BreakGlassId::from_uuid(Uuid::from_u128(3)))
    } else {
        plain
    }
}

/// What the program says.
fn told(actor: &Actor, deed: Deed, relation: Relation) -> bool {
    match deed {
        Deed::See(part) => seen(actor, relation).has(part),
        Deed::ToOffice(action) => permit(actor, action, Relation::None).is_some(),
        Deed::ToPart(action, part) => permit_on(actor, (action, part), relation).is_some(),
    }
}
