"""Make src/reheaton/data/widths/c_gamma.csv: c_Gamma of a heavy neutrino on a grid uniform in ln m_N.

Run from the root of the repository: python tools/make_width_table.py
"""

from pathlib import Path

import numpy as np

from reheaton.backend.whole_file import whole_file
from reheaton.particles.fermions import FLAVOURS
from reheaton.particles.heavy_neutrino import width_coefficient
from reheaton.particles.heavy_neutrino.table import M_MAX, M_MIN

NODES = 2881

HEADER = """c_Gamma = Gamma_N/(G_F^2 m_N^5 theta^2/(192 pi^3)) of a Majorana heavy neutrino, version 2
origin: computed by reheaton.particles.heavy_neutrino; licence: BSD-3-Clause; made by tools/make_width_table.py
columns: ln(m_N/GeV), then c_Gamma for mixing with mu, e, tau; nodes uniform in ln m_N from 0.1 to 1e4 GeV"""


def main() -> None:
    log_m = np.linspace(np.log(M_MIN), np.log(M_MAX), NODES)
    m_N = np.clip(np.exp(log_m), M_MIN, M_MAX)
    columns = [log_m, *(width_coefficient(m_N, flavour) for flavour in FLAVOURS)]
    path = Path("src/reheaton/data/widths/c_gamma.csv")
    form = ["%.15g"] + ["%.9g"] * len(FLAVOURS)
    with whole_file(path) as partial:
        np.savetxt(partial, np.stack(columns, axis=1), fmt=form, delimiter=",", header=HEADER)


if __name__ == "__main__":
    main()
