//! Krachtig's core: the process model, access, rules port, tenants' store and services.
pub mod domain;
pub mod rules;
