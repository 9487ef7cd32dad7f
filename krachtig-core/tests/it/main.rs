//! The core from outside, on both databases.

mod access;
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
mod region;
mod rules;
mod stale;
mod steps;
mod stored;
mod support;
mod tenants;
