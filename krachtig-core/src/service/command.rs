//! The commands that most use cases take.

use crate::domain::id::TrajectoryId;
use crate::domain::record::{Record, Version};

/// Adds something to a trajectory.
#[derive(Clone, Debug)]
pub struct Add<D> {
    /// The trajectory.
    pub trajectory_id: TrajectoryId,
    /// What people typed.
    pub draft: D,
}

/// Replaces what people typed in a record.
#[derive(Clone, Debug)]
pub struct Revise<R: Record, D> {
    /// The record.
    pub id: R::Id,
    /// The version that they saw. An edit of another version is refused as stale.
    pub version: Version,
    /// What they typed.
    pub draft: D,
}

/// Does something to a record that takes no more than a note: withdraws, ends, resumes it.
#[derive(Clone, Debug)]
pub struct Act<R: Record> {
    /// The record.
    pub id: R::Id,
    /// The version that was seen.
    pub version: Version,
    /// What was said about it.
    pub note: Option<String>,
}

/// Records what came of something.
#[derive(Clone, Debug)]
pub struct Conclude<R: Record, O> {
    /// The record.
    pub id: R::Id,
    /// The version that was seen.
    pub version: Version,
    /// What came of it.
    pub outcome: O,
    /// On which day.
    pub on: time::Date,
    /// What was said about it.
    pub note: Option<String>,
}
