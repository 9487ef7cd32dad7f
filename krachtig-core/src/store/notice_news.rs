//! Saying that there are other notices than before, so that whoever listens looks at his or her own again. Whose they are
//! is not said: each asks for what he or she may see.
//!
//! What is kept does not belong here: see [`super::noticing`].

use time::OffsetDateTime;
use uuid::Uuid;

use super::{Announcement, Store};
use crate::access::{Action, Permit};
use crate::domain::record::RecordKind;
use crate::domain::vocabulary::Vocabulary;

impl Announcement {
    /// Whether it says that of somebody's notices some came, went or were seen. The access log has no line of that.
    #[must_use]
    pub fn is_of_notices(&self) -> bool {
        self.record_kind == RecordKind::Notice.code()
    }
}

impl Store {
    /// Says that there are other notices than before, once they are kept.
    pub(crate) fn tell_of_notices(&self, _permit: &Permit, at: OffsetDateTime) {
        self.announce_unlogged(Announcement {
            trajectory_id: None,
            record_kind: RecordKind::Notice.code(),
            record_id: Uuid::nil(),
            version: 0,
            action: Action::KeepNotices.code(),
            at,
        });
    }
}
