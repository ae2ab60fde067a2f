//! A spectrum taken apart into what it is a sum of.

use super::apart::Apart;
use super::asked::Asked;
use super::desk::Desk;
use super::found::Hit;
use super::identifier::Identifier;
use super::mixture::{ContainerShare, Mixture, MixtureComponent, Unmixing};
use super::options::Options;
use super::report::SAME_LASER_NM;
use super::seen::{LinearSeen, Seen};
use super::verdict::Named;
use crate::ground::error::Error;
use crate::ground::shown;
use crate::instrument::container::Container;
use ramatch_core::alignment::Alignment;
use ramatch_core::identify::{
    AskedRows, Component, Decision, LEAST_BESIDE_CM1, LinearReferences, MOST_CONTAINERS, Patience, Ranked,
    Signal, UnmixLimits, UnmixMemory, UnmixTerms, Unmixed, Verdict, is_measured, unmix, unmix_lengths,
};
use ramatch_core::{Code, Interval, Spectrum, Workspace};
use std::path::Path;

/// Quantile of the normal distribution that 95 of 100 lie within.
const WITHIN: f64 = 1.96;

/// No instrument's limit of what is unexplained is above this.
const MOST_UNEXPLAINED: f64 = 0.2;
/// What pure measurements leave may be exceeded by so much.
const ABOVE_PURE: f64 = 1.2;

impl Identifier {
    /// Takes a spectrum apart into references of the library, and the user's own containers, whatever its ranking says.
    ///
    /// The mixture names nothing where no reference has the evidence that a component needs.
    ///
    /// # Errors
    /// [`Error::Spectrum`] for a spectrum that cannot be compared (constant, too little of the grid); [`Error::Library`] for options that name
    /// what is not there, for more than three containers, and for a library without anything that linear rows can be made of.
    pub fn unmix(&self, spectrum: &Spectrum, options: &Options) -> Result<Unmixing, Error> {
        self.unmix_shots(std::slice::from_ref(spectrum), options)
    }

    /// The same of the mean of several shots of one sample.
    ///
    /// # Errors
    /// As [`Identifier::unmix`]; no shots at all are one too few points.
    pub fn unmix_shots(&self, shots: &[Spectrum], options: &Options) -> Result<Unmixing, Error> {
        let desk = Desk::default();
        let seen = self.see(&shots.iter().collect::<Vec<_>>(), &desk)?;
        self.sum_of(&seen, Alignment::default(), (options, &desk))?.ok_or_else(without_rows)
    }

    /// By which limits components are told: those of the instrument, as far as its profile says.
    fn limits(&self) -> UnmixLimits {
        self.profile.as_ref().map(|profile| profile.for_device().limits).unwrap_or_default()
    }

    /// The containers of a question: its own, and those of the instrument.
    fn all_containers<'c>(&'c self, options: &'c Options) -> impl Iterator<Item = &'c Container> {
        options.containers.iter().chain(self.profile.iter().flat_map(|profile| &profile.containers))
    }

    /// The limit of what is unexplained that an instrument's pure measurements ask for: 1.2 times what the one reference that explains most leaves of
    /// any of them, not below the default and not above 0.2. None where that is the default.
    ///
    /// # Errors
    /// As [`Identifier::unmix`].
    pub fn unexplained_of(&self, pure: &[Spectrum]) -> Result<Option<f64>, Error> {
        let mut most = 0.0f64;
        for spectrum in pure {
            most = most.max(self.unmix(spectrum, &Options::default())?.mixture.unexplained);
        }
        let limit = (ABOVE_PURE * most).min(MOST_UNEXPLAINED);
        Ok((limit > UnmixLimits::new().unexplained).then_some(limit))
    }

    /// The linear rows of containers.
    pub(super) fn see_containers(&self, options: &Options) -> Result<Vec<(String, LinearSeen)>, Error> {
        let all: Vec<&Container> = self.all_containers(options).filter(|_| !options.single).collect();
        if all.len() > MOST_CONTAINERS {
            let reason = format!(
                "{} containers are given, and at most {MOST_CONTAINERS} can be told apart",
                all.len()
            );
            return Err(Error::Library { path: None, code: Code::Parameter, reason });
        }
        let mut workspace = Workspace::default();
        let seen = all.into_iter().map(|container| {
            let row = self
                .corrected(&container.spectrum)
                .and_then(|own| self.see_linear(own.as_ref().as_ref(), &mut workspace));
            // Which of the files it is.
            let row =
                row.map_err(|error| error.of_file(Path::new(&format!("container {}", container.name))))?;
            Ok((container.name.clone(), row))
        });
        seen.collect()
    }

    /// Takes a row apart, and what becomes of the verdict on its ranking; none where the library has no linear rows, or the row is not
    /// known anywhere.
    pub(super) fn take_apart(
        &self,
        apart: &Apart<'_>,
        ranked: Verdict,
    ) -> Result<Option<(Unmixing, Verdict)>, Error> {
        self.check_overlap(apart)?;
        let Some(rows) = self.linear()?.asked(&self.library, apart.excluded, apart.through) else {
            return Ok(None);
        };
        if apart.linear.interval.is_empty() {
            return Ok(None);
        }
        let grid = self.pipeline.grid();
        let mut terms = UnmixTerms::new().tolerance(apart.tolerance);
        terms.limits = self.limits();
        let containers: Vec<(&[f32], Interval)> =
            apart.containers.iter().map(|(_, seen)| (&seen.row[..], seen.interval)).collect();
        let (reals, samples) = unmix_lengths(grid.len, terms.most, containers.len());
        let (mut reals, mut samples) = (vec![0.0; reals], vec![0.0; samples]);
        let mut memory = UnmixMemory { reals: &mut reals, samples: &mut samples };
        let signal = Signal {
            row: &apart.linear.row,
            interval: apart.linear.interval,
            sigma: apart.linear.sigma,
            open: apart.open,
            containers: &containers,
            alignment: apart.alignment,
        };
        let patience = Patience { every: usize::MAX, go_on: &mut |_| true };
        let found = unmix(&rows, grid, &signal, &terms, &mut memory, patience)?;
        Ok(Some((self.unmixing(&found, &rows, apart), found.verdict(ranked))))
    }

    /// Refuses containers that have too little of the axis in common with the sample.
    fn check_overlap(&self, apart: &Apart<'_>) -> Result<(), Error> {
        let (linear, containers) = (apart.linear, apart.containers);
        let grid = self.pipeline.grid();
        for (name, container) in containers {
            let both = container.interval.intersection(linear.interval).len() as f64 * grid.step_cm1;
            if both < LEAST_BESIDE_CM1 {
                let name = shown::line(name);
                let reason = format!(
                    "the container \"{name}\" and the sample have {both:.0} cm⁻¹ of the axis in common, and {LEAST_BESIDE_CM1:.0} are needed: measure both on the same range"
                );
                return Err(Error::Library { path: None, code: Code::Coverage, reason });
            }
        }
        Ok(())
    }

    fn unmixing(&self, found: &Unmixed<'_>, rows: &AskedRows<'_>, apart: &Apart<'_>) -> Unmixing {
        let (view, grid) = (self.library.view(), self.pipeline.grid());
        let over = found.interval;
        let inside = |samples: &[f64]| over.of(samples).to_vec();
        let mut parts: Vec<Vec<f64>> = Vec::new();
        let mut amounts: Vec<f64> = Vec::new();
        for component in found.components() {
            let row = rows.row(component.entry);
            let samples = row.map(|row| {
                row.as_row().samples().map(|y| component.amount * f64::from(y)).collect::<Vec<f64>>()
            });
            parts.push(inside(&samples.unwrap_or_default()));
            amounts.push(row.map_or(0.0, |row| component.amount / f64::from(row.norm)));
        }
        let told = found.mixture(rows, grid);
        let beside: Vec<Vec<f64>> = (0..apart.containers.len())
            .filter_map(|place| found.container(place, grid))
            .map(|(row, amount)| over.of(row).iter().map(|y| amount * f64::from(*y)).collect())
            .collect();
        let containers = apart.containers.iter().zip(told.container_shares());
        let containers = containers.map(|((name, _), &share)| ContainerShare { name: name.clone(), share });
        let name = |substance| {
            let about = view.substance(substance)?;
            Some(Named { substance: about.name.to_owned(), substance_id: about.id.to_owned() })
        };
        let component = |(component, amount): (&Component, &f64)| {
            let named = name(component.substance).unwrap_or_default();
            let reach = WITHIN * component.deviation;
            MixtureComponent {
                substance: named.substance,
                substance_id: named.substance_id,
                entry: view.entry(component.entry).map_or_else(String::new, |entry| entry.id.to_owned()),
                index: component.entry,
                share: component.share,
                share_between: ((component.share - reach).max(0.0), (component.share + reach).min(1.0)),
                amount: *amount,
                evidence: component.evidence,
                unlike: component.unlike,
                carried: component.carried,
                bands_cm1: component.bands.shifts_cm1().to_vec(),
                one_of: component.rivals().iter().filter_map(|rival| name(rival.substance)).collect(),
            }
        };
        let mixture = Mixture {
            components: found.components().iter().zip(&amounts).map(component).collect(),
            containers: containers.collect(),
            unexplained: told.unexplained,
            incomplete: told.incomplete,
            has_more: told.has_more,
            unexplained_cm1: told.open_bands.shifts_cm1().to_vec(),
            nearest: told.nearest.and_then(|next| name(next.substance)),
            nothing_above: told.nothing_above,
            alignment: told.alignment,
            compared_cm1: (grid.shift_cm1(over.lo), grid.shift_cm1(over.hi.saturating_sub(1))),
        };
        parts.extend(beside);
        let rest = inside(found.row).iter().zip(inside(found.fit)).map(|(row, fit)| row - fit).collect();
        Unmixing {
            mixture,
            shift_cm1: (over.lo..over.hi).map(|i| grid.shift_cm1(i)).collect(),
            row: inside(found.row),
            parts,
            rest,
            sigma: found.sigma,
        }
    }

    /// Refuses containers that were measured with another laser than the sample, as far as both are known.
    pub(crate) fn check_lasers(&self, laser_nm: Option<f64>, options: &Options) -> Result<(), Error> {
        for container in self.all_containers(options) {
            let two = laser_nm.zip(container.laser_nm);
            if let Some((sample, own)) = two.filter(|(sample, own)| (sample - own).abs() > SAME_LASER_NM) {
                let name = shown::line(&container.name);
                let reason = format!(
                    "the container \"{name}\" was measured with a laser of {own} nm, and the sample with one of {sample} nm: measure the empty container on the sample's instrument"
                );
                return Err(Error::Library { path: None, code: Code::Parameter, reason });
            }
        }
        Ok(())
    }

    /// What a sample is a sum of; none where the library has no linear rows.
    pub(super) fn sum_of(
        &self,
        seen: &Seen,
        alignment: Alignment,
        (options, desk): (&Options, &Desk),
    ) -> Result<Option<Unmixing>, Error> {
        let asked = Asked::new(self, seen, (options, &[]), desk)?;
        let Some(linear) = &seen.linear else { return Ok(None) };
        let apart = asked.apart(linear, alignment, asked.containers(options)?);
        Ok(self.take_apart(&apart, Verdict::default())?.map(|(found, _)| found))
    }

    /// What a sample is a sum of, and what becomes of the decision on its ranking: sought by the library's own matcher, where nobody said that it
    /// is a single substance and its points can be an answer's base.
    pub(super) fn mixture_of(
        &self,
        (asked, seen): (&Asked<'_>, &Seen),
        (alignment, decision): (Alignment, &mut Decision),
        options: &Options,
    ) -> Result<Option<Mixture>, Error> {
        let sought = !options.single && !options.drawn && asked.by_bands() && !asked.is_noise();
        let Some(linear) = seen.linear.as_ref().filter(|_| sought && is_measured(&seen.notes)) else {
            return Ok(None);
        };
        let containers = asked.containers(options)?;
        let found = self.take_apart(&asked.apart(linear, alignment, containers), decision.verdict)?;
        Ok(found.map(|(found, verdict)| {
            decision.verdict = verdict;
            found.mixture
        }))
    }

    /// What is known of the components' references.
    pub(super) fn hits_of(&self, mixture: &Mixture, desk: &Desk) -> Result<Vec<Hit>, Error> {
        let view = self.library.view();
        let hit = |component: &MixtureComponent| {
            let (entry, over) = (component.index, view.interval(component.index).unwrap_or_default());
            let substance = view.substance_of(entry).unwrap_or(u32::MAX);
            self.hit(&Ranked { entry, substance, score: component.evidence, over }, desk)
        };
        mixture.components.iter().map(hit).collect()
    }
}

/// That there is nothing to take a spectrum apart by.
fn without_rows() -> Error {
    let reason = "the library holds no linear rows, and no measured points or bands to make them of: build it with its measured spectra";
    Error::Library { path: None, code: Code::Unsupported, reason: reason.into() }
}
