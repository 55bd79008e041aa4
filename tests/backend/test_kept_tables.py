"""Arrays in files named by fingerprints."""

import io
import pickle

import numpy as np
import pytest

from reheaton.backend import kept_tables
from reheaton.backend.cache_folder import keep
from reheaton.backend.kept_tables import SHIPPED, fingerprint, kept_table, load_arrays, store_arrays
from reheaton.errors import NumericalFailure


def test_arrays_come_back(tmp_path):
    path = tmp_path / "new" / "folder" / "some.npz"
    assert load_arrays(path) is None
    store_arrays(path, {"a": np.arange(3.0), "b": 2.0})
    found = load_arrays(path)
    np.testing.assert_array_equal(found["a"], [0.0, 1.0, 2.0])
    assert float(found["b"]) == 2.0
    path.write_bytes(b"rubbish")
    assert load_arrays(path) is None


def test_fingerprint_changes_with_what_enters_and_not_with_rounding():
    entering = {"masses": [0.1, 0.2], "flavour": "mu", "points": (10, 8)}
    assert fingerprint(entering) == fingerprint({**entering, "masses": (0.1 + 1e-17, 0.2 * (1.0 + 1e-15))})
    assert fingerprint(entering) != fingerprint({**entering, "masses": [0.1, 0.2 + 1e-9]})
    assert fingerprint(entering) != fingerprint({**entering, "flavour": "e"})


def squares(x, version=1, made=None):
    """A table of x^2, and what has been made for it."""

    def make():
        (made if made is not None else []).append((x, version))
        return {"square": np.asarray([x * x])}

    table = kept_table("squares/of", [x], make, version=version, shapes={"square": (1,)}, within=(0.0, 100.0))
    return table["square"].tolist()


@pytest.fixture
def folder(monkeypatch, tmp_path):
    monkeypatch.setenv("REHEATON_CACHE_DIR", str(tmp_path))
    return tmp_path / "squares"


def test_table_is_made_once_for_each_input_and_version(folder):
    made = []
    found = [squares(x, version, made) for x, version in ((2.0, 1), (2.0, 1), (3.0, 1), (2.0, 2))]
    assert found == [[4.0], [4.0], [9.0], [4.0]]
    assert made == [(2.0, 1), (3.0, 1), (2.0, 2)]
    assert len(list(folder.glob("of-*.npz"))) == 3


def poisoned(tmp_path):
    """Files that are no table of this name: each would give another number, or run code, if it were read."""
    other = tmp_path / "other.npz"
    np.savez(other, square=np.asarray([16.0]))
    yield other.read_bytes()
    yield pickle.dumps({"square": np.asarray([16.0])})
    np.save(tmp_path / "array.npy", np.asarray([{"square": 16.0}], dtype=object), allow_pickle=True)
    yield (tmp_path / "array.npy").read_bytes()


def test_a_file_of_somebody_else_is_not_read(folder, tmp_path):
    squares(2.0)
    (path,) = folder.iterdir()
    whole = path.read_bytes()
    for contents in poisoned(tmp_path):
        path.write_bytes(contents)
        made = []
        assert squares(2.0, made=made) == [4.0] and len(made) == 1
        assert path.read_bytes() == whole


@pytest.mark.parametrize(
    "arrays",
    [
        {"square": [np.nan]},
        {"square": [101.0]},
        {"square": [-1.0]},
        {"square": [4.0, 4.0]},
        {"square": 4.0},
        {"square": [4]},
        {"square": ["4"]},
        {"square": [4.0], "more": [4.0]},
        {"other": [4.0]},
        {},
    ],
)
def test_what_is_no_such_table_is_neither_taken_nor_kept(folder, arrays):
    """Even with a checksum, as an older version may have written it."""
    squares(2.0)
    (path,) = folder.iterdir()
    store_arrays(path, arrays)
    assert squares(2.0) == [4.0]
    with pytest.raises(NumericalFailure, match=r"the table squares/as cannot be made: .*\."):
        kept_table("squares/as", [], lambda: arrays, version=1, shapes={"square": (1,)}, within=(0.0, 100.0))
    assert list(folder.glob("as*")) == []


def test_objects_are_not_unpickled(tmp_path):
    """Not even from a file with a checksum: unpickling runs code."""
    path, contents = tmp_path / "objects.npz", io.BytesIO()
    np.savez(contents, square=np.asarray([{"a": 1}], dtype=object))
    keep(path, contents.getvalue())
    assert load_arrays(path) is None


def test_numpy_reads_what_is_kept(tmp_path):
    """The checksum at the end does not disturb it."""
    store_arrays(tmp_path / "some.npz", {"a": np.arange(3.0)})
    np.testing.assert_array_equal(np.load(tmp_path / "some.npz")["a"], [0.0, 1.0, 2.0])


@pytest.mark.parametrize("path", sorted(SHIPPED.rglob("*.npz")), ids=lambda path: path.stem)
def test_tables_of_the_package_are_as_they_were_written(path):
    assert load_arrays(path) is not None


def test_a_shipped_table_is_taken_before_one_that_was_made(monkeypatch, folder, tmp_path):
    monkeypatch.setattr(kept_tables, "SHIPPED", tmp_path / "data")
    made = []
    assert squares(2.0, made=made) == [4.0] and len(made) == 1
    (file,) = folder.iterdir()
    shipped = tmp_path / "data" / "squares" / file.name
    shipped.parent.mkdir(parents=True)
    store_arrays(shipped, {"square": np.asarray([4.5])})
    assert squares(2.0, made=made) == [4.5]
    # One that has other arrays is not taken.
    store_arrays(shipped, {"cube": np.asarray([4.5])})
    assert squares(2.0, made=made) == [4.0] and len(made) == 1


def test_fingerprint_tells_12_digits_apart_and_not_13():
    assert fingerprint([1.0]) == fingerprint([1.0 + 1e-14]) != fingerprint([1.0 + 2e-12])
    assert fingerprint([1]) != fingerprint([1.0]) and fingerprint({"a": [1.0]}) != fingerprint({"b": [1.0]})


def test_the_tables_of_the_package_are_where_shipped_ones_are_looked_for():
    assert [kept_tables.SHIPPED.name, kept_tables.SHIPPED.parent.name] == ["data", "reheaton"]
    assert {path.name.partition("-")[0] for path in (kept_tables.SHIPPED / "opacity").glob("*.npz")} >= {
        "e",
        "mu",
        "tau",
    }
