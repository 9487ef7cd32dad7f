//! Which program runs the tests: nextest where it is installed, cargo's own runner elsewhere.

use std::process::Command;

use crate::process;
use crate::workspace::{Profile, Workspace};

/// What is left out wherever all of the workspace is built or run: Cedar, in the tests of the policies, changes how JSON
/// is kept in whatever is built together with it.
pub(crate) const BY_ITSELF: [&str; 2] = ["--exclude", "krachtig-policies"];

/// The command that holds the policies against Cedar, or breaks every clause of them where the ignored tests are asked
/// for.
pub(crate) fn policies(workspace: &Workspace, (profile, ignored): (Profile, bool), filter: Option<&str>) -> Command {
    let mut command = workspace.cargo();
    command.args(["test", "--package", "krachtig-policies", "--tests"]);
    if matches!(profile, Profile::Release) {
        command.arg("--release");
    }
    command.args(filter);
    if ignored {
        command.args(["--", "--ignored"]);
    }
    command
}

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
        command.arg("--workspace").args(BY_ITSELF);
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
