//! Destroying what dossiers hold: proposed by one person, confirmed by another, done dossier by dossier, and told by a
//! certificate that names nobody.
//!
//! One record serves both causes: the years of a policy are over, or somebody asked to be erased. What is left of each
//! record does not belong here: see [`super::erasure`].
//!
//! ```
//! use krachtig_core::domain::destruction::DestructionCause;
//! use krachtig_core::domain::vocabulary::Vocabulary;
//!
//! assert_eq!(DestructionCause::from_code("retention"), Some(DestructionCause::Retention));
//! ```

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use time::Date;

use super::clock::Stamp;
use super::dossier::Dossier;
use super::id::{DestructionId, DetaineeId, FamilyId, PersonId};
use super::record::{Version, record};
use super::refusal::{Check, Decision, Refusal, RefusalCode};
use super::retention::{RetentionBasis, RetentionPolicy};
use super::rights::DataSubject;
use super::vocabulary::{Vocabulary, vocabulary};

vocabulary! {
    /// Why something is destroyed.
    DestructionCause = "destruction_cause" {
        /// The years of its policy are over.
        Retention = "retention",
        /// Somebody asked to be erased.
        Request = "request",
    }
}

vocabulary! {
    /// What came of one dossier in a destruction.
    DestructionOutcome = "destruction_outcome" {
        /// What it held is destroyed.
        Destroyed = "destroyed",
        /// It was left alone: it changed after it was proposed.
        Changed = "changed",
        /// It was left alone: a legal hold was placed on it.
        Held = "held",
    }
}

vocabulary! {
    /// Where a destruction stands.
    DestructionState = "destruction_state" {
        /// It waits for a second person.
        Proposed = "proposed",
        /// It is confirmed, and at work or to be gone on with.
        Confirmed = "confirmed",
        /// It is done.
        Completed = "completed",
        /// It was turned down.
        Rejected = "rejected",
    }
}

/// One dossier, or one person of it, that is to be destroyed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DestructionItem {
    /// The family.
    pub family_id: FamilyId,
    /// The one person, where it is not the whole dossier.
    pub person_id: Option<PersonId>,
    /// The detainee alone, where it is not the whole dossier.
    pub detainee_id: Option<DetaineeId>,
    /// What the dossier is kept under.
    pub basis: RetentionBasis,
    /// From when it is kept no longer.
    pub due_on: Option<Date>,
    /// What the dossier held when it was proposed: SHA-256, lower-case hex, over its records' ids and versions.
    pub digest: String,
    /// What came of it.
    pub outcome: Option<DestructionOutcome>,
    /// How many records of each kind were destroyed.
    #[serde(default)]
    pub records: BTreeMap<String, u32>,
}

impl DestructionItem {
    /// Who of the family it is about.
    #[must_use]
    pub fn subject(&self) -> DataSubject {
        DataSubject::of(self.person_id, self.detainee_id)
    }
}

/// What is told of a destruction once it is done. It names no person and no dossier.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Certificate {
    /// Whose data it was: the controller's name.
    pub controller: String,
    /// When it was done.
    pub completed_on: Date,
    /// Why.
    pub cause: DestructionCause,
    /// How many dossiers, or persons in them, by what they were kept under.
    pub destroyed: BTreeMap<String, u32>,
    /// How many were left alone, by the reason.
    pub left: BTreeMap<String, u32>,
    /// How many records of each kind.
    pub records: BTreeMap<String, u32>,
    /// What is known of copies: `until_backups_expire` where backups from before hold what was destroyed until they
    /// are overwritten. Of what lies sealed in them, the key tells.
    pub copies: String,
    /// The number of the last of the tenant's keys with which something of it was sealed: once that key and those before
    /// it are destroyed, nobody can read what lies sealed in copies from before. Nothing where nothing was destroyed.
    #[serde(default)]
    pub key: Option<u32>,
    /// Until when that key is kept for what others are still writing. It is destroyed after that, as soon as nothing that
    /// stays needs it.
    #[serde(default)]
    pub key_kept_until: Option<Date>,
}

/// The last key with which something was sealed that was destroyed, and until when it is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LastKey {
    /// Its number.
    pub number: u32,
    /// Until when it is kept.
    pub kept_until: Date,
}

/// What every certificate says of copies. Backups are the operator's, outside of this program.
const COPIES: &str = "until_backups_expire";

/// A destruction, from its proposal to its certificate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Destruction {
    /// Its id.
    pub id: DestructionId,
    /// Why.
    pub cause: DestructionCause,
    /// What is to be destroyed.
    pub items: Vec<DestructionItem>,
    /// When it was proposed.
    pub proposed_on: Date,
    /// By whom: the id of a member or an operator.
    pub proposed_by: String,
    /// When it was confirmed.
    pub confirmed_on: Option<Date>,
    /// By whom.
    pub confirmed_by: Option<String>,
    /// When it was turned down.
    pub rejected_on: Option<Date>,
    /// By whom.
    pub rejected_by: Option<String>,
    /// When it was done.
    pub completed_on: Option<Date>,
    /// What is told of it.
    pub certificate: Option<Certificate>,
    /// SHA-256 of the certificate's JSON, lower-case hex.
    pub certificate_hash: Option<String>,
    /// The certificate as a signed text.
    pub certificate_note: Option<String>,
    /// Its version.
    pub version: Version,
}
record!(Destruction, DestructionId, Destruction);

/// A family's dossier with all its trajectories, and since when nothing in it changed.
#[derive(Clone, Debug)]
pub struct WholeDossier {
    /// The dossier of each trajectory, never none. What belongs to the family is in each.
    pub dossiers: Vec<Dossier>,
    /// The day of the last change in each.
    pub changed_on: Vec<Date>,
    /// What it holds now, as [`DestructionItem::digest`].
    pub digest: String,
}

impl WholeDossier {
    /// What it is kept under: of several trajectories, what keeps it longest.
    #[must_use]
    pub fn basis(&self) -> RetentionBasis {
        let kept = self.dossiers.iter().map(|dossier| dossier.trajectory.kept_under());
        kept.max().unwrap_or(RetentionBasis::Informal)
    }

    /// From when it is kept no longer; none while a trajectory is open.
    #[must_use]
    pub fn due_on(&self, policies: &[RetentionPolicy]) -> Option<Date> {
        let due = self.dossiers.iter().zip(&self.changed_on).map(|(dossier, changed)| {
            let trajectory = &dossier.trajectory;
            let kept = policy_of(policies, trajectory.kept_under());
            trajectory.closed_on.map(|closed| kept.keeps_until(closed, *changed))
        });
        due.collect::<Option<Vec<_>>>()?.into_iter().max()
    }

    /// Demands that somebody, or the family as a whole, may be erased on request.
    ///
    /// # Errors
    /// `retention_duty` with the basis where a law demands that it is kept; `legal_hold`; `wrong_state` for a whole
    /// family of which a trajectory is open.
    pub fn demand_erasable(&self, subject: DataSubject) -> Decision<()> {
        let basis = self.basis();
        if basis.is_legal() {
            return Err(Refusal::new(RefusalCode::RetentionDuty, "subject")
                .with("basis", basis)
                .into());
        }
        self.demand_free()?;
        let mut check = Check::new();
        let closed = self
            .dossiers
            .iter()
            .all(|dossier| dossier.trajectory.closed_on.is_some());
        check.ensure(
            closed || subject != DataSubject::Family,
            RefusalCode::WrongState,
            "subject",
        );
        check.pass(())
    }

    /// Demands that no legal hold is on it.
    ///
    /// # Errors
    /// `legal_hold`.
    pub fn demand_free(&self) -> Decision<()> {
        let mut check = Check::new();
        let held = self.dossiers.iter().any(Dossier::is_held);
        check.ensure(!held, RefusalCode::LegalHold, "");
        check.pass(())
    }

    /// It as an item of a destruction.
    #[must_use]
    pub fn item(&self, family_id: FamilyId, subject: DataSubject, due_on: Option<Date>) -> DestructionItem {
        let (person_id, detainee_id) = subject.ids();
        DestructionItem {
            family_id,
            person_id,
            detainee_id,
            basis: self.basis(),
            due_on,
            digest: self.digest.clone(),
            outcome: None,
            records: BTreeMap::new(),
        }
    }
}

/// The policy of a basis: what the office set, or what holds otherwise.
#[must_use]
pub fn policy_of(policies: &[RetentionPolicy], basis: RetentionBasis) -> RetentionPolicy {
    let set = policies.iter().find(|policy| policy.basis == basis);
    set.cloned().unwrap_or_else(|| RetentionPolicy::standard(basis))
}

impl Destruction {
    /// Proposes to destroy.
    ///
    /// # Errors
    /// `required` without anything to destroy.
    pub fn propose(
        cause: DestructionCause,
        items: Vec<DestructionItem>,
        actor: &str,
        stamp: Stamp<'_>,
    ) -> Decision<Self> {
        let mut check = Check::new();
        check.ensure(!items.is_empty(), RefusalCode::Required, "items");
        check.pass(Self {
            id: stamp.id(),
            cause,
            items,
            proposed_on: stamp.today,
            proposed_by: actor.to_owned(),
            confirmed_on: None,
            confirmed_by: None,
            rejected_on: None,
            rejected_by: None,
            completed_on: None,
            certificate: None,
            certificate_hash: None,
            certificate_note: None,
            version: Version::FIRST,
        })
    }

    /// Confirms it as a second person, who sees the same: `now` is what each dossier holds now, in the order of the
    /// items.
    ///
    /// # Errors
    /// `wrong_state` when it was confirmed or turned down before; `same_person` for whoever proposed it;
    /// `changed_since` where a dossier changed, so that it has to be proposed again.
    pub fn confirm(&self, actor: &str, now: &[String], stamp: Stamp<'_>) -> Decision<Self> {
        let mut check = self.expect(DestructionState::Proposed)?;
        check.ensure(self.proposed_by != actor, RefusalCode::SamePerson, "id");
        let same = self.items.iter().map(|item| &item.digest).eq(now);
        check.ensure(same, RefusalCode::ChangedSince, "id");
        check.pass(Self {
            confirmed_on: Some(stamp.today),
            confirmed_by: Some(actor.to_owned()),
            version: self.version.next(),
            ..self.clone()
        })
    }

    /// Turns it down.
    ///
    /// # Errors
    /// `wrong_state` once it is confirmed.
    pub fn reject(&self, actor: &str, stamp: Stamp<'_>) -> Decision<Self> {
        let check = self.expect(DestructionState::Proposed)?;
        check.pass(Self {
            rejected_on: Some(stamp.today),
            rejected_by: Some(actor.to_owned()),
            version: self.version.next(),
            ..self.clone()
        })
    }

    /// The places of the next items to be done, so many at most.
    #[must_use]
    pub fn to_do(&self, most: usize) -> Vec<usize> {
        let open = self.items.iter().enumerate().filter(|(_, item)| item.outcome.is_none());
        open.map(|(place, _)| place).take(most).collect()
    }

    /// It with what came of some items.
    ///
    /// # Errors
    /// `wrong_state` unless it is confirmed and not completed.
    pub fn went_on(&self, came: Vec<(usize, DestructionOutcome, BTreeMap<String, u32>)>) -> Decision<Self> {
        let check = self.expect(DestructionState::Confirmed)?;
        let mut after = self.clone();
        for (place, outcome, records) in came {
            if let Some(item) = after.items.get_mut(place) {
                (item.outcome, item.records) = (Some(outcome), records);
            }
        }
        after.version = self.version.next();
        check.pass(after)
    }

    /// Whether something of it was destroyed.
    #[must_use]
    pub fn destroyed_any(&self) -> bool {
        let outcomes = self.items.iter().filter_map(|item| item.outcome);
        outcomes
            .into_iter()
            .any(|outcome| outcome == DestructionOutcome::Destroyed)
    }

    /// What is to be told of it once nothing is left to do.
    #[must_use]
    pub fn certify(&self, controller: &str, completed_on: Date, last_key: Option<LastKey>) -> Certificate {
        let mut certificate = Certificate {
            controller: controller.to_owned(),
            completed_on,
            cause: self.cause,
            destroyed: BTreeMap::new(),
            left: BTreeMap::new(),
            records: BTreeMap::new(),
            copies: COPIES.to_owned(),
            key: last_key.map(|key| key.number),
            key_kept_until: last_key.map(|key| key.kept_until),
        };
        let count = |counts: &mut BTreeMap<String, u32>, of: &str, by: u32| {
            let number = counts.entry(of.to_owned()).or_default();
            *number = number.saturating_add(by);
        };
        for item in &self.items {
            match item.outcome {
                Some(DestructionOutcome::Destroyed) => count(&mut certificate.destroyed, item.basis.code(), 1),
                Some(left) => count(&mut certificate.left, left.code(), 1),
                None => {}
            }
            for (kind, number) in &item.records {
                count(&mut certificate.records, kind, *number);
            }
        }
        certificate
    }

    /// It as completed, with its certificate, the hash of that, and its text as it was signed. The same version as the
    /// step that found nothing left to do.
    #[must_use]
    pub fn completed(self, certificate: Certificate, (hash, note): (String, String)) -> Self {
        Self {
            completed_on: Some(certificate.completed_on),
            certificate: Some(certificate),
            certificate_hash: Some(hash),
            certificate_note: Some(note),
            ..self
        }
    }

    /// Where it stands.
    #[must_use]
    pub fn state(&self) -> DestructionState {
        match (self.rejected_on, self.completed_on, self.confirmed_on) {
            (Some(_), ..) => DestructionState::Rejected,
            (None, Some(_), _) => DestructionState::Completed,
            (None, None, Some(_)) => DestructionState::Confirmed,
            (None, None, None) => DestructionState::Proposed,
        }
    }

    fn expect(&self, state: DestructionState) -> Decision<Check> {
        if self.state() == state {
            Ok(Check::new())
        } else {
            let refusal = Refusal::new(RefusalCode::WrongState, "id").with("state", self.state());
            Err(refusal.into())
        }
    }
}
