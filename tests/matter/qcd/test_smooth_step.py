"""The smooth step: its ends, symmetry and derivatives."""

import numpy as np

from reheaton.matter.qcd import blend_weight
from reheaton.matter.qcd.tables import T_HADRON, T_QUARK


def test_blend_has_four_continuous_derivatives():
    """1e-3 of the peak: S'''' starts linearly from zero at the ends, measured 1e-5 inside."""
    ends = np.log(np.array([T_HADRON, T_QUARK])) + np.array([1e-5, -1e-5])
    middle = np.linspace(np.log(T_HADRON), np.log(T_QUARK), 101)
    np.testing.assert_allclose(blend_weight(ends), [0.0, 1.0], atol=1e-12)
    for k in (1, 2, 3, 4):
        assert np.max(np.abs(blend_weight(ends, k))) < 1e-3 * np.max(np.abs(blend_weight(middle, k)))
