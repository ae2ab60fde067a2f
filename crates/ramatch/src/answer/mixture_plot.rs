//! A picture of a mixture as SVG: its parts stacked under the measured row, and what is left.

use super::mixture::Unmixing;
use super::page::{HEIGHT, Scale, WIDTH, escaped, short, shortened};
use super::report::Report;
use std::fmt::Write;

const LEFT: f64 = 84.0;
const RIGHT: f64 = 20.0;
/// Letters of a line over the whole width, and of a name.
const WIDE: usize = 150;
const NAME: usize = 60;
/// Top and bottom of the panels: row with its sum, parts, rest.
const WHOLE: (f64, f64) = (64.0, 250.0);
const PARTS: (f64, f64) = (286.0, 560.0);
const REST: (f64, f64) = (580.0, 654.0);

/// Draws what a spectrum is a sum of as an SVG document: the measured row with the sum of the parts, each part by itself on one scale, with its
/// name, its share and its own bands, and below what is left, with the noise.
#[must_use]
pub fn mixture(report: &Report, unmixing: &Unmixing) -> String {
    let (Some(&first), Some(&last)) = (unmixing.shift_cm1.first(), unmixing.shift_cm1.last()) else {
        return String::new();
    };
    let mixture = &unmixing.mixture;
    let mut page = Page { text: String::new(), x: Scale::new((first, last), (LEFT, WIDTH - RIGHT)) };
    page.open();
    let title = match (mixture.components.is_empty(), mixture.incomplete) {
        (true, _) => "nothing is told of what it is a sum of".to_owned(),
        (false, true) => format!("consistent with {}, and something else", mixture.said()),
        (false, false) => format!("consistent with {}", mixture.said()),
    };
    page.label(LEFT, 26.0, "title", &shortened(&title, 100));
    let file = report.file.as_deref().unwrap_or("spectrum");
    let snr = report.query.snr.map(|snr| format!(", SNR {snr:.0}")).unwrap_or_default();
    page.label(
        LEFT,
        46.0,
        "small",
        &shortened(&format!("{file}{snr}; shares are of the signal, not of weight"), WIDE),
    );

    let sum: Vec<f64> = unmixing.row.iter().zip(&unmixing.rest).map(|(row, rest)| row - rest).collect();
    let y = scale(&[&unmixing.row, &sum], WHOLE);
    page.panel(WHOLE, Some(&y), "row and sum");
    page.curve(&unmixing.shift_cm1, &unmixing.row, &y, "query");
    page.curve(&unmixing.shift_cm1, &sum, &y, "sum");
    page.legend(WHOLE.0, &[("query", "as measured, without what is broad"), ("sum", "sum of the parts")]);

    let count = unmixing.parts.len().max(1) as f64;
    let (top, bottom) = PARTS;
    let height = (bottom - top) / count;
    page.panel(PARTS, None, "parts, on one scale");
    let largest = span(unmixing.parts.iter().map(Vec::as_slice));
    let names = mixture.components.iter().map(|component| {
        let (low, high) = component.share_between;
        let share = format!(
            "{:.0} % of the signal ({:.0} to {:.0})",
            100.0 * component.share,
            100.0 * low,
            100.0 * high
        );
        (shortened(&component.said(), NAME), share, &component.bands_cm1[..])
    });
    let names = names.chain(mixture.containers.iter().map(|container| {
        let share = format!("{:.0} % of all signal", 100.0 * container.share);
        (format!("container: {}", shortened(&container.name, NAME)), share, &[][..])
    }));
    let components = mixture.components.len();
    let class = |place: usize| match place {
        place if place >= components => "container",
        place if place % 2 == 0 => "part",
        _ => "other",
    };
    for (place, ((name, share, bands), part)) in names.zip(&unmixing.parts).enumerate() {
        let from = top + place as f64 * height;
        let y = Scale::new(largest, (from + height - 6.0, from + 32.0));
        page.curve(&unmixing.shift_cm1, part, &y, class(place));
        page.label(LEFT + 8.0, from + 15.0, "name", &format!("{name}: {share}"));
        for &band in bands {
            page.mark(band, from + 20.0, "own");
        }
    }

    let y = scale(&[&unmixing.rest], REST);
    let times = ratio(span([&unmixing.row[..]].into_iter()), span([&unmixing.rest[..]].into_iter()));
    page.panel(REST, Some(&y), &format!("rest, {times} ×"));
    page.curve(&unmixing.shift_cm1, &unmixing.rest, &y, "rest");
    for edge in [2.0 * unmixing.sigma, -2.0 * unmixing.sigma] {
        page.level(&y, edge, REST);
    }
    for &band in &mixture.unexplained_cm1 {
        page.mark(band, REST.0, "open");
    }
    page.axis();
    page.label(
        LEFT,
        HEIGHT - 6.0,
        "small",
        "▼ band that only this part explains; ▽ band that nothing explains; dotted: twice the noise.",
    );
    page.text.push_str("</svg>\n");
    page.text
}

/// How many times the first span is the second.
fn ratio(whole: (f64, f64), part: (f64, f64)) -> String {
    let (whole, part) = (whole.1 - whole.0, part.1 - part.0);
    short(if part > 0.0 { (whole / part).round().max(1.0) } else { 1.0 })
}

/// Least and largest of curves.
fn span<'a>(curves: impl Iterator<Item = &'a [f64]>) -> (f64, f64) {
    curves.flatten().fold((0.0, 0.0), |(low, high): (f64, f64), y| (low.min(*y), high.max(*y)))
}

fn scale(curves: &[&[f64]], (top, bottom): (f64, f64)) -> Scale {
    let (low, high) = span(curves.iter().copied());
    let margin = 0.06 * (high - low);
    Scale::new((low - margin, high + margin), (bottom, top))
}

struct Page {
    text: String,
    x: Scale,
}

impl Page {
    /// Writing to a string does not fail.
    fn put(&mut self, part: std::fmt::Arguments<'_>) {
        let _ = self.text.write_fmt(part);
        self.text.push('\n');
    }

    fn open(&mut self) {
        self.put(format_args!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" \
             font-family=\"sans-serif\" font-size=\"12\">\n<style>\n\
             .title {{ font-size: 18px; font-weight: bold }} .small {{ font-size: 11px; fill: #444 }} .name {{ font-weight: bold }}\n\
             .frame {{ fill: none; stroke: #000 }} .tick {{ stroke: #000 }} .grid {{ stroke: #ddd }}\n\
             .level {{ stroke: #777; stroke-dasharray: 2 3 }} .curve {{ fill: none; stroke-linejoin: round }}\n\
             .query {{ stroke: #000; stroke-width: 1.2 }} .sum {{ stroke: #a03000; stroke-width: 1.4; stroke-dasharray: 5 3 }}\n\
             .part {{ stroke: #0060a0; stroke-width: 1.4 }} .other {{ stroke: #a03000; stroke-width: 1.4 }}\n\
             .container {{ stroke: #666; stroke-width: 1.2; stroke-dasharray: 6 3 2 3 }} .rest {{ stroke: #555; stroke-width: 0.9 }} .own {{ fill: #000; stroke: #000 }} .open {{ fill: #fff; stroke: #000 }}\n</style>\n\
             <rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"#fff\"/>"
        ));
    }

    fn label(&mut self, x: f64, y: f64, class: &str, text: &str) {
        self.put(format_args!("<text x=\"{x:.1}\" y=\"{y:.1}\" class=\"{class}\">{}</text>", escaped(text)));
    }

    fn panel(&mut self, (top, bottom): (f64, f64), y: Option<&Scale>, name: &str) {
        let (right, height) = (WIDTH - RIGHT, bottom - top);
        for value in y.map(|y| y.ticks((height / 40.0).max(4.0))).unwrap_or_default() {
            let at = y.map_or(0.0, |y| y.at(value));
            self.put(format_args!(
                "<line x1=\"{LEFT}\" y1=\"{at:.1}\" x2=\"{right}\" y2=\"{at:.1}\" class=\"grid\"/>\
                 <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\" class=\"small\">{}</text>",
                LEFT - 6.0,
                at + 4.0,
                short(value)
            ));
        }
        self.put(format_args!(
            "<rect x=\"{LEFT}\" y=\"{top}\" width=\"{:.1}\" height=\"{height}\" class=\"frame\"/>",
            right - LEFT
        ));
        let middle = 0.5 * (top + bottom);
        self.put(format_args!(
            "<text transform=\"translate(18 {middle}) rotate(-90)\" text-anchor=\"middle\">{name}</text>"
        ));
    }

    fn axis(&mut self) {
        let bottom = REST.1;
        for value in self.x.ticks(12.0) {
            let at = self.x.at(value);
            self.put(format_args!(
                "<line x1=\"{at:.1}\" y1=\"{bottom}\" x2=\"{at:.1}\" y2=\"{:.1}\" class=\"tick\"/>\
                 <text x=\"{at:.1}\" y=\"{:.1}\" text-anchor=\"middle\" class=\"small\">{}</text>",
                bottom + 5.0,
                bottom + 18.0,
                short(value)
            ));
        }
        let middle = 0.5 * (LEFT + WIDTH - RIGHT);
        self.put(format_args!(
            "<text x=\"{middle:.1}\" y=\"{:.1}\" text-anchor=\"middle\">Raman shift (cm⁻¹)</text>",
            bottom + 38.0
        ));
    }

    fn curve(&mut self, shift: &[f64], values: &[f64], y: &Scale, class: &str) {
        let points: Vec<String> =
            shift.iter().zip(values).map(|(&x, &v)| format!("{:.1},{:.1}", self.x.at(x), y.at(v))).collect();
        self.put(format_args!("<polyline points=\"{}\" class=\"curve {class}\"/>", points.join(" ")));
    }

    /// A dotted line across, if it lies inside.
    fn level(&mut self, y: &Scale, value: f64, (top, bottom): (f64, f64)) {
        let at = y.at(value);
        if (top..=bottom).contains(&at) {
            let right = WIDTH - RIGHT;
            self.put(format_args!(
                "<line x1=\"{LEFT}\" y1=\"{at:.1}\" x2=\"{right}\" y2=\"{at:.1}\" class=\"level\"/>"
            ));
        }
    }

    /// A small triangle that points down at a band.
    fn mark(&mut self, shift: f64, top: f64, class: &str) {
        let x = self.x.at(shift);
        let (left, right, low) = (x - 4.0, x + 4.0, top + 8.0);
        self.put(format_args!(
            "<path d=\"M{left:.1} {top:.1} L{right:.1} {top:.1} L{x:.1} {low:.1} Z\" class=\"{class}\"/>"
        ));
    }

    fn legend(&mut self, top: f64, items: &[(&str, &str)]) {
        for (i, (class, name)) in items.iter().enumerate() {
            let (x, y) = (WIDTH - RIGHT - 300.0, top + 22.0 + 16.0 * i as f64);
            self.put(format_args!(
                "<line x1=\"{x}\" y1=\"{y}\" x2=\"{:.1}\" y2=\"{y}\" class=\"curve {class}\"/>",
                x + 34.0
            ));
            self.label(x + 42.0, y + 4.0, "small", name);
        }
    }
}
