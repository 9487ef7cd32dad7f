//! Icons (Tabler's, MIT), drawn into the page. They say nothing by themselves: the words stand beside them.

use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

use askama::filters::HtmlSafe;

static ICONS: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
    let lines = include_str!("../../web/dist/icons.txt").lines();
    lines.filter_map(|line| line.split_once('\t')).collect()
});

/// An icon by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Icon(pub(super) &'static str);

impl fmt::Display for Icon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inside = ICONS.get(self.0).copied().unwrap_or_default();
        debug_assert!(!inside.is_empty(), "there is no icon {}", self.0);
        write!(
            f,
            r#"<svg class="k-icon" viewBox="0 0 24 24" aria-hidden="true">{inside}</svg>"#
        )
    }
}

impl HtmlSafe for Icon {}
