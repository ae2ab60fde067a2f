//! Trials become a calibration, the same on any number of threads; what cannot be one says why.
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

#[path = "support/entries.rs"]
mod entries;
#[path = "support/trials.rs"]
mod trials;

use ramatch::rows::Control;
use ramatch::{
    CalibrateOptions, Calibrated, Calibration, Code, Error, Identifier, Library, Options, Recipe, Role,
    Spectrum, TrialOutcome, Trials, recipe_from_toml, recipe_to_toml,
};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

fn asked(substances: u64) -> Identifier {
    Identifier::new(trials::library(substances, &Recipe::FINGERPRINT)).unwrap()
}

fn on(threads: usize) -> Control<'static> {
    Control { threads: Some(threads), progress: None }
}

fn calibrate(identifier: &Identifier, folder: &Path, threads: usize) -> Result<Calibrated, Error> {
    let given = Trials::read(folder, identifier.library())?;
    identifier.calibrate(&given, &CalibrateOptions::default(), on(threads))
}

#[test]
fn trials_become_a_calibration_that_decides() {
    let folder = tempfile::tempdir().unwrap();
    trials::folder(folder.path(), 40, 8);
    let identifier = asked(40);
    let made = calibrate(&identifier, folder.path(), 1).unwrap();
    let again = calibrate(&identifier, folder.path(), 4).unwrap();
    assert_eq!(made.calibration.bytes(), again.calibration.bytes(), "the same bits on 1 and 4 threads");
    assert_eq!((&made.outcomes, &made.figures), (&again.outcomes, &again.figures));

    let figures = &made.figures;
    assert_eq!((figures.absent, figures.present, figures.measured), (48, 40, 88));
    assert_eq!((figures.strata.len(), figures.left_out), (5, 0));
    for stratum in &figures.strata {
        assert!(stratum.absent >= 19 && stratum.absent_measured <= stratum.absent);
        assert!(stratum.limit.is_finite() && stratum.limit_unrelated <= stratum.limit);
        let rate = stratum.rates.iter().find(|rate| rate.alpha == 0.05).unwrap();
        assert!(rate.kept.trials <= rate.kept_related.trials);
    }
    // Clean spectra of the substances themselves alone do not fill the range of little signal.
    assert!(figures.noise_added > 0 && figures.strata[0].noise_added > 0);
    let noisy: Vec<_> = made.outcomes.iter().filter(|outcome| outcome.noise_added).collect();
    assert_eq!(noisy.len(), figures.noise_added);
    assert!(noisy.iter().all(|outcome| outcome.snr.unwrap() < 50.0));
    assert!(figures.coefficients[..3].iter().all(|c| *c >= 0.0));
    assert!(figures.most <= 49f64.ln());

    let table = made.calibration.view();
    assert_eq!((table.substances(), table.alpha(), table.stated_rate()), ((48, 40), 0.05, 0.1));
    assert_eq!(made.calibration.about().kinds, "powder");
    assert_eq!(made.calibration.about().noise_added as usize, figures.noise_added);
    assert_eq!(made.calibration.about().trials, TrialOutcome::table(&made.outcomes));
    for outcome in &made.outcomes {
        let value = outcome
            .standing
            .map(|[score, lead, gap]| table.value(&ramatch::core::identify::Standing { score, lead, gap }));
        assert_eq!(outcome.value, value, "{outcome:?}");
    }
    // At most so many substances pass the limit as it allows.
    for (number, stratum) in table.all_strata().enumerate() {
        let reached = table.reached(number, stratum.limit + 1e-5);
        assert!(f64::from(reached.by) <= 0.05 * f64::from(reached.of + 1), "{reached:?}");
    }

    // It decides by what it learnt.
    let identifier = identifier.with_calibration(made.calibration).unwrap();
    let third = calibrate(&identifier, folder.path(), 2).unwrap();
    assert_eq!(third.calibration.bytes(), again.calibration.bytes(), "whatever decides meanwhile");
    let (shift, intensity) = trials::spectrum(3, 0.002, 77);
    let spectrum = Spectrum::new(shift, intensity).unwrap();
    let report = identifier.identify(&spectrum, &Options::default()).unwrap();
    assert_eq!(
        (report.verdict.code, report.verdict.names[0].substance_id.as_str()),
        ("identified", "substance-03")
    );
}

#[test]
fn outcomes_are_of_roles_and_relatives() {
    let folder = tempfile::tempdir().unwrap();
    trials::folder(folder.path(), 4, 2);
    let identifier = asked(12);
    let given = Trials::read(folder.path(), identifier.library()).unwrap();
    let outcomes = identifier.run_trials(&given, on(2)).unwrap();
    let roles: Vec<Role> = outcomes.iter().map(|outcome| outcome.role).collect();
    let twice = [Role::Present, Role::Removed];
    assert_eq!(roles, [&twice[..], &twice, &twice, &twice, &[Role::Foreign; 2]].concat());
    for outcome in &outcomes {
        assert_eq!(outcome.is_right(), outcome.role == Role::Present, "{outcome:?}");
        assert_eq!((outcome.instrument.as_str(), outcome.kind.as_str()), ("handheld", "powder"));
        // Even numbers are CaCO3, and CaSO4 has one of three elements in common with it.
        let even = |id: &str| id.rsplit('-').next().unwrap().parse::<u64>().unwrap() % 2 == 0;
        let related = match outcome.role {
            Role::Present => true,
            Role::Removed => even(&outcome.truth) && even(&outcome.found),
            Role::Foreign => false,
        };
        assert_eq!(outcome.related, related, "{outcome:?}");
    }
    assert_eq!((outcomes[0].truth.as_str(), outcomes[8].truth.as_str()), ("substance-00", "unheld 500"));
    let csv = TrialOutcome::table(&outcomes);
    assert_eq!(csv.lines().count(), 11);
}

#[test]
fn a_librarys_own_entries_are_trials() {
    let identifier = asked(30);
    let given = Trials::of_library(identifier.library()).unwrap();
    assert_eq!((given.given.len(), given.left_out), (60, 0));
    let options = CalibrateOptions::default();
    let made = identifier.calibrate(&given, &options, on(2)).unwrap();
    assert_eq!((made.figures.absent, made.figures.present), (30, 30));
    // What is drawn from bands is no specimen.
    let embedded = Identifier::embedded().unwrap();
    let given = Trials::of_library(embedded.library()).unwrap();
    assert!(given.left_out > 0 && !given.given.is_empty());
    assert_eq!(given.given.len() + given.left_out, embedded.library().view().len() as usize);
}

#[test]
fn an_entry_of_the_same_points_is_not_asked() {
    let folder = tempfile::tempdir().unwrap();
    trials::write(&folder.path().join("a.txt"), &trials::spectrum(2, 0.004, 201));
    let table = folder.path().join("some.csv");
    std::fs::write(&table, "file;substance;entry\na.txt;also 2;\n").unwrap();
    let identifier = asked(5);
    let given = Trials::read(&table, identifier.library()).unwrap();
    let own = |trials: &Trials| -> Vec<String> {
        let view = identifier.library().view();
        trials.given[0].own_entries.iter().map(|&index| view.entry(index).unwrap().id.to_owned()).collect()
    };
    assert_eq!(own(&given), ["lab/02-1"]);
    std::fs::write(&table, "file,substance,entry\na.txt,substance-02,lab/02-0; lab/02-1\n").unwrap();
    let given = Trials::read(&table, identifier.library()).unwrap();
    assert_eq!(own(&given), ["lab/02-0", "lab/02-1"]);
    // Nothing is left of its substance: it is asked as absent only.
    let outcomes = identifier.run_trials(&given, on(1)).unwrap();
    assert_eq!(outcomes.iter().map(|outcome| outcome.role).collect::<Vec<_>>(), [Role::Removed]);
}

#[test]
fn bad_tables_are_refused_with_their_line() {
    let folder = tempfile::tempdir().unwrap();
    for (name, number) in [("a.txt", 1), ("b.txt", 2), ("c.txt", 1)] {
        trials::write(&folder.path().join(name), &trials::spectrum(number, 0.004, 5000 + number));
    }
    std::fs::write(folder.path().join("empty.txt"), "").unwrap();
    let identifier = asked(5);
    for (table, code, line, says) in [
        ("file,substance\na.txt,unobtainium\n", Code::UnknownReference, Some(2), "unobtainium"),
        (
            "file,substance,specimen\na.txt,substance 01,s\nb.txt,substance 02,s\n",
            Code::SpecimenTwice,
            Some(3),
            "line 2",
        ),
        (
            "file,substance,absent,specimen\na.txt,substance 01,,s\nb.txt,,other,s\n",
            Code::SpecimenTwice,
            Some(3),
            "absent",
        ),
        ("file,substance\na.txt,substance-01\na.txt,substance-01\n", Code::DuplicateId, Some(3), "line 2"),
        (
            "file,substance\na.txt,substance-01\nc.txt,substance-01\n",
            Code::DuplicateId,
            Some(3),
            "same points",
        ),
        ("file,substance\n", Code::Empty, None, "no trials"),
        ("", Code::TextSyntax, Some(1), "no column"),
        ("file,substance,colour\na.txt,substance-01,red\n", Code::TextSyntax, Some(1), "colour"),
        ("substance\nsubstance-01\n", Code::TextSyntax, Some(1), "file"),
        ("file,substance\na.txt,substance-01,more\n", Code::TextSyntax, Some(2), "fields"),
        ("file,substance,absent\na.txt,,\n", Code::BadField, Some(2), "neither"),
        ("file,substance,absent\na.txt,substance-01,other\n", Code::BadField, Some(2), "absent"),
        ("file,absent\na.txt,substance 01\n", Code::BadField, Some(2), "is in the library"),
        ("file,substance,formula\na.txt,substance-01,CaCO3\n", Code::BadField, Some(2), "formula"),
        ("file,substance,spectrum\na.txt,substance-01,0\n", Code::BadField, Some(2), "spectrum"),
        ("file,substance,laser_nm\na.txt,substance-01,red\n", Code::BadField, Some(2), "laser_nm"),
        ("file,substance,axis\na.txt,substance-01,up\n", Code::BadField, Some(2), "axis"),
        ("file,substance,entry\na.txt,substance-01,lab/none\n", Code::UnknownReference, Some(2), "lab/none"),
        ("file,substance,entry\na.txt,substance-01,lab/02-0\n", Code::BadField, Some(2), "another substance"),
        ("file,substance\n../a.txt,substance-01\n", Code::BadField, Some(2), "folder"),
        ("file,substance\n,substance-01\n", Code::BadField, Some(2), "file"),
    ] {
        let path = folder.path().join("trials.csv");
        std::fs::write(&path, table).unwrap();
        let error = Trials::read(folder.path(), identifier.library()).unwrap_err();
        assert_eq!((error.code(), error.line()), (code, line), "{table}: {error}");
        assert_eq!(error.path(), Some(path.as_path()), "{table}: {error}");
        assert!(error.to_string().contains(says), "{table}: {error}");
    }
    for (table, code, file) in [
        ("file,substance\nnone.txt,substance-01\n", Code::NoSuchFile, "none.txt"),
        ("file,substance\nempty.txt,substance-01\n", Code::Empty, "empty.txt"),
    ] {
        std::fs::write(folder.path().join("trials.csv"), table).unwrap();
        let error = Trials::read(folder.path(), identifier.library()).unwrap_err();
        assert_eq!((error.code(), error.path()), (code, Some(folder.path().join(file).as_path())), "{error}");
    }
    let error = Trials::read(&folder.path().join("nowhere"), identifier.library()).unwrap_err();
    assert_eq!(error.code(), Code::NoSuchFile);
}

#[test]
fn too_few_substances_are_refused_with_the_number_that_is_needed() {
    let folder = tempfile::tempdir().unwrap();
    trials::folder(folder.path(), 15, 3);
    let identifier = asked(15);
    let error = calibrate(&identifier, folder.path(), 2).unwrap_err();
    assert_eq!(error.code(), Code::TooFewSubstances);
    assert!(error.to_string().contains("18 substances") && error.to_string().contains("19"), "{error}");
    // A greater rate needs fewer.
    let given = Trials::read(folder.path(), identifier.library()).unwrap();
    let mut options = CalibrateOptions::default();
    options.alpha = 0.1;
    let made = identifier.calibrate(&given, &options, on(2)).unwrap();
    assert_eq!(made.calibration.view().stated_rate(), 0.2);
    // A stratum that cannot be filled names itself.
    options.strata = vec![100_000.0];
    let error = identifier.calibrate(&given, &options, on(2)).unwrap_err();
    assert_eq!(error.code(), Code::TooFewSubstances);
    assert!(error.to_string().contains("100000"), "{error}");
    for (alpha, strata) in
        [(0.0, vec![]), (0.6, vec![]), (f64::NAN, vec![]), (0.1, vec![50.0, 15.0]), (0.1, vec![-1.0])]
    {
        (options.alpha, options.strata) = (alpha, strata);
        assert_eq!(identifier.calibrate(&given, &options, on(1)).unwrap_err().code(), Code::Parameter);
    }
    // Where nothing ranks first, nothing tells what a score is worth.
    let foreign = tempfile::tempdir().unwrap();
    trials::folder(foreign.path(), 0, 30);
    let error = calibrate(&identifier, foreign.path(), 2).unwrap_err();
    assert_eq!(error.code(), Code::TooFewSubstances);
    assert!(error.to_string().contains("rank first"), "{error}");
}

#[test]
fn a_calibration_holds_for_what_it_was_made_for() {
    let identifier = asked(30);
    let given = Trials::of_library(identifier.library()).unwrap();
    let mut options = CalibrateOptions::default();
    options.carries_trials = false;
    options.kinds = Some("drawn ones".into());
    let made = identifier.calibrate(&given, &options, on(2)).unwrap().calibration;
    assert_eq!((made.about().trials.as_str(), made.about().kinds.as_str()), ("", "drawn ones"));
    let another = trials::library(29, &Recipe::FINGERPRINT);
    let error = Identifier::new(another.clone()).unwrap().with_calibration(made.clone()).unwrap_err();
    assert_eq!(error.code(), Code::CalibrationMismatch);
    // To one with more substances than its trials had it is not lent.
    let larger = made.bound_to(&trials::library(31, &Recipe::FINGERPRINT)).unwrap_err();
    assert_eq!(larger.code(), Code::TooFewSubstances);
    // Lent to another library, and then it says so.
    let lent = made.bound_to(&another).unwrap();
    assert!(lent.about().borrowed && !made.about().borrowed);
    assert_eq!(lent.view().coefficients(), made.view().coefficients());
    let report_of = Identifier::new(another.clone()).unwrap().with_calibration(lent).unwrap();
    assert!(report_of.calibration().is_some_and(|(_, own)| own));
    // Several as one are another library than each.
    let both = Library::together(&[identifier.library().clone(), another]).unwrap();
    let lent = made.bound_to(&both).unwrap();
    assert!(Identifier::new(both).unwrap().with_calibration(lent.clone()).is_ok());
    assert_eq!(asked(30).with_calibration(lent).unwrap_err().code(), Code::CalibrationMismatch);
    // Scores by another recipe mean something else.
    let text = recipe_to_toml(&Recipe::FINGERPRINT)
        .unwrap()
        .replace("resolution_cm1 = 8.0", "resolution_cm1 = 12.0");
    let coarse = recipe_from_toml(&text).unwrap();
    assert_ne!(coarse, Recipe::FINGERPRINT);
    let error = made.bound_to(&trials::library(30, &coarse)).unwrap_err();
    assert_eq!(error.code(), Code::CalibrationMismatch);
    // Another version, and damaged bytes.
    let mut bytes = made.bytes().to_vec();
    bytes[8] = 9;
    assert_eq!(Calibration::from_bytes(&bytes).unwrap_err().code(), Code::BadCalibration);
    for at in [70, 210, bytes.len() - 1] {
        let mut bytes = made.bytes().to_vec();
        bytes[at] ^= 1;
        assert_eq!(Calibration::from_bytes(&bytes).unwrap_err().code(), Code::BadCalibration, "{at}");
    }
}

#[test]
fn it_is_called_off() {
    let identifier = asked(30);
    let given = Trials::of_library(identifier.library()).unwrap();
    let told = AtomicUsize::new(0);
    let stop = |done: usize, total: usize| {
        told.fetch_max(total, Ordering::Relaxed);
        done < 10
    };
    let control = Control { threads: Some(2), progress: Some(&stop) };
    let error = identifier.calibrate(&given, &CalibrateOptions::default(), control).unwrap_err();
    assert!(matches!(error, Error::Cancelled { total: 120, .. }), "{error}");
    assert_eq!(told.into_inner(), 120);
}
