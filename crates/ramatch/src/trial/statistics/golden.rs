//! Golden figures: made by `python/golden/trial_statistics.py`.

/// The rows of a block, which begins with `# name`.
pub(crate) fn rows(name: &str) -> Vec<Vec<f64>> {
    let text = include_str!("../../../tests/golden/statistics.txt");
    let behind = text.lines().skip_while(|line| line.strip_prefix("# ") != Some(name)).skip(1);
    let lines = behind.take_while(|line| !line.starts_with('#'));
    lines.map(|line| line.split(' ').map(|number| number.parse().unwrap()).collect()).collect()
}

/// The one row of a block.
pub(crate) fn one(name: &str) -> Vec<f64> {
    rows(name).pop().unwrap()
}

/// Values of present and of absent trials.
pub(crate) fn trials(name: &str) -> (Vec<f64>, Vec<f64>) {
    (one(&format!("present {name}")), one(&format!("absent {name}")))
}
