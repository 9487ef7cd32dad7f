//! The one engine configuration with which region rules are compiled and run, and the bounds that both sides keep.
//!
//! An artifact is machine code that fits one configuration, so the compiler and the server must not each have their
//! own. Compiling itself does not belong here, nor does running: this crate is what the two agree on.
//!
//! ```
//! use krachtig_plugin_engine::{Use, config, engine_key};
//!
//! assert!(wasmtime::Engine::new(&config(Use::Run)).is_ok());
//! assert!(engine_key().starts_with("wasmtime-48."));
//! ```

use wasmtime::{Config, Enabled, InstanceAllocationStrategy, PoolingAllocationConfig};

/// The version of wasmtime, as it is pinned. A test holds it against the lock file.
const WASMTIME: &str = "48.0.8";
/// Counts up with every change of [`config`] that changes the machine code.
const REVISION: u32 = 2;

/// The largest component that is taken, in bytes: ours are under 200 KiB, JavaScript's under 2 MiB.
pub const LARGEST_COMPONENT: u64 = 4 * 1024 * 1024;
/// The address space of the compiler's process. Compiling 2.2 MB of WebAssembly took 1.2 GB.
pub const COMPILER_ADDRESS_SPACE: u64 = 4 * 1024 * 1024 * 1024;
/// The processor time of the compiler's process, in seconds. Compiling 2.2 MB took 23.
pub const COMPILER_SECONDS: u64 = 60;
/// The largest artifact that the compiler may write, in bytes.
pub const LARGEST_ARTIFACT: u64 = 64 * 1024 * 1024;

/// The linear memory that an instance may have, in bytes, all its memories together.
pub const LARGEST_MEMORY: usize = 16 * 1024 * 1024;
/// How many memories an instance may have. Wrapped Rust has one, wrapped JavaScript three.
pub const MOST_MEMORIES: u32 = 4;
/// The elements that a table of an instance may have.
pub const LARGEST_TABLE: usize = 20_000;
/// How many core modules a component may instantiate. Wrapped Rust makes four of them, wrapped JavaScript thirteen.
pub const MOST_CORE_INSTANCES: u32 = 32;
/// How many tables these may have together.
pub const MOST_TABLES: u32 = 10;
/// How many instances live at once at most. A call waits for no slot: it fails where there is none.
pub const MOST_INSTANCES: u32 = 256;

/// The only import that rules may have.
pub const ALLOWED_IMPORTS: [&str; 1] = ["krachtig:region/log@1.0.0"];
/// The exports that rules must have.
pub const REQUIRED_EXPORTS: [&str; 3] = [
    "krachtig:region/rule-set@1.0.0",
    "krachtig:region/budget@1.0.0",
    "krachtig:region/reporting@1.0.0",
];

/// The stack that rules may use, in bytes.
const STACK: usize = 512 * 1024;
/// The address space that is set apart for a linear memory, so that bounds need no checks in code.
const RESERVATION: u64 = 4 * 1024 * 1024 * 1024;

/// What an engine is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// Compiling components to artifacts, in a process of its own.
    Compile,
    /// Running artifacts.
    Run,
}

/// The configuration. What changes the machine code is the same for both uses; only running has a pool, because the
/// pool reserves more address space than the compiler's process may have.
#[must_use]
pub fn config(purpose: Use) -> Config {
    let mut config = Config::new();
    config
        .consume_fuel(true)
        .epoch_interruption(true)
        .max_wasm_stack(STACK)
        .memory_reservation(RESERVATION)
        .memory_may_move(false)
        .wasm_memory64(false)
        .wasm_relaxed_simd(false)
        .shared_memory(false)
        .concurrency_support(false)
        .generate_address_map(false)
        // Nobody reads where in the rules a trap was: walking a deep stack costs time, and what a debugger needs for it
        // costs memory.
        .wasm_backtrace_max_frames(None)
        .native_unwind_info(false);
    match purpose {
        Use::Compile => compile(&mut config),
        Use::Run => {
            config.allocation_strategy(InstanceAllocationStrategy::Pooling(pool()));
        }
    }
    config
}

/// What only a compiler can be told. Every NaN is made the same one, or floating point would not be deterministic.
#[cfg(feature = "compile")]
fn compile(config: &mut Config) {
    config.cranelift_nan_canonicalization(true);
}

/// Without Cranelift there is nothing to tell.
#[cfg(not(feature = "compile"))]
fn compile(_config: &mut Config) {}

/// Slots for instances: reused rather than mapped anew, with what was touched kept resident and wiped.
fn pool() -> PoolingAllocationConfig {
    let mut pool = PoolingAllocationConfig::new();
    pool.total_component_instances(MOST_INSTANCES)
        .total_core_instances(MOST_INSTANCES * MOST_CORE_INSTANCES)
        .total_memories(MOST_INSTANCES * MOST_MEMORIES)
        .total_tables(MOST_INSTANCES * MOST_TABLES)
        .max_core_instances_per_component(MOST_CORE_INSTANCES)
        .max_memories_per_component(MOST_MEMORIES)
        .max_tables_per_component(MOST_TABLES)
        .table_elements(LARGEST_TABLE)
        .max_memory_size(LARGEST_MEMORY)
        .linear_memory_keep_resident(512 * 1024)
        .table_keep_resident(4 * 1024)
        .pagemap_scan(Enabled::Auto);
    pool
}

/// Names the configuration: an artifact that was compiled under another key is compiled again, never loaded.
#[must_use]
pub fn engine_key() -> String {
    format!(
        "wasmtime-{WASMTIME}/krachtig-{REVISION}/{}-{}",
        std::env::consts::ARCH,
        std::env::consts::OS
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_names_the_wasmtime_that_is_locked() {
        let lock = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../Cargo.lock");
        let lock = std::fs::read_to_string(lock).expect("the lock file is readable");
        assert!(lock.contains(&format!("name = \"wasmtime\"\nversion = \"{WASMTIME}\"\n")));
        assert!(engine_key().contains(WASMTIME));
    }
}
