//! How spectra look in a picture of many: by what they showed.
//!
//! Colours are those of Okabe and Ito (*Color universal design*, 2008), which people with any colour vision tell apart; points have shapes as
//! well.

use crate::answer::overview::{Counts, Outcome, Spot};
use std::collections::HashMap;

/// Colours of the most frequent substances, and of all others.
pub(super) const COLOURS: [&str; 7] =
    ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442"];
pub(super) const OTHERS: &str = "#404040";

/// How a spectrum is drawn.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// One of the most frequent substances.
    Named(usize),
    Other,
    /// Undecided, with one of them as its first hit.
    First(usize),
    OtherFirst,
    /// Undecided, and nothing was scored.
    Undecided,
    Refused,
}

/// All of them, in the order of drawing: what was found lies on top.
pub(super) fn classes() -> impl Iterator<Item = Class> {
    let all = || 0..COLOURS.len();
    [Class::Refused, Class::Undecided, Class::OtherFirst]
        .into_iter()
        .chain(all().map(Class::First))
        .chain([Class::Other])
        .chain(all().map(Class::Named))
}

/// Which substances have colours of their own.
pub(super) struct Palette {
    colours: HashMap<String, usize>,
}

impl Palette {
    /// Answers come first, then first hits of what is not decided; the most frequent of both.
    pub(super) fn of(counts: &Counts) -> Self {
        let mut colours = HashMap::new();
        for (name, _) in counts.substances.iter().chain(&counts.candidates) {
            if colours.len() < COLOURS.len() {
                let next = colours.len();
                colours.entry(name.clone()).or_insert(next);
            }
        }
        Self { colours }
    }

    pub(super) fn class(&self, spot: &Spot) -> Class {
        let colour = |name: &str| self.colours.get(name).copied();
        match (&spot.outcome, &spot.candidate) {
            (Outcome::Answer(name), _) => colour(name).map_or(Class::Other, Class::Named),
            (Outcome::Undecided(_), Some(name)) => colour(name).map_or(Class::OtherFirst, Class::First),
            (Outcome::Undecided(_), None) => Class::Undecided,
            (Outcome::Refused(_), _) => Class::Refused,
        }
    }

    /// Names that have a colour, with its index and their counts; and the counts of the others.
    pub(super) fn split<'a>(
        &self,
        counts: &'a [(String, usize)],
    ) -> (Vec<(usize, &'a str, usize)>, Vec<usize>) {
        let (mut own, mut others) = (Vec::new(), Vec::new());
        for (name, count) in counts {
            match self.colours.get(name) {
                Some(index) => own.push((*index, name.as_str(), *count)),
                None => others.push(*count),
            }
        }
        (own, others)
    }
}

fn colour(index: usize) -> &'static str {
    COLOURS[index % COLOURS.len()]
}

/// The patterns that surfaces are filled with.
pub(super) fn patterns() -> String {
    let pattern = |id: &str, ground: &str, lines: &str| {
        format!(
            "<pattern id=\"{id}\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\">\
             <rect width=\"6\" height=\"6\" fill=\"#fff\"/>{ground}<path {lines} fill=\"none\"/></pattern>\n"
        )
    };
    let hatched = |id: &str, colour: &str| {
        let ground = format!("<rect width=\"6\" height=\"6\" fill=\"{colour}\" fill-opacity=\"0.55\"/>");
        pattern(id, &ground, "d=\"M-1 1l2 -2M0 6l6 -6M5 7l2 -2\" stroke=\"#fff\" stroke-width=\"1.6\"")
    };
    let firsts = COLOURS.iter().enumerate().map(|(index, colour)| hatched(&format!("first{index}"), colour));
    let others = [
        hatched("first-other", OTHERS),
        hatched("undecided", "#aaa"),
        pattern("refused", "", "d=\"M1 1l4 4M5 1l-4 4\" stroke=\"#888\" stroke-width=\"0.8\""),
    ];
    firsts.chain(others).collect()
}

impl Class {
    /// The attributes of its surfaces.
    pub(super) fn surface(self) -> String {
        match self {
            Self::Named(index) => format!("fill=\"{}\"", colour(index)),
            Self::Other => format!("fill=\"{OTHERS}\""),
            Self::First(index) => format!("fill=\"url(#first{index})\""),
            Self::OtherFirst => "fill=\"url(#first-other)\"".to_owned(),
            Self::Undecided => "fill=\"url(#undecided)\"".to_owned(),
            Self::Refused => "fill=\"url(#refused)\" stroke=\"#999\" stroke-width=\"0.5\"".to_owned(),
        }
    }

    /// The attributes of its points: hollow where they are no answer.
    pub(super) fn points(self) -> String {
        match self {
            Self::First(index) => format!("fill=\"#fff\" stroke=\"{}\" stroke-width=\"1.5\"", colour(index)),
            Self::OtherFirst => format!("fill=\"#fff\" stroke=\"{OTHERS}\" stroke-width=\"1.5\""),
            Self::Undecided => "fill=\"#ddd\" stroke=\"#777\"".to_owned(),
            Self::Refused => "fill=\"none\" stroke=\"#999\"".to_owned(),
            Self::Named(_) | Self::Other => {
                format!("{} stroke=\"#fff\" stroke-width=\"0.5\"", self.surface())
            }
        }
    }

    /// A point, as a path of its own shape.
    pub(super) fn point(self, x: f64, y: f64, r: f64) -> String {
        let (l, t, d) = (x - r, y - r, 2.0 * r);
        let shape = match self {
            Self::Named(index) | Self::First(index) => index % 5,
            Self::Other | Self::OtherFirst => 4,
            Self::Undecided => 0,
            Self::Refused => return format!("M{l:.1} {t:.1}l{d:.1} {d:.1}m0 -{d:.1}l-{d:.1} {d:.1}"),
        };
        match shape {
            0 => format!("M{l:.1} {y:.1}a{r:.1} {r:.1} 0 1 0 {d:.1} 0a{r:.1} {r:.1} 0 1 0 -{d:.1} 0z"),
            1 => format!("M{l:.1} {t:.1}h{d:.1}v{d:.1}h-{d:.1}z"),
            2 => format!("M{x:.1} {t:.1}l{r:.1} {d:.1}h-{d:.1}z"),
            3 => format!("M{x:.1} {t:.1}l{r:.1} {r:.1}l-{r:.1} {r:.1}l-{r:.1} -{r:.1}z"),
            _ => format!("M{l:.1} {t:.1}h{d:.1}l-{r:.1} {d:.1}z"),
        }
    }
}
