"""Every entry of the built-in library as other instruments would see it.

Signal-to-noise ratio: height of the strongest band over the standard deviation of the noise under it. Noise is half read
noise, half shot noise of the total counts. Fluorescence k: its maximum is k times the strongest band. A container's
strongest band is a given multiple of the sample's.
"""

import zlib

import numpy as np

import ramatch

STEP_CM1 = 2.4


def run_surface(about, *, repeats=1, progress=None):
    """Ask for every entry under one condition.

    Parameters
    ----------
    about : dict
        ``shift_cm1``, ``stretch``, ``resolution_cm1``, ``snr``, ``fluorescence``, ``polyethylene``; ``through`` to tell the
        matcher of the container.
    repeats : int
        Queries of each entry; signs of shift and stretch, background and noise differ.

    Returns
    -------
    dict
        ``asked``, ``top1``, ``decided``, ``decided_wrong`` and the ``wrong`` names.
    """
    library = ramatch.Library.default()
    curves = _curves(library)
    container = curves.get("vendor-785-2026/polyethylene")
    asked = right = decided = decided_wrong = 0
    wrong = []
    for done, (entry, (name, shift, counts)) in enumerate(curves.items()):
        if about["polyethylene"] > 0 and name == "polyethylene":
            continue
        for repeat in range(repeats):
            rng = np.random.default_rng(zlib.crc32(f"{entry} {repeat}".encode()))
            spectrum = _measured(shift, counts, container, about, rng)
            through = "polyethylene" if about.get("through") and about["polyethylene"] > 0 else None
            result = library.search(spectrum, 5, through=through)
            found = result.best.substance if result.best else ""
            asked += 1
            right += found == name
            decided += result.cannot_decide is None
            decided_wrong += result.cannot_decide is None and found != name
            if found != name:
                wrong.append((name, found))
        if progress is not None:
            progress("synthetic", str(about), done + 1, len(curves))
    return {"asked": asked, "top1": right, "decided": decided, "decided_wrong": decided_wrong, "wrong": wrong}


def _curves(library):
    """The curves that the entries were made from."""
    curves = {}
    for index in range(len(library)):
        entry = library.entry(index)
        shift, counts = (values.astype(float) for values in library.curve(index))
        curves[entry["id"]] = (entry["substance"], shift, counts)
    return curves


def _measured(shift, counts, container, about, rng):
    step = float(np.median(np.diff(shift)))
    off = about["shift_cm1"] * rng.choice([-1, 1])
    stretch = about["stretch"] * rng.choice([-1, 1])
    low, high = max(200.0, shift[0]), min(2300.0, shift[-1])
    axis = np.arange(low, high, STEP_CM1)
    # What the instrument calls `axis` is in truth:
    truth = axis - off - stretch * (axis - 1000.0)
    # The references hold a resolution of about 8 cm⁻¹ already.
    broader = np.sqrt(max(about["resolution_cm1"] ** 2 - 64.0, 0.0)) / 2.3548 / step

    def seen(x, y):
        y = _blur(y, broader) if broader > 0 else y
        y = np.interp(truth, x, y, left=y[0], right=y[-1])
        return y / y.max()

    signal = seen(shift, counts)
    if about["polyethylene"] > 0 and container is not None:
        signal = signal + about["polyethylene"] * seen(container[1], container[2])
    background = np.zeros(axis.size)
    for centre, width, height in zip(rng.uniform(0, 2500, 3), rng.uniform(500, 1500, 3), rng.uniform(0.2, 1, 3)):
        background += height * np.exp(-0.5 * ((axis - centre) / width) ** 2)
    total = signal + about["fluorescence"] * background / background.max()
    sigma = np.sqrt(0.5 + 0.5 * total / np.median(total)) / about["snr"]
    return ramatch.Spectrum(axis, 1000.0 * (total + rng.normal(0, 1, axis.size) * sigma))


def _blur(y, deviation):
    reach = int(4 * deviation) + 1
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / deviation) ** 2)
    padded = np.pad(y, reach, mode="edge")
    return np.convolve(padded, kernel / kernel.sum(), mode="valid")
