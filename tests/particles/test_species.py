"""Species: what is refused, and what JAX sees of one."""

import jax
import jax.numpy as jnp
import pytest

from reheaton.particles.species import Species


@pytest.mark.parametrize(("g", "statistics"), [(0.0, "boson"), (-1.0, "boson"), (2.0, "anyon")])
def test_impossible_species_are_refused(g, statistics):
    with pytest.raises(ValueError, match="impossible"):
        Species("impossible", 1.0, g, statistics)


def test_only_the_mass_can_be_traced():
    """A batch of masses is a batch of species; name, states and statistics are part of the structure."""
    species = Species("X", jnp.asarray(3.0), 4.0, "fermion")
    assert jax.tree.leaves(species) == [3.0]
    heavier = jax.vmap(lambda m: Species("X", 2.0 * m, 4.0, "fermion"))(jnp.array([1.0, 5.0]))
    assert heavier.mass.tolist() == [2.0, 10.0] and heavier.g == 4.0
    assert jax.tree.structure(species) != jax.tree.structure(Species("X", jnp.asarray(3.0), 4.0, "boson"))
