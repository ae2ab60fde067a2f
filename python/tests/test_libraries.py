"""Libraries: built, searched, and read by an independent reader."""

import pathlib

import numpy as np
import pytest

import ramatch

ROOT = pathlib.Path(__file__).resolve().parents[2]
DATA = ROOT / "examples" / "data"
POLYSTYRENE = DATA / "polystyrene-785-bwtek-a.txt"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The built-in library's rows once more, in every format."""
    folder = tmp_path_factory.mktemp("libraries")
    reader = independent()
    paths = {}
    for rows in ("f32", "i16", "i8"):
        builder = ramatch.LibraryBuilder(rows=rows)
        whole = [i for i, entry in enumerate(reader.entries) if entry[1:3] == (0, reader.n)]
        builder.add_rows(
            reader.rows[whole].astype(np.float32), [reader.entry_id(i) for i in whole], [reader.substance(i) for i in whole]
        )
        for name in ("calcite-785-bwtek-a", "silicon-785-bwtek-a"):
            builder.add(DATA / f"{name}.txt", name, name.split("-")[0], laser_nm=785.0, grade="reference")
        assert len(builder) == len(whole) + 2
        paths[rows] = folder / f"{rows}.rsl"
        builder.write(paths[rows])
        with pytest.raises(ValueError, match="written"):
            builder.write(paths[rows])
    return paths


def independent(path=ROOT / "crates" / "ramatch" / "data" / "demonstration.rsl"):
    import sys

    sys.path.insert(0, str(ROOT / "python" / "tests"))
    import independent_reader

    return independent_reader.Library(path.read_bytes())


def known(query, reader):
    """Where a prepared query is known: outside it is 0."""
    inside = np.nonzero(query.samples)[0]
    return inside[0], inside[-1] + 1


def line_mean(y, sigma):
    """Gaussian mean of neighbours up to 3 sigma; the weighted straight line, read at its point, where some are missing."""
    reach, out = int(3 * sigma) + 1, np.empty(len(y))
    for i in range(len(y)):
        at = np.arange(max(0, i - reach), min(len(y), i + reach + 1))
        out[i] = np.polyfit(at - i, y[at], 1, w=np.exp(-(((at - i) / sigma) ** 2) / 4))[1]
    return out


@pytest.mark.parametrize("rows", ["f32", "i8"])
def test_linear_rows_are_those_of_numpy(tmp_path, rows):
    """From measured points to the section of the file: cell means, two Gaussian means, their difference, its norm."""
    shift = np.arange(203.0, 2000.0, 0.75)
    bands = [(520.7, 4.0, 900.0), (1001.0, 6.0, 400.0), (1602.5, 9.0, 150.0)]
    counts = 0.2 * shift + sum(height / (1 + ((shift - at) / width) ** 2) for at, width, height in bands)
    counts = counts.astype(np.float32)
    builder = ramatch.LibraryBuilder(rows=rows, raw=False)
    builder.add(ramatch.Spectrum(shift, counts), "measured", "measured")
    prepared = ramatch.Library.default().prepare(ramatch.Spectrum(shift, counts))
    builder.add_rows(prepared.samples[None], ["prepared"], ["prepared"])
    builder.write(tmp_path / "made.rsl")
    reader = independent(tmp_path / "made.rsl")

    y = counts.astype(np.float64)
    grid = reader.start + reader.step * np.arange(reader.n)
    area = np.concatenate([[0], np.cumsum((y[1:] + y[:-1]) / 2 * np.diff(shift))])

    def integral(at):
        i = np.clip(np.searchsorted(shift, at) - 1, 0, len(shift) - 2)
        return area[i] + (y[i] + np.interp(at, shift, y)) / 2 * (at - shift[i])

    half = reader.step / 2
    covered = np.nonzero((grid - half >= shift[0]) & (grid + half <= shift[-1]))[0]
    means = (integral(grid[covered] + half) - integral(grid[covered] - half)) / reader.step
    difference = line_mean(means, 4.0 / reader.step) - line_mean(means, 20.0 / reader.step)
    end, expected = int(np.ceil(20.0 / reader.step)), np.zeros(reader.n)
    expected[covered[end:-end]] = difference[end:-end]

    row, half_a_code = reader.linear(0)
    np.testing.assert_allclose(row, expected, rtol=0, atol=1.02 * half_a_code)
    assert np.abs(expected).max() > 100 * half_a_code
    assert reader.linear(1) is None


def test_the_format_suffices_to_write_a_reader():
    """FORMAT.md, read by 60 lines of numpy, gives the same top ten of the built-in library."""
    library, reader = ramatch.Library.default(), independent()
    for path in sorted(DATA.glob("*.txt")):
        query = library.prepare(path)
        found = library.nearest(query, 10, metric="cosine")
        top = reader.top(query.samples, *known(query, reader), 10)
        assert [index for _, index in top] == found.entries.tolist(), path.name
        np.testing.assert_allclose([score for score, _ in top], found.scores, rtol=0, atol=1e-12)
        first = library.entry(int(found.entries[0]))
        assert (first["id"], first["substance"]) == (reader.entry_id(top[0][1]), reader.substance(top[0][1]))


@pytest.mark.parametrize("rows", ["f32", "i16", "i8"])
def test_every_row_format_is_read_by_both(made, rows):
    opened, read, reader = ramatch.Library.open(made[rows]), ramatch.Library.read(made[rows]), independent(made[rows])
    opened.verify()
    assert opened.rows == rows and opened.hash == read.hash
    assert (reader.scales is None) == (rows == "f32")
    queries = [opened.prepare(path) for path in sorted(DATA.glob("*.txt"))]
    found = opened.nearest(queries, 10, metric="cosine", threads=2)
    for query, many in zip(queries, found):
        one = read.nearest(query, 10, metric="cosine")
        assert one.entries.tolist() == many.entries.tolist() and one.scores.tolist() == many.scores.tolist()
        top = reader.top(query.samples, *known(query, reader), 10)
        assert [index for _, index in top] == one.entries.tolist()


def test_filters_refusals_and_calling_off(made):
    library = ramatch.Library.default()
    query = library.prepare(POLYSTYRENE)
    mineral = library.nearest(query, 100, tag="mineral", per_substance=True)
    assert 0 < len(mineral.entries) < 10
    only = library.nearest(query, 5, substances=["polystyrene"])
    assert {library.entry(int(i))["substance_id"] for i in only.entries} == {"polystyrene"}
    assert len(library.nearest(query, 5, laser_nm=(1.0, 2.0)).entries) == 0
    assert library.nearest(query, 3).scores.dtype == np.float64
    with pytest.raises(ramatch.RamatchError) as refused:
        other = ramatch.Library.open(made["i8"])
        other.nearest(ramatch.Library.default().prepared_by(gentle()).prepare(POLYSTYRENE), 3)
    assert refused.value.code == "recipe_mismatch"
    with pytest.raises(ramatch.RamatchError) as refused:
        library.nearest([query] * 5, 3, progress=lambda done, total: False)
    assert refused.value.code == "cancelled"
    told = []
    library.nearest([query] * 5, 3, threads=1, progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (5, 5)
    with pytest.raises(ramatch.RamatchError):
        library.entry(10_000)
    with pytest.raises(ValueError, match="rows is one of"):
        ramatch.LibraryBuilder(rows="f16")
    builder = ramatch.LibraryBuilder()
    with pytest.raises(ramatch.RamatchError) as refused:
        builder.add_rows(np.full((1, 1024), np.nan, np.float32), ["a"], ["a"])
    assert refused.value.code == "bad_entry"
    with pytest.raises(TypeError):
        builder.add_rows(np.ones((2, 1024), np.float32), ["a"], ["a"])


def gentle():
    import tempfile

    text = ramatch.Recipe.default().to_toml().replace("100000.0", "200000.0")
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "gentle.toml"
        path.write_text(text)
        return ramatch.Recipe.read(path)


def test_nearest_ranks_as_the_library_does_unless_a_metric_is_stated():
    library = ramatch.Library.default()
    for path in sorted(DATA.glob("*.txt")):
        query, report = library.prepare(path), library.search(path, 20)
        found = library.nearest(query, 20, per_substance=True)
        assert [library.entry(int(i))["id"] for i in found.entries] == [hit.entry for hit in report.hits]
        assert found.scores.tolist() == [hit.score for hit in report.hits]
    assert library.nearest(query, 3, tolerance=0).scores[0] <= 1.0
    for wrong in ({"metric": "bands"}, {"metric": "cosine", "tolerance": 3}, {"tolerance": 99}):
        with pytest.raises(ramatch.RamatchError):
            library.nearest(query, 3, **wrong)
