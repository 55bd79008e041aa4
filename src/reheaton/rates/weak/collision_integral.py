"""All collisions of three flavours of neutrinos of given distributions with a plasma of electrons and each other."""

from typing import NamedTuple

import numpy as np

from reheaton.constants import G_FERMI, M_ELECTRON
from reheaton.rates.weak.couplings import NEUTRINO_FLAVOURS, electron_couplings
from reheaton.rates.weak.electrons import annihilation_rates, scattering_rates
from reheaton.rates.weak.lattice import NeutrinoLattice


class CollisionTerms(NamedTuple):
    """C = df/dt [GeV] by processes with electrons and by those among neutrinos, (flavours, N) each.

    `jacobian` is the derivative of their sum by f, (flavours, N, flavours, N), or None.
    """

    electrons: np.ndarray
    neutrinos: np.ndarray
    jacobian: np.ndarray | None


class CollisionIntegral:
    r"""C of the neutrinos nu_e, nu_mu, nu_tau on a uniform grid of N momenta p_i = i d.

    Equations: `electrons` and `lattice`. Number and energy are conserved to rounding by what conserves them; at
    f = 1/(exp(p/T) + 1) every process is in detailed balance. Arrays: f (flavours, N), the same for antineutrinos.
    """

    def __init__(self, points: int) -> None:
        self.lattice = NeutrinoLattice(points)
        self.couplings = np.array([electron_couplings(flavour) for flavour in NEUTRINO_FLAVOURS])
        self._n = np.arange(1, points + 1.0)
        self._lower = np.tril_indices(points, -1)
        self._half = np.tril_indices(points)

    def terms(self, f: np.ndarray, spacing: float, T: float, *, jacobian: bool = False) -> CollisionTerms:
        """C at the distributions f (flavours, N), for `spacing` d [GeV] and the temperature T [GeV] of electrons."""
        step = spacing / T
        E, m = step * self._n, M_ELECTRON / T
        scattering, annihilation = self._kernels(E, m)
        # Neutrino 1 gains from 3 what f_3 loses, smaller by e^(E_3 - E_1).
        decay = np.exp(-E)
        blocked = 1.0 - f
        into = scattering * np.exp(np.minimum(E - E[:, None], 0.0))
        out = scattering * np.exp(np.minimum(E[:, None] - E, 0.0))
        pairs_made = annihilation * (decay[:, None] * decay)
        made = np.einsum("aij,aj->ai", pairs_made, blocked)
        lost = np.einsum("aij,aj->ai", annihilation, f)
        gained = np.einsum("aij,aj->ai", into, f)
        scattered = np.einsum("aij,aj->ai", out, blocked)
        unit = G_FERMI**2 * T**5 * step / (np.pi**3 * E**2)
        by_electrons = unit * (blocked * (gained + made) - f * (scattered + lost))
        collisions = self.lattice.collide(f, jacobian=jacobian)
        unit_nu = G_FERMI**2 * spacing**5 / (4.0 * np.pi**3)
        derivatives = None
        if collisions.jacobian is not None:
            derivatives = unit_nu * collisions.jacobian
            rows = np.arange(len(E))
            for a in range(len(f)):
                own = blocked[a][:, None] * (into[a] - pairs_made[a]) + f[a][:, None] * (out[a] - annihilation[a])
                derivatives[a, :, a] += unit[:, None] * own
                derivatives[a, rows, a, rows] -= unit * (gained + made + scattered + lost)[a]
        return CollisionTerms(by_electrons, unit_nu * collisions.rates, derivatives)

    def _kernels(self, E: np.ndarray, m: float) -> tuple[np.ndarray, np.ndarray]:
        """R of the neutrino that loses energy, and A, as symmetric matrices of each flavour (flavours, N, N)."""
        points = len(E)
        result = []
        for (rows, columns), rates in ((self._lower, scattering_rates), (self._half, annihilation_rates)):
            values = self.couplings @ np.stack(rates(E[rows], E[columns], m))
            matrices = np.zeros((len(self.couplings), points, points))
            matrices[:, rows, columns] = values
            matrices[:, columns, rows] = values
            result.append(matrices)
        return result[0], result[1]
