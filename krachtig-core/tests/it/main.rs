//! The core from outside, on both databases.

mod concurrency;
mod example;
mod isolation;
mod life;
mod moving;
mod office;
mod steps;
mod stored;
mod support;
mod tenants;
