//! What one says about one's own notices.

use krachtig_core::domain::notice::NoticeChoices;
use krachtig_core::service::SeenNotices;

use super::mutations;
use crate::graphql::input::notice::{ChooseNoticesInput, SeeNoticesInput};

mutations! {
    /// What one says about one's own notices.
    NoticesMutation {
        /// Says that you saw your notices up to one of them.
        see_notices(SeeNoticesInput) -> SeenNotices;
        /// Chooses by which way you are told of what, in place of what you chose before.
        choose_notices(ChooseNoticesInput) -> NoticeChoices;
    }
}
