//! Bars: one number for each of several things.

use super::{Anchor, Room, Svg, Views, length, shortened};

/// A bar.
pub(in crate::web) struct Bar {
    pub(in crate::web) label: String,
    pub(in crate::web) value: u32,
}

/// What a bar takes, with the room around it.
const BAR: f64 = 30.0;
/// What a name takes where it stands above its bar.
const NAME: f64 = 18.0;

/// Draws the bars in their order.
pub(in crate::web) fn bars(all: &[Bar]) -> Views {
    Views::of(|room| drawn(all, room))
}

fn drawn(all: &[Bar], room: Room) -> Svg {
    let (left, name, label) = match room {
        Room::Wide => (200.0, 0.0, 28),
        Room::Narrow => (0.0, NAME, 44),
    };
    let row = BAR + name;
    let mut svg = Svg::new(room.width(), row * length(all.len()) + 8.0);
    let most = f64::from(all.iter().map(|bar| bar.value).max().unwrap_or(1).max(1));
    for (n, bar) in all.iter().enumerate() {
        let y = row * length(n) + 4.0;
        let wide = (room.width() - left - 60.0) * f64::from(bar.value) / most;
        let (x, anchor, base) = match room {
            Room::Wide => (left - 12.0, Anchor::End, y + 17.0),
            Room::Narrow => (0.0, Anchor::Start, y + 13.0),
        };
        svg.text((x, base), (anchor, ""), &shortened(&bar.label, label));
        let y = y + name;
        svg.rect((left, y + 2.0), (wide, BAR - 10.0), "d-fill-1");
        let value = bar.value.to_string();
        svg.text((left + wide + 8.0, y + 17.0), (Anchor::Start, "d-strong"), &value);
    }
    svg
}
