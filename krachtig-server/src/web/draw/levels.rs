//! Levels of few domains at several moments: a scale for each. For three domains or more there is the radar.

use super::radar::{Axis, Series, legend};
use super::{Anchor, Svg, length};

const WIDTH: f64 = 620.0;
const LEFT: f64 = 190.0;
const ROW: f64 = 62.0;

/// Draws a scale for each domain.
pub(in crate::web) fn levels(axes: &[Axis], series: &[Series], (least, most): (i32, i32)) -> Svg {
    let mut svg = Svg::new(WIDTH, ROW * length(axes.len()) + 60.0);
    let at = |level: i32| LEFT + (WIDTH - LEFT - 30.0) * f64::from(level - least) / f64::from((most - least).max(1));
    for (n, axis) in axes.iter().enumerate() {
        let y = ROW * length(n) + 30.0;
        svg.text((LEFT - 20.0, y + 4.5), (Anchor::End, ""), &axis.label);
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
