//! A whole Krachtig for tests: its own data, a real server on a free port, and a client that speaks as an office would.
//!
//! What a test expects does not belong here.

pub mod browser;
pub mod client;
pub mod device;
pub mod office;
