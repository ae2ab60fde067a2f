//! A device that answers in lent memory, compared with a host to the bit.
#![allow(dead_code, reason = "each test uses its part")]

use assert_no_alloc::assert_no_alloc;
use ramatch::core::identify::{Ask, BestOfEach, Calibrated, Fate, MemoryBuf, Patience, References, identify};
use ramatch::core::{LibraryRef, Pipeline};
use ramatch::{Calibration, Identifier, Options, Report, Spectrum};

/// A device: a library in flash, a pipeline, memory for spectra of so many points.
pub(crate) struct Device<'a> {
    pub(crate) view: LibraryRef<'a>,
    pub(crate) squares: Vec<i32>,
    pub(crate) pipeline: Pipeline,
    trials: Calibration,
}

impl<'a> Device<'a> {
    pub(crate) fn new(flash: &'a [u8]) -> Self {
        let view = LibraryRef::open(flash).unwrap();
        let pipeline = Pipeline::new(*view.recipe()).unwrap();
        let trials = Calibration::shipped().unwrap();
        Self { view, squares: vec![0; References::squares_len(view.len())], pipeline, trials }
    }

    /// Asks both and compares; `every` is how many rows are looked at between two questions whether to go on.
    pub(crate) fn equals(
        &mut self,
        host: &Identifier,
        spectrum: &Spectrum,
        options: &Options,
        every: usize,
    ) -> Report {
        // By its ranking alone: what it is a sum of has a test of its own.
        let report = host.identify(spectrum, &options.clone().single()).unwrap();
        self.asked(host, options, |ask| Self::compared(ask, &report, (spectrum, options), every));
        report
    }

    /// Asks as the options do.
    pub(crate) fn asked<R>(
        &mut self,
        host: &Identifier,
        options: &Options,
        with: impl FnOnce(&Ask<'_>) -> R,
    ) -> R {
        // One bit for every substance.
        let mut controlled = vec![0; BestOfEach::known_len(self.view.substances_len())];
        for index in 0..self.view.substances_len() {
            let about = host.library().substance_content(index).unwrap().unwrap_or_default();
            if !about.schedules.is_empty() || about.tags.iter().any(|tag| tag == "controlled") {
                controlled[index as usize / 32] |= 1 << (index % 32);
            }
        }
        let references = assert_no_alloc(|| References::open(self.view, &mut self.squares)).unwrap();
        let id = |index: &u32| options.exclude.iter().any(|id| self.view.entry(*index).unwrap().id == id);
        let excluded: Vec<u32> = (0..self.view.len()).filter(id).collect();
        let named =
            |index: &u32| Some(self.view.substance(*index).unwrap().name) == options.through.as_deref();
        let ask = Ask {
            tolerance: options.tolerance.unwrap_or_default(),
            excluded: &excluded,
            through: (0..self.view.substances_len()).find(named),
            // A host knows which library the device's was prepared from.
            calibrated: host.calibration().map(|(_, own)| Calibrated { table: self.trials.view(), own }),
            controlled: &controlled,
            ..Ask::new(&self.pipeline, references)
        };
        with(&ask)
    }

    fn compared(ask: &Ask<'_>, report: &Report, (spectrum, options): (&Spectrum, &Options), every: usize) {
        let view = ask.references.view();
        let needs = ask.needs(spectrum.as_ref().len(), options.top + 1);
        let mut memory = MemoryBuf::new(&needs);
        let mut lent = memory.lend();
        // Garbage before.
        lent.rows.fill(f32::NAN);
        lent.work.reals.fill(f64::NAN);
        let mut asked = 0;
        let answer = assert_no_alloc(|| {
            let mut go_on = |_| {
                asked += 1;
                true
            };
            identify(ask, spectrum.as_ref(), &mut lent, Patience { every, go_on: &mut go_on })
        });
        let answer = answer.unwrap();
        assert!(asked > 0 || every > 1000 || answer.best.is_empty());
        assert_eq!(
            answer.decision.verdict.reason().map(|reason| reason.code()),
            report.cannot_decide().map(|r| r.code)
        );
        let (decision, said) = (&answer.decision, &report.verdict);
        assert_eq!(decision.verdict.name(), said.code);
        assert_eq!(decision.verdict.names(), said.names.len());
        assert_eq!(decision.value.map(f64::to_bits), said.value.map(f64::to_bits));
        assert_eq!(
            decision.reached.map(|reached| (reached.by, reached.of)),
            said.reached.map(|reached| (reached.by, reached.of))
        );
        assert_eq!(answer.alignment, report.alignment);
        assert_eq!(answer.notes.snr, report.query.snr);
        assert_eq!(answer.scored as usize, report.scored_entries.0);
        assert_eq!(answer.scored_substances as usize, report.scored_substances);
        let bands: Vec<f64> = answer.bands.iter().map(|band| band.shift_cm1).collect();
        assert_eq!(bands, report.query.bands_cm1);
        let grid = view.grid();
        assert_eq!(answer.covered as f64 / grid.len as f64, report.query.coverage);
        for (i, (ranked, hit)) in answer.best.iter().zip(&report.hits).enumerate() {
            assert_eq!(view.entry(ranked.entry).unwrap().id, hit.entry);
            assert_eq!(ranked.score.to_bits(), hit.score.to_bits());
            let margin = answer.best.get(i + 1).map(|next| ranked.score - next.score);
            assert_eq!(margin, hit.margin);
        }
        assert_eq!(answer.best.len().min(options.top), report.hits.len());
        let numbers = answer.evidence.map(|evidence| ramatch::Evidence::from(&evidence));
        let mut expected = report.evidence.clone();
        if let Some(evidence) = &mut expected {
            let mut codes: Vec<&str> = answer.lacks.iter().map(|lack| lack.code()).collect();
            if let Some(reason) =
                answer.decision.verdict.reason().filter(|reason| !codes.contains(&reason.code()))
            {
                codes.insert(0, reason.code());
            }
            assert_eq!(codes, evidence.lacks);
            evidence.lacks.clear();
        }
        assert_eq!(numbers, expected);
        if let (Some(compared), Some(first)) = (answer.compared, report.hits.first()) {
            assert_eq!(
                (compared.matched(), compared.reference.len()),
                (first.bands.matched.len(), first.bands.expected)
            );
            let fates = answer.bands.iter().zip(compared.fates);
            let unexplained: Vec<f64> = fates
                .filter(|(_, fate)| **fate == Fate::Unexplained)
                .map(|(band, _)| band.shift_cm1)
                .collect();
            assert_eq!(unexplained, first.bands.unexplained_cm1);
        }
    }
}
