"""Lepton asymmetries as parameters of a model."""

import numpy as np
import pytest

from reheaton import DodelsonWidrow, InvalidInput, LeptonAsymmetry, TwinSterileNeutrino
from reheaton.probes.lepton_asymmetry import ASYMMETRY_MAX


def test_flavours_in_order_and_zero_if_not_given():
    asymmetry = LeptonAsymmetry(asymmetry_tau=-2e-5, asymmetry_e=1e-5)
    np.testing.assert_allclose(asymmetry.over_entropy, [1e-5, 0.0, -2e-5])
    assert asymmetry.is_given and not LeptonAsymmetry().is_given
    assert LeptonAsymmetry(asymmetry_mu=0.0).is_given


@pytest.mark.parametrize("flavour", ["e", "mu", "tau"])
@pytest.mark.parametrize("model", [LeptonAsymmetry, DodelsonWidrow, TwinSterileNeutrino])
def test_range(flavour, model):
    point = {"m_N": None, "m_s": 7.0, "sin2_2theta": 1e-9, "vev_ratio": 4.0}
    others = {name: point[name] for name in model.declarations() if name in point}
    for inside in (-ASYMMETRY_MAX, 0.0, ASYMMETRY_MAX):
        assert model(**others, **{f"asymmetry_{flavour}": inside}).parameters[f"asymmetry_{flavour}"] == inside
    for outside in (-1.01 * ASYMMETRY_MAX, 1.01 * ASYMMETRY_MAX, np.nan):
        with pytest.raises(InvalidInput, match=f"asymmetry_{flavour}"):
            model(**others, **{f"asymmetry_{flavour}": outside})


def test_no_effect_without_dark_matter():
    with pytest.raises(InvalidInput, match="m_s and sin2_2theta must be given with asymmetry_mu"):
        TwinSterileNeutrino(m_N=None, vev_ratio=4.0, asymmetry_mu=1e-5)
