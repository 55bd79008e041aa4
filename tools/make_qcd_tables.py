"""Write src/reheaton/data/qcd/<equation of state>.csv: R(T) and its derivatives on a uniform grid in ln T.

Run from the repository root, after tools/make_hadrons.py: python tools/make_qcd_tables.py
"""

from pathlib import Path

import numpy as np
from qcd.base_curves import borsanyi_ratio, saikawa_shirai_ratio

from reheaton.backend.whole_file import whole_file
from reheaton.matter.qcd.tables import QCD_EQUATIONS_OF_STATE

FOLDER = Path("src/reheaton/data/qcd")
BUILDERS = {"borsanyi-2016": borsanyi_ratio, "saikawa-shirai-2018": saikawa_shirai_ratio}
ORIGIN = {
    "borsanyi-2016": (
        "2+1+1 lattice parametrisation of arXiv:1606.07494 (Supplementary Information) to 1 GeV, then the\n"
        "#   weak-coupling series of hep-ph/0211321 with its free constant fitted at 1 GeV"
    ),
    "saikawa-shirai-2018": (
        "g_s fit of arXiv:1803.01038, Appendix C (Table 1), less ideal photons, leptons, W, Z, h,\n"
        "#   integrated from the hadron gas at 0.12 GeV"
    ),
}
HEADER = """\
# Equation of state {name}: ratio R(T) of the QCD pressure to that of free gluons and quarks.
# Origin: {origin}.
# Version 1. Licence of this file: as the library. Made by: tools/make_qcd_tables.py
# Below 0.09 GeV, where the weight of the quark-gluon phase is zero, R is a continuation without meaning.
# Columns: ln(T/GeV), R [1], dR/dlnT [1], d^2R/dlnT^2 [1]
"""
SPACING = 0.02
FIRST, LAST = -6.92, 13.84
# R is evaluated on a grid finer by this factor, and beyond both ends, for seven-point derivatives.
REFINEMENT = 4
MARGIN = 3
FIRST_DERIVATIVE = np.array([-1.0, 9.0, -45.0, 0.0, 45.0, -9.0, 1.0]) / 60.0
SECOND_DERIVATIVE = np.array([2.0, -27.0, 270.0, -490.0, 270.0, -27.0, 2.0]) / 180.0


def write(name: str) -> None:
    """Write the data file of one equation of state."""
    h = SPACING / REFINEMENT
    cells = round((LAST - FIRST) / h)
    x = np.asarray(FIRST + h * np.arange(-MARGIN, cells + MARGIN + 1), dtype=np.float64)
    ratio = BUILDERS[name](x)
    slope = np.convolve(ratio, FIRST_DERIVATIVE[::-1], mode="valid") / h
    curvature = np.convolve(ratio, SECOND_DERIVATIVE[::-1], mode="valid") / h**2
    inner = slice(MARGIN, len(x) - MARGIN)
    columns = np.column_stack([x[inner], ratio[inner], slope, curvature])[::REFINEMENT]
    text = HEADER.format(name=name, origin=ORIGIN[name])
    text += "".join(f"{a:.2f},{b:.12f},{c:.9f},{d:.7f}\n" for a, b, c, d in columns)
    with whole_file(FOLDER / QCD_EQUATIONS_OF_STATE[name]) as partial:
        partial.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    for equation_of_state in QCD_EQUATIONS_OF_STATE:
        write(equation_of_state)
