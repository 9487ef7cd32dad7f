//! Taking back what was done a moment ago: which acts have a true inverse, the offer of it on the page after the act, and
//! the form by which it is taken up.
//!
//! An offer names a record and the version in which the act left it, under a seal of the session that did it: it is good
//! for nobody else, and for nothing once somebody changed the record. Nothing of it is kept here. What is given, decided,
//! paid or erased is not taken back so, nor is anything of which a word would get lost.

use askama::Template;
use i18n_embed_fl::fl;
use krachtig_core::domain::dossier::Parts;
use krachtig_core::domain::goal::ActionDraft;
use krachtig_core::domain::id::{ActionId, AssignmentId, TrajectoryId};
use krachtig_core::domain::record::{Record, RecordKind, Version};
use krachtig_core::domain::refusal::{Refusal, RefusalCode};
use krachtig_core::domain::trajectory::Assignment;
use krachtig_core::service::{Act, Action, AssignMember, Failure, Outcome, Recorded, Revise};
use poem::http::StatusCode;

use super::dossier::{Tab, address};
use super::form::{Form, in_words};
use super::frame::Frame;
use super::reply::{Answered, Reply, Trouble};
use super::visit::{Place, Visit};
use super::write::Here;

/// What is taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Undo {
    /// That an action is done: it is open again.
    Tick,
    /// That a colleague was assigned: the assignment ends.
    Assign,
    /// That an assignment ended: the colleague is assigned as before.
    EndAssign,
    /// That a step is passed over: it is taken up.
    SkipStep,
    /// What came of a goal: it is open again.
    ConcludeGoal,
}

impl Undo {
    const ALL: [Self; 5] = [
        Self::Tick,
        Self::Assign,
        Self::EndAssign,
        Self::SkipStep,
        Self::ConcludeGoal,
    ];

    fn code(self) -> &'static str {
        match self {
            Self::Tick => "tick",
            Self::Assign => "assign",
            Self::EndAssign => "assign-end",
            Self::SkipStep => "step-skip",
            Self::ConcludeGoal => "goal-end",
        }
    }

    /// What takes it back, which whoever did the one may not always do.
    fn action(self) -> Action {
        match self {
            Self::Tick => Action::ReviseAction,
            Self::Assign => Action::EndAssignment,
            Self::EndAssign => Action::AssignMember,
            Self::SkipStep => Action::ResumeStep,
            Self::ConcludeGoal => Action::ResumeGoal,
        }
    }

    /// The tab on which it was done.
    fn tab(self) -> Tab {
        match self {
            Self::Tick | Self::ConcludeGoal => Tab::Plan,
            Self::Assign | Self::EndAssign => Tab::People,
            Self::SkipStep => Tab::Overview,
        }
    }
}

/// That something can be taken back: what, of which record, in which version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Offer {
    undo: Undo,
    of: String,
    version: Version,
}

impl Offer {
    pub(super) fn of<R: Record>(undo: Undo, record: &R) -> Self
    where
        R::Id: ToString,
    {
        Self {
            undo,
            of: record.id().to_string(),
            version: record.version(),
        }
    }

    /// What the address of the page after the act says besides; nothing for who may not take it back.
    pub(super) fn in_address(&self, (visit, dossier): Here<'_>) -> String {
        if visit.may_in(self.undo.action(), dossier) {
            format!("&undo={}", self.sealed(visit, dossier.trajectory.id))
        } else {
            String::new()
        }
    }

    fn sealed(&self, visit: &Visit, trajectory: TrajectoryId) -> String {
        let Self { undo, of, version } = self;
        let said = format!("{}.{of}.{}", undo.code(), version.get());
        let seal = visit.seal(&format!("{trajectory}.{said}"));
        format!("{said}.{seal}")
    }

    /// The offer that a text makes, if it is one that this session was made about this trajectory.
    fn read(visit: &Visit, trajectory: TrajectoryId, text: &str) -> Option<Self> {
        let mut parts = text.split('.');
        let (code, of, version) = (parts.next()?, parts.next()?, parts.next()?);
        let seal = blake3::Hash::from_hex(parts.next()?).ok()?;
        let offer = Self {
            undo: Undo::ALL.into_iter().find(|undo| undo.code() == code)?,
            of: of.to_owned(),
            version: Version::new(version.parse().ok()?),
        };
        let said = format!("{trajectory}.{code}.{of}.{}", offer.version.get());
        // Hashes compare in constant time.
        (visit.seal(&said) == seal).then_some(offer)
    }
}

/// The form by which something is taken back.
pub(super) struct Offered {
    /// Where it is sent.
    pub(super) action: String,
    /// What it brings along.
    pub(super) undo: String,
}

/// What this page offers to take back, as its address tells.
pub(super) fn offered(visit: &Visit) -> Option<Offered> {
    let undo = visit.query.filled("undo")?;
    let trajectory = visit.trajectory().ok()?;
    Offer::read(visit, trajectory, &undo)?;
    let action = format!("{}/dossiers/{trajectory}/undo", visit.home());
    Some(Offered { action, undo })
}

#[derive(Template)]
#[template(path = "undo.html")]
struct NotUndone {
    p: Frame,
    why: String,
    back: String,
}

/// Takes back what was offered, or says why that cannot be any more.
pub(super) async fn take_back(visit: &Visit, form: &Form) -> Answered {
    let trajectory = visit.trajectory()?;
    let offer = Offer::read(visit, trajectory, form.text("undo")).ok_or_else(Trouble::not_found)?;
    let parts = Parts::of(&[RecordKind::Action, RecordKind::Assignment]);
    let dossier = visit.services.dossier(&visit.ctx, trajectory, parts).await?;
    let at = format!("{}{}", address(visit, &dossier), offer.undo.tab().at());
    match undo((visit, &dossier), &offer).await {
        Ok(()) => Ok(Reply::go_to(format!("{at}?done=undone"))),
        Err(Failure::Refused(refusals)) => {
            let first = refusals.first();
            let why = match first.code {
                RefusalCode::Stale | RefusalCode::WrongState | RefusalCode::NotFound => fl!(visit.t, "undo-stale"),
                _ => in_words(visit.t, first),
            };
            let page = NotUndone {
                p: visit.frame(fl!(visit.t, "undo-not"), Some(Place::Families)),
                why,
                back: at,
            };
            Reply::with_status(StatusCode::CONFLICT, &page)
        }
        Err(fault) => Err(fault.into()),
    }
}

async fn undo((visit, dossier): Here<'_>, offer: &Offer) -> Outcome<()> {
    let (services, ctx) = (&visit.services, &visit.ctx);
    match offer.undo {
        Undo::Tick => open_again((visit, dossier), offer).await,
        Undo::Assign => told(services.end_assignment(ctx, act(offer)?).await),
        Undo::EndAssign => {
            let of = act::<Assignment>(offer)?;
            assign_again(visit, dossier.trajectory.id, (of.id, of.version)).await
        }
        Undo::SkipStep => told(services.resume_step(ctx, act(offer)?).await),
        Undo::ConcludeGoal => told(services.resume_goal(ctx, act(offer)?).await),
    }
}

fn told<R>(outcome: Outcome<Recorded<R>>) -> Outcome<()> {
    outcome.map(|_| ())
}

fn act<R: Record>(offer: &Offer) -> Outcome<Act<R>> {
    Ok(Act {
        id: offer.of.parse().map_err(|_| gone())?,
        version: offer.version,
        note: None,
    })
}

fn gone() -> Failure {
    Refusal::new(RefusalCode::Stale, "").into()
}

async fn open_again((visit, dossier): Here<'_>, offer: &Offer) -> Outcome<()> {
    let id: ActionId = offer.of.parse().map_err(|_| gone())?;
    let action = dossier.actions.iter().find(|action| action.id == id);
    let action = action.ok_or_else(gone)?;
    let cmd = Revise {
        id,
        version: offer.version,
        draft: ActionDraft {
            about: action.about.to_string(),
            carrier: action.carrier,
            who: action.who.as_ref().map(ToString::to_string),
            due_on: action.due_on,
            done_on: None,
        },
    };
    told(visit.services.revise_action(&visit.ctx, cmd).await)
}

/// Assigns a colleague as he or she was before an assignment ended.
///
/// # Errors
/// `stale` where the assignment changed since, or where the colleague led and somebody else does so now.
pub(super) async fn assign_again(
    visit: &Visit,
    trajectory: TrajectoryId,
    (id, version): (AssignmentId, Version),
) -> Outcome<()> {
    let parts = Parts::of(&[RecordKind::Assignment]);
    let dossier = visit.services.dossier(&visit.ctx, trajectory, parts).await?;
    let mut team = dossier.assignments.iter();
    let ended = team.find(|one| one.id == id && one.version == version && one.ended_on.is_some());
    let ended = ended.ok_or_else(gone)?;
    if ended.lead && leads(visit, &dossier.assignments) {
        return Err(gone());
    }
    let cmd = AssignMember {
        trajectory_id: trajectory,
        member_id: ended.member_id,
        role: ended.role,
        side: ended.side,
        lead: ended.lead,
    };
    told(visit.services.assign_member(&visit.ctx, cmd).await)
}

/// Whether somebody leads today.
pub(super) fn leads(visit: &Visit, team: &[Assignment]) -> bool {
    let today = visit.today();
    team.iter().any(|one| one.lead && one.holds(today))
}
