//! A radar: levels of several domains at several moments.

use std::f64::consts::PI;

use super::levels::scales;
use super::{Anchor, Point, Room, Svg, Views, length, lines_of};

/// A domain.
pub(in crate::web) struct Axis {
    pub(in crate::web) label: String,
}

/// The levels of one moment: one for each axis, where it was recorded.
pub(in crate::web) struct Series {
    pub(in crate::web) label: String,
    pub(in crate::web) levels: Vec<Option<i32>>,
}

const WIDTH: f64 = 620.0;
const CENTRE: Point = (WIDTH / 2.0, 215.0);
const RADIUS: f64 = 150.0;
/// A line of a label.
const LINE: f64 = 15.0;

/// Draws at most three moments over three axes or more. Where there is little room, names have none around a circle: then
/// each axis lies by itself.
pub(in crate::web) fn radar(axes: &[Axis], series: &[Series], range: (i32, i32)) -> Views {
    Views::of(|room| match room {
        Room::Wide => circle(axes, series, range),
        Room::Narrow => scales(axes, series, (range, room)),
    })
}

fn circle(axes: &[Axis], series: &[Series], (least, most): (i32, i32)) -> Svg {
    let at = |axis: usize, level: i32| {
        let angle = 2.0 * PI * length(axis) / length(axes.len()) - PI / 2.0;
        // The lowest level is no point, so that a shape is seen of the lowest levels too.
        let part = f64::from(level - least + 1) / f64::from(most - least + 1);
        (
            CENTRE.0 + RADIUS * part * angle.cos(),
            CENTRE.1 + RADIUS * part * angle.sin(),
        )
    };
    let lowest = (0..axes.len()).map(|axis| at(axis, most).1).fold(CENTRE.1, f64::max);
    let mut svg = Svg::new(WIDTH, lowest + 105.0);
    for level in least..=most {
        let ring: Vec<Point> = (0..axes.len()).map(|axis| at(axis, level)).collect();
        svg.path(&ring, true, "d-grid");
    }
    for (n, axis) in axes.iter().enumerate() {
        svg.line(CENTRE, at(n, most), "d-grid");
        label(&mut svg, at(n, most), &axis.label);
    }
    for level in least..=most {
        let (x, y) = at(0, level);
        svg.text(
            (x + 5.0, y + 4.0),
            (Anchor::Start, "d-small d-quiet"),
            &level.to_string(),
        );
    }
    for (n, one) in series.iter().enumerate().take(3) {
        let levels = one.levels.iter().enumerate();
        let points: Vec<Point> = levels.filter_map(|(axis, level)| Some(at(axis, (*level)?))).collect();
        svg.path(&points, true, &format!("d-area d-fill-{}", n + 1));
        svg.path(&points, true, &format!("d-line d-{}", n + 1));
        for point in points {
            svg.mark(point, n);
        }
    }
    legend(&mut svg, series);
    svg
}

fn label(svg: &mut Svg, (x, y): Point, text: &str) {
    let (dx, dy) = (x - CENTRE.0, y - CENTRE.1);
    let anchor = match dx {
        dx if dx > 12.0 => Anchor::Start,
        dx if dx < -12.0 => Anchor::End,
        _ => Anchor::Middle,
    };
    let lines = lines_of(text, 18);
    let (x, y) = (CENTRE.0 + dx * 1.1, CENTRE.1 + dy * 1.12);
    let above = match dy {
        dy if dy < -RADIUS * 0.8 => length(lines.len()) - 1.0,
        dy if dy > RADIUS * 0.8 => -0.6,
        _ => length(lines.len()) / 2.0 - 0.7,
    };
    for (n, line) in lines.iter().enumerate() {
        svg.text((x, y + (length(n) - above) * LINE), (anchor, ""), line);
    }
}

/// What a moment takes below a picture, beside the others.
const MOMENT: f64 = 150.0;

/// What each line and mark stands for, below the picture: beside each other, or below each other in the room that is made.
pub(super) fn legend(svg: &mut Svg, series: &[Series]) {
    let beside = length(series.len().clamp(1, 3));
    let each = svg.width / beside;
    let below = each < MOMENT;
    let foot = svg.height - 18.0;
    if below {
        svg.height += 22.0 * (beside - 1.0);
    }
    for (n, one) in series.iter().enumerate().take(3) {
        let (x, y) = if below {
            (16.0, foot + 22.0 * length(n))
        } else {
            (each * length(n) + (each - MOMENT) / 2.0, foot)
        };
        svg.line((x, y), (x + 34.0, y), &format!("d-line d-{}", n + 1));
        svg.mark((x + 17.0, y), n);
        svg.text((x + 44.0, y + 4.5), (Anchor::Start, ""), &one.label);
    }
}
