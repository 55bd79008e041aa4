r"""Opacity of an active neutrino, Gamma = C(p/T, T) G_F^2 p T^4, ready for fast evaluation along a history.

    C = C_leptons(p/T, T/f) + (N_c,eff(T)/3) C_quarks(p/T, T/f)

to which `meson_opacity` adds mesons; `hadron_shares` says how much of each. f is the vev ratio of the sector (1 if the
masses are not rescaled). The table is resampled to a logarithmic grid of p/T with the spacing of the momenta that are
followed: as the universe expands, all momenta shift along this grid by the same distance, so that they share one set of
spline weights.
"""

from typing import Final

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.typing import ArrayLike

from reheaton.backend.namespace import AnyArray
from reheaton.numerics.interpolation import (
    cubic_lagrange,
    resample,
    spline_coefficients,
    spline_weights,
    split_position,
)
from reheaton.particles.fermions import N_COLOURS
from reheaton.rates.opacity.monotone import monotone_in_log
from reheaton.rates.opacity.table_file import RateFile
from reheaton.rates.opacity.tabulate import LOG_T, LOG_X, OpacityTable

MOMENTUM_SPACING: Final = 1.0 / 18.0
"""Spacing of ln p of the momenta that are followed."""
_FINE_LOG_X: Final = np.arange(np.log(4e-3), np.log(6e3), MOMENTUM_SPACING)
"""ln(p/T) after resampling. C is constant above the end of the table, where nothing is thermal."""


class Opacity(eqx.Module):
    """C(p/T, T) of the loss rate, as spline coefficients by part."""

    coefficients: AnyArray
    """(parts, temperatures + 2, momenta + 2): leptons and free quarks, or one part for everything."""
    log_T: tuple[float, float, int] = eqx.field(static=True)
    """First ln(T/GeV), spacing and number of temperatures."""
    error: float = eqx.field(static=True)
    """Largest numerical error as a fraction of C; NaN where it is not known."""
    constant_below: bool = eqx.field(static=True, default=True)
    """Whether C is known to be constant below the lowest temperature."""

    @property
    def T_range(self) -> tuple[float, float]:
        """Lowest and highest temperature [GeV] that is covered, over the vev ratio if masses are rescaled."""
        start, spacing, count = self.log_T
        return (0.0 if self.constant_below else float(np.exp(start))), float(np.exp(start + spacing * (count - 1)))

    def covers(self, T: ArrayLike) -> Array:
        """Whether the table reaches temperature T [GeV], any shape."""
        low, high = self.T_range
        return (jnp.asarray(T) >= low * (1.0 - 1e-9)) & (jnp.asarray(T) <= high * (1.0 + 1e-9))

    def along(self, log_T: Array, log_x: Array, count: int, quarks: ArrayLike) -> Array:
        """C of the loss rate at p/T = exp(log_x + k MOMENTUM_SPACING), k < count; scalars in, shape (count,).

        `quarks` is N_c,eff/3. NaN where momenta leave the table; temperatures are clamped to it, see `covers`.
        """
        parts = self._at_temperature(log_T)
        return _shifted(parts[0] + jnp.asarray(quarks) * parts[1] if len(parts) > 1 else parts[0], log_x, count)

    def parts_along(self, log_T: Array, log_x: Array, count: int) -> tuple[Array, Array]:
        """C of leptons and of free quarks with three colours, as `along`; of one part for everything, C and zeros."""
        C = [_shifted(part, log_x, count) for part in self._at_temperature(log_T)]
        return C[0], C[1] if len(C) > 1 else jnp.zeros(count)

    def _at_temperature(self, log_T: Array) -> list[Array]:
        """Spline coefficients along the momenta of each part, (momenta + 2,)."""
        start, spacing, temperatures = self.log_T
        i, u = split_position((log_T - start) / spacing, temperatures - 1)
        weights = spline_weights(u)
        # Whole rows: with vmap a quarter of the time of taking from each row the momenta that are wanted.
        rows = [
            [part.at[i + k].get(mode="promise_in_bounds") for k in range(4)] for part in jnp.asarray(self.coefficients)
        ]
        return [sum((w * row for w, row in zip(weights, part, strict=True)), start=jnp.zeros(())) for part in rows]

    def coefficient(self, p_over_T: ArrayLike, T: ArrayLike, colours: ArrayLike = N_COLOURS) -> Array:
        """C at momenta p/T and temperatures T [GeV], arrays of one shape; NaN if not covered.

        `colours` is the effective number of colours of quarks, see `colours`.
        """
        x, T, N = jnp.broadcast_arrays(*(jnp.asarray(v, dtype=float) for v in (p_over_T, T, colours)))
        one = jax.vmap(lambda x, T, N: self.along(jnp.log(T), jnp.log(x), 1, N / N_COLOURS)[0])
        C = one(x.ravel(), T.ravel(), N.ravel()).reshape(x.shape)
        inside = self.covers(T) & (x >= np.exp(_FINE_LOG_X[0]))
        return jnp.where(inside, C, jnp.nan)


def _shifted(row: Array, log_x: Array, count: int) -> Array:
    """The spline of a row at `count` momenta from ln(p/T) = log_x on, (count,); NaN where they leave the row."""
    intervals = len(_FINE_LOG_X) - 1 - count
    position = (log_x - _FINE_LOG_X[0]) / MOMENTUM_SPACING
    j, v = split_position(position, intervals)
    weights = spline_weights(jnp.where((position >= 0.0) & (position <= intervals), v, jnp.nan))
    near = jax.lax.dynamic_slice(row, (j,), (count + 3,))
    return sum((w * near[m : m + count] for m, w in enumerate(weights)), start=jnp.zeros(()))


def opacity_from_table(table: OpacityTable) -> Opacity:
    """The opacity of a table computed from first principles."""
    fine = [resample_momenta(part, LOG_X) for part in (table.leptons, table.quarks)]
    grid = (float(LOG_T[0]), float(LOG_T[1] - LOG_T[0]), len(LOG_T))
    return Opacity(_coefficients(fine), grid, table.error)


def opacity_from_file(file: RateFile) -> Opacity:
    """The opacity of a table read from a file; valid between its temperatures only."""
    count = max(4 * len(file.T), 100)
    log_T = np.linspace(np.log(file.T[0]), np.log(file.T[-1]), count)
    # Momenta below those followed are left out: tables have too few digits there.
    first = min(np.searchsorted(np.log(file.p_over_T), _FINE_LOG_X[0] - 1.0), len(file.p_over_T) - 4)
    log_x = np.log(file.p_over_T[first:])
    even = np.linspace(log_x[0], log_x[-1], 2 * len(log_x))
    by_T = monotone_in_log(np.log(file.T), file.C[:, first:], log_T)
    C = np.maximum(cubic_lagrange(log_x, by_T.T, even).T, 0.0)
    grid = (float(log_T[0]), float(log_T[1] - log_T[0]), count)
    return Opacity(_coefficients([resample_momenta(C, even)]), grid, float("nan"), constant_below=False)


def resample_momenta(C: np.ndarray, log_x: np.ndarray) -> np.ndarray:
    """C (temperatures, momenta) on a uniform grid of ln(p/T), at the momenta of an `Opacity`."""
    return resample(C.T, log_x[0], log_x[1] - log_x[0], _FINE_LOG_X).T


def _coefficients(parts: list[np.ndarray]) -> np.ndarray:
    return np.stack([spline_coefficients(spline_coefficients(part, axis=0), axis=1) for part in parts])
