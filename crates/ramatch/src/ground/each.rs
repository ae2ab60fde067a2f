//! The same done of each of many, on as many threads as there are.

use super::control::Control;
use super::error::Error;
use super::threads::Threads;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// What `work` makes of the numbers from 0 to `count`, in their order; each thread has memory of its own, `S`. Told how many are done, the
/// control may call it off.
///
/// # Errors
/// The first error in the order of the numbers; [`Error::Cancelled`].
pub(crate) fn each<S: Default, T: Send>(
    count: usize,
    control: Control<'_>,
    work: impl Fn(usize, &mut S) -> Result<T, Error> + Sync,
) -> Result<Vec<T>, Error> {
    let (next, done, stopped) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicBool::new(false));
    let made: Mutex<Vec<Option<Result<T, Error>>>> = Mutex::new((0..count).map(|_| None).collect());
    let run = |go_on: &dyn Fn() -> bool| {
        let mut own = S::default();
        while !stopped.load(Ordering::Relaxed) && go_on() {
            let at = next.fetch_add(1, Ordering::Relaxed);
            if at >= count {
                return;
            }
            let one = work(at, &mut own);
            stopped.fetch_or(one.is_err(), Ordering::Relaxed);
            if let Some(slot) = made.lock().unwrap_or_else(PoisonError::into_inner).get_mut(at) {
                *slot = Some(one);
            }
            done.fetch_add(1, Ordering::Relaxed);
        }
    };
    let threads = Threads::at_most(control.threads);
    threads.scope(|scope| {
        for _ in 1..threads.count() {
            scope.spawn(|_| run(&|| true));
        }
        // This thread tells how far all of them are.
        run(&|| {
            let told = control.progress.is_none_or(|go_on| go_on(done.load(Ordering::Relaxed), count));
            stopped.fetch_or(!told, Ordering::Relaxed);
            told
        });
    });
    let mut made = made.into_inner().unwrap_or_else(PoisonError::into_inner);
    // The first error in the order of the numbers, whatever was not done because of it.
    let failed = made.iter_mut().find(|one| matches!(one, Some(Err(_)))).and_then(Option::take);
    if let Some(Err(error)) = failed {
        return Err(error);
    }
    let cancelled = Error::Cancelled { done: done.into_inner(), total: count };
    made.into_iter().collect::<Option<Result<Vec<T>, Error>>>().unwrap_or(Err(cancelled))
}
