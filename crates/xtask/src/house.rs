//! The house: in which room a file lives, and what it may import.
//!
//! Files of a crate import each other in no circle, and from the file that owns a name, not from `lib.rs`, the front door, which
//! hands names on to users. Where DESIGN.md's floor plan has a crate, a room (a module below the root) imports only from
//! rooms on lower floors. No source file is longer than [`MAX_LINES`].
//!
//! What counts as an import is every path that names something of another file of the crate, in a `use` line or anywhere else.
//! A `mod` line is none, nor is `pub use` of a name below, unless the file itself uses that name. Tests do not count.

mod plan;
mod source;

use crate::run::{self, Outcome, output};
use plan::Rooms;
use source::Module;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::process::Command;

/// The longest that a source file may be.
const MAX_LINES: usize = 500;

/// Checks every crate under `crates/` and names all that is wrong.
pub(crate) fn run() -> Outcome {
    let root = run::root();
    let read =
        |path: &str| std::fs::read_to_string(root.join(path)).map_err(|error| format!("{path}: {error}"));
    let list = ["ls-files", "--cached", "--others", "--exclude-standard", "*.rs", "*.py"];
    let listed = output(Command::new("git").args(list).current_dir(&root))?;
    let mut sources = BTreeMap::new();
    // What is deleted but still noted by git is no file.
    for path in listed.lines().filter(|path| root.join(path).is_file()) {
        sources.insert(path.to_owned(), read(path)?);
    }
    let mut wrong = too_long(&sources);
    let mut plan = plan::read(&read("DESIGN.md")?)?;
    let doors = ["lib.rs", "main.rs"].map(|name| format!("/src/{name}"));
    let crates: BTreeSet<&str> = sources
        .keys()
        .filter(|path| path.starts_with("crates/"))
        .filter_map(|path| doors.iter().find_map(|door| path.strip_suffix(door.as_str())))
        .collect();
    for &folder in &crates {
        let name = folder.trim_start_matches("crates/");
        wrong.extend(House::of(folder, &sources)?.complaints(plan.remove(name).as_ref()));
    }
    wrong.extend(plan.keys().map(|name| format!("the floor plan has {name}, which is no crate")));
    println!("  {} files of {} crates, {} complaints", sources.len(), crates.len(), wrong.len());
    if wrong.is_empty() { Ok(()) } else { Err(format!("\n{}", wrong.join("\n"))) }
}

fn too_long(sources: &BTreeMap<String, String>) -> Vec<String> {
    let counted = sources.iter().map(|(path, text)| (path, text.lines().count()));
    let long = counted.filter(|&(_, lines)| lines > MAX_LINES);
    long.map(|(path, lines)| format!("{path} has {lines} lines, {MAX_LINES} are the most")).collect()
}

/// The modules of one crate; the first is its root.
struct House {
    modules: Vec<Module>,
}

/// An import: what of another file a file names, and in which line.
struct Import {
    line: usize,
    name: String,
    /// Module that names it.
    from: usize,
    /// Module that owns it.
    owner: usize,
    /// Whether it was asked of the crate's root.
    front_door: bool,
}

impl House {
    /// Reads a crate's files, from its root on along its `mod` lines.
    fn of(folder: &str, sources: &BTreeMap<String, String>) -> Result<Self, String> {
        let roots = ["lib.rs", "main.rs"].map(|name| format!("{folder}/src/{name}"));
        let mut waiting: VecDeque<(Vec<String>, String)> = roots
            .into_iter()
            .find(|root| sources.contains_key(root))
            .map(|root| (Vec::new(), root))
            .into_iter()
            .collect();
        let mut modules: Vec<Module> = Vec::new();
        while let Some((path, file)) = waiting.pop_front() {
            let found = source::modules(&path, &file, &sources[&file]);
            for module in &found {
                for name in &module.files {
                    let path = [&module.path[..], std::slice::from_ref(name)].concat();
                    let stem = format!("{folder}/src/{}", path.join("/"));
                    let file = [format!("{stem}.rs"), format!("{stem}/mod.rs")];
                    let file = file.into_iter().find(|file| sources.contains_key(file));
                    waiting.push_back((path, file.ok_or_else(|| format!("{stem}: no file of this module"))?));
                }
            }
            modules.extend(found);
        }
        Ok(Self { modules })
    }

    fn module(&self, path: &[String]) -> Option<usize> {
        self.modules.iter().position(|module| module.path == path)
    }

    fn child(&self, module: usize, name: &str) -> Option<usize> {
        self.module(&[&self.modules[module].path[..], &[name.to_owned()]].concat())
    }

    fn parent(&self, module: usize) -> usize {
        let path = &self.modules[module].path;
        self.module(&path[..path.len().saturating_sub(1)]).unwrap_or(0)
    }

    /// The module that owns what a path names, and the last module that was asked for it; nothing if it is of another crate.
    fn owner(&self, from: usize, path: &[String], steps: usize) -> Option<(usize, usize)> {
        let (mut asked, mut rest) = match path[0].as_str() {
            "crate" => (0, &path[1..]),
            "self" => (from, &path[1..]),
            "super" => (self.parent(from), &path[1..]),
            name if self.child(from, name).is_some() => (from, path),
            name => {
                let brought = self.modules[from].uses.iter().find(|brought| brought.name == name)?;
                let whole = [&brought.path[..], &path[1..]].concat();
                // Asked where the `use` line asked.
                return if steps > 0 { self.owner(from, &whole, steps - 1) } else { None };
            }
        };
        while let Some(name) = rest.first() {
            match self.child(asked, name) {
                Some(child) => asked = child,
                None if name == "super" => asked = self.parent(asked),
                None => {
                    let handed = self.modules[asked].uses.iter().find(|handed| handed.name == *name);
                    let owner = match handed {
                        Some(handed) if steps > 0 && name != "*" => {
                            let whole = [&handed.path[..], &rest[1..]].concat();
                            // Another crate's: whoever hands it on.
                            self.owner(asked, &whole, steps - 1).map_or(asked, |(owner, _)| owner)
                        }
                        _ => asked,
                    };
                    return Some((owner, asked));
                }
            }
            rest = &rest[1..];
        }
        // A module is only a way to its names, which are met where they are used.
        None
    }

    /// What a module imports of other files.
    fn imports(&self, from: usize) -> Vec<Import> {
        let module = &self.modules[from];
        let uses = module.uses.iter().filter(|brought| {
            let own = self.child(from, &brought.path[0]).is_some() || brought.path[0] == "self";
            !(brought.handed && own) || brought.name == "*" || module.words.contains(&brought.name)
        });
        let uses = uses.map(|brought| (&brought.path, brought.line));
        let named = uses.chain(module.paths.iter().map(|(path, line)| (path, *line)));
        let imports = named.filter_map(|(path, line)| {
            let (owner, asked) = self.owner(from, path, 16)?;
            let front_door = self.by_path(from, &path[0]) && asked == 0 && !self.same_file(from, 0);
            Some(Import { line, name: path.join("::"), from, owner, front_door })
        });
        imports.filter(|import| !self.same_file(from, import.owner)).collect()
    }

    /// Whether a path that begins so leads on from the root or from above, if by another name (`use crate as whole`).
    fn by_path(&self, from: usize, first: &str) -> bool {
        let leads = |word: &str| ["crate", "super", "self"].contains(&word);
        let renamed =
            |brought: &source::Use| brought.name == first && brought.path.iter().all(|word| leads(word));
        leads(first) || self.modules[from].uses.iter().any(renamed)
    }

    fn same_file(&self, a: usize, b: usize) -> bool {
        self.modules[a].file == self.modules[b].file
    }

    fn room(&self, module: usize) -> Option<&String> {
        self.modules[module].path.first()
    }

    fn complaints(&self, plan: Option<&Rooms>) -> Vec<String> {
        let imports: Vec<Import> = (0..self.modules.len()).flat_map(|from| self.imports(from)).collect();
        let mut wrong = self.doors(&imports);
        wrong.extend(plan.map_or_else(Vec::new, |plan| self.floors(plan, &imports)));
        wrong.extend(self.circles(&imports));
        wrong.extend(self.globs(&imports));
        wrong
    }

    /// `file:line` of an import.
    fn place(&self, import: &Import) -> String {
        format!("{}:{}", self.modules[import.from].file, import.line)
    }

    /// Imports of names that the root only hands on, or holds itself.
    fn doors(&self, imports: &[Import]) -> Vec<String> {
        let doors = imports.iter().filter(|import| import.front_door);
        let said: BTreeSet<String> = doors
            .map(|import| {
                let owner = &self.modules[import.owner].file;
                format!(
                    "{} imports {} through the front door; it is of {owner}",
                    self.place(import),
                    import.name
                )
            })
            .collect();
        said.into_iter().collect()
    }

    /// Imports of everything, which hide whose names they bring.
    fn globs(&self, imports: &[Import]) -> Vec<String> {
        let globs = imports.iter().filter(|import| import.name.ends_with("::*"));
        globs
            .map(|import| format!("{} imports {}: name what it needs", self.place(import), import.name))
            .collect()
    }

    /// Imports from the same floor or a higher one, and rooms that only the plan or only the crate has.
    fn floors(&self, plan: &Rooms, imports: &[Import]) -> Vec<String> {
        let root = &self.modules[0].file;
        let rooms: BTreeSet<&String> =
            (0..self.modules.len()).filter_map(|module| self.room(module)).collect();
        let mut wrong: Vec<String> = Vec::new();
        for room in rooms.iter().filter(|room| !plan.contains_key(**room)) {
            wrong.push(format!("{root}: the room {room} stands on no floor of the plan"));
        }
        for room in plan.keys().filter(|room| !rooms.contains(room)) {
            wrong.push(format!("{root}: the plan has a room {room}, the crate has none"));
        }
        for import in imports {
            let (Some(from), Some(to)) = (self.room(import.from), self.room(import.owner)) else { continue };
            let (Some(here), Some(there)) = (plan.get(from), plan.get(to)) else { continue };
            if from != to && there >= here {
                let (place, file) = (self.place(import), &self.modules[import.owner].file);
                let name = &import.name;
                wrong.push(format!(
                    "{place} ({from}, floor {here}) imports {name} of {file} ({to}, floor {there})"
                ));
            }
        }
        wrong
    }

    /// The shortest circle through every file that lies on one, each once.
    fn circles(&self, imports: &[Import]) -> Vec<String> {
        // The root may import everything, and nothing may import it: that was said at the door.
        let door = |module: usize| self.same_file(module, 0);
        let mut next: BTreeMap<&str, BTreeMap<&str, &Import>> = BTreeMap::new();
        for import in imports.iter().filter(|import| !door(import.from) && !door(import.owner)) {
            let (from, to) = (&self.modules[import.from].file, &self.modules[import.owner].file);
            next.entry(from).or_default().entry(to).or_insert(import);
        }
        let mut found = BTreeMap::new();
        for &begin in next.keys() {
            if let Some(circle) = circle(&next, begin) {
                let files: BTreeSet<String> =
                    circle.iter().map(|import| self.modules[import.from].file.clone()).collect();
                found.entry(files).or_insert(circle);
            }
        }
        let said = found.values().map(|circle| {
            let steps = circle.iter().map(|import| {
                let owner = &self.modules[import.owner].file;
                format!("  {} imports {} of {owner}", self.place(import), import.name)
            });
            format!("circle of files:\n{}", steps.collect::<Vec<_>>().join("\n"))
        });
        said.collect()
    }
}

/// The shortest way from a file back to it.
fn circle<'a>(next: &BTreeMap<&str, BTreeMap<&'a str, &'a Import>>, begin: &str) -> Option<Vec<&'a Import>> {
    let mut waiting = VecDeque::from([(begin, Vec::new())]);
    let mut seen = BTreeSet::new();
    while let Some((file, way)) = waiting.pop_front() {
        for (&to, &import) in next.get(file).into_iter().flatten() {
            let way = [&way[..], &[import]].concat();
            if to == begin {
                return Some(way);
            }
            if seen.insert(to) {
                waiting.push_back((to, way));
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is wrong with a crate `c` of these files, with this plan.
    fn complaints(files: &[(&str, &str)], plan: &str) -> Vec<String> {
        let sources =
            files.iter().map(|(name, text)| (format!("c/src/{name}"), (*text).to_owned())).collect();
        let plan = plan::read(&format!("## Floor plan\n```text\nc {plan}\n```")).ok();
        House::of("c", &sources).unwrap().complaints(plan.as_ref().map(|plan| &plan["c"]))
    }

    const ROOT: &str = "mod low;\nmod high;\npub use high::{High, made};\npub use low::Low;\n";

    #[test]
    fn a_sound_house_has_no_complaints() {
        let low = "//! use crate::high::High;\npub struct Low;\n/* use crate::high::High; */ const Q: char = '\"';\n\
                   const T: &str = r#\"crate::high::High \"#;\n\
                   #[cfg(test)]\nmod tests {\n    use super::*;\n    use crate::{Low, high::High};\n}\n";
        let high = "mod part;\npub use part::made;\nuse std::fmt;\nuse crate::low::{self, Low};\npub struct High;\n\
                    fn f<'a>(x: &'a Low) { low::f(); fmt::f() }\n";
        let part = "use super::Low;\npub fn made() -> Low { Low }\n";
        let files = [("lib.rs", ROOT), ("low.rs", low), ("high/mod.rs", high), ("high/part.rs", part)];
        assert_eq!(complaints(&files, "2 high 1 low"), [""; 0]);
    }

    #[test]
    fn a_circle_of_two_files_is_named_with_both() {
        let files = [
            ("lib.rs", ROOT),
            ("low.rs", "\nfn f() -> bool { crate::high::made() }"),
            ("high.rs", "use std::fmt;\nuse crate::low::Low;\npub struct High;"),
        ];
        let found = complaints(&files, "");
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].contains("c/src/high.rs:2 imports crate::low::Low of c/src/low.rs"), "{found:?}");
        assert!(found[0].contains("c/src/low.rs:2 imports crate::high::made of c/src/high.rs"), "{found:?}");
    }

    #[test]
    fn a_longer_circle_is_found_through_aliases_handed_names_and_parents() {
        let files = [
            ("lib.rs", "mod a;\nmod b;\nmod c;"),
            ("a.rs", "use crate::b as other;\nfn f() { other::made(); }"),
            ("b/mod.rs", "mod part;\npub(crate) use part::made;"),
            ("b/part.rs", "pub(crate) fn made() { super::super::c::f(); }"),
            ("c.rs", "use crate::{\n    a::f as g,\n};"),
        ];
        let found = complaints(&files, "");
        assert_eq!(found.len(), 1, "{found:?}");
        for step in
            ["a.rs:2 imports other::made of c/src/b/part.rs", "b/part.rs:1", "c.rs:2 imports crate::a::f"]
        {
            assert!(found[0].contains(step), "{found:?} names no {step}");
        }
    }

    #[test]
    fn a_parent_that_uses_what_it_hands_on_is_in_a_circle_with_its_part() {
        let part = ("high/part.rs", "use super::LIMIT;\npub struct Part([u8; LIMIT]);");
        let crate_of = |parent| [("lib.rs", "mod high;"), ("high/mod.rs", parent), part];
        let only = "mod part;\npub use part::Part;\nconst LIMIT: usize = 3;";
        assert_eq!(complaints(&crate_of(only), ""), [""; 0]);
        let uses = "mod part;\npub use part::Part;\nconst LIMIT: usize = 3;\npub enum All { Part(Part) }";
        assert_eq!(complaints(&crate_of(uses), "").len(), 1);
    }

    #[test]
    fn an_import_from_a_higher_room_or_the_same_floor_is_named_with_both_files() {
        let files =
            [("lib.rs", ROOT), ("low.rs", "\nuse crate::high::High;"), ("high.rs", "pub struct High;")];
        let said = "c/src/low.rs:2 (low, floor 1) imports crate::high::High of c/src/high.rs (high, floor 2)";
        assert_eq!(complaints(&files, "2 high 1 low"), [said]);
        assert_eq!(complaints(&files, "1 high 1 low").len(), 1);
        assert_eq!(complaints(&files, "1 high 2 low"), [""; 0]);
    }

    #[test]
    fn rooms_that_only_the_plan_or_only_the_crate_has_are_named() {
        let files = [("lib.rs", ROOT), ("low.rs", ""), ("high.rs", "")];
        let found = complaints(&files, "2 attic 1 low");
        assert!(found[0].contains("the room high stands on no floor"), "{found:?}");
        assert!(found[1].contains("the plan has a room attic"), "{found:?}");
        assert_eq!(found.len(), 2);
    }

    #[test]
    fn an_import_through_the_front_door_is_named_with_the_owner() {
        let files = [
            ("lib.rs", ROOT),
            ("low.rs", "pub struct Low;"),
            ("high.rs", "use crate::Low;\nfn f() { Low::f(); }"),
        ];
        let said = "c/src/high.rs:1 imports crate::Low through the front door; it is of c/src/low.rs";
        assert_eq!(complaints(&files, "2 high 1 low"), [said]);
        let files = [("main.rs", "mod low;\nconst X: u8 = 1;"), ("low.rs", "fn f() { super::X; }")];
        assert_eq!(complaints(&files, "").len(), 1);
    }

    #[test]
    fn the_front_door_by_another_name_is_still_the_front_door() {
        for high in ["use crate as whole;\nfn f() { whole::Low::f(); }", "\nuse self::super::Low;"] {
            let found = complaints(
                &[("lib.rs", ROOT), ("low.rs", "pub struct Low;"), ("high.rs", high)],
                "2 high 1 low",
            );
            assert_eq!(found.len(), 1, "{found:?}");
            assert!(found[0].contains("c/src/high.rs:2") && found[0].contains("front door"), "{found:?}");
        }
    }

    #[test]
    fn what_stands_behind_a_range_is_an_import_too() {
        for low in
            ["fn f(x: &[u8]) { &x[..crate::high::N]; }", "fn f() -> X { X { a: 1, ..crate::high::X } }"]
        {
            let files = [("lib.rs", ROOT), ("low.rs", low), ("high.rs", "use crate::low::Low;")];
            let found = complaints(&files, "");
            assert!(found.len() == 1 && found[0].contains("circle"), "{low}: {found:?}");
        }
    }

    #[test]
    fn an_import_of_everything_is_named() {
        let files = [
            ("lib.rs", ROOT),
            ("low.rs", ""),
            ("high/mod.rs", "mod part;\npub use part::*;\nuse crate::low::*;"),
            ("high/part.rs", ""),
        ];
        let found = complaints(&files, "2 high 1 low");
        assert_eq!(found.len(), 2, "{found:?}");
    }

    #[test]
    fn a_file_that_is_too_long_is_named() {
        let sources = BTreeMap::from([
            ("a.rs".to_owned(), "\n".repeat(MAX_LINES)),
            ("b.py".to_owned(), "\n".repeat(MAX_LINES + 1)),
        ]);
        assert_eq!(too_long(&sources), ["b.py has 501 lines, 500 are the most"]);
    }
}
