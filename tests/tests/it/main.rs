//! Whole walks over HTTP, on SQLite and on PostgreSQL.

mod national;
mod rules;
mod walk;
