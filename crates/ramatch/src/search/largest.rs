//! The largest of groups of numbers, so that few have to be looked at again.

use ramatch_kernels::{Lanes, Work, dispatch};

/// Numbers that are looked at together.
pub(super) const SOME: usize = 1024;
/// Numbers of a group: every 64th of a chunk.
pub(super) const GROUP: usize = 16;
/// Groups of a chunk.
const GROUPS: usize = SOME / GROUP;

struct Largest<'a>(&'a [f32]);

impl Work for Largest<'_> {
    type Output = [f32; GROUPS];

    #[inline(always)]
    fn run<V: Lanes>(self) -> [f32; GROUPS] {
        let mut largest = [f32::NEG_INFINITY; GROUPS];
        for numbers in self.0.chunks(GROUPS) {
            for (most, &number) in largest.iter_mut().zip(numbers) {
                *most = if number > *most { number } else { *most };
            }
        }
        largest
    }
}

/// The largest of each group of a chunk of up to [`SOME`] numbers; −∞ of one without.
pub(super) fn largest(chunk: &[f32]) -> [f32; GROUPS] {
    dispatch(Largest(chunk))
}

/// Where the numbers of group `group` stand, counted over all chunks; some of the last chunk's are none.
pub(super) fn in_group(group: usize) -> impl Iterator<Item = usize> {
    let first = group / GROUPS * SOME + group % GROUPS;
    (0..GROUP).map(move |i| first + i * GROUPS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_is_in_one_group_and_none_is_larger_than_its_groups_largest() {
        let numbers: Vec<f32> = (0..2500u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 8) as f32).collect();
        let groups: Vec<f32> = numbers.chunks(SOME).flat_map(largest).collect();
        let mut seen = vec![0; 3 * SOME];
        for (group, &most) in groups.iter().enumerate() {
            let inside: Vec<usize> = in_group(group).collect();
            inside.iter().for_each(|&i| seen[i] += 1);
            let own = inside.iter().filter_map(|&i| numbers.get(i)).fold(f32::NEG_INFINITY, |a, &b| a.max(b));
            assert_eq!(own, most);
        }
        assert!(seen.iter().all(|&count| count == 1));
    }
}
