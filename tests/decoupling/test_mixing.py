"""Averaged mixing of flavours in the plasma."""

import numpy as np

from reheaton.decoupling.mixing import AveragedMixing
from reheaton.particles.seesaw.casas_ibarra import NUFIT_INVERTED, NUFIT_NORMAL

MOMENTA = np.array([1e-4, 3e-3, 3e-2])


def test_shares_add_up_to_one():
    """Over states and over flavours: eigenvectors are unitary; 1e-12."""
    shares = AveragedMixing().shares(MOMENTA, 2e-3)
    np.testing.assert_allclose(shares.sum(axis=0), 1.0, rtol=1e-12)
    np.testing.assert_allclose(shares.sum(axis=1), 1.0, rtol=1e-12)


def test_vacuum():
    """|U_ai|^2 at T = 20 keV, where electrons are gone to e^-25; 1e-6. States are ordered by mass."""
    for data, order in ((NUFIT_NORMAL, [0, 1, 2]), (NUFIT_INVERTED, [2, 0, 1])):
        shares = AveragedMixing(data).shares(MOMENTA, 2e-5)
        np.testing.assert_allclose(shares[:, :, 1], np.abs(data.pmns()[:, order]) ** 2, atol=1e-6)


def test_hot_plasma_makes_nu_e_the_lightest():
    """At 20 MeV the potential is 1e4 times the splittings over 2p at p = 3 T, so that mixing is below 1e-3."""
    shares = AveragedMixing().shares(np.array([0.06]), 0.02)
    np.testing.assert_allclose(shares[0, :, 0], (1.0, 0.0, 0.0), atol=1e-3)


def test_muon_and_tau_neutrinos_mix_nearly_maximally():
    """sin^2 theta_23 is 0.47, so that each of the heavier states has 0.3 to 0.7 of both, in any plasma."""
    shares = AveragedMixing().shares(np.array([0.06]), 0.02)
    assert np.all((shares[1:, 1:, 0] > 0.3) & (shares[1:, 1:, 0] < 0.7))
