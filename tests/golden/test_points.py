"""Every number of chosen points, as it was found before: a change of a number is deliberate, and changes this file.

points.json holds observables, the margins of limits and the names of flags at points that reach every branch of the
models: options, decoupled neutrinos, no relic, dark matter, couplings of the scalars.
"""

import json
from pathlib import Path

import pytest

from reheaton.models.registry import find_model

POINTS = json.loads((Path(__file__).parent / "points.json").read_text(encoding="utf-8"))
TOLERANCE = 1e-8
"""Other processors and versions of XLA round differently; the same machine gives 1e-10."""


def _name(point):
    return " ".join([point["model"], *(f"{name}={value}" for name, value in point["given"].items())])


@pytest.mark.parametrize("point", POINTS, ids=_name)
def test_numbers_are_what_they_were(point):
    result = find_model(point["model"])(**point["given"]).solve()
    assert set(result.observables) == set(point["observables"])
    # Below 1e-100 only the exponential of a number of order 1000 is left of a relic.
    assert result.observables == pytest.approx(point["observables"], rel=TOLERANCE, abs=1e-100)
    margins = {limit.name: limit.margin for limit in result.limits}
    # A margin is a difference of numbers of order 1 at least.
    assert margins == pytest.approx(point["limits"], rel=TOLERANCE, abs=TOLERANCE)
    assert sorted(flag.name for flag in result.flags) == sorted(point["flags"])
