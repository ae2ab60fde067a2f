//! Pictures of one spectrum: panels one above the other, over one axis of Raman shifts.

use crate::answer::page::{HEIGHT, Scale, WIDTH, escaped, short};
use std::fmt::Write;

/// Where panels begin and end.
pub(super) const LEFT: f64 = 84.0;
pub(super) const RIGHT: f64 = 20.0;

/// A page of panels one above the other, over one axis of Raman shifts.
pub(super) struct Page {
    text: String,
    x: Scale,
}

impl Page {
    /// Writing to a string does not fail.
    fn put(&mut self, part: std::fmt::Arguments<'_>) {
        let _ = self.text.write_fmt(part);
        self.text.push('\n');
    }

    /// Opens one over an axis; `style` is what its curves need beyond those of all pictures.
    pub(super) fn over(axis: (f64, f64), style: &str) -> Self {
        let mut page = Self { text: String::new(), x: Scale::new(axis, (LEFT, WIDTH - RIGHT)) };
        page.put(format_args!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" \
             font-family=\"sans-serif\" font-size=\"12\">\n<style>\n\
             .title {{ font-size: 18px; font-weight: bold }} .small {{ font-size: 11px; fill: #444 }}\n\
             .frame {{ fill: none; stroke: #000 }} .tick {{ stroke: #000 }} .grid {{ stroke: #ddd }}\n\
             .curve {{ fill: none; stroke-linejoin: round }}\n\
             .query {{ stroke: #000; stroke-width: 1.2 }}\n\
             .baseline {{ stroke: #a03000; stroke-width: 1.6; stroke-dasharray: 9 4 }}\n\
             .reference {{ stroke: #0060a0; stroke-width: 1.6; stroke-dasharray: 4 3 }}\n\
             .residual {{ stroke: #555; stroke-width: 0.9 }}\n\
             .matched {{ fill: #000; stroke: #000 }} .missing {{ fill: #fff; stroke: #000 }}\n{style}</style>\n\
             <rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"#fff\"/>"
        ));
        page
    }

    pub(super) fn close(mut self) -> String {
        self.text.push_str("</svg>\n");
        self.text
    }

    pub(super) fn label(&mut self, x: f64, y: f64, class: &str, text: &str) {
        self.put(format_args!("<text x=\"{x:.1}\" y=\"{y:.1}\" class=\"{class}\">{}</text>", escaped(text)));
    }

    /// A frame with ticks every 40 points of its height.
    pub(super) fn panel(&mut self, area: (f64, f64), y: &Scale, name: &str) {
        self.ticks(y, (area.1 - area.0) / 40.0);
        self.frame(area, name);
    }

    /// About so many ticks with their lines.
    pub(super) fn ticks(&mut self, y: &Scale, count: f64) {
        let right = WIDTH - RIGHT;
        for value in y.ticks(count) {
            let at = y.at(value);
            self.put(format_args!(
                "<line x1=\"{LEFT}\" y1=\"{at:.1}\" x2=\"{right}\" y2=\"{at:.1}\" class=\"grid\"/>\
                 <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\" class=\"small\">{}</text>",
                LEFT - 6.0,
                at + 4.0,
                short(value)
            ));
        }
    }

    /// A frame with its name.
    pub(super) fn frame(&mut self, (top, bottom): (f64, f64), name: &str) {
        let (right, height) = (WIDTH - RIGHT, bottom - top);
        self.put(format_args!(
            "<rect x=\"{LEFT}\" y=\"{top}\" width=\"{:.1}\" height=\"{height}\" class=\"frame\"/>",
            right - LEFT
        ));
        let middle = 0.5 * (top + bottom);
        self.put(format_args!(
            "<text transform=\"translate(18 {middle}) rotate(-90)\" text-anchor=\"middle\">{name}</text>"
        ));
    }

    pub(super) fn shift_axis(&mut self, panels: &[(f64, f64)]) {
        self.axis(panels, "Raman shift (cm⁻¹)");
    }

    pub(super) fn axis(&mut self, panels: &[(f64, f64)], name: &str) {
        let bottom = panels.last().map_or(HEIGHT, |panel| panel.1);
        for value in self.x.ticks(12.0) {
            let at = self.x.at(value);
            for (_, panel_bottom) in panels {
                self.put(format_args!(
                    "<line x1=\"{at:.1}\" y1=\"{panel_bottom}\" x2=\"{at:.1}\" y2=\"{:.1}\" class=\"tick\"/>",
                    panel_bottom + 5.0
                ));
            }
            self.put(format_args!(
                "<text x=\"{at:.1}\" y=\"{:.1}\" text-anchor=\"middle\" class=\"small\">{}</text>",
                bottom + 18.0,
                short(value)
            ));
        }
        let middle = 0.5 * (LEFT + WIDTH - RIGHT);
        self.put(format_args!(
            "<text x=\"{middle:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
            bottom + 42.0,
            escaped(name)
        ));
    }

    /// A polyline for each stretch in which the curve is known.
    pub(super) fn curve(&mut self, shift: &[f64], values: &[Option<f64>], y: &Scale, class: &str) {
        let points: Vec<Option<(f64, f64)>> = shift
            .iter()
            .zip(values)
            .map(|(&shift, value)| value.map(|value| (self.x.at(shift), y.at(value))))
            .collect();
        for stretch in points.split(Option::is_none).filter(|stretch| stretch.len() > 1) {
            let points: Vec<String> =
                stretch.iter().flatten().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
            self.put(format_args!("<polyline points=\"{}\" class=\"curve {class}\"/>", points.join(" ")));
        }
    }

    /// A small triangle that points down at a band.
    pub(super) fn mark(&mut self, shift: f64, top: f64, class: &str) {
        let x = self.x.at(shift);
        let (left, right, low) = (x - 4.0, x + 4.0, top + 8.0);
        self.put(format_args!(
            "<path d=\"M{left:.1} {top} L{right:.1} {top} L{x:.1} {low} Z\" class=\"{class}\"/>"
        ));
    }

    /// A small open triangle that points up at a band.
    pub(super) fn mark_below(&mut self, shift: f64, bottom: f64) {
        let x = self.x.at(shift);
        let (left, right, high) = (x - 4.0, x + 4.0, bottom - 8.0);
        self.put(format_args!(
            "<path d=\"M{left:.1} {bottom} L{right:.1} {bottom} L{x:.1} {high} Z\" class=\"missing\"/>"
        ));
    }

    pub(super) fn legend(&mut self, top: f64, items: &[(&str, &str)]) {
        for (i, (class, name)) in items.iter().enumerate() {
            let (x, y) = (WIDTH - RIGHT - 300.0, top + 22.0 + 16.0 * i as f64);
            self.put(format_args!(
                "<line x1=\"{x}\" y1=\"{y}\" x2=\"{:.1}\" y2=\"{y}\" class=\"curve {class}\"/>",
                x + 34.0
            ));
            self.label(x + 42.0, y + 4.0, "small", name);
        }
    }

    /// A dotted line across, if it lies inside.
    pub(super) fn level(&mut self, y: &Scale, value: f64, (top, bottom): (f64, f64)) {
        let (at, right) = (y.at(value), WIDTH - RIGHT);
        if (top..=bottom).contains(&at) {
            self.put(format_args!(
                "<line x1=\"{LEFT}\" y1=\"{at:.1}\" x2=\"{right}\" y2=\"{at:.1}\" class=\"level\"/>"
            ));
        }
    }
}
