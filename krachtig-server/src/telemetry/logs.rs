//! Sets up the log, once per process.

use tracing_subscriber::{EnvFilter, filter::ParseError};

use crate::settings::{LogFormat, Telemetry};

/// Why the log could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// The filter does not parse.
    #[error("the log filter is wrong")]
    Filter(#[from] ParseError),
    /// Another log is set up in this process.
    #[error("a log is set up already")]
    Taken(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Says whether a filter parses.
///
/// # Errors
/// What is wrong with it.
pub fn check_filter(filter: &str) -> Result<(), ParseError> {
    EnvFilter::builder().parse(filter).map(drop)
}

/// Sends the log to standard error, so that standard output stays for what a command answers.
///
/// # Errors
/// A wrong filter, or a second call in one process.
pub fn init(settings: &Telemetry) -> Result<(), LogError> {
    let filter = EnvFilter::builder().parse(&settings.log_filter)?;
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    match settings.log_format {
        LogFormat::Json => builder
            .json()
            .flatten_event(true)
            .with_current_span(true)
            .with_span_list(false)
            .try_init(),
        LogFormat::Pretty => builder.pretty().try_init(),
    }
    .map_err(LogError::Taken)
}

/// Logs where a panic happened and leaves out its message, which may quote the data that caused it.
pub fn install_panic_hook() {
    std::panic::set_hook(Box::new(|panic| match panic.location() {
        Some(place) => tracing::error!(file = place.file(), line = place.line(), "a task panicked"),
        None => tracing::error!("a task panicked"),
    }));
}
