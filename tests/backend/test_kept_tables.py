"""Arrays in files named by fingerprints."""

import numpy as np

from reheaton.backend.kept_tables import fingerprint, load_arrays, store_arrays


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
