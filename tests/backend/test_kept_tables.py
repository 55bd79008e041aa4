"""Arrays in files named by fingerprints."""

import numpy as np

from reheaton.backend import kept_tables
from reheaton.backend.kept_tables import fingerprint, kept_table, load_arrays, store_arrays


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


def test_table_is_made_once_for_each_input_and_version(monkeypatch, tmp_path):
    monkeypatch.setenv("REHEATON_CACHE_DIR", str(tmp_path))
    made = []

    def table(x, version=1):
        def make():
            made.append((x, version))
            return {"square": [x * x]}

        return kept_table("squares/of", [x], make, version=version, arrays=["square"])["square"].tolist()

    assert [table(2.0), table(2.0), table(3.0), table(2.0, version=2)] == [[4.0], [4.0], [9.0], [4.0]]
    assert made == [(2.0, 1), (3.0, 1), (2.0, 2)]
    assert len(list((tmp_path / "squares").glob("of-*.npz"))) == 3


def test_file_with_other_arrays_is_made_again(monkeypatch, tmp_path):
    monkeypatch.setenv("REHEATON_CACHE_DIR", str(tmp_path))
    for name in ("a", "b"):
        assert list(kept_table("t", [1], lambda name=name: {name: 1.0}, version=1, arrays=[name])) == [name]


class Trap:
    """An object that leaves a trace where it is unpickled."""

    def __init__(self, trace):
        self.trace = trace

    def __reduce__(self):
        return open, (self.trace, "w")


def test_objects_in_a_file_are_never_unpickled(monkeypatch, tmp_path):
    """A table is read from a folder that others may write to: pickles would run what they hold."""
    monkeypatch.setenv("REHEATON_CACHE_DIR", str(tmp_path))
    kept_table("t", [1], lambda: {"a": 1.0}, version=1, arrays=["a"])
    (file,) = tmp_path.glob("t-*.npz")
    np.savez(file, a=np.array([Trap(str(tmp_path / "trace"))], dtype=object))
    assert load_arrays(file) is None
    again = kept_table("t", [1], lambda: {"a": 2.0}, version=1, arrays=["a"])
    assert float(again["a"]) == 2.0 and not (tmp_path / "trace").exists()


def test_a_shipped_table_is_taken_before_one_that_was_made(monkeypatch, tmp_path):
    monkeypatch.setenv("REHEATON_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setattr(kept_tables, "SHIPPED", tmp_path / "data")
    made = {"arrays": ["a"], "version": 3}
    assert float(kept_table("f/t", ["x"], lambda: {"a": 1.0}, **made)["a"]) == 1.0
    (file,) = (tmp_path / "cache" / "f").glob("t-*.npz")
    store_arrays(tmp_path / "data" / "f" / file.name, {"a": 2.0})
    assert float(kept_table("f/t", ["x"], lambda: {"a": 3.0}, **made)["a"]) == 2.0
    # One that has other arrays is not taken.
    store_arrays(tmp_path / "data" / "f" / file.name, {"b": 2.0})
    assert float(kept_table("f/t", ["x"], lambda: {"a": 3.0}, **made)["a"]) == 1.0


def test_where_nothing_can_be_written_nothing_is_kept(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("REHEATON_CACHE_DIR", str(tmp_path / "file"))
    for value in (1.0, 2.0):
        found = kept_table("t", [1], lambda value=value: {"a": value}, version=1, arrays=["a"])
        assert float(found["a"]) == value


def test_a_file_is_written_completely_or_not_at_all(monkeypatch, tmp_path):
    """What is half written lies elsewhere until it is whole, and is removed if it never is."""
    path = tmp_path / "t.npz"
    store_arrays(path, {"a": 1.0})

    def fail(file, **arrays):
        file.write_bytes(b"half")
        raise OSError("no space left")

    monkeypatch.setattr(np, "savez", fail)
    store_arrays(path, {"a": 2.0})
    assert float(load_arrays(path)["a"]) == 1.0
    assert [file.name for file in tmp_path.iterdir()] == ["t.npz"]


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
