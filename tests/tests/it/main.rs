//! Whole walks over HTTP, on SQLite and on PostgreSQL.

mod door;
mod national;
mod rules;
mod walk;
