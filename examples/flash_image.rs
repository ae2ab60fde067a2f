//! What a device of the tests has in its flash: a library, a calibration, and measured spectra, in one file.
//!
//! ```text
//! cargo run --release -p ramatch-examples --bin flash_image -- OUT arpls|snip ENTRIES POINTS FILE...
//! ```
//!
//! The first entries are those of the built-in library, the others are drawn: six bands at places that are told by a seed. With 0 points spectra are as
//! they were measured; else they are taken at so many places of their range.

use ramatch::core::Recipe;
use ramatch::core::library::Grade;
use ramatch::{Calibration, Library, LibraryBuilder, Reference, Spectrum, Storage};
use std::path::Path;

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [out, recipe, entries, points, files @ ..] = &args[..] else {
        return Err("OUT arpls|snip ENTRIES POINTS FILE...".into());
    };
    let recipe = match recipe.as_str() {
        "arpls" => Recipe::FINGERPRINT_PORTABLE,
        "snip" => Recipe::FINGERPRINT_PORTABLE_SNIP,
        _ => return Err("a recipe is arpls or snip".into()),
    };
    let library = library(&recipe, entries.parse()?)?;
    let trials = Calibration::shipped()?;
    let mut image = Image::default();
    let library = image.add(library.bytes());
    let trials = image.add(trials.bytes());
    let mut words = vec![library, trials];
    for file in files {
        let spectrum = taken(ramatch::read_file(file.as_ref())?.spectrum, points.parse()?)?;
        let spectrum = spectrum.as_ref();
        let floats = |numbers: &[f32]| numbers.iter().flat_map(|x| x.to_le_bytes()).collect::<Vec<u8>>();
        let (x, y) = (image.add(&floats(spectrum.shift_cm1())), image.add(&floats(spectrum.intensity())));
        words.extend([x, y]);
    }
    std::fs::write(out, image.with_table(&words))?;
    Ok(())
}

/// Bytes in the order in which they came, each begun at a multiple of 16.
#[derive(Default)]
struct Image(Vec<u8>);

/// Where the first bytes begin.
const TABLE_LEN: usize = 512;

impl Image {
    /// Where it begins, and how long it is.
    fn add(&mut self, bytes: &[u8]) -> (usize, usize) {
        let at = TABLE_LEN + self.0.len();
        self.0.extend_from_slice(bytes);
        self.0.resize(self.0.len().next_multiple_of(16), 0);
        (at, bytes.len())
    }

    /// All of it after a table of places.
    fn with_table(self, places: &[(usize, usize)]) -> Vec<u8> {
        let words = std::iter::once(places.len()).chain(places.iter().flat_map(|(at, len)| [*at, *len]));
        let mut table: Vec<u8> = words.flat_map(|word| (word as u32).to_le_bytes()).collect();
        assert!(table.len() <= TABLE_LEN, "too many files");
        table.resize(TABLE_LEN, 0);
        [table, self.0].concat()
    }
}

fn library(recipe: &Recipe, entries: u32) -> Result<Library, Failure> {
    let own = Library::embedded()?.content()?;
    let folder = std::env::temp_dir();
    // Mixtures of larger libraries are not measured, and would not fit into the board's memory.
    let storage = if entries > 500 { Storage::device() } else { Storage::device().with_linear() };
    let mut builder = LibraryBuilder::new(recipe, storage, &folder)?;
    own.families.iter().for_each(|family| builder.describe_family(family));
    own.sources.iter().for_each(|source| builder.describe_source(source));
    own.substances.iter().for_each(|substance| builder.describe_substance(substance));
    for entry in own.entries.iter().take(entries as usize) {
        builder.add_entry(entry)?;
    }
    let mut seed = 2026u32;
    let mut random = || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 8) as f32 / 16_777_216.0
    };
    while builder.len() < entries {
        let bands: [(f32, f32, f32); 6] =
            std::array::from_fn(|_| (220.0 + 2000.0 * random(), 0.1 + random(), 4.0 + 6.0 * random()));
        let shift: Vec<f32> = (0..1180).map(|i| 130.0 + 2.0 * i as f32).collect();
        let counts = shift.iter().map(|x| {
            bands
                .iter()
                .map(|(at, height, width)| 1000.0 * height / (1.0 + ((x - at) / width).powi(2)))
                .sum::<f32>()
        });
        let id = format!("drawn-{:05}", builder.len());
        let about = Reference {
            id: &id,
            substance: &id,
            name: &id,
            form: "",
            source: "drawn",
            grade: Grade::Reference,
            laser_nm: 785.0,
            resolution_cm1: 8.0,
        };
        builder.add(&about, &Spectrum::new(shift.clone(), counts.collect())?)?;
    }
    let path = folder.join(format!("flash-image-{}.rsl", std::process::id()));
    builder.write(&path, &mut |_, _| {})?;
    let library = Library::read(Path::new(&path));
    std::fs::remove_file(&path)?;
    Ok(library?)
}

/// A spectrum at `points` places of its range, by straight lines; as it is for 0.
fn taken(spectrum: Spectrum, points: usize) -> Result<Spectrum, Failure> {
    if points == 0 {
        return Ok(spectrum);
    }
    let (x, y) = (spectrum.as_ref().shift_cm1(), spectrum.as_ref().intensity());
    let (from, to) = (x[0], x[x.len() - 1]);
    let shift: Vec<f32> = (0..points).map(|i| from + (to - from) * i as f32 / (points - 1) as f32).collect();
    let counts = shift.iter().map(|&at| {
        let i = x.partition_point(|&x| x <= at).clamp(1, x.len() - 1);
        let part = (at - x[i - 1]) / (x[i] - x[i - 1]);
        y[i - 1] + (y[i] - y[i - 1]) * part
    });
    Ok(Spectrum::new(shift.clone(), counts.collect())?)
}
