//! Long questions of a library: a bar, Ctrl-C, and what is said where it was stopped.

use crate::output;
use crate::stopping;
use ramatch::Error;
use ramatch::rows::Control;

/// Does `work` under a bar of this title, on so many threads; none where it was stopped, which is then said of `what` was to be asked.
pub(crate) fn watched<T>(
    (title, count, what): (&'static str, usize, &str),
    threads: Option<usize>,
    work: impl FnOnce(Control<'_>) -> Result<T, Error>,
) -> Result<Option<T>, Error> {
    stopping::on_request();
    let bar = output::progress(count, title);
    let tell = |done: usize, total: usize| {
        bar.set_length(total as u64);
        bar.set_position(done as u64);
        !stopping::is_asked()
    };
    let made = work(Control { threads, progress: Some(&tell) });
    bar.finish_and_clear();
    match made {
        Err(Error::Cancelled { done, total }) => {
            output::say(&format!("stopped: {done} of {total} {what}; nothing was written"));
            Ok(None)
        }
        made => made.map(Some),
    }
}
