"""Street samples as another instrument would see them: two or three substances in stated shares, noise, a bag.

*Share* is that of the linear row: the norm of a component's difference of Gaussians (4 and 20 cm⁻¹) over the sum of these norms. Signal-to-noise
ratio is the height of the strongest band of the sample, above what is broader than 100 cm⁻¹, over the deviation of one point under it.
Everything follows from the number of the sample, so that a run can be repeated.
"""

import numpy as np

from .drawn import generator
from .mixture_sets import Query, References, group_of

ENTRIES = 1000
SNR = (10, 20, 50, 100, 300)
#: Shares of the least component, in percent.
SHARES = (2, 5, 10, 20, 30)
OF_EACH = 48
LOW_CM1, HIGH_CM1, STEP_CM1 = 310.0, 2290.0, 2.4
SHIFT_CM1, BROADER_CM1, RESPONSE, FLUORESCENCE = 5.0, 4.7, 0.10, 3.0
#: Width that bands of the references have at least; blur is stated by what it adds to these.
REFERENCE_FWHM_CM1 = 8.0
#: One sample of so many has a bag in front, whose share of the row lies between these.
BAG_EVERY, BAG = 5, (0.06, 0.30)
BAG_SNR = 300.0
#: Specimens are bags that are this similar to the first, which is pristine; the others show something else than polyethylene. One that is
#: nearer than the second number is the same measurement.
BAG_ALIKE = (0.8, 0.9995)


def street(sets, of_each=OF_EACH):
    """The queries: ``of_each`` for every pair of `SNR` and `SHARES`, half with two and half with three components.

    Components are entries of the 93 that are no mineral; the library holds them and so many minerals, evenly taken, that there are
    `ENTRIES`. The sample is measured on an axis that is off by up to ±5 cm⁻¹, bands that are 8 cm⁻¹ wide in the references come
    out up to 4.7 cm⁻¹ wider, the response differs smoothly by up to ±10 %, fluorescence is up to three times as high as the
    strongest band and brings its shot noise. Every fifth sample lies in a bag: a specimen of polyethylene, while the
    container that is told is another specimen, measured on the same instrument.

    ``about`` holds ``snr``, ``share`` (of the least component, in percent), ``minor`` (its name), ``cosine`` (its row's to the
    sum of the other components'), ``parts`` (share of each truth, the bag left out) and ``bag``.
    """
    more = np.linspace(0, len(sets.minerals) - 1, ENTRIES - len(sets.library)).round().astype(int)
    library = References("1,000", sets.library.entries + tuple(sets.minerals[i] for i in more))
    bags = _bags(sets.polyethylene())
    number = 0
    for snr in SNR:
        for share in SHARES:
            for turn in range(of_each):
                yield _sample(number, snr, share, 2 + turn % 2, library, sets.library.entries, bags)
                number += 1


def linear(axis, counts):
    """The difference of Gaussians of counts on an even axis; ends are mirrored, which is enough for norms and cosines."""
    from scipy.ndimage import gaussian_filter1d

    step = axis[1] - axis[0]
    return gaussian_filter1d(counts, 4.0 / step) - gaussian_filter1d(counts, 20.0 / step)


def _bags(specimens):
    """The specimens that are polyethylene first of all, each measurement once."""
    axis = np.arange(LOW_CM1, HIGH_CM1, STEP_CM1)
    rows = [linear(axis, np.interp(axis, one.shift, one.counts)) for one in specimens]
    alike = [float(row @ rows[0] / np.linalg.norm(row) / np.linalg.norm(rows[0])) for row in rows]
    return specimens[:1] + [one for one, near in zip(specimens, alike) if BAG_ALIKE[0] <= near < BAG_ALIKE[1]]


def _sample(number, snr, share, count, library, references, bags):
    rng = generator(f"street {number}")
    chosen = _different(rng, references, count)
    # The least comes first; of three, none of the others is less.
    low = max(0.35, share / (100 - share))
    split = 1.0 if count == 2 else rng.uniform(low, 1 - low)
    parts = np.array([share / 100, *((1 - share / 100) * part for part in (split, 1 - split)[: count - 1])])
    instrument = _Instrument(rng)
    seen = [instrument.unit(one) for one in chosen]
    signal = sum(part * one for part, one in zip(parts, seen))
    rows = [part * linear(instrument.axis, one) for part, one in zip(parts, seen)]
    others = sum(rows[1:])
    cosine = float(rows[0] @ others / np.sqrt((rows[0] @ rows[0]) * (others @ others)))
    bag = number % BAG_EVERY == 0 and len(bags) > 1
    containers = ()
    if bag:
        front, told = (bags[i] for i in rng.permutation(len(bags))[:2])
        part = rng.uniform(*BAG)
        signal = (1 - part) * signal + part * instrument.unit(front)
        empty = instrument.noisy(instrument.unit(told), BAG_SNR, 0.0, rng)
        containers = ((instrument.axis, empty),)
    counts = instrument.noisy(signal, snr, rng.uniform(0, FLUORESCENCE), rng)
    names = tuple(one.substance for one in chosen)
    about = {"snr": snr, "share": share, "minor": names[0], "cosine": cosine, "bag": bag}
    about |= {"parts": tuple(parts.tolist()), "off_cm1": instrument.off}
    return Query("street", f"street {number}", names, instrument.axis, counts, library, (), containers, about)


def _different(rng, references, count):
    """Entries of substances that are told apart, of which no group is a container's."""
    chosen, groups = [], {group_of("polyethylene")}
    for index in rng.permutation(len(references)):
        if group_of(references[index].substance) not in groups:
            chosen.append(references[index])
            groups.add(group_of(references[index].substance))
        if len(chosen) == count:
            break
    return chosen


class _Instrument:
    """An axis that is off, a width, a response: the same for a sample and for its empty bag."""

    def __init__(self, rng):
        self.axis = np.arange(LOW_CM1, HIGH_CM1, STEP_CM1)
        self.off = rng.uniform(-SHIFT_CM1, SHIFT_CM1)
        fwhm = REFERENCE_FWHM_CM1 + rng.uniform(0, BROADER_CM1)
        self.deviation = np.sqrt(fwhm**2 - REFERENCE_FWHM_CM1**2) / 2.3548
        waves = zip(rng.normal(0, 1, 3), rng.uniform(0, 2 * np.pi, 3), (1, 2, 3))
        place = (self.axis - LOW_CM1) / (HIGH_CM1 - LOW_CM1)
        curve = sum(height * np.cos(np.pi * number * place + phase) for height, phase, number in waves)
        self.response = 1 + rng.uniform(0, RESPONSE) * curve / np.abs(curve).max()

    def unit(self, reference):
        """What it sees of a reference, brought to a linear row of norm 1."""
        from scipy.ndimage import gaussian_filter1d

        fine = np.arange(LOW_CM1 - 60, HIGH_CM1 + 60, STEP_CM1 / 2)
        counts = np.interp(fine, reference.shift, reference.counts)
        counts = gaussian_filter1d(counts, self.deviation / (STEP_CM1 / 2)) if self.deviation > 0 else counts
        counts = np.interp(self.axis - self.off, fine, counts) * self.response
        return (counts - counts.min()) / np.linalg.norm(linear(self.axis, counts))

    def noisy(self, signal, snr, fluorescence, rng):
        """With a background, and with noise: half read noise and half shot noise of the total at the strongest band."""
        sharp = signal - _broad(self.axis, signal)
        at = int(np.argmax(sharp))
        top = sharp[at]
        under = np.zeros(self.axis.size)
        for centre, width, height in zip(rng.uniform(0, 2500, 3), rng.uniform(500, 1500, 3), rng.uniform(0.2, 1, 3)):
            under += height * np.exp(-0.5 * ((self.axis - centre) / width) ** 2)
        total = signal + fluorescence * top * under / under.max()
        sigma = top / snr * np.sqrt(0.5 + 0.5 * np.maximum(total, 0) / total[at])
        return 1000 / top * (total + rng.normal(0, 1, self.axis.size) * sigma)


def _broad(axis, counts):
    """What is broader than 100 cm⁻¹: the opening by that width, smoothed."""
    from scipy.ndimage import gaussian_filter1d, grey_opening

    points = int(100 / (axis[1] - axis[0]))
    return gaussian_filter1d(grey_opening(counts, points), points / 4)
