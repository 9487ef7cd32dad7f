//! The core from outside, on both databases.

mod access;
mod access_log;
mod audit;
mod concurrency;
mod door;
mod example;
mod facts;
mod isolation;
mod life;
mod money;
mod moving;
mod office;
mod paging;
mod person_export;
mod region;
mod retention;
mod rights;
mod rights_walk;
mod rules;
mod sealed;
mod stale;
mod steps;
mod stored;
mod support;
mod tamper;
mod tenants;
