//! The people with an account, and their access tokens.

use krachtig_core::domain::id::{MemberId, TokenId};
use krachtig_core::domain::member::{Member, MemberState};
use krachtig_core::domain::record::Version;
use krachtig_core::domain::token::Token;
use krachtig_core::domain::vocabulary::Role;
use krachtig_core::service::IssuedToken;
use time::{Date, OffsetDateTime};

use crate::graphql::member_names::MemberRef;
use crate::graphql::scalar::{GlobalId, Word};
use crate::graphql::shown::{Child, Made, alone, shown};

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

shown! {
    /// An access token of a member. Its secret is not kept, and what is kept of it is not told.
    "Token", |token: Token| {
        /// Its id.
        id: GlobalId<TokenId> = GlobalId(token.id);
        /// Whose.
        member: Made<MemberRef> = Made(MemberRef(token.member_id));
        /// What it is for.
        label: &str = token.label.as_str();
        /// The last day on which it holds.
        expiresOn: Date = token.expires_on;
        /// When it was revoked.
        revokedOn: Option<Date> = token.revoked_on;
        /// When it was issued.
        recordedAt: OffsetDateTime = token.id.made_at();
        /// Its version.
        version: Version = token.version;
    }
}

shown! {
    /// A fresh access token.
    "IssuedToken", |issued: IssuedToken| {
        /// The token.
        token: Child<'_, Token> = alone(&issued.token);
        /// What proves who shows it. Told this once: keep it where nobody else reads it.
        secret: &str = &issued.secret;
    }
}
