"""Tables of spectra against the integrals that they hold."""

import jax
import numpy as np
import pytest

from reheaton.papers.inverse_symmetry_breaking.spectra import emission_spectrum, spectrum_table, three_phi_spectrum
from reheaton.rates.invariant_mass import three_particles, two_particles_emit

tables = {
    "emission": jax.jit(jax.vmap(emission_spectrum, (0, 0, None)), static_argnums=2),
    "three": jax.jit(jax.vmap(three_phi_spectrum, (0, 0, None)), static_argnums=2),
}
integrals = {
    "emission": jax.jit(jax.vmap(lambda r, m, law: two_particles_emit(r**2, m, law), (0, 0, None)), static_argnums=2),
    "three": jax.jit(jax.vmap(lambda r, m, law: three_particles(r**2, m, law), (0, 0, None)), static_argnums=2),
}


@pytest.mark.parametrize("law", ["maxwell-boltzmann", "bose-einstein"])
@pytest.mark.parametrize("name", tables)
def test_tables_are_the_integrals(name, law):
    """5e-6, as stated with some room: over the range, at the kink, and close to the threshold of three phi."""
    rng = np.random.default_rng(11)
    m = np.exp(rng.uniform(np.log(1e-3), np.log(2.0), 120))
    if name == "emission":
        r = np.exp(rng.uniform(np.log(2e-4), np.log(240.0), 120))
        r[:40] = m[:40] * np.exp(rng.normal(0.0, 0.01, 40))
    else:
        r = 3.0 * m + np.exp(rng.uniform(np.log(1e-3), np.log(70.0), 120))
    np.testing.assert_allclose(tables[name](r, m, law), integrals[name](r, m, law), rtol=5e-6)


def test_ends():
    one = np.ones(2)
    assert not np.any(tables["three"](np.array([2.9, 1.0]), one, "maxwell-boltzmann"))
    assert np.all(np.isnan(tables["emission"](np.array([9e-5, 301.0]), one, "maxwell-boltzmann")))
    assert np.all(np.isnan(tables["emission"](one, np.array([9e-4, 2.1]), "maxwell-boltzmann")))
    assert np.all(np.isfinite(spectrum_table("maxwell-boltzmann")))
