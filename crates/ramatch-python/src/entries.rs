//! What a library says of all its entries, column by column.

use crate::library::Library;
use crate::refusal::refusal;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use ramatch::core::library::{EntryKind, Grade};
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// Texts of every entry by their names.
type Texts = Vec<(&'static str, Vec<Option<String>>)>;

/// Columns of texts, lists of texts and numbers, by their names; NaN for a number that is not known.
#[pyfunction]
pub(crate) fn _entries<'py>(py: Python<'py>, library: &Library) -> PyResult<Bound<'py, PyDict>> {
    let columns = PyDict::new(py);
    let library = library.inner.library();
    let view = library.view();
    let failed = |error| refusal(py, &error);
    let (mut words, mut numbers) = (Texts::new(), Vec::<[f64; 4]>::new());
    let mut lists: HashMap<&str, Vec<Vec<String>>> = HashMap::new();
    let names = [
        "id",
        "substance",
        "substance_id",
        "cas",
        "formula",
        "inchikey",
        "form",
        "source",
        "grade",
        "kind",
        "licence",
        "attribution",
        "instrument",
        "note",
    ];
    words.extend(names.map(|name| (name, Vec::with_capacity(view.len() as usize))));
    let mut known = HashMap::new();
    for index in 0..view.len() {
        if index.is_multiple_of(256) {
            py.check_signals()?;
        }
        let Some(entry) = view.entry(index) else { continue };
        let Some(substance) = view.substance(entry.substance) else { continue };
        let about = match known.entry(entry.substance) {
            Entry::Occupied(about) => &*about.into_mut(),
            Entry::Vacant(place) => {
                let about = library.substance_content(entry.substance).map_err(failed)?;
                &*place.insert(about.unwrap_or_default())
            }
        };
        let text = library.entry_content(index).map_err(failed)?;
        let of = |field: fn(&ramatch::EntryContent) -> &String| {
            text.as_ref().map(|text| field(text).clone()).filter(|text| !text.is_empty())
        };
        let kind = entry.kind.map(|kind| if kind == EntryKind::Bands { "bands" } else { "measured" });
        let row = [
            Some(entry.id.to_owned()),
            Some(substance.name.to_owned()),
            Some(substance.id.to_owned()),
            about.cas.clone(),
            about.formula.clone(),
            about.inchikey.clone(),
            Some(entry.form.to_owned()).filter(|form| !form.is_empty()),
            Some(entry.source.to_owned()),
            entry.grade.map(|grade| Grade::name(grade).to_owned()),
            kind.map(str::to_owned),
            of(|text| &text.licence),
            of(|text| &text.attribution),
            of(|text| &text.instrument),
            of(|text| &text.note),
        ];
        for ((_, column), word) in words.iter_mut().zip(row) {
            column.push(word);
        }
        for (name, list) in [
            ("tags", &about.tags),
            ("schedules", &about.schedules),
            ("synonyms", &about.synonyms),
            ("families", &about.family),
        ] {
            lists.entry(name).or_default().push(list.clone());
        }
        let stated = |number: f32| if number == 0.0 { f64::NAN } else { f64::from(number) };
        let [from, to] = text.as_ref().map_or([f64::NAN; 2], |text| text.interval_cm1);
        numbers.push([stated(entry.laser_nm), stated(entry.resolution_cm1), from, to]);
    }
    for (name, column) in words {
        columns.set_item(name, column)?;
    }
    for name in ["tags", "schedules", "synonyms", "families"] {
        columns.set_item(name, lists.remove(name).unwrap_or_default())?;
    }
    for (place, name) in ["laser_nm", "resolution_cm1", "from_cm1", "to_cm1"].into_iter().enumerate() {
        columns.set_item(name, numbers.iter().map(|row| row[place]).collect::<Vec<f64>>())?;
    }
    Ok(columns)
}
