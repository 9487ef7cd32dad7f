//! The files of a new project, which this program carries: rules to start from, and the SDK as it is here.
//!
//! Writing them does not belong here: see [`super::new`].

/// A file that a new project gets.
pub(super) struct Scaffolded {
    /// Where it is in the project.
    pub(super) path: &'static str,
    /// What is in it, before it gets the project's name.
    pub(super) text: &'static str,
}

/// The name of the rules to start from, which a project's own name replaces.
pub(super) const NAME: &str = "starter-rules";

/// What stands in the starter's manifest for the SDK, and in a project's.
pub(super) const SDK: [&str; 2] = ["path = \"../sdk\"", "path = \"krachtig/sdk\""];

/// What a project's manifest has besides: a workspace of its own, wherever the folder is.
pub(super) const WORKSPACE: &str = "
# A workspace of its own, wherever this folder is. The SDK is used as it is, so its own tests stay out.
[workspace]
exclude = [\"krachtig\"]
";

macro_rules! files {
    ($from:literal as $to:literal: $($path:literal)+) => {
        &[$(Scaffolded {
            path: concat!($to, $path),
            text: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../", $from, $path)),
        }),+]
    };
}

/// The rules to start from.
pub(super) const STARTER: &[Scaffolded] = files!("plugins/starter-rules/" as "":
    ".gitignore"
    "Cargo.toml"
    "README.md"
    "cases/cap_exceeded.json"
    "cases/coordinator_agreed.json"
    "cases/coordinator_needed.json"
    "cases/granted.json"
    "cases/settings_hold.json"
    "cases/settings_out_of_bounds.json"
    "rust-toolchain.toml"
    "src/lib.rs"
    "src/reporting.rs"
    "src/settings.rs"
    "src/settings.schema.json"
    "src/tests.rs"
);

/// How the code is laid out, so that formatting a new project changes nothing.
pub(super) const FORMAT: &[Scaffolded] = files!("" as "": "rustfmt.toml");

/// The SDK.
pub(super) const SDK_FILES: &[Scaffolded] = files!("plugins/sdk/" as "krachtig/sdk/":
    "Cargo.toml"
    "src/approvals.rs"
    "src/budget.rs"
    "src/budget/tests.rs"
    "src/component.rs"
    "src/component/cross.rs"
    "src/component/memory.rs"
    "src/day.rs"
    "src/example.rs"
    "src/finding.rs"
    "src/finding/tests.rs"
    "src/golden.rs"
    "src/golden/case.rs"
    "src/golden/diff.rs"
    "src/golden/tests.rs"
    "src/lib.rs"
    "src/log.rs"
    "src/reporting.rs"
    "src/reporting/tests.rs"
    "src/rules.rs"
    "src/settings.rs"
    "src/settings/tests.rs"
);

/// What the SDK is generated from.
pub(super) const WIT: &[Scaffolded] = files!("plugins/wit/" as "krachtig/wit/":
    "v1/budget.wit"
    "v1/log.wit"
    "v1/reporting.wit"
    "v1/rule-set.wit"
    "v1/world.wit"
);
