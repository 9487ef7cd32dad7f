//! Access tokens of members. The secret itself does not belong here: only its hash is kept.
//!
//! ```
//! use krachtig_core::domain::record::{Record, RecordKind};
//! use krachtig_core::domain::token::Token;
//!
//! assert_eq!(Token::KIND, RecordKind::Token);
//! ```

use serde::{Deserialize, Serialize};
use time::Date;

use super::clock::Stamp;
use super::id::{MemberId, TokenId};
use super::record::{Version, record};
use super::refusal::{Check, Decision, RefusalCode};
use super::text::Line;
use super::vocabulary::vocabulary;

vocabulary! {
    /// What an access token is good for. It never reaches further than its owner does.
    TokenScope = "token_scope" {
        /// Reads dossiers, lists and rules.
        Read = "read",
        /// Records and edits casework.
        Casework = "casework",
        /// Asks for money, approves, books.
        Budget = "budget",
        /// Brings in region rules, tries and confirms them.
        Rules = "rules",
        /// Runs the office: members, instruments, periods, import and export.
        Admin = "admin",
    }
}

/// An access token of a member.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Token {
    /// Its id.
    pub id: TokenId,
    /// Whose.
    pub member_id: MemberId,
    /// What it is for.
    pub label: Line,
    /// The SHA-256 of its secret, in lower-case hexadecimal.
    pub hash: String,
    /// The last day on which it holds.
    pub expires_on: Date,
    /// When it was revoked.
    pub revoked_on: Option<Date>,
    /// What it is good for, each once.
    pub scopes: Vec<TokenScope>,
    /// The last day on which somebody showed it.
    pub last_used_on: Option<Date>,
    /// Its version.
    pub version: Version,
}
record!(Token, TokenId, Token);

impl Token {
    /// Issues a token with this hash for a member.
    #[must_use]
    pub fn issue(
        (member_id, label): (MemberId, Line),
        hash: String,
        (scopes, expires_on): (&[TokenScope], Date),
        stamp: Stamp<'_>,
    ) -> Self {
        let mut scopes = scopes.to_vec();
        scopes.sort_unstable();
        scopes.dedup();
        Self {
            id: stamp.id(),
            member_id,
            label,
            hash,
            expires_on,
            revoked_on: None,
            scopes,
            last_used_on: None,
            version: Version::FIRST,
        }
    }

    /// Revokes it from this moment.
    ///
    /// # Errors
    /// `wrong_state` when it was revoked before.
    pub fn revoke(&self, stamp: Stamp<'_>) -> Decision<Self> {
        let mut check = Check::new();
        check.ensure(self.revoked_on.is_none(), RefusalCode::WrongState, "id");
        check.pass(Self {
            revoked_on: Some(stamp.today),
            version: self.version.next(),
            ..self.clone()
        })
    }

    /// It as shown on a day.
    #[must_use]
    pub fn used(&self, today: Date) -> Self {
        Self {
            last_used_on: Some(today),
            version: self.version.next(),
            ..self.clone()
        }
    }

    /// Whether it still proves who shows it.
    #[must_use]
    pub fn holds(&self, today: Date) -> bool {
        self.revoked_on.is_none() && today <= self.expires_on
    }
}
