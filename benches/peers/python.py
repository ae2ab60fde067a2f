"""The Python face beside its peers, in one run: a map against RamanSPy and numpy, what a call costs above Rust, and memory.

`cargo xtask peers python` installs all of them into one environment and runs this. Times are medians of alternating runs in one process;
only their ratio means anything, machines are noisy. RamanSPy works on one thread and one spectrum after the other, which is all it can;
its arPLS is that of pybaselines, its search a matrix product of numpy with all cores.

    python benches/peers/python.py [--peer-spectra 200] [--memory-rows 500000]
"""

import argparse
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import numpy as np

import ramatch

AXIS = np.linspace(300.0, 2300.0, 1024)


def references(count):
    """Spectra of bands at random places."""
    rng = np.random.default_rng(7)
    rows = np.zeros((count, AXIS.size))
    for row in rows:
        for _ in range(rng.integers(6, 18)):
            row += rng.lognormal(0, 0.8) / (1 + ((AXIS - rng.uniform(350, 2250)) / rng.uniform(3, 9)) ** 2)
    return rows


def area(shape, known):
    """A map of sums of two references each, upon fluorescence, with noise and a cosmic ray in every twentieth spectrum; and which of the
    two is the stronger."""
    rng = np.random.default_rng(8)
    count = shape[0] * shape[1]
    places = rng.integers(0, len(known), (count, 2))
    parts = known[places]
    rows = 300 * (parts[:, 0] + 0.3 * parts[:, 1]) + 800 * np.exp(-(((AXIS - 1400) / 900) ** 2)) + 200
    rows += rng.normal(0, 3, rows.shape)
    hit = np.arange(0, count, 20)
    rows[hit, rng.integers(20, AXIS.size - 20, hit.size)] += 4000
    return rows, places[:, 0]


def seconds(job):
    begun = time.perf_counter()
    made = job()
    return time.perf_counter() - begun, made


def a_map(peer_spectra):
    """Despike, smooth, arPLS, normalise, and search in 1,000 entries."""
    import warnings

    import ramanspy

    warnings.simplefilter("ignore")
    known = references(1000)
    library = ramatch.Library.build(
        ({"spectrum": (AXIS, row), "substance": f"s{index}"} for index, row in enumerate(known)), rows="f32"
    )
    rows, truth = area((100, 100), known)
    steps = ramanspy.preprocessing.Pipeline(
        [
            ramanspy.preprocessing.despike.WhitakerHayes(),
            ramanspy.preprocessing.denoise.SavGol(window_length=9, polyorder=3),
            ramanspy.preprocessing.baseline.ARPLS(),
            ramanspy.preprocessing.normalise.Vector(),
        ]
    )
    theirs = steps.apply(ramanspy.SpectralContainer(known, AXIS)).spectral_data

    def peer(some):
        made = steps.apply(ramanspy.SpectralContainer(some, AXIS)).spectral_data
        return np.argmax(made @ theirs.T, axis=1)

    def own(some):
        found = library.nearest(library.prepare_many(some, shift=AXIS), 1, metric="cosine")
        return np.array([one.entries[0] for one in found])

    own(rows[:500]), peer(rows[:20])
    ours, theirs_took, right = [], [], []
    for turn in range(5):
        some = rows[turn * peer_spectra : (turn + 1) * peer_spectra]
        taken, first = seconds(lambda: own(rows))
        ours.append(taken / len(rows))
        taken, second = seconds(lambda some=some: peer(some))
        theirs_took.append(taken / len(some))
        right.append(((first == truth).mean(), (second == truth[turn * peer_spectra :][: len(some)]).mean()))
    ratio = statistics.median(b / a for a, b in zip(ours, theirs_took))
    print(f"map of 100 x 100, 1,024 points, 1,000 entries: {1e6 * statistics.median(ours):.0f} us a spectrum;")
    print(f"  RamanSPy and numpy {1e6 * statistics.median(theirs_took):.0f} us: {ratio:.0f} times (at least 20, aim 60);")
    own_right, peer_right = np.mean(right, axis=0)
    print(f"  the stronger reference first for {own_right:.1%} and {peer_right:.1%}; RamanSPy ran on {peer_spectra} spectra in each of 5 turns")


class Answered:
    """A library's inner part that has its answer already: what is left of a call is what Python costs above Rust."""

    def __init__(self, answer):
        self._answer = answer

    def _search(self, spectra, how):
        return self._answer


def one_call():
    """What a call costs above Rust, and what an import costs.

    The milliseconds of a search vary by more than what is paid above it, so it is left out: a call is timed whose search is done.
    """
    from ramatch._given import options

    rng = np.random.default_rng(1)
    spectrum = ramatch.Spectrum(AXIS, 500 + 9000 / (1 + ((AXIS - 520.5) / 3) ** 2) + rng.normal(0, 5, AXIS.size))
    x, y = AXIS.astype(np.float32), spectrum.intensity.astype(np.float32)
    library = ramatch.Library.from_bytes(ramatch.Library.default().to_bytes())
    how, inner = options(5, None, None, None, (), None, False), library._inner
    searching = [seconds(lambda: inner._search([spectrum], how))[0] for _ in range(50)]
    library._inner = Answered(inner._search([spectrum], how))
    jobs = [lambda: ramatch.identify(spectrum, library=library), lambda: ramatch.identify((x, y), library=library)]
    taken = np.empty((2000, len(jobs)))
    for turn, row in enumerate(taken):
        for at in np.roll(np.arange(len(jobs)), turn):
            row[at], _ = seconds(jobs[at])
    whole, arrays = 1e6 * np.median(taken, axis=0)
    result = [ramatch.identify(spectrum) for _ in range(200)]
    reading, _ = seconds(lambda: [one.hits for one in result])
    print(f"identify above Rust: {whole:.0f} us for a Spectrum, {arrays:.0f} us for arrays of float32 (at most 60, aim 30),")
    print(f"  beside {1e6 * statistics.median(searching):.0f} us of Rust; looking at a result, once, {1e6 * reading / len(result):.0f} us")

    def imported(what):
        return seconds(lambda: subprocess.run([sys.executable, "-c", f"import {what}"], check=True))[0]

    both = [(imported("numpy"), imported("numpy, ramatch")) for _ in range(9)]
    print(f"import beyond numpy: {1e3 * statistics.median(b - a for a, b in both):.0f} ms (at most 60, aim 25)")


MEMORY = """
import sys, threading, time
import numpy as np, ramatch

def own():
    # Pages of the mapped file belong to the system, which takes them back when it needs them.
    with open("/proc/self/status") as status:
        lines = dict(line.split(":", 1) for line in status)
    return int(lines["RssAnon"].split()[0]) / 1024

rows = np.load(sys.argv[1], mmap_mode="r")
shift = np.linspace(300.0, 2300.0, rows.shape[1])
ramatch.identify_many(rows[:64], shift=shift, single=True)
before, most, done = own(), [0.0], []
def watch():
    while not done:
        most[0] = max(most[0], own())
        time.sleep(0.05)
thread = threading.Thread(target=watch)
thread.start()
results = ramatch.identify_many(rows, shift=shift, details=False, single=True)
done.append(True)
thread.join()
print(len(results), most[0] - before)
"""


def memory(count):
    """What `identify_many` needs for a mapped array, above the library."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "rows.npy"
        rows = np.lib.format.open_memmap(path, "w+", np.float32, (count, 1024))
        part = area((16, 16), references(50))[0].astype(np.float32)
        for begin in range(0, count, len(part)):
            rows[begin : begin + len(part)] = part[: min(len(part), count - begin)]
        size = rows.nbytes / 2**30
        rows.flush()
        del rows
        ran = subprocess.run([sys.executable, "-c", MEMORY, str(path)], capture_output=True, text=True, check=True)
        answered, most = ran.stdout.split()
        print(f"identify_many over {size:.2f} GiB, {answered} spectra: {float(most):.0f} MiB above the library (at most 300)")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--peer-spectra", type=int, default=200)
    parser.add_argument("--memory-rows", type=int, default=500_000)
    given = parser.parse_args()
    print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}, numpy {np.__version__}, ramatch {ramatch.__version__}")
    one_call()
    a_map(given.peer_spectra)
    memory(given.memory_rows)


if __name__ == "__main__":
    main()
