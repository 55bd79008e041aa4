"""Species: what is refused, and what JAX sees of one."""

import pytest

from reheaton.particles.species import Species


@pytest.mark.parametrize(("g", "statistics"), [(0.0, "boson"), (-1.0, "boson"), (2.0, "anyon")])
def test_impossible_species_are_refused(g, statistics):
    with pytest.raises(ValueError, match="impossible"):
        Species("impossible", 1.0, g, statistics)
