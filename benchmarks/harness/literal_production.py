"""Production of sterile neutrinos as printed, for SciPy: every momentum an equation, nothing simplified.

df/dln a = (Gamma/4H) D^2 s2/(D^2 s2 + Gamma^2/4 + (D c2 - V)^2) (f_FD - f) in the Standard Model, with the library's
own opacities, bath and potential behind splines of SciPy, so that only the integration differs.
"""

from dataclasses import dataclass

import jax.numpy as jnp
import numpy as np
from scipy.integrate import solve_ivp
from scipy.interpolate import CubicSpline, RectBivariateSpline

from reheaton.constants import G_FERMI
from reheaton.cosmology import hubble
from reheaton.matter.bath import Baths
from reheaton.production.local_rates import ActiveNeutrino
from reheaton.rates.mixing_in_matter import matter_potential
from reheaton.rates.opacity.colours import colours_by_entropy


@dataclass(frozen=True)
class LiteralProduction:
    """Splines of everything the right-hand side needs, against ln a or (ln T, ln p/T)."""

    log_T: CubicSpline
    log_H: CubicSpline
    opacity: RectBivariateSpline
    potential: CubicSpline
    """V/p of the muon neutrino against ln T."""

    @classmethod
    def of(cls, active: ActiveNeutrino, baths: Baths) -> "LiteralProduction":
        log_T = np.linspace(np.log(1e-4), np.log(59.0), 600)
        T = jnp.exp(log_T)
        log_s = baths.log_s(0, T)
        log_a = -np.asarray(log_s) / 3.0
        H = hubble(np.asarray(baths.state(0, log_s).rho))
        log_x = np.linspace(np.log(5e-3), np.log(100.0), 300)
        grid_T, grid_x = np.meshgrid(T, np.exp(log_x), indexing="ij")
        colours = colours_by_entropy(jnp.asarray(grid_T), active.strong)
        loss = active.opacity.coefficient(jnp.asarray(grid_x), jnp.asarray(grid_T), colours)
        C = loss * (1.0 + np.exp(-grid_x)) if active.gain else loss
        down = slice(None, None, -1)
        return cls(
            CubicSpline(log_a[down], log_T[down]),
            CubicSpline(log_a[down], np.log(H)[down]),
            RectBivariateSpline(log_T, log_x, np.asarray(C)),
            CubicSpline(log_T, np.asarray(matter_potential(T, T)) / np.asarray(T)),
        )

    def solve(
        self, m_s: float, sin2: float, q: np.ndarray, log_a: tuple[float, float], method: str, rtol: float
    ) -> np.ndarray:
        """f at the end for comoving momenta q = p a [GeV], between two values of ln a."""
        jacobian = {"lband": 0, "uband": 0} if method == "LSODA" else {"jac": self._diagonal(m_s, sin2, q)}
        solution = solve_ivp(
            lambda x, f: self._rate(x, m_s, sin2, q)[0] * (self._rate(x, m_s, sin2, q)[1] - f),
            log_a, np.zeros(len(q)), method=method, rtol=rtol, atol=1e-14 * sin2 / 1e-9, **jacobian,
        )  # fmt: skip
        if not solution.success:
            raise RuntimeError(solution.message)
        return solution.y[:, -1]

    def _diagonal(self, m_s: float, sin2: float, q: np.ndarray):
        return lambda x, f: -np.diag(self._rate(x, m_s, sin2, q)[0])

    def _rate(self, log_a: float, m_s: float, sin2: float, q: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        log_T = float(self.log_T(log_a))
        T, H, p = np.exp(log_T), np.exp(self.log_H(log_a)), q * np.exp(-log_a)
        x = p / T
        Gamma = self.opacity(log_T, np.log(x))[0] * G_FERMI**2 * p * T**4
        D, V = m_s**2 / (2.0 * p), self.potential(log_T) * p
        mixing = D**2 * sin2 / (D**2 * sin2 + Gamma**2 / 4.0 + (D * np.sqrt(1.0 - sin2) - V) ** 2)
        return 0.25 * Gamma / H * mixing, 1.0 / (np.exp(x) + 1.0)
