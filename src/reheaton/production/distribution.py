"""The phase-space distribution of a decoupled species: f against comoving momentum, and its moments."""

from pathlib import Path

import equinox as eqx
import jax.numpy as jnp
import numpy as np
from jax import Array

from reheaton.constants import T_GAMMA_0


class Distribution(eqx.Module):
    """f(q) of one helicity, with q = p/T_gamma0 today, on a logarithmic grid; g helicities are alike.

    Moments are sums over ln q, which converge exponentially for a smooth f that vanishes at both ends of the grid.

    >>> import numpy as np, reheaton as rh
    >>> q = np.geomspace(0.01, 40.0, 200)
    >>> round(float(rh.Distribution(q, 1.0 / (np.exp(q) + 1.0)).mean_p_over_T), 3)
    3.151
    """

    q: Array
    """Comoving momentum p/T_gamma0 today, (momenta,)."""
    f: Array
    """Occupation of one helicity, (momenta,)."""
    g: float = eqx.field(static=True, default=2.0)

    def moment(self, power: float) -> Array:
        """int q^(2 + power) f dq, a scalar."""
        return self._integral(self.q**power)

    def density(self, each: Array) -> Array:
        """Density today [GeV^3 times the unit of `each`] of a quantity `each` of one particle, (momenta,)."""
        return self.g * T_GAMMA_0**3 / (2.0 * np.pi**2) * self._integral(each)

    def _integral(self, each: Array) -> Array:
        """int q^2 f each dq, a scalar."""
        spacing = jnp.log(self.q[-1] / self.q[0]) / (self.q.shape[0] - 1)
        return spacing * jnp.sum(self.q**3 * self.f * each)

    @property
    def number_density(self) -> Array:
        """n today [GeV^3], g/(2 pi^2) T_gamma0^3 int q^2 f dq."""
        return self.density(jnp.ones_like(self.q))

    @property
    def mean_p_over_T(self) -> Array:
        """<p>/T_gamma0 today."""
        return self.moment(1) / self.moment(0)

    def save(self, path: Path) -> Path:
        """Write two columns, q = p/T_gamma0 and f of one helicity, without a header, as CLASS reads them.

        In CLASS: use_ncdm_psd_files = 1, ncdm_psd_filenames = path, T_ncdm = 1, and both m_ncdm and omega_ncdm, from
        which it takes the normalisation.
        """
        np.savetxt(path, np.column_stack([self.q, self.f]), fmt="%.10e")
        return path
