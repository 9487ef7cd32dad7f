//! Talks with the detainee.

use krachtig_core::domain::id::{DetaineeTalkId, TrajectoryId};
use krachtig_core::domain::record::Version;
use krachtig_core::domain::talk::{DetaineeTalk, KeyFactor, TalkSetting, Worry};
use krachtig_core::domain::text::Prose;
use krachtig_core::domain::vocabulary::LifeDomain;
use time::{Date, OffsetDateTime};

use crate::graphql::member_names::MemberRef;
use crate::graphql::scalar::{GlobalId, Word};
use crate::graphql::shown::{Child, Made, alone, shown};

shown! {
    /// What the detainee worries about (zorg).
    "Worry", |worry: Worry| {
        /// The area of life, where it fits one.
        lifeDomain: Option<Word<LifeDomain>> = worry.life_domain.map(Word);
        /// The worry.
        about: &str = worry.about.as_str();
    }
}

shown! {
    /// What, changed during the absence, would do the home good (sleutelfactor).
    "KeyFactor", |factor: KeyFactor| {
        /// The area of life, where it fits one.
        lifeDomain: Option<Word<LifeDomain>> = factor.life_domain.map(Word);
        /// The factor.
        about: &str = factor.about.as_str();
    }
}

shown! {
    /// A talk with the detainee.
    "DetaineeTalk", |talk: DetaineeTalk| {
        /// Its id.
        id: GlobalId<DetaineeTalkId> = GlobalId(talk.id);
        /// The trajectory.
        trajectoryId: GlobalId<TrajectoryId> = GlobalId(talk.trajectory_id);
        /// When it was held.
        heldOn: Date = talk.held_on;
        /// How it was held.
        setting: Word<TalkSetting> = Word(talk.setting);
        /// What the detainee worries about.
        worries: Vec<Child<'_, Worry>> = talk.worries.iter().map(alone).collect();
        /// What would do the home good.
        keyFactors: Vec<Child<'_, KeyFactor>> = talk.key_factors.iter().map(alone).collect();
        /// What else was said, as far as the detainee agrees to share it.
        note: Option<&Prose> = talk.note.as_ref();
        /// Who recorded it.
        recordedBy: Made<MemberRef> = Made(MemberRef(talk.recorded_by));
        /// When it was recorded.
        recordedAt: OffsetDateTime = talk.id.made_at();
        /// Its version: send it along with an edit.
        version: Version = talk.version;
    }
}
