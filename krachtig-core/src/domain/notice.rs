//! What somebody is told to look at: that something waits for him or her, or happened to what he or she works on.
//!
//! What waits follows from the records, and a notice is gone when it waits no longer. Only that somebody was told is
//! remembered: that he or she saw it, and that a mail spoke of it. A notice says of what kind it is and of which record,
//! and nothing of what stands there. Which records wait for whom does not belong here, nor what a mail looks like.
//!
//! ```
//! use krachtig_core::domain::notice::{NoticeChannel, NoticeKind};
//!
//! assert_eq!(NoticeKind::BrokenGlass.usual(), NoticeChannel::AtOnce);
//! assert!(!NoticeKind::BrokenGlass.may_come_by(NoticeChannel::Off), "an emergency is never passed over");
//! ```

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};
use time::{Date, Duration, OffsetDateTime};
use uuid::Uuid;

use super::clock::{Stamp, dutch_date, dutch_offset};
use super::id::{MemberId, NoticeChoicesId, NoticeId, NoticeMailId, TrajectoryId};
use super::record::{Change, Record, RecordKind, Version, record};
use super::refusal::{Check, Decision, RefusalCode};
use super::vocabulary::{Vocabulary, vocabulary};

vocabulary! {
    /// What somebody may be told of.
    NoticeKind = "notice_kind" {
        /// Somebody else assigned one to a family.
        Assigned = "assigned",
        /// A request for money waits for one's decision.
        RequestWaits = "request_waits",
        /// Somebody decided on the request that one made.
        RequestDecided = "request_decided",
        /// A party answered a referral by its link, wrote, or reported what came of it.
        PartyAnswered = "party_answered",
        /// A person of a family said something about the plan that nobody answered yet.
        PlanComment = "plan_comment",
        /// A consent of a family with which one works ends within thirty days.
        ConsentEnds = "consent_ends",
        /// An action of a family with which one works is past its day.
        ActionLate = "action_late",
        /// Somebody asked to use a right, and waits for an answer.
        RightsRequest = "rights_request",
        /// Somebody broke a glass, and nobody said yet whether rightly.
        BrokenGlass = "broken_glass",
        /// A destruction that somebody else proposed waits for confirmation.
        DestructionWaits = "destruction_waits",
        /// Rules that somebody else proposed wait for confirmation.
        RulesWait = "rules_wait",
    }
}

vocabulary! {
    /// By which way somebody is told.
    NoticeChannel = "notice_channel" {
        /// Not at all.
        Off = "off",
        /// In the application alone.
        InApp = "in_app",
        /// In the application, and by a mail each morning that speaks of all that is new.
        Digest = "digest",
        /// In the application, and by mail at once.
        AtOnce = "at_once",
    }
}

vocabulary! {
    /// A language in which mail is written.
    Language = "language" {
        /// Dutch.
        Dutch = "nl",
        /// English.
        English = "en",
    }
}

impl NoticeKind {
    /// The kind of record that it is about: whoever may not see that of a dossier is not told.
    #[must_use]
    pub fn about(self) -> RecordKind {
        match self {
            Self::Assigned => RecordKind::Assignment,
            Self::RequestWaits | Self::RequestDecided => RecordKind::BudgetRequest,
            Self::PartyAnswered => RecordKind::Referral,
            Self::PlanComment => RecordKind::PlanComment,
            Self::ConsentEnds => RecordKind::Consent,
            Self::ActionLate => RecordKind::Action,
            Self::RightsRequest => RecordKind::RightsRequest,
            Self::BrokenGlass => RecordKind::BreakGlass,
            Self::DestructionWaits => RecordKind::Destruction,
            Self::RulesWait => RecordKind::RuleSet,
        }
    }

    /// By which way whoever chose nothing is told.
    #[must_use]
    pub fn usual(self) -> NoticeChannel {
        match self {
            Self::BrokenGlass => NoticeChannel::AtOnce,
            _ => NoticeChannel::Digest,
        }
    }

    /// Whether one may choose to be told by this way. Of a broken glass one is told at once: that is what lets people break
    /// it.
    #[must_use]
    pub fn may_come_by(self, channel: NoticeChannel) -> bool {
        self != Self::BrokenGlass || channel == NoticeChannel::AtOnce
    }
}

/// That somebody is told of something.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Notice {
    /// Its id, which tells since when it is there.
    pub id: NoticeId,
    /// Who is told.
    pub member_id: MemberId,
    /// Of what.
    pub kind: NoticeKind,
    /// The record that it is about, of the kind that [`NoticeKind::about`] says; for a report of a party, its link.
    pub about: Uuid,
    /// The trajectory, where it is about one.
    pub trajectory_id: Option<TrajectoryId>,
    /// Whether that member saw it.
    pub seen: bool,
    /// Whether a mail spoke of it.
    pub mailed: bool,
    /// Its version.
    pub version: Version,
}

impl Record for Notice {
    type Id = NoticeId;
    const KIND: RecordKind = RecordKind::Notice;

    fn id(&self) -> NoticeId {
        self.id
    }

    fn version(&self) -> Version {
        self.version
    }

    fn trajectory(&self) -> Option<TrajectoryId> {
        self.trajectory_id
    }
}

/// By which way somebody is told of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoticeWay {
    /// Of what.
    pub kind: NoticeKind,
    /// By which way.
    pub channel: NoticeChannel,
}

/// What a member chose about being told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NoticeChoices {
    /// Its id: the same UUID as the member's, so that each has one.
    pub id: NoticeChoicesId,
    /// What differs from the usual.
    pub channels: BTreeMap<NoticeKind, NoticeChannel>,
    /// In which language mail is written.
    pub language: Language,
    /// Its version.
    pub version: Version,
}
record!(NoticeChoices, NoticeChoicesId, NoticeChoices);

impl NoticeChoices {
    /// What holds for whoever chose nothing.
    #[must_use]
    pub fn usual(member: MemberId) -> Self {
        Self {
            id: NoticeChoicesId::from_uuid(member.uuid()),
            channels: BTreeMap::new(),
            language: Language::Dutch,
            version: Version::new(0),
        }
    }

    /// By which way this member is told of something.
    #[must_use]
    pub fn channel(&self, kind: NoticeKind) -> NoticeChannel {
        self.channels.get(&kind).copied().unwrap_or_else(|| kind.usual())
    }

    /// By which way this member is told of each kind.
    pub fn ways(&self) -> impl Iterator<Item = NoticeWay> {
        let way = |kind: &NoticeKind| NoticeWay {
            kind: *kind,
            channel: self.channel(*kind),
        };
        NoticeKind::ALL.iter().map(way)
    }

    /// Puts other choices in their place.
    ///
    /// # Errors
    /// `out_of_range`, at the kind's own word, for a way by which one cannot be told of it.
    pub fn choose(&self, chosen: &[NoticeWay], language: Language) -> Decision<Self> {
        let mut check = Check::new();
        for NoticeWay { kind, channel } in chosen {
            check.ensure(kind.may_come_by(*channel), RefusalCode::OutOfRange, kind.code());
        }
        let other = chosen.iter().filter(|way| way.kind.usual() != way.channel);
        check.pass(Self {
            id: self.id,
            channels: other.map(|way| (way.kind, way.channel)).collect(),
            language,
            version: self.version.next(),
        })
    }
}

/// A mail that waits to be sent: how much of what there is to look at, and nothing of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NoticeMail {
    /// Its id, by which a mail that is sent twice can be known for the same.
    pub id: NoticeMailId,
    /// To whom.
    pub member_id: MemberId,
    /// How many notices of each kind it speaks of.
    pub counts: BTreeMap<NoticeKind, u32>,
    /// How often it was tried to send it.
    pub tries: i64,
    /// From when on it may be tried again.
    #[serde(with = "time::serde::timestamp")]
    pub due_at: OffsetDateTime,
    /// Its version.
    pub version: Version,
}
record!(NoticeMail, NoticeMailId, NoticeMail);

impl NoticeMail {
    /// How often it is tried before it is given up: over two days.
    pub const TRIES: i64 = 12;

    /// It as taken by whoever tries to send it now: nobody else does so before this try must be over, and each time it is
    /// waited longer.
    #[must_use]
    pub fn taken(&self, now: OffsetDateTime) -> Self {
        let minutes = 2_i64 << self.tries.clamp(0, 8);
        Self {
            tries: self.tries + 1,
            due_at: now + Duration::minutes(minutes),
            version: self.version.next(),
            ..self.clone()
        }
    }
}

/// Something of which somebody is to be told, as the records say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Waits {
    /// Who.
    pub member_id: MemberId,
    /// Of what.
    pub kind: NoticeKind,
    /// About which record.
    pub about: Uuid,
    /// In which trajectory.
    pub trajectory_id: Option<TrajectoryId>,
}

/// What is to be done so that everybody is told of what waits, once.
#[derive(Clone, Debug, Default)]
pub struct Noticing {
    /// Notices that are new.
    pub fresh: Vec<Notice>,
    /// Notices of what waits no longer.
    pub gone: Vec<NoticeId>,
    /// Notices of which a mail speaks now.
    pub mailed: Vec<Change<Notice>>,
    /// The mails.
    pub mails: Vec<NoticeMail>,
}

impl Noticing {
    /// Holds what waits against the notices that there are. Mail is written where `mailing` says that it is sent at all:
    /// at once of what was chosen so, and once a morning, from seven o'clock, of the rest that nobody saw.
    #[must_use]
    pub fn of(
        waiting: &[Waits],
        notices: &[Notice],
        (choices, mailing): (&HashMap<MemberId, NoticeChoices>, bool),
        stamp: Stamp<'_>,
    ) -> Self {
        let channel = |member: MemberId, kind: NoticeKind| {
            choices
                .get(&member)
                .map_or_else(|| kind.usual(), |chosen| chosen.channel(kind))
        };
        let wanted = waiting
            .iter()
            .filter(|one| channel(one.member_id, one.kind) != NoticeChannel::Off);
        // Nobody is told twice of the same.
        let mut new: HashMap<_, Waits> = wanted.map(|one| ((one.member_id, one.kind, one.about), *one)).collect();
        let (mut kept, mut gone) = (Vec::new(), Vec::new());
        for notice in notices {
            match new.remove(&(notice.member_id, notice.kind, notice.about)) {
                Some(_) => kept.push(notice),
                None => gone.push(notice.id),
            }
        }
        let mut new: Vec<Waits> = new.into_values().collect();
        new.sort_unstable_by_key(|one| (one.member_id, one.kind, one.about));
        let mut fresh: Vec<Notice> = new.into_iter().map(|one| Notice::of(one, stamp)).collect();

        let mut counts: BTreeMap<MemberId, BTreeMap<NoticeKind, u32>> = BTreeMap::new();
        let mut mailed = Vec::new();
        if mailing {
            let morning = last_morning(stamp.now);
            let speaks_of = |notice: &Notice| match channel(notice.member_id, notice.kind) {
                NoticeChannel::AtOnce => !notice.seen && !notice.mailed,
                NoticeChannel::Digest => !notice.seen && !notice.mailed && notice.id.made_at() < morning,
                NoticeChannel::InApp | NoticeChannel::Off => false,
            };
            let mut count = |notice: &Notice| {
                *counts
                    .entry(notice.member_id)
                    .or_default()
                    .entry(notice.kind)
                    .or_default() += 1;
            };
            for notice in kept.into_iter().filter(|notice| speaks_of(notice)) {
                count(notice);
                mailed.push(Change::revised(notice, notice.with_mail()));
            }
            for notice in fresh.iter_mut().filter(|notice| speaks_of(notice)) {
                count(notice);
                notice.mailed = true;
            }
        }
        let mail = |(member_id, counts)| NoticeMail {
            id: stamp.id(),
            member_id,
            counts,
            tries: 0,
            due_at: stamp.now,
            version: Version::FIRST,
        };
        Self {
            mails: counts.into_iter().map(mail).collect(),
            fresh,
            gone,
            mailed,
        }
    }

    /// Whether there is nothing to be done.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        self.fresh.is_empty() && self.gone.is_empty() && self.mailed.is_empty()
    }
}

impl Notice {
    fn of(waits: Waits, stamp: Stamp<'_>) -> Self {
        Self {
            id: stamp.id(),
            member_id: waits.member_id,
            kind: waits.kind,
            about: waits.about,
            trajectory_id: waits.trajectory_id,
            seen: false,
            mailed: false,
            version: Version::FIRST,
        }
    }

    fn with_mail(&self) -> Self {
        Self {
            mailed: true,
            version: self.version.next(),
            ..self.clone()
        }
    }

    /// It as seen.
    #[must_use]
    pub fn as_seen(&self) -> Self {
        Self {
            seen: true,
            version: self.version.next(),
            ..self.clone()
        }
    }
}

/// The last time at which it was seven in the morning in the Netherlands.
fn last_morning(now: OffsetDateTime) -> OffsetDateTime {
    let of = |day: Date| {
        let seven = day.midnight().assume_utc() + Duration::hours(7);
        seven - Duration::seconds(dutch_offset(seven).whole_seconds().into())
    };
    let today = dutch_date(now);
    let morning = of(today);
    if morning <= now {
        morning
    } else {
        of(today - Duration::days(1))
    }
}

#[cfg(test)]
mod tests;
