//! Panels of bars beside each other, each with a scale of its own: the same categories as this and that counted them, with
//! how far a number can be from what was counted. Where there is little room, the bars of a category lie below each other.

use super::{Anchor, Room, Svg, Views, length, shortened};

/// What a panel shows of a category.
pub(in crate::web) struct Cell {
    /// The number; none where it is not told.
    pub(in crate::web) value: Option<i64>,
    /// How far from the counted number it can be.
    pub(in crate::web) margin: u32,
    /// The number in words, or why there is none.
    pub(in crate::web) text: String,
}

/// The same categories, as one source counted them.
pub(in crate::web) struct Panel {
    pub(in crate::web) title: String,
    /// One for each category.
    pub(in crate::web) cells: Vec<Cell>,
}

const LEFT: f64 = 176.0;
const TOP: f64 = 30.0;
const ROW: f64 = 30.0;
/// What a number takes behind its bar.
const NUMBER: f64 = 92.0;
/// A line of a title, and of a name.
const LINE: f64 = 22.0;
/// A bar among others of its category.
const BAR: f64 = 24.0;

fn number(value: i64) -> f64 {
    f64::from(u32::try_from(value.max(0)).unwrap_or(u32::MAX))
}

/// The furthest that a panel reaches.
fn reach(panel: &Panel) -> f64 {
    let told = |cell: &Cell| cell.value.map(|value| number(value) + f64::from(cell.margin));
    panel.cells.iter().filter_map(told).fold(1.0, f64::max)
}

/// Draws the panels, a row for each label.
pub(in crate::web) fn panels(labels: &[String], all: &[Panel]) -> Views {
    Views::of(|room| match room {
        Room::Wide => beside(labels, all),
        Room::Narrow => below(labels, all),
    })
}

fn beside(labels: &[String], all: &[Panel]) -> Svg {
    let width = Room::Wide.width();
    let mut svg = Svg::new(width, TOP + ROW * length(labels.len()) + 8.0);
    for (n, label) in labels.iter().enumerate() {
        let y = TOP + ROW * length(n) + 18.0;
        svg.text((LEFT - 12.0, y), (Anchor::End, ""), &shortened(label, 22));
    }
    let wide = (width - LEFT) / length(all.len().max(1));
    for (n, panel) in all.iter().enumerate() {
        let left = LEFT + wide * length(n);
        svg.text((left, 16.0), (Anchor::Start, "d-strong"), &shortened(&panel.title, 30));
        let scale = (wide - NUMBER) / reach(panel);
        for (row, cell) in panel.cells.iter().enumerate() {
            draw(&mut svg, (left, TOP + ROW * length(row)), (scale, n), cell);
        }
    }
    svg
}

fn below(labels: &[String], all: &[Panel]) -> Svg {
    let width = Room::Narrow.width();
    let titles = LINE * length(all.len()) + 8.0;
    let row = LINE + BAR * length(all.len()) + 8.0;
    let mut svg = Svg::new(width, titles + row * length(labels.len()));
    for (n, panel) in all.iter().enumerate() {
        let y = LINE * length(n);
        svg.rect((0.0, y + 3.0), (14.0, 14.0), &format!("d-fill-{}", n + 1));
        svg.text(
            (22.0, y + 15.0),
            (Anchor::Start, "d-strong"),
            &shortened(&panel.title, 40),
        );
    }
    for (n, label) in labels.iter().enumerate() {
        let y = titles + row * length(n);
        svg.text((0.0, y + 15.0), (Anchor::Start, ""), &shortened(label, 44));
        for (place, panel) in all.iter().enumerate() {
            let scale = (width - NUMBER) / reach(panel);
            if let Some(cell) = panel.cells.get(n) {
                draw(
                    &mut svg,
                    (0.0, y + LINE - 4.0 + BAR * length(place)),
                    (scale, place),
                    cell,
                );
            }
        }
    }
    svg
}

fn draw(svg: &mut Svg, (left, top): (f64, f64), (scale, series): (f64, usize), cell: &Cell) {
    let (middle, base) = (top + 13.0, top + 18.0);
    let Some(value) = cell.value else {
        svg.text((left, base), (Anchor::Start, "d-quiet"), &cell.text);
        return;
    };
    let (wide, margin) = (number(value) * scale, f64::from(cell.margin) * scale);
    let fill = format!("d-fill-{}", series + 1);
    svg.rect((left, top + 3.0), (wide, ROW - 10.0), &fill);
    if cell.margin > 0 {
        let (from, to) = (left + (wide - margin).max(0.0), left + wide + margin);
        svg.line((from, middle), (to, middle), "d-whisker");
        svg.line((from, middle - 4.0), (from, middle + 4.0), "d-whisker");
        svg.line((to, middle - 4.0), (to, middle + 4.0), "d-whisker");
    }
    svg.text(
        (left + wide + margin + 8.0, base),
        (Anchor::Start, "d-strong"),
        &cell.text,
    );
}
