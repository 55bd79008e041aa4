"""Strict JSON: no NaN and no infinity, scalars of NumPy and JAX, nested lists."""

import json


def test_infinite_and_undefined_numbers_are_null(reheaton, spring):
    content = json.loads(reheaton("run", spring, "-s", "mass=2", "--json").out)
    assert content["observables"]["decay_time"] is None
    assert content["flags"][0]["value"] is None
