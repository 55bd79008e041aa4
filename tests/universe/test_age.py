"""Cosmic time: quadrature of 1/H against analytic universes."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from reheaton.matter.gas import ideal_gas
from reheaton.matter.sector import Sector
from reheaton.particles.species import boson
from reheaton.universe.evolve import evolve
from reheaton.universe.relic import cold_relic
from reheaton.universe.universe import Universe

LIGHT = ideal_gas(boson("light", 0, g=10.0))


def test_radiation_has_the_age_of_half_a_hubble_time():
    """t = 1/(2H) at all times; 1e-7: quadrature over a quarter of an e-fold."""
    background = jax.jit(lambda T: evolve(Universe([Sector("a", LIGHT)], start=T), until=("a", 1e-3)))(1e3)
    now = background.at(jnp.linspace(0.0, float(background.instants.log_a[-1]), 57))
    np.testing.assert_allclose(now.t * now.H, 0.5, rtol=1e-7)
    np.testing.assert_allclose(background.instants.t * background.instants.H, 0.5, rtol=1e-7)


def test_stable_matter_ages_the_universe_to_two_thirds():
    """Matter and radiation: t = (2/3)(sqrt(1 + y)(y - 2) + 2) y_unit with y = a/a_eq, from t = 0; 1e-6.

    The age starts at 1/(2H), which differs from this by y_start, 1e-9 of the later ones.
    """
    T, share = 1e3, 1e-6
    rho = 10.0 * np.pi**2 / 30.0 * T**4
    relic = cold_relic("X", 1.0, {}, share * rho)
    background = jax.jit(lambda T: evolve(Universe([Sector("a", LIGHT)], [relic], start=T), until=("a", 1e-6)))(T)
    log_a = np.linspace(6.0, float(background.instants.log_a[-1]), 31)
    now = background.at(jnp.asarray(log_a))
    y = share * np.exp(log_a)
    # H^2 = H_1^2 (y^-4 + y^-3), with H_1^2 y^-4 that of radiation.
    H_1 = np.asarray(now.H) / np.sqrt(y**-4 + y**-3)
    expected = 2.0 / 3.0 * (np.sqrt(1.0 + y) * (y - 2.0) + 2.0) / H_1
    late = y > 1e-2  # below, the formula loses digits
    np.testing.assert_allclose(np.asarray(now.t)[late], expected[late], rtol=1e-6)
    assert float(now.t[-1] * now.H[-1]) == pytest.approx(2.0 / 3.0, rel=1e-3)
