"""The built-in references beside published bands: what a row proves, and that no reference is doubtful unsaid."""

import pathlib
import shutil
from dataclasses import replace

import numpy as np
import pytest

import ramatch
from ramatch.evaluate import references
from ramatch.evaluate.references import Row, Shipped, compare, verdict
from ramatch.evaluate.sets import of_origin

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "spectra-library"
ROWS = references.read_rows(FOLDER / "published-bands.csv")
BUILT_IN = Shipped(ramatch.Library.default(), FOLDER)


def of(substance):
    """Index of the vendor's reference, and the rows of a substance."""
    library = ramatch.Library.default()
    ids = [library.entry(index)["id"] for index in range(len(library))]
    name = f"vendor-785-2026/{substance}"
    return library.curve(ids.index(name)) if name in ids else None, [row for row in ROWS if row.substance == substance]


@pytest.mark.parametrize(
    "left, right",
    [
        ("l-alanine", "arginine"),
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
            assert verdict([compare(*curve, row) for row in own]) in ("agrees", "quoted")
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
    assert verdict([quoted]) == "quoted" and verdict([quoted, row(500, 800)]) == "agrees"
    assert verdict([row(500)]) == "quoted", "a single band of a reference that has more"


def test_every_reference_agrees_or_is_marked_or_unchecked(capsys):
    library = ramatch.Library.default()
    held = {library.entry(index)["substance_id"] for index in range(len(library))}
    assert held <= {row.substance for row in ROWS}, "a substance without a row"
    for row in ROWS:
        assert bool(row.bands_cm1) == (row.seen != "none") and len(row.bands_cm1) <= 9, row
    assert references.main([str(FOLDER)]) == 0
    printed = capsys.readouterr().out
    assert "| astm-e1840/paracetamol | Wasatch Photonics 2026, measured | 5 of 6 | 1611 | -1.0 | doubtful |" in printed
    assert "98 references: 27 agrees, 37 quoted, 33 unchecked, 1 doubtful" in printed


def test_what_is_not_as_it_is_stated_is_told():
    checked = references.check(BUILT_IN, ROWS)
    assert references.disagreements(checked) == []
    entry, compared = next(one for one in checked if one[0]["id"] == "astm-e1840/paracetamol")
    unmarked = {**entry, "checked": "agrees"}
    assert references.disagreements([(unmarked, compared)]) == [(entry["id"], "agrees", "doubtful")]
    glucose, found = next(one for one in checked if one[0]["id"] == "vendor-785-2026/glucose")
    for stated, wrong in (("unchecked", 1), ("quoted", 1), ("agrees", 0), ("doubtful", 0)):
        assert len(references.disagreements([({**glucose, "checked": stated}, found)])) == wrong


def test_the_books_table_is_what_is_found():
    page = FOLDER.parent / "docs" / "src" / "references.md"
    if page.exists():
        made = references.book(["built-in library"], [references.check(BUILT_IN, ROWS)])
        assert made in page.read_text(encoding="utf-8"), "run: cargo xtask references -- --write"


def test_verdicts_are_written_and_a_doubt_stays(tmp_path):
    for name in ("glucose", "benzene", "heptane"):
        (tmp_path / "sources" / "vendor").mkdir(parents=True, exist_ok=True)
        shutil.copy(FOLDER / "sources" / "vendor-785-2026" / f"{name}.toml", tmp_path / "sources" / "vendor")
    shutil.copy(FOLDER / "sources" / "astm-e1840" / "paracetamol.toml", tmp_path / "sources" / "vendor")
    before = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.rglob("*.toml")}
    stale = before["benzene.toml"].replace('checked = "quoted"', 'checked = "agrees"')
    (tmp_path / "sources" / "vendor" / "benzene.toml").write_text(stale, encoding="utf-8")
    few = replace(BUILT_IN, folder=tmp_path)
    known = set(few.files())
    references.write_verdicts(few, [one for one in references.check(BUILT_IN, ROWS) if one[0]["id"] in known])
    assert len(known) == 4 and stale != before["benzene.toml"]
    assert {path.name: path.read_text(encoding="utf-8") for path in tmp_path.rglob("*.toml")} == before


def test_rows_of_other_substances_seldom_agree():
    pairs, agreeing = references.false_agreements(BUILT_IN, ROWS)
    assert pairs > 4000 and len(agreeing) < 0.01 * pairs


def test_substances_that_are_each_others_answer_are_relatives():
    library = ramatch.Library.default()
    pairs = references.alike(library)
    entries = [library.entry(index) for index in range(len(library))]
    substances = [{entries[left]["substance_id"], entries[right]["substance_id"]} for left, right, _ in pairs]
    assert {"linseed-oil", "sesame-oil"} in substances
    for left, right, score in pairs:
        assert entries[left]["substance_id"] != entries[right]["substance_id"] and score >= references.ALIKE
        shared = set(entries[left]["family"]) & set(entries[right]["family"])
        assert shared, f"{entries[left]['id']} and {entries[right]['id']} look alike and share no family"


def test_an_evaluation_leaves_out_what_the_library_has_from_there():
    library = ramatch.Library.default()
    left_out = of_origin(library, ["github:Maki-science/RaMPP", "github:nobody/nothing", ""])
    assert set(left_out) == {"github:Maki-science/RaMPP", "github:nobody/nothing"}
    assert {one.split("/")[0] for one in left_out["github:Maki-science/RaMPP"]} == {"rampp"}
    assert len(left_out["github:Maki-science/RaMPP"]) == 4 and left_out["github:nobody/nothing"] == []


def test_what_a_library_says_of_its_sources():
    library = ramatch.Library.default()
    assert {one["id"]: one["licence"] for one in library.sources}["rampp"] == "CC-BY-4.0"
    assert library.notices == []
    entry = library.entry([library.entry(i)["id"] for i in range(len(library))].index("vendor-785-2026/glucose"))
    assert entry["checked"] == "agrees" and "Wiercigroch" in entry["checked_by"] and "hexoses" in entry["family"]
    assert entry["licence"] == "MIT" and "Wasatch" in entry["attribution"]
