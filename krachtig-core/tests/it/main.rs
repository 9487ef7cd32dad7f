//! The core from outside, on both databases.

mod concurrency;
mod isolation;
mod life;
mod moving;
mod office;
mod steps;
mod support;
mod tenants;
