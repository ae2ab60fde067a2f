//! Where entries are known, by kinds: of many entries few intervals differ.

use ramatch_core::identify::{Question, References};
use ramatch_core::{Interval, LibraryRef};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The intervals that entries have, and what can be counted by them.
pub(super) struct Classes {
    /// In parts of a row.
    pub(super) intervals: Vec<Interval>,
    /// The interval of every entry; empty where all have the same.
    pub(super) of: Vec<u16>,
    /// How many entries of each have anything that can be compared.
    entries: Vec<u32>,
    /// How many substances have such entries of just these intervals.
    substances: Vec<(Vec<u16>, u32)>,
}

/// Whether an entry has anything that can be compared.
fn shows(references: &References<'_>, entry: u32) -> bool {
    references.squares(entry).is_some_and(|squares| squares > 0)
}

impl Classes {
    /// None where more than 65,535 intervals differ. O(entries).
    pub(super) fn of(view: &LibraryRef<'_>, references: &References<'_>) -> Option<Self> {
        let mut known: HashMap<(usize, usize), u16> = HashMap::new();
        let (mut intervals, mut entries, mut of) = (Vec::new(), Vec::new(), Vec::new());
        let mut kinds: Vec<BTreeSet<u16>> = vec![BTreeSet::new(); view.substances_len() as usize];
        for entry in 0..view.len() {
            let interval = references.interval(entry)?;
            let class = match known.get(&(interval.lo, interval.hi)) {
                Some(&class) => class,
                None => {
                    let class = u16::try_from(intervals.len()).ok().filter(|&class| class < u16::MAX)?;
                    known.insert((interval.lo, interval.hi), class);
                    intervals.push(interval);
                    entries.push(0);
                    class
                }
            };
            of.push(class);
            if shows(references, entry) {
                entries[usize::from(class)] += 1;
                if let Some(kinds) = view.substance_of(entry).and_then(|i| kinds.get_mut(i as usize)) {
                    kinds.insert(class);
                }
            }
        }
        if intervals.len() == 1 {
            of = Vec::new();
        }
        let mut substances: BTreeMap<Vec<u16>, u32> = BTreeMap::new();
        for kinds in kinds.into_iter().filter(|kinds| !kinds.is_empty()) {
            *substances.entry(kinds.into_iter().collect()).or_default() += 1;
        }
        Some(Self { intervals, of, entries, substances: substances.into_iter().collect() })
    }

    /// How many entries, and how many substances, have a score, where those of each interval for which `scored` says so do.
    /// O(intervals), and O(entries) where some are not asked.
    pub(super) fn count(
        &self,
        (view, references): (&LibraryRef<'_>, &References<'_>),
        question: &Question<'_>,
        scored: &[bool],
    ) -> (u32, u32) {
        let is_scored = |class: u16| scored.get(usize::from(class)).copied().unwrap_or(false);
        if question.excluded.is_empty() && question.through.is_none() {
            let entries = self.entries.iter().zip(scored).filter(|(_, scored)| **scored);
            let substances =
                self.substances.iter().filter(|(kinds, _)| kinds.iter().any(|&kind| is_scored(kind)));
            return (entries.map(|(count, _)| count).sum(), substances.map(|(_, count)| count).sum());
        }
        let mut known = vec![false; view.substances_len() as usize];
        let (mut entries, mut substances) = (0, 0);
        for entry in 0..view.len() {
            let class = self.of.get(entry as usize).copied().unwrap_or(0);
            if !(is_scored(class) && shows(references, entry) && question.asks(view, entry)) {
                continue;
            }
            entries += 1;
            if let Some(known) = view.substance_of(entry).and_then(|i| known.get_mut(i as usize))
                && !std::mem::replace(known, true)
            {
                substances += 1;
            }
        }
        (entries, substances)
    }
}
