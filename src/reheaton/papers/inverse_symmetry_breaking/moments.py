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
from reheaton.numerics.interpolation import spline_weights, split_position
from reheaton.numerics.kinked_splines import KinkedGrid, even_spline, kinked_splines, kinked_value
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
_BINOMIAL: Final = np.array(
    [[1, 0, 0, 0, 0], [1, 1, 0, 0, 0], [1, 2, 1, 0, 0], [1, 3, 3, 1, 0], [1, 4, 6, 4, 1]], float
)
_TAIL: Final = 1.3
"""F is tabulated up to this times the end of Z_RANGE. The rest is e^-60 of the last moments."""
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
        coefficients = jax.device_put(moment_table(statistics))
    values = jnp.exp(kinked_value(_grid(statistics), coefficients, z1, M_phi_over_T))
    return values[:5], jnp.concatenate([values[:1], values[5:]])


@functools.cache
def moment_table(statistics: OccupationLaw) -> np.ndarray:
    """Spline coefficients of ln[exp(2 z1) moment], (side of the kink, ln m, z1, nine moments).

    Sides are z1 < m and z1 > m; the order is M_0 ... M_4, Q_1 ... Q_4. The table takes seconds to make and is kept in
    the cache directory. Raises InvalidInput for statistics that phi cannot have.
    """
    if statistics not in _NODES:
        raise InvalidInput(f"statistics = {quoted(statistics)} of phi is unknown: {did_you_mean(statistics, _NODES)}")
    return kept_table(
        f"pair-moments/{statistics}",
        [statistics, Z_RANGE, M_PHI_RANGE, _NODES[statistics]],
        lambda: {"coefficients": _table(statistics)},
        version=_VERSION,
        shapes={"coefficients": (*_grid(statistics).shape, 9)},
        within=(-1e3, 1e3),
    )["coefficients"]


def _grid(statistics: OccupationLaw) -> KinkedGrid:
    return KinkedGrid(Z_RANGE, M_PHI_RANGE, *_NODES[statistics])


def _table(statistics: OccupationLaw) -> np.ndarray:
    grid = _grid(statistics)
    rate = _RateTable(grid, statistics)
    heavy = _beyond_kink(grid, rate)
    light = _below_kink(grid, rate, heavy[:, 0])
    logs = np.stack([np.log(light) + 2.0 * np.exp(grid.log_z(0))[..., None], np.log(heavy)])
    return kinked_splines(logs)


class _RateTable:
    """ln F below the kink and ln[F exp(2z)] above it, both smooth, for each m."""

    def __init__(self, grid: KinkedGrid, statistics: OccupationLaw) -> None:
        self.grid, self.intervals = grid, 2 * grid.intervals
        x = np.linspace(0.0, 1.0, self.intervals + 1)

        def one(log_z: Array, log_m: Array) -> Array:
            return jnp.log(reduced_rate(jnp.exp(log_z), jnp.exp(log_m), statistics))

        row, log_m = outer_jit(jax.vmap(one, (0, None))), grid.log_m

        logs = []
        for side in (0, 1):
            log_z = log_m[:, None] + (2 * side - 1) * self._length(side)[:, None] * x**2
            # One row after the other, not jax.lax.map: old JAX cannot compile loops inside ensure_compile_time_eval.
            found = np.stack([row(jnp.asarray(z), jnp.asarray(m)) for z, m in zip(log_z, log_m, strict=True)])
            logs.append(found + 2.0 * side * np.exp(log_z))
        self.coefficients = even_spline(np.stack(logs), axis=2)

    def __call__(self, side: int, z: np.ndarray) -> np.ndarray:
        """F at z (rows, any) on one side; beyond the kink, F exp(2z)."""
        distance = (2 * side - 1) * (np.log(z) - self.grid.log_m[:, None])
        across = np.sqrt(np.maximum(distance, 0.0) / self._length(side)[:, None])
        j, v = split_position(across * self.intervals, self.intervals)
        row = np.arange(len(z))[:, None]
        weights = spline_weights(v)
        return np.exp(sum(weights[k] * self.coefficients[side, row, j + k] for k in range(4)))

    def _length(self, side: int) -> np.ndarray:
        return self.grid.length(self.grid.log_m, side) + (np.log(_TAIL) if side else 0.0)


def _beyond_kink(grid: KinkedGrid, rate: _RateTable) -> np.ndarray:
    """M_0 ... M_4, Q_1 ... Q_4 at the nodes z1 > m, times exp(2 z1); (rows, nodes, 9)."""
    x, weights = double_exponential_rule()
    z1 = np.exp(grid.log_z(1))[:, :, None]
    z = np.minimum(z1 + 0.5 * x, _TAIL * Z_RANGE[1])
    measure = 0.5 * weights * np.exp(-x) * rate(1, z.reshape(grid.rows, -1)).reshape(z.shape)
    ratio, rest = z1 / z, 0.5 * x / z
    return np.stack([(measure * f**k).sum(axis=2) for f, k in _factors(ratio, rest)], axis=2)


def _below_kink(grid: KinkedGrid, rate: _RateTable, at_kink: np.ndarray) -> np.ndarray:
    """The same at the nodes z1 < m, without exp(2 z1); panel by panel from the kink, where `at_kink` is known."""
    m, length = np.exp(grid.log_m)[:, None], grid.length(grid.log_m, 0)[:, None]
    edges = np.linspace(0.0, 1.0, grid.intervals + 1)
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
