//! Spans of days: from when until when several things held, one below the other.

use super::{Anchor, Svg, length, shortened};

/// A span.
pub(in crate::web) struct Span {
    pub(in crate::web) label: String,
    /// The days, as numbers that count on.
    pub(in crate::web) from: i32,
    pub(in crate::web) until: i32,
    /// Whether it does not hold yet: its outline alone is drawn.
    pub(in crate::web) open: bool,
    /// Whether it held beside others rather than by itself.
    pub(in crate::web) beside: bool,
    /// Where it stands, in a word.
    pub(in crate::web) text: String,
}

const WIDTH: f64 = 620.0;
const LEFT: f64 = 190.0;
const RIGHT: f64 = 610.0;
const ROW: f64 = 34.0;
/// What a span of a day takes at least, so that it is seen.
const LEAST: f64 = 8.0;

/// Draws the spans up to today; `written` writes a day.
pub(in crate::web) fn spans(all: &[Span], today: i32, written: impl Fn(i32) -> String) -> Svg {
    let foot = ROW * length(all.len());
    let mut svg = Svg::new(WIDTH, foot + 32.0);
    let first = all.iter().map(|span| span.from).min().unwrap_or(today).min(today - 30);
    let last = all
        .iter()
        .map(|span| span.until.max(span.from))
        .max()
        .unwrap_or(today)
        .max(today);
    let at = |day: i32| LEFT + (RIGHT - LEFT - LEAST) * f64::from(day - first) / f64::from((last - first).max(1));
    for (n, span) in all.iter().enumerate() {
        let y = ROW * length(n) + 4.0;
        svg.text((LEFT - 12.0, y + 17.0), (Anchor::End, ""), &shortened(&span.label, 26));
        let (from, until) = (at(span.from), at(span.until.max(span.from)) + LEAST);
        let class = match (span.open, span.beside) {
            (true, _) => "d-paper",
            (false, true) => "d-fill-3",
            (false, false) => "d-fill-1",
        };
        svg.rect((from, y + 4.0), (until - from, 16.0), class);
        // The word stands on the side where there is room.
        let (x, anchor) = if from - LEFT > RIGHT - until {
            (from - 8.0, Anchor::End)
        } else {
            (until + 8.0, Anchor::Start)
        };
        let fits = (RIGHT - until).max(from - LEFT) > 110.0;
        if fits {
            svg.text((x, y + 17.0), (anchor, "d-quiet"), &span.text);
        }
    }
    svg.line((LEFT, foot + 6.0), (RIGHT, foot + 6.0), "d-axis");
    svg.line((at(today) + LEAST, 0.0), (at(today) + LEAST, foot + 6.0), "d-limit");
    svg.text((LEFT, foot + 24.0), (Anchor::Start, "d-quiet"), &written(first));
    svg.text((RIGHT, foot + 24.0), (Anchor::End, "d-quiet"), &written(last));
    svg
}
