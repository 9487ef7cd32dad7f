//! What is sent: the GraphQL texts, and the bodies for the hand-written handlers that ask for the same.

use hyper::body::Bytes;
use krachtig_core::domain::id::{MemberId, TrajectoryId};
use krachtig_core::store::Slug;
use serde_json::{Value, json};

use crate::ground::{AMOUNT, PURPOSE};
use crate::load::Shot;

/// How many trajectories a page has.
pub(crate) const PAGE: usize = 50;

/// A whole family.
pub(crate) const DOSSIER: &str = "query Dossier($id: TrajectoryId!) { dossier(id: $id) { \
    family { id name municipality note } trajectory { id openedOn closedOn version } \
    progress { current steps { step state startedOn doneOn missingConsent } } \
    persons { id name relation bornOn contactPerson phone email } \
    mappings { id heldOn note scores { domainCode level split { own network professional } } } \
    goals { id lifeDomain title setOn targetOn outcome outcomeNote } \
    budget { balance { allotted reserved spent available } ledger { id requestId kind amount bookedOn note } } \
    referrals { id need lifeDomain sentOn accepted outcome outcomeNote \
    partner { id name partnerType phone email } } \
    learningEntries { id tried brought learned notedOn } } }";

/// A page of trajectories.
const TRAJECTORIES: &str = "query Page($first: Int!) { trajectories(first: $first) { edges { cursor node { \
    family { id name } trajectory { id openedOn closedOn } lead { id name } \
    progress { current steps { step state startedOn doneOn missingConsent } } } } pageInfo { hasNextPage } } }";

/// A request for money.
const REQUEST: &str = "mutation Ask($input: RequestBudgetInput!) { requestBudget(input: $input) { \
    budgetRequest { id state } refusals { code } } }";

/// Who asks, and where.
#[derive(Clone, Debug)]
pub(crate) struct Asker {
    /// The tenant.
    pub(crate) tenant: Slug,
    /// The member.
    pub(crate) member: MemberId,
}

impl Asker {
    fn shot(&self, path: &'static str, body: &Value) -> Shot {
        Shot {
            path,
            tenant: self.tenant.to_string(),
            member: self.member.to_string(),
            body: Bytes::from(body.to_string()),
        }
    }

    fn graphql(&self, query: &str, variables: &Value) -> Shot {
        self.shot("/graphql", &json!({"query": query, "variables": variables}))
    }

    /// A dossier over GraphQL.
    pub(crate) fn dossier(&self, id: TrajectoryId) -> Shot {
        self.graphql(DOSSIER, &json!({"id": id.to_string()}))
    }

    /// A dossier from a hand-written handler: in one statement, or in several.
    pub(crate) fn dossier_by_hand(&self, path: &'static str, id: TrajectoryId) -> Shot {
        self.shot(path, &json!({"id": id.to_string()}))
    }

    /// A page over GraphQL.
    pub(crate) fn page(&self) -> Shot {
        self.graphql(TRAJECTORIES, &json!({"first": PAGE}))
    }

    /// A page from the hand-written handler.
    pub(crate) fn page_by_hand(&self) -> Shot {
        self.shot("/page", &json!({"first": PAGE}))
    }

    /// A request for money over GraphQL.
    pub(crate) fn request(&self, id: TrajectoryId) -> Shot {
        self.graphql(REQUEST, &json!({"input": asking(id)}))
    }

    /// A request for money to a hand-written handler: in a transaction of its own, or in a group's.
    pub(crate) fn request_by_hand(&self, path: &'static str, id: TrajectoryId) -> Shot {
        self.shot(path, &asking(id))
    }
}

fn asking(id: TrajectoryId) -> Value {
    json!({
        "trajectoryId": id.to_string(),
        "amount": AMOUNT,
        "purpose": PURPOSE,
        "lifeDomain": "SOCIAL_NETWORK",
        "payee": "REFUND_TO_WORKER",
        "silo": "NONE",
    })
}
