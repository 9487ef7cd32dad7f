//! A region's rules, from a component to what decides: uploading, trying against the history, proposing, confirming and
//! taking back.
//!
//! What the rules said about one family does not belong here, see [`super::dossier`]; nor what may be done, which the
//! services decide.

mod differences;
mod field_of;
pub(super) mod keys;
mod life;
mod overview;
mod picture;
mod plugin;
mod reader;
mod replay;
mod schema;
pub(super) mod sets;
mod settings;
mod shadow;
pub(super) mod trial;
mod upload;

use krachtig_core::service::{Ask, MOST_ROWS, NoFilter, RecordedSort};
use krachtig_plugin_engine::LARGEST_COMPONENT;

use super::form::Form;
use super::parcel::Parcel;
use super::reply::Answered;
use super::visit::Visit;

/// A page of a region's rules, or a form of it that is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rules {
    /// What decides, what waits, and what there is to choose from.
    Overview,
    /// A plugin, with what was checked of it.
    Plugin,
    /// The form for a new one.
    Upload,
    /// A component with its signature.
    Send,
    /// A replay: how far it is, and what it found.
    Replay,
    /// Stops one.
    Stop,
    /// What rules in shadow would have decided.
    Shadow,
}

impl Rules {
    pub(super) const ROUTES: &[(&'static str, &'static str, Self)] = &[
        ("GET", "/t/:tenant/rules", Self::Overview),
        ("GET", "/t/:tenant/rules/plugin", Self::Plugin),
        ("GET", "/t/:tenant/rules/upload", Self::Upload),
        ("POST", "/t/:tenant/rules/upload/send", Self::Send),
        ("GET", "/t/:tenant/rules/replay", Self::Replay),
        ("POST", "/t/:tenant/rules/replay/stop", Self::Stop),
        ("GET", "/t/:tenant/rules/shadow", Self::Shadow),
    ];
}

/// The files of the form for a new plugin, with how many bytes each may have. A signature is six short lines.
pub(super) const FILES: [(&str, usize); 2] = [("component", LARGEST_COMPONENT as usize), ("signature", 16 * 1024)];

/// Shows a page, or does what a form asks for.
pub(super) async fn answer(visit: &Visit, asked: Rules, (form, parcel): (&Form, Parcel)) -> Answered {
    match asked {
        Rules::Overview => overview::show(visit).await,
        Rules::Plugin => plugin::show(visit).await,
        Rules::Upload => upload::show(visit),
        Rules::Send => upload::send(visit, parcel).await,
        Rules::Replay => replay::show(visit).await,
        Rules::Stop => replay::stop(visit, form).await,
        Rules::Shadow => shadow::show(visit).await,
    }
}

/// The newest of a list, as many as a page has.
fn newest() -> Ask<NoFilter, RecordedSort> {
    Ask {
        first: MOST_ROWS,
        after: None,
        filter: NoFilter,
        sort: RecordedSort::Recorded,
        descending: true,
    }
}

#[cfg(test)]
mod tests;
