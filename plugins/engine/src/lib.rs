//! Krachtig.
