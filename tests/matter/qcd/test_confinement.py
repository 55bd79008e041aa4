"""The confinement scale of a twin: where the transition goes, and derivatives."""

import jax
import numpy as np
import pytest

from reheaton.errors import InvalidInput
from reheaton.matter.qcd import confinement_ratio

from .qcd_reference import free_qcd_entropy, qcd_entropy

TWIN_QCD = ("same", "rescaled")


def test_rescaled_transition_moves_by_two_ninths():
    """2%: the quark masses, which do not scale with the confinement scale, shift where s/s_free crosses one half."""
    f, crossing = 4.0, {}
    t = np.geomspace(0.1, 0.8, 600)
    for option in TWIN_QCD:
        crossing[option] = np.interp(0.5, qcd_entropy(t, f, twin_qcd=option) / free_qcd_entropy(t, f), t)
    assert crossing["rescaled"] / crossing["same"] == pytest.approx(confinement_ratio(f, "rescaled"), rel=0.02)


def test_confinement_ratio_of_traced_values():
    """1e-14: f^(2/9) and its derivative, rounding; exactly 1 and 0 where the transition stays."""
    values, slopes = zip(
        *(jax.value_and_grad(lambda f, option=option: confinement_ratio(f, option))(4.0) for option in TWIN_QCD),
        strict=True,
    )
    np.testing.assert_allclose(values, [1.0, 4.0 ** (2.0 / 9.0)], rtol=1e-14)
    np.testing.assert_allclose(slopes, [0.0, 2.0 / 9.0 * 4.0 ** (-7.0 / 9.0)], rtol=1e-14)


def test_unknown_treatment_is_refused():
    with pytest.raises(InvalidInput, match="allowed are 'same' and 'rescaled'"):
        confinement_ratio(2.0, "moved")
