//! The one program: reads its arguments and leaves the rest to the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    krachtig_server::cli::run()
}
