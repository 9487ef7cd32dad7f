//! What one says about notices.

use krachtig_core::domain::id::NoticeId;
use krachtig_core::domain::notice::{Language, NoticeChannel, NoticeKind, NoticeWay};
use krachtig_core::service::{ChooseNotices, SeeNotices};

use super::input;
use crate::graphql::scalar::{GlobalId, Word};

input! {
    /// That you saw notices.
    SeeNoticesInput => SeeNotices {
        /// The newest of them: those that came later were not seen.
        up_to: GlobalId<NoticeId>,
    }
}

input! {
    /// By which way you want to be told of something.
    NoticeWayInput => NoticeWay {
        /// Of what.
        kind: Word<NoticeKind>,
        /// By which way. Of a broken glass one is told at once.
        channel: Word<NoticeChannel>,
    }
}

input! {
    /// By which way you want to be told.
    ChooseNoticesInput => ChooseNotices {
        /// By which way of what; what is left out is told as usual.
        channels: Vec<NoticeWayInput>,
        /// In which language mail is written.
        language: Word<Language>,
    }
}
