//! Work on many items by several threads, with the results in the order of the items.

use crate::ground::threads::Threads;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// What `work` makes of each item. Each thread begins with what `begin` makes for it; the first error of that is what comes out.
///
/// # Errors
/// Those of `begin`.
pub(super) fn each<T: Send, R: Send, S, E: Send>(
    team: &Threads,
    items: Vec<T>,
    begin: impl Fn() -> Result<S, E> + Sync,
    work: impl Fn(&mut S, T) -> R + Sync,
) -> Result<Vec<R>, E> {
    let count = items.len();
    let items: Vec<Mutex<Option<T>>> = items.into_iter().map(|item| Mutex::new(Some(item))).collect();
    let done: Vec<Mutex<Option<R>>> = (0..count).map(|_| Mutex::new(None)).collect();
    let (next, failed) = (AtomicUsize::new(0), Mutex::new(None));
    let worker = || match begin() {
        Err(error) => *failed.lock().unwrap_or_else(PoisonError::into_inner) = Some(error),
        Ok(mut own) => loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let (Some(item), Some(place)) = (items.get(at), done.get(at)) else { break };
            if let Some(item) = item.lock().unwrap_or_else(PoisonError::into_inner).take() {
                let result = work(&mut own, item);
                *place.lock().unwrap_or_else(PoisonError::into_inner) = Some(result);
            }
        },
    };
    let helpers = team.count().min(count).saturating_sub(1);
    if helpers == 0 {
        worker();
    } else {
        team.scope(|scope| {
            for _ in 0..helpers {
                scope.spawn(|_| worker());
            }
            worker();
        });
    }
    match failed.into_inner().unwrap_or_else(PoisonError::into_inner) {
        Some(error) => Err(error),
        None => Ok(done
            .into_iter()
            .filter_map(|place| place.into_inner().unwrap_or_else(PoisonError::into_inner))
            .collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_in_the_order_of_the_items() {
        for threads in [1, 2, 5] {
            let team = Threads::at_most(Some(threads));
            let squares = each(
                &team,
                (0..100u32).collect(),
                || Ok::<_, ()>(0),
                |calls, item| {
                    *calls += 1;
                    item * item
                },
            );
            assert_eq!(squares, Ok((0..100u32).map(|item| item * item).collect::<Vec<_>>()));
            let failed = each(&team, vec![1, 2, 3], || Err::<(), _>("no"), |(), item| item);
            assert_eq!(failed, Err("no"));
        }
    }
}
