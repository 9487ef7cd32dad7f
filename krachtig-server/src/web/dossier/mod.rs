//! A family's dossier, tab by tab. Each tab reads no more of it than it shows, for the access log tells what was read.
//!
//! Recording does not belong here: see [`super::write`].

mod budget;
pub(super) mod files;
pub(super) mod looked;
mod needs;
mod overview;
mod partners;
mod people;
mod plan;
mod progress;
pub(super) mod report;
mod rights;
mod sharing;
mod story;
mod surroundings;
mod timeline;
mod told;
pub(super) mod trajectories;

use std::collections::{BTreeSet, HashMap};
use std::fmt;

use i18n_embed_fl::fl;
use krachtig_core::domain::dossier::{Dossier, Parts};
use krachtig_core::domain::dossier_part::DossierPart;
use krachtig_core::domain::id::MemberId;
use krachtig_core::domain::record::RecordKind;
use krachtig_core::service::Outcome;

use super::frame::Frame;
use super::part::{Badge, Button, Tone};
use super::reply::{Answered, Trouble};
use super::visit::{Place, Visit};
use super::write::{Write, boxed};

pub(super) use budget::{RequestShown, shown as request_shown, state_badge};
pub(super) use needs::domain_label;
pub(super) use overview::due_badge;
pub(super) use partners::referral_badge;
pub(super) use progress::{Dots, dots};
pub(super) use told::told_of;

/// A tab of a dossier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tab {
    Overview,
    People,
    Needs,
    Plan,
    Budget,
    Partners,
    Story,
    Timeline,
    Rights,
    Files,
}

impl Tab {
    const ALL: [Self; 10] = [
        Self::Overview,
        Self::People,
        Self::Needs,
        Self::Plan,
        Self::Budget,
        Self::Partners,
        Self::Story,
        Self::Timeline,
        Self::Rights,
        Self::Files,
    ];

    /// Where it is, from the dossier's own address.
    pub(super) fn at(self) -> &'static str {
        match self {
            Self::Overview => "",
            Self::People => "/people",
            Self::Needs => "/needs",
            Self::Plan => "/plan",
            Self::Budget => "/budget",
            Self::Partners => "/partners",
            Self::Story => "/story",
            Self::Timeline => "/timeline",
            Self::Rights => "/rights",
            Self::Files => "/attachments",
        }
    }

    fn label(self, visit: &Visit) -> String {
        let t = visit.t;
        match self {
            Self::Overview => fl!(t, "tab-overview"),
            Self::People => fl!(t, "tab-people"),
            Self::Needs => fl!(t, "tab-needs"),
            Self::Plan => fl!(t, "tab-plan"),
            Self::Budget => fl!(t, "tab-budget"),
            Self::Partners => fl!(t, "tab-partners"),
            Self::Story => fl!(t, "tab-story"),
            Self::Timeline => fl!(t, "tab-timeline"),
            Self::Rights => fl!(t, "tab-rights"),
            Self::Files => fl!(t, "tab-files"),
        }
    }

    /// Whether there is a way to it: what people ask for by right is for whoever sees one of the parts in which it lies.
    fn is_open(self, dossier: &Dossier) -> bool {
        let parts = [DossierPart::Rights, DossierPart::Detainee];
        self != Self::Rights || parts.iter().any(|part| !dossier.left_out().has(*part))
    }

    /// What of a dossier it shows.
    fn parts(self) -> Parts {
        use RecordKind as K;
        match self {
            Self::Overview | Self::Timeline => Parts::ALL,
            Self::People => Parts::of(&[
                K::Person,
                K::Detainee,
                K::Consent,
                K::Assignment,
                K::Connection,
                K::Referral,
                K::Partner,
                K::Introduction,
                K::DetaineeTalk,
                K::RoleCheck,
                K::FamilyLogin,
                K::Attachment,
            ]),
            Self::Needs => Parts::of(&[K::Mapping, K::Instrument, K::Person]),
            Self::Plan => Parts::of(&[
                K::Goal,
                K::Action,
                K::Person,
                K::TimeEntry,
                K::Connection,
                K::PlanComment,
                K::CoSignature,
                K::Attachment,
            ]),
            Self::Budget => Parts::of(&[K::BudgetPlan, K::BudgetRequest, K::LedgerLine, K::Attachment]),
            Self::Files => Parts::of(files::ATTACHED_TO),
            Self::Partners => Parts::of(&[
                K::Referral,
                K::Partner,
                K::SiloObstacle,
                K::Suggestion,
                K::Problem,
                K::Person,
                K::ReferralMessage,
                K::Attachment,
                K::ReferralLink,
                K::Share,
            ]),
            // Who may read a version hangs on what the family consents to today.
            Self::Story => Parts::of(&[
                K::LearningEntry,
                K::StoryVersion,
                K::StoryApproval,
                K::Person,
                K::Consent,
                K::Attachment,
            ]),
            Self::Rights => Parts::of(&[
                K::RightsRequest,
                K::ProcessingLimit,
                K::OwnWords,
                K::LegalHold,
                K::Person,
                K::Detainee,
            ]),
        }
    }
}

/// What is above every tab.
pub(super) struct Head {
    /// The trajectory, so that the page can listen to it.
    pub(super) id: String,
    pub(super) name: String,
    pub(super) badges: Vec<Badge>,
    pub(super) buttons: Vec<Button>,
    pub(super) tabs: Vec<TabLink>,
    pub(super) families: String,
}

/// A tab as it is shown.
pub(super) struct TabLink {
    pub(super) href: String,
    pub(super) label: String,
    pub(super) current: bool,
}

pub(super) async fn answer(visit: &Visit, tab: Tab) -> Answered {
    let id = visit.trajectory()?;
    let dossier = visit.services.dossier(&visit.ctx, id, tab.parts()).await?;
    match tab {
        Tab::Overview => overview::answer(visit, &dossier).await,
        Tab::People => people::answer(visit, &dossier).await,
        Tab::Needs => needs::answer(visit, &dossier),
        Tab::Plan => plan::answer(visit, &dossier).await,
        Tab::Budget => budget::answer(visit, &dossier).await,
        Tab::Partners => partners::answer(visit, &dossier),
        Tab::Story => story::answer(visit, &dossier).await,
        Tab::Timeline => timeline::answer(visit, &dossier),
        Tab::Rights => boxed(|| rights::answer(visit, &dossier)).await,
        Tab::Files => boxed(|| files::answer(visit, &dossier)).await,
    }
}

/// The dossier's address.
pub(super) fn address(visit: &Visit, dossier: &Dossier) -> String {
    format!("{}/dossiers/{}", visit.home(), dossier.trajectory.id)
}

/// What the family is called, for whoever may know.
pub(super) fn family_name(visit: &Visit, dossier: &Dossier) -> String {
    match dossier.family.name.as_str() {
        "" => fl!(visit.t, "family-unnamed"),
        // Many an office calls it so itself.
        name if name.to_lowercase().starts_with("gezin ") || name.to_lowercase().starts_with("familie ") => {
            name.to_owned()
        }
        name => fl!(visit.t, "family-named", name = name.to_owned()),
    }
}

/// The frame of a tab, and what is above it: the ways to these forms among it.
fn opened(visit: &Visit, dossier: &Dossier, (tab, writes): (Tab, &[Write])) -> (Frame, Head) {
    let name = family_name(visit, dossier);
    let at = address(visit, dossier);
    let link = |one: Tab| TabLink {
        href: format!("{at}{}", one.at()),
        label: one.label(visit),
        current: one == tab,
    };
    let title = if tab == Tab::Overview {
        name.clone()
    } else {
        format!("{} – {name}", tab.label(visit))
    };
    let closed = dossier.trajectory.closed_on.map(|on| {
        let day = visit.t.format.day(on);
        Badge::new(Tone::Plain, fl!(visit.t, "badge-closed", day = day))
    });
    let head = Head {
        id: dossier.trajectory.id.to_string(),
        name,
        badges: closed.into_iter().collect(),
        buttons: writes
            .iter()
            .filter_map(|write| button(visit, dossier, *write))
            .collect(),
        tabs: Tab::ALL
            .into_iter()
            .filter(|one| one.is_open(dossier))
            .map(link)
            .collect(),
        families: format!("{}/families", visit.home()),
    };
    (visit.frame(title, Some(Place::Families)), head)
}

/// A button to a form of the dossier, for whoever may send it, while there is anything to do by it.
fn button(visit: &Visit, dossier: &Dossier, write: Write) -> Option<Button> {
    let may = visit.may_in(write.action(), dossier) && offered(dossier, write);
    may.then(|| {
        let at = format!("{}{}", address(visit, dossier), write.places().0);
        Button::new(at, write.label(visit.t))
    })
}

/// Ways to the forms about a record, for whoever may send them.
fn acts(visit: &Visit, dossier: &Dossier, (of, writes): (impl fmt::Display, &[Write])) -> Vec<Button> {
    let about = |write: &Write| {
        let way = button(visit, dossier, *write)?;
        let label = match write.changes() {
            Some(_) => fl!(visit.t, "do-change"),
            None => way.label,
        };
        Some(Button::new(format!("{}?of={of}", way.href), label))
    };
    writes.iter().filter_map(about).collect()
}

/// Whether a form is offered: in a closed dossier there is nothing to record, but people can still take consents back, and
/// have corrected what is wrong.
fn offered(dossier: &Dossier, write: Write) -> bool {
    let closed = dossier.trajectory.closed_on.is_some();
    match write {
        Write::Reopen | Write::OpenTrajectory => closed,
        Write::WithdrawConsent
        | Write::WithdrawApproval
        | Write::RectifyPerson
        | Write::RectifyDetainee
        | Write::AskRight
        | Write::ExtendRight
        | Write::DecideRight
        | Write::DoneRight
        | Write::WithdrawRight
        | Write::EndLogin
        | Write::TakeAway
        | Write::Limit
        | Write::LiftLimit
        | Write::SayWords
        | Write::TakeAlong
        | Write::KeepUnder
        | Write::Hold
        | Write::LiftHold
        | Write::Erase
        | Write::EndShare
        | Write::TellOfEnd => true,
        _ => !closed,
    }
}

/// The names of colleagues, by id.
async fn names(visit: &Visit, ids: impl IntoIterator<Item = MemberId>) -> Result<Names, Trouble> {
    let ids: Vec<MemberId> = ids.into_iter().collect::<BTreeSet<_>>().into_iter().collect();
    let found: Outcome<HashMap<_, _>> = visit.services.members_by_id(&visit.ctx, &ids).await;
    let named = found?.into_iter().map(|(id, member)| (id, member.name.to_string()));
    Ok(Names(named.collect()))
}

/// Names of colleagues.
pub(super) struct Names(HashMap<MemberId, String>);

impl Names {
    /// The name of one; nothing for who is not there any more.
    pub(super) fn of(&self, id: MemberId) -> String {
        self.0.get(&id).cloned().unwrap_or_default()
    }
}
