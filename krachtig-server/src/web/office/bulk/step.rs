//! What an act over many families does to one of them, and how that is taken back. Whatever is so already is done: so
//! somebody whose connection broke can send the same once more.

use krachtig_core::domain::dossier::{Dossier, Parts};
use krachtig_core::domain::id::{AssignmentId, MemberId, TrajectoryId};
use krachtig_core::domain::record::{RecordKind, Version};
use krachtig_core::domain::refusal::RefusalCode;
use krachtig_core::domain::retention::RetentionBasis;
use krachtig_core::domain::trajectory::{Assignment, Side};
use krachtig_core::domain::vocabulary::{Role, Vocabulary};
use krachtig_core::service::{Act, AssignMember, Failure, KeepUnder, Outcome};

use super::super::super::undo;
use super::super::super::visit::Visit;
use super::{Asked, Bulk};

/// Why something was not done for a family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Why {
    /// A service refused it.
    Refused(RefusalCode),
    /// The colleague works with the family already, but not as was asked.
    Otherwise,
}

impl Why {
    const OTHERWISE: &'static str = "otherwise";

    /// How forms call it.
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Refused(code) => code.code(),
            Self::Otherwise => Self::OTHERWISE,
        }
    }

    pub(super) fn from_code(code: &str) -> Option<Self> {
        match code {
            Self::OTHERWISE => Some(Self::Otherwise),
            code => RefusalCode::from_code(code).map(Self::Refused),
        }
    }
}

/// What was made for a family, as far as it takes to take it back: the assignment, or under what the dossier was kept
/// before, and the version that the record has since.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Made {
    pub(super) trajectory: TrajectoryId,
    what: String,
    version: Version,
}

impl Made {
    fn of(trajectory: TrajectoryId, what: &impl ToString, version: Version) -> Self {
        let what = what.to_string();
        Self {
            trajectory,
            what,
            version,
        }
    }

    /// As a form brings it along.
    pub(super) fn told(&self) -> String {
        format!("{}/{}/{}", self.trajectory, self.what, self.version.get())
    }

    pub(super) fn read(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '/');
        let (trajectory, what, version) = (parts.next()?, parts.next()?, parts.next()?);
        Some(Self::of(
            trajectory.parse().ok()?,
            &what,
            Version::new(version.parse().ok()?),
        ))
    }
}

/// What came of it for one family.
pub(super) enum Came {
    /// It was done, and can be taken back where it says how.
    Done(Option<Made>),
    /// It was so already.
    Already,
    /// It was not done.
    Left(Why),
}

/// Does what is asked for to a family. What is refused leaves it as it is.
///
/// # Errors
/// A fault.
pub(super) async fn step(
    visit: &Visit,
    (asked, made): (Asked, Option<&Made>),
    family: TrajectoryId,
) -> Result<Came, Failure> {
    let came = match asked {
        Asked::Assign(who, side, lead) => assign(visit, family, (who, side, lead)).await,
        Asked::HandOver(from, to) => hand_over(visit, family, (from, to)).await,
        Asked::Release(from) => release(visit, family, from).await,
        Asked::Keep(basis) => keep(visit, family, basis).await,
        Asked::Back(act) => match made {
            Some(made) => back(visit, act, made).await,
            None => Ok(Came::Left(Why::Refused(RefusalCode::NotFound))),
        },
    };
    match came {
        Err(Failure::Refused(refusals)) => Ok(Came::Left(Why::Refused(refusals.first().code))),
        came => came,
    }
}

/// The assignments of a family that hold today.
async fn dossier(visit: &Visit, family: TrajectoryId) -> Outcome<Dossier> {
    let parts = Parts::of(&[RecordKind::Assignment]);
    visit.services.dossier(&visit.ctx, family, parts).await
}

fn works<'d>(visit: &Visit, dossier: &'d Dossier, member: MemberId) -> Option<&'d Assignment> {
    let today = visit.today();
    let mut team = dossier.assignments.iter();
    team.find(|one| one.member_id == member && one.holds(today))
}

async fn assign(
    visit: &Visit,
    family: TrajectoryId,
    ((member_id, role), side, lead): ((MemberId, Role), Side, bool),
) -> Outcome<Came> {
    let cmd = AssignMember {
        trajectory_id: family,
        member_id,
        role,
        side,
        lead,
    };
    match visit.services.assign_member(&visit.ctx, cmd).await {
        Ok(new) => {
            // Who led before does so no longer, which ending this assignment would not undo.
            let made = Made::of(family, &new.record.id, new.record.version);
            Ok(Came::Done((!lead).then_some(made)))
        }
        Err(Failure::Refused(refusals)) if refusals.first().code == RefusalCode::AlreadyExists => {
            let dossier = dossier(visit, family).await?;
            let as_asked = |one: &&Assignment| one.role == role && one.side == side && (one.lead || !lead);
            let there = works(visit, &dossier, member_id).filter(as_asked);
            Ok(there.map_or(Came::Left(Why::Otherwise), |_| Came::Already))
        }
        Err(failure) => Err(failure),
    }
}

async fn hand_over(
    visit: &Visit,
    family: TrajectoryId,
    (from, (to, role)): (MemberId, (MemberId, Role)),
) -> Outcome<Came> {
    let seen = dossier(visit, family).await?;
    let Some(old) = works(visit, &seen, from) else {
        return Ok(Came::Already);
    };
    let covers = |one: &Assignment| (one.side == Side::Both || one.side == old.side) && (one.lead || !old.lead);
    let version = match works(visit, &seen, to) {
        Some(one) if !covers(one) => return Ok(Came::Left(Why::Otherwise)),
        Some(_) => old.version,
        None => {
            let cmd = AssignMember {
                trajectory_id: family,
                member_id: to,
                role,
                side: old.side,
                lead: old.lead,
            };
            let new = visit.services.assign_member(&visit.ctx, cmd).await?;
            // Who led leads no longer, so that the old assignment has another version.
            let now = new.dossier.assignments.iter().find(|one| one.id == old.id);
            now.map_or(old.version, |now| now.version)
        }
    };
    end(visit, (old.id, version)).await?;
    Ok(Came::Done(None))
}

async fn end(visit: &Visit, (id, version): (AssignmentId, Version)) -> Outcome<Assignment> {
    let cmd = Act {
        id,
        version,
        note: None,
    };
    let ended = visit.services.end_assignment(&visit.ctx, cmd).await?;
    Ok(ended.record)
}

async fn release(visit: &Visit, family: TrajectoryId, from: MemberId) -> Outcome<Came> {
    let dossier = dossier(visit, family).await?;
    let Some(old) = works(visit, &dossier, from) else {
        return Ok(Came::Already);
    };
    let ended = end(visit, (old.id, old.version)).await?;
    Ok(Came::Done(Some(Made::of(family, &ended.id, ended.version))))
}

async fn keep(visit: &Visit, family: TrajectoryId, basis: RetentionBasis) -> Outcome<Came> {
    let dossier = dossier(visit, family).await?;
    let before = dossier.trajectory.kept_under();
    if before == basis {
        return Ok(Came::Already);
    }
    let cmd = KeepUnder {
        id: family,
        version: dossier.trajectory.version,
        basis,
    };
    let kept = visit.services.keep_under(&visit.ctx, cmd).await?;
    Ok(Came::Done(Some(Made::of(family, &before.code(), kept.record.version))))
}

/// Takes back what an act made, as long as the record is as the act left it.
async fn back(visit: &Visit, act: Bulk, made: &Made) -> Outcome<Came> {
    let gone = Came::Left(Why::Refused(RefusalCode::NotFound));
    let Made {
        trajectory, version, ..
    } = *made;
    match act {
        Bulk::Assign => {
            let Ok(id) = made.what.parse() else { return Ok(gone) };
            end(visit, (id, version)).await?;
        }
        Bulk::Release => {
            let Ok(id) = made.what.parse() else { return Ok(gone) };
            undo::assign_again(visit, trajectory, (id, version)).await?;
        }
        Bulk::Keep => {
            let Some(basis) = RetentionBasis::from_code(&made.what) else {
                return Ok(gone);
            };
            let cmd = KeepUnder {
                id: trajectory,
                version,
                basis,
            };
            visit.services.keep_under(&visit.ctx, cmd).await?;
        }
        Bulk::HandOver => return Ok(gone),
    }
    Ok(Came::Done(None))
}
