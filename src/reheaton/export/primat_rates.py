r"""Rates of n <-> p with the electron neutrinos of a table. This file needs primat, NumPy and SciPy alone.

primat adds to the rates of Fermi-Dirac neutrinos those of a distortion, here

    delta(E) = f(E) - 1/(e^(E/T) + 1),   delta(-E) = -delta(E),

E < 0 for neutrinos that are blocked, T that of photons: Born rates with Coulomb and radiative corrections, and, by
d^k(E^n delta)/dE^k, those for nucleons of finite mass (Pitrou, Coc, Uzan & Vangioni 2018, arXiv:1801.08023, eqs. 77 to
81, 101, 114 and 115). As all of them are linear in f, those of f result. primat keeps rates in a folder and reads them
there the next time.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np


def keep_rates(settings: dict[str, Any], table: Path | str) -> None:
    """Make the rates and put them into the folder `cache_dir` of the settings, where primat looks for them.

    The table has p/T in its first row, after a 0, and then rows of T [MeV] and ln(1/f - 1) at these momenta.
    """
    from primat.config import PRIMATConfig  # pyright: ignore[reportMissingImports]
    from primat.weak_rates import RecomputeWeakRates  # pyright: ignore[reportMissingImports]

    config = PRIMATConfig(settings | {"weak_rate_cache": False, "save_nTOp": True})
    distortion = Distortion(np.loadtxt(table), config.me)
    everywhere = np.array([config.T_end, config.T_start_cosmo]) / config.MeV_to_Kelvin
    RecomputeWeakRates([everywhere, everywhere], config, distortion.of, distortion.moments())


class Distortion:
    """delta and its derivatives by the energy, in units of m_e, as primat asks for them: at x = m_e/T = znu."""

    def __init__(self, table: np.ndarray, me_MeV: float) -> None:
        from scipy.interpolate import RectBivariateSpline

        self._me = me_MeV
        self._depth, self._momenta = -np.log(table[1:, 0]), table[0, 1:]
        self._odds = RectBivariateSpline(self._depth, self._momenta, table[1:, 1:])
        self._last: tuple[Any, ...] = (None, None)

    def of(self, en: Any, x: Any, znu: Any, sgnq: int) -> Any:
        """delta, any shape; the same for neutrinos and antineutrinos."""
        return self._derivatives(en, x)[0]

    # primat asks one point at a time unless it is told that arrays may be given.
    of.vectorized = True  # pyright: ignore[reportFunctionMemberAccess]

    def moments(self) -> dict[str, Callable[..., Any]]:
        """d^k(E^n delta)/dE^k by the names that primat gives them."""
        return {f"e{n}p{k}": self._moment(n, k) for n, k in _MOMENTS}

    def _moment(self, n: int, k: int) -> Callable[..., Any]:
        def moment(en: Any, x: Any, znu: Any, sgnq: int) -> Any:
            value, slope, bend = self._derivatives(en, x)
            if k == 0:
                return en**n * value
            if k == 1:
                return n * en ** (n - 1) * value + en**n * slope
            return n * (n - 1) * en ** (n - 2) * value + 2 * n * en ** (n - 1) * slope + en**n * bend

        return moment

    def _derivatives(self, en: Any, x: Any) -> tuple[Any, Any, Any]:
        """delta and its first two derivatives by the energy; 0 beyond the last momentum."""
        if self._last[0] is en and self._last[1] is x:
            return self._last[2]
        en_all, x_all = np.broadcast_arrays(np.asarray(en, dtype=float), x)
        y = np.abs(en_all) * x_all
        depth = np.clip(-np.log(self._me / x_all), self._depth[0], self._depth[-1])
        at = depth.ravel(), np.minimum(y, self._momenta[-1]).ravel()
        odds, slope, bend = (self._odds.ev(*at, dy=k).reshape(y.shape) for k in range(3))
        mine, thermal = _by_odds(odds, slope, bend), _by_odds(y, 1.0, 0.0)
        inside, sign = y < self._momenta[-1], np.where(en_all < 0.0, -1.0, 1.0)
        found = [np.where(inside, a - b, 0.0) * x_all**k for k, (a, b) in enumerate(zip(mine, thermal, strict=True))]
        self._last = en, x, (sign * found[0], found[1], sign * found[2])
        return self._last[2]


_MOMENTS = ((2, 0), (3, 0), (2, 1), (3, 1), (4, 1), (2, 2), (3, 2), (4, 2))


def _by_odds(odds: Any, slope: Any, bend: Any) -> tuple[Any, Any, Any]:
    """f = 1/(e^odds + 1) and its first two derivatives, from those of the exponent."""
    f = 1.0 / (np.exp(np.minimum(odds, 300.0)) + 1.0)
    change = f * (1.0 - f)
    return f, -slope * change, (slope**2 * (1.0 - 2.0 * f) - bend) * change
