//! Krachtig's core: the process model, access, rules port, tenants' store and services.

// The tests inside share their support with those outside, which know the crate by its name.
#[cfg(test)]
extern crate self as krachtig_core;

pub mod access;
pub mod domain;
pub mod error;
pub mod evidence;
pub mod rules;
pub mod service;
pub mod store;
