//! Step 8: the family's story and its effects, in versions, each approved by the people in it per audience.
//!
//! No story leaves without every adult's approval of exactly that version for exactly that audience.
//!
//! ```
//! use krachtig_core::domain::record::{Record, RecordKind};
//! use krachtig_core::domain::story::StoryVersion;
//!
//! assert_eq!(StoryVersion::KIND, RecordKind::StoryVersion);
//! ```

use serde::{Deserialize, Serialize};
use time::Date;

use super::clock::Stamp;
use super::consent::Purpose;
use super::dossier::Dossier;
use super::family::Person;
use super::id::{MemberId, PersonId, StoryApprovalId, StoryVersionId, TrajectoryId};
use super::record::{InDossier, Version, record};
use super::refusal::{Check, Decision, Refusal, RefusalCode};
use super::terms::{ConsentUse, Recipient};
use super::text::{Line, Prose};
use super::vocabulary::{Audience, Vocabulary};

/// One version of the story.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StoryVersion {
    /// Its id.
    pub id: StoryVersionId,
    /// The trajectory.
    pub trajectory_id: TrajectoryId,
    /// Its number within the trajectory, from 1.
    pub number: i32,
    /// Its title.
    pub title: Line,
    /// The story.
    pub body: Prose,
    /// What changed for the family.
    pub effects: Option<Prose>,
    /// Who wrote it down.
    pub recorded_by: MemberId,
    /// Its version as a record.
    pub version: Version,
}
record!(StoryVersion, StoryVersionId, StoryVersion, trajectory: trajectory_id, dossier: stories);

/// What people typed about a story version.
#[derive(Clone, Debug)]
pub struct StoryDraft {
    /// See [`StoryVersion::title`].
    pub title: String,
    /// See [`StoryVersion::body`].
    pub body: String,
    /// See [`StoryVersion::effects`].
    pub effects: Option<String>,
}

impl StoryVersion {
    /// Writes a new version.
    ///
    /// # Errors
    /// `trajectory_closed`; `consent_missing`; and whatever is wrong with the draft's fields.
    pub fn write(dossier: &Dossier, draft: &StoryDraft, stamp: Stamp<'_>) -> Decision<Self> {
        let number = dossier.stories.iter().map(|story| story.number).max().unwrap_or(0) + 1;
        Self::from_draft(dossier, draft, (stamp.id(), number, stamp.by, Version::FIRST), stamp)
    }

    /// Replaces what people typed, as long as nobody approved it.
    ///
    /// # Errors
    /// As [`StoryVersion::write`]; `approved` once anybody ever approved it.
    pub fn revise(&self, dossier: &Dossier, draft: &StoryDraft, stamp: Stamp<'_>) -> Decision<Self> {
        if dossier
            .approvals
            .iter()
            .any(|approval| approval.story_version_id == self.id)
        {
            return Err(Refusal::new(RefusalCode::Approved, "id").into());
        }
        Self::from_draft(
            dossier,
            draft,
            (self.id, self.number, self.recorded_by, self.version.next()),
            stamp,
        )
    }

    fn from_draft(
        dossier: &Dossier,
        draft: &StoryDraft,
        (id, number, recorded_by, version): (StoryVersionId, i32, MemberId, Version),
        stamp: Stamp<'_>,
    ) -> Decision<Self> {
        dossier.demand_open()?;
        dossier.demand(ConsentUse::WriteStory, &[], stamp)?;
        let mut check = Check::new();
        let story = Self {
            id,
            trajectory_id: dossier.trajectory.id,
            number,
            title: check.line("title", &draft.title),
            body: check.prose("body", &draft.body),
            effects: check.optional_prose("effects", draft.effects.as_deref()),
            recorded_by,
            version,
        };
        check.pass(story)
    }
}

/// One person's approval of one version for one audience.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StoryApproval {
    /// Its id.
    pub id: StoryApprovalId,
    /// The trajectory.
    pub trajectory_id: TrajectoryId,
    /// The version.
    pub story_version_id: StoryVersionId,
    /// Who approved.
    pub person_id: PersonId,
    /// For whose eyes.
    pub audience: Audience,
    /// When.
    pub approved_on: Date,
    /// When it was taken back.
    pub withdrawn_on: Option<Date>,
    /// Its version as a record.
    pub version: Version,
}
record!(StoryApproval, StoryApprovalId, StoryApproval, trajectory: trajectory_id, dossier: approvals);

impl StoryApproval {
    /// Records a person's approval.
    ///
    /// # Errors
    /// `not_found` for the version or the person; `wrong_state` for a child, whose adults decide; `consent_missing`
    /// without this person's consent to a story that covers this audience; `already_exists`; `in_future`.
    pub fn give(
        dossier: &Dossier,
        story: StoryVersionId,
        (person, audience): (PersonId, Audience),
        (on, stamp): (Date, Stamp<'_>),
    ) -> Decision<Self> {
        let story = StoryVersion::find(dossier, story, "story_version_id")?;
        let adult = Person::find(dossier, person, "person_id")?.is_adult(on);
        let to = (ConsentUse::ApproveStory, Some(Recipient::Audience(audience)));
        dossier.demand_for(to, &[person], stamp)?;
        let mut check = Check::new();
        check.ensure(adult, RefusalCode::WrongState, "person_id");
        check.ensure(
            !dossier.has_approved((story.id, audience), person),
            RefusalCode::AlreadyExists,
            "audience",
        );
        let approved_on = check.happened("approved_on", on, stamp.today);
        check.pass(Self {
            id: stamp.id(),
            trajectory_id: dossier.trajectory.id,
            story_version_id: story.id,
            person_id: person,
            audience,
            approved_on,
            withdrawn_on: None,
            version: Version::FIRST,
        })
    }

    /// Takes it back from today.
    ///
    /// # Errors
    /// `wrong_state` when it was taken back before.
    pub fn withdraw(&self, stamp: Stamp<'_>) -> Decision<Self> {
        let mut check = Check::new();
        check.ensure(self.withdrawn_on.is_none(), RefusalCode::WrongState, "id");
        check.pass(Self {
            withdrawn_on: Some(stamp.today),
            version: self.version.next(),
            ..self.clone()
        })
    }
}

impl Dossier {
    fn has_approved(&self, (story, audience): (StoryVersionId, Audience), person: PersonId) -> bool {
        self.approvals.iter().any(|approval| {
            approval.story_version_id == story
                && approval.audience == audience
                && approval.person_id == person
                && approval.withdrawn_on.is_none()
        })
    }

    /// The audiences for which every adult of the family approved this version, and still does. An adult whose
    /// consent to a story no longer holds approves nothing any more.
    #[must_use]
    pub fn approved_audiences(&self, story: StoryVersionId, today: Date) -> Vec<Audience> {
        let approved = |audience: &Audience| {
            let mut adults = self.adults(today).peekable();
            adults.peek().is_some()
                && adults.all(|adult| {
                    self.person_consents(adult.id, Purpose::Story, today)
                        && self.has_approved((story, *audience), adult.id)
                })
        };
        Audience::ALL.iter().copied().filter(approved).collect()
    }

    /// The day on which the family first approved some version for some audience as a whole.
    #[must_use]
    pub fn story_approved_on(&self, today: Date) -> Option<Date> {
        let whole = self.stories.iter().flat_map(|story| {
            self.approved_audiences(story.id, today)
                .into_iter()
                .filter_map(move |audience| {
                    let given = self.approvals.iter().filter(move |approval| {
                        approval.story_version_id == story.id
                            && approval.audience == audience
                            && approval.withdrawn_on.is_none()
                            && self.adults(today).any(|adult| adult.id == approval.person_id)
                    });
                    given.map(|approval| approval.approved_on).max()
                })
        });
        whole.min()
    }
}
