//! Whole walks over HTTP, on SQLite and on PostgreSQL.

mod access_log;
mod national;
mod rules;
mod walk;
