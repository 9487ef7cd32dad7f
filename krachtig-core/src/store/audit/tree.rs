//! The log's tree as it is kept: leaves, checkpoints, and others' signatures under them. Rows are only ever added.
//!
//! Signing does not belong here, nor does holding the tree against the lines: see [`super::verify`].

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{DbErr, QueryOrder, QuerySelect, Set};
use time::OffsetDateTime;

use super::entity::{checkpoint, cosignature, leaf};
use super::sequence;
use crate::error::Fault;
use crate::evidence::{Frontier, Hash};
use crate::store::{Doing, Store};

const DOING: &str = "reading the tree of the log";

/// A checkpoint as it is kept.
#[derive(Clone, Debug)]
pub(crate) struct StoredCheckpoint {
    /// The tree then.
    pub(crate) tree: Frontier,
    /// The signed text.
    pub(crate) note: String,
    /// When it was signed.
    pub(crate) at: OffsetDateTime,
}

impl TryFrom<checkpoint::Model> for StoredCheckpoint {
    type Error = Fault;

    fn try_from(row: checkpoint::Model) -> Result<Self, Fault> {
        let corrupt = Fault::Corrupt {
            table: "audit_checkpoint",
            column: "peaks",
            id: Uuid::nil(),
        };
        let (peaks, rest) = row.peaks.as_chunks::<32>();
        let size = u64::try_from(row.size).ok().filter(|_| rest.is_empty());
        let tree = size.and_then(|size| Frontier::kept(size, peaks.to_vec()));
        Ok(Self {
            tree: tree.ok_or(corrupt)?,
            note: row.note,
            at: row.at,
        })
    }
}

impl Store {
    /// Gives every line its place in the tree that is committed now.
    pub(crate) async fn place_lines(&self) -> Result<(), Fault> {
        sequence::run(self.appender()).await.map(|_| ())
    }

    /// The newest checkpoint.
    pub(crate) async fn last_checkpoint(&self) -> Result<Option<StoredCheckpoint>, Fault> {
        let last = checkpoint::Entity::find()
            .order_by_desc(checkpoint::Column::Size)
            .one(self.reader())
            .await
            .doing(DOING)?;
        last.map(StoredCheckpoint::try_from).transpose()
    }

    /// The signed texts of the checkpoints of trees of this size or larger, the smallest first, each with what others
    /// signed under it.
    pub(crate) async fn checkpoint_notes(&self, from: u64) -> Result<Vec<String>, Fault> {
        let from = i64::try_from(from).unwrap_or(i64::MAX);
        let checkpoints = checkpoint::Entity::find()
            .filter(checkpoint::Column::Size.gte(from))
            .order_by_asc(checkpoint::Column::Size)
            .all(self.reader())
            .await
            .doing(DOING)?;
        let signed = cosignature::Entity::find()
            .filter(cosignature::Column::Size.gte(from))
            .order_by_asc(cosignature::Column::Id)
            .all(self.reader())
            .await
            .doing(DOING)?;
        let with_all = |checkpoint: checkpoint::Model| {
            let under = signed.iter().filter(|signed| signed.size == checkpoint.size);
            under.fold(checkpoint.note, |note, signed| format!("{note}{}\n", signed.line))
        };
        Ok(checkpoints.into_iter().map(with_all).collect())
    }

    /// The tree as it is now: what was kept with the newest checkpoint, and the leaves since.
    pub(crate) async fn tree(&self) -> Result<Frontier, Fault> {
        let mut tree = self
            .last_checkpoint()
            .await?
            .map_or_else(Frontier::new, |last| last.tree);
        loop {
            let leaves = leaves(self.reader().connection(), tree.size(), 10_000).await?;
            if leaves.is_empty() {
                return Ok(tree);
            }
            for leaf in leaves {
                let next = i64::try_from(tree.size()).unwrap_or(i64::MAX);
                let hash = Hash::try_from(leaf.hash.as_slice())
                    .ok()
                    .filter(|_| leaf.number == next);
                tree.push(hash.ok_or(Fault::Corrupt {
                    table: "audit_leaf",
                    column: "number",
                    id: leaf.line_id,
                })?);
            }
        }
    }

    /// Keeps a checkpoint. Of two that were made of the same tree at once, the first is kept.
    pub(crate) async fn keep_checkpoint(&self, made: &StoredCheckpoint) -> Result<(), Fault> {
        let row = checkpoint::ActiveModel {
            size: Set(i64::try_from(made.tree.size()).unwrap_or(i64::MAX)),
            peaks: Set(made.tree.peaks().concat()),
            note: Set(made.note.clone()),
            at: Set(made.at),
        };
        let tx = self.begin().await?;
        let kept = checkpoint::Entity::insert(row)
            .on_conflict(OnConflict::column(checkpoint::Column::Size).do_nothing().to_owned())
            .exec_without_returning(tx.connection())
            .await;
        match kept {
            Ok(_) | Err(DbErr::RecordNotInserted) => tx.commit_unseen().await,
            Err(cause) => Err(cause).doing("keeping a checkpoint"),
        }
    }

    /// Keeps somebody's signature under the checkpoint of a tree of this size.
    pub(crate) async fn keep_cosignature(
        &self,
        (id, at): (Uuid, OffsetDateTime),
        size: u64,
        (signer, line): (String, String),
    ) -> Result<(), Fault> {
        let row = cosignature::ActiveModel {
            id: Set(id),
            size: Set(i64::try_from(size).unwrap_or(i64::MAX)),
            signer: Set(signer),
            line: Set(line),
            at: Set(at),
        };
        let tx = self.begin().await?;
        cosignature::Entity::insert(row)
            .exec_without_returning(tx.connection())
            .await
            .doing("keeping a cosignature")?;
        tx.commit_unseen().await
    }
}

/// Leaves from this place on, in their order.
pub(super) async fn leaves(db: &DatabaseConnection, from: u64, most: u64) -> Result<Vec<leaf::Model>, Fault> {
    leaf::Entity::find()
        .filter(leaf::Column::Number.gte(i64::try_from(from).unwrap_or(i64::MAX)))
        .order_by_asc(leaf::Column::Number)
        .limit(most)
        .all(db)
        .await
        .doing(DOING)
}
