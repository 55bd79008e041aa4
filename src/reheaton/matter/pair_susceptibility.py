r"""Susceptibility of an ideal gas of particles and antiparticles, per spin state and in units of T^2.

    chi(x) = d(n/T^3)/d(mu/T) = (1/pi^2) int_0^oo du u^2 f (1 -+ f),   f = 1/(e^E +- 1),   E = sqrt(u^2 + x^2)

at mu = 0, with x = m/T, n the number density of particles less that of antiparticles, mu their chemical potential;
upper sign: fermions, for which f (1 - f) = e^E/(e^E + 1)^2. From Kolb & Turner 1990, Eq. 3.50. Limits: 1/6 (fermions)
and 1/3 (bosons) for x -> 0, 2 (x/(2 pi))^(3/2) e^-x for x -> oo.

`exact_log_susceptibility` does the integral; `susceptibility` is a cubic Hermite interpolant of x + ln chi in
ln(1 + x), in which both limits are smooth, for use inside JAX (relative error below 1e-7, tested).
"""

import functools
from typing import Final

import numpy as np
from jax.typing import ArrayLike

from reheaton.backend.namespace import AnyArray, namespace
from reheaton.matter.ideal_gas import FloatArray
from reheaton.numerics.interpolation import UniformSplines, hermite_splines
from reheaton.numerics.quadrature import double_exponential_rule
from reheaton.particles.species import STATISTICS, Statistics

_X_MAX: Final = 800.0
"""chi underflows to zero below it."""
_NODES: Final = 301
_MASSLESS: Final = {"fermion": (1.0 / 6.0, 0.0), "boson": (1.0 / 3.0, -0.5 / np.pi)}
"""chi and d chi/dx at x = 0."""


def exact_log_susceptibility(x: ArrayLike, statistics: Statistics) -> tuple[FloatArray, FloatArray]:
    """x + ln chi and its derivative by x, by quadrature; any shape, x >= 0. Relative error of chi below 1e-12.

    d chi/dx = -(x/pi^2) int du f (1 -+ f) by parts.
    """
    nodes, weights = double_exponential_rule(186, -3.3, 5.95)
    x = np.asarray(x, dtype=np.float64)
    positive = np.where(x > 0.0, x, 1.0)[..., None]
    scale = 1.0 + np.sqrt(positive)
    u = scale * nodes
    energy = np.sqrt(u**2 + positive**2)
    # The factor e^x is taken out.
    decay = np.exp(-(u**2) / (energy + positive))
    denominator = 1.0 + np.exp(-energy) if statistics == "fermion" else -np.expm1(-energy)
    measure = scale * weights * decay / denominator**2
    second, zeroth = (measure * u**2).sum(-1), measure.sum(-1)
    value, slope = np.log(second / np.pi**2), 1.0 - positive[..., 0] * zeroth / second
    chi, chi_slope = _MASSLESS[statistics]
    return np.where(x > 0.0, value, np.log(chi)), np.where(x > 0.0, slope, 1.0 + chi_slope / chi)


@functools.cache
def _splines() -> UniformSplines:
    s = np.linspace(0.0, np.log1p(_X_MAX), _NODES)
    columns = [exact_log_susceptibility(np.expm1(s), statistics) for statistics in STATISTICS]
    values, slopes = (np.stack(rows) for rows in zip(*columns, strict=True))
    return hermite_splines(np.zeros(len(columns)), np.full(len(columns), s[1]), values, slopes * np.exp(s))


def susceptibility(x: ArrayLike, statistics: Statistics = "fermion") -> AnyArray:
    """chi(x), see the module; any shape, x >= 0, NumPy or JAX. Relative error below 1e-7 for x < 700."""
    xp = namespace(x)
    x = xp.asarray(x, dtype=float)
    return xp.exp(_splines().value_and_slope(STATISTICS.index(statistics), xp.log1p(x))[0] - x)
