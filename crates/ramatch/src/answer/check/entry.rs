//! One reference, asked about with itself left out.

use super::finding::{Finding, Of, Pair};
use crate::answer::asked::emphasized;
use crate::answer::desk::Desk;
use crate::answer::found::Hit;
use crate::answer::hit::ends;
use crate::answer::identifier::Identifier;
use crate::answer::options::Options;
use crate::answer::report::Report;
use crate::ground::error::Error;
use crate::library::Raw;
use ramatch_core::{Code, Interval, LibraryRef, Notes, Spectrum};
use std::cell::OnceCell;

/// Substances of a ranking that are looked at.
const TOP: usize = 20;
/// From this cosine of the prepared rows on two curves are taken for one.
const EQUAL_COSINE: f64 = 0.9995;
/// A reference of which no other one of its substance reaches this score is not seen in it again.
const DISAGREES: f64 = 0.5;
/// From this part of what most of the library covers on a reference is long enough.
const LEAST_COVERAGE: f64 = 0.6;
/// Below this signal-to-noise ratio nothing that stands out is more than noise.
const LEAST_SNR: f64 = 5.0;
/// What rises and falls by so many times the noise and has no band is a background.
const BACKGROUND: f64 = 20.0;

/// What an entry is among.
pub(super) struct Among {
    /// How many entries each substance has.
    replicates: Vec<u32>,
    /// The medians of where entries begin and end.
    most: Interval,
}

impl Among {
    /// All entries of a library.
    pub(super) fn of(view: &LibraryRef<'_>) -> Self {
        let mut replicates = vec![0; view.substances_len() as usize];
        let (mut begins, mut ends) = (Vec::new(), Vec::new());
        for index in 0..view.len() {
            if let Some(count) = view.substance_of(index).and_then(|of| replicates.get_mut(of as usize)) {
                *count += 1;
            }
            let interval = view.interval(index).unwrap_or_default();
            begins.push(interval.lo);
            ends.push(interval.hi);
        }
        let median = |mut values: Vec<usize>| {
            values.sort_unstable();
            values.get(values.len() / 2).copied().unwrap_or_default()
        };
        Self { replicates, most: Interval { lo: median(begins), hi: median(ends) } }
    }
}

/// What became of one reference.
pub(super) struct Asked {
    pub(super) findings: Vec<Finding>,
    /// It beside the best reference of each other substance.
    pub(super) others: Vec<Pair>,
    /// Whether the library has its measured points.
    pub(super) measured: bool,
}

impl Identifier {
    /// Asks about one entry.
    pub(super) fn ask_entry(&self, index: u32, among: &Among, desk: &mut Desk) -> Result<Asked, Error> {
        let (library, view) = (self.library(), self.library().view());
        let known = view.entry(index).and_then(|entry| Some((entry, view.substance(entry.substance)?)));
        let Some((entry, substance)) = known else {
            let reason = format!("entry {index} cannot be read: `ramatch library verify` says what is wrong");
            return Err(Error::Library { path: None, code: Code::BadEntry, reason });
        };
        let of = Of { entry: entry.id, substance: substance.name, substance_id: substance.id };
        let raw = library.entry_content(index)?.map(|content| content.raw);
        let measured = matches!(raw, Some(Raw::Curve { .. }));
        let mut asked = Asked { findings: Vec::new(), others: Vec::new(), measured };
        let (shift, intensity) = library.curve(index)?;
        let spectrum = Spectrum::new(shift, intensity)?;
        let seen = match self.see_many(&[&spectrum], desk).pop() {
            Some(Ok(seen)) => seen,
            Some(Err(Error::Spectrum { source, .. })) => {
                asked
                    .findings
                    .push(of.finding("no_bands", format!("nothing of it can be compared: {source}")));
                return Ok(asked);
            }
            Some(Err(error)) => return Err(error),
            None => return Ok(asked),
        };
        let row = emphasized(self, &seen)?;
        let notes = seen.notes;
        self.cover((&of, seen.interval), among.most, &mut asked.findings);
        desk.excluded = OnceCell::from(vec![index]);
        let options = Options::default().top(TOP);
        let report = self.answer(std::slice::from_ref(&spectrum), Some(Ok(seen)), (&options, desk))?;
        let alone = among.replicates.get(entry.substance as usize).is_none_or(|&count| count < 2);
        if measured {
            let bands = if row.is_some() { report.query.bands_cm1.len() } else { 0 };
            look_at(&spectrum, (&notes, bands), &of, &mut asked.findings);
        }
        compare(&report, alone, &of, &mut asked);
        Ok(asked)
    }

    /// How much of what most of the library covers an entry covers.
    fn cover(&self, (of, own): (&Of<'_>, Interval), most: Interval, findings: &mut Vec<Finding>) {
        let grid = self.library().view().grid();
        let part = own.intersection(most).len() as f64 / most.len().max(1) as f64;
        if part < LEAST_COVERAGE {
            let ((from, to), (first, last)) = (ends(grid, own), ends(grid, most));
            let part = 100.0 * part;
            let text = format!(
                "covers {from:.0} to {to:.0} cm⁻¹, {part:.0} % of {first:.0} to {last:.0} cm⁻¹, which most of the library covers"
            );
            findings.push(of.finding("short", text));
        }
    }
}

/// What a measured curve shows by itself.
fn look_at(spectrum: &Spectrum, (notes, bands): (&Notes, usize), of: &Of<'_>, findings: &mut Vec<Finding>) {
    if notes.saturated {
        let text = "is cut off at its top, as by a detector that was saturated".to_owned();
        findings.push(of.finding("saturated", text));
    }
    if bands > 0 && notes.snr.is_none_or(|snr| snr >= LEAST_SNR) {
        return;
    }
    let highest = notes.snr.map(|snr| format!(": its highest point is {snr:.1} times the noise"));
    let highest = highest.unwrap_or_default();
    let values = spectrum.as_ref().intensity().iter().map(|&value| f64::from(value));
    let (low, high) = values.fold((f64::MAX, f64::MIN), |(low, high), v| (low.min(v), high.max(v)));
    findings.push(match notes.sigma > 0.0 && high - low > BACKGROUND * notes.sigma {
        true => of.finding("background", format!("shows a background, and no band above the noise{highest}")),
        false => of.finding("no_bands", format!("no band stands above the noise{highest}")),
    });
}

/// What the ranking of all others says of an entry; `alone` is one that is the only one of its substance.
fn compare(report: &Report, alone: bool, of: &Of<'_>, asked: &mut Asked) {
    let is_own = |hit: &Hit| hit.substance_id == of.substance_id;
    let own = report.hits.iter().find(|hit| is_own(hit));
    let others = || report.hits.iter().filter(|hit| !is_own(hit));
    asked.others.extend(others().map(|hit| of.pair(hit)));
    let mut equal = others().filter(|hit| hit.cosine >= EQUAL_COSINE);
    if let Some(hit) = equal.next() {
        let (name, entry, cosine) = (&hit.substance, &hit.entry, hit.cosine);
        let more = match equal.count() {
            0 => String::new(),
            more => format!(", and of {more} more substances"),
        };
        let text = format!("has the curve of {name}, {entry} (cosine {cosine:.5}){more}");
        asked.findings.push(of.finding("equal_curves", text).beside(hit));
    }
    let Some(first) = report.hits.first() else { return };
    let listed = report.hits.len();
    let own_reach = match own {
        _ if alone => "it has no other reference".to_owned(),
        Some(own) => format!("the others of its substance reach {:.3}", own.score),
        None => format!("the others of its substance are not among the {listed} best"),
    };
    if !is_own(first) {
        let (name, entry, score) = (&first.substance, &first.entry, first.score);
        let by = format!("{name}, {entry} (score {score:.3}; {own_reach})");
        let made = match (alone, report.evidence.as_ref().is_some_and(|evidence| evidence.lacks.is_empty())) {
            (true, true) => Some(of.finding("taken_for", format!("left out, it would be answered as {by}"))),
            (false, true) => Some(of.finding("another_answer", format!("would be answered as {by}"))),
            (false, false) => Some(of.finding("another_first", format!("is most like {by}"))),
            (true, false) => None,
        };
        asked.findings.extend(made.map(|made| made.beside(first)));
    }
    if !alone && own.is_none_or(|own| own.score < DISAGREES) {
        let made = of.finding("replicates_disagree", own_reach);
        asked.findings.push(match own {
            Some(own) => made.beside(own),
            None => made,
        });
    }
}
