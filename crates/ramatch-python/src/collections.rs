//! Public collections: what is asked, and what became of them.

use crate::argument::{flag, given, text, whole};
use crate::array::FilePath;
use crate::refusal::argument;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};
use ramatch::{Bring, Brought, Collection, Imported, Treatment};

/// The collection of a name.
pub(crate) fn named(collection: &Bound<'_, PyAny>) -> PyResult<Collection> {
    let name = text("collection", collection)?;
    Collection::named(&name).ok_or_else(|| {
        let names = Collection::ALL.map(Collection::name).join(", ");
        argument(collection.py(), format!("collection is one of {names}, not \"{name}\""))
    })
}

/// How it is brought in, by the keywords that were given.
pub(crate) fn bring(how: &Bound<'_, PyAny>) -> PyResult<Bring> {
    let keyword = |name: &str| how.get_item(name);
    let mut bring = Bring::default();
    bring.licence = given(Some(&keyword("licence")?), |value| text("licence", value))?;
    let names: Option<FilePath> = given(Some(&keyword("names")?), |value| value.extract::<FilePath>())?;
    bring.names = names.map(|names| names.to_path_buf());
    bring.without_built_in_names = !flag("built_in_names", &keyword("built_in_names")?)?;
    bring.threads = given(Some(&keyword("threads")?), |value| whole("threads", value, 0))?;
    bring.treatment = match text("treatment", &keyword("treatment")?)?.as_str() {
        "processed first" => Treatment::ProcessedFirst,
        "processed" => Treatment::Processed,
        "raw" => Treatment::Raw,
        other => {
            let reason = format!("treatment is one of processed first, processed, raw, not \"{other}\"");
            return Err(argument(how.py(), reason));
        }
    };
    Ok(bring)
}

/// What was refused, each with its line where there is one.
fn refusals<'py, 'a>(
    py: Python<'py>,
    refused: impl Iterator<Item = (Option<usize>, &'a String, &'a ramatch::Error)>,
) -> PyResult<Bound<'py, PyList>> {
    let listed = PyList::empty(py);
    for (line, name, error) in refused {
        let item = PyDict::new(py);
        if let Some(line) = line {
            item.set_item("line", line)?;
        }
        item.set_item("name", name)?;
        item.set_item("error", error.code().name())?;
        item.set_item("message", error.to_string())?;
        listed.append(item)?;
    }
    Ok(listed)
}

/// What became of a folder with a manifest, by the names that JSON has.
pub(crate) fn told_manifest(py: Python<'_>, imported: Imported) -> PyResult<Bound<'_, PyDict>> {
    let told = PyDict::new(py);
    let refused = imported.refused.iter().map(|(line, name, error)| (Some(*line), name, error));
    told.set_item("refused", refusals(py, refused)?)?;
    told.set_item("added", imported.added)?;
    told.set_item("there_already", imported.there_already)?;
    told.set_item("unnamed", imported.unnamed)?;
    told.set_item("unused_columns", imported.unused_columns)?;
    told.set_item("without_notice", imported.without_notice)?;
    Ok(told)
}

/// What became of it, by the names that JSON has.
pub(crate) fn told<'py>(py: Python<'py>, brought: Brought) -> PyResult<Bound<'py, PyDict>> {
    let told = PyDict::new(py);
    let refused = refusals(py, brought.refused.iter().map(|(_, name, error)| (None, name, error)))?;
    let duplicates = PyList::empty(py);
    for own in &brought.duplicates {
        let item = PyDict::new(py);
        item.set_item("name", &own.file)?;
        item.set_item("substance", &own.name)?;
        item.set_item("entry", &own.entry)?;
        item.set_item("of", &own.of)?;
        duplicates.append(item)?;
    }
    let near = PyList::empty(py);
    for own in &brought.near {
        let item = PyDict::new(py);
        item.set_item("first", &own.first)?;
        item.set_item("second", &own.second)?;
        item.set_item("same_substance", own.same_substance)?;
        item.set_item("cosine", own.cosine)?;
        near.append(item)?;
    }
    let conflicts: Vec<String> = brought.conflicts.iter().map(ToString::to_string).collect();
    let passed = PyDict::new(py);
    for (reason, files) in &brought.passed_over {
        passed.set_item(reason, files)?;
    }
    let named = PyList::empty(py);
    for own in &brought.named_by_file {
        let item = PyDict::new(py);
        item.set_item("name", &own.label)?;
        item.set_item("substance", &own.substance)?;
        named.append(item)?;
    }
    told.set_item("named_by_file", named)?;
    told.set_item("notes", brought.notes)?;
    told.set_item("there_already", brought.there_already)?;
    told.set_item("added", brought.added)?;
    told.set_item("refused", refused)?;
    told.set_item("passed_over", passed)?;
    told.set_item("duplicates", duplicates)?;
    told.set_item("near_duplicates", near)?;
    told.set_item("conflicts", conflicts)?;
    Ok(told)
}
