//! A chart: two axes, and lines, bands, bars and marks between them, as SVG inside the page.

use crate::answer::page::{Scale, short};
use maud::{Markup, html};
use std::fmt::Write;

const WIDTH: f64 = 400.0;
const HEIGHT: f64 = 300.0;
/// Left, right, top and bottom of where data stand.
const FIELD: (f64, f64, f64, f64) = (50.0, 388.0, 12.0, 252.0);

/// One axis.
pub(super) struct Axis {
    label: String,
    scale: Scale,
    ends: (f64, f64),
    ticks: Vec<(f64, String)>,
}

impl Axis {
    /// From `ends.0` to `ends.1` in the unit that the label names.
    pub(super) fn new(label: impl Into<String>, ends: (f64, f64), page: (f64, f64)) -> Self {
        let scale = Scale::new(ends, page);
        let ticks = scale.ticks(6.0).into_iter().map(|at| (at, short(at))).collect();
        Self { label: label.into(), scale, ends, ticks }
    }

    /// With these ticks instead of round numbers.
    pub(super) fn ticks(self, ticks: Vec<(f64, String)>) -> Self {
        Self { ticks, ..self }
    }

    /// Where a value stands on the page; what lies outside stands at the end.
    fn at(&self, value: f64) -> f64 {
        self.scale.at(value.clamp(self.ends.0, self.ends.1))
    }
}

/// Ends of the axis to the right.
pub(super) const ACROSS: (f64, f64) = (FIELD.0, FIELD.1);
/// Ends of the axis upwards.
pub(super) const UP: (f64, f64) = (FIELD.3, FIELD.2);

/// How something is drawn: its class in the page's style.
#[derive(Clone, Copy)]
pub(super) enum Look {
    /// Blue, an unbroken line, a disc.
    A,
    /// Red, dashes, a square.
    B,
    /// Green, dots, an open diamond.
    C,
}

impl Look {
    fn line(self) -> &'static str {
        match self {
            Self::A => "a",
            Self::B => "b",
            Self::C => "c",
        }
    }

    fn mark(self, x: f64, y: f64) -> Markup {
        let diamond = format!("M{x:.1} {:.1}l5.5 5.5l-5.5 5.5l-5.5 -5.5Z", y - 5.5);
        html! {
            @match self {
                Self::A => circle cx=(tenth(x)) cy=(tenth(y)) r="4.2" class="fa" {},
                Self::B => rect x=(tenth(x - 3.8)) y=(tenth(y - 3.8)) width="7.6" height="7.6" class="fb" {},
                Self::C => path d=(diamond) class="fc" {},
            }
        }
    }
}

fn tenth(value: f64) -> String {
    format!("{value:.1}")
}

/// What a line of the legend shows.
#[derive(Clone, Copy)]
pub(super) enum Key {
    Line(Look),
    Mark(Look),
    Fill(Look),
    Even,
}

/// A chart that is being drawn.
pub(super) struct Chart {
    x: Axis,
    y: Axis,
    drawn: Vec<Markup>,
    legend: Vec<(Key, String)>,
}

impl Chart {
    pub(super) fn new(x: Axis, y: Axis) -> Self {
        Self { x, y, drawn: Vec::new(), legend: Vec::new() }
    }

    fn path(&self, points: impl Iterator<Item = (f64, f64)>) -> String {
        let mut path = String::new();
        let mut last = String::new();
        for (i, (x, y)) in points.enumerate() {
            let next = format!("{:.1} {:.1}", self.x.at(x), self.y.at(y));
            // What falls on the same place is drawn once.
            if next != last {
                let _ = write!(path, "{}{next}", if i == 0 { 'M' } else { 'L' });
                last = next;
            }
        }
        path
    }

    /// A line through points.
    pub(super) fn line(&mut self, look: Look, points: impl Iterator<Item = (f64, f64)>) {
        let path = self.path(points);
        self.drawn.push(html! { path d=(path) class=(look.line()) {} });
    }

    /// A line that shows where both axes would be even, or nothing would be told apart.
    pub(super) fn even(&mut self, from: (f64, f64), to: (f64, f64)) {
        let path = self.path([from, to].into_iter());
        self.drawn.push(html! { path d=(path) class="even" {} });
    }

    /// The area between a low and a high line over the same places.
    pub(super) fn band(&mut self, points: &[(f64, f64, f64)]) {
        let up = points.iter().map(|point| (point.0, point.2));
        let path = self.path(up.chain(points.iter().rev().map(|point| (point.0, point.1))));
        self.drawn.push(html! { path d=(path) class="band" {} });
    }

    /// A mark, with what intervals say of it in both directions.
    pub(super) fn mark(
        &mut self,
        look: Look,
        at: (f64, f64),
        across: Option<(f64, f64)>,
        up: Option<(f64, f64)>,
    ) {
        let (x, y) = (self.x.at(at.0), self.y.at(at.1));
        let across = across.map(|(low, high)| {
            let (low, high) = (self.x.at(low), self.x.at(high));
            format!("M{low:.1} {y:.1}H{high:.1}M{low:.1} {:.1}v6M{high:.1} {:.1}v6", y - 3.0, y - 3.0)
        });
        let up = up.map(|(low, high)| {
            let (low, high) = (self.y.at(low), self.y.at(high));
            format!("M{x:.1} {low:.1}V{high:.1}M{:.1} {low:.1}h6M{:.1} {high:.1}h6", x - 3.0, x - 3.0)
        });
        let bars = [across, up].into_iter().flatten().collect::<String>();
        self.drawn.push(html! { path d=(bars) class="bar" {} (look.mark(x, y)) });
    }

    /// A word beside a place.
    pub(super) fn word(&mut self, at: (f64, f64), text: &str) {
        let (x, y) = (self.x.at(at.0) + 7.0, self.y.at(at.1) + 16.0);
        self.drawn.push(html! { text x=(tenth(x)) y=(tenth(y)) class="tick" { (text) } });
    }

    /// A bar from one height to another.
    pub(super) fn bar(&mut self, look: Look, across: (f64, f64), up: (f64, f64)) {
        let (left, right) = (self.x.at(across.0) + 0.6, self.x.at(across.1) - 0.6);
        let (a, b) = (self.y.at(up.0), self.y.at(up.1));
        let class = ["fa", "fb", "fc"][look as usize];
        self.drawn.push(html! {
            rect x=(tenth(left)) y=(tenth(a.min(b))) width=(tenth(right - left)) height=(tenth((a - b).abs())) class=(class) {}
        });
    }

    /// A line of the legend.
    pub(super) fn key(&mut self, key: Key, text: impl Into<String>) {
        self.legend.push((key, text.into()));
    }

    /// The whole figure. The caption says what is seen, and how it is read.
    pub(super) fn figure(self, title: &str, caption: &str) -> Markup {
        let (left, right, top, bottom) = FIELD;
        let middle = (0.5 * (left + right), 0.5 * (top + bottom));
        html! {
            figure {
                figcaption { b { (title) } span { (caption) } }
                svg viewBox=(format!("0 0 {WIDTH} {HEIGHT}")) role="img" aria-label=(format!("{title}. {caption}")) {
                    @for (value, text) in &self.x.ticks {
                        @let x = tenth(self.x.at(*value));
                        path d=(format!("M{x} {top}V{bottom}")) class="grid" {}
                        text x=(x) y=(tenth(bottom + 17.0)) text-anchor="middle" class="tick" { (text) }
                    }
                    @for (value, text) in &self.y.ticks {
                        @let y = self.y.at(*value);
                        path d=(format!("M{left} {y:.1}H{right}")) class="grid" {}
                        text x=(tenth(left - 6.0)) y=(tenth(y + 4.0)) text-anchor="end" class="tick" { (text) }
                    }
                    path d=(format!("M{left} {top}V{bottom}H{right}")) class="axis" {}
                    text x=(tenth(middle.0)) y=(tenth(HEIGHT - 8.0)) text-anchor="middle" { (self.x.label) }
                    text transform=(format!("translate(13 {:.1}) rotate(-90)", middle.1)) text-anchor="middle" { (self.y.label) }
                    @for drawn in &self.drawn { (drawn) }
                }
                @if !self.legend.is_empty() {
                    ul class="legend" { @for (key, text) in &self.legend { li { (swatch(*key)) (text) } } }
                }
            }
        }
    }
}

/// What stands before a line of the legend.
fn swatch(key: Key) -> Markup {
    html! {
        svg viewBox="0 0 32 13" aria-hidden="true" {
            @match key {
                Key::Line(look) => path d="M1 6.5H31" class=(look.line()) {},
                Key::Mark(look) => (look.mark(16.0, 6.5)),
                Key::Fill(look) => rect x="6" y="1" width="20" height="11" class=(["fa", "fb", "fc"][look as usize]) {},
                Key::Even => path d="M1 6.5H31" class="even" {},
            }
        }
    }
}
