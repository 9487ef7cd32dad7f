//! The queries: who asks, a dossier, and a page of every list.
//!
//! Each makes one call to a service, and for lists those that fetch what the selected fields of a whole page look at.
//! Choosing, ordering and authorising do not belong here.

mod dossier;
mod lists;
mod node;
mod page;

pub use node::InTrajectory;

/// Everything that can be read.
#[derive(Default, async_graphql::MergedObject)]
pub struct Query(dossier::DossierQuery, lists::ListQuery);
