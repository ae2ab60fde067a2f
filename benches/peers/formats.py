"""Readers of instrument files: the numbers and the speed of ramatch beside packages from PyPI, in one process.

`cargo xtask peers formats -- --files FOLDER` installs all of them into one environment and runs this on the 144 files that the package
jcamp is tested with, and on every file below FOLDER. A file counts as equal where axis and ordinates agree to 1e-6 of the largest value; where they do not, both are printed.
Times are medians of alternating runs in one process; only their ratio means anything, machines are noisy.
"""

import argparse
import contextlib
import importlib.metadata
import io
import pathlib
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
import warnings

warnings.simplefilter("ignore")

import numpy as np

import ramatch


def _jcamp(path):
    import jcamp

    with open(path, encoding="latin-1") as file:
        read = jcamp.read(file)
    parts = [part for part in read.get("children", [read]) if "x" in part]
    return [(part["x"], part["y"]) for part in parts]


def _spc(path):
    import spc_io

    with open(path, "rb") as file:
        return [(part.xarray, part.yarray) for part in spc_io.SPC.from_bytes_io(file)]


def _wdf(path):
    from renishawWiRE import WDFReader

    read = WDFReader(str(path))
    axis = read.xdata
    return [(axis, row) for row in np.asarray(read.spectra).reshape(-1, len(axis))]


def _opus(path):
    import brukeropus

    read = brukeropus.read_opus(str(path))
    return [(getattr(read, key).x, getattr(read, key).y) for key in read.all_data_keys]


def _spectrochempy(path):
    import spectrochempy

    read = spectrochempy.read(str(path))
    sets = read if isinstance(read, list) else [read]
    return [(one.x.data, row) for one in sets for row in np.atleast_2d(np.asarray(one.data))]


PEERS = [
    ("jcamp", (".dx", ".jdx"), _jcamp),
    ("spc-io", (".spc",), _spc),
    ("renishawWiRE", (".wdf",), _wdf),
    ("brukeropus", (".0",), _opus),
    ("spectrochempy", (".spa", ".0"), _spectrochempy),
]


def _quietly(function, path):
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        return function(path)


def _same(ours, theirs):
    """Whether two lists of spectra hold the same numbers, in any order of the spectra."""

    def close(a, b):
        a, b = np.asarray(a, float).ravel(), np.asarray(b, float).ravel()
        return a.shape == b.shape and np.max(np.abs(a - b), initial=0) <= 1e-6 * np.max(np.abs(b), initial=1e-300)

    left = [(record.x, record.y) for record in ours]
    for x, y in theirs:
        found = next((i for i, (ax, ay) in enumerate(left) if close(ax, x) and close(ay, y)), None)
        if found is None:
            return False
        left.pop(found)
    return not left


def _medians(a, b, path, rounds):
    times = ([], [])
    for _ in range(rounds):
        for function, into in zip((a, b), times):
            begun = time.perf_counter()
            _quietly(function, path)
            into.append(time.perf_counter() - begun)
    return [statistics.median(own) for own in times]


def tested_with(package, folder):
    """The source of a package as it is installed here, which has the files of its tests."""
    wanted = f"{package}=={importlib.metadata.version(package)}"
    download = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--no-binary", package, "-d", str(folder), wanted]
    subprocess.run(download, check=True)
    for archive in folder.glob("*.tar.gz"):
        with tarfile.open(archive) as packed:
            packed.extractall(folder, filter="data")
    return folder


def compare(folder, rounds, peers=PEERS):
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    for name, endings, peer in peers:
        ratios, equal, refused, differing = [], 0, [], []
        for path in (path for path in files if path.suffix.lower() in endings):
            try:
                ours = ramatch.records(path)
            except ramatch.RamatchError as error:
                ours = error
            try:
                theirs = _quietly(peer, path)
            except Exception as error:  # Whatever a peer raises is its refusal.
                refused.append(f"{path.name} ({type(error).__name__}: {str(error)[:60]})")
                continue
            if isinstance(ours, Exception):
                differing.append(f"{path.name}: ramatch refuses it: {ours.code}")
            elif not _same(ours, theirs):
                differing.append(f"{path.name}: {len(ours)} spectra, {name} {len(theirs)}")
            else:
                equal += 1
                mine, other = _medians(ramatch.records, peer, path, rounds)
                ratios.append(other / mine)
        if equal == 0:
            print(f"{name}: no file at hand that both read")
            continue
        print(f"{name}: {equal} files equal, {statistics.median(ratios):.0f} times its time (least {min(ratios):.1f})")
        for text in differing:
            print(f"    differs: {text}")
        for text in refused:
            print(f"    {name} refuses: {text}")


def throughput(rounds):
    """Megabytes per second of AFFN text, and Python's own loop over it."""
    random = np.random.default_rng(1)
    values = random.integers(-99_999, 99_999, 600_000)
    rows = [f"{100 + 0.8 * i:.1f} " + " ".join(map(str, values[8 * i : 8 * i + 8])) for i in range(len(values) // 8)]
    head = "##TITLE=made\n##JCAMP-DX=4.24\n##DATA TYPE=RAMAN SPECTRUM\n##XUNITS=1/CM\n##YUNITS=COUNTS\n##XFACTOR=1\n##YFACTOR=1\n"
    head += f"##FIRSTX=100\n##LASTX={100 + (len(values) - 1) / 10}\n##NPOINTS={len(values)}\n##XYDATA=(X++(Y..Y))\n"
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "affn.jdx"
        path.write_text(head + "\n".join(rows) + "\n##END=\n")
        size = path.stat().st_size

        def python(path):
            out = []
            with open(path) as file:
                for line in file:
                    if not line.startswith("##"):
                        out.extend(float(word) for word in line.split()[1:])
            return out

        assert python(path) == list(ramatch.records(path)[0].y)
        mine, other = _medians(ramatch.records, python, path, rounds)
    print(f"AFFN: {size / 1e6 / mine:.0f} MB/s on one core, {other / mine:.1f} times as fast as Python's float() over split()")


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--files", type=pathlib.Path, help="folder with files of instruments")
    options.add_argument("--rounds", type=int, default=5)
    options = options.parse_args()
    throughput(options.rounds)
    with tempfile.TemporaryDirectory() as folder:
        print("files that jcamp is tested with:")
        compare(tested_with("jcamp", pathlib.Path(folder)), options.rounds, PEERS[:1])
    if options.files is None or not options.files.is_dir():
        print("skipped: no folder with files of instruments (--files)", file=sys.stderr)
        return
    compare(options.files, options.rounds)


if __name__ == "__main__":
    main()
