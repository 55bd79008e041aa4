"""Species: what is refused, and what JAX sees of one."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from reheaton.errors import InvalidInput
from reheaton.particles.species import Species, boson, fermion


@pytest.mark.parametrize(("g", "statistics"), [(0.0, "boson"), (-1.0, "boson"), (2.0, "anyon")])
def test_impossible_species_are_refused(g, statistics):
    with pytest.raises(ValueError, match="impossible"):
        Species("impossible", 1.0, g, statistics)


@pytest.mark.parametrize("make", [boson, fermion])
@pytest.mark.parametrize(
    ("mass", "g", "sentence"),
    [
        (-1.0, 2.0, "mass of species 'X' = -1 is out of range: allowed is from 0 GeV up"),
        (jnp.asarray(-1.0), 2.0, "mass of species 'X' = -1 is out of range"),
        (np.nan, 2.0, "mass of species 'X' = nan is out of range"),
        (np.inf, 2.0, "mass of species 'X' = inf is out of range"),
        ("3 GeV", 2.0, "mass of species 'X' = '3 GeV' is not a number"),
        (1.0, np.nan, "g of species 'X' = nan is out of range: allowed is above 0"),
        (1.0, -2.0, "g of species 'X' = -2 is out of range"),
        (1.0, "2", "g of species 'X' = '2' is not a number"),
        (1.0, [2.0], r"g of species 'X' = \[2.0\] is not one number but an array"),
    ],
)
def test_numbers_out_of_range_are_refused(make, mass, g, sentence):
    with pytest.raises(InvalidInput, match=sentence):
        make("X", mass, g=g)


@pytest.mark.parametrize("g", [np.float64(2.0), np.int64(2), np.asarray(2.0), jnp.asarray(2.0)])
def test_the_number_of_states_is_python_s_own(g):
    """JAX compares it, and would not compile the same species twice."""
    assert type(fermion("X", 1.0, g=g).g) is float and type(Species("X", 1.0, g, "boson").g) is float
    assert type(fermion("X", 1.0, g=2).g) is int


def test_only_the_mass_can_be_traced():
    """A batch of masses is a batch of species; name, states and statistics are part of the structure."""
    species = Species("X", jnp.asarray(3.0), 4.0, "fermion")
    assert jax.tree.leaves(species) == [3.0]
    heavier = jax.vmap(lambda m: Species("X", 2.0 * m, 4.0, "fermion"))(jnp.array([1.0, 5.0]))
    assert heavier.mass.tolist() == [2.0, 10.0] and heavier.g == 4.0
    assert jax.tree.structure(species) != jax.tree.structure(Species("X", jnp.asarray(3.0), 4.0, "boson"))
