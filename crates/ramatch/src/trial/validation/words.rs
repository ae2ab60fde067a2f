//! Numbers as people read them.

/// A part in percent, with as many digits as it has.
pub(crate) fn percent(part: f64) -> String {
    let percent = 100.0 * part;
    let digits = if percent >= 9.95 || percent == 0.0 { 0 } else { 1 };
    format!("{percent:.digits$} %")
}
