//! Step 1: a talk with the detainee, with worries (zorgen) and key factors (sleutelfactoren).
//!
//! ```
//! use krachtig_core::domain::talk::TalkSetting;
//! use krachtig_core::domain::vocabulary::Vocabulary;
//!
//! assert_eq!(TalkSetting::Visit.code(), "visit");
//! ```

use serde::{Deserialize, Serialize};
use time::Date;

use super::clock::Stamp;
use super::dossier::Dossier;
use super::id::{DetaineeTalkId, MemberId, TrajectoryId};
use super::record::{Version, record};
use super::refusal::{Check, Decision};
use super::text::{Line, Prose};
use super::vocabulary::{LifeDomain, vocabulary};

vocabulary! {
    /// How the talk was held.
    TalkSetting = "talk_setting" {
        /// In the institution.
        Visit = "visit",
        /// By telephone.
        Phone = "phone",
        /// By video.
        Video = "video",
    }
}

/// What the detainee worries about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Worry {
    /// The area of life, where it fits one.
    pub life_domain: Option<LifeDomain>,
    /// The worry.
    pub about: Line,
}

/// What, changed during the absence, would do the home good.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeyFactor {
    /// The area of life, where it fits one.
    pub life_domain: Option<LifeDomain>,
    /// The factor.
    pub about: Line,
}

/// A talk with the detainee.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DetaineeTalk {
    /// Its id.
    pub id: DetaineeTalkId,
    /// The trajectory.
    pub trajectory_id: TrajectoryId,
    /// When it was held.
    pub held_on: Date,
    /// How it was held.
    pub setting: TalkSetting,
    /// What the detainee worries about.
    pub worries: Vec<Worry>,
    /// What would do the home good.
    pub key_factors: Vec<KeyFactor>,
    /// What else was said, as far as the detainee agrees to share it.
    pub note: Option<Prose>,
    /// Who recorded it.
    pub recorded_by: MemberId,
    /// Its version.
    pub version: Version,
}
record!(DetaineeTalk, DetaineeTalkId, DetaineeTalk, trajectory: trajectory_id, dossier: talks);

/// What people typed about a talk.
#[derive(Clone, Debug)]
pub struct TalkDraft {
    /// See [`DetaineeTalk::held_on`].
    pub held_on: Date,
    /// See [`DetaineeTalk::setting`].
    pub setting: TalkSetting,
    /// See [`DetaineeTalk::worries`].
    pub worries: Vec<(Option<LifeDomain>, String)>,
    /// See [`DetaineeTalk::key_factors`].
    pub key_factors: Vec<(Option<LifeDomain>, String)>,
    /// See [`DetaineeTalk::note`].
    pub note: Option<String>,
}

impl DetaineeTalk {
    /// Records a talk.
    ///
    /// # Errors
    /// `trajectory_closed`, and whatever is wrong with the draft's fields.
    pub fn record(dossier: &Dossier, draft: &TalkDraft, stamp: Stamp<'_>) -> Decision<Self> {
        dossier.demand_open()?;
        let blank = Self {
            id: stamp.id(),
            trajectory_id: dossier.trajectory.id,
            held_on: draft.held_on,
            setting: draft.setting,
            worries: Vec::new(),
            key_factors: Vec::new(),
            note: None,
            recorded_by: stamp.by,
            version: Version::FIRST,
        };
        blank.filled_in(draft, stamp)
    }

    /// Replaces what people typed.
    ///
    /// # Errors
    /// As [`DetaineeTalk::record`].
    pub fn revise(&self, dossier: &Dossier, draft: &TalkDraft, stamp: Stamp<'_>) -> Decision<Self> {
        dossier.demand_open()?;
        Self {
            version: self.version.next(),
            ..self.clone()
        }
        .filled_in(draft, stamp)
    }

    fn filled_in(self, draft: &TalkDraft, stamp: Stamp<'_>) -> Decision<Self> {
        let mut check = Check::new();
        let held_on = check.happened("held_on", draft.held_on, stamp.today);
        let mut lines = |list: &str, typed: &[(Option<LifeDomain>, String)]| -> Vec<(Option<LifeDomain>, Line)> {
            let places = typed.iter().enumerate();
            places
                .map(|(n, (domain, about))| (*domain, check.line(&format!("{list}.{n}.about"), about)))
                .collect()
        };
        let worries = lines("worries", &draft.worries);
        let key_factors = lines("key_factors", &draft.key_factors);
        let note = check.optional_prose("note", draft.note.as_deref());
        check.pass(Self {
            held_on,
            setting: draft.setting,
            worries: worries
                .into_iter()
                .map(|(life_domain, about)| Worry { life_domain, about })
                .collect(),
            key_factors: key_factors
                .into_iter()
                .map(|(life_domain, about)| KeyFactor { life_domain, about })
                .collect(),
            note,
            ..self
        })
    }
}
