//! Readers: accounts with tokens that open some of what is published, and the log of what they read.

use std::collections::BTreeSet;

use sea_orm::{QueryResult, Value};
use time::OffsetDateTime;

use super::{NationalStore, commit, execute, get, not_found, query};
use crate::error::{Fault, Outcome};
use crate::id::{ReadId, ReaderId, ReaderTokenId};
use crate::refusal::{Refusal, RefusalCode};
use crate::word::{Word, words};

words! {
    /// What a reader's token opens.
    ReaderScope {
        /// Which releases and indicators there are.
        Catalogue = "catalogue",
        /// The figures of releases.
        Figures = "figures",
        /// Making releases: what regions handed in, definitions, and what is computed and published of them.
        Releases = "releases",
        /// Stories that families approved for the prison service.
        Stories = "stories",
    }
}

impl ReaderScope {
    /// What readers need. Whoever makes releases is asked for by name.
    pub const READING: [Self; 2] = [Self::Catalogue, Self::Figures];
}

/// A token that is added.
#[derive(Clone, Debug)]
pub struct NewToken {
    /// Its id.
    pub id: ReaderTokenId,
    /// The SHA-256 of its secret, which is not kept.
    pub hash: String,
    /// What it opens: at least one.
    pub scopes: BTreeSet<ReaderScope>,
    /// Until when it opens anything.
    pub expires_at: OffsetDateTime,
}

/// A reader who showed a token that is valid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownReader {
    /// The account.
    pub id: ReaderId,
    /// Its name: an organisation or a department.
    pub name: String,
    /// The token.
    pub token: ReaderTokenId,
    /// What the token opens.
    pub scopes: BTreeSet<ReaderScope>,
}

/// An account of a reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReaderAccount {
    /// Its id.
    pub id: ReaderId,
    /// Its name: an organisation or a department.
    pub name: String,
    /// How many of its tokens were not revoked.
    pub tokens: i64,
}

/// What a reader asked for, as the log keeps it: no figure, and no word that was typed.
#[derive(Clone, Debug)]
pub struct Read<'a> {
    /// The line's id.
    pub id: ReadId,
    /// When.
    pub at: OffsetDateTime,
    /// Who.
    pub reader: &'a KnownReader,
    /// The request's id.
    pub request: &'a str,
    /// What was asked for: names of the schema's fields.
    pub asked: &'a str,
    /// Of which releases.
    pub releases: &'a str,
}

/// A line of the log of what was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadsOf {
    /// When, in seconds since 1970.
    pub at: i64,
    /// Who.
    pub reader: ReaderId,
    /// What was asked for.
    pub asked: String,
    /// Of which releases.
    pub releases: String,
}

impl NationalStore {
    /// Makes an account for a reader.
    ///
    /// # Errors
    /// `invalid_format` for an empty name; `done_before` where the name is taken.
    pub async fn add_reader(&self, id: ReaderId, name: &str, at: OffsetDateTime) -> Outcome<()> {
        let doing = "adding a reader";
        let name = name.trim();
        if name.is_empty() || name.len() > 200 || name.chars().any(char::is_control) {
            return Err(Refusal::new(RefusalCode::InvalidFormat, "name").into());
        }
        let tx = self.begin().await?;
        if !query(&tx, "SELECT 1 FROM reader WHERE name = $1", [name.into()], doing)
            .await?
            .is_empty()
        {
            return Err(Refusal::new(RefusalCode::DoneBefore, "name").into());
        }
        let values = [id.uuid().into(), name.into(), at.unix_timestamp().into()];
        execute(
            &tx,
            "INSERT INTO reader (id, name, added_at) VALUES ($1, $2, $3)",
            values,
            doing,
        )
        .await?;
        Ok(commit(tx, doing).await?)
    }

    /// Every reader, by name.
    ///
    /// # Errors
    /// A fault of the store.
    pub async fn readers(&self) -> Outcome<Vec<ReaderAccount>> {
        let sql = "SELECT r.id, r.name, (SELECT count(*) FROM reader_token t WHERE t.reader_id = r.id AND NOT t.revoked) \
                   FROM reader r ORDER BY r.name";
        let rows = query(&self.db, sql, [], "reading readers").await?;
        let read = |row: &QueryResult| {
            Ok(ReaderAccount {
                id: ReaderId::from_uuid(get(row, 0)?),
                name: get(row, 1)?,
                tokens: get(row, 2)?,
            })
        };
        rows.iter().map(read).collect()
    }

    /// Gives a reader a token.
    ///
    /// # Errors
    /// `not_found` for the reader; `missing` where it would open nothing.
    pub async fn add_token(&self, reader: ReaderId, token: &NewToken) -> Outcome<()> {
        let doing = "adding a reader's token";
        if token.scopes.is_empty() {
            return Err(Refusal::new(RefusalCode::Missing, "scopes").into());
        }
        let tx = self.begin().await?;
        if query(&tx, "SELECT 1 FROM reader WHERE id = $1", [reader.uuid().into()], doing)
            .await?
            .is_empty()
        {
            return Err(not_found("reader"));
        }
        let scopes: Vec<&str> = token.scopes.iter().map(|scope| scope.code()).collect();
        let values = [
            token.id.uuid().into(),
            reader.uuid().into(),
            token.hash.as_str().into(),
            scopes.join(" ").into(),
            token.expires_at.unix_timestamp().into(),
        ];
        let sql = "INSERT INTO reader_token (id, reader_id, hash, scopes, expires_at, revoked) \
                   VALUES ($1, $2, $3, $4, $5, FALSE)";
        execute(&tx, sql, values, doing).await?;
        Ok(commit(tx, doing).await?)
    }

    /// Takes a token away.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn revoke_token(&self, id: ReaderTokenId) -> Outcome<()> {
        let sql = "UPDATE reader_token SET revoked = TRUE WHERE id = $1";
        match execute(&self.db, sql, [id.uuid().into()], "revoking a reader's token").await? {
            0 => Err(not_found("token")),
            _ => Ok(()),
        }
    }

    /// What a reader read since a moment, newest first.
    ///
    /// # Errors
    /// A fault of the store.
    pub async fn reads(&self, since: OffsetDateTime, most: u16) -> Outcome<Vec<ReadsOf>> {
        let sql = "SELECT at, reader_id, asked, releases FROM read_log WHERE at >= $1 ORDER BY id DESC LIMIT $2";
        let values: [Value; 2] = [since.unix_timestamp().into(), i64::from(most).into()];
        let rows = query(&self.db, sql, values, "reading what was read").await?;
        let read = |row: &QueryResult| {
            Ok(ReadsOf {
                at: get(row, 0)?,
                reader: ReaderId::from_uuid(get(row, 1)?),
                asked: get(row, 2)?,
                releases: get(row, 3)?,
            })
        };
        rows.iter().map(read).collect()
    }
}

/// Scopes as the store keeps them.
pub(super) fn scopes(text: &str) -> Result<BTreeSet<ReaderScope>, Fault> {
    let corrupt = || Fault::Corrupt {
        table: "reader_token",
        column: "scopes",
    };
    text.split(' ')
        .map(|code| ReaderScope::from_code(code).ok_or_else(corrupt))
        .collect()
}
