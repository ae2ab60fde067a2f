//! Which spectra of a file are meant.

use std::ops::RangeInclusive;
use std::str::FromStr;

/// Numbers of spectra, counted from 1: all of a file, or those that a text such as `2-5,9` or `7-` (to the end) names, each once and in the order of the file.
///
/// ```
/// use ramatch::Numbers;
/// let numbers: Numbers = "9,2-4,3".parse()?;
/// assert_eq!(numbers.within(12).collect::<Vec<_>>(), [2, 3, 4, 9]);
/// // What a file does not hold is told apart from what it does.
/// assert_eq!((numbers.within(3).count(), numbers.beyond(3)), (2, Some(4)));
/// assert_eq!(Numbers::default().within(3).count(), 3);
/// assert_eq!("10-".parse::<Numbers>()?.within(12).collect::<Vec<_>>(), [10, 11, 12]); // to the end
/// assert!("0".parse::<Numbers>().is_err() && "5-2".parse::<Numbers>().is_err());
/// # Ok::<(), String>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Numbers {
    /// Rising, without overlap; empty for all.
    ranges: Vec<RangeInclusive<usize>>,
}

impl Numbers {
    /// Those of a file with so many spectra.
    pub fn within(&self, count: usize) -> impl Iterator<Item = usize> + '_ {
        let all = self.ranges.is_empty().then_some(1..=count);
        let cut = move |range: &RangeInclusive<usize>| *range.start()..=(*range.end()).min(count);
        all.into_iter().chain(self.ranges.iter().map(cut)).flatten()
    }

    /// The first that a file with so many spectra does not hold.
    #[must_use]
    pub fn beyond(&self, count: usize) -> Option<usize> {
        // To the end is as far as it goes, where it begins.
        let is_beyond = |range: &&RangeInclusive<usize>| match *range.end() {
            usize::MAX => *range.start() > count,
            end => end > count,
        };
        let range = self.ranges.iter().find(is_beyond)?;
        Some((*range.start()).max(count + 1))
    }

    /// The one number, if it is one.
    #[must_use]
    pub fn only(&self) -> Option<usize> {
        match &self.ranges[..] {
            [range] if range.start() == range.end() => Some(*range.start()),
            _ => None,
        }
    }
}

impl FromStr for Numbers {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number = |text: &str| match text.trim().parse::<u32>() {
            Ok(number) if number > 0 => Ok(number as usize),
            _ => Err(format!("\"{text}\" is not a number that counts from 1")),
        };
        let mut named = Vec::new();
        for part in text.split(',') {
            let (first, last) = part.split_once('-').unwrap_or((part, part));
            let open = part.contains('-') && last.trim().is_empty();
            let (first, last) = (number(first)?, if open { usize::MAX } else { number(last)? });
            if last < first {
                return Err(format!("\"{part}\" ends before it begins"));
            }
            named.push(first..=last);
        }
        named.sort_by_key(|range| *range.start());
        let mut ranges: Vec<RangeInclusive<usize>> = Vec::new();
        for range in named {
            match ranges.last_mut() {
                Some(last) if *range.start() <= last.end().saturating_add(1) => {
                    *last = *last.start()..=(*last.end()).max(*range.end());
                }
                _ => ranges.push(range),
            }
        }
        Ok(Self { ranges })
    }
}
