//! A tenant's door, and the attacks on it that must fail.

mod codes;
mod live;
mod passkeys;
mod provider;
mod sessions;
mod tokens;
mod tries;
mod ways_in;

/// A password that will do.
const PASSWORD: &str = "vier losse woorden samen";
const EMAIL: &str = "doortje@voorbeeld.invalid";
