//! Which substances of several libraries are one.

use crate::library::content::SubstanceContent;
use serde::Serialize;
use std::collections::BTreeMap;

/// Libraries that say different things of one substance, or the same of two.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Disagreement {
    /// Stable name: `names_differ`, `cas_differs`, `identities_contradict`, `inchikey_differs`, `ambiguous`, `entry_differs`.
    pub code: &'static str,
    /// Ids of the substances that it is about, as the libraries have them together.
    pub substances: Vec<String>,
    /// For people.
    pub text: String,
}

/// The number of a library, from 1, and what it is called.
pub(super) type Numbered<'a> = (usize, &'a str);

/// Substances of several libraries, each once.
#[derive(Default)]
pub(super) struct Substances {
    /// What is known of each, and the number of the last library that has it.
    known: Vec<(SubstanceContent, usize)>,
    by_id: BTreeMap<String, usize>,
    by_cas: BTreeMap<String, usize>,
    by_key: BTreeMap<String, usize>,
    by_name: BTreeMap<String, Vec<usize>>,
    pub(super) conflicts: Vec<Disagreement>,
}

/// What is found for a substance.
enum Found {
    /// One that is the same.
    Same(usize),
    /// None.
    New,
    /// Some that may be meant, and why it is none of them.
    Apart(Vec<usize>, &'static str, String),
}

impl Substances {
    /// Where the substance of a library stands; one that an earlier library has is one with it. Libraries come one after the other.
    pub(super) fn place(&mut self, about: &SubstanceContent, library: Numbered<'_>) -> usize {
        let found = match self.find(about) {
            // What one library keeps apart is not thrown together because of another.
            Found::Same(at) if self.known[at].1 == library.0 => {
                let text = format!("is a second one of its library that would be \"{}\"", self.name(at));
                Found::Apart(vec![at], "ambiguous", text)
            }
            found => found,
        };
        match found {
            Found::Same(at) => {
                self.merge(at, about, library);
                at
            }
            Found::New => self.add(about, library.0),
            Found::Apart(others, code, why) => {
                let at = self.add(about, library.0);
                let mut substances: Vec<String> =
                    others.iter().map(|&other| self.known[other].0.id.clone()).collect();
                substances.push(self.known[at].0.id.clone());
                let text = format!("\"{}\" of {} {why}: they stay two", about.name, library.1);
                self.conflicts.push(Disagreement { code, substances, text });
                at
            }
        }
    }

    /// What is known of all of them, by their places.
    pub(super) fn all(&self) -> impl Iterator<Item = &SubstanceContent> {
        self.known.iter().map(|(about, _)| about)
    }

    /// What is known of one.
    pub(super) fn get(&self, at: usize) -> Option<&SubstanceContent> {
        self.known.get(at).map(|(about, _)| about)
    }

    fn name(&self, at: usize) -> &str {
        self.known.get(at).map_or("", |(about, _)| &about.name)
    }

    fn find(&self, about: &SubstanceContent) -> Found {
        let cas = about.cas.as_ref().and_then(|cas| self.by_cas.get(cas)).copied();
        let key = about.inchikey.as_ref().and_then(|key| self.by_key.get(key)).copied();
        match (cas, key) {
            (Some(cas), Some(key)) if cas != key => {
                let (by_cas, by_key) = (self.name(cas), self.name(key));
                let why = format!("is \"{by_cas}\" by its CAS number and \"{by_key}\" by its InChIKey");
                Found::Apart(vec![cas, key], "identities_contradict", why)
            }
            (Some(at), None) if differ(&self.known[at].0.inchikey, &about.inchikey) => {
                let why = format!("has the CAS number of \"{}\" and another InChIKey", self.name(at));
                Found::Apart(vec![at], "inchikey_differs", why)
            }
            (Some(at), _) | (None, Some(at)) => Found::Same(at),
            (None, None) => self.find_by_name(about),
        }
    }

    fn find_by_name(&self, about: &SubstanceContent) -> Found {
        let mut named: Vec<usize> = names(about)
            .filter_map(|name| self.by_name.get(&name))
            .flatten()
            .copied()
            .filter(|&at| called(&self.known[at].0, &about.name) || called(about, self.name(at)))
            .collect();
        named.sort_unstable();
        named.dedup();
        match named[..] {
            [] => Found::New,
            [at] if differ(&self.known[at].0.cas, &about.cas) => {
                let [own, other] =
                    [&self.known[at].0.cas, &about.cas].map(|cas| cas.as_deref().unwrap_or("none"));
                let why =
                    format!("has the name of \"{}\" and the CAS number {other}, not {own}", self.name(at));
                Found::Apart(vec![at], "cas_differs", why)
            }
            [at] if differ(&self.known[at].0.inchikey, &about.inchikey) => {
                let why = format!("has the name of \"{}\" and another InChIKey", self.name(at));
                Found::Apart(vec![at], "inchikey_differs", why)
            }
            [at] => Found::Same(at),
            _ => {
                let others: Vec<String> = named.iter().map(|&at| format!("\"{}\"", self.name(at))).collect();
                Found::Apart(named, "ambiguous", format!("has a name of {}", others.join(" and of ")))
            }
        }
    }

    /// Adds what another library knows of a substance. Nothing that an earlier one says is replaced, and no tag and no schedule is lost.
    fn merge(&mut self, at: usize, about: &SubstanceContent, library: Numbered<'_>) {
        let (own, last) = &mut self.known[at];
        *last = library.0;
        if !called(own, &about.name) && !called(about, &own.name) {
            let text = format!(
                "\"{}\" of {} is \"{}\" by its {}: they are taken for one",
                about.name,
                library.1,
                own.name,
                if own.cas.is_some() && own.cas == about.cas { "CAS number" } else { "InChIKey" }
            );
            let substances = vec![own.id.clone()];
            self.conflicts.push(Disagreement { code: "names_differ", substances, text });
        }
        if differ(&own.cas, &about.cas) {
            let [first, second] = [&own.cas, &about.cas].map(|cas| cas.as_deref().unwrap_or("none"));
            let text = format!(
                "\"{}\" has the CAS number {first}, and {second} in {}: its InChIKey says that it is one",
                own.name, library.1
            );
            self.conflicts.push(Disagreement { code: "cas_differs", substances: vec![own.id.clone()], text });
        }
        let add = |own: &mut Vec<String>, more: &[String]| {
            for text in more {
                if !own.contains(text) {
                    own.push(text.clone());
                }
            }
        };
        add(&mut own.tags, &about.tags);
        add(&mut own.schedules, &about.schedules);
        add(&mut own.family, &about.family);
        let mut others = about.synonyms.clone();
        others.insert(0, about.name.clone());
        others.retain(|name| fold(name) != fold(&own.name));
        add(&mut own.synonyms, &others);
        for (own, new) in [
            (&mut own.cas, &about.cas),
            (&mut own.formula, &about.formula),
            (&mut own.inchikey, &about.inchikey),
        ] {
            if own.is_none() {
                own.clone_from(new);
            }
        }
        self.list(at);
    }

    fn add(&mut self, about: &SubstanceContent, library: usize) -> usize {
        let at = self.known.len();
        let mut about = about.clone();
        about.id = free(&self.by_id, &about.id, library);
        self.by_id.insert(about.id.clone(), at);
        self.known.push((about, library));
        self.list(at);
        at
    }

    /// Notes what a substance is found by. The first of two keeps its numbers.
    fn list(&mut self, at: usize) {
        let about = &self.known[at].0;
        for (numbers, own) in [(&mut self.by_cas, &about.cas), (&mut self.by_key, &about.inchikey)] {
            if let Some(own) = own {
                numbers.entry(own.clone()).or_insert(at);
            }
        }
        for name in names(about) {
            let places = self.by_name.entry(name).or_default();
            if !places.contains(&at) {
                places.push(at);
            }
        }
    }
}

/// An id that nobody has: the same, or with the number of its library behind it.
pub(super) fn free<T>(taken: &BTreeMap<String, T>, id: &str, library: usize) -> String {
    let mut free = id.to_owned();
    while taken.contains_key(&free) {
        free = format!("{free}@{library}");
    }
    free
}

/// Whether both are stated, and not the same.
fn differ(own: &Option<String>, other: &Option<String>) -> bool {
    own.is_some() && other.is_some() && own != other
}

/// All names of a substance, as they are compared.
fn names(about: &SubstanceContent) -> impl Iterator<Item = String> {
    std::iter::once(&about.name).chain(&about.synonyms).map(|name| fold(name)).filter(|name| !name.is_empty())
}

/// Whether a substance is called so.
fn called(about: &SubstanceContent, name: &str) -> bool {
    let name = fold(name);
    names(about).any(|own| own == name)
}

/// A name without what people write in different ways: case, and hyphens, underscores and blanks.
fn fold(name: &str) -> String {
    let parts =
        name.split(|c: char| c.is_whitespace() || c == '-' || c == '_').filter(|part| !part.is_empty());
    parts.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}
