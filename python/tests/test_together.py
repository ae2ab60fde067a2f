"""Several libraries asked as one."""

import csv
import pathlib
import pickle

import numpy as np
import pytest

import ramatch

DATA = pathlib.Path(__file__).resolve().parents[2] / "examples" / "data"
POLYSTYRENE = DATA / "polystyrene-785-bwtek-a.txt"
PROFILE = """schema = 1
name = "handheld"

[axis]
offset_cm1 = 1.5
stretch = 0.0
residual_cm1 = 0.3
bands = 9
"""
SHIFT = np.arange(200.0, 2400.0, 2.0)


def bands(*at):
    return 50 + 0.02 * SHIFT + sum(900 / (1 + ((SHIFT - c) / 5) ** 2) for c in at)


@pytest.fixture
def own(tmp_path):
    builder = ramatch.LibraryBuilder(folder=tmp_path)
    builder.add((SHIFT, bands(555, 1222, 1717)), "lab/1", "own substance", source="lab")
    builder.add((SHIFT, bands(621, 1001, 1032, 1583)), "lab/2", "Polystyrene", source="lab")
    builder.write(tmp_path / "own.rsl")
    return tmp_path / "own.rsl"


def test_one_ranking_of_all(own):
    both = ramatch.Library.together(["demonstration", own])
    assert len(both) == len(ramatch.Library.default()) + 2
    # One of them is known by its name.
    assert len(both.substances) == len(ramatch.Library.default().substances) + 1
    assert [part["name"] for part in both.parts] == ["demonstration", "own.rsl"]
    assert both.parts[1]["hash"] == ramatch.Library.read(own).hash and both.parts[1]["entries"] == 2
    result = ramatch.identify((SHIFT, bands(555, 1222, 1717)), library=both)
    assert result.best.substance == "own substance"
    report = result.to_dict()
    assert report["hits"][0]["library"] == both.parts[1]["hash"]
    assert [one["hash"] for one in report["libraries"]] == [part["hash"] for part in both.parts]
    expected = ramatch.identify(POLYSTYRENE, library=both).to_dict()
    for libraries in (["demonstration", own], ("demonstration", str(own)), [ramatch.Library.default(), ramatch.Library.read(own)]):
        assert ramatch.identify(POLYSTYRENE, library=libraries).to_dict() == expected
        assert ramatch.identify_many([POLYSTYRENE], library=libraries)[0].to_dict()["hits"] == expected["hits"]
    assert len(both.nearest(both.prepare(POLYSTYRENE), 3).entries) == 3


def test_a_file_that_is_written_again_is_asked_anew(own, tmp_path):
    spectrum = (SHIFT, bands(444, 999, 1444))
    before = ramatch.identify(spectrum, library=["demonstration", own])
    builder = ramatch.LibraryBuilder(folder=tmp_path)
    builder.copy(ramatch.Library.read(own))
    builder.add(spectrum, "lab/3", "another", source="lab")
    builder.write(own)
    after = ramatch.identify(spectrum, library=["demonstration", own])
    assert before.best.substance != "another" and after.best.substance == "another"


def test_it_goes_to_another_process(own, tmp_path):
    both = ramatch.Library.together(["demonstration", own])
    assert pickle.loads(pickle.dumps(both)).hash == both.hash
    there = pickle.dumps(both)
    builder = ramatch.LibraryBuilder(folder=tmp_path)
    builder.add((SHIFT, bands(700, 1300)), "lab/1", "other", source="lab")
    builder.write(own)
    with pytest.raises(ramatch.RamatchError, match="several libraries together are another library"):
        pickle.loads(there)


def test_what_cannot_be_asked(own):
    for wrong in (5, own, "demonstration", ramatch.Library.default()):
        with pytest.raises(ramatch.RamatchTypeError):
            ramatch.Library.together(wrong)
    with pytest.raises(ramatch.RamatchError, match="no library is given"):
        ramatch.Library.together([])
    with pytest.raises(ramatch.RamatchError, match="no library is given"):
        ramatch.identify(POLYSTYRENE, library=[])
    with pytest.raises(ramatch.RamatchTypeError):
        ramatch.identify(POLYSTYRENE, library=[5])
    with pytest.raises(ramatch.RamatchError) as refused:
        ramatch.identify(POLYSTYRENE, library=["demonstration", own.with_name("none.rsl")])
    assert refused.value.code == "no_such_file"
    profile = own.with_name("profile.toml")
    profile.write_text(PROFILE, encoding="utf-8")
    special = ramatch.Library.default().for_instrument(profile)
    with pytest.raises(ramatch.RamatchError, match="for_instrument"):
        ramatch.Library.together([special, own])
    assert len(ramatch.Library.together(["demonstration", own]).for_instrument(profile)) > 2


def test_the_first_day_has_the_scores_of_rust_and_of_the_terminal(tmp_path):
    examples = DATA.parent
    if not (examples / "first-day-scores.csv").is_file():
        pytest.skip("the examples are not part of the package")
    builder = ramatch.LibraryBuilder(folder=tmp_path)
    with open(examples / "first-day.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            about = {"source": "agency", "form": row["form"], "grade": row["grade"], "laser_nm": float(row["laser_nm"])}
            builder.add(DATA / row["file"], "agency/" + row["file"].removesuffix(".txt"), row["name"], **about)
    builder.write(tmp_path / "own.rsl")
    with open(examples / "first-day-scores.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for name in {row["file"] for row in rows}:
        result = ramatch.identify(DATA / name, library=["demonstration", tmp_path / "own.rsl"], top=3)
        expected = [(row["substance"], row["entry"], float(row["score"])) for row in rows if row["file"] == name]
        assert [(hit["substance"], hit["entry"], hit["score"]) for hit in result.to_dict()["hits"]] == expected
