//! Whole walks over HTTP, on SQLite and on PostgreSQL.

mod matrix;
mod national;
mod rules;
mod walk;
