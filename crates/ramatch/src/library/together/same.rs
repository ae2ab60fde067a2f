//! Which substances of several libraries are one.
//!
//! Numbers come before names, and nothing hangs on the order of the libraries: first all that share a CAS number are one, then
//! all that share an InChIKey, then all that share a name. What would bring two of one library together, or two numbers, stays apart and is
//! told.

use crate::library::alike::compared;
use crate::library::content::SubstanceContent;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Libraries that say different things of one substance, or the same of two.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Disagreement {
    /// Stable name: `names_differ` (one number, taken for one), `cas_differs` and `inchikey_differs` (they stay two), `ambiguous` (more than one may be
    /// meant, they stay apart), `entry_differs` (two references of one id), `notice_differs` (two packs of one name).
    pub code: &'static str,
    /// Ids of the substances that it is about, as the libraries have them together.
    pub substances: Vec<String>,
    /// For people.
    pub text: String,
}

/// What libraries disagree on.
pub(super) fn disagreement(code: &'static str, substances: Vec<String>, text: String) -> Disagreement {
    Disagreement { code, substances, text }
}

/// A substance of one of several libraries.
pub(super) struct Member {
    /// The library, from 0.
    pub(super) library: usize,
    pub(super) about: SubstanceContent,
}

/// Substances that are one: their places among the members, rising.
type Group = Vec<usize>;

/// Substances of several libraries, each once.
pub(super) struct Substances {
    /// What is known of each.
    pub(super) all: Vec<SubstanceContent>,
    /// For each member, its place in `all`.
    pub(super) places: Vec<usize>,
    pub(super) disagreements: Vec<Disagreement>,
}

impl Substances {
    /// Finds out which are one. `called` are the names of the libraries.
    pub(super) fn of(members: &[Member], called: &[String]) -> Self {
        let alone = 0..members.len();
        let mut joining = Joining {
            members,
            group_of: alone.clone().collect(),
            groups: alone.map(|member| (member, vec![member])).collect(),
            apart: BTreeMap::new(),
        };
        joining.by_number(|about| about.cas.as_ref());
        joining.by_number(|about| about.inchikey.as_ref());
        joining.by_names();
        joining.done(called)
    }
}

struct Joining<'a> {
    members: &'a [Member],
    /// For each member, the least member of its group.
    group_of: Vec<usize>,
    /// The groups by their least members.
    groups: BTreeMap<usize, Group>,
    /// Members that were kept apart, and why.
    apart: BTreeMap<BTreeSet<usize>, &'static str>,
}

impl Joining<'_> {
    /// Whether members can be one: of different libraries each, with one CAS number and one InChIKey at most; otherwise why not.
    fn fits(&self, members: &[usize]) -> Result<(), &'static str> {
        let libraries: BTreeSet<usize> = members.iter().map(|&member| self.members[member].library).collect();
        let stated = |of: fn(&SubstanceContent) -> &Option<String>| {
            let stated = members.iter().filter_map(|&member| of(&self.members[member].about).as_ref());
            stated.collect::<BTreeSet<&String>>().len()
        };
        match () {
            () if stated(|about| &about.cas) > 1 => Err("cas_differs"),
            () if stated(|about| &about.inchikey) > 1 => Err("inchikey_differs"),
            () if libraries.len() < members.len() => Err("ambiguous"),
            () => Ok(()),
        }
    }

    /// Makes one group of groups that belong together, or of those of them that have a name in common; what is left over stays apart.
    fn join(&mut self, groups: &[Group]) {
        let mut members: Vec<usize> = groups.iter().flatten().copied().collect();
        members.sort_unstable();
        match self.fits(&members) {
            Ok(()) => self.unite(members),
            Err(why) => {
                let mut by_name: BTreeMap<String, Vec<&Group>> = BTreeMap::new();
                for group in groups {
                    let names: BTreeSet<String> =
                        group.iter().map(|&member| compared(&self.members[member].about.name)).collect();
                    for name in names {
                        by_name.entry(name).or_default().push(group);
                    }
                }
                let named: Vec<Group> = by_name
                    .into_values()
                    .filter(|own| own.len() > 1 && own.len() < groups.len())
                    .map(|own| own.into_iter().flatten().copied().collect())
                    .collect();
                for mut own in named {
                    own.sort_unstable();
                    let free = own.iter().all(|&member| {
                        groups.iter().any(|group| group.first() == Some(&self.group_of[member]))
                    });
                    if free && self.fits(&own).is_ok() {
                        self.unite(own);
                    }
                }
                let left: BTreeSet<usize> = members.iter().map(|&member| self.group_of[member]).collect();
                if left.len() > 1 {
                    self.apart.entry(left).or_insert(why);
                }
            }
        }
    }

    /// Makes one group of members, which are rising and all that their groups have.
    fn unite(&mut self, members: Group) {
        let Some(&least) = members.first() else { return };
        for &member in &members {
            self.groups.remove(&self.group_of[member]);
            self.group_of[member] = least;
        }
        self.groups.insert(least, members);
    }

    /// Joins what shares a number.
    fn by_number(&mut self, of: fn(&SubstanceContent) -> Option<&String>) {
        let mut sharing: BTreeMap<&String, BTreeSet<usize>> = BTreeMap::new();
        for (member, &group) in self.group_of.iter().enumerate() {
            if let Some(number) = of(&self.members[member].about) {
                sharing.entry(number).or_default().insert(group);
            }
        }
        for groups in sharing.into_values().filter(|groups| groups.len() > 1) {
            self.join_those(&groups);
        }
    }

    /// Joins what has a preferred name that is a name of the other.
    fn by_names(&mut self) {
        // Names, and the groups whose preferred or other name each is.
        let mut preferred: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        let mut other: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        for (&group, members) in &self.groups {
            for &member in members {
                let about = &self.members[member].about;
                preferred.entry(compared(&about.name)).or_default().insert(group);
                for name in &about.synonyms {
                    other.entry(compared(name)).or_default().insert(group);
                }
            }
        }
        // What is linked, link by link.
        let mut linked: BTreeMap<usize, usize> = self.groups.keys().map(|&group| (group, group)).collect();
        fn root(linked: &BTreeMap<usize, usize>, mut at: usize) -> usize {
            while let Some(&up) = linked.get(&at).filter(|&&up| up != at) {
                at = up;
            }
            at
        }
        for (name, own) in preferred.iter().filter(|(name, _)| !name.is_empty()) {
            let all: BTreeSet<usize> =
                own.iter().chain(other.get(name).into_iter().flatten()).copied().collect();
            let mut roots: Vec<usize> = all.iter().map(|&group| root(&linked, group)).collect();
            roots.sort_unstable();
            if let Some((&least, others)) = roots.split_first() {
                others.iter().for_each(|&up| {
                    linked.insert(up, least);
                });
            }
        }
        let mut components: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for &group in self.groups.keys() {
            components.entry(root(&linked, group)).or_default().insert(group);
        }
        for groups in components.into_values().filter(|groups| groups.len() > 1) {
            self.join_those(&groups);
        }
    }

    /// Joins groups, given by their least members.
    fn join_those(&mut self, groups: &BTreeSet<usize>) {
        // One that was joined meanwhile stands under another member.
        let current: BTreeSet<usize> = groups.iter().map(|&group| self.group_of[group]).collect();
        // Two of one library alone are its own affair.
        let all: Vec<Group> = current.iter().filter_map(|group| self.groups.get(group).cloned()).collect();
        let libraries: BTreeSet<usize> =
            all.iter().flatten().map(|&member| self.members[member].library).collect();
        if all.len() > 1 && libraries.len() > 1 {
            self.join(&all);
        }
    }

    fn done(self, called: &[String]) -> Substances {
        let (mut all, mut places) = (Vec::new(), vec![0; self.members.len()]);
        let mut taken = BTreeSet::new();
        let mut disagreements = Vec::new();
        let of = |member: &Member| called.get(member.library).map_or("", String::as_str);
        for members in self.groups.values() {
            let Some(&first) = members.first() else { continue };
            let Member { library, about } = &self.members[first];
            let mut about = about.clone();
            about.id = free(|id| taken.contains(id), &about.id, library + 1);
            taken.insert(about.id.clone());
            for &member in members {
                places[member] = all.len();
                let other = &self.members[member];
                if member != first
                    && !is_called(&about, &other.about.name)
                    && !is_called(&other.about, &about.name)
                {
                    let number = if about.cas.is_some() && about.cas == other.about.cas {
                        "CAS number"
                    } else {
                        "InChIKey"
                    };
                    let text = format!(
                        "\"{}\" of {} is \"{}\" by its {number}: they are taken for one",
                        other.about.name,
                        of(other),
                        about.name
                    );
                    disagreements.push(disagreement("names_differ", vec![about.id.clone()], text));
                }
                merge(&mut about, &other.about);
            }
            all.push(about);
        }
        for (apart, code) in &self.apart {
            let still: BTreeSet<usize> = apart.iter().map(|&member| places[member]).collect();
            if still.len() < 2 {
                continue;
            }
            let name = |&member: &usize| {
                let other = &self.members[member];
                let cas = other.about.cas.as_ref().map(|cas| format!(", CAS {cas}")).unwrap_or_default();
                format!("\"{}\" ({}{cas})", other.about.name, of(other))
            };
            let why = match *code {
                "cas_differs" => "have a name or a number in common and different CAS numbers",
                "inchikey_differs" => "have a name or a number in common and different InChIKeys",
                _ => "have names or numbers in common, and more than one of a library may be meant",
            };
            let names: Vec<String> = apart.iter().map(name).collect();
            let text = format!("{} {why}: they stay apart", names.join(" and "));
            let ids = still
                .iter()
                .filter_map(|&place| all.get(place))
                .map(|about: &SubstanceContent| about.id.clone());
            disagreements.push(disagreement(code, ids.collect(), text));
        }
        Substances { all, places, disagreements }
    }
}

/// Adds what another library knows of a substance. Nothing that an earlier one says is replaced, and no tag and no schedule is lost.
fn merge(own: &mut SubstanceContent, about: &SubstanceContent) {
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
    others.retain(|name| compared(name) != compared(&own.name));
    add(&mut own.synonyms, &others);
    for (own, new) in
        [(&mut own.cas, &about.cas), (&mut own.formula, &about.formula), (&mut own.inchikey, &about.inchikey)]
    {
        if own.is_none() {
            own.clone_from(new);
        }
    }
}

/// An id that nobody has: the same, or with the number of its library behind it.
pub(super) fn free(is_taken: impl Fn(&str) -> bool, id: &str, library: usize) -> String {
    let mut free = id.to_owned();
    while is_taken(&free) {
        free = format!("{free}@{library}");
    }
    free
}

/// Whether a substance is called so.
fn is_called(about: &SubstanceContent, name: &str) -> bool {
    let name = compared(name);
    std::iter::once(&about.name).chain(&about.synonyms).any(|own| compared(own) == name)
}
