//! Threads that share one piece of work, and whoever may call it off.

use crate::ground::control::Control;
use crate::ground::error::Error;
use crate::ground::threads::Threads;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Threads at work, how far they are, and whether they have been called off.
pub(super) struct Team<'a> {
    control: Control<'a>,
    threads: Threads,
    total: usize,
    done: AtomicUsize,
    stop: AtomicBool,
    leader: Option<&'a Team<'a>>,
}

impl<'a> Team<'a> {
    /// For work of so many pieces that the caller is told of.
    pub(super) fn new(control: Control<'a>, total: usize) -> Self {
        let threads = Threads::at_most(control.threads);
        Self {
            control,
            threads,
            total,
            done: AtomicUsize::new(0),
            stop: AtomicBool::new(false),
            leader: None,
        }
    }

    /// One of these threads by itself.
    pub(super) fn alone<'b>(&'b self) -> Team<'b>
    where
        'a: 'b,
    {
        let control = Control { threads: Some(1), progress: None };
        Team { leader: Some(self), ..Team::new(control, 0) }
    }

    pub(super) fn threads(&self) -> usize {
        self.threads.count()
    }

    fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed) || self.leader.is_some_and(Team::stopped)
    }

    /// So many pieces more are done, on any thread.
    pub(super) fn done(&self, pieces: usize) {
        self.done.fetch_add(pieces, Ordering::Relaxed);
    }

    /// Tells the caller how far it is, on the caller's thread, who may call the rest off.
    fn ask(&self) {
        if self.leader.is_some() {
            return;
        }
        let done = self.done.load(Ordering::Relaxed);
        if self.control.progress.is_some_and(|progress| !progress(done, self.total)) {
            self.stop.store(true, Ordering::Relaxed);
        }
    }

    /// Fills `out` in chunks of `chunk`: `work` is told where a chunk begins. Threads have parts of their own, and no lock.
    pub(super) fn fill<T: Send>(
        &self,
        out: &mut [T],
        chunk: usize,
        work: &(dyn Fn(usize, &mut [T]) + Sync),
    ) -> Result<(), Error> {
        let part = out.len().div_ceil(self.threads()).next_multiple_of(chunk).max(chunk);
        let run = |first: usize, part: &mut [T]| {
            for (i, piece) in part.chunks_mut(chunk).enumerate() {
                if self.stopped() {
                    return;
                }
                work(first + i * chunk, piece);
            }
        };
        if part >= out.len() {
            // With word to the caller between chunks: it may want to call a long one off.
            for (i, piece) in out.chunks_mut(chunk).enumerate() {
                self.ask();
                if self.stopped() {
                    break;
                }
                work(i * chunk, piece);
            }
        } else {
            self.threads.scope(|scope| {
                let run = &run;
                let mut parts = out.chunks_mut(part).enumerate();
                let own = parts.next();
                for (i, piece) in parts {
                    scope.spawn(move |_| run(i * part, piece));
                }
                if let Some((_, own)) = own {
                    for (i, piece) in own.chunks_mut(chunk).enumerate() {
                        self.ask();
                        if self.stopped() {
                            break;
                        }
                        work(i * chunk, piece);
                    }
                }
            });
        }
        self.check()
    }

    fn check(&self) -> Result<(), Error> {
        if self.stopped() {
            let done = self.done.load(Ordering::Relaxed);
            return Err(Error::Cancelled { done, total: self.total });
        }
        Ok(())
    }

    /// The outcome, unless it was called off.
    pub(super) fn finished<T>(&self, outcome: Result<T, Error>) -> Result<T, Error> {
        let done = self.done.load(Ordering::Relaxed);
        if done < self.total {
            self.check()?;
        } else if outcome.is_ok() {
            self.ask();
        }
        outcome
    }
}
