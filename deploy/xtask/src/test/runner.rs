//! Which program runs the tests: nextest where it is installed, cargo's own runner elsewhere.

use std::process::Command;

use crate::process;
use crate::workspace::{Profile, Workspace};

/// Which tests to run, and how they are built.
pub(crate) struct Tests<'a> {
    /// The profile to build them with.
    pub(crate) profile: Profile,
    /// Run the ignored tests, and those alone.
    pub(crate) ignored: bool,
    /// Run only the tests whose name contains this.
    pub(crate) filter: Option<&'a str>,
}

impl Tests<'_> {
    /// The command that runs them.
    pub(crate) fn command(&self, workspace: &Workspace) -> Command {
        let nextest = process::works(workspace.cargo().args(["nextest", "--version"]));
        let mut command = workspace.cargo();
        command.args(if nextest { &["nextest", "run"][..] } else { &["test"] });
        command.arg("--workspace");
        // Doc tests are a step of their own, and only cargo's runner knows them.
        if !nextest {
            command.args(["--lib", "--bins", "--tests"]);
        }
        command.arg("--no-fail-fast");
        if matches!(self.profile, Profile::Release) {
            command.arg("--release");
        }
        if self.ignored && nextest {
            command.args(["--run-ignored", "only"]);
        }
        command.args(self.filter);
        if self.ignored && !nextest {
            command.args(["--", "--ignored"]);
        }
        command
    }
}
