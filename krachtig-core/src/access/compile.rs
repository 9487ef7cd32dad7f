//! Reads the schema and the policies, and asks Cedar every question that can be asked of them.
//!
//! The build does this: what does not hold against the schema fails it, and the answers become the table in which
//! [`super::permit`] looks. The tests do it again, with policies that are broken on purpose. Nothing else does: the
//! program that runs has no Cedar in it.

use std::collections::{HashMap, HashSet};

use cedar_policy::{
    Authorizer, Context, Decision, Entities, Entity, EntityUid, PolicySet, Request, RestrictedExpression, Schema,
    SchemaFragment, ValidationMode, Validator,
};

type Broken = Box<dyn std::error::Error>;

/// The words of the schema that questions are made of, each list in the schema's order.
pub(crate) struct Words {
    pub(crate) roles: Vec<String>,
    pub(crate) states: Vec<String>,
    pub(crate) sides: Vec<String>,
    pub(crate) parts: Vec<String>,
}

/// The roles that work on a dossier: those in which somebody can be assigned to one.
pub(crate) const ASSIGNED_ROLES: [&str; 2] = ["professional", "volunteer"];

/// The schema, with everybody and everything that can be asked about.
pub(crate) struct World {
    pub(crate) schema: Schema,
    pub(crate) words: Words,
    pub(crate) entities: Entities,
    authorizer: Authorizer,
}

/// What is asked of one action on one part of a dossier, or on the office.
pub(crate) struct Row {
    pub(crate) action: String,
    /// The part; nothing for the office.
    pub(crate) part: Option<String>,
    /// A byte for each who may ask, in the order of [`World::askers`]: a bit for each way in which a dossier may be
    /// open, in the order of [`World::ways`].
    pub(crate) may: Vec<u8>,
}

impl World {
    /// Reads the schema.
    pub(crate) fn read(schema: &str) -> Result<Self, Broken> {
        let (fragment, warnings) = SchemaFragment::from_cedarschema_str(schema)?;
        if let Some(warning) = warnings.into_iter().next() {
            return Err(warning.to_string().into());
        }
        let json = fragment.clone().to_json_value()?;
        let list = |name: &str| -> Result<Vec<String>, Broken> {
            let words = json[""]["entityTypes"][name]["enum"].as_array();
            let words = words.ok_or_else(|| format!("the schema has no list of words {name}"))?;
            Ok(words
                .iter()
                .filter_map(|word| word.as_str().map(str::to_owned))
                .collect())
        };
        let words = Words {
            roles: list("Role")?,
            states: list("MemberState")?,
            sides: list("Side")?,
            parts: list("DossierPart")?,
        };
        let schema: Schema = fragment.try_into()?;
        let entities = everything(&words, &schema)?;
        Ok(Self {
            schema,
            words,
            entities,
            authorizer: Authorizer::new(),
        })
    }

    /// The policies of some files, held against the schema.
    pub(crate) fn policies<'a>(
        &self,
        files: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<PolicySet, Broken> {
        let mut all = PolicySet::new();
        for (name, text) in files {
            let file: PolicySet = text.parse().map_err(|error| format!("{name}: {error:?}"))?;
            for policy in file.policies() {
                let id = policy
                    .annotation("id")
                    .ok_or_else(|| format!("{name}: a policy has no @id"))?;
                all.add(policy.new_id(id.parse()?))?;
            }
        }
        let held = Validator::new(self.schema.clone()).validate(&all, ValidationMode::Strict);
        if !held.validation_passed_without_warnings() {
            let errors = held.validation_errors().map(ToString::to_string);
            let all: Vec<String> = errors
                .chain(held.validation_warnings().map(ToString::to_string))
                .collect();
            return Err(all.join("\n").into());
        }
        Ok(all)
    }

    /// Who may ask: a member in each role and state, an operator, and a party who holds a link.
    pub(crate) fn askers(&self) -> Vec<String> {
        let Words { roles, states, .. } = &self.words;
        let members = roles.iter().flat_map(|role| {
            states
                .iter()
                .map(move |state| format!("Membership::\"{role}.{state}\""))
        });
        let others = ["Operator::\"operator\"", "Party::\"party\""].map(str::to_owned);
        members.chain(others).collect()
    }

    /// In which ways a dossier may be open to whoever asks: not at all, by an assignment in a role on a side, or by a
    /// broken glass.
    pub(crate) fn ways(&self) -> Vec<String> {
        ways(&self.words)
    }

    /// The answers to everything that can be asked.
    pub(crate) fn rows(&self, policies: &PolicySet) -> Result<Vec<Row>, Broken> {
        let about = self.about()?.into_iter();
        about.map(|(action, part)| self.row(policies, action, part)).collect()
    }

    /// Every action, with each part of a dossier that it is about, or with none where it is about the office.
    pub(crate) fn about(&self) -> Result<Vec<(&EntityUid, Option<&str>)>, Broken> {
        let mut about = Vec::new();
        let mut actions: Vec<&EntityUid> = self.schema.actions().collect();
        actions.sort_by_key(ToString::to_string);
        for action in actions {
            let on = self.schema.resources_for_action(action);
            let on: HashSet<String> = on.into_iter().flatten().map(ToString::to_string).collect();
            if on.contains("Office") {
                about.push((action, None));
            }
            if on.contains("Part") {
                about.extend(self.parts_of(action)?.into_iter().map(|part| (action, Some(part))));
            }
        }
        Ok(about)
    }

    /// The parts that an action is about, by the groups that it is in.
    fn parts_of(&self, action: &EntityUid) -> Result<Vec<&str>, Broken> {
        let groups: HashSet<String> = self
            .entities
            .ancestors(action)
            .into_iter()
            .flatten()
            .map(|group| group.id().unescaped().to_owned())
            .collect();
        let parts = self.words.parts.iter().map(String::as_str);
        let parts: Vec<&str> = parts.filter(|part| groups.contains(&format!("on_{part}"))).collect();
        if parts.is_empty() {
            return Err(format!("{action} is about no part of a dossier").into());
        }
        Ok(parts)
    }

    fn row(&self, policies: &PolicySet, action: &EntityUid, part: Option<&str>) -> Result<Row, Broken> {
        let mut may = Vec::new();
        for asker in self.askers() {
            let mut bits = 0;
            match part {
                // The office lies open whatever dossiers do.
                None if self.ask(policies, (&asker, action), "Office::\"office\"")? => bits = u8::MAX,
                None => {}
                Some(part) => {
                    for (bit, way) in self.ways().iter().enumerate() {
                        let resource = format!("Part::\"{part}.{way}\"");
                        bits |= u8::from(self.ask(policies, (&asker, action), &resource)?) << bit;
                    }
                }
            }
            may.push(bits);
        }
        Ok(Row {
            action: action.id().unescaped().to_owned(),
            part: part.map(str::to_owned),
            may,
        })
    }

    /// Whether the policies allow it. A policy that breaks off is no answer.
    fn ask(&self, policies: &PolicySet, (asker, action): (&str, &EntityUid), on: &str) -> Result<bool, Broken> {
        let request = Request::new(asker.parse()?, action.clone(), on.parse()?, Context::empty(), None)?;
        let response = self.authorizer.is_authorized(&request, policies, &self.entities);
        match response.diagnostics().errors().next() {
            Some(error) => Err(error.to_string().into()),
            None => Ok(response.decision() == Decision::Allow),
        }
    }
}

fn ways(words: &Words) -> Vec<String> {
    let assigned = ASSIGNED_ROLES
        .iter()
        .flat_map(|role| words.sides.iter().map(move |side| format!("{role}.{side}")));
    let mut ways = vec!["nothing".to_owned()];
    ways.extend(assigned);
    ways.push("glass".to_owned());
    ways
}

/// Everybody who may ask and everything that may be asked about.
fn everything(words: &Words, schema: &Schema) -> Result<Entities, Broken> {
    let uid = |kind: &str, id: &str| -> Result<EntityUid, Broken> { Ok(format!("{kind}::\"{id}\"").parse()?) };
    let word = |kind: &str, id: &str| -> Result<RestrictedExpression, Broken> {
        Ok(RestrictedExpression::new_entity_uid(uid(kind, id)?))
    };
    let entity = |kind: &str, id: &str, attributes: Vec<(&str, RestrictedExpression)>| -> Result<Entity, Broken> {
        let attributes: HashMap<_, _> = attributes
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect();
        Ok(Entity::new(uid(kind, id)?, attributes, HashSet::new())?)
    };
    let mut all = vec![
        entity("Operator", "operator", vec![])?,
        entity("Party", "party", vec![])?,
        entity("Office", "office", vec![])?,
    ];
    for role in &words.roles {
        for state in &words.states {
            let attributes = vec![("role", word("Role", role)?), ("state", word("MemberState", state)?)];
            all.push(entity("Membership", &format!("{role}.{state}"), attributes)?);
        }
    }
    for way in ways(words) {
        let broken = RestrictedExpression::new_bool(way == "glass");
        let mut attributes = vec![("glass_broken", broken)];
        if let Some((role, side)) = way.split_once('.') {
            let assignment = vec![("role", word("Role", role)?), ("side", word("Side", side)?)];
            all.push(entity("Assignment", &way, assignment)?);
            attributes.push(("assignment", word("Assignment", &way)?));
        }
        all.push(entity("Dossier", &way, attributes)?);
        for part in &words.parts {
            let attributes = HashMap::from([
                ("part".to_owned(), word("DossierPart", part)?),
                ("dossier".to_owned(), word("Dossier", &way)?),
            ]);
            let dossier = HashSet::from([uid("Dossier", &way)?]);
            all.push(Entity::new(
                uid("Part", &format!("{part}.{way}"))?,
                attributes,
                dossier,
            )?);
        }
    }
    Ok(Entities::from_entities(all, Some(schema))?)
}
