//! Whole walks over HTTP, on SQLite and on PostgreSQL.

mod access_log;
mod canary;
mod door;
mod mail;
mod matrix;
mod pages;
mod releases;
mod rights;
mod rules;
mod stories;
mod walk;

mod attacks;
mod examples;
mod making;
mod release_files;
