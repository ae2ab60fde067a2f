//! Trials asked: each in the roles that its truth allows.

use super::given::{GivenTrial, Trials, Truth};
use super::outcome::{Role, TrialOutcome};
use crate::answer::identifier::Identifier;
use crate::answer::options::Options;
use crate::answer::report::Report;
use crate::ground::control::Control;
use crate::ground::each::each;
use crate::ground::error::Error;
use crate::library::Relatives;
use ramatch_core::Spectrum;
use ramatch_io::Measurement;
use std::borrow::Cow;

/// One question: a trial, in a role.
#[derive(Clone, Copy)]
pub(super) struct Asking<'a> {
    pub(super) trial: &'a GivenTrial,
    pub(super) role: Role,
}

/// The library that trials are put to.
pub(super) struct Asker<'a> {
    pub(super) identifier: &'a Identifier,
    pub(super) relatives: Relatives,
    /// The entries of each substance.
    entries: Vec<Vec<u32>>,
}

impl Identifier {
    /// Asks about every trial as if it were not known what it is: with the entries of its own specimen left out, and with all entries of its
    /// substance left out, as if that were not in the library; what the library does not hold is asked as it is. The outcomes stand in the
    /// order of the trials, of each first what is present. One whose substance has no other entry than its own is asked as absent only.
    ///
    /// About 4 ms for each trial among some thousand references. The same outcomes to the bit whatever the number of threads.
    ///
    /// # Errors
    /// [`Error::Spectrum`] for a spectrum that cannot be asked about, with its file; [`Error::Library`] for what
    /// [`Library::verify`](crate::Library::verify) would have found; [`Error::Cancelled`].
    pub fn run_trials(&self, trials: &Trials, control: Control<'_>) -> Result<Vec<TrialOutcome>, Error> {
        let asker = Asker::new(self)?;
        let all = asker.questions(trials);
        asker.ask_all(&all, control)
    }
}

impl<'a> Asker<'a> {
    pub(super) fn new(identifier: &'a Identifier) -> Result<Self, Error> {
        let (library, view) = (identifier.library(), identifier.library().view());
        let mut entries = vec![Vec::new(); view.substances_len() as usize];
        for index in 0..view.len() {
            let of = view.substance_of(index).and_then(|of| entries.get_mut(of as usize));
            of.into_iter().for_each(|of| of.push(index));
        }
        Ok(Self { identifier, relatives: Relatives::of(library)?, entries })
    }

    /// What is asked, in the order of the trials.
    pub(super) fn questions<'t>(&self, trials: &'t Trials) -> Vec<Asking<'t>> {
        let mut all = Vec::new();
        for trial in &trials.given {
            match trial.truth {
                Truth::Absent { .. } => all.push(Asking { trial, role: Role::Foreign }),
                Truth::Held(_) => {
                    if !self.of_truth(trial).iter().all(|entry| trial.own_entries.contains(entry)) {
                        all.push(Asking { trial, role: Role::Present });
                    }
                    all.push(Asking { trial, role: Role::Removed });
                }
            }
        }
        all
    }

    /// Puts questions, on as many threads as there are.
    pub(super) fn ask_all(
        &self,
        all: &[Asking<'_>],
        control: Control<'_>,
    ) -> Result<Vec<TrialOutcome>, Error> {
        each(all.len(), control, |at, _: &mut ()| self.ask(all[at], None))
    }

    /// Puts a question; `noisy` is the spectrum with noise added, where it is asked with such.
    pub(super) fn ask(&self, asking: Asking<'_>, noisy: Option<Spectrum>) -> Result<TrialOutcome, Error> {
        let Asking { trial, role } = asking;
        let noise_added = noisy.is_some();
        let measured = match noisy {
            Some(spectrum) => {
                Cow::Owned(Measurement { spectrum, metadata: trial.measurement.metadata.clone() })
            }
            None => Cow::Borrowed(&trial.measurement),
        };
        let options = Options::default().exclude(self.excluded(trial, role));
        let report = self.identifier.identify_record(&measured, &options);
        let report = report.map_err(|error| error.of_file(trial.file.as_ref()))?;
        Ok(TrialOutcome { noise_added, ..self.outcome(asking, &report) })
    }

    /// The id of what a trial is, or its name where the library does not hold it.
    pub(super) fn truth_of<'t>(&'t self, trial: &'t GivenTrial) -> &'t str {
        let view = self.identifier.library().view();
        match &trial.truth {
            Truth::Held(index) => view.substance(*index).map_or("", |substance| substance.id),
            Truth::Absent { name, .. } => name,
        }
    }

    /// All entries of what a trial is.
    fn of_truth(&self, trial: &GivenTrial) -> &[u32] {
        match trial.truth {
            Truth::Held(substance) => self.entries.get(substance as usize).map_or(&[], Vec::as_slice),
            Truth::Absent { .. } => &[],
        }
    }

    /// Ids of what is not asked.
    fn excluded(&self, trial: &GivenTrial, role: Role) -> Vec<String> {
        let view = self.identifier.library().view();
        let entries = match role {
            Role::Present => &trial.own_entries,
            Role::Removed | Role::Foreign => self.of_truth(trial),
        };
        entries.iter().filter_map(|&index| Some(view.entry(index)?.id.to_owned())).collect()
    }

    fn outcome(&self, Asking { trial, role }: Asking<'_>, report: &Report) -> TrialOutcome {
        let view = self.identifier.library().view();
        let substance = |index| view.substance(index);
        let found = report.hits.first();
        let place = found.and_then(|hit| {
            (0..view.substances_len()).find(|&i| substance(i).is_some_and(|s| s.id == hit.substance_id))
        });
        let related = place.is_some_and(|found| match &trial.truth {
            Truth::Held(own) => *own == found || self.relatives.kinship(*own, found).is_some(),
            Truth::Absent { formula, families, .. } => {
                self.relatives.kinship_with(formula, families, found).is_some()
            }
        });
        let evidence = report.evidence.as_ref();
        let numbers = evidence.map(|evidence| {
            [evidence.score, evidence.lead.unwrap_or_default(), evidence.gap.unwrap_or_default()]
        });
        TrialOutcome {
            file: trial.file.clone(),
            truth: self.truth_of(trial).to_owned(),
            specimen: trial.specimen.clone(),
            instrument: trial.instrument.clone(),
            kind: trial.kind.clone(),
            role,
            noise_added: false,
            snr: report.query.snr,
            found: found.map(|hit| hit.substance_id.clone()).unwrap_or_default(),
            related,
            standing: numbers,
            matched: evidence.map_or(0, |evidence| evidence.matched),
            margin: evidence.and_then(|evidence| evidence.margin),
            shift_cm1: report.alignment.shift_cm1,
            undecided: undecided(report).to_owned(),
            verdict: report.verdict.code.to_owned(),
            names: report.verdict.names.iter().map(|named| named.substance_id.clone()).collect(),
            value: report.verdict.value,
        }
    }
}

/// Code of why the ranking is no answer, whatever its standing; empty where nothing speaks against it.
fn undecided(report: &Report) -> &'static str {
    const BY_STANDING: [&str; 2] = ["below_limit", "not_calibrated"];
    let lacks = report.evidence.iter().flat_map(|evidence| evidence.lacks.iter().copied());
    let reason = report.cannot_decide().map(|reason| reason.code);
    let code = reason.into_iter().chain(lacks).find(|code| !BY_STANDING.contains(code)).unwrap_or_default();
    // What has a twin is named with it, whatever it lacks besides.
    if report.verdict.is_named() && code != "margin" { "" } else { code }
}
