"""The built-in references beside published bands: what a row proves, and that no reference is doubtful unsaid."""

import pathlib
import shutil

import numpy as np
import pytest

import ramatch
from ramatch.evaluate import library_check
from ramatch.evaluate.library_check import Row, compare, verdict

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "spectra-library"
ROWS = library_check.read_rows(FOLDER / "published-bands.csv")


def of(substance):
    """Index of the vendor's reference, and the rows of a substance."""
    library = ramatch.Library.default()
    ids = [library.entry(index)["id"] for index in range(len(library))]
    name = f"vendor-785-2026/{substance}"
    return library.curve(ids.index(name)) if name in ids else None, [row for row in ROWS if row.substance == substance]


@pytest.mark.parametrize(
    "left, right",
    [
        ("alanine", "arginine"),
        ("glycine", "arginine"),
        ("glucose", "fructose"),
        ("ethanol", "methanol"),
        ("toluene", "benzene"),
    ],
)
def test_swapped_names_disagree(left, right):
    (curve_left, rows_left), (curve_right, rows_right) = of(left), of(right)
    for curve, own, others in ((curve_left, rows_left, rows_right), (curve_right, rows_right, rows_left)):
        if curve is not None:
            assert verdict([compare(*curve, row) for row in own]) in ("agree", "quoted")
            assert verdict([compare(*curve, row) for row in others]) == "doubtful"


def test_a_row_agrees_by_its_share_of_bands_and_the_strongest():
    shift = np.arange(300.0, 1800.0)
    curve = sum(h * np.exp(-(((shift - at) / 5) ** 2)) for at, h in ((500, 1.0), (800, 0.5), (1100, 0.3), (1400, 0.02)))
    row = lambda *bands: compare(shift, curve, Row("a", bands, "", "page", "b", ()))  # noqa: E731
    assert row(508, 793, 1100, 1650).agrees and not row(508, 793, 1200, 1650).agrees
    assert not row(800, 1100).agrees, "its strongest band is not among them"
    assert row(800, 1100).unexplained == (500.0,)
    assert row(500, 509.5, 800).found == (500, 800), "9.5 cm⁻¹ is too far"
    assert row(500, 1400).found == (500,), "2 % is no band"
    assert row(100, 3000) is None and row() is None and verdict([]) == "unchecked"
    assert row(100, 500).inside == (500,), "outside its interval a reference is unknown"
    quoted = compare(shift, curve, Row("a", (500.0,), "", "quoted", "b", ()))
    assert verdict([quoted]) == "quoted" and verdict([quoted, row(500)]) == "agree"


def test_every_reference_agrees_or_is_marked_or_unchecked(capsys, tmp_path):
    library = ramatch.Library.default()
    held = {library.entry(index)["substance_id"] for index in range(len(library))}
    assert held <= {row.substance for row in ROWS}, "a substance without a row"
    for row in ROWS:
        assert bool(row.bands_cm1) == (row.seen != "none") and len(row.bands_cm1) <= 9, row
    assert library_check.report(FOLDER) == 0
    printed = capsys.readouterr().out
    assert "astm-e1840/paracetamol: doubtful (marked)" in printed
    assert "30 agree, 14 quoted, 1 doubtful, 42 unchecked" in printed
    shutil.copy(FOLDER / "published-bands.csv", tmp_path)
    assert library_check.report(tmp_path) == 1, "without its mark it is told"
    assert "doubtful and not marked so: astm-e1840/paracetamol" in capsys.readouterr().out


def test_rows_of_other_substances_seldom_agree():
    pairs, agreeing = library_check.false_agreements(ramatch.Library.default(), ROWS)
    assert pairs > 4000 and len(agreeing) < 0.01 * pairs


def test_substances_that_are_each_others_answer_are_listed():
    library = ramatch.Library.default()
    substance = lambda index: library.entry(index)["substance_id"]  # noqa: E731
    pairs = library_check.alike(library)
    assert {"linseed-oil", "sesame-oil"} in [{substance(left), substance(right)} for left, right, _ in pairs]
    assert all(substance(left) != substance(right) and score >= library_check.ALIKE for left, right, score in pairs)
