//! The pictures of a validation.

use super::chart::{ACROSS, Axis, Chart, Key, Look, UP};
use crate::answer::page::{Scale, short};
use crate::trial::statistics::deviate::deviate;
use crate::trial::statistics::risk::Risk;
use crate::trial::validation::groups::TrialGroup;
use crate::trial::validation::report::Validation;
use maud::{Markup, html};

/// All pictures, in the order in which they are read.
pub(super) fn pictures(made: &Validation) -> Markup {
    html! {
        (kept(made))
        (claimed(made))
        (detection(made))
        (risk(made))
        (tippett(made))
        (scores(made))
        (groups("Limits by SNR", "Noise lowers what right and wrong substances reach alike.", &made.by_snr))
        (groups("Limits by the axis", "How far the axis had to be moved until bands agreed.", &made.by_shift))
    }
}

/// Ends from 0 to a round number of percent that takes in a part.
fn up_to(part: f64) -> (f64, f64) {
    let ends = [2.0, 5.0, 10.0, 20.0, 30.0, 50.0];
    (0.0, ends.into_iter().find(|end| *end >= 100.0 * part).unwrap_or(100.0))
}

fn percents(label: &str, ends: (f64, f64), page: (f64, f64)) -> Axis {
    Axis::new(format!("{label} (%)"), ends, page)
}

fn kept(made: &Validation) -> Markup {
    let widest = made.rates.iter().map(|at| at.false_named.high).fold(0.2, f64::max);
    let ends = up_to(widest);
    let x = percents("absent substances that pass", ends, ACROSS);
    let mut chart = Chart::new(x, percents("present and first: kept", (0.0, 100.0), UP));
    let curve = made.curves.detection.iter().take_while(|at| 100.0 * at.false_part <= ends.1);
    chart.line(Look::A, curve.map(|at| (100.0 * at.false_part, 100.0 - 100.0 * at.missed_part)));
    for at in &made.rates {
        let (wrong, kept) = (&at.false_named, &at.kept);
        let Some((x, y)) = wrong.rate.zip(kept.rate) else { continue };
        let interval = |low: f64, high: f64| Some((100.0 * low, 100.0 * high));
        let place = (100.0 * x, 100.0 * y);
        chart.mark(Look::B, place, interval(wrong.low, wrong.high), interval(kept.low, kept.high));
        chart.word(place, &format!("α = {} %", short(100.0 * at.alpha)));
    }
    chart.key(Key::Line(Look::A), "one limit of the value, wherever it lies");
    chart.key(Key::Mark(Look::B), "limits of the calibration at α, intervals of 95 % over substances");
    chart.figure(
        "Kept against false",
        "Further up and further left is better: more answers, fewer false ones.",
    )
}

fn claimed(made: &Validation) -> Markup {
    let claims: Vec<_> = made.claims.iter().filter(|claim| claim.verdict == "identified").collect();
    let highest = made.reliability.iter().map(|at| at.high).fold(0.2, f64::max);
    let highest = claims.iter().filter_map(|claim| claim.realised.rate).fold(highest, f64::max);
    let widest = claims.iter().map(|claim| claim.claimed).fold(0.2, f64::max);
    let (x_ends, y_ends) = (up_to(widest), up_to(highest.min(0.5)));
    let mut chart = Chart::new(percents("claimed", x_ends, ACROSS), percents("came out", y_ends, UP));
    let points: Vec<_> =
        made.reliability.iter().map(|at| (100.0 * at.claimed, 100.0 * at.low, 100.0 * at.high)).collect();
    chart.band(&points);
    let even = x_ends.1.min(y_ends.1);
    chart.even((0.0, 0.0), (even, even));
    chart.line(Look::A, made.reliability.iter().map(|at| (100.0 * at.claimed, 100.0 * at.realised)));
    for (i, claim) in claims.iter().enumerate() {
        let Some(rate) = claim.realised.rate else { continue };
        let (look, ends) = match claim.snr_from {
            None => (Look::B, Some((100.0 * claim.realised.low, 100.0 * claim.realised.high))),
            Some(_) => (Look::C, None),
        };
        // Strata stand side by side.
        let aside = 0.025 * x_ends.1 * i as f64;
        chart.mark(look, (100.0 * claim.claimed + aside, 100.0 * rate), None, ends);
    }
    chart.key(Key::Line(Look::A), "limits set at each rate; shaded: intervals of 95 % over substances");
    chart.key(Key::Mark(Look::B), "the verdict “identified” at the rate that it states");
    chart.key(Key::Mark(Look::C), "the same in each stratum of SNR, the lowest first");
    chart.key(Key::Even, "came out as claimed");
    chart.figure(
        "Claimed against realised",
        "Below the dotted line fewer absent substances were named than is claimed. Above it, more.",
    )
}

/// Parts that have a tick on an axis of normal deviates.
const PARTS: [f64; 9] = [0.001, 0.005, 0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8];

fn detection(made: &Validation) -> Markup {
    let ends = (deviate(0.0008), deviate(0.9));
    let axis = |label: &str, page| {
        let ticks = PARTS.map(|part| (deviate(part), short(100.0 * part)));
        Axis::new(format!("{label} (%)"), ends, page).ticks(ticks.into())
    };
    let mut chart = Chart::new(axis("absent that pass", ACROSS), axis("present that do not", UP));
    chart.even((ends.0, deviate(0.9992)), (ends.1, deviate(0.1)));
    // Between corners the curve is straight in parts, not in deviates.
    let corners = &made.curves.detection;
    let between = corners.windows(2).flat_map(|w| {
        let mix = move |t: f64| {
            let part = |a: f64, b: f64| deviate(a + t * (b - a));
            (part(w[0].false_part, w[1].false_part), part(w[0].missed_part, w[1].missed_part))
        };
        [0.0, 0.25, 0.5, 0.75, 1.0].map(mix)
    });
    chart.line(Look::A, between);
    for at in &made.rates {
        let Some((x, y)) = at.false_named.rate.zip(at.kept.rate) else { continue };
        chart.mark(Look::B, (deviate(x), deviate(1.0 - y)), None, None);
    }
    chart.key(Key::Line(Look::A), "one limit of the value, wherever it lies");
    chart.key(Key::Mark(Look::B), "limits of the calibration at 1, 5 and 10 %");
    chart.key(Key::Even, "nothing told apart");
    chart.figure(
        "Detection error trade-off (DET)",
        "Axes in normal deviates. Nearer to the lower left corner is better.",
    )
}

fn risk(made: &Validation) -> Markup {
    let curves = &made.curves;
    let highest = curves.risk.iter().map(|at| at.risk).fold(0.02, f64::max);
    let x = percents("trials that are answered", (0.0, 100.0), ACROSS);
    let mut chart = Chart::new(x, percents("answers that are wrong", up_to(highest), UP));
    let points = |curve: &[Risk]| -> Vec<(f64, f64)> {
        curve.iter().map(|at| (100.0 * at.coverage, 100.0 * at.risk)).collect()
    };
    chart.line(Look::A, points(&curves.risk).into_iter());
    chart.line(Look::B, points(&curves.risk_unrelated).into_iter());
    chart.key(Key::Line(Look::A), "any name but the right one is wrong");
    chart.key(Key::Line(Look::B), "a relative is not wrong");
    chart.figure("Risk and coverage", "From the surest answers on the left to all on the right. It depends on how many of the trials were of absent substances.")
}

fn tippett(made: &Validation) -> Markup {
    let (present, absent) = (&made.curves.tippett_present, &made.curves.tippett_absent);
    let tens = |value: f64| value / std::f64::consts::LN_10;
    let all = || present.iter().chain(absent).map(|step| tens(step.value));
    let ends = (all().fold(-1.0, f64::min) - 0.1, all().fold(1.0, f64::max) + 0.1);
    let x = Axis::new("log₁₀ of the likelihood ratio", ends, ACROSS);
    let mut chart = Chart::new(x, percents("trials with at least this ratio", (0.0, 100.0), UP));
    chart.even((0.0, 0.0), (0.0, 100.0));
    for (look, curve) in [(Look::A, present), (Look::B, absent)] {
        // A step keeps its height from the value before up to its own.
        let mut points = vec![(ends.0, 100.0)];
        let mut height = 100.0;
        for step in curve {
            points.extend([(tens(step.value), height), (tens(step.value), 100.0 * step.part)]);
            height = 100.0 * step.part;
        }
        points.extend(
            curve
                .last()
                .map(|last| [(tens(last.value), height), (tens(last.value), 0.0)])
                .into_iter()
                .flatten(),
        );
        if !curve.is_empty() {
            chart.line(look, points.into_iter());
        }
    }
    chart.key(Key::Line(Look::A), "present and first");
    chart.key(Key::Line(Look::B), "absent: what lies right of the dotted line misleads");
    chart.key(Key::Even, "a ratio of 1");
    chart
        .figure("Tippett plot", "The two curves apart, and crossing the dotted line high and low, is better.")
}

fn scores(made: &Validation) -> Markup {
    let bins = &made.curves.scores;
    let up = bins.iter().map(|bin| bin.right).max().unwrap_or(0).max(1) as f64;
    let down = bins.iter().map(|bin| bin.relative + bin.wrong).max().unwrap_or(0).max(1) as f64;
    let ends = (-1.05 * down, 1.05 * up);
    let y = Axis::new("trials: right up, wrong down", ends, UP);
    let ticks = Scale::new(ends, UP).ticks(6.0);
    // Round numbers are so up to their last bits; halves of a trial are none.
    let whole = ticks.into_iter().filter(|at| (at - at.round()).abs() < 1e-6);
    let whole = whole.map(|at| (at, short(at.abs().round()))).collect();
    let mut chart = Chart::new(Axis::new("score of the first hit", (0.0, 1.0), ACROSS), y.ticks(whole));
    let width = 1.0 / bins.len().max(1) as f64;
    for bin in bins {
        let across = (bin.from, bin.from + width);
        let (right, wrong, relative) = (bin.right as f64, bin.wrong as f64, bin.relative as f64);
        for (look, from, to) in
            [(Look::A, 0.0, right), (Look::B, 0.0, -wrong), (Look::C, -wrong, -wrong - relative)]
        {
            if from != to {
                chart.bar(look, across, (from, to));
            }
        }
    }
    chart.key(Key::Fill(Look::A), "right");
    chart.key(Key::Fill(Look::B), "another one, or the substance was absent");
    chart.key(Key::Fill(Look::C), "the same, and a relative");
    chart.figure("Scores of right and wrong hits", "Where both overlap the score alone decides nothing.")
}

fn groups(title: &str, caption: &str, groups: &[TrialGroup]) -> Markup {
    let count = groups.len().max(1) as f64;
    let names = groups.iter().enumerate().map(|(i, group)| (i as f64 + 0.5, group.range.to_owned()));
    let x =
        Axis::new(groups.first().map_or("", |group| group.of), (0.0, count), ACROSS).ticks(names.collect());
    let mut chart = Chart::new(x, percents("above the limit", (0.0, 100.0), UP));
    for (i, group) in groups.iter().enumerate() {
        for (look, aside, rate) in [(Look::A, 0.42, &group.kept), (Look::B, 0.58, &group.false_named)] {
            let Some(part) = rate.rate else { continue };
            let ends = (100.0 * rate.low, 100.0 * rate.high);
            chart.mark(look, (i as f64 + aside, 100.0 * part), None, Some(ends));
        }
    }
    chart.key(Key::Mark(Look::A), "of what was present and first: above the limit");
    chart.key(Key::Mark(Look::B), "of what was absent: above the limit");
    chart.figure(title, &format!("{caption} Intervals of 95 % over substances."))
}
