//! What Cedar answers to the policies, and what becomes of policies that are broken on purpose.

mod agree;
mod mutants;
