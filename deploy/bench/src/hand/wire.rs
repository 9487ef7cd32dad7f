//! What the hand-written handlers answer: the same facts as the GraphQL interface, in as many bytes.

use krachtig_core::domain::progress::{Facts, Progress, progress};
use krachtig_core::domain::vocabulary::Vocabulary;
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;
use time::Date;
use uuid::Uuid;

/// An id with the prefix of its kind.
#[derive(Clone, Copy)]
pub(crate) struct WireId(pub(crate) &'static str, pub(crate) Uuid);

impl Serialize for WireId {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&format_args!("{}_{}", self.0, self.1.simple()))
    }
}

/// A word of a closed list, in capitals.
#[derive(Clone, Copy)]
pub(crate) struct WireWord<'a>(pub(crate) &'a str);

impl Serialize for WireWord<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.0.to_ascii_uppercase())
    }
}

/// A dossier whose lists the database put together.
#[derive(Serialize)]
pub(crate) struct WholeDossier<'a> {
    pub(crate) dossier: &'a RawValue,
    pub(crate) progress: WireProgress,
}

/// Where a trajectory stands.
#[derive(Serialize)]
pub(crate) struct WireProgress {
    current: Option<WireWord<'static>>,
    steps: Vec<WireStep>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WireStep {
    step: WireWord<'static>,
    state: WireWord<'static>,
    started_on: Option<Date>,
    done_on: Option<Date>,
    missing_consent: Option<WireWord<'static>>,
}

impl From<&Facts> for WireProgress {
    fn from(facts: &Facts) -> Self {
        let progress: Progress = progress(facts);
        let steps = progress.steps().iter().map(|step| WireStep {
            step: WireWord(step.step.code()),
            state: WireWord(step.state.code()),
            started_on: step.started_on,
            done_on: step.done_on,
            missing_consent: step.missing_consent.map(|purpose| WireWord(purpose.code())),
        });
        Self {
            current: progress.current().map(|step| WireWord(step.code())),
            steps: steps.collect(),
        }
    }
}

/// A dossier that was read list by list.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DossierOfParts<'a> {
    pub(crate) family: FamilyPart<'a>,
    pub(crate) trajectory: TrajectoryPart,
    pub(crate) progress: WireProgress,
    pub(crate) persons: Vec<PersonPart<'a>>,
    pub(crate) mappings: Vec<MappingPart<'a>>,
    pub(crate) goals: Vec<GoalPart<'a>>,
    pub(crate) budget: BudgetPart<'a>,
    pub(crate) referrals: Vec<ReferralPart<'a>>,
    pub(crate) learning_entries: Vec<LearningPart<'a>>,
}

#[derive(Serialize)]
pub(crate) struct FamilyPart<'a> {
    pub(crate) id: WireId,
    pub(crate) name: &'a str,
    pub(crate) municipality: Option<&'a str>,
    pub(crate) note: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TrajectoryPart {
    pub(crate) id: WireId,
    pub(crate) opened_on: Date,
    pub(crate) closed_on: Option<Date>,
    pub(crate) version: i64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PersonPart<'a> {
    pub(crate) id: WireId,
    pub(crate) name: &'a str,
    pub(crate) relation: WireWord<'a>,
    pub(crate) born_on: Option<Date>,
    pub(crate) contact_person: bool,
    pub(crate) phone: Option<&'a str>,
    pub(crate) email: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MappingPart<'a> {
    pub(crate) id: WireId,
    pub(crate) held_on: Date,
    pub(crate) note: Option<&'a str>,
    pub(crate) scores: &'a RawValue,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct GoalPart<'a> {
    pub(crate) id: WireId,
    pub(crate) life_domain: WireWord<'a>,
    pub(crate) title: &'a str,
    pub(crate) set_on: Date,
    pub(crate) target_on: Option<Date>,
    pub(crate) outcome: Option<WireWord<'a>>,
    pub(crate) outcome_note: Option<&'a str>,
}

#[derive(Serialize)]
pub(crate) struct BudgetPart<'a> {
    pub(crate) balance: BalancePart,
    pub(crate) ledger: Vec<LedgerPart<'a>>,
}

#[derive(Default, Serialize)]
pub(crate) struct BalancePart {
    allotted: i64,
    reserved: i64,
    spent: i64,
    available: i64,
}

impl BalancePart {
    /// Books one line.
    pub(crate) fn book(&mut self, kind: &str, amount: i64) {
        match kind {
            "allot" => self.allotted += amount,
            "reserve" => self.reserved += amount,
            "release" => self.reserved -= amount,
            "spend" => {
                self.reserved -= amount;
                self.spent += amount;
            }
            "refund" => self.spent -= amount,
            _ => {}
        }
        self.available = self.allotted - self.reserved - self.spent;
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LedgerPart<'a> {
    pub(crate) id: WireId,
    pub(crate) request_id: Option<WireId>,
    pub(crate) kind: WireWord<'a>,
    pub(crate) amount: i64,
    pub(crate) booked_on: Date,
    pub(crate) note: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ReferralPart<'a> {
    pub(crate) id: WireId,
    pub(crate) need: &'a str,
    pub(crate) life_domain: WireWord<'a>,
    pub(crate) sent_on: Date,
    pub(crate) accepted: Option<bool>,
    pub(crate) outcome: Option<WireWord<'a>>,
    pub(crate) outcome_note: Option<&'a str>,
    pub(crate) partner: PartnerPart<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PartnerPart<'a> {
    pub(crate) id: WireId,
    pub(crate) name: &'a str,
    pub(crate) partner_type: WireWord<'a>,
    pub(crate) phone: Option<&'a str>,
    pub(crate) email: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LearningPart<'a> {
    pub(crate) id: WireId,
    pub(crate) tried: &'a str,
    pub(crate) brought: Option<&'a str>,
    pub(crate) learned: Option<&'a str>,
    pub(crate) noted_on: Date,
}

/// A page of trajectories.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PagePart<'a> {
    pub(crate) edges: Vec<EdgePart<'a>>,
    pub(crate) has_next_page: bool,
}

#[derive(Serialize)]
pub(crate) struct EdgePart<'a> {
    pub(crate) cursor: WireId,
    pub(crate) node: NodePart<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NodePart<'a> {
    pub(crate) id: WireId,
    pub(crate) family: NamePart<'a>,
    pub(crate) opened_on: Date,
    pub(crate) closed_on: Option<Date>,
    pub(crate) lead: Option<NamePart<'a>>,
    pub(crate) progress: WireProgress,
}

#[derive(Serialize)]
pub(crate) struct NamePart<'a> {
    pub(crate) id: WireId,
    pub(crate) name: &'a str,
}

/// What came of a request for money.
#[derive(Serialize)]
pub(crate) struct RequestPart {
    pub(crate) id: WireId,
    pub(crate) state: &'static str,
}
