//! Krachtig's server: the rooms through which a request comes in and goes out.

pub mod app;
pub mod auth;
pub mod cli;
pub mod demo;
pub mod export;
pub mod graphql;
pub mod http;
pub mod import;
pub mod mail;
pub mod plugin_host;
pub mod settings;
pub mod telemetry;
pub mod web;
