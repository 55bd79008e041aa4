"""The cosmology around a model."""

import pytest

import reheaton as rh


def test_values_have_units_and_names():
    cosmology = rh.LambdaCDM(h=0.7).changed({"m_neutrino": "60 meV", "omega_b": 0.022})
    assert (cosmology.h, cosmology.m_neutrino, cosmology.omega_b) == (0.7, pytest.approx(0.06), 0.022)
    assert rh.LambdaCDM().omega_dm == 0.120  # Planck 2018 VI, abstract


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"h": 70}, "h = 70 is out of range: allowed is from 0.2 to 2"),
        ({"h": None}, "h must be given"),
        ({"omega_b": "0.02 GeV"}, "omega_b"),
        ({"n_s": float("nan")}, "n_s = nan"),
        ({"m_neutrino": -1}, "m_neutrino = -1"),
        ({"H0": 70}, "'H0' is no parameter of LambdaCDM"),
        ({"omega_d": 0.1}, "did you mean 'omega_"),
    ],
)
def test_what_is_no_cosmology_is_refused(values, words):
    with pytest.raises(rh.InvalidInput, match=words):
        rh.LambdaCDM().changed(values)
