//! The people with an account, and their access tokens.

use krachtig_core::domain::id::{MemberId, SessionId, TokenId};
use krachtig_core::domain::identity::{Session, SignInMethod};
use krachtig_core::domain::member::{Member, MemberState};
use krachtig_core::domain::record::Version;
use krachtig_core::domain::token::{Token, TokenScope};
use krachtig_core::domain::vocabulary::Role;
use krachtig_core::service::{IssuedInvitation, IssuedToken};
use time::{Date, OffsetDateTime};

use crate::graphql::member_names::MemberRef;
use crate::graphql::scalar::{GlobalId, Word};
use crate::graphql::shown::{Child, Made, alone, shown};

/// A member as he or she stands on a day.
#[derive(Clone, Debug)]
pub struct MemberView {
    /// The member.
    pub member: Member,
    /// Today in the Netherlands.
    pub today: Date,
}

shown! {
    /// A person with an account: a colleague or a volunteer.
    "Member", |view: MemberView| {
        /// Its id.
        id: GlobalId<MemberId> = GlobalId(view.member.id);
        /// First and last name.
        name: &str = view.member.name.as_str();
        /// E-mail address, unique in the tenant, in lower case.
        email: &str = view.member.email.as_str();
        /// The roles, each once.
        roles: Vec<Word<Role>> = view.member.roles.iter().copied().map(Word).collect();
        /// Whether this member may act today, and if not, why. Somebody who was invited, or whose membership has run out,
        /// may do nothing.
        state: Word<MemberState> = Word(view.member.state_on(view.today));
        /// The first day on which the membership holds; absent where it has no beginning.
        fromOn: Option<Date> = view.member.from_on;
        /// The first day on which it no longer holds; absent where it has no end.
        untilOn: Option<Date> = view.member.until_on;
        /// When the member was recorded.
        recordedAt: OffsetDateTime = view.member.id.made_at();
        /// Its version: send it along with an edit.
        version: Version = view.member.version;
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
        /// What it is good for, each once.
        scopes: Vec<Word<TokenScope>> = token.scopes.iter().copied().map(Word).collect();
        /// The last day on which somebody showed it; absent where nobody did.
        lastUsedOn: Option<Date> = token.last_used_on;
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

shown! {
    /// A fresh invitation.
    "IssuedInvitation", |issued: IssuedInvitation| {
        /// Whom it is for.
        member: Made<MemberRef> = Made(MemberRef(issued.member.id));
        /// Until when it holds.
        expiresAt: OffsetDateTime = issued.invitation.expires_at;
        /// What proves that one is invited. Told this once: in a link it belongs behind the `#`.
        secret: &str = &issued.secret;
    }
}

shown! {
    /// A session of a member. Its secret is not kept, and what is kept of it is not told.
    "Session", |session: Session| {
        /// Its id.
        id: GlobalId<SessionId> = GlobalId(session.id);
        /// Whose.
        member: Made<MemberRef> = Made(MemberRef(session.member_id));
        /// How its owner proved who he is.
        method: Word<SignInMethod> = Word(session.method);
        /// When it began.
        beganAt: OffsetDateTime = session.began_at;
        /// When it was used last, to the minute.
        seenAt: OffsetDateTime = session.seen_at;
        /// When it ends however much it is used.
        expiresAt: OffsetDateTime = session.expires_at;
        /// The day on which it was ended.
        endedOn: Option<Date> = session.ended_on;
        /// Its version.
        version: Version = session.version;
    }
}
