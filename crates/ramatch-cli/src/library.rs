//! `ramatch library`.

use crate::args::{BuildArgs, InfoArgs, LibraryArgs, LibraryCommand, ListArgs};
use crate::exit::RANKED;
use crate::opening::{in_a_folder, lock, not_demonstration, open, storage, usage};
use crate::outputs::Outputs;
use crate::{change, check, device, import, output};
use ramatch::{
    Agreement, Content, Error, Library, NoticeContent, OutputKind, Recipe, SCHEMA, SubstanceContent, shown,
};
use serde::Serialize;
use std::collections::BTreeMap;

pub(crate) fn run(args: &LibraryArgs) -> Result<u8, Error> {
    match &args.command {
        LibraryCommand::Info(args) => info(args)?,
        LibraryCommand::List(args) => list(args)?,
        LibraryCommand::Build(args) => build(args)?,
        LibraryCommand::Size(args) => device::size(args)?,
        LibraryCommand::Add(args) => return change::add(args),
        LibraryCommand::Import(args) => return import::run(args),
        LibraryCommand::Remove(args) => change::remove(args)?,
        LibraryCommand::Export(args) => change::export(args)?,
        LibraryCommand::Verify(args) => change::verify(args)?,
        LibraryCommand::Check(args) => return check::run(args),
    }
    Ok(RANKED)
}

/// What a library holds.
#[derive(Serialize)]
struct Info<'a> {
    schema: u32,
    hash: String,
    bytes: usize,
    recipe: String,
    rows: &'static str,
    sections: Vec<&'static str>,
    grid_cm1: (f64, f64, f64),
    entries: u32,
    substances: u32,
    hints: usize,
    grades: BTreeMap<&'static str, usize>,
    checked: BTreeMap<&'static str, usize>,
    licences: BTreeMap<&'a str, usize>,
    families: usize,
    notices: Vec<NoticeInfo<'a>>,
    tags: BTreeMap<&'a str, usize>,
    sources: Vec<SourceInfo<'a>>,
}

/// What travels with the references of a pack.
#[derive(Serialize)]
struct NoticeInfo<'a> {
    id: &'a str,
    licence: &'a str,
    sources: &'a [String],
    notice: &'a str,
    licence_text: &'a str,
}

#[derive(Serialize)]
struct SourceInfo<'a> {
    id: &'a str,
    entries: usize,
    licence: &'a str,
    /// Those of its references.
    licences: BTreeMap<&'a str, usize>,
    attribution: &'a str,
}

impl SourceInfo<'_> {
    /// The licences of its references; the source's own where it has none.
    fn licences_in_words(&self) -> String {
        match self.licences.len() {
            0 => self.licence.to_owned(),
            1 => self.licences.keys().copied().collect(),
            _ => self
                .licences
                .iter()
                .map(|(name, count)| format!("{name} {count}"))
                .collect::<Vec<_>>()
                .join(", "),
        }
    }
}

fn info(args: &InfoArgs) -> Result<(), Error> {
    let library = open(args.library.as_ref())?;
    let (view, content) = (library.view(), library.content()?);
    if args.recipe {
        output::print_data(&ramatch::recipe_to_toml(view.recipe())?);
        return Ok(());
    }
    let grid = view.grid();
    let mut info = Info {
        schema: SCHEMA,
        hash: library.hash(),
        bytes: library.bytes().len(),
        recipe: view.recipe_id().to_string(),
        rows: view.row_format().name(),
        sections: view.sections().map(|section| name_of(section.kind)).collect(),
        grid_cm1: (grid.start_cm1, grid.end_cm1(), grid.step_cm1),
        entries: view.len(),
        substances: view.substances_len(),
        hints: content.hints.len(),
        grades: BTreeMap::new(),
        checked: BTreeMap::new(),
        licences: BTreeMap::new(),
        families: content.families.len(),
        notices: content.notices.iter().map(NoticeInfo::from).collect(),
        tags: BTreeMap::new(),
        sources: Vec::new(),
    };
    for entry in (0..view.len()).filter_map(|index| view.entry(index)) {
        *info.grades.entry(entry.grade.map_or("unknown", |grade| grade.name())).or_default() += 1;
    }
    let told = content.entries.iter().map(|entry| entry.checked.agreement.name());
    let untold = (content.entries.len()..view.len() as usize).map(|_| Agreement::Unchecked.name());
    told.chain(untold).for_each(|name| *info.checked.entry(name).or_default() += 1);
    for entry in &content.entries {
        *info.licences.entry(&entry.licence).or_default() += 1;
    }
    for substance in with_references(&content) {
        for tag in substance.tags_and_schedules() {
            *info.tags.entry(tag).or_default() += 1;
        }
    }
    for source in &content.sources {
        let own = || content.entries.iter().filter(|entry| entry.source == source.id);
        let mut licences: BTreeMap<&str, usize> = BTreeMap::new();
        own().for_each(|entry| *licences.entry(&entry.licence).or_default() += 1);
        let (id, licence, attribution) = (&source.id, &source.licence, &source.attribution);
        info.sources.push(SourceInfo { id, entries: own().count(), licence, licences, attribution });
    }
    if args.json {
        output::print_json(&info);
    } else {
        output::print(&info_in_words(&info, args.library.is_none()));
    }
    Ok(())
}

impl<'a> From<&'a NoticeContent> for NoticeInfo<'a> {
    fn from(of: &'a NoticeContent) -> Self {
        let NoticeContent { id, licence, notice, licence_text, sources } = of;
        Self { id, licence, sources, notice, licence_text }
    }
}

/// The name of a kind of section.
fn name_of(kind: u32) -> &'static str {
    use ramatch::core::library::format;
    match kind {
        format::RECIPE => "recipe",
        format::ROWS => "rows",
        format::ENTRIES => "entries",
        format::SUBSTANCES => "substances",
        format::STRINGS => "strings",
        format::METADATA => "metadata",
        format::SKETCH => "sketch",
        format::SCALES => "scales",
        format::CODES => "codes",
        format::BANDS => "bands",
        format::INDEX => "index",
        format::LINEAR => "linear",
        _ => "unknown",
    }
}

fn with_references(content: &Content) -> impl Iterator<Item = &SubstanceContent> {
    let referenced = |id: &str| content.entries.iter().any(|entry| entry.substance == id);
    content.substances.iter().filter(move |substance| referenced(&substance.id))
}

fn info_in_words(info: &Info<'_>, embedded: bool) -> String {
    let counts = |map: &BTreeMap<&str, usize>| {
        map.iter().map(|(name, count)| format!("{name} {count}")).collect::<Vec<_>>().join(", ")
    };
    let (from, to, step) = info.grid_cm1;
    let mut text = String::new();
    if embedded {
        text += "The built-in demonstration library. It holds what openly licensed spectra exist of: solvents,\n\
                 excipients, foods, polymers, calibrants. It does NOT hold methamphetamine, heroin, cocaine,\n\
                 fentanyl or most other drugs. An agency adds its own: see `ramatch library add --help`, and for public\n\
                 collections `ramatch library import --help`. Packs under licences of their own are built from\n\
                 spectra-library/packs and asked beside this one (--library demonstration --library pack.rsl).\n\n";
    }
    text += &format!("substances  {}\n", info.substances);
    text += &format!("references  {} ({})\n", info.entries, counts(&info.grades));
    text += &format!("checked     {} (against published bands)\n", counts(&info.checked));
    text += &format!("families    {} of relatives\n", info.families);
    text += &format!("hints       {} (never part of a score)\n", info.hints);
    text += &format!("grid        {from} to {to} cm⁻¹ in steps of {step}\n");
    text += &format!("recipe      {}\n", info.recipe);
    text += &format!("rows        {}, and {}\n", info.rows, info.sections.join(", "));
    text += &format!("licences    {}\n", counts(&info.licences));
    text += &format!("tags        {}\n", counts(&info.tags));
    text += &format!("bytes       {}\n", info.bytes);
    text += &format!("hash        {}\n\n", info.hash);
    let mut table = output::table(&["source", "references", "licence", "attribution"]);
    for source in &info.sources {
        let entries = source.entries.to_string();
        let licences = source.licences_in_words();
        table.add_row([source.id, &entries, &licences, source.attribution].map(shown::line));
    }
    text += &table.trim_fmt();
    for notice in &info.notices {
        text += &format!("\n\nNotice of {} ({}):\n", shown::line(notice.id), shown::line(notice.licence));
        for line in notice.notice.trim().lines() {
            text += &format!("\n{}", shown::line(line));
        }
    }
    text
}

/// One reference.
#[derive(Serialize)]
struct Row<'a> {
    id: &'a str,
    substance: &'a str,
    cas: Option<&'a str>,
    formula: Option<&'a str>,
    form: &'a str,
    grade: &'static str,
    checked: &'static str,
    licence: &'a str,
    interval_cm1: (f64, f64),
    tags: Vec<&'a str>,
    family: &'a [String],
}

#[derive(Serialize)]
struct Rows<'a> {
    schema: u32,
    entries: Vec<Row<'a>>,
}

fn list(args: &ListArgs) -> Result<(), Error> {
    let library = open(args.library.as_ref())?;
    if args.hints {
        return list_hints(&library, args);
    }
    if let Some(tag) = &args.tag {
        library.check_tag(tag).map_err(|error| in_library(error, args))?;
    }
    let (view, content) = (library.view(), library.content()?);
    let grid = view.grid();
    let texts: BTreeMap<&str, &ramatch::EntryContent> =
        content.entries.iter().map(|text| (text.id.as_str(), text)).collect();
    let mut rows = Vec::new();
    for entry in (0..view.len()).filter_map(|index| view.entry(index)) {
        let Some(substance) = view.substance(entry.substance) else { continue };
        let about = content.substance(substance.id);
        let tags = tags_of(about);
        if args.tag.as_deref().is_some_and(|wanted| !tags.contains(&wanted)) {
            continue;
        }
        let text = texts.get(entry.id);
        rows.push(Row {
            id: entry.id,
            substance: substance.name,
            cas: about.and_then(|about| about.cas.as_deref()),
            formula: about.and_then(|about| about.formula.as_deref()),
            form: entry.form,
            grade: entry.grade.map_or("unknown", |grade| grade.name()),
            checked: text.map_or(Agreement::Unchecked, |text| text.checked.agreement).name(),
            licence: text.map_or("", |text| &text.licence),
            interval_cm1: (
                grid.shift_cm1(entry.interval.lo),
                grid.shift_cm1(entry.interval.hi.saturating_sub(1)),
            ),
            tags,
            family: about.map_or(&[], |about| &about.family),
        });
    }
    if args.json {
        output::print_json(&Rows { schema: SCHEMA, entries: rows });
        return Ok(());
    }
    let mut table =
        output::table(&["substance", "form", "CAS", "grade", "checked", "cm⁻¹", "tags", "reference"]);
    for row in rows {
        let (from, to) = row.interval_cm1;
        let (range, tags) = (format!("{from:.0}–{to:.0}"), row.tags.join(" "));
        let cells =
            [row.substance, row.form, row.cas.unwrap_or(""), row.grade, row.checked, &range, &tags, row.id];
        table.add_row(cells.map(shown::line));
    }
    output::print(&table.trim_fmt());
    Ok(())
}

/// An error of a library that the arguments name, if they do.
fn in_library(error: Error, args: &ListArgs) -> Error {
    match &args.library {
        Some(path) => error.of_file(path),
        None => error,
    }
}

fn tags_of(about: Option<&SubstanceContent>) -> Vec<&str> {
    about.into_iter().flat_map(SubstanceContent::tags_and_schedules).collect()
}

#[derive(Serialize)]
struct Hints<'a> {
    schema: u32,
    hints: Vec<&'a ramatch::HintContent>,
}

fn list_hints(library: &Library, args: &ListArgs) -> Result<(), Error> {
    let content = library.content()?;
    if let Some(tag) = &args.tag {
        let hinted = |id: &str| content.hints.iter().any(|hint| hint.substance == id);
        let substances = content.substances.iter().filter(|about| hinted(&about.id)).cloned().collect();
        let hinted = Content { substances, ..Content::default() };
        hinted.check_tag(tag).map_err(|error| in_library(error, args))?;
    }
    let wanted = |hint: &&ramatch::HintContent| {
        let tags = tags_of(content.substance(&hint.substance));
        args.tag.as_deref().is_none_or(|wanted| tags.contains(&wanted))
    };
    let hints: Vec<_> = content.hints.iter().filter(wanted).collect();
    if args.json {
        output::print_json(&Hints { schema: SCHEMA, hints });
        return Ok(());
    }
    let mut table = output::table(&["substance", "form", "cm⁻¹", "as printed", "source"]);
    for hint in hints {
        let name = content.substance(&hint.substance).map_or("", |about| &about.name);
        for (shift, printed) in &hint.positions {
            table.add_row([name, &hint.form, &shift.to_string(), printed, &hint.source].map(shown::line));
        }
    }
    output::print(&format!(
        "Positions quoted in publications. They never enter a score and never name a substance.\n\n{}",
        table.trim_fmt()
    ));
    Ok(())
}

fn build(args: &BuildArgs) -> Result<(), Error> {
    let recipe_file = args.recipe.as_deref().filter(|path| path.exists());
    let inputs = [Some(args.text.as_path()), recipe_file];
    let outputs = Outputs::new(args.replacing.force, inputs.into_iter().flatten());
    in_a_folder(&args.output)?;
    not_demonstration(&args.output)?;
    outputs.check(args.output.as_path(), OutputKind::Library)?;
    if args.text.is_dir() && !args.text.join("substances").is_dir() && !args.text.join("pack.toml").exists() {
        let packs = args.text.join("packs").is_dir()
            || std::fs::read_dir(&args.text).is_ok_and(|mut items| {
                items.any(|item| item.is_ok_and(|item| item.path().join("pack.toml").exists()))
            });
        let reason = if packs {
            "is a folder of packs: name one of them, which has a pack.toml"
        } else {
            "has no folder substances, so it is no text of a library: measured spectra become one by `ramatch library add FOLDER --manifest CSV`"
        };
        return Err(usage(reason, &args.text));
    }
    let content = match args.text.is_file() {
        true => device::content(&args.text)?,
        false => Content::from_text(&args.text)?,
    };
    if content.entries.is_empty() {
        let reason = "holds no reference: a library without any answers nothing";
        return Err(usage(reason, &args.text));
    }
    let recipe = match &args.recipe {
        Some(named) => device::recipe(named)?,
        None if args.device => Recipe::FINGERPRINT_PORTABLE,
        None => Recipe::FINGERPRINT,
    };
    let storage = if args.device { device::storage(args.mixtures) } else { storage(&args.storage) };
    let bar = output::progress(content.entries.len(), "preparing references");
    let library = Library::build(&content, &recipe, args.resolution, storage, &mut |done, _| {
        bar.set_position(done as u64);
    })?;
    bar.finish_and_clear();
    let lock = lock(&args.output, &args.waiting)?;
    outputs.write(&args.output, OutputKind::Library, library.bytes())?;
    drop(lock);
    let written = format!(
        "{}: {} references of {} substances, {} hints, {} bytes, recipe {}",
        shown::path(&args.output),
        library.view().len(),
        library.view().substances_len(),
        content.hints.len(),
        library.bytes().len(),
        library.view().recipe_id(),
    );
    if !args.json {
        output::print_written(&args.output, &written);
    }
    if args.device && !ramatch::is_standard_output(&args.output) {
        device::print_costs(&library, args.json)?;
    }
    Ok(())
}
