//! How the parts of several wholes shift: each as two bars, before and after, of the same parts in the same order.

use super::{Anchor, Room, Svg, Views, length, shortened};

/// A whole, in parts.
pub(in crate::web) struct Shift {
    pub(in crate::web) label: String,
    pub(in crate::web) before: [u32; 4],
    pub(in crate::web) after: [u32; 4],
}

const LEFT: f64 = 76.0;
/// What numbers take that have no place in their part.
const BESIDE: f64 = 60.0;
const ROW: f64 = 74.0;
/// What a name takes above its bars.
const NAME: f64 = 20.0;
const BAR: f64 = 18.0;
const FILLS: [&str; 4] = ["d-fill-1", "d-fill-3", "d-fill-2", "d-paper"];
/// A sign for each part, so that no colour is needed to tell them apart.
const SIGNS: [&str; 4] = ["+", "?", "–", "!"];

/// Draws the wholes; `sides` is what before and after are called, `parts` what the parts are.
pub(in crate::web) fn shifts(all: &[Shift], sides: &[String; 2], parts: &[String; 4]) -> Views {
    Views::of(|room| drawn(all, (sides, parts), room))
}

fn drawn(all: &[Shift], (sides, parts): (&[String; 2], &[String; 4]), room: Room) -> Svg {
    let name = match room {
        Room::Wide => 64,
        Room::Narrow => 32,
    };
    let used: Vec<usize> = (0..4)
        .filter(|n| all.iter().any(|one| one.before[*n] + one.after[*n] > 0))
        .collect();
    let mut svg = Svg::new(room.width(), ROW * length(all.len()) + 22.0 * length(used.len()) + 10.0);
    let whole = |parts: &[u32; 4]| parts.iter().map(|part| f64::from(*part)).sum::<f64>();
    let most = all
        .iter()
        .map(|one| whole(&one.before).max(whole(&one.after)))
        .fold(1.0, f64::max);
    for (n, one) in all.iter().enumerate() {
        let y = ROW * length(n) + 4.0;
        svg.text(
            (LEFT, y + 14.0),
            (Anchor::Start, "d-strong"),
            &shortened(&one.label, name),
        );
        for (side, (called, parts)) in sides.iter().zip([&one.before, &one.after]).enumerate() {
            let top = y + NAME + (BAR + 4.0) * length(side);
            svg.text((LEFT - 8.0, top + 13.5), (Anchor::End, "d-small d-quiet"), called);
            bar(&mut svg, (top, (room.width() - BESIDE - LEFT) / most), parts);
        }
    }
    for (row, part) in used.into_iter().enumerate() {
        let y = ROW * length(all.len()) + 22.0 * length(row) + 6.0;
        svg.rect((LEFT, y), (14.0, 12.0), FILLS[part]);
        let text = format!("{} {}", SIGNS[part], parts[part]);
        svg.text((LEFT + 22.0, y + 11.0), (Anchor::Start, ""), &text);
    }
    svg
}

fn bar(svg: &mut Svg, (top, scale): (f64, f64), parts: &[u32; 4]) {
    let mut x = LEFT;
    let mut beside: Vec<String> = Vec::new();
    for ((part, fill), sign) in parts.iter().zip(FILLS).zip(SIGNS) {
        if *part == 0 {
            continue;
        }
        let wide = f64::from(*part) * scale;
        svg.rect((x, top), ((wide - 2.0).max(1.0), BAR), fill);
        // A number stands in its part where it fits.
        let text = format!("{part} {sign}");
        if wide > 6.0 + 8.0 * length(text.chars().count()) {
            svg.text((x + wide / 2.0, top + 14.0), (Anchor::Middle, "d-strong"), &text);
        } else {
            beside.push(text);
        }
        x += wide;
    }
    // What has no place in its part stands behind the bar.
    if !beside.is_empty() {
        svg.text((x + 6.0, top + 14.0), (Anchor::Start, "d-strong"), &beside.join(", "));
    }
}
