//! The people with an account.

use krachtig_core::domain::id::MemberId;
use krachtig_core::domain::member::{Member, MemberState};
use krachtig_core::domain::record::Version;
use krachtig_core::domain::vocabulary::Role;
use time::OffsetDateTime;

use crate::graphql::scalar::{GlobalId, Word};
use crate::graphql::shown::shown;

shown! {
    /// A person with an account: a colleague or a volunteer.
    "Member", |member: Member| {
        /// Its id.
        id: GlobalId<MemberId> = GlobalId(member.id);
        /// First and last name.
        name: &str = member.name.as_str();
        /// E-mail address, unique in the tenant, in lower case.
        email: &str = member.email.as_str();
        /// The roles, each once.
        roles: Vec<Word<Role>> = member.roles.iter().copied().map(Word).collect();
        /// Whether this member may act.
        state: Word<MemberState> = Word(member.state);
        /// When the member was recorded.
        recordedAt: OffsetDateTime = member.id.made_at();
        /// Its version: send it along with an edit.
        version: Version = member.version;
    }
}
