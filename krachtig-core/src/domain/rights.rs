//! Requests by which people use their rights (GDPR arts. 15 to 21), each with the clock of a month.
//!
//! What is done on a request does not belong here: see [`super::person_export`], [`super::own_words`],
//! [`super::limit`] and [`super::destruction`].
//!
//! ```
//! use krachtig_core::domain::rights::months_after;
//! use time::macros::date;
//!
//! assert_eq!(months_after(date!(2026 - 01 - 31), 1), date!(2026 - 02 - 28), "a month ends with its last day");
//! assert_eq!(months_after(date!(2026 - 11 - 30), 3), date!(2027 - 02 - 28));
//! ```

use serde::{Deserialize, Serialize};
use time::{Date, Month};

use super::clock::Stamp;
use super::dossier::Dossier;
use super::family::{Detainee, Person};
use super::id::{DetaineeId, FamilyId, PersonId, RightsRequestId};
use super::record::{InDossier, Version, record};
use super::refusal::{Check, Decision, Refusal, RefusalCode};
use super::text::{Line, Prose};
use super::vocabulary::vocabulary;

vocabulary! {
    /// A right that people have over their data.
    Right = "data_right" {
        /// To see it (inzage; art. 15).
        Access = "access",
        /// To have it corrected (rectificatie; art. 16).
        Rectification = "rectification",
        /// To have it erased (wissing; art. 17).
        Erasure = "erasure",
        /// To have its use restricted (beperking; art. 18).
        Restriction = "restriction",
        /// To take it along (overdraagbaarheid; art. 20).
        Portability = "portability",
        /// To object to its use (bezwaar; art. 21).
        Objection = "objection",
    }
}

vocabulary! {
    /// The ground on which a request is refused.
    RightsRefusal = "rights_refusal" {
        /// Whoever asked could not be identified (art. 12, second paragraph).
        IdentityUnproven = "identity_unproven",
        /// Manifestly unfounded or excessive (art. 12, fifth paragraph).
        Excessive = "excessive",
        /// A law demands that the data is kept (art. 17, third paragraph, b).
        LegalDuty = "legal_duty",
        /// Needed for a legal claim (art. 17, third paragraph, e).
        LegalClaim = "legal_claim",
        /// It would harm the rights of others (art. 15, fourth paragraph; UAVG art. 41).
        RightsOfOthers = "rights_of_others",
        /// There is no such data, or the right does not reach it.
        NotApplicable = "not_applicable",
    }
}

vocabulary! {
    /// Where a request stands, derived from what happened to it.
    RightsState = "rights_state" {
        /// It waits for an answer.
        Open = "open",
        /// It waits for an answer, and more time was taken with a reason.
        Extended = "extended",
        /// It was granted and is to be carried out.
        Granted = "granted",
        /// It was granted and carried out.
        Done = "done",
        /// It was refused, with the ground.
        Refused = "refused",
        /// Whoever asked took it back.
        Withdrawn = "withdrawn",
    }
}

/// A request of somebody to use a right.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RightsRequest {
    /// Its id.
    pub id: RightsRequestId,
    /// The family.
    pub family_id: FamilyId,
    /// About whose data, on the family's side.
    pub person_id: Option<PersonId>,
    /// About the detainee's data.
    pub detainee_id: Option<DetaineeId>,
    /// The right.
    pub right: Right,
    /// When it was received: the clock starts on this day.
    pub received_on: Date,
    /// What is asked, in the words of whoever asks.
    pub about: Option<Prose>,
    /// How it was checked who asks. The document itself is never kept.
    pub identity_check: Option<Line>,
    /// The day by which whoever asked was promised an answer: a calendar month after it was received, and never more
    /// than three (art. 12, third paragraph).
    pub due_on: Date,
    /// When more time was taken.
    pub extended_on: Option<Date>,
    /// Why, as it was told to whoever asked.
    pub extension_reason: Option<Prose>,
    /// When it was decided.
    pub decided_on: Option<Date>,
    /// The ground of the refusal; granted when absent.
    pub refusal: Option<RightsRefusal>,
    /// What was said about the decision.
    pub decision_note: Option<Prose>,
    /// When what was granted was done.
    pub done_on: Option<Date>,
    /// When it was taken back.
    pub withdrawn_on: Option<Date>,
    /// Its version.
    pub version: Version,
}
record!(RightsRequest, RightsRequestId, RightsRequest, dossier: rights_requests);

/// Whose data it is about. None of the two: the family's as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DataSubject {
    /// Somebody on the family's side.
    Person(PersonId),
    /// The detainee.
    Detainee(DetaineeId),
    /// The family as a whole.
    Family,
}

impl DataSubject {
    /// The two columns in which it is kept.
    #[must_use]
    pub fn ids(self) -> (Option<PersonId>, Option<DetaineeId>) {
        match self {
            Self::Person(id) => (Some(id), None),
            Self::Detainee(id) => (None, Some(id)),
            Self::Family => (None, None),
        }
    }

    /// The bare id of the one it is about; none for the family as a whole.
    #[must_use]
    pub fn uuid(self) -> Option<uuid::Uuid> {
        match self {
            Self::Person(id) => Some(id.uuid()),
            Self::Detainee(id) => Some(id.uuid()),
            Self::Family => None,
        }
    }

    /// Read from the two columns.
    #[must_use]
    pub fn of(person: Option<PersonId>, detainee: Option<DetaineeId>) -> Self {
        match (person, detainee) {
            (Some(id), _) => Self::Person(id),
            (None, Some(id)) => Self::Detainee(id),
            (None, None) => Self::Family,
        }
    }

    /// Demands that the subject is of this dossier.
    ///
    /// # Errors
    /// `not_found` at `subject`.
    pub fn demand_in(self, dossier: &Dossier) -> Decision<()> {
        match self {
            Self::Person(id) => Person::find(dossier, id, "subject").map(|_| ()),
            Self::Detainee(id) => Detainee::find(dossier, id, "subject").map(|_| ()),
            Self::Family => Ok(()),
        }
    }
}

/// What people typed about a request.
#[derive(Clone, Debug)]
pub struct RightsDraft {
    /// Whose data.
    pub subject: DataSubject,
    /// See [`RightsRequest::right`].
    pub right: Right,
    /// See [`RightsRequest::received_on`].
    pub received_on: Date,
    /// See [`RightsRequest::about`].
    pub about: Option<String>,
    /// See [`RightsRequest::identity_check`].
    pub identity_check: Option<String>,
}

/// What is decided on a request.
#[derive(Clone, Debug)]
pub struct RightsDecision {
    /// See [`RightsRequest::refusal`].
    pub refusal: Option<RightsRefusal>,
    /// See [`RightsRequest::identity_check`]: what was noted before stays when absent.
    pub identity_check: Option<String>,
    /// See [`RightsRequest::decision_note`].
    pub note: Option<String>,
}

/// The same day some months later, or the last of that month where it has no such day (Regulation 1182/71, art. 3).
/// What that regulation adds for weekends and holidays is not used up: the clock here is never longer than the law's.
#[must_use]
pub fn months_after(day: Date, months: u8) -> Date {
    let mut month = day.month();
    let mut year = day.year();
    for _ in 0..months {
        if month == Month::December {
            year += 1;
        }
        month = month.next();
    }
    let last = month.length(year);
    Date::from_calendar_date(year, month, day.day().min(last)).unwrap_or(day)
}

/// How many months there are for an answer, and how many in all once more time was taken.
const MONTHS: (u8, u8) = (1, 3);

impl RightsRequest {
    /// Records a request.
    ///
    /// # Errors
    /// `not_found` for somebody of another family; `in_future`, and what is wrong with the texts.
    pub fn receive(dossier: &Dossier, draft: &RightsDraft, stamp: Stamp<'_>) -> Decision<Self> {
        draft.subject.demand_in(dossier)?;
        let (person_id, detainee_id) = draft.subject.ids();
        let mut check = Check::new();
        let received_on = check.happened("received_on", draft.received_on, stamp.today);
        let about = check.optional_prose("about", draft.about.as_deref());
        let identity_check = check.optional_line("identity_check", draft.identity_check.as_deref());
        check.pass(Self {
            id: stamp.id(),
            family_id: dossier.family.id,
            person_id,
            detainee_id,
            right: draft.right,
            received_on,
            about,
            identity_check,
            due_on: months_after(received_on, MONTHS.0),
            extended_on: None,
            extension_reason: None,
            decided_on: None,
            refusal: None,
            decision_note: None,
            done_on: None,
            withdrawn_on: None,
            version: Version::FIRST,
        })
    }

    /// Takes two months more, with the reason that whoever asked is told.
    ///
    /// # Errors
    /// `required` for the reason; `wrong_state` when it was extended or decided before; `too_late` once the first
    /// month is over, for the reason has to be told within it.
    pub fn extend(&self, reason: &str, stamp: Stamp<'_>) -> Decision<Self> {
        let mut check = self.expect(&[RightsState::Open])?;
        check.ensure(stamp.today <= self.due_on, RefusalCode::TooLate, "id");
        let reason = check.prose("reason", reason);
        check.pass(Self {
            due_on: months_after(self.received_on, MONTHS.1),
            extended_on: Some(stamp.today),
            extension_reason: Some(reason),
            version: self.version.next(),
            ..self.clone()
        })
    }

    /// Grants or refuses it.
    ///
    /// # Errors
    /// `wrong_state` when it was decided or withdrawn before; `required` for how it was checked who asks, unless it is
    /// refused because nobody could tell.
    pub fn decide(&self, decision: &RightsDecision, stamp: Stamp<'_>) -> Decision<Self> {
        let mut check = self.expect(&[RightsState::Open, RightsState::Extended])?;
        let checked = check.optional_line("identity_check", decision.identity_check.as_deref());
        let identity_check = checked.or_else(|| self.identity_check.clone());
        let told = identity_check.is_some() || decision.refusal == Some(RightsRefusal::IdentityUnproven);
        check.ensure(told, RefusalCode::Required, "identity_check");
        let decision_note = check.optional_prose("note", decision.note.as_deref());
        check.pass(Self {
            identity_check,
            decided_on: Some(stamp.today),
            refusal: decision.refusal,
            decision_note,
            version: self.version.next(),
            ..self.clone()
        })
    }

    /// Notes that what was granted was done today.
    ///
    /// # Errors
    /// `wrong_state` unless it was granted and not done.
    pub fn carry_out(&self, stamp: Stamp<'_>) -> Decision<Self> {
        let check = self.expect(&[RightsState::Granted])?;
        check.pass(Self {
            done_on: Some(stamp.today),
            version: self.version.next(),
            ..self.clone()
        })
    }

    /// Notes that whoever asked took it back.
    ///
    /// # Errors
    /// `wrong_state` once it is decided.
    pub fn withdraw(&self, stamp: Stamp<'_>) -> Decision<Self> {
        let check = self.expect(&[RightsState::Open, RightsState::Extended])?;
        check.pass(Self {
            withdrawn_on: Some(stamp.today),
            version: self.version.next(),
            ..self.clone()
        })
    }

    /// Where it stands.
    #[must_use]
    pub fn state(&self) -> RightsState {
        match (self.withdrawn_on, self.decided_on, self.refusal, self.done_on) {
            (Some(_), ..) => RightsState::Withdrawn,
            (None, Some(_), Some(_), _) => RightsState::Refused,
            (None, Some(_), None, Some(_)) => RightsState::Done,
            (None, Some(_), None, None) => RightsState::Granted,
            (None, None, ..) if self.extended_on.is_some() => RightsState::Extended,
            (None, None, ..) => RightsState::Open,
        }
    }

    /// Whether nobody answered although the day for it is over.
    #[must_use]
    pub fn overdue(&self, today: Date) -> bool {
        matches!(
            self.state(),
            RightsState::Open | RightsState::Extended | RightsState::Granted
        ) && today > self.due_on
    }

    /// Whose data it is about.
    #[must_use]
    pub fn subject(&self) -> DataSubject {
        DataSubject::of(self.person_id, self.detainee_id)
    }

    fn expect(&self, states: &[RightsState]) -> Decision<Check> {
        if states.contains(&self.state()) {
            Ok(Check::new())
        } else {
            let refusal = Refusal::new(RefusalCode::WrongState, "id").with("state", self.state());
            Err(refusal.into())
        }
    }
}
