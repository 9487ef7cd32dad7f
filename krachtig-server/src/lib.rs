//! Krachtig.
pub mod plugin_host;
