//! Imports, exports and demo data over real stores, on both databases.

mod demo;
mod import;
mod support;
mod volume;
