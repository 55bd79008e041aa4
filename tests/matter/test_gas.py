"""Gases: states that follow from one pressure, sums of species, departed neutrinos."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from reheaton import constants as c
from reheaton.errors import InvalidInput
from reheaton.matter.gas import ideal_gas
from reheaton.matter.ideal_gas import exact_pressure
from reheaton.matter.leptons_and_bosons import photons_and_electrons
from reheaton.matter.standard_model import departing_neutrinos
from reheaton.particles.species import Species, boson


def test_state_follows_from_the_pressure():
    """1e-12: identities s = dp/dT, rho = T s - p and T ds = d rho, with derivatives by forward differentiation."""
    gas = ideal_gas((Species("a", 0, 2.0, "boson"), Species("b", 0.3, 4.0, "fermion"), Species("c", 5.0, 1.0, "boson")))
    T = jnp.geomspace(1e-3, 1e3, 60)
    state = gas.state(T)
    slope = jax.vmap(jax.jacfwd(gas.state))(T)
    np.testing.assert_allclose(slope.p, state.s, rtol=1e-12)
    np.testing.assert_allclose(slope.rho, T * slope.s, rtol=1e-9)
    np.testing.assert_allclose(T * slope.s, state.ds_dlnT, rtol=1e-9)
    np.testing.assert_allclose(state.dp_dlnT, T * state.s, rtol=1e-14)
    np.testing.assert_allclose(state.rho, T * state.s - state.p, rtol=1e-12)


def test_gas_is_the_sum_of_its_species():
    """1e-11: documented error of the interpolant; exact integrals summed by hand."""
    species = (Species("a", 0, 3.0, "fermion"), Species("b", 0.7, 4.0, "fermion"), Species("c", 2.0, 5.0, "boson"))
    T = np.array([0.1, 1.0, 10.0])
    expected = sum(s.g * exact_pressure(s.mass / T, s.statistics) for s in species) * T**4
    np.testing.assert_allclose(ideal_gas(species).state(jnp.asarray(T)).p, expected, rtol=1e-10)


@pytest.mark.parametrize("ratio", [0.1, 1.0, 3.0, 30.0])
def test_departed_neutrinos_keep_their_share_of_the_entropy(ratio):
    """1e-12: s_nu/s_plasma is a constant, 21/22, at every T/m_e."""
    T = np.array([ratio * c.M_ELECTRON])
    shares = np.asarray(departing_neutrinos().state(T).s) / np.asarray(photons_and_electrons().state(T).s)
    np.testing.assert_allclose(shares, 21.0 / 22.0, rtol=1e-12)


def test_temperature_of_departed_neutrinos_is_that_of_their_energy():
    """Rounding: T_nu from rho = g (7/8) (pi^2/30) T_nu^4."""
    T = np.geomspace(0.01, 100.0, 9) * c.M_ELECTRON
    gas = departing_neutrinos()
    from_energy = (gas.state(T).rho / (6.0 * 7.0 / 8.0 * np.pi**2 / 30.0)) ** 0.25
    np.testing.assert_allclose(gas.temperature(T), from_energy, rtol=1e-13)


def test_massless_in_every_type_of_number():
    """A mass of 0 that is an array of JAX is as massless as a plain one."""
    for nothing in (0, 0.0, np.float64(0.0), jnp.asarray(0.0)):
        assert not ideal_gas(boson("X", nothing, g=2)).g


def test_what_is_no_species_is_refused():
    with pytest.raises(InvalidInput, match=r"made with boson or fermion, must each be a Species, and 3\.0 is none"):
        ideal_gas([3.0])
