//! A verdict at every limit, by tables that are written here byte by byte.

use super::best::Ranked;
use super::calibration::{CalibrationRef, HEAD_LEN, MAGIC, MAJOR, STRATUM_LEN, VERSION};
use super::evidence::Evidence;
use super::reason::Reason;
use super::verdict::{Calibrated, Decision, Ranking, Verdict};
use crate::recipe::notes::Notes;
use std::prelude::rust_2024::*;
use std::vec;

/// A calibration of one stratum for each (SNR, limit, limit of unrelated, values); value = score.
fn table(strata: &[(f64, f64, f64, &[f32])]) -> Vec<u8> {
    let kept: usize = strata.iter().map(|stratum| stratum.3.len()).sum();
    let len = HEAD_LEN + strata.len() * STRATUM_LEN + 4 * kept;
    let mut bytes = MAGIC.to_vec();
    bytes.extend(VERSION.to_le_bytes());
    bytes.extend((strata.len() as u16).to_le_bytes());
    bytes.extend((len as u32).to_le_bytes());
    bytes.extend([7; 32]);
    bytes.extend(42u64.to_le_bytes());
    bytes.extend(MAJOR.to_le_bytes());
    bytes.extend(0u32.to_le_bytes());
    let numbers = [1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.05, 0.1, 0.95, 0.6, 20.0, 0.08];
    numbers.iter().for_each(|number: &f64| bytes.extend(number.to_le_bytes()));
    bytes.extend(99u32.to_le_bytes());
    bytes.extend(40u32.to_le_bytes());
    for (snr, limit, unrelated, values) in strata {
        [*snr, *limit, *unrelated].iter().for_each(|number| bytes.extend(number.to_le_bytes()));
        bytes.extend(99u32.to_le_bytes());
        bytes.extend((values.len() as u32).to_le_bytes());
    }
    strata.iter().flat_map(|stratum| stratum.3).for_each(|value| bytes.extend(value.to_le_bytes()));
    bytes
}

const STRATA: [(f64, f64, f64, &[f32]); 2] =
    [(0.0, 0.7, 0.5, &[0.8, 0.7]), (50.0, 0.8, 0.6, &[0.9, 0.85, 0.8])];

/// A ranking by bands against which nothing speaks.
fn ranked<'a>(notes: &'a Notes, best: &'a [Ranked], evidence: &'a Evidence) -> Ranking<'a> {
    Ranking { notes, best, evidence: Some(evidence), undecided: None, controlled: false, by_bands: true }
}

/// What is said of a ranking with these scores and this SNR.
fn said(scores: &[f64], snr: Option<f64>, own: bool, change: impl Fn(&mut Evidence)) -> Decision {
    let best: Vec<Ranked> =
        (0..).zip(scores).map(|(substance, &score)| Ranked { substance, score, ..Ranked::EMPTY }).collect();
    let mut evidence = Evidence {
        score: scores[0],
        matched: 5,
        beyond_phenyl: 3,
        covered_cm1: 1250.0,
        ..Evidence::default()
    };
    change(&mut evidence);
    let notes = Notes { snr, ..Notes::default() };
    let bytes = table(&STRATA);
    let ranking = Ranking { controlled: true, ..ranked(&notes, &best, &evidence) };
    Decision::of(&ranking, Some(Calibrated { table: CalibrationRef::open(&bytes).unwrap(), own }))
}

#[test]
fn every_verdict_has_its_limit() {
    let plain = |scores: &[f64], snr| said(scores, snr, true, |_| ()).verdict;
    assert_eq!(plain(&[0.81, 0.3], Some(100.0)), Verdict::Identified);
    assert_eq!(plain(&[0.8, 0.3], Some(100.0)), Verdict::Related { count: 1 });
    assert_eq!(plain(&[0.81, 0.78, 0.771, 0.769], Some(100.0)), Verdict::OneOf { count: 3 });
    let below = Verdict::CannotDecide(Reason::BelowLimit { value: 0.6, limit: 0.6 });
    assert_eq!(plain(&[0.6, 0.3], Some(50.0)), below);
    // Noise has its own limits; no noise at all has those of clean spectra.
    assert_eq!(plain(&[0.6, 0.3], Some(49.9)), Verdict::Related { count: 1 });
    assert_eq!(plain(&[0.71, 0.3], Some(49.9)), Verdict::Identified);
    assert_eq!(plain(&[0.71, 0.3], None), Verdict::Related { count: 1 });
    // Of another library a relative at best.
    assert_eq!(said(&[0.9, 0.88], Some(100.0), false, |_| ()).verdict, Verdict::Related { count: 2 });
    // Of a short stretch of the axis a relative at best, and by the limit of a name.
    let short =
        |score| said(&[score, 0.3], Some(100.0), true, |evidence| evidence.covered_cm1 = 999.0).verdict;
    assert_eq!(short(0.81), Verdict::Related { count: 1 });
    assert!(matches!(short(0.8), Verdict::CannotDecide(Reason::BelowLimit { limit: 0.8, .. })));
    // A controlled substance by a benzene ring alone, and half of a mixture.
    let ring = said(&[0.9, 0.3], Some(100.0), true, |evidence| evidence.beyond_phenyl = 0);
    assert_eq!(ring.verdict, Verdict::CannotDecide(Reason::OnlyPhenyl { matched: 5 }));
    let mixed = said(&[0.9, 0.3], Some(100.0), true, |evidence| evidence.rest = 0.51);
    assert_eq!(mixed.verdict, Verdict::CannotDecide(Reason::Rest { rest: 0.51 }));
}

#[test]
fn numbers_of_a_decision() {
    let decision = said(&[0.86, 0.3], Some(100.0), true, |_| ());
    let reached = decision.reached.unwrap();
    assert_eq!((decision.value, reached.by, reached.of), (Some(0.86), 1, 99));
    // Beyond what the trials had a value says no more.
    assert_eq!(said(&[0.99, 0.3], Some(100.0), true, |_| ()).value, Some(0.95));
}

#[test]
fn nothing_explains_it_only_where_trials_can_say_so() {
    let low = |score, snr, own, covered_cm1| {
        let best = [Ranked { substance: 0, score, ..Ranked::EMPTY }];
        let evidence = Evidence { score, covered_cm1, ..Evidence::default() };
        let notes = Notes { snr: Some(snr), ..Notes::default() };
        let undecided = Some(Reason::LowScore { score, alone: false, noisy: false });
        let bytes = table(&STRATA);
        let ranking = Ranking { undecided, ..ranked(&notes, &best, &evidence) };
        Decision::of(&ranking, Some(Calibrated { table: CalibrationRef::open(&bytes).unwrap(), own })).verdict
    };
    assert_eq!(low(0.59, 20.0, true, 1250.0), Verdict::NotInLibrary);
    for other in [
        low(0.6, 20.0, true, 1250.0),
        low(0.59, 19.0, true, 1250.0),
        low(0.59, 20.0, false, 1250.0),
        low(0.59, 20.0, true, 999.0),
    ] {
        assert_eq!(other.reason().map(|reason| reason.code()), Some("low_score"));
    }
}

#[test]
fn twins_are_told_together_and_without_trials_nothing_is() {
    let best = [0.9, 0.9, 0.3].map(|score| Ranked { score, ..Ranked::EMPTY });
    let evidence =
        Evidence { score: 0.9, matched: 4, beyond_phenyl: 4, covered_cm1: 1250.0, ..Evidence::default() };
    let (notes, bytes) = (Notes::default(), table(&STRATA));
    let undecided = Some(Reason::EqualReferences { count: 2 });
    let ranking = Ranking { undecided, ..ranked(&notes, &best, &evidence) };
    let calibrated = Calibrated { table: CalibrationRef::open(&bytes).unwrap(), own: true };
    assert_eq!(Decision::of(&ranking, Some(calibrated)).verdict, Verdict::OneOf { count: 2 });
    assert_eq!(Decision::of(&ranking, None).verdict.reason(), undecided);
    let alone = Ranking { undecided: None, ..ranking };
    assert_eq!(Decision::of(&alone, None).verdict, Verdict::CannotDecide(Reason::NotCalibrated));
}

#[test]
fn any_cut_and_any_changed_number_of_a_table_is_refused_or_read() {
    let bytes = table(&STRATA);
    for cut in 0..bytes.len() {
        assert!(CalibrationRef::open(&bytes[..cut]).is_err(), "{cut}");
    }
    for at in 0..bytes.len() {
        for value in [0, 0x7f, 0xff] {
            let mut changed = bytes.clone();
            changed[at] = value;
            let Ok(table) = CalibrationRef::open(&changed) else { continue };
            // Whatever is read can be asked without a panic.
            let standing = super::Standing { score: 0.9, lead: f64::NAN, gap: f64::INFINITY };
            let (number, _) = table.stratum_of(Some(60.0));
            let _ = (table.value(&standing), table.reached(number, 0.5), table.substances());
        }
    }
    let falling = vec![(0.0, 0.7, 0.5, &[0.7f32, 0.8][..])];
    assert!(CalibrationRef::open(&table(&falling)).is_err(), "values that rise");
    assert!(
        CalibrationRef::open(&table(&[(0.0, 0.5, 0.7, &[])])).is_err(),
        "an unrelated limit above the other"
    );
}
