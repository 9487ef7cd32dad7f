//! The cases: what is asked of which data, and what is told of it.

pub(crate) mod access;
pub(crate) mod duels;
pub(crate) mod facts;
pub(crate) mod import;
pub(crate) mod log;
pub(crate) mod national;
pub(crate) mod pages;
pub(crate) mod scale;
pub(crate) mod sealed;
