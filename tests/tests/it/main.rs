//! Whole walks over HTTP, on SQLite and on PostgreSQL.

mod canary;
mod national;
mod rules;
mod walk;
