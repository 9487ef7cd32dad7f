//! The family's story, in versions, each approved per person and audience.

use krachtig_core::domain::family::Person;
use krachtig_core::domain::id::{PersonId, StoryApprovalId, StoryVersionId, TrajectoryId};
use krachtig_core::domain::record::Version;
use krachtig_core::domain::story::{StoryApproval, StoryVersion};
use krachtig_core::domain::text::Prose;
use krachtig_core::domain::vocabulary::Audience;
use time::{Date, OffsetDateTime};

use super::DossierView;
use crate::graphql::member_names::MemberRef;
use crate::graphql::scalar::{GlobalId, Word};
use crate::graphql::shown::{Child, Made, child, shown};

impl DossierView {
    fn approvals_of(&self, story: StoryVersionId) -> Vec<Child<'_, StoryApproval>> {
        let of = |approval: &&StoryApproval| approval.story_version_id == story;
        self.dossier
            .approvals
            .iter()
            .filter(of)
            .map(|approval| child(approval, self))
            .collect()
    }

    fn audiences_of(&self, story: StoryVersionId) -> Vec<Word<Audience>> {
        let audiences = self.dossier.approved_audiences(story, self.today);
        audiences.into_iter().map(Word).collect()
    }
}

shown! {
    /// One version of the family's story.
    "StoryVersion", |story: StoryVersion, view: DossierView| {
        /// Its id.
        id: GlobalId<StoryVersionId> = GlobalId(story.id);
        /// The trajectory.
        trajectoryId: GlobalId<TrajectoryId> = GlobalId(story.trajectory_id);
        /// Its number within the trajectory, from 1.
        number: i32 = story.number;
        /// Its title.
        title: &str = story.title.as_str();
        /// The story.
        body: &str = story.body.as_str();
        /// What changed for the family.
        effects: Option<&Prose> = story.effects.as_ref();
        /// The audiences for which every adult of the family approved this version, and still does.
        approvedAudiences: Vec<Word<Audience>> = view.audiences_of(story.id);
        /// The approvals, withdrawn ones included.
        approvals: Vec<Child<'_, StoryApproval>> = view.approvals_of(story.id);
        /// Who wrote it down.
        recordedBy: Made<MemberRef> = Made(MemberRef(story.recorded_by));
        /// When it was recorded.
        recordedAt: OffsetDateTime = story.id.made_at();
        /// Its version as a record: send it along with an edit.
        version: Version = story.version;
    }
}

shown! {
    /// One person's approval of one version for one audience.
    "StoryApproval", |approval: StoryApproval, view: DossierView| {
        /// Its id.
        id: GlobalId<StoryApprovalId> = GlobalId(approval.id);
        /// The trajectory.
        trajectoryId: GlobalId<TrajectoryId> = GlobalId(approval.trajectory_id);
        /// The version.
        storyVersionId: GlobalId<StoryVersionId> = GlobalId(approval.story_version_id);
        /// The id of the person who approved.
        personId: GlobalId<PersonId> = GlobalId(approval.person_id);
        /// Who approved.
        person: Option<Child<'_, Person>> = view.person(Some(approval.person_id));
        /// For whose eyes.
        audience: Word<Audience> = Word(approval.audience);
        /// When.
        approvedOn: Date = approval.approved_on;
        /// When it was taken back.
        withdrawnOn: Option<Date> = approval.withdrawn_on;
        /// When it was recorded.
        recordedAt: OffsetDateTime = approval.id.made_at();
        /// Its version as a record: send it along with an edit.
        version: Version = approval.version;
    }
}
