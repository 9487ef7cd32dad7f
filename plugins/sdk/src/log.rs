//! Notes for those who build and run the rules. Nobody else reads them, and no decision hangs on them.
//!
//! A note never holds anything about a person: no name, no text from a request, no member. Natively, notes go nowhere.

/// How much a note matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Of use while building the rules.
    Debug,
    /// Worth knowing.
    Info,
    /// Something looks wrong, though there is an answer.
    Warn,
    /// There is no answer, and this is why.
    Error,
}

/// Leaves a note. The notes of one call may hold 64 KiB together; the call that goes over it is stopped.
#[cfg(target_family = "wasm")]
pub fn note(level: Level, message: &str) {
    use crate::component::bindings::krachtig::region::log;
    let level = match level {
        Level::Debug => log::Level::Debug,
        Level::Info => log::Level::Info,
        Level::Warn => log::Level::Warn,
        Level::Error => log::Level::Error,
    };
    log::write(level, message);
}

/// Leaves a note, which natively goes nowhere.
#[cfg(not(target_family = "wasm"))]
pub fn note(_level: Level, _message: &str) {}
