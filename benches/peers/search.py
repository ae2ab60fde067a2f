"""Exact search, ramatch against faiss, numpy and usearch: one thread, 1,024 points, top 10.

`cargo xtask peers search` installs all of them into one environment and runs this. Times are medians of alternating runs in
one process; only their ratio means anything, machines are noisy. Options: `--most 100000` leaves larger libraries out,
`--spectra FOLDER` names a folder of measured spectra (`minerals_dev.npz`, `vendor_785.npz`, …) if there is one.

The libraries are made by a seeded generator of Raman-like spectra: bands at positions that many substances share, several
spectra of each substance. It counts only if its rows are at least as hard to tell apart as measured ones: the part of rows that
a search has to score exactly, in a library of as many rows as there are measured spectra, is at least theirs.
"""

import argparse
import gc
import json
import os
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile
import time

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS", "RAYON_NUM_THREADS"):
    os.environ[name] = "1"

import faiss
import numpy as np
from raman_like import N, raman_like

import ramatch

faiss.omp_set_num_threads(1)
K = 10
AXIS = 256.0 + 2.0 * np.arange(N)
# A query has to reach a little further than the grid to be known on all of it.
AROUND = 252.0 + 2.0 * np.arange(N + 4)
HERE = pathlib.Path(__file__).resolve().parent
RECIPE = ramatch.Recipe.read(HERE / "smooth.toml")
ROWS = []


def asked(rows, rng):
    """Measurements of what is in rows: another axis, other noise."""
    queries = []
    for row in rows:
        shift = AXIS + rng.uniform(-2, 2)
        y = np.interp(AROUND, shift, row) + rng.normal(0, 0.02 * row.max(), len(AROUND))
        queries.append((AROUND, y))
    return queries


def library(path, blocks, rows="f32", codes=False):
    builder = ramatch.LibraryBuilder(RECIPE, rows=rows, codes=codes, folder=path.parent)
    for first, block in blocks:
        ids = [f"agency/entry-{first + i:07d}" for i in range(len(block))]
        builder.add_rows(block, ids, [f"substance {(first + i) // 3:06d}" for i in range(len(block))])
    builder.write(path)
    return ramatch.Library.open(path)


def seconds(job):
    begun = time.perf_counter()
    job()
    return time.perf_counter() - begun


def report(label, ours, theirs, peer, least, aim, note=""):
    own, other = statistics.median(ours), statistics.median(theirs)
    ratio = statistics.median(b / a for a, b in zip(ours, theirs))
    verdict = "" if ratio >= least else "  BELOW"
    print(
        f"{label:42s} {1e6 * own:10.1f} µs {1e6 * other:11.1f} µs {peer:7s} {ratio:7.1f}×   {least:g}× / {aim:g}×{verdict}{note}",
        flush=True,
    )
    ROWS.append(
        {"row": label, "ramatch_us": 1e6 * own, "peer_us": 1e6 * other, "peer": peer, "ratio": ratio, "least": least, "aim": aim}
    )


def alternate(ours, theirs, queries, before=lambda: None):
    """Times of both for every query, one after the other; peers, which hardly depend on the query, are asked for a few only."""
    own, other = [], []
    for i, query in enumerate(queries):
        before()
        own.append(seconds(lambda: ours(query)))
        if i % max(1, len(queries) // 16) == 0:
            before()
            peer = seconds(lambda: theirs(query))
        other.append(peer)
    return own, other


def same(own, scores, entries):
    """Whether a peer found the same, but for what its rounding confuses."""
    order = np.lexsort((entries, -scores.astype(np.float64)))
    apart = own.entries.astype(np.int64) != entries[order]
    return bool(np.all(np.abs(own.scores - scores[order])[apart] < 2e-6))


SWEPT = np.zeros(1 << 25)


def sweep():
    """Fills the caches with something else."""
    SWEPT[::8] += 1.0


def rest_of(found, rows):
    return 100.0 * statistics.mean(one.rescored for one in found) / rows


def one_size(folder, m, measured):
    rng = np.random.default_rng(m)
    blocks = [(first, raman_like(first, min(20_000, m - first))) for first in range(0, m, 20_000)]
    rows = np.empty((m, N), np.float32)
    for first, block in blocks:
        rows[first : first + len(block)] = block
    del blocks
    path = folder / f"raman-{m}.rsl"
    made = seconds(lambda: library(path, ((f, rows[f : f + 20_000]) for f in range(0, m, 20_000))))
    ours = ramatch.Library.open(path)
    index = faiss.IndexFlatIP(N)
    for first in range(0, m, 20_000):
        index.add(rows[first : first + 20_000])
    count = 128 if m < 1_000_000 else 48
    queries = [ours.prepare(query) for query in asked(rows[rng.integers(0, m, count)], rng)]
    by_faiss = lambda query: index.search(query.samples[None], K)
    found = [ours.nearest(query, K) for query in queries]
    scores, entries = index.search(np.array([query.samples for query in queries]), K)
    wrong = sum(not same(*one) for one in zip(found, scores, entries))
    assert wrong == 0, f"{wrong} answers of {count} are not those of faiss"
    part = 100.0 * statistics.mean(one.bytes for one in found) / path.stat().st_size
    note = f"   {rest_of(found, m):.3f} % of rows scored, {part:.2f} % of bytes; made in {made:.1f} s"
    least = {10_000: (40, 70), 100_000: (120, 250), 1_000_000: (100, 200)}.get(m, (1, 1))
    report(f"one query of {m}, warm", *alternate(lambda q: ours.nearest(q, K), by_faiss, queries), "faiss", *least, note)
    least = {10_000: (10, 20), 100_000: (40, 80), 1_000_000: (70, 150)}.get(m, (1, 1))
    report(
        f"one query of {m}, caches swept",
        *alternate(lambda q: ours.nearest(q, K), by_faiss, queries[:32], sweep),
        "faiss",
        *least,
    )
    if m == 100_000:
        others(ours, by_faiss, measured)
        opened(path, rows, folder)
    del index
    gc.collect()
    group = queries[:64] if len(queries) >= 64 else (queries * 2)[:64]
    matrix = np.array([query.samples for query in group])

    def by_numpy(_):
        products = matrix @ rows.T
        best = np.argpartition(products, -K, axis=1)[:, -K:]
        return np.take_along_axis(best, np.argsort(-np.take_along_axis(products, best, 1), 1), 1)

    many, theirs = alternate(lambda _: ours.nearest(group, K, threads=1), by_numpy, range(5 if m < 1_000_000 else 3))
    many, theirs = [t / 64 for t in many], [t / 64 for t in theirs]
    least = {10_000: (10, 20), 100_000: (35, 60), 1_000_000: (30, 60)}.get(m, (1, 1))
    report(f"64 queries at once of {m}, each", many, theirs, "numpy", *least)
    if m == 10_000:
        by_usearch(ours, rows, queries)
    path.unlink()


def by_usearch(ours, rows, queries):
    from usearch.index import MetricKind, search

    job = lambda query: search(rows, query.samples, K, MetricKind.IP, exact=True, threads=1)
    report("one query of 10000, warm", *alternate(lambda q: ours.nearest(q, K), job, queries[:16]), "usearch", 1, 40)


def others(ours, by_faiss, measured):
    """Queries of other instruments."""
    if measured is None:
        print("queries of other instruments: not measured (no folder of measured spectra)")
        return
    queries = []
    for name in ("weathered_polymers", "microscope_pure", "vendor_785"):
        for shift, y in spectra_of(measured, name)[::9]:
            queries.append(ours.prepare((AROUND, corrected(shift, y, AROUND))))
    rng = np.random.default_rng(3)
    queries = [queries[i] for i in rng.permutation(len(queries))[:200]]
    found = [ours.nearest(query, K) for query in queries]
    own, theirs = alternate(lambda q: ours.nearest(q, K), by_faiss, queries)
    worst = max(own) / statistics.median(theirs)
    note = f"   {rest_of(found, 100_000):.3f} % of rows scored, {sum(one.scanned for one in found)} of {len(found)} scanned all; worst {1 / worst:.1f}×"
    report("other instruments' queries of 100000", own, theirs, "faiss", 50, 100, note)


def spectra_of(folder, name):
    with np.load(folder / f"{name}.npz") as sets:
        off, x, y = sets["off"], sets["x"], sets["y"]
    spectra = []
    for a, b in zip(off[:-1], off[1:]):
        shift, counts = x[a:b].astype(float), y[a:b].astype(float)
        order = np.argsort(shift)
        shift, counts = shift[order], counts[order]
        known = np.nonzero(counts)[0]
        if len(known) < 200:
            continue
        keep = slice(known[0], known[-1] + 1)
        shift, counts = shift[keep], counts[keep]
        keep = (shift > 150) & np.concatenate(([True], np.diff(shift) > 0))
        shift, counts = shift[keep], counts[keep]
        if len(shift) and min(shift[-1], AXIS[-1]) - max(shift[0], AXIS[0]) > 500 and np.ptp(counts) > 0:
            spectra.append((shift, counts))
    return spectra


def corrected(shift, y, axis=AXIS):
    y = np.interp(axis, shift, y / y.max(), 0.0, 0.0)
    y = y - ramatch.baseline(y, "arpls", lam=1e5)[0]
    return ramatch.smooth(y, "fourier", step=2.0, resolution_cm1=8.0)


def accepted(folder, measured):
    """Whether the generator's rows are as hard to tell apart as measured ones."""
    if measured is None:
        print("the generator is not compared with measured spectra (no folder of them)")
        return
    rows = np.array(
        [corrected(*one) for name in ("minerals_dev", "vendor_785") for one in spectra_of(measured, name)]
    ).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    rng = np.random.default_rng(5)
    parts = []
    for what, some in (("measured", rows), ("generated", raman_like(0, len(rows)))):
        made = library(folder / f"{what}.rsl", [(0, some)])
        queries = [made.prepare(query) for query in asked(some[rng.permutation(len(some))[:300]], rng)]
        parts.append(rest_of([made.nearest(query, K) for query in queries], len(some)))
    verdict = "accepted" if parts[1] >= parts[0] else "NOT ACCEPTED: too easy"
    print(
        f"of {len(rows)} rows, {parts[0]:.2f} % of the measured and {parts[1]:.2f} % of the generated ones are scored exactly: {verdict}"
    )


def worst(folder, m=100_000):
    """Rows that nothing can tell apart, sorted so that each is better than all before it."""
    rng = np.random.default_rng(9)
    rows = rng.random((m, N), dtype=np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    first = rng.random(N, dtype=np.float32)
    rows = rows[np.argsort(rows @ first)]
    index = faiss.IndexFlatIP(N)
    index.add(rows)
    by_numpy = lambda query: np.argpartition(rows @ query.samples, -K)[-K:]
    for label, options, least in (("", {}, (0.9, 1)), (", with codes", {"codes": True}, (3, 4)), (", i8", {"rows": "i8"}, (3, 4))):
        ours = library(folder / "worst.rsl", [(0, rows)], **options)
        wide = lambda query: np.concatenate((query[:1], query[:1], query, query[-1:], query[-1:]))
        queries = [ours.prepare((AROUND, wide(query))) for query in [first, *rng.random((15, N))]]
        found = [ours.nearest(query, K) for query in queries]
        note = f"   {rest_of(found, m):.3f} % of rows scored"
        report(f"random rows, worst first, {m}{label}", *alternate(lambda q: ours.nearest(q, K), lambda q: index.search(q.samples[None], K), queries), "faiss", *least, note)
        if not label:
            report(f"random rows, worst first, {m}", *alternate(lambda q: ours.nearest(q, K), by_numpy, queries), "numpy", *least)


def opened(path, rows, folder):
    np.save(folder / "rows.npy", rows)
    ours = [seconds(lambda: ramatch.Library.open(path)) for _ in range(200)]
    theirs = [seconds(lambda: np.load(folder / "rows.npy", mmap_mode="r")) for _ in range(200)]
    own, other = statistics.median(ours), statistics.median(theirs)
    print(f"open 100000 entries: {1e6 * own:.0f} µs, numpy.load(mmap_mode='r') {1e6 * other:.0f} µs: {own / other:.2f} times (at most 5, aim 1)")
    ROWS.append({"row": "open", "ramatch_us": 1e6 * own, "peer_us": 1e6 * other, "peer": "numpy", "times": own / other})
    script = (
        "import resource, sys, ramatch; import numpy as np; ramatch.baseline(np.ones(64) + np.arange(64) % 3)\n"
        "status = lambda: int(next(l for l in open('/proc/self/status') if l.startswith('VmRSS')).split()[1])\n"
        "before = status(); library = ramatch.Library.open(sys.argv[1]); print(status() - before)"
    )
    grown = subprocess.run([sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True)
    print(f"resident memory after open: {int(grown.stdout) / 1024:.2f} MB more (below 10)")
    (folder / "rows.npy").unlink()
    small = folder / "i8.rsl"
    library(small, [(first, rows[first : first + 20_000]) for first in range(0, len(rows), 20_000)], rows="i8")
    print(f"bytes per entry of the i8 file: {small.stat().st_size / len(rows):.0f} (at most 1300)")
    small.unlink()


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--most", type=int, default=1_000_000)
    options.add_argument("--spectra", type=pathlib.Path, default=HERE.parents[1].parent / "shared/data/spectra")
    options = options.parse_args()
    measured = options.spectra if (options.spectra / "minerals_dev.npz").exists() else None
    print(f"{'':42s} {'ramatch':>13s} {'peer':>14s} {'':7s} {'ratio':>8s}   least / aim")
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        accepted(folder, measured)
        for m in (10_000, 100_000, 1_000_000):
            if m <= options.most:
                one_size(folder, m, measured)
        worst(folder, min(100_000, options.most))
    print(f"largest resident memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.1f} GiB")
    print(json.dumps({"search": ROWS}))


main()
