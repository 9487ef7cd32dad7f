//! `krachtig completions`: a script that teaches a shell this program's commands.

use clap::CommandFactory;
use clap_complete::{Shell, generate};

use super::{Answer, Cli, Outcome};

/// For whom.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The shell.
    pub(super) shell: Shell,
}

pub(super) fn run(arguments: &Arguments) -> Outcome {
    let mut script = Vec::new();
    generate(arguments.shell, &mut Cli::command(), "krachtig", &mut script);
    Ok(Answer::raw(String::from_utf8_lossy(&script)))
}
