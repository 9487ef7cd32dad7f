//! The core from outside, on both databases.

mod concurrency;
mod isolation;
mod moving;
mod support;
mod tenants;
