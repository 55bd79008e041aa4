"""Backward differentiation formulae that start from zeros."""

import numpy as np
import pytest
from scipy.integrate import BDF, solve_ivp

from reheaton.numerics.backward_differentiation import BackwardDifferentiation


def _decay(method: type[BDF]) -> np.ndarray:
    return solve_ivp(lambda _, y: -y, (0.0, 1.0), [1.0, 2.0], method=method, rtol=1e-8, atol=1e-10).y[:, -1]


@pytest.fixture
def uninitialised_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """np.empty returns signalling NaN, which memory may happen to hold."""

    def empty(shape: int | tuple[int, ...], dtype: type = float) -> np.ndarray:
        array = np.zeros(shape, dtype)
        if array.dtype == float:
            array.view(np.int64)[...] = 0x7FF0000000000001
        return array

    monkeypatch.setattr(np, "empty", empty)


@pytest.mark.usefixtures("uninitialised_memory")
def test_memory_does_not_matter():
    """1e-6: a hundred times rtol."""
    np.testing.assert_allclose(_decay(BackwardDifferentiation), np.exp(-1.0) * np.array([1.0, 2.0]), rtol=1e-6)


@pytest.mark.usefixtures("uninitialised_memory")
def test_scipy_alone_warns():
    """Where it no longer does, this class can go."""
    with pytest.raises(RuntimeWarning, match="invalid value"):
        _decay(BDF)


def test_results_are_those_of_scipy():
    np.testing.assert_array_equal(_decay(BackwardDifferentiation), _decay(BDF))
