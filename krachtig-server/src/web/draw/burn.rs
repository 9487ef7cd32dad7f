//! The course of a budget: what came in, what was spent, and what was set apart beside it.

use super::{Anchor, Point, Room, Svg, Views, length};

/// A moment of the course; amounts in cents.
#[derive(Clone, Copy)]
pub(in crate::web) struct Course {
    /// The day, as a number that counts on.
    pub(in crate::web) day: i32,
    pub(in crate::web) allotted: i64,
    pub(in crate::web) spent: i64,
    /// Spent and set apart together.
    pub(in crate::web) taken: i64,
}

const LEFT: f64 = 76.0;
const TOP: f64 = 16.0;
const BOTTOM: f64 = 236.0;

/// Draws the course; `labels` are of what came in, what was spent, what was set apart; `written` writes an amount.
pub(in crate::web) fn burn(
    course: &[Course],
    (days, labels): ([(i32, String); 2], [String; 3]),
    written: impl Fn(i64) -> String,
) -> Views {
    Views::of(|room| drawn((course, room), (&days, &labels), &written))
}

fn drawn(
    (course, room): (&[Course], Room),
    (days, labels): (&[(i32, String); 2], &[String; 3]),
    written: impl Fn(i64) -> String,
) -> Svg {
    let right = room.width() - 20.0;
    let mut svg = Svg::new(room.width(), BOTTOM + 64.0);
    let greatest = course
        .iter()
        .map(|one| one.allotted.max(one.taken))
        .max()
        .unwrap_or_default();
    let most = round_up(greatest);
    let span = f64::from((days[1].0 - days[0].0).max(1));
    let at = |day: i32, amount: i64| -> Point {
        let x = LEFT + (right - LEFT) * f64::from(day - days[0].0) / span;
        (x, BOTTOM - (BOTTOM - TOP) * as_length(amount) / as_length(most))
    };
    for quarter in 0..=4 {
        let amount = most * quarter / 4;
        let (_, y) = at(days[0].0, amount);
        svg.line((LEFT, y), (right, y), "d-grid");
        svg.text((LEFT - 8.0, y + 4.5), (Anchor::End, "d-quiet"), &written(amount));
    }
    svg.line((LEFT, BOTTOM), (right, BOTTOM), "d-axis");
    svg.text((LEFT, BOTTOM + 20.0), (Anchor::Start, "d-quiet"), &days[0].1);
    svg.text((right, BOTTOM + 20.0), (Anchor::End, "d-quiet"), &days[1].1);
    let mut stair = |amount: fn(&Course) -> i64, class: &str| {
        svg.path(&steps(course, days[1].0, |day, one| at(day, amount(one))), false, class);
    };
    stair(|one| one.allotted, "d-line d-limit");
    stair(|one| one.taken, "d-line d-2");
    stair(|one| one.spent, "d-line d-1");
    legend(&mut svg, labels, room);
    svg
}

/// An amount stays as it was until the next moment: a stair, to the last day.
fn steps(course: &[Course], last: i32, at: impl Fn(i32, &Course) -> Point) -> Vec<Point> {
    let mut points = Vec::new();
    for (n, one) in course.iter().enumerate() {
        if n > 0 {
            points.push(at(one.day, &course[n - 1]));
        }
        points.push(at(one.day, one));
    }
    points.extend(course.last().map(|one| at(last.max(one.day), one)));
    points
}

/// What each line stands for: beside each other, or below each other where there is little room.
fn legend(svg: &mut Svg, labels: &[String; 3], room: Room) {
    const CLASSES: [&str; 3] = ["d-line d-limit", "d-line d-1", "d-line d-2"];
    const LINE: f64 = 22.0;
    let foot = svg.height - 14.0;
    let places = match room {
        Room::Wide => [(LEFT, foot), (215.0, foot), (360.0, foot)],
        Room::Narrow => [0, 1, 2].map(|n| (16.0, foot + LINE * length(n))),
    };
    if room == Room::Narrow {
        svg.height += LINE * 2.0;
    }
    for ((label, class), (x, y)) in labels.iter().zip(CLASSES).zip(places) {
        svg.line((x, y), (x + 30.0, y), class);
        svg.text((x + 38.0, y + 4.5), (Anchor::Start, ""), label);
    }
}

/// A round amount that is not less: 100, 200, 400 or 1,000 euros, and so on.
fn round_up(cents: i64) -> i64 {
    let mut unit = 10_000;
    loop {
        for times in [1, 2, 4, 6, 8] {
            if unit * times >= cents {
                return unit * times;
            }
        }
        unit *= 10;
    }
}

/// Amounts of a budget are far from where a length would be inexact by more than a pixel.
#[expect(clippy::cast_precision_loss, reason = "a length on a page")]
fn as_length(cents: i64) -> f64 {
    cents as f64
}
