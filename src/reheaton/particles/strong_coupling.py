"""The running strong coupling and the QCD factor of a hadronic current.

Two-loop running, d a/d ln mu^2 = -beta_0 a^2 (1 + c a) with a = alpha_s/pi, beta_0 = (33 - 2 n_f)/12 and
c = (153 - 19 n_f)/(66 - 4 n_f), started at m_Z and continuous at the charm, bottom and top masses. It is frozen below
1 GeV, where perturbation theory ends and hadrons take over.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reheaton.constants import ALPHA_S_MZ, M_BOTTOM, M_CHARM, M_TOP, M_Z

FREEZING_SCALE = 1.0
"""Scale below which alpha_s is held constant [GeV]."""
_NEWTON_STEPS = 8


def _implicit(a: NDArray[np.float64] | float, slope: float) -> NDArray[np.float64]:
    """Two-loop invariant 1/a + c ln(c a/(1 + c a)), which grows by beta_0 ln(mu^2/mu_0^2)."""
    return np.asarray(1.0 / a + slope * np.log(slope * a / (1.0 + slope * a)))


def _evolve(a_start: float, scale_start: float, scale: NDArray[np.float64], n_f: int) -> NDArray[np.float64]:
    """Coupling a at `scale` from its value at `scale_start` with n_f flavours."""
    beta_0 = (33.0 - 2.0 * n_f) / 12.0
    slope = (153.0 - 19.0 * n_f) / (66.0 - 4.0 * n_f)
    target = _implicit(a_start, slope) + 2.0 * beta_0 * np.log(scale / scale_start)
    # In 1/a the invariant is nearly linear, so that Newton's method converges from the one-loop value.
    inverse = 1.0 / a_start + 2.0 * beta_0 * np.log(scale / scale_start)
    for _ in range(_NEWTON_STEPS):
        residual = inverse + slope * np.log(slope / (inverse + slope)) - target
        inverse = inverse - residual * (inverse + slope) / inverse
    return 1.0 / inverse


@lru_cache(maxsize=1)
def _anchors() -> dict[int, tuple[float, float]]:
    """Scale and coupling a from which each number of flavours starts."""
    anchors = {5: (M_Z, ALPHA_S_MZ / np.pi)}
    for n_f, origin, threshold in ((4, 5, M_BOTTOM), (3, 4, M_CHARM), (6, 5, M_TOP)):
        scale, a = anchors[origin]
        anchors[n_f] = (threshold, float(_evolve(a, scale, np.asarray(threshold), origin)))
    return anchors


def alpha_s(scale: ArrayLike) -> NDArray[np.float64]:
    """Strong coupling at two loops.

    d a/d ln mu^2 = -beta_0 a^2 (1 + c a), a = alpha_s/pi; PDG review "Quantum chromodynamics", Eq. (9.3).
    Shapes: any; the result has the shape of `scale` [GeV]. Errors: none. Validity: constant below 1 GeV; within 3% of
    the five-loop value above the tau mass.
    """
    mu = np.maximum(np.asarray(scale, dtype=np.float64), FREEZING_SCALE)
    n_f = 3 + (mu > M_CHARM).astype(int) + (mu > M_BOTTOM) + (mu > M_TOP)
    result = np.empty_like(mu)
    for flavours, (start, a) in _anchors().items():
        here = n_f == flavours
        result[here] = np.pi * _evolve(a, start, mu[here], flavours)
    return result


def delta_qcd(scale: ArrayLike) -> NDArray[np.float64]:
    """QCD enhancement of a hadronic width over free quarks.

    delta = a + 5.2 a^2 + 26.4 a^3 with a = alpha_s(scale)/pi; Bondarenko et al. (arXiv:1805.08567), section 3.2.2,
    and Coloma et al. (arXiv:2007.03701), after the hadronic tau width (Gorishny, Kataev and Larin 1991). Shapes: that
    of `scale` [GeV]. Dimensionless. Errors: none. Validity: three light flavours; with five flavours, or for a boson
    on its mass shell, the second coefficient is 4.4 or 1.4, which lowers 1 + delta by less than 0.8% above 10 GeV.
    """
    a = alpha_s(scale) / np.pi
    return a + 5.2 * a**2 + 26.4 * a**3
