r"""Averaged flavour mixing: neutrinos are states of definite energy in the plasma, as phases are lost in between.

    w_ai(p, T) = |component a of eigenvector i|^2 of U diag(m^2) U^+/(2p) + diag(V, 0, 0),
    V = -(2 sqrt2 G_F p/m_W^2) (rho + p of e- and e+ together),
    f_a = sum_i w_ai f_i,   H df_i/dln a = sum_a w_ai C_a

(V: Notzold & Raffelt 1988; U of `particles.seesaw.casas_ibarra`). There are as many positrons as electrons, so that V
is the same for neutrinos and antineutrinos. Eigenvectors are ordered by energy: levels do not cross. Coherence between
flavours in C is left out. N_eff in the standard case is 3.0438, 4e-4 higher than without mixing; with coherence it is
3.0440(2) (Bennett et al. 2021, arXiv:2012.02726).
"""

from typing import NamedTuple

import numpy as np

from reheaton.constants import G_FERMI, M_W
from reheaton.matter.electromagnetic_plasma import electromagnetic_state
from reheaton.matter.gas import MASSLESS
from reheaton.particles.seesaw.casas_ibarra import NUFIT_NORMAL, OscillationData

_PHOTON_STATES = 2.0


class AveragedMixing(NamedTuple):
    """Mixing by oscillation data, for example NUFIT_NORMAL of `particles.seesaw`."""

    data: OscillationData = NUFIT_NORMAL

    def shares(self, p: np.ndarray, T: float) -> np.ndarray:
        """w_ai at the momenta p [GeV] (momenta,) and the temperature T [GeV]: (flavours, states, momenta)."""
        U, masses = self.data.pmns(), self.data.masses(0.0)
        vacuum = (U * masses**2) @ U.conj().T
        electrons = T * electromagnetic_state(T, 0).s - 4.0 * _PHOTON_STATES * MASSLESS["boson"] * T**4
        # Times 2p, so that the vacuum term is the same for all momenta.
        hamiltonian = np.broadcast_to(vacuum, (len(p), 3, 3)).copy()
        hamiltonian[:, 0, 0] -= 4.0 * np.sqrt(2.0) * G_FERMI * p**2 / M_W**2 * electrons
        _, vectors = np.linalg.eigh(hamiltonian)
        return np.moveaxis(np.abs(vectors) ** 2, 0, -1)
