//! `trust`: the budget rules of the fictional demo region Exodus Haaglanden.
//!
//! After the Bouwdepot: a family gets the money itself, in a few tranches, without receipts and without control.
//! Two people approve the plan once; from then on a tranche follows when it is asked for, with a review talk before
//! the next one. Because money in hand can count as income for a family on bijstand, somebody checks first what it
//! does to the benefits.
//!
//! The rules are plain functions in [`budget`] and [`reporting`], tested as such. Glue to the component world lives
//! in `component` alone; no rule belongs there, and nothing here knows of Krachtig but the WIT's words.

pub mod budget;
#[cfg(target_family = "wasm")]
mod component;
pub mod description;
pub mod finding;
pub mod reporting;
pub mod settings;
