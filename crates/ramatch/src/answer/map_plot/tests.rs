//! What pictures of many spectra hold.

use super::look::COLOURS;
use super::*;
use crate::answer::overview::{Outcome, Spot};
use proptest::prelude::*;
use ramatch_io::Position;

fn spot(place: Option<[f64; 2]>, outcome: Outcome) -> Spot {
    let position = place.map(|[x, y]| {
        let mut position = Position::default();
        (position.x, position.y) = (Some(x), Some(y));
        position
    });
    let score = if matches!(outcome, Outcome::Refused(_)) { None } else { Some(0.5) };
    Spot { position, outcome, score, candidate: None }
}

fn overview(spots: impl IntoIterator<Item = Spot>) -> Overview {
    let mut overview = Overview::default();
    spots.into_iter().for_each(|spot| overview.add(spot));
    overview
}

fn answer(name: &str) -> Outcome {
    Outcome::Answer(name.into())
}

/// Paths of a colour, and the cells that they hold.
fn cells(svg: &str, look: &str) -> usize {
    let paths = svg.lines().filter(|line| line.starts_with("<path") && line.contains(look));
    paths.map(|path| path.matches('M').count()).sum()
}

#[test]
fn every_spectrum_has_its_cell_and_the_legend_counts_them() {
    let name = |i: usize| match i % 12 {
        10 => Outcome::Undecided("snr"),
        11 => Outcome::Refused("not_finite"),
        kind => answer(&format!("substance <{kind}>")),
    };
    // 9 of each up to 3, 8 of the others.
    let spots = (0..100).map(|i| spot(Some([(i % 10) as f64, (i / 10) as f64]), name(i)));
    let svg = substances("a & b", &overview(spots));
    for colour in COLOURS.iter().take(4) {
        assert_eq!(cells(&svg, colour), 9, "{colour}");
    }
    let looks = [look::OTHERS, "url(#undecided)", "url(#refused)"];
    assert_eq!(looks.map(|look| cells(&svg, look)), [24, 8, 8]);
    for part in
        ["a &amp; b", "substance &lt;0&gt;", "3 other substances", "8: too noisy", "8: not finite", "← y"]
    {
        assert!(svg.contains(part), "{part}");
    }
    assert!(svg.contains("100 spectra: 84 with an answer, 8 undecided, 8 refused"), "{svg}");
}

/// Where nothing is an answer, a map has the colours of the first hits, hatched, and what was not asked about has no cell.
#[test]
fn what_is_undecided_has_the_colour_of_its_first_hit() {
    let of = |i: usize| {
        let mut spot = spot(Some([(i % 5) as f64, (i / 5) as f64]), Outcome::Undecided("low_score"));
        spot.candidate = Some(if i < 10 { "left" } else { "right" }.into());
        spot
    };
    let mut all = overview((0..25).filter(|i| *i != 7).map(of));
    all.asked_of("agency.rsl");
    let svg = substances("map", &all);
    // 15 are of the one and 9 of the other; the eighth place was not asked about.
    assert_eq!(["url(#first0)", "url(#first1)", "url(#refused)"].map(|look| cells(&svg, look)), [15, 9, 0]);
    for part in ["(right)", "(left)", "24 undecided", "24: no reference fits well", "library: agency.rsl"] {
        assert!(svg.contains(part), "{part}");
    }
    // A colour says the same of an answer and of a first hit.
    let mut both = overview([spot(Some([0.0, 0.0]), answer("right"))]);
    (0..25).map(of).for_each(|spot| both.add(spot));
    assert_eq!(cells(&substances("", &both), "url(#first0)"), 15);
}

#[test]
fn what_has_no_score_stands_beside_the_scores() {
    let of = |i: usize| {
        let mut spot = spot(Some([i as f64, 0.0]), Outcome::Undecided("flat"));
        spot.score = i.is_multiple_of(2).then_some(0.5);
        spot
    };
    assert!(substances("", &overview((0..6).map(of))).contains(">no score<"));
    assert!(!substances("", &overview((0..6).step_by(2).map(of))).contains(">no score<"));
}

#[test]
fn what_lies_on_another_or_nowhere_is_said() {
    let mut spots: Vec<Spot> =
        (0..9).map(|i| spot(Some([f64::from(i % 3), f64::from(i / 3)]), answer("a"))).collect();
    spots.push(spot(Some([1.0, 1.0]), answer("b")));
    spots.push(spot(None, answer("c")));
    let svg = substances("map", &overview(spots));
    assert!(svg.contains("1 lie at the place of another") && svg.contains("1 without a place"), "{svg}");
}

proptest! {
    #[test]
    fn whatever_the_places_are_the_picture_is_whole(
        places in prop::collection::vec(prop::option::of([
            prop_oneof![-5.0..5.0f64, Just(0.0), Just(1e300), -1e-300..1e-300f64].boxed(),
            prop_oneof![0.0..3.0f64, Just(f64::INFINITY), Just(f64::NAN), Just(-1e90)].boxed(),
        ]), 0..40),
    ) {
        let spots = places.iter().enumerate().map(|(i, place)| {
            spot(*place, if i % 3 == 0 { Outcome::Refused("io") } else { answer("x") })
        });
        let svg = substances("", &overview(spots));
        prop_assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>\n"));
        prop_assert!(!svg.contains("NaN") && !svg.contains("inf"), "{}", svg);
    }
}
