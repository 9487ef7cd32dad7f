//! Laws that hold across records of the domain. What concerns one record's own arithmetic stands beside it.

mod closing;
mod consents;
mod exports;
mod figures;
mod referrals;
mod stories;
mod values;
mod words;
