//! Levels of domains at several moments: a scale for each. For three domains or more there is the radar where it has room.

use super::radar::{Axis, Series, legend};
use super::{Anchor, Room, Svg, Views, length, lines_of};

/// What a scale takes, with its numbers.
const SCALE: f64 = 62.0;
/// A line of a name.
const LINE: f64 = 16.0;

/// Draws a scale for each domain.
pub(in crate::web) fn levels(axes: &[Axis], series: &[Series], range: (i32, i32)) -> Views {
    Views::of(|room| scales(axes, series, (range, room)))
}

pub(super) fn scales(axes: &[Axis], series: &[Series], ((least, most), room): ((i32, i32), Room)) -> Svg {
    let (left, name) = match room {
        Room::Wide => (190.0, 0.0),
        Room::Narrow => (16.0, LINE),
    };
    let row = SCALE + name;
    let mut svg = Svg::new(room.width(), row * length(axes.len()) + 60.0);
    let span = room.width() - left - 30.0;
    let at = |level: i32| left + span * f64::from(level - least) / f64::from((most - least).max(1));
    for (n, axis) in axes.iter().enumerate() {
        let top = row * length(n);
        match room {
            Room::Wide => {
                let lines = lines_of(&axis.label, 24);
                let first = top + 34.5 - LINE / 2.0 * (length(lines.len()) - 1.0);
                for (place, line) in lines.iter().enumerate() {
                    svg.text((left - 20.0, first + LINE * length(place)), (Anchor::End, ""), line);
                }
            }
            Room::Narrow => svg.text((0.0, top + 13.0), (Anchor::Start, ""), &axis.label),
        }
        let y = top + name + 30.0;
        svg.line((at(least), y), (at(most), y), "d-axis");
        for level in least..=most {
            svg.line((at(level), y - 5.0), (at(level), y + 5.0), "d-axis");
            let quiet = (Anchor::Middle, "d-small d-quiet");
            svg.text((at(level), y + 22.0), quiet, &level.to_string());
        }
        for (place, one) in series.iter().enumerate().take(3) {
            if let Some(level) = one.levels.get(n).copied().flatten() {
                // Moments with the same level stand above each other.
                let same = series[..place]
                    .iter()
                    .filter(|other| other.levels.get(n) == Some(&Some(level)));
                svg.mark((at(level), y - 11.0 * length(same.count())), place);
            }
        }
    }
    legend(&mut svg, series);
    svg
}
