//! The threads that many rows share: a pool of this process's own.
//!
//! Threads do not survive a fork, and a child that handed work to the pool of its parent would wait for ever. So the pool
//! is remembered with the process that made it, and another process makes its own. No lock is waited for: it may have been
//! held by a thread that the child does not have.

use rayon::{Scope, ThreadPool, ThreadPoolBuilder};
use std::sync::{Arc, Mutex, TryLockError};

/// A process, and its threads.
static POOL: Mutex<Option<(u32, Arc<ThreadPool>)>> = Mutex::new(None);

/// How often somebody who holds the lock for a moment is waited for.
const PATIENCE: usize = 1000;

/// What `f` makes of the place of the pool; none if it cannot be had.
fn locked<T>(f: impl FnOnce(&mut Option<(u32, Arc<ThreadPool>)>) -> T) -> Option<T> {
    for _ in 0..PATIENCE {
        match POOL.try_lock() {
            Ok(mut pool) => return Some(f(&mut pool)),
            Err(TryLockError::Poisoned(pool)) => return Some(f(&mut pool.into_inner())),
            Err(TryLockError::WouldBlock) => std::thread::yield_now(),
        }
    }
    None
}

/// The pool of this process; none where the system gives no threads.
fn pool() -> Option<Arc<ThreadPool>> {
    let process = std::process::id();
    let own = |pool: &Option<(u32, Arc<ThreadPool>)>| {
        pool.as_ref().filter(|(of, _)| *of == process).map(|(_, pool)| pool.clone())
    };
    if let Some(pool) = locked(|pool| own(pool)).flatten() {
        return Some(pool);
    }
    let made = Arc::new(ThreadPoolBuilder::new().build().ok()?);
    let kept = locked(|pool| {
        // Another thread may have been sooner.
        own(pool).unwrap_or_else(|| {
            // That of a parent is not dropped: it would wake threads that are not there.
            std::mem::forget(pool.replace((process, made.clone())));
            made.clone()
        })
    });
    Some(kept.unwrap_or(made))
}

/// So many threads for one piece of work.
pub(crate) struct Threads {
    /// None for the caller alone, and for the pool that the caller is a thread of.
    pool: Option<Arc<ThreadPool>>,
    count: usize,
}

impl Threads {
    /// At most so many, or as many as the machine has cores. Called by a thread of a pool of rayon's, that pool is asked.
    pub(crate) fn at_most(asked: Option<usize>) -> Self {
        if asked.is_some_and(|asked| asked < 2) {
            return Self { pool: None, count: 1 };
        }
        if rayon::current_thread_index().is_some() {
            return Self { pool: None, count: asked.unwrap_or_else(rayon::current_num_threads).max(1) };
        }
        let pool = pool();
        let count = pool.as_ref().map_or(1, |pool| asked.unwrap_or_else(|| pool.current_num_threads()));
        Self { pool, count: count.max(1) }
    }

    /// How many there are, 1 and more, with the calling one.
    pub(crate) fn count(&self) -> usize {
        self.count
    }

    /// Does `work` on this thread, and what it spawns on the others; only where there are more than one.
    pub(crate) fn scope<'scope, T>(&self, work: impl FnOnce(&Scope<'scope>) -> T) -> T {
        match &self.pool {
            Some(pool) => pool.in_place_scope(work),
            None => rayon::in_place_scope(work),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    /// Work of three pieces.
    fn three() -> usize {
        let done = AtomicUsize::new(0);
        Threads::at_most(Some(3)).scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|_| {
                    done.fetch_add(1, Ordering::Relaxed);
                });
            }
        });
        done.into_inner()
    }

    #[test]
    fn the_pool_of_another_process_and_a_lock_that_nobody_gives_back_do_no_harm() {
        assert_eq!(three(), 3);
        assert!(Arc::ptr_eq(&pool().unwrap(), &pool().unwrap()), "one pool");
        // As after a fork: what is remembered belongs to somebody else.
        let before = pool().unwrap();
        locked(|pool| pool.as_mut().unwrap().0 ^= 1).unwrap();
        assert_eq!(three(), 3);
        assert!(!Arc::ptr_eq(&before, &pool().unwrap()), "a pool of its own");
        let held = POOL.lock();
        assert_eq!(three(), 3);
        drop(held);
        assert_eq!(Threads::at_most(Some(0)).count(), 1);
        // Called from a pool, the work stays there.
        let mine = ThreadPoolBuilder::new().num_threads(3).build().unwrap();
        assert_eq!(mine.install(|| Threads::at_most(None).count()), 3);
        assert_eq!(mine.install(three), 3);
    }
}
