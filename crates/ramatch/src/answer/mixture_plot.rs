//! A picture of a mixture as SVG: its parts stacked under the measured row, and what is left.

use super::mixture::Unmixing;
use super::page::{HEIGHT, Scale, short, shortened};
use super::panels::{LEFT, Page};
use super::report::Report;

/// Letters of a line over the whole width, and of a name.
const WIDE: usize = 150;
const NAME: usize = 60;
/// Top and bottom of the panels: row with its sum, parts, rest.
const WHOLE: (f64, f64) = (64.0, 250.0);
const PARTS: (f64, f64) = (286.0, 560.0);
const REST: (f64, f64) = (580.0, 654.0);

/// How its curves differ, also in black and white.
const STYLE: &str = ".name { font-weight: bold } .level { stroke: #777; stroke-dasharray: 2 3 } \
     .sum { stroke: #a03000; stroke-width: 1.4; stroke-dasharray: 5 3 } .part { stroke: #0060a0; stroke-width: 1.4 } \
     .other { stroke: #a03000; stroke-width: 1.4 } .container { stroke: #666; stroke-width: 1.2; stroke-dasharray: 6 3 2 3 }\n";

/// Draws what a spectrum is a sum of as an SVG document: the measured row with the sum of the parts, each part by itself on one scale, with its
/// name, its share and its own bands, and below what is left, with the noise.
#[must_use]
pub fn mixture(report: &Report, unmixing: &Unmixing) -> String {
    let (Some(&first), Some(&last)) = (unmixing.shift_cm1.first(), unmixing.shift_cm1.last()) else {
        return String::new();
    };
    let mixture = &unmixing.mixture;
    let mut page = Page::over((first, last), STYLE);
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
    page.panel(WHOLE, &y, "row and sum");
    page.curve(&unmixing.shift_cm1, &known(&unmixing.row), &y, "query");
    page.curve(&unmixing.shift_cm1, &known(&sum), &y, "sum");
    page.legend(WHOLE.0, &[("query", "as measured, without what is broad"), ("sum", "sum of the parts")]);

    let count = unmixing.parts.len().max(1) as f64;
    let (top, bottom) = PARTS;
    let height = (bottom - top) / count;
    page.frame(PARTS, "parts, on one scale");
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
        page.curve(&unmixing.shift_cm1, &known(part), &y, class(place));
        page.label(LEFT + 8.0, from + 15.0, "name", &format!("{name}: {share}"));
        for &band in bands {
            page.mark(band, from + 20.0, "matched");
        }
    }

    let y = scale(&[&unmixing.rest], REST);
    let times = ratio(span([&unmixing.row[..]].into_iter()), span([&unmixing.rest[..]].into_iter()));
    page.ticks(&y, 4.0);
    page.frame(REST, &format!("rest, {times} × higher"));
    page.curve(&unmixing.shift_cm1, &known(&unmixing.rest), &y, "residual");
    for edge in [2.0 * unmixing.sigma, -2.0 * unmixing.sigma] {
        page.level(&y, edge, REST);
    }
    for &band in &mixture.unexplained_cm1 {
        page.mark(band, REST.0, "missing");
    }
    page.shift_axis(&[WHOLE, PARTS, REST]);
    page.label(
        LEFT,
        HEIGHT - 6.0,
        "small",
        "▼ band that only this part explains; ▽ band that nothing explains; dotted: twice the noise.",
    );
    page.close()
}

/// A curve that is known everywhere.
fn known(values: &[f64]) -> Vec<Option<f64>> {
    values.iter().copied().map(Some).collect()
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
