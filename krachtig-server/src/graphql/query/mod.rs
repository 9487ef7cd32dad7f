//! The queries: who asks, a dossier, a page of every list, and what has to be read by itself besides.
//!
//! Each makes one call to a service, and for lists those that fetch what the selected fields of a whole page look at.
//! Choosing, ordering and authorising do not belong here.

mod access;
mod dossier;
mod lists;
mod node;
mod page;
mod rights;
mod rules;
mod tokens;

mod figures;

mod own_plan;
mod report;

mod notices;
mod search;

pub use node::InTrajectory;

/// Everything that can be read.
#[derive(Default, async_graphql::MergedObject)]
pub struct Query(
    dossier::DossierQuery,
    lists::ListQuery,
    rules::RulesQuery,
    rights::RightsQuery,
    access::AccessQuery,
    tokens::TokensQuery,
    figures::FiguresQuery,
    own_plan::OwnPlanQuery,
    report::ReportQuery,
    search::SearchQuery,
    notices::NoticesQuery,
);
