//! `ramatch identify`: every spectrum of every file, each with its answer or its error.

mod inputs;
mod notes;
mod recorded;
mod rows;
mod spectra;
mod words;
mod written;

use crate::args::{Format, IdentifyArgs, one_picture, one_record};
use crate::exit::{BAD_INPUT, NOTHING_SCORED, RANKED, SOME_REFUSED, STOPPED, WATCHED};
use crate::opening::{DEMONSTRATION, containers, is_demonstration, open_all};
use crate::output;
use crate::outputs::Outputs;
use crate::stopping;
use indicatif::ProgressBar;
use inputs::Input;
use notes::{NAMED, twice, unknown};
use ramatch::io::Record;
use ramatch::{
    Disagreement, Error, Identifier, InstrumentProfile, Library, MeasuredFile, Measurement, Options, Outcome,
    OutputKind, Overview, Ranking, RecordedInput, RecordedSample, Report, Spectrum, Tolerance, WatchList,
    plot, shown,
};
use recorded::Recorder;
use spectra::{PassedOver, Place, Taking};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError, mpsc};
use std::time::Duration;
use written::Written;

/// Spectra that are read ahead.
const AHEAD: usize = 64;
/// How long what is read is waited for before it is asked whether to go on.
const PATIENCE: Duration = Duration::from_millis(100);

pub(crate) fn run(args: &IdentifyArgs) -> Result<u8, Error> {
    let inputs = inputs::find(&args.files);
    let samples = if args.shots { 1 } else { inputs.len() };
    one_picture(args.plot.as_ref(), samples)
        .and_then(|()| one_record(args.record.as_ref(), samples))
        .unwrap_or_else(|error| output::stop(&error));
    // Also those of a pattern.
    let named: Vec<PathBuf> = inputs.iter().flatten().map(|input| input.named.clone()).collect();
    let others = args.library.iter().chain(args.recipe.iter().chain(&args.profile));
    let others = others.chain(args.calibration.iter().chain(&args.watch)).chain(&args.container);
    let files = args.files.iter().chain(&named).chain(others).map(PathBuf::as_path);
    let outputs = Outputs::new(args.replacing.force, files);
    let mut options = options(args);
    let identifier = outputs.check(args.plot.as_deref(), OutputKind::Svg).and_then(|()| identifier(args));
    options.containers = containers(&args.container)?;
    // What is wrong for all spectra is said once.
    let identifier = identifier.and_then(|asked| asked.check(&options).map(|()| asked));
    let ready = identifier.and_then(|asked| Ok((asked, Recorder::of(args, &outputs)?)));
    let (identifier, recorder) = ready.inspect_err(|error| {
        if args.format() == Format::Json {
            output::print_refusal(error);
        }
    })?;
    stopping::on_request();
    let files: usize = inputs.iter().map(|input| input.as_ref().map_or(1, |input| input.files.len())).sum();
    let job = Job {
        args,
        options,
        identifier: &identifier,
        outputs: &outputs,
        bar: output::progress(files, "identifying"),
    };
    let seen = Seen { recorder, ..job.seen() };
    Ok(match (args.shots, args.peaks) {
        (true, _) => job.shots(inputs, seen),
        (_, true) => job.peaks(inputs, seen),
        _ => job.spectra(inputs, seen),
    })
}

/// Whom the arguments say to ask.
fn identifier(args: &IdentifyArgs) -> Result<Identifier, Error> {
    let libraries = open_all(&args.library)?;
    let library = match &args.recipe {
        Some(path) => Library::together_by(&libraries, &ramatch::read_recipe(path)?)?,
        None => Library::together(&libraries)?,
    };
    let mut identifier = Identifier::new(library)?;
    if let Some(path) = &args.calibration {
        identifier = identifier.with_calibration_file(path)?;
    }
    if let Some(path) = &args.watch {
        let list = WatchList::read(path, identifier.library())?;
        unknown(&list, path);
        identifier = identifier.watching(list);
    }
    disagreements(identifier.library().conflicts());
    for path in twice(&args.library) {
        output::say(&format!("note: {} is given twice, and asked once", shown::path(path)));
    }
    match &args.profile {
        Some(path) => identifier.for_instrument(InstrumentProfile::read(path)?),
        None => Ok(identifier),
    }
}

/// Says what libraries do not agree on: of each kind the first ones.
fn disagreements(all: &[Disagreement]) {
    let mut codes: Vec<(&'static str, usize)> = Vec::new();
    for disagreement in all {
        count(&mut codes, disagreement.code);
    }
    for (code, total) in codes {
        let of = all.iter().filter(|disagreement| disagreement.code == code);
        for disagreement in of.take(DISAGREEMENTS) {
            output::say(&format!("note: {}", shown::line(&disagreement.text)));
        }
        if total > DISAGREEMENTS {
            let more = total - DISAGREEMENTS;
            output::say(&format!("note: and {more} more of this kind ({code}; --json lists all)"));
        }
    }
}

/// A library, as a picture names it.
fn library_name(path: &Path) -> String {
    match is_demonstration(path) {
        true => "the built-in demonstration".to_owned(),
        false => shown::name(path.file_name().map_or(path, Path::new)),
    }
}

/// What the arguments ask for.
fn options(args: &IdentifyArgs) -> Options {
    let mut options = Options::default().top(args.top as usize);
    options.tolerance = args.tolerance.map(|shift| {
        let stretch = if shift > 0.0 { Tolerance::new().stretch } else { 0.0 };
        Tolerance::new().shift_cm1(shift).stretch(stretch)
    });
    options.through = args.through.clone();
    options.single = args.single;
    options.ranking = args.metric.map_or(Ranking::Recipe, Ranking::By);
    options
}

struct Job<'a> {
    args: &'a IdentifyArgs,
    options: Options,
    identifier: &'a Identifier,
    outputs: &'a Outputs<'a>,
    bar: ProgressBar,
}

/// What is kept of all answers.
struct Seen {
    overview: Overview,
    written: Written,
    /// Codes of files that could not be read: nobody knows how many spectra they hold.
    unread: Vec<(&'static str, usize)>,
    /// Whether there were rows, which a summary ends.
    any_rows: bool,
    /// Whether shots did not settle a verdict.
    unsettled: bool,
    /// Whether a verdict names what is watched for.
    watched: bool,
    /// The answer to the one spectrum that is drawn with its reference, which is written behind its picture.
    alone: Option<(Place, Result<Report, Error>)>,
    /// Where records go, if they are kept, and why one could not be written.
    recorder: Option<Recorder>,
    unrecorded: Option<Error>,
}

impl Job<'_> {
    fn seen(&self) -> Seen {
        let written = Written::new((self.args.format(), self.args.language), self.identifier.library_info());
        let mut overview = Overview::default();
        overview.asked_of(&self.library_name());
        Seen {
            overview,
            written,
            unread: Vec::new(),
            any_rows: false,
            unsettled: false,
            watched: false,
            alone: None,
            recorder: None,
            unrecorded: None,
        }
    }

    /// The library that is asked, as a picture names it.
    fn library_name(&self) -> String {
        let names: Vec<String> = self.args.library.iter().map(|path| library_name(path)).collect();
        match names.is_empty() {
            true => library_name(Path::new(DEMONSTRATION)),
            false => names.join(" and "),
        }
    }

    /// How records become what `make` makes of them.
    fn taking<'b, T>(
        &'b self,
        make: &'b (dyn Fn(&MeasuredFile, Record) -> Result<T, Error> + Sync),
    ) -> Taking<'b, T> {
        let mut options = self.args.allowed.options();
        options.peaks = self.args.peaks;
        let numbers = self.args.spectrum.clone().unwrap_or_default();
        Taking { options, numbers, make, bar: &self.bar }
    }

    /// Every spectrum by itself: a thread reads, this one asks and writes.
    fn spectra(&self, inputs: Vec<Result<Input, Error>>, mut seen: Seen) -> u8 {
        let given = self.args.given.given();
        let make = |file: &MeasuredFile, record: Record| file.measurement(record, given);
        let taking = self.taking(&make);
        let records_kept = seen.recorder.is_some();
        // The first spectrum, which is drawn if it is the only one.
        let first: Mutex<Option<Spectrum>> = Mutex::new(None);
        let passed_over = std::thread::scope(|scope| {
            let (send, read) = mpsc::sync_channel::<(Place, Result<Measurement, Error>)>(AHEAD);
            let reader = scope.spawn(|| {
                let send = send;
                taking.each(inputs, &mut |place, made| send.send((place, made)).is_ok())
            });
            let (tell, told) = mpsc::channel::<(Place, Option<Result<RecordedInput, Error>>)>();
            let mut is_first = self.args.plot.is_some();
            let records = std::iter::from_fn(|| self.next_of(&read)).map(|(place, made)| {
                if let (true, Ok(made)) = (std::mem::take(&mut is_first), &made) {
                    *first.lock().unwrap_or_else(PoisonError::into_inner) = Some(made.spectrum.clone());
                }
                let input = match &made {
                    Ok(measured) if records_kept => Some(recorded::input(self.args, &place, measured)),
                    _ => None,
                };
                let _ = tell.send((place, input));
                made
            });
            for answer in self.identifier.identify_records(records, &self.options) {
                // Every record was told of before it was asked about.
                let Ok((place, input)) = told.recv() else { break };
                let answer = named(&place, answer);
                let sample = input.map(|input| input.map(RecordedSample::Spectrum));
                if self.record(&mut seen, &place, (sample, answer.as_ref().ok())) {
                    self.take(&mut seen, &place, answer);
                }
                if self.is_over() || seen.unrecorded.is_some() {
                    break;
                }
            }
            if stopping::is_asked() {
                // What reads may wait for a pipe for ever.
                let seen = std::mem::replace(&mut seen, self.seen());
                std::process::exit(i32::from(self.end(seen, &[], None)));
            }
            // What reads ends when nobody takes what it reads.
            drop(read);
            reader.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        });
        let first = first.into_inner().unwrap_or_else(PoisonError::into_inner);
        self.end(seen, &passed_over, first)
    }

    /// The next that was read; none at the end, or where nothing more is wanted.
    fn next_of<T>(&self, read: &mpsc::Receiver<T>) -> Option<T> {
        while !self.is_over() {
            match read.recv_timeout(PATIENCE) {
                Ok(next) => return Some(next),
                Err(mpsc::RecvTimeoutError::Timeout) => {}
                Err(mpsc::RecvTimeoutError::Disconnected) => return None,
            }
        }
        None
    }

    /// Every list of peaks by itself.
    fn peaks(&self, inputs: Vec<Result<Input, Error>>, mut seen: Seen) -> u8 {
        let given = self.args.given.given();
        let make = |file: &MeasuredFile, record: Record| file.peaks(record, given);
        let passed_over = self.taking(&make).each(inputs, &mut |place, made| {
            let answer = made.and_then(|record| {
                self.identifier.identify_peaks_record(&place.file, &record, &self.options)
            });
            self.take(&mut seen, &place, answer);
            !self.is_over()
        });
        self.end(seen, &passed_over, None)
    }

    /// All spectra as shots of one sample.
    fn shots(&self, inputs: Vec<Result<Input, Error>>, mut seen: Seen) -> u8 {
        let given = self.args.given.given();
        let make = |file: &MeasuredFile, record: Record| file.measurement(record, given);
        let (mut records, mut shots, mut refused) = (Vec::new(), Vec::new(), false);
        let mut of_all: Option<Place> = None;
        let mut files: Vec<String> = Vec::new();
        let passed_over = self.taking(&make).each(inputs, &mut |place, made| {
            match made {
                Ok(record) => {
                    files.push(shown::name(&place.file));
                    shots.push(recorded::input(self.args, &place, &record));
                    records.push(record);
                    of_all.get_or_insert(Place { one_of_many: false, number: None, position: None, ..place });
                }
                // One shot that is missing is another sample.
                Err(error) => {
                    refused = true;
                    self.take(&mut seen, &Place { one_of_many: false, ..place }, Err(error));
                }
            }
            self.bar.inc(1);
            !stopping::is_asked()
        });
        let mut first = None;
        if let Some(place) = of_all.filter(|_| !refused && !stopping::is_asked()) {
            first = records.first().map(|record| record.spectrum.clone());
            let report = self.of_shots(&records).map(|(mut report, taken)| {
                files.truncate(taken);
                files.dedup();
                report.file = Some(files.join(", "));
                shots.truncate(taken);
                report
            });
            let report = report.map_err(|error| error.of_file(&place.file));
            let shots: Result<_, Error> = shots.into_iter().collect();
            if self.record(&mut seen, &place, (Some(shots.map(RecordedSample::Shots)), report.as_ref().ok()))
            {
                self.take(&mut seen, &place, report);
            }
        }
        self.end(seen, &passed_over, first)
    }

    /// Of all of them, or of as many as it takes until the verdict settles; and how many those are.
    fn of_shots(&self, records: &[Measurement]) -> Result<(Report, usize), Error> {
        let (taken, settled) =
            if self.args.until_decided { self.settled(records)? } else { (records.len(), true) };
        let mut report = self.identifier.identify_sample(&records[..taken], &self.options)?;
        if !settled {
            report.note_unsettled(taken);
        }
        Ok((report, taken))
    }

    /// Records an answer, if records are kept; whether it may be shown.
    fn record(
        &self,
        seen: &mut Seen,
        place: &Place,
        (sample, report): (Option<Result<RecordedSample, Error>>, Option<&Report>),
    ) -> bool {
        let (Some(recorder), Some(sample), Some(report)) = (&mut seen.recorder, sample, report) else {
            return true;
        };
        let asked = (self.identifier, &self.options, self.outputs);
        let written = sample.and_then(|sample| recorder.answer(asked, (place, &sample), report));
        seen.unrecorded = written.err();
        seen.unrecorded.is_none()
    }

    /// How many shots it takes until the verdict settles, and whether it does; all of them where it does not.
    fn settled(&self, records: &[Measurement]) -> Result<(usize, bool), Error> {
        let mut series = self.identifier.series(&self.options);
        for record in records {
            series.push(record.spectrum.clone())?;
            if series.is_settled() {
                break;
            }
        }
        let (taken, all) = (series.len(), records.len());
        output::say(&match series.is_settled() {
            true => format!("note: the verdict has settled after {taken} of {all} shots"),
            false => format!("note: the verdict has not settled after {all} shots"),
        });
        Ok((taken, series.is_settled()))
    }

    /// Writes one answer, and keeps what the end needs of it.
    fn take(&self, seen: &mut Seen, place: &Place, answer: Result<Report, Error>) {
        self.bar.inc(1);
        // Places of several files have nothing to do with each other.
        let stated = place.stated().filter(|_| !place.in_folder);
        match (&answer, place.number) {
            (Err(error), None) if !self.args.shots => count(&mut seen.unread, error.code().name()),
            _ => seen.overview.push(stated, answer.as_ref()),
        }
        seen.any_rows |= place.one_of_many;
        seen.watched |=
            answer.as_ref().is_ok_and(|report| report.verdict.watched.iter().any(|mark| mark.named));
        if self.args.plot.is_some() && !place.one_of_many && answer.is_ok() {
            // There is one file, and this is all that is taken of it.
            seen.alone = Some((place.clone(), answer));
        } else {
            seen.written.answer(&self.bar, place, answer.as_ref());
        }
    }

    /// Whether nothing more is wanted: Ctrl-C, or a reader that went away and no picture to draw.
    fn is_over(&self) -> bool {
        stopping::is_asked() || (output::nobody_reads() && self.args.plot.is_none())
    }

    /// Draws, says how many there are of what, and yields the exit code.
    fn end(&self, mut seen: Seen, passed_over: &[PassedOver], first: Option<Spectrum>) -> u8 {
        self.bar.finish_and_clear();
        let (counts, seen_watched, unsettled) = (seen.overview.counts(), seen.watched, seen.unsettled);
        let [answers, undecided, refused] = counts.totals();
        let refused = refused + seen.unread.iter().map(|(_, count)| count).sum::<usize>();
        let drawn = if stopping::is_asked() { None } else { self.draw(&seen, first).err() };
        let failed = seen.unrecorded.take().or(drawn);
        if let Some(error) = &failed {
            output::complain(error);
        }
        if let Some((place, answer)) = &seen.alone {
            seen.written.answer(&self.bar, place, answer.as_ref());
        }
        seen.written.end(passed_over, failed.as_ref());
        if let Some(recorder) = &seen.recorder {
            recorder.end();
        }
        if !passed_over.is_empty() {
            let names: Vec<String> =
                passed_over.iter().take(NAMED).map(|file| shown::line(&file.file)).collect();
            let more = passed_over.len().saturating_sub(NAMED);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            output::say(&format!("note: no measurements, and passed over: {}{more}", names.join(", ")));
        }
        if seen.any_rows {
            let mut summary = rows::summary(&counts, &seen.unread);
            let parts = self.identifier.library().parts();
            if parts.len() > 1 {
                summary += &words::libraries(&parts);
            }
            if self.args.format() == Format::Table {
                output::print(&summary);
            } else {
                output::say(summary.trim_end());
            }
        }
        if stopping::is_asked() {
            output::say(&format!(
                "stopped: {} spectra have their answer, the others have none",
                counts.spectra
            ));
            return STOPPED;
        }
        match () {
            () if failed.is_some() => BAD_INPUT,
            () if seen_watched => WATCHED,
            () if refused > 0 && answers + undecided > 0 => SOME_REFUSED,
            () if refused > 0 => BAD_INPUT,
            () if undecided > 0 || unsettled => NOTHING_SCORED,
            () => RANKED,
        }
    }

    /// Draws the one spectrum and its reference, or what many showed.
    fn draw(&self, seen: &Seen, first: Option<Spectrum>) -> Result<(), Error> {
        let Some(picture) = &self.args.plot else { return Ok(()) };
        let svg = match (seen.overview.spots(), &seen.alone, first) {
            (_, Some((_, Ok(report))), Some(spectrum)) => match report.verdict.code {
                "mixture" => plot::mixture(report, &self.identifier.unmix(&spectrum, &self.options)?),
                _ => plot::svg(report, &self.identifier.curves(&spectrum, report)?),
            },
            (spots, ..) if spots.iter().all(|spot| matches!(spot.outcome, Outcome::Refused(_))) => {
                return Ok(());
            }
            _ => {
                // There is one, or it is of shots, which are one spectrum.
                let named = self.args.files.first().map(PathBuf::as_path).unwrap_or(Path::new(""));
                let title = named.file_name().map_or(named, Path::new);
                plot::substances(&shown::name(title), &seen.overview)
            }
        };
        self.outputs.write(picture, OutputKind::Svg, svg)
    }
}

/// One more of a code; the most frequent stand first.
fn count(codes: &mut Vec<(&'static str, usize)>, code: &'static str) {
    match codes.iter_mut().find(|(own, _)| *own == code) {
        Some((_, count)) => *count += 1,
        None => codes.push((code, 1)),
    }
    codes.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
}

/// Disagreements of a kind that are told.
const DISAGREEMENTS: usize = 3;

/// An answer with the name of its file.
fn named(place: &Place, answer: Result<Report, Error>) -> Result<Report, Error> {
    match answer {
        Ok(mut report) => {
            report.file = Some(shown::name(&place.file));
            Ok(report)
        }
        Err(error) => Err(error.of_file(&place.file)),
    }
}
