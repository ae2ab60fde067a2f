"""Public collections that were downloaded become references."""

import pathlib

import pytest

import ramatch

EXAMPLES = pathlib.Path(__file__).resolve().parents[2] / "examples" / "collections"


def test_collections_grow_one_library(tmp_path):
    builder = ramatch.LibraryBuilder(folder=tmp_path)
    brought = builder.import_collection("rruff", EXAMPLES / "rruff")
    assert len(brought["added"]) == 3 and brought["refused"] == []
    assert sum(brought["passed_over"].values()) == 1
    names = EXAMPLES / "names.csv"
    brought = builder.import_collection("openspecy", str(EXAMPLES / "openspecy"), names=names, threads=2)
    assert brought["added"] == ["openspecy/raman-1", "openspecy/raman-2"]
    builder.write(tmp_path / "made.rsl")
    library = ramatch.Library.read(tmp_path / "made.rsl")
    assert len(library) == 5 and "polyethylene" in library.substances


def test_what_is_refused_is_told(tmp_path):
    builder = ramatch.LibraryBuilder(folder=tmp_path)
    brought = builder.import_collection("rod", EXAMPLES / "refused" / "rod")
    assert brought["added"] == [] and len(builder) == 0
    assert [refused["error"] for refused in brought["refused"]] == ["no_spectrum", "licence_missing"]
    brought = builder.import_collection("rod", EXAMPLES / "refused" / "rod", licence="CC0-1.0")
    assert brought["added"] == ["rod/9000004"]


def test_forms_of_a_measurement(tmp_path):
    for treatment, count in (("processed first", 3), ("processed", 2), ("raw", 2)):
        builder = ramatch.LibraryBuilder(folder=tmp_path)
        assert len(builder.import_collection("rruff", EXAMPLES / "rruff", treatment=treatment)["added"]) == count


def test_a_second_run_adds_nothing(tmp_path):
    builder = ramatch.LibraryBuilder(folder=tmp_path)
    first = builder.import_collection("slopp", EXAMPLES / "slopp")
    assert first["named_by_file"][0]["name"] == "PET_fibre_clear_03" and first["notes"] == []
    second = builder.import_collection("slopp", EXAMPLES / "slopp")
    assert second["there_already"] == first["added"] and not second["added"] and not second["refused"]


@pytest.mark.parametrize(
    "collection, path, more, code",
    [
        ("cod", "rod", {}, "parameter"),
        ("rod", "nothing", {}, "no_such_file"),
        ("rod", "names.csv", {}, "parameter"),
        ("rod", "rod", {"treatment": "best"}, "parameter"),
        ("rruff", "rruff", {"licence": "MIT"}, "parameter"),
        ("rod", "rod", {"licence": "internal use"}, "bad_field"),
        ("rod", "rod", {"names": EXAMPLES / "openspecy" / "raman_metadata.csv"}, "text_syntax"),
    ],
)
def test_what_cannot_be_asked_leaves_the_builder_as_it_was(tmp_path, collection, path, more, code):
    builder = ramatch.LibraryBuilder(folder=tmp_path)
    with pytest.raises(ramatch.RamatchError) as refused:
        builder.import_collection(collection, EXAMPLES / path, **more)
    assert refused.value.code == code and len(builder) == 0


def test_kinds_of_arguments(tmp_path):
    builder = ramatch.LibraryBuilder(folder=tmp_path)
    for arguments, more in ((("rod", 3), {}), ((3, "x"), {}), (("rod", "x"), {"built_in_names": "yes"})):
        with pytest.raises(TypeError):
            builder.import_collection(*arguments, **more)
