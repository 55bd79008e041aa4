"""Arrays in files named by fingerprints."""

import numpy as np

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
