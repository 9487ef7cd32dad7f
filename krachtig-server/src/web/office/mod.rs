//! What belongs to the office rather than to one dossier: its lists, and the forms that stand behind them.
//!
//! What waits for one person does not belong here: see [`super::work`].

pub(super) mod assigning;
pub(super) mod bulk;
mod counted;
pub(super) mod desk;
pub(super) mod destroying;
pub(super) mod directory;
mod duty;
mod expiring;
mod glass;
pub(super) mod instruments;
pub(super) mod live;
pub(super) mod members;
pub(super) mod notices;
pub(super) mod overview;
pub(super) mod periods;
pub(super) mod quarter;
pub(super) mod retention;
pub(super) mod telling;

use i18n_embed_fl::fl;
use krachtig_core::service::Action;

use super::part::Button;
use super::visit::{Place, Visit};
use super::words::Words;
pub(super) use destroying::foretold;
pub(super) use duty::{Duty, Entry, Next, Sent, send, show};

/// A list of the office.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum List {
    Work,
    Directory,
    Office,
    Assigning,
    Members,
    Figures,
    Retention,
    Desk,
    Rules,
    Instruments,
    Notices,
}

impl List {
    /// Those between which one goes to and fro.
    const WAYS: [Self; 6] = [
        Self::Office,
        Self::Assigning,
        Self::Members,
        Self::Figures,
        Self::Retention,
        Self::Instruments,
    ];

    fn at(self) -> &'static str {
        match self {
            Self::Work => "",
            Self::Directory => "/directory",
            Self::Office => "/office",
            Self::Assigning => "/office/assign",
            Self::Members => "/members",
            Self::Figures => "/figures",
            Self::Retention => "/retention",
            Self::Desk => "/budget/desk",
            Self::Rules => "/rules",
            Self::Instruments => "/instruments",
            Self::Notices => "/notices",
        }
    }

    /// What whoever looks at it has to be permitted.
    fn action(self) -> Action {
        match self {
            Self::Work => Action::ReadDossier,
            Self::Directory => Action::ListPartners,
            Self::Office | Self::Assigning => Action::ListRightsRequests,
            Self::Members => Action::AddMember,
            Self::Figures => Action::ListPeriods,
            Self::Retention => Action::PreviewRetention,
            Self::Desk => Action::SettleBudgetRequest,
            Self::Rules => Action::ListRules,
            Self::Instruments => Action::ReviseInstrument,
            Self::Notices => Action::ListNotices,
        }
    }

    fn place(self) -> Place {
        match self {
            Self::Work | Self::Notices => Place::Work,
            Self::Directory => Place::Directory,
            Self::Desk => Place::Budget,
            Self::Rules => Place::Rules,
            _ => Place::Office,
        }
    }

    fn label(self, t: &'static Words) -> String {
        match self {
            Self::Work => fl!(t, "bar-work"),
            Self::Directory => fl!(t, "bar-directory"),
            Self::Office => fl!(t, "office-today"),
            Self::Assigning => fl!(t, "assigning"),
            Self::Members => fl!(t, "members"),
            Self::Figures => fl!(t, "figures"),
            Self::Retention => fl!(t, "retention"),
            Self::Desk => fl!(t, "desk"),
            Self::Rules => fl!(t, "bar-rules"),
            Self::Instruments => fl!(t, "instruments"),
            Self::Notices => fl!(t, "notices"),
        }
    }
}

/// The ways between the office's lists: address, label, and whether one is there.
pub(super) type Ways = Vec<(String, String, bool)>;

/// The ways that are there for whoever looks.
fn ways(visit: &Visit, here: List) -> Ways {
    let open = List::WAYS.into_iter().filter(|list| visit.may(list.action()));
    let way = |list: List| {
        (
            format!("{}{}", visit.home(), list.at()),
            list.label(visit.t),
            list == here,
        )
    };
    open.map(way).collect()
}

/// A button to a form, for whoever may send it.
pub(super) fn act(visit: &Visit, duty: Duty) -> Option<Button> {
    let may = visit.may(duty.action());
    may.then(|| Button::new(format!("{}{}", visit.home(), duty.places().0), duty.label(visit)))
}

/// Ways to the forms about a record, for whoever may send them.
pub(in crate::web) fn acts(visit: &Visit, (of, duties): (impl std::fmt::Display, &[Duty])) -> Vec<Button> {
    let about = |duty: &Duty| {
        let way = act(visit, *duty)?;
        let label = match duty.changes() {
            Some(_) => fl!(visit.t, "do-change"),
            None => way.label,
        };
        Some(Button::new(format!("{}?of={of}", way.href), label))
    };
    duties.iter().filter_map(about).collect()
}
