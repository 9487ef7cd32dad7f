//! A person's signature beside the office's under the plan, exactly as it stood.
//!
//! ```
//! use krachtig_core::domain::co_signature::CoSignature;
//! use krachtig_core::domain::record::{Record, RecordKind};
//!
//! assert_eq!(CoSignature::KIND, RecordKind::CoSignature);
//! ```

use serde::{Deserialize, Serialize};
use serde_json::json;
use time::Date;

use super::clock::Stamp;
use super::concerned::Concerned;
use super::dossier::Dossier;
use super::id::{CoSignatureId, PersonId, TrajectoryId};
use super::record::{InDossier, Version, record};
use super::refusal::{Check, Decision, RefusalCode};

/// That a person agreed to the plan as it stood.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CoSignature {
    /// Its id.
    pub id: CoSignatureId,
    /// The trajectory.
    pub trajectory_id: TrajectoryId,
    /// Who signed.
    pub person_id: PersonId,
    /// The SHA-256 of [`Dossier::agreed_text`], in lower-case hexadecimal: to which plan.
    pub plan: String,
    /// When.
    pub signed_on: Date,
    /// Its version.
    pub version: Version,
}
record!(CoSignature, CoSignatureId, CoSignature, trajectory: trajectory_id, dossier: co_signatures);

impl CoSignature {
    /// Signs the plan. `seen` is the plan that the person saw, `now` the plan as it stands.
    ///
    /// # Errors
    /// `trajectory_closed`; `changed_since` where the plan became another meanwhile; `required` where there is nothing to
    /// sign; `already_exists` for a plan that this person signed.
    pub fn sign(dossier: &Dossier, person: &Concerned, (seen, now): (&str, &str), stamp: Stamp<'_>) -> Decision<Self> {
        dossier.demand_open()?;
        let mut check = Check::new();
        check.ensure(seen == now, RefusalCode::ChangedSince, "plan");
        check.ensure(
            dossier.goals.iter().any(|goal| person.whose(goal.person_id)),
            RefusalCode::Required,
            "plan",
        );
        let signed = dossier.signatures_of(person.id()).any(|one| one.plan == now);
        check.ensure(!signed, RefusalCode::AlreadyExists, "plan");
        check.pass(Self {
            id: stamp.id(),
            trajectory_id: dossier.trajectory.id,
            person_id: person.id(),
            plan: now.to_owned(),
            signed_on: stamp.today,
            version: Version::FIRST,
        })
    }
}

impl Dossier {
    /// What a person has signed, in the order in which it was.
    pub fn signatures_of(&self, person: PersonId) -> impl Iterator<Item = &CoSignature> {
        CoSignature::all(self).iter().filter(move |one| one.person_id == person)
    }

    /// What a person agrees to with a signature: the goals that are told to this person and who does what for them. That
    /// something was done meanwhile, or what came of a goal, changes nothing of what was agreed.
    #[must_use]
    pub fn agreed_text(&self, person: &Concerned) -> String {
        let goals = self.goals.iter().filter(|goal| person.whose(goal.person_id));
        let agreed = goals.map(|goal| {
            let actions = self.actions.iter().filter(|action| action.goal_id == goal.id);
            let actions: Vec<_> = actions
                .map(|one| json!([one.id, one.about, one.carrier, one.who, one.due_on]))
                .collect();
            json!([goal.id, goal.life_domain, goal.title, goal.target_on, actions])
        });
        serde_json::Value::from(agreed.collect::<Vec<_>>()).to_string()
    }
}
