"""Writes the development minerals as a folder with a manifest, of which the shipped calibration is made.

    python -m ramatch.evaluate.shipped DATA minerals
    ramatch library add minerals --manifest minerals/names.csv -o minerals.rsl
    ramatch calibrate minerals.rsl --from-library --without-trials --kinds minerals --kinds-ko 광물 --bind-to demonstration \
        -o crates/ramatch/data/demonstration.rcl

The spectra are for evaluation only: neither the folder nor the library is passed on. The calibration holds none of them, and
of their outcomes only numbers.
"""

import argparse
import csv
import json
import pathlib

import numpy as np

from .sets import Names, load_set

#: As the protocol "minerals, leave one out" asks it.
MINERALS = {"set": "minerals_dev", "from_cm1": 150, "to_cm1": 1400, "drop": ["unknown"]}
LICENCE = "LicenseRef-evaluation-only"


def write(data, folder, names):
    """Writes every spectrum as text, and `names.csv` with substance, specimen and formula; yields how many there are."""
    with np.load(data / f"{MINERALS['set']}.npz") as stored:
        records = json.loads(str(stored["meta"]))["records"]
    folder.mkdir(parents=True, exist_ok=True)
    rows = []
    for one in load_set(MINERALS, {"data": data}, names):
        if one.spectrum is None:
            continue
        place = int(one.id.rsplit("/", 1)[1])
        name = f"{place:04}.txt"
        points = np.column_stack([one.spectrum.shift, one.spectrum.intensity])
        np.savetxt(folder / name, points, fmt="%.6g", delimiter="\t", header="Raman shift (cm-1)\tintensity", comments="")
        rows.append([name, one.name, records[place].get("formula", ""), "minerals", LICENCE, records[place]["rruff_id"]])
    with open(folder / "names.csv", "w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["file", "name", "formula", "source", "licence", "name_in_source"])
        table.writerows(rows)
    return len(rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("data", type=pathlib.Path, help="folder with minerals_dev.npz")
    parser.add_argument("folder", type=pathlib.Path, help="folder to write")
    parser.add_argument("--names", type=pathlib.Path, help="CSV of names that mean one substance")
    args = parser.parse_args()
    print(f"{write(args.data, args.folder, Names(args.names))} spectra")


if __name__ == "__main__":
    main()
