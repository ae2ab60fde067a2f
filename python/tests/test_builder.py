"""Libraries that are built in Python hold what they were made from."""

import pathlib
import tempfile

import numpy as np
import pytest

import ramatch

DATA = pathlib.Path(__file__).resolve().parents[2] / "examples" / "data"
NAMES = ("calcite-785-bwtek-a", "silicon-785-bwtek-a", "polystyrene-785-bwtek-a")


def gentle():
    """Another recipe."""
    text = ramatch.Recipe.default().to_toml().replace("100000.0", "200000.0")
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "gentle.toml"
        path.write_text(text)
        return ramatch.Recipe.read(path)


def built(path, **options):
    builder = ramatch.LibraryBuilder(**options)
    for name in NAMES:
        builder.add(DATA / f"{name}.txt", name, name.split("-")[0], laser_nm=785.0, grade="reference", form="solid")
    builder.write(path)
    library = ramatch.Library.read(path)
    library.verify()
    return library


@pytest.mark.parametrize("rows", ["f32", "i16", "i8"])
def test_what_was_measured_is_there_to_the_bit(tmp_path, rows):
    library = built(tmp_path / "a.rsl", rows=rows)
    for index, name in enumerate(NAMES):
        shift, intensity = library.curve(index)
        measured = ramatch.read(DATA / f"{name}.txt")
        assert np.array_equal(shift, measured.shift) and np.array_equal(intensity, measured.intensity)
    entry = library.entry(0)
    assert (entry["id"], entry["substance"], entry["grade"], entry["form"]) == (NAMES[0], "calcite", "reference", "solid")


def test_it_can_be_prepared_again(tmp_path):
    library, recipe = built(tmp_path / "a.rsl"), gentle()
    other = library.prepared_by(recipe)
    assert other.recipe == recipe != library.recipe and len(other) == 3
    for name in NAMES:
        for one in (library, other):
            assert ramatch.identify(DATA / f"{name}.txt", library=one).best.substance == name.split("-")[0]
    # As if it had been built by that recipe: the same rows.
    again = built(tmp_path / "b.rsl", recipe=recipe)
    query = again.prepare(DATA / f"{NAMES[0]}.txt")
    assert again.nearest(query, 3).scores.tolist() == other.nearest(query, 3).scores.tolist()
    assert library.prepared_by(library.recipe).hash == library.hash


def test_without_measured_points_it_says_so(tmp_path):
    without, recipe = built(tmp_path / "a.rsl", raw=False), gentle()
    with pytest.raises(ramatch.RamatchError, match="library holds no measured points") as refused:
        without.prepared_by(recipe)
    assert "query" not in str(refused.value)
    shift, _ = without.curve(0)
    assert len(shift) <= 1024, "the prepared row"
    builder = ramatch.LibraryBuilder()
    builder.add_rows(np.full((2, 1024), 1 / 32), ["a", "b"], ["a", "b"])
    builder.add(DATA / f"{NAMES[0]}.txt", "c", "c")
    builder.write(tmp_path / "c.rsl")
    with pytest.raises(ramatch.RamatchError, match="no measured points of 2 of its 3 entries") as refused:
        ramatch.Library.read(tmp_path / "c.rsl").prepared_by(recipe)
    assert refused.value.code == "recipe_mismatch"


def test_a_copy_keeps_them(tmp_path):
    library = built(tmp_path / "a.rsl")
    builder = ramatch.LibraryBuilder()
    builder.copy(library)
    builder.write(tmp_path / "b.rsl")
    copy = ramatch.Library.read(tmp_path / "b.rsl")
    assert np.array_equal(copy.curve(1)[1], library.curve(1)[1])
    assert len(copy.prepared_by(gentle())) == 3


def test_a_refused_spectrum_leaves_nothing_behind(tmp_path):
    builder = ramatch.LibraryBuilder()
    x = np.arange(300.0, 1500.0)
    with pytest.raises(ramatch.RamatchError, match='entry "?bad') as refused:
        builder.add((x, x * 0), "bad", "bad")
    assert refused.value.code == "flat" and len(builder) == 0
    builder.add(DATA / f"{NAMES[0]}.txt", "a", "a")
    with pytest.raises(ramatch.RamatchError) as refused:
        builder.add(DATA / f"{NAMES[0]}.txt", "a", "a")
    assert refused.value.code == "duplicate_id" and len(builder) == 1
    builder.write(tmp_path / "a.rsl")
    assert ramatch.Library.read(tmp_path / "a.rsl").substances == ["a"]


def test_references_of_one_substance_agree_on_what_it_is(tmp_path):
    builder, ethanol = ramatch.LibraryBuilder(), "LFQSCWFLJHTTHZ-UHFFFAOYSA-N"
    file = DATA / f"{NAMES[0]}.txt"
    builder.add(file, "a", "ethanol", formula="C2H6O")
    builder.add(file, "b", "ethanol", cas="64-17-5", inchikey=ethanol, formula="CH3CH2OH")
    for other in ({"cas": "67-56-1"}, {"inchikey": "OKKJLVBELUTLKV-UHFFFAOYSA-N"}):
        with pytest.raises(ramatch.RamatchError, match="64-17-5|" + ethanol) as refused:
            builder.add(file, "c", "ethanol", **other)
        assert refused.value.code == "duplicate_id" and len(builder) == 2
    builder.write(tmp_path / "a.rsl")
    library = ramatch.Library.read(tmp_path / "a.rsl")
    for entry in (0, 1):
        known = library.entry(entry)
        assert (known["cas"], known["formula"], known["inchikey"]) == ("64-17-5", "C2H6O", ethanol)
    # Copied entries agree as well, and bring what was not known.
    copied = ramatch.LibraryBuilder()
    copied.add(file, "n", "ethanol")
    copied.copy(library)
    copied.write(tmp_path / "n.rsl")
    assert [ramatch.Library.read(tmp_path / "n.rsl").entry(entry)["cas"] for entry in range(3)] == ["64-17-5"] * 3
    other = ramatch.LibraryBuilder()
    other.add(file, "n", "ethanol", cas="67-56-1")
    with pytest.raises(ramatch.RamatchError, match="67-56-1") as refused:
        other.copy(library)
    assert refused.value.code == "duplicate_id" and len(other) == 1
    (tmp_path / "a.txt").write_text("mine")
    for path in ("a.txt", "a.rsl"):
        again = ramatch.LibraryBuilder()
        again.add(file, "a", "ethanol")
        if path == "a.rsl":
            again.write(tmp_path / path)
            continue
        with pytest.raises(ramatch.RamatchError):
            again.write(tmp_path / path)
        assert (tmp_path / "a.txt").read_text() == "mine" and len(again) == 1
    assert len(ramatch.Library.read(tmp_path / "a.rsl")) == 1
