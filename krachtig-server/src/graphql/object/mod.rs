//! What is shown of the domain: a file per module of the domain, a GraphQL type per type of the domain, same names.
//!
//! Links run one way, from a record to what belongs to it, so that no query can go round in circles. Values that the
//! domain derives (where a step or a request stands) are asked of the domain, never worked out here. Who may see a
//! record does not belong here: a service hands out what its asker may see, and nothing else is shown.

mod budget;
mod consent;
mod dossier;
mod family;
mod goal;
mod instrument;
mod introduction;
mod learning;
mod mapping;
mod member;
mod obstacle;
mod partner;
mod period;
mod problem;
mod progress;
mod role_check;
mod room;
mod story;
mod talk;
mod trajectory;

pub use dossier::{DossierObject, DossierView};
pub use trajectory::TrajectorySummary;
