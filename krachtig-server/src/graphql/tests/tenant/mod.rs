//! Tests through the tenant's and the national schema, over a store on disk.

mod access;
mod documented;
mod lists;
mod office;
mod region;
mod rules;
mod work;
