"""A point as other codes are told of it, without a model behind it."""

from types import SimpleNamespace

import numpy as np

import reheaton as rh


def thermal(temperature=0.2):
    """A Fermi-Dirac distribution at a part of the photon temperature."""
    q = np.geomspace(1e-3, 40.0, 200) * temperature
    return rh.Distribution(q, 1.0 / (np.exp(q / temperature) + 1.0))


def given(observables=(), parameters=(), distribution=None, **more):
    return SimpleNamespace(
        model="given",
        shape=(),
        parameters=dict(parameters),
        settings={},
        units={"m_s": "keV"},
        observables={"Omega_h2": 0.12, **dict(observables)},
        distributions={} if distribution is None else {"nu_s": distribution},
        background=None,
        **more,
    )


TWIN = {"delta_N_eff_cmb": 0.2, "delta_N_eff_cmb_photons": 0.12, "delta_N_eff_cmb_neutrinos": 0.08, "m_nu_twin": 0.1}
