//! Of what somebody is told, and by which way.

use krachtig_core::domain::id::{NoticeId, TrajectoryId};
use krachtig_core::domain::notice::{Language, NoticeChannel, NoticeChoices, NoticeKind, NoticeWay};
use krachtig_core::service::{OwnNotice, SeenNotices};
use time::OffsetDateTime;

use crate::graphql::scalar::{GlobalId, Word};
use crate::graphql::shown::{Made, shown};

shown! {
    /// Something that waits for you, or happened to what you work on. It is gone once it waits no longer.
    "Notice", |one: OwnNotice| {
        /// Its id.
        id: GlobalId<NoticeId> = GlobalId(one.notice.id);
        /// Of what you are told.
        kind: Word<NoticeKind> = Word(one.notice.kind);
        /// The record that it is about: its id. For a report of a party, the link by which it came.
        about: String = one.notice.kind.about().id_text(one.notice.about);
        /// The trajectory, where it is about one.
        trajectoryId: Option<GlobalId<TrajectoryId>> = one.notice.trajectory_id.map(GlobalId);
        /// The family's name, where it is about one and that may be seen.
        familyName: Option<&str> = one.dossier.as_ref().map(|dossier| dossier.family.name.as_str());
        /// Since when it is there.
        at: OffsetDateTime = one.notice.id.made_at();
        /// Whether you saw it.
        seen: bool = one.notice.seen;
    }
}

shown! {
    /// What is left after notices were seen.
    "SeenNotices", |seen: SeenNotices| {
        /// How many of those that you saw were new.
        seen: i64 = i64::try_from(seen.seen).unwrap_or(i64::MAX);
        /// How many you have not seen yet.
        unseen: i64 = i64::try_from(seen.unseen).unwrap_or(i64::MAX);
    }
}

shown! {
    /// By which way you are told.
    "NoticeChoices", |choices: NoticeChoices| {
        /// By which way of each kind.
        channels: Vec<Made<NoticeWay>> = choices.ways().map(Made).collect();
        /// In which language mail is written.
        language: Word<Language> = Word(choices.language);
    }
}

shown! {
    /// By which way you are told of something.
    "NoticeWay", |way: NoticeWay| {
        /// Of what.
        kind: Word<NoticeKind> = Word(way.kind);
        /// By which way.
        channel: Word<NoticeChannel> = Word(way.channel);
    }
}
