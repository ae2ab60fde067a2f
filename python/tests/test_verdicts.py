"""Verdicts in Python: those of Rust and of the terminal to the bit, calibrations, marks, relatives and series."""

import copy
import csv
import pathlib
import pickle
import struct

import numpy as np
import pytest

import ramatch

ROOT = pathlib.Path(__file__).resolve().parents[2]
DATA = ROOT / "examples" / "data"
POLYSTYRENE, CALCITE = DATA / "polystyrene-785-bwtek-a.txt", DATA / "calcite-785-bwtek-a.txt"


def frozen():
    with open(ROOT / "examples" / "verdicts.csv", newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("row", frozen(), ids=lambda row: row["file"])
def test_verdicts_and_bits_are_those_of_rust(row):
    verdict = ramatch.identify(DATA / row["file"]).verdict
    assert verdict["code"] == row["verdict"]
    assert "; ".join(named["substance"] for named in verdict["names"]) == row["names"]
    assert (verdict["reason"] or {"code": ""})["code"] == row["reason"]
    assert struct.pack(">d", verdict["value"]) == struct.pack(">d", float(row["value"]))


def test_a_table_has_verdicts():
    results = ramatch.identify_many([POLYSTYRENE, DATA / "silicon-785-bwtek-a.txt"])
    assert results.verdict == ["identified", "cannot_decide"]
    assert results.names == [["polystyrene"], []] and results.value[0] > 2
    kept = pickle.loads(pickle.dumps(results))
    assert kept == results and kept.verdict == results.verdict
    damaged = ramatch.identify_many([np.zeros((3, 2))], errors="keep")
    assert damaged.verdict == [None] and damaged.names == [[]] and np.isnan(damaged.value[0])


def test_another_library_has_relatives_at_best(tmp_path):
    builder = ramatch.LibraryBuilder()
    builder.copy(ramatch.Library.default())
    builder.add(CALCITE, "own/one", "own substance")
    builder.write(tmp_path / "own.rsl")
    library = ramatch.Library.read(tmp_path / "own.rsl")
    assert not library.calibration["own"] and ramatch.Library.default().calibration["own"]
    verdict = library.search(POLYSTYRENE).verdict
    assert (verdict["code"], verdict["names"][0]["substance"]) == ("related", "polystyrene")
    shipped = ROOT / "crates" / "ramatch" / "data" / "demonstration.rcl"
    with pytest.raises(ramatch.RamatchError) as caught:
        library.calibrated(shipped)
    assert caught.value.code == "calibration_mismatch" and "demonstration.rcl" in str(caught.value)
    own = ramatch.Library.default().calibrated(shipped)
    assert own.search(POLYSTYRENE).verdict["code"] == "identified"
    again = pickle.loads(pickle.dumps(own))
    assert again.calibration == own.calibration


def test_what_is_watched_for():
    with pytest.warns(UserWarning, match="Unobtainium"):
        library = ramatch.Library.default().watching(["9003-53-6", "Unobtainium"])
    watched = library.search(POLYSTYRENE).verdict["watched"]
    assert [(one["substance"], one["named"]) for one in watched] == [("polystyrene", True)]
    assert library.search(CALCITE).verdict["watched"] == []
    assert pickle.loads(pickle.dumps(library)).search(POLYSTYRENE).verdict["watched"] == watched


def test_relatives():
    relatives = ramatch.Library.default().relatives("polystyrene")
    assert "benzyl alcohol" in [one["substance"] for one in relatives]
    assert {one["rule"] for one in relatives} == {"family"}
    with pytest.raises(ramatch.RamatchError) as caught:
        ramatch.Library.default().relatives("unobtainium")
    assert caught.value.code == "unknown_reference"


def test_a_series_settles():
    shot = ramatch.read(POLYSTYRENE)
    series = ramatch.Series()
    for _ in range(3):
        series.push(shot)
    assert not series.is_settled and len(series) == 3, "copies settle nothing"
    series.push((shot.shift, shot.intensity * np.linspace(0.99, 1.01, len(shot))))
    assert series.is_settled and series.result.verdict["code"] == "identified"
    with pytest.raises(ramatch.RamatchError):
        series.push(CALCITE)
    assert len(series) == 4
    for agree in (0, -1, True, "two"):
        with pytest.raises(ramatch.RamatchError):
            ramatch.Series(agree=agree)
    assert copy.copy(series).is_settled
