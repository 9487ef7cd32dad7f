//! An ecogram: the family in the middle, around it everybody who means something to it, and how strong the tie is. Where
//! there is little room the family stands above, and everybody below each other.

use std::f64::consts::PI;

use super::{Anchor, Point, Room, Svg, Views, length, lines_of, shortened};

/// How strong a tie is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::web) enum Tie {
    Strong,
    Plain,
    Thin,
    Broken,
}

/// Somebody, or a party.
pub(in crate::web) struct Node {
    pub(in crate::web) name: String,
    pub(in crate::web) about: String,
    pub(in crate::web) tie: Tie,
    /// A person; otherwise a party.
    pub(in crate::web) person: bool,
}

/// A part of the surroundings.
pub(in crate::web) struct Sector {
    pub(in crate::web) label: String,
    pub(in crate::web) nodes: Vec<Node>,
}

const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 680.0;
const CENTRE: Point = (WIDTH / 2.0, HEIGHT / 2.0);
const HOME: f64 = 66.0;
const RINGS: [f64; 3] = [122.0, 194.0, 268.0];
const NODE: f64 = 17.0;

/// Draws it; `home` are the lines for the family. Sectors without anybody take no room.
pub(in crate::web) fn ecogram(home: &[String], sectors: &[Sector]) -> Views {
    Views::of(|room| match room {
        Room::Wide => around(home, sectors),
        Room::Narrow => below(home, sectors),
    })
}

fn around(home: &[String], sectors: &[Sector]) -> Svg {
    let mut svg = Svg::new(WIDTH, HEIGHT);
    for radius in RINGS {
        svg.circle(CENTRE, radius, "d-grid");
    }
    let total: f64 = sectors.iter().map(|sector| part(sector.nodes.len())).sum();
    let mut begin = -PI / 2.0;
    let mut placed: Vec<(Point, &Node)> = Vec::new();
    for sector in sectors {
        let wide = 2.0 * PI * part(sector.nodes.len()) / total.max(1.0);
        svg.line(on(begin, HOME + 14.0), on(begin, RINGS[2] + 18.0), "d-grid");
        heading(&mut svg, begin + wide / 2.0, &sector.label);
        for (n, node) in sector.nodes.iter().enumerate() {
            let angle = begin + wide * (length(n) + 0.5) / length(sector.nodes.len());
            // Neighbours stand on different rings, so that their names have room.
            placed.push((on(angle, RINGS[1 + placed.len() % 2]), node));
        }
        begin += wide;
    }
    for (at, node) in &placed {
        tie(&mut svg, *at, node.tie);
    }
    svg.circle(CENTRE, HOME, "d-home");
    let middle = length(home.len()) / 2.0;
    for (n, line) in home.iter().enumerate() {
        let y = CENTRE.1 + (length(n) - middle) * 17.0 + 13.0;
        svg.text(
            (CENTRE.0, y),
            (Anchor::Middle, "d-on-home d-strong d-small"),
            &shortened(line, 18),
        );
    }
    for (at, node) in placed {
        draw(&mut svg, at, node);
    }
    svg
}

/// How much of the circle a sector takes, beside the others.
fn part(nodes: usize) -> f64 {
    if nodes == 0 { 0.0 } else { length(nodes).max(1.0) + 0.6 }
}

fn on(angle: f64, radius: f64) -> Point {
    (CENTRE.0 + radius * angle.cos(), CENTRE.1 + radius * angle.sin())
}

fn heading(svg: &mut Svg, angle: f64, text: &str) {
    let (x, y) = on(angle, RINGS[2] + 34.0);
    let anchor = match x - CENTRE.0 {
        dx if dx > 60.0 => Anchor::Start,
        dx if dx < -60.0 => Anchor::End,
        _ => Anchor::Middle,
    };
    for (n, line) in lines_of(text, 12).iter().enumerate() {
        svg.text((x, y + length(n) * 15.0), (anchor, "d-strong"), line);
    }
}

fn tie(svg: &mut Svg, (x, y): Point, tie: Tie) {
    let (dx, dy) = (x - CENTRE.0, y - CENTRE.1);
    let far = dx.hypot(dy).max(1.0);
    let at = |from_centre: f64| (CENTRE.0 + dx / far * from_centre, CENTRE.1 + dy / far * from_centre);
    bond(svg, (at(HOME + 3.0), at(far - NODE - 3.0)), tie);
}

/// A tie between two places.
fn bond(svg: &mut Svg, (from, to): (Point, Point), tie: Tie) {
    let class = match tie {
        Tie::Strong => "d-tie d-tie--strong",
        Tie::Plain => "d-tie",
        Tie::Thin => "d-tie d-tie--thin",
        Tie::Broken => "d-tie d-tie--broken",
    };
    svg.line(from, to, class);
    if tie == Tie::Broken {
        let (x, y) = (f64::midpoint(from.0, to.0), f64::midpoint(from.1, to.1));
        svg.line((x - 6.0, y - 6.0), (x + 6.0, y + 6.0), "d-tie d-tie--broken-mark");
        svg.line((x - 6.0, y + 6.0), (x + 6.0, y - 6.0), "d-tie d-tie--broken-mark");
    }
}

/// Everybody below the family, by sector.
fn below(home: &[String], sectors: &[Sector]) -> Svg {
    const LINE: f64 = 17.0;
    const HEADING: f64 = 36.0;
    const ROW: f64 = 46.0;
    /// Where the ties begin, and where those they lead to stand.
    const TRUNK: f64 = 22.0;
    const STANDS: f64 = 108.0;
    let sectors: Vec<&Sector> = sectors.iter().filter(|sector| !sector.nodes.is_empty()).collect();
    let rows = |sector: &&Sector| HEADING + ROW * length(sector.nodes.len());
    let family = LINE * length(home.len()) + 18.0;
    let mut svg = Svg::new(
        Room::Narrow.width(),
        family + sectors.iter().map(rows).sum::<f64>() + 8.0,
    );
    let mut y = family;
    let mut reached = family;
    let mut placed: Vec<(Point, &Node)> = Vec::new();
    for sector in sectors {
        svg.text(
            (TRUNK + 22.0, y + 26.0),
            (Anchor::Start, "d-strong"),
            &shortened(&sector.label, 36),
        );
        y += HEADING;
        for node in &sector.nodes {
            reached = y + ROW / 2.0;
            placed.push(((STANDS, reached), node));
            y += ROW;
        }
    }
    svg.line((TRUNK, family), (TRUNK, reached), "d-axis");
    svg.rect((0.0, 0.0), (svg.width, family), "d-home");
    for (n, line) in home.iter().enumerate() {
        let at = (svg.width / 2.0, LINE * length(n) + 21.0);
        svg.text(at, (Anchor::Middle, "d-on-home d-strong"), &shortened(line, 40));
    }
    for ((x, y), node) in placed {
        bond(&mut svg, ((TRUNK, y), (x - NODE - 3.0, y)), node.tie);
        shape(&mut svg, (x, y), node);
        let name = node.name.split(" (").next().unwrap_or_default();
        let x = x + NODE + 10.0;
        svg.text((x, y - 1.0), (Anchor::Start, "d-strong"), &shortened(name, 27));
        svg.text(
            (x, y + 15.0),
            (Anchor::Start, "d-quiet d-small"),
            &shortened(&node.about, 34),
        );
    }
    svg
}

fn draw(svg: &mut Svg, (x, y): Point, node: &Node) {
    shape(svg, (x, y), node);
    // What stands in brackets behind a name is in the table.
    let name = node.name.split(" (").next().unwrap_or_default();
    let mut lines = lines_of(name, 20);
    lines.truncate(2);
    for (n, line) in lines.iter().enumerate() {
        let y = y + NODE + 14.0 + length(n) * 13.0;
        svg.text((x, y), (Anchor::Middle, "d-strong d-small"), &shortened(line, 22));
    }
    let y = y + NODE + 14.0 + length(lines.len()) * 13.0;
    svg.text((x, y), (Anchor::Middle, "d-quiet d-small"), &shortened(&node.about, 24));
}

/// Somebody, or a party, by the first letters.
fn shape(svg: &mut Svg, (x, y): Point, node: &Node) {
    if node.person {
        svg.circle((x, y), NODE, "d-paper d-person");
    } else {
        svg.rect((x - NODE, y - NODE), (NODE * 2.0, NODE * 2.0), "d-paper d-party");
    }
    svg.text(
        (x, y + 4.0),
        (Anchor::Middle, "d-strong d-small d-in"),
        &initials(&node.name),
    );
}

/// The first letters of the first and the last word that is a name.
fn initials(name: &str) -> String {
    let mut letters = name.split_whitespace().filter_map(|word| word.chars().next());
    let letters = letters.by_ref().filter(|letter| letter.is_uppercase());
    let all: Vec<char> = letters.collect();
    match all.as_slice() {
        [] => name
            .chars()
            .next()
            .map(|c| c.to_uppercase().collect())
            .unwrap_or_default(),
        [one] => one.to_string(),
        [first, .., last] => format!("{first}{last}"),
    }
}
