"""The hadrons of the Particle Data Group of which the lumped list of the package is made."""

from collections.abc import Iterator
from typing import Any

import pytest

_SKIPPED = {130, 310, 9000221, 9000311, 9000321}


def listed_hadrons() -> Iterator[Any]:
    """Established states without charm, bottom and top, up to 2 GeV; the test is skipped without the list."""
    particle = pytest.importorskip("particle")
    for state in particle.Particle.all():
        n = state.pdgid
        heavy = n.has_charm or n.has_bottom or n.has_top
        if not n.is_hadron or heavy or abs(int(n)) > 10**9 or abs(int(n)) in _SKIPPED or state.J is None:
            continue
        if state.status <= 1 and state.mass is not None and state.mass <= 2000.0:
            yield state
