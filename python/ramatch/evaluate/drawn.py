"""Spectra that nobody measured: noise added to measured ones, inputs that show no substance, and drawn bands.

Each comes from a random generator of its own, seeded by the CRC-32 of its id, so that a run can be repeated.
"""

import zlib

import numpy as np

import ramatch

#: The default recipe's grid: what the matcher looks at, in cm⁻¹.
LOW_CM1, HIGH_CM1, STEP_CM1 = 150.0, 2451.75, 2.25
#: Blur under which bands are looked for, so that they are not the noise's (deviation, cm⁻¹).
BLUR_CM1 = 2.0
#: A band is one that stands out by this part of the strongest.
LEAST_PROMINENCE = 0.03


def generator(text):
    """The random generator that belongs to an id."""
    return np.random.default_rng(zlib.crc32(text.encode()))


def smoothed(shift, counts, deviation_cm1):
    """Counts under a Gaussian of this deviation; the axis need not be even."""
    reach = int(4 * deviation_cm1 / np.diff(shift).min()) + 1
    total, weight = np.zeros(shift.size), np.zeros(shift.size)
    for off in range(-min(reach, shift.size - 1), min(reach, shift.size - 1) + 1):
        here = slice(max(0, -off), shift.size - max(0, off))
        there = slice(max(0, off), shift.size - max(0, -off))
        part = np.exp(-0.5 * ((shift[there] - shift[here]) / deviation_cm1) ** 2)
        total[here] += part * counts[there]
        weight[here] += part
    return total / weight


def above_baseline(shift, counts, to_cm1=HIGH_CM1):
    """Axis and counts from where the matcher's grid begins, above the default recipe's kind of baseline (arPLS)."""
    inside = (shift >= LOW_CM1) & (shift <= to_cm1)
    shift, counts = shift[inside], counts[inside]
    grid = np.arange(shift[0], shift[-1], STEP_CM1)
    under, _ = ramatch.baseline(np.interp(grid, shift, counts), "arpls", lam=1e5)
    return shift, counts - np.interp(shift, grid, under)


def strongest(shift, counts):
    """Height of the strongest band of the whole spectrum above the baseline; the laser's own line is none."""
    return float(above_baseline(shift, counts, np.inf)[1].max())


def with_noise(shift, counts, snr, rng):
    """White noise added so that the strongest band is `snr` times the deviation of one point."""
    return counts + rng.normal(0, strongest(shift, counts) / snr, shift.size)


def lorentzian(axis, centre, fwhm):
    """A line of height 1."""
    return 1 / (1 + ((axis - centre) / (fwhm / 2)) ** 2)


def bands(shift, counts):
    """Positions and heights of a spectrum's bands, strongest first."""
    from scipy.signal import find_peaks

    shift, counts = above_baseline(shift, counts)
    counts = smoothed(shift, counts, BLUR_CM1)
    found, _ = find_peaks(counts, prominence=LEAST_PROMINENCE * counts.max())
    found = found[np.argsort(-counts[found], kind="stable")]
    return shift[found], counts[found]


def fakes(shift, counts, name):
    """Drawn lines at the bands of a reference: FWHM 8 cm⁻¹, signal-to-noise ratio 200.

    Yields
    ------
    kind, axis, counts
        Lines of equal height at all bands; its four strongest alone, if it has more; and up to two of them alone.
    """
    positions, heights = bands(shift, counts)
    choices = [("equal heights", positions, np.ones(positions.size))]
    if positions.size > 4:
        choices.append(("four strongest", positions[:4], heights[:4]))
    for one in generator(f"{name} one line").permutation(positions.size)[:2]:
        choices.append(("one line", positions[one : one + 1], np.ones(1)))
    axis, _ = above_baseline(shift, counts)
    for number, (kind, centres, tops) in enumerate(choices):
        lines = sum(top * lorentzian(axis, centre, 8.0) for centre, top in zip(centres, tops))
        rng = generator(f"{name} {kind} {number}")
        yield kind, axis, 1000 * lines / lines.max() + rng.normal(0, 5.0, axis.size)


def _dark(axis, rng):
    return rng.uniform(100, 5000) + rng.normal(0, rng.uniform(2, 20), axis.size)


def _shot_noise(axis, rng):
    slope = rng.uniform(-0.5, 0.5) * (axis - axis.mean()) / (axis[-1] - axis[0])
    return rng.poisson(10 ** rng.uniform(1.5, 5) * (1 + slope)).astype(float)


def _coloured_noise(axis, rng):
    """Noise whose amplitude falls with frequency to the power 0.5 to 2, on a little white noise."""
    frequency = np.fft.rfftfreq(axis.size)
    frequency[0] = frequency[1]
    falling = np.fft.irfft(np.fft.rfft(rng.normal(0, 1, axis.size)) * frequency ** -rng.uniform(0.5, 2), axis.size)
    return 1000 + 100 * falling / falling.std() + rng.normal(0, rng.uniform(1, 20), axis.size)


def _smooth_curve(axis, rng):
    """Fluorescence: one to four maxima 300 to 1,500 cm⁻¹ wide, with its shot noise."""
    total = np.full(axis.size, 0.05)
    for _ in range(rng.integers(1, 5)):
        total += rng.uniform(0.2, 1) * np.exp(-0.5 * ((axis - rng.uniform(0, 2500)) / rng.uniform(130, 640)) ** 2)
    return rng.poisson(10 ** rng.uniform(3, 6) * total).astype(float)


def _few_lines(axis, rng):
    """One to five Lorentzian lines, FWHM 6 to 14 cm⁻¹, signal-to-noise ratio 50 to 500."""
    total = np.zeros(axis.size)
    for _ in range(rng.integers(1, 6)):
        total += rng.uniform(0.1, 1) * lorentzian(axis, rng.uniform(axis[0], axis[-1]), rng.uniform(6, 14))
    return _scaled(axis, total, 10 ** rng.uniform(1.7, 2.7), rng)


def _cosmic_rays(axis, rng):
    counts = rng.uniform(100, 5000) + rng.normal(0, 10, axis.size)
    for _ in range(rng.integers(1, 16)):
        place = rng.integers(0, axis.size - 3)
        counts[place : place + rng.integers(1, 4)] += 10 * 10 ** rng.uniform(1, 3)
    return counts


def _fringes(axis, rng):
    """One or two etalons, 15 to 200 cm⁻¹ apart, on a slope."""
    total = rng.uniform(-2, 2) * axis / 1000
    for _ in range(rng.integers(1, 3)):
        total += rng.uniform(0.2, 1) * np.sin(2 * np.pi * (axis / rng.uniform(15, 200) + rng.uniform()))
    return _scaled(axis, total, 10 ** rng.uniform(1, 2.5), rng)


def _random_bands(axis, rng):
    """5 to 15 pseudo-Voigt bands at random places, FWHM 6 to 30 cm⁻¹, signal-to-noise ratio 20 to 300."""
    total = np.zeros(axis.size)
    for _ in range(rng.integers(5, 16)):
        centre, fwhm, share = rng.uniform(axis[0], axis[-1]), rng.uniform(6, 30), rng.uniform()
        gaussian = np.exp(-4 * np.log(2) * ((axis - centre) / fwhm) ** 2)
        total += rng.uniform(0.05, 1) * (share * lorentzian(axis, centre, fwhm) + (1 - share) * gaussian)
    return _scaled(axis, total, 10 ** rng.uniform(1.3, 2.5), rng)


def _scaled(axis, total, snr, rng):
    """To 1,000 counts from top to bottom, with noise."""
    return 1000 * (total - total.min()) / np.ptp(total) + 500 + rng.normal(0, 1000 / snr, axis.size)


def _permuted(axis, rng, real):
    """A measured spectrum above its baseline, its stretches of 60 cm⁻¹ in another order."""
    shift, counts = above_baseline(*real)
    counts = np.interp(axis, shift, counts)
    blocks = np.split(counts, np.searchsorted(axis, np.arange(axis[0] + 60, axis[-1], 60)))
    return np.concatenate([blocks[i] for i in rng.permutation(len(blocks))])


EMPTY = {
    "dark": _dark,
    "shot noise": _shot_noise,
    "coloured noise": _coloured_noise,
    "smooth curves": _smooth_curve,
    "1–5 lines": _few_lines,
    "cosmic rays": _cosmic_rays,
    "fringes": _fringes,
    "permuted blocks": _permuted,
    "random bands": _random_bands,
}


def empty(number, real):
    """Input that shows no substance, of the kind whose turn it is.

    Parameters
    ----------
    number : int
        Seed; the kinds of `EMPTY` take turns.
    real : list of (shift, counts)
        Measured spectra whose stretches are put in another order.

    Returns
    -------
    kind, axis, counts
        From 200 to 2,300 or 150 to 1,400 cm⁻¹, one point every 1 to 4 cm⁻¹; permuted ones no farther than measured.
    """
    kind = list(EMPTY)[number % len(EMPTY)]
    rng = generator(f"empty {number}")
    low, high = ((200.0, 2300.0), (150.0, 1400.0))[rng.integers(2)]
    step = rng.uniform(1, 4)
    if EMPTY[kind] is not _permuted:
        axis = np.arange(low, high, step)
        return kind, axis, EMPTY[kind](axis, rng)
    shift, counts = real[rng.integers(len(real))]
    axis = np.arange(max(low, shift[0]), min(high, shift[-1]), step)
    return kind, axis, _permuted(axis, rng, (shift, counts))
