//! Opens arbitrary bytes as a library, and then searches them: whatever opens has to answer, never to panic.
//!
//! The first byte says whether the hashes are made right again, without which little but the table would ever be reached.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ramatch::core::Pipeline;
use ramatch::{Library, Search, Spectrum};

/// Most samples of the rows together: a search of more says nothing new, slowly.
const MOST: usize = 1 << 20;

fuzz_target!(|data: &[u8]| {
    let Some((&first, bytes)) = data.split_first() else { return };
    let mut bytes = bytes.to_vec();
    if first & 1 == 1 {
        rehash(&mut bytes);
    }
    let Ok(library) = Library::in_memory(bytes) else { return };
    let view = library.view();
    let len = view.grid().len;
    if len.saturating_mul(view.len() as usize) > MOST {
        return;
    }
    for index in [0, view.len() / 2, view.len().wrapping_sub(1), u32::MAX] {
        let _ = (view.entry(index), view.substance(index), view.row(index).samples().count());
        let _ = (library.entry_content(index), library.substance_content(index));
    }
    let _ = (library.content(), library.verify());
    let Ok(pipeline) = Pipeline::new(*view.recipe()) else { return };
    let (from, to) = (view.grid().start_cm1 as f32, view.grid().end_cm1() as f32);
    let shift: Vec<f32> = (0..200).map(|i| from + (to - from) * i as f32 / 199.0).collect();
    let counts = (0..200).map(|i| ((i * i) % 61) as f32).collect();
    let Ok(spectrum) = Spectrum::new(shift, counts) else { return };
    let (mut workspace, mut samples) = (pipeline.workspace(200), vec![0.0; len]);
    let Ok(query) = pipeline.run(spectrum.as_ref(), workspace.lend(), &mut samples) else { return };
    let Ok(searcher) = library.searcher() else { return };
    for search in [Search::new(3), Search::new(2).per_substance()] {
        let found = searcher.search(&query, &search).expect("the recipe is the library's");
        assert!(found.hits.iter().all(|hit| (-1.0..=1.0).contains(&hit.score)));
    }
});

/// Makes the hash of the file right, and those of the sections that can be found.
fn rehash(bytes: &mut [u8]) {
    let number = |bytes: &[u8], at: usize| -> Option<usize> {
        usize::try_from(u64::from_le_bytes(*bytes.get(at..)?.first_chunk()?)).ok()
    };
    for row in (0..16).map(|i| 64 + 64 * i) {
        let (Some(from), Some(len)) = (number(bytes, row + 8), number(bytes, row + 16)) else { break };
        let Some(content) = from.checked_add(len).and_then(|to| bytes.get(from..to)) else { continue };
        let hash = blake3::hash(content);
        let Some(place) = bytes.get_mut(row + 24..row + 56) else { break };
        place.copy_from_slice(hash.as_bytes());
    }
    if bytes.len() >= 64 {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&bytes[..24]);
        hasher.update(&bytes[56..]);
        bytes[24..56].copy_from_slice(hasher.finalize().as_bytes());
    }
}
