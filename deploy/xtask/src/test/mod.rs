//! `cargo xtask test`: everything that a change must pass, and what a build machine runs.

pub(crate) mod runner;

use std::process::Command;

use anyhow::Result;
use clap::Args;

use crate::plugins::javascript;
use crate::postgres::{self, Binaries, Keeps, Postgres};
use crate::report::{Report, banner};
use crate::workspace::{Profile, Workspace};
use crate::{assets, process, schema, tidy, web};

/// What to test.
#[derive(Args)]
pub(crate) struct Options {
    /// Start no PostgreSQL: its tests are skipped.
    #[arg(long)]
    only_sqlite: bool,
    /// Run only the tests whose name contains this, and none of the other checks.
    filter: Option<String>,
}

/// Runs every step, and fails at the end where one failed.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let binaries = if options.only_sqlite { None } else { Binaries::find() };
    let warning = match (&binaries, options.only_sqlite) {
        (Some(_), _) => None,
        (None, true) => Some(["PostgreSQL tests are SKIPPED, as --only-sqlite asks.", ""]),
        (None, false) => Some([
            "PostgreSQL tests are SKIPPED: this machine has no PostgreSQL server (initdb, pg_ctl, postgres).",
            "On Debian: apt-get install postgresql",
        ]),
    };
    if let Some(warning) = &warning {
        banner(warning);
    }

    let mut report = Report::default();
    let everything = options.filter.is_none();
    if everything {
        check_sources(&mut report, workspace);
    }
    run_tests(&mut report, workspace, options, binaries.as_ref());
    if everything {
        test_javascript(&mut report, workspace);
        test_pages(&mut report, workspace);
        check_products(&mut report, workspace);
    }
    let outcome = report.finish();
    if let Some(warning) = &warning {
        banner(warning);
    }
    outcome
}

/// The steps that need no running program.
fn check_sources(report: &mut Report, workspace: &Workspace) {
    report.step("format", || {
        process::run(workspace.cargo().args(["fmt", "--all", "--check"]))
    });
    report.step("house rules", || tidy::run(workspace));
    report.step("lints", || {
        process::run(
            workspace
                .cargo()
                .args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]),
        )
    });
}

/// The tests proper, with what they need built and started for them, and PostgreSQL gone again afterwards.
fn run_tests(report: &mut Report, workspace: &Workspace, options: &Options, binaries: Option<&Binaries>) {
    // All targets at once, with the features that the test run has: nothing is built twice.
    let mut build = workspace.cargo();
    build
        .args(["build", "--workspace", "--all-targets"])
        .args(runner::BY_ITSELF);
    let built = report.step("build", || {
        process::run(&mut build).and_then(|()| workspace.build_plugins())
    });
    let postgres = match binaries {
        Some(binaries) => report
            .step("start PostgreSQL", || start_two(binaries))
            .map(|(one, two)| (Some(one), Some(two))),
        None => {
            report.skip(
                "PostgreSQL",
                if options.only_sqlite {
                    "--only-sqlite"
                } else {
                    "no server binaries"
                },
            );
            Some((None, None))
        }
    };
    let (Some(()), Some((postgres, spare))) = (built, postgres) else {
        report.skip("tests", "what they need did not come up");
        return;
    };

    let filter = options.filter.as_deref();
    let mut tests = runner::Tests {
        profile: Profile::Dev,
        ignored: false,
        filter,
    }
    .command(workspace);
    workspace.with_plugins(Profile::Dev, &mut tests);
    postgres::offer(postgres.as_ref(), &mut tests);
    postgres::offer_spare(spare.as_ref(), &mut tests);
    offer_identity_provider(report, workspace, &mut tests);
    report.step("tests", || process::run(&mut tests));
    report.step("policies", || {
        process::run(&mut runner::policies(workspace, (Profile::Dev, false), filter))
    });
}

/// One server for all tests, and one to be killed.
fn start_two(binaries: &Binaries) -> Result<(Postgres, Postgres)> {
    let one = Postgres::start(binaries, Keeps::Little)?;
    Ok((one, Postgres::start(binaries, Keeps::Acknowledged)?))
}

/// Tells the tests where a certified identity provider is, which runs in Node.js.
fn offer_identity_provider(report: &mut Report, workspace: &Workspace, tests: &mut Command) {
    let folder = workspace.root().join("tests/oidc-provider");
    match report.step("identity provider for tests", || javascript::install(&folder)) {
        Some(None) => {
            tests.env("KRACHTIG_OIDC_PROVIDER", folder);
        }
        Some(Some(why)) => {
            report.skip("tests with an identity provider", why.as_str());
            banner(&["Signing in at an identity provider is NOT TESTED:", &why]);
        }
        None => {}
    }
}

/// The tests of rules in JavaScript, which run natively in Node.js as those in Rust do in their test program.
fn test_javascript(report: &mut Report, workspace: &Workspace) {
    let name = "tests of rules in JavaScript";
    match javascript::missing() {
        None => {
            report.step(name, || javascript::test(workspace.root()));
        }
        Some(why) => {
            report.skip(name, why.as_str());
            banner(&["The rules in JavaScript are NOT TESTED:", &why]);
        }
    }
}

/// The pages: that the committed bundle is what its sources make, and a walk through them in a browser.
fn test_pages(report: &mut Report, workspace: &Workspace) {
    let mut step = |name: &'static str, work: fn(&Workspace) -> Result<Option<String>>| {
        if let Some(Some(why)) = report.step(name, || work(workspace)) {
            report.skip(name, why.as_str());
            banner(&[&format!("{name}: NOT TESTED,"), &why]);
        }
    };
    step("styles and scripts of the pages", assets::check);
    step("pages in a browser", web::test);
}

/// The steps about what the build makes: its documentation, its schema and its dependencies.
fn check_products(report: &mut Report, workspace: &Workspace) {
    report.step("documentation's examples", || {
        process::run(
            workspace
                .cargo()
                .args(["test", "--workspace", "--doc"])
                .args(runner::BY_ITSELF),
        )
    });
    report.step("documentation's links", || {
        process::run(
            workspace
                .cargo()
                .args(["doc", "--workspace", "--no-deps"])
                .env("RUSTDOCFLAGS", "-D warnings"),
        )
    });
    report.step("schema", || schema::check(workspace));
    check_dependencies(report, workspace);
}

/// Licences, sources and known vulnerabilities of what we depend on, where the tool for it is installed.
fn check_dependencies(report: &mut Report, workspace: &Workspace) {
    let deny =
        |arguments: &[&str]| process::run(workspace.cargo().args(["deny", "--log-level", "error"]).args(arguments));
    if !process::works(workspace.cargo().args(["deny", "--version"])) {
        let how = "cargo-deny is not installed (cargo install cargo-deny --locked)";
        report.skip("dependencies", how);
        return banner(&[
            "Licences and known vulnerabilities of dependencies are NOT CHECKED:",
            how,
        ]);
    }
    report.step("dependencies' licences, sources and versions", || {
        deny(&["check", "bans", "licenses", "sources"])
    });
    // Only the list of known vulnerabilities comes over the network; without one the other checks still count.
    if deny(&["fetch", "db"]).is_ok() {
        report.step("dependencies' known vulnerabilities", || {
            deny(&["--offline", "check", "advisories"])
        });
    } else {
        report.skip(
            "dependencies' known vulnerabilities",
            "the advisory database cannot be fetched",
        );
    }
}
