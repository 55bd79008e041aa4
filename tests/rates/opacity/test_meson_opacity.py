"""The opacity among mesons between the nodes of its table, and where it must go to zero."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from reheaton import constants as c
from reheaton.rates.opacity.meson_fusion import meson_fusion
from reheaton.rates.opacity.meson_opacity import meson_opacity_from_table
from reheaton.rates.opacity.meson_table import meson_table
from reheaton.rates.opacity.opacity import opacity_from_table
from reheaton.rates.opacity.pion_scattering import pion_scattering
from reheaton.rates.opacity.tabulate import opacity_table


@pytest.fixture(scope="module")
def mesons():
    return meson_opacity_from_table(meson_table("mu"))


@pytest.fixture(scope="module")
def leptons():
    loss = opacity_from_table(opacity_table("mu"))
    return lambda x, T, f: np.asarray(loss.coefficient(x, np.full_like(x, T / f), 0.0))


@jax.jit
def exact(x, T, f):
    pion, muon = jnp.sqrt(f) * c.MESON_MASSES["pi+"], f * c.M_MUON
    return meson_fusion(x, T, f, "mu") + pion_scattering(x, T, pion, muon, (12, 10, 8))


@pytest.mark.parametrize(
    ("f", "tolerance"),
    # Between nodes of the vev ratio thresholds move by a few per cent of the mass; in Omega_h2 that is less than 1e-4.
    [(1.0, 2e-3), (1.3, 0.02), (3.0, 0.05), (4.0, 0.05)],
)
def test_between_nodes(mesons, leptons, f, tolerance):
    """As a fraction of the opacity of leptons, at 60 to 250 MeV and p/T = 0.7 to 15."""
    random = np.random.default_rng(11)
    x = np.exp(random.uniform(np.log(0.7), np.log(15.0), 12))
    for T in np.exp(random.uniform(np.log(0.06), np.log(0.25), 8)):
        found = np.asarray(mesons.coefficient(x, T, f))
        assert np.max(np.abs(found - exact(x, T, f)) / leptons(x, T, f)) < tolerance


def test_beyond_the_table(mesons):
    """The vev ratio is clamped, and mesons as heavy as there have gone at 0.1 GeV."""
    x = np.array([1.0, 3.0, 6.0])
    np.testing.assert_array_equal(mesons.coefficient(x, 0.1, 100.0), mesons.coefficient(x, 0.1, 32.0))
    assert np.all(np.isfinite(mesons.coefficient(x, 1e-4)))


def test_derivative_by_the_vev_ratio(mesons):
    """1e-5: central differences of 1e-4 inside an interval of the table."""

    def C(f):
        return mesons.coefficient(2.0, 0.12, f)

    difference = (C(2.0 + 1e-4) - C(2.0 - 1e-4)) / 2e-4
    assert float(jax.grad(C)(2.0)) == pytest.approx(float(difference), rel=1e-5)
