//! What pictures have in common: their size, scales from data to the page, numbers and texts.

/// Width and height of a picture.
pub(super) const WIDTH: f64 = 960.0;
pub(super) const HEIGHT: f64 = 720.0;

/// From data to the page, on a straight line.
pub(crate) struct Scale {
    data: (f64, f64),
    page: (f64, f64),
}

impl Scale {
    pub(crate) fn new(data: (f64, f64), page: (f64, f64)) -> Self {
        let data = if data.1 > data.0 { data } else { (data.0 - 0.5, data.0 + 0.5) };
        Self { data, page }
    }

    /// Takes in all values, with a margin; larger is further up the panel.
    pub(super) fn of(curves: [&[Option<f64>]; 2], (top, bottom): (f64, f64)) -> Self {
        let values = || curves.iter().flat_map(|curve| curve.iter().flatten());
        let low = values().copied().fold(f64::INFINITY, f64::min);
        let high = values().copied().fold(f64::NEG_INFINITY, f64::max);
        if low > high {
            return Self::new((0.0, 1.0), (bottom, top));
        }
        let margin = 0.06 * (high - low);
        Self::new((low - margin, high + margin), (bottom, top))
    }

    pub(crate) fn at(&self, value: f64) -> f64 {
        let part = (value - self.data.0) / (self.data.1 - self.data.0);
        self.page.0 + part * (self.page.1 - self.page.0)
    }

    /// Round numbers inside, about `count` of them.
    pub(crate) fn ticks(&self, count: f64) -> Vec<f64> {
        let span = self.data.1 - self.data.0;
        let mut step = 1e-12;
        // 1, 2, 5, 10 … until few enough fit.
        for factor in [2.0, 2.5, 2.0].into_iter().cycle().take(120) {
            if span / step <= count {
                break;
            }
            step *= factor;
        }
        let first = (self.data.0 / step).ceil();
        (0..64).map(|i| (first + f64::from(i)) * step).take_while(|v| *v <= self.data.1).collect()
    }
}

/// A tick's number without a tail of digits.
pub(crate) fn short(value: f64) -> String {
    let magnitude = value.abs();
    if magnitude != 0.0 && !(1e-3..1e6).contains(&magnitude) {
        return format!("{value:.1e}");
    }
    let text = format!("{value:.4}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".into() } else { text.into() }
}

/// A text of so many letters at most.
pub(crate) fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most - 1).chain(['…']).collect()
}

/// A text as XML holds it: what XML has no place for, and what turns the text around, stands as an escape.
pub(super) fn escaped(text: &str) -> String {
    let text = crate::ground::shown::line(text);
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
