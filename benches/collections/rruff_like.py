"""Times `ramatch library import rruff` beside `ramatch library add` on the same spectra, which it makes.

    python3 benches/collections/rruff_like.py RAMATCH [--count 5000] [--threads 2]

RAMATCH is the program, built for release. Files are made in a temporary folder; both commands run in turn, three times, and the shortest times count.
"""

import argparse
import csv
import math
import random
import subprocess
import tempfile
import time
from pathlib import Path


def spectrum(number: int) -> list[tuple[float, float]]:
    """About 2,700 points from 100 to 1,400 cm-1 with bands, background and noise of its own."""
    rng = random.Random(number)
    step = 0.4828
    bands = [(rng.uniform(150, 1350), rng.uniform(3, 15), rng.uniform(50, 900)) for _ in range(rng.randint(4, 12))]
    slope, offset = rng.uniform(-0.1, 0.4), rng.uniform(100, 500)
    ys = [offset + slope * i * step + rng.gauss(0, 4) for i in range(2700)]
    for at, half, height in bands:
        reach = 40 * half
        for i in range(max(0, int((at - reach - 100) / step)), min(2700, int((at + reach - 100) / step))):
            ys[i] += height / (1 + ((100 + i * step - at) / half) ** 2)
    return [(100 + i * step, max(y, 0.5)) for i, y in enumerate(ys)]


def make(folder: Path, count: int) -> None:
    """Files named and written as RRUFF's are, and a manifest of the same."""
    spectra = folder / "files"
    spectra.mkdir()
    with (folder / "names.csv").open("w", newline="") as table:
        rows = csv.writer(table)
        rows.writerow(["file", "name", "laser_nm", "axis"])
        for number in range(count):
            mineral = f"Mineral{number // 5}"
            name = f"{mineral}__R{number:06}__Raman__532__0__unoriented__Raman_Data_Processed__{number}.txt"
            lines = [f"##NAMES={mineral}", f"##RRUFFID=R{number:06}", "##RAMAN WAVELENGTH=532", ""]
            lines += [f"{x:.4f}, {y:.4f}" for x, y in spectrum(number)]
            (spectra / name).write_text("\n".join([*lines, "##END=", ""]))
            rows.writerow([name, mineral, 532, "shift"])


def timed(command: list[str]) -> float:
    """Seconds that a command takes."""
    begun = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begun


def main() -> None:
    """Prints both times and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ramatch", type=Path)
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    program = str(args.ramatch.resolve())
    best = {"add": math.inf, "import": math.inf}
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        make(folder, args.count)
        files, names = str(folder / "files"), str(folder / "names.csv")
        for run in range(3):
            added, brought = str(folder / f"added-{run}.rsl"), str(folder / f"brought-{run}.rsl")
            add = [program, "library", "add", files, "--manifest", names, "--licence", "MIT", "-o", added]
            bring = [program, "library", "import", "rruff", files, "--threads", str(args.threads), "-o", brought]
            best["add"] = min(best["add"], timed(add))
            best["import"] = min(best["import"], timed(bring))
    print(f"{args.count} spectra: add {best['add']:.2f} s, import on {args.threads} threads {best['import']:.2f} s")
    print(f"ratio {best['import'] / best['add']:.2f}")


if __name__ == "__main__":
    main()
