//! Bars: one number for each of several things.

use super::{Anchor, Svg, length, shortened};

/// A bar.
pub(in crate::web) struct Bar {
    pub(in crate::web) label: String,
    pub(in crate::web) value: u32,
}

const WIDTH: f64 = 620.0;
const LEFT: f64 = 200.0;
const ROW: f64 = 30.0;

/// Draws the bars in their order.
pub(in crate::web) fn bars(all: &[Bar]) -> Svg {
    let mut svg = Svg::new(WIDTH, ROW * length(all.len()) + 8.0);
    let most = f64::from(all.iter().map(|bar| bar.value).max().unwrap_or(1).max(1));
    for (n, bar) in all.iter().enumerate() {
        let y = ROW * length(n) + 4.0;
        let wide = (WIDTH - LEFT - 60.0) * f64::from(bar.value) / most;
        svg.text((LEFT - 12.0, y + 17.0), (Anchor::End, ""), &shortened(&bar.label, 28));
        svg.rect((LEFT, y + 2.0), (wide, ROW - 10.0), "d-fill-1");
        let value = bar.value.to_string();
        svg.text((LEFT + wide + 8.0, y + 17.0), (Anchor::Start, "d-strong"), &value);
    }
    svg
}
