//! What is selected under a field, and so what of a dossier has to be loaded to answer it.
//!
//! A record's fields look at other records of the dossier: a goal at its actions, a request at the ledger. The tables
//! here say which, for a dossier and for lists alike, so that nothing is fetched that nobody asked for. A test holds
//! them against every field of the schema.

use async_graphql::{Context, Lookahead};
use krachtig_core::domain::dossier::Parts;
use krachtig_core::domain::progress::Facts;
use krachtig_core::domain::record::RecordKind::{self, *};

/// Which fields of an object are selected.
pub(super) struct Selected<'a>(Lookahead<'a>);

impl<'a> Selected<'a> {
    /// The fields of what the present field answers with.
    pub(super) fn of(ctx: &'a Context<'_>) -> Self {
        Self(ctx.look_ahead())
    }

    /// Whether the field is selected.
    pub(super) fn has(&self, field: &str) -> bool {
        self.0.field(field).exists()
    }

    /// The fields that are selected under this one.
    pub(super) fn under(&self, field: &str) -> Self {
        Self(self.0.field(field))
    }

    /// What of a dossier the selected fields look at.
    pub(super) fn parts(&self, looks: &[Look]) -> Parts {
        looks.iter().fold(Parts::default(), |parts, look| {
            let field = self.under(look.field);
            if field.0.exists() {
                parts.and(Parts::of(look.at)).and(field.parts(look.under))
            } else {
                parts
            }
        })
    }
}

/// A field that looks at records of the dossier besides its own.
#[derive(Debug)]
pub(super) struct Look {
    field: &'static str,
    at: &'static [RecordKind],
    /// What the fields under it look at.
    under: &'static [Look],
}

const fn look(field: &'static str, at: &'static [RecordKind]) -> Look {
    under(field, at, &[])
}

const fn under(field: &'static str, at: &'static [RecordKind], under: &'static [Look]) -> Look {
    Look { field, at, under }
}

const CONSENT: &[Look] = &[look("person", &[Person]), look("givenBy", &[Person])];
const INTRODUCTION: &[Look] = &[look("present", &[Person])];
const MAPPING: &[Look] = &[
    look("instrument", &[Instrument]),
    look("present", &[Person]),
    under("scores", &[], &[look("domain", &[Instrument])]),
    under("findings", &[], &[look("domain", &[Instrument])]),
];

/// What the fields of a goal look at.
pub(super) const GOAL: &[Look] = &[look("person", &[Person]), look("actions", &[Action])];
/// What the fields of a budget request look at.
pub(super) const REQUEST: &[Look] = &[
    look("state", &[LedgerLine]),
    look("standing", &[LedgerLine]),
    look("lines", &[LedgerLine]),
];
/// What the fields of a referral look at.
pub(super) const REFERRAL: &[Look] = &[
    look("partner", &[Partner]),
    look("persons", &[Person]),
    look("links", &[ReferralLink]),
    look("messages", &[ReferralMessage]),
];
/// What the fields of a problem look at.
pub(super) const PROBLEM: &[Look] = &[look("person", &[Person])];
/// What the fields of a silo obstacle look at.
pub(super) const OBSTACLE: &[Look] = &[look("partner", &[Partner]), look("suggestions", &[Suggestion])];
/// What the fields of a story version look at.
pub(super) const STORY: &[Look] = &[
    look("approvedAudiences", &[StoryApproval, Person, Consent]),
    under("approvals", &[StoryApproval], &[look("person", &[Person])]),
];

/// What the fields of a sharing look at.
pub(super) const SHARE: &[Look] = &[look("partner", &[Partner]), look("persons", &[Person])];
const OF_PERSON: &[Look] = &[look("person", &[Person])];

/// What the fields of a dossier look at.
pub(super) const DOSSIER: &[Look] = &[
    look("progress", Facts::LOOK_AT),
    look("budgetLeft", &[LedgerLine]),
    look("lead", &[Assignment]),
    look("persons", &[Person]),
    look("adults", &[Person]),
    look("detainees", &[Detainee]),
    under("consents", &[Consent], CONSENT),
    look("assignments", &[Assignment]),
    look("stepSkips", &[StepSkip]),
    look("detaineeTalks", &[DetaineeTalk]),
    look("roleChecks", &[RoleCheck]),
    under("introductions", &[Introduction], INTRODUCTION),
    under("mappings", &[Mapping], MAPPING),
    under("goals", &[Goal], GOAL),
    look("timeEntries", &[TimeEntry]),
    look("connections", &[Connection]),
    under(
        "budget",
        &[LedgerLine],
        &[look("plans", &[BudgetPlan]), look("requests", &[BudgetRequest])],
    ),
    under("referrals", &[Referral], REFERRAL),
    under("problems", &[Problem], PROBLEM),
    under("siloObstacles", &[SiloObstacle], OBSTACLE),
    look("learningEntries", &[LearningEntry]),
    under("storyVersions", &[StoryVersion], STORY),
    under("shares", &[RecordKind::Share], SHARE),
    look("rightsRequests", &[RightsRequest]),
    under("processingLimits", &[ProcessingLimit], OF_PERSON),
    under("ownWords", &[OwnWords], OF_PERSON),
    look("legalHolds", &[LegalHold]),
    look("familyLogins", &[FamilyLogin]),
    look("planComments", &[PlanComment]),
    look("coSignatures", &[CoSignature]),
    look("attachments", &[Attachment]),
];
