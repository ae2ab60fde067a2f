"""Spectra to other packages and back, beside those packages."""

import copy
import pickle

import numpy as np
import pytest

import ramatch
from ramatch import convert
from ramatch._cluster import identify_arrow

SHIFT = np.arange(200.0, 2400.0, 2.0)
RNG = np.random.default_rng(1)


def image():
    values = 500 + RNG.normal(0, 5, (3, 4, SHIFT.size)) + 9000 / (1 + ((SHIFT - 520.5) / 3) ** 2)
    y, x = np.meshgrid([0.0, 1.5, 3.0], [0.0, 2.0, 4.0, 6.0], indexing="ij")
    return ramatch.SpectrumCollection(SHIFT, values, positions={"x": x.ravel(), "y": y.ravel()}, metadata={"sample": "wafer"})


@pytest.mark.parametrize("back", ["pandas", "polars", "arrow", "xarray"])
def test_a_collection_goes_there_and_comes_back(back):
    pytest.importorskip({"arrow": "pyarrow"}.get(back, back))
    if back == "polars":
        pytest.importorskip("pyarrow")
    there = getattr(convert, f"to_{back}")(image())
    again = convert.from_arrow(there, shift=SHIFT) if back == "polars" else convert.from_any(there)
    known = image()
    assert again.intensity.shape == known.intensity.shape and (again.shift == SHIFT).all()
    assert back == "pandas" or again.positions.keys() == known.positions.keys()
    # Of polars, whose tables have no metadata, by its positions.
    assert again.shape == (None if back == "pandas" else (3, 4))
    if back == "xarray":
        assert there.dims == ("y", "x", "raman_shift") and there.raman_shift.attrs["units"] == "cm-1" and there.attrs == known.metadata


def test_numbers_are_not_copied_where_they_need_not_be():
    pyarrow = pytest.importorskip("pyarrow")
    area = image()
    table = convert.to_arrow(area)
    assert np.shares_memory(table["intensity"].chunks[0].values.to_numpy(), area.intensity)
    again = convert.from_arrow(table)
    assert np.shares_memory(again.intensity, area.intensity) and again == ramatch.SpectrumCollection(
        SHIFT, area.intensity.reshape(3, 4, -1), positions=area.positions
    )
    sliced = convert.from_arrow(table.slice(5, 3))
    assert (sliced.intensity == area.intensity[5:8]).all()
    chunks = pyarrow.concat_tables([table.slice(0, 5), table.slice(5)])
    assert (convert.from_arrow(chunks).intensity == area.intensity).all()


def test_what_is_known_of_all_goes_with_arrow():
    pyarrow = pytest.importorskip("pyarrow")
    area = image()
    area.metadata.update(laser_nm=785.0, shots=np.int64(3), times=np.array([1.0, 2.0]))
    area.warnings = ["the axis turns back"]
    table = convert.to_arrow(area)
    again = convert.from_arrow(table)
    assert again.metadata == {"sample": "wafer", "laser_nm": 785.0, "shots": 3, "times": [1.0, 2.0]} and again.warnings == area.warnings
    doubted = convert.from_arrow(convert.to_arrow(again[0]))
    assert doubted.warnings == area.warnings
    for name, text in (("ramatch.metadata", "{"), ("ramatch.metadata", "[]"), ("ramatch.warnings", "{}")):
        damaged = table.replace_schema_metadata({**table.schema.metadata, name.encode(): text})
        with pytest.raises(ramatch.RamatchError, match=name):
            convert.from_arrow(damaged)
    # What others wrote there is theirs.
    others = table.replace_schema_metadata({**table.schema.metadata, b"ARROW:x": b"\xff", b"shape": b"-1,-12"})
    assert convert.from_arrow(others).metadata == again.metadata and convert.from_arrow(others).shape == (3, 4)
    with pytest.raises(ramatch.RamatchError, match="raman_shift_cm1"):
        convert.from_arrow(table.replace_schema_metadata({"raman_shift_cm1": "a,b"}))
    for wrong in (3, None):
        with pytest.raises(ramatch.RamatchTypeError, match="table"):
            convert.from_arrow(wrong)
    with pytest.raises(ramatch.RamatchTypeError, match="shift"):
        convert.from_arrow(table, shift=np.ones((2, 2)))
    # The axis is what the table says.
    assert convert.from_arrow(table, shift=SHIFT) == again
    asked = identify_arrow(table, id_columns=())
    assert asked["substance"].to_pylist() == ["silicon"] * 12 and asked.equals(identify_arrow(table, shift=SHIFT, id_columns=()))
    for ask in (lambda other: convert.from_arrow(table, shift=other), lambda other: identify_arrow(table, shift=other, id_columns=())):
        with pytest.raises(ramatch.RamatchError, match="the table states other Raman shifts"):
            ask(SHIFT + 300)
    odd = ramatch.SpectrumCollection(SHIFT, area.intensity.astype(np.longdouble), metadata={("a", 1): 1, "rows": [[1], [1, 2]]})
    assert convert.from_arrow(convert.to_arrow(odd)).metadata == {"('a', 1)": 1, "rows": [[1], [1, 2]]}
    assert isinstance(table, pyarrow.Table)


def test_arrow_that_cannot_be_is_refused():
    pyarrow = pytest.importorskip("pyarrow")
    rows = [list(np.arange(20.0)), None, list(np.arange(20.0))]
    for column, said in (
        (rows, "row 1 is null"),
        ([rows[0], rows[0][:-1]], "row 1 has 19 points"),
        ([rows[0], [None, *rows[0][1:]]], "is null"),
    ):
        with pytest.raises(ramatch.RamatchError, match=said):
            convert.from_arrow(pyarrow.table({"intensity": column}), shift=np.arange(20.0))
    with pytest.raises(ramatch.RamatchError, match="pass shift="):
        convert.from_arrow(pyarrow.table({"intensity": [rows[0]]}))
    with pytest.raises(ramatch.RamatchError, match="there is no column"):
        convert.from_arrow(pyarrow.table({"y": [rows[0]]}), shift=np.arange(20.0))
    with pytest.raises(ramatch.RamatchTypeError, match="lists of numbers"):
        convert.from_arrow(pyarrow.table({"intensity": [1.0]}), shift=np.arange(20.0))


def test_tables_and_series_are_asked_as_they_are():
    pandas = pytest.importorskip("pandas")
    one = image()[0]
    series = convert.to_pandas(one)
    expected = ramatch.identify(one).to_dict()
    frame = pandas.DataFrame({"shift": one.shift, "counts": one.intensity})
    for given in (series, frame, series.to_frame(), frame.to_numpy()):
        assert ramatch.identify(given).to_dict() == expected
    table = convert.to_pandas(image())
    assert len(ramatch.identify_many(table)) == 12
    with pytest.raises(ramatch.RamatchTypeError):
        ramatch.identify(pandas.Series([1.0, 2.0, 3.0]))


def test_polars_and_xarray_are_asked_as_they_are():
    polars, xarray = pytest.importorskip("polars"), pytest.importorskip("xarray")
    one = image()[0]
    expected = ramatch.identify(one).to_dict()
    assert ramatch.identify(polars.DataFrame({"shift": one.shift, "counts": one.intensity})).to_dict() == expected
    assert ramatch.identify(convert.to_xarray(one)).to_dict() == expected
    assert len(ramatch.identify_many(convert.to_xarray(image()))) == 12
    assert isinstance(convert.to_xarray(one), xarray.DataArray)


def test_results_as_tables():
    pandas, polars, pyarrow = (pytest.importorskip(name) for name in ("pandas", "polars", "pyarrow"))
    rows = np.stack([image().intensity[0], np.full(SHIFT.size, np.nan), np.ones(SHIFT.size)])
    for details in (True, False):
        results = ramatch.identify_many(rows, shift=SHIFT, details=details)
        for again in (pickle.loads(pickle.dumps(results)), copy.deepcopy(results)):
            assert again == results
        frame, arrow, other = results.to_pandas(), results.to_arrow(), results.to_polars()
        assert isinstance(frame, pandas.DataFrame) and isinstance(other, polars.DataFrame)
        assert frame.shape[0] == arrow.num_rows == other.height == 3
        assert arrow.schema == convert.arrow_schema() and arrow["score"].null_count == 2
        assert frame["reason"][1] == "not_finite" and "spectra[1]" in frame["error"][1]
        assert other["substance"].to_list() == list(results.substance)
        assert pyarrow.table(results).equals(arrow)
        assert "refused" in results._repr_html_()


def test_ramanspy_and_ramanchada2():
    ramanspy = pytest.importorskip("ramanspy")
    area = image()
    there = convert.to_ramanspy(area)
    assert isinstance(there, ramanspy.SpectralImage) and there.shape == (3, 4)
    assert convert.from_any(there).shape == (3, 4) and (convert.from_any(there).intensity == area.intensity).all()
    assert convert.from_any(convert.to_ramanspy(area[0])) == area[0]
    assert ramatch.identify(convert.to_ramanspy(area[0])).to_dict() == ramatch.identify(area[0]).to_dict()
    pytest.importorskip("ramanchada2")
    known = ramatch.Spectrum(SHIFT, area.intensity[0], laser_nm=785, metadata={"sample": "wafer"})
    other = convert.to_ramanchada2(known)
    assert convert.from_any(other) == known
