//! Spans of days: from when until when several things held, one below the other.

use super::{Anchor, Room, Svg, Views, length, shortened};

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

/// What a span takes, with the room around it.
const ROW: f64 = 34.0;
/// What a name takes where it stands above its span.
const NAME: f64 = 18.0;
/// What a span of a day takes at least, so that it is seen.
const LEAST: f64 = 8.0;
/// The room that a word needs beside a span.
const WORD: f64 = 110.0;

/// Draws the spans up to today; `written` writes a day.
pub(in crate::web) fn spans(all: &[Span], today: i32, written: impl Fn(i32) -> String) -> Views {
    Views::of(|room| drawn(all, (today, room), &written))
}

fn drawn(all: &[Span], (today, room): (i32, Room), written: impl Fn(i32) -> String) -> Svg {
    let (left, name) = match room {
        Room::Wide => (190.0, 0.0),
        Room::Narrow => (0.0, NAME),
    };
    let right = room.width() - 10.0;
    let row = ROW + name;
    let foot = row * length(all.len());
    let mut svg = Svg::new(room.width(), foot + 32.0);
    let first = all.iter().map(|span| span.from).min().unwrap_or(today).min(today - 30);
    let last = all
        .iter()
        .map(|span| span.until.max(span.from))
        .max()
        .unwrap_or(today)
        .max(today);
    let at = |day: i32| left + (right - left - LEAST) * f64::from(day - first) / f64::from((last - first).max(1));
    svg.line((at(today) + LEAST, 0.0), (at(today) + LEAST, foot + 6.0), "d-limit");
    for (n, span) in all.iter().enumerate() {
        let y = row * length(n) + 4.0;
        let (from, until) = (at(span.from), at(span.until.max(span.from)) + LEAST);
        let class = match (span.open, span.beside) {
            (true, _) => "d-paper",
            (false, true) => "d-fill-3",
            (false, false) => "d-fill-1",
        };
        svg.rect((from, y + name + 4.0), (until - from, 16.0), class);
        if room == Room::Narrow {
            svg.text((0.0, y + 13.0), (Anchor::Start, ""), &shortened(&span.label, 28));
            svg.text((right, y + 13.0), (Anchor::End, "d-quiet"), &span.text);
            continue;
        }
        svg.text((left - 12.0, y + 17.0), (Anchor::End, ""), &shortened(&span.label, 26));
        // The word stands on the side where there is room.
        let (x, anchor) = if from - left > right - until {
            (from - 8.0, Anchor::End)
        } else {
            (until + 8.0, Anchor::Start)
        };
        if (right - until).max(from - left) > WORD {
            svg.text((x, y + 17.0), (anchor, "d-quiet"), &span.text);
        }
    }
    svg.line((left, foot + 6.0), (right, foot + 6.0), "d-axis");
    svg.text((left, foot + 24.0), (Anchor::Start, "d-quiet"), &written(first));
    svg.text((right, foot + 24.0), (Anchor::End, "d-quiet"), &written(last));
    svg
}
