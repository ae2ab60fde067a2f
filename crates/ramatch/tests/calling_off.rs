//! Even one row is called off between two rounds of whatever takes many.
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

use ramatch::core::baseline::{Baseline, Samples, Snip};
use ramatch::core::stop;
use ramatch::rows::{Control, Rows, baselines};
use ramatch::{Code, Error};
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

fn counts(n: usize) -> Vec<f64> {
    let band = |i: usize| 900.0 / (1.0 + ((i % 997) as f64 - 400.0).powi(2) / 50.0);
    (0..n).map(|i| (i as f64).sqrt() + band(i) + ((i * 7919) % 101) as f64 / 20.0).collect()
}

/// The method with all that may make it slow.
fn absurd(method: &Baseline) -> Vec<Baseline> {
    let mut written = serde_json::to_value(method).unwrap();
    for (name, value) in written.as_object_mut().unwrap() {
        match name.as_str() {
            "max_iter" | "max_iter_2" => *value = json!(60),
            "tol" | "tol_2" | "tol_3" => *value = json!(0.0),
            _ => {}
        }
    }
    let mut wide = written.clone();
    for name in ["max_half_window", "half_window", "scale", "smooth_half_window"] {
        if wide.get(name).is_some() {
            wide[name] = json!(1_048_576);
        }
    }
    [written, wide].map(|written| serde_json::from_value(written).unwrap()).to_vec()
}

/// How often it is asked on the way whether to give up, if that is answered by yes from an ask on.
fn asks(method: &Baseline, rows: Rows<'_, f64>, yes_from: usize) -> usize {
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let mut out = vec![0.0; rows.m() * rows.n()];
    let control = Control { threads: Some(1), progress: None };
    let give_up = move || count.fetch_add(1, Ordering::Relaxed) + 1 >= yes_from;
    // What stands in `out` then means nothing, nor whether it was refused.
    let _ =
        stop::unless(Arc::new(give_up), || baselines(method, Samples::default(), rows, &mut out, control));
    asked.load(Ordering::Relaxed)
}

#[test]
fn whatever_takes_many_rounds_asks_between_them_and_gives_up() {
    let n = 600;
    for m in [1, 20] {
        let y = counts(m * n);
        let rows = Rows::new(&y, m, n, n).unwrap();
        for method in Baseline::ALL {
            for method in absurd(method) {
                let all = asks(&method, rows, usize::MAX);
                assert!(all > 0, "{method:?}");
                for yes_from in [1, 3, all / 2].into_iter().filter(|&yes| yes > 0 && yes < all) {
                    let more = asks(&method, rows, yes_from) - yes_from;
                    // The loops around it ask once more each.
                    assert!(more <= 4, "{method:?}: {more} of {all} asks after the answer at {yes_from}");
                }
            }
        }
    }
}

#[test]
fn the_rounds_of_the_slow_ones_are_counted() {
    let n = 600;
    let y = counts(n);
    let rows = Rows::new(&y, 1, n, n).unwrap();
    for method in Baseline::ALL {
        let all: Vec<usize> = absurd(method).iter().map(|method| asks(method, rows, usize::MAX)).collect();
        // Those that are done in one go, or once a window is stated.
        let direct = ["rubberband", "tophat", "mor", "rolling-ball", "fabc"];
        let direct = direct.iter().any(|name| name.replace('-', "_") == method.name().replace('-', "_"));
        assert!(all.iter().any(|&all| all > 8) || direct, "{}: {all:?}", method.name());
    }
}

#[test]
fn one_slow_row_is_called_off() {
    let n = 200_000;
    let y = counts(n);
    let mut out = vec![0.0; n];
    let told = AtomicUsize::new(0);
    let no = |_, _| told.fetch_add(1, Ordering::Relaxed) < 2;
    let control = Control { threads: None, progress: Some(&no) };
    let method = Baseline::Snip(Snip::new().max_half_window(Some(100_000)));
    let refused = baselines(&method, Samples::default(), Rows::new(&y, 1, n, n).unwrap(), &mut out, control)
        .unwrap_err();
    assert_eq!(refused.code(), Code::Cancelled);
    assert!(matches!(refused, Error::Cancelled { done: 0, total: 1 }));
    assert_eq!(told.load(Ordering::Relaxed), 3);
}

#[test]
fn long_rows_are_the_same_whoever_watches() {
    let (m, n) = (5, 40_000);
    let y = counts(m * n);
    let run = |control: Control<'_>| {
        let mut out = vec![0.0; m * n];
        let method = &Baseline::ALL[0];
        let fits = baselines(method, Samples::default(), Rows::new(&y, m, n, n).unwrap(), &mut out, control)
            .unwrap();
        (out.iter().map(|z| z.to_bits()).collect::<Vec<_>>(), fits)
    };
    let last = AtomicUsize::new(0);
    let progress = |done, total| {
        last.store(done, Ordering::Relaxed);
        total == m
    };
    for threads in [Some(1), Some(3)] {
        assert_eq!(run(Control::default()), run(Control { threads, progress: Some(&progress) }));
        assert_eq!(last.load(Ordering::Relaxed), m, "the end is told");
    }
}
