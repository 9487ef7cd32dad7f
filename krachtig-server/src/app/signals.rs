//! Turns the operating system's wish to stop into the shutdown.

use std::io;

use tokio::signal::unix::{SignalKind, signal};

use crate::http::Trigger;

/// Begins the shutdown at the first SIGTERM or SIGINT. A second one ends the process at once, grace or not.
pub(super) fn listen(trigger: Trigger) -> io::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::spawn(async move {
        let mut asked = false;
        loop {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            if asked {
                tracing::warn!("asked to stop twice, stopping without grace");
                std::process::exit(1);
            }
            asked = true;
            tracing::info!("asked to stop");
            trigger.begin();
        }
    });
    Ok(())
}
