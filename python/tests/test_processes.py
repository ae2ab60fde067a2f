"""Processes that are forked after threads were used: Python's way on Linux up to 3.13, joblib's and scikit-learn's."""

import multiprocessing
import os
import pathlib
import signal
import sys
import threading
import time

import numpy as np
import pytest

import ramatch

POLYSTYRENE = pathlib.Path(__file__).resolve().parents[2] / "examples" / "data" / "polystyrene-785-bwtek-a.txt"
ROWS = np.random.default_rng(5).normal(100, 5, (600, 120)).cumsum(axis=1)
LIBRARY = ramatch.Library.default()
QUERIES = [LIBRARY.prepare(POLYSTYRENE)] * 5

# Every call that shares rows between threads.
MANY = {
    "baseline": lambda: ramatch.baseline(ROWS, threads=4)[0],
    "smooth": lambda: ramatch.smooth(ROWS, threads=4),
    "normalize": lambda: ramatch.normalize(ROWS, threads=4),
    "detrend": lambda: ramatch.detrend(ROWS, threads=4),
    "scatter_correct": lambda: ramatch.scatter_correct(ROWS, threads=4)[0],
    "nearest": lambda: np.array([found.scores for found in LIBRARY.nearest(QUERIES, threads=4)]),
    "nearest, few": lambda: np.array([found.scores for found in LIBRARY.nearest(QUERIES[:2], threads=4)]),
    "as many threads as there are": lambda: ramatch.baseline(ROWS, "snip")[0],
}

forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
if hasattr(os, "fork"):
    FORK = multiprocessing.get_context("fork")


def in_child(work, patience=60.0):
    """What `work` yields in a forked child; a child that does not answer is killed, and the test fails."""
    receiver, sender = FORK.Pipe(duplex=False)
    child = FORK.Process(target=lambda: sender.send(work()))
    child.start()
    sender.close()
    try:
        assert receiver.poll(patience), "the child hangs"
        return receiver.recv()
    finally:
        if child.is_alive() and child.exitcode is None:
            child.join(5)
        if child.exitcode is None:
            os.kill(child.pid, signal.SIGKILL)
        child.join()


@forks
@pytest.mark.parametrize("name", MANY)
def test_a_child_has_threads_of_its_own(name):
    expected = MANY[name]()
    assert np.array_equal(in_child(MANY[name]), expected)
    # And its children too; the parent goes on.
    assert np.array_equal(in_child(lambda: (MANY[name](), in_child(MANY[name]))[1]), expected)
    assert np.array_equal(MANY[name](), expected)


@forks
def test_a_pool_of_processes():
    expected = ramatch.baseline(ROWS)[0]
    with FORK.Pool(2) as pool:
        made = pool.map_async(baseline, [ROWS] * 4).get(timeout=60)
    assert all(np.array_equal(one, expected) for one in made)


def baseline(rows):
    return ramatch.baseline(rows, threads=3)[0]


@forks
def test_a_fork_while_another_thread_is_at_work():
    done = threading.Event()

    def busy():
        while not done.is_set():
            ramatch.baseline(ROWS, threads=4)

    threads = [threading.Thread(target=busy) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(20):
            assert in_child(lambda: ramatch.baseline(ROWS, threads=4)[0].shape) == ROWS.shape
    finally:
        done.set()
        for thread in threads:
            thread.join()


@forks
def test_a_fork_while_another_thread_makes_the_library_ready():
    expected = ramatch.identify(POLYSTYRENE).best.score
    for step in range(20):
        library = ramatch.Library.default()
        first = threading.Thread(target=lambda: library.search(POLYSTYRENE))
        first.start()
        time.sleep(0.001 * step)
        ask = lambda: (library.search(POLYSTYRENE).best.score, len(library.nearest(QUERIES)))  # noqa: E731
        assert in_child(ask) == (expected, len(QUERIES))
        first.join()


@forks
def test_a_builder_stays_with_its_process(tmp_path):
    builder = ramatch.LibraryBuilder(folder=tmp_path)
    builder.add(POLYSTYRENE, "a", "a")

    def elsewhere():
        nonlocal builder
        said = []
        calls = [lambda: builder.add(POLYSTYRENE, "b", "b"), lambda: builder.write(tmp_path / "b.rsl")]
        for call in [*calls, lambda: builder.add_rows(np.full((1, 1024), 1 / 32), ["c"], ["c"]), lambda: builder.copy(LIBRARY)]:
            try:
                call()
            except ramatch.RamatchError as error:
                said.append((error.code, str(error)))
        # What it keeps in memory does not go to the file that both have open.
        del calls, call
        builder = None
        return said

    said = in_child(elsewhere)
    assert len(said) == 4 and all(code == "parameter" and "another process" in text for code, text in said)
    builder.add(POLYSTYRENE, "b", "b")
    builder.write(tmp_path / "a.rsl")
    library = ramatch.Library.read(tmp_path / "a.rsl")
    assert len(library) == 2 and len(library.curve(1)[0]) == 1743


@pytest.mark.skipif(sys.platform == "win32", reason="joblib forks nowhere but on unix")
@pytest.mark.parametrize("backend", ["loky", "multiprocessing", "threading"])
def test_joblib(backend):
    joblib = pytest.importorskip("joblib", reason="joblib is not installed: pip install joblib")
    expected = ramatch.baseline(ROWS, threads=3)[0]
    made = joblib.Parallel(n_jobs=2, backend=backend, timeout=120)(joblib.delayed(baseline)(ROWS) for _ in range(3))
    assert all(np.array_equal(one, expected) for one in made)


@pytest.mark.parametrize("backend", ["loky", "multiprocessing"])
def test_a_grid_search_of_scikit_learn(backend):
    pytest.importorskip("sklearn", reason="scikit-learn is not installed: pip install scikit-learn")
    import joblib
    from sklearn.model_selection import GridSearchCV
    from sklearn.neighbors import KNeighborsClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import FunctionTransformer

    ramatch.baseline(ROWS)
    rows, kinds = ROWS[:120], np.arange(120) % 2
    model = make_pipeline(FunctionTransformer(corrected), KNeighborsClassifier())
    grid = {"functiontransformer__kw_args": [{"lam": 1e3}, {"lam": 1e5}]}
    with joblib.parallel_config(backend=backend, n_jobs=2):
        search = GridSearchCV(model, grid, cv=2, n_jobs=2, error_score="raise").fit(rows, kinds)
    assert len(search.cv_results_["params"]) == 2 and np.isfinite(search.cv_results_["mean_test_score"]).all()


def corrected(rows, lam):
    return rows - ramatch.baseline(rows, "asls", lam=lam, threads=2)[0]
