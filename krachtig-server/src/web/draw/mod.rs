//! Pictures as SVG: each with a title and a description for who does not see it, marks and dashes beside its colours, and
//! a table of what it shows behind it.
//!
//! Which figures are shown does not belong here, nor colours: the stylesheet has them, by what a shape says.

mod bars;
mod burn;
mod code;
mod ecogram;
mod levels;
mod panels;
mod radar;
mod shift;
mod spans;

use std::borrow::Cow;
use std::fmt::{self, Write};

use askama::Template;
use askama::filters::HtmlSafe;

pub(super) use bars::{Bar, bars};
pub(super) use burn::{Course, burn};
pub(super) use code::code;
pub(super) use ecogram::{Node, Sector, Tie, ecogram};
pub(super) use levels::levels;
pub(super) use panels::{Cell, Panel, panels};
pub(super) use radar::{Axis, Series, radar};
pub(super) use shift::{Shift, shifts};
pub(super) use spans::{Span, spans};

/// What is behind a picture, as a table.
pub(super) struct Table {
    pub(super) head: Vec<String>,
    /// The first of each row says what it is about.
    pub(super) rows: Vec<Vec<String>>,
}

/// A picture.
#[derive(Template)]
#[template(path = "part/drawing.html")]
pub(super) struct Drawing {
    /// Unique on the page.
    pub(super) id: Cow<'static, str>,
    /// What it is called.
    pub(super) title: String,
    /// What one sees, in a sentence.
    pub(super) about: String,
    /// What opens the table.
    pub(super) as_table: String,
    pub(super) table: Table,
    views: Views,
}

impl HtmlSafe for Drawing {}

impl Drawing {
    /// Puts a picture in its frame.
    pub(super) fn of(
        id: impl Into<Cow<'static, str>>,
        views: Views,
        (title, about, as_table): (String, String, String),
        table: Table,
    ) -> Self {
        Self {
            id: id.into(),
            title,
            about,
            as_table,
            table,
            views,
        }
    }
}

/// The colours of a picture on paper, where no stylesheet is around it.
#[cfg(feature = "pdf")]
const ON_PAPER: &str = include_str!("paper.css");

#[cfg(feature = "pdf")]
impl Drawing {
    /// The picture as a file of its own.
    pub(super) fn on_paper(&self) -> String {
        let svg = &self.views.wide;
        let view_box = svg.view_box();
        format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view_box}" font-family="Noto Sans" font-size="13"><style>{ON_PAPER}</style>{svg}</svg>"#
        )
    }
}

/// How much room there is. What is drawn for a desk and shrunk to a phone cannot be read there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Room {
    Wide,
    Narrow,
}

impl Room {
    fn width(self) -> f64 {
        match self {
            Self::Wide => 620.0,
            Self::Narrow => 340.0,
        }
    }
}

/// A picture as it is where there is room, and where there is little: the stylesheet shows one of them.
pub(super) struct Views {
    wide: Svg,
    narrow: Svg,
}

impl Views {
    fn of(draw: impl Fn(Room) -> Svg) -> Self {
        Self {
            wide: draw(Room::Wide),
            narrow: draw(Room::Narrow),
        }
    }

    /// Both, each with its name in the stylesheet.
    fn all(&self) -> [(&'static str, &Svg); 2] {
        [("wide", &self.wide), ("narrow", &self.narrow)]
    }
}

/// A picture in the making: shapes within a box of this size.
pub(super) struct Svg {
    width: f64,
    height: f64,
    shapes: String,
}

impl HtmlSafe for Svg {}

impl fmt::Display for Svg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shapes)
    }
}

/// Where a text stands by its place.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Anchor {
    Start,
    Middle,
    End,
}

impl Anchor {
    fn word(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Middle => "middle",
            Self::End => "end",
        }
    }
}

type Point = (f64, f64);

impl Svg {
    fn new(width: f64, height: f64) -> Self {
        Self {
            width,
            height,
            shapes: String::new(),
        }
    }

    pub(super) fn view_box(&self) -> String {
        format!("0 0 {} {}", self.width, self.height)
    }

    /// Writing to a string does not fail.
    fn put(&mut self, shape: fmt::Arguments<'_>) {
        let _ = self.shapes.write_fmt(shape);
    }

    fn line(&mut self, (x1, y1): Point, (x2, y2): Point, class: &str) {
        self.put(format_args!(
            r#"<line x1="{x1:.1}" y1="{y1:.1}" x2="{x2:.1}" y2="{y2:.1}" class="{class}"/>"#
        ));
    }

    fn path(&mut self, points: &[Point], closed: bool, class: &str) {
        self.put(format_args!(r#"<path d=""#));
        for (n, (x, y)) in points.iter().enumerate() {
            self.put(format_args!("{}{x:.1} {y:.1}", if n == 0 { 'M' } else { 'L' }));
        }
        self.put(format_args!(r#"{}" class="{class}"/>"#, if closed { "Z" } else { "" }));
    }

    fn circle(&mut self, (x, y): Point, radius: f64, class: &str) {
        self.put(format_args!(
            r#"<circle cx="{x:.1}" cy="{y:.1}" r="{radius:.1}" class="{class}"/>"#
        ));
    }

    fn rect(&mut self, (x, y): Point, (width, height): (f64, f64), class: &str) {
        self.put(format_args!(
            r#"<rect x="{x:.1}" y="{y:.1}" width="{:.1}" height="{:.1}" rx="4" class="{class}"/>"#,
            width.max(0.0),
            height.max(0.0)
        ));
    }

    fn text(&mut self, (x, y): Point, (anchor, class): (Anchor, &str), text: &str) {
        self.put(format_args!(
            r#"<text x="{x:.1}" y="{y:.1}" text-anchor="{}" class="{class}">{}</text>"#,
            anchor.word(),
            Escaped(text)
        ));
    }

    /// A mark of a series: a circle, a square, a triangle, so that no colour is needed to tell them apart.
    fn mark(&mut self, (x, y): Point, series: usize) {
        let class = format!("d-fill-{}", series + 1);
        match series {
            0 => self.circle((x, y), 4.5, &class),
            1 => {
                let corners = [
                    (x - 4.5, y - 4.5),
                    (x + 4.5, y - 4.5),
                    (x + 4.5, y + 4.5),
                    (x - 4.5, y + 4.5),
                ];
                self.path(&corners, true, &class);
            }
            _ => self.path(&[(x, y - 6.0), (x + 5.5, y + 4.0), (x - 5.5, y + 4.0)], true, &class),
        }
    }
}

/// Text that people typed, as it may stand in a picture.
struct Escaped<'t>(&'t str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|c| match c {
            '&' => f.write_str("&amp;"),
            '<' => f.write_str("&lt;"),
            '>' => f.write_str("&gt;"),
            '"' => f.write_str("&quot;"),
            c => f.write_char(c),
        })
    }
}

/// A text in lines of about so many characters, broken between words.
fn lines_of(text: &str, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + word.chars().count() < most => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// The beginning of a text that is too long for its place.
fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

/// A number of things as a length. There are never so many that one would be lost.
fn length(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests;
