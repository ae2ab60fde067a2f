//! A picture of what many spectra showed, as SVG: substances over positions, or scores over a series, and how many there are of what.
//!
//! What is undecided is hatched in the colour of its first hit, so that a map shows its structure where nothing is an answer; what was refused
//! is crossed out, and nothing is drawn of what was not asked about.

mod look;

use crate::answer::overview::{Counts, Overview};
use crate::answer::page::{HEIGHT, Scale, WIDTH, escaped, short, shortened};
use crate::answer::places::{Axis, Layout, ends, layout};
use crate::answer::words;
use look::{Class, Palette, classes, patterns};
use std::fmt::Write;

/// Where pictures stand: left, top, right, bottom.
const AREA: [f64; 4] = [92.0, 70.0, 650.0, 650.0];
/// Where the legend begins, and how many letters fit beside its signs.
const LEGEND: f64 = 690.0;
const LETTERS: usize = 28;
/// The strip of substances below the scores of a series.
const STRIP: (f64, f64) = (612.0, 650.0);
const SCORES_END: f64 = 590.0;
/// Between both stands what has no score.
const UNSCORED: f64 = 0.5 * (SCORES_END + STRIP.0);

/// Draws what many spectra showed as an SVG document: substances over two positions where these differ, else their scores over the one
/// that does, else over the numbers of the spectra. The second axis of a map goes down, as in pictures of microscopes. What is not decided is
/// hatched in the colour of its first hit.
#[must_use]
pub fn substances(title: &str, overview: &Overview) -> String {
    let counts = overview.counts();
    let palette = Palette::of(&counts);
    let of_spots: Vec<Class> = overview.spots().iter().map(|spot| palette.class(spot)).collect();
    let mut page = Page { text: String::new(), bottom: 0.0 };
    page.label(AREA[0], 26.0, "title", &shortened(title, 80));
    let (notes, signs) = match layout(overview) {
        Layout::Map { x, y, cell, to_scale } => {
            let signs = Signs { surfaces: cell.is_some(), points: cell.is_none() };
            (page.map(&of_spots, (&x, &y), cell, to_scale), signs)
        }
        Layout::Series(x) => (page.series(overview, &of_spots, &x), Signs { surfaces: true, points: true }),
    };
    let [answers, undecided, refused] = counts.totals();
    let plural = if counts.spectra == 1 { "spectrum" } else { "spectra" };
    let mut says = format!("{} {plural}: {answers} with an answer, {undecided} undecided", counts.spectra);
    if refused > 0 {
        says += &format!(", {refused} refused");
    }
    for note in notes {
        says += &format!("; {note}");
    }
    page.label(AREA[0], 46.0, "small", &says);
    page.legend(&counts, &palette, signs);
    page.close(overview.library())
}

/// What a picture is made of, which its legend explains.
#[derive(Clone, Copy)]
struct Signs {
    surfaces: bool,
    points: bool,
}

struct Page {
    text: String,
    /// How far it is drawn on.
    bottom: f64,
}

impl Page {
    /// Writing to a string does not fail.
    fn put(&mut self, part: std::fmt::Arguments<'_>) {
        let _ = self.text.write_fmt(part);
        self.text.push('\n');
    }

    /// The document around what is drawn, as high as that.
    fn close(mut self, library: &str) -> String {
        let height = (self.bottom + 40.0).min(HEIGHT);
        if !library.is_empty() {
            self.label(AREA[0], height - 14.0, "small", &format!("library: {}", shortened(library, 80)));
        }
        self.label(LEGEND, height - 14.0, "small", "a ranking for an analyst, not an identification");
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height:.0}\" \
             font-family=\"sans-serif\" font-size=\"12\">\n<style>\n\
             .title {{ font-size: 18px; font-weight: bold }} .small {{ font-size: 11px; fill: #444 }}\n\
             .frame {{ fill: none; stroke: #000 }} .tick {{ stroke: #000 }} .grid {{ stroke: #ddd }}\n</style>\n\
             <defs>{}</defs>\n\
             <rect width=\"{WIDTH}\" height=\"{height:.0}\" fill=\"#fff\"/>\n{}</svg>\n",
            patterns(),
            self.text
        )
    }

    fn label(&mut self, x: f64, y: f64, class: &str, text: &str) {
        self.put(format_args!("<text x=\"{x:.1}\" y=\"{y:.1}\" class=\"{class}\">{}</text>", escaped(text)));
    }

    /// A map; yields what has to be said of it.
    fn map(
        &mut self,
        classes_of: &[Class],
        (x, y): (&Axis, &Axis),
        cell: Option<[f64; 2]>,
        to_scale: bool,
    ) -> Vec<String> {
        let (Some(of_x), Some(of_y)) = (ends(&x.values), ends(&y.values)) else { return Vec::new() };
        let mut notes = Vec::new();
        // Half a cell around the places, or a margin around points.
        let [half_x, half_y] = cell
            .map_or([0.04 * (of_x.1 - of_x.0), 0.04 * (of_y.1 - of_y.0)], |[width, height]| {
                [0.5 * width, 0.5 * height]
            });
        let (of_x, of_y) = ((of_x.0 - half_x, of_x.1 + half_x), (of_y.0 - half_y, of_y.1 + half_y));
        let [left, top, mut right, mut bottom] = AREA;
        let (width, height) = (right - left, bottom - top);
        if to_scale {
            let scale = (width / (of_x.1 - of_x.0)).min(height / (of_y.1 - of_y.0));
            let own = [scale * (of_x.1 - of_x.0), scale * (of_y.1 - of_y.0)];
            if own[0].min(own[1]) >= NARROWEST {
                (right, bottom) = (left + own[0], top + own[1]);
            } else {
                notes.push("the axes are not to one scale".to_owned());
                (right, bottom) = (left + own[0].max(NARROWEST), top + own[1].max(NARROWEST));
            }
        }
        let (across, down) = (Scale::new(of_x, (left, right)), Scale::new(of_y, (top, bottom)));
        let places: Vec<Option<(f64, f64)>> =
            x.values.iter().zip(&y.values).map(|(x, y)| Some((across.at((*x)?), down.at((*y)?)))).collect();
        let count = places.iter().flatten().count();
        let per_cell = cell.map(|[width, height]| {
            let of = |scale: &Scale, step: f64, from: f64| scale.at(from + step) - scale.at(from);
            [of(&across, width, of_x.0), of(&down, height, of_y.0)]
        });
        // Cells stand on even steps, so that neighbours share their edges.
        let edges = |at: f64, from: f64, step: f64| {
            let number = ((at - from) / step - 0.5).round();
            (from + number * step, from + (number + 1.0) * step)
        };
        let radius = (0.4 * ((right - left) * (bottom - top) / count.max(1) as f64).sqrt()).clamp(1.5, 8.0);
        for class in classes() {
            let mut path = String::new();
            for ((px, py), _) in places
                .iter()
                .zip(classes_of)
                .filter_map(|(place, own)| place.map(|place| (place, own)).filter(|(_, own)| **own == class))
            {
                path += &match per_cell {
                    Some([w, h]) => {
                        let ((a, b), (c, d)) = (edges(px, left, w), edges(py, top, h));
                        format!("M{a:.2} {c:.2}H{b:.2}V{d:.2}H{a:.2}z")
                    }
                    None => class.point(px, py, radius),
                };
            }
            if !path.is_empty() {
                let (look, crisp) = match per_cell {
                    Some(_) => (class.surface(), " shape-rendering=\"crispEdges\""),
                    None => (class.points(), ""),
                };
                self.put(format_args!("<path d=\"{path}\" {look}{crisp}/>"));
            }
        }
        self.axes(
            [left, top, right, bottom],
            (&across, &x.label),
            // Turned round with the text, the arrow points down, as the axis does.
            (&down, &format!("← {}", y.label)),
        );
        let hidden = hidden(&places, per_cell);
        if hidden > 0 {
            notes.push(format!("{hidden} lie at the place of another and may be hidden"));
        }
        notes.extend(unplaced(places.len() - count));
        notes
    }

    /// Scores over a series, and the substances in a strip below; yields what has to be said of it.
    fn series(&mut self, overview: &Overview, classes_of: &[Class], x: &Axis) -> Vec<String> {
        let [left, top, right, _] = AREA;
        let (first, last) = ends(&x.values).unwrap_or((0.0, 1.0));
        let mut sorted: Vec<f64> = x.values.iter().flatten().copied().collect();
        sorted.sort_by(f64::total_cmp);
        sorted.dedup();
        // Every spectrum has as much of the strip as its place has room, to the middle of the next.
        let step = if sorted.len() > 1 { (last - first) / (sorted.len() - 1) as f64 } else { 1.0 };
        let across = Scale::new((first - 0.5 * step, last + 0.5 * step), (left, right));
        let scores: Vec<Option<f64>> = overview.spots().iter().map(|spot| spot.score).collect();
        let (low, high) = ends(&scores).unwrap_or((0.0, 1.0));
        // Cosines go up to 1; distances go where they go.
        let of_y = if high <= 1.0 + 1e-6 && low >= -1.0 { (low.min(0.0), 1.0) } else { (low, high) };
        let margin = 0.04 * (of_y.1 - of_y.0);
        let of_y = (of_y.0 - margin, of_y.1 + margin);
        let up = Scale::new(of_y, (SCORES_END, top));
        let radius = (0.4 * (right - left) / scores.len().max(1) as f64).clamp(2.2, 5.0);
        for value in up.ticks(8.0) {
            let at = up.at(value);
            self.put(format_args!(
                "<line x1=\"{left}\" y1=\"{at:.1}\" x2=\"{right}\" y2=\"{at:.1}\" class=\"grid\"/>"
            ));
        }
        let edges = |value: f64| {
            let at = sorted.partition_point(|own| *own < value);
            let before = at
                .checked_sub(1)
                .and_then(|i| sorted.get(i))
                .map_or(value - 0.5 * step, |own| 0.5 * (own + value));
            let behind = sorted.get(at + 1).map_or(value + 0.5 * step, |own| 0.5 * (own + value));
            (across.at(before), across.at(behind))
        };
        let (from, to) = STRIP;
        for class in classes() {
            let (mut points, mut strip) = (String::new(), String::new());
            for ((value, score), _) in
                x.values.iter().zip(&scores).zip(classes_of).filter(|(_, own)| **own == class)
            {
                let Some(value) = *value else { continue };
                let (a, b) = edges(value);
                strip += &format!("M{a:.2} {from}H{b:.2}V{to}H{a:.2}z");
                let y = score.map_or(UNSCORED, |score| up.at(score));
                points += &class.point(across.at(value), y, radius);
            }
            if !strip.is_empty() {
                self.put(format_args!(
                    "<path d=\"{strip}\" {} shape-rendering=\"crispEdges\"/>",
                    class.surface()
                ));
                self.put(format_args!("<path d=\"{points}\" {}/>", class.points()));
            }
        }
        self.axes([left, top, right, SCORES_END], (&across, ""), (&up, "score"));
        if x.values.iter().zip(&scores).any(|(value, score)| value.is_some() && score.is_none()) {
            self.put(format_args!(
                "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\" class=\"small\">no score</text>",
                left - 8.0,
                UNSCORED + 4.0
            ));
        }
        let empty = Scale::new((0.0, 1.0), STRIP);
        self.axes([left, from, right, to], (&across, &x.label), (&empty, ""));
        unplaced(x.values.iter().filter(|value| value.is_none()).count()).into_iter().collect()
    }

    /// A frame with its ticks and names. An axis without a name has none of both.
    fn axes(
        &mut self,
        [left, top, right, bottom]: [f64; 4],
        (x, of_x): (&Scale, &str),
        (y, of_y): (&Scale, &str),
    ) {
        self.put(format_args!(
            "<rect x=\"{left}\" y=\"{top}\" width=\"{:.1}\" height=\"{:.1}\" class=\"frame\"/>",
            right - left,
            bottom - top
        ));
        self.bottom = self.bottom.max(bottom);
        if !of_x.is_empty() {
            self.bottom = self.bottom.max(bottom + 40.0);
            for value in x.ticks(((right - left) / 50.0).max(2.5)) {
                let at = x.at(value);
                self.put(format_args!(
                    "<line x1=\"{at:.1}\" y1=\"{bottom:.1}\" x2=\"{at:.1}\" y2=\"{:.1}\" class=\"tick\"/>\
                     <text x=\"{at:.1}\" y=\"{:.1}\" text-anchor=\"middle\" class=\"small\">{}</text>",
                    bottom + 5.0,
                    bottom + 18.0,
                    short(value)
                ));
            }
            let middle = 0.5 * (left + right);
            self.put(format_args!(
                "<text x=\"{middle:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
                bottom + 40.0,
                escaped(of_x)
            ));
        }
        if !of_y.is_empty() {
            for value in y.ticks(((bottom - top) / 40.0).max(2.5)) {
                let at = y.at(value);
                self.put(format_args!(
                    "<line x1=\"{:.1}\" y1=\"{at:.1}\" x2=\"{left}\" y2=\"{at:.1}\" class=\"tick\"/>\
                     <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\" class=\"small\">{}</text>",
                    left - 5.0,
                    left - 8.0,
                    at + 4.0,
                    short(value)
                ));
            }
            let middle = 0.5 * (top + bottom);
            self.put(format_args!(
                "<text transform=\"translate(22 {middle:.1}) rotate(-90)\" text-anchor=\"middle\">{}</text>",
                escaped(of_y)
            ));
        }
    }

    /// What the colours mean, and how many spectra there are of each.
    fn legend(&mut self, counts: &Counts, palette: &Palette, signs: Signs) {
        let [_, undecided, refused] = counts.totals();
        let mut at = AREA[1] + 10.0;
        let heading = if counts.substances.is_empty() { "spectra" } else { "spectra, substance" };
        self.label(LEGEND, at, "small", heading);
        let (answers, others) = palette.split(&counts.substances);
        for (index, name, count) in answers {
            at += ENTRY;
            self.entry(at, Class::Named(index), count, name, signs);
        }
        if !others.is_empty() {
            at += ENTRY;
            let plural = if others.len() == 1 { "substance" } else { "substances" };
            let name = format!("{} other {plural}", others.len());
            self.entry(at, Class::Other, others.iter().sum(), &name, signs);
        }
        if undecided > 0 {
            at += ENTRY;
            self.label(
                LEGEND,
                at,
                "small",
                &format!("{undecided} undecided; (first hit), which is no answer:"),
            );
            let (firsts, others) = palette.split(&counts.candidates);
            for (index, name, count) in firsts {
                at += ENTRY;
                self.entry(at, Class::First(index), count, &format!("({name})"), signs);
            }
            if !others.is_empty() {
                at += ENTRY;
                let name = format!("({} other first hits)", others.len());
                self.entry(at, Class::OtherFirst, others.iter().sum(), &name, signs);
            }
            let scored: usize = counts.candidates.iter().map(|(_, count)| count).sum();
            if undecided > scored {
                at += ENTRY;
                self.entry(at, Class::Undecided, undecided - scored, "nothing scored", signs);
            }
            at = self.reasons(at, &counts.undecided);
        }
        if refused > 0 {
            at += ENTRY;
            self.entry(at, Class::Refused, refused, "refused", signs);
            at = self.reasons(at, &counts.refused);
        }
        self.bottom = self.bottom.max(at);
    }

    /// Why, in a few words each; yields where the last stands.
    fn reasons(&mut self, mut at: f64, codes: &[(&'static str, usize)]) -> f64 {
        for (code, count) in codes.iter().take(CODES) {
            at += 15.0;
            self.label(LEGEND + 84.0, at, "small", &format!("{count}: {}", words::in_short(code)));
        }
        at
    }

    /// A line of the legend: surface, point, number, name.
    fn entry(&mut self, at: f64, class: Class, count: usize, name: &str, signs: Signs) {
        if signs.surfaces {
            let top = at - 11.0;
            let look = class.surface();
            self.put(format_args!("<rect x=\"{LEGEND}\" y=\"{top:.1}\" width=\"14\" height=\"14\" {look}/>"));
        }
        if signs.points {
            let point = class.point(LEGEND + if signs.surfaces { 26.0 } else { 7.0 }, at - 4.0, 5.0);
            self.put(format_args!("<path d=\"{point}\" {}/>", class.points()));
        }
        self.put(format_args!(
            "<text x=\"{:.1}\" y=\"{at:.1}\" text-anchor=\"end\">{count}</text>",
            LEGEND + 76.0
        ));
        self.label(LEGEND + 84.0, at, "name", &shortened(name, LETTERS));
    }
}

/// Pixels from one line of the legend to the next.
const ENTRY: f64 = 22.0;
/// Codes of one kind that a legend lists.
const CODES: usize = 5;
/// The least height and width of a map, in pixels: its axis has room for two numbers and a name.
const NARROWEST: f64 = 80.0;

/// How many places are taken by an earlier spectrum: of cells by the same cell, of points by the same point.
fn hidden(places: &[Option<(f64, f64)>], cell: Option<[f64; 2]>) -> usize {
    let [width, height] = cell.unwrap_or([0.1, 0.1]);
    let key = |(x, y): &(f64, f64)| ((x / width).floor() as i64, (y / height).floor() as i64);
    let mut taken: Vec<(i64, i64)> = places.iter().flatten().map(key).collect();
    taken.sort_unstable();
    taken.windows(2).filter(|pair| pair[0] == pair[1]).count()
}

fn unplaced(count: usize) -> Option<String> {
    (count > 0).then(|| format!("{count} without a place are not shown"))
}

#[cfg(test)]
mod tests;
