//! A validation: known outcomes give known figures, and what cannot be said is refused.
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

use ramatch::{
    Calibration, CalibrationParts, Code, Identifier, SharedTrials, StratumParts, TrialOutcome, Validation,
};
use serde_json::{Value, json};

/// A trial of score `score`, which is its value too.
fn trial(role: &str, truth: &str, found: &str, score: f64) -> Value {
    let verdict = if score > 95.0 { "identified" } else { "cannot_decide" };
    let names = if score > 95.0 { vec![found] } else { Vec::new() };
    json!({
        "file": format!("{role}/{truth}.txt"), "truth": truth, "specimen": format!("{truth}-1"), "instrument": "a",
        "kind": "", "role": role, "snr": 100.0, "found": found, "related": truth == found,
        "standing": [score, 0.0, 0.0], "matched": 4, "margin": 0.2, "shift_cm1": 0.5,
        "undecided": "", "verdict": verdict, "names": names, "value": score,
    })
}

fn outcomes(trials: &[Value]) -> Vec<TrialOutcome> {
    trials.iter().map(|trial| serde_json::from_value(trial.clone()).unwrap()).collect()
}

/// The built-in library with a calibration of 99 absent substances, of values 1 to 99: limits at 1, 5 and 10 % are 99, 95 and 90.
fn asked(trials: &str) -> Identifier {
    let identifier = Identifier::embedded().unwrap();
    let (shipped, own) = identifier.calibration().unwrap();
    assert!(own);
    let mut parts = CalibrationParts::default();
    (parts.library, parts.recipe) = (shipped.view().library_hash(), shipped.view().recipe());
    (parts.coefficients, parts.ranges) = ([1.0, 0.0, 0.0, 0.0], [(-1e3, 1e3); 3]);
    (parts.alpha, parts.most, parts.substances) = (0.05, 1e3, (99, 40));
    let mut stratum = StratumParts::default();
    (stratum.limit, stratum.limit_unrelated) = (95.0, 80.0);
    stratum.maxima = (1..=99).map(f64::from).collect();
    parts.strata = vec![stratum];
    parts.about.trials = trials.into();
    let calibration = Calibration::of_parts(&parts).unwrap();
    identifier.with_calibration(calibration).unwrap()
}

const OTHERS: &str = "file,truth,specimen\nelsewhere.txt,quartz,q-9\n";

/// Ten substances that were absent, eight that were present.
fn ten_and_eight() -> Vec<Value> {
    let mut all: Vec<Value> = (0..8).map(|i| trial("removed", &format!("absent {i}"), "x", 50.0)).collect();
    all.push(trial("removed", "absent 8", "x", 91.0));
    all.push(trial("foreign", "absent 9", "x", 96.0));
    // Another trial of the same substance adds no vote.
    all.push(trial("foreign", "absent 9", "x", 97.0));
    all.extend((0..6).map(|i| trial("present", &format!("there {i}"), &format!("there {i}"), 98.0)));
    // Kept at 10 % only, and in one of two trials.
    all.push(trial("present", "there 6", "there 6", 93.0));
    all.push(trial("present", "there 6", "there 6", 10.0));
    all.push(trial("present", "there 7", "x", 97.0));
    all
}

#[test]
fn known_outcomes_give_known_figures() {
    let made = Validation::of(&outcomes(&ten_and_eight()), &asked(OTHERS), SharedTrials::Refuse).unwrap();
    let counts = made.counts;
    assert_eq!((counts.substances, counts.present, counts.absent, counts.foreign), (18, 8, 10, 1));
    assert_eq!((counts.trials, counts.first, counts.instruments), (20, 8, 1));
    let figures: Vec<_> = made
        .rates
        .iter()
        .map(|at| (at.alpha, at.false_named.count, at.kept.count, at.wrong_though_present.count))
        .collect();
    // At 1 % the limit is 99.
    assert_eq!(figures, [(0.01, 0.0, 0.0, 0.0), (0.05, 1.0, 6.0, 1.0), (0.1, 2.0, 6.5, 1.0)]);
    let at = made.rates[1];
    assert_eq!((at.false_named.substances, at.kept.substances), (10, 7));
    // Clopper & Pearson, 1 of 10.
    assert!((at.false_named.low - 0.00253).abs() < 1e-5 && (at.false_named.high - 0.44502).abs() < 1e-5);
    assert_eq!(at.wrong_though_present.substances, 7);
    // Two trials of one absent substance and one of a present one, none of a relative.
    assert_eq!(made.wrong.len(), 3);
    assert_eq!(made.wrong[0].value, Some(97.0));
    let identified = made.verdicts[0];
    assert_eq!((identified.verdict, identified.right, identified.wrong), ("identified", 6, 3));
    let claim = &made.claims[0];
    assert_eq!((claim.verdict, claim.claimed, claim.realised.rate), ("identified", 0.1, Some(0.1)));
    assert!(made.holds());
    let remark = &made.remarks[0];
    assert!(remark.code == "tested_with" && remark.text.contains("below 1 in 10 (10 %)"), "{remark:?}");
    assert!(made.ratios.area.unwrap() > 0.8);
    // As limits are set, so is what comes out.
    assert!(made.reliability.windows(2).all(|w| w[0].realised <= w[1].realised));
}

#[test]
fn what_speaks_against_a_name_lets_nothing_through_but_twins_are_told() {
    let mut all = ten_and_eight();
    let with = |all: &mut [Value], code: &str| {
        all.iter_mut().for_each(|trial| trial["undecided"] = json!(code));
        Validation::of(&outcomes(all), &asked(OTHERS), SharedTrials::Refuse).unwrap()
    };
    assert!(with(&mut all, "one_band").rates.iter().all(|at| at.false_named.count == 0.0));
    assert_eq!(with(&mut all, "margin").rates[2].false_named.count, 2.0);
}

#[test]
fn a_claim_that_chance_does_not_explain_is_refuted() {
    let mut all: Vec<Value> = (0..40).map(|i| trial("removed", &format!("a{i}"), "x", 99.5)).collect();
    all.push(trial("present", "p", "p", 99.0));
    let made = Validation::of(&outcomes(&all), &asked(OTHERS), SharedTrials::Refuse).unwrap();
    assert!(!made.holds());
    let said = made.remarks.iter().find(|remark| remark.code == "above_claim").unwrap();
    assert!(said.text.contains("claimed at most 10 %, came out 100 %"), "{said:?}");
    // What limits cannot be set at is said, too: 99 absent substances allow 1 % and no less.
    assert!(made.remarks.iter().all(|remark| remark.code != "rate_unknown"));
}

#[test]
fn trials_that_cannot_say_anything_are_refused() {
    let all = ten_and_eight();
    let code = |trials: &[Value], asked: &Identifier| {
        Validation::of(&outcomes(trials), asked, SharedTrials::Refuse).map(|_| ()).unwrap_err().code()
    };
    assert_eq!(code(&[], &asked(OTHERS)), Code::TooFewSubstances);
    assert_eq!(code(&all[..11], &asked(OTHERS)), Code::TooFewSubstances);
    assert_eq!(code(&all[11..], &asked(OTHERS)), Code::TooFewSubstances);
    let shared = asked("file,truth,specimen\na.txt,b,absent 3-1\n");
    assert_eq!(code(&all, &shared), Code::SpecimenTwice);
    let told = Validation::of(&outcomes(&all), &shared, SharedTrials::Tell).unwrap();
    assert!(told.remarks.iter().any(|remark| remark.code == "specimen_twice"));
    assert!(told.to_html().contains("1 specimens or spectra were measured for the calibration too"));
    let unknown = Validation::of(&outcomes(&all), &asked(""), SharedTrials::Refuse).unwrap();
    assert!(unknown.remarks.iter().any(|remark| remark.code == "unknown_specimens"));
}

#[test]
fn the_page_needs_nothing_else_and_shows_names_as_they_are() {
    let mut all = ten_and_eight();
    all[9]["file"] = json!("<script>alert(1)</script>\u{202e}.txt");
    all[10]["names"] = json!(["\"><img src=x>"]);
    let made = Validation::of(&outcomes(&all), &asked(OTHERS), SharedTrials::Refuse).unwrap();
    let page = made.to_html();
    std::fs::write(concat!(env!("CARGO_TARGET_TMPDIR"), "/validation.html"), &page).unwrap();
    for part in ["<script", "http://", "https://", "<img", "url(", "NaN", "inf", "\u{202e}", "<link"] {
        assert!(!page.contains(part), "{part}");
    }
    for part in [
        "&lt;script&gt;alert(1)&lt;/script&gt;\\u{202e}.txt",
        "&quot;&gt;&lt;img src=x&gt;",
        "Kept against false",
        "Claimed against realised",
        "(DET)",
        "Risk and coverage",
        "Tippett plot",
        "Scores of right and wrong hits",
        "Limits by SNR",
        "Limits by the axis",
        &made.library.hash,
        &made.calibration.hash,
    ] {
        assert!(page.contains(part), "{part}");
    }
    assert_eq!(page.matches("<figure>").count(), 8);
    // Every element is closed again, as far as a browser needs it.
    for tag in ["svg", "figure", "table", "tr", "td", "ul", "div"] {
        let (open, closed) =
            (page.matches(&format!("<{tag}")).count(), page.matches(&format!("</{tag}>")).count());
        assert!(open >= closed && closed > 0, "{tag}: {open} {closed}");
    }
    let json = serde_json::to_string(&made).unwrap();
    assert!(!json.contains("null,null,null"), "{json}");
}

#[test]
fn the_table_of_trials_is_read_as_the_trials_of_a_calibration() {
    let mut all = ten_and_eight();
    all[0]["file"] = json!("=1+1");
    let trials = outcomes(&all);
    let table = TrialOutcome::table(&trials);
    assert!(table.starts_with(
        "file,truth,specimen,instrument,kind,role,noise_added,snr,found,related,score,lead,gap,"
    ));
    assert_eq!(table.lines().count(), 1 + trials.len());
    assert!(table.contains(
        "\n'=1+1,absent 0,absent 0-1,a,,removed,false,100,x,false,50,0,0,4,0.2,0.5,,cannot_decide,,50\n"
    ));
    let made = Validation::of(&trials, &asked(&table), SharedTrials::Refuse).map(|_| ()).unwrap_err();
    assert!(made.to_string().contains("(and 17 more) was measured for the calibration too"), "{made}");
}
