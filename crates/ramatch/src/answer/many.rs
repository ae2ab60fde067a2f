//! Many spectra, one report for each: taken from their source in blocks, prepared side by side, answered on several threads.

use super::desk::Desk;
use super::identifier::Identifier;
use super::options::Options;
use super::report::Report;
use crate::files::peaks::any_is_list;
use crate::ground::error::Error;
use crate::ground::threads::Threads;
use ramatch_core::Spectrum;
use ramatch_io::{Measurement, Metadata};
use std::borrow::Borrow;
use std::sync::{Mutex, PoisonError};

/// Most spectra that are taken from the source at a time.
const BLOCK: usize = 256;
/// Of long spectra fewer: so many points, and the one that passes them.
const BLOCK_POINTS: usize = 1 << 20;
/// Spectra that one thread prepares side by side.
const CHUNK: usize = 32;

/// Reports of many spectra, in their order: an iterator; see [`Identifier::identify_many`].
#[must_use = "nothing is done before the first report is asked for"]
pub struct Many<'a, I: Iterator> {
    identifier: &'a Identifier,
    options: &'a Options,
    source: std::iter::Fuse<I>,
    threads: Option<usize>,
    /// The spectrum that comes out of the source; none if it is an error.
    given: fn(&I::Item) -> Option<Given<'_>>,
    /// That error.
    refused: fn(I::Item) -> Option<Error>,
    /// Spectra that are taken next: few at first, so that the first report comes soon.
    next_block: usize,
    /// Answers that wait to be asked for.
    ready: std::vec::IntoIter<Result<Report, Error>>,
    /// One for each thread.
    desks: Vec<Desk>,
}

/// A spectrum, and what its file says besides.
#[derive(Clone, Copy)]
struct Given<'s> {
    spectrum: &'s Spectrum,
    metadata: Option<&'s Metadata>,
}

/// A spectrum by itself.
fn alone<S: Borrow<Spectrum>>(item: &S) -> Option<Given<'_>> {
    Some(Given { spectrum: item.borrow(), metadata: None })
}

/// That of a record.
fn recorded(item: &Result<Measurement, Error>) -> Option<Given<'_>> {
    let Measurement { spectrum, metadata } = item.as_ref().ok()?;
    Some(Given { spectrum, metadata: Some(metadata) })
}

impl Identifier {
    /// Ranks the library's substances by each of many spectra: one report for each, in their order. One that is refused has its
    /// error in its place, and stops nothing. Several measurements of *one* sample are [`Identifier::identify_shots`]'s.
    ///
    /// Every report is that of [`Identifier::identify`], to the bit, whatever the number of threads; axes and lengths may differ.
    /// Spectra are taken from the source in blocks of up to 256, so that memory does not grow with their number, and nothing is
    /// done before the next report is asked for: who stops asking has called it off.
    ///
    /// ```
    /// use ramatch::{Identifier, Options, Spectrum};
    /// let shift: Vec<f32> = (0..1100).map(|i| 200.0 + 2.0 * i as f32).collect();
    /// let of_bands = |bands: &[f32]| {
    ///     let counts = shift.iter().map(|x| bands.iter().map(|at| 1.0 / (1.0 + ((x - at) / 5.0).powi(2))).sum());
    ///     Spectrum::new(shift.clone(), counts.collect())
    /// };
    /// let spectra = [of_bands(&[620.9, 1001.4, 1602.3])?, of_bands(&[281.0, 711.0, 1086.0])?];
    /// let (identifier, options) = (Identifier::embedded()?, Options::default());
    /// for (number, report) in (1..).zip(identifier.identify_many(&spectra, &options).threads(2)) {
    ///     match report?.hits.first() {
    ///         Some(best) => println!("{number}: {} {:.3}", best.substance, best.score),
    ///         None => println!("{number}: nothing could be scored"),
    ///     }
    /// }
    /// let second = identifier.identify_many(&spectra, &options).nth(1).ok_or("two were given")??;
    /// assert_eq!(second, identifier.identify(&spectra[1], &options)?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn identify_many<'a, I>(&'a self, spectra: I, options: &'a Options) -> Many<'a, I::IntoIter>
    where
        I: IntoIterator<Item: Borrow<Spectrum>>,
    {
        Many::new((self, options), spectra.into_iter(), alone, |_| None)
    }

    /// The same of records, as [`Identifier::identify_record`]; an error that comes out of the source has its place among the reports.
    pub fn identify_records<'a, I>(&'a self, records: I, options: &'a Options) -> Many<'a, I::IntoIter>
    where
        I: IntoIterator<Item = Result<Measurement, Error>>,
    {
        Many::new((self, options), records.into_iter(), recorded, Result::err)
    }

    /// Answers for some spectra, one after the other, but prepared side by side.
    fn answer_each(
        &self,
        given: &[Option<Given<'_>>],
        (options, desk): (&Options, &Desk),
        answers: &mut [Option<Result<Report, Error>>],
    ) {
        let is_list = |given: &Given<'_>| {
            given.metadata.is_some_and(|metadata| metadata.peak_list)
                || any_is_list(std::slice::from_ref(given.spectrum))
        };
        let curves: Vec<Option<Given<'_>>> =
            given.iter().map(|given| given.filter(|given| !is_list(given))).collect();
        let spectra: Vec<&Spectrum> = curves.iter().flatten().map(|given| given.spectrum).collect();
        let mut seen = self.see_many(&spectra, desk).into_iter();
        for ((given, curve), answer) in given.iter().zip(&curves).zip(answers) {
            let Some(Given { spectrum, metadata }) = given else { continue };
            let seen = curve.and_then(|_| seen.next());
            *answer = Some(match (seen, metadata) {
                (None, Some(metadata)) if metadata.peak_list => Ok(self.listed(spectrum)),
                (seen, metadata) => self
                    .check_lasers(metadata.and_then(|metadata| metadata.laser_nm), options)
                    .and_then(|()| self.answer(std::slice::from_ref(spectrum), seen, (options, desk))),
            });
            if let (Some(Ok(report)), Some(metadata)) = (answer, metadata) {
                report.describe(metadata);
            }
        }
    }
}

impl<'a, I: Iterator> Many<'a, I> {
    fn new(
        (identifier, options): (&'a Identifier, &'a Options),
        source: I,
        given: fn(&I::Item) -> Option<Given<'_>>,
        refused: fn(I::Item) -> Option<Error>,
    ) -> Self {
        Self {
            identifier,
            options,
            source: source.fuse(),
            threads: None,
            given,
            refused,
            next_block: CHUNK,
            ready: Vec::new().into_iter(),
            desks: Vec::new(),
        }
    }

    /// On so many threads at most; else on as many as the machine has cores.
    pub fn threads(self, threads: usize) -> Self {
        Self { threads: Some(threads), ..self }
    }

    /// Takes the next block out of the source and answers it.
    fn take_block(&mut self) {
        let team = Threads::at_most(self.threads);
        let most = self.next_block.max(CHUNK * team.count()).min(BLOCK);
        self.next_block = 2 * most;
        let (mut items, mut points) = (Vec::new(), 0);
        while items.len() < most && points < BLOCK_POINTS {
            let Some(item) = self.source.next() else { break };
            points += (self.given)(&item).map_or(0, |given| given.spectrum.as_ref().len());
            items.push(item);
        }
        let given: Vec<Option<Given<'_>>> = items.iter().map(self.given).collect();
        let mut answers: Vec<Option<Result<Report, Error>>> = given.iter().map(|_| None).collect();
        // The last chunks are shared out as well.
        let chunk = given.len().div_ceil(team.count()).clamp(1, CHUNK);
        let helpers = team.count().min(given.len().div_ceil(chunk)).saturating_sub(1);
        self.desks.resize_with(self.desks.len().max(helpers + 1), Desk::default);
        let chunks = Mutex::new(given.chunks(chunk).zip(answers.chunks_mut(chunk)));
        let (identifier, options) = (self.identifier, self.options);
        let work = |desk: &mut Desk| {
            loop {
                let next = chunks.lock().unwrap_or_else(PoisonError::into_inner).next();
                let Some((given, answers)) = next else { return };
                identifier.answer_each(given, (options, desk), answers);
            }
        };
        if let Some((own, others)) = self.desks.split_first_mut() {
            if helpers == 0 {
                work(own);
            } else {
                team.scope(|scope| {
                    for desk in &mut others[..helpers] {
                        scope.spawn(|_| work(desk));
                    }
                    work(own);
                });
            }
        }
        let refused = self.refused;
        let answers = items.into_iter().zip(answers);
        let ready: Vec<_> =
            answers.filter_map(|(item, answer)| answer.or_else(|| refused(item).map(Err))).collect();
        self.ready = ready.into_iter();
    }
}

impl<I: Iterator> Iterator for Many<'_, I> {
    type Item = Result<Report, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ready.len() == 0 {
            self.take_block();
        }
        self.ready.next()
    }
}

impl<I: Iterator> std::iter::FusedIterator for Many<'_, I> {}
