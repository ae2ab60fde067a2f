//! A picture of which substances are alike.

use super::finding::LibraryCheck;
use crate::answer::page::{HEIGHT, WIDTH, escaped, shortened};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// Substances that a picture has room for.
const MOST: usize = 40;
/// Where the matrix stands: left, top, side.
const LEFT: f64 = 250.0;
const TOP: f64 = 76.0;
const SIDE: f64 = 600.0;
/// Letters of a name.
const LETTERS: usize = 34;

impl LibraryCheck {
    /// Draws the likeness of the substances that are most alike as an SVG document: scores as shades, groups together, at most 40. What did
    /// not meet among the 20 best of either is left white.
    #[must_use]
    pub fn to_svg(&self, title: &str) -> String {
        let names = self.order(self.most_alike());
        let mut text = String::new();
        let mut put = |part: std::fmt::Arguments<'_>| {
            // Writing to a string does not fail.
            let _ = text.write_fmt(part);
            text.push('\n');
        };
        put(format_args!(
            "<text x=\"20\" y=\"28\" class=\"title\">{}</text>",
            escaped(&shortened(title, 80))
        ));
        let counts: Vec<String> = self
            .counts()
            .into_iter()
            .map(|(code, count)| format!("{count} {}", code.replace('_', " ")))
            .collect();
        let counts = if counts.is_empty() { "nothing was found".to_owned() } else { counts.join(", ") };
        let of = format!("{} references of {} substances: {counts}", self.entries, self.substances);
        put(format_args!("<text x=\"20\" y=\"48\" class=\"small\">{}</text>", escaped(&of)));
        let cell = (SIDE / names.len().max(1) as f64).min(30.0);
        let side = cell * names.len() as f64;
        for (row, name) in names.iter().enumerate() {
            let y = TOP + cell * row as f64;
            let (label, baseline) = (escaped(&shortened(name, LETTERS)), y + 0.5 * cell + 3.5);
            put(format_args!(
                "<text x=\"{:.1}\" y=\"{baseline:.1}\" class=\"small\" text-anchor=\"end\">{label} {}</text>",
                LEFT - 6.0,
                row + 1
            ));
            let x = LEFT + cell * (row as f64 + 0.5);
            put(format_args!(
                "<text x=\"{x:.1}\" y=\"{:.1}\" class=\"small\" text-anchor=\"middle\">{}</text>",
                TOP - 5.0,
                row + 1
            ));
            for (column, other) in names.iter().enumerate() {
                let x = LEFT + cell * column as f64;
                let (fill, score) = match self.score(name, other) {
                    _ if row == column => ("#bbb".to_owned(), String::new()),
                    Some(score) => (shade(score), format!("{name} and {other}: {score:.3}")),
                    None => ("#fff".to_owned(), String::new()),
                };
                put(format_args!(
                    "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{cell:.1}\" height=\"{cell:.1}\" fill=\"{fill}\"><title>{}</title></rect>",
                    escaped(&score)
                ));
            }
        }
        put(format_args!(
            "<rect x=\"{LEFT}\" y=\"{TOP}\" width=\"{side:.1}\" height=\"{side:.1}\" fill=\"none\" stroke=\"#000\"/>"
        ));
        for (i, score) in [0.2, 0.4, 0.6, 0.8, 1.0].into_iter().enumerate() {
            let y = TOP + 24.0 * i as f64;
            let x = LEFT + SIDE + 16.0;
            put(format_args!(
                "<rect x=\"{x}\" y=\"{y}\" width=\"18\" height=\"18\" fill=\"{}\" stroke=\"#888\"/>\
                 <text x=\"{}\" y=\"{}\" class=\"small\">{score:.1}</text>",
                shade(score),
                x + 24.0,
                y + 13.0
            ));
        }
        let height = if names.is_empty() { 90.0 } else { (TOP + side + 40.0).min(HEIGHT) };
        let note = match names.is_empty() {
            true => "no two substances met in a ranking",
            false => {
                "score of the default matcher, best of all references; white: not among the 20 best of either"
            }
        };
        put(format_args!("<text x=\"20\" y=\"{:.0}\" class=\"small\">{note}</text>", height - 14.0));
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height:.0}\" font-family=\"sans-serif\" \
             font-size=\"12\">\n<style>\n.title {{ font-size: 18px; font-weight: bold }} .small {{ font-size: 11px; fill: #444 }}\n\
             </style>\n<rect width=\"{WIDTH}\" height=\"{height:.0}\" fill=\"#fff\"/>\n{text}</svg>\n"
        )
    }

    fn score(&self, a: &str, b: &str) -> Option<f64> {
        let key = if a <= b { (a.to_owned(), b.to_owned()) } else { (b.to_owned(), a.to_owned()) };
        self.likeness.get(&key).map(|pair| pair.score)
    }

    /// The substances of the most alike pairs.
    fn most_alike(&self) -> Vec<String> {
        let mut pairs: Vec<_> = self.likeness.iter().collect();
        pairs.sort_by(|a, b| b.1.score.total_cmp(&a.1.score).then_with(|| a.0.cmp(b.0)));
        let mut names = BTreeSet::new();
        for ((a, b), _) in pairs {
            let new = usize::from(!names.contains(a)) + usize::from(!names.contains(b));
            if names.len() + new > MOST {
                break;
            }
            names.extend([a.clone(), b.clone()]);
        }
        names.into_iter().collect()
    }

    /// Groups together: by single linkage, the most alike first.
    fn order(&self, names: Vec<String>) -> Vec<String> {
        let mut groups: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        names.into_iter().enumerate().for_each(|(i, name)| {
            groups.insert(i, vec![name]);
        });
        while groups.len() > 1 {
            let linkage = |a: &[String], b: &[String]| {
                let scores = a.iter().flat_map(|a| b.iter().filter_map(|b| self.score(a, b)));
                scores.fold(f64::NEG_INFINITY, f64::max)
            };
            let mut best = (f64::NEG_INFINITY, 0, 0);
            for (&i, a) in &groups {
                for (&j, b) in groups.range(i + 1..) {
                    let score = linkage(a, b);
                    if score > best.0 {
                        best = (score, i, j);
                    }
                }
            }
            if best.0 == f64::NEG_INFINITY {
                break;
            }
            let joined = groups.remove(&best.2).unwrap_or_default();
            groups.entry(best.1).or_default().extend(joined);
        }
        groups.into_values().flatten().collect()
    }
}

/// White for 0, dark blue for 1.
fn shade(score: f64) -> String {
    let part = score.clamp(0.0, 1.0).powi(2);
    let mix = |from: f64, to: f64| (from + (to - from) * part).round() as u8;
    format!("#{:02x}{:02x}{:02x}", mix(255.0, 8.0), mix(255.0, 48.0), mix(255.0, 107.0))
}
