//! How region rules in Rust become a component: what they are compiled for and with, and the wrapping of the result.
//!
//! The same sources give the same bytes wherever they are built, so that a component can be signed and checked by
//! building it again. Running cargo does not belong here, nor does compiling a component to machine code.
//!
//! ```
//! let refused = krachtig_plugin_component::wrap(b"no module").unwrap_err();
//! assert!(refused.to_string().starts_with("this is no module of region rules"));
//! ```

use std::path::Path;

use wit_component::ComponentEncoder;

/// What rules are compiled for. It has no system interface at all, so rules can't even ask for one.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// What makes cargo's profile `release` that of rules, wherever they are built: the same bytes each time. Level 3 gives
/// less machine code than `s` or `z` do, and faster: what is inlined goes away, and every call counts fuel.
pub const PROFILE: [&str; 5] = [
    "profile.release.opt-level=3",
    "profile.release.lto=true",
    "profile.release.codegen-units=1",
    "profile.release.panic=\"abort\"",
    "profile.release.strip=true",
];

/// A module that can't be wrapped.
#[derive(Debug, thiserror::Error)]
#[error("this is no module of region rules: {0}")]
pub struct NotRules(String);

/// The folders of this machine, which have to stay out of the bytes.
#[derive(Clone, Copy, Debug)]
pub struct Folders<'a> {
    /// Where the sources are.
    pub sources: &'a Path,
    /// Cargo's own folder, where the sources of dependencies are.
    pub cargo_home: &'a Path,
    /// The compiler's own folder.
    pub sysroot: &'a Path,
}

/// The compiler's flags for rules, as `CARGO_ENCODED_RUSTFLAGS` takes them: neutral paths, and a stack of 64 KiB.
#[must_use]
pub fn rustflags(folders: Folders<'_>) -> String {
    let flags = [
        format!("--remap-path-prefix={}=/krachtig", folders.sources.display()),
        format!("--remap-path-prefix={}=/cargo", folders.cargo_home.display()),
        format!("--remap-path-prefix={}=/rust", folders.sysroot.display()),
        "-Clink-arg=-zstack-size=65536".to_owned(),
    ];
    // Cargo's own separator between encoded flags: paths may hold spaces.
    flags.join("\u{1f}")
}

/// Wraps a core module, which carries its WIT in a section, as a component.
///
/// # Errors
/// [`NotRules`] for anything else, or a module that doesn't fit the WIT that it carries.
pub fn wrap(module: &[u8]) -> Result<Vec<u8>, NotRules> {
    let mut encoder = ComponentEncoder::default();
    let wrapped = encoder.validate(true).module(module).and_then(ComponentEncoder::encode);
    wrapped.map_err(|error| NotRules(format!("{error:#}")))
}
