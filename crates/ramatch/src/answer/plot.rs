//! A picture of a ranking as SVG: what was measured, what was compared, what is left.
//!
//! It is legible in black and white: curves differ by their strokes, not only by colour.

use crate::answer::curves::Curves;
pub use crate::answer::map_plot::substances;
pub use crate::answer::mixture_plot::mixture;
use crate::answer::page::{Scale, escaped, shortened};
use crate::answer::panels::{LEFT, Page};
use crate::answer::report::Report;
use crate::batch::preprocess::Preprocessed;
use ramatch_io::Record;

/// Letters of a line over the whole width.
const WIDE: usize = 150;
/// Top and bottom of the panels: as measured, as compared, residual.
const MEASURED: (f64, f64) = (64.0, 250.0);
const COMPARED: (f64, f64) = (306.0, 540.0);
const RESIDUAL: (f64, f64) = (560.0, 654.0);

/// Draws the curves behind a report as an SVG document: the measured points alone where nothing could be compared.
#[must_use]
pub fn svg(report: &Report, curves: &Curves) -> String {
    if curves.query.is_empty() {
        return measured(report, curves);
    }
    let (Some(&first), Some(&last)) = (curves.shift_cm1.first(), curves.shift_cm1.last()) else {
        return String::new();
    };
    let some = |values: &[f64]| values.iter().copied().map(Some).collect::<Vec<_>>();
    let (measured, baseline, query) = (some(&curves.measured), some(&curves.baseline), some(&curves.query));
    let mut page = Page::over((first, last), "");
    let best = report.hits.first();
    let before = match report.verdict.code {
        "identified" => "consistent with ",
        "one_of" => "one of several; first is ",
        "related" => "consistent with a relative of, or ",
        "mixture" => "a mixture; first of the ranking is ",
        "not_in_library" => "not in the library; first is ",
        _ => "cannot decide; first is ",
    };
    let title = match best {
        Some(best) => {
            format!("{before}{} (score {:.3}, cosine {:.4})", best.substance, best.score, best.cosine)
        }
        None => "nothing could be scored".to_owned(),
    };
    page.label(LEFT, 26.0, "title", &title);
    let file = report.file.as_deref().unwrap_or("spectrum");
    let what = report.cannot_decide().map_or(report.verdict.text.en.as_str(), |why| &why.text);
    page.label(LEFT, 46.0, "small", &shortened(&format!("{file}; {what}"), WIDE));

    let y = Scale::of([&measured, &baseline], MEASURED);
    page.panel(MEASURED, &y, "intensity (as measured)");
    page.curve(&curves.shift_cm1, &measured, &y, "query");
    page.curve(&curves.shift_cm1, &baseline, &y, "baseline");
    page.legend(MEASURED.0, &[("query", "query"), ("baseline", "baseline")]);

    let y = Scale::of([&query, &curves.reference], COMPARED);
    page.panel(COMPARED, &y, "intensity (normalised)");
    page.curve(&curves.shift_cm1, &query, &y, "query");
    page.curve(&curves.shift_cm1, &curves.reference, &y, "reference");
    if let Some(best) = best {
        for band in &best.bands.matched {
            page.mark(band.reference_cm1, COMPARED.0, "matched");
        }
        for &shift in &best.bands.missing_cm1 {
            page.mark(shift, COMPARED.0, "missing");
        }
        for &shift in &best.bands.unexplained_cm1 {
            page.mark_below(report.alignment.corrected_cm1(shift), COMPARED.1);
        }
        let reference = format!("reference: {}", best.entry);
        page.legend(COMPARED.0, &[("query", "query, corrected and smoothed"), ("reference", &reference)]);
        let (x, y) = (LEFT + 8.0, COMPARED.0 - 8.0);
        page.label(
            x,
            y,
            "small",
            "▼ band of the reference found, ▽ missing; △ band of the query that it does not explain",
        );
    }

    let y = Scale::of([&curves.residual, &curves.residual], RESIDUAL);
    page.panel(RESIDUAL, &y, "residual");
    page.curve(&curves.shift_cm1, &curves.residual, &y, "residual");
    page.shift_axis(&[MEASURED, COMPARED, RESIDUAL]);
    page.close()
}

/// One panel.
const ALONE: (f64, f64) = (64.0, 654.0);

/// What was measured, and why no more is drawn.
fn measured(report: &Report, curves: &Curves) -> String {
    let (Some(&first), Some(&last)) = (curves.shift_cm1.first(), curves.shift_cm1.last()) else {
        return String::new();
    };
    let points: Vec<Option<f64>> = curves.measured.iter().copied().map(Some).collect();
    let mut page = Page::over((first, last), "");
    page.label(LEFT, 26.0, "title", "nothing could be compared");
    let file = report.file.as_deref().unwrap_or("spectrum");
    let why = report.cannot_decide().map_or("", |reason| reason.text.as_str());
    page.label(LEFT, 46.0, "small", &format!("{file}; {why}"));
    let y = Scale::of([&points, &points], ALONE);
    page.panel(ALONE, &y, "intensity (as measured)");
    page.curve(&curves.shift_cm1, &points, &y, "query");
    page.shift_axis(&[ALONE]);
    page.close()
}

/// Panels of a preprocessed spectrum: as measured, and after the steps.
const RAW: (f64, f64) = (64.0, 340.0);
const PROCESSED: (f64, f64) = (378.0, 654.0);

/// Draws a spectrum before and after its steps as an SVG document.
#[must_use]
pub fn preprocessed(title: &str, made: &Preprocessed) -> String {
    let (Some(&first), Some(&last)) = (made.shift_cm1.first(), made.shift_cm1.last()) else {
        return String::new();
    };
    let some = |values: &[f64]| values.iter().copied().map(Some).collect::<Vec<_>>();
    let (raw, baseline, processed) = (some(&made.raw), some(&made.baseline), some(&made.processed));
    let mut page = Page::over((first, last), "");
    page.label(LEFT, 26.0, "title", title);
    let y = Scale::of([&raw, &baseline], RAW);
    page.panel(RAW, &y, "intensity (as measured)");
    page.curve(&made.shift_cm1, &raw, &y, "query");
    if baseline.is_empty() {
        page.legend(RAW.0, &[("query", "measured")]);
    } else {
        page.curve(&made.shift_cm1, &baseline, &y, "baseline");
        page.legend(RAW.0, &[("query", "measured"), ("baseline", "baseline")]);
    }
    let y = Scale::of([&processed, &processed], PROCESSED);
    page.panel(PROCESSED, &y, "intensity (processed)");
    page.curve(&made.shift_cm1, &processed, &y, "query");
    page.shift_axis(&[RAW, PROCESSED]);
    page.close()
}

/// Most spectra in one picture; more would hide each other.
const MOST: usize = 32;

/// Draws spectra as their file holds them, at most 32 evenly chosen ones, as an SVG document.
#[must_use]
pub fn records(title: &str, records: &[Record]) -> String {
    let chosen: Vec<&Record> = records.iter().step_by(records.len().div_ceil(MOST).max(1)).collect();
    let Some(first) = chosen.first() else { return String::new() };
    let mut page = Page::over(ends(chosen.iter().map(|record| &record.x[..])), "");
    page.label(LEFT, 26.0, "title", title);
    let shown = if chosen.len() < records.len() {
        format!(", {} of them shown", chosen.len())
    } else {
        String::new()
    };
    if records.len() > 1 {
        page.label(LEFT, 46.0, "small", &format!("{} spectra{shown}", records.len()));
    }
    let unit = |unit: &str, other: &str| if unit.is_empty() { other.to_owned() } else { unit.to_owned() };
    let style = if chosen.len() > 1 { "residual" } else { "query" };
    let drawn = chosen.iter().map(|record| (style, &record.x[..], &record.y[..]));
    alone(&mut page, &escaped(&unit(&first.y_unit, "intensity")), drawn);
    page.axis(&[ALONE], &unit(&first.x_unit, first.quantity.name()));
    page.close()
}

/// A curve of [`curves`].
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    /// How it is drawn: `query`, `baseline`, `reference` or `residual`.
    pub style: &'a str,
    /// What it is called; not told where it is empty.
    pub name: &'a str,
    /// Raman shifts in cm⁻¹.
    pub shift_cm1: &'a [f64],
    /// As many intensities; NaN where nothing is known.
    pub intensity: &'a [f64],
}

/// Draws curves over Raman shift in one panel as an SVG document; empty where there is nothing to draw.
///
/// ```
/// use ramatch::plot::{Line, curves};
/// let (shift, y): (Vec<f64>, Vec<f64>) = (0..50).map(|i| (f64::from(i), f64::from(i % 7))).unzip();
/// let line = Line { style: "query", name: "", shift_cm1: &shift, intensity: &y };
/// assert!(curves("noise", &[line]).contains("polyline"));
/// ```
#[must_use]
pub fn curves(title: &str, lines: &[Line<'_>]) -> String {
    let (low, high) = ends(lines.iter().map(|line| line.shift_cm1));
    if low > high {
        return String::new();
    }
    let mut page = Page::over((low, high), "");
    page.label(LEFT, 26.0, "title", &shortened(title, WIDE));
    alone(&mut page, "intensity", lines.iter().map(|line| (line.style, line.shift_cm1, line.intensity)));
    let told: Vec<(&str, &str)> =
        lines.iter().filter(|line| !line.name.is_empty()).map(|line| (line.style, line.name)).collect();
    page.legend(ALONE.0, &told);
    page.shift_axis(&[ALONE]);
    page.close()
}

/// The least and the largest Raman shift of curves; the wrong way round where there are none.
fn ends<'a>(axes: impl Iterator<Item = &'a [f64]>) -> (f64, f64) {
    axes.flatten().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &x| (low.min(x), high.max(x)))
}

/// Draws curves into the one panel of a page: their styles, Raman shifts and intensities.
fn alone<'a>(page: &mut Page, name: &str, curves: impl Iterator<Item = (&'a str, &'a [f64], &'a [f64])>) {
    let curves: Vec<(&str, Thinned)> = curves.map(|(style, x, y)| (style, thinned(x, y))).collect();
    let all: Vec<Option<f64>> = curves.iter().flat_map(|(_, (_, y))| y.iter().copied()).collect();
    let y = Scale::of([&all, &[]], ALONE);
    page.panel(ALONE, &y, name);
    for (style, (x, values)) in &curves {
        page.curve(x, values, &y, &escaped(style));
    }
}

/// Axis and ordinates of a curve.
type Thinned = (Vec<f64>, Vec<Option<f64>>);

/// A curve with no more points than can be told apart: the lowest and the highest of each stretch.
fn thinned(shift: &[f64], intensity: &[f64]) -> Thinned {
    let stretch = shift.len().div_ceil(2000).max(1);
    let (mut x, mut y) = (Vec::new(), Vec::new());
    for (xs, ys) in shift.chunks(stretch).zip(intensity.chunks(stretch)) {
        let low = (0..ys.len()).min_by(|&a, &b| ys[a].total_cmp(&ys[b])).unwrap_or(0);
        let high = (0..ys.len()).max_by(|&a, &b| ys[a].total_cmp(&ys[b])).unwrap_or(0);
        let both = [low.min(high), low.max(high)];
        for &i in both.iter().take(if low == high { 1 } else { 2 }) {
            x.push(xs[i]);
            // A gap is what is no number, and what is too large to be told from another.
            y.push(Some(ys[i]).filter(|value| value.abs() < 1e300));
        }
    }
    (x, y)
}
