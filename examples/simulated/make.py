"""Makes the simulated spectra of this folder from curves of the built-in library; nothing here was measured.

    python3 examples/simulated/make.py

A tablet of paracetamol, lactose and caffeine in a bag of polyethylene, and the empty bag, as one instrument would show them that is not the
references' own. What is assumed stands below in capitals, and in the first lines of the files. Python 3.11 and nothing else.
"""

import math
import random
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
CURVES = HERE.parents[1] / "spectra-library" / "sources" / "vendor-785-2026"

#: Raman shift: first, last and step in cm-1.
AXIS = (310.0, 2290.0, 2.0)
#: Shares of the components' signal: norms of their linear rows (Gaussians of 4 cm-1 less those of 20 cm-1).
SHARES = {"paracetamol": 0.50, "lactose": 0.35, "caffeine": 0.15}
#: The bag's share of all signal, and how much of it there is when it is empty.
BAG, BAG_SHARE, EMPTY = "polyethylene", 0.20, 1.4
#: The axis reads so many cm-1 too high; bands are so many cm-1 broader; the response rises by this part over the axis.
OFF_CM1, BROADER_CM1, RESPONSE = 1.5, 2.0, 0.08
#: Height of the strongest band over the deviation of the noise at its top, half of whose variance is shot noise; fluorescence, of that height.
SNR, FLUORESCENCE = 100.0, 0.8
#: Counts of the strongest band.
COUNTS = 20000.0


def bands(name):
    """Raman shift, FWHM, height and Lorentzian part of each band."""
    with open(CURVES / f"{name}.toml", "rb") as file:
        return tomllib.load(file)["bands"]


def band(x, at, fwhm, height, lorentz):
    """A pseudo-Voigt band; broader and as large."""
    u = 2 * (x - at) / (fwhm + BROADER_CM1)
    shape = lorentz / (1 + u * u) + (1 - lorentz) * math.exp(-math.log(2) * u * u)
    return height * fwhm / (fwhm + BROADER_CM1) * shape


def seen(name, axis):
    """What the instrument shows of a substance."""
    low, high, _ = AXIS
    curve = [sum(band(x - OFF_CM1, *one) for one in bands(name)) for x in axis]
    return [y * (1 + RESPONSE * ((x - low) / (high - low) - 0.5)) for x, y in zip(axis, curve)]


def norm(curve):
    """The norm of the linear row, by sums over the points; ends are mirrored."""
    step, count = AXIS[2], len(curve)

    def blurred(deviation):
        reach = int(5 * deviation / step)
        weights = [math.exp(-0.5 * (k * step / deviation) ** 2) for k in range(-reach, reach + 1)]
        places = [[min(abs(i + k), 2 * (count - 1) - abs(i + k)) for k in range(-reach, reach + 1)] for i in range(count)]
        return [sum(w * curve[at] for w, at in zip(weights, row)) / sum(weights) for row in places]

    return math.sqrt(sum((a - b) ** 2 for a, b in zip(blurred(4.0), blurred(20.0))))


def measured(curve, top, rng):
    """With fluorescence and noise, in counts; `top` is the height that the noise and the fluorescence are stated for."""
    counts = []
    for i, y in enumerate(curve):
        under = FLUORESCENCE * top * math.exp(-0.5 * ((i / len(curve) - 0.4) / 0.45) ** 2)
        sigma = top / SNR * math.sqrt(0.5 + 0.5 * (y + under) / (top * (1 + FLUORESCENCE)))
        # Box and Muller: the same numbers with every version of Python.
        noise = math.sqrt(-2 * math.log(1 - rng.random())) * math.cos(2 * math.pi * rng.random())
        counts.append(COUNTS / top * (y + under + sigma * noise))
    return counts


def write(name, what, axis, counts):
    lines = [f"# SIMULATED, not measured: {what}"]
    lines += [f"# from curves of the built-in library (vendor-785-2026, MIT) by examples/simulated/{Path(__file__).name}"]
    lines += [f"# axis {OFF_CM1} cm-1 too high, bands {BROADER_CM1} cm-1 broader, SNR {SNR:.0f}, "]
    lines[-1] += f"fluorescence {FLUORESCENCE} of the strongest band"
    lines += ["Raman shift (cm-1),Intensity (counts)"]
    lines += [f"{x:.1f},{y:.1f}" for x, y in zip(axis, counts)]
    (HERE / name).write_text("\n".join(lines) + "\n", encoding="ascii")


def main():
    low, high, step = AXIS
    axis = [low + step * i for i in range(int((high - low) / step) + 1)]
    curves = {name: seen(name, axis) for name in [*SHARES, BAG]}
    norms = {name: norm(curve) for name, curve in curves.items()}
    amounts = {name: (1 - BAG_SHARE) * share / norms[name] for name, share in SHARES.items()}
    amounts[BAG] = BAG_SHARE / norms[BAG]
    sample = [sum(amounts[name] * curves[name][i] for name in amounts) for i in range(len(axis))]
    empty = [EMPTY * amounts[BAG] * y for y in curves[BAG]]
    rng = random.Random(22)
    told = ", ".join(f"{name} {share:.0%}" for name, share in SHARES.items())
    what = f"{told} of their signal, in a bag of {BAG} ({BAG_SHARE:.0%} of all signal)"
    write("simulated-tablet-in-bag.csv", what, axis, measured(sample, max(sample), rng))
    write("simulated-empty-bag.csv", f"an empty bag of {BAG}", axis, measured(empty, max(empty), rng))


if __name__ == "__main__":
    main()
