//! Holds the log against its tree, and the tree against signed checkpoints: what was deleted, changed, put in another
//! order, cut off, or told to one in another way than to the other, and where.
//!
//! Whom a signature has to be by does not belong here: the caller has checked that.

use std::collections::HashMap;

use sea_orm::entity::prelude::*;
use sea_orm::{ConnectionTrait, DbBackend, QuerySelect, Statement};

use super::canonical::leaf_of_stored;
use super::entity::{leaf, line};
use super::tree::leaves;
use crate::domain::vocabulary::vocabulary;
use crate::error::Fault;
use crate::evidence::{Checkpoint, Frontier, Hash};
use crate::store::{Doing, Store};

vocabulary! {
    /// What is wrong with a log.
    LogDamageKind = "log_damage_kind" {
        /// A line that has a place in the tree is not there.
        LineMissing = "line_missing",
        /// A line is not what it was when it got its place.
        LineChanged = "line_changed",
        /// A line is there that never got a place.
        LineUnplaced = "line_unplaced",
        /// A place in the tree is empty.
        LeafMissing = "leaf_missing",
        /// The tree is smaller than a checkpoint says that it was.
        CutOff = "cut_off",
        /// The tree is not the one of a checkpoint: something up to there was changed, or put in another order, or the
        /// log told somebody else another story.
        Fork = "fork",
        /// A checkpoint is not signed by the log.
        NotSigned = "not_signed",
        /// A checkpoint is of another log.
        OtherLog = "other_log",
        /// The list of who was shown to whom lacks what a line says.
        ShownIncomplete = "shown_incomplete",
    }
}

/// Something that is wrong with a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogDamage {
    /// What.
    pub kind: LogDamageKind,
    /// At which place in the tree: of the line, or the size that a checkpoint names. None where there is no place.
    pub at: Option<u64>,
    /// The last place before it up to which the tree is that of a checkpoint, for a fork.
    pub good_until: Option<u64>,
    /// The line, where it is about one.
    pub line: Option<Uuid>,
}

/// What came of looking at a log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogCheck {
    /// How many lines have a place in the tree.
    pub size: u64,
    /// The root of the tree.
    pub root: Hash,
    /// How many checkpoints the tree was held against.
    pub checkpoints: usize,
    /// What is wrong, in the order of the tree. The first thousand, and how many there are in all.
    pub damages: Vec<LogDamage>,
    /// How many there are in all.
    pub damage_count: usize,
}

/// The most damages that are told one by one.
const TOLD: usize = 1_000;

/// Leaves that are looked at together.
const PAGE: u64 = 500;

const DOING: &str = "verifying the log";

impl LogCheck {
    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_good(&self) -> bool {
        self.damage_count == 0
    }

    /// Notes what is wrong.
    pub(crate) fn note(&mut self, kind: LogDamageKind, at: Option<u64>, line: Option<Uuid>) {
        self.note_fork(kind, (at, None), line);
    }

    fn note_fork(&mut self, kind: LogDamageKind, (at, good_until): (Option<u64>, Option<u64>), line: Option<Uuid>) {
        self.damage_count += 1;
        if self.damages.len() < TOLD {
            self.damages.push(LogDamage {
                kind,
                at,
                good_until,
                line,
            });
        }
    }
}

impl Store {
    /// Looks at every line that has a place now, and holds the tree against these checkpoints.
    pub(crate) async fn check_log(&self, mut checkpoints: Vec<Checkpoint>) -> Result<LogCheck, Fault> {
        checkpoints.sort_by_key(|checkpoint| checkpoint.size);
        let mut walk = Walk {
            tree: Frontier::new(),
            good_until: 0,
            next: checkpoints.iter().peekable(),
            check: LogCheck {
                checkpoints: checkpoints.len(),
                ..LogCheck::default()
            },
        };
        walk.hold_against_checkpoints();
        loop {
            let page = leaves(self.reader().connection(), walk.place(), PAGE).await?;
            let Some(last) = page.last().map(|leaf| leaf.number) else {
                break;
            };
            let lines = lines_of(self.reader().connection(), (page[0].number, last)).await?;
            for leaf in page {
                walk.step(&leaf, &lines);
            }
        }
        let mut check = walk.end();
        let unplaced = "SELECT a.id FROM audit a WHERE NOT EXISTS (SELECT 1 FROM audit_leaf l WHERE l.line_id = a.id) \
                        AND NOT EXISTS (SELECT 1 FROM audit_pending p WHERE p.line_id = a.id)";
        for id in ids(self.reader().connection(), unplaced).await? {
            check.note(LogDamageKind::LineUnplaced, None, Some(id));
        }
        for id in ids(self.reader().connection(), shown_in_vain(self.reader().connection())).await? {
            check.note(LogDamageKind::ShownIncomplete, None, Some(id));
        }
        Ok(check)
    }
}

/// A walk along the tree.
struct Walk<'c> {
    tree: Frontier,
    /// Up to where the tree is that of a checkpoint.
    good_until: u64,
    next: std::iter::Peekable<std::slice::Iter<'c, Checkpoint>>,
    check: LogCheck,
}

impl Walk<'_> {
    /// The place of the next leaf.
    fn place(&self) -> u64 {
        self.tree.size()
    }

    fn step(&mut self, leaf: &leaf::Model, lines: &HashMap<Uuid, line::Model>) {
        let number = u64::try_from(leaf.number).unwrap_or_default();
        while self.place() < number {
            // What stood there is gone; any hash will do for it, as none is the right one.
            self.check.note(LogDamageKind::LeafMissing, Some(self.place()), None);
            self.push(Hash::default());
        }
        let hash = Hash::try_from(leaf.hash.as_slice()).unwrap_or_default();
        match lines.get(&leaf.line_id) {
            None => self
                .check
                .note(LogDamageKind::LineMissing, Some(number), Some(leaf.line_id)),
            Some(line) if leaf_of_stored(line) != hash => {
                self.check
                    .note(LogDamageKind::LineChanged, Some(number), Some(leaf.line_id));
            }
            Some(_) => {}
        }
        self.push(hash);
    }

    fn push(&mut self, leaf: Hash) {
        self.tree.push(leaf);
        self.hold_against_checkpoints();
    }

    /// Compares the tree with the checkpoints of its size.
    fn hold_against_checkpoints(&mut self) {
        let size = self.tree.size();
        while let Some(checkpoint) = self.next.next_if(|checkpoint| checkpoint.size == size) {
            if checkpoint.root == self.tree.root() {
                self.good_until = size;
            } else {
                let places = (Some(size), Some(self.good_until));
                self.check.note_fork(LogDamageKind::Fork, places, None);
            }
        }
    }

    fn end(mut self) -> LogCheck {
        for checkpoint in self.next {
            self.check.note(LogDamageKind::CutOff, Some(checkpoint.size), None);
        }
        self.check.size = self.tree.size();
        self.check.root = self.tree.root();
        self.check
    }
}

/// The lines of the leaves in these places.
async fn lines_of(db: &DatabaseConnection, (from, until): (i64, i64)) -> Result<HashMap<Uuid, line::Model>, Fault> {
    let those = leaf::Entity::find()
        .select_only()
        .column(leaf::Column::LineId)
        .filter(leaf::Column::Number.between(from, until));
    let lines = line::Entity::find()
        .filter(line::Column::Id.in_subquery(sea_orm::QueryTrait::into_query(those)))
        .all(db)
        .await
        .doing(DOING)?;
    Ok(lines.into_iter().map(|line| (line.id, line)).collect())
}

/// Lines that show somebody whom the list of who was shown does not name.
fn shown_in_vain(db: &DatabaseConnection) -> &'static str {
    if db.get_database_backend() == DbBackend::Sqlite {
        "SELECT DISTINCT a.id FROM audit a, json_each(a.shown) s WHERE NOT EXISTS \
         (SELECT 1 FROM audit_shown x WHERE x.about = unhex(s.value) AND x.line_id = a.id)"
    } else {
        "SELECT DISTINCT a.id FROM audit a, jsonb_array_elements_text(a.shown) s WHERE NOT EXISTS \
         (SELECT 1 FROM audit_shown x WHERE x.about = s::uuid AND x.line_id = a.id)"
    }
}

async fn ids(db: &DatabaseConnection, sql: &str) -> Result<Vec<Uuid>, Fault> {
    let statement = Statement::from_string(db.get_database_backend(), sql);
    let rows = db.query_all_raw(statement).await.doing(DOING)?;
    rows.iter().map(|row| row.try_get_by_index(0).doing(DOING)).collect()
}
