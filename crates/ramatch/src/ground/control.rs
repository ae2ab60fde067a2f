//! Long work: how many threads do it, and who may call it off.

/// How many threads, and who is told how far it is.
#[derive(Clone, Copy, Default)]
pub struct Control<'a> {
    /// Threads at most; none for as many as the machine has cores.
    pub threads: Option<usize>,
    /// Told of rows done and rows there are, on the calling thread; false calls it off. Of rows of 32,768 samples or more it is
    /// told every twentieth of a second, and even a row that is begun is called off.
    pub progress: Option<&'a (dyn Fn(usize, usize) -> bool + Sync)>,
}
