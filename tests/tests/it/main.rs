//! Whole walks over HTTP, on SQLite and on PostgreSQL.

mod national;
mod rights;
mod rules;
mod walk;
