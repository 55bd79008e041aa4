"""The phase-space distribution of a decoupled species: f against comoving momentum, and its moments."""

import io
from pathlib import Path
from typing import Final

import equinox as eqx
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.typing import ArrayLike

from reheaton.backend.given_numbers import check_number, is_known
from reheaton.backend.usable_jax import check_jax
from reheaton.backend.whole_file import write_whole
from reheaton.constants import T_GAMMA_0
from reheaton.errors import InvalidInput
from reheaton.numerics.quadrature import grid_weights

_EVEN: Final = 1e-4
"""Largest deviation of ln q from even steps, in steps, of a grid that counts as logarithmic."""
_NEGLIGIBLE: Final = 1e-5
"""q^3 f at both ends, over its largest value, below which a sum over ln q needs no correction at the ends."""


class Distribution(eqx.Module):
    """f(q) of one helicity, with q = p/T_gamma0 today, on any rising grid; g helicities are alike.

    Moments are sums over the grid, and leave out what lies outside it. On a logarithmic grid they converge
    exponentially for a smooth f that vanishes at both ends, elsewhere with the fourth power of the spacing. A grid that
    JAX traces is taken to be logarithmic, and f to vanish at both ends. Raises InvalidInput for a grid that does not
    rise or has negative momenta.

    >>> import numpy as np, reheaton as rh
    >>> q = np.geomspace(0.01, 40.0, 200)
    >>> round(float(rh.Distribution(q, 1.0 / (np.exp(q) + 1.0)).mean_p_over_T), 3)
    3.151
    """

    q: Array
    """Comoving momentum p/T_gamma0 today, (momenta,)."""
    f: Array
    """Occupation of one helicity, (momenta,)."""
    g: float = eqx.field(static=True)
    weights: Array
    """Weight of each momentum in an integral over q, (momenta,)."""

    def __init__(self, q: ArrayLike, f: ArrayLike, g: float = 2.0) -> None:
        check_jax()
        check_number("g", g, "above 0", exclusive=True)
        check_number("q", q, "from 0 up, in units of T_gamma0", many=True)
        check_number("f", f, "any finite number", minimum=-np.inf, many=True)
        self.q, self.f = jnp.asarray(q, dtype=float), jnp.asarray(f, dtype=float)
        self.g = g if type(g) is int else float(g)
        self._check()
        self.weights = _weights(self.q, self.f)

    def _check(self) -> None:
        if self.q.ndim != 1 or self.q.shape != self.f.shape or len(self.q) < 2:
            raise InvalidInput(
                f"a distribution needs q and f as arrays of one length, 2 or more: these have the shapes {self.q.shape}"
                f" and {self.f.shape}."
            )
        if is_known(self.q) and np.any(falls := np.diff(self.q) <= 0):
            k = int(np.argmax(falls))
            raise InvalidInput(f"q must rise from point to point, and {self.q[k + 1]:g} follows {self.q[k]:g}.")

    def moment(self, power: float) -> Array:
        """int q^(2 + power) f dq, a scalar."""
        return jnp.sum(self.weights * self.q ** (2.0 + power) * self.f)

    def density(self, each: Array) -> Array:
        """Density today [GeV^3 times the unit of `each`] of a quantity `each` of one particle, (momenta,)."""
        return self.g * T_GAMMA_0**3 / (2.0 * np.pi**2) * jnp.sum(self.weights * self.q**2 * self.f * each)

    @property
    def number_density(self) -> Array:
        """n today [GeV^3], g/(2 pi^2) T_gamma0^3 int q^2 f dq."""
        return self.density(jnp.ones_like(self.q))

    @property
    def mean_p_over_T(self) -> Array:
        """<p>/T_gamma0 today."""
        return self.moment(1) / self.moment(0)

    def phase_space(self, unit: float = 1.0) -> np.ndarray:
        """Two columns, (momenta, 2): q = p/(unit T_gamma0), and g/(2 pi)^3 f, the number per phase space.

        So has CLASS it: use_ncdm_psd_files = 1, ncdm_psd_filenames = path, T_ncdm = unit and m_ncdm [eV] alone give
        Omega h^2 of these particles; m_ncdm and omega_ncdm together scale f to that density.
        """
        return np.column_stack([self.q / unit, self.g / (2.0 * np.pi) ** 3 * self.f])

    def to_text(self, unit: float = 1.0) -> str:
        """`phase_space` as text.

        CLASS reads from the first line on and stops at the first that is not two numbers, so that the line which
        explains the columns is the last.
        """
        momentum = "p/T_gamma0" if unit == 1.0 else f"p/({unit!r} T_gamma0)"
        columns = f"q = {momentum}; {self.g:g}/(2 pi)^3 f(q). CLASS: use_ncdm_psd_files = 1, m_ncdm in eV, T_ncdm ="
        text = io.StringIO()
        np.savetxt(text, self.phase_space(unit), fmt="%.10e", footer=f"{columns} {unit:.17g}")
        return text.getvalue()

    def save(self, path: Path) -> Path:
        """Write `to_text` to a file, for CLASS or another code."""
        write_whole(path, self.to_text())
        return path


def _weights(q: Array, f: Array) -> Array:
    """Weight of each momentum: even in ln q where f vanishes at both ends, else cubics in ln q, or in q."""
    even = jnp.log(q[-1] / q[0]) / (len(q) - 1) * q
    if not is_known(q):
        return even
    known = np.asarray(q)
    if not _is_logarithmic(known):
        return jnp.asarray(grid_weights(known))
    if not is_known(f) or _vanishes(known**3 * np.asarray(f)):
        return even
    return jnp.asarray(known * grid_weights(np.linspace(np.log(known[0]), np.log(known[-1]), len(known))))


def _is_logarithmic(q: np.ndarray) -> bool:
    if q[0] <= 0.0:
        return False
    log_q = np.log(q)
    even, spacing = np.linspace(log_q[0], log_q[-1], len(q), retstep=True)
    return bool(np.max(np.abs(log_q - even)) < _EVEN * spacing)


def _vanishes(values: np.ndarray) -> bool:
    """Whether values are negligible at both ends."""
    return bool(np.max(np.abs(values[[0, -1]])) < _NEGLIGIBLE * np.max(np.abs(values)))
