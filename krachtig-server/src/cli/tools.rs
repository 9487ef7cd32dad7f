//! What the commands have in common: opening the installation, and saying why something was not done.

use krachtig_core::error::Fault;
use krachtig_core::service;

use super::{Context, Failure, Outcome};
use crate::app::open::{self, Installation};

/// Runs a command over the installation that the settings name, and closes it again.
pub(super) fn with_installation(context: &Context, command: impl AsyncFnOnce(&Installation) -> Outcome) -> Outcome {
    let settings = context.settings()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Failure::refused("runtime", error))?;
    runtime.block_on(async {
        let installation = open::open(&settings).await.map_err(fault)?;
        let outcome = command(&installation).await;
        installation.services.tenants().close().await;
        outcome
    })
}

/// A machine failed.
pub(super) fn fault(fault: Fault) -> Failure {
    Failure::refused(fault.code(), fault)
}

/// A use case was refused, or a machine failed.
pub(super) fn failure(failure: service::Failure) -> Failure {
    match failure {
        service::Failure::Fault(cause) => fault(cause),
        service::Failure::Refused(refusals) => Failure::refused("refused", refusals.to_string()),
    }
}
