//! `ramatch preprocess`.

use crate::args::PreprocessArgs;
use crate::exit::{BAD_INPUT, RANKED};
use crate::output;
use crate::outputs::Outputs;
use ramatch::core::{GridStep, NativeStep};
use ramatch::{Error, Metadata, OutputKind, Preprocess, Preprocessed, SCHEMA, shown};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use std::path::Path;

/// The JSON document.
#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    ramatch: &'static str,
    file: String,
    /// What was wrong with the file that the spectrum was salvaged from.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    damage: Vec<String>,
    /// What the reader wondered about.
    warnings: Vec<String>,
    #[serde(flatten)]
    made: &'a Preprocessed,
}

pub(crate) fn run(args: &PreprocessArgs) -> Result<u8, Error> {
    let steps = match steps(args) {
        Ok(steps) => steps,
        Err(reason) => {
            output::say(&format!("error[parameter]: {reason}\nSee ramatch preprocess --help."));
            return Ok(BAD_INPUT);
        }
    };
    let outputs = Outputs::new(args.replacing.force, [args.file.as_path()]);
    let checked = outputs.check(args.plot.as_deref(), OutputKind::Svg);
    let read = checked.and_then(|()| ramatch::read_file_with(&args.file, &args.reading.reading()));
    let made = read.and_then(|record| Ok((steps.run(&record.spectrum)?, record.metadata)));
    let (made, Metadata { damage, warnings, .. }) = made.inspect_err(|error| {
        if args.json {
            output::print_refusal(error);
        }
    })?;
    if let Some(path) = &args.plot {
        let title = shown::name(Path::new(args.file.file_name().unwrap_or_default()));
        let words = [&args.baseline, &args.smooth, &args.normalize].into_iter().flatten();
        let words = words.fold(title, |text, word| format!("{text}, {word}"));
        outputs.write(path, OutputKind::Svg, ramatch::plot::preprocessed(&words, &made))?;
    }
    for warning in &warnings {
        output::say(&format!("note: {warning}"));
    }
    if made.quality.peak_list {
        output::say(
            "note: this looks like a list of peaks, not a spectrum: between them nothing was measured",
        );
    }
    for damage in &damage {
        output::say(&format!("note: salvaged from a damaged file: {damage}"));
    }
    if args.json {
        let file = shown::name(&args.file);
        output::print_json(&Document {
            schema: SCHEMA,
            ramatch: env!("CARGO_PKG_VERSION"),
            file,
            damage,
            warnings,
            made: &made,
        });
    } else {
        output::print_data(&csv(&made));
    }
    if let Some(fit) = made.fit.filter(|fit| !fit.converged) {
        output::say(&format!("note: the baseline had not converged after {} iterations", fit.iterations));
    }
    Ok(RANKED)
}

/// Columns of numbers, which need no quotes.
fn csv(made: &Preprocessed) -> String {
    let mut text = String::from("Raman shift (cm-1),raw,baseline,processed\n");
    for (i, &shift) in made.shift_cm1.iter().enumerate() {
        let baseline = made.baseline.get(i).copied().map(shortest).unwrap_or_default();
        let (shift, raw, processed) = (shortest(shift), shortest(made.raw[i]), shortest(made.processed[i]));
        text.push_str(&format!("{shift},{raw},{baseline},{processed}\n"));
    }
    text
}

/// The fewest digits that read back to the same number. What was measured is an `f32`: 100.1, not 100.0999984741211.
fn shortest(value: f64) -> String {
    let narrow = value as f32;
    if f64::from(narrow) == value { narrow.to_string() } else { value.to_string() }
}

fn steps(args: &PreprocessArgs) -> Result<Preprocess, String> {
    let mut steps = Preprocess::default();
    steps.step_cm1 = args.step;
    steps.native.extend(args.despike.as_deref().map(method).transpose()?.map(NativeStep::Despike));
    steps.gridded.extend(args.baseline.as_deref().map(method).transpose()?.map(GridStep::Baseline));
    steps.gridded.extend(args.smooth.as_deref().map(method).transpose()?.map(GridStep::Smooth));
    let plain =
        |word: &String| serde_json::from_value(word.as_str().into()).map_err(|error| error.to_string());
    let normalize = args.normalize.as_ref().map(plain).transpose()?;
    steps.gridded.extend(normalize.map(|method| GridStep::Normalize { method }));
    Ok(steps)
}

/// A method from `name:parameter=value,…`.
fn method<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    let (name, parameters) = text.split_once(':').unwrap_or((text, ""));
    let mut fields = Map::new();
    fields.insert("method".into(), name.into());
    for pair in parameters.split(',').filter(|pair| !pair.is_empty()) {
        let (key, value) =
            pair.split_once('=').ok_or_else(|| format!("\"{pair}\" is not parameter=value"))?;
        // A count, a number, or a word.
        let value = match (value.parse::<u32>(), value.parse::<f64>()) {
            (Ok(count), _) => count.into(),
            (_, Ok(number)) => number.into(),
            _ => Value::from(value.replace('_', "-")),
        };
        if fields.insert(key.into(), value).is_some() {
            return Err(format!("{text}: {key} stands twice"));
        }
    }
    serde_json::from_value(Value::Object(fields)).map_err(|error| format!("{text}: {error}"))
}
