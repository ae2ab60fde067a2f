"""Checks formula and InChIKey of every substance against the PyPI package `chemicals`.

    pip install chemicals==1.5.2
    python spectra-library/check_identity.py

Exits with 1 if anything differs that is not explained below. Needs Python 3.11 (tomllib).
"""

import pathlib
import re
import sys
import tomllib

from chemicals.identifiers import search_chemical

FOLDER = pathlib.Path(__file__).resolve().parent

# CAS number -> why the package says something else.
EXPLAINED = {
    "67-03-8": "chemicals lists the thiamine cation under the number of the chloride hydrochloride",
    "7704-34-9": "chemicals lists the element; alpha-sulfur is S8 rings",
    "50-98-6": "chemicals answers with ephedrine base",
    "57-63-6": "chemicals lists the skeleton without stereochemistry",
    "50-36-2": "chemicals lists the skeleton without stereochemistry",
    "13280-61-0": "chemicals lists the skeleton without the double bonds' geometry",
}


def atoms(formula):
    counts = {}
    for element, count in re.findall(r"([A-Z][a-z]?)(\d*)", formula):
        counts[element] = counts.get(element, 0) + int(count or 1)
    return counts


def main():
    counts = {"agree": 0, "explained": 0, "not in chemicals": 0, "no CAS number or polymer": 0, "differ": 0}
    for path in sorted([*FOLDER.glob("substances/*.toml"), *FOLDER.glob("packs/*/substances/*.toml")]):
        about = tomllib.loads(path.read_text(encoding="utf-8"))
        cas, formula = about.get("cas"), about.get("formula", "")
        if not cas or not formula or formula.endswith("n"):
            counts["no CAS number or polymer"] += 1
            continue
        try:
            known = search_chemical(cas)
        except ValueError:
            counts["not in chemicals"] += 1
            print(f"{path.name}: {cas} is not in chemicals")
            continue
        same = atoms(formula) == atoms(known.formula) and about.get("inchikey") == known.InChI_key
        if same and known.CASs == cas:
            counts["agree"] += 1
        elif cas in EXPLAINED:
            counts["explained"] += 1
            print(f"{path.name}: {EXPLAINED[cas]}")
        else:
            counts["differ"] += 1
            print(f"{path.name}: {formula} {about.get('inchikey')}, chemicals {known.formula} {known.InChI_key}")
    print(", ".join(f"{name}: {count}" for name, count in counts.items()))
    sys.exit(counts["differ"] > 0)


main()
