//! A bar for commands that take a while, for people who watch.
//!
//! What does NOT belong here: the log, and anything a program would read.

use std::{
    borrow::Cow,
    io::{IsTerminal, stderr},
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::Output;

const BAR: &str = "{msg} [{bar:32}] {pos}/{len} {eta}";

/// A bar over `steps` steps, hidden where a program reads or nobody watches.
pub fn bar(output: Output, steps: u64, what: impl Into<Cow<'static, str>>) -> ProgressBar {
    let hidden = output.is_json() || !stderr().is_terminal();
    let target = if hidden {
        ProgressDrawTarget::hidden()
    } else {
        ProgressDrawTarget::stderr()
    };
    let bar = ProgressBar::with_draw_target(Some(steps), target).with_message(what);
    match ProgressStyle::with_template(BAR) {
        Ok(style) => bar.with_style(style.progress_chars("=> ")),
        Err(_) => bar,
    }
}
