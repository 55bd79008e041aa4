"""Radiation and dark matter of a point."""

import numpy as np
import pytest
from tests.export.given_point import TWIN, given, thermal

import reheaton as rh
from reheaton.cosmology import T_NU_OVER_T_GAMMA
from reheaton.export.content import cold_density, content_of


def test_parts_are_named():
    content = content_of(given(TWIN, {"vev_ratio": 4.0}))
    assert (content.N_sm, content.dark, content.N_eff) == (3.044, 0.2, pytest.approx(3.244))
    assert (content.dark_photons, content.dark_neutrinos, content.m_dark_neutrino_eV) == (0.12, 0.08, 0.1)
    assert content.vev_ratio == 4.0 and content.warm == ()


def test_a_fermi_dirac_species_counts_as_it_must():
    """Two helicities at T_nu are one neutrino species; at T they count (T/T_nu)^4."""
    point = given(parameters={"m_s": 7.0}, distribution=thermal(0.5 * T_NU_OVER_T_GAMMA))
    (species,) = content_of(point).warm
    assert species.mass_eV == pytest.approx(7000.0)
    # The grid ends at 40 T and begins at 1e-3 T, beyond which 1e-8 of the energy lies.
    assert species.delta_N_eff == pytest.approx(0.5**4, rel=1e-6)


def test_cold_dark_matter_is_what_is_missing():
    point = given({"Omega_h2": 0.03}, {"m_s": 7.0}, thermal())
    assert cold_density(content_of(point), 0.12) == pytest.approx(0.09)
    point.observables["Omega_h2"] = 0.5
    assert cold_density(content_of(point), 0.12) == 0.0


def test_many_points_and_a_species_without_mass_are_refused():
    many = given()
    many.shape = (3,)
    with pytest.raises(rh.InvalidInput, match="take one of them"):
        content_of(many)
    with pytest.raises(rh.InvalidInput, match="no parameter m_s in keV"):
        content_of(given(distribution=thermal()))
    assert np.isclose(content_of(given()).N_eff, 3.044)


def test_particles_and_antiparticles_of_one_mass_are_one_species():
    """The mean occupation with both helicities has the number of both, to rounding."""
    point = given(parameters={"m_s": 7.0}, distribution=thermal())
    q, f = point.distributions["nu_s"].q, point.distributions["nu_s"].f
    point.distributions = {"nu_s": rh.Distribution(q, 2.0 * f, 1), "antinu_s": rh.Distribution(q, 0.5 * f, 1)}
    (species,) = content_of(point).warm
    both = sum(float(one.number_density) for one in point.distributions.values())
    assert (species.name, species.distribution.g) == ("nu_s", 2)
    assert float(species.distribution.number_density) == pytest.approx(both, rel=1e-12)
    assert species.Omega_h2 == 0.12
