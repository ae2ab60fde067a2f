//! Libraries for devices: what they are made of, and what they cost.

use crate::args::SizeArgs;
use crate::opening::usage;
use crate::output;
use ramatch::{Content, DeviceCost, Error, Library, Raw, Recipe, SCHEMA, Storage};
use serde::Serialize;
use std::path::Path;

/// Numbers of references that are told of.
const ENTRIES: [u32; 4] = [100, 500, 1000, 5000];
/// Points of the grid that are told of.
const POINTS: [u32; 3] = [512, 1024, 2048];

/// The recipe of a name or in a file.
pub(crate) fn recipe(named: &Path) -> Result<Recipe, Error> {
    match named.to_str() {
        Some("fingerprint") => Ok(Recipe::FINGERPRINT),
        Some("portable") => Ok(Recipe::FINGERPRINT_PORTABLE),
        Some("portable-snip") => Ok(Recipe::FINGERPRINT_PORTABLE_SNIP),
        _ => ramatch::read_recipe(named),
    }
}

/// How a library for a device is stored.
pub(crate) fn storage(mixtures: bool) -> Storage {
    if mixtures { Storage::device().with_linear() } else { Storage::device() }
}

/// What a library was made of, so that it can be built by another recipe.
pub(crate) fn content(path: &Path) -> Result<Content, Error> {
    let library = Library::read(path)?;
    let content = library.content()?;
    let (entries, with) = (library.view().len() as usize, content.entries.iter());
    let with = with.filter(|entry| entry.raw != Raw::Absent).count();
    if with != entries {
        let reason = format!(
            "holds no measured points of {} of its {entries} references, so that they cannot be prepared again: build from one that does",
            entries.saturating_sub(with)
        );
        return Err(usage(&reason, path));
    }
    Ok(content)
}

/// What libraries cost a device.
#[derive(Serialize)]
pub(crate) struct Costs {
    schema: u32,
    /// The recipe.
    recipe: String,
    /// Of the library that was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    library: Option<DeviceCost>,
    /// Of others.
    others: Vec<DeviceCost>,
}

impl Costs {
    /// Of a library, and of others by its recipe; grids that the recipe cannot be carried out on are left out.
    pub(crate) fn of(
        library: Option<&Library>,
        recipe: &Recipe,
        (entries, points): (&[u32], &[u32]),
        spectrum_points: usize,
    ) -> Result<Self, Error> {
        let library = library.map(|library| DeviceCost::of_library(library, spectrum_points)).transpose()?;
        let each = |points: &u32| {
            let points = *points as usize;
            let costs =
                entries.iter().map(move |entries| DeviceCost::of(recipe, *entries, points, spectrum_points));
            costs.collect::<Vec<_>>()
        };
        let all: Vec<_> = points.iter().flat_map(each).collect();
        let one = all.len() == 1;
        let others = match one {
            true => all.into_iter().collect::<Result<_, _>>()?,
            false => all.into_iter().filter_map(Result::ok).collect(),
        };
        Ok(Self { schema: SCHEMA, recipe: recipe.id().to_string(), library, others })
    }

    /// As JSON or as a table.
    pub(crate) fn print(&self, json: bool) {
        if json {
            return output::print_json(self);
        }
        let mut table =
            output::table(&["references", "points", "flash", "with mixtures", "memory", "with mixtures"]);
        for (cost, mark) in
            self.library.iter().map(|cost| (cost, " (this)")).chain(self.others.iter().map(|cost| (cost, "")))
        {
            table.add_row([
                format!("{}{mark}", cost.entries),
                cost.points.to_string(),
                cost.flash_bytes.to_string(),
                cost.flash_with_mixtures_bytes.to_string(),
                cost.memory_bytes.to_string(),
                cost.memory_with_mixtures_bytes.to_string(),
            ]);
        }
        output::print(&table.trim_fmt());
    }
}

/// `ramatch library size`.
pub(crate) fn size(args: &SizeArgs) -> Result<(), Error> {
    let recipe = recipe(&args.recipe)?;
    let entries = args.entries.map_or_else(|| ENTRIES.to_vec(), |entries| vec![entries]);
    let points = args.points.map_or_else(|| POINTS.to_vec(), |points| vec![points]);
    let costs = Costs::of(None, &recipe, (&entries, &points), args.spectrum_points as usize)?;
    costs.print(args.json);
    Ok(())
}

/// What a library for a device costs, and others by its recipe.
pub(crate) fn print_costs(library: &Library, json: bool) -> Result<(), Error> {
    Costs::of(Some(library), library.view().recipe(), (&ENTRIES, &POINTS), 2048)?.print(json);
    Ok(())
}
