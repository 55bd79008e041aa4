"""A sector is a named group of gases: JAX traces the masses in it, and its name is part of the structure."""

import jax
import jax.numpy as jnp
import numpy as np

from reheaton.matter.gas import ideal_gas
from reheaton.matter.sector import Sector
from reheaton.particles.species import Species


def sector(mass, name="dark") -> Sector:
    photons = ideal_gas((Species("photon", 0, 2.0, "boson"),))
    return Sector(name, (photons, ideal_gas((Species("X", mass, 4.0, "fermion"),))))


def energy_density(of: Sector, T: float):
    return sum(gas.state(jnp.asarray(T)).rho for gas in of.gases)


def test_batch_of_sectors_equals_loop():
    """1e-14: rounding."""
    masses = jnp.array([0.1, 1.0, 5.0])
    batch = jax.vmap(lambda m: energy_density(sector(m), 1.0))(masses)
    loop = [float(energy_density(sector(m), 1.0)) for m in masses]
    np.testing.assert_allclose(batch, loop, rtol=1e-14)


def test_sectors_of_other_names_are_other_structures():
    """What JAX has compiled for one universe is not used for another whose sectors have other names."""
    one, two = sector(jnp.asarray(1.0)), sector(jnp.asarray(1.0), "twin")
    assert jax.tree.structure(one) == jax.tree.structure(sector(jnp.asarray(2.0)))
    assert jax.tree.structure(one) != jax.tree.structure(two)
