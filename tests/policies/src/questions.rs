//! Everything that can be asked, with what the model answers, put to any set of policies.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use cedar_policy::{
    Authorizer, Context, Decision, Entities, Entity, EntityId, EntityTypeName, EntityUid, PolicySet, Request,
    RestrictedExpression, Schema,
};

use crate::compile::{ASSIGNED_ROLES, World};
use crate::model::{Deed, Open, Who, Word, may};

/// The policies, a file for each theme.
const FILES: [(&str, &str); 13] = [
    (
        "account",
        include_str!("../../../krachtig-core/src/access/policies/account.cedar"),
    ),
    (
        "membership",
        include_str!("../../../krachtig-core/src/access/policies/membership.cedar"),
    ),
    (
        "coordinator",
        include_str!("../../../krachtig-core/src/access/policies/coordinator.cedar"),
    ),
    (
        "casework",
        include_str!("../../../krachtig-core/src/access/policies/casework.cedar"),
    ),
    (
        "volunteers",
        include_str!("../../../krachtig-core/src/access/policies/volunteers.cedar"),
    ),
    (
        "wall",
        include_str!("../../../krachtig-core/src/access/policies/wall.cedar"),
    ),
    (
        "break_glass",
        include_str!("../../../krachtig-core/src/access/policies/break_glass.cedar"),
    ),
    (
        "money",
        include_str!("../../../krachtig-core/src/access/policies/money.cedar"),
    ),
    (
        "office",
        include_str!("../../../krachtig-core/src/access/policies/office.cedar"),
    ),
    (
        "figures_and_rules",
        include_str!("../../../krachtig-core/src/access/policies/figures_and_rules.cedar"),
    ),
    (
        "operator",
        include_str!("../../../krachtig-core/src/access/policies/operator.cedar"),
    ),
    (
        "parties",
        include_str!("../../../krachtig-core/src/access/policies/parties.cedar"),
    ),
    (
        "families",
        include_str!("../../../krachtig-core/src/access/policies/families.cedar"),
    ),
];

static WORLD: LazyLock<World> = LazyLock::new(|| {
    World::read(include_str!("../../../krachtig-core/src/access/schema.cedarschema")).expect("the schema holds")
});

/// The policies as they are.
pub static POLICIES: LazyLock<PolicySet> = LazyLock::new(|| policies(&FILES).expect("the policies hold"));

/// The policies of some files, held against the schema as the build does.
///
/// # Errors
/// What is wrong with them.
pub fn policies(files: &[(&str, &str)]) -> Result<PolicySet, String> {
    WORLD.policies(files.iter().copied()).map_err(|error| error.to_string())
}

/// The schema.
#[must_use]
pub fn schema() -> &'static Schema {
    &WORLD.schema
}

fn lasting(word: &str) -> Word {
    Box::leak(word.to_owned().into_boxed_str())
}

/// Everything that can be asked in one way.
#[must_use]
pub fn deeds() -> Vec<Deed> {
    let about = WORLD.about().expect("the schema says what every action is about");
    let deed = |(action, part): (&EntityUid, Option<&str>)| match (action.id().unescaped(), part) {
        ("read_part", Some(part)) => Deed::See(lasting(part)),
        (action, Some(part)) => Deed::ToPart(lasting(action), lasting(part)),
        (action, None) => Deed::ToOffice(lasting(action)),
    };
    about.into_iter().map(deed).collect()
}

/// Every way in which a dossier can lie open.
#[must_use]
pub fn opens() -> Vec<Open> {
    let sides: Vec<Word> = WORLD.words.sides.iter().map(|side| lasting(side)).collect();
    let assigned = ASSIGNED_ROLES
        .iter()
        .flat_map(|role| sides.iter().map(move |side| Open::Assigned(role, side)));
    [Open::Not, Open::Glass].into_iter().chain(assigned).collect()
}

/// Everybody who can ask.
#[must_use]
pub fn askers() -> Vec<Who> {
    let states: Vec<Word> = WORLD.words.states.iter().map(|state| lasting(state)).collect();
    let mut all = vec![Who::Operator, Who::Party];
    for role in WORLD.words.roles.iter().map(|role| lasting(role)) {
        all.extend(states.iter().map(|state| Who::Member(role, state)));
    }
    all
}

/// All questions with the model's answers.
pub struct Questions {
    all: Vec<(Request, bool)>,
    authorizer: Authorizer,
}

impl Default for Questions {
    fn default() -> Self {
        let mut all = Vec::new();
        for deed in deeds() {
            for who in askers() {
                for open in opens() {
                    // Nothing but a dossier lies open.
                    if !matches!(deed, Deed::ToOffice(_)) || open == Open::Not {
                        all.push((request(who, deed, open), may(who, deed, open)));
                    }
                }
            }
        }
        // In an order in which what is alike lies far apart, so that a difference is met soon.
        let mut all: Vec<Option<(Request, bool)>> = all.into_iter().map(Some).collect();
        let places = (0..97).flat_map(|first| (first..all.len()).step_by(97).collect::<Vec<_>>());
        let places: Vec<usize> = places.collect();
        Self {
            all: places.into_iter().filter_map(|place| all[place].take()).collect(),
            authorizer: Authorizer::new(),
        }
    }
}

impl Questions {
    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.all.len()
    }

    /// Whether the policies answer some question otherwise than the model, or break off.
    #[must_use]
    pub fn differ(&self, policies: &PolicySet) -> bool {
        self.all.iter().any(|(request, may)| {
            let response = self.authorizer.is_authorized(request, policies, &WORLD.entities);
            let broke_off = response.diagnostics().errors().next().is_some();
            broke_off || (response.decision() == Decision::Allow) != *may
        })
    }
}

/// What the build writes down, as it would write it now: each question with Cedar's answer.
#[must_use]
pub fn written_by_the_build() -> Vec<(Who, Deed, Open, bool)> {
    let rows = WORLD.rows(&POLICIES).expect("Cedar answers");
    let (members, ways) = (WORLD.askers(), WORLD.ways());
    let who = |asker: &str| match asker.split('"').nth(1).and_then(|name| name.split_once('.')) {
        Some((role, state)) => Who::Member(lasting(role), lasting(state)),
        None if asker.starts_with("Party") => Who::Party,
        None => Who::Operator,
    };
    let open = |way: &str| match (way, way.split_once('.')) {
        (_, Some((role, side))) => Open::Assigned(lasting(role), lasting(side)),
        ("glass", _) => Open::Glass,
        _ => Open::Not,
    };
    let mut written = Vec::new();
    for row in rows {
        let deed = match (row.action.as_str(), row.part.as_deref()) {
            ("read_part", Some(part)) => Deed::See(lasting(part)),
            (action, Some(part)) => Deed::ToPart(lasting(action), lasting(part)),
            (action, None) => Deed::ToOffice(lasting(action)),
        };
        for (asker, may) in members.iter().zip(row.may) {
            let answers = ways
                .iter()
                .enumerate()
                .map(|(bit, way)| (open(way), may & (1 << bit) != 0));
            written.extend(answers.map(|(open, may)| (who(asker), deed, open, may)));
        }
    }
    written
}

/// The types of entities by their names: to read one is slow, and a million questions name ten each.
static KINDS: LazyLock<HashMap<&str, EntityTypeName>> = LazyLock::new(|| {
    const NAMES: [&str; 12] = [
        "Action",
        "Assignment",
        "Dossier",
        "DossierPart",
        "Membership",
        "MemberState",
        "Office",
        "Operator",
        "Part",
        "Party",
        "Role",
        "Side",
    ];
    NAMES
        .into_iter()
        .map(|name| (name, name.parse().expect("a name")))
        .collect()
});

fn uid(kind: &str, id: &str) -> EntityUid {
    EntityUid::from_type_name_and_id(KINDS[kind].clone(), EntityId::new(id))
}

/// A question about the entities that the build asks about.
fn request(who: Who, deed: Deed, open: Open) -> Request {
    let principal = match who {
        Who::Operator => uid("Operator", "operator"),
        Who::Party => uid("Party", "party"),
        Who::Member(role, state) => uid("Membership", &format!("{role}.{state}")),
    };
    let way = match open {
        Open::Not => "nothing".to_owned(),
        Open::Glass => "glass".to_owned(),
        Open::Assigned(role, side) => format!("{role}.{side}"),
    };
    let (action, resource) = match deed {
        Deed::See(part) => ("read_part", uid("Part", &format!("{part}.{way}"))),
        Deed::ToPart(action, part) => (action, uid("Part", &format!("{part}.{way}"))),
        Deed::ToOffice(action) => (action, uid("Office", "office")),
    };
    Request::new(principal, uid("Action", action), resource, Context::empty(), None).expect("a request")
}

/// The actions by their names, each with the groups that it is in.
static ACTIONS: LazyLock<HashMap<String, Entity>> = LazyLock::new(|| {
    let all = WORLD.schema.action_entities().expect("the schema has actions");
    all.into_iter()
        .map(|action| (action.uid().id().unescaped().to_owned(), action))
        .collect()
});

/// Asks Cedar about entities that are made for this question alone, as they would come from a database.
#[must_use]
pub fn cedar(who: Who, deed: Deed, open: Open) -> bool {
    let word = |kind: &str, id: &str| RestrictedExpression::new_entity_uid(uid(kind, id));
    let entity = |kind: &str, attributes: Vec<(&str, RestrictedExpression)>| {
        let attributes = attributes
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect();
        Entity::new(uid(kind, "this"), attributes, HashSet::new()).expect("attributes are values")
    };
    let (principal, mut entities) = match who {
        Who::Operator => (uid("Operator", "this"), vec![entity("Operator", vec![])]),
        Who::Party => (uid("Party", "this"), vec![entity("Party", vec![])]),
        Who::Member(role, state) => {
            let attributes = vec![("role", word("Role", role)), ("state", word("MemberState", state))];
            (uid("Membership", "this"), vec![entity("Membership", attributes)])
        }
    };
    let mut dossier = vec![("glass_broken", RestrictedExpression::new_bool(open == Open::Glass))];
    if let Open::Assigned(role, side) = open {
        entities.push(entity(
            "Assignment",
            vec![("role", word("Role", role)), ("side", word("Side", side))],
        ));
        dossier.push(("assignment", word("Assignment", "this")));
    }
    entities.push(entity("Dossier", dossier));
    let (action, part) = match deed {
        Deed::See(part) => ("read_part", Some(part)),
        Deed::ToOffice(action) => (action, None),
        Deed::ToPart(action, part) => (action, Some(part)),
    };
    let resource = part.map_or(uid("Office", "this"), |part| {
        let attributes = vec![
            ("part", word("DossierPart", part)),
            ("dossier", word("Dossier", "this")),
        ];
        entities.push(entity("Part", attributes));
        uid("Part", "this")
    });
    entities.extend(ACTIONS.get(action).cloned());
    let entities = Entities::from_entities(entities, None).expect("no entity stands there twice");
    let request = Request::new(principal, uid("Action", action), resource, Context::empty(), None).expect("a request");
    Authorizer::new()
        .is_authorized(&request, &POLICIES, &entities)
        .decision()
        == Decision::Allow
}
