//! Which substance does this Raman spectrum show?
//!
//! ```no_run
//! let identifier = ramatch::Identifier::embedded()?;
//! let report = identifier.identify_file("polystyrene.txt".as_ref(), &ramatch::Options::default())?;
//! for hit in &report.hits {
//!     println!("{} {} {:.4}", hit.rank, hit.substance, hit.score);
//! }
//! # Ok::<(), ramatch::Error>(())
//! ```
//!
//! The flow, with a type at every boundary:
//!
//! | step | type |
//! |---|---|
//! | a file | [`read_file`] yields a [`Measurement`]: a [`Spectrum`] and what its file says; [`MeasuredFile`] all that it holds |
//! | references | [`Library`]: embedded, read from a file, or built from text by [`Content`] |
//! | how both are prepared and compared | [`Recipe`], part of the library |
//! | the answer | [`Identifier::identify`] yields a [`Report`]: substances in order, margins, bands, warnings |
//!
//! What people count, counts from 1: the spectra of a file ([`Reading::spectrum`], `--spectrum`), shots, lines, ranks. What is called an
//! index counts as slices do, from 0: entries and substances of a library, rows of a matrix, samples of a row.
//!
//! What works on slices in lent memory, without files and heap, is in [`core`].

mod answer;
mod batch;
mod files;
mod ground;
mod instrument;
mod library;
mod record;
mod search;
mod trial;

pub use answer::advice::Advice;
pub use answer::check::{Finding, LibraryCheck, Other, Pair};
pub use answer::curves::Curves;
pub use answer::found::{BandMatch, Bands, Hit, Warning};
pub use answer::identifier::Identifier;
pub use answer::many::Many;
pub use answer::mixture::{ContainerShare, Mixture, MixtureComponent, Unmixing};
pub use answer::options::{Options, Ranking};
pub use answer::overview::{Counts, Outcome, Overview, Spot};
pub use answer::plot;
pub use answer::relative::Relative;
pub use answer::report::{Evidence, LibraryInfo, Query, Report, SCHEMA};
pub use answer::series::Series;
pub use answer::verdict::{CalibratedBy, Limits, Named, Reached, Texts, Verdict};
pub use answer::watch::{WatchList, Watched};
pub use batch::preprocess::{Preprocess, Preprocessed, Quality};
pub use batch::rows;
pub use files::folder::files_in;
pub use files::numbered::Numbered;
pub use files::numbers::Numbers;
pub use files::output::{
    FileLock, Holder, Output, OutputKind, is_standard_output, make_folder, write_atomically,
};
pub use files::peaks::{draw_peaks, read_peaks};
pub use files::read::{MeasuredFile, Reading, read_file, read_file_with};
pub use files::recipe_file::{read_recipe, recipe_from_toml, recipe_to_toml};
pub use files::write::{FileFormat, UnknownFormat, write_records, write_records_beside};
pub use ground::error::Error;
pub use ground::guarded::guard as guard_field;
pub use ground::shown;
pub use instrument::container::Container;
pub use instrument::profile::{AxisFit, FittedBand, InstrumentProfile, NoiseFit};
pub use instrument::standard::Standard;
pub use library::{
    Agreement, BandRow, Bring, Brought, Calibration, CalibrationParts, Checked, Collection, Conflict,
    Content, Defaults, DeviceCost, Disagreement, Duplicate, EntryContent, FamilyContent, FamilyKind,
    GradeName, HintContent, Imported, Kinship, Library, LibraryBuilder, LibraryPart, ManifestRow,
    NamedByFile, NearDuplicate, NoticeContent, Profile, Provenance, Raw, Reference, Relatives, SourceContent,
    Storage, StratumParts, SubstanceContent, TAGS, Treatment, TrialsAbout,
};
pub use ramatch_core as core;
pub use ramatch_core::identify::Tolerance;
pub use ramatch_core::{Code, Grid, Recipe, Spectrum};
pub use ramatch_io as io;
pub use ramatch_io::{Measurement, Metadata};
pub use record::answer_record::{
    AnswerRecord, Recorded, RecordedAlignment, RecordedAnswer, RecordedEvidence, RecordedHit, RecordedLimits,
    RecordedSoftware,
};
pub use record::differences::Difference;
pub use record::exact::Exact;
pub use record::log::{LogEnd, LogRecords, ResultLog};
pub use record::question::{
    RecordedCalibration, RecordedContainer, RecordedLibrary, RecordedQuestion, RecordedText,
    RecordedTolerance,
};
pub use record::recorded_mixture::{RecordedComponent, RecordedMixture};
pub use record::sample::{RecordedInput, RecordedSample};
pub use record::verify::{Originals, Recomputed};
pub use search::{Filter, Found, Search, Searcher};
pub use trial::calibrate::{CalibrateOptions, Calibrated, CalibrationFigures, StratumFigures};
pub use trial::figures::CalibratedRate;
pub use trial::given::{GivenTrial, Trials, Truth};
pub use trial::outcome::{Role, TrialOutcome};
pub use trial::statistics::detection::Detection;
pub use trial::statistics::risk::Risk;
pub use trial::statistics::tippett::Step;
pub use trial::validation::claims::{AtRate, Claim, Reliability};
pub use trial::validation::counts::TrialCounts;
pub use trial::validation::curves::{RatioQuality, ScoreBin, ValidationCurves};
pub use trial::validation::groups::TrialGroup;
pub use trial::validation::rates::TrialRate;
pub use trial::validation::report::{TrialRemark, UsedCalibration, ValidatedLibrary, Validation};
pub use trial::validation::shared::SharedTrials;
pub use trial::validation::verdicts::VerdictCount;
pub use trial::validation::wrong::WrongAnswer;
