r"""Moments of the production rate of phi phi -> N N, from which the yields of N and N' follow for every T_*.

The rate per volume and time at y = 1 is 4F T^4/(4 pi)^5 times the symmetry factor. With M_phi proportional to T, and m
= M_phi/T, it depends on z = M_N/T and m ("Asymmetric Reheating via Inverse Symmetry Breaking" Eq. 13, without y^4; the
lower limit of the integral is printed there as 4 M_phi^2):

    F(z; m) = int ds [(s - 4z^2)(s - 4m^2)]^(1/2)/(4 sqrt s) K_1(sqrt s) int_-1^1 dcos |M|^2/y^4,  s > max(4m^2, 4z^2).

Production below T_max with couplings proportional to 1 +- T/T_* is int_z1^inf dz (1 +- u z1/z)^4 F, with z1 = M_N/T_max
and u = T_max/T_*. The fourth power is a polynomial, so nine integrals give the answer for every T_*:

    M_k = int dz (z1/z)^k F,  k = 0..4,     Q_k = int dz (1 - z1/z)^k F,  k = 1..4.

They are positive functions of (z1, m). Their logarithms are tabulated as cubic splines in both variables, so that one
look-up gives both yields and their derivatives. F has a logarithmic kink at z = m, where the two thresholds meet.
Therefore the table is split there, and its variable is x = |ln(z1/m)|^(1/2) over its range: the kink leaves x^6 ln x.
"""

import functools
from typing import Final

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.typing import ArrayLike

from reheaton.backend.jax_setup import outer_jit
from reheaton.backend.kept_tables import kept_table
from reheaton.errors import InvalidInput, did_you_mean, quoted
from reheaton.numerics.interpolation import spline_coefficients, spline_weights, split_position
from reheaton.numerics.quadrature import double_exponential_rule, gauss_legendre_rule
from reheaton.papers.inverse_symmetry_breaking.amplitudes import exchange_integral
from reheaton.rates.occupation import OccupationLaw
from reheaton.rates.reaction_density import isotropic_density

Z_RANGE: Final = (1e-4, 100.0)
"""M_N/T_max that the table covers."""
M_PHI_RANGE: Final = (1e-3, 2.0)
"""M_phi/T that the table covers."""
_NODES: Final = {"maxwell-boltzmann": (92, 160), "bose-einstein": (60, 100)}
"""Nodes in ln m, and intervals of z1 on each side of the kink. Bose-Einstein rates take ten times as long."""
_LOG_M: Final = (float(np.log(M_PHI_RANGE[0])) - 0.1, float(np.log(M_PHI_RANGE[1])) + 0.25)
"""ln m at the ends of the grid. The outermost intervals are less accurate, and not used."""
_BINOMIAL: Final = np.array(
    [[1, 0, 0, 0, 0], [1, 1, 0, 0, 0], [1, 2, 1, 0, 0], [1, 3, 3, 1, 0], [1, 4, 6, 4, 1]], float
)
_TAIL: Final = 1.3
"""F is tabulated up to this times the end of Z_RANGE. The rest is e^-60 of the last moments."""
_SLACK: Final = 1e-9
"""Margin for rounding of ln z and ln m at the ends."""
_VERSION: Final = 1
"""To be raised if the numbers of the table change for a reason that is not in its fingerprint."""


def reduced_rate(z: ArrayLike, M_phi_over_T: ArrayLike, statistics: OccupationLaw = "maxwell-boltzmann") -> Array:
    """F(z; m) of Eq. 13, the rate of phi phi -> N N in units of T; see the module. `statistics` of phi.

    One point; any z, m > 0. Error 1e-9, or exp(-2z) times that if N is heavy.
    """
    z, m = jnp.asarray(z, dtype=float), jnp.asarray(M_phi_over_T, dtype=float)
    density = isotropic_density(
        lambda s, _: exchange_integral(s, m, z), (m, m, z, z), jnp.ones_like(z), (statistics, statistics)
    )
    return 0.25 * (4.0 * np.pi) ** 5 * density


def moments(
    z1: ArrayLike, M_phi_over_T: ArrayLike, statistics: OccupationLaw = "maxwell-boltzmann"
) -> tuple[Array, Array]:
    """exp(2 z1) M_k and exp(2 z1) Q_k, each (5,), at one point; see the module (Q_0 = M_0).

    NaN outside Z_RANGE and M_PHI_RANGE. Error 2e-7 of each moment, and 1e-6 for z1 < m; Bose-Einstein 1e-6 and 5e-6.
    """
    with jax.ensure_compile_time_eval():
        coefficients = jnp.asarray(moment_table(statistics))
    _, rows, columns, count = coefficients.shape
    log_z, log_m = jnp.log(jnp.asarray(z1, dtype=float)), jnp.log(jnp.asarray(M_phi_over_T, dtype=float))
    heavy = log_z >= log_m
    distance = jnp.where(heavy, log_z - log_m, log_m - log_z)
    length = jnp.where(heavy, np.log(Z_RANGE[1]) - log_m, log_m - np.log(Z_RANGE[0]))
    # The square root has no derivative at 0. The spline is even there, so the derivative of both together is finite: at
    # 1e-14 rounding errors of the slope, 1e-14, are still 1e-7 of it.
    across = jnp.sqrt((distance + 1e-14) / length) * (columns - 3)
    along = (log_m - _LOG_M[0]) / (_LOG_M[1] - _LOG_M[0]) * (rows - 3)
    (i, u), (j, v) = split_position(along, rows - 3), split_position(across, columns - 3)
    start = (heavy.astype(i.dtype), i, j, jnp.zeros_like(i))
    block = jax.lax.dynamic_slice(coefficients, start, (1, 4, 4, count))[0]
    logs = jnp.tensordot(spline_weights(v), jnp.tensordot(spline_weights(u), block, 1), 1)
    inside = (log_m >= np.log(M_PHI_RANGE[0]) - _SLACK) & (log_m <= np.log(M_PHI_RANGE[1]) + _SLACK)
    inside = inside & (log_z >= np.log(Z_RANGE[0]) - _SLACK) & (log_z <= np.log(Z_RANGE[1]) + _SLACK)
    values = jnp.exp(jnp.where(inside, logs, jnp.nan))
    return values[:5], jnp.concatenate([values[:1], values[5:]])


@functools.cache
def moment_table(statistics: OccupationLaw) -> np.ndarray:
    """Spline coefficients of ln[exp(2 z1) moment], (side of the kink, ln m, z1, nine moments).

    Sides are z1 < m and z1 > m; the order is M_0 ... M_4, Q_1 ... Q_4. The table takes seconds to make and is kept in
    the cache directory. Raises InvalidInput for statistics that phi cannot have.
    """
    if statistics not in _NODES:
        raise InvalidInput(f"statistics = {quoted(statistics)} of phi is unknown: {did_you_mean(statistics, _NODES)}")
    rows, intervals = _NODES[statistics]
    return kept_table(
        f"pair-moments/{statistics}",
        [statistics, Z_RANGE, M_PHI_RANGE, _NODES[statistics]],
        lambda: {"coefficients": _table(statistics)},
        version=_VERSION,
        shapes={"coefficients": (2, rows + 2, intervals + 3, 9)},
        within=(-1e3, 1e3),
    )["coefficients"]


def _table(statistics: OccupationLaw) -> np.ndarray:
    rows, intervals = _NODES[statistics]
    log_m = np.linspace(*_LOG_M, rows)
    rate = _RateTable(log_m, 2 * intervals, statistics)
    edges = np.linspace(0.0, 1.0, intervals + 1)
    heavy = _beyond_kink(log_m, edges, rate)
    light = _below_kink(log_m, edges, rate, heavy[:, 0])
    z1 = np.exp(log_m[:, None] - _length(log_m, 0)[:, None] * edges**2)
    logs = np.stack([np.log(light) + 2.0 * z1[..., None], np.log(heavy)])
    return spline_coefficients(_even_spline(logs, axis=2), axis=1)


class _RateTable:
    """ln F below the kink and ln[F exp(2z)] above it, both smooth, for each m."""

    def __init__(self, log_m: np.ndarray, intervals: int, statistics: OccupationLaw) -> None:
        self.log_m, self.intervals = log_m, intervals
        x = np.linspace(0.0, 1.0, intervals + 1)

        def one(log_z: Array, log_m: Array) -> Array:
            return jnp.log(reduced_rate(jnp.exp(log_z), jnp.exp(log_m), statistics))

        row = outer_jit(jax.vmap(one, (0, None)))

        logs = []
        for side in (0, 1):
            log_z = log_m[:, None] + (2 * side - 1) * self._length(side)[:, None] * x**2
            # One row after the other, not jax.lax.map: old JAX cannot compile loops inside ensure_compile_time_eval.
            found = np.stack([row(jnp.asarray(z), jnp.asarray(m)) for z, m in zip(log_z, log_m, strict=True)])
            logs.append(found + 2.0 * side * np.exp(log_z))
        self.coefficients = _even_spline(np.stack(logs), axis=2)

    def __call__(self, side: int, z: np.ndarray) -> np.ndarray:
        """F at z (rows, any) on one side; beyond the kink, F exp(2z)."""
        distance = (2 * side - 1) * (np.log(z) - self.log_m[:, None])
        across = np.sqrt(np.maximum(distance, 0.0) / self._length(side)[:, None])
        j, v = split_position(across * self.intervals, self.intervals)
        row = np.arange(len(z))[:, None]
        weights = spline_weights(v)
        return np.exp(sum(weights[k] * self.coefficients[side, row, j + k] for k in range(4)))

    def _length(self, side: int) -> np.ndarray:
        return _length(self.log_m, side) + (np.log(_TAIL) if side else 0.0)


def _beyond_kink(log_m: np.ndarray, edges: np.ndarray, rate: _RateTable) -> np.ndarray:
    """M_0 ... M_4, Q_1 ... Q_4 at the nodes z1 > m, times exp(2 z1); (rows, nodes, 9)."""
    x, weights = double_exponential_rule()
    z1 = np.exp(log_m[:, None] + _length(log_m, 1)[:, None] * edges**2)[:, :, None]
    z = np.minimum(z1 + 0.5 * x, _TAIL * Z_RANGE[1])
    measure = 0.5 * weights * np.exp(-x) * rate(1, z.reshape(len(log_m), -1)).reshape(z.shape)
    ratio, rest = z1 / z, 0.5 * x / z
    return np.stack([(measure * f**k).sum(axis=2) for f, k in _factors(ratio, rest)], axis=2)


def _below_kink(log_m: np.ndarray, edges: np.ndarray, rate: _RateTable, at_kink: np.ndarray) -> np.ndarray:
    """The same at the nodes z1 < m, without exp(2 z1); panel by panel from the kink, where `at_kink` is known."""
    m, length = np.exp(log_m)[:, None], _length(log_m, 0)[:, None]
    state = at_kink * np.exp(-2.0 * m)
    found, powers = [state], np.arange(5)
    for near, far in zip(edges[:-1], edges[1:], strict=True):
        x, weights = gauss_legendre_rule(4, near, far)
        z = m * np.exp(-length * x**2)
        measure = weights * z * 2.0 * x * length * rate(0, z)
        z1, shift = m * np.exp(-length * far**2), np.exp(-length * (far**2 - near**2))
        panel = np.stack([(measure * f**k).sum(axis=1) for f, k in _factors(z1 / z, 1.0 - z1 / z)], axis=1)
        # 1 - z1'/z = (1 - z1'/z1) + (z1'/z1)(1 - z1/z): sums of positive terms.
        Q = np.concatenate([state[:, :1], state[:, 5:]], axis=1)
        moved = [
            (_BINOMIAL[k] * (1.0 - shift) ** np.maximum(k - powers, 0) * shift**powers * Q).sum(axis=1)
            for k in range(1, 5)
        ]
        state = panel + np.concatenate([shift**powers * state[:, :5], np.stack(moved, axis=1)], axis=1)
        found.append(state)
    return np.stack(found, axis=1)


def _factors(ratio: np.ndarray, rest: np.ndarray) -> list[tuple[np.ndarray, int]]:
    """What stands in the moments, in their order: base and power."""
    return [(ratio, k) for k in range(5)] + [(rest, k) for k in range(1, 5)]


def _length(log_m: np.ndarray, side: int) -> np.ndarray:
    """Distance in ln z from the kink to the end of the table."""
    return np.log(Z_RANGE[1]) - log_m if side else log_m - np.log(Z_RANGE[0])


def _even_spline(values: np.ndarray, axis: int) -> np.ndarray:
    """Spline coefficients of even functions of which the half from 0 on is given; nodes + 2 along the axis."""
    half = np.moveaxis(values, axis, 0)
    coefficients = spline_coefficients(np.concatenate([half[:0:-1], half]), axis=0)
    return np.moveaxis(coefficients[len(half) - 1 :], 0, axis)
